"""Copies of the folder of attached files: into the folder beside a backup, and back from it.

A file bears the hash of its content, so it never changes: each copy brings only what is not there yet, and all backups
of one folder share one folder of files.
"""

from __future__ import annotations

import errno
import hashlib
import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from sscs_desktop.base.errors import DiskTrouble
from sscs_desktop.base.files import disk_code, private_folder, sync_folder
from sscs_desktop.wire.blobs import is_hash

FOLDER = "directory.files"
"""Beside the backups, whatever they are called."""
DAMAGED = ".damaged"
_PIECE = 1024 * 1024


@dataclass(frozen=True, kw_only=True)
class Copied:
    """What came of copying, in files. damaged: names of those whose content is not what they say; none was copied.

    mended: those of the directory that an earlier backup still had whole.
    """

    fresh: int = 0
    stood: int = 0
    damaged: tuple[str, ...] = ()
    mended: int = 0


def beside(backup: Path) -> Path:
    """Return the folder of the files that belong to a backup."""
    return backup.with_name(FOLDER)


def bring(source: Path, target: Path) -> Copied:
    """Bring every whole file of `source` that `target` lacks; of what stands there the size alone is looked at.

    Each is whole under its name or not there. Parts that were never sealed stay behind: desks send them again.
    Raises DiskTrouble: what was brought up to then stays, and the next call goes on.
    """
    found: dict[str, list[str]] = {"fresh": [], "stood": [], "damaged": [], "gone": []}
    if source.resolve() == target.resolve():
        return Copied()
    with _told():
        for file in _sealed(source):
            found[_bring(file, private_folder(target / file.parent.name) / file.name)].append(file.name)
    return Copied(fresh=len(found["fresh"]), stood=len(found["stood"]), damaged=tuple(found["damaged"]))


def mend(source: Path, target: Path) -> Copied:
    """Read all that stands in `target`, and bring from `source` what it lacks or holds damaged.

    What is damaged in both is free to come again from the desks. Raises DiskTrouble as bring does.
    """
    damaged = [file.name for file in _sealed(target) if not _is_whole(file)]
    _set_aside(target, damaged)
    stood = sum(1 for _ in _sealed(target))
    brought = bring(source, target)
    lacking = {*damaged, *brought.damaged} - {file.name for file in _sealed(target)}
    return replace(brought, stood=stood, damaged=tuple(sorted(lacking)))


def back_up(folder: Path, vault: Path) -> Copied:
    """Bring every whole file of a directory to its backups, and mend from there what turns out to be damaged.

    What no backup has is set aside. Raises DiskTrouble as bring does.
    """
    done = bring(folder, vault)
    _set_aside(folder, done.damaged)
    with _told():
        mended = {name for name in done.damaged if _fetch(vault / name[:2] / name, folder / name[:2] / name)}
    return replace(done, damaged=tuple(name for name in done.damaged if name not in mended), mended=len(mended))


def _fetch(kept: Path, final: Path) -> bool:
    """Bring one file if there is a whole one; tell whether there was."""
    return kept.is_file() and _bring(kept, final) == "fresh"


def _set_aside(folder: Path, names: Iterable[str]) -> None:
    """Take damaged files out of use: their names are free, and desks that still have the content may send it again."""
    with _told():
        for name in names:
            file = folder / name[:2] / name
            file.replace(file.with_name(name + DAMAGED))


def _bring(file: Path, final: Path) -> str:
    try:
        if final.is_file() and final.stat().st_size == file.stat().st_size:
            return "stood"
        _copy(file, final)
    except OSError:
        if _is_whole(file):
            raise  # the other disk is to blame
        return "damaged" if file.exists() else "gone"  # somebody tidied meanwhile
    return "fresh"


def _copy(file: Path, final: Path) -> None:
    handle, name = tempfile.mkstemp(dir=final.parent, prefix=f".{final.name}.", suffix=".tmp")
    try:
        with os.fdopen(handle, "wb") as copy, file.open("rb") as original:
            shutil.copyfileobj(original, copy, _PIECE)
            copy.flush()
            os.fsync(copy.fileno())
        if not _is_whole(Path(name), final.name):
            raise OSError(errno.EIO, "not what was written")
        Path(name).replace(final)
        sync_folder(final.parent)
    finally:
        Path(name).unlink(missing_ok=True)


def _sealed(folder: Path) -> Iterator[Path]:
    """Return the sealed files of a folder, in order of their names."""
    for shelf in sorted(folder.iterdir()) if folder.is_dir() else ():
        if shelf.is_dir():
            yield from sorted(each for each in shelf.iterdir() if is_hash(each.name) and each.is_file())


def _is_whole(file: Path, sha256: str = "") -> bool:
    """Tell whether a file can be read and is what its name says."""
    try:
        with file.open("rb") as handle:
            return hashlib.file_digest(handle, "sha256").hexdigest() == (sha256 or file.name)
    except OSError:
        return False


@contextmanager
def _told() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise DiskTrouble(disk_code(error) or "disk_error") from error
