"""Deciding between my value and a colleague's: before, mine, theirs, side by side, field by field."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from sscs_desktop.ui import keys, theme
from sscs_desktop.ui.pages.version_card import VersionCard
from sscs_desktop.ui.widgets.area import Area, Rule, ScrollColumn
from sscs_desktop.ui.widgets.buttons import Button
from sscs_desktop.ui.widgets.fields import TextField
from sscs_desktop.ui.widgets.restyled import Restyled
from sscs_desktop.ui.widgets.states import State, StateWord
from sscs_desktop.ui.widgets.text import Elided, Label

_OLD = 168
_GAP = 12
_NARROW = 560


@dataclass(frozen=True, kw_only=True)
class Side:
    """Who a column's values come from, and when."""

    title: str
    who: str


@dataclass(frozen=True, kw_only=True)
class Disagreement:
    """One field (or group of fields) that two people gave different values; may_type: one text, so it can be typed."""

    key: str
    label: str
    old: str
    mine: str
    theirs: str
    may_type: bool = True


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """What was decided for one field: mine, theirs, or typed with its text."""

    key: str
    choice: str
    text: str = ""


class ConflictPane(Area):
    """Ctrl+Enter or the filled button `decided` what is chosen so far; Esc or 以后再定 `postponed`."""

    decided = Signal(object)
    """A tuple of Verdicts."""
    postponed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("surface", parent=parent)
        self._rows: list[ConflictRow] = []
        self._merged = 0
        self._title = Elided("", "record")
        self._sentence = Label("", "caption", "ink2", wrap=True)
        self._heads = _Cells()
        self._body = ScrollColumn(margins=(24, 12, 24, 16))
        self._fields = QVBoxLayout()
        self._fields.setSpacing(0)
        for part in (self._title, self._sentence, _Space(8), Rule(), _Space(12), self._heads):
            self._body.add(part)
        self._body.add_layout(self._fields)
        column = self.column()
        column.addWidget(self._body, 1)
        column.addWidget(self._foot())
        keys.bind(keys.USE, self, self.use, within=True)

    def show_conflict(
        self, title: str, sentence: str, sides: tuple[Side, Side, Side], fields: Sequence[Disagreement], merged: int
    ) -> None:
        """Show one record's conflict; `merged` fields of the same save were taken without one."""
        self._title.setText(title)
        self._sentence.setText(sentence)
        self._heads.hold(*(_Head(side) for side in sides))
        self._merged = merged
        for row in self._rows:
            self._fields.removeWidget(row)
            row.hide()
            row.deleteLater()
        self._rows = [ConflictRow(field) for field in fields]
        for row in self._rows:
            row.changed.connect(self._count)
            row.moved.connect(self._move)
            self._fields.addWidget(row)
        self._count()

    def rows(self) -> Sequence[ConflictRow]:
        """Return the fields' rows, top to bottom."""
        return tuple(self._rows)

    def use(self) -> None:
        """Hand over what is decided so far; with nothing decided, lead to the first open field."""
        verdicts = tuple(v for v in (row.verdict() for row in self._rows) if v is not None)
        if verdicts:
            self.decided.emit(verdicts)
        elif self._rows:
            self._rows[0].focus_open()

    def focus_first(self) -> None:
        """Put the focus on the first field that is still open."""
        for row in self._rows:
            if row.verdict() is None:
                row.focus_open()
                return

    def _foot(self) -> Area:
        foot = Area("canvas", "t", height=56)
        row = foot.row((24, 0, 24, 0))
        self._said = Elided("", "caption", "ink2")
        self.use_button = Button("", "filled", on=self.use)
        self.use_button.setObjectName("use_decided")
        later = Button(self.tr("以后再定"), "plain", key="Esc", on=self.postponed.emit)
        later.setObjectName("decide_later")
        row.addWidget(self._said, 1)
        row.addWidget(self.use_button)
        row.addWidget(later)
        return foot

    def _count(self) -> None:
        done = sum(row.verdict() is not None for row in self._rows)
        left = len(self._rows) - done
        parts = []
        if done and left:
            parts.append(self.tr("已定 {done} 项，还有 {left} 项").format(done=done, left=left))
        elif done:
            parts.append(self.tr("已定 {done} 项，都定了").format(done=done))
        else:
            parts.append(self.tr("还有 {left} 项没定").format(left=left))
        if self._merged:
            parts.append(self.tr("另有 {count} 项没有冲突，已自动合并").format(count=self._merged))
        self._said.setText("　　".join(parts))
        self.use_button.set_words(self.tr("用定下的 {done} 项").format(done=done))
        self.use_button.setVisible(done > 0)

    def _move(self, row: ConflictRow, step: int) -> None:
        at = self._rows.index(row) + step
        if 0 <= at < len(self._rows):
            self._rows[at].focus_open()
            self._body.ensureWidgetVisible(self._rows[at], 0, 16)


