"""Running text in a detail: what somebody wrote, whole, to be read and copied."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QWidget

from sscs_desktop.ui import theme
from sscs_desktop.ui.widgets.restyled import Restyled
from sscs_desktop.ui.widgets.text import Label


class Paragraph(Label):
    """Wrapped text that can be selected."""

    def __init__(self, text: str, token: str = "ink") -> None:
        super().__init__(text, "body", token, wrap=True, selectable=True)


class LabelledText(Restyled, QWidget):
    """A label of 72 and a text of any length beside it, on as many lines as it needs."""

    def __init__(self, label: str, text: str, token: str = "ink") -> None:
        super().__init__()
        self._label = Label(label, "caption", "ink3")
        self._label.setContentsMargins(0, 3, 0, 0)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 4, 0, 2)
        row.setSpacing(8)
        row.addWidget(self._label, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(Paragraph(text, token), 1)
        self.measure()

    def measure(self) -> None:
        self._label.setMinimumWidth(theme.S(72))
