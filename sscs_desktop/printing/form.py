"""A form: a template and its filling laid out once, then painted on printer, PDF or picture alike."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtGui import QPainter

from sscs_desktop.printing import fonts
from sscs_desktop.printing.filling import Filling
from sscs_desktop.printing.flow import flow
from sscs_desktop.printing.ink import inked
from sscs_desktop.printing.marks import Sheet
from sscs_desktop.printing.template import UNITS_PER_MM, Template


@dataclass(frozen=True, kw_only=True)
class Pages:
    """A form laid out: `paint` draws one sheet, whole paper and margins, black on whatever is there."""

    title: str
    width_mm: float
    height_mm: float
    sheets: tuple[Sheet, ...]

    @property
    def count(self) -> int:
        """Return the number of sheets."""
        return len(self.sheets)

    @property
    def rare(self) -> str:
        """Return the characters beyond the basic plane in the order in which they are painted."""
        return "".join([sheet.rare for sheet in self.sheets])

    def paint(self, painter: QPainter, index: int, width: float | None = None) -> None:
        """Paint sheet `index` (from 0) at the painter's origin, the paper `width` wide in the painter's coordinates.

        Without a width the paint device's own is taken, which is right for printers and PDF with full pages.
        """
        scale = (painter.device().width() if width is None else width) / (self.width_mm * UNITS_PER_MM)
        painter.save()
        painter.scale(scale, scale)
        self.sheets[index].paint(painter)
        painter.restore()


def lay_out(template: Template, filling: Filling, title: str) -> Pages:
    """Lay a filled form out; needs a QGuiApplication for its font."""
    fonts.load()
    flowed = [sheet for part in template.parts for sheet in flow(template, part, filling)]
    sheets = tuple(inked(template, sheet, page, len(flowed)) for page, sheet in enumerate(flowed, start=1))
    return Pages(title=title, width_mm=template.width_mm, height_mm=template.height_mm, sheets=sheets)
