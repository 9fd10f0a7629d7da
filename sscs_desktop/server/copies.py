"""Copies of the folder of attached files: into the folder beside a backup, and back from it.

A file bears the hash of its content, so it never changes: each copy brings only what is not there yet, and all backups
of one folder share one folder of files.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from sscs_desktop.base.errors import DiskTrouble
from sscs_desktop.base.files import disk_code, private_folder, sync_folder
from sscs_desktop.wire.blobs import is_hash

FOLDER = "directory.files"
"""Beside the backups, whatever they are called."""
_PIECE = 1024 * 1024


@dataclass(frozen=True, kw_only=True)
class Copied:
    """What came of copying, in files. damaged: their content is not what their name says; they were not copied."""

    fresh: int = 0
    stood: int = 0
    damaged: int = 0


def beside(backup: Path) -> Path:
    """Return the folder of the files that belong to a backup."""
    return backup.with_name(FOLDER)


def bring(source: Path, target: Path, *, is_thorough: bool = False) -> Copied:
    """Bring every whole file of `source` that `target` lacks; is_thorough: what stands there is read and mended too.

    Each is whole under its name or not there. Parts that were never sealed stay behind: desks send them again.
    Raises DiskTrouble: what was brought up to then stays, and the next call goes on.
    """
    counts = {"fresh": 0, "stood": 0, "damaged": 0}
    if source.resolve() == target.resolve():
        return Copied()
    try:
        for file in _whole(source):
            counts[_bring(file, private_folder(target / file.parent.name) / file.name, is_thorough)] += 1
    except OSError as error:
        raise DiskTrouble(disk_code(error) or "disk_error") from error
    return Copied(**counts)


def _bring(file: Path, final: Path, is_thorough: bool) -> str:
    if final.is_file() and (_hash(final) == final.name if is_thorough else _size(final) == _size(file)):
        return "stood"
    handle, name = tempfile.mkstemp(dir=final.parent, prefix=f".{final.name}.", suffix=".tmp")
    try:
        with os.fdopen(handle, "wb") as copy, file.open("rb") as original:
            shutil.copyfileobj(original, copy, _PIECE)
            copy.flush()
            os.fsync(copy.fileno())
        if _hash(Path(name)) != final.name:
            return "damaged"
        Path(name).replace(final)
        sync_folder(final.parent)
    finally:
        Path(name).unlink(missing_ok=True)
    return "fresh"


def _whole(folder: Path) -> Iterator[Path]:
    """Return the sealed files of a folder, in order of their names."""
    for shelf in sorted(folder.iterdir()) if folder.is_dir() else ():
        if shelf.is_dir():
            yield from sorted(each for each in shelf.iterdir() if is_hash(each.name) and each.is_file())


def _hash(file: Path) -> str:
    with file.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()


def _size(file: Path) -> int:
    return file.stat().st_size
