"""Random walks over the real desks and the real directory: everything that may go wrong between them, by chance.

One process, one seed. Desks type, send, crash, are copied and put back; the directory moves, refuses, is put back; the
line loses, doubles, cuts and delivers again. `Truth` judges each operation as it is applied, `quiet` the end.
"""

from __future__ import annotations

import asyncio
import contextlib
import random
import shutil
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import requests
from sqlalchemy import func, select
from sqlalchemy.util import LRUCache

from sscs_desktop.base import clock, database
from sscs_desktop.base.errors import Diverged, Offline, Refused, Unreadable
from sscs_desktop.base.ids import new_id
from sscs_desktop.domain.campaign import Campaign, DispatchRule
from sscs_desktop.domain.enterprise import Enterprise, Figure, Profile
from sscs_desktop.domain.organisation import Assignment
from sscs_desktop.domain.visit import Attachment
from sscs_desktop.domain.vocabulary import EventVerb, FilledBy, Indicator, Level, OrganisationKind, Satisfaction
from sscs_desktop.server import admin, api, scopes
from sscs_desktop.server.act import follow
from sscs_desktop.server.tables import counter, operation, record
from sscs_desktop.server.work import Work
from sscs_desktop.store import conflicts, enterprises, heal, issues, meta, outbox, overlay, report, rows, visits
from sscs_desktop.store.change import Change
from sscs_desktop.store.session import Session
from sscs_desktop.store.tables import RECORDS, draft, sync_journal, sync_op
from sscs_desktop.sync import engine
from sscs_desktop.wire import codec
from sscs_desktop.wire.codec import scopes_digest
from sscs_desktop.wire.kinds import HOLE, KINDS
from sscs_desktop.wire.messages import START, LoadRequest
from tests import line
from tests.chaos.truth import TYPED, Shown, Truth, Typed, Violation, watching
from tests.line import Line
from tests.store import building
from tests.store.building import TODAY
from tests.sync.county import BY_DIRECTORY, COUNTY, County, Desk

MOST = 600
"""Requests after which a round is taken to be without end."""

FAULTS = ("lose_requests", "lose_answers", "duplicate", "truncate", "time_outs")
PAGES = (1, 3, 50, 50, 50)


class Crash(BaseException):
    """The process is gone: nothing after this statement happens."""


class Endless(BaseException):
    """A round asks and asks."""


class Restless(Line):
    """A line beside which people go on working, and whose directory may die."""

    loop: asyncio.AbstractEventLoop
    meanwhile: Callable[[], None] = staticmethod(lambda: None)
    left = 0

    def send(self, request: requests.PreparedRequest, *args: Any, **more: Any) -> requests.Response:
        self.left -= 1
        if self.left < 0:
            raise Endless
        self.meanwhile()
        try:
            response = super().send(request, *args, **more)
        except Crash as gone:
            raise requests.exceptions.ConnectionError("the directory died") from gone
        self.meanwhile()
        return response


class Seat:
    """A person at a desk file: its line of life, its open forms, what it was told."""

    def __init__(self, truth: Truth, desk: Desk, name: str, told: Counter[tuple[str, str, str]] | None = None) -> None:
        self.truth, self.name = truth, name
        self.told: Counter[tuple[str, str, str]] = Counter() if told is None else told
        self.line = name
        self.forms: list[tuple[Any, Shown]] = []
        self.is_copied = False
        self.sit(desk)

    def sit(self, desk: Desk) -> None:
        self.desk = desk
        self.store = desk.store
        desk.store.on_commit(self._hear)

    def _hear(self, change: Change) -> None:
        for news in change.news:
            if news.code in ("refused", "conflict"):  # a delete in conflict is a hole from then on
                self.told[news.kind, news.id, str(news.data.get("verb"))] += 1
            if news.code == "healed":
                with self.store.read() as session:
                    self.truth.capped.update(heal.journal(session))


