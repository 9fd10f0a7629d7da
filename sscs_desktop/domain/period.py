"""The figures of a month or a year so far, over whatever records they are asked of."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import TypeVar

from sscs_desktop.base.clock import local
from sscs_desktop.domain import indicators
from sscs_desktop.domain.indicators import Rate
from sscs_desktop.domain.issue import Issue
from sscs_desktop.domain.visit import Visit
from sscs_desktop.domain.vocabulary import Category, VisitMode, Word
from sscs_desktop.domain.workdays import Workdays

W = TypeVar("W", bound=Word)

NO_DEPARTMENT = "尚未交办"


@dataclass(frozen=True, kw_only=True)
class Share:
    """The issues of one category or department; never of one cadre."""

    name: str
    raised: int
    solved: int
    in_hand: int
    overdue: int


@dataclass(frozen=True, kw_only=True)
class Figures:
    """What happened from first_on to last_on. Issues are those raised then, as they stand now.

    covered: served objects visited of those served. modes: visits by their manner. Shares stand in the order of the
    code list, departments in that of their names: nobody is ranked.
    """

    first_on: date
    last_on: date
    visits: int
    objects: int
    covered: Rate
    raised: int
    solved: Rate
    settled: Rate
    satisfied: Rate
    in_hand: int
    overdue: int
    handling_days: Decimal | None
    modes: tuple[tuple[str, int], ...]
    categories: tuple[Share, ...]
    departments: tuple[Share, ...]


def month_of(day: date) -> tuple[date, date]:
    """Return the first and the last day of a month."""
    first = day.replace(day=1)
    return first, (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)


def year_until(day: date) -> tuple[date, date]:
    """Return the first day of the year and the last day of the month that `day` lies in."""
    return day.replace(month=1, day=1), month_of(day)[1]


def figures(
    visits: Iterable[Visit],
    issues: Iterable[Issue],
    served: Collection[str],
    days: tuple[date, date],
    *,
    today: date,
    workdays: Workdays,
) -> Figures:
    """Return the figures of some days (both inclusive). served: ids of the enterprises and projects in charge."""
    first, last = days
    during = [v for v in visits if first <= local(v.visited_at).date() <= last]
    found = indicators.raised(issues, first, last)
    visited = indicators.visited_objects(during)
    return Figures(
        first_on=first,
        last_on=last,
        visits=indicators.visits_count(during, first, last),
        objects=len(visited),
        covered=indicators.collection_rate(served, visited),
        raised=len(found),
        solved=indicators.solved_rate(found),
        settled=indicators.settled_rate(found),
        satisfied=indicators.satisfaction_rate(found),
        in_hand=len(indicators.in_hand(found)),
        overdue=len(indicators.overdue(found, today)),
        handling_days=indicators.average_handling_days(found, workdays),
        modes=tuple((m.label, sum(v.mode == m for v in during)) for m in _used(VisitMode, (v.mode for v in during))),
        categories=_by_category(found, today),
        departments=_shares(found, lambda i: i.department_name or NO_DEPARTMENT, today),
    )


def _by_category(issues: Collection[Issue], today: date) -> tuple[Share, ...]:
    kinds = _used(Category, (issue.category for issue in issues))
    return tuple(_share(c.label, [i for i in issues if i.category == c], today) for c in kinds)


def _used(words: type[W], used: Iterable[W]) -> list[W]:
    """Return the words that are used, in the order of their list; those of a later program last."""
    found = set(used)
    return [*(word for word in words if word in found), *sorted(word for word in found if word.is_newer)]


def _shares(issues: Collection[Issue], key: Callable[[Issue], str], today: date) -> tuple[Share, ...]:
    names = sorted({key(issue) for issue in issues}, key=lambda name: (name == NO_DEPARTMENT, name))
    return tuple(_share(name, [i for i in issues if key(i) == name], today) for name in names)


def _share(name: str, issues: Collection[Issue], today: date) -> Share:
    return Share(
        name=name,
        raised=len(issues),
        solved=sum(map(indicators.is_solved, issues)),
        in_hand=len(indicators.in_hand(issues)),
        overdue=len(indicators.overdue(issues, today)),
    )
