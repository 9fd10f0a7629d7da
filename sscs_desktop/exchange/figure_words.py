"""What the words around a figure say of it: its unit and its period, in a heading, a title above, behind the number."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

_SCALES = {
    "": Decimal(1),
    "千": Decimal(10**3),
    "万": Decimal(10**4),
    "十万": Decimal(10**5),
    "百万": Decimal(10**6),
    "千万": Decimal(10**7),
    "亿": Decimal(10**8),
}
_SCALE = "亿|千万|百万|十万|万|千"
_MEASURE = "元|千瓦时|度|kwh|立方米|立方|方|m3|人|户|家"
_UNIT = f"(?:{_SCALE})?(?:{_MEASURE})"
_NUMBER = re.compile(rf"(?:人民币)?(?P<number>.*?)(?P<scale>{_SCALE})?(?P<measure>{_MEASURE})?", re.IGNORECASE)
_BRACKETED = re.compile(
    rf"[(\[【〔](?:[^)\]】〕]*[,、;/年月])?(?:金额)?(?:单位)?(?:人民币)?({_UNIT})(?:人民币)?(?:[,、;/][^)\]】〕]*)?[)\]】〕]",
    re.IGNORECASE,
)
_TRAILING = re.compile(rf"[/,、-]?(?:单位)?(?:人民币)?((?:{_SCALE})?元|(?:{_SCALE})千瓦时|万度|万立方米)$")
_IN_TITLE = re.compile(rf"(?<!填报)(?<!编制)单位\s*:?\s*((?:{_SCALE})?元)(?![\u4e00-\u9fff])|\(((?:{_SCALE})?元)\)")
"""填报单位：元氏县 names a county."""

_YEAR = r"(\d{4})年度?"
_TO = "[-—–至到~]"
_PERIOD = re.compile(rf"{_YEAR}(?:(\d{{1,2}})(?:{_TO}(\d{{1,2}}))?月(?:份)?)?(?=\D)")
_MONTHS_IN_TITLE = re.compile(rf"{_YEAR}\s*(\d{{1,2}})\s*{_TO}\s*(\d{{1,2}})\s*月")
_YEAR_IN_TITLE = re.compile(r"(?<!\d)(20\d\d)年")


@dataclass(frozen=True, kw_only=True)
class Title:
    """What the lines above a table say for all of it, each "" where they do not."""

    unit: str = ""
    """Of its amounts: 单位：元."""
    period: str = ""
    """Of its figures: 2018年1—9月. A year or a month alone is the list's, not the figures'."""
    year: str = ""
    """The only one they name."""


def title_of(texts: Iterable[str]) -> Title:
    """Return what lines above a table say."""
    lines = [unicodedata.normalize("NFKC", text) for text in texts]
    units = (match[1] or match[2] for line in lines if (match := _IN_TITLE.search(line)))
    periods = (_period(match) for line in lines if (match := _MONTHS_IN_TITLE.search(line)))
    years = {year for line in lines for year in _YEAR_IN_TITLE.findall(line)}
    return Title(unit=next(units, ""), period=next(periods, ""), year=years.pop() if len(years) == 1 else "")


def scale_of(unit: str) -> Decimal:
    """Return how many of its plain measure a unit is: 10,000 for 万元, 1 for 人 and for no unit."""
    match = _NUMBER.fullmatch(unit)
    return _SCALES[match["scale"] or ""] if match and match["measure"] else Decimal(1)


def parted(text: str) -> tuple[str, Decimal | None]:
    """Return the number in a cell's plain text, and what its own unit multiplies it by; None where it has none."""
    match = _NUMBER.fullmatch(text)
    if match is None:
        return text, None
    has_unit = match["scale"] or match["measure"]
    return match["number"], _SCALES[match["scale"] or ""] if has_unit else None


def after_period(text: str) -> tuple[str, str]:
    """Return a plain heading without the period before it, and the period: 2018年9月 or ""."""
    match = _PERIOD.match(text)
    return (text[match.end() :], _period(match)) if match else (text, "")


def before_unit(text: str) -> tuple[str, str]:
    """Return a plain heading without the unit behind it, and the unit: 利润总额/万元 is 利润总额 and 万元."""
    if match := _BRACKETED.search(text):
        return text, match[1]
    if match := _TRAILING.search(text):
        return text[: match.start()], match[1]
    return text, ""


def _period(match: re.Match[str]) -> str:
    year, first, last = match.groups()
    return year + (f"年{first}—{last}月" if last else f"年{first}月" if first else "")
