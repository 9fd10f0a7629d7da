"""Office and department at work: lists of issues, and the moves each role may make."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, func, select

from sscs_desktop.base import clock
from sscs_desktop.base.errors import Invalid, Refused
from sscs_desktop.domain import rules
from sscs_desktop.domain.campaign import MAX_EXTENDED_DAYS
from sscs_desktop.domain.issue import OPEN_STATES, Issue, after
from sscs_desktop.domain.vocabulary import EventVerb, Level, OrganisationKind, Outcome
from sscs_desktop.server import dispatch, scopes, tracking
from sscs_desktop.server.accounts import DEPARTMENT, OFFICE, Member
from sscs_desktop.server.checks import has_nul, issue_of
from sscs_desktop.server.dispatch import Rulebook
from sscs_desktop.server.tables import record, record_scope
from sscs_desktop.server.tracking import Line
from sscs_desktop.server.work import LEVEL, Row, Work, read_rows
from sscs_desktop.wire import codec
from sscs_desktop.wire.decisions import IssueAnswer, IssueListAnswer, Move

OFFICE_VERBS = frozenset(
    {
        EventVerb.ACCEPT,
        EventVerb.RETURN,
        EventVerb.DISPATCH,
        EventVerb.ESCALATE,
        EventVerb.SUPERVISE,
        EventVerb.CLOSE,
        EventVerb.NOTE,
    }
)
DEPARTMENT_VERBS = frozenset(
    {EventVerb.TAKE, EventVerb.ANSWER, EventVerb.DISPUTE, EventVerb.EXTEND, EventVerb.SUSPEND, EventVerb.NOTE}
)
PAGE_MAX = 200
OPEN, ALL = "open", "all"


@dataclass(frozen=True, kw_only=True)
class _Step:
    """One move being made."""

    connection: Connection
    work: Work
    member: Member
    rules: Rulebook
    row: Row
    issue: Issue
    said: Move

    @property
    def today(self) -> date:
        return clock.local(self.work.at).date()


def make(connection: Connection, member: Member, issue_id: str, said: Move) -> IssueAnswer:
    """Make one move of office or department and return the issue as it is then.

    Refused: not_found, not_allowed, illegal_move, state_moved, no_department, no_higher_office, too_late, too_long.
    Invalid: what the move lacks.
    """
    verb = _verb(said)
    work = Work(connection, clock.now())
    work.hold((), (), {issue_id}, climbing={issue_id})
    row = work.rows.get(issue_id)
    if row is None or row.deleted or row.kind != "issue" or not row.scopes & member.scopes:
        raise Refused("not_found")
    step = _Step(
        connection=connection,
        work=work,
        member=member,
        rules=dispatch.rulebook(connection),
        row=row,
        issue=issue_of(row.data),
        said=said,
    )
    _allow(step, verb)
    if said.state_seq is not None and said.state_seq != row.clock_of("state")[0]:
        raise Refused("state_moved")
    work.by = member.name
    given = _GIVEN.get(verb, _nothing)(step)
    moved = after(step.issue, verb, on=step.today, **given)
    rules.check_issue(moved, step.today)
    tracking.move(work, row, moved, _line(step, verb, moved))
    work.write()
    work.number()
    return _answer(work.rows[str(row.parent)], _renumbered(work, issue_id), _events(connection, issue_id))


def listing(connection: Connection, member: Member, state: str, limit: int, offset: int) -> IssueListAnswer:
    """Return the issues this member reads, oldest first; `state` is a state's code, OPEN or ALL."""
    standing = select(record_scope.c.id).where(record_scope.c.scope.in_(sorted(member.scopes)))
    query = select(record.c.id).where(record.c.kind == "issue", record.c.deleted.is_(False), record.c.id.in_(standing))
    if state == OPEN:
        query = query.where(record.c.state.in_(sorted(s.value for s in OPEN_STATES)))
    elif state != ALL:
        query = query.where(record.c.state == state)
    total = connection.execute(select(func.count()).select_from(query.subquery())).scalar_one()
    page = query.order_by(record.c.id).limit(max(1, min(limit, PAGE_MAX))).offset(max(offset, 0))
    ids = list(connection.execute(page).scalars())
    rows = read_rows(connection, ids)
    subjects = read_rows(connection, {str(row.parent) for row in rows.values()})
    found = tuple(_answer(subjects[str(rows[i].parent)], rows[i], ()) for i in ids)
    return IssueListAnswer(issues=found, total=total)


