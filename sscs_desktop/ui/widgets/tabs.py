"""A row of words, one of them current: 36 high, underlined 2 px."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from sscs_desktop.ui import theme
from sscs_desktop.ui.widgets import painting
from sscs_desktop.ui.widgets.restyled import Restyled

_GAP = 22
_TIGHT = 12


class TabRow(Restyled, QWidget):
    """Tabs by index; a count is written after the word. Counts yield first when room is short, then the gaps."""

    chosen = Signal(int)

    def __init__(self, words: Sequence[str] = (), parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words = list(words)
        self._counts: dict[int, int] = {}
        self._at = 0
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.measure()

    def set_words(self, words: Sequence[str]) -> None:
        """Show other tabs, the first one current."""
        self._words = list(words)
        self._counts.clear()
        self._at = 0
        self.updateGeometry()
        self.update()

    def set_count(self, index: int, count: int | None) -> None:
        """Write a count after a tab's word (None takes it away)."""
        if count is None:
            self._counts.pop(index, None)
        else:
            self._counts[index] = count
        self.updateGeometry()
        self.update()

    def current(self) -> int:
        """Return the index of the current tab."""
        return self._at

    def choose(self, index: int) -> None:
        """Make a tab current and tell; an index past either end does nothing."""
        if 0 <= index < len(self._words) and index != self._at:
            self._at = index
            self.setAccessibleDescription(self._label(index))
            self.update()
            self.chosen.emit(index)

    def measure(self) -> None:
        self.setFixedHeight(theme.S(36))

    def sizeHint(self) -> QSize:
        labels = [self._label(index) for index in range(len(self._words))]
        return QSize(int(sum(map(painting.width_of, labels)) + _GAP * len(labels)), theme.S(36))

    def minimumSizeHint(self) -> QSize:
        return QSize(int(sum(map(painting.width_of, self._words)) + _TIGHT * (len(self._words) - 1)), theme.S(36))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()), 0)
        if step and not event.modifiers():
            self.choose(self._at + step)
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        for index, (left, width, _label) in enumerate(self._places()):
            if left - 8 <= event.position().x() <= left + width + 8:
                self.choose(index)
                return

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        bar = max(2, round(2 * theme.zoom()))
        for index, (left, width, label) in enumerate(self._places()):
            on = index == self._at
            rect = QRectF(left, 0, width + 1, self.height() - 2)
            painting.text(painter, rect, label, token="accent" if on else "ink2")
            if on:
                painter.fillRect(QRectF(left, self.height() - bar, width, bar), theme.colour("accent"))

    def _label(self, index: int) -> str:
        count = self._counts.get(index)
        return self._words[index] if count is None else f"{self._words[index]} {count}"

    def _places(self) -> list[tuple[float, float, str]]:
        labels = [self._label(index) for index in range(len(self._words))]
        if sum(map(painting.width_of, labels)) + _TIGHT * (len(labels) - 1) > self.width():
            labels = list(self._words)
        widths = [painting.width_of(label) for label in labels]
        spare = (self.width() - sum(widths)) / max(1, len(labels) - 1)
        gap = min(_GAP, max(_TIGHT, spare))
        places, x = [], 0.0
        for label, width in zip(labels, widths, strict=True):
            places.append((x, width, label))
            x += width + gap
        return places
