"""A person of the tour at his window: sits down, waits for what goes on behind it, and reads what stands on it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from PySide6.QtCore import QCoreApplication, QEventLoop, QTimer

from sscs_desktop import app
from sscs_desktop.base import clock
from sscs_desktop.base.errors import SscsError
from sscs_desktop.base.secrets import Keystore
from sscs_desktop.base.settings import Settings
from sscs_desktop.demo import show
from sscs_desktop.demo.pictures import ROOM, Album, settle
from sscs_desktop.demo.processes import DirectoryProcess
from sscs_desktop.store import cards, enterprises, issues, outbox, visits
from sscs_desktop.store.session import Session
from sscs_desktop.sync import account_files
from sscs_desktop.sync.wing import Wing
from sscs_desktop.ui.target import Target

LONGEST_S = 60.0
"""How long a round or a job may take."""


class Unexpected(Exception):
    """A step found something else than it should."""


class Sitting:
    """One account with its window open."""

    def __init__(
        self, login: str, directory: DirectoryProcess, keystore: Keystore, kept: Settings | None = None
    ) -> None:
        self.directory, self.keystore = directory, keystore
        if account_files.AccountFiles.of(login).is_set_up:
            wing = Wing.open(login, keystore)
        else:
            wing = show.sign_in(directory.folder, login, directory.address, keystore)
        kept = kept or Settings(account=login, directory_address=directory.address, theme="light")
        app.application(kept)
        self.seat = app.Seat(wing, kept, app.settings_file())
        self.window = self.seat.window
        self.window.resize(*ROOM)
        self.window.show()

    def close(self) -> None:
        """Stand up."""
        self.seat.close()
        settle()

    def go(self, kind: str, id: str) -> None:
        """Show a record on its page."""
        self.window.go(Target(kind, id))
        settle()

    def picture(self, album: Album, page: str, name: str = "") -> None:
        """Take a page once it has read and counted all it shows."""
        self.window.go(Target(f"page:{page}"))
        settle()
        self.until_quiet()
        album.take(self.window, name or page)

    def until_quiet(self) -> None:
        """Wait until no job is at work on the file."""
        until(lambda: not self.seat.jobs.is_busy("desk"), "a job did not end")

    def round(self) -> Any:
        """Press 立即同步 and return what the round did; one that failed ends the walk."""
        result = self.round_or_error()
        if isinstance(result, SscsError):
            raise Unexpected(f"the round ended with {result}")
        settle()
        return result

    def round_or_error(self) -> Any:
        """Press 立即同步 and return what the round did, or why it did not."""
        said: list[Any] = []
        loop = QEventLoop()
        runner = self.seat.runner
        runner.ended.connect(said.append)
        runner.ended.connect(loop.quit)
        QTimer.singleShot(round(LONGEST_S * 1000), loop.quit)
        runner.sync_now()
        if not said:
            loop.exec()
        if not said:
            raise Unexpected("the round did not end")
        return said[0]

    def waiting(self, wanted: int) -> dict[str, int]:
        """Count what waits to be sent."""
        with self.read() as session:
            waiting = outbox.waiting(session)
        expect(waiting == wanted, f"{waiting} operations wait, {wanted} should")
        return {"waiting": waiting}

    @contextmanager
    def read(self) -> Iterator[Session]:
        """Read the account's file."""
        with self.seat.wing.store.read() as session:
            yield session


def seen_on(login: str, keystore: Keystore) -> set[tuple[str, Any]]:
    """Return every visit, issue and card that stands on an account's desk, whole."""
    wing = Wing.open(login, keystore)
    with wing.store.read() as session:
        found: set[tuple[str, Any]] = {("visit", visits.get(session, v.id)) for v in visits.listing(session)}
        found |= {("issue", issues.get(session, i.id)) for i in issues.listing(session)}
        found |= {("card", cards.get(session, c.id)) for c in cards.listing(session)}
    wing.close()
    return found


def first_served(session: Session) -> str:
    """Return the id of the first industrial enterprise."""
    return next(e.id for e in enterprises.listing(session, enterprises.Filter()) if "IND" in e.classes)


def expect(is_so: bool, otherwise: str) -> None:
    """End the walk unless something is as it should be."""
    if not is_so:
        raise Unexpected(otherwise)


def until(is_so: Callable[[], bool], otherwise: str) -> None:
    """Let the window work until something is so."""
    deadline = clock.now() + timedelta(seconds=LONGEST_S)
    while not is_so():
        QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 50)
        expect(clock.now() < deadline, otherwise)
