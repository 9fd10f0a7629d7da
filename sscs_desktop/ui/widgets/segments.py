"""A few visible choices in one outline: one key instead of a drop-down."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from sscs_desktop.ui import theme
from sscs_desktop.ui.widgets import painting
from sscs_desktop.ui.widgets.restyled import Restyled


class Segments(Restyled, QWidget):
    """Choose one of (value, word) pairs by click or by Left and Right."""

    chosen = Signal(object)

    def __init__(self, choices: Sequence[tuple[object, str]], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._choices = list(choices)
        self._at = 0
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._say()
        self.measure()

    def value(self) -> object:
        """Return the value chosen."""
        return self._choices[self._at][0]

    def set_value(self, value: object) -> None:
        """Choose a value without telling anybody (ValueError if it is not offered)."""
        self._at = [v for v, _ in self._choices].index(value)
        self._say()
        self.update()

    def measure(self) -> None:
        self.setFixedHeight(theme.S(32))

    def sizeHint(self) -> QSize:
        return QSize(int(sum(self._needs()) + 0.99), theme.S(32))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def text_room(self) -> tuple[float, float]:
        """Return the width the texts need and the width they have, for the clipping test."""
        return sum(painting.width_of(word) for _, word in self._choices), self.width()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()), 0)
        if step:
            self._choose(self._at + step)
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        for index, cell in enumerate(self._cells()):
            if cell.contains(event.position()):
                self._choose(index)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painting.outline(painter, QRectF(self.rect()), 4, stroke="border", fill="surface")
        cells = self._cells()
        for index, cell in enumerate(cells):
            on = index == self._at
            if index and not on and index - 1 != self._at:
                painting.hairline(painter, cell.adjusted(0, 8, 0, -8), "l")
            if on:
                painting.outline(painter, cell, 4, stroke="accent", fill="sel", width=1)
            token = "accent" if on else "ink"
            middle = painting.Align.AlignHCenter
            painting.text(painter, cell, self._choices[index][1], token=token, align=middle)

    def _needs(self) -> list[float]:
        return [painting.width_of(word) + 24 for _, word in self._choices]

    def _cells(self) -> list[QRectF]:
        needs = self._needs()
        spare = (self.width() - sum(needs)) / len(needs)
        cells, x = [], 0.0
        for need in needs:
            cells.append(QRectF(x, 0, need + spare, self.height()))
            x += need + spare
        return cells

    def _choose(self, index: int) -> None:
        if 0 <= index < len(self._choices) and index != self._at:
            self._at = index
            self._say()
            self.update()
            self.chosen.emit(self.value())

    def _say(self) -> None:
        self.setAccessibleDescription(self._choices[self._at][1])
