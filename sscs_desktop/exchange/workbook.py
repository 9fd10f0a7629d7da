"""A spreadsheet file as grids of cells; the only place that opens one for reading."""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import reduce
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from sscs_desktop.base.errors import Unreadable
from sscs_desktop.exchange import delimited
from sscs_desktop.exchange.cells import Cell
from sscs_desktop.exchange.open_document import Range, merged_ranges

if TYPE_CHECKING:
    from python_calamine import CalamineSheet, CalamineWorkbook

LARGEST_FILE = 64 * 1024 * 1024
"""Bytes; a roster of 20,000 rows has about 3 MB."""

LARGEST_UNPACKED = 512 * 1024 * 1024
MOST_CELLS = 50_000_000
"""The reader keeps a sheet as one full rectangle: one stray cell in XFD1048576 would ask for 512 GB and abort."""

_FAR_CELL = re.compile(rb"r=[\"'](?:A[V-Z]|[B-Z][A-Z]|[A-Z]{3})\d")
"""Maybe a cell in the 48th column or further right: without any, no sheet of 1,048,576 rows has MOST_CELLS.

It begins with plain letters because those are looked for seven times faster.
"""
_WIDE_CELL = re.compile(rb"<(?:\w+:)?c\b[^>]*?\br=[\"']([A-Z]{2,3})\d+[\"'][^>]*[^/]>")
_ROW = re.compile(rb"<(?:\w+:)?row\b[^>]*?\br=[\"'](\d+)[\"']")
_BOOKS = (b"PK\x03\x04", b"PK\x05\x06", b"\xd0\xcf\x11\xe0", b"\x09\x08", b"\x09\x04", b"\x09\x02")
"""How .xlsx and .ods, compound files and bare BIFF streams begin; anything else is read as text."""
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
"""The stream that an .xlsx with a password consists of (MS-OFFCRYPTO 2.3.4.4)."""


@dataclass(frozen=True, kw_only=True)
class Grid:
    """The filled cells of one sheet."""

    name: str
    is_hidden: bool
    rows: list[tuple[int, list[Cell]]]
    """Filled rows with their index from 0; columns count from the sheet's first filled one."""
    merged: dict[tuple[int, int], Cell]
    """Cells below the first of a vertical merge -> the value of the first."""


def grids(path: Path) -> Iterator[Grid]:
    """Yield the worksheets of a file; a hidden one without its rows.

    Raises Unreadable("roster_unreadable") with reason missing, too_large, password or format.
    """
    content = _content(path)
    if content.startswith(_BOOKS):
        yield from _sheets(content)
    else:
        rows = delimited.rows_of(delimited.text_of(content))
        yield Grid(name=path.stem, is_hidden=False, rows=rows, merged={})


def _content(path: Path) -> bytes:
    try:
        if path.stat().st_size > LARGEST_FILE:
            raise Unreadable("roster_unreadable", reason="too_large")
        return path.read_bytes()
    except OSError as error:
        raise Unreadable("roster_unreadable", reason="missing") from error


def _sheets(content: bytes) -> Iterator[Grid]:
    from python_calamine import CalamineError, SheetTypeEnum, SheetVisibleEnum

    with _opened(content) as book:
        open_ranges = merged_ranges(content)
        for about in book.sheets_metadata:
            if about.typ is not SheetTypeEnum.WorkSheet:
                continue
            try:
                sheet = book.get_sheet_by_name(about.name)
            except CalamineError as error:
                raise Unreadable("roster_unreadable", reason="format") from error
            is_hidden = about.visible is not SheetVisibleEnum.Visible
            rows = [] if is_hidden else _filled(sheet)
            ranges = sheet.merged_cell_ranges or open_ranges.get(about.name, [])
            yield Grid(name=about.name, is_hidden=is_hidden, rows=rows, merged=_merged(sheet, rows, ranges))


def _opened(content: bytes) -> CalamineWorkbook:
    """Open by content, not by name: a .xls that is really .xlsx opens too."""
    from python_calamine import CalamineError, CalamineWorkbook, PasswordError

    _refuse_giants(content)
    try:
        return CalamineWorkbook.from_filelike(BytesIO(content))
    except CalamineError as error:
        locked = isinstance(error, PasswordError) or _ENCRYPTED in content
        raise Unreadable("roster_unreadable", reason="password" if locked else "format") from error


def _refuse_giants(content: bytes) -> None:
    """Raise Unreadable when an .xlsx would not fit into memory, before anything tries."""
    if not zipfile.is_zipfile(BytesIO(content)):
        return
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            parts = archive.infolist()
            if sum(part.file_size for part in parts) > LARGEST_UNPACKED:
                raise Unreadable("roster_unreadable", reason="too_large")
            for part in parts:
                if part.filename.startswith("xl/worksheets/") and _extent(archive.read(part)) > MOST_CELLS:
                    raise Unreadable("roster_unreadable", reason="too_large")
    except (zipfile.BadZipFile, RuntimeError, EOFError, zlib.error) as error:
        raise Unreadable("roster_unreadable", reason="format") from error


def _extent(sheet: bytes) -> int:
    """Return how many cells the rectangle around a sheet's filled cells has at most; 0 within columns A to AU."""
    if not _FAR_CELL.search(sheet):
        return 0
    wide = {match[1] for match in _WIDE_CELL.finditer(sheet)}
    if not wide:
        return 0
    width = max(reduce(lambda n, letter: n * 26 + letter - 64, letters, 0) for letters in wide)
    return width * max((int(match[1]) for match in _ROW.finditer(sheet)), default=0)


def _filled(sheet: CalamineSheet) -> list[tuple[int, list[Cell]]]:
    first = sheet.start[0] if sheet.start else 0
    rows = ((first + i, row) for i, row in enumerate(sheet.to_python(skip_empty_area=True)))
    return [(index, list(row)) for index, row in rows if any(cell != "" for cell in row)]


def _merged(
    sheet: CalamineSheet, rows: list[tuple[int, list[Cell]]], ranges: Sequence[Range]
) -> dict[tuple[int, int], Cell]:
    left = sheet.start[1] if sheet.start else 0
    by_index = dict(rows)
    found: dict[tuple[int, int], Cell] = {}
    for (top, column), (bottom, _) in ranges:
        if bottom > top and top in by_index and 0 <= column - left < len(by_index[top]):
            value = by_index[top][column - left]
            found.update({(row, column - left): value for row in range(top + 1, bottom + 1) if row in by_index})
    return found
