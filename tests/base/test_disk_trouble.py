"""What a disk does to a file: copies, damage, no room, no right. Nothing is half saved."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import Engine

from sscs_desktop.base import database
from sscs_desktop.base.database import (
    backup,
    is_encrypted,
    open_directory,
    open_local,
    quick_check,
    write_transaction,
)
from sscs_desktop.base.errors import DiskTrouble, WrongKey
from tests.base.notes import needs_cipher, said, say


@needs_cipher
def test_a_copy_opens_with_the_same_key_and_no_other(engine: Engine, tmp_path: Path, key: bytes) -> None:
    with write_transaction(engine) as connection:
        say(connection, "企业反映")
    target = tmp_path / "copy.db"
    backup(engine, target)
    assert "企业反映".encode() not in target.read_bytes()
    assert [each.name for each in tmp_path.glob("copy.db*")] == ["copy.db"]
    with pytest.raises(WrongKey):
        open_local(target, bytes(32))
    copy = open_local(target, key)
    assert is_encrypted(copy)
    assert said(copy) == ["企业反映"]
    copy.dispose()


@pytest.mark.skipif(sys.platform == "win32", reason="there the user's folder itself is private")
def test_a_file_its_companions_and_its_copies_are_for_one_user_alone(tmp_path: Path, key: bytes) -> None:
    before = os.umask(0o022)
    try:
        for name, made in (
            ("desk.db", open_local(tmp_path / "desk.db", key)),
            ("d.db", open_directory(tmp_path / "d.db")),
        ):
            with write_transaction(made) as connection:
                connection.exec_driver_sql("CREATE TABLE note (said TEXT)")
            backup(made, tmp_path / f"copy of {name}")
            assert len(list(tmp_path.glob(f"{name}*"))) == 3  # with -wal and -shm
            made.dispose()
        modes = {each.name: each.stat().st_mode & 0o777 for each in tmp_path.glob("*")}
    finally:
        os.umask(before)
    assert len(modes) >= 4 and set(modes.values()) == {0o600}, modes


def test_a_copy_beside_a_writer_has_what_was_committed(engine: Engine, tmp_path: Path, key: bytes) -> None:
    with write_transaction(engine) as connection:
        say(connection, "committed")
    with write_transaction(engine) as connection:
        say(connection, "not yet")
        backup(engine, tmp_path / "copy.db")
    copy = open_local(tmp_path / "copy.db", key)
    assert said(copy) == ["committed"]
    copy.dispose()


def test_a_copy_that_fails_leaves_the_last_one(engine: Engine, tiny_disk: Path, key: bytes) -> None:
    target = tiny_disk / "copy.db"
    backup(engine, target)
    before = target.read_bytes()
    with write_transaction(engine) as connection:
        for _ in range(40):
            say(connection, "长" * 20_000)
    with pytest.raises(DiskTrouble) as caught:
        backup(engine, target)
    assert caught.value.code == "disk_full"
    assert target.read_bytes() == before
    assert [each.name for each in tiny_disk.iterdir()] == ["copy.db"]


def test_a_sound_file_passes_and_a_broken_page_is_found(engine: Engine, place: Path, key: bytes) -> None:
    with write_transaction(engine) as connection:
        for _ in range(200):
            say(connection, "x" * 1000)
    quick_check(engine)
    engine.dispose()
    with place.open("rb+") as file:
        file.seek(30 * 4096)
        file.write(b"\xff" * 4096)
    again = open_local(place, key)
    with pytest.raises(DiskTrouble) as caught:
        quick_check(again)
    assert caught.value.code == "disk_damaged"
    again.dispose()


def test_a_file_that_is_no_database_is_damaged(place: Path) -> None:
    place.write_bytes(b"not a database at all" * 400)
    with pytest.raises(DiskTrouble) as caught:
        open_local(place, None)
    assert caught.value.code == "disk_damaged"


def test_on_a_full_disk_nothing_is_half_saved(tiny_disk: Path, key: bytes) -> None:
    engine = open_local(tiny_disk / "desk.db", key)
    with write_transaction(engine) as connection:
        connection.exec_driver_sql("CREATE TABLE note (id INTEGER PRIMARY KEY, said TEXT NOT NULL)")
        say(connection, "before")
    with pytest.raises(DiskTrouble) as caught, write_transaction(engine) as connection:
        say(connection, "first half")
        for _ in range(50):
            say(connection, "长" * 20_000)
    assert caught.value.code == "disk_full"
    assert said(engine) == ["before"]
    engine.dispose()
    engine = open_local(tiny_disk / "desk.db", key)
    with write_transaction(engine) as connection:
        say(connection, "after")
    assert said(engine) == ["before", "after"]
    engine.dispose()


_LIMITED = """
import resource, sys
from pathlib import Path
from sscs_desktop.base.database import open_local, read_snapshot, write_transaction
from sscs_desktop.base.errors import DiskTrouble

engine = open_local(Path(sys.argv[1]), bytes(range(32)))
with write_transaction(engine) as connection:
    connection.exec_driver_sql("CREATE TABLE note (said TEXT)")
resource.setrlimit(resource.RLIMIT_FSIZE, (400_000, 400_000))
try:
    with write_transaction(engine) as connection:
        for _ in range(100):
            connection.exec_driver_sql("INSERT INTO note VALUES (?)", ("x" * 50_000,))
except DiskTrouble as trouble:
    with read_snapshot(engine) as connection:
        print(trouble.code, connection.exec_driver_sql("SELECT count(*) FROM note").scalar())
"""


@pytest.mark.skipif(sys.platform == "win32", reason="file size limits are POSIX")
def test_a_disk_that_refuses_writes_is_trouble_and_nothing_is_half_saved(place: Path) -> None:
    shown = subprocess.run([sys.executable, "-c", _LIMITED, str(place)], capture_output=True, text=True, check=True)
    assert shown.stdout in ("disk_error 0\n", "disk_full 0\n")


def test_a_folder_that_is_not_there_is_disk_trouble(tmp_path: Path, key: bytes) -> None:
    with pytest.raises(DiskTrouble) as caught:
        open_local(tmp_path / "missing" / "desk.db", key)
    assert caught.value.code == "disk_error"


def test_other_errors_pass_unchanged() -> None:
    with pytest.raises(ConnectionResetError), database.disk_trouble():
        raise ConnectionResetError
    with pytest.raises(DiskTrouble) as caught, database.disk_trouble():
        raise OSError(28, "No space left on device")
    assert caught.value.code == "disk_full"
