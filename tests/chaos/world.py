"""One walk: a county, the desks of its people, what chance decided so far, and the memory that judges it.

What people do stands in `desks`, what the county does in `office`, what goes wrong between them in `faults`, and what
must hold when all is quiet in `ends`. Each act is a function of the world and the seat that chance chose.
"""

from __future__ import annotations

import asyncio
import copy
import random
import shutil
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import requests
from sqlalchemy import func, select

from sscs_desktop.base import ids
from sscs_desktop.domain.enterprise import Enterprise
from sscs_desktop.server import service
from sscs_desktop.server.directory import Directory
from sscs_desktop.store import heal, meta, overlay, rows
from sscs_desktop.store.change import Change
from sscs_desktop.store.session import Session
from sscs_desktop.store.tables import RECORDS, sync_journal, sync_op
from tests.chaos.truth import Shown, Truth, Typed
from tests.line import Line
from tests.sync.county import County, Desk


class Crash(BaseException):
    """The process is gone: nothing after this statement happens."""


class Endless(BaseException):
    """A round asks and asks."""


class Restless(Line):
    """A line beside which people go on working, and whose directory may die. `left`: requests still allowed."""

    loop: asyncio.AbstractEventLoop
    meanwhile: Callable[[str], None] = staticmethod(lambda path: None)
    left = 0

    def send(self, request: requests.PreparedRequest, *args: Any, **more: Any) -> requests.Response:
        self.left -= 1
        if self.left < 0:
            raise Endless
        self.meanwhile(request.path_url)
        try:
            response = super().send(request, *args, **more)
        except Crash as gone:
            raise requests.exceptions.ConnectionError("the directory died") from gone
        self.meanwhile("")
        return response


class Seat:
    """A person at a desk file: its line of life, its open forms, what it was told."""

    def __init__(self, truth: Truth, desk: Desk, name: str, told: Counter[tuple[str, str, str]] | None = None) -> None:
        self.truth, self.name = truth, name
        self.told: Counter[tuple[str, str, str]] = Counter() if told is None else told
        self.line = name
        self.forms: list[tuple[Any, Shown]] = []
        self.is_copied = self.has_retired = False
        self.sit(desk)

    def sit(self, desk: Desk) -> None:
        self.desk = desk
        self.store = desk.store
        desk.store.on_commit(self._hear)

    @property
    def replica(self) -> str:
        """The name under which the directory knows this file."""
        with self.store.read() as session:
            return str(meta.get(session, meta.REPLICA, ""))

    def _hear(self, change: Change) -> None:
        for news in change.news:
            if news.code in ("refused", "conflict", "not_deleted"):  # a delete in conflict is a hole from then on
                self.told[news.kind, news.id, str(news.data.get("verb"))] += 1
            if news.code == "repaired":
                self.truth.fail(f"I6 a {news.kind} was not as the directory had it, and a quiet round read it anew")
            if news.code == "healed":
                with self.store.read() as session:
                    self.truth.capped.update(heal.journal(session))


@dataclass(frozen=True, kw_only=True)
class Morning:
    """A county at the hour when every walk begins; made once, copied for each. folder: its closed files."""

    folder: Path
    county: County
    truth: Truth
    firms: tuple[Enterprise, ...]
    units: tuple[str, ...]
    departments: tuple[str, ...]
    homes: dict[str, str]
    """The unit of each cadre, by login, in the order of their seats."""
    count: int = 0
    """How many values were typed by then."""


