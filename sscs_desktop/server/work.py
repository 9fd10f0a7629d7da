"""One transaction's work: rows locked at once, changed in memory, written, and numbered last.

Until the counter is taken every change bears a provisional number above all real ones, so a clock set in this
transaction counts above every base. `write` puts rows down (inside an operation's savepoint), `number` takes the
counter when every lock is held, and replaces the provisional numbers.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache
from itertools import groupby
from typing import Any

from sqlalchemy import Connection, Table, bindparam, delete, insert, select, update

from sscs_desktop.base import clock
from sscs_desktop.base.ids import new_mark
from sscs_desktop.server.tables import counter, feed, record, record_scope
from sscs_desktop.wire.kinds import KINDS

PROVISIONAL = 1 << 60
"""Numbers of this transaction before the counter is taken."""

NOBODY = ""
"""The scope under which a change is fed that nobody may see."""

CHUNK = 5000
"""Ids in one statement: both databases limit bound values (32,766 and 65,535)."""

DERIVED = "derived"
ASSIGNED = "assigned"
LEVEL = "level"
CO = "co"
OPEN = "public"

Clock = tuple[int, str, int, str | None]
"""(seq, branch, n, op_id); the directory's own branch is "", op_id then the operation that caused the change."""

Stamp = tuple[str, int, str | None]
"""A clock without its number: (branch, n, op_id)."""

Stand = tuple[str, str]
"""(scope, why)."""


@dataclass(frozen=True, kw_only=True)
class Row:
    """A record as the directory holds it, with its clocks and where it stands."""

    id: str
    kind: str
    parent: str | None = None
    depth: int = 0
    author: str = ""
    seq: int = 0
    version: int = 0
    deleted: bool = False
    data: Mapping[str, Any]
    clocks: Mapping[str, Clock]
    stands: frozenset[Stand] = frozenset()
    written_by: str = ""
    written_at: datetime

    @property
    def scopes(self) -> frozenset[str]:
        """Every scope that reads it."""
        return _scopes_of(self.stands)

    @property
    def own(self) -> frozenset[Stand]:
        """Where it stands by itself, not for a descendant's sake: what its children inherit."""
        return frozenset(stand for stand in self.stands if stand[1] != DERIVED)

    @property
    def writable_by(self) -> frozenset[str]:
        """The scopes that grant writing."""
        return frozenset(scope for scope, why in self.stands if why == ASSIGNED)

    def clock_of(self, group: str) -> Clock:
        """Return the clock of a field group."""
        return self.clocks.get(group) or self.clocks["*"]


@dataclass(frozen=True, kw_only=True)
class Change:
    """One number of the feed to be: what happened to a row, told to `scopes`."""

    id: str
    kind: str
    what: str
    scopes: frozenset[str]


