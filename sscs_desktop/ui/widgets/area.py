"""Grounds: areas with hairlines on their inner edges, and calm scroll areas."""

from __future__ import annotations

from typing import TypeVar

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLayout, QLayoutItem, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from sscs_desktop.ui import theme
from sscs_desktop.ui.widgets import painting
from sscs_desktop.ui.widgets.restyled import Restyled

_Box = TypeVar("_Box", QHBoxLayout, QVBoxLayout)


class Area(Restyled, QWidget):
    """A ground (`token`) with hairlines on the edges named (any of l t r b); `height` in unzoomed px is kept fixed.

    `inset` shortens top and bottom lines at both ends, as under a section head.
    """

    def __init__(
        self,
        token: str | None = "surface",
        edges: str = "",
        *,
        height: int | None = None,
        width: int | None = None,
        inset: int = 0,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._token = token
        self._edges = edges
        self._height = height
        self._width = width
        self._inset = inset
        self.measure()

    def set_edges(self, edges: str) -> None:
        """Draw other hairlines."""
        self._edges = edges
        self.update()

    def row(self, margins: tuple[int, int, int, int] = (0, 0, 0, 0), spacing: int = 8) -> QHBoxLayout:
        """Give the area a horizontal layout and return it."""
        return _laid(QHBoxLayout(self), margins, spacing)

    def column(self, margins: tuple[int, int, int, int] = (0, 0, 0, 0), spacing: int = 0) -> QVBoxLayout:
        """Give the area a vertical layout and return it."""
        return _laid(QVBoxLayout(self), margins, spacing)

    def measure(self) -> None:
        if self._height is not None:
            self.setFixedHeight(theme.S(self._height))
        if self._width is not None:
            self.setFixedWidth(theme.S(self._width))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        if self._token is not None:
            painter.fillRect(self.rect(), theme.colour(self._token))
        painting.hairline(painter, QRectF(self.rect().adjusted(self._inset, 0, -self._inset, 0)), self._edges)


class Rule(QWidget):
    """A hairline between sections; 8 px high, because a 1-px widget vanishes at half of all positions at 125 %."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFixedHeight(8)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def paintEvent(self, event: QPaintEvent) -> None:
        painting.hairline(QPainter(self), QRectF(0, 0, self.width(), 4), "b")


class ScrollColumn(QScrollArea):
    """A vertical scroll area over one column; its content keeps its right edge whether or not the bar shows.

    Fill `self.column` (a QVBoxLayout that ends in a stretch): `add(widget)` puts before the stretch.
    """

    TRACK = 12

    def __init__(
        self,
        token: str = "surface",
        margins: tuple[int, int, int, int] = (24, 8, 24, 16),
        spacing: int = 0,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._margins = margins
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.viewport().setAutoFillBackground(False)
        body = Area(token)
        self.column = body.column(margins, spacing)
        self.column.addStretch(1)
        self.setWidget(body)
        self.verticalScrollBar().rangeChanged.connect(self._keep_edge)

    def add(self, widget: QWidget) -> None:
        """Put a widget at the end of the column."""
        self.column.insertWidget(self.column.count() - 1, widget)

    def add_layout(self, layout: QLayout) -> None:
        """Put a layout at the end of the column."""
        self.column.insertLayout(self.column.count() - 1, layout)

    def clear(self) -> None:
        """Take everything out of the column and delete it."""
        while self.column.count() > 1:
            clear_item(self.column.takeAt(0))

    def _keep_edge(self) -> None:
        left, top, right, bottom = self._margins
        shown = self.verticalScrollBar().maximum() > 0
        self.column.setContentsMargins(left, top, right - (self.TRACK if shown else 0), bottom)


def reveal(widget: QWidget, room: int = 8) -> None:
    """Scroll the area around `widget`, if there is one, until it is seen with some room above and below."""
    each = widget.parentWidget()
    while each is not None:
        if isinstance(each, QScrollArea):
            each.ensureWidgetVisible(widget, 0, room)
            return
        each = each.parentWidget()


def beside(*widgets: QWidget) -> QWidget:
    """Return a holder of widgets in one row, with the room between them that verbs have."""
    holder = QWidget()
    row = QHBoxLayout(holder)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(8)
    for widget in widgets:
        row.addWidget(widget)
    return holder


def clear_item(item: QLayoutItem | None) -> None:
    """Delete what a layout item held, and whatever lies inside it; hidden at once, gone with the next events.

    It keeps its parent until then: a visible widget without one becomes a window of the system's.
    """
    if item is None:
        return
    if (widget := item.widget()) is not None:
        widget.hide()
        widget.deleteLater()
    if (layout := item.layout()) is not None:
        while layout.count():
            clear_item(layout.takeAt(0))
        layout.deleteLater()


def _laid(layout: _Box, margins: tuple[int, int, int, int], spacing: int) -> _Box:
    layout.setContentsMargins(*margins)
    layout.setSpacing(spacing)
    return layout
