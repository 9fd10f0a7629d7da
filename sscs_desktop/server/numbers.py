"""Human numbers: blocks reserved for a desk's branch, and the one use of each number."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, Table, insert, update
from sqlalchemy.dialects import postgresql, sqlite

from sscs_desktop.base import clock
from sscs_desktop.server.tables import block, number_used, series
from sscs_desktop.wire.messages import Block

PREFIXES = {"issue": "WT", "card": "FK"}
WIDTH = 5
BLOCK_SIZE = 300


def reserve(
    connection: Connection, kind: str, county_code: str, replica: str, branch: str, *, parcel: str = ""
) -> Block:
    """Reserve the next numbers of this county and year; no number is ever given twice."""
    year = clock.today().year
    prefix = _prefix(kind, county_code, year)
    first = _take(connection, kind, prefix, BLOCK_SIZE)
    last = first + BLOCK_SIZE - 1
    expires_at = datetime(year + 1, 2, 1, tzinfo=clock.SHANGHAI).astimezone(UTC)
    whose = {"replica": replica, "branch": branch, "parcel": parcel}
    connection.execute(
        insert(block).values(kind=kind, prefix=prefix, first=first, last=last, expires_at=expires_at, **whose)
    )
    return Block(kind=kind, prefix=prefix, width=WIDTH, first=first, last=last, expires_at=expires_at)


def block_of(row: Any) -> Block:
    """Return a block reserved before."""
    said = {name: getattr(row, name) for name in ("kind", "prefix", "first", "last", "expires_at")}
    return Block(width=WIDTH, **said)


def next_number(connection: Connection, kind: str, county_code: str) -> str:
    """Return a fresh number for the directory's own use (renumbering)."""
    prefix = _prefix(kind, county_code, clock.today().year)
    return f"{prefix}{_take(connection, kind, prefix, 1):0{WIDTH}d}"


def claim(connection: Connection, kind: str, number: str, row_id: str) -> bool:
    """Note that a number is used; False if another record has it already."""
    return insert_once(connection, number_used, kind=kind, number=number, id=row_id)


def insert_once(connection: Connection, table: Table, **values: object) -> bool:
    """Insert a row unless its key stands there (waiting for whoever is inserting it); tell whether it was new."""
    make = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    added = make(table).values(**values).on_conflict_do_nothing().returning(*table.primary_key)
    return connection.execute(added).first() is not None


def _prefix(kind: str, county_code: str, year: int) -> str:
    return f"{PREFIXES[kind]}-{year}-{county_code}-"


def _take(connection: Connection, kind: str, prefix: str, count: int) -> int:
    insert_once(connection, series, kind=kind, prefix=prefix, next=1)
    taken = (
        update(series)
        .where(series.c.kind == kind, series.c.prefix == prefix)
        .values(next=series.c.next + count)
        .returning(series.c.next)
    )
    return int(connection.execute(taken).scalar_one()) - count
