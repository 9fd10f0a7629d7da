"""Another office's own table, filled: a copy of its file, its titles, merged heads, formats and foot as they were."""

from __future__ import annotations

import io
import re
import zlib
from collections.abc import Collection, Iterable, Iterator, Sequence
from copy import copy
from dataclasses import dataclass
from itertools import takewhile
from pathlib import Path
from typing import TYPE_CHECKING
from unicodedata import normalize
from zipfile import BadZipFile, ZipFile

from sscs_desktop.base.errors import Unreadable
from sscs_desktop.base.files import write_atomically
from sscs_desktop.base.telling import Told, unheard
from sscs_desktop.domain.entry import clean
from sscs_desktop.exchange.put_in import PutIn
from sscs_desktop.exchange.sheet_rows import LINE, MOST_LINES, Value, is_text, shown
from sscs_desktop.exchange.tables import Heading, Sheet, line_count

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.cell.cell import Cell
    from openpyxl.worksheet.worksheet import Worksheet

SUFFIX = ".xlsx"
_FILLED = (SUFFIX, ".xlsm")
_SUM = re.compile(r".{0,4}(?:合计|总计|小计|共计)")
_FOOT = re.compile(r"(?:备?注|.{0,6}(?:说明|人|单位|日期|电话|签字|盖章|审核))(?:[(].{0,6}[)])?:")
"""How what stands below the lines begins besides: 填表人：, 单位负责人（签字）：, 注：."""
_DOWN = re.compile(r"[A-Z]\$?(\d+):\$?[A-Z]{1,3}\$?(\d+)")
_DRAWING = re.compile(r"xl/drawings/drawing\d*\.xml$")
_DRAWN = re.compile(rb"<(?:\w+:)?(?:pic|sp|grpSp)[ >]")
"""A picture, a shape (most are boxes of text), a group of them; charts stay."""
_MACROS = "xl/vbaProject.bin"
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
_FOOT_PT = 9


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


def drops_parts(file: Path) -> bool:
    """Tell whether a table holds pictures, boxes of text or macros, which its filled copy comes out without."""
    try:
        with ZipFile(file) as parts:
            names = parts.namelist()
            is_drawn = any(_DRAWN.search(parts.read(name)) for name in names if _DRAWING.match(name))
            return is_drawn or _MACROS in names
    except (OSError, BadZipFile, zlib.error):
        return False


def fill(path: Path, table: OwnTable, sheet: Sheet, told: Told = unheard) -> Path:
    """Write a copy of somebody's table with the rows of a sheet. told: rows done, rows in all; may raise.

    Raises Unreadable("bad_template"); DiskTrouble, and leaves an older file as it was.
    """
    book = _opened(table.file)
    if table.sheet not in book.sheetnames:
        raise Unreadable("bad_template")
    page: Worksheet = book[table.sheet]
    _fill_page(page, table, sheet, told)
    page.print_title_rows = page.print_title_rows or f"{table.first_head}:{table.last_head}"
    book.active = page
    for one in book.worksheets:  # two that are selected are written in together
        one.sheet_view.tabSelected = one is page
    book.properties.description = sheet.mark
    _say_as_of(page, sheet.mark)
    file = io.BytesIO()
    book.save(file)
    write_atomically(path, file.getvalue())
    return path


def _say_as_of(page: Worksheet, mark: str) -> None:
    """Put the mark at the foot of the paper, unless the other office has something there."""
    feet = (page.oddFooter, page.evenFooter, page.firstFooter)
    if not any(part.text for foot in feet for part in (foot.left, foot.center, foot.right)):
        page.oddFooter.left.text, page.oddFooter.left.size = mark, _FOOT_PT


def _fill_page(page: Worksheet, table: OwnTable, sheet: Sheet, told: Told) -> None:
    left = _left(page)
    lines = _lines(page, table, left)
    rows, sums = _parted(sheet, _sum_row(page, table, left, lines) is not None)
    columns = [left + place for place in table.places]
    _part(page, lines, columns)
    _make_room(page, lines, len(rows))
    lines = range(lines.start, max(lines.stop, lines.start + len(rows)))
    widths = [_width(page, column) for column in columns]
    formats = [heading.format if isinstance(heading, Heading) else "" for heading in sheet.headings]
    for done, row in enumerate(_padded(rows, lines, len(columns))):
        _write(page, lines.start + done, zip(columns, row, formats, widths, strict=True))
        if not done % _TOLD_EVERY:
            told(done, max(len(rows), done + 1))
    if len(sums) == 1 and (at := _sum_row(page, table, left, lines)):
        _sum_up(page, at, zip(columns, sums[0], formats, strict=True))


