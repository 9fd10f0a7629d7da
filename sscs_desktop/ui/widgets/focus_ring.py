"""One ring a window: 2 px accent, 2 px outside whatever got the focus by keyboard."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QScrollArea,
    QWidget,
)

from sscs_desktop.ui.widgets import painting

_GAP = 2
_WIDTH = 2
_OWN_SIGN = (QLineEdit, QPlainTextEdit, QComboBox, QAbstractItemView, QScrollArea)
"""These show their focus themselves: fields by their outline, lists by the bright selection."""

_MOVES = (QEvent.Type.Move, QEvent.Type.Resize, QEvent.Type.Show, QEvent.Type.Hide)


class FocusRing(QWidget):
    """Follows the focus inside its window; seen only after Tab, Backtab or a shortcut."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.hide()
        self._chain: list[QWidget] = []
        self._clip = QRect()
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._moved)

    def target(self) -> QWidget | None:
        """Return the widget ringed, None if none."""
        return self._chain[0] if self._chain else None

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in _MOVES:
            self._place()
        elif event.type() == QEvent.Type.MouseButtonPress:
            self._let_go()
        return False

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setClipRect(self._clip.translated(-self.pos()))
        painting.outline(painter, QRectF(self.rect()), 4 + _GAP, stroke="accent", width=_WIDTH)

    def _moved(self, _old: QWidget | None, now: QWidget | None) -> None:
        self._let_go()
        window = self.window()
        if now is None or now.window() is not window or isinstance(now, _OWN_SIGN):
            return
        if window.testAttribute(Qt.WidgetAttribute.WA_KeyboardFocusChange):
            self._follow(now)

    def _follow(self, widget: QWidget) -> None:
        each: QWidget | None = widget
        while each is not None and each is not self.window():
            self._chain.append(each)
            each.installEventFilter(self)
            each = each.parentWidget()
        self._place()

    def _let_go(self) -> None:
        for widget in self._chain:
            widget.removeEventFilter(self)
        self._chain.clear()
        self.hide()

    def _place(self) -> None:
        if not self._chain or not self._chain[0].isVisible():
            self.hide()
            return
        widget, window = self._chain[0], self.window()
        seen = QRect(QPoint(0, 0), window.size())
        for holder in self._chain[1:]:
            if isinstance(holder.parentWidget(), QScrollArea):
                seen &= QRect(holder.mapTo(window, QPoint(0, 0)), holder.size())
        out = _GAP + _WIDTH
        box = QRect(widget.mapTo(window, QPoint(0, 0)), widget.size()).adjusted(-out, -out, out, out)
        self._clip = seen
        self.setGeometry(box)
        self.setVisible(box.intersects(seen))
        self.raise_()
        self.update()
