"""Imports remembered: which rows each of them added or changed and what they said before, so that it can be undone.

An undo takes back exactly what its import did, but nothing that anybody wrote since: a clock that the import set
bears one of its feed numbers, and any other clock is somebody else's.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, func, insert, select, update

from sscs_desktop.base import clock
from sscs_desktop.base.bulk import insert_many
from sscs_desktop.base.errors import Refused
from sscs_desktop.base.ids import new_id
from sscs_desktop.base.memory import uncollected
from sscs_desktop.server import scopes
from sscs_desktop.server.act import follow
from sscs_desktop.server.directory import Directory
from sscs_desktop.server.tables import account, record, roster_import, roster_import_row
from sscs_desktop.server.work import Row, Work, select_among
from sscs_desktop.wire.kinds import KINDS

CHANGED, IN_USE = "changed", "in_use"
"""Why something stays: somebody wrote it since, or something hangs on it since."""

_OBJECTS = ("enterprise", "project")

Before = Mapping[str, Mapping[str, Any] | None]
"""Row id -> the fields it changed as they were; None for a row that was added."""


@dataclass(frozen=True, kw_only=True)
class Import:
    """One import that is remembered."""

    id: str
    name: str
    """Of the file."""
    at: datetime
    rows: int
    undone_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class Undone:
    """What an undo took back (rows removed, rows put back) and what it left: names of objects and units, and why."""

    removed: int
    restored: int
    stayed: tuple[tuple[str, str], ...]


def before(work: Work) -> Before:
    """Return what the rows that `work` is about to write said before."""
    found = ((row.id, _differing(old, row)) for old, row in work.pending())
    return {row_id: held for row_id, held in found if held is None or held}


def remember(work: Work, name: str, rows: Before) -> str:
    """Write down what an import that is numbered did; return its id, "" if it did nothing."""
    added = {row.id: None for row in work.rows.values() if row.kind == "organisation"}
    rows = {**added, **rows}
    if not rows:
        return ""
    made = new_id()
    last = work.first + work.emitted - 1
    values: dict[str, Any] = {"id": made, "name": name, "at": work.at, "first": work.first, "last": last}
    work.connection.execute(insert(roster_import), {**values, "undone_at": None})
    lines = ((made, row_id, held) for row_id, held in sorted(rows.items()))
    insert_many(work.connection, roster_import_row, ("import_id", "id", "before"), lines)
    return made


def listing(directory: Directory) -> tuple[Import, ...]:
    """Return the imports, newest first."""
    t = roster_import
    rows = select(func.count()).where(roster_import_row.c.import_id == t.c.id).scalar_subquery().label("rows")
    query = select(t.c.id, t.c.name, t.c.at, t.c.undone_at, rows).order_by(t.c.last.desc())
    return directory.lines.read(lambda c: tuple(Import(**row) for row in c.execute(query).mappings()))


def undo(directory: Directory, import_id: str) -> Undone:
    """Take back what an import did, but for what somebody wrote since. Refused: no_such_import, already_undone."""

    def act(connection: Connection) -> Undone:
        t = roster_import
        found = connection.execute(select(t).where(t.c.id == import_id).with_for_update()).one_or_none()
        if found is None:
            raise Refused("no_such_import")
        if found.undone_at is not None:
            raise Refused("already_undone")
        row_of = roster_import_row.c
        held = connection.execute(select(row_of.id, row_of.before).where(row_of.import_id == import_id))
        work = Work(connection, clock.now())
        done = _Undo(work, {row.id: row.before for row in held}, found.first, found.last).run()
        work.number()
        work.write()
        connection.execute(update(t).where(t.c.id == import_id).values(undone_at=work.at))
        return done

    with uncollected():
        return directory.lines.write(act, is_bulk=True)


class _Undo:
    """One import being taken back: added rows that nobody touched go, fields that nobody wrote since go back."""

    def __init__(self, work: Work, rows: Before, first: int, last: int) -> None:
        self._work = work
        self._before = rows
        self._numbers = range(first, last + 1)
        self._moved: set[str] = set()
        self._removed = self._restored = 0
        self._stayed: dict[str, str] = {}

    def run(self) -> Undone:
        self._hold()
        rows = [row for row_id in self._before if (row := self._work.rows.get(row_id)) is not None and not row.deleted]
        for row in rows:
            if row.kind in _OBJECTS:
                self._object(row)
        for row in rows:
            if row.kind not in (*_OBJECTS, "organisation"):
                self._child(row)
        for parent in sorted(self._moved):
            scopes.reset(self._work, parent)
        busy = self._busy_units()
        for row in rows:
            if row.kind == "organisation":
                self._unit(row, busy)
        return Undone(removed=self._removed, restored=self._restored, stayed=tuple(sorted(self._stayed.items())))

    def _hold(self) -> None:
        """Lock every object that the import touched, with all that hangs on it, and the units it added."""
        query = select(record.c.id, record.c.kind, record.c.parent)
        known = select_among(self._work.connection, query, record.c.id, self._before)
        units = {row.id for row in known if row.kind == "organisation"}
        self._work.hold(units, (), {row.parent or row.id for row in known} - units)

    def _object(self, row: Row) -> None:
        if self._before[row.id] is not None:
            self._put_back(row)
            return
        children = self._work.children(row.id)
        if any(self._before.get(child.id, ...) is not None for child in children):
            self._stay(row, IN_USE)
        elif not all(self._is_ours(each) for each in (row, *children)):
            self._stay(row, CHANGED)
        else:
            for each in (*children, row):
                self._remove(each)

    def _child(self, row: Row) -> None:
        parent = self._work.rows[str(row.parent)]
        if self._work.rows[row.id].deleted or (self._before.get(parent.id, ...) is None and not parent.deleted):
            return  # went with its object, or stays with it
        if self._before[row.id] is not None:
            self._put_back(row)
        elif self._is_ours(row):
            self._remove(row)
        else:
            self._stay(parent, CHANGED)
            return
        if row.kind == "assignment":
            self._moved.add(parent.id)

    def _unit(self, row: Row, busy: set[str]) -> None:
        """Remove a unit that was added by its name, unless somebody works there or serves anybody."""
        if row.id in busy:
            self._stay(row, IN_USE)
        elif not self._is_ours(row):
            self._stay(row, CHANGED)
        else:
            self._remove(row)

    def _busy_units(self) -> set[str]:
        """Return the units that have people, or serve an enterprise or project."""
        work = self._work
        serves = select(record.c.id, record.c.data).where(record.c.kind == "assignment", record.c.deleted.is_(False))
        stored = {row.id: row.data["unit_id"] for row in work.connection.execute(serves)}
        held = {each.id: each for each in work.rows.values() if each.kind == "assignment"}
        kept = {unit for row_id, unit in stored.items() if row_id not in held}
        people = work.connection.execute(select(account.c.unit_id)).scalars()
        return kept | {str(each.data["unit_id"]) for each in held.values() if not each.deleted} | set(people)

    def _put_back(self, row: Row) -> None:
        """Give fields their old values, but for those whose clock is not the import's any more."""
        old = self._before[row.id] or {}
        ours = {n: value for n, value in old.items() if self._is_of_import(row, n)}
        if len(ours) < len(old):
            self._stay(self._work.rows.get(str(row.parent), row), CHANGED)
        if ours:
            follow(self._work, row.id, ours, None)
            self._restored += 1

    def _is_of_import(self, row: Row, name: str) -> bool:
        return row.clock_of(KINDS[row.kind].group_of(name))[0] in self._numbers

    def _is_ours(self, row: Row) -> bool:
        """Tell whether nobody has written a row since the import; where it stands says nothing of it."""
        return all(mark[0] in self._numbers for group, mark in row.clocks.items() if group != "_scope")

    def _remove(self, row: Row) -> None:
        self._work.change(row.id, deleted=True)
        self._work.touch(row.id)
        self._removed += 1

    def _stay(self, row: Row, why: str) -> None:
        self._stayed[str(row.data.get("name", ""))] = why


def _differing(old: Row | None, row: Row) -> Mapping[str, Any] | None:
    if old is None:
        return None
    return {name: old.data.get(name) for name, value in row.data.items() if old.data.get(name) != value}
