"""A desk as a process of its own: somebody types without pause while rounds run beside, until it is killed.

python tests/chaos/typist.py FILE.json [--quiet]: with --quiet it only runs rounds, until there is nothing left to do.
Before each save the journal says what is about to be saved, after it, on the disk, that the save returned.
"""

from __future__ import annotations

import json
import os
import random
import signal
import sys
import threading
import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from sqlalchemy import select

from sscs_desktop.base import clock
from sscs_desktop.base.errors import DiskTrouble, Diverged, InUse, Offline, Refused, SscsError
from sscs_desktop.base.files import write_atomically
from sscs_desktop.base.ids import new_id
from sscs_desktop.domain.enterprise import Profile
from sscs_desktop.domain.issue import EDITABLE_STATES
from sscs_desktop.domain.visit import PDF
from sscs_desktop.store import attachments, enterprises, issues, overlay, rows, visits
from sscs_desktop.store.attachments import Prepared
from sscs_desktop.store.change import Change
from sscs_desktop.store.outbox import Saved
from sscs_desktop.store.session import Account, Session
from sscs_desktop.store.store import Store
from sscs_desktop.store.tables import RECORDS
from sscs_desktop.sync import parcel as by_file
from sscs_desktop.sync import transport
from sscs_desktop.sync.attachment_lane import AttachmentLane
from sscs_desktop.sync.engine import SyncEngine
from sscs_desktop.sync.gateway import Gateway
from tests.chaos.clerk import COMING, GOING
from tests.store import building
from tests.store.building import TODAY

NO_ROOM = 75
"""The exit code of a desk that could not open its file for want of room."""

QUIET_S = 90.0


@dataclass(frozen=True, kw_only=True)
class Said:
    """One value somebody typed; no other act of any desk types it again."""

    kind: str
    id: str
    verb: str
    field: str
    value: str


class Journal:
    """What one desk typed, beside the desk's own file and independent of it."""

    def __init__(self, path: Path) -> None:
        before = path.read_text("utf-8").splitlines() if path.exists() else []
        self._starts = sum('"start"' in line for line in before)
        self._file = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        self._lock = threading.Lock()
        self._count = 0
        self.write(start=self._starts, pid=os.getpid())

    def word(self, login: str) -> str:
        """Return a value that nobody typed before."""
        self._count += 1
        return f"{login}-{self._starts}-{self._count}"

    def write(self, **line: Any) -> None:
        text = (json.dumps(line, ensure_ascii=False) + "\n").encode()
        with self._lock:
            while not self._written(text):
                time.sleep(0.02)

    def _written(self, text: bytes) -> bool:
        try:
            os.write(self._file, text)
        except OSError:  # where no small disk can be mounted, nothing of a process may grow, this neither
            return False
        return True

    def write_to_disk(self, **line: Any) -> None:
        self.write(**line)
        os.fsync(self._file)


