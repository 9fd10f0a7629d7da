"""What the sheets besides the card say, gathered from the local file."""

from __future__ import annotations

from datetime import date
from typing import cast

from sscs_desktop.base import clock
from sscs_desktop.base.errors import Refused
from sscs_desktop.domain import ledger, period
from sscs_desktop.domain.issue import Event
from sscs_desktop.domain.ledger import IssueEntry, LedgerKind, VisitEntry
from sscs_desktop.domain.papers import MonthLedger, Order, OrderKind, VisitRecord
from sscs_desktop.domain.vocabulary import EventVerb, Level, OrganisationKind
from sscs_desktop.store import enterprises, issues, projects, reference, stats, visits
from sscs_desktop.store.session import Session
from sscs_desktop.store.store import Store
from sscs_desktop.ui.working_days import workdays_of


def visit_record(store: Store, visit_id: str) -> VisitRecord:
    """Return what 走访记录单 says of a visit. Raises Refused("row_gone")."""
    with store.read() as session:
        visit = visits.get(session, visit_id)
        if visit is None:
            raise Refused("row_gone", kind="visit", id=visit_id)
        subject_id = visit.enterprise_id or visit.project_id or ""
        subject = enterprises.get(session, subject_id) or projects.get(session, subject_id)
        serving = enterprises.assignments(session, subject_id)
        entry = VisitEntry(visit=visit, subject=subject, issues=issues.of_visit(session, visit_id))
    return VisitRecord(entry=entry, assignment=serving[0] if serving else None)


def order(store: Store, issue_id: str) -> Order:
    """Return the sheet that goes with an issue: 督办单 once the office supervises it, else 交办单.

    Raises Refused("row_gone").
    """
    with store.read() as session:
        issue = issues.get(session, issue_id)
        if issue is None:
            raise Refused("row_gone", kind="issue", id=issue_id)
        subject_id = issue.enterprise_id or issue.project_id or ""
        subject = enterprises.get(session, subject_id) or projects.get(session, subject_id)
        life, office = issues.events(session, issue_id), _office(session)
        helpers = tuple(one.name for id in issue.helpers if (one := reference.organisation(session, id)) is not None)
    given, urged = _last(life, EventVerb.DISPATCH), _last(life, EventVerb.SUPERVISE)
    return Order(
        kind=OrderKind.SUPERVISE if urged else OrderKind.DISPATCH,
        issue=issue,
        subject=subject,
        office_name=office,
        helpers=helpers,
        issued_on=clock.today(),
        dispatched_on=clock.local(given.happened_at).date() if given else None,
        text=said.text if (said := urged or given) is not None else "",
    )


def month_ledger(store: Store, month: date) -> MonthLedger:
    """Return the unit's 月度台账."""
    now, me, days = clock.now(), store.account, period.month_of(month)
    with store.read() as session:
        records, mark = ledger.of_unit(stats.records(session, days[0]), me.unit_id), stats.as_of(session, now)
        workdays = workdays_of(session)
    today = clock.local(now).date()
    paid = ledger.entries(LedgerKind.VISIT, records, days, today=today, workdays=workdays)
    raised = ledger.entries(LedgerKind.ISSUE, records, days, today=today, workdays=workdays)
    return MonthLedger(
        owner=me.unit_name,
        figures=ledger.figures(records, days, today=today, workdays=workdays),
        visits=cast("tuple[VisitEntry, ...]", paid),
        issues=cast("tuple[IssueEntry, ...]", raised),
        as_of=mark,
    )


def _office(session: Session) -> str:
    offices = [one for one in reference.organisations(session) if one.kind is OrganisationKind.OFFICE]
    own = [one for one in offices if one.level is Level.COUNTY]
    return next((one.name for one in own or offices), "")


def _last(life: tuple[Event, ...], verb: EventVerb) -> Event | None:
    return next((event for event in reversed(life) if event.verb is verb), None)
