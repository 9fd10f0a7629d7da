"""The two lines to the directory's database: whole write transactions, tried again after a deadlock, and snapshots."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass, field
from typing import TypeVar

import psycopg
from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from sscs_desktop.base.database import read_snapshot, write_transaction
from sscs_desktop.base.errors import InUse, SscsError

T = TypeVar("T")

TRIES = 8
_AGAIN = frozenset({"40001", "40P01"})
"""PostgreSQL: serialization_failure, deadlock_detected. The transaction is undone and may be repeated whole."""
_AWAY = ("08", "57P", "53300")
"""PostgreSQL: no connection, shutting down or starting, too many connections."""


@dataclass(frozen=True, eq=False)
class Lines:
    """How the rest of the directory reaches its database."""

    engine: Engine
    _writer: threading.RLock = field(default_factory=threading.RLock)

    def write(self, work: Callable[[Connection], T], *, is_bulk: bool = False) -> T:
        """Run `work` in one write transaction; what it raises undoes it. It may run more than once.

        is_bulk: it touches so much that it should have more of the file in memory.
        Raises DiskTrouble, InUse("file_busy", "database_busy", "database_away"): nothing was done, try again.
        """
        for _ in range(TRIES - 1):
            try:
                return self._once(work, is_bulk)
            except DBAPIError as error:
                if getattr(error.orig, "sqlstate", None) not in _AGAIN:
                    raise
        return self._once(work, is_bulk)

    def read(self, work: Callable[[Connection], T]) -> T:
        """Run `work` in one snapshot."""
        with within_reach(), read_snapshot(self.engine) as connection:
            return work(connection)

    def _once(self, work: Callable[[Connection], T], is_bulk: bool) -> T:
        with within_reach(), self._turn(), write_transaction(self.engine, is_bulk=is_bulk) as connection:
            return work(connection)

    def _turn(self) -> AbstractContextManager[object]:
        """Queue the writers of this process: SQLite's own waiting is a poll that can starve one of them."""
        return self._writer if self.engine.dialect.name == "sqlite" else nullcontext()


@contextmanager
def within_reach(away: SscsError | None = None) -> Iterator[None]:
    """Say that the database has no connection left, or is away (`away` says it otherwise), in the program's words."""
    try:
        yield
    except PoolTimeout as error:
        raise InUse("database_busy") from error
    except OperationalError as error:
        state = getattr(error.orig, "sqlstate", None)
        if isinstance(error.orig, psycopg.OperationalError) and (state is None or state.startswith(_AWAY)):
            raise away or InUse("database_away") from error
        raise
