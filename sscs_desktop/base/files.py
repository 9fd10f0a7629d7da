"""Files that are whole or not there, and the lock that keeps a second desk off the first one's file."""

from __future__ import annotations

import errno
import os
import sys
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import TracebackType
from typing import Self

from sscs_desktop.base.errors import DiskTrouble, InUse, Refused

_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
_BROKEN = frozenset({errno.EIO, errno.EROFS, errno.ENXIO, errno.ENODEV})


def write_atomically(path: Path, content: bytes) -> None:
    """Put `content` at `path`, readable by this user alone; raise DiskTrouble and leave the old file if that fails."""
    write_pieces(path, (content,))


def write_pieces(path: Path, pieces: Iterable[bytes]) -> None:
    """Do the same with what comes piece by piece and need never be in memory together."""
    with beside(path) as half:
        with _disk_trouble():  # the pieces may come from a disk too
            for piece in pieces:
                half.write(piece)
        half.put()


class Half:
    """A file on its way to its place; each step raises DiskTrouble."""

    def __init__(self, path: Path) -> None:
        self._path = path
        with _disk_trouble():
            handle, name = tempfile.mkstemp(dir=path.parent, prefix=".part-", suffix=".tmp")
        self._part, self._file = Path(name), os.fdopen(handle, "wb")

    def write(self, data: bytes) -> None:
        """Write what comes next."""
        with _disk_trouble():
            self._file.write(data)

    def hold(self) -> None:
        """See that all of it is on the disk, and that what stands in its place may be replaced."""
        with _disk_trouble():
            self._sync()
            if self._path.exists():
                self._path.open("r+b").close()

    def put(self) -> None:
        """Put the file, which is whole now, in its place."""
        with _disk_trouble():
            self._sync()
            self._file.close()
            self._part.replace(self._path)
            sync_folder(self._path.parent)

    def leave(self) -> None:
        """Leave nothing of it but what was put in its place."""
        with suppress(OSError):  # a vanished disk may not let go of it either
            self._file.close()
        with suppress(OSError):
            self._part.unlink(missing_ok=True)

    def _sync(self) -> None:
        self._file.flush()
        os.fsync(self._file.fileno())


@contextmanager
def beside(path: Path) -> Iterator[Half]:
    """Hold a file beside `path` until it is put there; else nothing is left of it. Raises DiskTrouble."""
    half = Half(path)
    try:
        yield half
    finally:
        half.leave()


def keep_private(path: Path) -> None:
    """Make the file at `path`, empty and readable by this user alone, before a driver would make it for everybody."""
    if path.exists():
        return
    try:
        path.touch(mode=0o600)
    except OSError as error:
        raise DiskTrouble(disk_code(error) or "disk_error") from error


def private_folder(path: Path) -> Path:
    """Return the folder at `path`, made for this user alone if it is missing. Raises DiskTrouble."""
    try:
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise DiskTrouble(disk_code(error) or "disk_error") from error
    return path


def check_target(file: Path) -> None:
    """Raise unless a file could be written there: asked before work is done for it.

    Refused: no_such_folder, also for what stands there and is no file. DiskTrouble: not_writable, for a name that no
    disk takes.
    """
    try:
        is_place = file.parent.is_dir() and (file.is_file() or not file.exists())
    except OSError as error:
        raise DiskTrouble("not_writable") from error
    if not is_place:
        raise Refused("no_such_folder")


def unused(file: Path) -> Path:
    """Return a file's place, under another number where one stands that nobody said may be replaced."""
    names = (file, *(file.with_stem(f"{file.stem}（{n}）") for n in range(2, 1000)))
    return next((name for name in names if not name.exists()), file)


def sync_folder(folder: Path) -> None:
    """Make a rename in `folder` survive a power cut, where the system offers that (Windows does it by itself)."""
    if sys.platform == "win32":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextmanager
def _disk_trouble() -> Iterator[None]:
    try:
        yield
    except (PermissionError, FileNotFoundError, NotADirectoryError) as error:  # on Windows also: open elsewhere
        raise DiskTrouble("not_writable") from error
    except OSError as error:
        code = "not_writable" if error.errno == errno.EROFS else disk_code(error) or "disk_error"
        raise DiskTrouble(code) from error


def disk_code(error: OSError) -> str | None:
    """Return disk_full or disk_error if the disk is to blame for `error`, None if something else is."""
    if error.errno in _FULL:
        return "disk_full"
    return "disk_error" if error.errno in _BROKEN else None


class FileLock:
    """Holds `<path>.lock` from its making until release() or the end of the process, however that comes.

    The lock file itself stays: removing it would let two desks lock two different files of one name.
    Raises InUse("file_in_use") if somebody holds it already, also within this process.
    """

    def __init__(self, path: Path) -> None:
        place = path.with_name(path.name + ".lock")
        try:
            handle = os.open(place, os.O_RDWR | os.O_CREAT, 0o600)
        except OSError as error:
            raise DiskTrouble(disk_code(error) or "disk_error") from error
        try:
            _lock(handle)
        except OSError as error:
            os.close(handle)
            raise InUse("file_in_use") from error
        self._handle: int | None = handle

    def release(self) -> None:
        """Let others in; a second call does nothing."""
        if self._handle is not None:
            os.close(self._handle)
            self._handle = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.release()


def hold(path: Path) -> FileLock:
    """Lock `path` against a second desk; the lock is also a context manager. Raises InUse("file_in_use")."""
    return FileLock(path)


if sys.platform == "win32":
    import msvcrt

    def _lock(handle: int) -> None:
        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
else:
    import fcntl

    def _lock(handle: int) -> None:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
