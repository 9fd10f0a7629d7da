"""Rows measured: every cell broken into lines, every row as high as its tallest cell; lengths in layout units."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from sscs_desktop.printing import typeset
from sscs_desktop.printing.filling import Filling
from sscs_desktop.printing.kept import kept
from sscs_desktop.printing.marks import Box, Words
from sscs_desktop.printing.template import UNITS_PER_MM, Block, Cell, Row, Template
from sscs_desktop.printing.typeset import Line

PAD_X = round(1.2 * UNITS_PER_MM)
PAD_Y = round(0.7 * UNITS_PER_MM)
_SIDE_PAD = round(0.6 * UNITS_PER_MM)
_KEPT = 256
"""Rows kept: those of a few layouts, with what the cards of one unit share."""
_NOTHING: frozenset[str] = frozenset()

Value = str | frozenset[str]
"""What a cell is filled with: a text, or the boxes that are ticked."""


class Body(NamedTuple):
    """Lines below one another, and what is painted of them from the upper left corner of their cell's width."""

    lines: tuple[Line, ...]
    height: int
    words: tuple[Words, ...]
    boxes: tuple[Box, ...]


_EMPTY = Body((), 0, (), ())


class CellBox(NamedTuple):
    """A cell with what stands in it; `x` from the block's first column."""

    cell: Cell
    x: int
    width: int
    body: Body
    foot: Body
    qr: str
    height: int

    def with_lines(self, lines: tuple[Line, ...], foot: Body) -> CellBox:
        """Return the cell with these lines alone."""
        body = _body(lines, self.cell.align, self.width)
        return self._replace(body=body, foot=foot, height=body.height + foot.height + 2 * PAD_Y)


class RowBox(NamedTuple):
    """A row with its height."""

    row: Row
    cells: tuple[CellBox, ...]
    height: int


class GroupBox:
    """Rows that merged cells tie together; `first`: the place of their first one in its block."""

    __slots__ = ("first", "height", "heights", "is_head", "is_repeated", "rows", "stretch")

    def __init__(self, rows: tuple[RowBox, ...], first: int) -> None:
        self.rows = rows
        self.first = first
        self.heights = tuple([row.height for row in rows])
        self.height = sum(self.heights)
        self.stretch = sum([row.row.stretch for row in rows])
        self.is_head = rows[0].row.is_head
        self.is_repeated = bool(rows[0].row.repeat)


def block_groups(template: Template, block: Block, filling: Filling, mark: str = "") -> list[GroupBox]:
    """Measure a block's rows, repeated ones as often as the filling says; `mark` joins the continued labels."""
    groups: list[GroupBox] = []
    for index, end in block.ties:
        if end == index + 1:
            row = block.rows[index]
            groups += [_group(template, block, index, (_values(row, own),), mark) for own in _repeats(row, filling)]
        else:
            values = tuple(_values(row, filling) for row in block.rows[index:end])
            groups.append(_group(template, block, index, values, mark))
    return groups


def cut(group: GroupBox, room: int) -> tuple[GroupBox, GroupBox] | None:
    """Cut a single row where `room` ends, between two lines; None when not one line would stay or go."""
    (row,) = group.rows
    here: list[CellBox] = []
    rest: list[CellBox] = []
    for cell in row.cells:
        count = _lines_within(cell, room)
        here.append(cell.with_lines(cell.body.lines[:count], _EMPTY))
        rest.append(cell.with_lines(cell.body.lines[count:], cell.foot))
    if not any(cell.body.lines for cell in here) or not any(cell.body.lines for cell in rest):
        return None
    rest = [whole if _stands_again(whole, left) else left for whole, left in zip(row.cells, rest, strict=True)]
    height = max(cell.height for cell in here)
    first = RowBox(row.row, tuple(here), max(height, room))
    second = RowBox(row.row, tuple(rest), max(cell.height for cell in rest))
    return GroupBox((first,), group.first), GroupBox((second,), group.first)


