"""The desk's file as its migrations build it is the file its tables describe."""

import sqlite3
from pathlib import Path
from typing import Any

from sscs_desktop.base import database, migrations
from sscs_desktop.store.store import MIGRATIONS
from sscs_desktop.store.tables import RECORDS, metadata
from sscs_desktop.wire.kinds import KINDS


def shape(path: Path) -> dict[str, Any]:
    """Return what SQLite itself says of a file's tables, indexes and keys."""
    found: dict[str, Any] = {}
    with sqlite3.connect(path) as raw:
        named = raw.execute("SELECT name, sql FROM sqlite_master WHERE type = 'table' AND name <> 'alembic_version'")
        for name, sql in named.fetchall():
            indexes = raw.execute(f"PRAGMA index_list({name})").fetchall()
            found[name] = {
                "columns": raw.execute(f"PRAGMA table_info({name})").fetchall(),
                "keys": sorted(row[2:] for row in raw.execute(f"PRAGMA foreign_key_list({name})")),
                "indexes": sorted(
                    (
                        index[1] if index[3] == "c" else "",
                        index[2],
                        tuple(raw.execute(f"PRAGMA index_info({index[1]})")),
                    )
                    for index in indexes
                ),
                "virtual": sql if "VIRTUAL" in sql else "",
            }
    raw.close()
    return found


def test_the_desks_file_as_migrated_equals_its_tables(tmp_path: Path) -> None:
    migrated = database.open_local(tmp_path / "migrated.db", None)
    migrations.upgrade(migrated, MIGRATIONS, backup=None)
    migrated.dispose()
    created = database.open_local(tmp_path / "created.db", None)
    with database.write_transaction(created) as connection:
        metadata.create_all(connection)
    created.dispose()
    assert shape(tmp_path / "migrated.db") == shape(tmp_path / "created.db")


def test_every_field_of_every_kind_has_its_column() -> None:
    assert set(RECORDS) == set(KINDS)
    for kind in KINDS.values():
        assert set(kind.field_names) <= set(RECORDS[kind.name].columns.keys()), kind.name
