"""Rosters and old ledgers in: the button that asks for a file, and the one that takes the last import back."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QCoreApplication, QObject, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from sscs_desktop.base.errors import SscsError
from sscs_desktop.store import intake
from sscs_desktop.store.intake import Taken, Undone
from sscs_desktop.ui import import_words, phrases
from sscs_desktop.ui.desk import Desk
from sscs_desktop.ui.jobs import Task
from sscs_desktop.ui.pages import opening
from sscs_desktop.ui.widgets.buttons import Button

translate = QCoreApplication.translate

KINDS = "*.xlsx *.xls *.et *.ods *.csv *.xlsm *.txt *.htm *.html *.xml"


def ask(desk: Desk, over: QWidget) -> None:
    """Ask for a spreadsheet and open it for importing."""
    kinds = translate("ImportVerbs", "表格") + f" ({KINDS})"
    chosen, _kind = QFileDialog.getOpenFileName(over, translate("ImportVerbs", "导入名单或台账"), "", kinds)
    if chosen:
        opening.bring_in(desk, over, Path(chosen))


class ImportVerbs(QObject):
    """Two buttons and what they do; the undo runs on the desk's lane."""

    said = Signal(str)
    """What became of it, in a sentence."""

    def __init__(self, desk: Desk, parent: QWidget) -> None:
        super().__init__(parent)
        self._desk, self._over = desk, parent
        self._told = ""
        self.button = Button(self.tr("导入名单或台账…"), "plain", "file-input", on=self.ask)
        self.button.setObjectName("import")
        self.undo_button = Button(self.tr("撤销上次导入"), "plain", "undo-2", on=self.undo, parent=parent)
        self.undo_button.setVisible(False)  # a page may show the other alone, and must not be held by this one
        self.undo_button.setObjectName("undo_import")

    def state(self) -> str:
        """Return what became of the last undo, and which import can be taken back next; "" for neither."""
        last = self._last()
        self.undo_button.setVisible(last is not None)
        if last is None:
            return self._told
        words = self.tr("上次：{name}，{at}，{n} 条。")
        said = words.format(name=last.name, at=phrases.moment(last.at), n=last.standing)
        return "　".join(filter(None, (self._told, said)))

    def ask(self) -> None:
        """Ask for a spreadsheet and open it for importing."""
        self._told = ""
        ask(self._desk, self._over)

    def undo(self) -> None:
        """Take the last import back."""
        last, store = self._last(), self._desk.store
        if last is None:
            return
        made = last.id
        self.undo_button.setEnabled(False)

        def work(task: Task) -> Undone:
            return intake.undo(store, made, task.progress)

        self._desk.jobs.start("desk", work, owner=self, done=self._undone, failed=self._failed)

    def _last(self) -> Taken | None:
        with self._desk.store.read() as session:
            return next((each for each in intake.taken(session) if each.standing and each.undone_at is None), None)

    def _undone(self, done: Undone) -> None:
        self.undo_button.setEnabled(True)
        self._told = import_words.undone(done)
        self.said.emit(self.state())

    def _failed(self, error: SscsError) -> None:
        self.undo_button.setEnabled(True)
        self._desk.jobs.trouble.emit(error)
