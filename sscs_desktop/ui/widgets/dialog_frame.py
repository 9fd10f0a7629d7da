"""A dialog's frame: body above, foot of 56 below on the canvas; the filled verb and the way out at its right."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from sscs_desktop.ui import icons, keys
from sscs_desktop.ui.widgets.area import Area
from sscs_desktop.ui.widgets.buttons import Button
from sscs_desktop.ui.widgets.focus_ring import FocusRing
from sscs_desktop.ui.widgets.key_cap import KeyCap
from sscs_desktop.ui.widgets.text import Elided


class DialogFrame(QDialog):
    """Put content into `self.body` (a QVBoxLayout without margins) and buttons into `self.foot_right`.

    Ctrl+Enter (also of the number pad) and the filled button call `accept_typed`; Esc calls `reject`.
    """

    def __init__(self, title: str, parent: QWidget | None = None, *, size: tuple[int, int] | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setWindowFlag(Qt.WindowType.WindowContextHelpButtonHint, False)
        self.note = Elided("", "caption", "ink2")
        self._mark = _Mark()
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        self._area = Area("surface")
        self.body = self._area.column()
        foot = Area("canvas", "t", height=56)
        row = foot.row((16, 0, 16, 0))
        row.addWidget(self._mark)
        row.addWidget(self.note, 1)
        self.foot_right = QHBoxLayout()
        self.foot_right.setSpacing(8)
        row.addLayout(self.foot_right)
        whole.addWidget(self._area, 1)
        whole.addWidget(foot)
        if size is not None:
            self.resize(*size)
        self._ring = FocusRing(self)
        keys.bind(keys.SAVE, self, self.accept_typed)

    def say(self, sentence: str, icon: str = "", token: str = "ink2") -> None:
        """Say something at the left of the foot (the draft's state), with an icon before it."""
        self.note.setText(sentence)
        self.note.set_token(token)
        self._mark.show_icon(icon, token)

    def add_verbs(self, verb: str, way_out: str, *, show_key: bool = True) -> tuple[Button, Button]:
        """Put the key cap, the filled verb and the way out at the right; return the two buttons."""
        if show_key:
            self.foot_right.addWidget(KeyCap("Ctrl+Enter"))
        filled = Button(verb, "filled", on=self.accept_typed)
        filled.setObjectName("accept")
        out = Button(way_out, "plain", key="Esc", on=self.reject)
        out.setObjectName("reject")
        self.foot_right.addWidget(filled)
        self.foot_right.addWidget(out)
        return filled, out

    def accept_typed(self) -> None:
        """Do what the filled button says; a dialog overrides this to check and save first."""
        self.accept()


class _Mark(QWidget):
    def __init__(self) -> None:
        super().__init__()
        self._name, self._token = "", "ink2"
        self.setFixedSize(16, 16)
        self.setVisible(False)

    def show_icon(self, name: str, token: str) -> None:
        self._name, self._token = name, token
        self.setVisible(bool(name))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._name:
            icons.paint(QPainter(self), self._name, QRectF(self.rect()), self._token)
