"""Sign in again when the token has expired: one password; nothing waits for it but the sending.

A forgotten password is set anew by an invitation file, as on the first morning.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QFileDialog, QLineEdit, QWidget

from sscs_desktop.base.errors import Refused, SscsError
from sscs_desktop.base.secrets import MIN_PASSPHRASE
from sscs_desktop.sync import account_files
from sscs_desktop.ui import messages
from sscs_desktop.ui.dialogs.field_column import FieldColumn
from sscs_desktop.ui.dialogs.sizes import fit
from sscs_desktop.ui.jobs import Jobs
from sscs_desktop.ui.widgets.area import ScrollColumn
from sscs_desktop.ui.widgets.buttons import Button
from sscs_desktop.ui.widgets.dialog_frame import DialogFrame
from sscs_desktop.ui.widgets.fields import LineField
from sscs_desktop.ui.widgets.text import Label
from sscs_desktop.wire.messages import Invitation

SUFFIX = "*.sscs-invite"


class SignInDialog(DialogFrame):
    """`sign_in(password)`, or `reset(invitation, password)`, runs on the sync lane; what it raises is said below."""

    def __init__(
        self,
        account: str,
        sign_in: Callable[[str], object],
        reset: Callable[[Invitation, str], object],
        jobs: Jobs,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__("", parent)
        self.setWindowTitle(self.tr("登录"))
        self.setObjectName("sign_in_dialog")
        self._account, self._sign_in, self._reset = account, sign_in, reset
        self._jobs = jobs
        self._invitation: Invitation | None = None
        self.password = password_field()
        self.password.setObjectName("password")
        self.password.returnPressed.connect(self._entered)
        self.again = password_field()
        self.again.setObjectName("again")
        self.again.setParent(self)
        self.again.hide()
        self.again.returnPressed.connect(self.accept_typed)
        self.fields = FieldColumn()
        self.fields.add("account", self.tr("账号"), Label(account, "body", "ink2"))
        self.fields.add("password", self.tr("口令"), self.password)
        scroll = ScrollColumn("surface", (16, 16, 16, 16), 12)
        self.sentence = Label(self.tr("登录已过期。内容都存在本机，登录后自动上报。"), "body", "ink2", wrap=True)
        scroll.add(self.sentence)
        scroll.add(self.fields)
        self.body.addWidget(scroll)
        self.reset_button = Button(self.tr("用邀请文件重设口令"), "quiet", on=self._choose_file)
        self.reset_button.setObjectName("reset")
        self.foot_right.addWidget(self.reset_button)
        self._filled, _out = self.add_verbs(self.tr("登录"), self.tr("以后再说"), show_key=False)
        fit(self, 440, 216)
        self.password.setFocus()

    def _entered(self) -> None:
        if self._invitation is None:
            self.accept_typed()
        else:
            self.again.setFocus()

    def accept_typed(self) -> None:
        """Ask the directory; close when it says yes."""
        password = self.password.text()
        if not password:
            self.fields.show_problems({"password": messages.problem("required")})
            return
        if not self._filled.isEnabled():
            return
        invitation = self._invitation
        problems = secret_problems("password", password, self.again.text()) if invitation is not None else {}
        if problems:
            self.fields.show_problems(problems)
            return
        self._filled.setEnabled(False)
        self.say(self.tr("正在连接…"))
        self._jobs.start(
            "sync",
            lambda _task: self._sign_in(password) if invitation is None else self._reset(invitation, password),
            owner=self,
            done=lambda _result: self.accept(),
            failed=self._failed,
        )

    def open_invitation(self, file: Path) -> None:
        """Read an invitation of this account: from then on a new password is typed, twice."""
        try:
            invitation = account_files.read_invitation(file)
            if invitation.account != self._account:
                raise Refused("other_account")
        except SscsError as error:
            self.fields.show_problems({"password": messages.sentence(error)})
            return
        self._invitation = invitation
        self.sentence.setText(self.tr("请定一个新口令。本机的内容不受影响，登录后自动上报。"))
        self.fields.set_label("password", self.tr("新口令"))
        self.fields.clear_problem("password")
        self.fields.add("again", self.tr("再输一次"), self.again)
        self.again.setVisible(True)
        self.reset_button.setVisible(False)
        self._filled.set_words(self.tr("重设并登录"))
        fit(self, 440, 264)
        self.password.clear()
        self.password.setFocus()

    def _choose_file(self) -> None:
        title, kinds = self.tr("选邀请文件"), self.tr("邀请文件") + f" ({SUFFIX})"
        name, _filter = QFileDialog.getOpenFileName(self, title, "", kinds)
        if name:
            self.open_invitation(Path(name))

    def _failed(self, error: SscsError) -> None:
        self._filled.setEnabled(True)
        self.say("")
        self.fields.show_problems({"password": messages.sentence(error)})
        self.password.selectAll()


def password_field() -> LineField:
    """Return a field that shows dots; the input method stays out of it."""
    field = LineField()
    field.setEchoMode(QLineEdit.EchoMode.Password)
    return field


def secret_problems(name: str, typed: str, again: str) -> dict[str, str]:
    """Return what is wrong with a new secret typed twice, as sentences by field."""
    translate = QCoreApplication.translate
    if not typed:
        return {name: messages.problem("required")}
    if len(typed) < MIN_PASSPHRASE:
        return {name: translate("secrets", "至少 {n} 个字符").format(n=MIN_PASSPHRASE)}
    return {} if typed == again else {"again": translate("secrets", "两次输的不一样")}
