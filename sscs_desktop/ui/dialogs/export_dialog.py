"""导出台账: which ledger, in whose columns, of when; then where to, and nothing else is asked."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QFileDialog, QWidget

from sscs_desktop.base import clock
from sscs_desktop.base.errors import SscsError
from sscs_desktop.domain import ledger as ledgers
from sscs_desktop.domain.ledger import LedgerKind
from sscs_desktop.exchange import column_templates
from sscs_desktop.exchange.column_templates import Forgotten, Template
from sscs_desktop.exchange.ledger_table import Ledger
from sscs_desktop.exchange.tables import SUFFIXES
from sscs_desktop.paperwork import prepared
from sscs_desktop.paperwork.prepared import Listed, Wish
from sscs_desktop.ui import form_words, messages, months, words
from sscs_desktop.ui.desk import Desk
from sscs_desktop.ui.dialogs.field_column import FieldColumn
from sscs_desktop.ui.dialogs.sizes import fit
from sscs_desktop.ui.jobs import Task
from sscs_desktop.ui.widgets.area import ScrollColumn
from sscs_desktop.ui.widgets.buttons import Button
from sscs_desktop.ui.widgets.dialog_frame import DialogFrame
from sscs_desktop.ui.widgets.fields import Choice, Tick
from sscs_desktop.ui.widgets.open_button import OpenButton
from sscs_desktop.ui.widgets.text import Label

EVERY_FORM = "every"
"""Chosen instead of a form: a file for each that is offered."""


class ExportDialog(DialogFrame):
    """One kind of ledger where a page asks for it, with what its list shows; else any."""

    def __init__(
        self, desk: Desk, kind: LedgerKind | None = None, listed: Listed | None = None, parent: QWidget | None = None
    ) -> None:
        super().__init__("", parent)
        self.setObjectName("export_dialog")
        self.setWindowTitle(self.tr("导出台账"))
        self._desk, self._listed = desk, listed
        self._folder = desk.settings_path.with_name(column_templates.FORMS)
        self._task: Task | None = None
        self._forms: tuple[Template, ...] = ()
        self._forgotten: Forgotten | None = None
        self._build(kind)
        self._offer()
        fit(self, 520, 440)

    # ---- what is chosen

    def kind(self) -> LedgerKind:
        """Return the ledger chosen."""
        chosen = self.what.value()
        return chosen if isinstance(chosen, LedgerKind) else LedgerKind.ISSUE

    def wish(self) -> Wish:
        """Return what is to be written."""
        kind, month, form = self.kind(), self.month.value(), self.form.value()
        return Wish(
            kind=kind,
            month=month if isinstance(month, date) and kind in ledgers.OF_DAYS else None,
            template=form if isinstance(form, Template) else None,
            only=self._listed if self.filtered.isChecked() else None,
            shows_phones=self.phones.isChecked(),
        )

    def learn(self, file: Path) -> None:
        """Take another office's form over, its own file or a table, off the GUI thread; keep it and choose it."""
        kind, folder = self.kind(), self._folder
        self.learn_button.setEnabled(False)
        self.say(self.tr("正在看这份表…"))
        self._desk.jobs.start(
            "desk",
            lambda _task: column_templates.take(file, kind, folder),
            owner=self,
            done=self._learned,
            failed=self._not_learned,
        )

    def forget(self) -> None:
        """Keep the form chosen no longer: it can be learned again from the table it came from."""
        form = self.form.value()
        if not isinstance(form, Template):
            return
        try:
            forgotten = column_templates.forget(form, self._folder)
        except SscsError as error:
            self._say_trouble(error)
            return
        self._offer()
        self._forgotten = forgotten
        self.undo_button.setVisible(True)
        self.say(self.tr("已去掉，对方的文件没有动"), "check", "ok")

    def keep_again(self) -> None:
        """Take back that a form was forgotten."""
        if self._forgotten is None:
            return
        try:
            form = column_templates.keep_again(self._forgotten)
        except SscsError as error:
            self._say_trouble(error)
            return
        self._offer()
        self.form.set_value(form)
        self.say(self.tr("还留着这份表样"), "check", "ok")

    def accept_typed(self) -> None:
        """Ask where to, and write."""
        if self._task is not None:
            return
        if self.form.value() == EVERY_FORM:
            self._ask_folder()
        else:
            self._ask_file()

    def write(self, file: Path) -> None:
        """Write off the GUI thread; the dialog stays until it is done, and Esc stops it."""
        wish, store = self.wish(), self._desk.store
        self._start(lambda task: prepared.write_ledger(store, file, wish, task.progress), file)

    def write_every_form(self, folder: Path) -> None:
        """Write one file for each form there is into a folder."""
        wish, store, forms = self.wish(), self._desk.store, self._forms
        self._start(lambda task: prepared.write_every_form(store, folder, wish, forms, task.progress), folder)

    def _start(self, work: Callable[[Task], Ledger], target: Path) -> None:
        self._filled.setEnabled(False)
        self._out.set_words(self.tr("停下"))
        self.say(self.tr("正在导出…"))
        self._task = self._desk.jobs.start(
            "desk",
            work,
            owner=self,
            done=lambda found: self._done(found, target),
            failed=self._failed,
            progress=self._progress,
            cancelled=super().reject,
        )

    def reject(self) -> None:
        if self._task is None:
            super().reject()
        else:
            self._task.cancel()

    # ---- inside

    def _build(self, kind: LedgerKind | None) -> None:
        kinds = [kind] if kind is not None else list(LedgerKind)
        self.what = Choice([(each, words.say(each)) for each in kinds])
        self.what.set_value(kind or LedgerKind.MONTH)
        self.form = Choice()
        self.month = Choice([(None, self.tr("全部时间")), *((m, months.word(m)) for m in months.last())])
        self.filtered = Tick(self.tr("只要列表里现在筛出的"))
        self.phones = Tick(self.tr("电话写全（不勾就遮住四位）"))
        for name, field in (("what", self.what), ("form", self.form), ("month", self.month)):
            field.setObjectName(name)
        self.filtered.setObjectName("filtered")
        self.phones.setObjectName("phones")
        self.filtered.setChecked(self._listed is not None)
        self.filtered.setVisible(self._listed is not None)
        self.learn_button = Button(self.tr("照对方的空表填…"), "quiet", "file-input", on=self._ask_form)
        self.learn_button.setObjectName("learn")
        self.trouble = Label("", "caption", "bad", wrap=True)
        self.forget_button = Button(self.tr("不再用这份表样"), "quiet", "x", on=self.forget)
        self.forget_button.setObjectName("forget")
        self.undo_button = Button(self.tr("撤销，还用这份表样"), "quiet", "undo-2", on=self.keep_again)
        self.undo_button.setObjectName("undo")
        self.note_of_form = Label("", "caption", "ink2", wrap=True)
        self.fields = FieldColumn()
        self.fields.add("what", self.tr("台账"), self.what)
        self.fields.add("form", self.tr("表样"), self.form)
        self.fields.add("month", self.tr("时间"), self.month)
        scroll = ScrollColumn("surface", (16, 16, 16, 16), 8)
        verbs = (self.forget_button, self.undo_button, self.learn_button)
        for part in (self.fields, self.note_of_form, self.trouble, *verbs, self.filtered, self.phones):
            scroll.add(part)
        self.body.addWidget(scroll)
        self.open_button = OpenButton()
        self.foot_right.addWidget(self.open_button)
        self._filled, self._out = self.add_verbs(self.tr("导出…"), self.tr("先不"))
        self.what.currentIndexChanged.connect(lambda _at: self._offer())
        self.form.currentIndexChanged.connect(lambda _at: self._tell_form())

    def _offer(self) -> None:
        """Offer the forms there are for the ledger chosen."""
        kind = self.kind()
        self._forms = column_templates.offered(kind, self._folder)
        every = [(EVERY_FORM, self.tr("下面的表样各写一份"))] if len(self._forms) > 1 else []
        self.form.set_choices([(None, self.tr("本系统的列")), *every, *((form, form.name) for form in self._forms)])
        self.month.setEnabled(kind in ledgers.OF_DAYS)
        self.phones.setVisible(kind in (LedgerKind.ENTERPRISE, LedgerKind.PROJECT))
        if self.form.currentIndex() < 0:  # the one chosen is another ledger's, or forgotten
            self.form.set_value(None)
        self._tell_form()

    def _tell_form(self) -> None:
        form, self._forgotten = self.form.value(), None
        self.undo_button.setVisible(False)
        said = form_words.lacks(form, _of_forms) if isinstance(form, Template) else []
        if isinstance(form, Template) and form.table:
            said.insert(0, self.tr("填在对方空表的副本里，样子照旧。"))
        self.forget_button.setVisible(isinstance(form, Template) and column_templates.is_kept(form, self._folder))
        self.note_of_form.setText("\n".join(said))
        self.note_of_form.setVisible(bool(said))

    def _ask_folder(self) -> None:
        folder = QFileDialog.getExistingDirectory(self, self.tr("写到哪个文件夹"))
        if folder:
            self.write_every_form(Path(folder))

    def _ask_file(self) -> None:
        form = self.form.value()
        stem = column_templates.file_stem(form) if isinstance(form, Template) else self.kind().label
        name = f"{stem}-{clock.today():%Y%m%d}.xlsx"
        kinds = {"Excel (*.xlsx)": ".xlsx", "CSV (*.csv)": ".csv"}
        chosen, kind = QFileDialog.getSaveFileName(self, self.tr("导出台账"), name, ";;".join(kinds))
        if chosen:
            file = Path(chosen)
            is_known = file.suffix.lower() in SUFFIXES
            self.write(file if is_known else file.with_name(file.name + kinds.get(kind, ".xlsx")))

    def _ask_form(self) -> None:
        kinds = self.tr("对方的空表或表样") + " (*.xlsx *.xlsm *.xls *.et *.ods *.csv *.json)"
        chosen, _filter = QFileDialog.getOpenFileName(self, self.tr("照对方的空表填"), "", kinds)
        if chosen:
            self.learn(Path(chosen))

    def _learned(self, form: Template) -> None:
        self.learn_button.setEnabled(True)
        self.say("")
        if form.kind is not self.kind():
            self.what.set_value(form.kind)
        self._offer()
        self.form.set_value(form)
        self._tell_form()

    def _not_learned(self, error: SscsError) -> None:
        self.learn_button.setEnabled(True)
        self._say_trouble(error)

    def say(self, sentence: str, icon: str = "", token: str = "ink2") -> None:
        self.trouble.setVisible(False)
        super().say(sentence, icon, token)

    def _say_trouble(self, error: SscsError) -> None:
        """Say above the verbs what happened: what to do stands at the end of a sentence, which the foot would cut."""
        self.say("")
        self.trouble.setText(messages.sentence(error))
        self.trouble.setVisible(True)

    def _progress(self, done: int, total: int) -> None:
        self.say(self.tr("正在导出，已完成 {percent}%").format(percent=100 * done // total))

    def _done(self, found: Ledger, file: Path) -> None:
        """Say what was written and stay: the same may be wanted in another form."""
        self._task = None
        self._filled.setEnabled(True)
        self._out.set_words(self.tr("关闭"))
        self.open_button.offer(file)
        self.say(self.tr("已导出 {n} 行：{file}").format(n=len(found.entries), file=file.name), "check", "ok")

    def _failed(self, error: SscsError) -> None:
        self._task = None
        self._filled.setEnabled(True)
        self._out.set_words(self.tr("关闭"))
        self._say_trouble(error)


def _of_forms(words: str) -> str:
    return QCoreApplication.translate("forms", words)
