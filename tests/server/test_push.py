"""Push: exactly once, in chain order, merged by group, answered with a receipt."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from sqlalchemy import func, select

from sscs_desktop.base import clock
from sscs_desktop.base.errors import Refused, Unreadable
from sscs_desktop.base.ids import new_id
from sscs_desktop.domain.card import Card, Print
from sscs_desktop.domain.vocabulary import FilledBy, PrintWay
from sscs_desktop.server.tables import operation, record, review
from sscs_desktop.wire import receipts
from tests.server.people import FIRM, OTHER_FIRM, Desk, Town


def card_of(desk: Desk, subject: str) -> Card:
    """A printed card of a person."""
    who, now = desk.member, clock.now()
    return Card(
        id=new_id(),
        number=f"FK-2018-{desk.n + 1:05d}",
        enterprise_id=subject,
        layout="feedback_card_v1",
        filled_on=date(2018, 9, 26),
        filled_by=FilledBy.CADRE,
        author_id=who.id,
        author_name=who.name,
        unit_id=who.unit_id,
        printed_at=now,
        prints=(Print(at=now, by=who.name, way=PrintWay.PAPER, content_hash="a" * 64),),
    )


def count(town: Town, table: object, *where: object) -> int:
    query = select(func.count()).select_from(table).where(*where)  # type: ignore[arg-type]
    return int(town.directory.lines.read(lambda c: c.execute(query).scalar_one()))


def test_a_visit_is_filed_once_however_often_it_is_sent(town: Town) -> None:
    desk = town.desk("wang")
    visit = desk.visit(town.id_of(FIRM))
    first = desk.push(visit)
    again = desk.push(visit)
    assert first == again
    assert first[0].result == "ok"
    assert first[0].complete
    assert len(town.rows("visit")) == 1
    assert count(town, operation) == 1


def test_the_same_request_twice_at_once_files_once(town: Town) -> None:
    desk = town.desk("wang")
    visits = [desk.visit(town.id_of(FIRM)) for _ in range(5)]
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda _: desk.push(*visits), range(4)))
    assert all(a == answers[0] for a in answers)
    assert len(town.rows("visit")) == 5


def test_a_late_old_request_changes_nothing(small_town: Town) -> None:
    desk = small_town.desk("wang")
    note = desk.visit(small_town.id_of(FIRM), remark="第一次")
    (filed,) = desk.push(note)
    desk.pull()
    edit = desk.edit(desk.held[note.id], remark="第二次")
    desk.push(edit)
    assert desk.push(note) == (filed,)
    assert small_town.row(note.id).data["remark"] == "第二次"


def test_every_answer_bears_a_receipt_that_verifies_also_when_repeated(town: Town) -> None:
    desk = town.desk("wang")
    key = town.directory.register(desk.member).receipt_key
    ops = [desk.visit(town.id_of(FIRM)) for _ in range(7)]
    for answers in (desk.push(*ops), desk.push(*ops)):
        for a in answers:
            assert a.receipt is not None
            assert receipts.verify(a.receipt, key, a.op_id, a.result, a.seq)
            assert not receipts.verify(a.receipt, key, a.op_id, a.result, a.seq + 1)
            assert not receipts.verify(replace(a.receipt, content="0" * 64), key, a.op_id, a.result, a.seq)


def test_one_bad_operation_is_refused_and_the_others_are_filed(town: Town) -> None:
    desk = town.desk("wang")
    ops = [desk.visit(town.id_of(FIRM)) for _ in range(5)]
    ops[2] = replace(ops[2], fields={**ops[2].fields, "remark": "坏\x00字节"})
    answers = desk.push(*ops)
    assert [a.result for a in answers] == ["ok", "ok", "refused", "ok", "ok"]
    assert answers[2].code == "bad_record"
    assert len(town.rows("visit")) == 4
    assert count(town, review, review.c.op_id == ops[2].op_id) == 1
    assert desk.push(*ops) == answers


def test_what_the_database_itself_refuses_undoes_only_its_own_operation(town: Town) -> None:
    desk, reader = town.desk("wang"), town.desk("li")
    good, bad, last = (desk.visit(town.id_of(FIRM)) for _ in range(3))
    bad = replace(bad, children={"x\x00": 1}, schema=1, scope="unit:\x00")
    answers = desk.push(good, bad, last)
    expected = "refused" if town.directory.engine.dialect.name == "postgresql" else answers[1].result
    assert [answers[0].result, answers[1].result, answers[2].result] == ["ok", expected, "ok"]
    filed = [a.op_id for a in answers if a.result == "ok"]
    assert len(town.rows("visit")) == len(filed)
    assert len(reader.pull()) == len(filed), "the feed speaks of nothing that was undone"


@pytest.mark.parametrize(
    "odd", [{"id": "\x00"}, {"parent": "\x00"}, {"fields": {"enterprise_id": "\x00"}}, {"kind": "\x00"}]
)
def test_what_names_no_row_is_refused_alone(town: Town, odd: dict[str, Any]) -> None:
    desk, firm = town.desk("wang"), town.id_of(FIRM)
    first, bad, last = (desk.visit(firm) for _ in range(3))
    answers = desk.push(first, replace(bad, **odd), last)
    assert [a.result for a in answers] == ["ok", "refused", "ok"]


def test_a_copied_file_opens_a_branch_and_both_copies_work_is_filed(town: Town) -> None:
    desk = town.desk("wang")
    desk.push(desk.visit(town.id_of(FIRM)))
    copy = desk.fork()
    first = desk.send(desk.visit(town.id_of(FIRM)))
    second = copy.send(copy.visit(town.id_of(FIRM)))
    assert first.branch != second.branch
    assert [a.result for a in (*first.answers, *second.answers)] == ["ok", "ok"]
    assert len(town.rows("visit")) == 3


def test_a_copy_is_not_the_same_writer_as_its_original(small_town: Town) -> None:
    desk = small_town.desk("wang")
    visit = desk.visit(small_town.id_of(FIRM), remark="原")
    desk.push(visit)
    desk.pull()
    shown = desk.held[visit.id]
    copy = desk.fork()
    desk.push(desk.edit(shown, remark="甲"))
    (answer,) = copy.push(copy.edit(shown, remark="乙"))
    assert answer.result == "conflict"
    assert answer.conflicts["remark"].value == "甲"
    assert small_town.row(visit.id).data["remark"] == "甲"


def test_an_author_overwrites_his_own_unanswered_value(town: Town) -> None:
    desk = town.desk("wang")
    visit = desk.visit(town.id_of(FIRM), remark="一")
    later = desk.op("edit", "visit", visit.id, base=0, fields={"remark": "二"})
    answers = desk.push(visit, later)
    assert [a.result for a in answers] == ["ok", "ok"]
    assert answers[0].seq < answers[1].seq, "two operations on one row have two numbers"
    assert town.row(visit.id).data["remark"] == "二"


def test_an_operation_whose_predecessor_is_unknown_is_a_gap_and_what_came_before_is_answered(small_town: Town) -> None:
    desk = small_town.desk("wang")
    ops = [desk.visit(small_town.id_of(FIRM)) for _ in range(3)]
    answer = desk.send(ops[0], ops[2])
    assert answer.status == "gap"
    assert [a.op_id for a in answer.answers] == [ops[0].op_id]
    assert len(small_town.rows("visit")) == 1
    assert [a.result for a in desk.push(*ops)] == ["ok", "ok", "ok"]


def test_a_root_operation_opens_a_branch_after_a_heal(small_town: Town) -> None:
    desk = small_town.desk("wang")
    desk.op("hole", "visit", new_id())
    lost = desk.visit(small_town.id_of(FIRM))
    assert desk.send(lost).status == "gap"
    assert desk.push(replace(lost, root=True))[0].result == "ok"


def test_a_directory_that_does_not_know_the_cursor_or_the_head_says_fork(small_town: Town) -> None:
    desk = small_town.desk("wang")
    visit = desk.visit(small_town.id_of(FIRM))
    true_head = desk.head
    for cursor, head in (((true_head[0], 5), true_head), (desk.cursor, (true_head[0], 5)), (desk.cursor, (10**9, 1))):
        desk.cursor, desk.head = cursor, head
        assert desk.send(visit).status == "fork"
    assert small_town.rows("visit") == []


def test_a_conflict_names_the_other_value_and_only_its_group(town: Town) -> None:
    one, two = town.desk("wang"), town.desk("wang")
    visit = one.visit(town.id_of(FIRM), remark="原", situation="原")
    one.push(visit)
    one.pull()
    two.pull()
    shown = two.held[visit.id]
    one.push(one.edit(one.held[visit.id], remark="甲"))
    (answer,) = two.push(two.edit(shown, remark="乙", situation="乙"))
    assert answer.result == "conflict"
    assert set(answer.conflicts) == {"remark"}
    assert answer.conflicts["remark"].by == "王建国"
    assert answer.taken == ("situation",)
    assert not answer.complete
    data = town.row(visit.id).data
    assert (data["remark"], data["situation"]) == ("甲", "乙")


def test_equal_values_are_no_conflict(small_town: Town) -> None:
    one, two = small_town.desk("wang"), small_town.desk("wang")
    visit = one.visit(small_town.id_of(FIRM), remark="原")
    one.push(visit)
    two.pull()
    one.push(one.op("edit", "visit", visit.id, base=0, fields={"remark": "同"}))
    (answer,) = two.push(two.edit(two.held[visit.id], remark="同"))
    assert answer.result == "ok"


def test_a_group_is_decided_whole(small_town: Town) -> None:
    desk, colleague = small_town.desk("wang"), small_town.desk("li")
    subject, figure = small_town.id_of(FIRM), new_id()
    fields = {"id": figure, "enterprise_id": subject, "indicator": "revenue", "value": "100", "unit": "万元"}
    rest = {"period": "2017", "filled_by": "cadre", "filled_by_name": "王", "filled_on": "2018-09-26"}
    desk.push(desk.op("new", "figure", figure, parent=subject, fields={**fields, **rest}))
    colleague.pull()
    shown = colleague.held[figure]
    group = {"unit": "万元", "filled_by": "cadre", "filled_by_name": "王", "filled_on": "2018-09-26"}
    desk.push(desk.op("edit", "figure", figure, base=shown.seq, fields={"value": "200", "period": "2018", **group}))
    (half,) = colleague.push(colleague.edit(shown, value="300"))
    (whole,) = colleague.push(colleague.edit(shown, value="300", period="2017", **group))
    assert (half.result, half.code) == ("refused", "bad_record")
    assert set(whole.conflicts) == {"value", "period", *group}
    assert (small_town.row(figure).data["value"], small_town.row(figure).data["period"]) == ("200", "2018")


def test_a_second_use_of_a_number_gets_a_new_one_from_the_directory(town: Town) -> None:
    desk = town.desk("wang")
    first = desk.issue(town.id_of(FIRM), number="WT-2018-130528-00001")
    second = desk.issue(town.id_of(FIRM), number="WT-2018-130528-00001")
    answers = desk.push(first, second)
    assert [a.result for a in answers] == ["ok", "ok"]
    numbers = [row.data["number"] for row in town.rows("issue")]
    assert len(set(numbers)) == 2
    assert town.row(first.id).data["number"] == "WT-2018-130528-00001"
    mark = town.row(second.id).clock_of("number")
    assert mark[1] == ""
    assert mark[3] == second.op_id


def test_a_desk_writes_only_where_its_unit_is_assigned(small_town: Town) -> None:
    desk = small_town.desk("wang")
    (answer,) = desk.push(desk.visit(small_town.id_of(OTHER_FIRM)))
    assert (answer.result, answer.code) == ("refused", "scope")
    office = small_town.desk("office")
    (reading,) = office.push(office.visit(small_town.id_of(FIRM)))
    assert reading.code == "scope", "reading by level grants no writing"


def test_nobody_files_under_another_name(small_town: Town) -> None:
    desk, li = small_town.desk("wang"), small_town.member("li")
    (answer,) = desk.push(desk.visit(small_town.id_of(FIRM), author_id=li.id))
    assert answer.code == "author"


def test_a_colleague_does_not_edit_what_is_not_his(small_town: Town) -> None:
    desk, li = small_town.desk("wang"), small_town.desk("li")
    visit = desk.visit(small_town.id_of(FIRM))
    desk.push(visit)
    li.pull()
    (answer,) = li.push(li.edit(li.held[visit.id], remark="改"))
    assert answer.code == "author"


def test_a_desk_neither_retypes_nor_makes_what_the_directory_owns(small_town: Town) -> None:
    desk = small_town.desk("wang")
    subject = small_town.id_of(FIRM)
    (edit,) = desk.push(desk.edit(desk.held[subject], name="改名"))
    (made,) = desk.push(desk.op("new", "enterprise", new_id(), fields={"id": new_id(), "name": "新"}))
    assert (edit.code, made.code) == ("directory_only", "directory_only")


def test_a_card_is_written_by_a_colleague_and_deleted_by_nobody(small_town: Town) -> None:
    desk, li = small_town.desk("wang"), small_town.desk("li")
    card = card_of(desk, small_town.id_of(FIRM))
    desk.push(desk.new("card", card, card.enterprise_id))
    li.pull()
    (suggested,) = li.push(li.edit(li.held[card.id], suggestions="希望多宣讲政策"))
    assert suggested.result == "ok"
    (deleted,) = desk.push(desk.op("del", "card", card.id, base=desk.head[0]))
    assert deleted.code == "directory_only"


def test_a_list_that_grows_is_never_shortened(small_town: Town) -> None:
    desk = small_town.desk("wang")
    card = replace(card_of(desk, small_town.id_of(FIRM)), issue_ids=("i1", "i2"))
    desk.push(desk.new("card", card, card.enterprise_id))
    desk.pull()
    (answer,) = desk.push(desk.edit(desk.held[card.id], issue_ids=["i3", "i2"]))
    assert (answer.result, answer.taken) == ("ok", ())
    assert small_town.row(card.id).data["issue_ids"] == ["i1", "i2", "i3"]


def test_an_issue_begins_as_the_directory_says(small_town: Town) -> None:
    desk = small_town.desk("wang")
    issue = desk.issue(small_town.id_of(FIRM), answer_how="已办", urged=9)
    forged = replace(issue, fields={**issue.fields, "state": "closed"})
    (answer,) = desk.push(forged)
    data = small_town.row(issue.id).data
    assert (data["state"], data["answer_how"], data["urged"]) == ("filed", "", 0)
    assert "state" not in answer.taken
    assert "description" in answer.taken


def test_a_desk_file_of_somebody_else_cannot_be_used(small_town: Town) -> None:
    wang, li = small_town.desk("wang"), small_town.desk("li")
    with pytest.raises(Refused) as caught:
        small_town.directory.push(li.member, wang.request())
    assert caught.value.code == "not_your_replica"


def test_ids_that_are_none_are_a_bad_message(small_town: Town) -> None:
    desk = small_town.desk("wang")
    with pytest.raises(Unreadable):
        desk.send(replace(desk.visit(small_town.id_of(FIRM)), op_id="x"))


def test_a_delete_takes_its_children_and_not_one_its_author_never_saw(town: Town) -> None:
    desk = town.desk("wang")
    visit = desk.visit(town.id_of(FIRM))
    photo = {"sha256": "a" * 64, "name": "厂房.jpg", "media_type": "image/jpeg", "size": 5}
    attachments = []
    for _ in range(2):
        fields = {**photo, "id": new_id(), "visit_id": visit.id, "author_id": desk.member.id}
        fields["added_at"] = "2018-09-26T04:00:00Z"
        attachments.append(desk.op("new", "attachment", fields["id"], parent=visit.id, fields=fields))
    desk.push(visit, *attachments)
    copy = town.desk("wang")
    known = {attachments[0].id: town.row(attachments[0].id).seq}
    base = town.row(visit.id).seq
    (refused,) = copy.push(copy.op("del", "visit", visit.id, base=base, children=known))
    assert set(refused.conflicts) == {"__del__"}
    assert not town.row(visit.id).deleted
    known[attachments[1].id] = town.row(attachments[1].id).seq
    (done,) = copy.push(copy.op("del", "visit", visit.id, base=base, children=known))
    assert done.result == "ok"
    assert all(town.row(i).deleted for i in (visit.id, *known))
    assert {e.id for e in desk.pull() if e.what == "gone"} == {visit.id, *known}
    (gone,) = desk.push(desk.op("edit", "visit", visit.id, base=base, fields={"remark": "晚"}))
    assert gone.code == "gone"


def test_a_request_that_simply_goes_through_is_one_transaction(small_town: Town) -> None:
    desk = small_town.desk("wang")
    answers = desk.push(*[desk.visit(small_town.id_of(FIRM)) for _ in range(120)])
    assert [a.result for a in answers] == ["ok"] * 120
    assert _batches(small_town) == 1


def test_a_request_with_one_odd_operation_is_filed_in_short_transactions_in_order(small_town: Town) -> None:
    desk = small_town.desk("wang")
    ops = [desk.visit(small_town.id_of(FIRM)) for _ in range(120)]
    ops[70] = replace(ops[70], fields={**ops[70].fields, "author_id": new_id()})
    answers = desk.push(*ops)
    assert [a.result for a in answers] == ["ok"] * 70 + ["refused"] + ["ok"] * 49
    filed = [a.seq for a in answers if a.result == "ok"]
    assert sorted(filed) == filed
    assert _batches(small_town) == 3
    assert count(small_town, record, record.c.kind == "visit") == 119


def _batches(town: Town) -> int:
    return count(town, select(operation.c.batch).distinct().subquery())
