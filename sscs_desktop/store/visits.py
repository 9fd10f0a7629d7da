"""Visits 走访, alone or with the issues found on them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import and_, func, select
from sqlalchemy.sql import ColumnElement

from sscs_desktop.base import clock
from sscs_desktop.domain import rules
from sscs_desktop.domain.issue import Issue
from sscs_desktop.domain.visit import Attachment, Visit
from sscs_desktop.domain.vocabulary import VisitMode
from sscs_desktop.store import issues as issue_store
from sscs_desktop.store import outbox, overlay, rows, subjects
from sscs_desktop.store.outbox import Saved, Seen
from sscs_desktop.store.session import Session
from sscs_desktop.store.subjects import Subject
from sscs_desktop.store.tables import RECORDS

_T = RECORDS["visit"]
_ISSUE = RECORDS["issue"]


@dataclass(frozen=True, kw_only=True)
class VisitLine:
    """One line of the list. is_pending: 待上报."""

    id: str
    subject: Subject
    visited_at: datetime
    mode: VisitMode
    visitors: tuple[str, ...]
    is_no_issue: bool
    issues: int
    situation: str
    next_contact_on: date | None
    is_late_entry: bool
    author_id: str
    author_name: str
    unit_name: str
    is_pending: bool
    is_parked: bool


@dataclass(frozen=True, kw_only=True)
class Filter:
    """What a list of visits shows; empty means all. first_on, last_on: days of the visit, both inclusive."""

    text: str = ""
    subject_id: str = ""
    author_id: str = ""
    mode: VisitMode | None = None
    first_on: date | None = None
    last_on: date | None = None
    is_pending: bool | None = None


def get(session: Session, id: str) -> Visit | None:
    """Return a visit that stands on the screen."""
    found: Visit | None = rows.get(session, "visit", id)
    return found


def seen(session: Session, id: str) -> Seen | None:
    """Return what a form for this visit holds."""
    return overlay.seen(session, "visit", id)


def save(session: Session, visit: Visit, seen: Seen | None, *, today: date) -> Saved:
    """Save a visit. Raises Invalid."""
    found = len(issue_store.of_visit(session, visit.id))
    rules.check_visit(visit, today, issue_count=found)
    return outbox.save_record(session, "visit", visit, seen)


def save_with_issues(
    session: Session, visit: Visit, issues: Sequence[Issue], seen: Seen | None, *, today: date
) -> tuple[Saved, tuple[Saved, ...]]:
    """Save a visit and the new issues found on it, all or nothing; issues without a number get theirs here.

    Raises Invalid (an issue's problems are named issues.0.description and so on), Refused("numbers_exhausted").
    """
    kept = len(issue_store.of_visit(session, visit.id))
    rules.check_visit(visit, today, issue_count=kept + len(issues))
    saved = outbox.save_record(session, "visit", visit, seen)
    of_visit = [replace(issue, visit_id=visit.id) for issue in issues]
    filed = issue_store.file_all(session, of_visit, today=today)
    return saved, filed


def delete(session: Session, id: str, seen: Seen) -> Saved:
    """Delete an own visit; its issues stay."""
    return outbox.delete(session, "visit", id, seen)


def listing(session: Session, where: Filter | None = None, *, limit: int = subjects.PAGE) -> tuple[VisitLine, ...]:
    """Return one page of lines, the latest visit first."""
    found = select(func.count()).select_from(_ISSUE).where(_ISSUE.c.visit_id == _T.c.id, rows.shown("issue"))
    statement = subjects.joined(
        "visit", *_T.columns, found.correlate(_T).scalar_subquery().label("issues"), rows.pending("visit").label("late")
    )
    statement = statement.where(_condition(session, where or Filter())).order_by(_T.c.visited_at.desc(), _T.c.id.desc())
    return tuple(_line(row) for row in session.all(statement.limit(limit)))


def count(session: Session, where: Filter | None = None) -> int:
    """Return how many visits a filter shows."""
    return int(session.scalar(select(func.count()).select_from(_T).where(_condition(session, where or Filter()))) or 0)


def ids(session: Session, where: Filter) -> frozenset[str]:
    """Return the ids of all visits that a filter shows."""
    return frozenset(session.column(select(_T.c.id).where(_condition(session, where))))


def recent(session: Session, subject_id: str, limit: int = 20) -> tuple[Visit, ...]:
    """Return the latest visits to an enterprise or project, for warnings and defaults."""
    found = select(_T).where(subjects.about("visit", subject_id), rows.shown("visit"))
    return rows.records(session, "visit", found.order_by(_T.c.visited_at.desc()).limit(limit))


def days(session: Session, first: date, last: date) -> dict[date, int]:
    """Return how many visits happened on each day from `first` to `last`, for the calendar."""
    between = select(_T.c.visited_at).where(_condition(session, Filter(first_on=first, last_on=last)))
    found: dict[date, int] = {}
    for moment in session.column(between):
        day = clock.local(moment).date()
        found[day] = found.get(day, 0) + 1
    return found


def attachments(session: Session, parent_id: str) -> tuple[Attachment, ...]:
    """Return the files referred to by a visit, issue or card."""
    t = RECORDS["attachment"]
    of = (t.c.visit_id == parent_id) | (t.c.issue_id == parent_id) | (t.c.card_id == parent_id)
    return rows.records(session, "attachment", select(t).where(of, rows.shown("attachment")).order_by(t.c.added_at))


def _condition(session: Session, where: Filter) -> ColumnElement[bool]:
    wanted: list[ColumnElement[bool]] = [rows.shown("visit")]
    if where.text.strip():
        wanted.append(subjects.mentions(session, "visit", where.text))
    if where.subject_id:
        wanted.append(subjects.about("visit", where.subject_id))
    if where.author_id:
        wanted.append(_T.c.author_id == where.author_id)
    if where.mode is not None:
        wanted.append(_T.c.mode == where.mode)
    if where.first_on is not None:
        wanted.append(_T.c.visited_at >= _midnight(where.first_on))
    if where.last_on is not None:
        wanted.append(_T.c.visited_at < _midnight(where.last_on + timedelta(days=1)))
    if where.is_pending is not None:
        waits = rows.pending("visit")
        wanted.append(waits if where.is_pending else ~waits)
    return and_(*wanted)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), clock.SHANGHAI)


def _line(row: Any) -> VisitLine:
    same = (
        "id",
        "visited_at",
        "mode",
        "visitors",
        "is_no_issue",
        "issues",
        "situation",
        "next_contact_on",
        "is_late_entry",
        "author_id",
        "author_name",
        "unit_name",
    )
    return VisitLine(
        **{name: row[name] for name in same},
        subject=subjects.of(row),
        is_pending=bool(row["late"]),
        is_parked=row["parked"],
    )
