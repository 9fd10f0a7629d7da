"""Enterprises and what their unit keeps about them: profile, figures, notes, proposed corrections."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from sqlalchemy import Select, and_, exists, func, or_, select
from sqlalchemy.sql import ColumnElement

from sscs_desktop.base import clock
from sscs_desktop.base.errors import Refused
from sscs_desktop.domain import rules
from sscs_desktop.domain.enterprise import Enterprise, Figure, Note, Profile, Proposal, says_something
from sscs_desktop.domain.issue import AT_WORK, ENDED_STATES
from sscs_desktop.domain.organisation import Assignment
from sscs_desktop.domain.vocabulary import IssueState, Level, OperatingState, ServiceClass, Size
from sscs_desktop.store import outbox, overlay, rows, search, subjects
from sscs_desktop.store.outbox import Saved, Seen
from sscs_desktop.store.session import Session
from sscs_desktop.store.subjects import Subject
from sscs_desktop.store.tables import RECORDS
from sscs_desktop.wire import codec
from sscs_desktop.wire.kinds import KINDS

_T = RECORDS["enterprise"]
_VISIT, _ISSUE, _PROFILE, _ASSIGNMENT = (RECORDS[k] for k in ("visit", "issue", "profile", "assignment"))


@dataclass(frozen=True, kw_only=True)
class EnterpriseLine:
    """One line of the list. next_due_on: the nearest deadline that runs; returned, answered: counts.

    next_contact_on: the unit's appointment until a visit that day or later kept it, then the last visit's promise.
    """

    id: str
    name: str
    credit_code: str
    classes: tuple[ServiceClass, ...]
    tier: Level | None
    size: Size | None
    division_name: str
    operating_state: OperatingState | None
    last_contact_on: date | None
    next_contact_on: date | None
    open_issues: int
    returned: int
    answered: int
    next_due_on: date | None
    is_mine: bool
    is_parked: bool
    unit_names: tuple[str, ...] = ()
    """Who serves it: one that another unit has is shown with its name."""


@dataclass(frozen=True, kw_only=True)
class Filter:
    """What a list of enterprises shows; empty means all. text: name, initials, code or phone."""

    text: str = ""
    service_class: ServiceClass | None = None
    tier: Level | None = None
    unit_id: str = ""
    operating_state: OperatingState | None = None
    division_code: str = ""
    """Leading digits: a county's 6, a township's 9."""
    not_contacted_since: date | None = None
    has_open_issues: bool = False


ORDERS = ("name", "last_contact", "open_issues", "due")


def townships(session: Session) -> tuple[tuple[str, str], ...]:
    """Return the townships that have enterprises here: nine digits and the name, in the order of their codes."""
    code = func.substr(_T.c.division_code, 1, 9).label("code")
    listed = select(code, func.min(_T.c.division_name).label("name")).where(_condition(session, Filter()), code != "")
    return tuple((row["code"], row["name"]) for row in session.all(listed.group_by(code).order_by(code)))


def get(session: Session, id: str) -> Enterprise | None:
    """Return an enterprise that stands on the screen."""
    found: Enterprise | None = rows.get(session, "enterprise", id)
    return found


def listing(
    session: Session, where: Filter | None = None, *, order: str = "name", limit: int = subjects.PAGE
) -> tuple[EnterpriseLine, ...]:
    """Return one page of lines. order: name, last_contact (longest ago first), open_issues (most first), due."""
    statement = _select(session).where(_condition(session, where or Filter()))
    by = {
        "name": (_T.c.name,),
        "last_contact": (_last_contact().asc().nulls_first(), _T.c.name),
        "open_issues": (_issues(func.count(), _is_open()).desc(), _T.c.name),
        "due": (_issues(func.min(_ISSUE.c.due_on), _is_at_work()).asc().nulls_last(), _T.c.name),
    }[order]
    return tuple(_line(row) for row in session.all(statement.order_by(*by).limit(limit)))


def count(session: Session, where: Filter | None = None) -> int:
    """Return how many enterprises a filter shows."""
    return int(session.scalar(select(func.count()).select_from(_T).where(_condition(session, where or Filter()))) or 0)


def ids(session: Session, where: Filter) -> frozenset[str]:
    """Return the ids of all enterprises that a filter shows."""
    return frozenset(session.column(select(_T.c.id).where(_condition(session, where))))


def profile(session: Session, enterprise_id: str) -> Profile | None:
    """Return what this unit keeps about an enterprise (another unit's, if this one keeps nothing)."""
    kept = _profiles(session, enterprise_id)
    return next(filter(says_something, kept), kept[0] if kept else None)


def own_profile(session: Session, enterprise_id: str) -> Seen | None:
    """Return what this unit keeps, as a form holds it; another unit's profile is not ours to change."""
    mine = [each for each in _profiles(session, enterprise_id) if each.unit_id == session.account.unit_id]
    return seen(session, "profile", mine[0].id) if mine else None


def figures(session: Session, enterprise_id: str, *, also_emptied: bool = False) -> tuple[Figure, ...]:
    """Return its operating figures, the newest of each indicator first; one that was emptied only if asked for."""
    t = RECORDS["figure"]
    found = select(t).where(t.c.enterprise_id == enterprise_id)
    found = found if also_emptied else found.where(t.c.value.is_not(None))
    return rows.records(session, "figure", found.order_by(t.c.indicator, t.c.filled_on.desc(), t.c.id.desc()))


def notes(session: Session, subject_id: str) -> tuple[Note, ...]:
    """Return remarks about an enterprise or project, newest first."""
    t = RECORDS["note"]
    found = select(t).where(subjects.about("note", subject_id), rows.shown("note"))
    return rows.records(session, "note", found.order_by(t.c.written_at.desc()))


def proposals(session: Session, subject_id: str) -> tuple[Proposal, ...]:
    """Return proposed corrections of an enterprise or project, newest first."""
    t = RECORDS["proposal"]
    found = select(t).where(subjects.about("proposal", subject_id), rows.shown("proposal"))
    return rows.records(session, "proposal", found.order_by(t.c.proposed_at.desc()))


def assignments(session: Session, subject_id: str) -> tuple[Assignment, ...]:
    """Return who serves an enterprise or project, this account's unit first."""
    mine = (_ASSIGNMENT.c.unit_id == session.account.unit_id).desc()
    found = select(_ASSIGNMENT).where(subjects.about("assignment", subject_id))
    return rows.records(session, "assignment", found.order_by(mine, _ASSIGNMENT.c.unit_name))


def hanging_on(session: Session, subject_id: str) -> set[str]:
    """Return the ids of an enterprise or project and of everything that hangs on it here."""
    found = {subject_id}
    for kind in ("enterprise", "project"):
        found.update(id for _, id, _ in rows.children(session, kind, subject_id))
    return found


def seen(session: Session, kind: str, id: str) -> Seen | None:
    """Return what a form for a profile, figure, note or proposal holds."""
    return overlay.seen(session, kind, id)


def appointments(session: Session) -> dict[Subject, date]:
    """Return the unit's appointments (约下次) that no visit has kept yet, past and to come, by enterprise."""
    statement = (
        select(_T.c.id, _T.c.name, _PROFILE.c.next_contact_on, _last_contact().label("last_contact_at"))
        .join_from(_T, _PROFILE, _PROFILE.c.enterprise_id == _T.c.id)
        .where(_PROFILE.c.unit_id == session.account.unit_id, _PROFILE.c.next_contact_on.is_not(None))
        .where(rows.shown("enterprise"), _T.c.merged_into.is_(None))
    )
    found: dict[Subject, date] = {}
    for row in session.all(statement):
        last = row["last_contact_at"]
        if is_standing(row["next_contact_on"], None if last is None else clock.local(last).date()):
            found[Subject(kind="enterprise", id=row["id"], name=row["name"])] = row["next_contact_on"]
    return found


def is_standing(on: date | None, last_contact_on: date | None) -> bool:
    """Tell whether an appointment still stands: no visit on its day or later has kept it."""
    return on is not None and (last_contact_on is None or last_contact_on < on)


def save_profile(session: Session, record: Profile, seen: Seen | None) -> Saved:
    """Save what the unit keeps about an enterprise. Raises Invalid."""
    rules.check_profile(record)
    return _save_once(session, "profile", record, seen)


def save_figure(session: Session, record: Figure, seen: Seen | None, *, today: date) -> Saved:
    """Save one operating figure. Raises Invalid."""
    rules.check_figure(record, today)
    return _save_once(session, "figure", record, seen)


def save_note(session: Session, record: Note, seen: Seen | None) -> Saved:
    """Save a remark or 意见建议. Raises Invalid."""
    rules.check_note(record)
    return outbox.save_record(session, "note", record, seen)


def propose(session: Session, record: Proposal, seen: Seen | None = None) -> Saved:
    """Propose a correction of a field that belongs to the directory. Raises Invalid, Refused("unknown_field")."""
    rules.check_proposal(record)
    if record.field not in RECORDS["enterprise" if record.enterprise_id else "project"].c:
        raise Refused("unknown_field", field=record.field)
    return outbox.save_record(session, "proposal", record, seen)


def _profiles(session: Session, enterprise_id: str) -> tuple[Profile, ...]:
    """Return what units keep about an enterprise, this one's first."""
    mine = (_PROFILE.c.unit_id == session.account.unit_id).desc()
    kept = select(_PROFILE).where(_PROFILE.c.enterprise_id == enterprise_id)
    return rows.records(session, "profile", kept.order_by(mine, _PROFILE.c.id))


def _save_once(session: Session, kind: str, record: Any, seen: Seen | None) -> Saved:
    """Save what is kept once, its id saying about what: a row that came while a new one was typed is edited unseen."""
    row = rows.find(session, kind, record.id) if seen is None else None
    if row is None:
        return outbox.save_record(session, kind, record, seen)
    data, stands, policy = codec.data_of(record), rows.data_of(kind, row), KINDS[kind]
    changed = {name for name, value in data.items() if value not in ("", None) and value != stands[name]}
    fields = {name: data[name] for name in policy.field_names if name in policy.together(changed)}
    return outbox.edit(session, kind, record.id, fields, 0, {}, before={}) if fields else Saved()


def _select(session: Session) -> Select[Any]:
    kept = select(_PROFILE).where(_PROFILE.c.unit_id == session.account.unit_id).subquery()
    return select(
        *(_T.c[name] for name in ("id", "name", "credit_code", "classes", "tier", "size", "division_name", "parked")),
        kept.c.operating_state,
        kept.c.next_contact_on.label("promised_on"),
        _last_contact().label("last_contact_at"),
        _promised().label("visit_promised_on"),
        _issues(func.count(), _is_open()).label("open_issues"),
        _issues(func.count(), _ISSUE.c.state == IssueState.RETURNED).label("returned"),
        _issues(func.count(), _ISSUE.c.state == IssueState.ANSWERED).label("answered"),
        _issues(func.min(_ISSUE.c.due_on), _is_at_work()).label("next_due_on"),
        _is_of(session.account.unit_id).label("is_mine"),
        subjects.units_of("enterprise"),
    ).select_from(_T.outerjoin(kept, kept.c.enterprise_id == _T.c.id))


def _line(row: Any) -> EnterpriseLine:
    last = row["last_contact_at"]
    last_on = None if last is None else clock.local(last).date()
    appointed = row["promised_on"]
    return EnterpriseLine(
        **{name: row[name] for name in ("id", "name", "credit_code", "classes", "tier", "size", "division_name")},
        operating_state=row["operating_state"],
        last_contact_on=last_on,
        next_contact_on=appointed if is_standing(appointed, last_on) else row["visit_promised_on"],
        open_issues=row["open_issues"],
        returned=row["returned"],
        answered=row["answered"],
        next_due_on=row["next_due_on"],
        is_mine=bool(row["is_mine"]),
        is_parked=row["parked"],
        unit_names=subjects.unit_names(row["units"]),
    )


def _condition(session: Session, where: Filter) -> ColumnElement[bool]:
    wanted: list[ColumnElement[bool]] = [rows.shown("enterprise"), _T.c.merged_into.is_(None)]
    if where.text.strip():
        wanted.append(_T.c.id.in_(search.ids(session, "enterprise", where.text)))
    if where.service_class is not None:
        wanted.append(func.instr(_T.c.classes, f'"{where.service_class}"') > 0)
    if where.tier is not None:
        wanted.append(_T.c.tier == where.tier)
    if where.unit_id:
        wanted.append(_is_of(where.unit_id))
    if where.operating_state is not None:
        wanted.append(_has(_PROFILE, _PROFILE.c.operating_state == where.operating_state))
    if where.division_code:
        wanted.append(_T.c.division_code.startswith(where.division_code, autoescape=True))
    if where.not_contacted_since is not None:
        moment = datetime.combine(where.not_contacted_since, time(), clock.SHANGHAI)
        wanted.append(or_(_last_contact().is_(None), _last_contact() < moment))
    if where.has_open_issues:
        wanted.append(_has(_ISSUE, and_(_is_open(), rows.shown("issue"))))
    return and_(*wanted)


def _has(table: Any, condition: ColumnElement[bool]) -> ColumnElement[bool]:
    return exists().where(table.c.enterprise_id == _T.c.id, condition).correlate(_T)


def _is_of(unit_id: str) -> ColumnElement[bool]:
    return _has(_ASSIGNMENT, _ASSIGNMENT.c.unit_id == unit_id)


def _is_open() -> ColumnElement[bool]:
    return _ISSUE.c.state.not_in(sorted(ENDED_STATES))


def _is_at_work() -> ColumnElement[bool]:
    return _ISSUE.c.state.in_(sorted(AT_WORK))


def _last_contact() -> Any:
    latest = select(func.max(_VISIT.c.visited_at)).where(_VISIT.c.enterprise_id == _T.c.id, rows.shown("visit"))
    return latest.correlate(_T).scalar_subquery()


def _promised() -> Any:
    """Return the day promised at the last visit."""
    said = select(_VISIT.c.next_contact_on).where(_VISIT.c.enterprise_id == _T.c.id, rows.shown("visit"))
    return said.order_by(_VISIT.c.visited_at.desc()).limit(1).correlate(_T).scalar_subquery()


def _issues(what: Any, condition: ColumnElement[bool]) -> Any:
    found = select(what).select_from(_ISSUE).where(_ISSUE.c.enterprise_id == _T.c.id, condition, rows.shown("issue"))
    return found.correlate(_T).scalar_subquery()
