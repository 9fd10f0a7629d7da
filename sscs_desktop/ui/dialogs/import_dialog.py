"""导入: a county's roster or an old ledger; what its columns mean, what would become of its rows, then in, or back."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from PySide6.QtWidgets import QFileDialog, QStackedWidget, QWidget

from sscs_desktop.base.errors import SscsError
from sscs_desktop.exchange import returns
from sscs_desktop.exchange.headings import EVERYTHING, FILE_NAME, Meanings
from sscs_desktop.exchange.outcome import Line
from sscs_desktop.exchange.roster import RosterReading, read_sheets
from sscs_desktop.store import intake
from sscs_desktop.store.intake import Applied, Undone
from sscs_desktop.ui import import_words, messages
from sscs_desktop.ui.desk import Desk
from sscs_desktop.ui.dialogs.import_columns import ColumnsPane
from sscs_desktop.ui.dialogs.import_report import ReportPane
from sscs_desktop.ui.dialogs.sizes import fit
from sscs_desktop.ui.jobs import Task
from sscs_desktop.ui.widgets.buttons import Button
from sscs_desktop.ui.widgets.dialog_frame import DialogFrame

Result = TypeVar("Result")


class ImportDialog(DialogFrame):
    """Two steps: the columns, the rows. All reading and writing runs on the desk's lane."""

    def __init__(self, desk: Desk, file: Path, parent: QWidget | None = None) -> None:
        super().__init__("", parent)
        self.setObjectName("import_dialog")
        self.setWindowTitle(self.tr("导入 {name}").format(name=file.name))
        self._desk, self._file = desk, file
        self._meanings = Meanings(desk.settings_path.with_name(FILE_NAME))
        self._reading: RosterReading | None = None
        self._lines: tuple[Line, ...] = ()
        self._applied: Applied | None = None
        self._at_work: object | None = None
        self._task: Task | None = None
        self.columns, self.report = ColumnsPane(), ReportPane()
        self.report.changed.connect(self._show_verbs)
        self.steps = QStackedWidget()
        self.steps.addWidget(self.columns)
        self.steps.addWidget(self.report)
        self.body.addWidget(self.steps)
        self._build()
        fit(self, 840, 480)
        self._read()

    @property
    def is_at_work(self) -> bool:
        """Tell whether something is being read or written."""
        return self._at_work is not None

    def accept_typed(self) -> None:
        """Do what the filled button says: on to the rows, then bring them in."""
        if self.is_at_work or not self.verb.isEnabled():
            return
        if self.steps.currentWidget() is self.columns:
            self._try()
        else:
            self._bring_in()

    def reject(self) -> None:
        """Stop what runs; close when nothing does."""
        if self._task is not None:
            self._task.cancel()
            return
        super().reject()

    def _build(self) -> None:
        self.undo = Button(self.tr("撤销这次导入"), "plain", "undo-2", on=self._undo)
        self.undo.setObjectName("undo")
        self.refused = Button(self.tr("有问题的行另存…"), "plain", "file-output", on=self._ask_refused)
        self.refused.setObjectName("refused")
        self.back = Button(self.tr("上一步"), "plain", "chevron-left", on=self._step_back)
        self.back.setObjectName("back")
        for button in (self.undo, self.refused, self.back):
            self.foot_right.addWidget(button)
        self.verb, self.out = self.add_verbs(self.tr("下一步"), self.tr("关闭"))
        self._show_verbs()

    # ---- the work, on the desk's lane

    def _read(self) -> None:
        file, meanings = self._file, self._meanings
        self._start(self.tr("正在读…"), lambda _task: read_sheets(file, EVERYTHING, meanings), self._was_read)

    def _was_read(self, reading: RosterReading) -> None:
        self._reading = reading
        self.say("")
        self.columns.show_reading(reading)
        self._show_verbs()
        self.columns.sheets.setFocus()

    def _try(self) -> None:
        file, store = self._file, self._desk.store
        meanings = self._meanings.saying(self.columns.said())

        def work(_task: Task) -> tuple[RosterReading, tuple[Line, ...]]:
            reading = read_sheets(file, EVERYTHING, meanings)
            with store.read() as session:
                lines = intake.trial(session, reading)
            for sheet in reading.sheets:
                if sheet.taken_for in EVERYTHING:
                    meanings.keep(sheet.texts)
            return reading, lines

        self._start(self.tr("正在核对…"), work, self._was_tried)

    def _was_tried(self, found: tuple[RosterReading, tuple[Line, ...]]) -> None:
        self._reading, self._lines = found
        if not any(sheet.taken_for in EVERYTHING for sheet in self._reading.sheets):
            self.columns.show_reading(self._reading)
            self.say(self.tr("还没有认出标题行：请至少指明哪一列是企业名称，再指明另一列。"), "info", "bad")
            self._show_verbs()
            return
        self.steps.setCurrentWidget(self.report)
        self.report.show_lines(self._lines)
        self.report.say(self._notice())
        self.say("")
        self._show_verbs()
        self.report.rows.setFocus()

    def _bring_in(self) -> None:
        assert self._reading is not None
        chosen, store, name = self.report.chosen(), self._desk.store, self._file.name
        wanted = self._reading.only(lambda sheet, row: (sheet, row) in chosen)
        self._start(
            self.tr("正在导入…"),
            lambda task: intake.apply(store, wanted, name, task.progress),
            self._was_brought_in,
            self.tr("正在导入 {done}/{of}…"),
        )

    def _was_brought_in(self, done: Applied) -> None:
        self._applied = done if done.records else self._applied
        self._retry(import_words.done(done))

    def _undo(self) -> None:
        assert self._applied is not None
        store, made = self._desk.store, self._applied.id
        self._start(
            self.tr("正在撤销…"),
            lambda task: intake.undo(store, made, task.progress),
            self._was_undone,
            self.tr("正在撤销 {done}/{of}…"),
        )

    def _was_undone(self, done: Undone) -> None:
        self._applied = None
        self._retry(import_words.undone(done))

    def _retry(self, sentence: str) -> None:
        """Look again at what the rows would bring now, and keep the sentence about what was done."""
        reading, store = self._reading, self._desk.store
        assert reading is not None

        def work(_task: Task) -> tuple[Line, ...]:
            with store.read() as session:
                return intake.trial(session, reading)

        def show(lines: tuple[Line, ...]) -> None:
            self._lines = lines
            self.report.show_lines(lines)
            self.report.say(sentence)
            self.say("")
            self._show_verbs()

        self._start(sentence, work, show)

    # ---- the rows to mend

    def _ask_refused(self) -> None:
        name = self.tr("{name} 待改.xlsx").format(name=self._file.stem)
        chosen, _kind = QFileDialog.getSaveFileName(self, self.tr("有问题的行另存"), name, "(*.xlsx)")
        if chosen:
            self.write_refused(Path(chosen))

    def write_refused(self, target: Path) -> None:
        """Write the rows with something wrong under their own headings, with the reason beside them."""
        assert self._reading is not None
        reading, lines, title = self._reading, self._lines, self.tr("{name} 待改的行").format(name=self._file.stem)

        def work(_task: Task) -> Path:
            return returns.write_refused(target, reading, lines, messages.problem, title=title)

        self._start(self.tr("正在写…"), work, self._was_written)

    def _was_written(self, target: Path) -> None:
        self.report.say(self.tr("已写到 {name}：改好后可以直接再导入。").format(name=target.name))
        self.say("")
        self._show_verbs()

    # ---- inside

    def _start(
        self, words: str, work: Callable[[Task], Result], done: Callable[[Result], object], far: str = ""
    ) -> None:
        def home(result: Result) -> None:
            self._at_work = self._task = None
            done(result)

        self.say(words)
        this = self._at_work = object()
        task = self._desk.jobs.start(
            "desk",
            work,
            owner=self,
            done=home,
            failed=self._failed,
            progress=lambda at, of: self.say(far.format(done=at, of=of)) if far else None,
            cancelled=self._cancelled,
        )
        if self._at_work is this:  # a quick job has come home already, and may have begun another
            self._task = task
        self._show_verbs()

    def _failed(self, error: SscsError) -> None:
        self._at_work = self._task = None
        self.say(messages.sentence(error), "info", "bad")
        self._show_verbs()

    def _cancelled(self) -> None:
        """Say how far it came: whole chunks stand, and the memory of them."""
        self._at_work = self._task = None
        if self.steps.currentWidget() is not self.report:
            super().reject()
            return
        with self._desk.store.read() as session:
            last = next(iter(intake.taken(session)), None)
        if last is not None and last.name == self._file.name and last.standing:
            self._applied = Applied(id=last.id, records=last.records, rows=0, left=0)
        self._retry(self.tr("停下了：已经办好的留着，再按一次从这里接着来。"))

    def _step_back(self) -> None:
        self.steps.setCurrentWidget(self.columns)
        self.say("")
        self._show_verbs()
        self.columns.sheets.setFocus()

    def _notice(self) -> str:
        assert self._reading is not None
        notices = import_words.notices(self._reading)
        limits = self.tr("企业的基本情况归县里管，改动会作为更正提给县里；类别、层级、分包由县里定，不从这里改。")
        return "　".join([*notices, limits] if self._reading.rows else notices)

    def _show_verbs(self) -> None:
        is_report, is_free = self.steps.currentWidget() is self.report, not self.is_at_work
        chosen = len(self.report.chosen()) if is_report else 0
        self.verb.set_words(self.tr("导入 {n} 行").format(n=chosen) if is_report else self.tr("下一步"))
        self.verb.setEnabled(is_free and (chosen > 0 if is_report else self._reading is not None))
        self.out.set_words(self.tr("关闭") if is_free else self.tr("停下"))
        self.back.setVisible(is_report and self._applied is None)
        self.refused.setVisible(is_report and returns.has_refused(self._lines))
        self.undo.setVisible(is_report and self._applied is not None)
        for button in (self.back, self.refused, self.undo):
            button.setEnabled(is_free)
