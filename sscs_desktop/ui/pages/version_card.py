"""One version of a value as a card to choose: what differs from the old value is marked and underlined."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QEnterEvent,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QTextCharFormat,
    QTextLayout,
    QTextOption,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from sscs_desktop.ui import theme
from sscs_desktop.ui.pages import differing
from sscs_desktop.ui.widgets import painting
from sscs_desktop.ui.widgets.fields import paint_radio
from sscs_desktop.ui.widgets.restyled import Restyled

_PAD = 8
_RADIO = 36


class VersionCard(Restyled, QWidget):
    """A radio card; `chosen` when pressed. Arrow keys are its row's business (`steered`)."""

    chosen = Signal()
    steered = Signal(int)
    """The Qt key pressed: Left, Right, Up, Down or F2."""

    def __init__(self, text: str, old: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._text = text
        self._marks = differing.spans(old, text)
        self._is_chosen = False
        self._over = False
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(text)
        self.measure()

    def text(self) -> str:
        """Return the version's text."""
        return self._text

    def set_chosen(self, chosen: bool) -> None:
        """Show the card as the one decided for, or not."""
        self._is_chosen = chosen
        self.update()

    def height_for(self, width: int) -> int:
        """Return the height that the text needs at this width, on the grid."""
        lines = self._layout(width - theme.S(_RADIO) - _PAD)[1]
        return max(theme.S(40), 4 * -(-int(lines + 2 * _PAD) // 4))

    def sizeHint(self) -> QSize:
        return QSize(theme.S(160), self.height_for(max(self.width(), theme.S(160))))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers():
            self.chosen.emit()
        elif event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_F2):
            self.steered.emit(event.key())
        else:
            super().keyPressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and self.rect().contains(event.position().toPoint()):
            self.chosen.emit()

    def enterEvent(self, event: QEnterEvent) -> None:
        self._over = True
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        self._over = False
        self.update()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        ground = "sel" if self._is_chosen else "hover" if self._over else "surface"
        stroke, width = ("accent", 2) if self._is_chosen else ("border", 1)
        painting.outline(painter, QRectF(self.rect()), 6, stroke=stroke, fill=ground, width=width)
        side = theme.S(16)
        paint_radio(painter, QRectF(12, theme.S(20) - side / 2, side, side), on=self._is_chosen)
        layout, height = self._layout(self.width() - theme.S(_RADIO) - _PAD)
        top = max(_PAD, (theme.S(40) - theme.line("body")) / 2 if height <= theme.line("body") else _PAD)
        painter.setPen(theme.colour("ink"))
        layout.draw(painter, QPointF(theme.S(_RADIO), top), self._formats())

    def _layout(self, width: float) -> tuple[QTextLayout, float]:
        layout = QTextLayout(self._text, theme.font("body"))
        layout.setTextOption(QTextOption(Qt.AlignmentFlag.AlignLeft))
        layout.beginLayout()
        y = 0.0
        while (line := layout.createLine()).isValid():
            line.setLineWidth(max(width, 16))
            line.setPosition(QPointF(0, y + (theme.line("body") - line.height()) / 2))
            y += theme.line("body")
        layout.endLayout()
        return layout, y

    def _formats(self) -> list[QTextLayout.FormatRange]:
        formats = []
        for start, end in self._marks:
            mark = QTextLayout.FormatRange()
            look = QTextCharFormat()
            look.setBackground(theme.colour("mark"))
            look.setForeground(theme.colour("ink"))
            look.setUnderlineStyle(QTextCharFormat.UnderlineStyle.SingleUnderline)
            look.setUnderlineColor(theme.colour("warn_shape"))
            mark.format, mark.start, mark.length = look, start, end - start
            formats.append(mark)
        return formats
