"""Labels in one column, fields in another, a line below a field where it must explain itself."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLayout, QVBoxLayout, QWidget

from sscs_desktop.ui import theme
from sscs_desktop.ui.widgets.fields import TextField
from sscs_desktop.ui.widgets.restyled import Restyled
from sscs_desktop.ui.widgets.text import Label


class FormColumn(Restyled, QWidget):
    """Rows of label and field, 8 apart; `note` puts a widget under the field just added."""

    def __init__(
        self,
        *,
        label_width: int = 64,
        margins: tuple[int, int, int, int] = (16, 16, 16, 16),
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._label_width = label_width
        self._labels: list[Label] = []
        self._blanks: list[QWidget] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(*margins)
        self._column.setSpacing(8)
        self._column.addStretch(1)

    def add(self, label: str, *fields: QWidget | QLayout | int) -> QHBoxLayout:
        """Add a row: fields side by side (an int is a stretch). The first field is the label's buddy."""
        words = Label(label, "caption", "ink2")
        self._labels.append(words)
        row = QHBoxLayout()
        row.setSpacing(8)
        tall = any(isinstance(each, TextField) for each in fields)
        row.addWidget(words, 0, Qt.AlignmentFlag.AlignTop if tall else Qt.AlignmentFlag.AlignVCenter)
        for each in fields:
            if isinstance(each, int):
                row.addStretch(each)
            elif isinstance(each, QLayout):
                row.addLayout(each, 1)
            else:
                row.addWidget(each)
                if not each.accessibleName():
                    each.setAccessibleName(label)
        first = next((each for each in fields if isinstance(each, QWidget)), None)
        if first is not None:
            words.setBuddy(first)
        self._column.insertLayout(self._column.count() - 1, row)
        self.measure()
        return row

    def note(self, widget: QWidget) -> None:
        """Add a widget under the last field, in the fields' column."""
        row = QHBoxLayout()
        row.setSpacing(8)
        blank = QWidget()
        self._blanks.append(blank)
        row.addWidget(blank)
        row.addWidget(widget, 1)
        self._column.insertLayout(self._column.count() - 1, row)
        self.measure()

    def whole(self, widget: QWidget) -> None:
        """Add a widget across both columns."""
        self._column.insertWidget(self._column.count() - 1, widget)

    def measure(self) -> None:
        for blank in self._blanks:
            blank.setFixedWidth(max([theme.S(self._label_width), *(label.width() for label in self._labels)]))
        for label in self._labels:
            label.setFixedWidth(max(theme.S(self._label_width), label.sizeHint().width()))
            label.setMinimumHeight(theme.S(32))
