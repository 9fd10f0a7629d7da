"""States: a shape, a word and a colour, never colour alone. The shapes are painted, so they stay crisp at 11 px."""

from __future__ import annotations

from enum import Enum

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QBrush, QPainter, QPainterPath, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from sscs_desktop.ui import theme
from sscs_desktop.ui.theme import Role
from sscs_desktop.ui.widgets import painting
from sscs_desktop.ui.widgets.restyled import Restyled


class State(Enum):
    """Shape, text token, shape token."""

    DRAFT = "dashed", "mute", "mute"
    WAITING = "ring", "mute", "mute"
    WORKING = "half", "info", "info"
    ANSWERED = "bubble", "info", "info"
    YELLOW = "triangle", "warn", "warn_shape"
    RED = "octagon", "bad", "bad_shape"
    DONE = "tick", "ok", "ok"
    SENT_BACK = "hook", "bad", "bad_shape"
    CONFLICT = "fork", "warn", "warn_shape"
    OFFLINE = "ring", "ink2", "ok"
    ONLINE = "disc", "ink2", "ok"
    PLAIN = "none", "ink3", "ink3"

    @property
    def shape(self) -> str:
        return self.value[0]

    @property
    def token(self) -> str:
        """Return the colour token of the state's word."""
        return self.value[1]

    @property
    def ground(self) -> str:
        """Return the ground of a pill in this state."""
        return f"{self.value[1]}_bg" if self.value[1] in ("ok", "info", "warn", "bad", "mute") else "mute_bg"


GLYPH = 11
GAP = 5


def paint_glyph(painter: QPainter, state: State, box: QRectF) -> None:
    """Paint a state's shape into a square box, `box.width()` px (11 by custom)."""
    if state.shape == "none":
        return
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.translate(box.x(), painting.whole(painter, box.y()))
    painter.scale(box.width() / GLYPH, box.width() / GLYPH)
    _SHAPES[state.shape](painter, state.value[2])
    painter.restore()


def _pen(painter: QPainter, token: str, width: float, style: Qt.PenStyle = Qt.PenStyle.SolidLine) -> QPen:
    pen = QPen(QBrush(theme.colour(token)), width, style)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    return pen


def _solid(painter: QPainter, token: str) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.colour(token))


def _dashed(painter: QPainter, token: str) -> None:
    pen = _pen(painter, token, 1.5)
    pen.setCapStyle(Qt.PenCapStyle.FlatCap)
    pen.setDashPattern([2.6, 1.59])
    painter.setPen(pen)
    painter.drawEllipse(QRectF(1.25, 1.25, 8.5, 8.5))


def _ring(painter: QPainter, token: str) -> None:
    _pen(painter, token, 1.6)
    painter.drawEllipse(QRectF(1.25, 1.25, 8.5, 8.5))


def _disc(painter: QPainter, token: str) -> None:
    _solid(painter, token)
    painter.drawEllipse(QRectF(0.5, 0.5, 10, 10))


def _half(painter: QPainter, token: str) -> None:
    _pen(painter, token, 1.4)
    painter.drawEllipse(QRectF(1.2, 1.2, 8.6, 8.6))
    _solid(painter, token)
    painter.drawPie(QRectF(1.2, 1.2, 8.6, 8.6), 90 * 16, -180 * 16)


def _bubble(painter: QPainter, token: str) -> None:
    _solid(painter, token)
    path = QPainterPath()
    path.addRoundedRect(QRectF(0.3, 1, 10.4, 7.4), 1.8, 1.8)
    tail = QPainterPath()
    tail.addPolygon(QPolygonF([QPointF(1.8, 7.5), QPointF(1.8, 10.8), QPointF(5.4, 8)]))
    painter.drawPath(path.united(tail))


def _triangle(painter: QPainter, token: str) -> None:
    pen = _pen(painter, token, 1.2)
    painter.setBrush(pen.brush())
    painter.drawPolygon(QPolygonF([QPointF(5.5, 1.0), QPointF(10.5, 9.8), QPointF(0.5, 9.8)]))
    _bang(painter, QPointF(5.5, 3.9), QPointF(5.5, 6.3), 8.3)


def _octagon(painter: QPainter, token: str) -> None:
    _solid(painter, token)
    a, b = 3.3, 7.7
    corners = [(a, 0.2), (b, 0.2), (10.8, a), (10.8, b), (b, 10.8), (a, 10.8), (0.2, b), (0.2, a)]
    painter.drawPolygon(QPolygonF([QPointF(x, y) for x, y in corners]))
    _bang(painter, QPointF(5.5, 2.7), QPointF(5.5, 5.8), 8.2)


def _bang(painter: QPainter, top: QPointF, bottom: QPointF, dot: float) -> None:
    _pen(painter, "surface", 1.3)
    painter.drawLine(top, bottom)
    _solid(painter, "surface")
    painter.drawEllipse(QPointF(top.x(), dot), 0.8, 0.8)


