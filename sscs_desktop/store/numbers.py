"""Human numbers out of blocks the directory reserved for this desk: what is printed offline is final."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import delete, func, or_, select, update
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.sql import ColumnElement

from sscs_desktop.base import clock
from sscs_desktop.base.errors import Refused
from sscs_desktop.store.session import Session
from sscs_desktop.store.tables import number_block
from sscs_desktop.wire.messages import Block

KINDS = ("issue", "card")
ENOUGH = 100
"""Fewer left than this, and a round asks for more."""
LOW = 20
"""Fewer left than this, and the person is told to connect before the next long trip."""


def take(session: Session, kind: str) -> str:
    """Return the next number; raise Refused("numbers_exhausted", kind=…) when no block has one left."""
    table = number_block
    row = session.one(select(table).where(_usable(kind)).order_by(table.c.no).limit(1))
    if row is None:
        raise Refused("numbers_exhausted", kind=kind)
    session.run(update(table).where(table.c.no == row["no"]).values(next=row["next"] + 1))
    remaining = left(session, kind)
    if remaining == LOW - 1:
        session.tell("numbers_low", kind, left=remaining)
    return _written(row, row["next"])


def coming(session: Session, kind: str, count: int) -> tuple[str, ...]:
    """Return the numbers that `take` will give next, without taking them: what is painted first may yet be cancelled.

    Raises Refused("numbers_exhausted", kind=…) when fewer are left.
    """
    found: list[str] = []
    for row in session.all(select(number_block).where(_usable(kind)).order_by(number_block.c.no)):
        last = min(row["last"], row["next"] + count - len(found) - 1)
        found += [_written(row, serial) for serial in range(row["next"], last + 1)]
    if len(found) < count:
        raise Refused("numbers_exhausted", kind=kind)
    return tuple(found)


def left(session: Session, kind: str) -> int:
    """Return how many numbers of a kind can still be given without the directory."""
    table = number_block
    return int(session.scalar(select(func.sum(table.c.last - table.c.next + 1)).where(_usable(kind))) or 0)


def wanted(session: Session) -> tuple[str, ...]:
    """Return the kinds of which a round should ask for more numbers."""
    return tuple(kind for kind in KINDS if left(session, kind) < ENOUGH)


def add(session: Session, blocks: Sequence[Block]) -> None:
    """Store blocks; one that is known already keeps its place."""
    for block in blocks:
        values = {
            "kind": block.kind,
            "prefix": block.prefix,
            "width": block.width,
            "first": block.first,
            "last": block.last,
            "next": block.first,
            "expires_at": block.expires_at,
        }
        session.run(insert(number_block).values(**values).on_conflict_do_nothing())


def forget(session: Session) -> None:
    """Drop all blocks: another copy of this file may be giving the same numbers."""
    session.run(delete(number_block))


def _written(row: Any, serial: int) -> str:
    return f"{row['prefix']}{serial:0{row['width']}d}"


def _usable(kind: str) -> ColumnElement[bool]:
    table = number_block
    is_valid = or_(table.c.expires_at.is_(None), table.c.expires_at > clock.now())
    return (table.c.kind == kind) & (table.c.next <= table.c.last) & is_valid
