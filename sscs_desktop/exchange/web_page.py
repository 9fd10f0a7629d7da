"""The tables of a web page that is named .xls, as many offices' systems export them."""

from __future__ import annotations

import re
from html.parser import HTMLParser

from sscs_desktop.base.errors import Unreadable
from sscs_desktop.exchange.cells import Cell
from sscs_desktop.exchange.delimited import is_table
from sscs_desktop.exchange.open_document import Range

Rows = list[tuple[int, list[Cell]]]

_WIDEST = 1_000
"""Columns of a table: more is nobody's."""
_MOST_ROWS = 65_536
_ASIDE = re.compile(r"<!--.*?(?:-->|\Z)|<[!?][^>]*(?:>|\Z)", re.DOTALL)
"""Comments and declarations, an open one to the end: for each of those the parser looks through all that follows."""
_SPACES = re.compile(r"[ \t\r\n\f]+")


def is_page(text: str) -> bool:
    """Tell whether a text is a web page, a piece of one, or anything else in angle brackets."""
    return text.lstrip("\ufeff \r\n\t").startswith("<")


def tables(text: str, name: str) -> dict[str, tuple[Rows, list[Range]]]:
    """Return the page's tables, named after the first: their filled rows with their index, and what is merged down.

    Raises Unreadable("roster_unreadable", reason="format") where there is none.
    """
    page = _Page()
    page.feed(_ASIDE.sub("", text))
    page.close()
    found = [(rows, table.ranges) for table in page.tables if is_table(rows := table.rows())]
    if not found:
        raise Unreadable("roster_unreadable", reason="format")
    return {name if place == 1 else f"{name} {place}": table for place, table in enumerate(found, start=1)}


class _Table:
    """One table being read: a cell keeps its place, and those below it that it spans."""

    def __init__(self) -> None:
        self.ranges: list[Range] = []
        self._cells: list[dict[int, str]] = []
        self._taken: dict[int, int] = {}
        """Column -> the last row in which it is taken."""
        self._text: list[str] | None = None
        self._span = 1, 1
        self._next = 0
        """Column from which the row may be free."""

    def begin_row(self) -> None:
        """Begin the next row."""
        self.end_cell()
        self._cells.append({})
        self._next = 0

    def begin_cell(self, wide: int, tall: int) -> None:
        """Begin the next cell of the row, which spans so many columns and rows."""
        self.end_cell()
        self._text, self._span = [], (wide, tall)

    def write(self, text: str) -> None:
        """Add to the cell that is open, if any is."""
        if self._text is not None:
            self._text.append(text)

    def end_cell(self) -> None:
        """Put the cell that is open into the first free place of its row."""
        if self._text is None:
            return
        text, (wide, tall), self._text = "".join(self._text).strip(" "), self._span, None
        if not self._cells:
            self._cells.append({})
        row, column = len(self._cells) - 1, self._next
        while self._taken.get(column, -1) >= row:
            column += 1
        self._next = min(column + wide, _WIDEST)
        if column >= _WIDEST:
            return
        if text:
            self._cells[row][column] = text
        self._taken |= dict.fromkeys(range(column, column + wide), row + tall - 1)
        if tall > 1:
            self.ranges.append(((row, column), (row + tall - 1, column + wide - 1)))

    def rows(self) -> Rows:
        """Return the filled rows with their index."""
        found: Rows = []
        for index, cells in enumerate(self._cells):
            if cells:
                found.append((index, [cells.get(column, "") for column in range(max(cells) + 1)]))
        return found


class _Page(HTMLParser):
    """Collects tables; one inside a cell of another is a table of its own."""

    def __init__(self) -> None:
        super().__init__()
        self.tables: list[_Table] = []
        self._open: list[_Table] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "table":
            self._open.append(_Table())
            self.tables.append(self._open[-1])
        elif not self._open:
            return
        elif tag == "br":
            self._open[-1].write("\n")
        elif tag == "tr":
            self._open[-1].begin_row()
        elif tag in ("td", "th"):
            said = dict(attrs)
            self._open[-1].begin_cell(_count(said.get("colspan"), _WIDEST), _count(said.get("rowspan"), _MOST_ROWS))

    def handle_endtag(self, tag: str) -> None:
        if not self._open:
            return
        if tag in ("td", "th", "tr", "table"):
            self._open[-1].end_cell()
        if tag == "table":
            self._open.pop()

    def handle_data(self, data: str) -> None:
        if self._open:
            self._open[-1].write(_SPACES.sub(" ", data))


def _count(text: str | None, most: int) -> int:
    return min(max(int(text), 1), most) if text and text.isdecimal() else 1
