"""One definition of each figure, for desk, directory and papers alike.

Source: 冀发〔2018〕7号 四、(五) 信息采集100% and the four functions; where the policy names a figure without
defining it, the definition below is ours and is the only one.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from sscs_desktop.base.clock import local
from sscs_desktop.domain.issue import Issue
from sscs_desktop.domain.visit import Visit
from sscs_desktop.domain.vocabulary import IssueState, Outcome, Satisfaction
from sscs_desktop.domain.workdays import Workdays


@dataclass(frozen=True, kw_only=True)
class Rate:
    """A part of a whole; never shown without both."""

    part: int
    whole: int

    @property
    def percent(self) -> Decimal | None:
        """Percent with one decimal, half up; None of nothing."""
        if not self.whole:
            return None
        return (Decimal(100 * self.part) / self.whole).quantize(Decimal("0.1"), ROUND_HALF_UP)


def collection_rate(served: Collection[str], collected: Iterable[str]) -> Rate:
    """采集率: of the served objects (ids), those about which something was collected at least once."""
    ids = frozenset(served)
    return Rate(part=len(ids.intersection(collected)), whole=len(ids))


def visits_count(visits: Iterable[Visit], first: date, last: date) -> int:
    """走访次数: visits that happened from `first` to `last`, both inclusive, by the day in Asia/Shanghai."""
    return sum(first <= local(visit.visited_at).date() <= last for visit in visits)


def visited_objects(visits: Iterable[Visit]) -> frozenset[str]:
    """走访家数: the ids of the enterprises and projects visited, each once."""
    return frozenset(visit.enterprise_id or visit.project_id or "" for visit in visits) - {""}


def raised(issues: Iterable[Issue], first: date, last: date) -> tuple[Issue, ...]:
    """提出问题: issues raised from `first` to `last`, without those withdrawn."""
    return tuple(i for i in issues if first <= i.raised_on <= last and i.state is not IssueState.WITHDRAWN)


def is_solved(issue: Issue) -> bool:
    """已解决: solved on the spot, or closed with the outcome 已解决. 解释说明 is closed, not solved."""
    if issue.state is IssueState.ON_SPOT:
        return True
    return issue.state is IssueState.CLOSED and issue.outcome is Outcome.SOLVED


def is_settled(issue: Issue) -> bool:
    """已办结: closed or solved on the spot, whatever the outcome."""
    return issue.state in (IssueState.CLOSED, IssueState.ON_SPOT)


def solved_rate(issues: Iterable[Issue]) -> Rate:
    """解决率: solved issues of those not withdrawn."""
    counted = [issue for issue in issues if issue.state is not IssueState.WITHDRAWN]
    return Rate(part=sum(map(is_solved, counted)), whole=len(counted))


def settled_rate(issues: Iterable[Issue]) -> Rate:
    """办结率: settled issues of those not withdrawn."""
    counted = [issue for issue in issues if issue.state is not IssueState.WITHDRAWN]
    return Rate(part=sum(map(is_settled, counted)), whole=len(counted))


def satisfaction_rate(issues: Iterable[Issue]) -> Rate:
    """满意率: 满意 and 基本满意 of the issues that were rated."""
    rated = [issue.satisfaction for issue in issues if issue.satisfaction is not None]
    return Rate(part=sum(rating is not Satisfaction.DISSATISFIED for rating in rated), whole=len(rated))


def handling_days(issue: Issue, workdays: Workdays) -> int | None:
    """Working days from the day raised to the day answered, closed or solved on the spot; None while open."""
    if issue.state is IssueState.ON_SPOT:
        return 0
    answered = local(issue.answered_at).date() if issue.answered_at else issue.closed_on
    return None if answered is None else max(workdays.between(issue.raised_on, answered), 0)


def average_handling_days(issues: Iterable[Issue], workdays: Workdays) -> Decimal | None:
    """平均办理工作日: the mean over answered issues, one decimal, half up; None when none is answered."""
    days = [d for d in (handling_days(issue, workdays) for issue in issues) if d is not None]
    if not days:
        return None
    return (Decimal(sum(days)) / len(days)).quantize(Decimal("0.1"), ROUND_HALF_UP)
