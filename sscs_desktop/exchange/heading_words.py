"""What the headings of a row mean: each by itself, and by what stands to its left.

A heading is read without spaces, marks and brackets; a unit in it (万元, 亿元) and a year before it (2017年营业收入)
are kept apart. 职务 and 电话 belong to the person named in the nearest column to their left; where that is nobody of
ours (统计负责人), they are nobody's.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from functools import lru_cache
from types import MappingProxyType

from sscs_desktop.exchange.columns import Bound, Column, Sort
from sscs_desktop.exchange.figure_words import Title, after_period, before_unit

PHONES = frozenset(
    {"电话", "手机", "联系电话", "手机号", "手机号码", "联系方式", "电话号码", "联系手机", "固定电话", "移动电话"}
)
TITLES = frozenset({"职务", "职务职级", "现任职务"})
_PHONE_OF = {
    "": "contact_phone",
    "contact_name": "contact_phone",
    "legal_person": "contact_phone",
    "worker_name": "worker_phone",
    "unit_name": "worker_phone",
}
_TITLE_OF = {"contact_name": "contact_title", "leader_name": "leader_title", "received_by": "received_title"}
_WORKER = "工作联系人"
_STRANGER = "stranger"
_SOMEBODY = re.compile(r".*姓名|.+(?:人|员|干部|领导|经理|[组局县市镇乡科站所部处]长)")
"""A column of persons that we have no field for: 安全管理人员, 税收管理员."""
_ABOUT_PERSON = re.compile(r"(.+?)(?:姓名|(?:姓名)?[及/](?:联系)?(?:电话|手机|方式|职务).*)")
_LAST_OF_PHONES = tuple({word[-1] for word in PHONES})
_AND = str.maketrans("和与", "及及")
_OF_ALL_YEARS = frozenset({"done_wan", "content", "total_wan"})
"""2018年完成投资 is no more than that year's."""
_UNTITLED = Title()
_LONGEST = 200
"""Characters of a heading: what is longer is a text, and one of brackets alone would be looked through for minutes."""
_BRACKETS = re.compile(r"[(\[【〔](?![^)\]】〕]*[美欧港日]元)[^)\]】〕]*[)\]】〕]")
"""What they say is left out, but for a currency that is not ours."""


class Lexicon:
    """Tells which of the columns of one kind of table a bare heading means."""

    def __init__(self, columns: tuple[Column, ...]) -> None:
        self._by_heading = {heading.translate(_AND): column for column in columns for heading in column.headings}
        self.by_field = {column.field: column for column in columns}

    def meaning(self, core: str) -> Column | None:
        """Return what it means: 分包领导姓名 is the 分包领导, 信用代码/注册号 the 信用代码, 责任人手机 his phone."""
        core = core.translate(_AND)
        known = self._by_heading.get(core) or self._by_heading.get(core.removesuffix("名称"))
        return known or self._either(core) or self._about_person(core)

    def beside(self, core: str, person: str) -> Column | None:
        """Return what it means behind a column of `person`, a field or ""."""
        if core in PHONES:
            return self.by_field.get(_PHONE_OF.get(person, ""))
        if core in TITLES:
            return self.by_field.get(_TITLE_OF.get(person, ""))
        return self.meaning(core)

    def _either(self, core: str) -> Column | None:
        parts = re.split("[/、]", core)
        return self._by_heading.get(parts[0]) or self._by_heading.get(parts[-1])

    def _about_person(self, core: str) -> Column | None:
        """Return the person of 联系人及电话, for such a cell is parted, or the phone of one."""
        if match := _ABOUT_PERSON.fullmatch(core):
            return self._person(match[1])
        if not core.endswith(_LAST_OF_PHONES):
            return None
        owners = (self._person(core.removesuffix(word)) for word in PHONES if core.endswith(word))
        owner = next(filter(None, owners), None)
        return self.by_field.get(_PHONE_OF.get(owner.field, "")) if owner else None

    def _person(self, words: str) -> Column | None:
        column = self._by_heading.get(words)
        return column if column is not None and column.sort in (Sort.PERSON, Sort.PEOPLE) else None


def bind(
    headings: Sequence[str],
    lexicon: Lexicon,
    said: Mapping[str, str] = MappingProxyType({}),
    title: Title = _UNTITLED,
) -> dict[str, Bound]:
    """Return field -> where it stands in a heading row; of two columns the one with the plainer heading wins.

    said: what a person said headings mean (heading -> field, "" for nothing): that counts before every guess.
    title: what the lines above say, for headings that do not.
    """
    found: dict[str, Bound] = {}
    ranks: dict[str, int] = {}
    person = before = ""
    names_worker = any(plain_heading(heading) == _WORKER for heading in headings)
    for index, heading in enumerate(headings):
        core, unit, period = split_heading(heading)
        meant = said.get(plain_heading(heading))
        column = lexicon.beside(core, person) if meant is None else lexicon.by_field.get(meant)
        is_contact = meant is None and core.startswith("联系人") and not names_worker
        if is_contact and _is_worker(column, found, before):
            column = lexicon.by_field.get("worker_name", column)
        if column is None or (period and meant is None and column.field in _OF_ALL_YEARS):
            person = _STRANGER if _SOMEBODY.fullmatch(core) else person
            continue
        person, before = _nearest(person, column), column.field
        if column.indicator:
            period = period or title.period
        if column.unit.endswith("元"):
            unit = unit or title.unit
        key = f"{column.field}@{period}" if column.indicator and period else column.field
        rank = -1 if meant is not None else _rank(core, column)
        if key not in found or rank < ranks[key]:
            found[key] = Bound(
                index=index, heading=heading.strip(), column=column, unit=unit, period=period, year=title.year
            )
            ranks[key] = rank
    return found


@lru_cache(maxsize=4096)
def plain_heading(heading: str) -> str:
    """Return a heading as it is compared: half-width, without spaces and marks."""
    return re.sub(r"[\s*:·_]", "", unicodedata.normalize("NFKC", heading))


@lru_cache(maxsize=4096)
def split_heading(heading: str) -> tuple[str, str, str]:
    """Return the bare heading, the unit in it and the period before it, each "" without."""
    if len(heading) > _LONGEST:
        return plain_heading(heading), "", ""
    text, period = after_period(plain_heading(heading))
    text, unit = before_unit(text)
    return _BRACKETS.sub("", text), unit, period


def _nearest(person: str, column: Column) -> str:
    """Return whose a phone in the next column is; a unit's only right behind it."""
    if column.sort is Sort.PERSON or column.field == "unit_name":
        return column.field
    return "" if person == "unit_name" else person


def _rank(core: str, column: Column) -> int:
    if core in PHONES or core in TITLES:
        return 0
    return column.headings.index(core) if core in column.headings else len(column.headings)


def _is_worker(column: Column | None, found: Mapping[str, Bound], before: str) -> bool:
    """A second 联系人, or one right after 责任单位, is the unit's where no heading says 工作联系人."""
    is_contact = column is not None and column.field == "contact_name"
    return is_contact and ("contact_name" in found or before in ("unit_name", "leader_name", "leader_title"))
