"""Days and times as the dialogs write and read them."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime, time

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QWidget

from sscs_desktop.base import clock
from sscs_desktop.domain.workdays import Workdays
from sscs_desktop.ui import phrases
from sscs_desktop.ui.widgets.day_field import DayField

_TIME = re.compile(r"(\d{1,2})\s*[:.点时]\s*(\d{1,2})?\s*分?|(\d{1,2})(\d{2})|(\d{1,2})")


def long_day(day: date, today: date) -> str:
    """Return 今天 9月26日 周三."""
    words = {
        0: QCoreApplication.translate("Days", "今天"),
        -1: QCoreApplication.translate("Days", "昨天"),
        -2: QCoreApplication.translate("Days", "前天"),
        1: QCoreApplication.translate("Days", "明天"),
        2: QCoreApplication.translate("Days", "后天"),
    }
    near = words.get((day - today).days, "")
    return f"{near} {phrases.day(day, today)} {phrases.weekday(day)}".strip()


def resolved_day(day: date, today: date, workdays: Workdays) -> str:
    """Return 9月30日 周日，调休上班: what a typed day means, and whether the office works on it."""
    plain = f"{phrases.day(day, today)} {phrases.weekday(day)}"
    if not workdays.is_published(day):
        return QCoreApplication.translate("Days", "{day}，暂按周末推算").format(day=plain)
    is_weekend, works = day.weekday() >= 5, workdays.is_working(day)
    if works and is_weekend:
        return QCoreApplication.translate("Days", "{day}，调休上班").format(day=plain)
    if not works and not is_weekend:
        return QCoreApplication.translate("Days", "{day}，放假").format(day=plain)
    if not works:
        return QCoreApplication.translate("Days", "{day}，休息").format(day=plain)
    return plain


def parse_time(text: str) -> time | None:
    """Return the time of day a person means (15:20, 1520, 15点, 9), None if it is none."""
    match = _TIME.fullmatch(unicodedata.normalize("NFKC", text).strip())
    if match is None:
        return None
    hour = int(match[1] or match[3] or match[5])
    minute = int(match[2] or match[4] or 0)
    return time(hour, minute) if hour < 24 and minute < 60 else None


def moment(day: date, at: time) -> datetime:
    """Return a day and time of the office (Asia/Shanghai) as an aware moment."""
    return datetime.combine(day, at, clock.SHANGHAI)


class WhenField(DayField):
    """A day written long (今天 9月26日 周三); while it has the focus short, so that it can be typed over."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(shown=lambda day: long_day(day, clock.today()), parent=parent)

    def focusInEvent(self, event: QFocusEvent) -> None:
        day = self.day()
        if day is not None:
            self.setText(f"{day.month}-{day.day}" if day.year == clock.today().year else day.isoformat())
        super().focusInEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if self.day() is not None:
            self.set_day(self.day())
