"""Sign in again when the token has expired: one password; nothing waits for it but the sending."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QLineEdit, QWidget

from sscs_desktop.base.errors import SscsError
from sscs_desktop.ui import messages
from sscs_desktop.ui.dialogs.field_column import FieldColumn
from sscs_desktop.ui.dialogs.sizes import fit
from sscs_desktop.ui.jobs import Jobs
from sscs_desktop.ui.widgets.area import ScrollColumn
from sscs_desktop.ui.widgets.dialog_frame import DialogFrame
from sscs_desktop.ui.widgets.fields import LineField
from sscs_desktop.ui.widgets.text import Label


class SignInDialog(DialogFrame):
    """`sign_in(password)` runs on the sync lane; what it raises is said below the field."""

    def __init__(
        self, account: str, sign_in: Callable[[str], object], jobs: Jobs, parent: QWidget | None = None
    ) -> None:
        super().__init__("", parent)
        self.setWindowTitle(self.tr("登录"))
        self.setObjectName("sign_in_dialog")
        self._sign_in = sign_in
        self._jobs = jobs
        self.password = password_field()
        self.password.setObjectName("password")
        self.password.returnPressed.connect(self.accept_typed)
        self.fields = FieldColumn()
        self.fields.add("account", self.tr("账号"), Label(account, "body", "ink2"))
        self.fields.add("password", self.tr("口令"), self.password)
        scroll = ScrollColumn("surface", (16, 16, 16, 16), 12)
        sentence = self.tr("登录已过期。内容都存在本机，登录后自动上报。")
        scroll.add(Label(sentence, "body", "ink2", wrap=True))
        scroll.add(self.fields)
        self.body.addWidget(scroll)
        self._filled, _out = self.add_verbs(self.tr("登录"), self.tr("以后再说"), show_key=False)
        fit(self, 440, 216)
        self.password.setFocus()

    def accept_typed(self) -> None:
        """Ask the directory; close when it says yes."""
        password = self.password.text()
        if not password:
            self.fields.show_problems({"password": messages.problem("required")})
            return
        if not self._filled.isEnabled():
            return
        self._filled.setEnabled(False)
        self.say(self.tr("正在连接…"))
        self._jobs.start(
            "sync",
            lambda _task: self._sign_in(password),
            owner=self,
            done=lambda _result: self.accept(),
            failed=self._failed,
        )

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
