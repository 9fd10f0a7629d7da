"""The desk put together: store, gateway, engine, bus, jobs, desk and window, closed in reverse order."""

from __future__ import annotations

import getpass
import logging
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import QCoreApplication, QEvent, QMessageLogContext, QTimer, QtMsgType, qInstallMessageHandler
from PySide6.QtWidgets import QApplication, QDialog

from sscs_desktop import arrival
from sscs_desktop.base import paths, secrets, settings
from sscs_desktop.base.errors import Refused, SscsError
from sscs_desktop.base.files import write_atomically
from sscs_desktop.base.settings import Settings
from sscs_desktop.store import drafts, issues, outbox, report, search, visits
from sscs_desktop.store.subjects import Subject
from sscs_desktop.sync import account, account_files, handover, parcel
from sscs_desktop.sync.attachment_lane import AttachmentLane
from sscs_desktop.sync.engine import RoundReport
from sscs_desktop.sync.wing import Wing
from sscs_desktop.ui import i18n, messages, theme
from sscs_desktop.ui.attachment_runner import AttachmentRunner
from sscs_desktop.ui.bus import Bus
from sscs_desktop.ui.desk import Desk
from sscs_desktop.ui.dialogs import picture_dialog
from sscs_desktop.ui.jobs import Jobs
from sscs_desktop.ui.main_window import MainWindow
from sscs_desktop.ui.models.records import Row
from sscs_desktop.ui.page import Target
from sscs_desktop.ui.pages import PAGES, opening
from sscs_desktop.ui.sync_runner import SyncRunner
from sscs_desktop.wire.messages import Invitation
from sscs_desktop.wire.parcel import read_file

FOUND_MOST = 30

_log = logging.getLogger(__name__)
_LEVELS = {
    QtMsgType.QtDebugMsg: logging.DEBUG,
    QtMsgType.QtInfoMsg: logging.INFO,
    QtMsgType.QtWarningMsg: logging.WARNING,
}


def settings_file() -> Path:
    """Return where this machine's settings lie."""
    return paths.data_dir() / "settings.json"


def application(kept: Settings) -> QApplication:
    """Return the Qt application, dressed and speaking as the settings say."""
    app = QApplication.instance()
    if not isinstance(app, QApplication):
        qInstallMessageHandler(_to_log)
        app = QApplication(sys.argv[:1])
        app.setApplicationName("sscs-desktop")
        app.setStyle("Fusion")
        theme.load_fonts()
    i18n.install(app, kept.language)
    theme.apply(app, theme.resolve(kept.theme), kept.text_percent)
    return app


def _to_log(kind: QtMsgType, context: QMessageLogContext, words: str) -> None:
    """Write down what Qt has to say, instead of the terminal."""
    is_plugin = words.startswith("This plugin does not support")  # offscreen: nothing to see, nothing to mend
    _log.log(logging.DEBUG if is_plugin else _LEVELS.get(kind, logging.ERROR), "%s: %s", context.category, words)


