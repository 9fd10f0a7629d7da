"""Step one of an import: what each column of a sheet was taken for, with what stands in it, to be put right."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QWidget

from sscs_desktop.exchange.cells import as_text
from sscs_desktop.exchange.columns import Column
from sscs_desktop.exchange.heading_words import plain_heading
from sscs_desktop.exchange.headings import COLUMNS, Said
from sscs_desktop.exchange.roster_rows import UNREAD, RosterReading, SheetReading
from sscs_desktop.ui import import_words
from sscs_desktop.ui.widgets.area import Area, ScrollColumn
from sscs_desktop.ui.widgets.fields import Choice
from sscs_desktop.ui.widgets.text import Elided, Label

_SAMPLES = 3
_MOST = 60
"""Columns shown; what a county adds to the right of them is its own business."""


class ColumnsPane(Area):
    """One sheet at a time, a line for each heading; `said` is what the person put right."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("surface", parent=parent)
        self._reading: RosterReading | None = None
        self._fields: dict[str, Choice] = {}
        self._said: dict[str, str] = {}
        self.sheets = Choice()
        self.sheets.setObjectName("sheets")
        self.sheets.setAccessibleName(self.tr("工作表"))
        self.sheets.currentIndexChanged.connect(lambda _at: self._show_sheet())
        self.taken = Label("", "body", "ink2", wrap=True)
        self.taken.setObjectName("taken")
        head = Area("surface", "b")
        row = head.row((16, 8, 16, 8))
        row.addWidget(self.sheets)
        row.addWidget(self.taken, 1)
        self._lines = ScrollColumn("surface", (16, 8, 16, 8))
        column = self.column()
        column.addWidget(head)
        column.addWidget(self._lines, 1)

    def recall(self, said: Said) -> None:
        """Take what was said of these headings another time."""
        self._said.update(said)

    def show_reading(self, reading: RosterReading) -> None:
        """Show a file's sheets: the one chosen before if it is still there, else the first that is a table."""
        self._reading = reading
        before = self.sheets.value()
        self.sheets.set_choices([(sheet.name, sheet.name) for sheet in reading.sheets])
        if self.sheets.value() != before:
            first = next((sheet.name for sheet in reading.sheets if sheet.taken_for in COLUMNS), None)
            self.sheets.set_value(first)
        self._show_sheet()

    def said(self) -> Said:
        """Return what the person said headings mean."""
        return dict(self._said)

    def _show_sheet(self) -> None:
        found = (
            next((s for s in self._reading.sheets if s.name == self.sheets.value()), None) if self._reading else None
        )
        self._lines.clear()
        self._fields.clear()
        if found is None:
            return
        self.taken.setText(import_words.sheet(found))
        self._lines.add(self._table(found))

    def _table(self, found: SheetReading) -> QWidget:
        table = QWidget()
        grid = QGridLayout(table)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(4)
        for column, words in enumerate((self.tr("表里的标题"), self.tr("内容"), self.tr("读作"))):
            grid.addWidget(Label(words, "caption", "ink3"), 0, column)
        kinds = (found.taken_for,) if found.taken_for in COLUMNS else tuple(COLUMNS)
        choices = self._choices(kinds)
        named = [at for at, text in enumerate(found.texts) if plain_heading(text) not in UNREAD][:_MOST]
        for line, at in enumerate(named, start=1):
            text = " ".join(found.texts[at].split())
            grid.addWidget(Elided(text, "body"), line, 0)
            grid.addWidget(Elided("，".join(_samples(found, at)), "caption", "ink3"), line, 1)
            field = Choice(choices, height=28)
            meant = found.means[at] if at < len(found.means) else ""
            field.set_value(self._said.get(plain_heading(text), meant))
            field.setAccessibleName(self.tr("“{heading}”读作").format(heading=text))
            field.currentIndexChanged.connect(lambda _at, text=text, field=field: self._chosen(text, field))
            self._fields[text] = field
            grid.addWidget(field, line, 2)
        for column, share in enumerate((3, 4, 3)):
            grid.setColumnStretch(column, share)
        return table

    def field(self, heading: str) -> Choice:
        """Return the field beside a heading (KeyError)."""
        return self._fields[heading]

    def _choices(self, kinds: tuple[str, ...]) -> list[tuple[object, str]]:
        columns = {column.field: self._words(column) for kind in kinds for column in COLUMNS[kind]}
        return [("", self.tr("不用这一列")), *columns.items()]

    def _words(self, column: Column) -> str:
        words = column.headings[0]
        return words if column.ticked is None else self.tr("打勾的是“{word}”").format(word=words)

    def _chosen(self, heading: str, field: Choice) -> None:
        self._said[plain_heading(heading)] = str(field.value() or "")
        self.changed.emit()


def _samples(found: SheetReading, at: int) -> Iterator[str]:
    """Yield the first values that stand below a heading, each once."""
    values = (as_text(row[at]) for place, row in found.cells.items() if place > found.heading_row and at < len(row))
    distinct = iter(
        dict.fromkeys(" ".join(value.split()) for value, _ in zip(values, range(50), strict=False) if value)
    )
    for _ in range(_SAMPLES):
        if (value := next(distinct, None)) is not None:
            yield value
