"""The two lines to the directory's database: whole write transactions, tried again after a deadlock, and snapshots."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from typing import TypeVar

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError

from sscs_desktop.base.database import read_snapshot, write_transaction

T = TypeVar("T")

TRIES = 8
_AGAIN = frozenset({"40001", "40P01"})
"""PostgreSQL: serialization_failure, deadlock_detected. The transaction is undone and may be repeated whole."""


@dataclass(frozen=True, eq=False)
class Lines:
    """How the rest of the directory reaches its database."""

    engine: Engine
    _writer: threading.RLock = field(default_factory=threading.RLock)

    def write(self, work: Callable[[Connection], T]) -> T:
        """Run `work` in one write transaction; what it raises undoes it. It may run more than once."""
        for _ in range(TRIES - 1):
            try:
                return self._once(work)
            except DBAPIError as error:
                if getattr(error.orig, "sqlstate", None) not in _AGAIN:
                    raise
        return self._once(work)

    def read(self, work: Callable[[Connection], T]) -> T:
        """Run `work` in one snapshot."""
        with read_snapshot(self.engine) as connection:
            return work(connection)

    def _once(self, work: Callable[[Connection], T]) -> T:
        with self._turn(), write_transaction(self.engine) as connection:
            return work(connection)

    def _turn(self) -> AbstractContextManager[object]:
        """Queue the writers of this process: SQLite's own waiting is a poll that can starve one of them."""
        return self._writer if self.engine.dialect.name == "sqlite" else nullcontext()
