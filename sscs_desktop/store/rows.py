"""Record ↔ row, by the fields of the dataclass, in one place for all kinds."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Select, delete, exists, select, update
from sqlalchemy.sql import ColumnElement

from sscs_desktop.base.bulk import among, insert_many
from sscs_desktop.store import search_index
from sscs_desktop.store.session import Session
from sscs_desktop.store.tables import RECORDS, sync_op
from sscs_desktop.wire import codec
from sscs_desktop.wire.kinds import DELETE, KINDS

Standing = dict[str, Any]
"""How a row stands: seq, scopes, parked, state_seq, put_by, put_at, unknown."""

NEW_ROW: Standing = {
    "seq": 0,
    "parked": False,
    "state_seq": 0,
    "put_by": "",
    "put_at": None,
    "unknown": {},
}


def record_of(kind: str, row: Mapping[str, Any] | Any) -> Any:
    """Return the record in a row of its table."""
    return KINDS[kind].record(**{name: row[name] for name in KINDS[kind].field_names})


def data_of(kind: str, row: Mapping[str, Any] | Any) -> dict[str, Any]:
    """Return a row's record as wire values."""
    return codec.data_of(record_of(kind, row))


def find(session: Session, kind: str, id: str) -> Any | None:
    """Return the whole row, record and standing, or None."""
    table = RECORDS[kind]
    return session.one(select(table).where(table.c.id == id))


def find_many(session: Session, kind: str, ids: Sequence[str]) -> dict[str, Any]:
    """Return the rows of these ids that are there, by id."""
    if not ids:
        return {}
    table = RECORDS[kind]
    return {row["id"]: row for row in session.all(select(table).where(among(session.connection, table.c.id, ids)))}


def standings(session: Session, kind: str, ids: Sequence[str]) -> dict[str, Any]:
    """Return how the rows of these ids stand (id, seq, parked, scopes), by id, without their records."""
    if not ids:
        return {}
    t = RECORDS[kind]
    some = select(t.c.id, t.c.seq, t.c.parked, t.c.scopes).where(among(session.connection, t.c.id, ids))
    return {row["id"]: row for row in session.all(some)}


def put(session: Session, kind: str, items: Sequence[tuple[Any, Standing]]) -> None:
    """Write records with their standing, new or not, and their search index."""
    if not items:
        return
    table = RECORDS[kind]
    names = tuple(column.name for column in table.columns)
    values = [tuple(map({**vars(record), **standing}.__getitem__, names)) for record, standing in items]
    insert_many(session.connection, table, names, values, "replace")
    search_index.write(session, kind, [record for record, _ in items])
    session.touch(kind)


def set_fields(session: Session, kind: str, record: Any, names: Iterable[str]) -> None:
    """Write some fields of a record that stands here, and its search index."""
    table = RECORDS[kind]
    values = {name: getattr(record, name) for name in names}
    session.run(update(table).where(table.c.id == record.id).values(**values))
    search_index.write(session, kind, [record])
    session.touch(kind)


def set_standing(session: Session, kind: str, id: str, **standing: Any) -> None:
    """Change how a row stands."""
    table = RECORDS[kind]
    session.run(update(table).where(table.c.id == id).values(**standing))
    session.touch(kind)


def remove(session: Session, kind: str, id: str) -> None:
    """Take a row and its search index away."""
    search_index.drop(session, kind, [id])
    table = RECORDS[kind]
    session.run(delete(table).where(table.c.id == id))
    session.touch(kind)


def children(session: Session, kind: str, id: str) -> list[tuple[str, str, int]]:
    """Return (kind, id, base) of the rows whose owning parent this is."""
    found = []
    for child, field in CHILD_FIELDS[kind]:
        table = RECORDS[child]
        rows = session.all(select(table.c.id, table.c.seq).where(table.c[field] == id))
        found += [(child, row["id"], row["seq"]) for row in rows]
    return found


def has_children(session: Session, kind: str, id: str) -> bool:
    """Tell whether any row hangs on this one."""
    return any(
        session.scalar(select(exists().where(RECORDS[child].c[field] == id))) for child, field in CHILD_FIELDS[kind]
    )


def parent_of(kind: str, row: Mapping[str, Any] | Any) -> tuple[str, str] | None:
    """Return (kind, id) of a row's owning parent."""
    return KINDS[kind].parent_of({name: row[name] for name, _ in KINDS[kind].parents})


def shown(kind: str) -> ColumnElement[bool]:
    """Return the condition of rows that stand on the screen.

    Not there: rows whose own delete waits, and parked ones the directory never sent (refused creations). A row on
    base 0 that stands in no scope was sent before: a heal is loading it again.
    """
    table = RECORDS[kind]
    leaving = select(sync_op.c.id).where(sync_op.c.kind == kind, sync_op.c.verb == DELETE)
    return table.c.id.not_in(leaving) & ~(table.c.parked & (table.c.seq == 0) & (table.c.scopes != frozenset()))


def pending(kind: str) -> ColumnElement[bool]:
    """Return the condition "待上报": an operation of this row is unanswered."""
    waiting = select(sync_op.c.id).where(sync_op.c.kind == kind, sync_op.c.ack_seq.is_(None))
    return RECORDS[kind].c.id.in_(waiting)


def is_pending(session: Session, kind: str, id: str) -> bool:
    """Tell whether an operation of this row is unanswered."""
    table = RECORDS[kind]
    return session.one(select(table.c.id).where(table.c.id == id, pending(kind))) is not None


def get(session: Session, kind: str, id: str) -> Any | None:
    """Return the record that stands on the screen, or None."""
    table = RECORDS[kind]
    row = session.one(select(table).where(table.c.id == id, shown(kind)))
    return None if row is None else record_of(kind, row)


def records(session: Session, kind: str, statement: Select[Any]) -> tuple[Any, ...]:
    """Return the records that a select over the kind's table finds."""
    return tuple(record_of(kind, row) for row in session.all(statement))


def standing(scopes: frozenset[str], seq: int, unknown: dict[str, Any], **rest: Any) -> Standing:
    """Return how a row stands that the directory sent."""
    return {**NEW_ROW, "scopes": scopes, "seq": seq, "unknown": unknown, **rest}


def unknown_of(kind: str, data: dict[str, Any]) -> dict[str, Any]:
    """Return the fields of wire data that this version does not know."""
    known = set(KINDS[kind].field_names)
    return {name: value for name, value in data.items() if name not in known}


def _child_fields() -> dict[str, list[tuple[str, str]]]:
    found: dict[str, list[tuple[str, str]]] = {name: [] for name in KINDS}
    for child in KINDS.values():
        for field, parent in child.parents:
            found[parent].append((child.name, field))
    return found


CHILD_FIELDS = _child_fields()
