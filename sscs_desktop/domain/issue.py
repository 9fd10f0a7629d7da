"""The issue 问题/诉求: its record, its progress lines, its states and the moves between them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sscs_desktop.base.errors import Refused
from sscs_desktop.domain.vocabulary import (
    Category,
    EventVerb,
    IssueState,
    Level,
    Outcome,
    Satisfaction,
    ServiceClass,
    Stage,
    TimeUnit,
    Urgency,
)


@dataclass(frozen=True, kw_only=True)
class Issue:
    """A problem of one enterprise or project (exactly one of the two ids is set).

    `number` is final from the start, out of the desk's reserved block. What the person describes is merged by
    field; state, department, deadlines, answer and satisfaction are the directory's, moved only by commands.
    """

    id: str
    number: str
    enterprise_id: str | None = None
    project_id: str | None = None
    visit_id: str | None = None
    category: Category
    description: str
    wish: str = ""
    urgency: Urgency = Urgency.NORMAL
    can_solve_here: bool = False
    """本级能解决."""
    involved: str = ""
    """涉及部门, as the cadre heard it."""
    raised_by: str = ""
    """提出人 at the enterprise or project."""
    raised_on: date
    author_id: str
    author_name: str
    unit_id: str
    unit_name: str = ""
    recorded_at: datetime
    # ---- the directory's
    state: IssueState = IssueState.FILED
    level: Level = Level.COUNTY
    department_id: str | None = None
    department_name: str = ""
    helpers: tuple[str, ...] = ()
    """协办: organisation ids."""
    accept_due_on: date | None = None
    due_on: date | None = None
    due_unit: TimeUnit = TimeUnit.WORKING_DAY
    call_back_due_on: date | None = None
    answered_at: datetime | None = None
    answer_who: str = ""
    answer_how: str = ""
    answer_when: str = ""
    outcome: Outcome | None = None
    return_reason: str = ""
    urged: int = 0
    """Times urged 催办."""
    called_back_on: date | None = None
    satisfaction: Satisfaction | None = None
    satisfaction_remark: str = ""
    closed_on: date | None = None


@dataclass(frozen=True, kw_only=True)
class Event:
    """One append-only line of an issue's progress; written by the directory, also for a cadre's command."""

    id: str
    issue_id: str
    verb: EventVerb
    from_state: IssueState | None = None
    to_state: IssueState | None = None
    text: str = ""
    actor_name: str = ""
    organisation_id: str | None = None
    organisation_name: str = ""
    due_on: date | None = None
    happened_at: datetime
    op_id: str | None = None
    """The desk's operation that caused this line, if one did."""


DESK_FIELDS = frozenset(
    {"category", "description", "wish", "urgency", "can_solve_here", "involved", "raised_by", "raised_on", "visit_id"}
)
"""What the author may still edit, three-way by field, until the issue is dispatched."""

COMMANDS: dict[EventVerb, frozenset[IssueState]] = {
    EventVerb.WITHDRAW: frozenset({IssueState.FILED, IssueState.RETURNED, IssueState.ON_SPOT}),  # nobody has it
    EventVerb.RATE: frozenset({IssueState.ANSWERED, IssueState.CONFIRMING}),
    EventVerb.CALL_BACK: frozenset({IssueState.ANSWERED, IssueState.CONFIRMING}),
    EventVerb.REOPEN: frozenset({IssueState.ANSWERED, IssueState.CONFIRMING, IssueState.CLOSED}),
    EventVerb.SUPPLEMENT: frozenset({IssueState.RETURNED}),
    EventVerb.URGE: frozenset(
        {
            IssueState.FILED,
            IssueState.ACCEPTED,
            IssueState.DISPATCHED,
            IssueState.HANDLING,
            IssueState.ESCALATED,
            IssueState.SUSPENDED,
            IssueState.REDO,
        }
    ),
    EventVerb.NOTE: frozenset(IssueState) - {IssueState.WITHDRAWN},
}
"""The cadre's commands and the states from which each is legal."""

