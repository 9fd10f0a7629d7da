"""A desk of these tests and what happens to it: by the real write path and real feed pages."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from sscs_desktop.base import clock, ids
from sscs_desktop.domain.enterprise import Enterprise
from sscs_desktop.domain.issue import Event, Issue
from sscs_desktop.domain.project import Project
from sscs_desktop.domain.visit import Visit
from sscs_desktop.domain.vocabulary import (
    Category,
    EventVerb,
)
from sscs_desktop.store import cursor, issues, numbers, report, visits
from sscs_desktop.store.cursor import Cursor
from sscs_desktop.store.store import Store
from sscs_desktop.wire.messages import Receipt, Theirs
from tests.store import building
from tests.store.building import Feed

TODAY = date(2018, 9, 26)
OFFICE = "宁晋县领导小组办公室"


def at(month: int, day: int, hour: int = 9, minute: int = 0) -> datetime:
    return datetime(2018, month, day, hour, minute, tzinfo=clock.SHANGHAI)


class World:
    """The desk's store, the feed of a hand-driven directory, and the records by their short names."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.feed = Feed()
        self.me = store.account
        self.scope = f"unit:{self.me.unit_id}"
        self.firms: dict[str, Enterprise] = {}
        self.issues: dict[str, Issue] = {}
        self.project: Project | None = None
        with store.write("sync") as session:
            held = frozenset({self.scope, "public"})
            cursor.save(session, Cursor(position=self.feed.position, head=self.feed.position, held=held))
            numbers.add(session, [building.block("issue", "NJ2018-"), building.block("card", "0528-")])

    # ---- the directory's part

    def pull(self, *records: tuple[str, Any], by: str = OFFICE) -> None:
        """Bring records by one page of the feed."""
        entries = [self.feed.put(kind, record, (self.scope,), by=by, at=clock.now()) for kind, record in records]
        building.pull(self.store, self.feed.page(*entries))

    def settle(
        self, *, refuse: dict[str, str] | None = None, conflicts: dict[str, dict[str, Theirs]] | None = None
    ) -> None:
        """Answer everything due: refused by kind:verb with a code, in conflict by kind, else taken, with a receipt."""
        given = []
        for operation in building.due(self.store):
            code = (refuse or {}).get(f"{operation.kind}:{operation.verb}")
            theirs = (conflicts or {}).get(operation.kind)
            if code is not None:
                given.append(self.feed.refused(operation, code))
            elif theirs is not None:
                given.append(replace(self.feed.conflict(operation, theirs), scopes=(self.scope,)))
            else:
                given.append(self.feed.ok(operation, scopes=(self.scope,), receipt=receipt()))
        building.settle(self.store, self.feed, *given)

    def told_round(self, *news: dict[str, Any], ended: datetime | None = None, result: str = "ok") -> None:
        """Write down a round as the engine does."""
        ended = ended or at(9, 26, 9, 12)
        with self.store.write("sync") as session:
            report.add_round(session, ended - timedelta(seconds=4), ended, result, {"sent": 3, "read": 12}, news)

    def move(self, issue: Issue, verb: EventVerb, on: datetime, text: str = "", **fields: Any) -> Issue:
        """Move an issue as office or department do: the new state and its line in the life of the issue."""
        moved = replace(issue, **fields)
        event = Event(
            id=ids.new_id(),
            issue_id=issue.id,
            verb=verb,
            from_state=issue.state,
            to_state=moved.state,
            text=text,
            organisation_name=moved.department_name or OFFICE,
            due_on=fields.get("due_on"),
            happened_at=on,
        )
        self.pull(("issue", moved), ("event", event))
        return moved

    # ---- the cadre's part

    def visit(self, name: str, when: datetime, **more: Any) -> Visit:
        """Save a visit as the dialog does."""
        values: dict[str, Any] = {
            "id": ids.new_id(),
            "enterprise_id": self.firms[name].id,
            "visited_at": when,
            "visitors": (self.me.user_name,),
            "is_no_issue": True,
            "division_code": "130528103000",
            "division_name": "宁晋县大陆村镇",
            "author_id": self.me.user_id,
            "author_name": self.me.user_name,
            "unit_id": self.me.unit_id,
            "unit_name": self.me.unit_name,
            "recorded_at": when,
        }
        record = Visit(**{**values, **more})
        with self.store.write() as session:
            visits.save(session, record, None, today=TODAY)
        return record

    def issue(self, name: str, category: Category, description: str, on: date, **more: Any) -> Issue:
        """File an issue as the dialog does; it gets its number."""
        values: dict[str, Any] = {
            "id": ids.new_id(),
            "number": "",
            "enterprise_id": self.firms[name].id,
            "category": category,
            "description": description,
            "raised_on": on,
            "author_id": self.me.user_id,
            "author_name": self.me.user_name,
            "unit_id": self.me.unit_id,
            "unit_name": self.me.unit_name,
            "recorded_at": at(on.month, on.day, 16),
        }
        record = Issue(**{**values, **more})
        with self.store.write() as session:
            issues.file(session, record, today=TODAY)
            kept = issues.get(session, record.id)
        assert kept is not None
        self.issues[description] = kept
        return kept


def receipt() -> Receipt:
    return Receipt(
        content="c" * 64,
        received_at=at(9, 26, 9, 12),
        path=("L" + "1" * 64,),
        root="8f2a91c04d7e6b3518aa90cf" + "0" * 40,
        signature="5" * 128,
        key_id="k1",
    )
