"""What comes after a reassignment is kept for the office, both units read it, and its author is told."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import select

from sscs_desktop.base.errors import Invalid, Refused
from sscs_desktop.base.ids import new_id
from sscs_desktop.server import admin
from sscs_desktop.server.tables import review
from sscs_desktop.wire.decisions import DISCARD, NOTE, Decision, Matter
from sscs_desktop.wire.kinds import KINDS
from sscs_desktop.wire.messages import Operation
from tests.server.people import FIRM, OTHER_FIRM, SOUTH, Desk, Town
from tests.server.test_kept_once import figure


def late(town: Town, **said: Any) -> tuple[Desk, Operation]:
    """A visit typed before the enterprise was given to the south, pushed after."""
    desk = town.desk("wang")
    visit = desk.visit(town.id_of(FIRM), **said)
    admin.reassign(town.directory, town.id_of(FIRM), town.id_of(SOUTH))
    (answer,) = desk.push(visit)
    assert (answer.result, answer.code) == ("refused", "scope")
    return desk, visit


def read(town: Town, login: str, state: str = "open") -> list[str]:
    found = town.directory.matters(town.member(login), "review", state)
    assert found.total == len(found.matters)
    return [str(each.data["id"]) for each in found.matters]


def decide(town: Town, login: str, op_id: str, act: str = NOTE, text: str = "") -> Matter:
    return town.directory.decide(town.member(login), "review", op_id, Decision(act=act, text=text))


def test_a_late_visit_is_read_by_both_units_and_the_office_and_by_nobody_else(town: Town) -> None:
    desk, visit = late(town, situation="订单充足，招工难")
    for login in ("wang", "li", "zhao", "office"):
        assert read(town, login) == [visit.op_id], login
    for login in ("finance", "land"):
        assert read(town, login) == [], login
    desk.pull()
    south = town.desk("zhao")
    for each in (desk, south):
        held = each.held[visit.op_id]
        assert held.data is not None
        assert (held.data["subject_name"], held.data["author_name"], held.data["state"]) == (FIRM, "王建国", "open")
        assert "生产经营情况：订单充足，招工难" in held.data["text"]
    assert town.id_of(FIRM) not in desk.held, "a late report brings the enterprise back to nobody"


def test_attached_it_is_a_note_of_its_author_that_the_new_unit_reads(town: Town) -> None:
    desk, visit = late(town, situation="订单充足", spot_answer="已讲税收优惠")
    matter = decide(town, "office", visit.op_id)
    assert (matter.data["state"], matter.data["answered_by"]) == ("attached", "县双创双服办")
    (note,) = town.rows("note")
    assert (note.author, note.parent) == (desk.member.id, town.id_of(FIRM))
    assert "大陆村镇经济发展办 王建国" in note.data["text"] and "走访" in note.data["text"]
    assert "现场答复：已讲税收优惠" in note.data["text"]
    assert note.id in town.desk("zhao").held and note.id not in town.desk("wang").held
    desk.pull()
    told = desk.held[visit.op_id].data
    assert told is not None and told["state"] == "attached"
    assert read(town, "office") == [] and read(town, "wang", "all") == [visit.op_id]


def test_a_figure_emptied_too_late_is_said_to_be_emptied(small_town: Town) -> None:
    desk, firm = small_town.desk("wang"), small_town.id_of(FIRM)
    typed = figure(desk, firm, 172)
    desk.push(typed)
    desk.pull()
    group = {**{name: typed.fields[name] for name in KINDS["figure"].groups[0]}, "value": None}
    emptied = desk.edit(desk.held[typed.id], **group)
    admin.reassign(small_town.directory, firm, small_town.id_of(SOUTH))
    assert desk.push(emptied)[0].code == "scope"
    desk.pull()
    told = desk.held[emptied.op_id].data
    assert told is not None and "数值：已清空" in told["text"] and "2018年1—8月" in told["text"]


def test_left_out_it_says_why_and_stays_readable(small_town: Town) -> None:
    desk, visit = late(small_town, situation="订单充足")
    with pytest.raises(Invalid):
        decide(small_town, "office", visit.op_id, DISCARD)
    decide(small_town, "office", visit.op_id, DISCARD, "新单位当日已走访")
    desk.pull()
    told = desk.held[visit.op_id].data
    assert told is not None and (told["state"], told["answer"]) == ("discarded", "新单位当日已走访")
    assert "订单充足" in told["text"]
    assert small_town.rows("note") == []


def test_it_is_decided_once_and_by_the_office_alone(town: Town) -> None:
    _desk, visit = late(town)
    for login, code in (("wang", "not_allowed"), ("zhao", "not_allowed"), ("finance", "not_found")):
        with pytest.raises(Refused, match=code):
            decide(town, login, visit.op_id)
    decide(town, "office", visit.op_id)
    with pytest.raises(Refused, match="already_decided"):
        decide(town, "office", visit.op_id)
    assert len(town.rows("note")) == 1


def test_edits_commands_and_issues_that_come_late_are_kept_too(town: Town) -> None:
    desk, firm = town.desk("wang"), town.id_of(FIRM)
    visit, issue = desk.visit(firm), desk.issue(firm)
    desk.push(visit, issue)
    desk.pull()
    edit = desk.edit(desk.held[visit.id], remark="补一句：已停一条线")
    urge = desk.op("urge", "issue", issue.id, args={"text": "企业又催了"})
    fresh = desk.issue(firm, description="用电增容未批")
    admin.reassign(town.directory, firm, town.id_of(SOUTH))
    assert {a.code for a in desk.push(edit, urge, fresh)} == {"scope"}
    texts = {row.id: row.data["text"] for row in town.rows("review")}
    assert "补一句：已停一条线" in texts[edit.op_id]
    assert "企业又催了" in texts[urge.op_id]
    assert "用电增容未批" in texts[fresh.op_id]


def test_sent_again_it_is_kept_once(town: Town) -> None:
    desk, visit = late(town)
    desk.send(visit)
    assert len(town.rows("review")) == 1


def test_a_text_longer_than_a_note_is_kept_in_several(small_town: Town) -> None:
    _desk, visit = late(small_town, situation="长" * 4000, remark="尾" * 900)
    decide(small_town, "office", visit.op_id)
    texts = [row.data["text"] for row in small_town.rows("note")]
    assert len(texts) == 2
    assert sum(text.count("长") for text in texts) == 4000 and sum(text.count("尾") for text in texts) == 900


def test_what_is_refused_for_another_reason_waits_for_nobody(small_town: Town) -> None:
    desk = small_town.desk("wang")
    bad = desk.visit(small_town.id_of(FIRM), visitors=())
    (answer,) = desk.push(bad)
    assert answer.code == "bad_record"
    assert small_town.rows("review") == []
    kept = small_town.directory.lines.read(lambda c: c.execute(select(review.c.op_id)).scalars().all())
    assert list(kept) == [bad.op_id]


def test_odd_bytes_in_a_late_report_do_not_stop_the_others(town: Town) -> None:
    desk, firm = town.desk("wang"), town.id_of(FIRM)
    row_id = new_id()
    fields = {"id": row_id, "enterprise_id": firm, "situation": ["x", 3], "remark": {"a": None}}
    odd = desk.op("new", "visit", row_id, parent=firm, fields=fields)
    admin.reassign(town.directory, firm, town.id_of(SOUTH))
    answers = desk.push(odd, desk.visit(town.id_of(OTHER_FIRM)))
    assert [a.result for a in answers] == ["refused", "refused"]
    (kept, other) = town.rows("review")
    assert (kept.id, kept.data["text"]) == (odd.op_id, "生产经营情况：x、3\n备注：{'a': None}")
    assert other.id == answers[1].op_id


@pytest.mark.parametrize("is_held", [True, False])
def test_a_late_report_under_the_id_of_a_record_takes_nothing_away(town: Town, is_held: bool) -> None:
    """The report would bear the operation's id; a desk that chose a record's id must not write over that."""
    desk, firm = town.desk("wang"), town.id_of(FIRM)
    named = firm if is_held else town.id_of(OTHER_FIRM)
    before = town.row(named)
    visit = replace(desk.visit(firm), op_id=named)
    admin.reassign(town.directory, firm, town.id_of(SOUTH))
    stood = town.row(named)
    (answer,) = desk.push(visit)
    assert (answer.result, answer.code) == ("refused", "scope")
    assert town.row(named) == stood and stood.data == before.data
    assert town.rows("review") == []
