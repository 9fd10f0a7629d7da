"""A cell -> the day or the moment it means, as people write days: 2018.9.5, 18年9月, 43348, 2018/9/5 0:00."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta

from sscs_desktop.base.clock import SHANGHAI
from sscs_desktop.exchange.cells import BadCellError, Cell, as_text, plain

_EXCEL_DAYS = (date(1899, 12, 30), 20_000, 80_000)
_CLOCK = re.compile(r"[ T\u3000]+(\d{1,2})[:：](\d{2})(?:[:：]\d{2}(?:\.\d+)?)?$")
_DAYTIME = re.compile(r"[ \u3000]*(?:上午|下午|晚上|中午|早上|全天)(?:\d{1,2}[点时:：].*)?$")
_AROUND = re.compile(r"^(?:预计|计划|拟|约)(?:于|在)?|\(?(?:周|星期)[一二三四五六日天]\)?$")
_DAY = re.compile(
    r"(\d{4})[-/.年、,](\d{1,2})(?:[-/.月、,](\d{1,2})?[日号]?)?"
    r"|(\d{2})(?:年(\d{1,2})月(?:(\d{1,2})[日号]?)?|[-/.](\d{1,2})[-/.](\d{1,2}))"
)
"""10.12 is no October 2010: a year of two digits says 年, or has month and day behind it."""
_DIGITS = re.compile(r"((?:19|20)\d{2})(\d{2})(\d{2})?|(\d{2})(\d{2})(\d{2})")
_DAY_OF_YEAR = re.compile(r"(\d{1,2})[-/.月](\d{1,2})[日号]?")
_SPAN = re.compile(
    r"((?:\d{2}(?:\d{2})?[-/.年])?\d{1,2}[-/.月]\d{1,2}[日号]?)"
    r"[-—–~至到](?:(?:(\d{4})[-/.年])?(\d{1,2})[-/.月])?(\d{1,2})[日号]?"
)
"""9月5日至7日, 2018.9.30—10.2: the day it begins, and the year, month and day of its end."""
_UNCLEAR = re.compile(r"\d{4}年?|\d{4}[./]\d{1,2}[-—~]\d{1,2}|\d{1,2}月\d{1,2}[日号]?|\d{1,2}月份?")
_NUMERALS = "〇○零一二三四五六七八九"
_WRITTEN = re.compile(
    rf"(?:(?:\d{{2}}|[{_NUMERALS}]{{2}}){{1,2}}年)?[一二三四五六七八九十]{{1,2}}月"
    "(?:[一二三四五六七八九十]{1,3}[日号]?)?"
)
"""二〇一八年三月五日, as the foot of a letter has it."""
_TENS = re.compile("([一二三]?)十([一二三四五六七八九]?)")
_IN_DIGITS = str.maketrans(_NUMERALS, "000123456789")
_PIVOT = 50
"""98年 is 1998: whoever leaves a century out means the one he has seen or will see."""
_YEARS = range(1840, 2101)
"""The oldest works of Hebei were founded in the 1870s."""


def day(value: Cell, year: str = "") -> date:
    """Return the day; 2018年9月 is its first. year: of a day that says none. BadCellError: bad_date, unclear_date."""
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    text = _AROUND.sub("", plain(_DAYTIME.sub("", _CLOCK.sub("", as_text(value)))))
    if (counted := _counted(value, text)) is not None:
        return counted
    if _WRITTEN.fullmatch(text):
        text = _in_digits(text)
    if year and isinstance(value, str) and (match := _DAY_OF_YEAR.fullmatch(text)):
        return _made(year, match[1], match[2])
    if _UNCLEAR.fullmatch(text) or (isinstance(value, float) and re.fullmatch(r"\d{4}\.1", text)):
        raise BadCellError("unclear_date")  # part of a day; or 2018.1, maybe 2018.10; or 2018.9-10, maybe two months
    match = _DAY.fullmatch(text) or _DIGITS.fullmatch(text)
    if match is None:
        raise BadCellError("bad_date")
    return _made(*(part for part in match.groups() if part))


def moment(value: Cell, year: str = "") -> datetime:
    """Return day and time of day as written; midnight, as spreadsheets write it, where only the day is said.

    BadCellError: as day, and several_days, which keeps the first.
    """
    if isinstance(value, datetime):
        return value.replace(tzinfo=SHANGHAI)
    clock = _CLOCK.search(as_text(value)) if isinstance(value, str) else None
    at = time()
    if clock and int(clock[1]) < 24 and int(clock[2]) < 60:
        at = time(int(clock[1]), int(clock[2]))
    try:
        return datetime.combine(day(value, year), at, SHANGHAI)
    except BadCellError:
        if (first := _first_of_span(plain(as_text(value)), year)) is None:
            raise
        raise BadCellError("several_days", kept=datetime.combine(first, at, SHANGHAI)) from None


def _first_of_span(text: str, year: str) -> date | None:
    """Return the first of several days on end; None for what is no such span."""
    if (match := _SPAN.fullmatch(text)) is None:
        return None
    try:
        first = day(match[1], year)
        last = _made(match[2] or str(first.year), match[3] or str(first.month), match[4])
    except BadCellError:
        return None
    return first if first < last else None


def _counted(value: Cell, text: str) -> date | None:
    """Return the day that a number means as spreadsheets count days; None for any other number."""
    number = float(text) if isinstance(value, str) and len(text) == 5 and text.isdecimal() else value
    if isinstance(number, bool) or not isinstance(number, int | float):
        return None
    origin, first, last = _EXCEL_DAYS
    return origin + timedelta(days=int(number)) if first <= number <= last else None


def _in_digits(text: str) -> str:
    """Return a day that is written in Chinese numerals as one in digits."""
    return _TENS.sub(lambda ten: f"{ten[1] or '一'}{ten[2] or '〇'}", text).translate(_IN_DIGITS)


def _made(year: str, month: str, day_of_month: str = "1") -> date:
    whole = int(year)
    if len(year) == 2:
        whole += 2000 if whole <= _PIVOT else 1900
    try:
        made = date(whole, int(month), int(day_of_month))
    except ValueError:
        raise BadCellError("bad_date") from None
    if whole not in _YEARS:
        raise BadCellError("bad_date")
    return made