@kept(64)
def side_lines(template: Template, block: Block, mark: str) -> tuple[Line, ...]:
    """Return the lines of a block's side label."""
    width = block.side_mm * UNITS_PER_MM - 2 * _SIDE_PAD
    lines = typeset.text_lines(block.side, template.text_pt, width)
    return lines + typeset.text_lines(mark, template.small_pt, width) if lines else ()


def _repeats(row: Row, filling: Filling) -> Sequence[Filling]:
    if not row.repeat:
        return (filling,)
    given = filling.rows.get(row.repeat, ())
    return (*given, *[Filling()] * (row.at_least - len(given)))


def _values(row: Row, filling: Filling) -> tuple[Value, ...]:
    texts, ticks = filling.texts, filling.ticks
    return tuple(
        ticks.get(cell.ticks, _NOTHING) if cell.ticks else texts.get(cell.field or cell.qr, "") for cell in row.cells
    )


@kept(_KEPT)
def _group(template: Template, block: Block, index: int, values: tuple[tuple[Value, ...], ...], mark: str) -> GroupBox:
    """Measure rows from `index` on; the last one grows until every merged cell fits."""
    rows = [_row_box(template, block, index + at, own, mark) for at, own in enumerate(values)]
    missing = 0
    for at, row in enumerate(rows):
        for box in row.cells:
            if box.cell.rows > 1:
                missing = max(missing, box.height - sum(one.height for one in rows[at : at + box.cell.rows]))
    if missing > 0:
        rows[-1] = rows[-1]._replace(height=rows[-1].height + missing)
    return GroupBox(tuple(rows), index)


def _row_box(template: Template, block: Block, index: int, values: tuple[Value, ...], mark: str) -> RowBox:
    row = block.rows[index]
    cells = []
    height = round(row.min_mm * UNITS_PER_MM)
    for cell, first, value in zip(row.cells, block.firsts[index], values, strict=True):
        box = _cell_box(template, block, cell, first, value, mark if cell.is_continued else "")
        cells.append(box)
        if cell.rows == 1 and box.height > height:
            height = box.height
    return RowBox(row, tuple(cells), height)


@kept(_KEPT)
def _cell_box(template: Template, block: Block, cell: Cell, first: int, value: Value, mark: str) -> CellBox:
    x = block.edges[first]
    width = block.edges[first + cell.span] - x
    if cell.qr:
        return CellBox(cell, x, width, _EMPTY, _EMPTY, str(value), 2 * PAD_Y)
    inner = width - 2 * PAD_X
    pt = cell.pt or template.text_pt
    if cell.ticks:
        options = tuple((word, code in value) for code, word in cell.options)
        lines = typeset.tick_lines(cell.label, options, pt, inner, is_stacked=cell.is_stacked)
    else:
        lines = typeset.text_lines(f"{cell.label}{value}{mark}", pt, inner)
    body = _body(lines, cell.align, width)
    foot = _body(typeset.text_lines(cell.foot, pt, inner), "right", width) if cell.foot else _EMPTY
    return CellBox(cell, x, width, body, foot, "", body.height + foot.height + 2 * PAD_Y)


def _body(lines: tuple[Line, ...], align: str, width: int) -> Body:
    words, boxes = list[Words](), list[Box]()
    top = 0
    for line in lines:
        spare = width - line.width
        left = PAD_X if align == "left" else spare / 2 if align == "center" else spare - PAD_X
        line.put(left, top, words, boxes)
        top += line.height
    return Body(lines, top, tuple(words), tuple(boxes))


def _stands_again(whole: CellBox, rest: CellBox) -> bool:
    """Tell whether a cell names its row, and stands whole before the cut."""
    cell = whole.cell
    return not rest.body.lines and (cell.is_again or bool(cell.label and not cell.field and not cell.ticks))


def _lines_within(cell: CellBox, room: int) -> int:
    used = 2 * PAD_Y
    for index, line in enumerate(cell.body.lines):
        used += line.height
        if used > room:
            return index
    return len(cell.body.lines)
