"""Without network: what waits goes out as a file 摆渡包, the directory's answer comes in as one."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from sscs_desktop.base import clock
from sscs_desktop.base.errors import SscsError
from sscs_desktop.sync import parcel
from sscs_desktop.sync.parcel import CarriedOut
from sscs_desktop.sync.round import RoundReport
from sscs_desktop.ui import messages
from sscs_desktop.ui.desk import Desk
from sscs_desktop.ui.jobs import Task
from sscs_desktop.ui.widgets.buttons import Button
from sscs_desktop.wire.parcel import SUFFIX, read_file

Result = TypeVar("Result")


class ParcelVerbs(QObject):
    """Two buttons and what they do, on the sync lane: a parcel and a round never run at once."""

    said = Signal(str)
    """What became of it, in a sentence."""

    def __init__(self, desk: Desk, parent: QWidget) -> None:
        super().__init__(parent)
        self._desk = desk
        self._over = parent
        self.out_button = Button(self.tr("带出摆渡包…"), "plain", "file-output", on=self._ask_out)
        self.out_button.setObjectName("parcel_out")
        self.in_button = Button(self.tr("带入摆渡包…"), "plain", "file-input", on=self._ask_in)
        self.in_button.setObjectName("parcel_in")

    @property
    def buttons(self) -> tuple[Button, Button]:
        return self.out_button, self.in_button

    def carry_out(self, file: Path) -> None:
        """Write all that waits to a parcel for the directory."""
        store = self._desk.store
        self._start(lambda _task: parcel.carry_out(store, file), self._carried_out)

    def carry_in(self, file: Path) -> None:
        """Read the directory's answer."""
        store = self._desk.store

        def read(task: Task) -> RoundReport:
            return parcel.take_in(store, read_file(file), cancel=lambda: task.is_cancelled)

        self._start(read, self._carried_in)

    def _ask_out(self) -> None:
        name = f"{self._desk.account.account}-{clock.local(clock.now()):%Y%m%d-%H%M}{SUFFIX}"
        chosen, _filter = QFileDialog.getSaveFileName(self._over, self.tr("带出摆渡包"), name, self._kinds())
        if chosen:
            self.carry_out(Path(chosen))

    def _ask_in(self) -> None:
        chosen, _filter = QFileDialog.getOpenFileName(self._over, self.tr("带入摆渡包"), "", self._kinds())
        if chosen:
            self.carry_in(Path(chosen))

    def _kinds(self) -> str:
        return self.tr("摆渡包") + f" (*{SUFFIX})"

    def _start(self, work: Callable[[Task], Result], done: Callable[[Result], object]) -> None:
        self._enable(False)
        self._desk.jobs.start(
            "sync", work, owner=self, done=done, failed=self._failed, cancelled=lambda: self._enable(True)
        )

    def _carried_out(self, out: CarriedOut) -> None:
        self._enable(True)
        said = self.tr("已带出 {n} 条。县里收到并带回答复以前，仍算待上报。").format(n=out.operations)
        if out.files:
            said += self.tr("附件带了 {n} 个。").format(n=out.files)
        if out.left:
            said += self.tr("太大没有带的附件 {n} 个，下次再带。").format(n=out.left)
        self.said.emit(said)

    def _carried_in(self, found: RoundReport) -> None:
        self._enable(True)
        read = found.read + found.loaded
        if not (found.sent or read or found.news):
            self.said.emit(self.tr("已带入，没有新的内容。"))
            return
        said = self.tr("已带入：县里答复 {sent} 条，收到 {read} 条。").format(sent=found.sent, read=read)
        self.said.emit(said + messages.digest(found.news))

    def _failed(self, error: SscsError) -> None:
        self._enable(True)
        self._desk.jobs.trouble.emit(error)

    def _enable(self, is_free: bool) -> None:
        for button in self.buttons:
            button.setEnabled(is_free)