class World:
    """One seeded walk: what happens next is chosen by chance, what must hold is not."""

    def __init__(self, morning: Morning, folder: Path, seed: int) -> None:
        self.chance = random.Random(seed)
        self.truth: Truth = copy.deepcopy(morning.truth)
        self.firms, self.units = morning.firms, morning.units
        self.departments, self.homes = morning.departments, morning.homes
        self.trace: list[str] = []
        self.count = morning.count
        self.copy: tuple[Path, tuple[Counter[str], set[str]], int] | None = None
        self.put_backs = self.clones = self.restores = 0
        self.copies: dict[str, tuple[Path, str, int]] = {}
        self.outgoing: list[tuple[str, bytes]] = []
        self.incoming: list[tuple[str, bytes]] = []
        self.packages: list[Path] = []
        self.givers: dict[str, str] = {}
        self.restless = 0
        self.is_busy = False
        self.crash_desk = self.crash_directory = -1
        self.loop = asyncio.new_event_loop()
        self.county = woken(morning.county, morning.folder, folder)
        self.seats = [Seat(self.truth, self.open(login), login) for login in self.homes]

    def open(self, login: str, file: str = "") -> Desk:
        """Open a desk file of a person on a line that may be disturbed."""
        desk = self.county.desk(login, self.homes[login], file)
        restless = Restless(self.county.app)
        restless.loop = self.loop
        desk.gateway.transport.adapter = desk.line = restless
        return desk

    def seat(self, name: str) -> Seat:
        return next(seat for seat in self.seats if seat.name == name)

    def no_violation(self) -> None:
        if self.truth.violation is not None:
            raise self.truth.violation

    def number(self) -> int:
        self.count += 1
        return self.count

    def words(self) -> str:
        return f"第{self.number()}句"

    def last_n(self, session: Session) -> int:
        """Return the number of the last operation made in this file."""
        found = [session.scalar(select(func.max(table.c.n))) or 0 for table in (sync_op, sync_journal)]
        return int(max(found))

    @contextmanager
    def typing(self, seat: Seat, shown: Shown | None = None) -> Iterator[Session]:
        """Yield a write session; what was queued in it is remembered as typed with `shown` in view."""
        with seat.store.write() as session:
            n = self.last_n(session)
            yield session
            fresh = self.queued(session, seat, n, lambda _kind, _id: shown or Shown())
            heals = len(overlay.forks(session))
        for op in fresh:
            self.truth.typed(op)
            if shown is not None and shown.heals < heals:
                self.truth.capped.add(op.op_id)

    def queued(self, session: Session, seat: Seat, n: int, shown: Callable[[str, str], Shown]) -> list[Typed]:
        """Return the operations that a desk made after number `n`, each with what its author had in view."""
        fresh = []
        for row in session.all(select(sync_op).where(sync_op.c.n > n).order_by(sync_op.c.n)):
            same = {name: row[name] for name in ("op_id", "n", "kind", "id", "verb", "fields")}
            view = shown(row["kind"], row["id"])
            fresh.append(Typed(**same, line=seat.line, user=seat.desk.login, shown=view))
        return fresh

    def some(self, session: Session, kind: str, *more: Any) -> Any | None:
        """Return what a form for one row of this kind on the screen would show."""
        table = RECORDS[kind]
        query = select(table.c.id).where(rows.shown(kind), ~table.c.parked, *more).order_by(table.c.id)
        found = session.column(query)
        if self.chance.random() < 0.7:
            found = found[-3:]  # people meet where something happens
        return overlay.seen(session, kind, self.chance.choice(found)) if found else None

    def close(self) -> None:
        for seat in self.seats:
            seat.desk.close()
        self.loop.close()
        self.county.close()


@contextmanager
def numbered(hour: int, seed: int) -> Iterator[None]:
    """Let the ids and marks of one walk follow from its seed, and be later than those of the hour before."""
    chance, now = random.Random(seed), (1_537_000_000 + hour * 3600) * 10**9
    before = ids.secrets, ids.time, ids._last
    ids.secrets = SimpleNamespace(randbits=chance.getrandbits)  # type: ignore[assignment]
    ids.time, ids._last = SimpleNamespace(time_ns=lambda: now), 0  # type: ignore[assignment]
    try:
        yield
    finally:
        ids.secrets, ids.time, ids._last = before


def woken(county: County, kept: Path, folder: Path) -> County:
    """Copy a closed county with its desk files to `folder` and open its directory there."""
    shutil.copytree(kept, folder)
    other = copy.copy(county)
    other.folder = folder
    other.directory = Directory.open(folder / "directory")
    other.app = service.make_app(other.directory)
    return other
