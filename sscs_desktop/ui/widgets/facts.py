"""The parts of a detail: section heads, facts (label and value), lines of issues."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QRectF, Qt, Signal
from PySide6.QtGui import QEnterEvent, QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QWidget

from sscs_desktop.ui import theme
from sscs_desktop.ui.widgets import painting, states
from sscs_desktop.ui.widgets.area import clear_item
from sscs_desktop.ui.widgets.buttons import Button
from sscs_desktop.ui.widgets.restyled import Restyled
from sscs_desktop.ui.widgets.states import State
from sscs_desktop.ui.widgets.text import Elided, Label


class SectionHead(QWidget):
    """The name of a section, with a count, and verbs at the right."""

    def __init__(
        self, text: str, count: int | None = None, verbs: Sequence[Button] = (), parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._count = Label("" if count is None else str(count), "caption", "ink3")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 12, 0, 4)
        row.setSpacing(8)
        row.addWidget(Label(text, "record"))
        row.addWidget(self._count)
        row.addStretch(1)
        for verb in verbs:
            row.addWidget(verb)

    def set_count(self, count: int | None) -> None:
        """Show another count, None for none."""
        self._count.setText("" if count is None else str(count))


@dataclass(frozen=True, kw_only=True)
class Fact:
    """A label and its value; `verb` is a quiet word behind it (显示), `note` a caption under the value's line end."""

    label: str
    value: str
    verb: str = ""
    on: Callable[[], object] | None = None
    token: str = "ink"


class Facts(Restyled, QWidget):
    """Facts in two columns (one below 520 px by zoom): label 72 wide, value elided with the whole as tooltip."""

    NARROW = 520

    def __init__(self, facts: Sequence[Fact] = (), *, label_width: int = 72, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._facts = list(facts)
        self._label_width = label_width
        self._shape = (0, 0.0)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(8)
        self._grid.setVerticalSpacing(0)
        self._arrange()

    def set_facts(self, facts: Sequence[Fact]) -> None:
        """Show other facts."""
        self._facts = list(facts)
        self._shape = (0, 0.0)
        self._arrange()

    def measure(self) -> None:
        self._arrange()

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._arrange()

    def _arrange(self) -> None:
        """Set the facts in as many columns as there is room for, unless they stand so already."""
        columns = 1 if self.width() / theme.zoom() < self.NARROW else 2
        if (columns, theme.zoom()) == self._shape:
            return
        self._shape = (columns, theme.zoom())
        while self._grid.count():
            clear_item(self._grid.takeAt(0))
        down = -(-len(self._facts) // columns)
        for at, fact in enumerate(self._facts):
            self._put(fact, at % down, 2 * (at // down))
        for column in range(4):
            self._grid.setColumnStretch(column, 1 if column % 2 and column < 2 * columns else 0)
            self._grid.setColumnMinimumWidth(column, 0)
        self.setFixedHeight(theme.S(28) * down)

    def _put(self, fact: Fact, row: int, column: int) -> None:
        label = Label(fact.label, "caption", "ink3")
        label.setFixedWidth(max(theme.S(self._label_width), label.sizeHint().width()))
        cell = QWidget()
        cell.setFixedHeight(theme.S(28))
        inside = QHBoxLayout(cell)
        inside.setContentsMargins(0, 0, 8, 0)
        inside.setSpacing(8)
        value = Elided(fact.value, "body", fact.token)
        inside.addWidget(value, 0 if fact.verb else 1)
        if fact.verb:
            inside.addWidget(Button(fact.verb, "quiet", height=24, on=fact.on))
            inside.addStretch(1)
            value.setMinimumWidth(value.sizeHint().width())
        self._grid.addWidget(label, row, column, Qt.AlignmentFlag.AlignVCenter)
        self._grid.addWidget(cell, row, column + 1)


_LABEL_MOST = 140
"""Room of the label of an IssueLine: categories have four characters, and three words in English."""


class IssueLine(Restyled, QWidget):
    """One line of a detail, 32 high: label | what | who | state. `who` yields below 520 px by zoom."""

    pressed = Signal()

    def __init__(
        self,
        label: str,
        what: str,
        who: str = "",
        state: State = State.PLAIN,
        word: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._parts = (label, what, who, state, word)
        self._over = False
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAccessibleName("，".join(part for part in (label, what, who, word) if part))
        self.setToolTip(what)
        self.measure()

    def measure(self) -> None:
        self.setFixedHeight(theme.S(32))

    def enterEvent(self, event: QEnterEvent) -> None:
        self._over = True
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        self._over = False
        self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self.rect().contains(event.position().toPoint()):
            self.pressed.emit()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        label, what, who, state, word = self._parts
        rect = QRectF(self.rect())
        if self._over:
            painting.outline(painter, rect.adjusted(-4, 0, 4, 0), 4, stroke=None, fill="hover")
        narrow = self.width() / theme.zoom() < Facts.NARROW
        last = max(states.state_width(state, word), theme.S(152)) if word else 0.0
        middle = 0.0 if narrow or not who else theme.S(92)
        label_room = QRectF(0, 0, theme.S(_LABEL_MOST), rect.height())
        used = painting.text(painter, label_room, label, role="caption", token="ink3")
        left = max(theme.S(80), used + theme.S(12))
        room = rect.width() - left - last - middle - 8
        painting.text(painter, QRectF(left, 0, room, rect.height()), what)
        if middle:
            at = QRectF(rect.right() - last - middle, 0, middle - 8, rect.height())
            painting.text(painter, at, who, role="caption", token="ink2")
        if word:
            states.paint_state(painter, QRectF(rect.right() - last, 0, last, rect.height()), state, word)
