"""Guards that every test lives under: nothing warns, reaches out, stays open or touches the user's own files."""

from __future__ import annotations

import gc
import logging
import os
import shutil
import socket
import sys
import threading
import time
from collections.abc import Generator, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import keyring
import keyring.backend
import keyring.errors
import pytest
from argon2 import PasswordHasher
from sqlalchemy import Engine
from sqlalchemy.dialects.postgresql.base import PGDialect
from sqlalchemy.dialects.sqlite.base import SQLiteDialect
from sqlalchemy.util import LRUCache

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("XDG_RUNTIME_DIR", "/tmp")
os.environ["CUPS_SERVER"] = "/nonexistent"  # whose machine has a printer sees what one without sees

from sscs_desktop.base import clock, database, secrets
from sscs_desktop.store import search_index

SEPTEMBER = datetime(2018, 9, 26, 15, 20, tzinfo=clock.SHANGHAI)
"""The Wednesday on which tests live: published working days on both sides of it."""

MEMORY, ROOM = Path("/dev/shm"), 1 << 30
if os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free > ROOM:
    os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(MEMORY))  # thousands of commits need not wait for a disk


COMPILED: LRUCache[Any, Any] = LRUCache(3000)
"""The statements compiled in this process, for all its engines: hundreds of tests compile the same ones otherwise."""


def _share_compiled_statements() -> None:
    real = database.create_engine

    def sharing(*args: Any, **options: Any) -> Engine:
        return real(*args, execution_options={"compiled_cache": COMPILED}, **options)

    database.create_engine = sharing  # type: ignore[assignment]
    for dialect in (SQLiteDialect, PGDialect):  # what a statement is compiled for is part of its key
        dialect.__eq__ = lambda self, other: type(self) is type(other)  # type: ignore[method-assign]
        dialect.__hash__ = lambda self: hash(type(self))  # type: ignore[method-assign]


_share_compiled_statements()


class MemoryKeyring(keyring.backend.KeyringBackend):
    """A keyring that ends with the test."""

    priority = 1  # type: ignore[assignment]

    def __init__(self) -> None:
        super().__init__()
        self.entries: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        return self.entries.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.entries[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        if self.entries.pop((service, username), None) is None:
            raise keyring.errors.PasswordDeleteError(username)


class _Collector(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(f"{record.name}: {record.getMessage()}")


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """Leave collecting until the tests are read: half-built trees of rewritten asserts hold no garbage."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.enable()


def pytest_collection_finish() -> None:
    """Load what every desk loads, once."""
    search_index.initials("宁晋")
    collect()


def collect() -> None:
    """Free what a test left in circles, here and not in a job's thread; what lives on no later call walks through."""
    gc.collect()
    gc.freeze()


@pytest.fixture(autouse=True)
def quiet_log() -> Iterator[list[str]]:
    """Fail on any log line at WARNING or above; a test that provokes one takes it out of this list."""
    collector = _Collector()
    root = logging.getLogger()
    root.addHandler(collector)
    yield collector.lines
    root.removeHandler(collector)
    deaf = [name for name, each in root.manager.loggerDict.items() if getattr(each, "disabled", False)]
    ours = [name for name in deaf if name.startswith("sscs_desktop")]
    assert not ours and not root.manager.disable, f"a test switched the log off: {ours}"
    assert not collector.lines, f"logged: {collector.lines}"


@pytest.fixture(autouse=True)
def nothing_left_open(tmp_path: Path) -> Iterator[None]:
    """Fail on a thread, a running timer or a file of this test that outlives it."""
    before = set(threading.enumerate())
    yield
    deadline = time.monotonic() + 3
    while (left := _left_open(before, tmp_path)) and time.monotonic() < deadline:
        gc.collect()
        time.sleep(0.02)
    assert not left, f"left open: {left}"


def _left_open(before: set[threading.Thread], tmp_path: Path) -> list[str]:
    threads = [t.name for t in threading.enumerate() if t not in before and t.is_alive()]
    return threads + _open_files(tmp_path) + _running_timers()


def _open_files(folder: Path) -> list[str]:
    descriptors = Path("/proc/self/fd")
    if not descriptors.is_dir():
        return []
    found = []
    for link in descriptors.iterdir():
        try:
            target = str(link.readlink())
        except OSError:
            continue
        if target.startswith(str(folder)):
            found.append(target)
    return found


def _running_timers() -> list[str]:
    core = sys.modules.get("PySide6.QtCore")
    if core is None or core.QCoreApplication.instance() is None:
        return []
    gui = sys.modules.get("PySide6.QtWidgets")
    if gui is None or not isinstance(gui.QApplication.instance(), gui.QApplication):
        return []
    windows = gui.QApplication.topLevelWidgets()
    return [f"timer of {type(w).__name__}" for w in windows for t in w.findChildren(core.QTimer) if t.isActive()]


@pytest.fixture(autouse=True)
def only_loopback(monkeypatch: pytest.MonkeyPatch) -> None:
    """Block every socket that is not loopback or a local path."""
    real = socket.socket.connect

    def connect(self: socket.socket, address: Any) -> None:
        if isinstance(address, tuple) and address[0] not in ("127.0.0.1", "::1", "localhost"):
            raise AssertionError(f"a test reached out to {address[0]}")
        real(self, address)

    monkeypatch.setattr(socket.socket, "connect", connect)


@pytest.fixture(autouse=True)
def light_locks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Take the patience out of scrypt and argon2; tests named "in_earnest" see to what a guess costs."""
    monkeypatch.setattr(secrets, "_SCRYPT", secrets._SCRYPT | {"n": 1 << 10})
    if (accounts := sys.modules.get("sscs_desktop.server.accounts")) is not None:
        monkeypatch.setattr(accounts, "_HASHER", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))


@pytest.fixture(autouse=True)
def own_world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Give each test its own home, keyring and a clock that stands in September 2018."""
    home = tmp_path / "home"
    monkeypatch.setenv("SSCS_HOME", str(home))
    monkeypatch.setenv("HOME", str(home))
    before = keyring.get_keyring()
    keyring.set_keyring(MemoryKeyring())
    clock.stand_at(SEPTEMBER)
    yield
    clock.run_free()
    keyring.set_keyring(before)
