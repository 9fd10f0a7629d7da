"""One transaction's work: rows locked at once, changed in memory, written, and numbered last.

Until the counter is taken every change bears a provisional number above all real ones, so a clock set in this
transaction counts above every base. `write` puts rows down, `number` takes the counter when every lock is held and
mends the rows that were written before it; what is written after it bears its true numbers at once.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache
from itertools import groupby
from typing import Any

from sqlalchemy import Connection, bindparam, delete, select, update

from sscs_desktop.base.bulk import among, batches, insert_many
from sscs_desktop.base.ids import new_mark
from sscs_desktop.server.tables import counter, feed, record, record_scope
from sscs_desktop.wire.kinds import KINDS

PROVISIONAL = 1 << 60
"""Numbers of this transaction before the counter is taken."""

NOBODY = ""
"""The scope under which a change is fed that nobody may see."""

DERIVED = "derived"
ASSIGNED = "assigned"
LEVEL = "level"
CO = "co"
OPEN = "public"

_RECORD = tuple(column.name for column in record.columns)
_CHANGING = tuple(name for name in _RECORD if name not in ("id", "kind", "depth", "author"))

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
        return _own_of(self.stands)

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
        locked: list[Any] = []
        for depth in range(3):
            level = {i: i in changed for i, d in wanted.items() if d == depth}
            for found in self._lock(level):
                locked.append(found)
                self._below.setdefault(found.parent or "", {})[found.id] = None
            for child in self._children_ids(whole & set(level)):
                wanted[child] = depth + 1
                changed.add(child)
                whole.add(child)
        held = _rows(self.connection, locked)
        self.rows |= held
        self._stored |= held

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

    def _lock(self, level: Mapping[str, bool]) -> list[Any]:
        rows: list[Any] = []
        for is_strong, run in groupby(sorted(level), key=level.__getitem__):
            query = select(record).order_by(record.c.id).with_for_update(read=not is_strong)
            rows += select_among(self.connection, query, record.c.id, list(run))
        return rows

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
        """Return a point to go back to when an operation fails, before anything is numbered."""
        return dict(self.rows), dict(self._stored), len(self._changes)

    def back_to(self, point: tuple[dict[str, Row], dict[str, Row], int]) -> None:
        """Forget everything since that point; the savepoint does the same in the database."""
        self.rows, self._stored = dict(point[0]), dict(point[1])
        del self._changes[point[2] :]
        self._first = 0

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
        """Put every changed row down, in key order, as two writers of one batch must."""
        changed = [row for _, row in self.pending()]
        changed.sort(key=lambda row: (row.depth, row.id))
        fresh = (self._values(row) for row in changed if row.id not in self._stored)
        insert_many(self.connection, record, _RECORD, fresh)
        for old in batches(row for row in changed if row.id in self._stored):
            query = update(record).where(record.c.id == bindparam("key"))
            values = [_by_name(self._values(row)) for row in old]
            self.connection.execute(query.values({name: bindparam(name) for name in _CHANGING}), values)
        self._write_stands(changed)
        self._stored.update((row.id, row) for row in changed)

    def _write_stands(self, changed: list[Row]) -> None:
        lost: list[dict[str, str]] = []
        gained: list[tuple[str, str, str, str, int]] = []
        for row in changed:
            stored = self._stored.get(row.id)
            before = stored.stands if stored else frozenset()
            lost += [{"key": row.id, "old": s, "because": w} for s, w in _ordered(before - row.stands)]
            gained += [(row.id, s, w, row.kind, row.depth) for s, w in _ordered(row.stands - before)]
        if lost:
            scopes = record_scope.c
            key = (scopes.id == bindparam("key"), scopes.scope == bindparam("old"), scopes.why == bindparam("because"))
            self.connection.execute(delete(record_scope).where(*key), lost)
        insert_many(self.connection, record_scope, ("id", "scope", "why", "kind", "depth"), gained)

    def number(self) -> int:
        """Take the counter, write the feed and the true numbers of the rows written before; return the head.

        Every lock must be held: nothing is locked after this, and what `write` still puts down is new or held.
        """
        count = len(self._changes)
        if count == 0:
            return int(self.connection.execute(select(counter.c.n)).scalar_one())
        taken = update(counter).values(n=counter.c.n + count).returning(counter.c.n)
        head = int(self.connection.execute(taken).scalar_one())
        self._first = head - count + 1
        insert_many(self.connection, feed, ("seq", "scope", "mark", "kind", "id", "what"), self._feed_rows())
        written = [row for row in self.rows.values() if row is self._stored.get(row.id) and _is_provisional(row)]
        if written:
            written.sort(key=lambda row: (row.depth, row.id))
            query = update(record).where(record.c.id == bindparam("key"))
            values = query.values(seq=bindparam("seq"), field_clock=bindparam("field_clock"))
            rows = [{"key": row.id, "seq": self.real(row.seq), "field_clock": self._clocks(row)} for row in written]
            self.connection.execute(values, rows)
        return head

    @property
    def first(self) -> int:
        """The lowest number of this transaction, once it is numbered."""
        return self._first

    def real(self, seq: int) -> int:
        """Return the true number of a provisional one once there is one; true ones as they are."""
        return seq if seq < PROVISIONAL or not self._first else self._first + seq - PROVISIONAL

    def _feed_rows(self) -> Iterator[tuple[int, str, int, str, str, str]]:
        for seq, change in enumerate(self._changes, self._first):
            mark, told = new_mark(), _ordered(change.scopes) or (NOBODY,)
            for scope in told:
                yield seq, scope, mark, change.kind, change.id, change.what

    def _values(self, row: Row) -> tuple[Any, ...]:
        """Return a row's columns, in the order of _RECORD."""
        state, data = str(row.data.get("state") or ""), dict(row.data)
        fixed = (row.id, row.kind, row.parent, row.depth)
        changing = (self.real(row.seq), row.version, row.deleted, row.author, state, data, self._clocks(row))
        return (*fixed, *changing, row.written_by, row.written_at)

    def _clocks(self, row: Row) -> dict[str, list[Any]]:
        return {group: [self.real(c[0]), *c[1:]] for group, c in row.clocks.items()}


