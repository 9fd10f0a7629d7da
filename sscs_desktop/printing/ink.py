"""Measured rows put on a sheet: every line, box and code in its place."""

from __future__ import annotations

from itertools import accumulate

from sscs_desktop.printing import qr, typeset
from sscs_desktop.printing.flow import Flowed, Portion
from sscs_desktop.printing.kept import kept
from sscs_desktop.printing.marks import Box, Code, Placed, Sheet
from sscs_desktop.printing.measure import PAD_Y, CellBox, GroupBox
from sscs_desktop.printing.rules import Frame, Grid, Ruled, rules
from sscs_desktop.printing.template import UNITS_PER_MM, Template
from sscs_desktop.printing.typeset import Line

_BELOW_TEXT_MM = 7
"""Where page numbers stand below the text (GB/T 9704-2012)."""
_KEPT = 256
"""Rows kept, with what stands in them."""


class Marks:
    """What stands on some rows, from their upper left corner."""

    __slots__ = ("boxes", "codes", "placed")

    def __init__(self) -> None:
        self.placed: list[Placed] = []
        self.boxes: list[tuple[int, int, tuple[Box, ...]]] = []
        self.codes: list[Code] = []


def inked(template: Template, flowed: Flowed, page: int, pages: int) -> Sheet:
    """Put one sheet's rows, its frame and its page number in their places."""
    ink = _Ink(template)
    top = round(template.margins.top * UNITS_PER_MM)
    for group in flowed.header:
        top = ink.group(group, ink.left, top)
    frame_top: int | None = None
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
        self._placed: list[Placed] = []
        self._boxes: list[Box] = []
        self._codes: list[Code] = []
        self._grids: list[Grid] = []
        self._sides: list[Frame] = []
        self._frames: list[Frame] = []

    def sheet(self) -> Sheet:
        """Return what was gathered."""
        ruled = Ruled(tuple(self._grids), tuple(self._sides), tuple(self._frames))
        return Sheet(
            placed=tuple(self._placed),
            rules=rules(self.template, ruled),
            boxes=tuple(self._boxes),
            codes=tuple(self._codes),
        )

    def portion(self, portion: Portion, top: int) -> int:
        """Put the rows of one block with the label at their side; return where they end."""
        side = round(portion.block.side_mm * UNITS_PER_MM)
        if side:
            self._side(portion, side, top, top + portion.rows)
        for group in portion.groups:
            if portion.block.is_framed:
                self._grids.append(Grid(portion.block, group.first, group.heights, self.left + side, top))
            top = self.group(group, self.left + side, top)
        return top

    def group(self, group: GroupBox, left: int, top: int) -> int:
        """Put rows that belong together; return where they end."""
        marks = _marks(group)
        self._placed += [(left + x, top + y, words) for x, y, words in marks.placed]
        for dx, dy, boxes in marks.boxes:
            right, below = left + dx, top + dy
            self._boxes += [Box(right + x, below + y, side) for x, y, side in boxes]
        self._codes += [Code(left + x, top + y, side, picture) for x, y, side, picture in marks.codes]
        return top + group.height

    def frame(self, top: int, bottom: int) -> None:
        """Draw the thick frame around rows."""
        self._frames.append(Frame(self.left, self.right, top, bottom))

    def page_number(self, page: int, pages: int) -> None:
        """Put the page's number below the text."""
        text = self.template.page_number.format(page=page, pages=pages)
        line = typeset.one_line(text, self.template.small_pt)
        top = (self.template.height_mm - self.template.margins.bottom + _BELOW_TEXT_MM) * UNITS_PER_MM
        self._line(line, (self.left + self.right - line.width) / 2, top)

    def _line(self, line: Line, x: float, top: float) -> None:
        self._placed.append((0, 0, tuple(line.words(x, top))))

    def _side(self, portion: Portion, width: int, top: int, bottom: int) -> None:
        y = (top + bottom - sum(line.height for line in portion.side)) / 2
        for line in portion.side:
            self._line(line, self.left + (width - line.width) / 2, y)
            y += line.height
        self._sides.append(Frame(self.left, self.left + width, top, bottom))


@kept(_KEPT)
def _marks(group: GroupBox) -> Marks:
    marks = Marks()
    tops = list(accumulate(group.heights, initial=0))
    for index, row in enumerate(group.rows):
        for cell in row.cells:
            _put_cell(cell, tops[index], tops[min(index + cell.cell.rows, len(group.rows))], marks)
    return marks


def _put_cell(cell: CellBox, top: int, bottom: int, marks: Marks) -> None:
    if cell.qr:
        side = min(cell.width, bottom - top)
        marks.codes.append(Code(cell.x + cell.width - side, top, side, qr.picture(cell.qr)))
        return
    y = top + PAD_Y if cell.cell.is_top or cell.foot.lines else (top + bottom - cell.body.height) // 2
    for at, body in ((y, cell.body), (bottom - PAD_Y - cell.foot.height, cell.foot)):
        if body.words:
            marks.placed.append((cell.x, at, body.words))
        if body.boxes:
            marks.boxes.append((cell.x, at, body.boxes))
