"""A receipt proves what it says and nothing else."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from sscs_desktop.wire import receipts
from sscs_desktop.wire.messages import Operation, Receipt

NOON = datetime(2018, 9, 26, 4, 0, tzinfo=UTC)
PRIVATE = Ed25519PrivateKey.generate()
KEY = PRIVATE.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw).hex()


def operation(**more: Any) -> Operation:
    return Operation(op_id="o", n=1, prev=None, kind="note", id="x", verb="new", happened_at=NOON, **more)


def batch(count: int) -> list[Receipt]:
    leaves = [receipts.leaf(f"op{k}", f"content{k}", "ok", k, NOON) for k in range(count)]
    root, paths = receipts.tree(leaves)
    signature = PRIVATE.sign(bytes.fromhex(root)).hex()
    return [
        Receipt(content=f"content{k}", received_at=NOON, path=path, root=root, signature=signature, key_id="k")
        for k, path in enumerate(paths)
    ]


@pytest.mark.parametrize("count", [1, 2, 3, 5, 8, 50])
def test_every_receipt_of_a_batch_is_proven_by_the_one_signature(count: int) -> None:
    for k, receipt in enumerate(batch(count)):
        assert receipts.verify(receipt, KEY, f"op{k}", "ok", k)
        assert not receipts.verify(receipt, KEY, f"op{k}", "refused", k)
        assert not receipts.verify(receipt, KEY, f"op{k + 1}", "ok", k)


def test_a_receipt_that_was_touched_proves_nothing() -> None:
    kept = batch(3)[1]
    for changed in (
        replace(kept, content="other"),
        replace(kept, path=kept.path[:-1]),
        replace(kept, path=("X",)),
        replace(kept, signature="00" * 64),
        replace(kept, signature="no hex"),
        replace(kept, root="00" * 32),
    ):
        assert not receipts.verify(changed, KEY, "op1", "ok", 1)
    assert not receipts.verify(kept, "", "op1", "ok", 1)


def test_what_was_said_has_one_hash_whatever_the_order_of_its_fields_or_its_bases() -> None:
    said = receipts.content_of(operation(fields={"a": 1, "b": 2}, base=9))
    assert said == receipts.content_of(operation(fields={"b": 2, "a": 1}, base=3))
    assert said != receipts.content_of(operation(fields={"a": 1, "b": 3}))
