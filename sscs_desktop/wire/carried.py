"""Attached files behind a parcel or a hand-over: as they lie sealed on the desk, one after another, nothing between.

What opens them stands inside the sealed message before them. So nothing is sealed twice, no more than a chunk is ever
in memory, and a file that is damaged or cut off harms no other one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import BinaryIO

from sscs_desktop.base import sealed
from sscs_desktop.base.errors import Unreadable
from sscs_desktop.domain.visit import ATTACHMENT_MAX
from sscs_desktop.wire.bounds import Number

MOST = 200 * 1024**2
"""Bytes of attached files in one parcel; the largest stay behind and go with the next one, or by network."""


@dataclass(frozen=True, kw_only=True)
class CarriedFile:
    """One file by content hash. of: the attachment that names it. key: opens its sealed bytes, none where it stays."""

    sha256: str
    of: str
    size: Number
    media_type: str
    key: bytes = field(default=b"", repr=False)


def within(files: Iterable[CarriedFile], most: int = MOST) -> tuple[CarriedFile, ...]:
    """Return the files, the smallest first; without their keys those for which there is no room."""
    found, total = [], 0
    for file in sorted(files, key=lambda each: each.size):
        total += sealed.length(file.size)
        found.append(file if total <= most else replace(file, key=b""))
    return tuple(found)


def write(files: Iterable[tuple[CarriedFile, Path]]) -> Iterator[bytes]:
    """Yield the sealed bytes of each file; one that has gone meanwhile leaves its room empty, and nobody opens it."""
    for file, path in files:
        left = sealed.length(file.size)
        try:
            with path.open("rb") as handle:
                while left and (piece := handle.read(min(left, sealed.CHUNK))):
                    left -= len(piece)
                    yield piece
        except FileNotFoundError:
            pass
        while left:
            piece = bytes(min(left, sealed.CHUNK))
            left -= len(piece)
            yield piece


def read(handle: BinaryIO, at: int, files: Iterable[CarriedFile]) -> Iterator[tuple[CarriedFile, Iterator[bytes]]]:
    """Yield each file carried from byte `at` on, with its chunks; they raise Unreadable("attachment_damaged").

    So does a size that no attachment has: nobody knows then where the next one begins.
    """
    for file in files:
        if not 0 < file.size <= ATTACHMENT_MAX:
            raise Unreadable("attachment_damaged")
        if file.key:
            yield file, sealed.chunks(handle, at, file.key, file.sha256.encode(), file.size)
            at += sealed.length(file.size)
