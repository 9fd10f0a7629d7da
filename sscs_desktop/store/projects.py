"""Projects: stages, prerequisites, investment, and the problems that hold them up."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import and_, exists, func, select
from sqlalchemy.sql import ColumnElement

from sscs_desktop.base import clock
from sscs_desktop.domain.issue import AT_WORK, ENDED_STATES
from sscs_desktop.domain.project import Project
from sscs_desktop.domain.vocabulary import Level, Stage
from sscs_desktop.store import rows, search, subjects
from sscs_desktop.store.session import Session
from sscs_desktop.store.tables import RECORDS

_T = RECORDS["project"]
_VISIT, _ISSUE, _ASSIGNMENT = RECORDS["visit"], RECORDS["issue"], RECORDS["assignment"]


@dataclass(frozen=True, kw_only=True)
class ProjectLine:
    """One line of the list; money in 万元. next_due_on: the nearest deadline that runs."""

    id: str
    name: str
    builder: str
    stage: Stage
    tier: Level | None
    key_level: Level | None
    division_name: str
    total_wan: Decimal | None
    done_wan: Decimal | None
    due_on: date | None
    last_contact_on: date | None
    open_issues: int
    next_due_on: date | None
    is_mine: bool
    is_parked: bool
    unit_names: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Filter:
    """What a list of projects shows; empty means all."""

    text: str = ""
    stage: Stage | None = None
    unit_id: str = ""
    division_code: str = ""


def get(session: Session, id: str) -> Project | None:
    """Return a project that stands on the screen."""
    found: Project | None = rows.get(session, "project", id)
    return found


def listing(session: Session, where: Filter | None = None, *, limit: int = subjects.PAGE) -> tuple[ProjectLine, ...]:
    """Return one page of lines, by stage and name."""
    latest = select(func.max(_VISIT.c.visited_at)).where(_VISIT.c.project_id == _T.c.id, rows.shown("visit"))
    statement = select(
        *_T.columns,
        latest.correlate(_T).scalar_subquery().label("last_contact_at"),
        _issues(func.count(), _ISSUE.c.state.not_in(sorted(ENDED_STATES))).label("open_issues"),
        _issues(func.min(_ISSUE.c.due_on), _ISSUE.c.state.in_(sorted(AT_WORK))).label("next_due_on"),
        _is_of(session.account.unit_id).label("is_mine"),
        subjects.units_of("project"),
    ).where(_condition(session, where or Filter()))
    by_stage = func.instr(",".join(Stage), _T.c.stage)
    page = statement.order_by(by_stage, _T.c.name).limit(limit)
    return tuple(_line(row) for row in session.all(page))


def count(session: Session, where: Filter | None = None) -> int:
    """Return how many projects a filter shows."""
    return int(session.scalar(select(func.count()).select_from(_T).where(_condition(session, where or Filter()))) or 0)


def ids(session: Session, where: Filter) -> frozenset[str]:
    """Return the ids of all projects that a filter shows."""
    return frozenset(session.column(select(_T.c.id).where(_condition(session, where))))


def _condition(session: Session, where: Filter) -> ColumnElement[bool]:
    wanted: list[ColumnElement[bool]] = [rows.shown("project")]
    if where.text.strip():
        wanted.append(_T.c.id.in_(search.ids(session, "project", where.text)))
    if where.stage is not None:
        wanted.append(_T.c.stage == where.stage)
    if where.unit_id:
        wanted.append(_is_of(where.unit_id))
    if where.division_code:
        wanted.append(_T.c.division_code.startswith(where.division_code, autoescape=True))
    return and_(*wanted)


def _is_of(unit_id: str) -> ColumnElement[bool]:
    return exists().where(_ASSIGNMENT.c.project_id == _T.c.id, _ASSIGNMENT.c.unit_id == unit_id).correlate(_T)


def _issues(what: Any, condition: ColumnElement[bool]) -> Any:
    mine = _ISSUE.c.project_id == _T.c.id, condition, rows.shown("issue")
    return select(what).select_from(_ISSUE).where(*mine).correlate(_T).scalar_subquery()


def _line(row: Any) -> ProjectLine:
    own = {"last_contact_on", "is_mine", "is_parked", "unit_names"}
    same = {name: row[name] for name in ProjectLine.__dataclass_fields__ if name not in own}
    last = row["last_contact_at"]
    return ProjectLine(
        **same,
        last_contact_on=None if last is None else clock.local(last).date(),
        is_mine=bool(row["is_mine"]),
        is_parked=row["parked"],
        unit_names=subjects.unit_names(row["units"]),
    )
