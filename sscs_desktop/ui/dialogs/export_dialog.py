"""导出台账: which ledger, in whose columns, of when; then where to, and nothing else is asked."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget

from sscs_desktop.base import clock
from sscs_desktop.base.errors import SscsError
from sscs_desktop.domain import ledger as ledgers
from sscs_desktop.domain.ledger import LedgerKind
from sscs_desktop.exchange import column_templates
from sscs_desktop.exchange.ledger_table import Ledger
from sscs_desktop.paperwork import prepared
from sscs_desktop.paperwork.prepared import Listed, Wish
from sscs_desktop.ui import messages, months, words
from sscs_desktop.ui.desk import Desk
from sscs_desktop.ui.dialogs.field_column import FieldColumn
from sscs_desktop.ui.dialogs.form_choice import FormChoice
from sscs_desktop.ui.dialogs.saving import ask_file
from sscs_desktop.ui.dialogs.sizes import fit
from sscs_desktop.ui.jobs import Task
from sscs_desktop.ui.widgets.area import ScrollColumn
from sscs_desktop.ui.widgets.dialog_frame import DialogFrame
from sscs_desktop.ui.widgets.fields import Choice, Tick
from sscs_desktop.ui.widgets.open_button import OpenButton
from sscs_desktop.ui.widgets.text import Label


class ExportDialog(DialogFrame):
    """One kind of ledger where a page asks for it, with what its list shows; else any."""

    def __init__(
        self, desk: Desk, kind: LedgerKind | None = None, listed: Listed | None = None, parent: QWidget | None = None
    ) -> None:
        super().__init__("", parent)
        self.setObjectName("export_dialog")
        self.setWindowTitle(self.tr("导出台账"))
        self._desk, self._listed = desk, listed
        self._task: Task | None = None
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
        kind, month = self.kind(), self.month.value()
        return Wish(
            kind=kind,
            month=month if isinstance(month, date) and kind in ledgers.OF_DAYS else None,
            template=self.forms.template(),
            only=self._listed if self.filtered.isChecked() else None,
            shows_phones=self.phones.isChecked(),
        )

    def accept_typed(self) -> None:
        """Ask where to, and write."""
        if self._task is not None:
            return
        if self.forms.is_every():
            self._ask_folder()
        else:
            self._ask_file()

    def write(self, file: Path) -> None:
        """Write off the GUI thread; the dialog stays until it is done, and Esc stops it."""
        wish, store = self.wish(), self._desk.store
        self._start(lambda task: prepared.write_ledger(store, file, wish, task.progress), file)

    def write_every_form(self, folder: Path) -> None:
        """Write one file for each form there is into a folder."""
        wish, store, forms = self.wish(), self._desk.store, self.forms.forms
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
        self.forms = FormChoice(self._desk)
        self.month = Choice([(None, self.tr("全部时间")), *((m, months.word(m)) for m in months.last())])
        self.filtered = Tick(self.tr("只要列表里现在筛出的"))
        self.phones = Tick(self.tr("电话写全（不勾就遮住四位）"))
        for name, field in (("what", self.what), ("form", self.forms.choice), ("month", self.month)):
            field.setObjectName(name)
        self.filtered.setObjectName("filtered")
        self.phones.setObjectName("phones")
        self.filtered.setChecked(self._listed is not None)
        self.filtered.setVisible(self._listed is not None)
        self.trouble = Label("", "caption", "bad", wrap=True)
        self.fields = FieldColumn()
        self.fields.add("what", self.tr("台账"), self.what)
        self.fields.add("form", self.tr("表样"), self.forms.choice)
        self.fields.add("month", self.tr("时间"), self.month)
        scroll = ScrollColumn("surface", (16, 16, 16, 16), 8)
        for part in (self.fields, self.forms, self.trouble, self.filtered, self.phones):
            scroll.add(part)
        self.body.addWidget(scroll)
        self.open_button = OpenButton()
        self.foot_right.addWidget(self.open_button)
        self._filled, self._out = self.add_verbs(self.tr("导出…"), self.tr("先不"))
        self.what.currentIndexChanged.connect(lambda _at: self._offer())
        self.forms.said.connect(self.say)
        self.forms.failed.connect(self._say_trouble)
        self.forms.of_kind.connect(self.what.set_value)

    def _offer(self) -> None:
        kind = self.kind()
        self.month.setEnabled(kind in ledgers.OF_DAYS)
        self.phones.setVisible(kind in (LedgerKind.ENTERPRISE, LedgerKind.PROJECT))
        self.forms.offer(kind)

    def _ask_folder(self) -> None:
        folder = QFileDialog.getExistingDirectory(self, self.tr("写到哪个文件夹"))
        if folder:
            self.write_every_form(Path(folder))

    def _ask_file(self) -> None:
        form = self.forms.template()
        stem = column_templates.file_stem(form) if form is not None else self.kind().label
        kinds = {"Excel (*.xlsx)": ".xlsx", "CSV (*.csv)": ".csv"}
        if file := ask_file(self, self.tr("导出台账"), f"{stem}-{clock.today():%Y%m%d}.xlsx", kinds):
            self.write(file)

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
