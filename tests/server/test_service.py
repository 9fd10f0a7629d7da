"""The server as a process: it listens where it may, and stops when it is told."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest

from sscs_desktop.base.errors import InUse, Refused
from sscs_desktop.server.service import serve

SERVE = (
    "import sys; from sscs_desktop.server.service import serve; "
    "serve(sys.argv[1], port=0, started=lambda url: print(url, flush=True))"
)


def test_it_serves_until_it_is_told_to_stop_and_stops_cleanly(tmp_path: Path) -> None:
    process = subprocess.Popen([sys.executable, "-c", SERVE, str(tmp_path / "data")], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    with process.stdout:
        address = process.stdout.readline().strip()
        with urllib.request.urlopen(f"{address}/v1/hello", timeout=20) as reply:
            assert reply.status == 200
            assert reply.headers["server"] is None
        os.kill(process.pid, signal.SIGTERM)
        assert process.wait(timeout=20) in (0, -signal.SIGTERM)
    assert not (tmp_path / "data" / "directory.db-wal").exists(), "the file was closed"


def test_a_taken_port_is_told(tmp_path: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        with pytest.raises(InUse) as caught:
            serve(tmp_path / "data", port=other.getsockname()[1])
    assert caught.value.code == "port_taken"


@pytest.mark.parametrize("host", ["0.0.0.0", "192.0.2.7", "::", "directory.example"])
def test_plain_http_stays_on_loopback(host: str, tmp_path: Path) -> None:
    with pytest.raises(Refused) as caught:
        serve(tmp_path / "data", host)
    assert caught.value.code == "plain_http"
