"""Leaving while the directory is silent: the window closes at once, and the file is free for the next start."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator
from dataclasses import replace

import pytest
from pytestqt.qtbot import QtBot

from sscs_desktop import app
from sscs_desktop.base.settings import Settings
from sscs_desktop.sync.engine import SyncEngine
from sscs_desktop.sync.gateway import Gateway
from tests.trips.seating import Place


@pytest.fixture
def silent() -> Iterator[socket.socket]:
    """A listener whom one may call and who never says a word."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(10)
        yield listener


def test_leaving_does_not_wait_for_a_directory_that_stalls(place: Place, silent: socket.socket, qtbot: QtBot) -> None:
    wing = place.wing("wang")
    wing.gateway.close()
    gateway = Gateway(f"http://127.0.0.1:{silent.getsockname()[1]}")
    kept = Settings(account="wang", theme="light")
    app.application(kept)
    seat = app.Seat(replace(wing, gateway=gateway, engine=SyncEngine(wing.store, gateway)), kept, app.settings_file())
    seat.begin()
    caller, _ = silent.accept()
    assert caller.recv(4) in (b"POST", b"GET ")
    began = time.monotonic()
    seat.close()
    assert time.monotonic() - began < 2
    caller.close()
    place.wing("wang").close()
