"""What the sheets besides the card say: gathered from the local file, of the unit alone."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from sscs_desktop.base import clock
from sscs_desktop.base.errors import Refused
from sscs_desktop.base.paths import resources
from sscs_desktop.domain.campaign import campaign_from
from sscs_desktop.domain.enterprise import Enterprise
from sscs_desktop.domain.issue import Event
from sscs_desktop.domain.livelihood import Livelihood, Progress
from sscs_desktop.domain.organisation import Organisation
from sscs_desktop.domain.papers import OrderKind
from sscs_desktop.domain.project import Project
from sscs_desktop.domain.vocabulary import EventVerb, IssueState, Level, Light, OrganisationKind, Stage
from sscs_desktop.paperwork import card_paper, prepared, sheet_content
from sscs_desktop.printing import sheets
from sscs_desktop.store.store import Store
from tests.store import building
from tests.store.building import TODAY, Feed


def put(store: Store, feed: Feed, *records: tuple[str, Any]) -> None:
    building.pull(store, feed.page(*(feed.put(kind, record) for kind, record in records)))


def test_a_visits_record_names_whose_it_is_and_who_is_in_charge_there(
    store: Store, feed: Feed, firm: Enterprise
) -> None:
    visit = building.visit(firm)
    put(store, feed, ("visit", visit))
    content = sheet_content.visit_record(store, visit.id)
    assert (content.entry.visit, content.entry.subject) == (visit, firm)
    assert content.assignment is not None and content.assignment.enterprise_id == firm.id


def test_the_sheet_of_an_issue_is_an_order_until_the_office_supervises_it(
    store: Store, feed: Feed, firm: Enterprise
) -> None:
    answered = building.issue(firm, number="冀NJ-2018-0421", state=IssueState.ANSWERED, answer_who="张科长")
    put(store, feed, ("issue", answered))
    content = sheet_content.order(store, answered.id)
    assert (content.kind, content.issue, content.subject) == (OrderKind.DISPATCH, answered, firm)
    assert content.issued_on == TODAY


@pytest.mark.parametrize(("day", "light"), [(25, Light.RED), (27, Light.YELLOW), (30, None)])
def test_a_supervised_issue_bears_the_light_of_its_deadline(
    store: Store, feed: Feed, firm: Enterprise, day: int, light: Light | None
) -> None:
    due_on = TODAY.replace(day=day) if light else TODAY + timedelta(days=30)
    late = building.issue(firm, state=IssueState.HANDLING, due_on=due_on)
    urged = Event(id="supervised", issue_id=late.id, verb=EventVerb.SUPERVISE, text="请速办", happened_at=clock.now())
    put(store, feed, ("issue", late), ("event", urged))
    content = sheet_content.order(store, late.id)
    assert (content.kind, content.light, content.text) == (OrderKind.SUPERVISE, light, "请速办")


def test_an_offices_papers_say_what_all_units_do(store: Store, feed: Feed, firm: Enterprise) -> None:
    store.take_account(replace(store.account, unit_id="u-office", unit_name="县领导小组办公室", role="office"))
    matter = Livelihood(id="m1", name="田间路", author_id="a", author_name="李建国", unit_id="u-dalu")
    put(store, feed, ("livelihood", matter), ("visit", building.visit(firm)))
    ledger, month = sheet_content.enterprise_ledger(store), sheet_content.month_ledger(store, TODAY)
    assert (ledger.owner, [entry.enterprise for entry in ledger.entries]) == ("县领导小组办公室", [firm])
    assert (month.figures.visits, len(month.visits)) == (1, 1)
    assert sheet_content.livelihood_list(store).matters == (matter,)
    assert prepared.month(store, TODAY).unit.visits == 1
    assert "2018年9月（截至26日）共走访1次" in str(prepared.briefing(store, "briefing", TODAY))


def test_the_units_enterprises_and_matters_are_those_of_the_unit(store: Store, feed: Feed, firm: Enterprise) -> None:
    ours = Livelihood(id="m1", name="田间路", author_id="a", author_name="李建国", unit_id=store.account.unit_id)
    first = replace(ours, id="m2", name="路灯", due_on=TODAY)
    away = building.enterprise("河渠镇的企业")
    theirs = building.assignment(away, unit_id="elsewhere")
    put(store, feed, *(("livelihood", matter) for matter in (ours, first, replace(ours, id="m3", unit_id="elsewhere"))))
    put(store, feed, ("enterprise", away), ("assignment", theirs), ("visit", building.visit(firm)))
    assert [matter.name for matter in sheet_content.livelihood_list(store).matters] == ["路灯", "田间路"]
    (entry,) = sheet_content.enterprise_ledger(store).entries
    assert (entry.enterprise, entry.visits) == (firm, 1)
    named = [
        building.enterprise(f"{name}厂", division_code=code) for name, code in (("乙", "2"), ("丙", "1"), ("甲", "2"))
    ]
    put(store, feed, *(("enterprise", one) for one in named))
    put(store, feed, *(("assignment", building.assignment(one)) for one in named))
    ours_by_place = [entry.enterprise.name for entry in sheet_content.enterprise_ledger(store).entries]
    assert ours_by_place == ["丙厂", firm.name, "乙厂", "甲厂"]


def test_an_order_says_when_it_was_given_by_which_office_and_who_helps(
    store: Store, feed: Feed, firm: Enterprise
) -> None:
    def body(id: str, kind: OrganisationKind, level: Level) -> Organisation:
        return Organisation(id=id, name=f"{level.label}{id}", kind=kind, level=level)

    bodies = [body("a", OrganisationKind.OFFICE, Level.CITY), body("b", OrganisationKind.DEPARTMENT, Level.COUNTY)]
    bodies += [body("c", OrganisationKind.OFFICE, Level.COUNTY)]
    given = building.issue(firm, state=IssueState.HANDLING, helpers=("b", "nobody"))
    said = Event(id="g", issue_id=given.id, verb=EventVerb.DISPATCH, text="请牵头", happened_at=clock.now())
    before = replace(said, id="f", text="先前", happened_at=clock.now() - timedelta(days=2))
    put(store, feed, *(("organisation", one) for one in bodies), ("issue", given), ("event", before), ("event", said))
    content = sheet_content.order(store, given.id)
    assert (content.office_name, content.helpers) == ("县c", ("县b",))
    assert (content.kind, content.text, content.dispatched_on) == (OrderKind.DISPATCH, "请牵头", TODAY)


@pytest.mark.usefixtures("qapp")
def test_a_month_on_paper_has_its_visits_and_issues(store: Store, feed: Feed, firm: Enterprise) -> None:
    visit, issue = building.visit(firm), building.issue(firm, raised_on=TODAY)
    put(store, feed, ("visit", visit), ("issue", issue))
    content = sheet_content.month_ledger(store, TODAY)
    assert [(entry.visit.id, entry.subject) for entry in content.visits] == [(visit.id, firm)]
    assert [(entry.issue.id, entry.subject) for entry in content.issues] == [(issue.id, firm)]
    assert sheets.month_ledger(content).count == 1


def test_a_briefing_says_what_was_reported_of_the_campaigns_targets(store: Store, feed: Feed) -> None:
    campaign = campaign_from(json.loads(resources("campaign", "2018.json").read_text("utf-8")), "c")
    target = campaign.initiatives[0].targets[0]
    told = Progress(
        id="t", campaign_year=campaign.year, initiative_no=campaign.initiatives[0].no, indicator=target.indicator,
        area_code="130528", period="2018年9月", value=target.value, unit=target.unit, author_id="a", author_name="王",
        unit_id=store.account.unit_id,
    )  # fmt: skip
    assert "专项进展" not in str(prepared.briefing(store, "briefing", TODAY))
    put(store, feed, ("campaign", campaign), ("progress", told))
    assert "专项进展" in str(prepared.briefing(store, "briefing", TODAY))


def test_a_sheet_may_be_about_a_project(store: Store, feed: Feed, firm: Enterprise) -> None:
    project = Project(id="p", name="电缆扩建", stage=Stage.BUILD)
    visit = building.visit(firm, enterprise_id=None, project_id="p")
    issue = building.issue(firm, enterprise_id=None, project_id="p", number="1")
    put(store, feed, ("project", project), ("visit", visit), ("issue", issue))
    assert sheet_content.order(store, issue.id).subject == project
    assert sheet_content.visit_record(store, visit.id).entry.subject == project


def test_what_is_gone_is_said(store: Store) -> None:
    for ask in (sheet_content.visit_record, sheet_content.order, card_paper.reprint, card_paper.replacement):
        with pytest.raises(Refused) as caught:
            ask(store, "nobody")
        assert caught.value.code == "row_gone"
