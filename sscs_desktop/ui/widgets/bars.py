"""A plain chart: one bar a line, the part of it that is done filled, every number in words beside it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from sscs_desktop.ui import theme
from sscs_desktop.ui.widgets import painting
from sscs_desktop.ui.widgets.restyled import Restyled

_LINE, _BAR, _GAP = 28, 12, 8
_NAME_SHARE = 0.36
"""Of the chart's width at most; a longer name yields its tail."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Bar:
    """A name, how many, how many of them are done, and the words for both."""

    name: str
    whole: int
    part: int = 0
    said: str = ""


class Bars(Restyled, QWidget):
    """Bars of one scale, in the order given."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bars: list[Bar] = []
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.measure()

    def show_bars(self, bars: Sequence[Bar]) -> None:
        """Show these bars."""
        self._bars = list(bars)
        self.setAccessibleName("；".join(f"{bar.name} {bar.said}" for bar in self._bars))
        self.measure()
        self.updateGeometry()
        self.update()

    def bars(self) -> Sequence[Bar]:
        """Return the bars shown."""
        return tuple(self._bars)

    def measure(self) -> None:
        self.setFixedHeight(theme.S(_LINE) * len(self._bars))

    def sizeHint(self) -> QSize:
        return QSize(theme.S(320), theme.S(_LINE) * len(self._bars))

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.S(200), self.sizeHint().height())

    def text_room(self) -> tuple[float, float]:
        """Return the width that the widest words beside a bar need and have, for the clipping test."""
        return self._said(), self.width() - self._names() - 2 * _GAP

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        names, height = self._names(), theme.S(_LINE)
        room = max(self.width() - names - self._said() - 2 * _GAP, 0.0)
        scale = room / max((bar.whole for bar in self._bars), default=1)
        for at, bar in enumerate(self._bars):
            line = QRectF(0, at * height, self.width(), height)
            name = QRectF(0, line.top(), names, height)
            painting.text(painter, name, bar.name, token="ink2", align=painting.Align.AlignRight)
            end = self._bar(painter, line, names + _GAP, bar.whole * scale, bar.part * scale)
            said = QRectF(end + _GAP, line.top(), line.right() - end, height)
            painting.text(painter, said, bar.said, role="caption", token="ink2")

    @staticmethod
    def _bar(painter: QPainter, line: QRectF, left: float, whole: float, part: float) -> float:
        """Paint an outline as long as the whole, its part filled; return where it ends."""
        side = theme.S(_BAR)
        top = line.center().y() - side / 2
        if whole > 0:
            painting.outline(painter, QRectF(left, top, whole, side), 2, stroke="border", fill="raised")
        if part > 0:
            painting.outline(painter, QRectF(left, top, part, side), 2, stroke=None, fill="fill")
        return left + whole

    def _names(self) -> float:
        widest = max((painting.width_of(bar.name) for bar in self._bars), default=0.0)
        return min(widest + 1, self.width() * _NAME_SHARE)

    def _said(self) -> float:
        return max((painting.width_of(bar.said, "caption") for bar in self._bars), default=0.0) + 1
