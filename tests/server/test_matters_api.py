"""Late reports and proposed corrections over their addresses: who may read and decide, and each is decided once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from sscs_desktop.base.ids import new_id
from sscs_desktop.domain.vocabulary import OrganisationKind
from sscs_desktop.server import admin
from sscs_desktop.server.service import make_app
from sscs_desktop.wire import codec, routes
from sscs_desktop.wire.decisions import ACCEPT, DISCARD, NOTE, REFUSE, Decision
from tests.server.asgi import Reply, call
from tests.server.people import FIRM, SOUTH, Town
from tests.server.test_late_reports import late
from tests.server.test_proposals import propose

Ask = Callable[..., Reply]


@pytest.fixture
def ask(town: Town) -> Ask:
    """Ask the real application in somebody's name: a GET, or a POST where a decision is made."""
    app, bearers = make_app(town.directory), {"": ""}

    def asking(login: str, address: str, **decision: Any) -> Reply:
        if login not in bearers:
            token = admin.open_session(town.directory, town.member(login).id).token
            bearers[login] = f"Bearer {token}"
        body = codec.encode(Decision(**decision)) if decision else b""
        return call(app, "POST" if decision else "GET", address, body, authorization=bearers[login])

    return asking


def at(address: str, id: str) -> str:
    return address.replace("{id}", id)


def said(reply: Reply) -> tuple[int, str]:
    """Return status and code of a refusal."""
    return reply.status, reply.json["code"]


def listed(reply: Reply) -> list[str]:
    assert reply.status == 200
    assert reply.json["total"] == len(reply.json["matters"])
    return [each["data"]["id"] for each in reply.json["matters"]]


def test_a_late_report_is_listed_to_both_units_and_the_office_and_attached_by_the_office_alone(
    town: Town, ask: Ask
) -> None:
    _, visit = late(town, situation="订单充足")
    where = at(routes.REVIEW, visit.op_id)
    for login, seen in (("wang", [visit.op_id]), ("zhao", [visit.op_id]), ("office", [visit.op_id]), ("land", [])):
        assert listed(ask(login, routes.REVIEWS)) == seen, login
    assert said(ask("wang", where, act=NOTE)) == (403, "not_allowed")
    assert said(ask("zhao", where, act=DISCARD, text="不必")) == (403, "not_allowed")
    assert said(ask("land", where, act=NOTE)) == (404, "not_found")
    assert town.rows("note") == []
    reply = ask("office", where, act=NOTE)
    assert (reply.status, reply.json["data"]["state"], reply.json["subject_name"]) == (200, "attached", FIRM)
    assert len(town.rows("note")) == 1


def test_a_late_report_is_decided_once(town: Town, ask: Ask) -> None:
    _, visit = late(town)
    where = at(routes.REVIEW, visit.op_id)
    reply = ask("office", where, act=DISCARD, text="新单位当日已走访")
    assert (reply.status, reply.json["data"]["answer"]) == (200, "新单位当日已走访")
    assert said(ask("office", where, act=NOTE)) == (409, "already_decided")
    assert town.rows("note") == []
    assert listed(ask("office", routes.REVIEWS)) == []
    assert listed(ask("wang", f"{routes.REVIEWS}?state=all")) == [visit.op_id]
    assert listed(ask("wang", f"{routes.REVIEWS}?state=discarded")) == [visit.op_id]