class Work:
    """Rows of one transaction. Everything is undone by not committing; one operation by `back_to`."""

    def __init__(self, connection: Connection, at: datetime) -> None:
        self.connection = connection
        self.at = at
        self.by = ""
        self.rows: dict[str, Row] = {}
        self._stored: dict[str, Row] = {}
        self._below: dict[str, dict[str, None]] = {}
        self._changes: list[Change] = []
        self._first = 0

    # ---- locks

    def hold(
        self,
        strong: Collection[str],
        shared: Collection[str] = (),
        families: Collection[str] = (),
        climbing: Collection[str] = (),
    ) -> None:
        """Lock rows and their ancestors in the order (depth, id), then read them and where they stand.

        `strong` rows are locked to be changed, `families` with every descendant; `shared` ones and ancestors only
        against change, but the ancestors of `climbing` to be changed too.
        """
        wanted, above = self._with_ancestors({*strong, *shared, *families, *climbing})
        changed, whole = {*strong, *families}, set(families)
        for row_id in climbing:
            changed.update(_chain(row_id, above))
        for depth in range(3):
            level = {i: i in changed for i, d in wanted.items() if d == depth}
            for found in self._lock(level):
                self.rows[found.id] = self._stored[found.id] = found
                self._below.setdefault(found.parent or "", {})[found.id] = None
            for child in self._children_ids(whole & set(level)):
                wanted[child] = depth + 1
                changed.add(child)
                whole.add(child)
        self._read_stands(list(wanted))

    def _with_ancestors(self, ids: set[str]) -> tuple[dict[str, int], dict[str, str]]:
        """Return the depth of each row and of its ancestors, and the parent of each that has one."""
        depths: dict[str, int] = {}
        above: dict[str, str] = {}
        while ids:
            known = select_among(
                self.connection, select(record.c.id, record.c.parent, record.c.depth), record.c.id, ids
            )
            depths |= {row.id: row.depth for row in known}
            above |= {row.id: row.parent for row in known if row.parent is not None}
            ids = set(above.values()) - set(depths)
        return depths, above

    def _children_ids(self, parents: set[str]) -> list[str]:
        return [row.id for row in select_among(self.connection, select(record.c.id), record.c.parent, parents)]

    def _lock(self, level: Mapping[str, bool]) -> list[Row]:
        rows = []
        for is_strong, run in groupby(sorted(level), key=level.__getitem__):
            query = select(record).order_by(record.c.id).with_for_update(read=not is_strong)
            rows += [_row(found) for found in select_among(self.connection, query, record.c.id, list(run))]
        return rows

    def _read_stands(self, ids: list[str]) -> None:
        stands: dict[str, set[Stand]] = {}
        for found in select_among(self.connection, select(record_scope), record_scope.c.id, ids):
            stands.setdefault(found.id, set()).add((found.scope, found.why))
        for row_id in ids:
            if row_id in self.rows:
                row = replace(self.rows[row_id], stands=frozenset(stands.get(row_id, ())))
                self.rows[row_id] = self._stored[row_id] = row

    # ---- changes in memory

    def children(self, row_id: str) -> list[Row]:
        """Return the live children among the rows held; complete only for a family."""
        known = (self.rows[i] for i in self._below.get(row_id, ()) if i in self.rows)
        return [row for row in known if not row.deleted]

    def add(self, kind: str, row_id: str, data: Mapping[str, Any], stamp: Stamp, **more: Any) -> Row:
        """Add a record and feed it; `stamp` is its clock without the number."""
        seq = PROVISIONAL + len(self._changes)
        row = self.rows[row_id] = Row(
            id=row_id,
            kind=kind,
            depth=KINDS[kind].depth,
            seq=seq,
            version=1,
            data=data,
            clocks={"*": (seq, *stamp)},
            written_by=self.by,
            written_at=self.at,
            **more,
        )
        self._below.setdefault(row.parent or "", {})[row_id] = None
        self.emit(row_id, row.scopes, "put")
        return row

    def change(self, row_id: str, **fields: Any) -> Row:
        """Replace fields of a row, without feeding it."""
        row = self.rows[row_id] = replace(self.rows[row_id], **fields)
        return row

    def rehang(self, row_id: str, parent: str) -> Row:
        """Hang a row below another parent, without feeding it; both must be held."""
        self._below.get(self.rows[row_id].parent or "", {}).pop(row_id, None)
        self._below.setdefault(parent, {})[row_id] = None
        return self.change(row_id, parent=parent)

    def touch(self, row_id: str) -> int:
        """Feed a row to every scope it stands in, under a new number; return the provisional number."""
        row = self.rows[row_id]
        seq = self.emit(row_id, row.scopes, "put")
        self.change(row_id, seq=seq, version=row.version + 1, written_by=self.by, written_at=self.at)
        return seq

    def emit(self, row_id: str, scopes: frozenset[str], what: str) -> int:
        """Note one change for the feed; return its provisional number."""
        self._changes.append(Change(id=row_id, kind=self.rows[row_id].kind, what=what, scopes=scopes))
        return PROVISIONAL + len(self._changes) - 1

    def here(self) -> tuple[dict[str, Row], dict[str, Row], int]:
        """Return a point to go back to when an operation fails."""
        return dict(self.rows), dict(self._stored), len(self._changes)

    def back_to(self, point: tuple[dict[str, Row], dict[str, Row], int]) -> None:
        """Forget everything since that point; the savepoint does the same in the database."""
        self.rows, self._stored = dict(point[0]), dict(point[1])
        del self._changes[point[2] :]

    @property
    def emitted(self) -> int:
        """How many changes there are for the feed so far."""
        return len(self._changes)

    def pending(self) -> list[tuple[Row | None, Row]]:
        """Return what `write` will put down: each row as it is stored, None for a new one, and as it is now."""
        known = ((self._stored.get(row.id), row) for row in self.rows.values())
        return [(stored, row) for stored, row in known if stored is not row]

    # ---- the database

    def write(self) -> None:
        """Put every changed row down, but its numbers; in key order, as two writers of one batch must."""
        changed = [row for _, row in self.pending()]
        changed.sort(key=lambda row: (row.depth, row.id))
        fresh = [row for row in changed if row.id not in self._stored]
        if fresh:
            self.connection.execute(insert(record), [{**_columns(r), "seq": 0, "field_clock": {}} for r in fresh])
        old = [row for row in changed if row.id in self._stored]
        if old:
            query = update(record).where(record.c.id == bindparam("key"))
            names = ("parent", "version", "deleted", "state", "data", "written_by", "written_at")
            values = query.values({name: bindparam(name) for name in names})
            rows = [_columns(row) for row in old]
            self.connection.execute(values, [{"key": r["id"], **{n: r[n] for n in names}} for r in rows])
        self._write_stands(changed)
        self._stored.update((row.id, row) for row in changed)

    def _write_stands(self, changed: list[Row]) -> None:
        lost, gained = [], []
        for row in changed:
            stored = self._stored.get(row.id)
            before = stored.stands if stored else frozenset()
            lost += [{"key": row.id, "old": s, "because": w} for s, w in sorted(before - row.stands)]
            gained += [{**_place(row), "scope": s, "why": w} for s, w in sorted(row.stands - before)]
        if lost:
            scopes = record_scope.c
            key = (scopes.id == bindparam("key"), scopes.scope == bindparam("old"), scopes.why == bindparam("because"))
            self.connection.execute(delete(record_scope).where(*key), lost)
        if gained:
            _insert_plain(self.connection, record_scope, gained)

    def number(self) -> int:
        """Take the counter, write the feed and the true numbers of every row; return the head.

        Every lock must be held and everything else written: nothing is locked after this.
        """
        count = len(self._changes)
        if count == 0:
            return int(self.connection.execute(select(counter.c.n)).scalar_one())
        taken = update(counter).values(n=counter.c.n + count).returning(counter.c.n)
        head = int(self.connection.execute(taken).scalar_one())
        self._first = head - count + 1
        _insert_plain(self.connection, feed, self._feed_rows())
        numbered = [row for row in self.rows.values() if _is_provisional(row)]
        if numbered:
            query = update(record).where(record.c.id == bindparam("key"))
            values = query.values(seq=bindparam("real"), field_clock=bindparam("clocks"))
            numbered.sort(key=lambda row: (row.depth, row.id))
            self.connection.execute(values, [self._numbers(row) for row in numbered])
        return head

    def real(self, seq: int) -> int:
        """Return the true number of a provisional one; true ones as they are. Only after `number`."""
        return seq if seq < PROVISIONAL else self._first + seq - PROVISIONAL

    def _feed_rows(self) -> list[dict[str, Any]]:
        rows = []
        for k, change in enumerate(self._changes):
            common = {"seq": self._first + k, "mark": new_mark(), "kind": change.kind, "id": change.id}
            rows += [{**common, "what": change.what, "scope": s} for s in sorted(change.scopes) or [NOBODY]]
        return rows

    def _numbers(self, row: Row) -> dict[str, Any]:
        clocks = {group: [self.real(c[0]), *c[1:]] for group, c in row.clocks.items()}
        return {"key": row.id, "real": self.real(row.seq), "clocks": clocks}


