"""What stands on a sheet once it is laid out, and how it is painted: all of one kind at once, since each call costs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QGlyphRun, QImage, QPainter, QPen, QRawFont, QTextLine

from sscs_desktop.printing import fonts

_ORIGIN = QPointF()
_LINES, _POINTS, _RULED = 1024, 8192, 16
"""Lines, their places and the rules of sheets kept: two hundred bytes a place, ten thousand a sheet."""


class Glyphs(NamedTuple):
    """Glyphs of one font, with how far each stands from the left edge of its line.

    Whole layout units, a fiftieth of a millimetre: fractions would make a PDF a twentieth larger.
    """

    font: QRawFont
    numbers: list[int]
    steps: tuple[int, ...]


class Said(NamedTuple):
    """One line of a text as glyphs; `rare`: its characters beyond the basic plane that our font has."""

    em: float
    width: float
    glyphs: tuple[Glyphs, ...]
    rare: str = ""


class Words(NamedTuple):
    """A line of text: its left edge and where it stands."""

    x: float
    baseline: float
    said: Said


Placed = tuple[float, float, tuple[Words, ...]]
"""Lines set once, and where on a sheet their corner is: a form's labels are the same on every card of a run."""


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

    placed: tuple[Placed, ...]
    rules: tuple[Rule, ...]
    boxes: tuple[Box, ...] = ()
    codes: tuple[Code, ...] = ()

    @property
    def words(self) -> tuple[Words, ...]:
        """Return every line where it stands on the sheet."""
        return tuple(Words(x + dx, y + dy, said) for x, y, words in self.placed for dx, dy, said in words)

    @property
    def rare(self) -> str:
        """Return the characters beyond the basic plane in the order in which they are painted."""
        return "".join([line.said.rare for _, _, words in self.placed for line in words])

    def paint(self, painter: QPainter) -> None:
        """Paint all marks, black, in layout units."""
        painter.setPen(Qt.GlobalColor.black)
        _paint_words(painter, self.placed)
        _paint_boxes(painter, self.boxes)
        _fill_pixels(painter, self.rules, self.codes)


def said(em: float, line: QTextLine, text: str) -> Said:
    """Return what a laid out line of a text says."""
    own = fonts.raw(em)
    found = []
    for run in line.glyphRuns():
        font = run.rawFont()
        steps = tuple(round(place.x()) for place in run.positions())
        found.append(Glyphs(own if font == own else font, run.glyphIndexes(), steps))
    return Said(em, line.naturalTextWidth(), tuple(found), _rare(own, line, text))


def _rare(font: QRawFont, line: QTextLine, text: str) -> str:
    """Return what of a line is beyond the basic plane; Qt counts such a character as two."""
    if max(text, default="") <= "\uffff":
        return ""
    start = line.textStart()
    units = text.encode("utf-16-le")[2 * start : 2 * (start + line.textLength())]
    return "".join(c for c in units.decode("utf-16-le") if c > "\uffff" and font.supportsCharacter(ord(c)))


def _paint_words(painter: QPainter, placed: Sequence[Placed]) -> None:
    """Paint what follows one another in one font by one call: each is a paragraph of its own in a PDF."""
    for font, numbers, places in _runs(placed):
        run = QGlyphRun()
        run.setRawFont(font)
        run.setGlyphIndexes(numbers)
        run.setPositions(places)
        painter.drawGlyphRun(_ORIGIN, run)


def _runs(placed: Sequence[Placed]) -> Iterator[tuple[QRawFont, list[int], list[QPointF]]]:
    font: QRawFont | None = None
    numbers, places = list[int](), list[QPointF]()
    for left, top, words in placed:
        for dx, dy, line in words:
            x, baseline = left + dx, top + dy
            for glyphs in line.glyphs:
                if glyphs.font is not font:
                    if font is not None:
                        yield font, numbers, places
                    font, numbers, places = glyphs.font, [], []
                numbers += glyphs.numbers
                places += _points(x, baseline, glyphs.steps)
    if font is not None:
        yield font, numbers, places


@lru_cache(maxsize=_LINES)
def _points(x: float, y: float, steps: tuple[int, ...]) -> list[QPointF]:
    """Return where the glyphs of a line stand, made once: most cards of a run say the same in the same places."""
    return [_point(x + step, y) for step in steps]


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


def _fill_pixels(painter: QPainter, rules: tuple[Rule, ...], codes: Sequence[Code]) -> None:
    """Fill rules and codes by whole pixels: between two a rule is grey and half as wide as its neighbour."""
    to_device = painter.deviceTransform()
    scale, dx, dy = to_device.m11(), to_device.dx(), to_device.dy()
    painter.save()
    painter.resetTransform()
    # A device may have an offset (a widget in its window) and a ratio of its own (150 % screens).
    painter.setTransform(painter.deviceTransform().inverted()[0])
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(Qt.GlobalColor.black)
    painter.drawRects(_rule_pixels(rules, scale, dx, dy))
    painter.setPen(Qt.GlobalColor.black)
    for code in codes:
        painter.drawImage(_code_pixels(code, scale, dx, dy), code.picture)
    painter.restore()


@lru_cache(maxsize=_RULED)
def _rule_pixels(rules: tuple[Rule, ...], scale: float, dx: float, dy: float) -> list[QRect]:
    return [_pixels(rule, scale, dx, dy) for rule in rules]


def _pixels(rule: Rule, scale: float, dx: float, dy: float) -> QRect:
    half = rule.thickness / 2
    thick = max(1, round(rule.thickness * scale))
    left, right = (rule.x1 - half) * scale + dx, (rule.x2 + half) * scale + dx
    top, bottom = (rule.y1 - half) * scale + dy, (rule.y2 + half) * scale + dy
    if rule.y1 == rule.y2:
        return QRect(round(left), round((top + bottom - thick) / 2), round(right) - round(left), thick)
    return QRect(round((left + right - thick) / 2), round(top), thick, round(bottom) - round(top))


def _code_pixels(code: Code, scale: float, dx: float, dy: float) -> QRectF:
    modules, room = code.picture.width(), code.side * scale
    side = int(room / modules) * modules or room
    spare = (room - side) / 2
    return QRectF(round(code.x * scale + dx + spare), round(code.y * scale + dy + spare), side, side)


def _pen(width: float) -> QPen:
    return QPen(Qt.GlobalColor.black, width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.SquareCap, Qt.PenJoinStyle.MiterJoin)
