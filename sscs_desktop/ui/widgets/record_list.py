"""The list of every page: two-line rows of 48 px that answer who, how long ago, and is something open."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QHelpEvent, QKeyEvent, QMouseEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QToolTip,
    QWidget,
)

from sscs_desktop.ui import theme
from sscs_desktop.ui.widgets import painting, states
from sscs_desktop.ui.widgets.fields import paint_tick
from sscs_desktop.ui.widgets.record_model import ROW, RecordModel, Row
from sscs_desktop.ui.widgets.restyled import Restyled

_Index = QModelIndex | QPersistentModelIndex
_TRACK = 12
_LEFT = 16
_LEAD = 22
_BAR = 3


class RecordList(Restyled, QListView):
    """Rows with one selection that survives `show`. Enter or double click `opened`, Ctrl+Enter `stepped`."""

    picked = Signal(object)
    """The Row now selected, or None."""
    opened = Signal(object)
    stepped = Signal(object)
    menu_asked = Signal(object, object)
    """Row and global position: right click, menu key or Shift+F10."""
    toggled = Signal(object)
    """The Row whose box was pressed: by the mouse, or by the space bar."""
    typed = Signal(str)
    """A letter typed here, for whom letters mean something; the list itself does nothing with them."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = RecordModel()
        self._model.setParent(self)
        self._seen: str | None = None
        self.is_lit = False
        """Show the selection as focused: the keys of a field beside it move it."""
        self.setModel(self._model)
        self.setItemDelegate(_Delegate(self))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setMouseTracking(True)
        self.setMinimumHeight(0)
        self.doubleClicked.connect(lambda index: self.opened.emit(self._model.row_at(index)))
        self.selectionModel().currentChanged.connect(self._moved)

    def show_rows(self, rows: Sequence[Row]) -> None:
        """Show these rows; the record selected before stays selected if it is still listed."""
        kept, scrolled = self._seen, self.verticalScrollBar().value()
        self._model.show(rows)
        self.verticalScrollBar().setValue(scrolled)
        if kept is not None and not self.select(kept):
            self._seen = None
            self.picked.emit(None)

    def rows(self) -> Sequence[Row]:
        """Return the rows shown."""
        return self._model.rows()

    def select(self, row_id: str) -> bool:
        """Select a record's row and bring it into view; tell whether it is listed."""
        place = self._model.place(row_id)
        if place < 0:
            return False
        index = self._model.index(place)
        self.setCurrentIndex(index)
        self.scrollTo(index)
        return True

    def select_first(self) -> None:
        """Select the first record if none is selected."""
        if self.current() is None:
            first = next((row.id for row in self._model.rows() if not row.group), None)
            if first is not None:
                self.select(first)

    def current(self) -> Row | None:
        """Return the row selected, None if none."""
        index = self.currentIndex()
        return self._model.row_at(index) if index.isValid() else None

    def measure(self) -> None:
        self.scheduleDelayedItemsLayout()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        row = self.current()
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and row is not None:
            with_control = event.modifiers() & Qt.KeyboardModifier.ControlModifier
            (self.stepped if with_control else self.opened).emit(row)
            event.accept()
        elif event.key() == Qt.Key.Key_Space and row is not None and row.ticked is not None:
            self._toggle(row)
            event.accept()
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        super().mousePressEvent(event)
        index = self.indexAt(event.position().toPoint())
        if index.isValid() and event.position().x() < _LEFT + theme.S(_LEAD):
            self._toggle(self._model.row_at(index))

    def _toggle(self, row: Row) -> None:
        if row.ticked is not None:
            self.toggled.emit(row)

    def keyboardSearch(self, search: str) -> None:
        """Tell of a letter and look for nothing: letters belong to the filter field and the input method."""
        self.typed.emit(search)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        by_mouse = event.reason() == QContextMenuEvent.Reason.Mouse
        index = self.indexAt(event.pos()) if by_mouse else self.currentIndex()
        if index.isValid() and not self._model.row_at(index).group:
            place = event.globalPos() if by_mouse else self.viewport().mapToGlobal(self.visualRect(index).center())
            self.menu_asked.emit(self._model.row_at(index), place)

    def _moved(self, now: QModelIndex, _before: QModelIndex) -> None:
        row = self._model.row_at(now) if now.isValid() else None
        if row is None or row.group or row.id == self._seen:
            return
        self._seen = row.id
        self.picked.emit(row)


