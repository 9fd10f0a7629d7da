"""The first run: an invitation names the directory and who I am, a password is set, a recovery code is copied down.

Also the ways back in: a recovery code after a lost key, a passphrase where the system has no keyring.
"""

from __future__ import annotations

from pathlib import Path
from urllib.parse import unquote

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFileDialog, QStackedWidget, QWidget

from sscs_desktop.base import database, paths
from sscs_desktop.base.errors import Invalid, SscsError
from sscs_desktop.base.secrets import Keystore
from sscs_desktop.sync import account_files
from sscs_desktop.sync.account_files import AccountFiles
from sscs_desktop.ui import messages
from sscs_desktop.ui.dialogs.enter_key import ENTER, step_on
from sscs_desktop.ui.dialogs.field_column import FieldColumn
from sscs_desktop.ui.dialogs.message_dialog import tell
from sscs_desktop.ui.dialogs.sign_in_dialog import SUFFIX, password_field, secret_problems
from sscs_desktop.ui.dialogs.sizes import fit
from sscs_desktop.ui.jobs import Jobs, Task
from sscs_desktop.ui.widgets.area import ScrollColumn
from sscs_desktop.ui.widgets.buttons import Button
from sscs_desktop.ui.widgets.dialog_frame import DialogFrame
from sscs_desktop.ui.widgets.facts import Fact, Facts
from sscs_desktop.ui.widgets.fields import Choice, LineField, Tick
from sscs_desktop.ui.widgets.text import Label
from sscs_desktop.wire.messages import Invitation


class _StepDialog(DialogFrame):
    """Enter in the `last` field means the filled button, in others the next field."""

    last: QWidget | None = None

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in ENTER and self.last is not None and self.focusWidget() is self.last:
            self.accept_typed()
            event.accept()
        elif not step_on(self, event):
            super().keyPressEvent(event)


