"""A key shown where it works."""

from __future__ import annotations

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from sscs_desktop.ui import theme
from sscs_desktop.ui.widgets import painting
from sscs_desktop.ui.widgets.restyled import Restyled


class KeyCap(Restyled, QWidget):
    """A key's name on a small ground, for those who like keys."""

    def __init__(self, key: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._key = key
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.measure()

    def measure(self) -> None:
        self.setFixedSize(int(painting.width_of(self._key, "key") + 12.99), theme.S(18))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painting.outline(painter, QRectF(self.rect()), 3, stroke=None, fill="mute_bg")
        middle = painting.Align.AlignHCenter
        painting.text(painter, QRectF(self.rect()), self._key, role="key", token="ink2", align=middle)