def test_a_correction_is_read_by_its_unit_and_decided_once_by_the_office(town: Town, ask: Ask) -> None:
    desk = town.desk("wang")
    taken, left = propose(town, desk), propose(town, desk, "registered_address", "宁晋县大陆村镇")
    for login, count in (("wang", 2), ("li", 2), ("office", 2), ("zhao", 0), ("land", 0)):
        assert len(listed(ask(login, routes.PROPOSALS))) == count, login
    first, second = at(routes.PROPOSAL, taken.id), at(routes.PROPOSAL, left.id)
    assert said(ask("wang", first, act=ACCEPT)) == (403, "not_allowed")
    assert said(ask("zhao", first, act=ACCEPT)) == (404, "not_found")
    assert said(ask("office", first, act=ACCEPT, present="另一个人")) == (409, "state_moved")
    reply = ask("office", first, act=ACCEPT, present="")
    assert (reply.status, reply.json["data"]["state"], reply.json["present"]) == (200, "accepted", "刘志强")
    assert ask("office", second, act=REFUSE, text="以执照为准").json["data"]["state"] == "refused"
    for where in (first, second):
        assert said(ask("office", where, act=ACCEPT)) == (409, "already_decided")
    assert town.row(town.id_of(FIRM)).data["registered_address"] == ""
    assert listed(ask("office", routes.PROPOSALS)) == []


@pytest.mark.parametrize("address", [routes.REVIEW, routes.PROPOSAL])
def test_what_is_not_there_or_of_another_kind_is_not_found(town: Town, ask: Ask, address: str) -> None:
    firm = town.id_of(FIRM)
    act = {"act": NOTE if address == routes.REVIEW else ACCEPT}
    for id in (new_id(), firm, "x", "厂"):
        assert said(ask("office", at(address, id), **act)) == (404, "not_found"), id
    assert said(ask("office", at(address, "\x00"), **act)) == (400, "bad_message")


@pytest.mark.parametrize(("address", "needs_words"), [(routes.REVIEW, DISCARD), (routes.PROPOSAL, REFUSE)])
def test_an_odd_decision_is_told_field_by_field(town: Town, ask: Ask, address: str, needs_words: str) -> None:
    where = at(address, new_id())
    for decision, problem in (
        ({"act": "burn"}, {"act": "unknown_choice"}),
        ({"act": needs_words}, {"text": "required"}),
        ({"act": needs_words, "text": " \n"}, {"text": "required"}),
    ):
        reply = ask("office", where, **decision)
        assert (reply.status, reply.json["data"]["problems"]) == (422, problem), decision
    assert said(ask("office", where, act=needs_words, text="坏\x00字")) == (400, "bad_message")


@pytest.mark.parametrize("address", [routes.REVIEWS, routes.PROPOSALS])
def test_a_stranger_is_asked_who_he_is_and_odd_pages_are_told(town: Town, ask: Ask, address: str) -> None:
    assert said(ask("", address)) == (401, "login_needed")
    for odd in ("limit=-1", "offset=x", "state=%00"):
        assert said(ask("office", f"{address}?{odd}")) == (400, "bad_message"), odd
    for query in ("limit=0", "limit=999999&offset=999999", "state=nonsense"):
        assert ask("office", f"{address}?{query}").status == 200, query


def test_an_office_of_another_county_neither_reads_nor_decides(town: Town, ask: Ask) -> None:
    """It stands above other units than these."""
    elsewhere = admin.add_unit(town.directory, "别县领导小组办公室", kind=OrganisationKind.OFFICE)
    admin.add_account(town.directory, "stranger", "别县办", role="office", unit_id=elsewhere)
    wish = propose(town, town.desk("wang"))
    _, visit = late(town)
    assert listed(ask("stranger", routes.PROPOSALS)) == listed(ask("stranger", routes.REVIEWS)) == []
    assert said(ask("stranger", at(routes.PROPOSAL, wish.id), act=ACCEPT)) == (404, "not_found")
    assert said(ask("stranger", at(routes.REVIEW, visit.op_id), act=NOTE)) == (404, "not_found")


def test_a_correction_follows_its_enterprise_to_the_office_that_has_it_now(town: Town, ask: Ask) -> None:
    """Reassigned inside the county it stays with the same office, and the new unit reads it."""
    wish = propose(town, town.desk("wang"))
    admin.reassign(town.directory, town.id_of(FIRM), town.id_of(SOUTH))
    assert listed(ask("wang", routes.PROPOSALS)) == []
    assert listed(ask("zhao", routes.PROPOSALS)) == [wish.id]
    assert ask("office", at(routes.PROPOSAL, wish.id), act=ACCEPT).status == 200
