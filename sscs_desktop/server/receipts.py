"""Receipts: one Merkle tree for each transaction of the ledger, its root signed with Ed25519.

An inner node is sha256(left + right) of the raw hashes; a node without a sibling goes up as it is. The signature is
over the root's 32 raw bytes.
"""

from __future__ import annotations

import hashlib
from datetime import datetime

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat
from sqlalchemy import Connection, insert, select

from sscs_desktop.base import clock
from sscs_desktop.server.tables import signing_key
from sscs_desktop.wire.codec import canonical
from sscs_desktop.wire.messages import Receipt


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
    """Tell whether `receipt` proves that this operation was received with this result."""
    value = leaf(op_id, receipt.content, result, seq, receipt.received_at)
    for step in receipt.path:
        value = _node(step[1:], value) if step[0] == "L" else _node(value, step[1:])
    if value != receipt.root:
        return False
    try:
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(public_key)).verify(
            bytes.fromhex(receipt.signature), bytes.fromhex(receipt.root)
        )
    except InvalidSignature:
        return False
    return True


def new_key(connection: Connection) -> None:
    """Make the directory's signing key; the newest one signs."""
    private = Ed25519PrivateKey.generate()
    public = private.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw).hex()
    connection.execute(
        insert(signing_key).values(
            key_id=hashlib.sha256(bytes.fromhex(public)).hexdigest()[:16],
            private=private.private_bytes(Encoding.Raw, PrivateFormat.Raw, NoEncryption()),
            public=public,
            created_at=clock.now(),
        )
    )


def sign(connection: Connection, root: str) -> tuple[str, str]:
    """Return (signature, key_id) over a root, by the newest key."""
    found = connection.execute(select(signing_key).order_by(signing_key.c.created_at.desc()).limit(1)).one()
    return Ed25519PrivateKey.from_private_bytes(found.private).sign(bytes.fromhex(root)).hex(), found.key_id


def public_key(connection: Connection) -> tuple[str, str]:
    """Return (public key, key_id) of the newest key."""
    found = connection.execute(select(signing_key).order_by(signing_key.c.created_at.desc()).limit(1)).one()
    return found.public, found.key_id


def _node(left: str, right: str) -> str:
    return hashlib.sha256(bytes.fromhex(left) + bytes.fromhex(right)).hexdigest()
