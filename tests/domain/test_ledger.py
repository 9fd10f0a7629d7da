"""Lines and figures, made of plain records."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime, time
from decimal import Decimal

import pytest

from sscs_desktop.base.paths import resources
from sscs_desktop.domain import holdings, ledger, period
from sscs_desktop.domain.card import Card
from sscs_desktop.domain.enterprise import Enterprise, Figure, Profile
from sscs_desktop.domain.holdings import Records
from sscs_desktop.domain.indicators import DEFINITION, AsOf
from sscs_desktop.domain.issue import Issue
from sscs_desktop.domain.ledger import CollectionEntry, EnterpriseEntry, IssueEntry, LedgerKind, MonthEntry, VisitEntry
from sscs_desktop.domain.organisation import Assignment
from sscs_desktop.domain.project import Project
from sscs_desktop.domain.visit import Visit
from sscs_desktop.domain.vocabulary import (
    CardState,
    Category,
    FilledBy,
    Indicator,
    IssueState,
    Level,
    Outcome,
    Satisfaction,
    ServiceClass,
    Stage,
)
from sscs_desktop.domain.workdays import Workdays, calendar_from

WORKDAYS = Workdays(calendar_from(json.loads(resources("calendar", "holidays_2018_2026.json").read_text("utf-8"))))
TODAY = date(2018, 9, 26)
SEPTEMBER = period.month_of(TODAY)

IND, TEC = ServiceClass.INDUSTRY, ServiceClass.TECHNOLOGY
FIRM = Enterprise(id="e1", name="甲厂", classes=(IND, TEC), tier=Level.COUNTY)
OTHER = Enterprise(id="e2", name="乙厂", classes=(IND,))
PROJECT = Project(id="p1", name="丙项目", stage=Stage.BUILD)
MINE = Assignment(id="a1", enterprise_id="e1", unit_id="u1", unit_name="甲镇", service_class=IND, tier=Level.CITY)
THEIRS = Assignment(id="a2", enterprise_id="e1", unit_id="u2", unit_name="科技局", service_class=TEC)
REST = (
    Assignment(id="a3", enterprise_id="e2", unit_id="u1", unit_name="甲镇"),
    Assignment(id="a4", project_id="p1", unit_id="u1", unit_name="甲镇"),
)
VISIT = Visit(
    id="v1", enterprise_id="e1", visited_at=datetime(2018, 9, 3, 1, tzinfo=UTC), visitors=("王",), author_id="w",
    author_name="王", unit_id="u1", recorded_at=datetime(2018, 9, 3, 1, tzinfo=UTC),
)  # fmt: skip
ISSUE = Issue(
    id="i1", number="1", enterprise_id="e1", visit_id="v1", category=Category.LAND, description="用地",
    raised_on=date(2018, 9, 3), author_id="w", author_name="王", unit_id="u1",
    recorded_at=datetime(2018, 9, 3, 1, tzinfo=UTC), state=IssueState.HANDLING, department_name="县国土局",
    due_on=date(2018, 9, 25),
)  # fmt: skip
SOLVED = replace(
    ISSUE, id="i2", state=IssueState.CLOSED, outcome=Outcome.SOLVED, closed_on=date(2018, 9, 12),
    satisfaction=Satisfaction.SATISFIED, category=Category.FUNDS, department_name="县金融办", visit_id=None,
)  # fmt: skip
WAITING = replace(ISSUE, id="i3", state=IssueState.FILED, department_name="", due_on=None, author_id="l", visit_id=None)
RECORDS = Records(
    enterprises=(FIRM, OTHER),
    projects=(PROJECT,),
    assignments=(MINE, THEIRS, *REST),
    visits=(VISIT, replace(VISIT, id="v2"), replace(VISIT, id="v3", visited_at=datetime(2018, 8, 3, tzinfo=UTC))),
    issues=(ISSUE, SOLVED, WAITING),
)


def lines(kind: LedgerKind, records: Records = RECORDS, **more: object) -> tuple[ledger.Entry, ...]:
    return ledger.entries(kind, records, SEPTEMBER, today=TODAY, workdays=WORKDAYS, **more)  # type: ignore[arg-type]


def test_an_enterprise_that_two_units_serve_has_a_line_for_each_with_its_own_class() -> None:
    entries = [entry for entry in lines(LedgerKind.ENTERPRISE) if isinstance(entry, EnterpriseEntry)]
    said = [(e.enterprise.name, e.assignment and e.assignment.unit_name, e.enterprise.classes) for e in entries]
    assert said == [("甲厂", "甲镇", (IND,)), ("甲厂", "科技局", (TEC,)), ("乙厂", "甲镇", (IND,))]
    assert (entries[0].visits, entries[0].last_visit_on, entries[0].open_issues) == (3, date(2018, 9, 3), 2)
    assert [entry.enterprise.tier for entry in entries[:2]] == [Level.CITY, Level.COUNTY], (
        "where a unit has none: its own"
    )


def test_an_enterprise_that_one_unit_serves_keeps_all_its_classes_on_its_line() -> None:
    (line,) = lines(LedgerKind.ENTERPRISE, replace(RECORDS, enterprises=(FIRM,), assignments=(MINE,)))
    assert isinstance(line, EnterpriseEntry) and line.enterprise == FIRM


def test_a_row_merged_into_another_is_no_line_and_one_without_a_unit_is() -> None:
    gone = replace(OTHER, merged_into="e1")
    assert len(lines(LedgerKind.ENTERPRISE, Records(enterprises=(FIRM, gone)))) == 1


def test_the_unit_that_serves_says_what_is_kept_about_an_enterprise() -> None:
    kept = tuple(Profile(id=u, enterprise_id="e1", unit_id=u, remark=u) for u in ("u2", "u1"))
    found = lines(LedgerKind.ENTERPRISE, replace(RECORDS, profiles=kept))
    assert [e.profile and e.profile.remark for e in found if isinstance(e, EnterpriseEntry)][:2] == ["u1", "u2"]


def test_a_visit_brings_its_issues_and_one_of_another_month_no_line() -> None:
    entries = [entry for entry in lines(LedgerKind.VISIT) if isinstance(entry, VisitEntry)]
    assert [(e.visit.id, [i.id for i in e.issues]) for e in entries] == [("v1", ["i1"]), ("v2", [])]


@pytest.mark.parametrize(
    ("kind", "shown"),
    [
        (LedgerKind.ENTERPRISE, {"e2"}),
        (LedgerKind.PROJECT, {"p1"}),
        (LedgerKind.VISIT, {"v2"}),
        (LedgerKind.ISSUE, {"i3"}),
    ],
)
def test_of_what_a_list_shows_alone_a_ledger_has_these_lines(kind: LedgerKind, shown: set[str]) -> None:
    assert len(lines(kind, only=shown)) == 1 and lines(kind, only=set()) == ()


def test_a_month_begins_with_its_first_day_and_ends_with_its_last() -> None:
    days = (date(2018, 8, 31), date(2018, 9, 1), date(2018, 9, 30), date(2018, 10, 1))
    visits = tuple(
        replace(VISIT, id=str(day), enterprise_id=str(day), visited_at=datetime.combine(day, time(4), UTC))
        for day in days
    )
    issues = tuple(replace(ISSUE, id=str(day), raised_on=day) for day in days)
    records = replace(RECORDS, visits=visits, issues=issues)
    found = ledger.figures(records, SEPTEMBER, today=TODAY, workdays=WORKDAYS)
    assert (found.visits, found.objects, found.raised) == (2, 2, 2)
    assert [count for _mode, count in found.modes] == [2]
    assert [len(lines(kind, records)) for kind in (LedgerKind.VISIT, LedgerKind.ISSUE)] == [2, 2]


def test_lines_stand_in_the_order_of_their_days_however_the_records_come() -> None:
    late = replace(ISSUE, id="i0", raised_on=date(2018, 9, 20))
    turned = replace(RECORDS, visits=RECORDS.visits[::-1], issues=(late, *RECORDS.issues[::-1]))
    paid = [entry.visit.id for entry in lines(LedgerKind.VISIT, turned) if isinstance(entry, VisitEntry)]
    assert paid == ["v1", "v2"]
    found = [entry.issue.id for entry in lines(LedgerKind.ISSUE, turned) if isinstance(entry, IssueEntry)]
    assert found == ["i1", "i2", "i3", "i0"]


def test_a_month_counts_what_happened_in_it_and_how_it_stands() -> None:
    entries = [entry for entry in lines(LedgerKind.MONTH) if isinstance(entry, MonthEntry)]
    assert [(entry.unit_name, entry.is_total) for entry in entries] == [
        ("甲镇", False), ("科技局", False), ("合计", True)
    ]  # fmt: skip
    found = entries[0].figures
    assert (found.visits, found.objects, found.covered.part, found.covered.whole) == (2, 1, 1, 3)
    assert (found.raised, found.solved.part, found.in_hand, found.overdue) == (3, 1, 2, 1)
    assert (found.satisfied.words, found.handling_days) == ("100.0%", Decimal("7.0"))
    assert [(s.name, s.raised, s.overdue) for s in found.categories] == [("用地", 2, 1), ("资金", 1, 0)]
    assert [s.name for s in found.departments] == ["县国土局", "县金融办", period.NO_DEPARTMENT]
    posted = replace(RECORDS, issues=(WAITING, replace(ISSUE, department_name="邮政局")))
    shares = ledger.figures(posted, SEPTEMBER, today=TODAY, workdays=WORKDAYS).departments
    assert [s.name for s in shares] == ["邮政局", period.NO_DEPARTMENT], "what nobody has stands last"


def test_figures_are_of_this_month_where_none_is_asked_for_and_other_ledgers_of_all_days() -> None:
    august = period.month_of(date(2018, 8, 1))
    for kind, whole in ((LedgerKind.MONTH, SEPTEMBER), (LedgerKind.VISIT, ledger.EVER)):
        assert ledger.days_of(kind, None, TODAY) == whole
        assert ledger.days_of(kind, date(2018, 8, 20), TODAY) == august
    assert ledger.about("甲镇", LedgerKind.VISIT, august) == "甲镇2018年8月"
    assert (
        ledger.about("甲镇", LedgerKind.VISIT, ledger.EVER)
        == ledger.about("甲镇", LedgerKind.ENTERPRISE, august)
        == "甲镇"
    )


def test_what_all_units_did_is_counted_of_all_and_not_added_up() -> None:
    *units, total = (entry for entry in lines(LedgerKind.MONTH) if isinstance(entry, MonthEntry))
    assert total.figures == ledger.figures(RECORDS, SEPTEMBER, today=TODAY, workdays=WORKDAYS)
    assert total.figures.covered.whole == 3 < sum(unit.figures.covered.whole for unit in units)
    (alone,) = lines(LedgerKind.MONTH, holdings.of_unit(RECORDS, "u1"))
    assert isinstance(alone, MonthEntry) and not alone.is_total


def test_a_unit_that_serves_nobody_has_a_line_in_the_month_it_did_something() -> None:
    helped = replace(VISIT, id="h", unit_id="u9", unit_name="帮忙的")
    for visited_at, names in ((VISIT.visited_at, ["帮忙的"]), (datetime(2018, 8, 3, tzinfo=UTC), [])):
        records = replace(RECORDS, visits=(*RECORDS.visits, replace(helped, visited_at=visited_at)))
        found = [entry.unit_name for entry in lines(LedgerKind.MONTH, records) if isinstance(entry, MonthEntry)]
        assert found == [*names, "甲镇", "科技局", "合计"]


def test_one_persons_month_is_a_part_of_his_units() -> None:
    mine = ledger.figures(holdings.of_author(RECORDS, "w", "u1"), SEPTEMBER, today=TODAY, workdays=WORKDAYS)
    assert (mine.raised, mine.visits, mine.covered.whole) == (2, 2, 3)
    elsewhere = ledger.figures(holdings.of_author(RECORDS, "w", "u2"), SEPTEMBER, today=TODAY, workdays=WORKDAYS)
    assert elsewhere.covered.whole == 1, "he answers for what his unit serves"
    assert (holdings.served(RECORDS, "u2"), holdings.served(RECORDS)) == ({"e1"}, {"e1", "e2", "p1"})
    assert period.year_until(TODAY) == (date(2018, 1, 1), date(2018, 9, 30))


def test_a_persons_and_a_units_records_are_his_and_its_alone() -> None:
    theirs = replace(VISIT, id="t", author_id="l", unit_id="u2"), replace(ISSUE, id="t", author_id="l", unit_id="u2")
    every = replace(RECORDS, visits=(*RECORDS.visits, theirs[0]), issues=(*RECORDS.issues, theirs[1]))
    mine = holdings.of_author(every, "l", "u2")
    assert (mine.visits, [issue.id for issue in mine.issues], mine.assignments) == (
        (theirs[0],),
        ["i3", "t"],
        (THEIRS,),
    )
    for unit_id, records in holdings.of_each_unit(every).items():
        assert records == holdings.of_unit(every, unit_id)
    its = holdings.of_unit(every, "u2")
    assert (its.visits, its.issues, its.assignments) == ((theirs[0],), (theirs[1],), (THEIRS,))


def test_what_any_unit_collected_counts_for_all_who_serve() -> None:
    entries = [entry for entry in lines(LedgerKind.COLLECTION) if isinstance(entry, CollectionEntry)]
    said = [(e.unit_name, e.what, e.any.part, e.any.whole) for e in entries]
    assert said == [
        ("甲镇", "企业", 1, 2), ("甲镇", "项目", 0, 1), ("科技局", "企业", 1, 1),
        ("合计", "企业", 1, 2), ("合计", "项目", 0, 1),
    ]  # fmt: skip
    assert [entry.is_total for entry in entries] == [False] * 3 + [True] * 2
    assert entries[1].profiles is None and entries[0].issues.words == "50.0%"
    alone = lines(LedgerKind.COLLECTION, holdings.of_unit(RECORDS, "u1"))
    assert [entry.is_total for entry in alone if isinstance(entry, CollectionEntry)] == [False] * 2


def test_of_cards_those_that_came_back_are_something_collected() -> None:
    card = Card(
        id="c", number="1", enterprise_id="e2", layout="feedback_card_v1", filled_on=TODAY, filled_by=FilledBy.CADRE,
        author_id="w", author_name="王", unit_id="u1", printed_at=VISIT.recorded_at,
    )  # fmt: skip
    for state, part in ((CardState.PRINTED, 1), (CardState.VOID, 1), (CardState.SIGNED, 2)):
        records = replace(RECORDS, cards=(replace(card, state=state),))
        (found, *_) = (e for e in lines(LedgerKind.COLLECTION, records) if isinstance(e, CollectionEntry))
        assert (found.any.part, found.cards.part) == (part, part - 1), state


def test_a_profile_or_a_figure_alone_is_something_collected() -> None:
    kept = Profile(id="k", enterprise_id="e2", unit_id="u1", quiet_days="周五")
    assert holdings.collected(Records(profiles=(kept,))) == {"e2"}
    told = Figure(
        id="f", enterprise_id="e1", indicator=Indicator.TAX, value=Decimal(1), unit="万元", period="2017",
        filled_by=FilledBy.CADRE, filled_on=TODAY,
    )  # fmt: skip
    assert holdings.collected(Records(figures=(told,))) == {"e1"}


def test_what_was_emptied_is_nothing_collected_and_stands_on_no_line() -> None:
    kept = Profile(id="k", enterprise_id="e1", unit_id="u1")
    told = Figure(
        id="f", enterprise_id="e1", indicator=Indicator.TAX, value=None, unit="万元", period="2017",
        filled_by=FilledBy.CADRE, filled_on=TODAY,
    )  # fmt: skip
    records = replace(RECORDS, profiles=(kept,), figures=(told,))
    assert holdings.collected(Records(profiles=(kept,), figures=(told,))) == frozenset()
    (line, *_) = (e for e in lines(LedgerKind.COLLECTION, records) if isinstance(e, CollectionEntry))
    assert line.profiles is not None and line.figures is not None
    assert (line.profiles.part, line.figures.part) == (0, 0)
    entries = [entry for entry in lines(LedgerKind.ENTERPRISE, records) if isinstance(entry, EnterpriseEntry)]
    assert {(entry.profile, entry.figures) for entry in entries} == {(None, ())}
    other = replace(kept, id="o", unit_id="u2", remark="他们记的")
    (line, *_) = (e for e in lines(LedgerKind.ENTERPRISE, replace(records, profiles=(kept, other))))
    assert isinstance(line, EnterpriseEntry) and line.profile == other, "what says nothing hides nobody's words"


@pytest.mark.parametrize("kind", list(LedgerKind))
def test_a_ledger_is_made_of_the_parts_it_names_and_of_no_others(kind: LedgerKind) -> None:
    kept = Profile(id="o", enterprise_id="e1", unit_id="u1", remark="记")
    whole = replace(RECORDS, profiles=(kept,))
    asked = Records(**{part: getattr(whole, part) for part in ledger.PARTS[kind]})
    assert lines(kind, asked) == lines(kind, whole) != ()


def test_a_figure_bears_when_it_was_made_what_was_known_and_by_which_definition() -> None:
    at, heard = datetime(2018, 9, 26, 9, 30, tzinfo=UTC), datetime(2018, 9, 26, 1, 5, tzinfo=UTC)
    said = AsOf(at=at, heard_at=heard, seq=128).words
    assert said == f"截至2018年9月26日17时30分，县里数据同步至2018年9月26日9时05分，变动号128，口径{DEFINITION}"
