"""The two sides of 记走访; one below the other where there is no room for two."""

from __future__ import annotations

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from sscs_desktop.ui import theme
from sscs_desktop.ui.dialogs.issue_column import IssueColumn
from sscs_desktop.ui.widgets.area import Area, ScrollColumn
from sscs_desktop.ui.widgets.restyled import Restyled

_TWO_COLUMNS = 800
_LEFT = 392


class VisitPanes(Restyled, QWidget):
    """Left 392, the rest at the right on `raised`; below 800 px by zoom one column that scrolls."""

    def __init__(self, form: QWidget, column: IssueColumn, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._column = column
        self._two: bool | None = None
        self._left = ScrollColumn("surface", (16, 16, 16, 8))
        self._left.add(form)
        self._right = Area("raised", "l")
        self._head = QWidget()
        QVBoxLayout(self._head).setContentsMargins(15, 16, 16, 0)
        self._body = ScrollColumn("raised", (15, 0, 16, 8))
        inside = self._right.column((1, 0, 0, 0))
        inside.addWidget(self._head)
        inside.addWidget(self._body, 1)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self._left)
        row.addWidget(self._right, 1)
        self.arrange(True)

    def arrange(self, two: bool) -> None:
        """Stand side by side, or one below the other."""
        if two == self._two:
            return
        self._two = two
        head = self._head.layout()
        if two:
            assert head is not None  # given in the constructor
            head.addWidget(self._column.head)
            self._body.add(self._column)
        else:
            self._left.add(self._column.head)
            self._left.add(self._column)
        self._column.stand_below(not two)
        self._right.setVisible(two)
        self.measure()

    def measure(self) -> None:
        if self._two:
            self._left.setFixedWidth(theme.S(_LEFT))
        else:
            self._left.setMinimumWidth(0)
            self._left.setMaximumWidth(16777215)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.arrange(self.width() / theme.zoom() >= _TWO_COLUMNS)
