"""An issue from filing to closing: who may do what, by when, and what follows by itself."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest

from sscs_desktop.base import clock
from sscs_desktop.base.errors import Invalid, Refused
from sscs_desktop.domain.vocabulary import Category
from sscs_desktop.server import admin
from sscs_desktop.wire.decisions import Move
from sscs_desktop.wire.messages import Operation
from tests.server.people import FIRM, Desk, Town

ANSWER = {
    "answer_who": "周主任",
    "answer_how": "协调担保贷款 300 万元",
    "answer_when": "10月15日前",
    "outcome": "solved",
}


def at(month: int, day: int, hour: int = 10) -> None:
    clock.stand_at(datetime(2018, month, day, hour, tzinfo=clock.SHANGHAI))


def filed(town: Town, desk: Desk, **more: Any) -> str:
    issue = desk.issue(town.id_of(FIRM), **more)
    (answer,) = desk.push(issue)
    assert answer.result == "ok"
    desk.pull()
    return issue.id


def answered(town: Town, issue_id: str) -> None:
    town.move("office", issue_id, "accept")
    town.move("office", issue_id, "dispatch")
    town.move("finance", issue_id, "take")
    town.move("finance", issue_id, "answer", **ANSWER)


def command(desk: Desk, verb: str, issue_id: str, **more: Any) -> Operation:
    shown = desk.held[issue_id]
    return desk.op(verb, "issue", issue_id, base=shown.seq, state_seq=shown.state_seq, **more)


def satisfied(desk: Desk, issue_id: str, word: str = "satisfied") -> Operation:
    return command(desk, "rate", issue_id, fields={"satisfaction": word, "satisfaction_remark": "很快"})


def verbs(town: Town, issue_id: str) -> list[str]:
    return [str(e["verb"]) for e in town.directory.issue(town.member("office"), issue_id).events]


def test_an_issue_goes_from_filing_to_closing_with_its_deadlines(town: Town) -> None:
    at(9, 28)
    desk = town.desk("wang")
    issue_id = filed(town, desk)
    shown = desk.held[issue_id].data or {}
    assert shown["state"] == "filed"
    assert shown["accept_due_on"] == "2018-09-29", "2018-09-29 is a make-up working Saturday"
    assert town.move("office", issue_id, "accept")["state"] == "accepted"
    given = town.move("office", issue_id, "dispatch")
    assert given["department_name"] == "宁晋县金融工作办公室"
    assert given["due_on"] == "2018-10-24", "funds are complex: fifteen working days over the National Day holiday"
    town.move("finance", issue_id, "take")
    at(10, 10)
    done = town.move("finance", issue_id, "answer", **ANSWER)
    assert done["state"] == "answered"
    assert done["call_back_due_on"] == "2018-10-12"
    desk.pull()
    assert (desk.held[issue_id].data or {})["answer_how"] == ANSWER["answer_how"]
    called, rated = command(desk, "call_back", issue_id, args={"text": "已电话回访"}), satisfied(desk, issue_id)
    assert [a.result for a in desk.push(called, rated)] == ["ok", "ok"]
    assert town.move("office", issue_id, "close")["closed_on"] == "2018-10-10"
    desk.pull()
    assert (desk.held[issue_id].data or {})["state"] == "closed"
    expected = ["file", "accept", "dispatch", "take", "answer", "call_back", "rate", "close"]
    assert verbs(town, issue_id) == expected
    assert sum(e.kind == "event" and e.parent == issue_id for e in desk.held.values()) == len(expected)


def test_what_the_directory_adds_has_numbers_and_clocks_of_its_own(small_town: Town) -> None:
    desk = small_town.desk("wang")
    issue = desk.issue(small_town.id_of(FIRM))
    (answer,) = desk.push(issue)
    row = small_town.row(issue.id)
    assert not answer.complete
    assert answer.seq < row.seq
    assert row.clock_of("accept_due_on") == (row.seq, "", 0, issue.op_id)
    assert row.clock_of("description")[:3] == (answer.seq, desk.replica, issue.n)


def test_the_rule_table_accepts_and_dispatches_by_itself_when_told_to(town: Town) -> None:
    admin.dispatch_by_rule(town.directory, True)
    desk, department = town.desk("wang"), town.desk("land")
    issue_id = filed(town, desk, category=Category.LAND)
    data = desk.held[issue_id].data or {}
    assert (data["state"], data["department_name"]) == ("dispatched", "宁晋县国土资源局")
    assert verbs(town, issue_id) == ["file", "accept", "dispatch"]
    arrived = {e.id for e in department.pull() if e.what == "put"}
    assert {issue_id, town.id_of(FIRM)} <= arrived, "who reads an issue reads its enterprise"
    shown = desk.held[issue_id]
    own = desk.op("urge", "issue", issue_id, base=shown.seq)
    assert desk.push(own)[0].result == "ok"


def test_a_command_on_the_directorys_own_consequence_of_my_filing_is_accepted(small_town: Town) -> None:
    desk = small_town.desk("wang")
    issue = desk.issue(small_town.id_of(FIRM))
    withdraw = desk.op("withdraw", "issue", issue.id, after=issue.op_id)
    assert [a.result for a in desk.push(issue, withdraw)] == ["ok", "ok"]
    assert small_town.row(issue.id).data["state"] == "withdrawn"


def test_dispatch_opens_the_issue_and_its_enterprise_to_the_department_and_redispatch_closes_them(town: Town) -> None:
    desk, finance, land = town.desk("wang"), town.desk("finance"), town.desk("land")
    visit, issue = desk.visit(town.id_of(FIRM)), desk.issue(town.id_of(FIRM))
    desk.push(visit, issue)
    town.move("office", issue.id, "accept")
    town.move("office", issue.id, "dispatch")
    finance.pull()
    assert {issue.id, town.id_of(FIRM)} <= set(finance.held)
    later = desk.visit(town.id_of(FIRM))
    desk.push(later)
    assert finance.pull() == []
    assert visit.id not in finance.held, "a department reads the ancestors, not the other children"
    assert land.pull() == []
    town.move("finance", issue.id, "dispute", text="属用地问题")
    town.move("office", issue.id, "dispatch", department_id=town.id_of("宁晋县国土资源局"))
    finance.pull()
    land.pull()
    assert {issue.id, town.id_of(FIRM)} <= set(land.held)
    assert not {issue.id, town.id_of(FIRM)} & set(finance.held)
    assert not any(e.kind == "event" for e in finance.held.values())
    (refused,) = land.push(land.visit(town.id_of(FIRM)))
    assert refused.code == "scope", "reading with others grants no writing"


def test_two_dispatchers_at_once_dispatch_once(town: Town) -> None:
    desk = town.desk("wang")
    issue_id = filed(town, desk)
    town.move("office", issue_id, "accept")
    members = [town.member("office") for _ in range(4)]

    def dispatch(k: int) -> str:
        try:
            town.directory.move(members[k], issue_id, Move(verb="dispatch"))
        except Refused as refusal:
            return refusal.code
        return "done"

    with ThreadPoolExecutor(4) as pool:
        outcomes = list(pool.map(dispatch, range(4)))
    assert outcomes.count("done") == 1
    assert set(outcomes) <= {"done", "illegal_move", "state_moved"}
    assert verbs(town, issue_id).count("dispatch") == 1


def test_a_command_on_a_state_somebody_else_moved_is_refused(town: Town) -> None:
    desk, colleague = town.desk("wang"), town.desk("li")
    issue_id = filed(town, desk)
    answered(town, issue_id)
    desk.pull()
    colleague.pull()
    stale = satisfied(colleague, issue_id)
    desk.push(satisfied(desk, issue_id, "dissatisfied"))
    town.move("finance", issue_id, "take")
    town.move("finance", issue_id, "answer", **ANSWER)
    (answer,) = colleague.push(stale)
    assert (answer.result, answer.code) == ("refused", "state_moved"), "answered again is not the answer he saw"
    assert town.row(issue_id).data["satisfaction"] is None


def test_an_offline_chain_of_commands_holds(small_town: Town) -> None:
    desk = small_town.desk("wang")
    issue_id = filed(small_town, desk)
    answered(small_town, issue_id)
    desk.pull()
    rate = satisfied(desk, issue_id)
    again = desk.op("reopen", "issue", issue_id, base=rate.base, state_seq=-1, after=rate.op_id)
    assert [a.result for a in desk.push(rate, again)] == ["ok", "ok"]
    assert small_town.row(issue_id).data["state"] == "redo"


def test_dissatisfied_sends_it_back_with_a_new_limit(small_town: Town) -> None:
    at(9, 28)
    desk = small_town.desk("wang")
    issue_id = filed(small_town, desk)
    answered(small_town, issue_id)
    at(10, 10)
    desk.pull()
    (answer,) = desk.push(satisfied(desk, issue_id, "dissatisfied"))
    data = small_town.row(issue_id).data
    assert (data["state"], data["due_on"]) == ("redo", "2018-10-19")
    assert not answer.complete
    assert small_town.move("finance", issue_id, "take")["state"] == "handling"


def test_urging_and_notes_need_no_state_but_a_legal_one(small_town: Town) -> None:
    desk, colleague = small_town.desk("wang"), small_town.desk("li")
    issue_id = filed(small_town, desk)
    colleague.pull()
    small_town.move("office", issue_id, "accept")
    urges = [desk.op("urge", "issue", issue_id, base=0), desk.op("note", "issue", issue_id, args={"text": "补充材料"})]
    (theirs,) = colleague.push(colleague.op("urge", "issue", issue_id, base=0))
    assert [a.result for a in (theirs, *desk.push(*urges))] == ["ok"] * 3
    assert small_town.row(issue_id).data["urged"] == 2
    (withdrawn,) = desk.push(
        desk.op("withdraw", "issue", issue_id, state_seq=small_town.row(issue_id).clock_of("state")[0])
    )
    assert withdrawn.code == "illegal_move", "an accepted issue is not withdrawn"


def test_a_returned_issue_is_mended_and_filed_again(small_town: Town) -> None:
    desk = small_town.desk("wang")
    issue_id = filed(small_town, desk)
    with pytest.raises(Invalid) as caught:
        small_town.move("office", issue_id, "return")
    assert caught.value.problems == {"text": "required"}
    assert small_town.move("office", issue_id, "return", text="请写明金额")["return_reason"] == "请写明金额"
    desk.pull()
    mend = desk.edit(desk.held[issue_id], description="流动资金缺口 300 万元")
    again = command(desk, "supplement", issue_id)
    assert [a.result for a in desk.push(mend, again)] == ["ok", "ok"]
    data = small_town.row(issue_id).data
    assert (data["state"], data["return_reason"]) == ("filed", "")


def test_the_text_is_its_authors_until_dispatch_and_nobodys_after(small_town: Town) -> None:
    desk = small_town.desk("wang")
    issue_id = filed(small_town, desk)
    shown = desk.held[issue_id]
    assert desk.push(desk.edit(shown, wish="尽快"))[0].result == "ok"
    (forged,) = desk.push(desk.op("edit", "issue", issue_id, base=shown.seq, fields={"state": "closed"}))
    assert forged.code == "fixed_field"
    small_town.move("office", issue_id, "accept")
    small_town.move("office", issue_id, "dispatch")
    (late,) = desk.push(desk.edit(shown, wish="改"))
    assert late.code == "dispatched"


def test_each_role_makes_only_its_own_moves(small_town: Town) -> None:
    desk = small_town.desk("wang")
    issue_id = filed(small_town, desk)
    for login, verb, code in (
        ("wang", "accept", "not_allowed"),
        ("finance", "accept", "not_found"),
        ("office", "dispatch", "illegal_move"),
        ("office", "answer", "not_allowed"),
    ):
        with pytest.raises(Refused) as caught:
            small_town.move(login, issue_id, verb)
        assert (login, caught.value.code) == (login, code)
    small_town.move("office", issue_id, "accept")
    small_town.move("office", issue_id, "dispatch", helpers=(small_town.id_of("宁晋县国土资源局"),))
    with pytest.raises(Refused) as caught:
        small_town.move("land", issue_id, "take")
    assert caught.value.code == "not_allowed", "a helper reads along; the answer is the department's"


def test_the_office_must_have_seen_the_state_it_moves(small_town: Town) -> None:
    desk = small_town.desk("wang")
    issue_id = filed(small_town, desk)
    seen = small_town.directory.issue(small_town.member("office"), issue_id).state_seq
    small_town.move("office", issue_id, "accept", state_seq=seen)
    with pytest.raises(Refused) as caught:
        small_town.move("office", issue_id, "dispatch", state_seq=seen)
    assert caught.value.code == "state_moved"


def test_an_extension_is_asked_in_time_and_ends_at_thirty_days(small_town: Town) -> None:
    at(9, 28)
    desk = small_town.desk("wang")
    issue_id = filed(small_town, desk)
    small_town.move("office", issue_id, "accept")
    small_town.move("office", issue_id, "dispatch")
    small_town.move("finance", issue_id, "take")
    assert small_town.move("finance", issue_id, "extend", days=5, text="等待银行审批")["due_on"] == "2018-10-31"
    for days in (11, 2**31 - 1):
        with pytest.raises(Refused) as caught:
            small_town.move("finance", issue_id, "extend", days=days, text="再延")
        assert caught.value.code == "too_long"
    at(10, 31)
    with pytest.raises(Refused) as caught:
        small_town.move("finance", issue_id, "extend", days=1, text="晚了")
    assert caught.value.code == "too_late"


def test_escalation_climbs_one_level_and_the_next_office_takes_over(small_town: Town) -> None:
    desk = small_town.desk("wang")
    issue_id = filed(small_town, desk)
    admin.add_account(
        small_town.directory, "city", "市双创双服办", role="office", unit_id=_office(small_town, "邢台市")
    )
    small_town.move("office", issue_id, "accept")
    assert small_town.move("office", issue_id, "escalate", text="本级无法解决")["level"] == "city"
    with pytest.raises(Refused) as caught:
        small_town.move("office", issue_id, "dispatch")
    assert caught.value.code == "not_allowed", "it is the city's now"
    with pytest.raises(Refused) as caught:
        small_town.move("city", issue_id, "dispatch")
    assert caught.value.code == "no_department"
    assert small_town.move("city", issue_id, "supervise", text="限期办理")["state"] == "escalated"


def _office(small_town: Town, city: str) -> str:
    return small_town.id_of(f"{city}{admin.OFFICE_NAME}")


def test_lists_show_each_member_what_he_reads(town: Town) -> None:
    desk = town.desk("wang")
    ids = [filed(town, desk) for _ in range(3)]
    town.move("office", ids[0], "accept")
    town.move("office", ids[0], "dispatch")
    d = town.directory
    everything = d.issues(town.member("office"))
    assert (everything.total, [i.issue["id"] for i in everything.issues]) == (3, ids)
    assert everything.issues[0].subject_name == FIRM
    assert d.issues(town.member("office"), "filed", limit=1).total == 2
    assert len(d.issues(town.member("office"), "filed", limit=1).issues) == 1
    assert [i.issue["id"] for i in d.issues(town.member("finance")).issues] == ids[:1]
    assert d.issues(town.member("zhao")).total == 0


def test_solved_on_the_spot_is_logged_and_waits_for_nobody(small_town: Town) -> None:
    desk = small_town.desk("wang")
    issue = desk.issue(small_town.id_of(FIRM), can_solve_here=True)
    settled = replace(issue, fields={**issue.fields, "state": "on_spot"})
    (answer,) = desk.push(settled)
    assert "state" in answer.taken
    assert small_town.row(issue.id).data["accept_due_on"] is None
    assert small_town.directory.issues(small_town.member("office")).total == 0
    (answer,) = desk.push(desk.op("withdraw", "issue", issue.id, after=issue.op_id))
    assert (answer.result, small_town.row(issue.id).data["state"]) == ("ok", "withdrawn")
