"""The encrypted local file: keys, transactions, copies, damage and full disks."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import Connection, Engine
from sqlalchemy.exc import IntegrityError

from sscs_desktop.base import database
from sscs_desktop.base.database import (
    backup,
    is_encrypted,
    open_directory,
    open_local,
    quick_check,
    read_snapshot,
    write_transaction,
)
from sscs_desktop.base.errors import DiskTrouble, InUse, WrongKey

needs_cipher = pytest.mark.skipif(not database.cipher_available(), reason="no SQLCipher wheel for this machine")


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


def say(connection: Connection, said: str) -> None:
    connection.exec_driver_sql("INSERT INTO note (said) VALUES (?)", (said,))


def said(engine: Engine) -> list[str]:
    with read_snapshot(engine) as connection:
        return list(connection.exec_driver_sql("SELECT said FROM note ORDER BY id").scalars())


# --- keys -----------------------------------------------------------------------------------------------------


@needs_cipher
def test_nothing_typed_can_be_read_from_the_disk(engine: Engine, place: Path) -> None:
    with write_transaction(engine) as connection:
        say(connection, "企业反映用地困难")
    written = b"".join(each.read_bytes() for each in place.parent.glob(f"{place.name}*"))
    assert is_encrypted(engine)
    assert len(written) > 8000
    assert "用地困难".encode() not in written
    assert b"SQLite format 3" not in written
    assert b"CREATE TABLE" not in written


@needs_cipher
def test_a_reopened_file_has_everything(engine: Engine, place: Path, key: bytes) -> None:
    with write_transaction(engine) as connection:
        say(connection, "一")
    engine.dispose()
    again = open_local(place, key)
    assert said(again) == ["一"]
    again.dispose()


@needs_cipher
def test_a_wrong_key_opens_nothing_harms_nothing_and_prints_nothing(
    engine: Engine, place: Path, key: bytes, capfd: pytest.CaptureFixture[str]
) -> None:
    engine.dispose()
    before = place.read_bytes()
    with pytest.raises(WrongKey) as caught:
        open_local(place, bytes(32))
    assert caught.value.code == "wrong_key"
    assert place.read_bytes() == before
    assert capfd.readouterr().err == ""
    open_local(place, key).dispose()


@needs_cipher
def test_a_plain_file_is_not_taken_for_an_encrypted_one(place: Path, key: bytes) -> None:
    plain = open_local(place, None)
    with write_transaction(plain) as connection:
        connection.exec_driver_sql("CREATE TABLE note (id INTEGER PRIMARY KEY)")
    assert not is_encrypted(plain)
    plain.dispose()
    with pytest.raises(WrongKey) as caught:
        open_local(place, key)
    assert caught.value.code == "file_not_encrypted"


@needs_cipher
def test_without_the_cipher_a_new_file_is_plain_and_an_encrypted_one_says_what_is_missing(
    engine: Engine, place: Path, key: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine.dispose()
    monkeypatch.setattr(database, "cipher_available", lambda: False)
    with pytest.raises(WrongKey) as caught:
        open_local(place, key)
    assert caught.value.code == "cipher_missing"
    plain = open_local(tmp_path / "plain.db", key)
    assert not is_encrypted(plain)
    plain.dispose()


def test_a_key_of_the_wrong_length_is_a_bug(place: Path) -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        open_local(place, b"short")


# --- transactions ---------------------------------------------------------------------------------------------


def test_every_connection_is_set_for_typed_work(engine: Engine) -> None:
    with read_snapshot(engine) as connection:
        found = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "foreign_keys", "synchronous", "busy_timeout")
        }
    assert found == {
        "journal_mode": "wal",
        "foreign_keys": 1,
        "synchronous": 2,
        "busy_timeout": 5000,
    }


def test_an_encrypted_file_keeps_its_pages_at_hand_and_a_plain_one_leaves_that_to_the_system(tmp_path: Path) -> None:
    sizes = []
    for name, key in (("keyed.db", b"k" * 32), ("plain.db", None)):
        opened = open_local(tmp_path / name, key)
        with read_snapshot(opened) as connection:
            sizes.append(connection.exec_driver_sql("PRAGMA cache_size").scalar())
        opened.dispose()
    assert sizes == [-24 * 1024, -4 * 1024]


def test_a_save_leaves_it_to_replayable_work_to_carry_the_log_into_the_file(engine: Engine, place: Path) -> None:
    whole = "字" * 4000
    for _ in range(3):
        with write_transaction(engine) as connection:
            for _ in range(500):
                say(connection, whole)
    typed = place.stat().st_size
    with write_transaction(engine, replayable=True) as connection:
        say(connection, "一页")
    assert typed < 1_000_000 < 10_000_000 < place.stat().st_size


def test_replayable_work_syncs_less_and_the_next_save_fully_again(engine: Engine) -> None:
    with write_transaction(engine, replayable=True) as connection:
        assert connection.exec_driver_sql("PRAGMA synchronous").scalar() == 1
    with write_transaction(engine) as connection:
        assert connection.exec_driver_sql("PRAGMA synchronous").scalar() == 2


def test_an_error_undoes_the_whole_transaction(engine: Engine) -> None:
    with pytest.raises(ZeroDivisionError), write_transaction(engine) as connection:
        say(connection, "half")
        raise ZeroDivisionError
    assert said(engine) == []


def test_definitions_too_are_undone(engine: Engine) -> None:
    with pytest.raises(ZeroDivisionError), write_transaction(engine) as connection:
        connection.exec_driver_sql("CREATE TABLE half (id INTEGER)")
        say(connection, "half")
        raise ZeroDivisionError
    with read_snapshot(engine) as connection:
        assert connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE name = 'half'").first() is None


def test_a_read_that_becomes_a_write_never_meets_a_busy_snapshot(engine: Engine) -> None:
    """Two writers read, then write: deferred, one of them would fail at once; immediate, the second waits."""
    begun = threading.Barrier(2)

    def count_up(times: int) -> None:
        begun.wait(5)
        for _ in range(times):
            with write_transaction(engine) as connection:
                held = connection.exec_driver_sql("SELECT count(*) FROM note").scalar_one()
                say(connection, str(held))

    threads = [threading.Thread(target=count_up, args=(25,)) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert said(engine) == [str(n) for n in range(50)]


def test_a_snapshot_shows_one_state_beside_a_writer(engine: Engine) -> None:
    with read_snapshot(engine) as connection:
        count = "SELECT count(*) FROM note"
        assert connection.exec_driver_sql(count).scalar() == 0
        with write_transaction(engine) as writer:
            say(writer, "beside")
        assert connection.exec_driver_sql(count).scalar() == 0
    assert said(engine) == ["beside"]


def test_a_write_inside_a_snapshot_is_our_bug_and_the_next_write_works(engine: Engine) -> None:
    with pytest.raises(RuntimeError, match="write inside"), read_snapshot(engine) as connection:
        say(connection, "no")
    with write_transaction(engine) as connection:
        say(connection, "yes")
    assert said(engine) == ["yes"]


def test_a_lock_that_does_not_end_is_told(
    engine: Engine, monkeypatch: pytest.MonkeyPatch, place: Path, key: bytes
) -> None:
    monkeypatch.setattr(database, "BUSY_MS", 50)
    impatient = open_local(place, key)
    with write_transaction(engine), pytest.raises(InUse) as caught, write_transaction(impatient):
        pass
    assert caught.value.code == "file_busy"
    impatient.dispose()


def test_an_error_s_text_carries_no_values(engine: Engine) -> None:
    with pytest.raises(IntegrityError) as caught, write_transaction(engine) as connection:
        connection.exec_driver_sql("INSERT INTO note (id, said) VALUES (1, '甲'), (1, ?)", ("张三 13800138000",))
    assert "13800138000" not in str(caught.value)
    assert "张三" not in str(caught.value)


# --- care -----------------------------------------------------------------------------------------------------


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


# --- full disks -----------------------------------------------------------------------------------------------


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


# --- the directory --------------------------------------------------------------------------------------------


def test_the_directory_s_file_is_plain_and_opens_by_path_or_address(tmp_path: Path) -> None:
    place = tmp_path / "directory.db"
    first = database.open_directory(place)
    with write_transaction(first) as connection:
        connection.exec_driver_sql("CREATE TABLE note (id INTEGER PRIMARY KEY, said TEXT)")
        say(connection, "一")
    first.dispose()
    again = database.open_directory(f"sqlite:///{place}")
    assert said(again) == ["一"]
    assert not is_encrypted(again)
    again.dispose()
    with closing(sqlite3.connect(place)) as raw:
        assert raw.execute("PRAGMA journal_mode").fetchone() == ("wal",)


def test_postgres_snapshots_are_repeatable_and_read_only(postgres_address: str) -> None:
    engine = database.open_directory(postgres_address)
    with write_transaction(engine) as connection:
        connection.exec_driver_sql("CREATE TABLE note (said TEXT)")
    count = "SELECT count(*) FROM note"
    with read_snapshot(engine) as connection:
        assert connection.exec_driver_sql(count).scalar() == 0
        with write_transaction(engine) as writer:
            writer.exec_driver_sql("INSERT INTO note VALUES ('beside')")
        assert connection.exec_driver_sql(count).scalar() == 0
    with pytest.raises(RuntimeError, match="write inside"), read_snapshot(engine) as connection:
        connection.exec_driver_sql("DELETE FROM note")
    with pytest.raises(ZeroDivisionError), write_transaction(engine) as connection:
        connection.exec_driver_sql("DELETE FROM note")
        raise ZeroDivisionError
    with read_snapshot(engine) as connection:
        assert connection.exec_driver_sql(count).scalar() == 1
    assert not is_encrypted(engine)
    engine.dispose()


_IMPORTS = """
import sys
import sscs_desktop.base.database
print({"alembic", "psycopg", "keyring", "sqlcipher3"} & set(sys.modules))
"""


def test_importing_the_database_module_leaves_the_heavy_ones_for_later() -> None:
    shown = subprocess.run([sys.executable, "-c", _IMPORTS], capture_output=True, text=True, check=True)
    assert shown.stdout == "set()\n"
