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

ENOUGH = {"issue": 100, "card": 300}
"""Fewer left than this, and a round asks for more. The largest run of cards fits."""
LOW = 20
"""Fewer left than this, and the person is told to connect before the next long trip."""


def take(session: Session, kind: str) -> str:
    """Return the next number; raise Refused("numbers_exhausted", "too_few_card_numbers") when no block has one left."""
    (part,) = _next(session, kind, 1)
    _use(session, kind, [part])
    return _written(part[0], part[0]["next"])


def coming(session: Session, kind: str, count: int) -> tuple[str, ...]:
    """Return the numbers that `take` will give next, without taking them: what is painted first may yet be cancelled.

    Raises Refused("numbers_exhausted", "too_few_card_numbers") when fewer are left.
    """
    return tuple(_written(row, row["next"] + at) for row, some in _next(session, kind, count) for at in range(some))


def take_coming(session: Session, kind: str, looked_at: Sequence[str]) -> bool:
    """Take the numbers that `coming` showed; False, and none taken, where one of them is gone by now."""
    if left(session, kind) < len(looked_at) or coming(session, kind, len(looked_at)) != tuple(looked_at):
        return False
    _use(session, kind, _next(session, kind, len(looked_at)))
    return True


def left(session: Session, kind: str) -> int:
    """Return how many numbers of a kind can still be given without the directory."""
    table = number_block
    return int(session.scalar(select(func.sum(table.c.last - table.c.next + 1)).where(_usable(kind))) or 0)


def wanted(session: Session) -> tuple[str, ...]:
    """Return the kinds of which a round should ask for more numbers."""
    return tuple(kind for kind, enough in ENOUGH.items() if left(session, kind) < enough)


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


def _next(session: Session, kind: str, count: int) -> list[tuple[Any, int]]:
    """Return the blocks that the next numbers come from, each with how many of them."""
    found: list[tuple[Any, int]] = []
    for row in session.all(select(number_block).where(_usable(kind)).order_by(number_block.c.no)):
        some = min(count, row["last"] - row["next"] + 1)
        count -= some
        if some:
            found.append((row, some))
    if count and kind == "card":
        raise Refused("too_few_card_numbers", left=sum(some for _row, some in found))
    if count:
        raise Refused("numbers_exhausted", kind=kind)
    return found


def _use(session: Session, kind: str, parts: Sequence[tuple[Any, int]]) -> None:
    for row, some in parts:
        is_it = number_block.c.no == row["no"]
        session.run(update(number_block).where(is_it).values(next=row["next"] + some))
    remaining = left(session, kind)
    if remaining < LOW <= remaining + sum(some for _row, some in parts):
        session.tell("numbers_low", kind, left=remaining)


def _written(row: Any, serial: int) -> str:
    return f"{row['prefix']}{serial:0{row['width']}d}"


def _usable(kind: str) -> ColumnElement[bool]:
    table = number_block
    is_valid = or_(table.c.expires_at.is_(None), table.c.expires_at > clock.now())
    return (table.c.kind == kind) & (table.c.next <= table.c.last) & is_valid
