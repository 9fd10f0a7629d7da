"""What stands on a sheet once it is laid out, and how it is painted: all of one kind at once, since each call costs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QGlyphRun, QImage, QPainter, QPainterPath, QPen, QTransform


@dataclass(frozen=True)
class Said:
    """One line of a text as glyphs; `rise` is how far below its own zero the glyphs stand."""

    em: float
    width: float
    rise: float
    runs: tuple[QGlyphRun, ...]


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


class Tick(NamedTuple):
    """A tick box drawn as a shape: no font of ours has the glyph."""

    x: float
    y: float
    side: float
    is_ticked: bool


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
    ticks: tuple[Tick, ...]
    codes: tuple[Code, ...]

    def paint(self, painter: QPainter) -> None:
        """Paint all marks, black, in layout units."""
        painter.setPen(Qt.GlobalColor.black)
        for x, baseline, said in self.words:
            for run in said.runs:
                painter.drawGlyphRun(QPointF(x, baseline - said.rise), run)
        _paint_ticks(painter, self.ticks)
        _fill_pixels(painter, self.rules, self.codes)


def _paint_ticks(painter: QPainter, ticks: Sequence[Tick]) -> None:
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for side in sorted({tick.side for tick in ticks}):
        own = [tick for tick in ticks if tick.side == side]
        painter.setPen(_pen(side * 0.075))
        painter.drawRects([QRectF(x, y, side, side) for x, y, _, _ in own])
        ticked = [tick for tick in own if tick.is_ticked]
        if ticked:
            painter.setPen(_pen(side * 0.15))
            painter.drawPath(_hooks(ticked))
    painter.restore()


def _hooks(ticks: Iterable[Tick]) -> QPainterPath:
    path = QPainterPath()
    for x, y, side, _ in ticks:
        path.moveTo(x + 0.18 * side, y + 0.5 * side)
        path.lineTo(x + 0.42 * side, y + 0.76 * side)
        path.lineTo(x + 0.86 * side, y + 0.2 * side)
    return path


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


_Box = tuple[float, float, float, float]
"""Left, top, width and height in device pixels."""


def _rule_pixels(to_device: QTransform, rules: Iterable[Rule]) -> Iterator[_Box]:
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


def _code_pixels(to_device: QTransform, code: Code) -> _Box:
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
