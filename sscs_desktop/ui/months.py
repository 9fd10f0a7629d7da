"""Months as a person chooses them: the last twelve, this one first."""

from __future__ import annotations

from datetime import date, timedelta

from PySide6.QtCore import QCoreApplication

from sscs_desktop.base import clock

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
        text = QCoreApplication.translate("months", "{month}月")
    else:
        text = QCoreApplication.translate("months", "{year}年{month}月")
    return text.format(year=month.year, month=month.month)
