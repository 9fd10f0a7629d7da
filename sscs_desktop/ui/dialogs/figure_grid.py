"""The figures of the card's 生产经营 block, one a line in the form's order: value and period side by side."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QGridLayout, QWidget

from sscs_desktop.domain.enterprise import UNITS
from sscs_desktop.domain.vocabulary import Indicator
from sscs_desktop.ui import phrases, theme, words
from sscs_desktop.ui.dialogs.enter_key import ENTER
from sscs_desktop.ui.dialogs.field_column import mark
from sscs_desktop.ui.widgets.area import reveal
from sscs_desktop.ui.widgets.fields import LineField
from sscs_desktop.ui.widgets.restyled import Restyled
from sscs_desktop.ui.widgets.text import Label

_NAME = 132
_PERIOD = 132


class FigureGrid(Restyled, QWidget):
    """Texts only: what they mean is read elsewhere."""

    changed = Signal()

    def __init__(self, indicators: Sequence[Indicator], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows: dict[Indicator, tuple[LineField, LineField]] = {}
        self._labels: list[Label] = []
        self._problem = Label("", "caption", "bad", wrap=True)
        self._problem.setObjectName("problem_figures")
        self._problem.setVisible(False)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(4)
        grid.setColumnStretch(1, 1)
        for at, indicator in enumerate(indicators):
            self._put(grid, at, indicator)
        grid.addWidget(self._problem, len(indicators), 1, 1, 2)
        self.setFocusProxy(self._rows[indicators[0]][0])
        self.measure()

    def texts(self) -> dict[Indicator, tuple[str, str]]:
        """Return value and period of each line as they stand."""
        return {each: (value.text(), period.text()) for each, (value, period) in self._rows.items()}

    def show_texts(self, texts: Mapping[Indicator, tuple[str, str]]) -> None:
        """Show values and periods."""
        for indicator, (value, period) in texts.items():
            self._rows[indicator][0].setText(value)
            self._rows[indicator][1].setText(period)

    def show_problems(self, sentences: Mapping[Indicator, str]) -> bool:
        """Mark the wrong lines, say why below; tell whether one of them now has the focus."""
        self._problem.setText("　".join(dict.fromkeys(sentences.values())))
        self._problem.setVisible(bool(sentences))
        for indicator, (value, _period) in self._rows.items():
            mark(value, sentences.get(indicator, ""))
        wrong = [self._rows[each][0] for each in self._rows if each in sentences]
        if wrong:
            wrong[0].setFocus(Qt.FocusReason.ShortcutFocusReason)
        return bool(wrong)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Let Enter lead from a value to the next value: periods stay as they are on most papers, Tab leads there."""
        if isinstance(event, QKeyEvent) and event.type() is QEvent.Type.KeyPress and event.key() in ENTER:
            values = [value for value, _period in self._rows.values()]
            if watched in values[:-1]:
                following = values[values.index(watched) + 1]
                following.setFocus(Qt.FocusReason.TabFocusReason)
                reveal(following)
                return True
        return super().eventFilter(watched, event)

    def measure(self) -> None:
        for label in self._labels:
            label.setFixedWidth(theme.S(_NAME))
        for _value, period in self._rows.values():
            period.setFixedWidth(theme.S(_PERIOD))

    def _put(self, grid: QGridLayout, at: int, indicator: Indicator) -> None:
        unit = phrases.unit_word(UNITS[indicator])
        word = words.say(indicator)
        label = Label(self.tr("{name}（{unit}）").format(name=word, unit=unit), "caption", "ink2", wrap=True)
        value, period = LineField(), LineField()
        value.setObjectName(f"figure_{indicator}")
        period.setObjectName(f"period_{indicator}")
        value.setAccessibleName(label.text())
        period.setAccessibleName(self.tr("{name}的期间").format(name=word))
        for column, widget in enumerate((label, value, period)):
            grid.addWidget(widget, at, column)
        value.installEventFilter(self)
        for field in (value, period):
            field.textChanged.connect(lambda _text: self.changed.emit())
        self._labels.append(label)
        self._rows[indicator] = (value, period)
