"""今日's one column: groups in a gutter, rows of 44, each ending in the one word that does it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QRectF, Qt, Signal
from PySide6.QtGui import QEnterEvent, QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from sscs_desktop.ui import icons, theme
from sscs_desktop.ui.widgets import painting
from sscs_desktop.ui.widgets.area import Area, ScrollColumn
from sscs_desktop.ui.widgets.buttons import Button
from sscs_desktop.ui.widgets.restyled import Restyled
from sscs_desktop.ui.widgets.states import Pill, State

_GUTTER = 104
_QUIET = 8
"""A quiet button's padding reaches past the margin, so that the words themselves end at it."""


@dataclass(frozen=True, kw_only=True)
class Item:
    """One thing that waits: who and what, why and until when, a light if there is one, and the word that does it."""

    id: str
    kind: str = ""
    who: str
    what: str = ""
    why: str = ""
    light: State | None = None
    light_word: str = ""
    step: str


@dataclass(frozen=True, kw_only=True)
class Group:
    """Items of one kind under one name."""

    icon: str
    name: str
    items: tuple[Item, ...]


class Agenda(ScrollColumn):
    """Shows groups of items. Enter or a click `opened`, the word or Ctrl+Enter `stepped`; both carry the Item."""

    opened = Signal(object)
    stepped = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("surface", (16, 0, 24 - _QUIET, 16), 0, parent)
        self._lines: list[AgendaLine] = []

    def show_groups(self, groups: Sequence[Group]) -> None:
        """Show these groups instead; the focused item keeps the focus if it is still there."""
        kept = next((line.item.id for line in self.lines() if line.hasFocus()), None)
        self.clear()
        self._lines = []
        shown = [group for group in groups if group.items]
        for group in shown:
            self.add(self._block(group, first=group is shown[0], last=group is shown[-1]))
        for line in self.lines():
            if line.item.id == kept:
                line.setFocus(Qt.FocusReason.OtherFocusReason)

    def lines(self) -> list[AgendaLine]:
        """Return the rows, top to bottom."""
        return list(self._lines)

    def _block(self, group: Group, *, first: bool, last: bool) -> QWidget:
        block = _Block(last)
        row = block.row((0, 0 if first else 2, 0, 2), 0)
        row.addWidget(_Gutter(group.icon, group.name), 0, Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout()
        column.setSpacing(0)
        for item in group.items:
            line = AgendaLine(item)
            self._lines.append(line)
            line.opened.connect(self.opened)
            line.stepped.connect(self.stepped)
            column.addWidget(line)
        row.addLayout(column, 1)
        return block


class _Block(Area):
    def __init__(self, last: bool) -> None:
        super().__init__(None)
        self._last = last

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self._last:
            painting.hairline(QPainter(self), QRectF(0, 0, self.width() - _QUIET, self.height()), "b")


class _Gutter(Restyled, QWidget):
    def __init__(self, icon: str, name: str) -> None:
        super().__init__()
        self._icon, self._name = icon, name
        self.measure()

    def measure(self) -> None:
        self.setFixedSize(theme.S(_GUTTER), theme.S(44))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        side, high = theme.S(16), self.height()
        icons.paint(painter, self._icon, QRectF(0, (high - side) / 2, side, side), "ink2")
        rect = QRectF(side + 8, 0, self.width() - side - 8, high)
        painting.text(painter, rect, self._name, role="caption", token="ink2")


class AgendaLine(Restyled, QWidget):
    """One item."""

    opened = Signal(object)
    stepped = Signal(object)

    def __init__(self, item: Item, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.item = item
        self._over = False
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName("，".join(part for part in (item.who, item.what, item.why, item.light_word) if part))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(24)
        row.addStretch(1)
        self._pill = Pill(item.light, item.light_word) if item.light is not None else None
        if self._pill is not None:
            row.addWidget(self._pill)
        self.step = Button(item.step, "quiet", height=28, on=lambda: self.stepped.emit(self.item))
        self.step.setObjectName("step")
        self._right = _Right(self.step)
        row.addWidget(self._right)
        self.measure()

    def measure(self) -> None:
        self.setFixedHeight(theme.S(44))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            control = event.modifiers() & Qt.KeyboardModifier.ControlModifier
            (self.stepped if control else self.opened).emit(self.item)
        elif event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self.focusNextPrevLine(1 if event.key() == Qt.Key.Key_Down else -1)
        else:
            super().keyPressEvent(event)

    def focusNextPrevLine(self, step: int) -> None:
        """Move the focus to the neighbouring item."""
        agenda = self.parentWidget()
        while agenda is not None and not isinstance(agenda, Agenda):
            agenda = agenda.parentWidget()
        if agenda is not None:
            lines = agenda.lines()
            at = lines.index(self) + step
            if 0 <= at < len(lines):
                lines[at].setFocus(Qt.FocusReason.TabFocusReason)
                agenda.ensureWidgetVisible(lines[at], 0, 8)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and self.rect().contains(event.position().toPoint()):
            self.opened.emit(self.item)

    def enterEvent(self, event: QEnterEvent) -> None:
        self._over = True
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        self._over = False
        self.update()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        if self._over:
            painting.outline(painter, QRectF(self.rect()).adjusted(-4, 1, 4, -1), 4, stroke=None, fill="hover")
        end = self._pill.x() if self._pill is not None else self._right.x()
        first, second = theme.line("body"), theme.line("caption")
        top = (self.height() - first - second) / 2
        room = end - 16
        used = painting.text(painter, QRectF(0, top, room, first), self.item.who)
        if self.item.what and room - used > theme.S(44):
            rect = QRectF(used + 11, top, room - used - 11, first)
            painting.text(painter, rect, self.item.what, token="ink2")
        below = QRectF(0, top + first, room, second)
        painting.text(painter, below, self.item.why, role="caption", token="ink3")


class _Right(Restyled, QWidget):
    """Right-aligns the step's word in a column, so that pills stand under one another."""

    def __init__(self, button: Button) -> None:
        super().__init__()
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.addStretch(1)
        self._row.addWidget(button)
        self._button = button
        self.measure()

    def measure(self) -> None:
        self.setMinimumWidth(max(theme.S(80), self._button.sizeHint().width()))
