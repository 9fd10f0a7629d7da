"""My month: the figures of domain.indicators over this person's own rows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import or_, select

from sscs_desktop.domain import indicators
from sscs_desktop.domain.indicators import Rate
from sscs_desktop.store import rows
from sscs_desktop.store.session import Session
from sscs_desktop.store.tables import RECORDS
from sscs_desktop.store.today import midnight


@dataclass(frozen=True, kw_only=True)
class Month:
    """One month of one person, or of his unit. served: enterprises and projects assigned to the unit."""

    first_on: date
    last_on: date
    visits: int
    objects: int
    served: int
    raised: int
    solved: Rate
    settled: Rate
    satisfied: Rate


def month(session: Session, day: date, *, is_unit: bool = False) -> Month:
    """Return the figures of the month `day` lies in: this person's own, or his unit's."""
    first = day.replace(day=1)
    last = (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    visit, issue = RECORDS["visit"], RECORDS["issue"]
    column, value = ("unit_id", session.account.unit_id) if is_unit else ("author_id", session.account.user_id)
    during = visit.c.visited_at >= midnight(first), visit.c.visited_at < midnight(last + timedelta(days=1))
    visits = rows.records(session, "visit", select(visit).where(visit.c[column] == value, *during, rows.shown("visit")))
    within = issue.c.raised_on >= first, issue.c.raised_on <= last
    found = rows.records(session, "issue", select(issue).where(issue.c[column] == value, *within, rows.shown("issue")))
    issues = indicators.raised(found, first, last)
    return Month(
        first_on=first,
        last_on=last,
        visits=indicators.visits_count(visits, first, last),
        objects=len(indicators.visited_objects(visits)),
        served=_served(session),
        raised=len(issues),
        solved=indicators.solved_rate(issues),
        settled=indicators.settled_rate(issues),
        satisfied=indicators.satisfaction_rate(issues),
    )


def _served(session: Session) -> int:
    table = RECORDS["assignment"]
    found = select(table.c.enterprise_id, table.c.project_id).where(table.c.unit_id == session.account.unit_id)
    present = or_(table.c.enterprise_id.is_not(None), table.c.project_id.is_not(None))
    return len({row["enterprise_id"] or row["project_id"] for row in session.all(found.where(present))})
