"""Both databases, opened the one right way: the desk's encrypted file, the directory's file or PostgreSQL.

Transactions are ours: the driver's own control is off, so writers begin IMMEDIATE (a deferred read that turns into a
write fails at once with SQLITE_BUSY_SNAPSHOT, whatever the time-out) and readers see one snapshot.
"""

from __future__ import annotations

import importlib.util
import logging
import os
import sqlite3
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from types import ModuleType
from typing import Any, NoReturn

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import QueuePool

from sscs_desktop.base.errors import DiskTrouble, InUse, SscsError, WrongKey
from sscs_desktop.base.files import disk_code, keep_private, sync_folder

__all__ = [
    "backup",
    "cipher_available",
    "disk_trouble",
    "is_encrypted",
    "open_directory",
    "open_local",
    "quick_check",
    "read_snapshot",
    "rebuild_transaction",
    "write_transaction",
]

BUSY_MS = 5000
CACHE_KIB = 24 * 1024
"""Of each connection. Scans of an encrypted file are five times slower from disk; 20,000 enterprises fit in this."""
PLAIN_CACHE_KIB = 4 * 1024
"""What is not encrypted the system keeps at hand itself, once for all connections."""
CHECKPOINT_PAGES, LATE_CHECKPOINT_PAGES = 1000, 8000
"""Pages in the log before a commit carries them into the file, after replayable work and after a save. A person waits
for his save, and what is replayed comes every few minutes."""
BULK_CACHE_KIB = 128 * 1024
"""While a roster of 20,000 enterprises comes in."""

_PLAIN_HEADER = b"SQLite format 3\x00"


# --- opening --------------------------------------------------------------------------------------------------


def cipher_available() -> bool:
    """Tell whether this machine has SQLCipher; where not, the local file is plain and the desk says so."""
    return importlib.util.find_spec("sqlcipher3") is not None


def open_local(path: Path, key: bytes | None) -> Engine:
    """Open (or make) the desk's file, encrypted with `key` (32 bytes); plain if there is no key or no SQLCipher.

    Raises WrongKey("wrong_key", "file_not_encrypted", "cipher_missing"), DiskTrouble.
    """
    if key is not None and len(key) != 32:
        raise ValueError("the data key is 32 bytes")
    is_new = not path.exists() or path.stat().st_size == 0
    if key is None or not cipher_available():
        engine = _file_engine(path, sqlite3, _plain)
        refusal: SscsError = DiskTrouble("disk_damaged") if key is None else WrongKey("cipher_missing")
    else:
        if not is_new and _is_plain(path):
            raise WrongKey("file_not_encrypted")
        engine = _file_engine(path, _cipher(), _keyed(key))
        refusal = WrongKey("wrong_key")
    _try_out(engine, refusal)
    return engine


def open_directory(address: str | Path) -> Engine:
    """Open the directory's database: postgresql://…, or the path (also sqlite:///…) of a file, made if missing."""
    if isinstance(address, str) and address.startswith("postgres"):
        url = make_url(address).set(drivername="postgresql+psycopg")
        logging.getLogger("psycopg").setLevel(logging.ERROR)  # it warns again of what we undo and answer ourselves
        return create_engine(url, hide_parameters=True, pool_pre_ping=True)
    if isinstance(address, str) and address.startswith("sqlite:"):
        address = make_url(address).database or ""
    engine = _file_engine(Path(address), sqlite3, _plain)
    _try_out(engine, DiskTrouble("disk_damaged"))
    return engine


def is_encrypted(engine: Engine) -> bool:
    """Tell whether what `engine` writes is encrypted on the disk, as SQLCipher itself reports it."""
    if engine.dialect.name != "sqlite":
        return False
    with read_snapshot(engine) as connection:
        told: tuple[str, ...] | None = _driver(connection).execute("PRAGMA cipher_status").fetchone()
        return told == ("1",)  # plain SQLite does not know the pragma and says nothing


# --- transactions ---------------------------------------------------------------------------------------------


