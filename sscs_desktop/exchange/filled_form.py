"""Another office's own table, filled: a copy of its file, its titles, merged heads, formats and foot as they were."""

from __future__ import annotations

import io
import re
import zlib
from collections.abc import Iterable, Iterator, Sequence
from copy import copy
from dataclasses import dataclass
from functools import partial
from itertools import takewhile
from pathlib import Path
from typing import TYPE_CHECKING
from unicodedata import normalize
from zipfile import BadZipFile, ZipFile

from sscs_desktop.base.errors import Unreadable
from sscs_desktop.base.files import write_atomically
from sscs_desktop.base.telling import Told, unheard
from sscs_desktop.domain.entry import clean
from sscs_desktop.exchange.sheet_rows import LINE, MOST_LINES, Value, is_text, shown
from sscs_desktop.exchange.tables import Heading, Sheet, line_count

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.cell.cell import Cell
    from openpyxl.worksheet.cell_range import MultiCellRange
    from openpyxl.worksheet.worksheet import Worksheet

SUFFIX = ".xlsx"
_REFERENCE = re.compile(r"(\$?[A-Z]{1,3}\$?)(\d+)(?::(\$?[A-Z]{1,3}\$?)(\d+))?(?![\d(])")
_FOOT = re.compile(
    r".{0,4}(?:合计|总计|小计|共计)|(?:备?注|.{0,6}(?:说明|人|单位|日期|电话|签字|盖章|审核))(?:[(].{0,6}[)])?:"
)
"""How what stands below the lines begins: 合计, 填表人：, 单位负责人（签字）：, 注：."""
_DRAWING = re.compile(r"xl/drawings/drawing\d*\.xml$")
_DRAWN = re.compile(rb"<(?:\w+:)?(?:pic|sp|grpSp)[ >]")
"""A picture, a shape (most are boxes of text), a group of them; charts stay."""
_DAMAGED = (
    *(OSError, EOFError, BadZipFile, zlib.error, RuntimeError),
    *(SyntaxError, LookupError, AttributeError, TypeError, ValueError),
)
"""What the library raises of a damaged file: it looks at little; XML that is none is a SyntaxError to both parsers."""
_GENERAL, _TEXT = "General", "@"
_PLAIN_WIDTH = 8
"""Characters of a column of which nothing is said."""
_SHRUNK = 1.3
"""How many times too long a text may be and still be read when it shrinks."""
_TOLD_EVERY = 100


@dataclass(frozen=True, kw_only=True)
class OwnTable:
    """Where the lines of somebody's table stand: below the heads, whose rows count from 1, in the columns of `places`.

    Places count from 0 at the first column that holds anything. name: the place of what a line is about.
    """

    file: Path
    sheet: str
    first_head: int
    last_head: int
    places: tuple[int, ...]
    name: int


def can_be_filled(file: Path) -> bool:
    """Tell whether a table can be filled in its own file."""
    try:
        _opened(file)
    except Unreadable:
        return False
    return True


def drops_pictures(file: Path) -> bool:
    """Tell whether a table holds pictures or boxes of text, which its filled copy comes out without."""
    try:
        with ZipFile(file) as parts:
            drawings = (name for name in parts.namelist() if _DRAWING.match(name))
            return any(_DRAWN.search(parts.read(name)) for name in drawings)
    except (OSError, BadZipFile, zlib.error):
        return False


def fill(path: Path, table: OwnTable, sheet: Sheet, told: Told = unheard) -> Path:
    """Write a copy of somebody's table with the rows of a sheet. told: rows done, rows in all; may raise.

    Raises Unreadable("bad_template"); DiskTrouble, and leaves an older file as it was.
    """
    book, rows = _opened(table.file), list(sheet.rows)
    if table.sheet not in book.sheetnames:
        raise Unreadable("bad_template")
    page: Worksheet = book[table.sheet]
    left = _left(page)
    lines = _lines(page, table, left)
    _part(page, lines)
    _make_room(page, lines, len(rows))
    columns = [left + place for place in table.places]
    widths = [_width(page, column) for column in columns]
    formats = [heading.format if isinstance(heading, Heading) else "" for heading in sheet.headings]
    for done, row in enumerate(_padded(rows, lines, len(columns))):
        _write(page, lines.start + done, zip(columns, row, formats, widths, strict=True))
        if not done % _TOLD_EVERY:
            told(done, max(len(rows), done + 1))
    page.print_title_rows = page.print_title_rows or f"{table.first_head}:{table.last_head}"
    book.active = page
    for one in book.worksheets:  # two that are selected are written in together
        one.sheet_view.tabSelected = one is page
    book.properties.description = sheet.mark
    file = io.BytesIO()
    book.save(file)
    write_atomically(path, file.getvalue())
    return path


