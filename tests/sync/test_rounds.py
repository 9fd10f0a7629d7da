"""Rounds against the real service: filed exactly once, never silently changed, whatever the line does."""

from collections.abc import Callable

import pytest
from sqlalchemy import update

from sscs_desktop.base.errors import InUse, Offline
from sscs_desktop.store import cursor, enterprises, issues, numbers, report
from sscs_desktop.store.tables import sync_receipt
from tests.sync.acts import file_issue, issue_on, save, visit_of, visit_on, waiting
from tests.sync.county import County, Desk

OpenDesk = Callable[..., Desk]


def test_the_first_round_registers_reserves_numbers_and_loads(county: County, desk: Desk) -> None:
    firm = county.enterprise(county.dalu)
    county.enterprise(county.other, "别镇企业（示例）")
    found = desk.round()
    assert found.loaded >= 2 and found.is_whole
    with desk.store.read() as session:
        assert [line.name for line in enterprises.listing(session)] == [firm.name]
        assert enterprises.listing(session)[0].is_mine
        assert numbers.left(session, "issue") >= 200 and numbers.left(session, "card") >= 200
        assert cursor.load(session).held == {f"unit:{county.dalu}", "public"}


def test_an_empty_round_is_one_request_of_at_most_600_bytes(county: County, desk: Desk) -> None:
    county.enterprise(county.dalu)
    desk.round()
    before = len(desk.line.delivered)
    desk.line.bytes_up = desk.line.bytes_down = 0
    desk.round()
    assert len(desk.line.delivered) == before + 1
    assert desk.line.bytes_up + desk.line.bytes_down <= 600


def test_a_visit_with_an_issue_is_filed_and_followed_up(county: County, desk: Desk) -> None:
    firm = county.enterprise(county.dalu)
    desk.round()
    typed = save(desk, visit_of(desk, firm))
    problem = file_issue(desk, firm, visit_id=typed.id)
    found = desk.round()
    assert (found.sent, found.refused, waiting(desk)) == (2, 0, 0)
    assert county.data(typed.id)["situation"] == typed.situation
    assert county.data(problem.id)["number"] == problem.number
    stands = issue_on(desk, problem.id)
    assert stands is not None and stands.accept_due_on is not None
    with desk.store.read() as session:
        assert [str(event.verb) for event in issues.events(session, problem.id)] == ["file"]
        sums = report.sums(session)
        assert (sums.received, sums.total) == (2, 2)
        assert all(line.has_receipt for line in report.listing(session, "received"))


def test_two_desks_of_a_unit_see_each_others_visits(county: County, open_desk: OpenDesk) -> None:
    firm = county.enterprise(county.dalu)
    wang, li = open_desk("wang"), open_desk("li")
    wang.round()
    li.round()
    typed = save(wang, visit_of(wang, firm))
    wang.round()
    li.round()
    assert visit_on(li, typed.id) == typed


def test_one_round_at_a_time(county: County, desk: Desk) -> None:
    caught: list[str] = []

    def again(_: object) -> None:
        with pytest.raises(InUse) as error:
            desk.round()
        caught.append(error.value.code)

    desk.engine.round(progress=again)
    assert set(caught) == {"round_running"}


def test_each_round_leaves_its_digest(county: County, desk: Desk) -> None:
    county.enterprise(county.dalu)
    desk.round()
    desk.line.is_down = True
    with pytest.raises(Offline):
        desk.round()
    with desk.store.read() as session:
        last, first = report.rounds(session)
        assert (first.result, last.result) == ("ok", "unreachable")
        assert first.counts["loaded"] >= 2


def test_every_receipt_proves_what_was_sent_and_a_forged_one_is_found(desk: Desk, county: County) -> None:
    firm = county.enterprise(county.dalu)
    desk.round()
    for words in ("甲", "乙", "丙"):
        save(desk, visit_of(desk, firm, situation=words))
    desk.round()
    with desk.store.read() as session:
        assert report.unproven(session) == (3, ())
        op_id = report.listing(session, "received")[0].op_id
    with desk.store.write() as session:
        session.run(update(sync_receipt).where(sync_receipt.c.op_id == op_id).values(content="other"))
    with desk.store.read() as session:
        assert report.unproven(session) == (3, (op_id,))
