"""The life of an issue at the directory: what follows on filing, the cadre's commands, office and department moves.

Every move writes the issue's fields and one append-only event. What the directory does on its own bears numbers and
clocks of its own; each leg of an issue's life is taken once, whoever comes first.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sscs_desktop.base import clock
from sscs_desktop.base.errors import Refused
from sscs_desktop.base.ids import new_id
from sscs_desktop.domain.issue import COMMAND_RESULT, STATE_SEEN, Event, Issue, after, may
from sscs_desktop.domain.rules import TEXT_MAX
from sscs_desktop.domain.vocabulary import EventVerb, IssueState, Satisfaction
from sscs_desktop.server import dispatch, scopes
from sscs_desktop.server.act import Act, follow, groups_of
from sscs_desktop.server.checks import issue_of, sound
from sscs_desktop.server.numbers import insert_once
from sscs_desktop.server.tables import follow_up
from sscs_desktop.server.work import Row, Work
from sscs_desktop.wire import codec
from sscs_desktop.wire.messages import OperationAnswer

_STATED = frozenset(COMMAND_RESULT)
"""Commands that set the state (even to what it was): they take its clock."""


@dataclass(frozen=True, kw_only=True)
class Line:
    """What an event says besides the states: the person's words, who acted, when."""

    verb: EventVerb
    text: str = ""
    actor_name: str = ""
    organisation_id: str | None = None
    organisation_name: str = ""
    due_on: date | None = None
    happened_at: datetime
    op_id: str | None = None


def filed(act: Act, issue_id: str) -> None:
    """Follow on a filed issue: its first event, the limit for acceptance, the rule table if it acts by itself."""
    issue = issue_of(act.work.rows[issue_id].data)
    first = _line_of(act, EventVerb.FILE, "")
    append(act.work, issue_id, first, None, issue.state)
    if issue.state is not IssueState.FILED:
        return
    rules = act.rules()
    act.by_the_directory(issue_id, _wire({"accept_due_on": rules.due("accept", act.work.at)}))
    if rules.is_automatic:
        _accept_by_rule(act, issue_id)


def command(act: Act, verb: EventVerb) -> OperationAnswer:
    """Apply a cadre's command. Refused: illegal_move; state_moved when somebody else moved the state he saw."""
    op, row = act.op, act.target()
    issue = issue_of(row.data)
    if not may(verb, issue.state):
        raise Refused("illegal_move")
    if verb in STATE_SEEN and not _saw_state(act, row):
        raise Refused("state_moved")
    complete = not act.is_foreign(row, op.base)
    moved = after(issue, verb, on=clock.local(op.happened_at).date(), **_given(act, verb))
    values = _difference(row, moved)
    if verb in _STATED:
        values["state"] = moved.state.value
    data = sound("issue", {**row.data, **values}, act.today)
    seq = act.work.touch(row.id)
    clocks = {group: (seq, *act.stamp) for group in groups_of(row, values)}
    act.work.change(row.id, data=data, clocks={**row.clocks, **clocks})
    append(act.work, row.id, _line_of(act, verb, _words(act, moved)), issue.state, moved.state)
    _renew_limits(act, row.id, moved)
    taken = {name for name, value in op.fields.items() if data.get(name) == value}
    return OperationAnswer(
        op_id=op.op_id,
        result="ok",
        seq=seq,
        scopes=tuple(sorted(row.scopes)),
        taken=tuple(sorted(taken)),
        complete=complete and act.work.rows[row.id].seq == seq,
    )


def append(work: Work, issue_id: str, line: Line, before: IssueState | None, then: IssueState | None) -> None:
    """Add one event below an issue, where the issue itself stands."""
    event = Event(id=new_id(), issue_id=issue_id, from_state=before, to_state=then, **vars(line))
    issue = work.rows[issue_id]
    stamp = ("", 0, line.op_id)
    work.add("event", event.id, codec.data_of(event), stamp, stands=issue.own, parent=issue_id)


def move(work: Work, row: Row, moved: Issue, line: Line) -> None:
    """Write a move of office or department: fields, event, and where the issue stands if others handle it now.

    The issue with its family and its ancestors must be held. Refused("state_moved") if this leg is taken.
    """
    issue = issue_of(row.data)
    values = _difference(row, moved)
    if moved.state is not issue.state:
        take_leg(work, row, line.verb.value, None)
    follow(work, row.id, values, None)
    append(work, row.id, line, issue.state, moved.state)
    if "department_id" in values or "helpers" in values:
        scopes.reset(work, row.id)


