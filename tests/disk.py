"""A disk that can be full: a small file system where one may be mounted, else no file of this process may grow."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class SmallDisk:
    """`folder` lies on it; inside `full()` it has no room."""

    def __init__(self, folder: Path, *, is_mounted: bool) -> None:
        self.folder = folder
        self._is_mounted = is_mounted

    @contextmanager
    def full(self) -> Iterator[None]:
        with self._filled() if self._is_mounted else full_disk():
            yield

    @contextmanager
    def _filled(self) -> Iterator[None]:
        filler = self.folder / "filler"
        handle = os.open(filler, os.O_WRONLY | os.O_CREAT)
        for size in (1 << 16, 1 << 12, 1):
            with contextlib.suppress(OSError):
                while os.write(handle, b"x" * size):
                    pass
        try:
            yield
        finally:
            os.close(handle)
            filler.unlink()


@contextmanager
def full_disk(room: int = 1) -> Iterator[None]:
    """Let no file grow beyond `room` bytes: what a full disk does to every write."""
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (room, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@contextmanager
def small_disk(folder: Path) -> Iterator[SmallDisk]:
    """Mount 12 MB at `folder` where that is allowed."""
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=12m", "tmpfs", str(folder)]
    is_linux = sys.platform == "linux"
    is_mounted = is_linux and subprocess.run(mount, capture_output=True, check=False).returncode == 0
    try:
        yield SmallDisk(folder, is_mounted=is_mounted)
    finally:
        if is_mounted:
            subprocess.run(["umount", "-l", str(folder)], check=True)
