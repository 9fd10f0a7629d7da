"""Records -> tables for spreadsheets and other programs: a merged title, headings, cells that are what they look like.

Codes and phones are text, dates are dates, amounts are numbers. Text that begins with = + - @ stays text: no cell
of ours is ever a formula. The same content gives the same file, byte for byte.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from itertools import accumulate
from pathlib import Path
from typing import TYPE_CHECKING

from sscs_desktop.base.errors import Refused
from sscs_desktop.base.files import write_atomically
from sscs_desktop.base.telling import Told, unheard
from sscs_desktop.domain.entry import clean
from sscs_desktop.exchange import sheet_rows
from sscs_desktop.exchange.cells import FORMULA
from sscs_desktop.exchange.sheet_rows import LINE, Value, shown

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

SUFFIXES = (".xlsx", ".csv")
WIDEST = 36
"""Characters; a wider column wraps."""
NARROWER = 24
"""The same where a sheet has too many columns for one sheet of paper; headings longer than SHORT then wrap too."""
SHORT = 10
ON_A4 = 240
"""Characters of a row that can still be read when it is brought onto A4 held sideways, at six tenths of their size."""
_FOOT = "&C第 &P 页，共 &N 页"
_A4 = 9
_HALF_INCH = 0.5
_LONGEST_NAME = 31
_EVERYWHERE = "A1:XFD1048576"


@dataclass(frozen=True, kw_only=True)
class Heading:
    """A column: its words, its width in characters (0: as its content asks for), the format of its numbers or days.

    is_label: its numbers number the rows and stand in the middle.
    """

    text: str
    width: int = 0
    format: str = ""
    is_label: bool = False


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """One sheet to write; `name` is cut to the 31 characters a sheet may have.

    mark: a line below the title that says as of when. fixed: columns that stay while one scrolls sideways, and
    that come again on every sheet of paper. sums: the last rows, which sum up those above.
    """

    name: str
    title: str
    headings: Sequence[Heading | str]
    rows: Iterable[Sequence[Value]]
    mark: str = ""
    fixed: int = 0
    sums: int = 0


def check_suffix(path: Path) -> None:
    """Raise Refused("bad_suffix") unless a name's ending says how to write a table."""
    if path.suffix.lower() not in SUFFIXES:
        raise Refused("bad_suffix")


def write_sheet(
    path: Path, title: str, headings: Sequence[Heading | str], rows: Iterable[Sequence[Value]], *, name: str = ""
) -> Path:
    """Write a spreadsheet of one sheet. Raises DiskTrouble, and leaves an older file as it was."""
    return write_book(path, [Sheet(name=name or "Sheet1", title=title, headings=headings, rows=rows)])