class Seat:
    """A cadre at his desk: an open account with a window. `close` ends what __init__ began, in reverse order."""

    def __init__(self, wing: Wing, kept: Settings, kept_in: Path) -> None:
        self.wing = wing
        self.is_open = True
        picture_dialog.clear_opened()  # what a run that was cut off left
        self.jobs = Jobs()
        self.bus = Bus()
        wing.store.on_commit(self.bus.announce)
        self.runner = SyncRunner(wing.engine, self.jobs, self.bus)
        self.files = AttachmentRunner(AttachmentLane(wing.store, wing.gateway), self.jobs, self.bus)
        self.desk = Desk(wing.store, self.jobs, self.bus, self.runner, kept, kept_in)
        self.window = self._made()
        self._language = kept.language
        self.bus.settled.connect(lambda: QTimer.singleShot(0, self._speak))  # the page that changed it is still at work
        self.jobs.trouble.connect(self._tell)
        self.runner.login_needed.connect(self._sign_in)
        self.runner.ended.connect(self._say_sent)
        self.runner.ended.connect(self.files.after_round)

    def begin(self) -> None:
        """Show the window, say what was left unfinished, and run the first round."""
        self.window.show()
        with self.wing.store.read() as session:
            left = len(drafts.listing(session, refused=False))
        if left:
            words = QCoreApplication.translate("Seat", "您有 {n} 份没写完的，在“今日”里接着写")
            self.window.status.say(words.format(n=left))
        self.runner.start()

    def remember(self) -> None:
        """Write down whose account was opened; a disk without room for that is told and keeps nobody from reading."""
        try:
            settings.save(self.desk.settings_path, self.desk.settings)
        except SscsError as error:
            self._tell(error)

    def close(self) -> None:
        """End rounds and jobs, then close the window and the file."""
        self.is_open = False
        self.runner.stop()
        self.files.stop()
        for dialog in self.window.findChildren(QDialog):
            dialog.close()  # a form writes its draft while there is a file to write to
        self._put_away(self.window)
        self.wing.gateway.close()  # a directory that stalls must not keep the file's lock
        self.jobs.close()
        QCoreApplication.sendPostedEvents(self.window, QEvent.Type.DeferredDelete)  # before news on the way reach it
        self.wing.close()
        picture_dialog.clear_opened()

    def _made(self) -> MainWindow:
        verbs = {"visit": self._visit, "issue": self._issue, "card": self._card}
        return MainWindow(self.desk, PAGES, verbs, self._find)

    def _speak(self) -> None:
        """Make the window anew in another language: words are put in when a window is built."""
        if not self.is_open or self.desk.settings.language == self._language:
            return
        self._language = self.desk.settings.language
        application(self.desk.settings)
        before, page = self.window, self.window.current()
        self.window = self._made()
        self.window.restoreGeometry(before.saveGeometry())
        if page is not None:
            self.window.go(Target(f"page:{page.key}"))
        self.window.show()
        self._put_away(before)

    @staticmethod
    def _put_away(window: MainWindow) -> None:
        window.notifier.stop()
        window.close()
        window.deleteLater()

    def _visit(self, target: Target | None) -> None:
        opening.visit(self.desk, self.window, self._subject(target))

    def _issue(self, target: Target | None) -> None:
        opening.issue(self.desk, self.window, self._subject(target))

    def _card(self, target: Target | None) -> None:
        subject = self._subject(target)
        if subject is not None:
            opening.card(self.desk, self.window, subject, target.id if target and target.kind == "visit" else None)
            return
        self.window.go(Target("page:firms"))
        self.window.status.say(QCoreApplication.translate("Seat", "先选中一家企业或一个项目，再打印卡"))

    def _subject(self, target: Target | None) -> Subject | None:
        """Return whom a selected record is about."""
        if target is None or not target.id:
            return None
        if target.kind in ("enterprise", "project"):
            return Subject(target.kind, target.id)
        with self.wing.store.read() as session:
            about = visits.get(session, target.id) if target.kind == "visit" else issues.get(session, target.id)
        if about is None:
            return None
        kind = "enterprise" if about.enterprise_id else "project"
        return Subject(kind, about.enterprise_id or about.project_id or "")

    def _find(self, words: str) -> Sequence[Row]:
        with self.wing.store.read() as session:
            hits = search.find(session, words, FOUND_MOST)
        return [Row(id=hit.id, kind=hit.kind, name=hit.title, second=hit.line) for hit in hits]

    def _tell(self, error: SscsError) -> None:
        from sscs_desktop.ui.dialogs import message_dialog

        message_dialog.tell(error, self.window)

    def _say_sent(self, found: RoundReport | SscsError) -> None:
        if isinstance(found, RoundReport):
            self.window.notifier.sent(found.sent)

    def _sign_in(self) -> None:
        from sscs_desktop.ui.dialogs.sign_in_dialog import SignInDialog

        wing = self.wing
        login = wing.store.account.account
        dialog = SignInDialog(
            login,
            lambda password: account.sign_in(wing.gateway, login, password, wing.keystore, wing.store),
            self._use_invitation,
            self.jobs,
            self.window,
        )
        dialog.accepted.connect(self.runner.sync_now)
        dialog.open()

    def _use_invitation(self, invitation: Invitation, password: str) -> None:
        """Sign in by a new invitation; a desk that was handed over begins again by it."""
        wing = self.wing
        wing.store.take_account(account.connect(wing.gateway, invitation, password, wing.keystore))
        handover.begin_again(wing.store)


def run() -> int:
    """Open the desk: set it up if this machine has no account, ask for a passphrase where there is no keyring."""
    kept = settings.load(settings_file())
    app = application(kept)
    with _crashes_told():
        arrived = arrival.arrive(kept)
        if arrived is None:
            return 0
        kept, wing = arrived
        seat = Seat(wing, kept, settings_file())
        try:
            seat.begin()
            seat.remember()
            code = app.exec()
        finally:
            seat.close()
    return code


def sync_once(say: Callable[[str], object]) -> int:
    """Run one round for the machine's account and say what it did."""
    with _headless() as wing:
        found = wing.engine.round()
        say(f"已同步：上报 {found.sent} 条，收到 {found.read + found.loaded} 条。")
        if news := messages.digest(found.news):
            say(f"{news}。")
        files = AttachmentLane(wing.store, wing.gateway).run()
        if files.sent or files.fetched or files.waiting:
            say(f"附件：上传 {files.sent} 个，取来 {files.fetched} 个，还等着传 {files.waiting} 个。")
    return 0


def parcel_out(file: Path, say: Callable[[str], object]) -> int:
    """Write all that waits here to a parcel for the directory."""
    with _headless() as wing:
        write_atomically(file, parcel.pack(wing.store))
        with wing.store.read() as session:
            waiting = outbox.waiting(session)
    say(f"已带出 {waiting} 条待上报到 {file}。县里收到并带回答复以前，它们在本机仍算待上报。")
    return 0


def parcel_in(file: Path, say: Callable[[str], object]) -> int:
    """Read the directory's answer to a parcel and say what it brought."""
    with _headless() as wing:
        found = parcel.take_in(wing.store, read_file(file))
        say(f"已带入：县里答复 {found.sent} 条，收到 {found.read + found.loaded} 条。")
        if news := messages.digest(found.news):
            say(f"{news}。")
    return 0


