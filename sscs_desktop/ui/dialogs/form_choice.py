"""The forms there are for a ledger: one is chosen, learned from the other office's table, put right, or forgotten."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QCoreApplication, Signal
from PySide6.QtWidgets import QFileDialog, QVBoxLayout, QWidget

from sscs_desktop.base.errors import SscsError
from sscs_desktop.domain.ledger import LedgerKind
from sscs_desktop.exchange import column_templates
from sscs_desktop.exchange.column_templates import Forgotten, Template
from sscs_desktop.ui import form_words
from sscs_desktop.ui.desk import Desk
from sscs_desktop.ui.dialogs.form_columns_dialog import FormColumnsDialog
from sscs_desktop.ui.widgets.buttons import Button
from sscs_desktop.ui.widgets.fields import Choice
from sscs_desktop.ui.widgets.text import Label

EVERY_FORM = "every"
"""Chosen instead of a form: a file for each that is offered."""


class FormChoice(QWidget):
    """The field `choice`, and below it what is to be known of the form chosen and the verbs for it.

    said: sentence, icon, token. of_kind: a form was taken over that is another ledger's.
    """

    said = Signal(str, str, str)
    failed = Signal(object)
    of_kind = Signal(object)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.folder = desk.settings_path.with_name(column_templates.FORMS)
        self.forms: tuple[Template, ...] = ()
        self._desk, self._kind = desk, LedgerKind.ISSUE
        self._forgotten: Forgotten | None = None
        self.choice = Choice()
        self.note = Label("", "caption", "ink2", wrap=True)
        self.columns_button = self._verb("columns", self.tr("各列填什么…"), "pencil-line", self.ask_columns)
        self.forget_button = self._verb("forget", self.tr("不再用这份表样"), "x", self.forget)
        self.undo_button = self._verb("undo", self.tr("撤销，还用这份表样"), "undo-2", self.keep_again)
        self.learn_button = self._verb("learn", self.tr("照对方的空表填…"), "file-input", self._ask_form)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        for part in (self.note, self.columns_button, self.forget_button, self.undo_button, self.learn_button):
            column.addWidget(part)
        self.choice.currentIndexChanged.connect(lambda _at: self._tell())

    def template(self) -> Template | None:
        """Return the form chosen, None for our own columns or for all forms."""
        chosen = self.choice.value()
        return chosen if isinstance(chosen, Template) else None

    def is_every(self) -> bool:
        """Tell whether a file for each form is wanted."""
        return self.choice.value() == EVERY_FORM

    def offer(self, kind: LedgerKind) -> None:
        """Offer the forms there are for a ledger."""
        self._kind = kind
        self.forms = column_templates.offered(kind, self.folder)
        every = [(EVERY_FORM, self.tr("下面的表样各写一份"))] if len(self.forms) > 1 else []
        self.choice.set_choices([(None, self.tr("本系统的列")), *every, *((form, form.name) for form in self.forms)])
        if self.choice.currentIndex() < 0:  # the one chosen is another ledger's, or forgotten
            self.choice.set_value(None)
        self._tell()

    def learn(self, file: Path) -> None:
        """Take another office's form over, its own file or a table, off the GUI thread; keep it and choose it."""
        kind, folder = self._kind, self.folder
        self.learn_button.setEnabled(False)
        self.said.emit(self.tr("正在看这份表…"), "", "ink2")
        self._desk.jobs.start(
            "desk",
            lambda _task: column_templates.take(file, kind, folder),
            owner=self,
            done=self._learned,
            failed=self._not_learned,
        )

    def ask_columns(self) -> None:
        """Show what fills each column of the form chosen, to be put right."""
        form = self.template()
        if form is None:
            return
        dialog = FormColumnsDialog(form, self)
        dialog.accepted.connect(lambda: self.correct(form, dialog.fields()))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def correct(self, form: Template, fields: Sequence[str]) -> None:
        """Keep a form with its columns filled as a person says, and choose it."""
        try:
            kept = column_templates.keep(column_templates.corrected(form, fields), self.folder)
        except SscsError as error:
            self.failed.emit(error)
            return
        self._choose(kept)
        self.said.emit(self.tr("已记住，下次照这样填"), "check", "ok")

    def forget(self) -> None:
        """Keep the form chosen no longer: it can be learned again from the table it came from."""
        form = self.template()
        if form is None:
            return
        try:
            forgotten = column_templates.forget(form, self.folder)
        except SscsError as error:
            self.failed.emit(error)
            return
        self.offer(self._kind)
        self._forgotten = forgotten
        self.undo_button.setVisible(True)
        self.said.emit(self.tr("已去掉，对方的文件没有动"), "check", "ok")

    def keep_again(self) -> None:
        """Take back that a form was forgotten."""
        if self._forgotten is None:
            return
        try:
            form = column_templates.keep_again(self._forgotten)
        except SscsError as error:
            self.failed.emit(error)
            return
        self._choose(form)
        self.said.emit(self.tr("还留着这份表样"), "check", "ok")

    # ---- inside

    def _verb(self, name: str, words: str, icon: str, act: Callable[[], object]) -> Button:
        button = Button(words, "quiet", icon, on=act)
        button.setObjectName(name)
        return button

    def _choose(self, form: Template) -> None:
        self.offer(self._kind)
        self.choice.set_value(form)
        self._tell()

    def _tell(self) -> None:
        form, self._forgotten = self.template(), None
        self.undo_button.setVisible(False)
        said = form_words.lacks(form, _of_forms) if form is not None else []
        if form is not None and form.table:
            said.insert(0, self.tr("填在对方空表的副本里，样子照旧。"))
        self.columns_button.setVisible(form is not None)
        self.forget_button.setVisible(form is not None and column_templates.is_kept(form, self.folder))
        self.note.setText("\n".join(said))
        self.note.setVisible(bool(said))

    def _ask_form(self) -> None:
        kinds = self.tr("对方的空表或表样") + " (*.xlsx *.xlsm *.xls *.et *.ods *.csv *.json)"
        chosen, _filter = QFileDialog.getOpenFileName(self, self.tr("照对方的空表填"), "", kinds)
        if chosen:
            self.learn(Path(chosen))

    def _learned(self, form: Template) -> None:
        self.learn_button.setEnabled(True)
        self.said.emit("", "", "ink2")
        if form.kind is not self._kind:
            self.of_kind.emit(form.kind)
        self._choose(form)

    def _not_learned(self, error: SscsError) -> None:
        self.learn_button.setEnabled(True)
        self.failed.emit(error)


def _of_forms(words: str) -> str:
    return QCoreApplication.translate("forms", words)
