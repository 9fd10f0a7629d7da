"""One field a line, labels in a column, the reason of a refusal beside the field it is about."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from sscs_desktop.ui import theme
from sscs_desktop.ui.widgets.restyled import Restyled
from sscs_desktop.ui.widgets.text import Label


class FieldLabel(Label):
    """The word before a field, in the middle of the field's first line."""

    def __init__(self, text: str, width: int = 64) -> None:
        self._width = width
        super().__init__(text, "caption", "ink2", wrap=True)
        self.setAlignment(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft)

    def measure(self) -> None:
        super().measure()
        self.setFixedWidth(theme.S(self._width))
        self.setMinimumHeight(theme.S(32))


class FieldColumn(Restyled, QWidget):
    """Add fields by the name they have in the record; `show_problems` puts sentences below them."""

    def __init__(self, *, label_width: int = 64) -> None:
        super().__init__()
        self._label_width = label_width
        self._fields: dict[str, QWidget] = {}
        self._labels: dict[str, FieldLabel] = {}
        self._problems: dict[str, Label] = {}
        self._below: dict[str, QWidget] = {}
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(8)

    def add(self, name: str, label: str, field: QWidget, *, beside: QWidget | None = None) -> None:
        """Add a field (and something beside it) under its label; its accessible name is the label."""
        if beside is None:
            self.add_block(name, label, field, field)
            return
        holder = QWidget()
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(field)
        row.addWidget(beside, 1)
        self.add_block(name, label, field, holder)

    def add_block(self, name: str, label: str, field: QWidget, block: QWidget, below: QWidget | None = None) -> None:
        """Add a field that lies inside a bigger block, with a line `below` it."""
        problem = Label("", "caption", "bad", wrap=True)
        problem.setObjectName(f"problem_{name}")
        problem.setVisible(False)
        inside = QVBoxLayout()
        inside.setSpacing(4)
        for each in (block, below, problem):
            if each is not None:
                inside.addWidget(each)
        row = QHBoxLayout()
        row.setSpacing(8)
        self._labels[name] = FieldLabel(label, self._label_width)
        row.addWidget(self._labels[name], 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(inside, 1)
        self._column.addLayout(row)
        self._problems[name] = problem
        self._fields[name] = field
        if below is not None:
            self._below[name] = below
        self._watch(name, field)
        if not field.accessibleName():
            field.setAccessibleName(label)
        (field.focusProxy() or field).setAccessibleName(field.accessibleName())

    def add_plain(self, widget: QWidget) -> None:
        """Add something without a label, under the fields."""
        row = QHBoxLayout()
        row.setContentsMargins(theme.S(self._label_width) + 8, 0, 0, 0)
        row.addWidget(widget)
        row.addStretch(1)
        self._column.addLayout(row)

    def set_label(self, name: str, label: str) -> None:
        """Give a field another label."""
        self._labels[name].setText(label)
        field = self._fields[name]
        (field.focusProxy() or field).setAccessibleName(label)

    def field(self, name: str) -> QWidget:
        """Return the field added under a name (KeyError)."""
        return self._fields[name]

    def show_problems(self, sentences: Mapping[str, str]) -> list[str]:
        """Put each sentence below its field, clear the others, focus the first; return the names that have no field."""
        first = None
        for name in self._problems:
            sentence = sentences.get(name, "")
            self._say(name, sentence)
            if sentence and first is None:
                first = self._fields[name]
        if first is not None:
            first.setFocus(Qt.FocusReason.ShortcutFocusReason)
        return [name for name in sentences if name not in self._fields]

    def clear_problem(self, name: str) -> None:
        """Take the sentence below a field away."""
        if not self._problems[name].isHidden():
            self._say(name, "")

    def _say(self, name: str, sentence: str) -> None:
        """Put a sentence in the place of the line below a field, so that nothing moves where there is one."""
        label = self._problems[name]
        label.setText(sentence)
        label.setVisible(bool(sentence))
        if name in self._below:
            self._below[name].setVisible(not sentence)
        mark(self._fields[name], sentence)

    def _watch(self, name: str, field: QWidget) -> None:
        """Take the sentence away as soon as the person mends the field."""
        for signal in ("textChanged", "changed", "chosen"):
            if hasattr(field, signal):
                getattr(field, signal).connect(partial(self._mended, name))

    def _mended(self, name: str, *_what: object) -> None:
        self.clear_problem(name)


def mark(field: QWidget, sentence: str) -> None:
    """Mark a field as wrong, or as right again with an empty sentence."""
    set_wrong = getattr(field, "set_wrong", None)
    if set_wrong is not None:
        set_wrong(sentence)
