"""Widgets that take their measures anew when theme or text size change."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QWidget

if TYPE_CHECKING:
    _Widget = QWidget
else:
    _Widget = object


class Restyled(_Widget):
    """Call `measure` once at the end of the constructor; it is called again whenever the look changes."""

    def measure(self) -> None:
        """Set fonts, palette, heights and margins from the theme."""

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self.measure()
            self.updateGeometry()
            self.update()
