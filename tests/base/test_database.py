"""Both databases as they are opened: keys, transactions, snapshots."""

from __future__ import annotations

import signal
import sqlite3
import subprocess
import sys
import threading
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import Engine
from sqlalchemy.exc import IntegrityError

from sscs_desktop.base import database
from sscs_desktop.base.database import (
    is_encrypted,
    open_local,
    read_snapshot,
    write_transaction,
)
from sscs_desktop.base.errors import InUse, WrongKey
from tests.base.notes import needs_cipher, said, say

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


def test_a_statement_cut_off_by_the_keyboard_ends_as_that_and_the_next_read_works(engine: Engine) -> None:
    long = "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n WHERE x < 300000) SELECT count(*) FROM n"
    timer = threading.Timer(0.01, signal.raise_signal, (signal.SIGINT,))
    with pytest.raises(KeyboardInterrupt), read_snapshot(engine) as connection:
        timer.start()
        while True:
            connection.exec_driver_sql(long)
    timer.join()
    assert said(engine) == []


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


@pytest.mark.proof
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
