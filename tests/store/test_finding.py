"""Lists, search and the agenda say what stands in the file."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from sscs_desktop.base.errors import Refused
from sscs_desktop.base.ids import new_id
from sscs_desktop.base.paths import resources
from sscs_desktop.domain.enterprise import Enterprise, Figure, Profile, Proposal
from sscs_desktop.domain.livelihood import Livelihood
from sscs_desktop.domain.period import figures, month_of
from sscs_desktop.domain.project import Project
from sscs_desktop.domain.vocabulary import (
    CardState,
    Category,
    FilledBy,
    Indicator,
    IssueState,
    Level,
    PrintWay,
    Satisfaction,
    ServiceClass,
    Stage,
    newer_words,
)
from sscs_desktop.domain.workdays import Workdays, calendar_from
from sscs_desktop.store import cards, drafts, enterprises, issues, numbers, projects, search, stats, today, visits
from sscs_desktop.store.store import Store
from tests.store.building import ME, NOON, TODAY, Feed, assignment, due, enterprise, issue, pull, visit


@pytest.fixture(scope="module")
def workdays() -> Workdays:
    path = next(resources("calendar").glob("*.json"))
    return Workdays(calendar_from(json.loads(path.read_text("utf-8"))))


def have(store: Store, feed: Feed, *records: tuple[str, Any]) -> None:
    pull(store, feed.page(*(feed.put(kind, record) for kind, record in records)))


def test_a_firm_is_found_by_characters_initials_code_and_phone(store: Store, firm: Enterprise) -> None:
    for words in ("钢塔", "塔机", "hbgt", "HBGTJX", "914403", "8000", "刘经理", "大陆村"):
        with store.read() as session:
            hits = search.find(session, words)
            assert [(h.kind, h.id) for h in hits] == [("enterprise", firm.id)], words
    with store.read() as session:
        for words in ("钢机", "", "  ", "（", "zzz", '"', "塔 械"):
            assert search.find(session, words) == (), words


def test_an_ambiguous_name_is_found_by_either_reading(store: Store, feed: Feed) -> None:
    have(store, feed, ("enterprise", enterprise("单县纺织（示例）")))
    with store.read() as session:
        assert search.find(session, "sxfz") and search.find(session, "dxfz")


def test_what_is_no_longer_said_is_no_longer_found(store: Store, feed: Feed, firm: Enterprise) -> None:
    have(store, feed, ("enterprise", replace(firm, name="河北铁塔机械有限公司（示例）")))
    with store.read() as session:
        assert not search.find(session, "钢塔") and search.find(session, "铁塔")
    pull(store, feed.page(feed.leave("enterprise", firm.id)))
    with store.read() as session:
        assert search.find(session, "铁塔"), "parked rows are still found"


def test_visits_and_issues_are_found_with_their_firm(store: Store, firm: Enterprise) -> None:
    with store.write() as session:
        mine = visit(firm, situation="锅炉改造停产两周")
        visits.save_with_issues(session, mine, [issue(firm, description="供电容量不足")], None, today=TODAY)
    with store.read() as session:
        assert [(h.kind, h.title) for h in search.find(session, "锅炉")] == [("visit", firm.name)]
        assert [h.kind for h in search.find(session, "容量不足")] == ["issue"]
        assert [h.kind for h in search.find(session, "NJ-2018-0001")] == ["issue"]
        assert [line.id for line in visits.listing(session, visits.Filter(text="锅炉"))] == [mine.id]
        assert [line.id for line in visits.listing(session, visits.Filter(text="hbgt"))] == [mine.id]


def test_the_list_of_firms_says_what_is_open(store: Store, feed: Feed, firm: Enterprise) -> None:
    have(store, feed, ("enterprise", replace(enterprise("甲"), classes=(ServiceClass.SERVICE,), tier=Level.CITY)))
    open_one = issue(firm, number="1", due_on=date(2018, 10, 9), state=IssueState.HANDLING)
    done = issue(firm, number="2", state=IssueState.CLOSED)
    have(store, feed, ("issue", open_one), ("issue", done))
    with store.write() as session:
        visits.save(session, visit(firm, next_contact_on=date(2018, 10, 8)), None, today=TODAY)
    with store.read() as session:
        first = enterprises.listing(session, order="open_issues")[0]
        assert (first.name, first.open_issues, first.next_due_on) == (firm.name, 1, date(2018, 10, 9))
        assert (first.last_contact_on, first.next_contact_on) == (TODAY, date(2018, 10, 8))
        assert first.is_mine and not first.is_parked
        by = {
            enterprises.Filter(service_class=ServiceClass.SERVICE): ["甲"],
            enterprises.Filter(tier=Level.COUNTY): [firm.name],
            enterprises.Filter(unit_id=ME.unit_id): [firm.name],
            enterprises.Filter(not_contacted_since=TODAY): ["甲"],
            enterprises.Filter(has_open_issues=True): [firm.name],
            enterprises.Filter(text="hbgt"): [firm.name],
            enterprises.Filter(division_code="130529"): [],
        }
        for where, names in by.items():
            assert [line.name for line in enterprises.listing(session, where)] == names
            assert enterprises.count(session, where) == len(names)
        assert [line.name for line in enterprises.listing(session, order="last_contact")] == ["甲", firm.name]


def test_the_list_of_issues_is_ordered_by_deadline(store: Store, feed: Feed, firm: Enterprise) -> None:
    late = issue(firm, number="1", due_on=date(2018, 10, 9), state=IssueState.HANDLING)
    soon = issue(firm, number="2", due_on=date(2018, 9, 27), state=IssueState.HANDLING)
    never = issue(firm, number="3")
    have(store, feed, ("issue", late), ("issue", soon), ("issue", never))
    with store.read() as session:
        assert [line.number for line in issues.listing(session, order="due")] == ["2", "1", "3"]
        assert issues.count(session, issues.Filter(states={IssueState.FILED})) == 1
        assert issues.count(session, issues.Filter(states={IssueState.HANDLING})) == 2
        assert issues.listing(session)[0].subject.name == firm.name


def test_projects_are_listed_by_stage(store: Store, feed: Feed) -> None:
    build = Project(id=new_id(), name="乙项目", stage=Stage.BUILD, total_wan=Decimal("12000.5"))
    prepare = Project(id=new_id(), name="甲项目", stage=Stage.PREPARE)
    have(store, feed, ("project", build), ("project", prepare))
    with store.read() as session:
        lines = projects.listing(session)
        assert [(line.name, line.total_wan) for line in lines] == [("甲项目", None), ("乙项目", Decimal("12000.5"))]
        assert projects.get(session, build.id) == build
        assert projects.count(session, projects.Filter(text="甲项")) == 1


def test_the_agenda_puts_what_arrived_first(store: Store, feed: Feed, workdays: Workdays) -> None:
    firm = enterprise("久未联系（示例）")
    other = enterprise("答应过（示例）")
    answer = issue(firm, number="1", state=IssueState.ANSWERED, answered_at=NOON, call_back_due_on=date(2018, 9, 28))
    returned = issue(firm, number="2", state=IssueState.RETURNED, return_reason="缺图")
    near = issue(firm, number="3", state=IssueState.HANDLING, due_on=date(2018, 9, 29))
    later = issue(firm, number="4", state=IssueState.HANDLING, due_on=date(2018, 10, 20))
    matter = Livelihood(
        id=new_id(), name="修路", due_on=TODAY, author_id=ME.user_id, author_name=ME.user_name, unit_id=ME.unit_id
    )
    have(store, feed, ("enterprise", firm), ("enterprise", other), ("assignment", assignment(firm)))
    have(store, feed, ("issue", answer), ("issue", returned), ("issue", near), ("issue", later), ("livelihood", matter))
    old = visit(other, visited_at=NOON - timedelta(days=9), next_contact_on=TODAY)
    with store.write() as session:
        visits.save(session, old, None, today=TODAY)
        drafts.save(session, "visit_form", "new", {"situation": "半"})
    with store.read() as session:
        items = today.agenda(session, TODAY, workdays)
    assert [(i.group, i.title) for i in items] == [
        ("answers", answer.description),
        ("returned", returned.description),
        ("due", answer.description),
        ("due", near.description),
        ("promised", "答应过（示例）"),
        ("not_contacted", "久未联系（示例）"),
        ("livelihood", "修路"),
        ("drafts", ""),
    ]
    assert [i.on for i in items if i.group == "due"] == [date(2018, 9, 28), date(2018, 9, 29)]
    with store.write() as session:
        today.mark_told(session, "issue", answer.id, "answer", today=TODAY)
        visits.save(session, visit(other), None, today=TODAY)
    with store.read() as session:
        groups = {i.group for i in today.agenda(session, TODAY, workdays)}
    assert "answers" not in groups and "promised" not in groups


def test_an_empty_file_has_an_empty_agenda(store: Store, workdays: Workdays) -> None:
    with store.read() as session:
        assert today.agenda(session, TODAY, workdays) == ()


def test_a_card_gathers_what_its_firm_says(store: Store, feed: Feed, firm: Enterprise) -> None:
    old = figure(firm, "4000", date(2018, 3, 1))
    new = figure(firm, "4820.5", date(2018, 9, 1))
    have(store, feed, ("figure", old), ("figure", new))
    mine = visit(firm)
    with store.write() as session:
        visits.save_with_issues(session, mine, [issue(firm)], None, today=TODAY)
        issues.file(session, issue(firm, description="别的问题"), today=TODAY)
    with store.read() as session:
        content = cards.feedback_card(session, firm.id, mine.id, today=TODAY)
        assert (content.enterprise, content.visit) == (firm, mine)
        assert [i.description for i in content.issues] == ["二期用地指标未落实"]
        assert content.figures == (new,)
        assert content.assignment is not None and content.assignment.unit_id == ME.unit_id
        assert len(cards.feedback_card(session, firm.id, today=TODAY).issues) == 2
        with pytest.raises(Refused):
            cards.feedback_card(session, "nobody", today=TODAY)
    with store.write() as session:
        numbered = cards.numbered(session, content.card)
        first, saved = cards.record_print(session, numbered, PrintWay.PAPER, "h", today=TODAY)
        assert saved.op_id and first.number == "FK-2018-0001"
    with store.write() as session:
        again, _ = cards.record_print(session, first, PrintWay.PDF, "h", today=TODAY)
        assert (len(again.prints), again.number, numbers.left(session, "card")) == (2, first.number, 199)
    with store.read() as session:
        assert cards.get(session, first.id) == again
        line = cards.listing(session, cards.Filter(text="0001"))[0]
        assert (line.subject.name, line.is_pending, line.state) == (firm.name, True, CardState.PRINTED)


def test_a_reprint_names_the_visit_and_issues_of_the_first_print_and_what_became_of_them(
    store: Store, feed: Feed, firm: Enterprise
) -> None:
    first_visit, raised = visit(firm), issue(firm, number="冀NJ-2018-0001")
    have(store, feed, ("visit", first_visit), ("issue", raised))
    with store.write() as session:
        content = cards.feedback_card(session, firm.id, today=TODAY)
        printed, _saved = cards.record_print(session, content.card, PrintWay.PAPER, "h", today=TODAY)
    answered = replace(
        raised, state=IssueState.CLOSED, answer_how="已列入用地计划", satisfaction=Satisfaction.SATISFIED
    )
    later = visit(firm, visited_at=NOON + timedelta(hours=1), situation="第二次走访")
    have(store, feed, ("issue", answered), ("visit", later))
    with store.write() as session:
        issues.file(session, issue(firm, description="后来的问题"), today=TODAY)
    with store.read() as session:
        again = cards.content(session, printed)
        assert again.visit == first_visit
        assert again.issues == (answered,)


def figure(firm: Enterprise, value: str, on: date) -> Figure:
    return Figure(
        id=new_id(),
        enterprise_id=firm.id,
        indicator=Indicator.REVENUE,
        value=Decimal(value),
        unit="万元",
        period="2018年1—8月",
        filled_by=FilledBy.ENTERPRISE,
        filled_on=on,
    )


def test_a_changed_figure_is_sent_with_its_unit_and_period(store: Store, feed: Feed, firm: Enterprise) -> None:
    kept = figure(firm, "4000", TODAY)
    have(store, feed, ("figure", kept))
    with store.write() as session:
        seen = enterprises.seen(session, "figure", kept.id)
        enterprises.save_figure(session, replace(kept, value=Decimal("4100")), seen, today=TODAY)
    sent = due(store)[0].fields
    assert set(sent) == {"value", "unit", "period", "filled_by", "filled_by_name", "filled_on"}
    assert (sent["value"], sent["unit"]) == ("4100", "万元")


def test_what_ledgers_are_made_from_is_what_stands_on_the_screen(store: Store, feed: Feed, firm: Enterprise) -> None:
    before = issue(firm, number="1", raised_on=date(2018, 8, 30))
    have(store, feed, ("issue", before), ("issue", issue(firm, number="2")))
    with store.write() as session:
        visits.save(session, visit(firm), None, today=TODAY)
        visits.save(session, visit(firm, visited_at=datetime(2018, 8, 31, 15, 59, tzinfo=UTC)), None, today=TODAY)
    with store.read() as session:
        found, recent = stats.records(session), stats.records(session, date(2018, 9, 1))
        mark = stats.as_of(session, datetime(2018, 9, 26, tzinfo=UTC))
    assert [len(kind) for kind in (found.enterprises, found.assignments, found.visits, found.issues)] == [1, 1, 2, 2]
    assert (len(recent.visits), [i.number for i in recent.issues], len(recent.enterprises)) == (1, ["2"], 1)
    assert mark.heard_at is None and mark.seq == feed.seq


def test_reading_for_a_ledger_tells_how_far_it_is_reads_what_is_asked_and_can_be_stopped(
    store: Store, feed: Feed, firm: Enterprise
) -> None:
    have(store, feed, ("issue", issue(firm, number="1")))
    told: list[tuple[int, int]] = []
    with store.read() as session:
        found = stats.records(session, parts={"issues", "enterprises"}, told=lambda done, all: told.append((done, all)))
        assert (len(found.issues), len(found.enterprises), found.assignments) == (1, 1, ())
        assert told == [(1, 2), (2, 2)]
        with pytest.raises(Stop):
            stats.records(session, told=stop)


class Stop(Exception):
    """Cancel was pressed."""


def stop(_done: int, _all: int) -> None:
    raise Stop


def test_a_correction_is_proposed_and_not_retyped(store: Store, firm: Enterprise) -> None:
    wish = Proposal(
        id=new_id(), enterprise_id=firm.id, field="contact_phone", new_value="13900139000", proposed_at=NOON
    )
    with store.write() as session:
        assert enterprises.propose(session, wish).op_id
        with pytest.raises(Refused) as caught:
            enterprises.propose(session, replace(wish, id=new_id(), field="iban"))
    assert caught.value.code == "unknown_field"
    with store.read() as session:
        assert enterprises.proposals(session, firm.id) == (wish,)
        assert enterprises.get(session, firm.id) == firm


def test_days_of_a_month_are_counted_as_the_office_counts_them(store: Store, firm: Enterprise) -> None:
    with store.write() as session:
        for hour in (15, 16):  # 23:59 and 00:00 at the office
            moment = datetime(2018, 9, 25, hour, 59 if hour == 15 else 0, tzinfo=UTC)
            visits.save(session, visit(firm, visited_at=moment), None, today=TODAY)
    with store.read() as session:
        assert visits.days(session, date(2018, 9, 1), date(2018, 9, 30)) == {
            date(2018, 9, 25): 1,
            date(2018, 9, 26): 1,
        }


def test_an_appointment_stands_until_a_visit_keeps_it(
    store: Store, feed: Feed, firm: Enterprise, workdays: Workdays
) -> None:
    with store.write() as session:
        visits.save(session, visit(firm, visited_at=NOON - timedelta(days=9)), None, today=TODAY)
        appointed = Profile(id=new_id(), enterprise_id=firm.id, unit_id=ME.unit_id, next_contact_on=TODAY)
        enterprises.save_profile(session, appointed, None)
    assert promised(store, workdays) == [(firm.name, TODAY)]
    assert promised(store, workdays, TODAY - timedelta(days=1)) == []
    with store.write() as session:
        visits.save(session, visit(firm, next_contact_on=date(2018, 10, 8)), None, today=TODAY)
    assert promised(store, workdays) == []
    with store.read() as session:
        assert enterprises.listing(session)[0].next_contact_on == date(2018, 10, 8)


def test_an_appointment_made_anew_takes_the_place_of_what_the_last_visit_promised(
    store: Store, firm: Enterprise, workdays: Workdays
) -> None:
    with store.write() as session:
        old = visit(firm, visited_at=NOON - timedelta(days=9), next_contact_on=TODAY - timedelta(days=2))
        visits.save(session, old, None, today=TODAY)
    assert promised(store, workdays) == [(firm.name, TODAY - timedelta(days=2))]
    with store.write() as session:
        later = Profile(id=new_id(), enterprise_id=firm.id, unit_id=ME.unit_id, next_contact_on=date(2018, 10, 8))
        enterprises.save_profile(session, later, None)
    assert promised(store, workdays) == []
    assert promised(store, workdays, date(2018, 10, 8)) == [(firm.name, date(2018, 10, 8))]


def promised(store: Store, workdays: Workdays, on: date = TODAY) -> list[tuple[str, date | None]]:
    with store.read() as session:
        return [(i.title, i.on) for i in today.agenda(session, on, workdays) if i.group == "promised"]


@pytest.mark.parametrize("state", [IssueState.ANSWERED, IssueState.CONFIRMING, IssueState.RETURNED])
def test_a_deadline_counts_only_while_somebody_works(
    store: Store, feed: Feed, firm: Enterprise, state: IssueState
) -> None:
    build = Project(id=new_id(), name="乙项目", stage=Stage.BUILD)
    past, ahead = date(2018, 9, 3), date(2018, 10, 9)
    have(store, feed, ("project", build))
    for at, about in enumerate(({}, {"enterprise_id": None, "project_id": build.id})):
        done = issue(firm, number=f"{at}1", due_on=past, state=state, answered_at=NOON, **about)
        at_work = issue(firm, number=f"{at}2", due_on=ahead, state=IssueState.HANDLING, **about)
        have(store, feed, ("issue", done), ("issue", at_work))
    with store.read() as session:
        for line in (enterprises.listing(session)[0], projects.listing(session)[0]):
            assert (line.open_issues, line.next_due_on) == (2, ahead)


def test_an_issue_in_a_state_of_a_later_program_is_open_for_its_firm_and_project(
    store: Store, feed: Feed, firm: Enterprise, workdays: Workdays
) -> None:
    build = Project(id=new_id(), name="乙项目", stage=Stage.BUILD)
    have(store, feed, ("project", build))
    with newer_words():
        state, category = IssueState("arbitrated"), Category("carbon")
    for number, about in (("1", {}), ("2", {"enterprise_id": None, "project_id": build.id})):
        have(store, feed, ("issue", issue(firm, number=number, state=state, category=category, **about)))
    with store.read() as session:
        assert [line.open_issues for line in (enterprises.listing(session)[0], projects.listing(session)[0])] == [1, 1]
        assert enterprises.count(session, enterprises.Filter(has_open_issues=True)) == 1
        said = stats.records(session)
    found = figures((), said.issues, {firm.id}, month_of(TODAY), today=TODAY, workdays=workdays)
    assert found.in_hand == 2 and sum(share.raised for share in found.categories) == 2
