"""Measured rows put on a sheet: every line in its place, rules drawn once however many cells share them."""

from __future__ import annotations

from dataclasses import dataclass, field

from sscs_desktop.printing import qr, typeset
from sscs_desktop.printing.flow import Flowed, Portion
from sscs_desktop.printing.kept import kept
from sscs_desktop.printing.marks import Code, Rule, Sheet, Tick, Words
from sscs_desktop.printing.measure import PAD_X, PAD_Y, CellBox, GroupBox
from sscs_desktop.printing.template import UNITS_PER_MM, Template

_BELOW_TEXT_MM = 7
"""Where page numbers stand below the text (GB/T 9704-2012)."""
_KEPT = 1024
"""Rows kept, with what stands in them."""

Lines = dict[int, list[tuple[int, int]]]
"""Rules on the same line, by its place: from where to where, in their order."""


@dataclass(frozen=True, kw_only=True)
class Marks:
    """What stands on some rows, from their upper left corner: rules by their place, from where to where."""

    words: list[Words] = field(default_factory=list)
    ticks: list[Tick] = field(default_factory=list)
    codes: list[Code] = field(default_factory=list)
    flat: Lines = field(default_factory=dict)
    upright: Lines = field(default_factory=dict)


def inked(template: Template, flowed: Flowed, page: int, pages: int) -> Sheet:
    """Put one sheet's rows, its frame and its page number in their places."""
    ink = _Ink(template)
    top = template.margins.top * UNITS_PER_MM
    for group in flowed.header:
        top = ink.group(group, ink.left, top, is_framed=False)
    frame_top: float | None = None
    for portion in flowed.portions:
        if portion.block.is_framed and frame_top is None:
            frame_top = top
        if not portion.block.is_framed and frame_top is not None:
            ink.frame(frame_top, top)
            frame_top = None
        top = ink.portion(portion, top)
    if frame_top is not None:
        ink.frame(frame_top, top)
    ink.page_number(page, pages)
    return ink.sheet()


class _Ink:
    """Gathers the marks of one sheet; rules on one line become one."""

    def __init__(self, template: Template) -> None:
        self.template = template
        self.left = round(template.margins.left * UNITS_PER_MM)
        self.right = self.left + round(template.text_width_mm * UNITS_PER_MM)
        self._words: list[Words] = []
        self._ticks: list[Tick] = []
        self._codes: list[Code] = []
        self._frames: list[Rule] = []
        self._flat: Lines = {}
        self._upright: Lines = {}

    def sheet(self) -> Sheet:
        """Return what was gathered."""
        thin = self.template.rule_mm * UNITS_PER_MM
        flat = [Rule(a, y, b, y, thin) for y, spans in self._flat.items() for a, b in spans]
        upright = [Rule(x, a, x, b, thin) for x, spans in self._upright.items() for a, b in spans]
        return Sheet(
            words=tuple(self._words),
            rules=(*flat, *upright, *self._frames),
            ticks=tuple(self._ticks),
            codes=tuple(self._codes),
        )

    def portion(self, portion: Portion, top: float) -> float:
        """Put the rows of one block with the label at their side; return where they end."""
        side = round(portion.block.side_mm * UNITS_PER_MM)
        if side:
            self._side(portion, side, top, top + portion.rows)
        for group in portion.groups:
            top = self.group(group, self.left + side, top, is_framed=portion.block.is_framed)
        return top

    def group(self, group: GroupBox, left: int, top: float, *, is_framed: bool) -> float:
        """Put rows that belong together; return where they end."""
        down = round(top)
        marks = _marks(group, is_framed)
        self._words += [Words(left + x, down + baseline, said) for x, baseline, said in marks.words]
        self._ticks += [Tick(left + x, down + y, side, is_ticked) for x, y, side, is_ticked in marks.ticks]
        self._codes += [Code(left + x, down + y, side, picture) for x, y, side, picture in marks.codes]
        for y, spans in marks.flat.items():
            for x1, x2 in spans:
                _draw(self._flat, down + y, left + x1, left + x2)
        for x, spans in marks.upright.items():
            for y1, y2 in spans:
                _draw(self._upright, left + x, down + y1, down + y2)
        return top + group.height

    def frame(self, top: float, bottom: float) -> None:
        """Draw the thick frame around rows."""
        thick = self.template.frame_mm * UNITS_PER_MM
        y1, y2 = round(top), round(bottom)
        self._frames += [Rule(self.left, y, self.right, y, thick) for y in (y1, y2)]
        self._frames += [Rule(x, y1, x, y2, thick) for x in (self.left, self.right)]

    def page_number(self, page: int, pages: int) -> None:
        """Put the page's number below the text."""
        text = self.template.page_number.format(page=page, pages=pages)
        line = typeset.one_line(text, self.template.small_pt)
        top = (self.template.height_mm - self.template.margins.bottom + _BELOW_TEXT_MM) * UNITS_PER_MM
        self._words += line.words((self.left + self.right - line.width) / 2, top)

    def _side(self, portion: Portion, width: int, top: float, bottom: float) -> None:
        y = (top + bottom - sum(line.height for line in portion.side)) / 2
        for line in portion.side:
            self._words += line.words(self.left + (width - line.width) / 2, y)
            y += line.height
        _draw(self._flat, round(bottom), self.left, self.left + width)
        _draw(self._upright, self.left + width, round(top), round(bottom))


@kept(_KEPT)
def _marks(group: GroupBox, is_framed: bool) -> Marks:
    marks = Marks()
    tops = [0.0]
    for row in group.rows:
        tops.append(tops[-1] + row.height)
    for index, row in enumerate(group.rows):
        for cell in row.cells:
            top, bottom = tops[index], tops[min(index + cell.cell.rows, len(group.rows))]
            _put_cell(cell, top, bottom, marks)
            if is_framed:
                right = cell.x + cell.width
                _draw(marks.flat, round(bottom), cell.x, right)
                _draw(marks.upright, right, round(top), round(bottom))
    return marks


def _put_cell(cell: CellBox, top: float, bottom: float, marks: Marks) -> None:
    if cell.qr:
        side = min(cell.width, bottom - top)
        marks.codes.append(Code(cell.x + cell.width - side, top, side, qr.picture(cell.qr)))
        return
    y = top + PAD_Y if cell.cell.is_top or cell.foot else (top + bottom - cell.body) / 2
    for line in cell.lines:
        line.put(cell.x + cell.indent(line), y, marks.words, marks.ticks)
        y += line.height
    y = bottom - PAD_Y - sum(line.height for line in cell.foot)
    for line in cell.foot:
        line.put(cell.x + cell.width - PAD_X - line.width, y, marks.words, marks.ticks)
        y += line.height


def _draw(lines: Lines, place: int, start: int, end: int) -> None:
    """Add a rule; it goes on from the last one on its line where they touch."""
    spans = lines.setdefault(place, [])
    if spans and spans[-1][0] <= start <= spans[-1][1]:
        spans[-1] = (spans[-1][0], max(end, spans[-1][1]))
    else:
        spans.append((start, end))