def handover_out(file: Path, say: Callable[[str], object]) -> int:
    """Write this desk's work to a file for the successor, under a passphrase asked twice."""
    with _headless() as wing:
        passphrase = getpass.getpass("交接口令（当面或电话告诉接手人）: ")
        if getpass.getpass("再输一次: ") != passphrase:
            raise Refused("handover_mistyped")
        given = handover.give(wing.store, file, passphrase)
    said = f"草稿 {len(given.drafts)} 份，约定 {len(given.promises)} 个，清单 {len(given.records)} 条"
    say(f"交接包已写到 {file}：{said}。")
    say("没报的也在里面，只有县里打得开。收到接手人的回执以前，本机内容一条不清。")
    return 0


def handover_in(file: Path, say: Callable[[str], object]) -> int:
    """Take a predecessor's work."""
    with _headless() as wing:
        found = handover.take(wing.store, read_file(file), getpass.getpass("交接口令: "))
    given = found.contents
    say(f"已接收{found.giver_name}的工作：草稿 {len(given.drafts)} 份，约定 {len(given.promises)} 个：")
    for each in given.promises:
        say(f"{each.on:%Y-%m-%d} {each.name}")
    say("下次同步（或摆渡包）把没报的带给县里；回执到了用 handover receipt 写成文件，交还原来的人。")
    return 0


def handover_receipt(file: Path, say: Callable[[str], object]) -> int:
    """Write the directory's receipt for the last work taken to a file for the predecessor."""
    with _headless() as wing:
        kept = handover.receipts(wing.store)
    if not kept:
        raise Refused("handover_no_receipt")
    write_atomically(file, kept[0].answer)
    say(f"{kept[0].person}的交接回执已写到 {file}，请交还。")
    return 0


def handover_close(file: Path | None, say: Callable[[str], object]) -> int:
    """Keep only receipts here, once the successor has all and the directory vouches for all."""
    with _headless() as wing:
        kept = handover.close(wing.store, wing.files.backups, None if file is None else read_file(file))
    say(f"本机的记录已清，留下回执 {kept} 份。")
    return 0


def verify_receipts(say: Callable[[str], object]) -> int:
    """Check every receipt of the machine's account offline; return 1 if one proves nothing."""
    with _headless() as wing, wing.store.read() as session:
        checked, failing = report.unproven(session)
    say(f"回执 {checked} 份，有效 {checked - len(failing)} 份。")
    for op_id in failing:
        say(f"无效 {op_id}：签名或内容对不上，请把这一行告诉县里的管理员。")
    return 1 if failing else 0


def list_receipts(targets: Sequence[Path], say: Callable[[str], object]) -> int:
    """Write what the directory has from the machine's account to files, or say it line by line without any."""
    from sscs_desktop.ui.pages import receipt_paper

    _without_screen()
    _dressed = application(Settings())
    with _headless() as wing:
        for file in targets:
            receipt_paper.write(wing.store, file)
        found = receipt_paper.content(wing.store)
    if not targets:
        for row in found.rows:
            say("　".join(part for part in (row.code, row.what, row.subject, row.result) if part))
    for file in targets:
        say(str(file))
    say(f"县里有回执 {len(found.rows)} 条，签名有效 {found.proven} 条。")
    return 0


def print_card(words: str, file: Path, say: Callable[[str], object]) -> int:
    """Paint the feedback card of the one enterprise or project that `words` find, under a number of its own."""
    from sscs_desktop.ui.dialogs import card_paper

    _without_screen()
    _dressed = application(Settings())
    with _headless() as wing:
        with wing.store.read() as session:
            hits = [hit for hit in search.find(session, words, 20) if hit.kind in ("enterprise", "project")]
        exact = [hit for hit in hits if hit.title == words] or hits
        if len(exact) != 1:
            raise Refused("not_one_subject", found=len(exact))
        card = card_paper.record(wing.store, Subject(exact[0].kind, exact[0].id), None)
        card_paper.to_pdf(wing.store, card, file)
        say(f"{card.number} {file}")
    return 0


def _without_screen() -> None:
    """Paint without a display where there is none: Qt would end the process."""
    if sys.platform.startswith("linux") and not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")


@contextmanager
def _headless() -> Iterator[Wing]:
    """Open the machine's account without a window."""
    kept = settings.load(settings_file())
    if not kept.account:
        raise Refused("no_account")
    keystore = secrets.os_keystore() or account_files.open_passphrase_keystore(lambda: getpass.getpass("口令: "))
    with closing(Wing.open(kept.account, keystore)) as wing:
        yield wing


@contextmanager
def _crashes_told() -> Iterator[None]:
    """Show our own bugs in a dialog, besides the log: the program goes on."""
    before = sys.excepthook

    def tell(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        from sscs_desktop.ui.dialogs.crash_dialog import CrashDialog, report_of

        before(kind, error, trace)
        CrashDialog(report_of(error), QApplication.activeWindow()).open()

    sys.excepthook = tell
    try:
        yield
    finally:
        sys.excepthook = before
