"""A spreadsheet file as grids of cells; the only place that opens one for reading."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from sscs_desktop.base.errors import Unreadable
from sscs_desktop.exchange import delimited, office_xml, open_document, web_page
from sscs_desktop.exchange.cells import Cell
from sscs_desktop.exchange.open_document import Range
from sscs_desktop.exchange.open_xml import Unsaid, unsaid

if TYPE_CHECKING:
    from python_calamine import CalamineSheet, CalamineWorkbook

LARGEST_FILE = 64 * 1024 * 1024
"""Bytes; a roster of 20,000 rows has about 3 MB."""
MOST_ROWS = 300_000
"""Filled rows of a sheet: a province's visits of some years. Each takes about a tenth of a millisecond."""
WIDEST = 1_000
"""Columns that are looked at; what a sheet has to the right of them is no roster's."""

_BOOKS = (b"PK\x03\x04", b"PK\x05\x06", b"\xd0\xcf\x11\xe0", b"\x09\x08", b"\x09\x04", b"\x09\x02")
"""How .xlsx and .ods, compound files and bare BIFF streams begin; anything else is read as text."""
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
"""The stream that an .xlsx with a password consists of (MS-OFFCRYPTO 2.3.4.4)."""
_FILE_PASS = re.compile(rb"\x09\x08\x10\x00.{16}(?:\x86\x00\x00\x00)?\x2f\x00", re.DOTALL)
"""The record behind the first of an .xls that says it is encrypted (MS-XLS 2.4.117)."""


Rows = list[tuple[int, list[Cell]]]
"""Filled rows with their index from 0."""


@dataclass(frozen=True, kw_only=True)
class Grid:
    """The filled cells of one sheet."""

    name: str
    is_hidden: bool
    rows: Rows
    """Filled rows with their index from 0; columns count from the sheet's first filled one."""
    merged: dict[tuple[int, int], Cell]
    """Cells below the first of a vertical merge -> the value of the first."""
    uncalculated: frozenset[tuple[int, int]] = frozenset()
    """Cells whose formula no program has calculated: they are empty."""
    hidden_rows: int = 0
    """Rows among them that a filter or a person has hidden."""
    unread_rows: int = 0
    """Rows of a form that are no part of what it tells of one enterprise."""


def grids(path: Path) -> Iterator[Grid]:
    """Yield the worksheets of a file; a hidden one without its rows.

    Raises Unreadable("roster_unreadable") with reason missing, too_large, password or format.
    """
    content = _content(path)
    found = _sheets(content) if content.startswith(_BOOKS) else _written(delimited.text_of(content), path.stem)
    for grid in found:
        if len(grid.rows) > MOST_ROWS:
            raise Unreadable("roster_unreadable", reason="too_large")
        yield _narrowed(grid)


def _narrowed(grid: Grid) -> Grid:
    """Return a sheet without what stands far to the right of its table."""
    if all(len(row) <= WIDEST for _, row in grid.rows):
        return grid
    return replace(grid, rows=[(index, row[:WIDEST]) for index, row in grid.rows])


def _content(path: Path) -> bytes:
    try:
        if path.stat().st_size > LARGEST_FILE:
            raise Unreadable("roster_unreadable", reason="too_large")
        return path.read_bytes()
    except OSError as error:
        raise Unreadable("roster_unreadable", reason="missing") from error


def _written(text: str, name: str) -> Iterator[Grid]:
    """Yield the tables of a text: separated by marks, of a web page, or of a spreadsheet written as XML."""
    if office_xml.is_book(text):
        for own, is_hidden, rows, ranges in office_xml.sheets(text):
            shown = [] if is_hidden else rows
            yield Grid(name=own, is_hidden=is_hidden, rows=shown, merged=_merged(shown, ranges))
    elif web_page.is_page(text):
        for own, (rows, ranges) in web_page.tables(text, name).items():
            yield Grid(name=own, is_hidden=False, rows=rows, merged=_merged(rows, ranges))
    else:
        yield Grid(name=name, is_hidden=False, rows=delimited.rows_of(text), merged={})


def _sheets(content: bytes) -> Iterator[Grid]:
    from python_calamine import SheetTypeEnum, SheetVisibleEnum

    notes = unsaid(content)
    with _opened(content) as book:
        open_ranges = open_document.merged_ranges(content)
        for about in book.sheets_metadata:
            if about.typ is not SheetTypeEnum.WorkSheet:
                continue
            with _readable(content):
                sheet = book.get_sheet_by_name(about.name)
            is_hidden = about.visible is not SheetVisibleEnum.Visible
            rows = [] if is_hidden else _filled(sheet)
            ranges = sheet.merged_cell_ranges or open_ranges.get(about.name, [])
            left = sheet.start[1] if sheet.start else 0
            note = notes.get(about.name, Unsaid())
            yield Grid(
                name=about.name,
                is_hidden=is_hidden,
                rows=rows,
                merged=_merged(rows, ranges, left),
                uncalculated=frozenset((row, column - left) for row, column in note.uncalculated),
                hidden_rows=note.hidden_rows,
            )


def _opened(content: bytes) -> CalamineWorkbook:
    """Open by content, not by name: a .xls that is really .xlsx opens too."""
    from python_calamine import CalamineWorkbook

    with _readable(content):
        return CalamineWorkbook.from_filelike(BytesIO(content))


@contextmanager
def _readable(content: bytes) -> Iterator[None]:
    """Say of a damaged file that it cannot be read, also where the reader itself panics: that is no Exception."""
    from python_calamine import CalamineError, PasswordError

    try:
        yield
    except CalamineError as error:
        locked = isinstance(error, PasswordError) or _is_locked(content)
        raise Unreadable("roster_unreadable", reason="password" if locked else "format") from error
    except BaseException as panic:
        if type(panic).__name__ != "PanicException":
            raise
        raise Unreadable("roster_unreadable", reason="format") from panic


def _is_locked(content: bytes) -> bool:
    """Tell whether a file that does not open wants a password; the reader calls it a format that it does not know."""
    return _ENCRYPTED in content or _FILE_PASS.search(content) is not None or open_document.is_encrypted(content)


def _filled(sheet: CalamineSheet) -> Rows:
    first = sheet.start[0] if sheet.start else 0
    rows = ((first + i, row) for i, row in enumerate(sheet.to_python(skip_empty_area=True)))
    return [(index, list(row)) for index, row in rows if any(cell != "" for cell in row)]


def _merged(rows: Rows, ranges: Sequence[Range], left: int = 0) -> dict[tuple[int, int], Cell]:
    """Return what stands in the cells below the first of those merged down; left: the first column that is kept."""
    by_index = dict(rows)
    found: dict[tuple[int, int], Cell] = {}
    for (top, column), (bottom, _) in ranges:
        if bottom > top and top in by_index and 0 <= column - left < len(by_index[top]):
            value = by_index[top][column - left]
            found.update({(row, column - left): value for row in range(top + 1, bottom + 1) if row in by_index})
    return found