def take_leg(work: Work, row: Row, name: str, op_id: str | None) -> None:
    """Claim one step of an issue's life from its present state; Refused("state_moved") if it is claimed."""
    mark = row.clock_of("state")
    leg = f"{name}:{op_id or mark[0]}"
    if not insert_once(work.connection, follow_up, issue_id=row.id, leg=leg, op_id=op_id, at=work.at):
        raise Refused("state_moved")


def _accept_by_rule(act: Act, issue_id: str) -> None:
    work, rules = act.work, act.rules()
    subject = work.rows[str(work.rows[issue_id].parent)]
    found = dispatch.suggest(work.connection, rules, issue_of(work.rows[issue_id].data), subject.data)
    if found is None:
        return  # no department fits: it waits at the office
    department, rule = found
    due_on = rules.due(rule.limit, work.at)
    _follow_move(act, issue_id, EventVerb.ACCEPT, {}, Line(verb=EventVerb.ACCEPT, happened_at=work.at))
    given = {"department_id": department["id"], "department_name": department["name"], "due_on": due_on}
    line = Line(
        verb=EventVerb.DISPATCH,
        organisation_id=str(department["id"]),
        organisation_name=str(department["name"]),
        due_on=due_on,
        happened_at=work.at,
    )
    _follow_move(act, issue_id, EventVerb.DISPATCH, given, line)
    scopes.reset(work, issue_id)


def _follow_move(act: Act, issue_id: str, verb: EventVerb, given: dict[str, Any], line: Line) -> None:
    row = act.work.rows[issue_id]
    take_leg(act.work, row, verb.value, act.op.op_id)
    issue = issue_of(row.data)
    moved = after(issue, verb, on=act.today, **given)
    act.by_the_directory(issue_id, _difference(row, moved))
    append(act.work, issue_id, replace(line, op_id=act.op.op_id), issue.state, moved.state)


def _saw_state(act: Act, row: Row) -> bool:
    mark, op = row.clock_of("state"), act.op
    return mark[0] == op.state_seq or (op.after is not None and mark[3] == op.after)


def _given(act: Act, verb: EventVerb) -> dict[str, Any]:
    """Return what a command brings for the issue: only a rating brings anything."""
    if verb is not EventVerb.RATE:
        return {}
    said = {**act.op.args, **act.op.fields}
    try:
        satisfaction = Satisfaction(said["satisfaction"])
    except (KeyError, ValueError) as error:
        raise Refused("bad_record") from error
    return {"satisfaction": satisfaction, "satisfaction_remark": str(said.get("satisfaction_remark", ""))}


def _words(act: Act, moved: Issue) -> str:
    if act.op.verb == EventVerb.RATE.value and moved.satisfaction is not None:
        return "：".join(part for part in (moved.satisfaction.label, moved.satisfaction_remark) if part)
    text = act.op.args.get("text", "")
    if not isinstance(text, str) or len(text) > TEXT_MAX:
        raise Refused("bad_record")
    return text


def _renew_limits(act: Act, issue_id: str, moved: Issue) -> None:
    """Set the limits that begin anew when a command sends the issue back to office or department."""
    if moved.state is IssueState.FILED:
        act.by_the_directory(issue_id, _wire({"accept_due_on": act.rules().due("accept", act.work.at)}))
    if moved.state is IssueState.REDO:
        values = {"due_on": act.rules().due("general", act.work.at), "due_unit": "working_day"}
        act.by_the_directory(issue_id, _wire({**values, "call_back_due_on": None}))


def _line_of(act: Act, verb: EventVerb, text: str) -> Line:
    who = act.member
    return Line(
        verb=verb,
        text=text,
        actor_name=who.name,
        organisation_id=who.unit_id,
        organisation_name=who.unit_name,
        happened_at=act.op.happened_at,
        op_id=act.op.op_id,
    )


def _difference(row: Row, moved: Issue) -> dict[str, Any]:
    """Return the wire values in which a moved issue differs from its row."""
    new = codec.data_of(moved)
    return {name: value for name, value in new.items() if row.data.get(name) != value}


def _wire(values: dict[str, Any]) -> dict[str, Any]:
    plain: dict[str, Any] = codec.data_of(values)
    return plain
