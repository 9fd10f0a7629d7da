"""Months as a person chooses them: the last twelve, this one first."""

from __future__ import annotations

from datetime import date, timedelta

from PySide6.QtCore import QCoreApplication

from sscs_desktop.base import clock

translate = QCoreApplication.translate

OFFERED = 12


def last() -> list[date]:
    """Return the first days of this month and of those before it."""
    found = [clock.today().replace(day=1)]
    while len(found) < OFFERED:
        found.append((found[-1] - timedelta(days=1)).replace(day=1))
    return found


def word(month: date) -> str:
    """Return 9月, with its year when that is not this one."""
    if month.year == clock.today().year:
        return name(month)
    return translate("months", "{year}年{month}").format(year=month.year, month=name(month))


def name(month: date) -> str:
    """Return 1月 … 12月."""
    names = translate("months", "1月 2月 3月 4月 5月 6月 7月 8月 9月 10月 11月 12月")
    return names.split()[month.month - 1]
