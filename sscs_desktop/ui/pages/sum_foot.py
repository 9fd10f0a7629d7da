"""The sum at the foot of 上报: it must always add up, so it is never cut; where it is long it takes more lines."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from sscs_desktop.ui import theme
from sscs_desktop.ui.widgets import painting
from sscs_desktop.ui.widgets.restyled import Restyled

_SIDE = 16
_PLUS = " + "


class SumFoot(Restyled, QWidget):
    """The total at the left and its parts at the right on one line, else the parts below."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._total = ""
        self._parts: tuple[str, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.measure()

    def show_sum(self, total: str, parts: Sequence[str]) -> None:
        """Show a total and what it is made of."""
        self._total, self._parts = total, tuple(parts)
        self.setAccessibleName(self.said())
        self.measure()
        self.update()

    def said(self) -> str:
        """Return the sum as it is written."""
        return f"{self._total} = {_PLUS.join(self._parts)}"

    def measure(self) -> None:
        lines = self._lines()
        self.setFixedHeight(theme.S(32) if len(lines) == 1 else len(lines) * theme.line("caption") + theme.S(12))

    def resizeEvent(self, event: QResizeEvent) -> None:
        self.measure()

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.S(160), self.height())

    def text_room(self) -> tuple[float, float]:
        """Return the width the widest line needs and the width there is, for the clipping test."""
        return max(painting.width_of(line, "caption") for line in self._lines()), self._room()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme.colour("raised"))
        painting.hairline(painter, QRectF(self.rect()), "t")
        lines = self._lines()
        if len(lines) == 1:
            rect = QRectF(_SIDE, 0, self._room(), self.height())
            painting.text(painter, rect, self._total, role="caption", token="ink2")
            right = painting.Align.AlignRight
            painting.text(painter, rect, _PLUS.join(self._parts), role="caption", token="ink2", align=right)
            return
        high = theme.line("caption")
        for at, line in enumerate(lines):
            rect = QRectF(_SIDE, theme.S(12) / 2 + at * high, self._room(), high)
            painting.text(painter, rect, line, role="caption", token="ink2")

    def _room(self) -> float:
        return self.width() - 2 * _SIDE

    def _lines(self) -> list[str]:
        """Return the sum on one line if it fits, else the total and the parts broken before a plus."""
        whole = f"{self._total}　{_PLUS.join(self._parts)}"
        if not self._parts or painting.width_of(whole, "caption") <= self._room():
            return [whole]
        lines = [self._total]
        line = ""
        for part in self._parts:
            longer = f"{line}{_PLUS}{part}" if line else part
            if line and painting.width_of(longer, "caption") > self._room():
                lines.append(line + _PLUS.rstrip())
                line = part
            else:
                line = longer
        return [*lines, line]
