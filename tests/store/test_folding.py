"""Plain answers taken in together leave the file that each of them would leave by itself."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from random import Random
from typing import Any

import pytest
from sqlalchemy import event, select

from sscs_desktop.base import clock, ids
from sscs_desktop.domain.enterprise import Enterprise, Profile
from sscs_desktop.domain.visit import Attachment
from sscs_desktop.domain.vocabulary import IssueState
from sscs_desktop.store import answers, enterprises, folding, issues, overlay, visits
from sscs_desktop.store.outbox import save_record
from sscs_desktop.store.session import Session
from sscs_desktop.store.store import Store
from sscs_desktop.store.tables import metadata
from sscs_desktop.wire.messages import Operation, OperationAnswer, Theirs
from tests.store import building
from tests.store.building import ME, NOON, OTHER, TODAY, UNIT, Feed, due

SECOND = "unit:u-second"
"""Another scope that this desk holds."""

_MADE_HERE = {"conflict_id", "draft_id"}
"""Ids that are made while an answer is taken in: never the same twice."""


@pytest.fixture
def typed(store: Store, feed: Feed, firm: Enterprise) -> Store:
    """A file on which work of every sort waits, some rows edited twice, some that the directory took away since."""
    building.hold(store, feed, UNIT, "public", SECOND)
    record = Profile(id=ids.new_id(), enterprise_id=firm.id, unit_id=ME.unit_id, remark="旧", quiet_days="周五")
    old = [building.visit(firm) for _ in range(4)]
    building.pull(store, feed.page(feed.put("profile", record), *(feed.put("visit", each) for each in old)))
    new = [building.visit(firm) for _ in range(8)]
    with store.write() as session:
        for each in new:
            visits.save(session, each, None, today=TODAY)
        for state in (IssueState.ON_SPOT, IssueState.FILED, IssueState.ON_SPOT):
            issues.file(session, building.issue(firm, state=state, can_solve_here=True), today=TODAY)
        for each in new[:3]:
            _attach(session, each.id)
        for each in (*new[2:5], *new[2:4], *old):
            _say_more(session, each.id)
        for values in ({"remark": "新"}, {"quiet_days": "周六"}):
            known = overlay.seen(session, "profile", record.id)
            assert known is not None
            enterprises.save_profile(session, replace(known.record, **values), known)
    building.pull(store, feed.page(feed.leave("visit", old[0].id), feed.leave("visit", old[1].id)))
    return store


@pytest.fixture
def twin(typed: Store, tmp_path: Path) -> Iterator[Store]:
    """A copy of that file."""
    with closing(typed.engine.raw_connection()) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    (tmp_path / "copy").mkdir()
    shutil.copy(tmp_path / "wang.db", tmp_path / "copy" / "wang.db")
    opened = Store.open(tmp_path / "copy" / "wang.db", b"k" * 32, ME)
    yield opened
    opened.close()


@pytest.mark.parametrize("seed", [1, *(pytest.param(n, marks=pytest.mark.proof) for n in range(2, 24))])
def test_answers_taken_in_together_leave_the_file_that_each_alone_would_leave(
    typed: Store, twin: Store, feed: Feed, seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    moment = clock.now()
    monkeypatch.setattr(clock, "now", lambda: moment)
    dice = Random(seed)
    waiting = due(typed)
    assert waiting == due(twin)
    given = [answer for op in waiting for answer in said(feed, op, dice)]
    many = dice.randint(2, 9)
    together = [take(typed, feed, given[start : start + many]) for start in range(0, len(given), many)]
    monkeypatch.setattr(folding, "is_plain", lambda *_: False)
    alone = [take(twin, feed, [answer]) for answer in given]
    assert [news for told in together for news in told] == [news for told in alone for news in told]
    assert dump(typed) == dump(twin)


def test_plain_answers_of_many_rows_are_folded_at_once(store: Store, feed: Feed, firm: Enterprise) -> None:
    """Else the comparison above would compare one way with itself."""
    with store.write() as session:
        for _ in range(20):
            visits.save(session, building.visit(firm), None, today=TODAY)
    given = [feed.ok(op) for op in due(store)]
    run: list[str] = []
    event.listen(store.engine, "before_cursor_execute", lambda c, cursor, statement, *_: run.append(statement))
    take(store, feed, given)
    assert len([statement for statement in run if not statement.startswith(("PRAGMA", "SAVEPOINT"))]) < 20


def said(feed: Feed, op: Operation, dice: Random) -> list[OperationAnswer]:
    """Answer one operation, mostly plainly; once in a while twice."""
    plain = feed.ok(op)
    some = next(iter(op.fields), "")
    odd = {
        "incomplete": lambda: replace(plain, complete=False),
        "less": lambda: replace(plain, taken=tuple(name for name in op.fields if name != some)),
        "nothing": lambda: replace(plain, taken=(), seq=0),
        "elsewhere": lambda: replace(plain, scopes=(OTHER,)),
        "also elsewhere": lambda: replace(plain, scopes=(UNIT, SECOND)),
        "passed": lambda: replace(plain, seq=1),
        "conflict": lambda: feed.conflict(op, {some: Theirs(value="别人的", seq=feed.seq)}),
        "refused": lambda: feed.refused(op, dice.choice(["scope", "gone", "bad_record"])),
        "expired": lambda: replace(feed.refused(op, ""), result="expired"),
    }
    may = [name for name in odd if name != "conflict" or op.kind == "profile"]
    answer = plain if dice.random() < 0.75 else odd[dice.choice(may)]()
    return [answer, answer] if dice.random() < 0.1 else [answer]


def take(store: Store, feed: Feed, given: list[OperationAnswer]) -> list[tuple[str, str, str]]:
    """Take answers in; return what was told."""
    with store.write("sync", replayable=True) as session:
        answers.settle(session, given, feed.position)
        return [(news.code, news.kind, news.id) for news in session.news]


def dump(store: Store) -> dict[str, list[Any]]:
    """Return every table of a file."""
    with store.read() as session:
        return {table.name: [_plain(row) for row in session.all(select(table))] for table in metadata.sorted_tables}


def _plain(row: Any) -> dict[str, Any]:
    values = {name: value for name, value in row.items() if name not in _MADE_HERE}
    return values | {"key": values["key"].partition("#")[0]} if "key" in values else values  # of a draft


def _say_more(session: Session, visit_id: str) -> None:
    shown = visits.seen(session, visit_id)
    assert shown is not None
    visits.save(session, replace(shown.record, remark=shown.record.remark + "补"), shown, today=TODAY)


def _attach(session: Session, visit_id: str) -> None:
    picture = Attachment(
        id=ids.new_id(),
        visit_id=visit_id,
        sha256="a" * 64,
        name="照片.jpg",
        media_type="image/jpeg",
        size=9,
        author_id=ME.user_id,
        added_at=NOON,
    )
    save_record(session, "attachment", picture, None)
