"""Rows measured: every cell broken into lines, every row as high as its tallest cell; lengths in layout units."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from sscs_desktop.printing import typeset
from sscs_desktop.printing.filling import Filling
from sscs_desktop.printing.kept import kept
from sscs_desktop.printing.marks import Tick, Words
from sscs_desktop.printing.template import UNITS_PER_MM, Block, Cell, Row, Template
from sscs_desktop.printing.typeset import Line

_PAD_X = 1.2 * UNITS_PER_MM
_PAD_Y = 0.7 * UNITS_PER_MM
_SIDE_PAD = 0.6 * UNITS_PER_MM
_NOTHING: frozenset[str] = frozenset()
_KEPT = 1024
"""Cells kept: those of two layouts, with what the cards of one unit share."""


@dataclass(frozen=True, kw_only=True, eq=False)
class CellBox:
    """A cell with its lines; `x` from the block's first column."""

    cell: Cell
    x: int
    width: int
    lines: tuple[Line, ...]
    foot: tuple[Line, ...] = ()
    qr: str = ""

    @cached_property
    def height(self) -> float:
        return self.body + sum(line.height for line in self.foot) + 2 * _PAD_Y

    @cached_property
    def body(self) -> float:
        """Return the height of the lines alone."""
        return sum(line.height for line in self.lines)

    def indent(self, line: Line) -> float:
        """Return where a line begins, from the cell's left edge."""
        if self.cell.align == "left":
            return _PAD_X
        spare = self.width - line.width
        return spare / 2 if self.cell.align == "center" else spare - _PAD_X


@kept(_KEPT)
def marks_of(box: CellBox, height: float) -> tuple[tuple[Words, ...], tuple[Tick, ...]]:
    """Return what stands in a cell whose height is now known, from its corner."""
    words: list[Words] = []
    ticks: list[Tick] = []
    y = _PAD_Y if box.cell.is_top or box.foot else (height - box.body) / 2
    for line in box.lines:
        line.put(box.indent(line), y, words, ticks)
        y += line.height
    y = height - _PAD_Y - sum(line.height for line in box.foot)
    for line in box.foot:
        line.put(box.width - _PAD_X - line.width, y, words, ticks)
        y += line.height
    return tuple(words), tuple(ticks)


@dataclass(frozen=True, kw_only=True, eq=False)
class RowBox:
    """A row with its height."""

    row: Row
    cells: tuple[CellBox, ...]
    height: float


@dataclass(frozen=True, kw_only=True, eq=False)
class GroupBox:
    """Rows that merged cells tie together; `is_rest` when it goes on from the sheet before."""

    rows: tuple[RowBox, ...]
    is_rest: bool = False

    @cached_property
    def height(self) -> float:
        return sum(row.height for row in self.rows)

    @property
    def is_head(self) -> bool:
        return self.rows[0].row.is_head


def block_groups(template: Template, block: Block, filling: Filling, mark: str = "") -> list[GroupBox]:
    """Measure a block's rows, repeated ones as often as the filling says; `mark` joins the continued labels."""
    groups: list[list[RowBox]] = []
    reach = 0
    for index, row in enumerate(block.rows):
        fillings = _repeats(row, filling)
        for own in fillings:
            box = _row_box(template, block, row, block.firsts[index], own, mark)
            if index < reach:
                groups[-1].append(box)
            else:
                groups.append([box])
        reach = max(reach, *(index + cell.rows for cell in row.cells))
    return [GroupBox(rows=_room_for_merged(rows)) for rows in groups]


def cut(group: GroupBox, room: float) -> tuple[GroupBox, GroupBox] | None:
    """Cut a single row where `room` ends, between two lines; None when not one line would stay or go."""
    (row,) = group.rows
    here: list[CellBox] = []
    rest: list[CellBox] = []
    for cell in row.cells:
        count = _lines_within(cell, room)
        here.append(replace(cell, lines=cell.lines[:count], foot=()))
        rest.append(replace(cell, lines=cell.lines[count:]))
    if not any(cell.lines for cell in here) or not any(cell.lines for cell in rest):
        return None
    height = max(cell.height for cell in here)
    first = replace(row, cells=tuple(here), height=max(height, room))
    second = replace(row, cells=tuple(rest), height=max(cell.height for cell in rest))
    return GroupBox(rows=(first,), is_rest=group.is_rest), GroupBox(rows=(second,), is_rest=True)


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


def _row_box(template: Template, block: Block, row: Row, firsts: Sequence[int], filling: Filling, mark: str) -> RowBox:
    cells = tuple(
        _cell_box(template, block, cell, first, filling, mark) for cell, first in zip(row.cells, firsts, strict=True)
    )
    height = max([row.min_mm * UNITS_PER_MM, *(box.height for box in cells if box.cell.rows == 1)])
    return RowBox(row=row, cells=cells, height=height)


def _cell_box(template: Template, block: Block, cell: Cell, first: int, filling: Filling, mark: str) -> CellBox:
    text = filling.texts.get(cell.field or cell.qr, "")
    chosen = filling.ticks.get(cell.ticks, _NOTHING)
    return _box(template, block, cell, first, text, chosen, mark if cell.is_continued else "")


@kept(_KEPT)
def _box(
    template: Template, block: Block, cell: Cell, first: int, text: str, chosen: frozenset[str], mark: str
) -> CellBox:
    x = block.edges[first]
    width = block.edges[first + cell.span] - x
    inner = width - 2 * _PAD_X
    pt = cell.pt or template.text_pt
    if cell.qr:
        return CellBox(cell=cell, x=x, width=width, lines=(), qr=text)
    if cell.ticks:
        options = tuple((word, code in chosen) for code, word in cell.options)
        lines = typeset.tick_lines(cell.label, options, pt, inner, is_stacked=cell.is_stacked)
    else:
        lines = typeset.text_lines(cell.label + mark + text, pt, inner)
    return CellBox(cell=cell, x=x, width=width, lines=lines, foot=typeset.text_lines(cell.foot, pt, inner))


def _room_for_merged(rows: list[RowBox]) -> tuple[RowBox, ...]:
    """Let the last row grow until every merged cell fits."""
    missing = 0.0
    for index, row in enumerate(rows):
        for box in row.cells:
            spanned = sum(one.height for one in rows[index : index + box.cell.rows])
            missing = max(missing, box.height - spanned)
    if missing <= 0:
        return tuple(rows)
    return (*rows[:-1], replace(rows[-1], height=rows[-1].height + missing))


def _lines_within(cell: CellBox, room: float) -> int:
    used = 2 * _PAD_Y
    for index, line in enumerate(cell.lines):
        used += line.height
        if used > room:
            return index
    return len(cell.lines)