def _tick(painter: QPainter, token: str) -> None:
    _solid(painter, token)
    painter.drawEllipse(QRectF(0, 0, 11, 11))
    _pen(painter, "surface", 1.4)
    painter.drawPolyline(QPolygonF([QPointF(3.1, 5.7), QPointF(4.9, 7.5), QPointF(8.0, 3.9)]))


def _hook(painter: QPainter, token: str) -> None:
    _pen(painter, token, 1.5)
    painter.drawPolyline(QPolygonF([QPointF(3.6, 1.2), QPointF(1, 3.8), QPointF(3.6, 6.4)]))
    path = QPainterPath(QPointF(1.2, 3.8))
    path.lineTo(7.2, 3.8)
    path.cubicTo(11, 3.8, 11, 9.6, 7.2, 9.6)
    path.lineTo(4.6, 9.6)
    painter.drawPath(path)


def _fork(painter: QPainter, token: str) -> None:
    _pen(painter, token, 1.5)
    path = QPainterPath(QPointF(5.5, 10.3))
    path.lineTo(5.5, 6.4)
    path.lineTo(1.4, 1.6)
    path.moveTo(5.5, 6.4)
    path.lineTo(9.6, 1.6)
    painter.drawPath(path)
    painter.drawPolyline(QPolygonF([QPointF(1.0, 4.3), QPointF(1.0, 1.1), QPointF(4.2, 1.1)]))
    painter.drawPolyline(QPolygonF([QPointF(6.8, 1.1), QPointF(10.0, 1.1), QPointF(10.0, 4.3)]))


_SHAPES = {
    "dashed": _dashed,
    "ring": _ring,
    "disc": _disc,
    "half": _half,
    "bubble": _bubble,
    "triangle": _triangle,
    "octagon": _octagon,
    "tick": _tick,
    "hook": _hook,
    "fork": _fork,
}


class StateGlyph(Restyled, QWidget):
    """The bare shape, for places where its word stands beside it."""

    def __init__(self, state: State, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._state = state
        self.measure()

    def set_state(self, state: State) -> None:
        """Show another state."""
        self._state = state
        self.update()

    def measure(self) -> None:
        self.setFixedSize(theme.S(12), theme.S(12))

    def paintEvent(self, event: QPaintEvent) -> None:
        side = GLYPH * self.width() / 12
        inset = (self.width() - side) / 2
        paint_glyph(QPainter(self), self._state, QRectF(inset, inset, side, side))


class StateWord(Restyled, QWidget):
    """Glyph and word without a ground, as in lists."""

    PAD = 0
    HEIGHT = 20

    def __init__(
        self, state: State = State.PLAIN, word: str = "", role: Role = "caption", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._role: Role = role
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.set_state(state, word)
        self.measure()

    def set_state(self, state: State, word: str) -> None:
        """Show another state and its word."""
        self._state, self._word = state, word
        self.setAccessibleName(word)
        self.updateGeometry()
        self.update()

    def measure(self) -> None:
        self.setFixedHeight(theme.S(self.HEIGHT))

    def sizeHint(self) -> QSize:
        return QSize(round(state_width(self._state, self._word, self._role) + 2 * self.PAD + 0.99), self.height())

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        rect = QRectF(self.rect()).adjusted(self.PAD, 0, -self.PAD, 0)
        paint_state(QPainter(self), rect, self._state, self._word, self._role)


class Pill(StateWord):
    """Glyph and word on a ground: only where the state asks the reader to act."""

    PAD = 8

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        edge = self._state.token if theme.name() == "contrast" else None  # there every ground is black
        painting.outline(painter, QRectF(self.rect()), self.height() / 2, stroke=edge, fill=self._state.ground)
        painter.end()
        super().paintEvent(event)


def state_width(state: State, word: str, role: Role = "caption") -> float:
    """Return the width of glyph, gap and word in px."""
    glyph = 0 if state is State.PLAIN else GLYPH * _scale() + GAP
    return glyph + painting.width_of(word, role)


def paint_state(
    painter: QPainter, rect: QRectF, state: State, word: str, role: Role = "caption", *, right: bool = False
) -> float:
    """Paint glyph and word into `rect`, at its right end if `right`; return the width used."""
    width = state_width(state, word, role)
    x = max(rect.left(), rect.right() - width) if right else rect.left()
    if state is not State.PLAIN:
        side = GLYPH * _scale()
        paint_glyph(painter, state, QRectF(x, rect.center().y() - side / 2, side, side))
        x += side + GAP
    room = QRectF(x, rect.top(), rect.right() - x, rect.height())
    painting.text(painter, room, word, role=role, token=state.token)
    return width


def _scale() -> float:
    return theme.S(12) / 12
