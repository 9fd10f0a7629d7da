"""A scrolling column whose content is replaced as a whole, as one widget: nothing flickers, nothing is left over."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from sscs_desktop.ui.widgets.area import ScrollColumn


class Sheet(ScrollColumn):
    """Shows a list of widgets one below another; where it was scrolled to stays."""

    def __init__(self, margins: tuple[int, int, int, int] = (24, 4, 24, 16), parent: QWidget | None = None) -> None:
        super().__init__(margins=margins, parent=parent)
        self._content: QWidget | None = None

    def show_widgets(self, widgets: Sequence[QWidget]) -> None:
        """Show these widgets instead."""
        scrolled = self.verticalScrollBar().value()
        content = QWidget()
        column = QVBoxLayout(content)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for widget in widgets:
            column.addWidget(widget)
        old, self._content = self._content, content
        if old is not None:
            old.hide()
            self.column.removeWidget(old)
            old.deleteLater()
        content.resize(self.column.contentsRect().width(), content.sizeHint().height())
        self.add(content)
        content.show()
        self._settle()
        self.verticalScrollBar().setValue(scrolled)

    def _settle(self) -> None:
        """Let the layouts answer at once: parts that choose their columns by width would be seen overlapping once."""
        for _ in range(2):
            QCoreApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest.value)
