"""Plain bar charts for paper: black outlines, the solved part filled, every number beside its bar."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QBuffer, QIODevice, Qt
from PySide6.QtGui import QImage, QPainter

from sscs_desktop.domain.briefing import Bar, Chart
from sscs_desktop.printing import fonts, typeset
from sscs_desktop.printing.marks import Rule, Sheet, Words
from sscs_desktop.printing.template import UNITS_PER_MM, UNITS_PER_PT
from sscs_desktop.printing.typeset import Line

DPI = 300
_PER_INCH = 1200
_PT = 12.0
_ROW = 24 * UNITS_PER_PT
_BAR = 12 * UNITS_PER_PT
_GAP = 6 * UNITS_PER_PT
_THIN = 0.25 * UNITS_PER_MM
_LONGEST_NAME = 0.3
"""Of the chart's width; a longer name breaks."""


@dataclass(frozen=True, kw_only=True)
class Drawing:
    """Something drawn, from its own left upper corner; lengths in layout units."""

    width: float
    height: float
    words: tuple[Words, ...] = ()
    rules: tuple[Rule, ...] = ()


def draw(chart: Chart, width: float) -> Drawing:
    """Draw a chart as wide as the text; needs a QGuiApplication for its font."""
    fonts.load()
    pen = _Pen()
    names = [typeset.text_lines(bar.name, _PT, width * _LONGEST_NAME) for bar in chart.bars]
    numbers = [typeset.one_line(_number(bar, chart.legend[1]), _PT) for bar in chart.bars]
    left = max((line.width for lines in names for line in lines), default=0.0) + _GAP
    room = width - left - max((line.width for line in numbers), default=0.0) - 2 * _GAP
    scale = room / max([1, *(bar.whole for bar in chart.bars)])
    pen.legend(chart.legend, left)
    top = first = _ROW
    for bar, lines, number in zip(chart.bars, names, numbers, strict=True):
        height = max(_ROW, sum(line.height for line in lines))
        pen.name(lines, left - _GAP, top, height)
        pen.bar(left, top + (height - _BAR) / 2, bar.whole * scale, bar.part * scale)
        pen.line(number, left + bar.whole * scale + _GAP, top + (height - number.height) / 2)
        top += height
    pen.rules.append(Rule(left, first, left, top, _THIN))
    return Drawing(width=width, height=top, words=tuple(pen.words), rules=tuple(pen.rules))


def png(chart: Chart, width_mm: float) -> bytes:
    """Return a chart as a picture of 300 dpi, for a document."""
    drawing = draw(chart, width_mm * UNITS_PER_MM)
    scale = DPI / _PER_INCH
    image = QImage(round(drawing.width * scale), round(drawing.height * scale), QImage.Format.Format_Grayscale8)
    image.fill(Qt.GlobalColor.white)
    image.setDotsPerMeterX(round(DPI / 0.0254))
    image.setDotsPerMeterY(round(DPI / 0.0254))
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.TextAntialiasing)
    painter.scale(scale, scale)
    Sheet(placed=((0, 0, drawing.words),), rules=drawing.rules).paint(painter)
    painter.end()
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")  # type: ignore[call-overload]
    return bytes(buffer.data().data())


class _Pen:
    """Gathers the marks of one chart."""

    def __init__(self) -> None:
        self.words: list[Words] = []
        self.rules: list[Rule] = []

    def line(self, line: Line, x: float, top: float) -> None:
        self.words += line.words(x, top)

    def name(self, lines: tuple[Line, ...], right: float, top: float, height: float) -> None:
        y = top + (height - sum(line.height for line in lines)) / 2
        for line in lines:
            self.line(line, right - line.width, y)
            y += line.height

    def bar(self, x: float, y: float, whole: float, part: float) -> None:
        """Draw the outline of a bar, and fill its solved part."""
        for top in (y, y + _BAR):
            self.rules.append(Rule(x, top, x + whole, top, _THIN))
        self.rules.append(Rule(x + whole, y, x + whole, y + _BAR, _THIN))
        if part:
            half = min(part, _BAR) / 2  # a rule ends half beyond its ends; what is narrow is drawn upright
            self.rules.append(Rule(x + half, y + half, x + part - half, y + _BAR - half, 2 * half))

    def legend(self, words: tuple[str, str], x: float) -> None:
        for word, part in zip(words, (0.0, _BAR), strict=True):
            line = typeset.one_line(word, _PT)
            top = (_ROW - _BAR) / 2
            self.bar(x, top, _BAR, part)
            self.rules.append(Rule(x, top, x, top + _BAR, _THIN))
            self.line(line, x + _BAR + _GAP / 2, (_ROW - line.height) / 2)
            x += _BAR + line.width + 3 * _GAP


def _number(bar: Bar, word: str) -> str:
    return f"{bar.whole}，{word}{bar.part}"
