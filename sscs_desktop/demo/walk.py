"""The tour's desk: walks the main job through the real window, stops and starts the directory, plays the offices.

Runs as a process of its own, so that the databases are counted when it has ended. Each step says whether all was as
it should be; the first that was not ends the walk.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sscs_desktop.base import logs, paths
from sscs_desktop.base.errors import SscsError
from sscs_desktop.demo import county, hands, looks, offices, papers, processes, show
from sscs_desktop.demo.pictures import Album
from sscs_desktop.demo.sitting import Sitting, Unexpected, expect, first_served, seen_on, until
from sscs_desktop.domain.vocabulary import EventVerb, IssueState, Satisfaction
from sscs_desktop.store import cards, enterprises, issues, outbox
from sscs_desktop.sync import account_files


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
            self.desk = Sitting(county.CADRE, self.directory, self.keystore)
            self.desk.round()
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
            ("papers", self._papers),
            ("other looks", self._other_looks),
        ):
            with self._step(name) as counts:
                counts |= act()
        self.desk.close()
        with self._step("second desk") as counts:
            counts |= self._second_desk()

    def end(self) -> None:
        """Stop the directory and write down what was walked."""
        self.directory.stop()
        walked = {"steps": self.steps, "typed": self.typed}
        (self.folder / "walk.json").write_text(json.dumps(walked, ensure_ascii=False), "utf-8")

    # ---- the steps

    def _first_load(self) -> dict[str, int]:
        with self.desk.read() as session:
            mine = enterprises.count(session, enterprises.Filter())
            self.enterprise_id = first_served(session)
        expect(mine > 0, "no enterprises arrived")
        for key in looks.PAGES:
            self.desk.picture(self.album, key)
        return {"enterprises": mine}

    def _stop(self) -> dict[str, int]:
        self.directory.stop()
        result = self.desk.round_or_error()
        expect(isinstance(result, SscsError) and result.code == "unreachable", f"the round said {result}")
        expect(not self.desk.seat.runner.is_online, "the desk believes it is online")
        return {}

    def _visit_with_issues(self) -> dict[str, int]:
        self.desk.go("enterprise", self.enterprise_id)
        dialog = hands.open_visit(self.desk.seat)
        hands.write_visit(dialog, county.SITUATION, county.ISSUES)
        hands.pause(dialog)
        self.album.take(self.desk.window, "visit", dialog)
        hands.save(dialog)
        self.typed += [("visit", county.SITUATION), *(("issue", issue.description) for issue in county.ISSUES)]
        return self.desk.waiting(3)

    def _visit_without_issue(self) -> dict[str, int]:
        with self.desk.read() as session:
            other = enterprises.listing(session, enterprises.Filter(), limit=3)[-1]
        self.desk.go("enterprise", other.id)
        dialog = hands.open_visit(self.desk.seat)
        hands.write_visit(dialog, county.QUIET_SITUATION, ())
        hands.save(dialog)
        self.typed.append(("visit", county.QUIET_SITUATION))
        return self.desk.waiting(4)

    def _card(self) -> dict[str, int]:
        self.desk.go("enterprise", self.enterprise_id)
        preview = hands.open_card(self.desk.seat)
        self.album.take(self.desk.window, "card", preview)
        preview.save_pdf(self.folder / "card.pdf")
        until(lambda: (self.folder / "card.pdf").is_file() and not self.desk.seat.jobs.is_busy("desk"), "no card.pdf")
        preview.close()
        with self.desk.read() as session:
            number = cards.listing(session)[0].number
        self.typed.append(("card", number))
        self.desk.picture(self.album, "outbox", "outbox-waiting")
        return self.desk.waiting(5)

    def _restart(self) -> dict[str, int]:
        self.directory.start()
        return {}

    def _file(self) -> dict[str, int]:
        found = self.desk.round()
        with self.desk.read() as session:
            expect(outbox.waiting(session) == 0, "something still waits")
        self.desk.picture(self.album, "outbox", "outbox-received")
        return {"sent": found.sent, "refused": found.refused, "conflicts": found.conflicts}

    def _dispatch_and_answer(self) -> dict[str, int]:
        handled = offices.handle(self.directory.address, self.passwords)
        expect(handled == len(county.ISSUES), f"{handled} issues were handled")
        return {"handled": handled}

    def _answer_arrives(self) -> dict[str, int]:
        found = self.desk.round()
        with self.desk.read() as session:
            answered = issues.count(session, issues.Filter(states=(IssueState.ANSWERED,)))
        expect(answered == len(county.ISSUES), f"{answered} answers arrived")
        self.desk.picture(self.album, "today", "today-answers")
        self._show_issue()
        self.album.take(self.desk.window, "issue-answered")
        return {"answered": answered, "news": len(found.news)}

    def _satisfy(self) -> dict[str, int]:
        with self.desk.read() as session:
            listed = issues.listing(session, issues.Filter(states=(IssueState.ANSWERED,)))
        opinions = {typed.category: typed.opinion for typed in county.ISSUES}
        for line in listed:
            dialog = hands.open_command(self.desk.seat, line.id, EventVerb.RATE)
            hands.rate(dialog, Satisfaction.SATISFIED, opinions[line.category])
            if line is listed[0]:
                self.album.take(self.desk.window, "satisfaction", dialog)
            hands.save(dialog)
        found = self.desk.round()
        expect(found.refused == 0, "a satisfaction was refused")
        return {"rated": len(listed), "sent": found.sent}

    def _close_issues(self) -> dict[str, int]:
        closed = offices.close(self.directory.address, self.passwords)
        self.desk.round()
        with self.desk.read() as session:
            seen = issues.count(session, issues.Filter(states=(IssueState.CLOSED,)))
        expect(closed == seen == len(county.ISSUES), f"{closed} closed, {seen} seen")
        self._show_issue()
        self.album.take(self.desk.window, "issue-closed")
        self.desk.go("enterprise", self.enterprise_id)
        self.album.take(self.desk.window, "firm-visited")
        self.desk.picture(self.album, "visits", "visits-filed")
        return {"closed": closed}

    def _papers(self) -> dict[str, int]:
        return papers.write(self.desk, self.folder / "papers")

    def _other_looks(self) -> dict[str, int]:
        before = self.album.count
        self.desk = looks.paint(self.desk, self.album, self.enterprise_id)
        return {"pictures": self.album.count - before}

    def _second_desk(self) -> dict[str, int]:
        mine = seen_on(county.CADRE, self.keystore)
        wing = show.sign_in(self.directory.folder, county.COLLEAGUE, self.directory.address, self.keystore)
        wing.engine.round()
        wing.close()
        theirs = seen_on(county.COLLEAGUE, self.keystore)
        expect(mine == theirs, "the second desk shows something else")
        return {"records": len(theirs)}

    # ---- how

    def _show_issue(self) -> None:
        with self.desk.read() as session:
            line = issues.listing(session)[0]
        self.desk.go("issue", line.id)

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
