"""What Ctrl+K finds, listed under the search field while one types."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QObject, QPoint, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from sscs_desktop.ui import theme
from sscs_desktop.ui.target import Target
from sscs_desktop.ui.widgets import painting
from sscs_desktop.ui.widgets.record_list import RecordList
from sscs_desktop.ui.widgets.record_model import Row
from sscs_desktop.ui.widgets.search_field import SearchField
from sscs_desktop.ui.widgets.text import Label

_PAUSE_MS = 120
_ROWS = 7
_STEPS = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown)


class SearchPopup(QWidget):
    """A child of the window, so that the field keeps focus and input method. `chosen` carries a Target."""

    chosen = Signal(object)

    def __init__(self, window: QWidget, field: SearchField, find: Callable[[str], Sequence[Row]]) -> None:
        super().__init__(window)
        self._field = field
        self._find = find
        self._words = ""
        self.list = RecordList()
        self.list.is_lit = True
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._nothing = Label(self.tr("没有找到，可以换首字母或信用代码试试"), "body", "ink2")
        self._nothing.setContentsMargins(16, 12, 16, 12)
        column = QVBoxLayout(self)
        column.setContentsMargins(2, 2, 2, 2)
        column.setSpacing(0)
        column.addWidget(self.list)
        column.addWidget(self._nothing)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE_MS)
        self._pause.timeout.connect(self.search)
        field.sought.connect(self._typed)
        field.entered.connect(self._enter)
        field.edit.installEventFilter(self)
        self.list.clicked.connect(lambda _index: self._enter())
        self.hide()

    def begin(self) -> None:
        """Put the cursor into the field, what stands there selected."""
        self._field.edit.setFocus(Qt.FocusReason.OtherFocusReason)
        self._field.edit.selectAll()

    def end(self) -> bool:
        """Close the list, or empty the field; tell whether there was something to close."""
        self._pause.stop()
        if self.isVisible() or self._field.edit.hasFocus():
            had = self.isVisible() or bool(self._field.text())
            self.hide()
            self._field.clear()
            self._pause.stop()
            return had
        return False

    def search(self) -> None:
        """Find now."""
        if not self._words.strip():
            self.hide()
            return
        rows = list(self._find(self._words.strip()))
        self.list.setCurrentIndex(self.list.model().index(-1, 0))
        self.list.show_rows(rows)
        self.list.setVisible(bool(rows))
        self._nothing.setVisible(not rows)
        self.list.select_first()
        self.place()
        self.show()
        self.raise_()

    def place(self) -> None:
        """Lie under the field, as high as the rows need."""
        window = self.parentWidget()
        if window is None:
            return
        at = self._field.mapTo(window, QPoint(0, self._field.height() + 4))
        rows = max(1, min(_ROWS, len(self.list.rows())))
        width = min(max(self._field.width(), theme.S(420)), window.width() - at.x() - 16)
        self.setGeometry(at.x(), at.y(), width, theme.S(48) * rows + 4)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and self.isVisible():
            if event.key() in _STEPS:
                self.list.keyPressEvent(event)
                return True
        elif event.type() == QEvent.Type.FocusOut:
            QTimer.singleShot(0, self, self._left)
        return super().eventFilter(watched, event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painting.outline(QPainter(self), QRectF(self.rect()), 4, stroke="border", fill="surface")

    def _typed(self, words: str) -> None:
        self._words = words
        self._pause.start()

    def _enter(self) -> None:
        self._pause.stop()
        if not self.isVisible():
            self.search()
        row = self.list.current() if self.isVisible() else None
        if row is None:
            return
        self.hide()
        self._field.clear()
        self._pause.stop()
        is_place = row.kind.startswith(("page:", "verb:"))
        self.chosen.emit(Target(row.kind, "" if is_place else row.id))

    def _left(self) -> None:
        if not self._field.edit.hasFocus() and not self.underMouse():
            self.hide()