class _Delegate(QStyledItemDelegate):
    def __init__(self, view: RecordList) -> None:
        super().__init__(view)
        self._view = view

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        row: Row = index.data(ROW)
        return QSize(theme.S(120), theme.S(32 if row.group else 48))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        row: Row = index.data(ROW)
        rect = QRectF(0, option.rect.top(), self._width(), option.rect.height())
        if row.group:
            self._head(painter, rect, row)
            return
        self._ground(painter, rect, option)
        left = _LEFT
        if row.lead is not None:
            side = states.GLYPH * theme.S(12) / 12
            middle = _lines(rect)[0].center().y()
            states.paint_glyph(painter, row.lead, QRectF(_LEFT, middle - side / 2, side, side))
            left += theme.S(_LEAD)
        if row.ticked is not None:
            side = theme.S(16)
            paint_tick(painter, QRectF(_LEFT, rect.center().y() - side / 2, side, side), on=row.ticked)
            left += theme.S(_LEAD) + 4
        inner = rect.adjusted(left, 0, -4, 0)
        top, bottom = _lines(inner)
        self._first(painter, top, row)
        self._second(painter, bottom, row)
        if not option.state & QStyle.StateFlag.State_Selected and row.lead is None:
            painting.hairline(painter, rect.adjusted(_LEFT, 0, 0, 0), "b")

    def helpEvent(
        self, event: QHelpEvent, view: QAbstractItemView, option: QStyleOptionViewItem, index: _Index
    ) -> bool:
        if event.type() == QEvent.Type.ToolTip and index.isValid():
            row: Row = index.data(ROW)
            parts = (f"{row.name} {row.topic}".strip(), row.second)
            QToolTip.showText(event.globalPos(), "\n".join(part for part in parts if part), view)
            return True
        return super().helpEvent(event, view, option, index)

    def _width(self) -> int:
        bar = self._view.verticalScrollBar()
        return self._view.viewport().width() - (0 if bar.isVisible() else _TRACK)

    def _ground(self, painter: QPainter, rect: QRectF, option: QStyleOptionViewItem) -> None:
        if option.state & QStyle.StateFlag.State_Selected:
            here = self._view.hasFocus() or self._view.is_lit
            painter.fillRect(rect, theme.colour("sel" if here else "sel_off"))
            bar = QRectF(rect.left(), rect.top(), _BAR, rect.height())
            painter.fillRect(bar, theme.colour("accent" if here else "border"))
        elif option.state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(rect, theme.colour("hover"))

    def _head(self, painter: QPainter, rect: QRectF, row: Row) -> None:
        inner = rect.adjusted(_LEFT, 4, -4, 0)
        count = painting.width_of(row.right, "caption")
        painting.text(painter, inner, row.right, role="caption", token="ink3", align=painting.Align.AlignRight)
        room = inner.adjusted(0, 0, -count - 8, 0)
        painting.text(painter, room, row.name, role="caption", token="ink2")

    def _first(self, painter: QPainter, rect: QRectF, row: Row) -> None:
        right = painting.width_of(row.right, "caption")
        painting.text(painter, rect, row.right, role="caption", token="ink2", align=painting.Align.AlignRight)
        room = rect.adjusted(0, 0, -(right + 12 if row.right else 0), 0)
        used = painting.text(painter, room, row.name)
        if row.topic and room.width() - used > theme.S(44):
            painting.text(painter, room.adjusted(used + 14, 0, 0, 0), row.topic, token="ink2")

    def _second(self, painter: QPainter, rect: QRectF, row: Row) -> None:
        used = states.paint_state(painter, rect, row.state, row.word, right=True) if row.word else 0
        room = rect.adjusted(0, 0, -(used + 12 if used else 0), 0)
        painting.text(painter, room, row.second, role="caption", token="ink3")


def _lines(rect: QRectF) -> tuple[QRectF, QRectF]:
    """Return the places of the two lines in a row."""
    first, second = theme.line("body"), theme.line("caption")
    top = rect.top() + (rect.height() - first - second) / 2
    left, width = rect.left(), rect.width()
    return QRectF(left, top, width, first), QRectF(left, top + first, width, second)
