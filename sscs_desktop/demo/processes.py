"""The program as processes of its own: the directory that can be stopped, and the tour's desk."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import Self

from sscs_desktop.base import clock
from sscs_desktop.base.errors import Offline
from sscs_desktop.sync.gateway import Gateway

START_S = 30.0
STOP_S = 20.0


def command(*arguments: str) -> list[str]:
    """Return the command line that starts this very program, frozen or not."""
    if getattr(sys, "frozen", False):
        return [sys.executable, *arguments]
    return [sys.executable, "-m", "sscs_desktop", *arguments]


def environment(**more: str) -> dict[str, str]:
    """Return the environment of a process that lives in the demo's year."""
    return {**os.environ, "SSCS_CLOCK": clock.told(), **more}


def free_port() -> int:
    """Return a port of loopback that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


class DirectoryProcess:
    """`sscs-desktop serve` on loopback; may be stopped and started again at the same address."""

    def __init__(self, folder: Path, port: int) -> None:
        self.folder = folder
        self.port = port
        self.address = f"http://127.0.0.1:{port}"
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it and wait until it answers. Raises Offline if it does not within START_S."""
        self._process = subprocess.Popen(
            command("serve", "--data", str(self.folder), "--port", str(self.port)),
            env=environment(),
            stdout=subprocess.DEVNULL,
        )
        gateway = Gateway(self.address)
        deadline = time.monotonic() + START_S
        try:
            while not _answers(gateway):
                if time.monotonic() > deadline or self._process.poll() is not None:
                    raise Offline("unreachable")
                time.sleep(0.05)
        except BaseException:
            self.stop()  # nobody else knows of the process
            raise
        finally:
            gateway.close()

    def stop(self) -> None:
        """End it as an administrator would, and wait until it has ended."""
        if self._process is None:
            return
        if sys.platform == "win32":
            self._process.terminate()
        else:
            self._process.send_signal(signal.SIGTERM)
        self._process.wait(STOP_S)
        self._process = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()


def _answers(gateway: Gateway) -> bool:
    try:
        gateway.hello()
    except Offline:
        return False
    return True
