"""What every own-painted widget needs: hairlines, outlines that are even at 125 %, text that sits in the middle."""

from __future__ import annotations

from math import ceil, floor

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QFontMetricsF, QPainter, QPen

from sscs_desktop.ui import theme
from sscs_desktop.ui.theme import Role

Align = Qt.AlignmentFlag


def hairline(painter: QPainter, rect: QRectF, edges: str, token: str = "line") -> None:
    """Draw lines one device pixel thin on the inner edges named in `edges` (any of l t r b)."""
    transform = painter.deviceTransform()
    device = transform.mapRect(rect)
    left, top, right, bottom = _inwards(device)
    lines = {
        "l": QRectF(left, top, 1, bottom - top),
        "r": QRectF(right - 1, top, 1, bottom - top),
        "t": QRectF(left, top, right - left, 1),
        "b": QRectF(left, bottom - 1, right - left, 1),
    }
    back = transform.inverted()[0]
    for edge in edges:
        painter.fillRect(back.mapRect(lines[edge]), theme.colour(token))


def outline(
    painter: QPainter,
    rect: QRectF,
    radius: float,
    *,
    stroke: str | None,
    fill: str | None = None,
    width: int = 1,
) -> None:
    """Draw a rounded box whose four edges are equally thick: rounded inwards to whole device pixels."""
    transform = painter.deviceTransform()
    ratio = transform.m11()
    pen = max(1, int(width * ratio)) if stroke else 0
    device = transform.mapRect(rect)
    left, top, right, bottom = _inwards(device)
    box = QRectF(left + pen / 2, top + pen / 2, right - left - pen, bottom - top - pen)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(QBrush(theme.colour(fill)) if fill else Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(theme.colour(stroke), pen / ratio) if stroke else Qt.PenStyle.NoPen)
    back = transform.inverted()[0].mapRect(box)
    curve = max(0.0, radius - pen / ratio / 2)
    painter.drawRoundedRect(back, curve, curve)
    painter.restore()


def text(
    painter: QPainter,
    rect: QRectF,
    words: str,
    *,
    role: Role = "body",
    token: str = "ink",
    align: Align = Align.AlignLeft,
) -> float:
    """Write one line in the middle of `rect`'s height, elided with … at its width; return the width used."""
    face = theme.font(role)
    metrics = QFontMetricsF(face)
    shown = elided(metrics, words, rect.width())
    width = metrics.horizontalAdvance(shown)
    if align & Align.AlignRight:
        x = rect.right() - width
    elif align & Align.AlignHCenter:
        x = rect.center().x() - width / 2
    else:
        x = rect.left()
    painter.setFont(face)
    painter.setPen(theme.colour(token))
    painter.drawText(QPointF(x, whole(painter, theme.baseline(rect, metrics))), shown)
    return width


def elided(metrics: QFontMetricsF, words: str, width: float) -> str:
    """Return `words` cut at its right with … if wider than `width`."""
    if metrics.horizontalAdvance(words) <= width + 0.5:
        return words
    return metrics.elidedText(words, Qt.TextElideMode.ElideRight, width)


def width_of(words: str, role: Role = "body") -> float:
    """Return the width of a line of text in px."""
    return QFontMetricsF(theme.font(role)).horizontalAdvance(words)


def _inwards(device: QRectF) -> tuple[int, int, int, int]:
    """Return left, top, right, bottom on whole device pixels inside: what lies outside is clipped away."""
    tiny = 0.01
    left, top = ceil(device.left() - tiny), ceil(device.top() - tiny)
    return left, top, floor(device.right() + tiny), floor(device.bottom() + tiny)


def whole(painter: QPainter, y: float) -> float:
    """Return `y` moved onto the nearest device pixel."""
    transform = painter.deviceTransform()
    return (round(y * transform.m22() + transform.dy()) - transform.dy()) / transform.m22()