def _opened(file: Path) -> Workbook:
    from openpyxl import load_workbook  # late: a tenth of a second

    if file.suffix.lower() not in _FILLED:
        raise Unreadable("bad_template")
    try:
        return load_workbook(io.BytesIO(file.read_bytes()), rich_text=True)  # what it fails at it would hold open
    except _DAMAGED as error:
        raise Unreadable("bad_template") from error


def _left(page: Worksheet) -> int:
    """Return the first column that holds anything, from 1."""
    filled = (cell.column for row in page.iter_rows() for cell in row if cell.value is not None)
    return min(filled, default=1)


def _lines(page: Worksheet, table: OwnTable, left: int) -> range:
    """Return the rows that are there for lines, filled or not: until one that is neither, as a sum or a signature.

    A sum may stand above the lines too.
    """
    first = table.last_head + 1
    is_below_sum = _is_sum(page, first, table, left) and _is_line(_cells(page, first + 1, table, left), table.name)
    start = first + is_below_sum
    rows = (_cells(page, row, table, left) for row in range(start, max(page.max_row, start) + 1))
    return range(start, start + sum(1 for _ in takewhile(lambda cells: _is_line(cells, table.name), rows)))


def _cells(page: Worksheet, row: int, table: OwnTable, left: int) -> tuple[Cell, ...]:
    return next(page.iter_rows(min_row=row, max_row=row, min_col=left, max_col=left + max(table.places)))


def _is_line(cells: Sequence[Cell], name: int) -> bool:
    said = _said(cells)
    if said[name] != "":
        return not any(_SUM.match(text) or _FOOT.match(text) for text in _begins(cells, name))
    is_blank = not any(isinstance(each, str) and each.strip() for each in said)
    return is_blank and cells[name].border.left.style is not None


def _sum_row(page: Worksheet, table: OwnTable, left: int, lines: range) -> int | None:
    """Return the row that sums the lines up, right below or above them; None where there is none."""
    return next((row for row in (lines.stop, lines.start - 1) if _is_sum(page, row, table, left)), None)


def _is_sum(page: Worksheet, row: int, table: OwnTable, left: int) -> bool:
    if not table.last_head < row <= page.max_row:
        return False
    return any(_SUM.match(text) for text in _begins(_cells(page, row, table, left), table.name))


def _begins(cells: Sequence[Cell], name: int) -> list[str]:
    """Return what a row says first and in the column of names."""
    said = _said(cells)
    first = next((each for each in said if each != ""), "")
    return [normalize("NFKC", str(each)).replace(" ", "") for each in (first, said[name])]


def _said(cells: Sequence[Cell]) -> list[str | int | float]:
    """Return what stands in a row; what a line reckons of itself says nothing, a sum of those above does."""
    values = [str(each.value) if isinstance(each.value, list) else each.value for each in cells]  # a list: rich text
    is_said = [each.data_type != "f" or _sums_up(each) for each in cells]
    return [
        value if found and isinstance(value, str | int | float) else ""
        for value, found in zip(values, is_said, strict=True)
    ]


def _sums_up(cell: Cell) -> bool:
    ranges = _DOWN.findall(str(cell.value))
    return any(int(first) < int(last) < cell.row for first, last in ranges)


def _parted(sheet: Sheet, has_own_sum: bool) -> tuple[list[Sequence[Value]], list[Sequence[Value]]]:
    """Return the lines and our sums: these go into the row that a table has for them, where theirs would count them."""
    rows = list(sheet.rows)
    count = len(rows) - (sheet.sums if has_own_sum else 0)
    return rows[:count], rows[count:]


