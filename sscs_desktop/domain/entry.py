"""What a person types or pastes: cleaned text, days in the office's shorthand, phones."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, timedelta

_LINE_ENDS = re.compile(r"\r\n?|[\u0085\u2028\u2029\v\f]")
_UNSEEN = (
    "\u0000-\u0008\u000e-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f"
    "\ufeff\ufff9-\ufffc\ud800-\udfff\ufffe\uffff"
)
_ODD_SPACES = "\u00a0\u2000-\u200a\u202f\u205f\t"
_INVISIBLE = re.compile(f"[{_UNSEEN}]")
_SUSPECT = re.compile(f"[{_UNSEEN}{_ODD_SPACES}\r\n\v\f\u2028\u2029]|^[ \u3000]|[ \u3000]$")
_CONTROL = re.compile("[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\ud800-\udfff]")
_SPACES = re.compile(f"[{_ODD_SPACES}]")
_TRAILING = re.compile(r"[ \u3000]+$", re.MULTILINE)
_BLANK_LINES = re.compile(r"\n{3,}")

_WORDS = {"今天": 0, "今日": 0, "昨天": -1, "昨日": -1, "前天": -2, "大前天": -3, "明天": 1, "后天": 2, "大后天": 3}
_WEEKDAY = re.compile(r"(上|下|本|这)?(?:周|星期|礼拜)([一二三四五六日天])")
_FULL_DAY = re.compile(r"(\d{4}|\d{2})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*[日号]?")
_MONTH_DAY = re.compile(r"(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*[日号]?")
_DAY_ONLY = re.compile(r"(\d{1,2})[日号]")

_PHONE_MARKS = re.compile(r"[\s\-‐-―−()]")
_MOBILE = re.compile(r"(?:\+?86)?1[3-9]\d{9}")
_LANDLINE = re.compile(r"(?:0\d{2,3})?[2-8]\d{6,7}(?:转?\d{1,6})?")
_HOTLINE = re.compile(r"[48]00\d{7}|1\d{4}")
_PHONE_RUN = re.compile(r"\+?\d(?:[\d\- ]{5,})\d")


def clean(text: str) -> str:
    """Return pasted text (WeChat, Word, spreadsheets) without what nobody sees.

    Line ends become \\n, NUL, control, zero-width and direction characters vanish, odd spaces become plain ones,
    lines lose trailing spaces, three or more line ends become two.
    """
    if not _SUSPECT.search(text):
        return text
    text = _LINE_ENDS.sub("\n", text)
    text = _SPACES.sub(" ", _INVISIBLE.sub("", text))
    return _BLANK_LINES.sub("\n\n", _TRAILING.sub("", text)).strip(" \n\u3000")


def has_control(text: str) -> bool:
    """Tell whether text holds NUL, control characters or lone surrogates, which databases and XML refuse."""
    return _CONTROL.search(text) is not None


def parse_day(text: str, today: date) -> date | None:
    """Return the day a person means, or None.

    Understood: 今天 昨天 明天 后天 · 周三 上周五 · 9-30 9.30 9月30日 0930 · 30日 · 2018-9-30 20180930.
    Without a year the nearest such day to `today` is meant, without a month likewise; a plain 周三 is this week's.
    """
    text = unicodedata.normalize("NFKC", clean(text)).replace(" ", "")
    if text in _WORDS:
        return today + timedelta(days=_WORDS[text])
    if match := _WEEKDAY.fullmatch(text):
        week = {"上": -1, "下": 1}.get(match[1] or "", 0)
        wanted = "一二三四五六日".index(match[2].replace("天", "日"))
        return today + timedelta(days=7 * week + wanted - today.weekday())
    if match := _FULL_DAY.fullmatch(text) or _compact(text):
        year = int(match[1])
        return _day(year if year > 99 else 2000 + year, int(match[2]), int(match[3]))
    if match := _MONTH_DAY.fullmatch(text) or re.fullmatch(r"(\d{1,2})(\d{2})", text):
        years = (today.year - 1, today.year, today.year + 1)
        return _nearest([_day(year, int(match[1]), int(match[2])) for year in years], today)
    if match := _DAY_ONLY.fullmatch(text):
        months = [divmod(today.year * 12 + today.month - 1 + step, 12) for step in (-1, 0, 1)]
        return _nearest([_day(year, month + 1, int(match[1])) for year, month in months], today)
    return None


def is_phone(text: str) -> bool:
    """Tell whether text reads as one or several phones: mobile, landline with or without area code, 400, 12345."""
    parts = [p for p in re.split(r"[/、,，;；]", unicodedata.normalize("NFKC", text)) if p.strip()]
    return bool(parts) and all(
        any(form.fullmatch(_PHONE_MARKS.sub("", part)) for form in (_MOBILE, _LANDLINE, _HOTLINE)) for part in parts
    )


def mask_phone(text: str) -> str:
    """Return phones with four digits hidden, as lists and prints show them: 138****8000, 0319-58****66."""
    return _PHONE_RUN.sub(_masked, text)


def _masked(match: re.Match[str]) -> str:
    run = match[0]
    places = [i for i, character in enumerate(run) if character.isdigit()]
    digits = "".join(run[i] for i in places)
    is_mobile = re.search(r"1[3-9]\d{9}$", digits) is not None and len(digits) in (11, 13)
    hidden = places[-8:-4] if is_mobile else places[-6:-2]
    return "".join("*" if i in hidden else character for i, character in enumerate(run))


def _compact(text: str) -> re.Match[str] | None:
    return re.fullmatch(r"(\d{4})(\d{2})(\d{2})", text) or re.fullmatch(r"(\d{2})(\d{2})(\d{2})", text)


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _nearest(days: list[date | None], today: date) -> date | None:
    known = [day for day in days if day is not None]
    return min(known, key=lambda day: (abs(day - today), day < today), default=None)
