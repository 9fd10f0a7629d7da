"""Days, moments and amounts as the office writes them; every page says them the same way."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from PySide6.QtCore import QCoreApplication

from sscs_desktop.base import clock
from sscs_desktop.ui.marked import QT_TRANSLATE_NOOP

translate = QCoreApplication.translate

LONG_AGO_DAYS = 20
"""From here on the number of days says more than the date."""


def day(on: date, today: date | None = None) -> str:
    """Return 9月26日, with its year when that is not this one."""
    if on.year == (today or clock.today()).year:
        text = translate("phrases", "{month}月{day}日")
    else:
        text = translate("phrases", "{year}年{month}月{day}日")
    return text.format(year=on.year, month=on.month, day=on.day)


def weekday(on: date) -> str:
    """Return 周一 … 周日."""
    names = translate("phrases", "周一 周二 周三 周四 周五 周六 周日")
    return names.split()[on.weekday()]


def long_weekday(on: date) -> str:
    """Return 星期一 … 星期日, as on the page of today."""
    names = translate("phrases", "星期一 星期二 星期三 星期四 星期五 星期六 星期日")
    return names.split()[on.weekday()]


def near(on: date, today: date | None = None) -> str:
    """Return 今天, 昨天 or 明天 where it is so, else the day."""
    today = today or clock.today()
    steps = {
        0: translate("phrases", "今天"),
        -1: translate("phrases", "昨天"),
        1: translate("phrases", "明天"),
    }
    return steps.get((on - today).days) or day(on, today)


def day_weekday(on: date, today: date | None = None) -> str:
    """Return 9月28日（周五）."""
    text = translate("phrases", "{day}（{weekday}）")
    return text.format(day=day(on, today), weekday=weekday(on))


def since(on: date | None, today: date | None = None) -> str:
    """Return how long ago somebody was last contacted: 今天, 9月11日, 38 天前, 没联系过."""
    if on is None:
        return translate("phrases", "没联系过")
    today = today or clock.today()
    days = (today - on).days
    if days >= LONG_AGO_DAYS:
        return translate("phrases", "{days} 天前").format(days=days)
    return near(on, today)


def moment(at: datetime | None, now: datetime | None = None) -> str:
    """Return 今天 09:12, 昨天 17:40, 9月11日 08:00; "" for none."""
    if at is None:
        return ""
    here = clock.local(at)
    return f"{near(here.date(), clock.local(now or clock.now()).date())} {here:%H:%M}"


def brief(at: datetime, now: datetime | None = None) -> str:
    """Return the narrowest that is still clear: 09:12 of today, 昨天, 9月11日."""
    here, today = clock.local(at), clock.local(now or clock.now()).date()
    return f"{here:%H:%M}" if here.date() == today else near(here.date(), today)


def number(value: Decimal) -> str:
    """Return a number with its thousands set apart and no idle zeros: 4,820 or 12.5."""
    plain = value.normalize()
    return f"{plain:,f}"


def amount(value: Decimal | None, unit: str) -> str:
    """Return a number with its unit; "" for none."""
    return "" if value is None else f"{number(value)} {unit_word(unit)}"


def unit_word(unit: str) -> str:
    """Return a figure's unit in the language of the screen; one that is no unit of ours stays as it is."""
    return translate("units", unit) if unit in _UNITS else unit


_UNITS = frozenset(
    {
        QT_TRANSLATE_NOOP("units", "万元"),
        QT_TRANSLATE_NOOP("units", "人"),
        QT_TRANSLATE_NOOP("units", "万千瓦时"),
        QT_TRANSLATE_NOOP("units", "万立方米"),
    }
)


def short_name(name: str) -> str:
    """Return a firm's name as people say it: without 有限公司 and without what stands in brackets."""
    bare = name.split("（")[0]
    for tail in ("股份有限公司", "有限责任公司", "有限公司"):
        bare = bare.removesuffix(tail)
    return bare or name
