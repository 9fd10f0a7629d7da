"""Receipts: what one vouches for, and how anybody with the directory's public key checks it, offline.

One Merkle tree for each transaction of the ledger, its root signed with Ed25519. An inner node is sha256(left + right)
of the raw hashes; a node without a sibling goes up as it is. The signature is over the root's 32 raw bytes.
"""

from __future__ import annotations

import hashlib
from datetime import datetime

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from sscs_desktop.wire.codec import canonical
from sscs_desktop.wire.messages import Operation, Receipt


def content_of(operation: Operation) -> str:
    """Return the hash of what a person said by an operation, 64 hex digits.

    Bases are left out: a heal lowers them, and what was said stays the same.
    """
    o = operation
    said = (o.op_id, o.kind, o.id, o.verb, o.parent, o.fields, o.args, sorted(o.children), o.happened_at)
    return hashlib.sha256(canonical(said)).hexdigest()


def leaf(op_id: str, content: str, result: str, seq: int, received_at: datetime) -> str:
    """Return the hash of what one receipt vouches for, 64 hex digits."""
    return hashlib.sha256(canonical([op_id, content, result, seq, received_at])).hexdigest()


def tree(leaves: list[str]) -> tuple[str, list[tuple[str, ...]]]:
    """Return the root over `leaves` and each leaf's path, leaf first."""
    level = [(value, [k]) for k, value in enumerate(leaves)]
    paths: list[list[str]] = [[] for _ in leaves]
    while len(level) > 1:
        above = []
        for (left, under_left), (right, under_right) in zip(level[::2], level[1::2], strict=False):
            for k in under_left:
                paths[k].append("R" + right)
            for k in under_right:
                paths[k].append("L" + left)
            above.append((_node(left, right), under_left + under_right))
        level = above + level[len(above) * 2 :]
    return level[0][0], [tuple(path) for path in paths]


def verify(receipt: Receipt, public_key: str, op_id: str, result: str, seq: int) -> bool:
    """Tell whether `receipt` proves that this operation was received with this result; public_key: 64 hex digits."""
    try:
        value = leaf(op_id, receipt.content, result, seq, receipt.received_at)
        for step in receipt.path:
            value = _node(step[1:], value) if step[0] == "L" else _node(value, step[1:])
        key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(public_key))
        key.verify(bytes.fromhex(receipt.signature), bytes.fromhex(receipt.root))
    except (InvalidSignature, ValueError, IndexError):
        return False
    return value == receipt.root


def _node(left: str, right: str) -> str:
    return hashlib.sha256(bytes.fromhex(left) + bytes.fromhex(right)).hexdigest()
