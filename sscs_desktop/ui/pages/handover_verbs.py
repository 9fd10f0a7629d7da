"""换岗交接 on the settings page: give, take, bring the receipt back, and keep receipts only."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QDialog, QFileDialog, QWidget

from sscs_desktop.base import clock
from sscs_desktop.base.errors import Refused, SscsError
from sscs_desktop.base.files import write_atomically
from sscs_desktop.store import handing
from sscs_desktop.store.handing import Contents
from sscs_desktop.sync import handover
from sscs_desktop.sync.account_files import AccountFiles
from sscs_desktop.sync.handover import SUFFIX, Package
from sscs_desktop.ui import messages, phrases
from sscs_desktop.ui.desk import Desk
from sscs_desktop.ui.dialogs.handover_dialog import ClearingDialog, HandoverDialog
from sscs_desktop.ui.widgets.area import beside
from sscs_desktop.ui.widgets.buttons import Button
from sscs_desktop.wire import parcel

SHOWN = 12
"""Promises named after taking; all of them stand in 今日 as they fall due."""


class HandoverVerbs(QObject):
    """Four buttons in two rows, and what they say."""

    said = Signal(str)

    def __init__(self, desk: Desk, parent: QWidget) -> None:
        super().__init__(parent)
        self._desk, self._over = desk, parent
        self.give_button = self._button("handover_out", self.tr("交给接手的人…"), "file-output", self._ask_give)
        self.close_button = self._button("handover_close", self.tr("清空，只留回执…"), "archive", self._ask_close)
        self.take_button = self._button("handover_in", self.tr("接收交接包…"), "file-input", self._ask_take)
        self.receipt_button = self._button("handover_receipt", self.tr("导出回执…"), "receipt-text", self._ask_receipt)
        self.giving = beside(self.give_button, self.close_button)
        self.taking = beside(self.take_button, self.receipt_button)

    def state(self) -> str:
        """Return how the last hand-over stands, "" without one."""
        with self._desk.store.read() as session:
            known = handing.listing(session)
        if not known:
            return ""
        last, day = known[0], phrases.moment(known[0].at)
        if last.is_taken and last.settled_at is not None:
            return self.tr("{at} 接收了{who}的工作，回执已到，请导出交还。").format(at=day, who=last.person)
        if last.is_taken:
            trouble = messages.sentence(Refused(last.code)) if last.code else self.tr("同步后县里给回执。")
            return self.tr("{at} 接收了{who}的工作。").format(at=day, who=last.person) + trouble
        if last.settled_at is not None:
            return self.tr("{at} 交出的工作，{who}已接收。").format(at=day, who=last.person)
        return self.tr("{at} 交出，还没有人接收。本机内容一条不清。").format(at=day)

    # ---- what the buttons ask, and what is done then

    def give(self, file: Path) -> HandoverDialog:
        """Write the package, once a passphrase is given."""
        return self._open(True, lambda words: handover.give(self._desk.store, file, words), self._given)

    def take(self, file: Path) -> HandoverDialog:
        """Take a package, once its passphrase is given."""
        store = self._desk.store
        return self._open(False, lambda words: handover.take(store, file, words), self._taken)

    def write_receipt(self, file: Path) -> None:
        """Write the receipt of the last hand-over taken."""
        try:
            kept = handover.receipts(self._desk.store)
            if not kept:
                raise Refused("handover_no_receipt")
            write_atomically(file, kept[0].answer)
        except SscsError as error:
            self._desk.jobs.trouble.emit(error)
            return
        self.said.emit(self.tr("回执已写好，请交还给{who}。").format(who=kept[0].person))

    def close(self, receipt: Path | None = None) -> None:
        """Keep receipts only, if the successor has all and the directory vouches for all."""
        store, backups = self._desk.store, AccountFiles.of(self._desk.account.account).backups
        self._desk.jobs.start(
            "sync",
            lambda _task: handover.close(store, backups, None if receipt is None else parcel.read_file(receipt)),
            owner=self,
            done=lambda kept: self.said.emit(self.tr("本机的记录已清，留下回执 {n} 份。").format(n=kept)),
        )

    def _ask_give(self) -> None:
        name = f"{self._desk.account.account}-{clock.local(clock.now()):%Y%m%d}{SUFFIX}"
        chosen, _filter = QFileDialog.getSaveFileName(self._over, self.tr("交接包"), name, self._kinds(SUFFIX))
        if chosen:
            self.give(Path(chosen))

    def _ask_take(self) -> None:
        chosen, _filter = QFileDialog.getOpenFileName(self._over, self.tr("交接包"), "", self._kinds(SUFFIX))
        if chosen:
            self.take(Path(chosen))

    def _ask_receipt(self) -> None:
        kinds = self._kinds(parcel.SUFFIX)
        chosen, _filter = QFileDialog.getSaveFileName(self._over, self.tr("回执"), f"receipt{parcel.SUFFIX}", kinds)
        if chosen:
            self.write_receipt(Path(chosen))

    def _ask_close(self) -> None:
        dialog = ClearingDialog(self._over)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.accepted.connect(self._close_with_receipt)
        dialog.open()

    def _close_with_receipt(self) -> None:
        """Ask for the receipt's file where no round brought the word of it."""
        with self._desk.store.read() as session:
            is_known = any(not h.is_taken and h.settled_at is not None for h in handing.listing(session))
        if is_known:
            self.close()
            return
        kinds = self._kinds(parcel.SUFFIX)
        chosen, _filter = QFileDialog.getOpenFileName(self._over, self.tr("接手人给的回执"), "", kinds)
        if chosen:
            self.close(Path(chosen))

    def _open(
        self, gives: bool, act: Callable[[str], object], done: Callable[[HandoverDialog], None]
    ) -> HandoverDialog:
        dialog = HandoverDialog(gives=gives, act=act, jobs=self._desk.jobs, parent=self._over)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.accepted.connect(lambda: done(dialog))
        QDialog.open(dialog)
        return dialog

    def _given(self, dialog: HandoverDialog) -> None:
        given: Contents = dialog.result_of
        said = self.tr(
            "交接包已写好：草稿 {drafts} 份，约定 {promises} 个，没报的和附件也在里面。收到回执以前，本机一条不清。"
        )
        self.said.emit(said.format(drafts=len(given.drafts), promises=len(given.promises)))

    def _taken(self, dialog: HandoverDialog) -> None:
        found: Package = dialog.result_of
        given = found.contents
        said = self.tr("已接收{who}的工作：草稿 {drafts} 份，约定 {promises} 个。")
        said = said.format(who=found.giver_name, drafts=len(given.drafts), promises=len(given.promises))
        self.said.emit(said + "；".join(f"{phrases.day(each.on)} {each.name}" for each in given.promises[:SHOWN]))
        self._desk.sync.sync_now()

    def _kinds(self, suffix: str) -> str:
        return f"*{suffix} (*{suffix})"

    def _button(self, name: str, words: str, icon: str, on: Callable[[], None]) -> Button:
        button = Button(words, "plain", icon, on=on)
        button.setObjectName(name)
        return button
