"""The directory's migrations lead to exactly the tables its code speaks of; tests/server asks PostgreSQL the same."""

from __future__ import annotations

from pathlib import Path

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Engine, inspect

from sscs_desktop.base.database import open_directory
from sscs_desktop.base.migrations import upgrade
from sscs_desktop.server.directory import MIGRATIONS
from sscs_desktop.server.tables import metadata


def differences(engine: Engine) -> list[object]:
    """Return whatever stands otherwise in the database than in tables.py."""
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        found: list[object] = list(compare_metadata(context, metadata))
        inspector = inspect(connection)
        for table in metadata.tables.values():
            made = [i for i in inspector.get_indexes(table.name) if "duplicates_constraint" not in i]
            if {str(i["name"]) for i in made} != {str(i.name) for i in table.indexes}:
                found.append((table.name, "indexes"))
            key = inspector.get_pk_constraint(table.name)["constrained_columns"]
            if key != [column.name for column in table.primary_key]:
                found.append((table.name, "primary key"))
            if engine.dialect.name == "sqlite":
                kept = inspector.get_table_options(table.name)
                if kept.get("sqlite_with_rowid", True) != table.dialect_options["sqlite"]["with_rowid"]:
                    found.append((table.name, "rowid"))
    return found


def test_a_migrated_directory_equals_its_tables(tmp_path: Path) -> None:
    engine = open_directory(tmp_path / "directory.db")
    upgrade(engine, MIGRATIONS, backup=None)
    assert differences(engine) == []
    engine.dispose()
