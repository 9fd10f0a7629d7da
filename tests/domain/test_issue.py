from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sscs_desktop.base.errors import Refused
from sscs_desktop.domain import issue as moves
from sscs_desktop.domain.issue import Issue, after, categories_for, may, moves_from, state_after
from sscs_desktop.domain.vocabulary import (
    Category,
    EventVerb,
    IssueState,
    Outcome,
    Satisfaction,
    ServiceClass,
    Stage,
)

DAY = date(2018, 9, 28)
ISSUE = Issue(
    id="i", number="1", enterprise_id="e", category=Category.LAND, description="用地", raised_on=DAY,
    author_id="a", author_name="王", unit_id="u", recorded_at=datetime(2018, 9, 28, tzinfo=UTC),
)  # fmt: skip
RATINGS = [None, *Satisfaction]


def steps(state: IssueState) -> set[IssueState]:
    return {state_after(v, state, rating) for v in EventVerb if may(v, state) for rating in RATINGS}


def test_every_state_is_reached_from_a_filed_issue_or_is_a_beginning() -> None:
    reached, fresh = {IssueState.FILED}, {IssueState.FILED}
    while fresh:
        fresh = {after_state for state in fresh for after_state in steps(state)} - reached
        reached |= fresh
    assert reached == set(IssueState) - {IssueState.ON_SPOT}


def test_from_every_open_state_the_issue_can_still_be_closed() -> None:
    for state in moves.OPEN_STATES:
        seen, fresh = {state}, {state}
        while fresh:
            fresh = {nxt for one in fresh for nxt in steps(one)} - seen
            seen |= fresh
        assert IssueState.CLOSED in seen, state


def test_nothing_but_reopening_moves_a_closed_issue() -> None:
    assert {v for v in EventVerb if may(v, IssueState.CLOSED) and v is not EventVerb.NOTE} == {EventVerb.REOPEN}
    assert steps(IssueState.CLOSED) == {IssueState.CLOSED, IssueState.REDO}


def test_a_withdrawn_issue_never_moves_again() -> None:
    assert not any(may(verb, IssueState.WITHDRAWN) for verb in EventVerb)


def test_every_verb_but_filing_is_legal_somewhere() -> None:
    somewhere = {verb for verb in EventVerb if any(may(verb, state) for state in IssueState)}
    assert somewhere == set(EventVerb) - {EventVerb.FILE}


def test_the_state_a_command_moves_is_a_state_its_author_saw() -> None:
    moving = {v for v in moves.COMMANDS if any(state_after(v, s) is not s for s in moves.COMMANDS[v])}
    assert moving - {EventVerb.SUPPLEMENT} <= moves.STATE_SEEN
    assert set(moves.STATE_SEEN) <= set(moves.COMMANDS)


def test_the_cadres_commands_in_a_state_come_in_their_order() -> None:
    assert moves_from(IssueState.RETURNED) == (EventVerb.WITHDRAW, EventVerb.SUPPLEMENT, EventVerb.NOTE)


@given(st.sampled_from(EventVerb), st.sampled_from(IssueState))
def test_an_illegal_move_is_refused_and_says_which(verb: EventVerb, state: IssueState) -> None:
    issue = replace(ISSUE, state=state)
    if may(verb, state):
        assert after(issue, verb, on=DAY).state is state_after(verb, state)
        return
    with pytest.raises(Refused) as caught:
        after(issue, verb, on=DAY)
    assert caught.value.code == "illegal_move"
    assert caught.value.data == {"verb": str(verb), "state": str(state)}


def test_an_issue_lives_through_answer_dissatisfaction_and_closing() -> None:
    life = after(ISSUE, EventVerb.ACCEPT, on=DAY)
    life = after(life, EventVerb.DISPATCH, on=DAY, department_id="d", department_name="国土资源局")
    life = after(life, EventVerb.URGE, on=DAY)
    life = after(life, EventVerb.TAKE, on=DAY)
    life = after(life, EventVerb.ANSWER, on=DAY, answer_how="列入计划", outcome=Outcome.SOLVED)
    life = after(life, EventVerb.CALL_BACK, on=DAY)
    assert (life.urged, life.department_id, life.called_back_on) == (1, "d", DAY)
    life = after(life, EventVerb.RATE, on=DAY, satisfaction=Satisfaction.DISSATISFIED)
    assert life.state is IssueState.REDO
    life = after(after(life, EventVerb.TAKE, on=DAY), EventVerb.ANSWER, on=DAY, answer_how="已批复")
    assert (life.satisfaction, life.called_back_on) == (None, None)
    life = after(life, EventVerb.RATE, on=DAY, satisfaction=Satisfaction.SATISFIED)
    assert life.state is IssueState.CONFIRMING
    life = after(life, EventVerb.CLOSE, on=DAY)
    assert (life.state, life.closed_on) == (IssueState.CLOSED, DAY)
    assert after(life, EventVerb.REOPEN, on=DAY).closed_on is None


def test_categories_follow_the_class_and_the_stage() -> None:
    both = categories_for((ServiceClass.INDUSTRY, ServiceClass.TECHNOLOGY))
    assert both[-1] is Category.OTHER
    assert both.count(Category.OTHER) == 1
    assert len(both) == 7 + 4 + 1
    assert categories_for(stage=Stage.FINISH) == (Category.ACCEPTANCE, Category.UTILITIES, Category.OTHER)
    assert categories_for((ServiceClass.OTHER,)) == categories_for((ServiceClass.INDUSTRY,))