def get(connection: Connection, member: Member, issue_id: str) -> IssueAnswer:
    """Return one issue with its events. Refused: not_found."""
    row = read_rows(connection, [issue_id]).get(issue_id)
    if row is None or row.deleted or row.kind != "issue" or not row.scopes & member.scopes:
        raise Refused("not_found")
    subject = read_rows(connection, [str(row.parent)])[str(row.parent)]
    return _answer(subject, row, _events(connection, issue_id))


def organisations(connection: Connection) -> tuple[dict[str, Any], ...]:
    """Return every organisation, in the order of their names."""
    query = select(record.c.data).where(record.c.kind == "organisation", record.c.deleted.is_(False))
    return tuple(sorted(connection.execute(query).scalars(), key=lambda data: (data["name"], data["id"])))


def _verb(said: Move) -> EventVerb:
    try:
        verb = EventVerb(said.verb)
    except ValueError as error:
        raise Invalid({"verb": "unknown_choice"}) from error
    if has_nul(codec.data_of(said)):
        raise Invalid({"text": "control_characters"})
    if len(said.text) > rules.TEXT_MAX:
        raise Invalid({"text": "too_long"})
    return verb


def _allow(step: _Step, verb: EventVerb) -> None:
    """Raise Refused unless this role may make this move: the office that has the issue, the department that got it."""
    who, level = step.member, step.issue.level.value
    if who.role == OFFICE and verb in OFFICE_VERBS:
        if (who.scope, LEVEL) in step.row.stands and who.unit_level == level:
            return
    elif who.role == DEPARTMENT and verb in DEPARTMENT_VERBS and step.issue.department_id == who.unit_id:
        return
    raise Refused("not_allowed")


def _line(step: _Step, verb: EventVerb, moved: Issue) -> Line:
    """Return the event of a move; one of a dispatch names the department it went to."""
    who = step.member
    is_dispatch = verb is EventVerb.DISPATCH
    return Line(
        verb=verb,
        text=step.said.text or (moved.answer_how if verb is EventVerb.ANSWER else ""),
        actor_name=who.name,
        organisation_id=moved.department_id if is_dispatch else who.unit_id,
        organisation_name=moved.department_name if is_dispatch else who.unit_name,
        due_on=moved.due_on if verb in (EventVerb.DISPATCH, EventVerb.EXTEND) else None,
        happened_at=step.work.at,
    )


# --- what each move brings ------------------------------------------------------------------------------------


def _nothing(step: _Step) -> dict[str, Any]:
    return {}


def _reason(step: _Step) -> str:
    text = step.said.text.strip()
    if not text:
        raise Invalid({"text": "required"})
    return text


def _with_reason(step: _Step) -> dict[str, Any]:
    _reason(step)
    return {}


def _return(step: _Step) -> dict[str, Any]:
    return {"return_reason": _reason(step)}


def _dispatch(step: _Step) -> dict[str, Any]:
    limit, department = "general", None
    subject = step.work.rows[str(step.row.parent)]
    if step.said.department_id is not None:
        department = dispatch.successor(step.connection, step.said.department_id)
    found = dispatch.suggest(step.connection, step.rules, step.issue, subject.data)
    if department is None and step.said.department_id is None and found is not None:
        department = found[0]
    if department is None or department["kind"] != OrganisationKind.DEPARTMENT.value:
        raise Refused("no_department")
    if found is not None and found[0]["id"] == department["id"]:
        limit = found[1].limit
    for helper in step.said.helpers:
        if scopes.organisation(step.connection, helper) is None:
            raise Refused("no_department")
    days = step.said.days
    if days is not None and not 1 <= days <= MAX_EXTENDED_DAYS:
        raise Invalid({"days": "out_of_range"})
    due_on = step.rules.due(limit, step.work.at) if days is None else step.rules.workdays.add(step.today, days).on
    return {
        "department_id": department["id"],
        "department_name": department["name"],
        "helpers": step.said.helpers,
        "due_on": due_on,
        "call_back_due_on": None,
    }