def _part(page: Worksheet, lines: range, columns: Collection[int]) -> None:
    """Part what was merged over several lines or columns of ours: each says its own."""
    for found in list(page.merged_cells.ranges):
        covered = sum(found.min_col <= column <= found.max_col for column in columns)
        if found.min_row in lines and (found.max_row > found.min_row or covered > 1):
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
    _follow(page, PutIn(sheet=page.title, lines=lines, more=more))
    _dress(page, lines, more)


def _follow(page: Worksheet, put_in: PutIn) -> None:
    """Let formulas, names, filters, tables, lists to choose from, colours and the printed area reach the new lines."""
    for one in page.parent.worksheets:
        _follow_formulas(one, put_in)
    for names in (page.parent.defined_names, page.defined_names):
        for name in names.values():
            name.attr_text = name.attr_text and put_in.formula(f"={name.attr_text}", "").removeprefix("=")
    for filtered in (page.auto_filter, *page.tables.values(), *(table.autoFilter for table in page.tables.values())):
        if filtered is not None and filtered.ref:
            filtered.ref = put_in.place(filtered.ref)
    for each in page.data_validations.dataValidation:
        each.sqref = put_in.places(each.sqref)
    colours, page.conditional_formatting = page.conditional_formatting, type(page.conditional_formatting)()
    for place in colours:
        for rule in place.rules:
            page.conditional_formatting.add(str(put_in.places(place.sqref)), rule)
    area = page.print_area.rpartition("!")[2]
    if area and "," not in page.print_area:
        page.print_area = put_in.place(area)


def _follow_formulas(page: Worksheet, put_in: PutIn) -> None:
    for row in page.iter_rows():
        for cell in row:
            if cell.data_type == "f" and isinstance(cell.value, str):
                cell.value = put_in.formula(cell.value, page.title)
            if cell.hyperlink and page.title == put_in.sheet:
                cell.hyperlink.ref = cell.coordinate


def _dress(page: Worksheet, lines: range, more: int) -> None:
    """Give new rows the look and the formulas of the last line there was; where there was none, the heads' frame."""
    model = lines.stop - 1
    for column in range(1, page.max_column + 1):
        above: Cell = page.cell(model, column)
        for row in range(lines.stop, lines.stop + more):
            cell = page.cell(row, column)
            if not lines:
                cell.border = copy(above.border)
                continue
            cell._style = copy(above._style)
            if above.data_type == "f":
                cell.value = _continued(above, cell.coordinate)
    height = page.row_dimensions[model].height if lines else None
    merged = [found for found in page.merged_cells.ranges if lines and found.min_row == found.max_row == model]
    for row in range(lines.stop, lines.stop + more):
        page.row_dimensions[row].height = height
        for found in merged:
            page.merge_cells(start_row=row, end_row=row, start_column=found.min_col, end_column=found.max_col)


def _continued(above: Cell, place: str) -> str:
    from openpyxl.formula.translate import Translator

    return str(Translator(above.value, origin=above.coordinate).translate_formula(place))


def _padded(rows: Sequence[Sequence[Value]], lines: range, wide: int) -> Iterator[Sequence[Value]]:
    """Yield the rows, then blank ones for lines that somebody had filled."""
    yield from rows
    yield from [(None,) * wide] * (len(lines) - len(rows))


def _width(page: Worksheet, column: int) -> int:
    """Return how many characters a column has room for; to ask the library for one would set it."""
    stated = (one.width for one in page.column_dimensions.values() if one.min <= column <= one.max and one.width)
    return int(next(stated, page.sheet_format.defaultColWidth or _PLAIN_WIDTH))


def _sum_up(page: Worksheet, number: int, cells: Iterable[tuple[int, Value, str]]) -> None:
    """Write our sums where their row of sums says nothing; what it reckons by itself stays."""
    from openpyxl.cell.cell import MergedCell

    for column, value, format in cells:
        cell = page.cell(number, column)
        if cell.value is None and not isinstance(value, str) and not isinstance(cell, MergedCell):
            _put(cell, value, format)


def _write(page: Worksheet, number: int, cells: Iterable[tuple[int, Value, str, int]]) -> None:
    """Write a line, and make it as high as its texts need; what the table reckons by itself stays."""
    high = 1
    for column, value, format, width in cells:
        cell: Cell = page.cell(number, column)
        if cell.data_type == "f":
            continue
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
