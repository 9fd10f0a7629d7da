"""Files by content hash: how large they and their parts may be, and how the ranges held are written down."""

from __future__ import annotations

import re
from collections.abc import Iterable

PART_MIN = 256 * 1024
"""Bytes; a part begins at a multiple of it and holds whole ones, but a file's last."""
PART_MAX = 1024 * 1024
THUMBNAIL_MAX = 64 * 1024

CHECKSUM = "X-Checksum"
"""sha256 of one part, in hexadecimal digits."""
HELD = "X-Held"
"""The ranges of bytes that the directory has: 0-262143,524288-786431."""
SEALED = "X-Sealed"
"""1 when all of the file is there and its hash was seen to be right."""

Range = tuple[int, int]
"""(first byte, number of bytes)."""

_HASH = re.compile(r"[0-9a-f]{64}")
_HELD = re.compile(r"(?:\d{1,12}-\d{1,12})(?:,\d{1,12}-\d{1,12})*")
_RANGE = re.compile(r"bytes=(\d{1,12})-(\d{1,12})")


def is_hash(text: str) -> bool:
    """Tell whether `text` is a sha256 as this protocol writes it."""
    return _HASH.fullmatch(text) is not None


def merged(ranges: Iterable[Range]) -> tuple[Range, ...]:
    """Return the ranges in order, those that touch or overlap as one."""
    found: list[Range] = []
    for first, size in sorted(ranges):
        if found and first <= sum(found[-1]):
            start = found[-1][0]
            found[-1] = start, max(sum(found[-1]), first + size) - start
        else:
            found.append((first, size))
    return tuple(found)


def missing(ranges: Iterable[Range], size: int) -> tuple[Range, ...]:
    """Return what of a file of `size` bytes lies outside `ranges`."""
    found: list[Range] = []
    at = 0
    for first, length in merged(ranges):
        if first > at:
            found.append((at, min(first, size) - at))
        at = max(at, first + length)
        if at >= size:
            return tuple(found)
    return (*found, (at, size - at)) if at < size else tuple(found)


def parts(ranges: Iterable[Range], size: int, most: int = PART_MAX) -> tuple[Range, ...]:
    """Return the parts still to be sent: what is missing, cut at the multiples of PART_MIN.

    A gap may begin anywhere; a part that reaches back over bytes already there does no harm.
    """
    found: list[Range] = []
    for first, length in missing(ranges, size):
        at, end = max(found[-1][0] + found[-1][1] if found else 0, first - first % PART_MIN), first + length
        while at < end:
            whole = -(-(min(end, at + most) - at) // PART_MIN) * PART_MIN
            found.append((at, min(whole, size - at)))
            at += whole
    return tuple(found)


def write_ranges(ranges: Iterable[Range]) -> str:
    """Return ranges as the header says them."""
    return ",".join(f"{first}-{first + size - 1}" for first, size in ranges)


def read_ranges(text: str) -> tuple[Range, ...] | None:
    """Return the ranges a header says, None if it says something else."""
    if not text:
        return ()
    if not _HELD.fullmatch(text):
        return None
    pairs = [tuple(map(int, each.split("-"))) for each in text.split(",")]
    return None if any(last < first for first, last in pairs) else tuple((a, b - a + 1) for a, b in pairs)


def write_range(wanted: Range) -> str:
    """Return one range as the Range header asks for it."""
    return f"bytes={wanted[0]}-{sum(wanted) - 1}"


def read_range(text: str) -> Range | None:
    """Return the one range a Range header asks for, None if it asks for none or several."""
    found = _RANGE.fullmatch(text.strip())
    if found is None:
        return None
    first, last = int(found[1]), int(found[2])
    return (first, last - first + 1) if last >= first else None