STATE_SEEN = frozenset({EventVerb.WITHDRAW, EventVerb.RATE, EventVerb.CALL_BACK, EventVerb.REOPEN})
"""Commands accepted only on the state their author saw; the others on legality alone."""

OFFICE_MOVES: dict[EventVerb, tuple[frozenset[IssueState], IssueState]] = {
    EventVerb.ACCEPT: (frozenset({IssueState.FILED}), IssueState.ACCEPTED),
    EventVerb.DISPATCH: (
        frozenset({IssueState.ACCEPTED, IssueState.DISPUTED, IssueState.ESCALATED, IssueState.REDO}),
        IssueState.DISPATCHED,
    ),
    EventVerb.TAKE: (frozenset({IssueState.DISPATCHED, IssueState.REDO}), IssueState.HANDLING),
    EventVerb.DISPUTE: (frozenset({IssueState.DISPATCHED, IssueState.HANDLING}), IssueState.DISPUTED),
    EventVerb.ANSWER: (frozenset({IssueState.HANDLING, IssueState.SUSPENDED}), IssueState.ANSWERED),
    EventVerb.SUSPEND: (frozenset({IssueState.HANDLING}), IssueState.SUSPENDED),
    EventVerb.RETURN: (frozenset({IssueState.FILED, IssueState.ACCEPTED}), IssueState.RETURNED),
    EventVerb.ESCALATE: (
        frozenset({IssueState.ACCEPTED, IssueState.DISPATCHED, IssueState.HANDLING}),
        IssueState.ESCALATED,
    ),
    EventVerb.CLOSE: (frozenset({IssueState.ANSWERED, IssueState.CONFIRMING}), IssueState.CLOSED),
}
"""Moves of office and department by the directory's API: from which states, to which."""

COMMAND_RESULT: dict[EventVerb, IssueState] = {
    EventVerb.WITHDRAW: IssueState.WITHDRAWN,
    EventVerb.RATE: IssueState.CONFIRMING,
    EventVerb.REOPEN: IssueState.REDO,
    EventVerb.SUPPLEMENT: IssueState.FILED,
}
"""Where a command leads; urge, note and call_back leave the state. A 不满意 rating leads to REDO instead."""

STEADY_MOVES: dict[EventVerb, frozenset[IssueState]] = {
    EventVerb.EXTEND: frozenset({IssueState.DISPATCHED, IssueState.HANDLING, IssueState.REDO}),
    EventVerb.SUPERVISE: frozenset(
        {
            IssueState.DISPATCHED,
            IssueState.HANDLING,
            IssueState.DISPUTED,
            IssueState.SUSPENDED,
            IssueState.ESCALATED,
            IssueState.REDO,
        }
    ),
}
"""What office and department do without moving the state: a new deadline, a light."""

EDITABLE_STATES = frozenset({IssueState.FILED, IssueState.ACCEPTED, IssueState.RETURNED})
"""States before dispatch, in which the author still edits DESK_FIELDS."""

AT_WORK = frozenset(
    {
        IssueState.ACCEPTED,
        IssueState.DISPATCHED,
        IssueState.HANDLING,
        IssueState.DISPUTED,
        IssueState.ESCALATED,
        IssueState.REDO,
    }
)
"""States in which somebody else's clock runs: an issue answered or returned keeps a deadline that counts no more."""

ENDED_STATES = frozenset({IssueState.CLOSED, IssueState.WITHDRAWN, IssueState.ON_SPOT})
OPEN_STATES = frozenset(IssueState) - ENDED_STATES
"""What a list calls open is rather what has not ended: a state of a later program hides no issue."""

