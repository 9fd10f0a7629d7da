"""The page 今日: what needs this person, in the order in which it does."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import and_, func, or_, select
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.sql import ColumnElement

from sscs_desktop.base import clock
from sscs_desktop.domain.issue import AT_WORK
from sscs_desktop.domain.vocabulary import IssueState, LivelihoodState
from sscs_desktop.domain.workdays import Workdays
from sscs_desktop.store import drafts, enterprises, owed_cards, rows, subjects
from sscs_desktop.store.session import Session
from sscs_desktop.store.subjects import Subject
from sscs_desktop.store.tables import RECORDS, told

GROUPS = ("answers", "returned", "due", "promised", "not_contacted", "livelihood", "drafts")
DUE_DAYS = 3
"""Working days ahead from which a deadline is on the page."""
QUIET_DAYS = 30
"""Days without contact after which an enterprise is on the page."""
MOST = 50
"""Lines of one group."""

_ISSUE, _VISIT, _MATTER = RECORDS["issue"], RECORDS["visit"], RECORDS["livelihood"]


@dataclass(frozen=True, kw_only=True)
class AgendaItem:
    """One thing to do. on: the day it hangs on (deadline, promise, last contact); data: state, number and the like."""

    group: str
    kind: str
    id: str
    title: str
    subject: Subject | None = None
    on: date | None = None
    data: dict[str, Any] = field(default_factory=dict)


def agenda(session: Session, today: date, workdays: Workdays) -> tuple[AgendaItem, ...]:
    """Return what needs me, group after group in the order of GROUPS, the most pressing first in each."""
    soon = workdays.add(today, DUE_DAYS).on
    items: list[AgendaItem] = []
    items += _issues(session, "answers", _to_tell(), by=_ISSUE.c.answered_at, on=_answered_on)
    items += _issues(session, "returned", _ISSUE.c.state == IssueState.RETURNED, by=_ISSUE.c.raised_on)
    items += _due(session, soon)
    items += _promised(session, today)
    items += _not_contacted(session, today)
    items += _livelihood(session, soon)
    items += _owed_cards(session)
    items += _drafts(session)
    return tuple(items)


def mark_told(session: Session, kind: str, id: str, what: str, *, today: date) -> None:
    """Take an answer off the page: the enterprise has been told."""
    added = insert(told).values(kind=kind, id=id, what=what, told_on=today)
    session.run(added.on_conflict_do_nothing())
    session.touch(kind)


def _to_tell() -> ColumnElement[bool]:
    done = select(told.c.id).where(told.c.kind == "issue", told.c.what == "answer")
    answered = _ISSUE.c.state.in_((IssueState.ANSWERED, IssueState.CONFIRMING))
    return and_(answered, _ISSUE.c.satisfaction.is_(None), _ISSUE.c.id.not_in(done))


def _issues(
    session: Session,
    group: str,
    condition: ColumnElement[bool],
    *,
    by: Any,
    on: Callable[[Any], date | None] = lambda row: row["raised_on"],
) -> Iterable[AgendaItem]:
    mine = or_(_ISSUE.c.author_id == session.account.user_id, _ISSUE.c.unit_id == session.account.unit_id)
    statement = subjects.joined("issue", *_ISSUE.columns).where(condition, mine, rows.shown("issue"))
    for row in session.all(statement.order_by(by, _ISSUE.c.id).limit(MOST)):
        data = {"number": row["number"], "state": str(row["state"]), "department_name": row["department_name"]}
        title = row["description"]
        yield AgendaItem(
            group=group, kind="issue", id=row["id"], title=title, subject=subjects.of(row), on=on(row), data=data
        )


def _answered_on(row: Any) -> date | None:
    moment: datetime | None = row["answered_at"]
    return None if moment is None else clock.local(moment).date()


def _due(session: Session, soon: date) -> Iterable[AgendaItem]:
    answered = (IssueState.ANSWERED, IssueState.CONFIRMING)
    near = and_(_ISSUE.c.state.in_(sorted(AT_WORK)), _ISSUE.c.due_on <= soon)
    call = and_(_ISSUE.c.state.in_(answered), _ISSUE.c.called_back_on.is_(None), _ISSUE.c.call_back_due_on <= soon)
    by = func.coalesce(_ISSUE.c.call_back_due_on, _ISSUE.c.due_on)
    return _issues(session, "due", or_(near, call), by=by, on=lambda row: row["call_back_due_on"] or row["due_on"])


def _promised(session: Session, today: date) -> Iterable[AgendaItem]:
    """Appointments that no visit has kept; without one, what the last visit to an enterprise or project promised."""
    appointed = enterprises.appointments(session)
    due: dict[Subject, tuple[date, dict[str, str]]] = {
        subject: (on, {}) for subject, on in appointed.items() if on <= today
    }
    for subject, on, visit_id in _promised_at_visits(session, today):
        if subject not in appointed:
            due[subject] = (on, {"visit_id": visit_id})
    for subject, (on, data) in sorted(due.items(), key=lambda pair: pair[1][0])[:MOST]:
        yield AgendaItem(
            group="promised", kind=subject.kind, id=subject.id, title=subject.name, subject=subject, on=on, data=data
        )


def _promised_at_visits(session: Session, today: date) -> Iterable[tuple[Subject, date, str]]:
    """Promises of the last visit to each enterprise or project: a later visit has kept the earlier ones."""
    whom = func.coalesce(_VISIT.c.enterprise_id, _VISIT.c.project_id)
    last = (
        select(_VISIT.c.id, func.row_number().over(partition_by=whom, order_by=_VISIT.c.visited_at.desc()).label("no"))
        .where(rows.shown("visit"))
        .subquery()
    )
    statement = subjects.joined("visit", *_VISIT.columns).where(
        _VISIT.c.id.in_(select(last.c.id).where(last.c.no == 1)),
        _VISIT.c.next_contact_on <= today,
        _VISIT.c.unit_id == session.account.unit_id,
    )
    for row in session.all(statement.order_by(_VISIT.c.next_contact_on).limit(MOST)):
        yield subjects.of(row), row["next_contact_on"], row["id"]


def _not_contacted(session: Session, today: date) -> Iterable[AgendaItem]:
    where = enterprises.Filter(unit_id=session.account.unit_id, not_contacted_since=today - timedelta(days=QUIET_DAYS))
    for line in enterprises.listing(session, where, order="last_contact", limit=MOST):
        subject = Subject(kind="enterprise", id=line.id, name=line.name)
        yield AgendaItem(
            group="not_contacted",
            kind="enterprise",
            id=line.id,
            title=line.name,
            subject=subject,
            on=line.last_contact_on,
        )


def _livelihood(session: Session, soon: date) -> Iterable[AgendaItem]:
    due = and_(_MATTER.c.state != LivelihoodState.DONE, _MATTER.c.due_on <= soon, rows.shown("livelihood"))
    for row in session.all(select(_MATTER).where(due).order_by(_MATTER.c.due_on, _MATTER.c.id).limit(MOST)):
        yield AgendaItem(group="livelihood", kind="livelihood", id=row["id"], title=row["name"], on=row["due_on"])


def _owed_cards(session: Session) -> Iterable[AgendaItem]:
    if count := owed_cards.count(session):
        yield AgendaItem(group="drafts", kind="owed_cards", id="owed_cards", title="", data={"count": count})


def _drafts(session: Session) -> Iterable[AgendaItem]:
    for kept in drafts.listing(session)[:MOST]:
        yield AgendaItem(
            group="drafts",
            kind="draft",
            id=kept.draft_id,
            title="",
            on=clock.local(kept.saved_at).date(),
            data={"form": kept.form, "key": kept.key, "reason": kept.reason, "verb": kept.verb},
        )


def midnight(day: date) -> datetime:
    """Return when a day begins at the office."""
    return datetime.combine(day, time(), clock.SHANGHAI)