def _opened(file: Path) -> Workbook:
    from openpyxl import load_workbook  # late: a tenth of a second

    if file.suffix.lower() != SUFFIX:
        raise Unreadable("bad_template")
    try:
        return load_workbook(file, rich_text=True)
    except _DAMAGED as error:
        raise Unreadable("bad_template") from error


def _left(page: Worksheet) -> int:
    """Return the first column that holds anything, from 1."""
    filled = (cell.column for row in page.iter_rows() for cell in row if cell.value is not None)
    return min(filled, default=1)


def _lines(page: Worksheet, table: OwnTable, left: int) -> range:
    """Return the rows that are there for lines, filled or not: until one that is neither, as a sum or a signature."""
    first, last = table.last_head + 1, left + max(table.places)
    rows = page.iter_rows(min_row=first, max_row=max(page.max_row, first), min_col=left, max_col=last)
    lines = takewhile(lambda cells: _is_line(cells, table.name), rows)
    return range(first, first + sum(1 for _ in lines))


def _is_line(cells: Sequence[Cell], name: int) -> bool:
    values = [str(each.value) if isinstance(each.value, list) else each.value for each in cells]  # a list: rich text
    said = [value if isinstance(value, str | int | float) else "" for value in values]
    if said[name] != "":
        first = next(str(each) for each in said if each != "")
        return not any(_FOOT.match(normalize("NFKC", text).replace(" ", "")) for text in (first, str(said[name])))
    is_blank = not any(isinstance(each, str) and each.strip() for each in said)
    return is_blank and cells[name].border.left.style is not None


def _part(page: Worksheet, lines: range) -> None:
    """Part what was merged down over several lines: each says its own."""
    for found in list(page.merged_cells.ranges):
        if lines.start <= found.min_row < found.max_row and found.min_row < lines.stop:
            page.unmerge_cells(found.coord)


def _make_room(page: Worksheet, lines: range, count: int) -> None:
    """Put rows in so that there are enough; what stands below goes down whole."""
    more = count - len(lines)
    if more <= 0:
        return
    below = [found for found in page.merged_cells.ranges if found.min_row >= lines.stop]
    for found in below:
        page.unmerge_cells(found.coord)
    heights = {row: page.row_dimensions[row].height for row in range(lines.stop, page.max_row + 1)}
    page.insert_rows(lines.stop, more)
    for row, height in heights.items():
        page.row_dimensions[row + more].height = height
    for found in below:
        found.shift(row_shift=more)
        page.merge_cells(found.coord)
    _follow(page, lines, more)
    _dress(page, lines, more)


def _follow(page: Worksheet, lines: range, more: int) -> None:
    """Let sums, filters, tables, lists to choose from, colours and the printed area reach as far as the lines do."""
    moved = partial(_REFERENCE.sub, lambda found: _moved(found, lines, more))
    for row in page.iter_rows(min_row=lines.stop + more):
        for cell in row:
            if cell.data_type == "f" and isinstance(cell.value, str):
                cell.value = moved(cell.value)
            if cell.hyperlink:
                cell.hyperlink.ref = cell.coordinate
    for one in (page.auto_filter, *page.tables.values(), *(table.autoFilter for table in page.tables.values())):
        if one is not None and one.ref:
            one.ref = moved(one.ref)
    for each in page.data_validations.dataValidation:
        each.sqref = _reaching(each.sqref, lines, more)
    colours, page.conditional_formatting = page.conditional_formatting, type(page.conditional_formatting)()
    for place in colours:
        for rule in place.rules:
            page.conditional_formatting.add(str(_reaching(place.sqref, lines, more)), rule)
    area = page.print_area.rpartition("!")[2]
    if area and "," not in page.print_area:
        page.print_area = moved(area)