@contextmanager
def write_transaction(engine: Engine, *, replayable: bool = False, is_bulk: bool = False) -> Iterator[Connection]:
    """Yield a connection inside one write transaction; commit at the end, undo everything on any error.

    On SQLite the write lock is taken at the start. `replayable` is for what can be pulled again (synchronous NORMAL);
    all else is on the disk when this returns. `is_bulk` is for one that touches most of a directory: pages that
    do not fit into memory are written again and again. Raises DiskTrouble, InUse("file_busy").
    """
    with (
        disk_trouble(),
        engine.connect().execution_options(sqlite_begin="BEGIN IMMEDIATE") as connection,
        _pragma(connection, "synchronous", "NORMAL" if replayable else None, "FULL"),
        _pragma(connection, "wal_autocheckpoint", CHECKPOINT_PAGES if replayable else None, LATE_CHECKPOINT_PAGES),
        _pragma(connection, "cache_size", f"-{BULK_CACHE_KIB}" if is_bulk else None, f"-{PLAIN_CACHE_KIB}"),
        connection.begin(),
    ):
        yield connection


@contextmanager
def rebuild_transaction(engine: Engine) -> Iterator[Connection]:
    """Yield a connection inside one write transaction in which tables may be built anew, without their children going.

    With foreign keys on, dropping the old table would empty them. Raises DiskTrouble, InUse("file_busy").
    """
    with (
        disk_trouble(),
        engine.connect().execution_options(sqlite_begin="BEGIN IMMEDIATE") as connection,
        _pragma(connection, "foreign_keys", "OFF", "ON"),
        connection.begin(),
    ):
        yield connection
        if engine.dialect.name == "sqlite" and connection.exec_driver_sql("PRAGMA foreign_key_check").first():
            raise RuntimeError("rows are left without their parents")


@contextmanager
def read_snapshot(engine: Engine) -> Iterator[Connection]:
    """Yield a read-only connection that sees one state of the database from its first query to its end."""
    with disk_trouble(), engine.connect() as connection:
        if engine.dialect.name == "postgresql":
            connection.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
        try:
            with _pragma(connection, "query_only", "ON", "OFF"), connection.begin():
                yield connection
        except DBAPIError as error:
            if _name(error.orig) in _READ_ONLY:  # our own bug, not the disk's doing
                raise RuntimeError("a write inside read_snapshot") from error
            raise


@contextmanager
def disk_trouble() -> Iterator[None]:
    """Turn what a disk, a damaged file or a lock does to the work inside into DiskTrouble or InUse("file_busy")."""
    try:
        yield
    except DBAPIError as error:
        _explain(error, _situation(error.orig))
    except _driver_errors() as error:
        _explain(error, _situation(error))
    except OSError as error:
        code = disk_code(error)
        _explain(error, DiskTrouble(code) if code is not None else None)


# --- care -----------------------------------------------------------------------------------------------------


def backup(engine: Engine, target: Path) -> None:
    """Copy the SQLite file beside its writers to `target`, under the same key, whole or not at all.

    Raises DiskTrouble. PostgreSQL has its own tools: ValueError.
    """
    if engine.dialect.name != "sqlite":
        raise ValueError("only SQLite files are copied here")
    unfinished = target.with_name(target.name + ".tmp")
    unfinished.unlink(missing_ok=True)
    try:
        with disk_trouble(), engine.connect() as connection:
            open_like: Callable[[Path], Any] = connection.info["open_like"]
            keep_private(unfinished)
            with closing(open_like(unfinished)) as copy:
                _driver(connection).backup(copy, pages=-1)  # in steps it starts anew at each write and never ends
            _flush(unfinished)
            unfinished.replace(target)
            sync_folder(target.parent)
    finally:
        unfinished.unlink(missing_ok=True)


def quick_check(engine: Engine) -> None:
    """Read the whole SQLite file; raise DiskTrouble("disk_damaged") if a page, index or signature is broken."""
    with read_snapshot(engine) as connection:
        found = connection.exec_driver_sql("PRAGMA quick_check(1)").scalar()
    if found != "ok":
        raise DiskTrouble("disk_damaged")


# --- the driver -----------------------------------------------------------------------------------------------


def _file_engine(path: Path, module: ModuleType, connect: Callable[[Path], Any]) -> Engine:
    keep_private(path)
    engine = create_engine(
        URL.create("sqlite", database=str(path)),
        module=module,
        creator=lambda: _prepared(connect(path)),
        poolclass=QueuePool,
        hide_parameters=True,  # an error's text reaches the log: no names, no phones
    )
    event.listen(engine, "connect", lambda _, record: record.info.update(open_like=connect))
    event.listen(engine, "begin", _begin)
    return engine


def _begin(connection: Connection) -> None:
    connection.exec_driver_sql(connection.get_execution_options().get("sqlite_begin", "BEGIN"))


def _plain(path: Path) -> Any:
    raw = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    raw.execute(f"PRAGMA cache_size=-{PLAIN_CACHE_KIB}")
    return raw


