"""导入: a county's roster or an old ledger; what its columns mean, what would become of its rows, then in, or back."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from PySide6.QtWidgets import QFileDialog, QStackedWidget, QWidget

from sscs_desktop.base.errors import SscsError
from sscs_desktop.exchange import returns
from sscs_desktop.exchange.headings import FILE_NAME, Meanings
from sscs_desktop.exchange.roster import RosterReading
from sscs_desktop.store.intake import Applied, Undone
from sscs_desktop.ui import import_words, messages
from sscs_desktop.ui.desk import Desk
from sscs_desktop.ui.dialogs.import_columns import ColumnsPane
from sscs_desktop.ui.dialogs.import_report import ReportPane
from sscs_desktop.ui.dialogs.import_work import ImportWork, Tried
from sscs_desktop.ui.dialogs.sizes import fit
from sscs_desktop.ui.jobs import Task
from sscs_desktop.ui.widgets.buttons import Button
from sscs_desktop.ui.widgets.dialog_frame import DialogFrame
from sscs_desktop.ui.widgets.open_button import OpenButton

Result = TypeVar("Result")


class ImportDialog(DialogFrame):
    """Two steps: the columns, the rows. All reading and writing runs on the desk's lane."""

    def __init__(self, desk: Desk, file: Path, parent: QWidget | None = None) -> None:
        super().__init__("", parent)
        self.setObjectName("import_dialog")
        self.setWindowTitle(self.tr("导入 {name}").format(name=file.name))
        self._jobs, self._file = desk.jobs, file
        memory = Meanings(desk.settings_path.with_name(FILE_NAME))
        self._work = ImportWork(store=desk.store, file=file, meanings=memory)
        self._found: Tried | None = None
        self._applied: tuple[str, ...] = ()
        self._task: Task | None = None
        self.columns, self.report = ColumnsPane(), ReportPane()
        self.report.changed.connect(self._show_verbs)
        self.columns.changed.connect(self._remember)
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
        return self._task is not None

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
        self.open_button = OpenButton()
        for button in (self.undo, self.open_button, self.refused, self.back):
            self.foot_right.addWidget(button)
        self.verb, self.out = self.add_verbs(self.tr("下一步"), self.tr("关闭"))
        self._show_verbs()

    # ---- the steps

    def _read(self) -> None:
        self._start(self.tr("正在读…"), lambda _task: self._work.read(), self._was_read)

    def _was_read(self, reading: RosterReading) -> None:
        self._found = Tried(reading=reading)
        self.say("")
        for sheet in reading.sheets:
            self.columns.recall(self._work.meanings.of(sheet.texts))
        self.columns.show_reading(reading)
        self._show_verbs()
        self.columns.sheets.setFocus()

    def _remember(self) -> None:
        try:
            self._work.remember(self._whole().reading, self.columns.said())
        except SscsError as error:
            self.say(messages.sentence(error), "info", "bad")

    def _try(self) -> None:
        said = self.columns.said()
        self._start(
            self.tr("正在核对…"),
            lambda task: self._work.tried(said, task.progress),
            self._was_tried,
            self.tr("正在核对 {done}/{of}…"),
        )

    def _was_tried(self, found: Tried) -> None:
        if not found.is_table:
            self.columns.show_reading(found.reading)
            self.say(self.tr("还没有认出标题行：请至少指明哪一列是企业名称，再指明另一列。"), "info", "bad")
            self._show_verbs()
            return
        self.steps.setCurrentWidget(self.report)
        self._show_lines(found, self._notice(found.reading))
        self.report.rows.setFocus()

    def _bring_in(self) -> None:
        reading, chosen = self._whole().reading, self.report.chosen()
        self._start(
            self.tr("正在导入…"),
            lambda task: self._work.bring_in(reading, chosen, task.progress),
            self._was_brought_in,
            self.tr("正在导入 {done}/{of}…"),
        )

    def _was_brought_in(self, done: Applied) -> None:
        self._applied += (done.id,) if done.records else ()
        wrong = sum(bool(line.problems) for line in self._whole().lines)
        undo = self.tr("关上窗口以后，到“设置”里也能撤销。") if done.records else ""
        self._retry(import_words.done(done) + (import_words.to_mend(wrong) if wrong else "") + undo)

    def _undo(self) -> None:
        applied = self._applied
        self._start(
            self.tr("正在撤销…"),
            lambda task: self._work.undo(applied, task.progress),
            self._was_undone,
            self.tr("正在撤销 {done}/{of}…"),
        )

    def _was_undone(self, done: Undone) -> None:
        if done.stopped is None:
            self._applied = ()
        self._retry(import_words.undone(done))

    def _retry(self, sentence: str) -> None:
        """Look again at what the rows would bring now, and keep the sentence about what was done."""
        reading = self._whole().reading
        self._start(sentence, lambda _task: self._work.again(reading), lambda found: self._show_lines(found, sentence))

    def _ask_refused(self) -> None:
        name = self.tr("{name} 待改.xlsx").format(name=self._file.stem)
        chosen, _kind = QFileDialog.getSaveFileName(self, self.tr("有问题的行另存"), name, "(*.xlsx)")
        if chosen:
            self.write_refused(Path(chosen))

    def write_refused(self, target: Path) -> None:
        """Write the rows with something wrong, to be mended and sent again."""
        found, title = self._whole(), self.tr("{name} 待改的行").format(name=self._file.stem)
        self._start(self.tr("正在写…"), lambda _task: self._work.write_refused(target, found, title), self._was_written)

    def _was_written(self, target: Path) -> None:
        self.report.say(self.tr("已写到 {name}：改好后可以直接再导入。").format(name=target.name))
        self.say("")
        self._show_verbs()
        self.open_button.offer(target)

    # ---- inside

    def _start(
        self, words: str, work: Callable[[Task], Result], done: Callable[[Result], object], far: str = ""
    ) -> None:
        def home(result: Result) -> None:
            self._task = None
            done(result)

        self.say(words)
        self._task = self._jobs.start(
            "desk",
            work,
            owner=self,
            done=home,
            failed=self._failed,
            progress=lambda at, of: self.say(far.format(done=at, of=of)) if far else None,
            cancelled=self._cancelled,
        )
        self._show_verbs()

    def _failed(self, error: SscsError) -> None:
        self._task = None
        self.say(messages.sentence(error), "info", "bad")
        self._show_verbs()

    def _cancelled(self) -> None:
        """Say how far it came: whole chunks stand, and the memory of them."""
        self._task = None
        if self.steps.currentWidget() is not self.report:
            super().reject()
            return
        self._applied += self._work.stopped(self._applied)
        self._retry(self.tr("停下了：已经办好的留着，再按一次从这里接着来。"))

    def _step_back(self) -> None:
        self.steps.setCurrentWidget(self.columns)
        self.say("")
        self._show_verbs()
        self.columns.sheets.setFocus()

    def _show_lines(self, found: Tried, sentence: str) -> None:
        self._found = found
        self.report.show_lines(found.lines, found.rows)
        self.report.say(sentence)
        self.say("")
        self._show_verbs()

    def _whole(self) -> Tried:
        assert self._found is not None
        return self._found

    def _notice(self, reading: RosterReading) -> str:
        notices = import_words.notices(reading)
        limits = self.tr("企业的基本情况归县里管，改动会作为更正提给县里；类别、层级、分包由县里定，不从这里改。")
        return "　".join([*notices, limits] if reading.rows else notices)

    def _show_verbs(self) -> None:
        is_report, is_free = self.steps.currentWidget() is self.report, not self.is_at_work
        chosen = len(self.report.chosen()) if is_report else 0
        bring_in = self.tr("导入 {n} 行").format(n=chosen) if chosen else self.tr("没有要导入的")
        self.verb.set_words(bring_in if is_report else self.tr("下一步"))
        self.verb.setEnabled(is_free and (chosen > 0 if is_report else self._found is not None))
        self.out.set_words(self.tr("关闭") if is_free else self.tr("停下"))
        self.back.setVisible(is_report and not self._applied)
        self.refused.setVisible(is_report and returns.has_refused(self._whole().lines))
        self.undo.setVisible(is_report and bool(self._applied))
        for button in (self.back, self.refused, self.undo):
            button.setEnabled(is_free)
