"""Processes that are killed at any moment, and disks that are full for some of them."""

from __future__ import annotations

import os
import resource
import signal
import subprocess
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from sscs_desktop.base import clock
from tests.chaos.typist import NO_ROOM, QUIET_S

REPOSITORY = Path(__file__).resolve().parents[2]
DISK = "512m"


class Disk:
    """A folder whose disk can be full: a small file system where one may be mounted, else its process may not write."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.is_full = False
        folder.mkdir()
        mount = ["mount", "-t", "tmpfs", "-o", f"size={DISK},mode=700", "tmpfs", str(folder)]
        self.is_mounted = subprocess.run(mount, capture_output=True, check=False).returncode == 0

    def fill(self, process: subprocess.Popen[bytes] | None) -> None:
        self.is_full = True
        if self.is_mounted:
            while not self._resize(self._used()):
                pass  # it grew meanwhile
        elif process is not None:
            with suppress(ProcessLookupError):
                resource.prlimit(process.pid, resource.RLIMIT_FSIZE, (1, resource.RLIM_INFINITY))

    def clear(self, process: subprocess.Popen[bytes] | None) -> None:
        self.is_full = False
        if self.is_mounted:
            assert self._resize(DISK)
        elif process is not None:
            with suppress(ProcessLookupError):
                resource.prlimit(process.pid, resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))

    def _used(self) -> str:
        found = os.statvfs(self.folder)
        return str((found.f_blocks - found.f_bfree) * found.f_frsize or found.f_frsize)  # 0 would mean without limit

    def _resize(self, size: str) -> bool:
        remount = ["mount", "-o", f"remount,size={size}", str(self.folder)]
        return subprocess.run(remount, capture_output=True, check=False).returncode == 0

    def remove(self) -> None:
        if self.is_mounted:
            subprocess.run(["umount", "-l", str(self.folder)], check=True)


class Mortal:
    """A process that may be killed and is started again; how it ended by itself is remembered."""

    def __init__(self, name: str, disk: Disk, line: list[str], log: Path, works: Callable[[int], bool]) -> None:
        self.name, self.disk, self.line, self.log = name, disk, line, log
        self.works = works
        self.process: subprocess.Popen[bytes] | None = None
        self.kills = 0
        self.odd: list[str] = []

    def start(self) -> None:
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(self.line, cwd=REPOSITORY, env=environment(), stdout=log, stderr=log)
        if self.disk.is_full and not self.disk.is_mounted:
            self.disk.fill(self.process)

    def kill(self) -> None:
        if self.is_alive():
            assert self.process is not None
            self.process.kill()
            self.process.wait()
            self.kills += 1

    def is_ready(self) -> bool:
        """Tell whether it has come to work."""
        return self.process is not None and self.works(self.process.pid)

    def is_alive(self) -> bool:
        """Tell whether it runs; one that gave up where it had no room is started again by its next step."""
        if self.process is None:
            return False
        code = self.process.poll()
        if code is None:
            return True
        if code != -signal.SIGKILL and not self._has_given_up(code):
            self.odd.append(f"{self.name} ended by itself with {code}: {self._last_words()}")
        self.process = None
        return False

    def _has_given_up(self, code: int) -> bool:
        return code == NO_ROOM or (code == 1 and "磁盘" in self._last_words())

    def _last_words(self) -> str:
        lines = self.log.read_text("utf-8", "replace").strip().splitlines()
        return lines[-1] if lines else ""

    def end(self) -> None:
        """Ask it to end, as a person or a system would."""
        if self.is_alive():
            assert self.process is not None
            self.process.terminate()
            if self.process.wait(QUIET_S) not in (0, -signal.SIGTERM):
                self.odd.append(f"{self.name} ended with {self.process.returncode}: {self._last_words()}")
            self.process = None


def environment() -> dict[str, str]:
    """Return what a process of ours is started with: the hour of its parent, and where the program lies."""
    return {**os.environ, "SSCS_CLOCK": clock.told(), "PYTHONPATH": str(REPOSITORY)}