class Typist:
    """One desk file, one pair of hands, one line."""

    def __init__(self, given: dict[str, Any]) -> None:
        self.journal = Journal(Path(given["journal"]))
        self.login: str = given["login"]
        self.chance = random.Random()
        self.stopping = threading.Event()
        self.store = Store.open(Path(given["file"]), bytes.fromhex(given["key"]), Account(**given["account"]))
        self.store.on_commit(self._hear)
        self.gateway = Gateway(given["address"], token=given["token"])
        self.engine = SyncEngine(self.store, self.gateway)
        self.lane = AttachmentLane(self.store, self.gateway)
        self.bag = Path(given["bag"])

    def close(self) -> None:
        self.gateway.close()
        self.store.close()

    def _hear(self, change: Change) -> None:
        for news in change.news:
            if news.code in ("healed", "forked"):
                self.journal.write(bug=f"{news.code}: the desk and its directory are the same as before")

    # ---- rounds

    def rounds(self) -> None:
        """Run rounds until told to stop; what may happen to one on a bad day is named, all else is a bug."""
        while not self.stopping.is_set():
            self.chance.choice([self.round, self.round, self.round, self.pack, self.take_in])()
            self.stopping.wait(random.uniform(0.02, 0.3))

    def round(self) -> bool:
        """Run one round and let the files go their lane; tell whether it ended well with nothing done."""
        return self._attempt(self._round)

    def _round(self) -> bool:
        found, files = self.engine.round(), self.lane.run()
        return not (found.sent or found.read or found.loaded or files.sent or files.waiting)

    def pack(self) -> None:
        """Put what waits into a parcel, while rounds go on."""
        name = f"{self.login}-{time.monotonic_ns()}{GOING}"
        self._attempt(lambda: write_atomically(self.bag / name, by_file.pack(self.store)))

    def take_in(self) -> None:
        """Take in an answer that came by file, if it is not overtaken by a round."""
        for file in [*self.bag.glob(f"{self.login}-*{COMING}")][:1]:
            self._attempt(partial(self._read, file))

    def _read(self, file: Path) -> None:
        try:
            by_file.take_in(self.store, file.read_bytes())
        except Refused as error:
            if error.code != "parcel_overtaken":
                raise
        except Diverged as error:
            self.journal.write(round=error.code)
        file.unlink()

    def _attempt(self, act: Callable[[], Any]) -> bool:
        """Do something with the directory, and return what it returns; what may happen on a bad day is written down."""
        try:
            return bool(act())
        except (Offline, InUse, DiskTrouble) as error:
            self.journal.write(round=error.code)
        except Refused as error:
            if error.code != "parcel_not_registered":
                self.journal.write(bug=traceback.format_exc())
        except Exception:
            self.journal.write(bug=traceback.format_exc())
        return False

    def calm(self) -> bool:
        """Run rounds until two in a row had nothing to do; tell whether that came about."""
        deadline, calm = time.monotonic() + QUIET_S, 0
        while calm < 2 and time.monotonic() < deadline:
            calm = calm + 1 if self.round() else 0
        return calm == 2

    # ---- typing

    def type(self) -> None:
        """Type until told to stop."""
        acts = [self.visit, self.visit, self.edit_visit, self.edit_visit, self.edit_issue, self.remark, self.urge]
        acts.append(self.attach)
        while not self.stopping.is_set():
            try:
                self.chance.choice([*acts, self.profile])()
            except DiskTrouble as error:
                self.journal.write(reading=error.code)
            except Exception:
                self.journal.write(bug=traceback.format_exc())
            self.stopping.wait(self.chance.uniform(0, 0.06))

    @contextmanager
    def saving(self, *said: Said) -> Iterator[tuple[Session, list[Saved]]]:
        """Write down what is about to be saved, save it in one write, and write down that this returned."""
        self.journal.write(about=[asdict(each) for each in said])
        saved: list[Saved] = []
        try:
            with self.store.write() as session:
                yield session, saved
        except SscsError as error:
            self.journal.write(failed=error.code, of=said[0].value)
            return
        self.journal.write_to_disk(done=said[0].value, saved=[[each.op_id, each.draft_id] for each in saved])

    def visit(self) -> None:
        firm, who = self._firm(), self.store.account
        if firm is None:
            return
        mine = {"author_id": who.user_id, "author_name": who.user_name, "unit_id": who.unit_id}
        mine["unit_name"] = who.unit_name
        visit = building.visit(firm, **mine, situation=self._word(), remark="")
        found = [building.issue(firm, **mine, wish=self._word()) for _ in range(self.chance.choice([0, 0, 1, 2]))]
        said = [Said(kind="visit", id=visit.id, verb="new", field="situation", value=visit.situation)]
        said += [Said(kind="issue", id=i.id, verb="new", field="wish", value=i.wish) for i in found]
        with self.saving(*said) as (session, saved):
            first, others = visits.save_with_issues(session, visit, found, None, today=TODAY)
            saved += [first, *others]

    def attach(self) -> None:
        """Hang a file on one of the latest own visits."""
        seen = self._own("visit")
        if seen is None:
            return
        word = self._word()
        content = f"%PDF-1.4 {word} ".encode() * self.chance.choice([10, 1000, 20_000])
        held = attachments.hold(self.store, Prepared(name=word, media_type=PDF, content=content))
        said = Said(kind="attachment", id=held.sha256, verb="new", field="name", value=word)
        with self.saving(said) as (session, saved):
            saved.append(attachments.add(session, held, visit_id=seen.record.id))

    def edit_visit(self) -> None:
        seen = self._own("visit")
        if seen is None:
            return
        with self.saving(self._said(seen, "edit", "remark")) as (session, saved):
            new = replace(seen.record, remark=self._last)
            saved.append(visits.save(session, new, seen, today=TODAY))

    def edit_issue(self) -> None:
        seen = self._own("issue")
        if seen is None or seen.record.state not in EDITABLE_STATES:
            return
        with self.saving(self._said(seen, "edit", "wish")) as (session, saved):
            saved.append(issues.save(session, replace(seen.record, wish=self._last), seen, today=TODAY))

    def remark(self) -> None:
        seen = self._own("issue")
        if seen is not None:
            with self.saving(self._said(seen, "note", "text")) as (session, saved):
                saved.append(issues.note(session, seen, self._last))

    def urge(self) -> None:
        seen = self._own("issue")
        if seen is not None:
            with self.saving(self._said(seen, "urge", "text")) as (session, saved):
                saved.append(issues.urge(session, seen, self._last))

    def profile(self) -> None:
        """Write what the unit keeps about a firm: colleagues write there too."""
        firm, unit = self._firm(), self.store.account.unit_id
        if firm is None:
            return
        table = RECORDS["profile"]
        with self.store.read() as session:
            ours = rows.shown("profile") & (table.c.unit_id == unit) & (table.c.enterprise_id == firm.id)
            found = session.column(select(table.c.id).where(ours).order_by(table.c.id))
            seen = overlay.seen(session, "profile", found[0]) if found else None
        if seen is None:
            new = Profile(id=new_id(), enterprise_id=firm.id, unit_id=unit, remark=self._word())
            said = Said(kind="profile", id=new.id, verb="new", field="remark", value=new.remark)
        else:
            self._dwell()
            said = self._said(seen, "edit", "remark")
            new = replace(seen.record, remark=said.value)
        with self.saving(said) as (session, saved):
            saved.append(enterprises.save_profile(session, new, seen))

    # ---- what is on the screen

    def _word(self) -> str:
        self._last = self.journal.word(self.login)
        return self._last

    def _said(self, seen: Any, verb: str, field: str) -> Said:
        return Said(kind=seen.kind, id=seen.record.id, verb=verb, field=field, value=self._word())

    def _firm(self) -> Any | None:
        table = RECORDS["enterprise"]
        with self.store.read() as session:
            found = session.column(select(table.c.id).where(rows.shown("enterprise"), ~table.c.parked))
            return enterprises.get(session, self.chance.choice(found)) if found else None

    def _own(self, kind: str) -> Any | None:
        """Open a form on one of the latest own rows, and let it stand open for a moment."""
        table, who = RECORDS[kind], self.store.account
        with self.store.read() as session:
            mine = rows.shown(kind), ~table.c.parked, table.c.author_id == who.user_id
            found = session.column(select(table.c.id).where(*mine).order_by(table.c.id.desc()).limit(8))
            seen = overlay.seen(session, kind, self.chance.choice(found)) if found else None
        self._dwell()
        return seen

    def _dwell(self) -> None:
        if self.chance.random() < 0.3:
            self.stopping.wait(self.chance.uniform(0, 0.3))


def main() -> int:
    """Open the desk and type, or be quiet."""
    given = json.loads(Path(sys.argv[1]).read_text("utf-8"))
    clock.stand_as_told()
    transport.STALL_S = 2.0
    try:
        typist = Typist(given)
    except DiskTrouble:
        return NO_ROOM
    try:
        if "--quiet" in sys.argv:
            return 0 if typist.calm() else 1
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: typist.stopping.set())
        rounds = threading.Thread(target=typist.rounds)
        rounds.start()
        typist.type()
        rounds.join()
        return 0
    finally:
        typist.close()


if __name__ == "__main__":
    sys.exit(main())
