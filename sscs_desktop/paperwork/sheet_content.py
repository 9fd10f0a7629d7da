"""What the sheets besides the card say, gathered from the local file."""

from __future__ import annotations

from datetime import date

from sscs_desktop.base import clock
from sscs_desktop.base.errors import Refused
from sscs_desktop.domain import ledger, period
from sscs_desktop.domain.issue import AT_WORK, Event, Issue
from sscs_desktop.domain.ledger import LedgerKind, VisitEntry
from sscs_desktop.domain.papers import EnterpriseLedger, LivelihoodList, MonthLedger, Order, OrderKind, VisitRecord
from sscs_desktop.domain.vocabulary import EventVerb, Level, Light, OrganisationKind
from sscs_desktop.domain.workdays import light as light_on
from sscs_desktop.store import enterprises, issues, livelihood, projects, reference, stats, visits
from sscs_desktop.store.session import Session
from sscs_desktop.store.store import Store
from sscs_desktop.store.working_days import limit_of, workdays_of

_OF_MONTH = ledger.PARTS[LedgerKind.MONTH] | ledger.PARTS[LedgerKind.VISIT]
"""Its figures, and whom each line is about."""


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
        light = _light(session, issue)
    given, urged = _last(life, EventVerb.DISPATCH), _last(life, EventVerb.SUPERVISE)
    return Order(
        kind=OrderKind.SUPERVISE if urged else OrderKind.DISPATCH,
        issue=issue,
        subject=subject,
        office_name=office,
        helpers=helpers,
        issued_on=clock.today(),
        dispatched_on=clock.local(given.happened_at).date() if given else None,
        light=light,
        text=said.text if (said := urged or given) is not None else "",
    )


def month_ledger(store: Store, month: date) -> MonthLedger:
    """Return the unit's 月度台账."""
    now, me, days = clock.now(), store.account, period.month_of(month)
    with store.read() as session:
        records = stats.served(session, stats.records(session, days[0], _OF_MONTH))
        mark, workdays = stats.as_of(session, now), workdays_of(session)
    today = clock.local(now).date()
    return MonthLedger(
        owner=me.unit_name,
        figures=ledger.figures(records, days, today=today, workdays=workdays),
        visits=tuple(ledger.visits(records, days)),
        issues=tuple(ledger.issues(records, days)),
        as_of=mark,
    )


def enterprise_ledger(store: Store) -> EnterpriseLedger:
    """Return the unit's 包联企业台账, an office's of all units, place by place: a job's work."""
    now, me = clock.now(), store.account
    with store.read() as session:
        records = stats.records(session, parts=ledger.PARTS[LedgerKind.ENTERPRISE])
        mark = stats.as_of(session, now)
    served = [
        entry
        for entry in ledger.enterprises(records)
        if (given := entry.assignment) is not None and (me.is_office or given.unit_id == me.unit_id)
    ]
    lines = sorted(served, key=lambda entry: (entry.enterprise.division_code, entry.enterprise.name))
    return EnterpriseLedger(owner=me.unit_name, entries=tuple(lines), as_of=mark)


def livelihood_list(store: Store) -> LivelihoodList:
    """Return the 民生微实事清单 of the unit, what is due first at the head."""
    me = store.account
    with store.read() as session:
        matters = livelihood.listing(session, "" if me.is_office else me.unit_id)
    return LivelihoodList(owner=me.unit_name, made_on=clock.today(), matters=matters)


def _light(session: Session, issue: Issue) -> Light | None:
    """Return the light on the department that has the issue now, None while there is time."""
    if issue.state not in AT_WORK:
        return None
    found = light_on(issue.due_on, clock.today(), limit_of(session), workdays_of(session))
    return None if found is Light.NONE else found


def _office(session: Session) -> str:
    offices = [one for one in reference.organisations(session) if one.kind is OrganisationKind.OFFICE]
    own = [one for one in offices if one.level is Level.COUNTY]
    return next((one.name for one in own or offices), "")


def _last(life: tuple[Event, ...], verb: EventVerb) -> Event | None:
    return next((event for event in reversed(life) if event.verb is verb), None)