class World:
    """One seeded walk: what happens next is chosen by chance, what must hold is not."""

    def __init__(self, county: County, seed: int, truth: Truth) -> None:
        self.chance = random.Random(seed)
        self.county, self.truth = county, truth
        self.trace: list[str] = []
        self.count = 0
        self.copy: tuple[Path, Counter[str], int] | None = None
        self.put_backs = self.clones = self.restores = 0
        self.copies: dict[str, tuple[Path, str, int]] = {}
        self.loop = asyncio.new_event_loop()
        self._busy = False
        self.restless = 0
        self.crash_desk = self.crash_directory = -1
        self._build()

    def _build(self) -> None:
        county = self.county
        self.north = admin.add_unit(county.directory, "北鱼乡经济发展办", parent_id=county.office, division_code=COUNTY)
        self.taxes = admin.add_unit(
            county.directory,
            "县税务局",
            kind=OrganisationKind.DEPARTMENT,
            level=Level.COUNTY,
            parent_id=county.office,
            division_code=COUNTY,
        )
        self.units = [county.dalu, county.other, self.north]
        self.departments = [county.department, self.taxes]
        rules = (DispatchRule(department_id=self.taxes),)
        year = Campaign(id=new_id(), year=2018, name="活动", dispatch_rules=rules)
        admin.import_campaign(county.directory, year)
        county.person("office", county.office, "office")
        county.person("land", county.department, "department")
        county.person("taxes", self.taxes, "department")
        self.firms = [county.enterprise(county.dalu, "甲"), county.enterprise(county.other, "乙")]
        self.firms.append(county.enterprise(county.dalu, "丙"))
        self._assign_too(self.firms[2], county.other)
        where = {"wang": county.dalu, "li": county.dalu, "zhao": county.other, "sun": county.other}
        self.homes = where
        self.seats = [Seat(self.truth, self._open(login), login) for login in where]
        admin.hold_scopes(county.directory, self.seats[3].desk.account_id, [county.other, county.department])
        for seat in self.seats:
            self._go(seat)
            for act in (self.visit, self.profile, self.figure, self.issue):
                act(seat)
            self._go(seat)

    def _open(self, login: str, file: str = "") -> Desk:
        desk = self.county.desk(login, self.homes[login], file)
        restless = Restless(self.county.app)
        restless.loop = self.loop
        desk.gateway._transport = desk.line = restless
        return desk

    def _assign_too(self, firm: Enterprise, unit: str) -> None:
        """Let a second unit serve a firm: its records stand in both."""
        link = Assignment(id=new_id(), enterprise_id=firm.id, unit_id=unit, unit_name=self.county.name_of(unit))

        def work(connection: Any) -> None:
            work = Work(connection, clock.now())
            work.hold((), (), {firm.id})
            work.add("assignment", link.id, codec.data_of(link), BY_DIRECTORY, parent=firm.id)
            scopes.reset(work, firm.id)
            work.write()
            work.number()

        self.county.directory.lines.write(work)

    # ---- what happens

    def step(self) -> None:
        acts: list[tuple[int, Callable[[Seat], None]]] = [
            (6, self.visit),
            (7, self.issue),
            (3, self.profile),
            (3, self.figure),
            (5, self.attach),
            (26, self.edit),
            (8, self.open_form),
            (9, self.close_form),
            (14, self.command),
            (4, self.delete),
            (6, self.decide),
            (50, self.round),
            (14, self.office),
            (6, self.office_edit),
            (3, self.reassign),
            (3, self.membership),
            (2, self.rule),
            (3, self.restart),
            (2, self.back_up),
            (1, self.put_back),
            (2, self.copy_desk),
            (1, self.put_desk_back),
            (1, self.clone_desk),
        ]
        act = self.chance.choices([a for _, a in acts], [w for w, _ in acts])[0]
        seat = self.chance.choice(self.seats)
        self.trace.append(f"{act.__name__} {seat.name}")
        act(seat)
        self._no_violation()

    def _no_violation(self) -> None:
        if self.truth.violation is not None:
            raise self.truth.violation

    def number(self) -> int:
        self.count += 1
        return self.count

    def words(self) -> str:
        return f"第{self.number()}句"

    # ---- at a desk

    @contextmanager
    def typing(self, seat: Seat, shown: Shown | None = None) -> Iterator[Session]:
        """Yield a write session; what was queued in it is remembered as typed with `shown` in view."""
        fresh: list[Typed] = []
        with seat.store.write() as session:
            n = self._last(session)
            yield session
            for row in session.all(select(sync_op).where(sync_op.c.n > n).order_by(sync_op.c.n)):
                same = {name: row[name] for name in ("op_id", "n", "kind", "id", "verb", "fields")}
                fresh.append(Typed(**same, line=seat.line, user=seat.desk.login, shown=shown or Shown()))
            heals = len(overlay.forks(session))
        for op in fresh:
            self.truth.typed(op)
            if shown is not None and shown.heals < heals:
                self.truth.capped.add(op.op_id)

    def _last(self, session: Session) -> int:
        found = [session.scalar(select(func.max(table.c.n))) or 0 for table in (sync_op, sync_journal)]
        return int(max(found))

    def mine(self, seat: Seat) -> dict[str, Any]:
        who = seat.store.account
        return {"author_id": who.user_id, "author_name": who.user_name, "unit_id": who.unit_id}

    def firm(self, session: Session) -> Any | None:
        table = RECORDS["enterprise"]
        found = session.column(select(table.c.id).where(rows.shown("enterprise"), ~table.c.parked).order_by(table.c.id))
        return enterprises.get(session, self.chance.choice(found)) if found else None

    def visit(self, seat: Seat) -> None:
        with self.typing(seat) as session:
            if firm := self.firm(session):
                record = building.visit(firm, **self.mine(seat), situation=self.words(), remark=self.words())
                visits.save(session, record, None, today=TODAY)

    def issue(self, seat: Seat) -> None:
        try:
            with self.typing(seat) as session:
                if firm := self.firm(session):
                    record = building.issue(firm, **self.mine(seat), wish=self.words(), involved=self.words())
                    issues.file(session, record, today=TODAY)
        except Refused as error:
            if error.code != "numbers_exhausted":  # before its first round a desk has none
                raise

    def profile(self, seat: Seat) -> None:
        with self.typing(seat) as session:
            if firm := self.firm(session):
                unit = seat.store.account.unit_id
                record = Profile(id=new_id(), enterprise_id=firm.id, unit_id=unit, remark=self.words())
                enterprises.save_profile(session, record, None)

    def figure(self, seat: Seat) -> None:
        with self.typing(seat) as session:
            if firm := self.firm(session):
                record = Figure(
                    id=new_id(),
                    enterprise_id=firm.id,
                    indicator=Indicator.REVENUE,
                    value=Decimal(self.number()),
                    unit="万元",
                    period="2018年8月",
                    filled_by=next(iter(FilledBy)),
                    filled_by_name=self.words(),
                    filled_on=TODAY,
                )
                enterprises.save_figure(session, record, None, today=TODAY)

    def attach(self, seat: Seat) -> None:
        """Hang a picture's reference on a visit, a colleague's too."""
        with self.typing(seat) as session:
            seen = self.some(session, "visit")
            if seen is not None:
                record = Attachment(
                    id=new_id(),
                    visit_id=seen.record.id,
                    sha256=f"{self.number():064x}",
                    name=self.words(),
                    media_type="image/jpeg",
                    size=1,
                    author_id=seat.store.account.user_id,
                    added_at=building.NOON,
                )
                outbox.save_record(session, "attachment", record, None)

    def some(self, session: Session, kind: str, *more: Any) -> Any | None:
        table = RECORDS[kind]
        query = select(table.c.id).where(rows.shown(kind), ~table.c.parked, *more).order_by(table.c.id)
        found = session.column(query)
        if self.chance.random() < 0.7:
            found = found[-3:]  # people meet where something happens
        return overlay.seen(session, kind, self.chance.choice(found)) if found else None

    def shown(self, session: Session, seen: Any) -> Shown:
        return self.truth.shown(session, seen.kind, seen.record, codec.data_of(seen.record), seen.heals)

    def own(self, seat: Seat, kind: str) -> tuple[Any, ...]:
        """Return what narrows a choice to what this person may edit."""
        table, who = RECORDS[kind], seat.store.account
        if "author_id" in table.c:
            return (table.c.author_id == who.user_id,)
        return (table.c.unit_id == who.unit_id,) if "unit_id" in table.c else ()

    def look(self, seat: Seat, kinds: tuple[str, ...]) -> tuple[Any, Shown] | None:
        with seat.store.read() as session:
            for kind in self.chance.sample(kinds, len(kinds)):
                seen = self.some(session, kind, *(self.own(seat, kind) if self.chance.random() < 0.95 else ()))
                if seen is not None:
                    return seen, self.shown(session, seen)
        return None

    def changed(self, seen: Any) -> Any:
        if seen.kind == "figure":
            pick = self.chance.choice(["value", "filled_by_name"])
            new: dict[str, Any] = {"value": Decimal(self.number())} if pick == "value" else {pick: self.words()}
            return replace(seen.record, **new)
        names = TYPED[seen.kind]
        some = self.chance.choice([names[:1], names[-1:], names])
        return replace(seen.record, **{name: self.words() for name in some})

    def open_form(self, seat: Seat) -> None:
        if len(seat.forms) < 2 and (form := self.look(seat, ("visit", "profile", "figure", "issue"))):
            seat.forms.append(form)

    def close_form(self, seat: Seat) -> None:
        mine = [each for each in [seat, *self.seats] if each.forms]
        if mine:
            self.save(mine[0], *mine[0].forms.pop(0))

    def edit(self, seat: Seat) -> None:
        form = self.look(seat, ("visit", "profile", "profile", "figure", "figure", "issue", "attachment"))
        if form is not None:
            self.save(seat, *form)

    def save(self, seat: Seat, seen: Any, shown: Shown) -> None:
        try:
            with self.typing(seat, shown) as session:
                outbox.save_record(session, seen.kind, self.changed(seen), seen)
        except Refused as error:
            if error.code not in ("not_author", "row_gone"):
                raise

    def command(self, seat: Seat) -> None:
        form = self.look(seat, ("issue",))
        legal = issues.moves(form[0].record) if form is not None else ()
        if form is None or not legal:
            return
        seen, shown = form
        verb = self.chance.choice(legal)
        with contextlib.suppress(Refused), self.typing(seat, shown) as session:
            if verb is EventVerb.RATE:
                issues.rate(session, seen, self.chance.choice(list(Satisfaction)), self.words())
            else:
                getattr(issues, verb.value)(session, seen, self.words())

    def delete(self, seat: Seat) -> None:
        form = self.look(seat, ("visit", "visit", "attachment"))
        if form is None:
            return
        with contextlib.suppress(Refused), self.typing(seat, form[1]) as session:
            outbox.delete(session, form[0].kind, form[0].record.id, form[0])

    def decide(self, seat: Seat) -> None:
        with seat.store.read() as session:
            found = conflicts.listing(session)
            heals = len(overlay.forks(session))
        if not found:
            return
        one = self.chance.choice(found)
        theirs = Shown(values={side.field: side.theirs for side in one.sides}, heals=heals)
        with self.typing(seat, theirs) as session:
            pick = self.chance.choice(["mine", "theirs", "typed"])
            if pick == "theirs":
                conflicts.keep_theirs(session, one)
            elif pick == "mine" or one.kind == "figure":
                conflicts.keep_mine(session, one)
            else:
                values = {s.field: self.words() if s.field in TYPED[one.kind] else s.mine for s in one.sides}
                conflicts.keep_typed(session, one, values)

    # ---- a desk file's life

    def restart(self, seat: Seat, between: Callable[[], Any] = lambda: None) -> None:
        file = seat.desk.path.stem
        seat.desk.close()
        between()
        seat.sit(self._open(seat.desk.login, file))

    def copy_desk(self, seat: Seat) -> None:
        def keep() -> None:
            copy = Path(shutil.copy(seat.desk.path, seat.desk.path.with_suffix(".copy")))
            self.copies[seat.name] = copy, seat.line, n

        with seat.store.read() as session:
            n = self._last(session)
        self.restart(seat, keep)

    def put_desk_back(self, seat: Seat) -> None:
        if seat.name not in self.copies or self.restores == 2:
            return
        self.restores += 1
        copy, name, n = self.copies.pop(seat.name)
        self.restart(seat, lambda: shutil.copy(copy, seat.desk.path))
        seat.forms.clear()
        seat.line = f"{seat.name}~{self.restores}"
        self.truth.lines[seat.line] = name, n
        seat.is_copied = True

    def clone_desk(self, seat: Seat) -> None:
        """Copy a file and go on with both."""
        if self.clones == 2:
            return
        self.clones += 1
        file = f"{seat.name}+{self.clones}"
        with seat.store.read() as session:
            n = self._last(session)
        self.restart(seat, lambda: shutil.copy(seat.desk.path, seat.desk.path.with_name(f"{file}.db")))
        twin = Seat(self.truth, self._open(seat.desk.login, file), file, Counter(seat.told))
        self.truth.lines[file] = seat.line, n
        seat.is_copied = twin.is_copied = True
        self.seats.append(twin)

    # ---- the line

    def round(self, seat: Seat) -> None:
        fault = self.chance.choice(["", "", "", "", *FAULTS])
        if fault:
            setattr(seat.desk.line, fault, 1)
            seat.desk.line.only = self.chance.choice(["", "/v1/push", "/v1/pull", "/v1/load"])
        dies = self.chance.random()
        self.crash_desk = self.chance.randrange(60) if dies < 0.12 else -1
        self.crash_directory = self.chance.randrange(3) if 0.12 < dies < 0.2 else -1
        seat.desk.line.meanwhile = lambda: self.meanwhile(seat)
        self.restless = 4
        self.trace[-1] += f" {fault} {self.crash_desk} {self.crash_directory}"
        try:
            with contextlib.suppress(Offline):
                self._go(seat)
        except Crash:
            self.restart(seat)
        finally:
            self.calm(seat)
        if seat.desk.line.delivered and self.chance.random() < 0.3:
            with contextlib.suppress(requests.exceptions.ConnectionError):
                seat.desk.line.replay(self.chance.choice(seat.desk.line.delivered))

    def _go(self, seat: Seat) -> engine.RoundReport | None:
        seat.desk.engine._most = self.chance.choice([1, 3, 500])
        engine.PULL_PAGE, engine.LOAD_PAGE, engine.LOAD_PAGE_BESIDE = (self.chance.choice(PAGES) for _ in range(3))
        seat.desk.line.left = MOST
        try:
            found = seat.desk.round()
        except Endless as error:
            raise self.truth.fail("a round does not end") from error
        except Unreadable as error:
            raise self.truth.fail(f"I15 a page could not be applied: {error!r}") from error
        except Diverged:
            return None  # put back twice within one round
        finally:
            self._no_violation()
        return found

    def calm(self, seat: Seat) -> None:
        self.crash_desk = self.crash_directory = -1
        seat.desk.line.meanwhile = lambda: None
        seat.desk.line.only = ""
        for each in FAULTS:
            setattr(seat.desk.line, each, 0)

    def meanwhile(self, seat: Seat) -> None:
        """Go on typing while a request is under way; or let office and colleagues go on."""
        if self._busy or not self.restless or self.chance.random() > 0.12:
            return
        self.restless -= 1
        self._busy = True
        crashes, self.crash_desk, self.crash_directory = (self.crash_desk, self.crash_directory), -1, -1
        try:
            act = self.chance.choice(
                [self.edit, self.edit, self.command, self.visit, self.attach, self.office, self.reassign]
            )
            self.trace.append(f"  meanwhile {act.__name__}")
            act(seat)
        finally:
            self._busy = False
            self.crash_desk, self.crash_directory = crashes

    # ---- at the county

    def office(self, seat: Seat) -> None:
        query = select(record.c.id).where(record.c.kind == "issue").order_by(record.c.id)
        known = self.county.directory.lines.read(lambda c: list(c.execute(query).scalars()))
        if not known:
            return
        one = self.chance.choice(known)
        data = self.county.data(one)
        lands = "land" if data.get("department_id") == self.county.department else "taxes"
        answer = {"verb": "answer", "answer_how": "办", "answer_who": "局", "outcome": "solved"}
        moves: dict[str, list[tuple[str, dict[str, Any]]]] = {
            "filed": [("office", {"verb": "accept"}), ("office", {"verb": "return", "text": "补图"})],
            "accepted": [("office", {"verb": "dispatch", "department_id": self.chance.choice(self.departments)})],
            "redo": [(lands, {"verb": "take"})],
            "dispatched": [(lands, {"verb": "take"})],
            "handling": [(lands, answer)],
            "answered": [("office", {"verb": "close"})],
            "confirming": [("office", {"verb": "close"})],
        }
        moves["redo"].append(("office", {"verb": "dispatch", "department_id": self.chance.choice(self.departments)}))
        fitting = moves.get(str(data.get("state")))
        if fitting:
            who, move = self.chance.choice(fitting)
            self.county.move(who, one, **move)

    def office_edit(self, seat: Seat) -> None:
        """Let the directory itself write where a unit writes too."""
        kinds = ("profile", "figure", "enterprise")
        query = select(record.c.id).where(record.c.kind.in_(kinds), record.c.deleted.is_(False)).order_by(record.c.id)
        known = self.county.directory.lines.read(lambda c: list(c.execute(query).scalars()))
        one = self.chance.choice(known)
        values = {
            "profile": {"remark": f"办{self.number()}"},
            "figure": {"value": str(self.number()), "filled_by_name": f"办{self.number()}"},
            "enterprise": {"products": f"办{self.number()}"},
        }
        written: list[tuple[str, dict[str, Any], dict[str, Any]]] = []

        def work(connection: Any) -> None:
            work = Work(connection, clock.now())
            work.hold({one})
            row = work.rows[one]
            new = {**row.data, **values[row.kind]}
            if row.kind == "figure":
                new = codec.data_of(codec.record_of("figure", new))
            said: dict[str, Any] = {name: new[name] for name in values[row.kind]}
            written.append((row.kind, dict(row.data), said))
            whole = KINDS[row.kind].together(set(said))
            follow(work, one, {name: new[name] for name in sorted(whole)}, None)
            work.write()
            work.number()

        self.county.directory.lines.write(work)
        self.truth.directory_typed(*written[-1])

    def reassign(self, seat: Seat) -> None:
        firm = self.chance.choice(self.firms)
        query = select(record.c.data).where(record.c.parent == firm.id, record.c.kind == "assignment")
        links = self.county.directory.lines.read(lambda c: list(c.execute(query).scalars()))
        held = [link["unit_id"] for link in links]
        free = [unit for unit in self.units if unit not in held]
        admin.reassign(
            self.county.directory, firm.id, self.chance.choice(free), from_unit_id=self.chance.choice(sorted(held))
        )

    def membership(self, seat: Seat) -> None:
        every = [*self.units, *self.departments]
        held = self.chance.sample(every, self.chance.choice([1, 1, 2, 3]))
        home = self.homes[seat.desk.login]
        if self.chance.random() < 0.8:
            held = sorted({home, *held})
        admin.hold_scopes(self.county.directory, seat.desk.account_id, held)

    def rule(self, seat: Seat) -> None:
        admin.dispatch_by_rule(self.county.directory, self.chance.random() < 0.5)

    def back_up(self, seat: Seat) -> None:
        n = self.county.directory.lines.read(lambda c: int(c.execute(select(counter.c.n)).scalar_one()))
        self.copy = self.county.back_up(), Counter(self.truth.applied), n

    def put_back(self, seat: Seat) -> None:
        if self.copy is None or self.put_backs == 2 or self._busy:
            return
        self.put_backs += 1
        copy, applied, n = self.copy
        self.county.put_back(copy)
        self.truth.applied = Counter(applied)
        self.truth.floors.append(n)
        for each in self.seats:
            each.desk.sign_in()

    # ---- what must hold

    def quiet(self) -> None:
        self.trace.append("quiet")
        for _ in range(8):
            found = []
            for seat in self.seats:
                self.trace.append(f"  quiet round {seat.name}")
                found.append(self._go(seat))
            if all(f is not None and not f.sent and not f.read and not f.loaded for f in found):
                break
        for seat in self.seats:
            self.check(seat)

    def check(self, seat: Seat) -> None:
        fail = self.truth.fail
        with seat.store.read() as session:
            if outbox.waiting(session):
                raise fail("I3 the outbox does not drain")
            if session.scalar(select(func.count()).select_from(sync_op)):
                raise fail("I3 answered operations stay in the queue")
            journal = {row["op_id"]: row for row in session.all(select(sync_journal))}
            here = {
                (kind, row["id"]): codec.decode(codec.encode(rows.record_of(kind, row)), dict)
                for kind, table in RECORDS.items()
                for row in session.all(select(table))
            }
            if report.sums(session).total != len(journal):
                raise fail("I2 the sums of 上报 do not add up")
            if session.connection.exec_driver_sql("PRAGMA foreign_key_check").all():
                raise fail("I15 a child stands without its parent")
            kept = [(row["form"], row["key"], row["data"]) for row in session.all(select(draft))]
        self._told(seat, journal, kept)
        self._filed(seat, journal)
        there = self.held(seat.desk)
        if set(there) - set(here):
            raise fail(f"I4 rows in scope are missing on {seat.name}: {sorted(k for k, _ in set(there) - set(here))}")
        if set(here) - set(there):
            raise fail(f"I5 rows stand on {seat.name} that are not in scope: {sorted(set(here) - set(there))[:2]}")
        for key, data in here.items():
            if data != there[key]:
                odd = {n: (v, there[key].get(n)) for n, v in data.items() if v != there[key].get(n)}
                raise fail(f"I6 {seat.name} and the directory disagree about a {key[0]}: {odd}")
            if key[0] == "figure":
                self.truth.check_pair(data)

    def _told(self, seat: Seat, journal: dict[str, Any], kept: list[tuple[str, str, dict[str, Any]]]) -> None:
        undone = [r for r in journal.values() if r["result"] in ("refused", "expired")]
        due = Counter((r["kind"], r["id"], self.truth.ops[r["op_id"]].verb) for r in undone)
        if any(seat.told[key] < times for key, times in due.items()):
            raise self.truth.fail("I7 an operation was refused and its author not told")
        said = {}
        for row in sorted(undone, key=lambda r: r["n"]):
            op = self.truth.ops[row["op_id"]]
            said |= {(op.kind, op.id, name): v for name, v in op.fields.items() if v and name in TYPED.get(op.kind, ())}
        for (kind, id, name), value in said.items():
            still = [_place_of(data.get(name)) for form, key, data in kept if form == kind and key.startswith(id)]
            if max(still, default=0) < _place_of(value):
                raise self.truth.fail(f"I2 the {name} {value!r} of a refused {kind} is nowhere any more")

    def _filed(self, seat: Seat, journal: dict[str, Any]) -> None:
        query = select(operation.c.op_id, operation.c.result).where(operation.c.user_id == seat.desk.account_id)
        ledger = dict(self.county.directory.lines.read(lambda c: [tuple(row) for row in c.execute(query)]))
        if not set(journal) <= set(ledger):
            raise self.truth.fail("I2 an operation vanished: what was made here is not known there")
        if not seat.is_copied and set(ledger) - set(journal):
            raise self.truth.fail("I2 the directory knows operations of this desk that it does not know itself")
        for op_id, row in journal.items():
            if row["result"] != ledger[op_id]["result"]:
                raise self.truth.fail("I7 another answer was told than the directory gave")
            is_done = row["result"] in ("ok", "conflict")
            if is_done and row["verb"] != HOLE and not self.truth.applied[op_id]:
                raise self.truth.fail("I2 told as filed, and never applied")

    def held(self, desk: Desk) -> dict[tuple[str, str], dict[str, Any]]:
        """Return what the directory holds in this account's scopes."""
        directory = self.county.directory
        member = directory.member(desk.gateway.token)
        place, found = None, {}
        with desk.store.read() as session:
            name = str(meta.get(session, meta.REPLICA))
        while True:
            request = LoadRequest(
                replica=name,
                cursor=START,
                head=START,
                entering=tuple(sorted(member.scopes)),
                held=scopes_digest(member.scopes),
                place=place,
            )
            answer = directory.load(member, request)
            for entry in answer.entries:
                known = set(KINDS[entry.kind].field_names)
                found[entry.kind, entry.id] = {k: v for k, v in (entry.data or {}).items() if k in known}
            place = answer.place
            if place is None:
                return found

    def close(self) -> None:
        for seat in self.seats:
            seat.desk.close()
        self.loop.close()


