"""Rows measured: every cell broken into lines, every row as high as its tallest cell; lengths in layout units."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from sscs_desktop.printing import typeset
from sscs_desktop.printing.filling import Filling
from sscs_desktop.printing.marks import UNITS_PER_MM, Code, Mark
from sscs_desktop.printing.template import Block, Cell, Row, Template, starts
from sscs_desktop.printing.typeset import Line

_PAD_X = 1.2 * UNITS_PER_MM
_PAD_Y = 0.7 * UNITS_PER_MM
_SIDE_PAD = 0.6 * UNITS_PER_MM


@dataclass(frozen=True, kw_only=True)
class CellBox:
    """A cell with its lines; `x` from the block's first column."""

    cell: Cell
    x: float
    width: float
    lines: tuple[Line, ...]
    foot: tuple[Line, ...] = ()
    qr: str = ""

    @property
    def height(self) -> float:
        return sum(line.height for line in (*self.lines, *self.foot)) + 2 * _PAD_Y

    def marks(self, template: Template, left: float, top: float, height: float) -> list[Mark]:
        """Return what to paint inside a cell whose corner and height are now known."""
        if self.qr:
            return _code(self.qr, left, top, self.width, height)
        body = sum(line.height for line in self.lines)
        is_top = self.cell.is_top or bool(self.foot)
        y = top + (_PAD_Y if is_top else (height - body) / 2)
        found: list[Mark] = []
        for line in self.lines:
            found += line.marks(left + self._indent(line), y)
            y += line.height
        y = top + height - _PAD_Y - sum(line.height for line in self.foot)
        for line in self.foot:
            found += line.marks(left + self.width - _PAD_X - line.width, y)
            y += line.height
        return found

    def _indent(self, line: Line) -> float:
        spare = self.width - line.width
        return {"left": _PAD_X, "center": spare / 2, "right": spare - _PAD_X}[self.cell.align]


@dataclass(frozen=True, kw_only=True)
class RowBox:
    """A row with its height."""

    row: Row
    cells: tuple[CellBox, ...]
    height: float


@dataclass(frozen=True, kw_only=True)
class GroupBox:
    """Rows that merged cells tie together; `is_rest` when it goes on from the sheet before."""

    rows: tuple[RowBox, ...]
    is_rest: bool = False

    @property
    def height(self) -> float:
        return sum(row.height for row in self.rows)

    @property
    def is_head(self) -> bool:
        return self.rows[0].row.is_head


def block_groups(template: Template, block: Block, filling: Filling, mark: str = "") -> list[GroupBox]:
    """Measure a block's rows, repeated ones as often as the filling says; `mark` joins the continued labels."""
    firsts = starts(block.rows, len(block.columns), block.name)
    groups: list[list[RowBox]] = []
    reach = 0
    for index, row in enumerate(block.rows):
        fillings = _repeats(row, filling)
        for own in fillings:
            box = _row_box(template, block, row, firsts[index], own, mark)
            if index < reach:
                groups[-1].append(box)
            else:
                groups.append([box])
        reach = max(reach, *(index + cell.rows for cell in row.cells))
    return [GroupBox(rows=_room_for_merged(rows)) for rows in groups]


def cut(group: GroupBox, room: float) -> tuple[GroupBox, GroupBox] | None:
    """Cut a single row where `room` ends, between two lines; None when not one line would stay or go."""
    (row,) = group.rows
    kept: list[CellBox] = []
    rest: list[CellBox] = []
    for cell in row.cells:
        count = _lines_within(cell, room)
        kept.append(replace(cell, lines=cell.lines[:count], foot=()))
        rest.append(replace(cell, lines=cell.lines[count:]))
    if not any(cell.lines for cell in kept) or not any(cell.lines for cell in rest):
        return None
    height = max(cell.height for cell in kept)
    first = replace(row, cells=tuple(kept), height=max(height, room))
    second = replace(row, cells=tuple(rest), height=max(cell.height for cell in rest))
    return GroupBox(rows=(first,), is_rest=group.is_rest), GroupBox(rows=(second,), is_rest=True)


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
    x = sum(block.columns[:first]) * UNITS_PER_MM
    width = sum(block.columns[first : first + cell.span]) * UNITS_PER_MM
    inner = width - 2 * _PAD_X
    pt = cell.pt or template.text_pt
    if cell.qr:
        return CellBox(cell=cell, x=x, width=width, lines=(), qr=filling.texts.get(cell.qr, ""))
    if cell.ticks:
        chosen = filling.ticks.get(cell.ticks, frozenset())
        options = [(word, code in chosen) for code, word in cell.options]
        lines = typeset.tick_lines(cell.label, options, pt, inner, is_stacked=cell.is_stacked)
        return CellBox(cell=cell, x=x, width=width, lines=lines)
    label = cell.label + mark if cell.is_continued else cell.label
    text = label + (filling.texts.get(cell.field, "") if cell.field else "")
    foot = typeset.text_lines(cell.foot, pt, inner)
    return CellBox(cell=cell, x=x, width=width, lines=typeset.text_lines(text, pt, inner), foot=foot)


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


def _code(text: str, left: float, top: float, width: float, height: float) -> list[Mark]:
    side = min(width, height)
    return [Code(left + width - side, top, side, _modules(text))]


@lru_cache(maxsize=8)
def _modules(text: str) -> tuple[tuple[bool, ...], ...]:
    # Kept for the next sheet of the same card: choosing the mask costs more than laying the card out.
    import segno

    return tuple(tuple(bool(module) for module in row) for row in segno.make_qr(text, error="m").matrix)
