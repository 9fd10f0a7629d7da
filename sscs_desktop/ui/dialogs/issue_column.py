"""The right side of 记走访: the problems found. Adding one never moves the left side; a third one scrolls here."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QVBoxLayout, QWidget

from sscs_desktop.domain.vocabulary import Category
from sscs_desktop.ui import messages
from sscs_desktop.ui.dialogs.issue_block import IssueBlock, IssueText, Similar
from sscs_desktop.ui.widgets.area import reveal
from sscs_desktop.ui.widgets.buttons import Button
from sscs_desktop.ui.widgets.facts import IssueLine
from sscs_desktop.ui.widgets.fields import Tick
from sscs_desktop.ui.widgets.text import Label

Seek = Callable[[IssueText], Similar | None]
PAUSE_MS = 300
ENOUGH = 4
"""Characters before a search for a similar issue makes sense."""


class IssueColumn(QWidget):
    """Blocks one below another; `head`, a widget of its own, holds count and 无新问题.

    `seek` finds a similar open issue for a description.
    """

    changed = Signal()

    def __init__(self, seek: Seek, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._seek = seek
        self._categories: tuple[Category, ...] = tuple(Category)
        self._blocks: list[IssueBlock] = []
        self._known = 0
        self._removed: list[tuple[int, IssueText]] = []
        self._typed: IssueBlock | None = None
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE_MS)
        self._pause.timeout.connect(self._find_similar)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(8)
        self.add_button = Button(self.tr("再加一个问题"), "quiet", "plus", key="Ctrl+I", on=self.add)
        self.add_button.setObjectName("add_issue")
        self.none = Tick(self.tr("无新问题"))
        self.none.setObjectName("no_issue")
        self.none.setToolTip("Alt+W")
        self.none.toggled.connect(self._none_toggled)
        self._lay()
        self._tell()

    def texts(self) -> tuple[IssueText, ...]:
        """Return what the blocks say, empty ones included."""
        return tuple(block.text() for block in self._blocks)

    def blocks(self) -> Sequence[IssueBlock]:
        """Return the blocks, in their order."""
        return tuple(self._blocks)

    def show_texts(self, texts: Sequence[IssueText], same: Mapping[str, Similar]) -> None:
        """Show what a draft said; `same` holds the open issues that some of it are notes on, by id."""
        for block in self.blocks():
            self._take_out(block)
        for text in texts:
            block = self._put(text, len(self._blocks))
            if text.same_as in same:
                block.take_as_same(same[text.same_as])
        self._tell()

    def show_known(self, lines: Sequence[IssueLine]) -> None:
        """Show the issues that this visit has brought already; they are changed at their own place."""
        self._known = len(lines)
        for place, line in enumerate(lines):
            self._column.insertWidget(place, line)
        self._tell()

    def set_categories(self, categories: Sequence[Category]) -> None:
        """Offer these categories in every block."""
        self._categories = tuple(categories)
        for block in self._blocks:
            block.set_categories(categories)

    def add(self) -> None:
        """Add an empty block and put the cursor into it; nothing while 无新问题 is ticked."""
        if not self.add_button.isEnabled():
            return
        block = self._put(IssueText(), len(self._blocks))
        self._tell()
        self.changed.emit()
        block.focus_first()
        QTimer.singleShot(0, block, lambda: reveal(block))

    def remove(self, block: IssueBlock) -> None:
        """Take a block out; `undo` brings it back."""
        at = self._blocks.index(block)
        self._removed.append((at, block.text()))
        self._take_out(block)
        self._tell()
        self.changed.emit()
        rest = self._blocks[min(at, len(self._blocks) - 1)].description.edit if self._blocks else self.add_button
        rest.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def remove_focused(self) -> None:
        """Take out the block that has the focus (Alt+Delete)."""
        focused = QApplication.focusWidget()
        for block in self.blocks():
            if focused is not None and block.isAncestorOf(focused):
                self.remove(block)

    def undo(self) -> None:
        """Bring the block removed last back to its place."""
        if self._removed:
            at, text = self._removed.pop()
            self.none.setChecked(False)
            self._put(text, min(at, len(self._blocks))).focus_first()
            self._tell()
            self.changed.emit()

    def stand_below(self, below: bool) -> None:
        """Leave room above the head where the column stands below the visit."""
        self._head_box.setContentsMargins(0, 16 if below else 0, 0, 8)

    def explain_none(self) -> None:
        """Say why 无新问题 cannot be ticked."""
        self._problem.setText(messages.problem("has_issues"))
        self._problem.setVisible(True)

    def show_problems(self, problems: Mapping[str, Mapping[str, str]], general: str) -> bool:
        """Put sentences beside the fields of blocks (by id), `general` at the head; tell whether one has the focus."""
        self._problem.setText(general)
        self._problem.setVisible(bool(general))
        focused = False
        for block in self._blocks:
            own = problems.get(block.text().id, {})
            if block.show_problems(own if not focused else {}):
                focused = True
                reveal(block)
        return focused

    def hideEvent(self, event: QHideEvent) -> None:
        self._pause.stop()
        super().hideEvent(event)

    def _lay(self) -> None:
        self._count = Label("", "caption", "ink3")
        self._problem = Label("", "caption", "bad", wrap=True)
        self._problem.setObjectName("problem_is_no_issue")
        self._problem.setVisible(False)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(Label(self.tr("发现的问题"), "record"))
        row.addWidget(self._count)
        row.addStretch(1)
        row.addWidget(self.none)
        self.head = QWidget()
        self._head_box = inside = QVBoxLayout(self.head)
        inside.setContentsMargins(0, 0, 0, 8)
        inside.setSpacing(4)
        inside.addLayout(row)
        inside.addWidget(self._problem)
        self._undo_line = _UndoLine(self)
        self._column.addWidget(self._add_row())

    def _add_row(self) -> QWidget:
        line = QWidget()
        row = QHBoxLayout(line)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self.add_button)
        row.addStretch(1)
        row.addWidget(self._undo_line)
        return line

    def _put(self, text: IssueText, at: int) -> IssueBlock:
        block = IssueBlock(text, self._categories)
        block.changed.connect(self._block_changed)
        block.described.connect(lambda _text: self._described(block))
        block.removal_asked.connect(lambda: self.remove(block))
        self._blocks.insert(at, block)
        self._column.insertWidget(self._known + at, block)
        block.show()
        self._order()
        return block

    def _order(self) -> None:
        """Let Tab go through the blocks before the button that adds one: Qt puts what comes later behind all else."""
        fields = [field for block in self._blocks for field in block.tab_chain()]
        chain = [self._before_blocks(), *fields, self.add_button]
        for one, next_one in pairwise(chain):
            QWidget.setTabOrder(one, next_one)

    def _before_blocks(self) -> QWidget:
        """Return what Tab comes from when it enters the column."""
        each = self.add_button.previousInFocusChain()
        while each is not None and each is not self.add_button:
            if each.focusPolicy() != Qt.FocusPolicy.NoFocus and not any(b.isAncestorOf(each) for b in self._blocks):
                return each
            each = each.previousInFocusChain()
        return self.add_button

    def _take_out(self, block: IssueBlock) -> None:
        if self._typed is block:
            self._typed = None
        self._blocks.remove(block)
        block.hide()
        self._column.removeWidget(block)
        block.deleteLater()

    def _block_changed(self) -> None:
        self._tell()
        self.changed.emit()

    def _described(self, block: IssueBlock) -> None:
        self._typed = block
        self._pause.start()

    def _find_similar(self) -> None:
        block = self._typed
        if block is not None:
            text = block.text()
            block.offer(self._seek(text) if len(text.description) >= ENOUGH else None)

    def _is_written(self) -> bool:
        return bool(self._known) or any(not block.text().is_empty for block in self._blocks)

    def _none_toggled(self, on: bool) -> None:
        self._problem.setVisible(False)
        if on and self._is_written():
            self.none.setChecked(False)
            self.explain_none()
            return
        if on:
            for block in self.blocks():
                if block.text().is_empty:
                    self._take_out(block)
        self._tell()
        self.changed.emit()

    def _tell(self) -> None:
        """Say how many there are; what was written cannot be ticked away."""
        for number, block in enumerate(self._blocks, start=1):
            block.set_number(number)
        count = len(self._blocks) + self._known
        self._count.setText(str(count) if count else "")
        if self.none.isChecked() and self._is_written():
            self.none.setChecked(False)
        self.add_button.setEnabled(not self.none.isChecked())
        self.add_button.set_words(self.tr("再加一个问题") if count else self.tr("记一个问题"))
        self._undo_line.setVisible(bool(self._removed))


class _UndoLine(QWidget):
    def __init__(self, column: IssueColumn) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        row.addWidget(Label(self.tr("已去掉一个问题"), "caption", "ink2"))
        undo = Button(self.tr("撤销"), "quiet", height=24, key="Ctrl+Z", on=column.undo)
        undo.setObjectName("undo_removal")
        row.addWidget(undo)
