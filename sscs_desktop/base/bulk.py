"""Many rows or ids in one statement, past SQLAlchemy's work for each value: that is most of what a bulk costs."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import islice
from typing import Any, TypeVar

from sqlalchemy import (
    Column,
    Connection,
    Dialect,
    Insert,
    Table,
    TableValuedAlias,
    Text,
    any_,
    cast,
    func,
    insert,
    select,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.dialects.sqlite import insert as upsert
from sqlalchemy.sql import ColumnElement

T = TypeVar("T")

AT_ONCE = 5_000
"""Rows in the driver's own form at once: half a million of them take hundreds of megabytes."""


def insert_many(
    connection: Connection, table: Table, names: tuple[str, ...], rows: Iterable[Sequence[Any]], known: str = ""
) -> None:
    """Insert rows of values in the order of `names`; known: "skip" or "replace" rows of the same key (SQLite)."""
    text, makers, is_positional = _insert(table, names, connection.dialect, known)
    for some in batches(rows):
        columns = zip(*some, strict=True)
        made = [each if make is None else map(make, each) for make, each in zip(makers, columns, strict=True)]
        values: list[Any] = list(zip(*made, strict=True))
        connection.exec_driver_sql(
            text, values if is_positional else [dict(zip(names, v, strict=True)) for v in values]
        )


def batches(rows: Iterable[T]) -> Iterator[list[T]]:
    """Yield rows by as many as are handed to the driver at once."""
    left = iter(rows)
    while some := list(islice(left, AT_ONCE)):
        yield some


def among(connection: Connection, column: ColumnElement[str], values: Collection[str]) -> ColumnElement[bool]:
    """Return the condition that `column` is one of `values`, however many: they are bound as one value."""
    wanted = sorted(values)
    if connection.dialect.name == "postgresql":
        return column == any_(cast(wanted, ARRAY(Text)))
    listed = func.json_each(json.dumps(wanted)).table_valued("value")
    return column.in_(select(listed.c.value))


def pairs(values: Mapping[str, int]) -> TableValuedAlias:
    """Return key → value as a table of two columns to join with, bound as one value (SQLite)."""
    return func.json_each(json.dumps(values)).table_valued("key", "value")


@lru_cache(maxsize=256)
def _insert(
    table: Table, names: tuple[str, ...], dialect: Dialect, known: str
) -> tuple[str, list[Callable[[Any], Any] | None], bool]:
    """Return the statement, what makes each column's values ready for the driver, and whether they go by place."""
    statement: Insert = insert(table)
    if known == "skip":
        statement = upsert(table).on_conflict_do_nothing()
    elif known == "replace":
        added = upsert(table)
        keys = list(table.primary_key)
        changed = {name: added.excluded[name] for name in names if table.c[name] not in keys}
        statement = added.on_conflict_do_update(index_elements=keys, set_=changed)
    compiled = statement.compile(dialect=dialect, column_keys=list(names))
    order = compiled.positiontup or names
    makers = [_maker(table.c[name], dialect) for name in names]
    if tuple(order) != names:
        raise ValueError("names stand in the order of the table's columns")
    return str(compiled), makers, bool(compiled.positiontup)


def _maker(column: Column[Any], dialect: Dialect) -> Callable[[Any], Any] | None:
    return column.type.dialect_impl(dialect).bind_processor(dialect)
