"""Random walks over the real desks and the real directory, with a line that loses, doubles and delays.

After quiet: nothing applied twice, nothing vanished, nothing waiting, and every desk shows what the directory holds.
"""

from __future__ import annotations

import contextlib
import random
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from sscs_desktop.base.errors import Offline, Refused
from sscs_desktop.domain.enterprise import Profile
from sscs_desktop.domain.vocabulary import EventVerb, Satisfaction
from sscs_desktop.server import admin
from sscs_desktop.server.tables import operation
from sscs_desktop.store import conflicts, enterprises, issues, meta, outbox, overlay, report, rows, visits
from sscs_desktop.store.session import Session
from sscs_desktop.store.tables import RECORDS, sync_journal, sync_op
from sscs_desktop.wire import codec
from sscs_desktop.wire.codec import scopes_digest
from sscs_desktop.wire.kinds import KINDS
from sscs_desktop.wire.messages import START, LoadRequest
from tests.store import building
from tests.store.building import TODAY
from tests.sync.county import County, Desk

STEPS = 60


class Walk:
    """One seeded walk: what happens next is chosen by chance, what must hold is not."""

    def __init__(self, county: County, seed: int) -> None:
        self.chance = random.Random(seed)
        self.county = county
        county.person("office", county.office, "office")
        county.person("land", county.department, "department")
        self.desks = [
            county.desk("wang", county.dalu),
            county.desk("li", county.dalu),
            county.desk("zhao", county.other),
        ]
        self.firms = [county.enterprise(county.dalu, "甲（示例）"), county.enterprise(county.other, "乙（示例）")]
        self.count = 0
        self.forms: list[tuple[Desk, Any]] = []
        self.copy: Path | None = None
        self.copies: dict[str, Path] = {}
        self.put_backs = 0
        self.restored: set[str] = set()

    def step(self) -> None:
        acts: list[tuple[int, Callable[[Desk], None]]] = [
            (12, self.visit),
            (8, self.issue),
            (10, self.profile),
            (14, self.edit),
            (6, self.open_form),
            (6, self.close_form),
            (10, self.command),
            (4, self.delete),
            (4, self.decide),
            (40, self.round),
            (12, self.office),
            (3, self.reassign),
            (3, self.membership),
            (3, self.restart),
            (2, self.back_up),
            (2, self.put_back),
            (2, self.copy_desk),
            (2, self.put_desk_back),
        ]
        act = self.chance.choices([a for _, a in acts], [w for w, _ in acts])[0]
        act(self.chance.choice(self.desks))

    def words(self) -> str:
        self.count += 1
        return f"第{self.count}句"

    # ---- at a desk

    def mine(self, desk: Desk) -> dict[str, Any]:
        who = desk.store.account
        return {"author_id": who.user_id, "author_name": who.user_name, "unit_id": who.unit_id}

    def firm(self, session: Session) -> Any | None:
        lines = [line for line in enterprises.listing(session) if not line.is_parked]
        return enterprises.get(session, self.chance.choice(lines).id) if lines else None

    def visit(self, desk: Desk) -> None:
        with desk.store.write() as session:
            if firm := self.firm(session):
                record = building.visit(firm, **self.mine(desk), situation=self.words())
                visits.save(session, record, None, today=TODAY)

    def issue(self, desk: Desk) -> None:
        try:
            with desk.store.write() as session:
                if firm := self.firm(session):
                    record = building.issue(firm, **self.mine(desk), description=self.words())
                    issues.file(session, record, today=TODAY)
        except Refused as error:
            assert error.code == "numbers_exhausted"  # before its first round a desk has none

    def profile(self, desk: Desk) -> None:
        with desk.store.write() as session:
            if firm := self.firm(session):
                unit = desk.store.account.unit_id
                record = Profile(id=building.ids.new_id(), enterprise_id=firm.id, unit_id=unit, remark=self.words())
                enterprises.save_profile(session, record, None)

    def some(self, session: Session, kind: str) -> Any | None:
        table = RECORDS[kind]
        found = session.column(select(table.c.id).where(rows.shown(kind), ~table.c.parked).order_by(table.c.id))
        return overlay.seen(session, kind, self.chance.choice(found)) if found else None

    def changed(self, seen: Any) -> Any:
        field = {
            "visit": self.chance.choice(["remark", "situation"]),
            "profile": self.chance.choice(["remark", "quiet_days"]),
            "issue": self.chance.choice(["wish", "involved"]),
        }[seen.kind]
        return replace(seen.record, **{field: self.words()})

    def open_form(self, desk: Desk) -> None:
        with desk.store.read() as session:
            seen = self.some(session, self.chance.choice(["visit", "profile"]))
        if seen is not None:
            self.forms.append((desk, seen))

    def close_form(self, desk: Desk) -> None:
        mine = [form for form in self.forms if form[0] is desk]
        if mine:
            self.forms.remove(mine[0])
            self.save(desk, mine[0][1])

    def edit(self, desk: Desk) -> None:
        with desk.store.read() as session:
            seen = self.some(session, self.chance.choice(["visit", "profile", "profile", "issue"]))
        if seen is not None:
            self.save(desk, seen)

    def save(self, desk: Desk, seen: Any) -> None:
        try:
            with desk.store.write() as session:
                outbox.save_record(session, seen.kind, self.changed(seen), seen)
        except Refused as error:
            assert error.code == "not_author"

    def command(self, desk: Desk) -> None:
        with desk.store.write() as session:
            seen = self.some(session, "issue")
            legal = issues.moves(seen.record) if seen is not None else ()
            if seen is None or not legal:
                return
            verb = self.chance.choice(legal)
            if verb is EventVerb.RATE:
                issues.rate(session, seen, self.chance.choice(list(Satisfaction)), self.words())
                return
            getattr(issues, verb.value)(session, seen, self.words())

    def delete(self, desk: Desk) -> None:
        try:
            with desk.store.write() as session:
                seen = self.some(session, "visit")
                if seen is not None:
                    visits.delete(session, seen.record.id, seen)
        except Refused as error:
            assert error.code == "not_author"

    def decide(self, desk: Desk) -> None:
        with desk.store.write() as session:
            for conflict in conflicts.listing(session)[:1]:
                keep = self.chance.choice([conflicts.keep_mine, conflicts.keep_theirs])
                keep(session, conflict)

    def restart(self, desk: Desk, between: Callable[[], Any] = lambda: None) -> None:
        desk.close()
        between()
        fresh = self.county.desk(desk.login, desk.store.account.unit_id)
        self.desks[self.desks.index(desk)] = fresh
        self.forms = [form for form in self.forms if form[0] is not desk]

    def copy_desk(self, desk: Desk) -> None:
        self.restart(desk, lambda: self.copies.update({desk.login: self.kept(desk)}))

    def kept(self, desk: Desk) -> Path:
        return Path(shutil.copy(desk.path, desk.path.with_suffix(".copy")))

    def put_desk_back(self, desk: Desk) -> None:
        copy = self.copies.pop(desk.login, None)
        if copy is not None:
            self.restored.add(desk.login)
            self.restart(desk, lambda: shutil.copy(copy, desk.path))

    def round(self, desk: Desk) -> None:
        fault = self.chance.choice(["", "", "lose_requests", "lose_answers", "duplicate", "truncate", "time_outs"])
        if fault:
            setattr(desk.line, fault, 1)
        with contextlib.suppress(Offline):
            desk.round()
        for each in ("lose_requests", "lose_answers", "duplicate", "truncate", "time_outs"):
            setattr(desk.line, each, 0)
        if desk.line.delivered and self.chance.random() < 0.3:
            desk.line.replay(self.chance.choice(desk.line.delivered))

    # ---- at the county

    def office(self, desk: Desk) -> None:
        query = select(operation.c.id).where(operation.c.kind == "issue", operation.c.verb == "new").distinct()
        known = self.county.directory.lines.read(lambda c: sorted(c.execute(query).scalars()))
        if not known:
            return
        one = self.chance.choice(known)
        move = self.chance.choice(
            [
                ("office", {"verb": "accept"}),
                ("office", {"verb": "dispatch", "department_id": self.county.department}),
                ("land", {"verb": "take"}),
                ("land", {"verb": "answer", "answer_how": "办", "answer_who": "局", "outcome": "solved"}),
                ("office", {"verb": "return", "text": "补图"}),
                ("office", {"verb": "close"}),
            ]
        )
        try:
            self.county.move(move[0], one, **move[1])
        except Refused as error:
            assert error.code in ("illegal_move", "not_found", "not_yours", "scope", "gone"), error.code

    def reassign(self, desk: Desk) -> None:
        self.county.reassign(self.chance.choice(self.firms), self.chance.choice([self.county.dalu, self.county.other]))

    def membership(self, desk: Desk) -> None:
        both = [self.county.dalu, self.county.other]
        held = self.chance.choice([both, both[:1], both[1:]])
        admin.hold_scopes(self.county.directory, desk.account_id, held)

    def back_up(self, desk: Desk) -> None:
        self.copy = self.county.back_up()

    def put_back(self, desk: Desk) -> None:
        if self.copy is None or self.put_backs == 2:
            return
        self.put_backs += 1
        self.county.put_back(self.copy)
        for each in self.desks:
            each.sign_in()

    # ---- what must hold

    def quiet(self) -> None:
        for _ in range(4):
            for desk in self.desks:
                desk.round()
        for desk in self.desks:
            self.check(desk)

    def check(self, desk: Desk) -> None:
        with desk.store.read() as session:
            assert outbox.waiting(session) == 0, "I3 the outbox drains"
            assert session.scalar(select(func.count()).select_from(sync_op)) == 0, "answered operations leave the queue"
            journal = {row["op_id"]: row for row in session.all(select(sync_journal))}
            here = {
                (kind, row["id"]): codec.decode(codec.encode(rows.record_of(kind, row)), dict)
                for kind, table in RECORDS.items()
                for row in session.all(select(table))
            }
            assert report.sums(session).total == len(journal)
            assert not session.connection.exec_driver_sql("PRAGMA foreign_key_check").all()
        query = select(operation.c.op_id, operation.c.result).where(operation.c.user_id == desk.account_id)
        ledger = dict(self.county.directory.lines.read(lambda c: [tuple(row) for row in c.execute(query)]))
        assert set(journal) <= set(ledger), "I2 what was made here is known there"
        assert desk.login in self.restored or set(journal) == set(ledger), "and no more"
        for op_id, row in journal.items():
            assert row["result"] == ledger[op_id]["result"], "the first answer is the one told"
        assert here == self.held(desk), "I4 I5 I6 the desk shows what the directory holds in its scopes"

    def held(self, desk: Desk) -> dict[tuple[str, str], dict[str, Any]]:
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
            assert answer.status == "ok"
            for entry in answer.entries:
                known = set(KINDS[entry.kind].field_names)
                found[entry.kind, entry.id] = {k: v for k, v in (entry.data or {}).items() if k in known}
            place = answer.place
            if place is None:
                return found

    def close(self) -> None:
        for desk in self.desks:
            desk.close()


@pytest.mark.parametrize("seed", range(6))
def test_after_any_walk_desks_and_directory_are_one(tmp_path: Path, blanks: Path, seed: int) -> None:
    county = County(tmp_path, blanks)
    walk = Walk(county, seed)
    try:
        for _ in range(STEPS):
            walk.step()
        walk.quiet()
    finally:
        walk.close()
        county.close()
