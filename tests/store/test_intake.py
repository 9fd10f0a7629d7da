"""Rosters and old ledgers on a desk: what they ask for, brought in once, in chunks, and taken back."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

import pytest

from sscs_desktop.base import clock
from sscs_desktop.base.errors import Refused
from sscs_desktop.domain.enterprise import Enterprise, Figure
from sscs_desktop.domain.project import Project
from sscs_desktop.domain.vocabulary import (
    Category,
    FilledBy,
    Indicator,
    IssueState,
    OperatingState,
    ServiceClass,
    Stage,
    Urgency,
    VisitMode,
)
from sscs_desktop.exchange.history_rows import HistoryRow, IssueRow, VisitRow
from sscs_desktop.exchange.outcome import Change, Line, Outcome
from sscs_desktop.exchange.roster_rows import EnterpriseRow, FigureCell, ProjectRow, RosterReading, RosterRow
from sscs_desktop.store import enterprises, intake, issues, numbers, overlay, stats, visits
from sscs_desktop.store.intake import Applied
from sscs_desktop.store.store import Store
from tests.store import building
from tests.store.building import ME, Feed, due, pull, settle

REVENUE = FigureCell(indicator=Indicator.REVENUE, value=Decimal("4820.5"), period="2017")
AT = datetime(2018, 5, 8, tzinfo=clock.SHANGHAI)


def reading(*rows: RosterRow | HistoryRow) -> RosterReading:
    roster = tuple(row for row in rows if isinstance(row, EnterpriseRow | ProjectRow))
    history = tuple(row for row in rows if isinstance(row, VisitRow | IssueRow))
    return RosterReading(rows=roster, history=history, problems=(), sheets=())


def told(firm: Enterprise, **more: Any) -> EnterpriseRow:
    return EnterpriseRow(**{"sheet": "企业", "row": 2, "name": firm.name, "credit_code": firm.credit_code} | more)


def visited(firm: Enterprise, row: int = 2, **more: Any) -> VisitRow:
    values: dict[str, Any] = {"sheet": "走访", "row": row, "name": firm.name, "visited_at": AT, "situation": "订单平稳"}
    return VisitRow(**values | more)


def raised(firm: Enterprise, row: int = 2, **more: Any) -> IssueRow:
    values: dict[str, Any] = {
        "sheet": "问题",
        "row": row,
        "name": firm.name,
        "raised_on": AT.date(),
        "description": "用地手续没有办下来",
        "category": Category.LAND,
    }
    return IssueRow(**values | more)


def tried(store: Store, *rows: RosterRow | HistoryRow) -> tuple[Line, ...]:
    with store.read() as session:
        return intake.trial(session, reading(*rows))


def bring(store: Store, *rows: RosterRow | HistoryRow) -> Applied:
    return intake.apply(store, reading(*rows), "名单.xlsx")


def test_a_rosters_row_becomes_figures_notes_and_proposed_corrections(store: Store, firm: Enterprise) -> None:
    row = told(
        firm, legal_person="张三", figures=(REVENUE,), operating_state=OperatingState.THIN, contact_phone="13800138000"
    )
    (line,) = tried(store, row)
    assert (line.outcome, line.problems) == (Outcome.CHANGED, {})
    assert line.changes == (
        Change(label="法定代表人", old="", new="张三"),
        Change(label="2017 营业收入（万元）", old="", new="4820.5"),
        Change(label="经营状态", old="", new="微利"),
    )
    assert due(store) == (), "a trial writes nothing"
    assert bring(store, row).records == 3
    with store.read() as session:
        (proposal,) = enterprises.proposals(session, firm.id)
        (figure,) = enterprises.figures(session, firm.id)
        profile = enterprises.profile(session, firm.id)
        assert enterprises.get(session, firm.id) == firm, "what is the directory's waits for the directory"
    assert (proposal.field, proposal.new_value) == ("legal_person", "张三")
    assert (figure.value, figure.period, figure.filled_by) == (Decimal("4820.5"), "2017", FilledBy.CADRE)
    assert profile is not None and profile.operating_state is OperatingState.THIN


def test_a_projects_row_proposes_what_it_says_otherwise_in_the_name_of_who_brings_it(
    store: Store, firm: Enterprise, feed: Feed
) -> None:
    project = Project(id="p", name="电缆扩建", project_code="2018-1", stage=Stage.BUILD, place="老厂", builder="甲")
    pull(store, feed.page(feed.put("project", project)))
    row = ProjectRow(
        sheet="项目",
        row=2,
        name="电缆扩建",
        project_code="2018-1",
        place="新区",
        builder_credit_code="913",
        builder=" 甲 ",
    )
    (line,) = tried(store, row)
    assert [(each.label, each.old, each.new) for each in line.changes] == [("建设地点", "老厂", "新区")]
    bring(store, row)
    with store.read() as session:
        (proposal,) = enterprises.proposals(session, "p")
    assert (proposal.project_id, proposal.enterprise_id, proposal.author_name) == ("p", None, ME.user_name)
    assert (proposal.old_value, proposal.new_value) == ("老厂", "新区")


def test_a_wrong_code_makes_no_stranger_of_an_enterprise_and_another_ones_does(store: Store, firm: Enterprise) -> None:
    mistyped, other = told(firm, credit_code=firm.credit_code[:-1], legal_person="张三"), "91440300192317458F"
    assert [each.label for each in tried(store, mistyped)[0].changes] == ["法定代表人"]
    assert tried(store, told(firm, credit_code=other))[0].problems == {"企业名称": "not_here"}


def test_a_figure_that_an_enterprise_gave_is_written_over_and_no_second_stands_beside_it(
    store: Store, firm: Enterprise, feed: Feed
) -> None:
    theirs = Figure(
        id="f", enterprise_id=firm.id, indicator=Indicator.REVENUE, value=Decimal(4000), unit="万元", period="2017年",
        filled_by=FilledBy.ENTERPRISE, filled_by_name="刘会计", filled_on=building.TODAY,
    )  # fmt: skip
    pull(store, feed.page(feed.put("figure", theirs)))
    row = told(firm, figures=(REVENUE,), operating_state=OperatingState.THIN, remark="搬迁中")
    (line,) = tried(store, row)
    assert [(each.label, each.old, each.new) for each in line.changes] == [
        ("2017 营业收入（万元）", "4000", "4820.5"), ("经营状态", "", "微利；备注：搬迁中"),
    ]  # fmt: skip
    bring(store, row)
    with store.read() as session:
        assert [(each.id, each.value) for each in enterprises.figures(session, firm.id)] == [("f", REVENUE.value)]


def test_a_visit_at_midnight_is_of_the_day_that_begins(store: Store, firm: Enterprise) -> None:
    with store.write() as session:
        for at in (datetime(2018, 9, 1, tzinfo=clock.SHANGHAI), datetime(2018, 8, 31, 23, 59, tzinfo=clock.SHANGHAI)):
            visits.save(session, building.visit(firm, visited_at=at), None, today=building.TODAY)
        issues.file(session, building.issue(firm, raised_on=date(2018, 9, 1)), today=building.TODAY)
        issues.file(session, building.issue(firm, raised_on=date(2018, 8, 31)), today=building.TODAY)
    with store.read() as session:
        found = stats.records(session, date(2018, 9, 1))
    assert ([clock.local(each.visited_at).day for each in found.visits], len(found.issues)) == ([1], 1)


def test_the_same_file_twice_brings_nothing_the_second_time(store: Store, firm: Enterprise) -> None:
    rows = (told(firm, legal_person="张三", figures=(REVENUE,)), visited(firm), raised(firm))
    assert bring(store, *rows).records == 4
    waiting = len(due(store))
    assert [line.outcome for line in tried(store, *rows)] == [Outcome.SAME] * 3
    assert bring(store, *rows).records == 0
    assert len(due(store)) == waiting


def test_two_firms_of_one_owner_are_both_corrected(store: Store, firm: Enterprise, feed: Feed) -> None:
    other = building.enterprise("示例机械厂", credit_code="")
    pull(store, feed.page(feed.put("enterprise", other), feed.put("assignment", building.assignment(other))))
    rows = [told(each, row=n, legal_person="张三") for n, each in enumerate((firm, other), start=2)]
    assert [line.outcome for line in tried(store, *rows)] == [Outcome.CHANGED] * 2
    assert bring(store, *rows).records == 2


def test_two_rows_of_one_firm_propose_a_correction_once(store: Store, firm: Enterprise) -> None:
    classes = (ServiceClass.INDUSTRY,), (ServiceClass.TECHNOLOGY,)
    rows = [told(firm, row=n, legal_person="张三", classes=each) for n, each in enumerate(classes, start=2)]
    assert [line.outcome for line in tried(store, *rows)] == [Outcome.CHANGED, Outcome.SAME]
    assert bring(store, *rows).records == 1


def test_a_visit_to_several_firms_is_one_of_each_where_all_of_them_are_here(
    store: Store, firm: Enterprise, feed: Feed
) -> None:
    other = building.enterprise("示例机械厂", credit_code="")
    pull(store, feed.page(feed.put("enterprise", other), feed.put("assignment", building.assignment(other))))
    both = visited(firm, name=f"{firm.name}、{other.name}", credit_code="")
    assert tried(store, visited(firm, name=f"{firm.name}、别处的厂", credit_code=""))[0].problems == {
        "企业名称": "not_here"
    }
    (line,) = tried(store, both)
    assert [change.new for change in line.changes] == [f"2018-05-08　{each.name}" for each in (firm, other)]
    assert bring(store, both).records == 2
    assert tried(store, both)[0].outcome is Outcome.SAME


def test_what_another_desk_of_the_unit_brought_in_stands_already(store: Store, firm: Enterprise, feed: Feed) -> None:
    bring(store, visited(firm))
    (operation,) = due(store)
    settle(store, feed, feed.ok(operation))
    with store.read() as session:
        assert visits.get(session, operation.id) is not None
    assert tried(store, visited(firm))[0].outcome is Outcome.SAME


def test_what_was_typed_in_before_is_not_brought_in_again(store: Store, firm: Enterprise) -> None:
    with store.write() as session:
        typed = building.visit(firm, visited_at=AT + timedelta(hours=16), situation="订单 平稳")
        visits.save(session, typed, None, today=building.TODAY)
        issues.file(session, building.issue(firm, raised_on=AT.date(), description="停电"), today=building.TODAY)
    rows = (visited(firm), visited(firm, 3, situation="缺工"), raised(firm, 4, description="停电"))
    assert [line.outcome for line in tried(store, *rows)] == [Outcome.SAME, Outcome.NEW, Outcome.SAME]
    assert bring(store, *rows).records == 1


def test_an_old_visit_is_filed_late_with_its_own_words(store: Store, firm: Enterprise) -> None:
    said: dict[str, Any] = {
        "received_by": "刘经理", "received_title": "经理", "policies": ("减税",), "spot_answer": "当场答复",
        "next_contact_on": date(2018, 6, 1), "remark": "常联系",
    }  # fmt: skip
    full = visited(firm, mode=VisitMode.PHONE, visitors=("李四", "王五"), problem="缺流动资金", **said)
    bring(store, full, visited(firm, 3, visited_at=AT + timedelta(days=1, hours=15), problem="无"))
    with store.read() as session:
        later, first = visits.recent(session, firm.id)
    assert (first.is_late_entry, first.mode, first.visitors) == (True, VisitMode.PHONE, ("李四", "王五"))
    assert first.situation == "订单平稳\n发现问题：缺流动资金"
    assert {name: getattr(first, name) for name in said} == said
    assert (first.author_name, first.unit_id, first.unit_name) == (ME.user_name, ME.unit_id, ME.unit_name)
    with store.write() as session:
        shown = overlay.seen(session, "visit", first.id)
        visits.save(session, replace(first, situation="改过"), shown, today=building.TODAY)
    assert tried(store, full)[0].outcome is Outcome.SAME, "what was written since is not brought in beside it"
    assert clock.local(first.visited_at) == datetime(2018, 5, 8, 9, tzinfo=clock.SHANGHAI)
    assert clock.local(later.visited_at).time() == time(15)
    assert (later.is_no_issue, first.is_no_issue, later.visitors) == (True, False, (ME.user_name,))


def test_an_old_problem_that_was_settled_is_given_to_nobody_again(store: Store, firm: Enterprise) -> None:
    bring(store, raised(firm), raised(firm, 3, description="停电", answer="已换变压器", settled_on=date(2018, 5, 20)))
    said = {"wish": "请协调", "urgency": Urgency.URGENT, "involved": "国土局", "raised_by": "刘经理"}
    bring(store, raised(firm, 4, description="缺人", remark="会上提的", is_settled=True, **said))
    with store.read() as session:
        (late,) = issues.listing(session, issues.Filter(text="缺人"))
        told_of = issues.get(session, late.id)
    assert told_of is not None and {name: getattr(told_of, name) for name in said} == said
    assert (told_of.description, told_of.can_solve_here) == ("缺人\n会上提的", True)
    with store.read() as session:
        (still,) = issues.open_of(session, firm.id)
        count = issues.count(session, issues.Filter(subject_id=firm.id))
        (settled,) = issues.listing(session, issues.Filter(states=(IssueState.ON_SPOT,), text="停电"))
    assert (still.state, still.category, still.number) == (IssueState.FILED, Category.LAND, "冀NJ-2018-0001")
    assert (count, settled.description) == (3, "停电\n办理情况：已换变压器（2018-05-20 办结）")


def test_rows_that_fit_nothing_here_are_said_and_pass_nobody_by(store: Store, firm: Enterprise, feed: Feed) -> None:
    twin = building.enterprise("示例双胞（示例）", credit_code="")
    other = building.enterprise("示例双胞（示例）", credit_code="")
    pull(store, feed.page(feed.put("enterprise", twin), feed.put("enterprise", other)))
    stranger = building.enterprise("没有的厂（示例）", credit_code="9152000071430580XT")
    project = ProjectRow(sheet="项目", row=2, name="没有的项目（示例）")
    rows = (
        told(stranger),
        project,
        visited(twin),
        visited(firm, 4, visited_at=AT.replace(year=2999)),
        visited(firm, 5),
    )
    lines = {line.place: line for line in tried(store, *rows)}
    assert lines["企业", 2].problems == {"企业名称": "not_here"}
    assert lines["项目", 2].problems == {"项目名称": "not_here"}
    assert lines["走访", 2].problems == {"企业名称": "several_here"}
    assert lines["走访", 4].problems == {"走访时间": "in_future"}
    assert lines["走访", 5].outcome is Outcome.NEW
    assert bring(store, *rows).records == 1


def test_a_wrong_code_or_phone_is_proposed_to_nobody(store: Store, firm: Enterprise) -> None:
    row = told(firm, credit_code="91350100M000100Y44", contact_phone="12")
    assert [line.outcome for line in tried(store, row)] == [Outcome.SAME]


def test_a_wrong_code_of_a_firm_that_has_none_is_proposed_to_nobody(store: Store, feed: Feed) -> None:
    bare = building.enterprise("无码厂（示例）", credit_code="")
    pull(store, feed.page(feed.put("enterprise", bare), feed.put("assignment", building.assignment(bare))))
    assert [line.outcome for line in tried(store, told(bare, credit_code="123"))] == [Outcome.SAME]
    assert tried(store, told(bare, credit_code="91440300192317458F"))[0].outcome is Outcome.CHANGED


def test_a_figure_without_a_year_is_last_years(store: Store, firm: Enterprise) -> None:
    bring(store, told(firm, figures=(FigureCell(indicator=Indicator.TAX, value=Decimal(80)),)))
    with store.read() as session:
        assert [figure.period for figure in enterprises.figures(session, firm.id)] == ["2017"]


def test_a_row_bears_the_same_id_in_every_version_or_an_old_ledger_would_come_twice(store: Store, feed: Feed) -> None:
    firm = building.enterprise("老账厂（示例）", id="0192-firm")
    pull(store, feed.page(feed.put("enterprise", firm), feed.put("assignment", building.assignment(firm))))
    bring(store, visited(firm), raised(firm))
    assert {operation.kind: operation.id for operation in due(store)} == {
        "visit": "55cd805d-9957-5799-81da-737fe89895b4",
        "issue": "52bacd1f-ee7b-5371-927a-bc83345da78c",
    }


def test_an_import_comes_in_chunks_and_goes_on_after_it_was_stopped(store: Store, firm: Enterprise) -> None:
    rows = [visited(firm, n, situation=f"第{n}次") for n in range(2, 132)]
    sizes: list[int] = []
    store.on_commit(lambda _change: sizes.append(len(due(store))))

    class Stopped(Exception):
        pass

    def stop(done: int, _of: int) -> None:
        if done >= 50:
            raise Stopped

    with pytest.raises(Stopped):
        intake.apply(store, reading(*rows), "台账.xlsx", stop)
    assert sizes == [10, 20, 30, 40, 50], "whole chunks, each told"
    with store.read() as session:
        assert [each.records for each in intake.taken(session)] == [50]
    assert bring(store, *rows).records == 80
    assert sizes == list(range(10, 131, 10))


def test_numbers_that_run_out_stop_the_import_and_say_how_far_it_came(store: Store, firm: Enterprise) -> None:
    with store.write() as session:
        numbers.forget(session)
        numbers.add(session, [building.block("issue", "冀NJ-2018-", last=60)])
    done = bring(store, *(raised(firm, n, description=f"第{n}个") for n in range(2, 102)))
    assert (done.records, done.rows, done.left) == (60, 60, 40)
    assert isinstance(done.stopped, Refused) and done.stopped.code == "numbers_exhausted"
