"""A county with its people for tests: an office, two townships, departments, enterprises, and desks without a file."""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import select

from sscs_desktop.base import clock
from sscs_desktop.base.ids import new_id
from sscs_desktop.base.paths import resources
from sscs_desktop.domain.campaign import campaign_from
from sscs_desktop.domain.divisions import Divisions
from sscs_desktop.domain.issue import Issue
from sscs_desktop.domain.visit import Visit
from sscs_desktop.domain.vocabulary import Category, ServiceClass
from sscs_desktop.exchange.roster import AssignmentCells, EnterpriseRow, RosterReading
from sscs_desktop.server import admin
from sscs_desktop.server.accounts import Member, member
from sscs_desktop.server.directory import Directory
from sscs_desktop.server.roster import import_roster
from sscs_desktop.server.tables import account, record
from sscs_desktop.server.work import Row, read_rows
from sscs_desktop.wire import codec
from sscs_desktop.wire.decisions import Move
from sscs_desktop.wire.messages import (
    START,
    Entry,
    LoadRequest,
    Operation,
    OperationAnswer,
    Position,
    PullRequest,
    PushAnswer,
    PushRequest,
)

COUNTY = "130528"
NORTH, SOUTH = "大陆村镇经济发展办", "凤凰镇经济发展办"
FIRM, OTHER_FIRM = "宁晋县宏远电缆有限公司（示例）", "宁晋县瑞丰纺织有限公司（示例）"


def parsed(*parts: str) -> Any:
    return json.loads(resources(*parts).read_text("utf-8"))


def furnish(directory: Directory) -> None:
    """Set up one county: offices, departments with the 2018 rules, two townships with an enterprise each, people."""
    office = admin.add_county(directory, Divisions.from_dict(parsed("divisions", "hebei.json")), COUNTY)
    rules = parsed("campaign", "dispatch_2018.json")
    departments = admin.add_departments(directory, office, rules)
    campaign = campaign_from(parsed("campaign", "2018.json"), new_id())
    admin.import_campaign(directory, admin.with_rules(campaign, rules, departments))
    rows = (firm(FIRM, NORTH, 2), firm(OTHER_FIRM, SOUTH, 3))
    import_roster(directory, RosterReading(rows=rows, problems=(), sheets=()), COUNTY)
    units = {name: admin.add_unit(directory, name, parent_id=office) for name in (NORTH, SOUTH)}
    for login, name, role, unit in (
        ("wang", "王建国", "cadre", units[NORTH]),
        ("li", "李秀英", "cadre", units[NORTH]),
        ("zhao", "赵永刚", "cadre", units[SOUTH]),
        ("office", "县双创双服办", "office", office),
        ("finance", "金融办周主任", "department", departments["finance"]),
        ("land", "国土局吴科长", "department", departments["land"]),
    ):
        admin.add_account(directory, login, name, role=role, unit_id=unit)


def firm(name: str, unit: str, row: int, **more: Any) -> EnterpriseRow:
    cells = AssignmentCells(unit_name=unit, leader_name="张副县长", leader_title="副县长", worker_name="王建国")
    plain: dict[str, Any] = {"classes": (ServiceClass.INDUSTRY,), "division_code": "130528107000", "assignment": cells}
    return EnterpriseRow(sheet="企业", row=row, name=name, **{**plain, **more})


class Town:
    """The furnished county, and short ways to what a test needs."""

    def __init__(self, directory: Directory) -> None:
        self.directory = directory

    def desk(self, login: str) -> Desk:
        """A new desk file of this person, registered and standing at the present head."""
        who = self.member(login)
        file = Desk(town=self, member=who, replica=self.directory.register(who).replica)
        file.enter()
        return file

    def member(self, login: str) -> Member:
        query = select(account.c.id).where(account.c.login == login)
        return self.directory.lines.read(lambda c: member(c, c.execute(query).scalar_one()))

    def id_of(self, name: str) -> str:
        """The id of the organisation, enterprise or project of that name."""
        query = select(record.c.id, record.c.data).where(record.c.kind.in_(("organisation", "enterprise", "project")))
        rows = self.directory.lines.read(lambda c: c.execute(query).all())
        return next(str(row.id) for row in rows if row.data["name"] == name)

    def row(self, row_id: str) -> Row:
        return self.directory.lines.read(lambda c: read_rows(c, [row_id]))[row_id]

    def rows(self, kind: str) -> list[Row]:
        query = select(record.c.id).where(record.c.kind == kind)
        found = self.directory.lines.read(lambda c: read_rows(c, list(c.execute(query).scalars())))
        return sorted(found.values(), key=lambda row: row.seq)

    def move(self, login: str, issue_id: str, verb: str, **said: Any) -> dict[str, Any]:
        return dict(self.directory.move(self.member(login), issue_id, Move(verb=verb, **said)).issue)


