"""Old files become new ones: once, whole, with a copy first, and without Alembic when there is nothing to do."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, inspect

from sscs_desktop.base import database
from sscs_desktop.base.database import open_local, read_snapshot, write_transaction
from sscs_desktop.base.errors import TooNew
from sscs_desktop.base.migrations import head_of, upgrade, version_of

_ENV = """
from sqlalchemy import MetaData

from sscs_desktop.base import migrations

migrations.environment(MetaData())
"""
_FIRST = '''
"""Lay the tables."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    op.create_table("firm", sa.Column("id", sa.Integer, primary_key=True), sa.Column("name", sa.Text))
    op.create_table(
        "visit",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("firm_id", sa.Integer, sa.ForeignKey("firm.id", ondelete="CASCADE"), nullable=False),
    )
'''
_SECOND = '''
"""Build the parents' table anew."""

import sqlalchemy as sa
from alembic import op

revision: str = "0002"
down_revision: str | None = "0001"


def upgrade() -> None:
    with op.batch_alter_table("firm") as batch:
        batch.alter_column("name", existing_type=sa.Text(), nullable=False)
        batch.add_column(sa.Column("tier", sa.Text))
'''
_BROKEN = '''
"""Fail half way."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.create_table("half", sa.Column("id", sa.Integer, primary_key=True))
    raise ZeroDivisionError
'''


class Folder:
    """A folder of migrations that grows like a project's."""

    def __init__(self, place: Path) -> None:
        self.place = place
        (place / "versions").mkdir(parents=True)
        (place / "env.py").write_text(_ENV)
        (place / "script.py.mako").write_text("")

    def add(self, name: str, content: str) -> None:
        (self.place / "versions" / f"{name}.py").write_text(content, "utf-8")


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    folder = Folder(tmp_path / "100% 迁移" / "migrations")
    folder.add("0001_first", _FIRST)
    return folder


@pytest.fixture
def engine(tmp_path: Path, key: bytes) -> Iterator[Engine]:
    engine = open_local(tmp_path / "desk.db", key)
    yield engine
    engine.dispose()


def fill(engine: Engine) -> None:
    with write_transaction(engine) as connection:
        connection.exec_driver_sql("INSERT INTO firm (id, name) VALUES (1, '示例')")
        connection.exec_driver_sql("INSERT INTO visit (id, firm_id) VALUES (7, 1)")


def tables(engine: Engine) -> set[str]:
    with read_snapshot(engine) as connection:
        return set(inspect(connection).get_table_names())


def test_a_new_file_is_set_up_without_a_copy(engine: Engine, folder: Folder, tmp_path: Path) -> None:
    assert version_of(engine) is None
    assert upgrade(engine, folder.place, backup=tmp_path / "before.db")
    assert version_of(engine) == head_of(folder.place) == "0001"
    assert tables(engine) == {"firm", "visit", "alembic_version"}
    assert not (tmp_path / "before.db").exists()


def test_an_old_file_is_copied_under_its_key_and_keeps_its_children(
    engine: Engine, folder: Folder, tmp_path: Path, key: bytes
) -> None:
    upgrade(engine, folder.place, backup=None)
    fill(engine)
    folder.add("0002_second", _SECOND)
    assert upgrade(engine, folder.place, backup=tmp_path / "before.db")
    assert version_of(engine) == "0002"
    with read_snapshot(engine) as connection:
        assert connection.exec_driver_sql("SELECT name, tier FROM firm").all() == [("示例", None)]
        assert connection.exec_driver_sql("SELECT id, firm_id FROM visit").all() == [(7, 1)]
        assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar() == 1
    before = open_local(tmp_path / "before.db", key)
    assert version_of(before) == "0001"
    assert database.is_encrypted(before) == database.is_encrypted(engine)
    before.dispose()


def test_a_step_that_fails_leaves_the_file_as_it_was(engine: Engine, folder: Folder) -> None:
    upgrade(engine, folder.place, backup=None)
    fill(engine)
    folder.add("0002_second", _SECOND)
    folder.add("0003_broken", _BROKEN)
    with pytest.raises(ZeroDivisionError):
        upgrade(engine, folder.place, backup=None)
    assert version_of(engine) == "0001"
    assert tables(engine) == {"firm", "visit", "alembic_version"}
    with read_snapshot(engine) as connection:
        assert [column["name"] for column in inspect(connection).get_columns("firm")] == ["id", "name"]
        assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar() == 1


def test_a_file_of_a_newer_program_is_left_alone(engine: Engine, folder: Folder, tmp_path: Path) -> None:
    folder.add("0002_second", _SECOND)
    upgrade(engine, folder.place, backup=None)
    (folder.place / "versions" / "0002_second.py").unlink()
    with pytest.raises(TooNew) as caught:
        upgrade(engine, folder.place, backup=tmp_path / "before.db")
    assert caught.value.code == "file_too_new"
    assert version_of(engine) == "0002"
    assert not (tmp_path / "before.db").exists()


def test_two_newest_versions_are_a_bug(engine: Engine, folder: Folder) -> None:
    folder.add("0002_second", _SECOND)
    folder.add("0002_other", _SECOND.replace('"0002"', '"0002b"'))
    with pytest.raises(RuntimeError, match="2 newest"):
        upgrade(engine, folder.place, backup=None)


_REOPEN = """
import sys
from pathlib import Path
from sscs_desktop.base.database import open_local
from sscs_desktop.base.migrations import upgrade

engine = open_local(Path(sys.argv[1]), bytes(range(32)))
print(upgrade(engine, Path(sys.argv[2]), backup=None), "alembic" in sys.modules)
"""


def test_a_file_that_is_up_to_date_does_not_even_import_alembic(engine: Engine, folder: Folder, tmp_path: Path) -> None:
    command = [sys.executable, "-c", _REOPEN, str(tmp_path / "desk.db"), str(folder.place)]
    first = subprocess.run(command, capture_output=True, text=True, check=True)
    second = subprocess.run(command, capture_output=True, text=True, check=True)
    assert (first.stdout, second.stdout) == ("True True\n", "False False\n")


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_cannot_be_written_serves_as_well(engine: Engine, folder: Folder, tmp_path: Path) -> None:
    """An installed or frozen program lies where its user may not write."""
    installed = tmp_path / "installed"
    shutil.copytree(folder.place, installed)
    for each in (installed, installed / "versions"):
        each.chmod(0o500)
    try:
        assert upgrade(engine, installed, backup=None)
    finally:
        for each in (installed, installed / "versions"):
            each.chmod(0o700)
    assert version_of(engine) == "0001"


def test_two_servers_started_at_once_upgrade_postgres_once(postgres_address: str, folder: Folder) -> None:
    folder.add("0002_second", _SECOND)
    engines = [database.open_directory(postgres_address) for _ in range(2)]
    failed: list[BaseException] = []

    def bring_up(engine: Engine) -> None:
        try:
            upgrade(engine, folder.place, backup=None)
        except BaseException as error:
            failed.append(error)

    threads = [threading.Thread(target=bring_up, args=(engine,)) for engine in engines]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    assert version_of(engines[0]) == "0002"
    assert {"firm", "visit"} <= tables(engines[0])
    for engine in engines:
        engine.dispose()
