"""Corrections proposed from the field: accepted they are the new value, refused they say why."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from sscs_desktop.base.errors import Invalid, Refused
from sscs_desktop.base.ids import new_id
from sscs_desktop.domain.enterprise import Proposal
from sscs_desktop.wire.decisions import ACCEPT, REFUSE, Decision, Matter
from sscs_desktop.wire.messages import Operation
from tests.server.people import FIRM, Desk, Town


def propose(town: Town, desk: Desk, field: str = "legal_person", new: str = "刘志强", **more: Any) -> Operation:
    firm = town.id_of(FIRM)
    wish = Proposal(
        id=new_id(),
        enterprise_id=firm,
        field=field,
        new_value=new,
        author_name=desk.member.name,
        proposed_at=datetime(2018, 9, 26, tzinfo=UTC),
        **more,
    )
    made = desk.new("proposal", wish, firm)
    (answer,) = desk.push(made)
    assert answer.result == "ok"
    return made


def decide(town: Town, login: str, id: str, act: str = ACCEPT, **more: Any) -> Matter:
    return town.directory.decide(town.member(login), "proposal", id, Decision(act=act, **more))


def test_an_accepted_correction_comes_back_as_the_new_value_and_its_author_is_told(town: Town) -> None:
    desk, other = town.desk("wang"), town.desk("li")
    wish = propose(town, desk)
    (matter,) = town.directory.matters(town.member("office"), "proposal", "open").matters
    assert (matter.subject_name, matter.present, matter.data["new_value"]) == (FIRM, "", "刘志强")
    decide(town, "office", wish.id, present="")
    for each in (desk, other):
        each.pull()
        firm, told = each.held[town.id_of(FIRM)].data, each.held[wish.id].data
        assert firm is not None and told is not None
        assert firm["legal_person"] == "刘志强"
        assert (told["state"], told["answered_by"]) == ("accepted", "县双创双服办")
    assert town.directory.matters(town.member("office"), "proposal", "open").total == 0
    assert town.directory.matters(town.member("office"), "proposal", "accepted").total == 1


def test_a_refused_one_says_why_and_changes_nothing(town: Town) -> None:
    desk = town.desk("wang")
    wish = propose(town, desk)
    with pytest.raises(Invalid):
        decide(town, "office", wish.id, REFUSE)
    decide(town, "office", wish.id, REFUSE, text="执照上仍是原法人")
    desk.pull()
    told = desk.held[wish.id].data
    assert told is not None and (told["state"], told["answer"]) == ("refused", "执照上仍是原法人")
    assert town.row(town.id_of(FIRM)).data["legal_person"] == ""


def test_it_is_decided_once_by_the_office_on_the_value_it_saw(town: Town) -> None:
    desk = town.desk("wang")
    first, second = propose(town, desk), propose(town, desk, new="刘志刚")
    for login, code in (("wang", "not_allowed"), ("zhao", "not_found"), ("finance", "not_found")):
        with pytest.raises(Refused, match=code):
            decide(town, login, first.id)
    decide(town, "office", first.id, present="")
    with pytest.raises(Refused, match="already_decided"):
        decide(town, "office", first.id)
    with pytest.raises(Refused, match="state_moved"):
        decide(town, "office", second.id, present="")
    assert town.row(town.id_of(FIRM)).data["legal_person"] == "刘志强"


def test_a_value_the_roster_would_refuse_is_not_accepted(small_town: Town) -> None:
    desk = small_town.desk("wang")
    wish = propose(small_town, desk, "credit_code", "12345")
    with pytest.raises(Invalid) as refused:
        decide(small_town, "office", wish.id)
    assert set(refused.value.problems) == {"new_value"}
    for field in ("id", "merged_into", "shoe_size"):
        odd = propose(small_town, desk, field, "x")
        with pytest.raises(Refused, match="unknown_field"):
            decide(small_town, "office", odd.id)


def test_a_decided_correction_is_not_rewritten_by_its_author(small_town: Town) -> None:
    desk = small_town.desk("wang")
    wish = propose(small_town, desk)
    desk.pull()
    late = desk.edit(desk.held[wish.id], new_value="刘志刚")
    decide(small_town, "office", wish.id)
    (answer,) = desk.push(late)
    assert (answer.result, answer.code) == ("refused", "already_decided")


def test_a_correction_beside_an_edit_of_the_same_desk_conflicts_with_nothing(small_town: Town) -> None:
    desk = small_town.desk("wang")
    wish = propose(small_town, desk, "contact_phone", "13800138000")
    decide(small_town, "office", wish.id)
    assert small_town.row(small_town.id_of(FIRM)).data["contact_phone"] == "13800138000"
