"""各列填什么: the columns of another office's form, each with what fills it, to be put right."""

from __future__ import annotations

from PySide6.QtWidgets import QGridLayout, QWidget

from sscs_desktop.exchange.column_templates import Template
from sscs_desktop.exchange.form_columns import Column
from sscs_desktop.exchange.ledger_columns import FIELDS
from sscs_desktop.ui.dialogs.sizes import fit
from sscs_desktop.ui.widgets.area import ScrollColumn
from sscs_desktop.ui.widgets.dialog_frame import DialogFrame
from sscs_desktop.ui.widgets.fields import Choice
from sscs_desktop.ui.widgets.text import Elided, Label


class FormColumnsDialog(DialogFrame):
    """A line for each column; whoever opened it keeps what `fields` says."""

    def __init__(self, form: Template, parent: QWidget | None = None) -> None:
        super().__init__("", parent)
        self.setObjectName("form_columns")
        self.setWindowTitle(self.tr("各列填什么：{form}").format(form=form.name))
        self._choices = [self._choice(form, column) for column in form.columns]
        scroll = ScrollColumn("surface", (16, 16, 16, 16), 8)
        scroll.add(Label(self.tr("照表头认出来的。不对的改过来，以后都照这样填。"), "caption", "ink2", wrap=True))
        scroll.add(self._table(form))
        self.body.addWidget(scroll)
        self.add_verbs(self.tr("照这样填"), self.tr("先不"))
        fit(self, 520, 440)

    def fields(self) -> list[str]:
        """Return the field chosen for each column, "" for none."""
        return [str(choice.value() or "") for choice in self._choices]

    def _choice(self, form: Template, column: Column) -> Choice:
        blank = self.tr("都写“{text}”").format(text=column.text) if column.text else self.tr("留空待填")
        known = ((field.name, field.heading) for field in FIELDS[form.kind].values())
        choice = Choice([("", blank), *known], height=28)
        choice.set_value(column.field)
        choice.setAccessibleName(self.tr("“{heading}”一列填").format(heading=column.heading))
        return choice

    def _table(self, form: Template) -> QWidget:
        table = QWidget()
        grid = QGridLayout(table)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(4)
        for at, words in enumerate((self.tr("对方的列"), self.tr("填的内容"))):
            grid.addWidget(Label(words, "caption", "ink3"), 0, at)
            grid.setColumnStretch(at, 1)
        for line, (column, choice) in enumerate(zip(form.columns, self._choices, strict=True), start=1):
            grid.addWidget(Elided(" ".join(column.heading.split()), "body"), line, 0)
            grid.addWidget(choice, line, 1)
        return table
