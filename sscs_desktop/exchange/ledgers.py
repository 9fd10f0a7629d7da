"""Records -> spreadsheets: a merged title, headings, and cells that are what they look like.

Codes and phones are text, dates are dates, amounts are numbers. Text that begins with = + - @ stays text: no cell
of ours is ever a formula. The same content gives the same file, byte for byte.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

from sscs_desktop.base.errors import DiskTrouble
from sscs_desktop.domain.entry import clean

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

Value = str | int | float | Decimal | bool | date | None
WIDEST = 48
"""Characters; a wider column wraps."""
_LONGEST_TEXT = 32_767
"""Characters a cell holds (ECMA-376 as Excel limits it)."""


@dataclass(frozen=True, kw_only=True)
class Heading:
    """A column: its words, and its width in characters (0: as wide as its content asks for)."""

    text: str
    width: int = 0


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """One sheet to write; `name` is cut to the 31 characters a sheet may have."""

    name: str
    title: str
    headings: Sequence[Heading | str]
    rows: Iterable[Sequence[Value]]


def write_sheet(
    path: Path, title: str, headings: Sequence[Heading | str], rows: Iterable[Sequence[Value]], *, name: str = ""
) -> Path:
    """Write a spreadsheet of one sheet. Raises DiskTrouble, and leaves an older file as it was."""
    return write_book(path, [Sheet(name=name or "Sheet1", title=title, headings=headings, rows=rows)])


def write_book(path: Path, sheets: Sequence[Sheet]) -> Path:
    """Write a spreadsheet of several sheets; whole or not at all."""
    import xlsxwriter
    from xlsxwriter.exceptions import FileCreateError

    half = path.with_name(path.name + ".part")
    try:
        book = xlsxwriter.Workbook(str(half))
        book.set_properties({"created": datetime(2018, 1, 1, tzinfo=UTC).replace(tzinfo=None)})
        for sheet in sheets:
            _SheetWriter(book, sheet).write()
        book.close()
        half.replace(path)
    except (OSError, FileCreateError) as error:
        with suppress(OSError):
            half.unlink(missing_ok=True)
        raise DiskTrouble("disk_error") from error
    return path


class _SheetWriter:
    def __init__(self, book: Workbook, sheet: Sheet) -> None:
        self._sheet = sheet
        self._page: Worksheet = book.add_worksheet(_sheet_name(sheet.name))
        edge = {"border": 1, "valign": "vcenter", "font_name": "宋体", "font_size": 10.5}
        self._title: Format = book.add_format(
            {"bold": True, "align": "center", "valign": "vcenter", "font_name": "黑体", "font_size": 16}
        )
        self._head: Format = book.add_format(edge | {"bold": True, "align": "center", "text_wrap": True})
        self._text: Format = book.add_format(edge | {"num_format": "@", "text_wrap": True})
        self._date: Format = book.add_format(edge | {"num_format": "yyyy-mm-dd", "align": "center"})
        self._number: Format = book.add_format(edge)

    def write(self) -> None:
        """Write title, headings and rows; freeze above the first row, repeat the headings on paper."""
        headings = [h if isinstance(h, Heading) else Heading(text=h) for h in self._sheet.headings]
        last = len(headings) - 1
        if last > 0:
            self._page.merge_range(0, 0, 0, last, clean(self._sheet.title), self._title)
        else:
            self._page.write_string(0, 0, clean(self._sheet.title), self._title)
        self._page.set_row(0, 30)
        widths = [_width(heading.text) for heading in headings]
        for column, heading in enumerate(headings):
            self._page.write_string(1, column, heading.text, self._head)
        for row, values in enumerate(self._sheet.rows, start=2):
            for column, value in enumerate(values):
                self._cell(row, column, value)
                widths[column] = max(widths[column], _width(_shown(value)))
        for column, heading in enumerate(headings):
            self._page.set_column(column, column, heading.width or min(widths[column] + 2, WIDEST))
        self._page.freeze_panes(2, 0)
        self._page.repeat_rows(1)
        self._page.set_landscape()
        self._page.set_paper(9)
        self._page.fit_to_pages(1, 0)

    def _cell(self, row: int, column: int, value: Value) -> None:
        if value is None or value == "":
            self._page.write_blank(row, column, None, self._text)
        elif isinstance(value, bool):
            self._page.write_string(row, column, "是" if value else "否", self._text)
        elif isinstance(value, date):
            self._page.write_datetime(row, column, value, self._date)
        elif isinstance(value, int | float | Decimal):
            self._page.write_number(row, column, value, self._number)
        else:
            self._page.write_string(row, column, clean(str(value))[:_LONGEST_TEXT], self._text)


def _shown(value: Value) -> str:
    return "" if value is None else str(value).split("\n", 1)[0]


def _width(text: str) -> int:
    """Return the width in half-width characters; a Chinese one takes two."""
    return sum(2 if ord(character) > 0x2E7F else 1 for character in text)


def _sheet_name(name: str) -> str:
    return "".join("_" if c in "[]:*?/\\" else c for c in name).strip("'")[:31] or "Sheet1"
