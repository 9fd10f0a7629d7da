"""The desk put together: store, gateway, engine, bus, jobs, desk and window, closed in reverse order."""

from __future__ import annotations

import logging
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import (
    QCoreApplication,
    QDir,
    QEvent,
    QMessageLogContext,
    QStandardPaths,
    QTimer,
    QtMsgType,
    qInstallMessageHandler,
)
from PySide6.QtWidgets import QApplication, QDialog

from sscs_desktop import arrival
from sscs_desktop.base import paths, settings
from sscs_desktop.base.errors import SscsError
from sscs_desktop.base.settings import Settings
from sscs_desktop.store import drafts, issues, visits
from sscs_desktop.store.subjects import Subject
from sscs_desktop.sync import account, handover
from sscs_desktop.sync.attachment_lane import AttachmentLane
from sscs_desktop.sync.round import RoundReport
from sscs_desktop.sync.wing import Wing
from sscs_desktop.ui import finding, i18n, theme
from sscs_desktop.ui.attachment_runner import AttachmentRunner
from sscs_desktop.ui.bus import Bus
from sscs_desktop.ui.desk import Desk
from sscs_desktop.ui.dialogs import picture_dialog
from sscs_desktop.ui.jobs import Jobs
from sscs_desktop.ui.main_window import MainWindow
from sscs_desktop.ui.pages import PAGES, opening
from sscs_desktop.ui.sync_runner import SyncRunner
from sscs_desktop.ui.target import Target
from sscs_desktop.ui.widgets.record_model import Row
from sscs_desktop.wire.messages import Invitation

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
            return finding.found(session, words)

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
    begin_in_documents()
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


def begin_in_documents() -> None:
    """Let what asks for a file begin among the person's own: a shortcut starts the program in its own folder."""
    paths.pin_home()
    QDir.setCurrent(QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation))


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
