"""What comes late, what is corrected, what is brought together: told at the desks by ordinary rounds."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from sscs_desktop.base import clock, ids
from sscs_desktop.base.errors import Offline
from sscs_desktop.domain.enterprise import Enterprise, Proposal
from sscs_desktop.domain.visit import Visit
from sscs_desktop.domain.vocabulary import ProposalState, ReviewState
from sscs_desktop.server import admin
from sscs_desktop.store import drafts, enterprises, outbox, report, rows, visits
from sscs_desktop.sync.round import RoundReport
from sscs_desktop.wire import routes
from sscs_desktop.wire.decisions import ACCEPT, DISCARD, NOTE, REFUSE, Decision
from tests.store import building
from tests.store.building import TODAY
from tests.sync.county import County, Desk

OpenDesk = Callable[..., Desk]


def save_visit(desk: Desk, firm: Enterprise, situation: str = "订单充足") -> Visit:
    who = desk.store.account
    mine = {"author_id": who.user_id, "author_name": who.user_name, "unit_id": who.unit_id, "unit_name": who.unit_name}
    typed = building.visit(firm, situation=situation, **mine)
    with desk.store.write() as session:
        visits.save(session, typed, None, today=TODAY)
    return typed


def told(found: RoundReport) -> list[str]:
    return [each.code for each in found.news]


def decide(county: County, kind: str, id: str, act: str, text: str = "") -> None:
    county.directory.decide(None, kind, id, Decision(act=act, text=text))


def late_visit(county: County, wang: Desk, zhao: Desk) -> str:
    """Reassign while a visit waits at the old unit; both come; return the operation's id."""
    firm = county.enterprise(county.dalu)
    wang.round()
    zhao.round()
    save_visit(wang, firm)
    with wang.store.read() as session:
        (waiting,) = outbox.due(session)
    county.reassign(firm, county.other)
    assert "refused" in told(wang.round())
    assert {"gained", "review_opened"} <= set(told(zhao.round()))
    return waiting.op_id


def test_a_late_visit_is_seen_at_both_desks_and_its_author_is_told_that_it_was_attached(
    county: County, open_desk: OpenDesk
) -> None:
    wang, zhao = open_desk("wang"), open_desk("zhao", county.other)
    op_id = late_visit(county, wang, zhao)
    for desk in (wang, zhao):
        with desk.store.read() as session:
            late = report.review(session, op_id)
            assert late is not None and late.state is ReviewState.OPEN and "订单充足" in late.text
    decide(county, "review", op_id, NOTE)
    assert told(wang.round()) == ["review_attached"]
    assert told(zhao.round()) == []
    with zhao.store.read() as session:
        (note,) = enterprises.notes(session, enterprises.listing(session)[0].id)
        assert note.author_name == "干部wang" and "订单充足" in note.text
    with wang.store.read() as session:
        late = report.review(session, op_id)
        assert late is not None and late.state is ReviewState.ATTACHED
        assert [kept.op_id for kept in drafts.listing(session, refused=True)] == [op_id]


def test_a_late_visit_left_out_says_why_to_its_author(county: County, open_desk: OpenDesk) -> None:
    wang, zhao = open_desk("wang"), open_desk("zhao", county.other)
    op_id = late_visit(county, wang, zhao)
    decide(county, "review", op_id, DISCARD, "新单位当日已走访")
    (news,) = wang.round().news
    assert (news.code, news.data["why"]) == ("review_discarded", "新单位当日已走访")


@pytest.mark.parametrize(("act", "code"), [(ACCEPT, "proposal_accepted"), (REFUSE, "proposal_refused")])
def test_a_correction_comes_back_to_its_author(county: County, open_desk: OpenDesk, act: str, code: str) -> None:
    firm = county.enterprise(county.dalu)
    wang, li = open_desk("wang"), open_desk("li")
    for desk in (wang, li):
        desk.round()
    wish = Proposal(
        id=ids.new_id(),
        enterprise_id=firm.id,
        field="legal_person",
        new_value="刘志强",
        author_name=wang.store.account.user_name,
        proposed_at=clock.now(),
    )
    with wang.store.write() as session:
        enterprises.propose(session, wish)
    wang.round()
    li.round()
    decide(county, "proposal", wish.id, act, "照营业执照")
    (news,) = wang.round().news
    assert (news.code, news.kind, news.id) == (code, "enterprise", firm.id)
    assert told(li.round()) == []
    for desk in (wang, li):
        with desk.store.read() as session:
            shown = enterprises.get(session, firm.id)
            (kept,) = enterprises.proposals(session, firm.id)
            assert shown is not None and shown.legal_person == ("刘志强" if act == ACCEPT else "")
            assert kept.state is (ProposalState.ACCEPTED if act == ACCEPT else ProposalState.REFUSED)
            assert kept.answer == "照营业执照"


def test_what_was_typed_below_the_double_hangs_below_the_one_that_stays_and_the_double_goes(
    county: County, open_desk: OpenDesk
) -> None:
    keep, double = county.enterprise(county.dalu), county.enterprise(county.dalu, "河北钢塔机械公司（示例）")
    wang = open_desk("wang")
    wang.round()
    filed = save_visit(wang, double, "已报的")
    wang.round()
    waiting = save_visit(wang, double, "还没报的")
    admin.join(county.directory, double.id, keep.id)
    found = wang.round()
    assert (found.sent, found.refused) == (1, 0)
    with wang.store.read() as session:
        assert {v.id: v.enterprise_id for v in visits.recent(session, keep.id)} == {
            filed.id: keep.id,
            waiting.id: keep.id,
        }
        assert [line.id for line in enterprises.listing(session)] == [keep.id]
        assert rows.find(session, "enterprise", double.id) is None
        assert outbox.waiting(session) == 0


@pytest.mark.parametrize("path", [routes.PUSH, routes.PULL])
def test_joined_below_a_visit_whose_answer_was_lost_the_double_still_goes(
    county: County, open_desk: OpenDesk, path: str
) -> None:
    keep, double = county.enterprise(county.dalu), county.enterprise(county.dalu, "河北钢塔机械公司（示例）")
    wang = open_desk("wang")
    wang.round()
    typed = save_visit(wang, double)
    wang.line.only, wang.line.lose_answers = path, 1
    with pytest.raises(Offline):
        wang.round()
    admin.join(county.directory, double.id, keep.id)
    wang.round()
    wang.round()
    with wang.store.read() as session:
        assert [visit.id for visit in visits.recent(session, keep.id)] == [typed.id]
        assert rows.find(session, "enterprise", double.id) is None


def test_a_visit_moved_by_the_directory_moves_at_the_desk(county: County, open_desk: OpenDesk) -> None:
    wrong, right = county.enterprise(county.dalu), county.enterprise(county.dalu, "别家（示例）")
    wang = open_desk("wang")
    wang.round()
    typed = save_visit(wang, wrong)
    wang.round()
    admin.move_visit(county.directory, typed.id, right.id)
    wang.round()
    with wang.store.read() as session:
        assert [visit.id for visit in visits.recent(session, right.id)] == [typed.id]
        assert visits.recent(session, wrong.id) == ()