def read_rows(connection: Connection, ids: Collection[str]) -> dict[str, Row]:
    """Return records with where they stand, unlocked: for pages and lists inside one snapshot."""
    reading = Work(connection, clock.now())
    found = {row.id: _row(row) for row in select_among(reading.connection, select(record), record.c.id, ids)}
    reading.rows = found
    reading._read_stands(list(found))
    return reading.rows


@lru_cache(maxsize=4096)
def _scopes_of(stands: frozenset[Stand]) -> frozenset[str]:
    """Return the scopes in which something stands; thousands of rows stand in the same few."""
    return frozenset(scope for scope, _ in stands)


def _insert_plain(connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert rows of texts and numbers, which need no conversion: many at once cost a third of what they would."""
    compiled = insert(table).compile(dialect=connection.dialect, column_keys=list(rows[0]))
    if compiled.positiontup is None:
        connection.exec_driver_sql(str(compiled), [dict(row) for row in rows])
    else:
        connection.exec_driver_sql(str(compiled), [tuple(row[name] for name in compiled.positiontup) for row in rows])


def _chain(row_id: str, above: Mapping[str, str]) -> list[str]:
    chain = [row_id]
    while chain[-1] in above:
        chain.append(above[chain[-1]])
    return chain


def _row(found: Any) -> Row:
    clocks = {group: (c[0], c[1], c[2], c[3]) for group, c in found.field_clock.items()}
    return Row(
        id=found.id,
        kind=found.kind,
        parent=found.parent,
        depth=found.depth,
        author=found.author,
        seq=found.seq,
        version=found.version,
        deleted=found.deleted,
        data=found.data,
        clocks=clocks,
        written_by=found.written_by,
        written_at=found.written_at,
    )


def select_among(connection: Connection, query: Any, column: Any, values: Iterable[str]) -> list[Any]:
    """Return the rows of `query` whose `column` is one of `values`, however many those are."""
    ordered = sorted(values)
    found: list[Any] = []
    for start in range(0, len(ordered), CHUNK):
        found += connection.execute(query.where(column.in_(ordered[start : start + CHUNK]))).all()
    return found


def _columns(row: Row) -> dict[str, Any]:
    return {
        "id": row.id,
        "kind": row.kind,
        "parent": row.parent,
        "depth": row.depth,
        "version": row.version,
        "deleted": row.deleted,
        "author": row.author,
        "state": str(row.data.get("state") or ""),
        "data": dict(row.data),
        "written_by": row.written_by,
        "written_at": row.written_at,
    }


def _place(row: Row) -> dict[str, Any]:
    return {"id": row.id, "kind": row.kind, "depth": row.depth}


def _is_provisional(row: Row) -> bool:
    return row.seq >= PROVISIONAL or any(clock[0] >= PROVISIONAL for clock in row.clocks.values())
