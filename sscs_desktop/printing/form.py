"""The form painter: a template and its filling laid out once, then painted on printer, PDF or picture alike."""

from __future__ import annotations

from dataclasses import dataclass, replace

from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter

from sscs_desktop.printing import fonts, typeset
from sscs_desktop.printing.filling import Filling
from sscs_desktop.printing.marks import UNITS_PER_MM, Mark, Rule
from sscs_desktop.printing.measure import GroupBox, block_groups, cut, side_lines
from sscs_desktop.printing.template import Block, Part, Template
from sscs_desktop.printing.typeset import Line

CONTINUED = "（续）"
_SPLIT_FROM = 45 * UNITS_PER_MM
_SPLIT_ROOM = 25 * UNITS_PER_MM


@dataclass(frozen=True, kw_only=True)
class Pages:
    """A form laid out: `paint` draws one sheet, whole paper and margins, black on whatever is there."""

    title: str
    width_mm: float
    height_mm: float
    sheets: tuple[tuple[Mark, ...], ...]

    @property
    def count(self) -> int:
        """Return the number of sheets."""
        return len(self.sheets)

    def paint(self, painter: QPainter, index: int, width: float | None = None) -> None:
        """Paint sheet `index` (from 0) at the painter's origin, the paper `width` wide in the painter's coordinates.

        Without a width the paint device's own is taken, which is right for printers and PDF with full pages.
        """
        scale = (painter.device().width() if width is None else width) / (self.width_mm * UNITS_PER_MM)
        painter.save()
        painter.scale(scale, scale)
        painter.setPen(Qt.GlobalColor.black)
        for mark in self.sheets[index]:
            mark.paint(painter)
        painter.restore()


@dataclass
class _Run:
    """The rows of one block on one sheet."""

    block: Block
    side: tuple[Line, ...]
    groups: list[GroupBox]

    def height(self, *more: GroupBox) -> float:
        """Return the height with `more` groups: that of the rows, or of the label at the side if it is taller."""
        rows = sum(group.height for group in (*self.groups, *more))
        return max(rows, sum(line.height for line in self.side))


@dataclass
class _Sheet:
    """One sheet while it fills."""

    part: Part
    is_first: bool
    header: list[GroupBox]
    runs: list[_Run]
    room: float

    def left(self) -> float:
        return self.room - sum(run.height() for run in self.runs)


def lay_out(template: Template, filling: Filling, title: str) -> Pages:
    """Lay a filled form out; needs a QGuiApplication for its font."""
    fonts.load()
    sheets = [sheet for part in template.parts for sheet in _flow(template, part, filling)]
    painted = [_emit(template, sheet) for sheet in sheets]
    numbered = [(*marks, *_page_number(template, index + 1, len(painted))) for index, marks in enumerate(painted)]
    return Pages(title=title, width_mm=template.width_mm, height_mm=template.height_mm, sheets=tuple(numbered))


def _flow(template: Template, part: Part, filling: Filling) -> list[_Sheet]:
    sheets = [_sheet(template, part, filling, is_first=True)]
    for block in part.blocks:
        if block.when in {"", filling.kind}:
            _flow_block(template, part, filling, block, sheets)
    return sheets


def _flow_block(template: Template, part: Part, filling: Filling, block: Block, sheets: list[_Sheet]) -> None:
    groups = block_groups(template, block, filling)
    heads = [group for group in groups if group.is_head]
    run = _Run(block, side_lines(template, block, ""), [])
    if block.keep and sheets[-1].runs and run.height(*groups) > sheets[-1].left():
        taken = _taken_along(sheets[-1], block)
        sheets.append(_sheet(template, part, filling, is_first=False))
        sheets[-1].runs += taken
    sheets[-1].runs.append(run)
    pending = _place(sheets[-1], groups)
    while pending:
        is_begun = _close(sheets[-1])
        sheets.append(_sheet(template, part, filling, is_first=False))
        side = side_lines(template, block, CONTINUED if is_begun else "")
        sheets[-1].runs.append(_Run(block, side, list(heads)))
        pending = _place(sheets[-1], [group for group in pending if not group.is_head])


def _taken_along(sheet: _Sheet, block: Block) -> list[_Run]:
    """Take off the runs that `block` must not part from, unless the sheet would be left empty."""
    taken: list[_Run] = []
    joins = block.joins
    while joins and len(sheet.runs) > 1:
        taken.insert(0, sheet.runs.pop())
        joins = taken[0].block.joins
    return taken


def _place(sheet: _Sheet, pending: list[GroupBox]) -> list[GroupBox]:
    """Put as many groups on the sheet's last run as fit; return the others."""
    run = sheet.runs[-1]
    room = sheet.left() + run.height()
    for index, group in enumerate(pending):
        is_alone = len(sheet.runs) == 1 and all(placed.is_head for placed in run.groups)
        if run.height(group) > room + 0.5:
            spare = room - sum(placed.height for placed in run.groups)
            halves = cut(group, spare) if _may_cut(group, spare, is_alone) else None
            if halves is not None:
                run.groups.append(halves[0])
                return [halves[1], *pending[index + 1 :]]
            if not is_alone:
                return pending[index:]
        run.groups.append(group)
    return []