@dataclass
class Desk:
    """What a desk remembers, without its file: a chain, a cursor, and the rows that came."""

    town: Town
    member: Member
    replica: str
    n: int = 0
    prev: str | None = None
    cursor: Position = START
    head: Position = START
    scopes: tuple[str, ...] = ()
    held: dict[str, Entry] = field(default_factory=dict)

    # ---- reading

    def enter(self, limit: int = 100) -> None:
        """Load everything in scope anew, from where the directory stands now."""
        first = self.town.directory.pull(self.member, self.pulling(held=""))
        self.cursor, self.head, self.scopes = first.head, first.head, first.scopes
        place = None
        while True:
            page = self.town.directory.load(self.member, self.loading(place, limit))
            assert page.status == "ok"
            self.apply(page.entries)
            self.head, place = page.head, page.place
            if place is None:
                return

    def pull(self, limit: int = 50) -> list[Entry]:
        """Pull to the end; return every entry in order."""
        seen: list[Entry] = []
        while True:
            page = self.town.directory.pull(self.member, self.pulling(limit=limit))
            assert page.status == "ok", page.status
            self.apply(page.entries)
            seen += page.entries
            self.cursor, self.head = page.cursor, page.head
            if not page.more:
                return seen

    def apply(self, entries: tuple[Entry, ...]) -> None:
        for entry in entries:
            known = self.held.get(entry.id)
            if known is not None and known.seq > entry.seq:
                continue
            if entry.what == "put":
                assert entry.parent is None or entry.parent in self.held, "a child came before its parent"
                self.held[entry.id] = entry
            elif entry.what == "move" and known is not None:
                self.held[entry.id] = replace(known, scopes=entry.scopes)
            elif entry.what in ("leave", "gone"):
                self.held.pop(entry.id, None)

    def pulling(self, held: str | None = None, limit: int = 50) -> PullRequest:
        digest = codec.scopes_digest(self.scopes) if held is None else held
        return PullRequest(replica=self.replica, cursor=self.cursor, head=self.head, held=digest, limit=limit)

    def loading(self, place: tuple[int, str] | None, limit: int) -> LoadRequest:
        return LoadRequest(
            replica=self.replica,
            cursor=self.cursor,
            head=self.head,
            entering=self.scopes,
            held=codec.scopes_digest(self.scopes),
            place=place,
            limit=limit,
        )

    # ---- writing

    def op(self, verb: str, kind: str, row_id: str, **more: Any) -> Operation:
        """Make the next operation of this file's chain."""
        self.n += 1
        more.setdefault("happened_at", clock.now().astimezone(UTC))
        made = Operation(op_id=new_id(), n=self.n, prev=self.prev, kind=kind, id=row_id, verb=verb, **more)
        self.prev = made.op_id
        return made

    def new(self, kind: str, record: Any, parent: str | None = None) -> Operation:
        return self.op("new", kind, record.id, parent=parent, fields=codec.data_of(record))

    def visit(self, subject: str, **more: Any) -> Operation:
        made = Visit(id=new_id(), **{**self._author(), **_VISIT, "enterprise_id": subject, **more})
        return self.new("visit", made, subject)

    def issue(self, subject: str, **more: Any) -> Operation:
        number = f"WT-2018-130528-{self.n + 1:05d}-{self.replica[-6:]}"
        made = Issue(id=new_id(), **{**self._author(), **_ISSUE, "number": number, "enterprise_id": subject, **more})
        return self.new("issue", made, subject)

    def edit(self, entry: Entry, **fields: Any) -> Operation:
        """Edit what an entry showed, based on it."""
        return self.op("edit", entry.kind, entry.id, base=entry.seq, fields=fields)

    def push(self, *operations: Operation) -> tuple[OperationAnswer, ...]:
        """Push and take the answers, which must all have come."""
        answer = self.send(*operations)
        assert answer.status == "ok", answer.status
        self.head = max(self.head, answer.head)
        return answer.answers

    def send(self, *operations: Operation) -> PushAnswer:
        return self.town.directory.push(self.member, self.request(*operations))

    def request(self, *operations: Operation) -> PushRequest:
        return PushRequest(replica=self.replica, cursor=self.cursor, head=self.head, operations=operations)

    def fork(self) -> Desk:
        """A copy of this file, as a restored backup or a cloned disk makes one."""
        return replace(self, held=dict(self.held))

    def _author(self) -> dict[str, Any]:
        who = self.member
        return {"author_id": who.id, "author_name": who.name, "unit_id": who.unit_id, "unit_name": who.unit_name}


_NOON = datetime(2018, 9, 26, 4, tzinfo=UTC)
_VISIT: dict[str, Any] = {
    "visited_at": _NOON - timedelta(hours=2),
    "visitors": ("王建国",),
    "situation": "订单充足",
    "recorded_at": _NOON,
}
_ISSUE: dict[str, Any] = {
    "category": Category.FUNDS,
    "description": "流动资金紧张",
    "wish": "协调贷款",
    "raised_on": date(2018, 9, 26),
    "recorded_at": _NOON,
}


def typed(row: Row) -> Any:
    return codec.record_of(row.kind, dict(row.data))


__all__ = ["FIRM", "NORTH", "OTHER_FIRM", "SOUTH", "Desk", "Town", "firm", "furnish", "typed"]
