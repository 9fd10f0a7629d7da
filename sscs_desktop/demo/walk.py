"""The tour's desk: walks the main job through the real window, stops and starts the directory, plays the offices.

Runs as a process of its own, so that the databases are counted when it has ended. Each step says whether all was as
it should be; the first that was not ends the walk.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from PySide6.QtCore import QCoreApplication, QEventLoop, QTimer

from sscs_desktop import app
from sscs_desktop.base import clock, logs, paths
from sscs_desktop.base.errors import SscsError
from sscs_desktop.base.settings import Settings
from sscs_desktop.demo import county, hands, offices, processes, show
from sscs_desktop.demo.pictures import ROOM, Album, settle
from sscs_desktop.domain.vocabulary import EventVerb, IssueState, Satisfaction
from sscs_desktop.store import cards, enterprises, issues, outbox, visits
from sscs_desktop.store.session import Session
from sscs_desktop.sync import account_files
from sscs_desktop.sync.wing import Wing
from sscs_desktop.ui import i18n, theme
from sscs_desktop.ui.page import Target

ROUND_S = 60.0
PAGES = ("today", "firms", "projects", "visits", "issues", "outbox", "settings")


class Unexpected(Exception):
    """A step found something else than it should."""


class Walk:
    """One tour: what it typed, the steps it walked, the pictures it took."""

    def __init__(self, folder: Path, told: dict[str, Any]) -> None:
        self.folder = folder
        self.passwords: dict[str, str] = told["passwords"]
        self.keystore = account_files.passphrase_keystore(told["passphrase"])
        self.directory = processes.DirectoryProcess(folder / "data" / "directory", processes.free_port())
        self.album = Album(folder / "pages")
        self.steps: list[dict[str, Any]] = []
        self.typed: list[tuple[str, str]] = []
        self.enterprise_id = ""

    def run(self) -> None:
        """Walk every step."""
        self.directory.start()
        with self._step("first load") as counts:
            self.seat = self._sit_down(county.CADRE)
            self._round()
            counts |= self._first_load()
        for name, act in (
            ("directory stopped", self._stop),
            ("visit with two issues", self._visit_with_issues),
            ("visit without issue", self._visit_without_issue),
            ("card", self._card),
            ("directory back", self._restart),
            ("round", self._file),
            ("dispatch and answer", self._dispatch_and_answer),
            ("answer arrives", self._answer_arrives),
            ("satisfaction", self._satisfy),
            ("closing", self._close_issues),
            ("other looks", self._other_looks),
        ):
            with self._step(name) as counts:
                counts |= act()
        self.seat.close()
        settle()
        with self._step("second desk") as counts:
            counts |= self._second_desk()

    def end(self) -> None:
        """Stop the directory and write down what was walked."""
        self.directory.stop()
        walked = {"steps": self.steps, "typed": self.typed}
        (self.folder / "walk.json").write_text(json.dumps(walked, ensure_ascii=False), "utf-8")

    # ---- the steps

    def _first_load(self) -> dict[str, int]:
        with self._read() as session:
            mine = enterprises.count(session, enterprises.Filter())
            line = next(e for e in enterprises.listing(session, enterprises.Filter()) if "IND" in e.classes)
        self.enterprise_id = line.id
        _expect(mine > 0, "no enterprises arrived")
        for key in PAGES:
            self.album.page(self.seat.window, key)
        return {"enterprises": mine}

    def _stop(self) -> dict[str, int]:
        self.directory.stop()
        self.seat.runner.sync_now()
        result = self._ended()
        _expect(isinstance(result, SscsError) and result.code == "unreachable", f"the round said {result}")
        _expect(not self.seat.runner.is_online, "the desk believes it is online")
        return {}

    def _visit_with_issues(self) -> dict[str, int]:
        self._show_enterprise()
        dialog = hands.open_visit(self.seat)
        hands.write_visit(dialog, county.SITUATION, county.ISSUES)
        hands.pause(dialog)
        self.album.take(self.seat.window, "visit", dialog)
        hands.save(dialog)
        self.typed += [("visit", county.SITUATION), *(("issue", issue.description) for issue in county.ISSUES)]
        return self._waiting(3)

    def _visit_without_issue(self) -> dict[str, int]:
        with self._read() as session:
            other = enterprises.listing(session, enterprises.Filter(), limit=3)[-1]
        self.seat.window.go(Target("enterprise", other.id))
        dialog = hands.open_visit(self.seat)
        hands.write_visit(dialog, county.QUIET_SITUATION, ())
        hands.save(dialog)
        self.typed.append(("visit", county.QUIET_SITUATION))
        return self._waiting(4)

    def _card(self) -> dict[str, int]:
        self._show_enterprise()
        preview = hands.open_card(self.seat)
        self.album.take(self.seat.window, "card", preview)
        preview.save_pdf(self.folder / "card.pdf")
        _until(lambda: (self.folder / "card.pdf").is_file() and not self.seat.jobs.is_busy("desk"), "no card.pdf")
        preview.close()
        with self._read() as session:
            number = cards.listing(session)[0].number
        self.typed.append(("card", number))
        self.album.page(self.seat.window, "outbox", "outbox-waiting")
        return self._waiting(5)

    def _restart(self) -> dict[str, int]:
        self.directory.start()
        return {}

    def _file(self) -> dict[str, int]:
        found = self._round()
        with self._read() as session:
            _expect(outbox.waiting(session) == 0, "something still waits")
        self.album.page(self.seat.window, "outbox", "outbox-received")
        return {"sent": found.sent, "refused": found.refused, "conflicts": found.conflicts}

    def _dispatch_and_answer(self) -> dict[str, int]:
        handled = offices.handle(self.directory.address, self.passwords)
        _expect(handled == len(county.ISSUES), f"{handled} issues were handled")
        return {"handled": handled}

    def _answer_arrives(self) -> dict[str, int]:
        found = self._round()
        with self._read() as session:
            answered = issues.count(session, issues.Filter(states=(IssueState.ANSWERED,)))
        _expect(answered == len(county.ISSUES), f"{answered} answers arrived")
        self.album.page(self.seat.window, "today", "today-answers")
        self._show_issue()
        self.album.take(self.seat.window, "issue-answered")
        return {"answered": answered, "news": len(found.news)}

    def _satisfy(self) -> dict[str, int]:
        with self._read() as session:
            listed = issues.listing(session, issues.Filter(states=(IssueState.ANSWERED,)))
        opinions = {typed.category: typed.opinion for typed in county.ISSUES}
        for line in listed:
            dialog = hands.open_command(self.seat, line.id, EventVerb.RATE)
            hands.rate(dialog, Satisfaction.SATISFIED, opinions[line.category])
            if line is listed[0]:
                self.album.take(self.seat.window, "satisfaction", dialog)
            hands.save(dialog)
        found = self._round()
        _expect(found.refused == 0, "a satisfaction was refused")
        return {"rated": len(listed), "sent": found.sent}

    def _close_issues(self) -> dict[str, int]:
        closed = offices.close(self.directory.address, self.passwords)
        self._round()
        with self._read() as session:
            seen = issues.count(session, issues.Filter(states=(IssueState.CLOSED,)))
        _expect(closed == seen == len(county.ISSUES), f"{closed} closed, {seen} seen")
        self._show_issue()
        self.album.take(self.seat.window, "issue-closed")
        self._show_enterprise()
        self.album.take(self.seat.window, "firm-visited")
        self.album.page(self.seat.window, "visits", "visits-filed")
        return {"closed": closed}

    def _other_looks(self) -> dict[str, int]:
        qt, kept = app.application(self.seat.desk.settings), self.seat.desk.settings
        before = self.album.count
        for look in ("dark", "contrast"):
            theme.apply(qt, theme.resolve(look), kept.text_percent)
            for key in ("today", "firms", "issues", "outbox"):
                self.album.page(self.seat.window, key, f"{key}-{look}")
        self._dialog_in_dark(qt)
        theme.apply(qt, "light", kept.text_percent)
        self._in_english(kept)
        return {"pictures": self.album.count - before}

    def _dialog_in_dark(self, qt: Any) -> None:
        theme.apply(qt, "dark", 100)
        self._show_enterprise()
        dialog = hands.open_visit(self.seat)
        self.album.take(self.seat.window, "visit-dark", dialog)
        dialog.close()
        settle()

    def _in_english(self, kept: Settings) -> None:
        """Sit down again as an English speaker: windows keep the words they were made with."""
        self.seat.close()
        settle()
        self.seat = self._sit_down(county.CADRE, replace(kept, language="en"))
        for key in PAGES:
            self.album.page(self.seat.window, key, f"{key}-en")
        i18n.install(app.application(kept), "zh")

    def _second_desk(self) -> dict[str, int]:
        mine = self._seen_on(county.CADRE)
        wing = show.sign_in(self.directory.folder, county.COLLEAGUE, self.directory.address, self.keystore)
        wing.engine.round()
        wing.close()
        theirs = self._seen_on(county.COLLEAGUE)
        _expect(mine == theirs, "the second desk shows something else")
        return {"records": len(theirs)}

    # ---- how

    def _sit_down(self, login: str, kept: Settings | None = None) -> app.Seat:
        if not account_files.AccountFiles.of(login).is_set_up:
            wing = show.sign_in(self.directory.folder, login, self.directory.address, self.keystore)
        else:
            wing = Wing.open(login, self.keystore)
        kept = kept or Settings(account=login, directory_address=self.directory.address, theme="light")
        app.application(kept)
        seat = app.Seat(wing, kept, app.settings_file())
        seat.window.resize(*ROOM)
        seat.window.show()
        return seat

    def _seen_on(self, login: str) -> set[tuple[str, Any]]:
        """Return every visit, issue and card that stands on an account's desk, whole."""
        wing = Wing.open(login, self.keystore)
        with wing.store.read() as session:
            found: set[tuple[str, Any]] = {("visit", visits.get(session, v.id)) for v in visits.listing(session)}
            found |= {("issue", issues.get(session, i.id)) for i in issues.listing(session)}
            found |= {("card", cards.get(session, c.id)) for c in cards.listing(session)}
        wing.close()
        return found

    def _show_enterprise(self) -> None:
        self.seat.window.go(Target("enterprise", self.enterprise_id))
        settle()

    def _show_issue(self) -> None:
        with self._read() as session:
            line = issues.listing(session)[0]
        self.seat.window.go(Target("issue", line.id))
        settle()

    def _waiting(self, wanted: int) -> dict[str, int]:
        with self._read() as session:
            waiting = outbox.waiting(session)
        _expect(waiting == wanted, f"{waiting} operations wait, {wanted} should")
        return {"waiting": waiting}

    def _round(self) -> Any:
        self.seat.runner.sync_now()
        result = self._ended()
        if isinstance(result, SscsError):
            raise Unexpected(f"the round ended with {result}")
        settle()
        return result

    def _ended(self) -> Any:
        """Wait for the end of the round under way and return what it said."""
        said: list[Any] = []
        loop = QEventLoop()
        self.seat.runner.ended.connect(said.append)
        self.seat.runner.ended.connect(loop.quit)
        QTimer.singleShot(round(ROUND_S * 1000), loop.quit)
        loop.exec()
        if not said:
            raise Unexpected("the round did not end")
        return said[0]

    @contextmanager
    def _read(self) -> Iterator[Session]:
        with self.seat.wing.store.read() as session:
            yield session

    @contextmanager
    def _step(self, name: str) -> Iterator[dict[str, int]]:
        began = time.monotonic()
        counts: dict[str, int] = {}
        step = {"name": name, "ok": False, "seconds": 0.0, "counts": counts}
        self.steps.append(step)
        try:
            yield counts
            step["ok"] = True
        finally:
            step["seconds"] = round(time.monotonic() - began, 3)


def run(folder: Path) -> int:
    """Walk; the parent tells passwords on stdin. Return 0 if every step was as it should be."""
    told = json.loads(sys.stdin.read())
    logs.start(paths.log_dir())
    walk = Walk(folder, told)
    try:
        walk.run()
    except Unexpected as found:
        sys.stderr.write(f"{walk.steps[-1]['name']}: {found}\n")
    finally:
        walk.end()
    return 0 if all(step["ok"] for step in walk.steps) else 1


def _expect(is_so: bool, otherwise: str) -> None:
    if not is_so:
        raise Unexpected(otherwise)


def _until(is_so: Callable[[], bool], otherwise: str) -> None:
    deadline = clock.now() + timedelta(seconds=ROUND_S)
    while not is_so():
        QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 50)
        _expect(clock.now() < deadline, otherwise)
