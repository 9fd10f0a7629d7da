"""By file: a desk without network is filed and answered by parcels, and nothing else comes of it than by rounds."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from sscs_desktop.base.errors import Diverged
from sscs_desktop.server import admin, ledger
from sscs_desktop.server.tables import block
from sscs_desktop.store import numbers, outbox, report
from sscs_desktop.sync import parcel as by_file
from sscs_desktop.wire.messages import PushAnswer, PushRequest
from tests.sync.acts import (
    file_issue,
    filed_visits,
    issue_on,
    names,
    save,
    visit_of,
    waiting,
)
from tests.sync.county import County, Desk
from tests.sync.parcels import carried, empty, exchange, seen_records, state

pytestmark = pytest.mark.proof


def test_what_was_typed_is_filed_and_answered_without_network(county: County, desk: Desk) -> None:
    firm = county.enterprise(county.dalu)
    desk.round()
    desk.line.is_down = True
    typed = save(desk, visit_of(desk, firm))
    problem = file_issue(desk, firm, visit_id=typed.id)
    other = county.enterprise(county.dalu, "名单里新来的企业（示例）")
    found = exchange(county, desk)
    assert (found.sent, found.refused, waiting(desk)) == (2, 0, 0) and found.read > 2
    assert county.data(typed.id)["situation"] == typed.situation
    stands = issue_on(desk, problem.id)
    assert stands is not None and stands.accept_due_on is not None
    assert other.name in names(desk)
    with desk.store.read() as session:
        assert report.unproven(session) == (2, ())
        assert report.rounds(session)[0].counts["sent"] == 2
    desk.line.is_down = False
    before = seen_records(desk)
    assert desk.round().counts == {name: 0 for name in found.counts}
    assert seen_records(desk) == before


def test_a_parcel_never_counts_as_sent(county: County, desk: Desk) -> None:
    firm = county.enterprise(county.dalu)
    desk.round()
    first = save(desk, visit_of(desk, firm))
    before = state(desk)
    lost = by_file.pack(desk.store)
    assert state(desk) == before and waiting(desk) == 1
    second = save(desk, visit_of(desk, firm, situation="又记了一次"))
    assert len(lost) < len(by_file.pack(desk.store))
    assert exchange(county, desk).sent == 2
    assert sorted(filed_visits(county)) == sorted([first.id, second.id])


def test_numbers_run_low_are_brought_once_however_often_the_parcel_is_read(county: County, desk: Desk) -> None:
    county.enterprise(county.dalu)
    desk.round()
    with desk.store.write() as session:
        for _ in range(numbers.left(session, "issue") - 10):
            numbers.take(session, "issue")
    raw = by_file.pack(desk.store)
    reserved = len(blocks(county))
    carried(county, raw)
    by_file.take_in(desk.store, carried(county, raw))
    assert len(blocks(county)) == reserved + 1
    with desk.store.read() as session:
        assert numbers.left(session, "issue") > 200


def blocks(county: County) -> list[Any]:
    return county.directory.lines.read(lambda c: list(c.execute(select(block))))


def test_an_operation_over_which_the_directory_fails_holds_up_only_what_follows_it(
    county: County, desk: Desk, monkeypatch: pytest.MonkeyPatch, quiet_log: list[str]
) -> None:
    firm = county.enterprise(county.dalu)
    desk.round()
    first, bad, last = (save(desk, visit_of(desk, firm, situation=f"第{i}次")) for i in range(3))
    real = ledger.push

    def push(lines: Any, member: Any, request: PushRequest) -> PushAnswer:
        if any(op.id == bad.id and op.verb == "new" for op in request.operations):
            raise RuntimeError("a bug of the directory")
        return real(lines, member, request)

    monkeypatch.setattr(ledger, "push", push)
    for tries in range(outbox.TRIES):
        assert exchange(county, desk).sent == (1 if tries == 0 else 0)
        assert filed_visits(county) == [first.id]
    exchange(county, desk)
    assert sorted(filed_visits(county)) == sorted([first.id, last.id]) and waiting(desk) == 0
    with desk.store.read() as session:
        assert report.sums(session).refused == 1  # told, and kept as a draft
    assert all("failed" in line for line in quiet_log) and quiet_log
    quiet_log.clear()


def test_a_parcel_that_would_empty_a_desk_is_believed_only_with_the_directorys_counts(
    county: County, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    for i in range(25):
        county.enterprise(county.dalu, f"企业{i}（示例）")
    desk.round()
    raw = by_file.pack(desk.store)
    empty(desk, monkeypatch)
    before = state(desk)
    with pytest.raises(Diverged, match="removal_doubted"):
        by_file.take_in(desk.store, carried(county, raw))
    assert state(desk) == before and len(names(desk)) == 25
    monkeypatch.undo()
    admin.hold_scopes(county.directory, county.people["wang"], [county.other])
    by_file.take_in(desk.store, carried(county, raw))
    assert names(desk) == set()  # they were really taken away: the counts agree