def _place_of(value: Any) -> int:
    """Return when in its walk a value was typed: each bears a number."""
    return int("".join(c for c in str(value) if c.isdigit()) or 0)


@contextmanager
def crashing(world: World) -> Iterator[None]:
    """Let a desk die at any statement of a round, and the directory before or after it takes its numbers."""
    run, number, ask = Session.run, Work.number, asyncio.run
    pages = engine.PULL_PAGE, engine.LOAD_PAGE, engine.LOAD_PAGE_BESIDE

    def run_or_die(self: Session, *args: Any) -> Any:
        if world.crash_desk >= 0:
            world.crash_desk -= 1
            if world.crash_desk < 0:
                raise Crash
        return run(self, *args)

    def number_or_die(self: Work) -> int:
        if world.crash_directory >= 0:
            world.crash_directory -= 1
            if world.crash_directory < 0:
                if world.chance.random() < 0.5:
                    number(self)
                raise Crash
        return number(self)

    Session.run, Work.number = run_or_die, number_or_die  # type: ignore[method-assign]
    line.asyncio.run = world.loop.run_until_complete  # type: ignore[attr-defined]
    try:
        yield
    finally:
        Session.run, Work.number = run, number  # type: ignore[method-assign]
        line.asyncio.run = ask  # type: ignore[attr-defined]
        engine.PULL_PAGE, engine.LOAD_PAGE, engine.LOAD_PAGE_BESIDE = pages


