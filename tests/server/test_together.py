"""Operations that come together are filed as if each had come alone: rows, clocks, feed, ledger and answers."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from random import Random
from typing import Any

import pytest
from sqlalchemy import event, insert, select

from sscs_desktop.base import clock
from sscs_desktop.base.errors import Unreadable
from sscs_desktop.base.ids import new_id
from sscs_desktop.domain.enterprise import Note
from sscs_desktop.domain.visit import Attachment
from sscs_desktop.server import admin
from sscs_desktop.server.directory import Directory
from sscs_desktop.server.tables import batch, feed, metadata, replica
from sscs_desktop.wire.messages import Operation, OperationAnswer
from tests.server.conftest import on_postgresql, on_sqlite
from tests.server.people import FIRM, NORTH, OTHER_FIRM, SOUTH, Desk, Town
from tests.server.test_kept_once import figure, profile

ROUNDS, MOST = 4, 14
PEOPLE = ("wang", "li", "zhao")
_ID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
_ONE_S_OWN = {"mark", "batch", "leaf"}
"""What two directories never share: random marks, and how the operations were put into transactions."""


class Typist:
    """Makes operations of every sort for one desk file; what it knows of others came by pulling."""

    def __init__(self, desk: Desk, dice: Random) -> None:
        self.desk, self.dice = desk, dice
        self.said: list[Operation] = []

    def some(self) -> list[Operation]:
        """Make the operations of one request: some of them were sent before."""
        is_odd = self.dice.random() < 0.5
        made = [self._one(is_odd) for _ in range(self.dice.randint(2, MOST))]
        again = self.dice.sample(self.said, min(len(self.said), self.dice.randint(0, 2)))
        self.said += made
        return again + made

    def _one(self, may_be_odd: bool) -> Operation:
        plain = [self.visit, self.visit, self.visit, self.edit, self.edit, self.note, self.issue, self.attach]
        shared = [self.kept_once, self.kept_once, self.change_shared]
        odd = [self.nul, self.unsound, self.stranger, self.no_such_kind, self.twice, self.remove, self.command]
        return self.dice.choice(plain * 2 + shared * 2 + (odd if may_be_odd else []))()

    def visit(self, **more: Any) -> Operation:
        return self.desk.visit(self._firm(), situation=self._words(), **more)

    def note(self) -> Operation:
        who, firm = self.desk.member, self._firm()
        note = Note(
            id=new_id(),
            enterprise_id=firm,
            text=self._words(),
            author_id=who.id,
            author_name=who.name,
            written_at=clock.now(),
        )
        return self.desk.new("note", note, firm)

    def issue(self) -> Operation:
        """An issue, once in a while under a number that was used before."""
        number = {"number": "WT-2018-130528-77777"} if self.dice.random() < 0.3 else {}
        return self.desk.issue(self._firm(), **number)

    def attach(self) -> Operation:
        visit = self._own("visit")
        if visit is None:
            return self.visit()
        picture = Attachment(
            id=new_id(),
            visit_id=visit.id,
            sha256="a" * 64,
            name="照片.jpg",
            media_type="image/jpeg",
            size=9,
            author_id=self.desk.member.id,
            added_at=clock.now(),
        )
        return self.desk.new("attachment", picture, visit.id)

    def edit(self) -> Operation:
        """An edit of an own visit, made before or in this very request, on a base that may be old."""
        visit = self._own("visit")
        if visit is None:
            return self.visit()
        known = self.desk.held.get(visit.id)
        field = self.dice.choice(["remark", "situation", "received_by"])
        return self.desk.op("edit", "visit", visit.id, base=known.seq if known else 0, fields={field: self._words()})

    def kept_once(self) -> Operation:
        if self.dice.random() < 0.5:
            return figure(self.desk, self._firm(), self.dice.randint(1, 3))
        return profile(self.desk, self._firm(), **{self.dice.choice(["remark", "quiet_days"]): self._words()})

    def change_shared(self) -> Operation:
        """An edit of what colleagues edit too: it conflicts where its base is old."""
        held = [each for each in self.desk.held.values() if each.kind == "profile"]
        if not held:
            return self.kept_once()
        known = self.dice.choice(held)
        field = self.dice.choice(["remark", "quiet_days"])
        return self.desk.op("edit", "profile", known.id, base=known.seq, fields={field: self._words()})

    def nul(self) -> Operation:
        return self.visit(remark="坏\x00字")

    def unsound(self) -> Operation:
        return self.visit(visitors=())

    def stranger(self) -> Operation:
        """A visit to an enterprise of another unit: refused, and kept for the office."""
        other = OTHER_FIRM if self.desk.member.unit_name == NORTH else FIRM
        return self.desk.visit(self.desk.town.id_of(other), situation=self._words())

    def no_such_kind(self) -> Operation:
        return self.desk.op("new", "weather", new_id(), fields={"sky": self._words()})

    def twice(self) -> Operation:
        """A second creation under an id that is taken."""
        visit = self._own("visit")
        return (
            self.visit()
            if visit is None
            else self.desk.op("new", "visit", visit.id, parent=visit.parent, fields=dict(visit.fields))
        )

    def remove(self) -> Operation:
        visit = self._own("visit")
        known = self.desk.held.get(visit.id) if visit else None
        return self.visit() if known is None else self.desk.op("del", "visit", known.id, base=known.seq)

    def command(self) -> Operation:
        issue = self._own("issue")
        if issue is None:
            return self.issue()
        verb = self.dice.choice(["urge", "note", "withdraw"])
        seen = {"state_seq": -1, "after": issue.op_id} if verb == "withdraw" else {}
        fields = {"state": "withdrawn"} if verb == "withdraw" else {}
        return self.desk.op(verb, "issue", issue.id, args={"text": self._words()}, fields=fields, **seen)

    def _own(self, kind: str) -> Operation | None:
        mine = [op for op in self.said if op.kind == kind and op.verb == "new"]
        return self.dice.choice(mine[-6:]) if mine else None

    def _firm(self) -> str:
        return self.desk.town.id_of(FIRM if self.desk.member.unit_name == NORTH else OTHER_FIRM)

    def _words(self) -> str:
        return self.dice.choice(["订单充足", "停产检修", "招工难", "已讲税收优惠", ""])


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.proof)])
def twins(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[Town, Town]]:
    """Two copies of one furnished directory, which differ in nothing."""
    with ExitStack() as open_ones:
        if request.param == "sqlite":
            template = request.getfixturevalue("templates")
            made = [on_sqlite(tmp_path / f"{name}.db", template) for name in ("together", "alone")]
        else:
            cluster, blank = request.getfixturevalue("cluster"), request.getfixturevalue("pg_template")
            made = [on_postgresql(cluster, blank) for _ in range(2)]
        first, second = (Town(open_ones.enter_context(each)) for each in made)
        yield first, second


@pytest.fixture
def still(monkeypatch: pytest.MonkeyPatch) -> None:
    """Stop the clock: two directories are told of the same things one after the other."""
    moment = clock.now()
    monkeypatch.setattr(clock, "now", lambda: moment)


@pytest.mark.usefixtures("still")
@pytest.mark.parametrize("seed", [1, *(pytest.param(n, marks=pytest.mark.proof) for n in range(2, 13))])
def test_what_came_together_stands_as_if_each_had_come_alone(twins: tuple[Town, Town], seed: int) -> None:
    together, alone = twins
    dice = Random(seed)
    if seed % 2:
        for town in twins:
            admin.dispatch_by_rule(town.directory, True)
    typists = [Typist(seated(twins, login), dice) for login in PEOPLE]
    heard: set[str] = set()
    for round_ in range(ROUNDS):
        for typist in typists:
            some = typist.some()
            answers = typist.desk.push(*some)
            assert plain(answers) == plain([lonely(alone, typist.desk, each) for each in some])
            heard |= {answer.code or answer.result for answer in answers}
            if dice.random() < 0.6:
                typist.desk.pull()
        if round_ == 1:
            for town in twins:
                admin.reassign(town.directory, town.id_of(OTHER_FIRM), town.id_of(NORTH if seed % 3 else SOUTH))
    assert dump(together.directory) == dump(alone.directory)
    assert {"ok", "conflict", "bad_record"} <= heard


def test_plain_operations_of_a_request_go_through_one_savepoint(small_town: Town) -> None:
    """Else the comparison above would compare one way with itself."""
    opened: list[str] = []
    event.listen(small_town.directory.engine, "savepoint", lambda connection, name: opened.append(name))
    desk, firm = small_town.desk("wang"), small_town.id_of(FIRM)
    desk.push(*(desk.visit(firm) for _ in range(5)))
    assert len(opened) == 1
    desk.push(*(desk.visit(firm) for _ in range(4)), desk.visit(firm, visitors=()))
    assert len(opened) == 1 + 1 + 5


def test_a_request_that_says_one_thing_twice_is_not_read(small_town: Town) -> None:
    desk = small_town.desk("wang")
    visit = desk.visit(small_town.id_of(FIRM))
    with pytest.raises(Unreadable, match="bad_message"):
        desk.send(visit, visit)
    assert desk.push(visit)[0].result == "ok"


def seated(twins: tuple[Town, Town], login: str) -> Desk:
    """Seat a person at a file that both directories know under one name."""
    together, _ = twins
    desk = Desk(town=together, member=together.member(login), replica=f"file-of-{login}")
    row = {"id": desk.replica, "account_id": desk.member.id, "device": "", "created_at": clock.now()}
    for town in twins:
        town.directory.lines.write(lambda c: c.execute(insert(replica).values(**row)))
    desk.enter()
    return desk


def lonely(town: Town, desk: Desk, op: Operation) -> OperationAnswer:
    """Push one operation of that desk to the other directory, which never gave it a cursor."""
    (answer,) = replace(desk, town=town, cursor=(0, 0), head=(0, 0)).push(op)
    return answer


def plain(answers: Any) -> list[OperationAnswer]:
    """Return answers without what hangs on the signature."""
    return [replace(answer, receipt=None) for answer in answers]


def dump(directory: Directory) -> dict[str, list[str]]:
    """Return every table as text, ids that the directory made called by their place in the feed."""

    def read(connection: Any) -> dict[str, list[str]]:
        fed = connection.execute(select(feed.c.id).order_by(feed.c.seq, feed.c.scope)).scalars()
        places = {row_id: f"#{place}" for place, row_id in enumerate(dict.fromkeys(fed))}
        tables = [table for table in metadata.sorted_tables if table is not batch]
        return {
            table.name: sorted(_text(row, places) for row in connection.execute(select(table)).mappings())
            for table in tables
        }

    return directory.lines.read(read)


def _text(row: Any, places: dict[str, str]) -> str:
    values = {name: value for name, value in row.items() if name not in _ONE_S_OWN}
    whole = json.dumps(values, sort_keys=True, default=str, ensure_ascii=False)
    return _ID.sub(lambda found: places.get(found[0], found[0]), whole)