def _reaching(places: MultiCellRange, lines: range, more: int) -> MultiCellRange:
    ends = ((found, *_ends(found.min_row, found.max_row, lines, more)) for found in places.ranges)
    return type(places)(type(found)(None, found.min_col, first, found.max_col, last) for found, first, last in ends)


def _moved(found: re.Match[str], lines: range, more: int) -> str:
    """Return where a cell or a range is that a formula names; a range that ends at the last line goes on to the new."""
    first, last = _ends(int(found[2]), int(found[4] or 0), lines, more)
    return f"{found[1]}{first}" + (f":{found[3]}{last}" if found[4] else "")


def _ends(first: int, last: int, lines: range, more: int) -> tuple[int, int]:
    begin = first + more if first >= lines.stop else first
    return begin, last + more if last >= max(lines.stop - 1, lines.start) else last


def _dress(page: Worksheet, lines: range, more: int) -> None:
    """Give new rows the look of the last line there was; where there was none, the frame of the heads alone."""
    model = lines.stop - 1
    for column in range(1, page.max_column + 1):
        above: Cell = page.cell(model, column)
        for row in range(lines.stop, lines.stop + more):
            cell = page.cell(row, column)
            if lines:
                cell._style = copy(above._style)
            else:
                cell.border = copy(above.border)
    height = page.row_dimensions[model].height if lines else None
    merged = [found for found in page.merged_cells.ranges if lines and found.min_row == found.max_row == model]
    for row in range(lines.stop, lines.stop + more):
        page.row_dimensions[row].height = height
        for found in merged:
            page.merge_cells(start_row=row, end_row=row, start_column=found.min_col, end_column=found.max_col)


def _padded(rows: Sequence[Sequence[Value]], lines: range, wide: int) -> Iterator[Sequence[Value]]:
    """Yield the rows, then blank ones for lines that somebody had filled."""
    yield from rows
    yield from [(None,) * wide] * (len(lines) - len(rows))


def _width(page: Worksheet, column: int) -> int:
    """Return how many characters a column has room for; to ask the library for one would set it."""
    stated = (one.width for one in page.column_dimensions.values() if one.min <= column <= one.max and one.width)
    return int(next(stated, page.sheet_format.defaultColWidth or _PLAIN_WIDTH))


def _write(page: Worksheet, number: int, cells: Iterable[tuple[int, Value, str, int]]) -> None:
    """Write a line, and make it as high as its texts need."""
    high = 1
    for column, value, format, width in cells:
        cell: Cell = page.cell(number, column)
        _put(cell, value, format)
        high = max(high, _fitted(cell, value, width))
    height = min(high, MOST_LINES) * LINE
    if high > 1 and (page.row_dimensions[number].height or 0) < height:
        page.row_dimensions[number].height = height


def _put(cell: Cell, value: Value, format: str) -> None:
    """Write a value in the format there is, ours where there is none; text is text, whatever it begins with."""
    is_words = is_text(value)
    cell.value = clean(shown(value)) if is_words else value  # the library cuts what no cell holds
    if is_words:
        cell.data_type = "s"
    if cell.number_format == _GENERAL and (is_words or format):
        cell.number_format = _TEXT if is_words else format


def _fitted(cell: Cell, value: Value, width: int) -> int:
    """Return how many lines a cell needs; one that does not wrap shrinks what is a little too long, or else wraps.

    Days and numbers, which would show as ####, and codes, which are not to be broken, shrink always.
    """
    text = shown(value)
    lines = line_count(text, width)
    if lines == 1 or (isinstance(value, str) and cell.alignment.wrap_text):
        return lines
    fitted = copy(cell.alignment)
    fitted.shrink_to_fit = text.isascii() or line_count(text, int(width * _SHRUNK)) == 1
    fitted.wrap_text = not fitted.shrink_to_fit
    cell.alignment = fitted
    return lines if fitted.wrap_text else 1