@contextmanager
def in_haste() -> Iterator[None]:
    """Let all databases of a process share what SQLAlchemy has compiled: a walk opens dozens of files."""
    create = database.create_engine
    dialects: dict[Any, Any] = {}
    compiled: Any = LRUCache(5000)

    def create_alike(url: Any, **more: Any) -> Any:
        engine = create(url, **more)
        engine.dialect = engine.pool._dialect = dialects.setdefault(more.get("module"), engine.dialect)
        engine._compiled_cache = compiled
        return engine

    async def at_once(work: Callable[..., Any], *args: Any) -> Any:
        return work(*args)

    database.create_engine = create_alike  # type: ignore[attr-defined]
    threads, api.run_in_threadpool = api.run_in_threadpool, at_once  # type: ignore[attr-defined]
    try:
        yield
    finally:
        api.run_in_threadpool = threads  # type: ignore[attr-defined]
        database.create_engine = create  # type: ignore[attr-defined]


def walk(folder: Path, blanks: Path, seed: int, steps: int) -> tuple[Violation | None, World]:
    """Walk once; return what was violated, if anything, and the world as it was then."""
    truth = Truth()
    county = County(folder, blanks)
    world = None
    try:
        with watching(truth):
            world = World(county, seed, truth)
            with crashing(world):
                try:
                    for _ in range(steps):
                        world.step()
                    world.quiet()
                except Violation:
                    pass
                except Exception as error:
                    truth.violation = truth.violation or Violation(f"raised {error!r}")
                    truth.violation.__cause__ = truth.violation.__cause__ or error
            return truth.violation, world
    finally:
        if world is not None:
            world.close()
        county.close()
