"""What a field offers while one types: rows under the field, inside the window, so that no input method loses its grip.

A popup window would take the keyboard from an input method that is still composing.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPoint, QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from sscs_desktop.ui import theme
from sscs_desktop.ui.widgets import painting
from sscs_desktop.ui.widgets.area import Area
from sscs_desktop.ui.widgets.record_list import RecordList
from sscs_desktop.ui.widgets.record_model import Row

_MOST = 5


class OfferList(Area):
    """Stays above everything of `field`'s window; the field keeps the focus and hands keys down by `step`."""

    chosen = Signal(object)
    """The Row clicked."""

    def __init__(self, field: QWidget) -> None:
        super().__init__(None, parent=field.window())
        self._field = field
        self._list = _Rows(self)
        self._list.setObjectName("offers")
        self._list.clicked.connect(lambda _index: self.chosen.emit(self._list.current()))
        self.column((4, 4, 4, 4)).addWidget(self._list)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.hide()

    def offer(self, rows: Sequence[Row]) -> None:
        """Show these rows under the field, the first one selected; none hides the list."""
        self._list.clearSelection()
        self._list.show_rows(rows)
        if not rows:
            self.hide()
            return
        self._list.select(rows[0].id)
        self._place(len(rows))
        self.show()
        self.raise_()

    def current(self) -> Row | None:
        """Return the row selected."""
        return self._list.current()

    def rows(self) -> Sequence[Row]:
        """Return the rows offered."""
        return self._list.rows()

    def step(self, by: int) -> None:
        """Select the next (1) or the previous (-1) row."""
        rows = self._list.rows()
        current = self._list.current()
        at = next((place for place, row in enumerate(rows) if current is not None and row.id == current.id), -1)
        if 0 <= at + by < len(rows):
            self._list.select(rows[at + by].id)

    def paintEvent(self, event: QPaintEvent) -> None:
        painting.outline(QPainter(self), QRectF(self.rect()), 4, stroke="border", fill="surface")

    def _place(self, count: int) -> None:
        window = self._field.window()
        if self.parentWidget() is not window:
            self.setParent(window)
        corner = self._field.mapTo(window, QPoint(0, self._field.height() + 4))
        height = min(min(count, _MOST) * theme.S(48) + 8, window.height() - corner.y() - 8)
        self.setGeometry(corner.x(), corner.y(), self._field.width(), max(height, theme.S(56)))


class _Rows(RecordList):
    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def hasFocus(self) -> bool:
        return True  # the field's keys move this selection, so it is painted as the one that has them
