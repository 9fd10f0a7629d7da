"""Step two of an import: what would become of each row, filtered, with a box to leave it out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from sscs_desktop.exchange.outcome import Line, Outcome, counted
from sscs_desktop.ui import import_words
from sscs_desktop.ui.widgets.area import Area
from sscs_desktop.ui.widgets.buttons import Button
from sscs_desktop.ui.widgets.record_list import RecordList
from sscs_desktop.ui.widgets.record_model import Row
from sscs_desktop.ui.widgets.search_field import SearchField
from sscs_desktop.ui.widgets.segments import Segments
from sscs_desktop.ui.widgets.text import Label

_WRONG = "wrong"
"""Shown instead of one outcome: rows of which something, or all, is not taken."""


class ReportPane(Area):
    """The rows of a trial; `chosen` are the places of those ticked."""

    changed = Signal()
    """Other rows are ticked."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("surface", parent=parent)
        self._lines: tuple[Line, ...] = ()
        self._rows: dict[tuple[str, int], Row] = {}
        self._head = Area("surface", "b")
        self._bar = self._head.row((16, 8, 16, 8))
        self.filter = Segments([(None, self.tr("全部"))])
        self.search = SearchField(self.tr("找名称、行号或原因"), short_hint=self.tr("找"))
        self.search.setObjectName("search")
        self.search.sought.connect(lambda _text: self._show())
        self.whole = Button(self.tr("全部取消"), "quiet", on=self._toggle_all)
        self.whole.setObjectName("whole")
        self._bar.addWidget(self.filter)
        self._bar.addWidget(self.search, 1)
        self._bar.addWidget(self.whole)
        self.rows = RecordList()
        self.rows.setObjectName("lines")
        self.rows.setAccessibleName(self.tr("导入报告"))
        self.rows.toggled.connect(self._toggle)
        self.note = Label("", "caption", "ink2", wrap=True)
        self.note.setContentsMargins(16, 4, 16, 4)
        column = self.column()
        column.addWidget(self._head)
        column.addWidget(self.note)
        column.addWidget(self.rows, 1)

    def show_lines(self, lines: Sequence[Line], rows: Sequence[Row]) -> None:
        """Show a trial as its rows say it; what a person has left out of this file stays left out."""
        left_out = {place for place, row in self._rows.items() if row.ticked is False}
        self._lines = tuple(lines)
        self._rows = {line.place: row for line, row in zip(lines, rows, strict=True)}
        self._tick(left_out & self.chosen(), is_ticked=False)
        counts = counted(lines)
        choices: list[tuple[object, str]] = [(None, self.tr("全部 {n}").format(n=len(lines)))]
        choices += [(each, f"{import_words.outcome(each)} {counts[each]}") for each in Outcome if counts[each]]
        if any(map(import_words.is_half_taken, lines)):
            wrong = sum(bool(line.problems) for line in lines)
            choices.append((_WRONG, self.tr("有问题 {n}").format(n=wrong)))
        fresh = Segments(choices)
        fresh.setObjectName("outcomes")
        fresh.setAccessibleName(self.tr("只看"))
        fresh.chosen.connect(lambda _value: self._show())
        self._bar.replaceWidget(self.filter, fresh)
        self.filter.hide()
        self.filter.deleteLater()
        self.filter = fresh
        fresh.show()
        self._show()
        self.rows.select_first()

    def say(self, sentence: str) -> None:
        """Say something above the rows, nothing for ""."""
        self.note.setText(sentence)
        self.note.setVisible(bool(sentence))

    def chosen(self) -> frozenset[tuple[str, int]]:
        """Return the places of the rows to bring in."""
        return frozenset(place for place, row in self._rows.items() if row.ticked)

    def _show(self) -> None:
        sought = self.search.text()
        rows = (self._rows[line.place] for line in self._lines if self._is_wanted(line))
        self.rows.show_rows(
            [row for row in rows if any(sought in words for words in (row.name, row.second, row.right))]
        )
        self.whole.setVisible(any(line.is_taken for line in self._lines))
        self.whole.set_words(self.tr("全部取消") if self.chosen() else self.tr("全部选上"))

    def _is_wanted(self, line: Line) -> bool:
        wanted = self.filter.value()
        return bool(line.problems) if wanted == _WRONG else wanted in (None, line.outcome)

    def _toggle(self, row: Row) -> None:
        line = next(line for line in self._lines if import_words.row_id(line) == row.id)
        self._tick([line.place], is_ticked=not row.ticked)
        self._tell()

    def _toggle_all(self) -> None:
        taken = [line.place for line in self._lines if line.is_taken]
        self._tick(taken, is_ticked=not self.chosen())
        self._tell()

    def _tick(self, places: Iterable[tuple[str, int]], *, is_ticked: bool) -> None:
        self._rows.update({place: replace(self._rows[place], ticked=is_ticked) for place in places})

    def _tell(self) -> None:
        self._show()
        self.changed.emit()
