"""What the file knows about itself: account, replica, branch, epoch, receipt key.

Codes; the one secret is what seals its parcels, which opens nothing that this (encrypted) file does not hold itself.
"""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.dialects.sqlite import insert

from sscs_desktop.store.session import Account, Session
from sscs_desktop.store.tables import meta

REPLICA, BRANCH, EPOCH, RECEIPT_KEYS, ACCOUNT = "replica", "branch", "epoch", "receipt_keys", "account"
PARCEL = "parcel"
"""What seals this file's parcels to the directory (wire.parcel.Keys)."""
RETIRED = "retired"
"""Whether the file was handed over and keeps receipts only."""
FORKS = "forks"
"""Fork points of the heals this file went through, oldest first."""


def get(session: Session, key: str, default: Any = None) -> Any:
    """Return a value, or `default`."""
    row = session.one(select(meta.c.value).where(meta.c.key == key))
    return default if row is None else row["value"]


def put(session: Session, key: str, value: Any) -> None:
    """Store a value of plain JSON."""
    added = insert(meta).values(key=key, value=value)
    session.run(added.on_conflict_do_update(index_elements=["key"], set_={"value": added.excluded.value}))


def drop(session: Session, key: str) -> None:
    """Forget a value."""
    session.run(delete(meta).where(meta.c.key == key))


def account(session: Session) -> Account | None:
    """Return whose file this is, None for a new one."""
    data = get(session, ACCOUNT)
    return None if data is None else Account(**data)


def put_account(session: Session, person: Account) -> None:
    """Write down whose file this is."""
    put(session, ACCOUNT, asdict(person))
