"""Issues 问题/诉求: filed by the cadre, moved by his commands and by the directory."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from types import MappingProxyType
from typing import Any

from sqlalchemy import and_, func, select
from sqlalchemy.sql import ColumnElement

from sscs_desktop.base import clock
from sscs_desktop.base.errors import Invalid
from sscs_desktop.domain import rules
from sscs_desktop.domain.issue import COMMAND_RESULT, ENDED_STATES, Event, Issue, after, moves_from
from sscs_desktop.domain.vocabulary import (
    Category,
    EventVerb,
    IssueState,
    Level,
    Satisfaction,
    TimeUnit,
    Urgency,
)
from sscs_desktop.store import numbers, outbox, overlay, rows, subjects
from sscs_desktop.store.outbox import Saved, Seen
from sscs_desktop.store.session import Session
from sscs_desktop.store.subjects import Subject
from sscs_desktop.store.tables import RECORDS
from sscs_desktop.wire import codec
from sscs_desktop.wire.kinds import KINDS

_T = RECORDS["issue"]
_EVENT = RECORDS["event"]


@dataclass(frozen=True, kw_only=True)
class IssueLine:
    """One line of the list or board. is_pending: 待上报. The light is domain.workdays' to say, from due_on."""

    id: str
    number: str
    subject: Subject
    category: Category
    description: str
    urgency: Urgency
    state: IssueState
    level: Level
    raised_on: date
    department_name: str
    due_on: date | None
    due_unit: TimeUnit
    accept_due_on: date | None
    call_back_due_on: date | None
    answered_at: datetime | None
    closed_on: date | None
    urged: int
    satisfaction: Satisfaction | None
    author_id: str
    author_name: str
    unit_name: str
    is_pending: bool
    is_parked: bool


@dataclass(frozen=True, kw_only=True)
class Filter:
    """What a list of issues shows; empty means all."""

    text: str = ""
    subject_id: str = ""
    visit_id: str = ""
    author_id: str = ""
    states: Collection[IssueState] = ()
    category: Category | None = None
    is_open: bool | None = None
    due_by: date | None = None
    """Deadline on or before this day."""
    first_on: date | None = None
    last_on: date | None = None
    """Days raised, both inclusive."""
    is_pending: bool | None = None


ORDERS = ("raised", "due", "state", "answered")


def get(session: Session, id: str) -> Issue | None:
    """Return an issue that stands on the screen."""
    found: Issue | None = rows.get(session, "issue", id)
    return found


def seen(session: Session, id: str) -> Seen | None:
    """Return what a form or a command button for this issue holds."""
    return overlay.seen(session, "issue", id)


def events(session: Session, issue_id: str) -> tuple[Event, ...]:
    """Return the life line of an issue, oldest first."""
    found = select(_EVENT).where(_EVENT.c.issue_id == issue_id)
    return rows.records(session, "event", found.order_by(_EVENT.c.happened_at, _EVENT.c.seq, _EVENT.c.id))


def of_visit(session: Session, visit_id: str) -> tuple[Issue, ...]:
    """Return the issues found on a visit."""
    found = select(_T).where(_T.c.visit_id == visit_id, rows.shown("issue"))
    return rows.records(session, "issue", found.order_by(_T.c.recorded_at, _T.c.id))


def open_of(session: Session, subject_id: str) -> tuple[Issue, ...]:
    """Return the open issues of an enterprise or project, newest first: also to show duplicates while typing."""
    found = select(_T).where(
        subjects.about("issue", subject_id), _T.c.state.not_in(sorted(ENDED_STATES)), rows.shown("issue")
    )
    return rows.records(session, "issue", found.order_by(_T.c.raised_on.desc(), _T.c.id.desc()))


def file(session: Session, issue: Issue, *, today: date) -> Saved:
    """File a new issue; without a number it gets the next reserved one.

    Raises Invalid, Refused("numbers_exhausted", kind="issue").
    """
    return file_all(session, [issue], today=today)[0]


def file_all(session: Session, issues: Sequence[Issue], *, today: date) -> tuple[Saved, ...]:
    """File new issues, all or none; the problems of several are named issues.<index>.<field>."""
    numbered = [i if i.number else replace(i, number=numbers.take(session, "issue")) for i in issues]
    problems: dict[str, str] = {}
    for index, issue in enumerate(numbered):
        try:
            rules.check_issue(issue, today)
        except Invalid as error:
            lead = f"issues.{index}." if len(numbered) > 1 or issue.visit_id else ""
            problems.update({f"{lead}{name}": code for name, code in error.problems.items()})
    if problems:
        raise Invalid(problems)
    return tuple(outbox.save_record(session, "issue", issue, None) for issue in numbered)


def save(session: Session, issue: Issue, seen: Seen, *, today: date) -> Saved:
    """Save an edit of what the author describes (domain.issue.DESK_FIELDS). Raises Invalid, Refused("not_editable")."""
    rules.check_issue(issue, today)
    return outbox.save_record(session, "issue", issue, seen)


def moves(issue: Issue) -> tuple[EventVerb, ...]:
    """Return the commands that are legal on the state shown."""
    return moves_from(issue.state)


def urge(session: Session, seen: Seen, text: str = "") -> Saved:
    """Urge the department 催办."""
    return _command(session, EventVerb.URGE, seen, text)