def _may_cut(group: GroupBox, spare: float, is_alone: bool) -> bool:
    return len(group.rows) == 1 and (is_alone or (group.height > _SPLIT_FROM and spare > _SPLIT_ROOM))


def _close(sheet: _Sheet) -> bool:
    """End the sheet's last run, dropping headings without rows; return whether the block has begun there."""
    if any(not group.is_head for group in sheet.runs[-1].groups):
        return True
    sheet.runs.pop()
    return False


def _sheet(template: Template, part: Part, filling: Filling, *, is_first: bool) -> _Sheet:
    header = block_groups(template, part.header, filling, mark="" if is_first else CONTINUED)
    room = template.text_height_mm * UNITS_PER_MM - sum(group.height for group in header)
    return _Sheet(part, is_first, header, [], room)


def _emit(template: Template, sheet: _Sheet) -> tuple[Mark, ...]:
    left = template.margins.left * UNITS_PER_MM
    top = template.margins.top * UNITS_PER_MM
    marks: list[Mark] = []
    for group in sheet.header:
        top = _emit_group(template, group, left, top, marks, is_framed=False)
    if sheet.is_first:
        _stretch(sheet, sheet.left())
    frame_top: float | None = None
    for run in sheet.runs:
        if run.block.is_framed and frame_top is None:
            frame_top = top
        if not run.block.is_framed and frame_top is not None:
            marks += _frame(template, frame_top, top)
            frame_top = None
        top = _emit_run(template, run, left, top, marks)
    if frame_top is not None:
        marks += _frame(template, frame_top, top)
    return tuple(marks)


def _stretch(sheet: _Sheet, slack: float) -> None:
    weight = sum(row.row.stretch for run in sheet.runs for group in run.groups for row in group.rows)
    if weight <= 0 or slack <= 0:
        return
    for run in sheet.runs:
        run.groups = [
            replace(
                group,
                rows=tuple(replace(row, height=row.height + slack * row.row.stretch / weight) for row in group.rows),
            )
            for group in run.groups
        ]


def _emit_run(template: Template, run: _Run, left: float, top: float, marks: list[Mark]) -> float:
    height = run.height()
    missing = height - sum(group.height for group in run.groups)
    if missing > 0:  # the label at the side is taller than its rows
        last = run.groups[-1]
        rows = (*last.rows[:-1], replace(last.rows[-1], height=last.rows[-1].height + missing))
        run.groups[-1] = replace(last, rows=rows)
    side = run.block.side_mm * UNITS_PER_MM
    if side:
        marks += _side(template, run, left, top, height)
    bottom = top
    for group in run.groups:
        bottom = _emit_group(template, group, left + side, bottom, marks, is_framed=run.block.is_framed)
    return bottom


def _side(template: Template, run: _Run, left: float, top: float, height: float) -> list[Mark]:
    width = run.block.side_mm * UNITS_PER_MM
    y = top + (height - sum(line.height for line in run.side)) / 2
    marks: list[Mark] = []
    for line in run.side:
        marks += line.marks(left + (width - line.width) / 2, y)
        y += line.height
    thin = template.rule_mm * UNITS_PER_MM
    marks.append(Rule(left, top + height, left + width, top + height, thin))
    marks.append(Rule(left + width, top, left + width, top + height, thin))
    return marks


def _emit_group(
    template: Template, group: GroupBox, left: float, top: float, marks: list[Mark], *, is_framed: bool
) -> float:
    thin = template.rule_mm * UNITS_PER_MM
    tops = [top]
    for row in group.rows:
        tops.append(tops[-1] + row.height)
    for index, row in enumerate(group.rows):
        for cell in row.cells:
            bottom = tops[min(index + cell.cell.rows, len(group.rows))]
            marks += cell.marks(template, left + cell.x, tops[index], bottom - tops[index])
            if is_framed:
                right = left + cell.x + cell.width
                marks.append(Rule(left + cell.x, bottom, right, bottom, thin))
                marks.append(Rule(right, tops[index], right, bottom, thin))
    return tops[-1]


def _frame(template: Template, top: float, bottom: float) -> list[Mark]:
    left = template.margins.left * UNITS_PER_MM
    right = left + template.text_width_mm * UNITS_PER_MM
    thick = template.frame_mm * UNITS_PER_MM
    return [
        Rule(left, top, right, top, thick),
        Rule(left, bottom, right, bottom, thick),
        Rule(left, top, left, bottom, thick),
        Rule(right, top, right, bottom, thick),
    ]


def _page_number(template: Template, page: int, pages: int) -> list[Mark]:
    text = template.page_number.format(page=page, pages=pages)
    (line,) = typeset.text_lines(text, template.small_pt, 1e9)
    width = template.text_width_mm * UNITS_PER_MM
    left = template.margins.left * UNITS_PER_MM + (width - line.width) / 2
    # GB/T 9704-2012 sets page numbers 7 mm below the text.
    top = (template.height_mm - template.margins.bottom + 7) * UNITS_PER_MM
    return line.marks(left, top)
