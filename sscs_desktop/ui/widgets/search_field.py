"""The field that searches while one types: filters of lists, and the search over everything."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QRectF, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from sscs_desktop.ui import icons, theme
from sscs_desktop.ui.widgets.fields import FieldBox, LineField
from sscs_desktop.ui.widgets.key_cap import KeyCap
from sscs_desktop.ui.widgets.restyled import Restyled

_MARGINS = 8
"""What a line of text keeps free on both sides."""


class SearchField(FieldBox):
    """A field that searches while one types, also while the input method is still composing."""

    sought = Signal(str)
    entered = Signal()

    def __init__(
        self,
        hint: str,
        *,
        short_hint: str = "",
        key_cap: str = "",
        glass: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent=parent)
        self._hints = (hint, short_hint or hint)
        self.edit = LineField(hint, height=0, pad=4)
        self.edit.sought.connect(self.sought)
        self.edit.returnPressed.connect(self.entered)
        self._glass = _Glass() if glass else None
        self._cap = KeyCap(key_cap) if key_cap else None
        self.inside.setContentsMargins(8, 0, 8, 0)
        if self._glass is not None:
            self.inside.addWidget(self._glass)
        self.inside.addWidget(self.edit, 1)
        if self._cap is not None:
            self.inside.addWidget(self._cap)
        self.setAccessibleName(hint)
        self.edit.setAccessibleName(hint)
        self.hold(self.edit)

    def text(self) -> str:
        """Return what was typed."""
        return self.edit.text().strip()

    def clear(self) -> None:
        """Empty the field."""
        self.edit.clear()

    def show_cap(self, shown: bool) -> None:
        """Show the key that leads here, or leave its room to the words."""
        if self._cap is not None:
            self._cap.setVisible(shown)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize:
            self._say_hint()
        return super().eventFilter(watched, event)

    def _say_hint(self) -> None:
        """Say the whole hint where there is room for it, else the short one."""
        whole, short = self._hints
        room = self.edit.contentsRect().width() - _MARGINS
        self.edit.setPlaceholderText(whole if self.edit.fontMetrics().horizontalAdvance(whole) <= room else short)


class _Glass(Restyled, QWidget):
    def __init__(self) -> None:
        super().__init__()
        self.measure()

    def measure(self) -> None:
        self.setFixedWidth(theme.S(16) + 4)

    def paintEvent(self, event: QPaintEvent) -> None:
        side = theme.S(16)
        icons.paint(QPainter(self), "search", QRectF(0, (self.height() - side) / 2, side, side), "ink2")
