"""What stands on a sheet once it is laid out, and how it is painted: all of one kind at once, since each call costs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from typing import NamedTuple

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QGlyphRun, QImage, QPainter, QPen, QRawFont, QTextLine, QTransform

from sscs_desktop.printing import fonts

_ORIGIN = QPointF()
_POINTS = 8192
"""Places kept, two hundred bytes each."""


class Glyphs(NamedTuple):
    """Glyphs of one font, with how far each stands from the left edge of its line.

    Whole layout units, a fiftieth of a millimetre: fractions would make a PDF a twentieth larger.
    """

    font: QRawFont
    numbers: list[int]
    steps: list[int]


class Said(NamedTuple):
    """One line of a text as glyphs."""

    em: float
    width: float
    glyphs: tuple[Glyphs, ...]


class Words(NamedTuple):
    """A line of text on a sheet: its left edge and where it stands."""

    x: float
    baseline: float
    said: Said


class Rule(NamedTuple):
    """A horizontal or vertical rule around its middle line."""

    x1: float
    y1: float
    x2: float
    y2: float
    thickness: float


class Box(NamedTuple):
    """An empty tick box, drawn, since our font has none; its tick is a character and is copied with its word."""

    x: float
    y: float
    side: float


class Code(NamedTuple):
    """A QR code, one bit of its picture a module; on a device whole pixels, so that scanners read the preview too."""

    x: float
    y: float
    side: float
    picture: QImage


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """One sheet of paper; what is painted last lies on what was painted first, but nothing here overlaps."""

    words: tuple[Words, ...]
    rules: tuple[Rule, ...]
    boxes: tuple[Box, ...] = ()
    codes: tuple[Code, ...] = ()

    def paint(self, painter: QPainter) -> None:
        """Paint all marks, black, in layout units."""
        painter.setPen(Qt.GlobalColor.black)
        _paint_words(painter, self.words)
        _paint_boxes(painter, self.boxes)
        _fill_pixels(painter, self.rules, self.codes)


def said(em: float, line: QTextLine) -> Said:
    """Return what a laid out line says."""
    own = fonts.raw(em)
    found = []
    for run in line.glyphRuns():
        font = run.rawFont()
        steps = [round(place.x()) for place in run.positions()]
        found.append(Glyphs(own if font == own else font, run.glyphIndexes(), steps))
    return Said(em, line.naturalTextWidth(), tuple(found))


def _paint_words(painter: QPainter, words: Sequence[Words]) -> None:
    """Paint what follows one another in one font by one call: each is a paragraph of its own in a PDF."""
    placed = ((x, baseline, glyphs) for x, baseline, line in words for glyphs in line.glyphs)
    for _font, same in groupby(placed, key=lambda each: id(each[2].font)):
        run, numbers, places = QGlyphRun(), list[int](), list[QPointF]()
        for x, baseline, glyphs in same:
            numbers += glyphs.numbers
            places += [_point(x + step, baseline) for step in glyphs.steps]
        run.setRawFont(glyphs.font)
        run.setGlyphIndexes(numbers)
        run.setPositions(places)
        painter.drawGlyphRun(_ORIGIN, run)


@lru_cache(maxsize=_POINTS)
def _point(x: float, y: float) -> QPointF:
    """Return a point, made once: the cards of a run say other things in the same places."""
    return QPointF(x, y)


def _paint_boxes(painter: QPainter, boxes: Sequence[Box]) -> None:
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for side in sorted({box.side for box in boxes}):
        painter.setPen(_pen(side * 0.075))
        painter.drawRects([QRectF(box.x, box.y, side, side) for box in boxes if box.side == side])
    painter.restore()


def _fill_pixels(painter: QPainter, rules: Sequence[Rule], codes: Sequence[Code]) -> None:
    """Fill rules and codes by whole pixels: between two a rule is grey and half as wide as its neighbour."""
    to_device = painter.deviceTransform()
    painter.save()
    painter.resetTransform()
    ground = painter.deviceTransform()
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(Qt.GlobalColor.black)
    painter.drawRects([_onto(ground, *box) for box in _rule_pixels(to_device, rules)])
    painter.setPen(Qt.GlobalColor.black)
    for code in codes:
        painter.drawImage(_onto(ground, *_code_pixels(to_device, code)), code.picture)
    painter.restore()


_Pixels = tuple[float, float, float, float]
"""Left, top, width and height in device pixels."""


def _rule_pixels(to_device: QTransform, rules: Iterable[Rule]) -> Iterator[_Pixels]:
    scale, dx, dy = to_device.m11(), to_device.dx(), to_device.dy()
    for x1, y1, x2, y2, thickness in rules:
        half = thickness / 2
        thick = max(1, round(thickness * scale))
        left, right = (x1 - half) * scale + dx, (x2 + half) * scale + dx
        top, bottom = (y1 - half) * scale + dy, (y2 + half) * scale + dy
        if y1 == y2:
            yield round(left), round((top + bottom - thick) / 2), round(right) - round(left), thick
        else:
            yield round((left + right - thick) / 2), round(top), thick, round(bottom) - round(top)


def _code_pixels(to_device: QTransform, code: Code) -> _Pixels:
    scale, modules = to_device.m11(), code.picture.width()
    room = code.side * scale
    side = int(room / modules) * modules or room
    spare = (room - side) / 2
    return round(code.x * scale + to_device.dx() + spare), round(code.y * scale + to_device.dy() + spare), side, side


def _onto(ground: QTransform, left: float, top: float, width: float, height: float) -> QRectF:
    # A device may have an offset (a widget in its window) and a ratio of its own (150 % screens).
    ratio = ground.m11()
    return QRectF((left - ground.dx()) / ratio, (top - ground.dy()) / ratio, width / ratio, height / ratio)


def _pen(width: float) -> QPen:
    return QPen(Qt.GlobalColor.black, width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.SquareCap, Qt.PenJoinStyle.MiterJoin)