class ConflictRow(QWidget):
    """One field: its name and state, 另写… at the right, the old value and the two versions as cards."""

    changed = Signal()
    moved = Signal(object, int)

    def __init__(self, field: Disagreement, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.field = field
        self._choice = ""
        self._state = StateWord()
        self.mine = VersionCard(field.mine, field.old)
        self.theirs = VersionCard(field.theirs, field.old)
        self.typed = TextField(self.tr("写下应当的内容"), height=56)
        self.typed.setVisible(False)
        self.typed.changed.connect(self._typing)
        for card, choice in ((self.mine, "mine"), (self.theirs, "theirs")):
            card.setObjectName(f"{choice}_{field.key}")
            card.chosen.connect(lambda choice=choice: self.choose(choice))
            card.steered.connect(self._steer)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 12, 0, 4)
        column.setSpacing(4)
        column.addLayout(self._line())
        cells = _Cells()
        cells.hold(_OldText(field.old), self.mine, self.theirs)
        column.addWidget(cells)
        column.addWidget(self.typed)
        self._say()

    def verdict(self) -> Verdict | None:
        """Return what is decided, None while it is open."""
        if self._choice == "typed":
            text = self.typed.text()
            return Verdict(key=self.field.key, choice="typed", text=text) if text else None
        return Verdict(key=self.field.key, choice=self._choice) if self._choice else None

    def choose(self, choice: str) -> None:
        """Decide for mine, theirs or what is typed."""
        self._choice = choice
        self.mine.set_chosen(choice == "mine")
        self.theirs.set_chosen(choice == "theirs")
        self.typed.setVisible(choice == "typed")
        if choice == "typed":
            self.typed.set_text(self.typed.text() or self.field.mine)
            self.typed.setFocus()
        self._say()
        self.changed.emit()

    def focus_open(self) -> None:
        """Focus the version chosen, or mine."""
        (self.theirs if self._choice == "theirs" else self.mine).setFocus(Qt.FocusReason.TabFocusReason)

    def _line(self) -> QHBoxLayout:
        line = QHBoxLayout()
        line.setSpacing(12)
        line.addWidget(Label(self.field.label))
        line.addWidget(self._state)
        line.addStretch(1)
        if self.field.may_type:
            write = Button(self.tr("另写…"), "quiet", key="F2", height=28, on=lambda: self.choose("typed"))
            write.setObjectName(f"type_{self.field.key}")
            line.addWidget(write)
        return line

    def _typing(self) -> None:
        self._say()
        self.changed.emit()

    def _steer(self, key: int) -> None:
        if key == Qt.Key.Key_F2:
            if self.field.may_type:
                self.choose("typed")
        elif key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self.moved.emit(self, 1 if key == Qt.Key.Key_Down else -1)
        else:
            self.choose("theirs" if key == Qt.Key.Key_Right else "mine")
            self.focus_open()

    def _say(self) -> None:
        words = {
            "mine": self.tr("用我的"),
            "theirs": self.tr("用对方的"),
            "typed": self.tr("另写的"),
        }
        if self.verdict() is None:
            self._state.set_state(State.DRAFT, self.tr("还没定"))
        else:
            self._state.set_state(State.DONE, words[self._choice])


class _Space(QWidget):
    def __init__(self, height: int) -> None:
        super().__init__()
        self.setFixedHeight(height)


class _Head(QWidget):
    def __init__(self, side: Side) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(Elided(side.title, "caption", "ink2"))
        column.addWidget(Elided(side.who, "caption", "ink3"))

    def height_for(self, width: int) -> int:
        """Return the height of the two lines."""
        return 2 * theme.line("caption")


class _OldText(Label):
    def __init__(self, text: str) -> None:
        super().__init__(text, "body", "ink2", wrap=True)
        self.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        self.setContentsMargins(0, 8, 0, 0)

    def height_for(self, width: int) -> int:
        """Return the height that the text needs at this width."""
        return self.heightForWidth(width) + 8


class _Cells(Restyled, QWidget):
    """Three cells laid out by hand: old 168, mine and theirs equal; below 560 px old stands above the two."""

    def __init__(self) -> None:
        super().__init__()
        self._cells: list[_Head | _OldText | VersionCard] = []

    def hold(self, *cells: _Head | _OldText | VersionCard) -> None:
        """Hold these three cells instead."""
        for cell in self._cells:
            cell.hide()
            cell.deleteLater()
        self._cells = list(cells)
        for cell in self._cells:
            cell.setParent(self)
            cell.show()
        self._arrange()

    def measure(self) -> None:
        if self._cells:
            self._arrange()

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._arrange()

    def _arrange(self) -> None:
        if len(self._cells) != 3:
            return
        old, mine, theirs = self._cells
        narrow = self.width() / theme.zoom() < _NARROW
        left = 0 if narrow else theme.S(_OLD) + _GAP
        half = max(theme.S(80), (self.width() - left - _GAP) // 2)
        top = 0
        if narrow:
            top = old.height_for(self.width()) + 4
            old.setGeometry(0, 0, self.width(), top - 4)
        high = max(mine.height_for(half), theirs.height_for(half))
        if not narrow:
            high = max(high, old.height_for(theme.S(_OLD)))
            old.setGeometry(0, 0, theme.S(_OLD), high)
        mine.setGeometry(left, top, half, high)
        theirs.setGeometry(left + half + _GAP, top, half, high)
        self.setFixedHeight(top + high)