def _keyed(key: bytes) -> Callable[[Path], Any]:
    def connect(path: Path) -> Any:
        raw = _cipher().connect(str(path), isolation_level=None, check_same_thread=False)
        raw.execute(f"PRAGMA key=\"x'{key.hex()}'\"")
        raw.execute("PRAGMA cipher_log_level=NONE")  # it would print each wrong key to stderr
        raw.execute(f"PRAGMA cache_size=-{CACHE_KIB}")
        return raw

    return connect


def _prepared(raw: Any) -> Any:
    try:
        raw.execute(f"PRAGMA busy_timeout={BUSY_MS}")
        raw.execute("PRAGMA journal_mode=WAL")
        raw.execute("PRAGMA synchronous=FULL")
        raw.execute("PRAGMA foreign_keys=ON")
        raw.execute(f"PRAGMA wal_autocheckpoint={LATE_CHECKPOINT_PAGES}")
    except BaseException:
        raw.close()
        raise
    return raw


def _cipher() -> ModuleType:
    import sqlcipher3.dbapi2

    module: ModuleType = sqlcipher3.dbapi2
    return module


def _try_out(engine: Engine, refusal: SscsError) -> None:
    """Read once, so that a wrong key shows here and not at the first save; `refusal` is what that means."""
    try:
        with read_snapshot(engine) as connection:
            connection.exec_driver_sql("SELECT count(*) FROM sqlite_master").scalar()
    except DiskTrouble as trouble:
        engine.dispose()
        if trouble.code == "disk_damaged":
            raise refusal from trouble
        raise
    except BaseException:
        engine.dispose()
        raise


def _is_plain(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(len(_PLAIN_HEADER)) == _PLAIN_HEADER


def _flush(path: Path) -> None:
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def _driver(connection: Connection) -> Any:
    return connection.connection.driver_connection


@contextmanager
def _pragma(connection: Connection, name: str, value: str | int | None, afterwards: str | int) -> Iterator[None]:
    """Set an SQLite pragma around a transaction: most have no effect inside one."""
    if value is None or connection.dialect.name != "sqlite":
        yield
        return
    raw = _driver(connection)
    raw.execute(f"PRAGMA {name}={value}")
    try:
        yield
    finally:
        if not connection.invalidated:  # one that was interrupted amid a statement is closed
            raw.execute(f"PRAGMA {name}={afterwards}")


_CODES = {
    "SQLITE_FULL": "disk_full",
    "SQLITE_IOERR": "disk_error",
    "SQLITE_READONLY": "disk_error",
    "SQLITE_CANTOPEN": "disk_error",
    "SQLITE_PERM": "disk_error",
    "SQLITE_CORRUPT": "disk_damaged",
    "SQLITE_NOTADB": "disk_damaged",
    "53100": "disk_full",  # PostgreSQL: disk_full
    "58030": "disk_error",  # PostgreSQL: io_error
}
_TEXTS = {
    "database or disk is full": "SQLITE_FULL",
    "disk I/O error": "SQLITE_IOERR",
    "attempt to write a readonly database": "SQLITE_READONLY",
    "unable to open database file": "SQLITE_CANTOPEN",
    "database disk image is malformed": "SQLITE_CORRUPT",
    "file is not a database": "SQLITE_NOTADB",
    "database is locked": "SQLITE_BUSY",
}
"""What SQLite says, for the errors of a copy: there the driver gives the words without the name."""
_READ_ONLY = frozenset({"SQLITE_READONLY", "25006"})


def _explain(error: Exception, situation: SscsError | None) -> NoReturn:
    if situation is None:
        raise error
    raise situation from error


def _situation(error: BaseException | None) -> SscsError | None:
    name = _name(error)
    if name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
        return InUse("file_busy")
    code = next((code for start, code in _CODES.items() if name.startswith(start)), None)
    return DiskTrouble(code) if code is not None else None


def _name(error: BaseException | None) -> str:
    named = getattr(error, "sqlite_errorname", None) or getattr(error, "sqlstate", None)
    return str(named or _TEXTS.get(str(error), ""))


def _driver_errors() -> tuple[type[Exception], ...]:
    """Return what the drivers in use raise by themselves, outside SQLAlchemy (backup, pragmas)."""
    cipher = sys.modules.get("sqlcipher3.dbapi2")
    return (sqlite3.Error,) if cipher is None else (sqlite3.Error, cipher.Error)
