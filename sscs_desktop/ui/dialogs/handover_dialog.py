"""换岗交接: the passphrase that two people agreed on by voice; and the last question before a desk is cleared."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtWidgets import QWidget

from sscs_desktop.base.errors import SscsError
from sscs_desktop.ui import messages
from sscs_desktop.ui.dialogs.field_column import FieldColumn
from sscs_desktop.ui.dialogs.sign_in_dialog import password_field, secret_problems
from sscs_desktop.ui.dialogs.sizes import fit
from sscs_desktop.ui.jobs import Jobs
from sscs_desktop.ui.widgets.area import ScrollColumn
from sscs_desktop.ui.widgets.dialog_frame import DialogFrame
from sscs_desktop.ui.widgets.text import Label


class HandoverDialog(DialogFrame):
    """`act(passphrase)` runs on the sync lane; what it returns stands in `result_of` once the dialog is accepted."""

    def __init__(self, *, gives: bool, act: Callable[[str], object], jobs: Jobs, parent: QWidget | None = None) -> None:
        super().__init__("", parent)
        self.setWindowTitle(self.tr("换岗交接"))
        self.setObjectName("handover_dialog")
        self.result_of: Any = None
        self._gives, self._act, self._jobs = gives, act, jobs
        self.password, self.again = password_field(), password_field()
        self.password.setObjectName("password")
        self.again.setObjectName("again")
        self.password.returnPressed.connect(self._entered)
        self.again.returnPressed.connect(self.accept_typed)
        self.again.setParent(self)
        self.again.setVisible(False)
        self.fields = FieldColumn()
        self.fields.add("password", self.tr("交接口令"), self.password)
        if gives:
            self.fields.add("again", self.tr("再输一次"), self.again)
            self.again.setVisible(True)
        self._build()

    def _build(self) -> None:
        if self._gives:
            words = self.tr("定一个口令，当面或打电话告诉接手的人，不要和文件放在一起。")
            verb = self.tr("交出")
        else:
            words, verb = self.tr("请输入交接的人告诉您的口令。"), self.tr("接收")
        scroll = ScrollColumn("surface", (16, 16, 16, 16), 12)
        scroll.add(Label(words, "body", "ink2", wrap=True))
        scroll.add(self.fields)
        self.body.addWidget(scroll)
        self._filled, _out = self.add_verbs(verb, self.tr("先不"), show_key=False)
        fit(self, 440, 248 if self._gives else 208)
        self.password.setFocus()

    def accept_typed(self) -> None:
        """Do it off the GUI thread; close when it is done."""
        typed = self.password.text()
        problems = secret_problems("password", typed, self.again.text() if self._gives else typed)
        if problems:
            self.fields.show_problems(problems)
            return
        if not self._filled.isEnabled():
            return
        self._filled.setEnabled(False)
        self.say(self.tr("正在办…"))
        self._jobs.start("sync", lambda _task: self._act(typed), owner=self, done=self._done, failed=self._failed)

    def _entered(self) -> None:
        if self._gives:
            self.again.setFocus()
        else:
            self.accept_typed()

    def _done(self, result: object) -> None:
        self.result_of = result
        self.accept()

    def _failed(self, error: SscsError) -> None:
        self._filled.setEnabled(True)
        self.say("")
        self.fields.show_problems({"password": messages.sentence(error)})
        self.password.selectAll()


class ClearingDialog(DialogFrame):
    """Asks once more; the way out has the focus, so that a stray key clears nothing."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("", parent)
        self.setWindowTitle(self.tr("换岗交接"))
        self.setObjectName("clearing_dialog")
        words = self.tr(
            "本机的企业、走访、问题、草稿和备份都会清掉，只留县里的回执。县里没有收齐的话不会清。清了不能撤销。"
        )
        scroll = ScrollColumn("surface", (16, 16, 16, 16), 12)
        scroll.add(Label(words, "body", wrap=True))
        self.body.addWidget(scroll)
        _filled, out = self.add_verbs(self.tr("清空，只留回执"), self.tr("先不"), show_key=False)
        fit(self, 440, 192)
        out.setFocus()
