"""One definition of each figure, for desk, directory and papers alike.

Source: 冀发〔2018〕7号 四、(五) 信息采集100% and the four functions; where the policy names a figure without
defining it, the definition below is ours and is the only one.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal

from sscs_desktop.base.clock import local
from sscs_desktop.domain.issue import AT_WORK, ENDED_STATES, Issue
from sscs_desktop.domain.visit import Visit
from sscs_desktop.domain.vocabulary import IssueState, Outcome, Satisfaction
from sscs_desktop.domain.workdays import Workdays

DEFINITION = "2018-1"
"""Version of the definitions below, shown with every prepared figure: those of two versions are not compared."""


@dataclass(frozen=True, kw_only=True)
class AsOf:
    """What a figure knew: made at `at`; on a desk, what the directory had said by `heard_at`. seq: feed number."""

    at: datetime
    heard_at: datetime | None = None
    seq: int = 0
    definition: str = DEFINITION

    @property
    def words(self) -> str:
        """The mark beside figures on paper and in tables."""
        heard = f"，县里数据同步至{_moment(self.heard_at)}" if self.heard_at is not None else ""
        number = f"，变动号{self.seq}" if self.seq else ""
        return f"截至{_moment(self.at)}{heard}{number}，口径{self.definition}"


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

    @property
    def words(self) -> str:
        """83.3%, or a dash of nothing."""
        return "—" if self.percent is None else f"{self.percent}%"


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


def settled_on(issue: Issue) -> date | None:
    """办结日期: the day closed, of one solved on the spot the day raised; None while it is not settled."""
    if issue.state is IssueState.ON_SPOT:
        return issue.closed_on or issue.raised_on
    return issue.closed_on if is_settled(issue) else None


def in_hand(issues: Iterable[Issue]) -> tuple[Issue, ...]:
    """在办: issues neither closed, solved on the spot nor withdrawn."""
    return tuple(issue for issue in issues if issue.state not in ENDED_STATES)


def overdue(issues: Iterable[Issue], today: date) -> tuple[Issue, ...]:
    """超期: issues whose department's clock still runs, past their deadline. It judges the department alone."""
    return tuple(i for i in issues if i.state in AT_WORK and i.due_on is not None and i.due_on < today)


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


def _moment(at: datetime) -> str:
    here = local(at)
    return f"{here.year}年{here.month}月{here.day}日{here.hour}时{here.minute:02d}分"
