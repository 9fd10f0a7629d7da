"""Working days 工作日 with holidays and make-up days 调休, deadlines, and the lights on a department.

Source: the yearly notices 国务院办公厅关于部分节假日安排的通知, as data in resources/calendar/. A deadline counts from
the next day. Beyond the published years only weekends are known: such a day is a guess, and says so
(暂按周末推算). All days are those of Asia/Shanghai.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import accumulate
from typing import Any

from sscs_desktop.base import clock
from sscs_desktop.domain.campaign import Calendar, TimeLimit
from sscs_desktop.domain.vocabulary import Light, TimeUnit

WEEKDAYS = ("周一", "周二", "周三", "周四", "周五", "周六", "周日")
YELLOW_SHARE = 5
"""Yellow at one fifth (20 %) of the limit left, or at one working day."""

_ONE = timedelta(days=1)


@dataclass(frozen=True, kw_only=True)
class Deadline:
    """The last day on which something is in time; `at` is the moment itself, for limits in hours."""

    on: date
    is_guess: bool = False
    """暂按周末推算: the count touched days whose holidays are not published yet."""
    at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class LightWords:
    """What the light says in words: working days left, or working days overdue (0: since the last one)."""

    light: Light
    remaining: int
    overdue: int
    is_overdue: bool


class Workdays:
    """Counts working days; built once from a calendar, then every answer is a look-up."""

    def __init__(self, calendar: Calendar) -> None:
        self._first = date(calendar.first_year, 1, 1)
        self._last = date(calendar.last_year, 12, 31)
        off, work = set(calendar.off), set(calendar.work)
        days = (self._first + timedelta(days=i) for i in range((self._last - self._first).days + 1))
        flags = [d in work or (d.weekday() < 5 and d not in off) for d in days]
        self._flags = flags
        self._counts = list(accumulate(flags, initial=0))[1:]

    def is_working(self, day: date) -> bool:
        """Tell whether the office works on that day; only weekends are known outside the published years."""
        if self.is_published(day):
            return self._flags[(day - self._first).days]
        return day.weekday() < 5

    def is_published(self, day: date) -> bool:
        """Tell whether the holidays of that day's year are published."""
        return self._first <= day <= self._last

    def add(self, start: date, n: int) -> Deadline:
        """Return the n-th working day after `start` (before it, when n is negative); n = 0 is `start` itself."""
        if n == 0:
            on = start
        else:
            target = self._count(start) + n if n > 0 else self._count(start - _ONE) + 1 + n
            on = self._nth(target)
        return Deadline(on=on, is_guess=not (self.is_published(start) and self.is_published(on)))

    def between(self, a: date, b: date) -> int:
        """Return the working days after `a` up to and with `b`; negative when `b` comes first."""
        return self._count(b) - self._count(a)

    def _count(self, day: date) -> int:
        """Return the working days from the first published day to `day`, inclusive; before it negative."""
        if day > self._last:
            return self._counts[-1] + _weekdays_to(day) - _weekdays_to(self._last)
        if day < self._first:
            return _weekdays_to(day) - _weekdays_to(self._first - _ONE)
        return self._counts[(day - self._first).days]

    def _nth(self, target: int) -> date:
        """Return the working day whose count is `target`."""
        if target < 1:
            return _weekday_number(target + _weekdays_to(self._first - _ONE))
        if target > self._counts[-1]:
            return _weekday_number(target - self._counts[-1] + _weekdays_to(self._last))
        return self._first + timedelta(days=bisect_left(self._counts, target))


def weekday_name(day: date) -> str:
    """Return 周一 … 周日."""
    return WEEKDAYS[day.weekday()]


def calendar_from(data: Mapping[str, Any], calendar_id: str = "calendar") -> Calendar:
    """Parse a file of resources/calendar/; the last year is the last with a published paper."""
    years = sorted(int(year) for year, papers in data["papers"].items() if papers)
    return Calendar(
        id=str(data.get("id", calendar_id)),
        version=str(data.get("version", f"{years[0]}-{years[-1]}")),
        first_year=years[0],
        last_year=years[-1],
        off=tuple(date.fromisoformat(day) for day in data["off"]),
        work=tuple(date.fromisoformat(day) for day in data["work"]),
    )


def due(limit: TimeLimit, since: datetime, workdays: Workdays) -> Deadline:
    """Return when a limit ends that began at `since` (aware): working days and days count from the next day."""
    start = clock.local(since)
    if limit.unit is TimeUnit.WORKING_DAY:
        return workdays.add(start.date(), limit.amount)
    if limit.unit is TimeUnit.DAY:
        return Deadline(on=start.date() + timedelta(days=limit.amount))
    end = start + timedelta(hours=limit.amount)
    return Deadline(on=end.date(), at=end)


def light(due_on: date | None, today: date, limit_days: int, workdays: Workdays) -> Light:
    """Return the light: red when overdue, yellow at ≤ 20 % of the limit or one working day left."""
    if due_on is None:
        return Light.NONE
    if today > due_on:
        return Light.RED
    left = workdays.between(today, due_on)
    return Light.YELLOW if left <= 1 or left * YELLOW_SHARE <= limit_days else Light.NONE


def light_words(due_on: date, today: date, limit_days: int, workdays: Workdays) -> LightWords:
    """Return the light with the numbers its sentence needs: never colour alone."""
    left = workdays.between(today, due_on)
    return LightWords(
        light=light(due_on, today, limit_days, workdays),
        remaining=max(left, 0),
        overdue=max(-left, 0),
        is_overdue=today > due_on,
    )


def _weekdays_to(day: date) -> int:
    """Return how many days Monday to Friday there are from 0001-01-01 (a Monday) to `day`, inclusive."""
    weeks, rest = divmod(day.toordinal(), 7)
    return weeks * 5 + min(rest, 5)


def _weekday_number(n: int) -> date:
    """Return the n-th day Monday to Friday, the inverse of _weekdays_to."""
    weeks, rest = divmod(n - 1, 5)
    return date.fromordinal(weeks * 7 + rest + 1)