def _answered(step: _Step) -> dict[str, Any]:
    said = step.said
    try:
        outcome = Outcome(said.outcome) if said.outcome is not None else None
    except ValueError as error:
        raise Invalid({"outcome": "unknown_choice"}) from error
    problems = {n: "required" for n in ("answer_who", "answer_how") if not getattr(said, n).strip()}
    if outcome is None:
        problems["outcome"] = "required"
    if problems:
        raise Invalid(problems)
    return {
        "answer_who": said.answer_who,
        "answer_how": said.answer_how,
        "answer_when": said.answer_when,
        "outcome": outcome,
        "answered_at": step.work.at,
        "call_back_due_on": step.rules.due("call_back", step.work.at),
    }


def _extended(step: _Step) -> dict[str, Any]:
    """Put the deadline off: asked at least one working day before it, and to 30 working days at most in all."""
    days, due_on = step.said.days, step.issue.due_on
    _reason(step)
    if days is None or days < 1:
        raise Invalid({"days": "required"})
    if days > MAX_EXTENDED_DAYS:
        raise Refused("too_long")  # before it is counted: there may be no such day
    if due_on is None or step.rules.workdays.between(step.today, due_on) < 1:
        raise Refused("too_late")
    later = step.rules.workdays.add(due_on, days).on
    if step.rules.workdays.between(_dispatched_on(step), later) > MAX_EXTENDED_DAYS:
        raise Refused("too_long")
    return {"due_on": later}


def _dispatched_on(step: _Step) -> date:
    events = [e for e in step.work.children(step.row.id) if e.kind == "event"]
    days = [codec.record_of("event", dict(e.data)) for e in events]
    given = [clock.local(e.happened_at).date() for e in days if e.verb is EventVerb.DISPATCH]
    return max(given, default=step.today)


def _escalated(step: _Step) -> dict[str, Any]:
    above = dispatch.next_office(step.connection, step.issue)
    if above is None:
        raise Refused("no_higher_office")
    return {
        "level": Level(str(above["level"])),
        "department_id": None,
        "department_name": "",
        "helpers": (),
        "due_on": None,
    }


_GIVEN: Mapping[EventVerb, Callable[[_Step], dict[str, Any]]] = {
    EventVerb.RETURN: _return,
    EventVerb.DISPATCH: _dispatch,
    EventVerb.ANSWER: _answered,
    EventVerb.EXTEND: _extended,
    EventVerb.ESCALATE: _escalated,
    EventVerb.SUPERVISE: _with_reason,
    EventVerb.DISPUTE: _with_reason,
    EventVerb.SUSPEND: _with_reason,
    EventVerb.NOTE: _with_reason,
}


def _renumbered(work: Work, issue_id: str) -> Row:
    return read_rows(work.connection, [issue_id])[issue_id]


def _events(connection: Connection, issue_id: str) -> tuple[dict[str, Any], ...]:
    query = select(record.c.data).where(
        record.c.parent == issue_id, record.c.kind == "event", record.c.deleted.is_(False)
    )
    return tuple(connection.execute(query.order_by(record.c.seq)).scalars())


def _answer(subject: Row, row: Row, events: tuple[dict[str, Any], ...]) -> IssueAnswer:
    return IssueAnswer(
        issue=dict(row.data),
        subject_name=str(subject.data.get("name", "")),
        state_seq=row.clock_of("state")[0],
        events=events,
    )
