"""Lucide icons, tinted by the theme and painted where they are needed, so that they stay crisp at 125 %."""

from __future__ import annotations

from functools import cache

from PySide6.QtCore import QByteArray, QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QIcon, QIconEngine, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from sscs_desktop.base import paths
from sscs_desktop.ui import theme

STROKE = "1.75"
THIN = "1.2"
"""Lucide's stroke of 2 is heavier than Regular Chinese text; 40-px icons of empty pages are thinner still."""


def icon(name: str, token: str = "ink2") -> QIcon:
    """Return an icon that takes its colour from the theme each time it is painted."""
    return QIcon(_Engine(name, token))


def paint(painter: QPainter, name: str, box: QRectF, token: str = "ink2", *, stroke: str = STROKE) -> None:
    """Paint an icon into `box`, moved onto whole device pixels."""
    transform = painter.deviceTransform()
    device = transform.mapRect(box)
    device.moveTo(round(device.x()), round(device.y()))
    back, possible = transform.inverted()
    renderer = _renderer(name, theme.colour(token).name(), stroke)
    renderer.render(painter, back.mapRect(device) if possible else box)


@cache
def _renderer(name: str, colour: str, stroke: str) -> QSvgRenderer:
    text = paths.resources("icons", f"{name}.svg").read_text(encoding="utf-8")
    text = text.replace("currentColor", colour).replace('stroke-width="2"', f'stroke-width="{stroke}"')
    return QSvgRenderer(QByteArray(text.encode()))


class _Engine(QIconEngine):
    def __init__(self, name: str, token: str) -> None:
        super().__init__()
        self._name = name
        self._token = token

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:
        token = "disabled" if mode == QIcon.Mode.Disabled else self._token
        paint(painter, self._name, QRectF(rect), token)

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        pixmap = QPixmap(size)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        self.paint(painter, QRect(QPoint(0, 0), size), mode, state)
        painter.end()
        return pixmap

    def clone(self) -> QIconEngine:
        return _Engine(self._name, self._token)
