"""What a proof of deaths stands on: dying at a statement, a clock and dice that stand still, files read whole."""

from __future__ import annotations

import os
import random
import re
import secrets
import signal
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path

from sqlalchemy import Engine, event

from sscs_desktop.base import clock

NOON = datetime(2018, 9, 26, 15, 20, tzinfo=clock.SHANGHAI)

UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
_BY_CHANCE = {"mark", "head_mark", "batch", "root", "signature", "path", "receipt", "version", "content"}
"""Columns that another throw of the dice makes others."""
_PASSING = {"session", "batch", "sync_round", "sync_cursor_history", "replica", "series", "block", "number_block"}
"""Tables that tell how often something was tried: a registration whose answer was lost is made again."""


class Death:
    """Counts the statements of one engine while it is armed, and kills this process as number `at` begins."""

    def __init__(self, engine: Engine, at: int) -> None:
        self.at = at
        self.is_armed = False
        self.statements: list[str] = []
        event.listen(engine, "checkout", lambda raw, *_: raw.set_trace_callback(self._begins))

    def _begins(self, statement: str) -> None:
        if self.is_armed and not statement.startswith("--"):
            self.statements.append(statement)
            if len(self.statements) == self.at:
                os.kill(os.getpid(), signal.SIGKILL)


def commits_of(statements: list[str]) -> list[int]:
    """Return the places at which a write is about to be committed, and those right after it."""
    found, is_write = set(), False
    for n, statement in enumerate(statements, 1):
        is_write = statement == "BEGIN IMMEDIATE" or (is_write and statement != "COMMIT")
        if is_write and statements[n : n + 1] == ["COMMIT"]:
            found |= {n + 1, min(n + 2, len(statements))}
    return sorted(found)


def dump(file: Path, *, by_chance: bool = True) -> Iterator[str]:
    """Yield every row of a file; without what comes about by chance, or tells how often something was tried."""
    with closing(sqlite3.connect(file)) as raw:
        raw.row_factory = sqlite3.Row
        tables = raw.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name").fetchall()
        for (table,) in tables:
            if table.startswith("sqlite_") or (table == "session") or (not by_chance and _is_passing(table)):
                continue
            for row in raw.execute(f'SELECT * FROM "{table}"'):
                if not by_chance and "parcel" in tuple(row):
                    continue  # the key of this file's parcels
                names = [name for name in row.keys() if by_chance or name not in _BY_CHANCE]  # noqa: SIM118
                yield f"{table} " + " | ".join(f"{name}={row[name]!r}" for name in names)


def _is_passing(table: str) -> bool:
    return table in _PASSING or table.startswith("search_")


@contextmanager
def still(seed: int) -> Iterator[None]:
    """Let clock and dice stand still, so that two runs write the same."""
    before = clock.now, time.time_ns, secrets.randbits
    dice, moment = random.Random(seed), NOON.timestamp()
    at = datetime.fromtimestamp(moment, tz=clock.now().tzinfo)
    clock.now = lambda: at
    time.time_ns = lambda: int(moment * 1_000_000_000) + seed * 1_000_000_000
    secrets.randbits = dice.getrandbits  # type: ignore[assignment]
    try:
        yield
    finally:
        clock.now, time.time_ns, secrets.randbits = before  # type: ignore[assignment]
