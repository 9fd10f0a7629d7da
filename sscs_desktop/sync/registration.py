"""Who this file is at the directory: the name of its chain, the numbers reserved for it, the keys it was given."""

from __future__ import annotations

from sscs_desktop.store import meta, numbers
from sscs_desktop.store.session import Session
from sscs_desktop.store.store import Store
from sscs_desktop.sync.gateway import Gateway
from sscs_desktop.sync.round import Write
from sscs_desktop.wire.messages import NumbersRequest, ReplicaAnswer


def insist(store: Store, gateway: Gateway, write: Write) -> None:
    """Register a file that has no name yet."""
    with store.read() as session:
        if replica(session):
            return
    answer = gateway.replica()
    with write() as session:
        take(session, answer)


def anew(gateway: Gateway, write: Write) -> None:
    """Register again: the directory was put back from a copy older than this file's first round."""
    answer = gateway.replica()
    with write() as session:
        meta.put(session, meta.BRANCH, "")
        numbers.forget(session)
        take(session, answer)


def refill(store: Store, gateway: Gateway, write: Write) -> None:
    """Reserve numbers of the kinds that run low."""
    with store.read() as session:
        kinds = numbers.wanted(session)
        name, branch = replica(session), meta.get(session, meta.BRANCH, "")
    if not kinds:
        return
    answer = gateway.numbers(NumbersRequest(replica=name, branch=branch, kinds=kinds))
    with write() as session:
        numbers.add(session, answer.blocks)


def replica(session: Session) -> str:
    """Return the name of this file's chain, "" before it has one."""
    return str(meta.get(session, meta.REPLICA, ""))


def take(session: Session, answer: ReplicaAnswer) -> None:
    """Take the name of this file's chain, its numbers, the key of receipts, and what seals its parcels."""
    meta.put(session, meta.REPLICA, answer.replica)
    numbers.add(session, answer.blocks)
    keys = meta.get(session, meta.RECEIPT_KEYS, {})
    meta.put(session, meta.RECEIPT_KEYS, {**keys, answer.key_id: answer.receipt_key})
    sealing = {"key_id": answer.key_id, "key": answer.parcel_key, "secret": answer.parcel_secret}
    meta.put(session, meta.PARCEL, sealing)
