"""What stands on a sheet once it is laid out, and how each mark is painted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPen, QTextLayout

UNITS_PER_MM = 1200 / 25.4
"""Layout units are 1/1200 inch: 小四 is 200, 五号 175 and 小五 150 of them exactly, and 300 dpi divides them."""
UNITS_PER_PT = 1200 / 72


@dataclass(frozen=True)
class Words:
    """One line of a laid-out text; `x` is its left edge, `baseline` where it stands."""

    x: float
    baseline: float
    layout: QTextLayout
    line: int

    def paint(self, painter: QPainter) -> None:
        line = self.layout.lineAt(self.line)
        line.draw(painter, QPointF(self.x - line.x(), self.baseline - line.y() - line.ascent()))


@dataclass(frozen=True)
class Rule:
    """A horizontal or vertical rule around its middle line."""

    x1: float
    y1: float
    x2: float
    y2: float
    thickness: float

    def paint(self, painter: QPainter) -> None:
        half = self.thickness / 2
        rect = QRectF(self.x1 - half, self.y1 - half, self.x2 - self.x1 + 2 * half, self.y2 - self.y1 + 2 * half)
        painter.fillRect(_on_pixels(painter, rect, is_flat=self.y1 == self.y2), Qt.GlobalColor.black)


@dataclass(frozen=True)
class Tick:
    """A tick box drawn as a shape: no font of ours has the glyph."""

    x: float
    y: float
    side: float
    is_ticked: bool

    def paint(self, painter: QPainter) -> None:
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(_pen(self.side * 0.075))
        painter.drawRect(QRectF(self.x, self.y, self.side, self.side))
        if self.is_ticked:
            painter.setPen(_pen(self.side * 0.15))
            painter.drawPolyline([self._at(0.18, 0.5), self._at(0.42, 0.76), self._at(0.86, 0.2)])
        painter.restore()

    def _at(self, across: float, down: float) -> QPointF:
        return QPointF(self.x + across * self.side, self.y + down * self.side)


@dataclass(frozen=True)
class Code:
    """A QR code as one path; its modules are whole device pixels, so that scanners read the preview too."""

    x: float
    y: float
    side: float
    modules: tuple[tuple[bool, ...], ...]

    def paint(self, painter: QPainter) -> None:
        to_device = painter.deviceTransform()
        scale = to_device.m11()
        exact = self.side * scale / len(self.modules)
        module = (float(int(exact)) if exact >= 1 else exact) / scale
        spare = (self.side - module * len(self.modules)) / 2
        corner = to_device.map(QPointF(self.x + spare, self.y + spare))
        origin = to_device.inverted()[0].map(QPointF(round(corner.x()), round(corner.y())))
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, exact < 1)
        painter.translate(origin)
        painter.scale(module, module)
        painter.fillPath(_path(self.modules), Qt.GlobalColor.black)
        painter.restore()


Mark = Words | Rule | Tick | Code


def _pen(width: float) -> QPen:
    return QPen(Qt.GlobalColor.black, width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.SquareCap, Qt.PenJoinStyle.MiterJoin)


def _path(modules: Sequence[Sequence[bool]]) -> QPainterPath:
    path = QPainterPath()
    for y, row in enumerate(modules):
        x = 0
        while x < len(row):
            run = 0
            while x + run < len(row) and row[x + run]:
                run += 1
            if run:
                path.addRect(QRectF(x, y, run, 1))
            x += run + 1
    return path


def _on_pixels(painter: QPainter, rect: QRectF, *, is_flat: bool) -> QRectF:
    # A rule between two device pixels is grey and half as wide as its neighbour: round it to whole ones.
    to_device = painter.deviceTransform()
    seen = to_device.mapRect(rect)
    if is_flat:
        thick = max(1, round(seen.height()))
        top = round(seen.center().y() - thick / 2)
        seen = QRectF(round(seen.left()), top, round(seen.right()) - round(seen.left()), thick)
    else:
        thick = max(1, round(seen.width()))
        left = round(seen.center().x() - thick / 2)
        seen = QRectF(left, round(seen.top()), thick, round(seen.bottom()) - round(seen.top()))
    return to_device.inverted()[0].mapRect(seen)