_BY_CLASS: dict[ServiceClass, tuple[Category, ...]] = {
    ServiceClass.INDUSTRY: (
        Category.APPROVAL,
        Category.LAND,
        Category.FUNDS,
        Category.TALENT,
        Category.ENERGY,
        Category.ENVIRONMENT,
        Category.SAFETY,
        Category.OTHER,
    ),
    ServiceClass.SERVICE: (
        Category.POWER,
        Category.LOGISTICS,
        Category.MARKET,
        Category.LABOUR,
        Category.FUNDS,
        Category.OTHER,
    ),
    ServiceClass.TECHNOLOGY: (
        Category.TRANSFER,
        Category.EQUIPMENT,
        Category.TEAM,
        Category.FINANCING,
        Category.OTHER,
    ),
}

_BY_STAGE: dict[Stage, tuple[Category, ...]] = {
    Stage.PREPARE: (Category.PREREQUISITE, Category.OTHER),
    Stage.BUILD: (
        Category.PROJECT_LAND,
        Category.FUNDS,
        Category.TECHNOLOGY,
        Category.OBSTRUCTION,
        Category.OTHER,
    ),
    Stage.FINISH: (Category.ACCEPTANCE, Category.UTILITIES, Category.OTHER),
}


def categories_for(classes: tuple[ServiceClass, ...] = (), stage: Stage | None = None) -> tuple[Category, ...]:
    """Return the problem categories of an object, in the policy's order, 其他 last (items 7–10).

    An enterprise in several classes gets the union; one in none (县内自选) gets the industry list.
    """
    if stage is not None:
        return _BY_STAGE.get(stage, (Category.OTHER,))
    known = [c for c in classes if c in _BY_CLASS] or [ServiceClass.INDUSTRY]
    union = dict.fromkeys(category for c in known for category in _BY_CLASS[c])
    union.pop(Category.OTHER, None)
    return (*union, Category.OTHER)


def may(verb: EventVerb, state: IssueState) -> bool:
    """Tell whether a command or an office's move is legal in that state."""
    return state in _legal_from(verb)


def state_after(verb: EventVerb, state: IssueState, satisfaction: Satisfaction | None = None) -> IssueState:
    """Return where a legal move leads; a 不满意 rating leads to 重办.

    Raises Refused("illegal_move") with verb and state.
    """
    if not may(verb, state):
        raise Refused("illegal_move", verb=str(verb), state=str(state))
    if verb is EventVerb.RATE and satisfaction is Satisfaction.DISSATISFIED:
        return IssueState.REDO
    if verb in OFFICE_MOVES:
        return OFFICE_MOVES[verb][1]
    return COMMAND_RESULT.get(verb, state)


def after(issue: Issue, verb: EventVerb, *, on: date, **given: Any) -> Issue:
    """Return the issue as a legal move leaves it; `given` are Issue fields the move brings (department, answer …).

    `on` is the day in Asia/Shanghai. Raises Refused("illegal_move").
    """
    given = {**_effects(issue, verb, on), **given}
    return replace(issue, state=state_after(verb, issue.state, given.get("satisfaction")), **given)


def moves_from(state: IssueState, verbs: Collection[EventVerb] = tuple(COMMANDS)) -> tuple[EventVerb, ...]:
    """Return which of `verbs` (by default the cadre's commands) are legal in that state, in their order."""
    return tuple(verb for verb in verbs if may(verb, state))


def _legal_from(verb: EventVerb) -> frozenset[IssueState]:
    if verb in OFFICE_MOVES:
        return OFFICE_MOVES[verb][0]
    return COMMANDS.get(verb) or STEADY_MOVES.get(verb) or frozenset()


def _effects(issue: Issue, verb: EventVerb, on: date) -> dict[str, Any]:
    """Return the fields a move sets by itself; a new answer waits for a new rating."""
    match verb:
        case EventVerb.URGE:
            return {"urged": issue.urged + 1}
        case EventVerb.CALL_BACK:
            return {"called_back_on": on}
        case EventVerb.CLOSE:
            return {"closed_on": on}
        case EventVerb.REOPEN:
            return {"closed_on": None}
        case EventVerb.ANSWER:
            return {"satisfaction": None, "satisfaction_remark": "", "called_back_on": None}
        case EventVerb.SUPPLEMENT:
            return {"return_reason": ""}
        case _:
            return {}
