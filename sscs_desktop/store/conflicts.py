"""Values of mine against a colleague's: shown side by side, decided by the person, the loser kept in the history.

A decision is a new edit whose base is the number of the foreign value that stood beside it.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

from sqlalchemy import Select, func, select, update

from sscs_desktop.base import clock
from sscs_desktop.store import outbox, rows
from sscs_desktop.store.outbox import Saved
from sscs_desktop.store.session import Session
from sscs_desktop.store.tables import sync_conflict, sync_journal
from sscs_desktop.wire.kinds import KINDS, NEW

_T = sync_conflict
_APART = _T.c.op_id, _T.c.clock, _T.c.conflict_id

MINE, THEIRS, TYPED, DRAFT = "mine", "theirs", "typed", "draft"


@dataclass(frozen=True, kw_only=True)
class Side:
    """One field of a conflict, as wire values: before, mine, theirs."""

    field: str
    before: Any
    mine: Any
    theirs: Any


@dataclass(frozen=True, kw_only=True)
class Conflict:
    """Fields of one row that mean something only together, and are decided together."""

    ids: tuple[str, ...]
    op_id: str
    kind: str
    id: str
    sides: tuple[Side, ...]
    theirs_seq: int
    theirs_by: str
    theirs_at: datetime | None
    found_at: datetime
    decision: str = ""
    decided_at: datetime | None = None

    @property
    def lost(self) -> tuple[tuple[str, tuple[tuple[str, Any], ...]], ...]:
        """Return the values that did not stand, as (mine or theirs, its fields); a third text left both behind."""
        mine = MINE, tuple((side.field, side.mine) for side in self.sides)
        theirs = THEIRS, tuple((side.field, side.theirs) for side in self.sides)
        return {"": (), MINE: (theirs,), THEIRS: (mine,)}.get(self.decision, (mine, theirs))


def listing(session: Session, *, is_open: bool = True, limit: int = 200) -> tuple[Conflict, ...]:
    """Return conflicts to decide, oldest first; or those decided, with what lost."""
    statement = select(_T).where((_T.c.decision == "") if is_open else (_T.c.decision != ""))
    return _found(session, statement.order_by(_T.c.found_at, *_APART).limit(limit))


def open_about(session: Session, id: str) -> tuple[Conflict, ...]:
    """Return what is to be decided about one row."""
    return _found(session, select(_T).where(_T.c.decision == "", _T.c.id == id).order_by(*_APART))


def history(session: Session, about: Collection[str], limit: int = 200) -> tuple[Conflict, ...]:
    """Return what was decided about these rows, newest first, with every value that lost."""
    statement = select(_T).where(_T.c.decision != "", _T.c.id.in_(sorted(about)))
    return _found(session, statement.order_by(_T.c.decided_at.desc(), *_APART).limit(limit))


def count(session: Session) -> int:
    """Return how many decisions are open."""
    pairs = select(_T.c.op_id, _T.c.clock).where(_T.c.decision == "").distinct().subquery()
    return int(session.scalar(select(func.count()).select_from(pairs)) or 0)


def merged(session: Session, op_id: str) -> int:
    """Return how many things of a save in conflict were taken cleanly; fields decided together count as one."""
    kept = select(sync_journal.c.kind, sync_journal.c.verb, sync_journal.c.fields).where(sync_journal.c.op_id == op_id)
    row = session.one(kept.where(sync_journal.c.result == "conflict"))
    if row is None:
        return 0
    kind = KINDS[row["kind"]]
    fixed = {"id", "unit_id", *(name for name, _ in kind.parents)}
    filled = {name for name, value in row["fields"].items() if row["verb"] != NEW or value not in ("", None)}
    return len({kind.group_of(name) for name in filled - fixed})


def keep_theirs(session: Session, conflict: Conflict) -> None:
    """Let the directory's value stand."""
    _decide(session, conflict, THEIRS)


def keep_mine(session: Session, conflict: Conflict) -> Saved:
    """Set my value again, now on top of theirs."""
    return _set(session, conflict, {side.field: side.mine for side in conflict.sides}, MINE)


def keep_typed(session: Session, conflict: Conflict, values: Mapping[str, Any]) -> Saved:
    """Set values (wire values, all fields of the conflict) typed with both in view."""
    return _set(session, conflict, {side.field: values[side.field] for side in conflict.sides}, TYPED)


def take_back(session: Session, op_id: str) -> dict[str, Any]:
    """Close what is undecided of an operation that was refused after all; return my values, for its draft."""
    open_ones = _T.c.op_id == op_id, _T.c.decision == ""
    mine = {row["field"]: row["mine"] for row in session.all(select(_T.c.field, _T.c.mine).where(*open_ones))}
    if mine:
        session.run(update(_T).where(*open_ones).values(decision=DRAFT, decided_at=clock.now()))
        session.touch("conflict")
    return mine


def _set(session: Session, conflict: Conflict, fields: dict[str, Any], decision: str) -> Saved:
    row = rows.find(session, conflict.kind, conflict.id)
    saved = outbox.edit(
        session,
        conflict.kind,
        conflict.id,
        fields,
        0 if row is None else row["seq"],
        {name: conflict.theirs_seq for name in fields},
        before={side.field: side.theirs for side in conflict.sides},
    )
    _decide(session, conflict, decision if saved.draft_id is None else DRAFT)
    return saved


def _decide(session: Session, conflict: Conflict, decision: str) -> None:
    open_ones = _T.c.conflict_id.in_(conflict.ids), _T.c.decision == ""
    session.run(update(_T).where(*open_ones).values(decision=decision, decided_at=clock.now()))
    session.touch("conflict")


def _found(session: Session, statement: Select[Any]) -> tuple[Conflict, ...]:
    rows_found = session.all(statement)
    return tuple(_conflict(list(some)) for _, some in groupby(rows_found, key=lambda row: (row["op_id"], row["clock"])))


def _conflict(found: list[Any]) -> Conflict:
    first = found[0]
    same = ("op_id", "kind", "id", "theirs_by", "theirs_at", "found_at", "decision", "decided_at")
    return Conflict(
        **{name: first[name] for name in same},
        ids=tuple(row["conflict_id"] for row in found),
        sides=tuple(
            Side(field=row["field"], before=row["before"], mine=row["mine"], theirs=row["theirs"]) for row in found
        ),
        theirs_seq=max(row["theirs_seq"] for row in found),
    )
