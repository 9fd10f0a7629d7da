"""Contents of the sheets, as desk and directory gather them."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, timedelta

from sscs_desktop.base import paths
from sscs_desktop.domain import period
from sscs_desktop.domain.indicators import AsOf
from sscs_desktop.domain.issue import Issue
from sscs_desktop.domain.ledger import EnterpriseEntry, IssueEntry, VisitEntry
from sscs_desktop.domain.livelihood import Livelihood
from sscs_desktop.domain.papers import EnterpriseLedger, LivelihoodList, MonthLedger, Order, OrderKind, VisitRecord
from sscs_desktop.domain.vocabulary import IssueState, Light, LivelihoodState
from sscs_desktop.domain.workdays import Workdays, calendar_from
from tests.printing import conftest as given
from tests.printing.conftest import MORNING

RARE = "滦南县倴城镇泃河鄚州洺水商贸有限公司（示例）"
TODAY = date(2018, 9, 28)
_CALENDAR = calendar_from(json.loads(paths.resources("calendar", "holidays_2018_2026.json").read_text("utf-8")))


def visit_record(issues: int) -> VisitRecord:
    """Return a visit that brought some issues, or none."""
    content = given.content(*(given.issue(at) for at in range(issues)), subject=given.enterprise(RARE))
    assert content.visit is not None
    visit = replace(
        content.visit,
        received_by="赵立新",
        received_title="办公室主任",
        unit_name="大陆村镇经济发展办公室",
        division_name="邢台市宁晋县大陆村镇",
        spot_answer="当场联系供电所，答应当日派人查看线路。",
        spot_answer_who="李建国",
        spot_answer_when="本周五前",
        next_contact_on=date(2018, 9, 26),
        remark="企业希望参加下月的银企对接会。",
    )
    entry = VisitEntry(visit=visit, subject=content.enterprise, issues=content.issues)
    return VisitRecord(entry=entry, assignment=content.assignment)


def order(kind: OrderKind) -> Order:
    """Return an issue on its way to a department."""
    issue = replace(
        given.issue(is_answered=kind is OrderKind.SUPERVISE),
        state=IssueState.HANDLING,
        unit_name="大陆村镇经济发展办公室",
        raised_by="赵立新",
        involved="县发展改革局、供电公司",
        department_name="县发展改革局",
        due_on=date(2018, 9, 25),
        urged=2,
    )
    is_late = kind is OrderKind.SUPERVISE
    return Order(
        kind=kind,
        issue=issue,
        subject=given.enterprise(RARE),
        office_name="宁晋县双创双服活动领导小组办公室",
        helpers=("县供电公司", "县财政局"),
        issued_on=date(2018, 9, 27) if is_late else date(2018, 9, 14),
        dispatched_on=date(2018, 9, 14),
        light=Light.RED if is_late else None,
        text="已超时限2个工作日，请于9月29日前书面答复。" if is_late else "请县发展改革局牵头，会同供电公司办理。",
    )


def month(count: int) -> MonthLedger:
    """Return a month with as many visits as issues."""
    visits = tuple(_visit(at) for at in range(count))
    issues = tuple(_issue(at) for at in range(count))
    firms = {entry.visit.enterprise_id or "" for entry in visits}
    figures = period.figures(
        [entry.visit for entry in visits],
        [entry.issue for entry in issues],
        {*firms, "another"},
        (date(2018, 9, 1), date(2018, 9, 30)),
        today=TODAY,
        workdays=Workdays(_CALENDAR),
    )
    as_of = AsOf(at=MORNING + timedelta(days=16), heard_at=MORNING + timedelta(days=15), seq=1234)
    return MonthLedger(owner="大陆村镇经济发展办公室", figures=figures, visits=visits, issues=issues, as_of=as_of)


def livelihood(count: int) -> LivelihoodList:
    """Return a township's list."""
    return LivelihoodList(owner="宁晋县大陆村镇", made_on=TODAY, matters=tuple(map(_matter, range(count))))


def enterprises(count: int) -> EnterpriseLedger:
    """Return a unit's enterprises."""
    entries = tuple(_enterprise(at) for at in range(count))
    return EnterpriseLedger(owner="大陆村镇经济发展办公室", entries=entries, as_of=AsOf(at=MORNING))


def _visit(at: int) -> VisitEntry:
    record = visit_record(at % 3)
    visit = replace(record.entry.visit, enterprise_id=f"e{at % 5}", visited_at=MORNING + timedelta(days=at % 14))
    return replace(record.entry, visit=visit)


def _issue(at: int) -> IssueEntry:
    issue: Issue = given.issue(at, is_answered=at % 2 == 0)
    state = IssueState.CLOSED if at % 2 == 0 else IssueState.HANDLING
    return IssueEntry(issue=replace(issue, state=state, due_on=date(2018, 9, 25)), subject=given.enterprise(RARE))


def _matter(at: int) -> Livelihood:
    state = tuple(LivelihoodState)[at % 3]
    return Livelihood(
        id=f"m{at}",
        name=f"大陆村至东汪村田间路硬化第{at + 1}段",
        place="大陆村村北",
        beneficiaries="3 个村 1,260 户",
        owner_name="王建民",
        due_on=date(2018, 10, 31),
        funding="财政奖补、村集体自筹",
        progress="路基已完成，正在铺设面层。",
        state=state,
        done_on=date(2018, 9, 20) if state is LivelihoodState.DONE else None,
        opinion="方便了收秋" if state is LivelihoodState.DONE else "",
        author_id="a",
        author_name="李建国",
        unit_id="u",
    )


def _enterprise(at: int) -> EnterpriseEntry:
    content = given.content(subject=given.enterprise(f"{RARE}{at + 1}"))
    assert content.enterprise is not None
    return EnterpriseEntry(
        enterprise=content.enterprise,
        assignment=content.assignment,
        profile=content.profile,
        figures=content.figures,
        visits=at % 4,
        last_visit_on=date(2018, 9, 12) if at % 4 else None,
        open_issues=at % 3,
    )