class PassphraseDialog(_StepDialog):
    """Opens the passphrase keystore, or makes it; `keystore` is set once it is open."""

    def __init__(self, jobs: Jobs, parent: QWidget | None = None) -> None:
        super().__init__("", parent)
        self.setWindowTitle(self.tr("本机口令"))
        self.setObjectName("passphrase_dialog")
        self.keystore: Keystore | None = None
        self._jobs = jobs
        self._is_new = not account_files.keystore_file().exists()
        self.fields = FieldColumn()
        self.passphrase = password_field()
        self.passphrase.setObjectName("passphrase")
        self.again = password_field()
        self.again.setObjectName("again")
        self.fields.add("passphrase", self.tr("口令"), self.passphrase)
        if self._is_new:
            self.fields.add("again", self.tr("再输一次"), self.again)
            sentence = self.tr("这台机器没有系统钥匙串。请定一个本机口令，每次打开程序时输入；它只用来锁住本机文件。")
        else:
            self.again.setParent(self)
            self.again.hide()
            sentence = self.tr("请输入本机口令，打开本机文件。")
        _page(self, sentence, self.fields)
        self.forgotten_button = Button(self.tr("忘了口令，用恢复码"), "quiet", on=self._recover)
        self.forgotten_button.setObjectName("have_code")
        self.forgotten_button.setVisible(not self._is_new and bool(accounts_here()))
        self.foot_right.addWidget(self.forgotten_button)
        self._filled, _out = self.add_verbs(self.tr("打开"), self.tr("退出"), show_key=False)
        fit(self, 480, 248 if self._is_new else 184)
        self.last = self.again if self._is_new else self.passphrase
        self.passphrase.setFocus()

    def accept_typed(self) -> None:
        """Open the keystore; scrypt takes its time, so it is a job."""
        typed = self.passphrase.text()
        problems = secret_problems("passphrase", typed, self.again.text() if self._is_new else typed)
        if problems or not self._filled.isEnabled():
            self.fields.show_problems(problems)
            return
        self._filled.setEnabled(False)
        self._jobs.start(
            "desk",
            lambda _task: account_files.passphrase_keystore(typed),
            owner=self,
            done=self._opened,
            failed=self._failed,
        )

    def _recover(self) -> None:
        dialog = RecoveryDialog(None, self._jobs, self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.accepted.connect(lambda: self._opened(dialog.keystore))
        dialog.open()

    def _opened(self, keystore: Keystore | None) -> None:
        self.keystore = keystore
        self.accept()

    def _failed(self, error: SscsError) -> None:
        self._filled.setEnabled(True)
        self.fields.show_problems({"passphrase": messages.sentence(error)})
        self.passphrase.selectAll()


class RecoveryDialog(_StepDialog):
    """Opens an account's key by its recovery code; `login` and `key` are set once it is open.

    Without a keystore, because its passphrase is forgotten, it asks for a new passphrase too and sets `keystore`.
    """

    def __init__(
        self, keystore: Keystore | None, jobs: Jobs, parent: QWidget | None = None, *, login: str = ""
    ) -> None:
        super().__init__("", parent)
        self.setWindowTitle(self.tr("用恢复码打开"))
        self.setObjectName("recovery_dialog")
        self.login, self.key = login, b""
        self.keystore, self._jobs = keystore, jobs
        known = accounts_here()
        self.account = Choice([(name, name) for name in known])
        self.account.setObjectName("account")
        self.account.set_value(login if login in known else known[0] if known else None)
        self.code = LineField("XXXX-XXXX-XXXX-XXXX-XXXX-XXXX-XXXX-XXXX")
        self.code.setObjectName("code")
        self.fields = FieldColumn()
        self.fields.add("account", self.tr("账号"), self.account)
        self._needs_code = keystore is not None or database.cipher_available()
        if self._needs_code:
            self.fields.add("code", self.tr("恢复码"), self.code)
        self.passphrase, self.again = password_field(), password_field()
        if keystore is None:
            self.passphrase.setObjectName("new_passphrase")
            self.again.setObjectName("new_again")
            self.fields.add("passphrase", self.tr("新口令"), self.passphrase)
            self.fields.add("again", self.tr("再输一次"), self.again)
        _page(self, self._sentence(), self.fields)
        self._filled, _out = self.add_verbs(self.tr("打开"), self.tr("返回"), show_key=False)
        fit(self, 520, 240 if keystore is not None else 320)
        self.last = self.code if keystore is not None else self.again
        for unused in (self.code, self.passphrase, self.again):
            if unused.parent() is None:
                unused.setParent(self)
                unused.hide()
        (self.code if self._needs_code else self.passphrase).setFocus()

    def _sentence(self) -> str:
        if not self._needs_code:
            return self.tr("本机文件没有加密，内容都还在。请另定一个本机口令；原来的口令文件会留着，不会删除。")
        return self.tr("输入建立本机文件时抄下的恢复码。大小写和横线都不要紧；文件里的内容都还在。")

    def accept_typed(self) -> None:
        """Try the code; it opens the file and locks it anew with this machine's keystore."""
        login, code, passphrase = str(self.account.value() or ""), self.code.text(), self.passphrase.text()
        problems = self._problems(login, code, passphrase)
        if problems or not self._filled.isEnabled():
            self.fields.show_problems(problems)
            return
        self._filled.setEnabled(False)
        self.login = login
        files, keystore = AccountFiles.of(login), self.keystore

        def unlock(_task: Task) -> tuple[Keystore, bytes | None]:
            if keystore is None:
                return account_files.replace_keystore(files, code, passphrase)
            return keystore, account_files.recover(files, code, keystore)

        self._jobs.start("desk", unlock, owner=self, done=self._opened, failed=self._failed)

    def _problems(self, login: str, code: str, passphrase: str) -> dict[str, str]:
        if not login:
            return {"account": messages.problem("required")}
        if self._needs_code and not code.strip():
            return {"code": messages.problem("required")}
        return {} if self.keystore is not None else secret_problems("passphrase", passphrase, self.again.text())

    def _opened(self, found: tuple[Keystore, bytes | None]) -> None:
        self.keystore, key = found
        self.key = key or b""
        self.accept()

    def _failed(self, error: SscsError) -> None:
        self._filled.setEnabled(True)
        self.fields.show_problems({"code" if self._needs_code else "passphrase": messages.sentence(error)})


class SetupDialog(_StepDialog):
    """Invitation, password, recovery code, one after another. `login` is set once the account stands here.

    Where the person has a recovery code instead, `key` is set too.
    """

    def __init__(self, keystore: Keystore, jobs: Jobs, parent: QWidget | None = None) -> None:
        super().__init__("", parent)
        self.setWindowTitle(self.tr("连接服务直通"))
        self.setObjectName("setup_dialog")
        self.login, self.key = "", b""
        self._keystore, self._jobs = keystore, jobs
        self._invitation: Invitation | None = None
        self._is_busy = False
        self.pages = QStackedWidget()
        self.body.addWidget(self.pages)
        for page in (self._welcome(), self._password(), self._recovery_code()):
            self.pages.addWidget(page)
        self.recover_button = Button(self.tr("有恢复码"), "quiet", on=self._recover)
        self.recover_button.setObjectName("have_code")
        self.foot_right.addWidget(self.recover_button)
        self.recover_button.setVisible(bool(accounts_here()))
        self._filled, self._out = self.add_verbs(self.tr("选邀请文件…"), self.tr("退出"), show_key=False)
        fit(self, 520, 328)
        self.last = self.again
        self._filled.setFocus()

    def accept_typed(self) -> None:
        """Go one step on."""
        if not self._is_busy:
            (self._choose_file, self._connect, self._finish)[self.pages.currentIndex()]()

    def reject(self) -> None:
        """Leave; but not from the page that shows what is shown only once."""
        if self.pages.currentIndex() == 2:
            self._finish()
        elif not self._is_busy:
            super().reject()

    def open_invitation(self, file: Path) -> None:
        """Read an invitation file and show what it says."""
        try:
            invitation = account_files.read_invitation(file)
        except SscsError as error:
            tell(error, self)
            return
        self._invitation = invitation
        self.facts.set_facts(
            [
                Fact(label=self.tr("服务直通"), value=invitation.directory_name),
                Fact(label=self.tr("单位"), value=invitation.unit_name),
                Fact(label=self.tr("姓名"), value=invitation.user_name),
                Fact(label=self.tr("账号"), value=invitation.account),
            ]
        )
        self.pages.setCurrentIndex(1)
        self.recover_button.setVisible(False)
        self._filled.set_words(self.tr("连接"))
        self.password.setFocus()

    # ---- the three pages

    def _welcome(self) -> QWidget:
        page = ScrollColumn("surface", (24, 24, 24, 16), 12)
        page.add(Label(self.tr("把本机连到县里的服务直通"), "page", wrap=True))
        sentence = self.tr("县领导小组办公室会发给您一个邀请文件（.sscs-invite），里面写着服务直通的地址和您的账号。")
        page.add(Label(sentence, "body", "ink2", wrap=True))
        privacy = self.tr("内容先存在本机、加密；联网后自动上报。不记位置，不排名。非涉密，严禁录入国家秘密。")
        page.add(Label(privacy, "caption", "ink3", wrap=True))
        return page

    def _password(self) -> QWidget:
        page = ScrollColumn("surface", (16, 16, 16, 16), 12)
        self.facts = Facts()
        self.password, self.again = password_field(), password_field()
        self.password.setObjectName("password")
        self.again.setObjectName("again")
        self.fields = FieldColumn()
        self.fields.add("password", self.tr("定个口令"), self.password)
        self.fields.add("again", self.tr("再输一次"), self.again)
        page.add(self.facts)
        page.add(self.fields)
        page.add(Label(self.tr("口令至少 8 个字符，登录服务直通用。"), "caption", "ink3", wrap=True))
        return page

    def _recovery_code(self) -> QWidget:
        page = ScrollColumn("surface", (16, 16, 16, 16), 12)
        self.code = Label("", "record", selectable=True, wrap=True)
        self.code.setObjectName("recovery_code")
        self.copied = Tick(self.tr("我已抄下"))
        self.copied.setObjectName("copied")
        self.reminder = Label("", "caption", "bad", wrap=True)
        self.reminder.setObjectName("problem_copied")
        page.add(Label(self.tr("请把恢复码抄在纸上，收好"), "record", wrap=True))
        sentence = self.tr("本机文件是加密的。换了电脑或忘了口令，只有它能打开还没上报的内容。它只显示这一次。")
        page.add(Label(sentence, "body", "ink2", wrap=True))
        page.add(self.code)
        page.add(self.copied)
        page.add(self.reminder)
        return page

    # ---- steps

    def _choose_file(self) -> None:
        title, kinds = self.tr("选邀请文件"), self.tr("邀请文件") + f" ({SUFFIX})"
        name, _filter = QFileDialog.getOpenFileName(self, title, "", kinds)
        if name:
            self.open_invitation(Path(name))

    def _connect(self) -> None:
        invitation, password = self._invitation, self.password.text()
        problems = secret_problems("password", password, self.again.text())
        if problems or invitation is None:
            self.fields.show_problems(problems)
            return
        self._busy(True)
        self._jobs.start(
            "sync",
            lambda _task: account_files.set_up(invitation, password, self._keystore),
            owner=self,
            done=self._connected,
            failed=self._failed,
        )

    def _connected(self, code: str) -> None:
        self._busy(False)
        assert self._invitation is not None  # nobody connects without one
        self.login = self._invitation.account
        if not code:
            self.accept()
            return
        self.code.setText(code)
        self.pages.setCurrentIndex(2)
        self._filled.set_words(self.tr("开始使用"))
        self._out.setVisible(False)
        self.copied.setFocus(Qt.FocusReason.TabFocusReason)

    def _finish(self) -> None:
        if self.copied.isChecked():
            self.accept()
        else:
            self.reminder.setText(self.tr("请先抄下恢复码，再勾上“我已抄下”。"))
            self.copied.setFocus(Qt.FocusReason.TabFocusReason)

    def _failed(self, error: SscsError) -> None:
        self._busy(False)
        if isinstance(error, Invalid):
            self.fields.show_problems({name: messages.problem(code) for name, code in error.problems.items()})
        else:
            tell(error, self)

    def _recover(self) -> None:
        dialog = RecoveryDialog(self._keystore, self._jobs, self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.accepted.connect(lambda: self._recovered(dialog.login, dialog.key))
        dialog.open()

    def _recovered(self, login: str, key: bytes) -> None:
        self.login, self.key = login, key
        self.accept()

    def _busy(self, on: bool) -> None:
        self._is_busy = on
        self._filled.setEnabled(not on)
        self.say(self.tr("正在连接…") if on else "")


def accounts_here() -> list[str]:
    """Return the accounts whose file stands on this machine."""
    folder = paths.data_dir() / "accounts"
    if not folder.is_dir():
        return []
    names = sorted(unquote(each.name) for each in folder.iterdir() if each.is_dir())
    return [name for name in names if AccountFiles.of(name).is_set_up]


def _page(dialog: DialogFrame, sentence: str, fields: FieldColumn) -> None:
    page = ScrollColumn("surface", (16, 16, 16, 16), 12)
    page.add(Label(sentence, "body", "ink2", wrap=True))
    page.add(fields)
    dialog.body.addWidget(page)
