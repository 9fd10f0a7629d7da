"""Measured rows put on a sheet: every line in its place, rules drawn once however many cells share them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from sscs_desktop.printing import qr, typeset
from sscs_desktop.printing.flow import Flowed, Portion
from sscs_desktop.printing.marks import Code, Rule, Sheet, Tick, Words
from sscs_desktop.printing.measure import CellBox, GroupBox, marks_of
from sscs_desktop.printing.template import UNITS_PER_MM, Template

_BROAD = 1e9
_BELOW_TEXT_MM = 7
"""Where page numbers stand below the text (GB/T 9704-2012)."""


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
    """Gathers the marks of one sheet."""

    def __init__(self, template: Template) -> None:
        self.template = template
        self.left = round(template.margins.left * UNITS_PER_MM)
        self.right = self.left + round(template.text_width_mm * UNITS_PER_MM)
        self._thin = template.rule_mm * UNITS_PER_MM
        self._words: list[Words] = []
        self._ticks: list[Tick] = []
        self._codes: list[Code] = []
        self._flat: dict[tuple[int, float], list[tuple[int, int]]] = defaultdict(list)
        self._upright: dict[tuple[int, float], list[tuple[int, int]]] = defaultdict(list)

    def sheet(self) -> Sheet:
        """Return what was gathered."""
        flat = [Rule(a, y, b, y, thick) for (y, thick), spans in self._flat.items() for a, b in _joined(spans)]
        upright = [Rule(x, a, x, b, thick) for (x, thick), spans in self._upright.items() for a, b in _joined(spans)]
        return Sheet(
            words=tuple(self._words), rules=(*flat, *upright), ticks=tuple(self._ticks), codes=tuple(self._codes)
        )

    def portion(self, portion: Portion, top: float) -> float:
        """Put the rows of one block with the label at their side; return where they end."""
        side = round(portion.block.side_mm * UNITS_PER_MM)
        bottom = top
        for group in portion.groups:
            bottom = self.group(group, self.left + side, bottom, is_framed=portion.block.is_framed)
        if side:
            self._side(portion, side, top, bottom)
        return bottom

    def group(self, group: GroupBox, left: int, top: float, *, is_framed: bool) -> float:
        """Put rows that belong together; return where they end."""
        tops = [top]
        for row in group.rows:
            tops.append(tops[-1] + row.height)
        for index, row in enumerate(group.rows):
            for cell in row.cells:
                bottom = tops[min(index + cell.cell.rows, len(group.rows))]
                self._cell(cell, left + cell.x, tops[index], bottom)
                if is_framed:
                    right = left + cell.x + cell.width
                    self._flat[round(bottom), self._thin].append((left + cell.x, right))
                    self._upright[right, self._thin].append((round(tops[index]), round(bottom)))
        return tops[-1]

    def frame(self, top: float, bottom: float) -> None:
        """Draw the thick frame around rows."""
        thick = self.template.frame_mm * UNITS_PER_MM
        for y in (top, bottom):
            self._flat[round(y), thick].append((self.left, self.right))
        for x in (self.left, self.right):
            self._upright[x, thick].append((round(top), round(bottom)))

    def page_number(self, page: int, pages: int) -> None:
        """Put the page's number below the text."""
        text = self.template.page_number.format(page=page, pages=pages)
        (line,) = typeset.text_lines(text, self.template.small_pt, _BROAD)
        top = (self.template.height_mm - self.template.margins.bottom + _BELOW_TEXT_MM) * UNITS_PER_MM
        line.put((self.left + self.right - line.width) / 2, top, self._words, self._ticks)

    def _side(self, portion: Portion, width: int, top: float, bottom: float) -> None:
        y = (top + bottom - sum(line.height for line in portion.side)) / 2
        for line in portion.side:
            line.put(self.left + (width - line.width) / 2, y, self._words, self._ticks)
            y += line.height
        self._flat[round(bottom), self._thin].append((self.left, self.left + width))
        self._upright[self.left + width, self._thin].append((round(top), round(bottom)))

    def _cell(self, cell: CellBox, left: int, top: float, bottom: float) -> None:
        if cell.qr:
            side = min(cell.width, bottom - top)
            self._codes.append(Code(left + cell.width - side, top, side, qr.picture(cell.qr)))
            return
        words, ticks = marks_of(cell, bottom - top)
        self._words += [Words(left + x, round(top + baseline), said) for x, baseline, said in words]
        self._ticks += [Tick(left + x, top + y, side, is_ticked) for x, y, side, is_ticked in ticks]


def _joined(spans: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Yield spans on one line, those that touch as one."""
    spans.sort()
    begin, end = spans[0]
    for first, last in spans[1:]:
        if first > end:
            yield begin, end
            begin, end = first, last
        end = max(end, last)
    yield begin, end