def write_csv(path: Path, headings: Sequence[Heading | str], rows: Iterable[Sequence[Value]]) -> Path:
    """Write headings and rows for another program: UTF-8 with the mark without which Excel reads it as GBK."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(_inert(heading.text) for heading in _columns(headings))
    writer.writerows([_inert(clean(v)) if isinstance(v, str) else shown(v) for v in row] for row in rows)
    write_atomically(path, text.getvalue().encode("utf-8-sig"))
    return path


def write_book(path: Path, sheets: Sequence[Sheet], told: Told = unheard) -> Path:
    """Write a spreadsheet of several sheets; whole or not at all. told: rows done, rows in all; may raise.

    XlsxWriter makes everything but the rows: cell by cell it takes three times as long as the goal.
    """
    import xlsxwriter

    bare, whole = io.BytesIO(), io.BytesIO()
    book = xlsxwriter.Workbook(bare, {"in_memory": True})
    book.set_properties({"created": datetime(2018, 1, 1, tzinfo=UTC).replace(tzinfo=None)})
    frames = [_Frame(book, name, sheet) for name, sheet in zip(_names(sheets), sheets, strict=True)]
    for frame in frames:
        frame.write()
    book.close()
    sheet_rows.fill(bare, whole, [(f.first_row, f.rows, f.lines) for f in frames], told)
    write_atomically(path, whole.getvalue())
    return path


class _Frame:
    """A sheet without its rows: title, headings, widths, filter and how it is printed."""

    def __init__(self, book: Workbook, name: str, sheet: Sheet) -> None:
        self._sheet = sheet
        self._columns = _columns(sheet.headings)
        self.rows = [tuple(row) for row in sheet.rows]
        self.first_row = 3 if sheet.mark else 2
        self._turned: list[Sequence[Value]] = list(zip(*self.rows, strict=True)) or [()] * len(self._columns)
        self._widths = self._widths_of()
        self.lines = self._lines_of()
        self._page: Worksheet = book.add_worksheet(name)
        edge = {"border": 1, "valign": "vcenter", "font_name": "宋体", "font_size": 10.5}
        middle = edge | {"align": "center"}
        self._title: Format = book.add_format(
            {"bold": True, "align": "center", "valign": "vcenter", "font_name": "黑体", "font_size": 16}
        )
        self._mark: Format = book.add_format({"align": "right", "font_name": "宋体", "font_size": 9})
        self._head: Format = book.add_format(middle | {"bold": True, "text_wrap": True})
        self._text: Format = book.add_format(edge | {"num_format": "@", "text_wrap": True})
        self._days = [book.add_format(middle | {"num_format": c.format or "yyyy-mm-dd"}) for c in self._columns]
        self._numbers = [
            book.add_format((middle if c.is_label else edge) | {"num_format": c.format or "General"})
            for c in self._columns
        ]

    def write(self) -> None:
        """Write all but the rows; freeze above the first, repeat the headings on paper."""
        page, head, last = self._page, self.first_row - 1, len(self._columns) - 1
        self._line(0, self._sheet.title, self._title)
        page.set_row(0, 30)
        if self._sheet.mark:
            self._line(1, self._sheet.mark, self._mark)
        for place, column in enumerate(self._columns):
            page.write_string(head, place, column.text, self._head)
        high = max(line_count(c.text, width) for c, width in zip(self._columns, self._widths, strict=True))
        page.set_row(head, high * LINE)
        for place, width in enumerate(self._widths):
            page.set_column(place, place, width)
        if lines := len(self.rows) - self._sheet.sums:
            page.autofilter(head, 0, head + lines, last)
        page.freeze_panes(self.first_row, min(self._sheet.fixed, last))
        # Excel marks each code and phone with a green corner
        page.ignore_errors({"number_stored_as_text": _EVERYWHERE})
        self._print_set_up(head)
        self._models()

    def _print_set_up(self, head: int) -> None:
        """Bring the columns onto A4 sideways, which every office has: on as many sheets side by side as can be read."""
        page, across = self._page, self._sheets_across()
        page.repeat_rows(head)
        if self._sheet.fixed and across > 1:
            page.repeat_columns(0, self._sheet.fixed - 1)
            page.print_across()
        page.set_landscape()
        page.set_paper(_A4)
        page.set_margins(left=_HALF_INCH, right=_HALF_INCH)
        page.set_footer(_FOOT)
        page.fit_to_pages(across, 0)

    def _line(self, row: int, words: str, style: Format) -> None:
        """Write a line over the columns that stand on the first sheet of paper and, of several, on no other."""
        across, fixed = self._sheets_across(), self._sheet.fixed
        first = fixed if across > 1 else 0
        room = (sum(self._widths) + (across - 1) * sum(self._widths[:fixed])) / across
        last = sum(width <= room for width in accumulate(self._widths)) - 1
        if last > first:
            self._page.merge_range(row, first, row, last, "", style)
        self._page.write_string(row, first, clean(words), style)

    def _sheets_across(self) -> int:
        fixed = sum(self._widths[: self._sheet.fixed])
        return max(1, -(-(sum(self._widths) - fixed) // max(ON_A4 - fixed, WIDEST)))

    def _widths_of(self) -> list[int]:
        """Return the widths that bring the columns onto one sheet of paper; on several, those that read well."""
        # a set first: most columns say few different things
        asked = [_widest(set(values)) if values else 0 for values in self._turned]
        heads = [_widest([column.text]) for column in self._columns]
        halves = [-(-head // 4) * 2 for head in heads]
        shorts = [max(half, min(head, SHORT)) for half, head in zip(halves, heads, strict=True)]
        ways = [self._bound(asked, *way) for way in ((heads, WIDEST), (shorts, NARROWER), (halves, NARROWER))]
        return next((widths for widths in ways if sum(widths) <= ON_A4), ways[1])

    def _bound(self, asked: Sequence[int], heads: Sequence[int], most: int) -> list[int]:
        wide = [min(max(pair), most - 2) + 2 for pair in zip(asked, heads, strict=True)]
        return [column.width or width for column, width in zip(self._columns, wide, strict=True)]

    def _lines_of(self) -> list[int]:
        """Return how many lines each row needs: WPS and LibreOffice do not look by themselves."""
        found = [[1] * len(self.rows)]
        for values, width in zip(self._turned, self._widths, strict=True):
            texts = {v for v in set(values) if isinstance(v, str) and (2 * len(v) > width or "\n" in v)}
            if texts:
                counts = {text: line_count(text, width) for text in texts}
                found.append([counts.get(v, 1) if isinstance(v, str) else 1 for v in values])
        return [max(counts) for counts in zip(*found, strict=True)]

    def _models(self) -> None:
        """Write a model of each column's cells where the rows will be: a text, a day, a number."""
        for place, (day, number) in enumerate(zip(self._days, self._numbers, strict=True)):
            for below, style in enumerate((self._text, day, number)):
                self._page.write_blank(self.first_row + below, place, None, style)


def _columns(headings: Sequence[Heading | str]) -> list[Heading]:
    return [h if isinstance(h, Heading) else Heading(text=h) for h in headings]


def _inert(cell: str) -> str:
    """Keep a spreadsheet from taking a text for a formula."""
    return f"'{cell}" if cell.startswith(FORMULA) else cell


def _widest(values: Iterable[Value]) -> int:
    """Return the width of the longest line in half-width characters; a Chinese one takes two, as in this coding."""
    lines = "\n".join(map(_seen, values)).encode("gb18030", "replace").split(b"\n")
    return max(map(len, lines))


def line_count(text: str, width: int) -> int:
    """Return how many lines a text takes in a column; its padding takes two."""
    coded = text.encode("gb18030", "replace")
    if len(coded) <= width - 2 and b"\n" not in coded:
        return 1
    return sum(max(1, -(-len(line) // (width - 2))) for line in coded.split(b"\n"))


def _seen(value: Value) -> str:
    """Return a value about as wide as a format shows it: a third has no end."""
    return f"{value:,.2f}" if isinstance(value, float | Decimal) else shown(value)


def _names(sheets: Sequence[Sheet]) -> list[str]:
    """Return what the sheets may be called: no two alike, whatever the case."""
    found: list[str] = []
    for number, sheet in enumerate(sheets, start=1):
        name = _lawful(sheet.name) or f"Sheet{number}"
        is_taken = name.casefold() in map(str.casefold, found)
        found.append(_lawful(f"{number}_{name}") if is_taken else name)
    return found


def _lawful(name: str) -> str:
    return "".join("_" if c in "[]:*?/\\" else c for c in clean(name)).strip("'")[:_LONGEST_NAME].rstrip("'")
