from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

from sscs_desktop.base.paths import resources
from sscs_desktop.domain import indicators
from sscs_desktop.domain.issue import Issue
from sscs_desktop.domain.visit import Visit
from sscs_desktop.domain.vocabulary import Category, IssueState, Outcome, Satisfaction
from sscs_desktop.domain.workdays import Workdays, calendar_from

WORKDAYS = Workdays(calendar_from(json.loads(resources("calendar", "holidays_2018_2026.json").read_text("utf-8"))))
ISSUE = Issue(
    id="i", number="1", enterprise_id="e", category=Category.LAND, description="用地", raised_on=date(2018, 9, 28),
    author_id="a", author_name="王", unit_id="u", recorded_at=datetime(2018, 9, 28, tzinfo=UTC),
)  # fmt: skip
CLOSED = replace(ISSUE, state=IssueState.CLOSED, outcome=Outcome.SOLVED, closed_on=date(2018, 10, 10))
EXPLAINED = replace(CLOSED, outcome=Outcome.EXPLAINED)
SPOT = replace(ISSUE, state=IssueState.ON_SPOT)
WITHDRAWN = replace(ISSUE, state=IssueState.WITHDRAWN)


def visit(moment: datetime, enterprise_id: str = "e") -> Visit:
    return Visit(
        id="v", enterprise_id=enterprise_id, visited_at=moment, visitors=("王",), author_id="a", author_name="王",
        unit_id="u", recorded_at=moment,
    )  # fmt: skip


def test_the_collection_rate_counts_each_served_object_once() -> None:
    rate = indicators.collection_rate(["a", "b", "c"], ["a", "a", "x"])
    assert (rate.part, rate.whole, rate.percent) == (1, 3, Decimal("33.3"))
    assert indicators.collection_rate([], ["a"]).percent is None


def test_visits_count_by_the_day_in_shanghai() -> None:
    late = visit(datetime(2018, 8, 31, 16, tzinfo=UTC))  # 1 September, 0:00 in Shanghai
    early = visit(datetime(2018, 8, 31, 15, 59, tzinfo=UTC), "f")
    assert indicators.visits_count([late, early], date(2018, 9, 1), date(2018, 9, 30)) == 1
    assert indicators.visits_count([late, early], date(2018, 8, 1), date(2018, 9, 1)) == 2
    assert indicators.visited_objects([late, late, early]) == {"e", "f"}


def test_explained_is_settled_and_not_solved_and_withdrawn_counts_nowhere() -> None:
    issues = [ISSUE, CLOSED, EXPLAINED, SPOT, WITHDRAWN]
    solved, settled = indicators.solved_rate(issues), indicators.settled_rate(issues)
    assert (solved.part, solved.whole) == (2, 4)
    assert (settled.part, settled.percent) == (3, Decimal("75.0"))
    assert len(indicators.raised(issues, date(2018, 9, 1), date(2018, 9, 30))) == 4
    assert indicators.raised(issues, date(2018, 10, 1), date(2018, 10, 31)) == ()
    assert indicators.raised([ISSUE], ISSUE.raised_on, ISSUE.raised_on) == (ISSUE,), "first and last day count"


def test_an_issue_was_settled_the_day_it_was_closed_and_one_taken_up_again_on_none() -> None:
    assert indicators.settled_on(EXPLAINED) == date(2018, 10, 10)
    assert indicators.settled_on(SPOT) == ISSUE.raised_on
    assert indicators.settled_on(replace(CLOSED, state=IssueState.HANDLING)) is None


def test_satisfaction_is_asked_only_of_the_rated() -> None:
    rated = [replace(CLOSED, satisfaction=s) for s in Satisfaction]
    assert indicators.satisfaction_rate([*rated, ISSUE]).percent == Decimal("66.7")


def test_handling_takes_working_days_across_the_national_holiday() -> None:
    answered = replace(ISSUE, answered_at=datetime(2018, 10, 9, 16, 30, tzinfo=UTC))  # the 10th in Shanghai
    assert indicators.handling_days(answered, WORKDAYS) == 5
    assert indicators.handling_days(CLOSED, WORKDAYS) == 5
    assert indicators.handling_days(ISSUE, WORKDAYS) is None
    assert indicators.average_handling_days([answered, SPOT, ISSUE], WORKDAYS) == Decimal("2.5")
    assert indicators.average_handling_days([ISSUE], WORKDAYS) is None


def test_overdue_is_what_a_department_still_has_the_day_after_its_deadline() -> None:
    handled = replace(ISSUE, state=IssueState.HANDLING, due_on=date(2018, 10, 10))
    answered = replace(handled, state=IssueState.ANSWERED)
    assert indicators.overdue([handled, answered, ISSUE], date(2018, 10, 11)) == (handled,)
    assert indicators.overdue([handled, replace(handled, due_on=None)], date(2018, 10, 10)) == ()
    assert indicators.in_hand([handled, answered, CLOSED, SPOT, WITHDRAWN]) == (handled, answered)
