"""An empty page says what to do next."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from sscs_desktop.ui import icons, theme
from sscs_desktop.ui.widgets.buttons import Button
from sscs_desktop.ui.widgets.restyled import Restyled
from sscs_desktop.ui.widgets.text import Label


class EmptyState(QWidget):
    """Icon, what is so, why or what now, and up to two buttons (the first may be filled)."""

    def __init__(
        self, icon: str, title: str, sentence: str, buttons: tuple[Button, ...] = (), parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._title = Label(title, "record")
        self._sentence = Label(sentence, "body", "ink2", wrap=True)
        self._icon = _BigIcon(icon)
        for label in (self._title, self._sentence):
            label.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addStretch(1)
        for button in buttons:
            row.addWidget(button)
        row.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 24, 24, 24)
        column.setSpacing(0)
        column.addStretch(1)
        column.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addSpacing(16)
        column.addWidget(self._title)
        column.addSpacing(4)
        column.addWidget(self._sentence)
        column.addSpacing(16)
        column.addLayout(row)
        column.addStretch(2)

    def say(self, title: str, sentence: str) -> None:
        """Say something else."""
        self._title.setText(title)
        self._sentence.setText(sentence)


class _BigIcon(Restyled, QWidget):
    def __init__(self, name: str) -> None:
        super().__init__()
        self._name = name
        self.measure()

    def measure(self) -> None:
        self.setFixedSize(theme.S(40), theme.S(40))

    def paintEvent(self, event: QPaintEvent) -> None:
        icons.paint(QPainter(self), self._name, QRectF(self.rect()), "ink3", stroke=icons.THIN)
