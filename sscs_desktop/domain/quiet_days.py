"""企业安静日: days on which nobody calls on an enterprise, as the county writes them.

Understood: 每月1—20日 · 每月5日、15日 · 每周三 · 每周一至周三 · 2018-09-20 · 9月20日, several separated by ；or ，.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date

_WEEK = "一二三四五六日"
_SPAN = r"\s*(?:[-~到至]|[—–]+)\s*"
_MONTHLY = re.compile(r"(?:每月|每个月)(.*)")
_WEEKLY = re.compile(r"(?:每周|每星期|每逢周)(.*)")
_DATE = re.compile(r"(?:(\d{4})\s*[-/.年]\s*)?(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*[日号]?")


def is_quiet(text: str, day: date) -> bool:
    """Tell whether `day` is a quiet day by the county's words; what is not understood is no quiet day."""
    return any(_part(part.strip(), day) for part in _parts(text))


def _parts(text: str) -> list[str]:
    """Split at marks, carrying 每月 or 每周 on: 每月5日、15日 is two parts, both monthly."""
    parts, opening = [], ""
    for part in re.split(r"[;,、。\n]", unicodedata.normalize("NFKC", text)):
        part = part.strip()
        if head := re.match(r"每月|每个月|每周|每星期|每逢周", part):
            opening = head[0]
        elif opening and not _DATE.fullmatch(part):
            part = opening + part
        parts.append(part)
    return parts


def _part(part: str, day: date) -> bool:
    if match := _MONTHLY.fullmatch(part):
        numbers = re.sub(r"[日号]", "", match[1])
        span = re.fullmatch(rf"\s*(\d{{1,2}})(?:{_SPAN}(\d{{1,2}}))?\s*", numbers)
        return span is not None and _within(day.day, int(span[1]), int(span[2] or span[1]))
    if match := _WEEKLY.fullmatch(part):
        names = re.sub(r"周|星期", "", match[1]).replace("天", "日")
        span = re.fullmatch(rf"\s*([{_WEEK}])(?:{_SPAN}([{_WEEK}]))?\s*", names)
        return span is not None and _within(day.weekday(), _WEEK.index(span[1]), _WEEK.index(span[2] or span[1]))
    if match := _DATE.fullmatch(part):
        return (int(match[1] or day.year), int(match[2]), int(match[3])) == (day.year, day.month, day.day)
    return False


def _within(value: int, first: int, last: int) -> bool:
    return first <= value <= last if first <= last else value >= first or value <= last
