from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sscs_desktop.base.paths import resources
from sscs_desktop.domain.campaign import TimeLimit
from sscs_desktop.domain.vocabulary import Light, TimeUnit
from sscs_desktop.domain.workdays import (
    WEEKDAYS,
    Workdays,
    calendar_from,
    due,
    light,
    light_words,
    weekday_name,
)

DATA = json.loads(resources("calendar", "holidays_2018_2026.json").read_text("utf-8"))
VECTORS = json.loads((Path(__file__).parent / "workday_vectors.json").read_text("utf-8"))
WORKDAYS = Workdays(calendar_from(DATA))

days = st.dates(date(2010, 1, 1), date(2040, 12, 31))


@pytest.mark.parametrize(("start", "n", "expected", "weekday"), VECTORS)
def test_the_published_vectors_hold(start: str, n: int, expected: str, weekday: str) -> None:
    deadline = WORKDAYS.add(date.fromisoformat(start), n)
    assert deadline.on == date.fromisoformat(expected)
    assert weekday_name(deadline.on) == "周" + weekday
    assert not deadline.is_guess


def test_the_calendar_ends_with_the_last_published_notice() -> None:
    calendar = calendar_from(DATA)
    assert (calendar.first_year, calendar.last_year) == (2018, 2026)


@given(days, st.integers(1, 400))
def test_adding_counts_from_the_next_day_like_a_person_would(start: date, n: int) -> None:
    day, left = start, n
    while left:
        day += timedelta(days=1)
        left -= WORKDAYS.is_working(day)
    assert WORKDAYS.add(start, n).on == day


@given(days, st.integers(1, 300))
def test_adding_backwards_counts_like_a_person_would(start: date, n: int) -> None:
    day, left = start, n
    while left:
        day -= timedelta(days=1)
        left -= WORKDAYS.is_working(day)
    assert WORKDAYS.add(start, -n).on == day


@given(days, st.integers(0, 300))
def test_between_undoes_add(start: date, n: int) -> None:
    end = WORKDAYS.add(start, n).on
    assert WORKDAYS.between(start, end) == n
    assert WORKDAYS.between(end, start) == -n


def test_beyond_the_last_published_year_weekends_are_guessed_and_said() -> None:
    assert WORKDAYS.add(date(2026, 12, 30), 5).is_guess
    assert WORKDAYS.add(date(2026, 12, 31), 1).on == date(2027, 1, 1)
    assert WORKDAYS.add(date(2017, 12, 29), 1).is_guess
    assert not WORKDAYS.add(date(2026, 12, 30), 1).is_guess


def test_the_saturday_before_new_year_2019_is_worked_by_the_notice_of_2019() -> None:
    assert WORKDAYS.is_working(date(2018, 12, 29))
    assert not WORKDAYS.is_working(date(2018, 12, 31))


def test_a_limit_in_working_days_begins_on_the_day_in_shanghai() -> None:
    late = datetime(2018, 9, 27, 16, 30, tzinfo=UTC)  # already the 28th in Shanghai
    limit = TimeLimit(name="general", amount=5)
    assert due(limit, late, WORKDAYS).on == date(2018, 10, 10)


def test_limits_in_days_and_hours_do_not_skip_holidays() -> None:
    since = datetime(2018, 9, 30, 2, tzinfo=UTC)
    in_days = due(TimeLimit(name="x", amount=3, unit=TimeUnit.DAY), since, WORKDAYS)
    in_hours = due(TimeLimit(name="x", amount=36, unit=TimeUnit.HOUR), since, WORKDAYS)
    assert in_days.on == date(2018, 10, 3)
    assert in_hours.on == date(2018, 10, 1)
    assert in_hours.at == since + timedelta(hours=36)


@pytest.mark.parametrize(
    ("today", "expected"),
    [
        (date(2018, 10, 8), Light.NONE),  # 12 of 15 left
        (date(2018, 10, 18), Light.NONE),  # 4 left
        (date(2018, 10, 19), Light.YELLOW),  # 3 left: 20 %
        (date(2018, 10, 24), Light.YELLOW),
        (date(2018, 10, 25), Light.RED),
    ],
)
def test_the_light_turns_yellow_at_a_fifth_and_red_the_day_after(today: date, expected: Light) -> None:
    assert light(date(2018, 10, 24), today, 15, WORKDAYS) is expected


def test_one_working_day_left_is_yellow_over_a_long_holiday_too() -> None:
    assert light(date(2018, 10, 8), date(2018, 9, 30), 3, WORKDAYS) is Light.YELLOW
    assert light(date(2018, 10, 9), date(2018, 9, 30), 3, WORKDAYS) is Light.NONE
    assert light(None, date(2018, 9, 30), 3, WORKDAYS) is Light.NONE


def test_the_words_count_working_days_left_and_overdue() -> None:
    left = light_words(date(2018, 10, 10), date(2018, 9, 30), 7, WORKDAYS)
    late = light_words(date(2018, 9, 28), date(2018, 10, 8), 7, WORKDAYS)
    weekend = light_words(date(2018, 9, 14), date(2018, 9, 15), 7, WORKDAYS)
    assert (left.remaining, left.overdue, left.is_overdue) == (3, 0, False)
    assert (late.light, late.remaining, late.overdue) == (Light.RED, 0, 3)
    assert (weekend.light, weekend.overdue, weekend.is_overdue) == (Light.RED, 0, True)


def test_weekdays_have_their_chinese_names() -> None:
    assert [weekday_name(date(2018, 9, 3) + timedelta(days=i)) for i in range(7)] == list(WEEKDAYS)