def supplement(session: Session, seen: Seen, text: str) -> Saved:
    """Answer a return 补正; edits of the description are saved before, by `save`."""
    return _command(session, EventVerb.SUPPLEMENT, seen, text)


def note(session: Session, seen: Seen, text: str) -> Saved:
    """Add a remark 附注 to the life line."""
    return _command(session, EventVerb.NOTE, seen, text)


def call_back(session: Session, seen: Seen, text: str) -> Saved:
    """Record the call-back 回访 after an answer, as of today."""
    return _command(session, EventVerb.CALL_BACK, seen, text)


def rate(session: Session, seen: Seen, satisfaction: Satisfaction, remark: str = "") -> Saved:
    """Record the enterprise's satisfaction; 不满意 sends the issue back to be handled again."""
    given = {"satisfaction": satisfaction, "satisfaction_remark": remark}
    return _command(session, EventVerb.RATE, seen, "", given)


def withdraw(session: Session, seen: Seen, text: str = "") -> Saved:
    """Take an issue back 撤回 before it is accepted, or that went to nobody."""
    return _command(session, EventVerb.WITHDRAW, seen, text)


def reopen(session: Session, seen: Seen, text: str) -> Saved:
    """Have an unsatisfying answer handled again 重办."""
    return _command(session, EventVerb.REOPEN, seen, text)


def listing(
    session: Session, where: Filter | None = None, *, order: str = "raised", limit: int = subjects.PAGE
) -> tuple[IssueLine, ...]:
    """Return one page of lines. order: raised (newest first), due (nearest first), state, answered (newest first)."""
    statement = subjects.joined("issue", *_T.columns, rows.pending("issue").label("late"))
    newest = _T.c.raised_on.desc(), _T.c.id.desc()
    by: dict[str, tuple[Any, ...]] = {
        "raised": newest,
        "due": (_T.c.due_on.asc().nulls_last(), *newest),
        "state": (_T.c.state, *newest),
        "answered": (_T.c.answered_at.desc().nulls_last(), *newest),
    }
    statement = statement.where(_condition(session, where or Filter())).order_by(*by[order])
    return tuple(_line(row) for row in session.all(statement.limit(limit)))


def lines_of(session: Session, ids: Sequence[str]) -> tuple[IssueLine, ...]:
    """Return the lines of these issues, in the order asked for; those that are not here are left out."""
    statement = subjects.joined("issue", *_T.columns, rows.pending("issue").label("late"))
    found = {row["id"]: _line(row) for row in session.all(statement.where(_T.c.id.in_(ids), rows.shown("issue")))}
    return tuple(found[id] for id in ids if id in found)


def count(session: Session, where: Filter | None = None) -> int:
    """Return how many issues a filter shows."""
    return int(session.scalar(select(func.count()).select_from(_T).where(_condition(session, where or Filter()))) or 0)


def ids(session: Session, where: Filter) -> frozenset[str]:
    """Return the ids of all issues that a filter shows."""
    return frozenset(session.column(select(_T.c.id).where(_condition(session, where))))


def _command(
    session: Session, verb: EventVerb, seen: Seen, text: str, given: Mapping[str, Any] = MappingProxyType({})
) -> Saved:
    """Queue a command with what it is expected to change: what domain.issue says it does."""
    policy = KINDS["issue"]
    moved = codec.data_of(after(seen.record, verb, on=clock.today(), **given))
    shown = codec.data_of(seen.record)
    names = {name for name in policy.field_names if moved[name] != shown[name]} | set(given)
    if verb in COMMAND_RESULT:
        names.add("state")  # it takes the state's clock even where the word stays the same
    fields = {name: moved[name] for name in policy.field_names if name in policy.together(names)}
    return outbox.command(session, verb, seen, fields, {"text": text} if text else {})


def _condition(session: Session, where: Filter) -> ColumnElement[bool]:
    wanted: list[ColumnElement[bool]] = [rows.shown("issue")]
    if where.text.strip():
        wanted.append(subjects.mentions(session, "issue", where.text))
    if where.subject_id:
        wanted.append(subjects.about("issue", where.subject_id))
    for column, value in ((_T.c.visit_id, where.visit_id), (_T.c.author_id, where.author_id)):
        if value:
            wanted.append(column == value)
    if where.states:
        wanted.append(_T.c.state.in_(sorted(where.states)))
    if where.category is not None:
        wanted.append(_T.c.category == where.category)
    if where.is_open is not None:
        is_open = _T.c.state.not_in(sorted(ENDED_STATES))
        wanted.append(is_open if where.is_open else ~is_open)
    if where.due_by is not None:
        wanted.append(_T.c.due_on <= where.due_by)
    if where.first_on is not None:
        wanted.append(_T.c.raised_on >= where.first_on)
    if where.last_on is not None:
        wanted.append(_T.c.raised_on <= where.last_on)
    if where.is_pending is not None:
        waits = rows.pending("issue")
        wanted.append(waits if where.is_pending else ~waits)
    return and_(*wanted)


def _line(row: Any) -> IssueLine:
    own = {"subject", "is_pending", "is_parked"}
    same = {name: row[name] for name in IssueLine.__dataclass_fields__ if name not in own}
    return IssueLine(**same, subject=subjects.of(row), is_pending=bool(row["late"]), is_parked=row["parked"])