def read_rows(connection: Connection, ids: Collection[str]) -> dict[str, Row]:
    """Return records with where they stand, unlocked: for pages and lists inside one snapshot."""
    return _rows(connection, select_among(connection, select(record), record.c.id, ids))


def _rows(connection: Connection, records: Sequence[Any]) -> dict[str, Row]:
    """Return records as read, with where they stand."""
    stands: dict[str, list[Stand]] = {found.id: [] for found in records}
    where = select(record_scope.c.id, record_scope.c.scope, record_scope.c.why)
    for row_id, scope, why in select_among(connection, where, record_scope.c.id, stands):
        stands[row_id].append((scope, why))
    return {found.id: _row(found, frozenset(stands[found.id])) for found in records}


@lru_cache(maxsize=4096)
def _ordered(those: frozenset[Any]) -> tuple[Any, ...]:
    return tuple(sorted(those))


@lru_cache(maxsize=4096)
def _scopes_of(stands: frozenset[Stand]) -> frozenset[str]:
    """Return the scopes in which something stands; thousands of rows stand in the same few."""
    return frozenset(scope for scope, _ in stands)


@lru_cache(maxsize=4096)
def _own_of(stands: frozenset[Stand]) -> frozenset[Stand]:
    return frozenset(stand for stand in stands if stand[1] != DERIVED)


def _chain(row_id: str, above: Mapping[str, str]) -> list[str]:
    chain = [row_id]
    while chain[-1] in above:
        chain.append(above[chain[-1]])
    return chain


def _row(found: Any, stands: frozenset[Stand]) -> Row:
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
        stands=stands,
        written_by=found.written_by,
        written_at=found.written_at,
    )


def select_among(connection: Connection, query: Any, column: Any, values: Collection[str]) -> Sequence[Any]:
    """Return the rows of `query` whose `column` is one of `values`, however many those are."""
    return connection.execute(query.where(among(connection, column, values))).all() if values else ()


def _by_name(values: Sequence[Any]) -> dict[str, Any]:
    """Return the values of a row of `record` that an update sets, and its key."""
    named = dict(zip(_RECORD, values, strict=True))
    return {"key": named["id"], **{name: named[name] for name in _CHANGING}}


def _is_provisional(row: Row) -> bool:
    return row.seq >= PROVISIONAL or any(clock[0] >= PROVISIONAL for clock in row.clocks.values())
