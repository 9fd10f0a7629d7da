"""The briefing 工作简报 and the circular 情况通报: prepared figures in the words of a text file, before they are set.

The text file says the sentences; what is counted comes from domain.ledger. Nothing here names or ranks a cadre.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sscs_desktop.base.clock import local
from sscs_desktop.base.errors import Refused
from sscs_desktop.domain import holdings, indicators, ledger, period
from sscs_desktop.domain.campaign import Campaign, Target
from sscs_desktop.domain.holdings import Records
from sscs_desktop.domain.indicators import AsOf, Rate
from sscs_desktop.domain.ledger import MonthEntry
from sscs_desktop.domain.livelihood import Progress
from sscs_desktop.domain.period import Figures, Share
from sscs_desktop.domain.workdays import Workdays

KINDS = ("briefing", "circular")
"""工作简报 · 情况通报."""


SLIM, BROAD = 4, 14
"""Characters that a column of a table has room for at least and at most before others have theirs."""
UNTORN = 10
"""Rows of a table that stand on one page."""


@dataclass(frozen=True, kw_only=True)
class Attained:
    """What areas report of one indicator of an initiative.

    It stands beside the policy's target without a rate: that is the whole province's, and how much of it falls to a
    county the policy leaves to each city's plan.
    """

    no: int
    name: str
    target: Target
    values: tuple[Decimal, ...]
    """The newest of each area, smallest first."""

    @property
    def words(self) -> str:
        """The sum, or of shares, which have none, from the smallest to the largest."""
        unit = self.target.unit
        if unit != "%":
            return f"{sum(self.values, Decimal(0)):f}{unit}"
        return "—".join(f"{value:f}{unit}" for value in dict.fromkeys((self.values[0], self.values[-1])))


@dataclass(frozen=True, kw_only=True)
class Facts:
    """Everything a briefing may speak of: of a unit or a county, in a month and in the year until its end."""

    owner: str
    month: Figures
    year: Figures
    collected: Rate
    units: tuple[MonthEntry, ...]
    attained: tuple[Attained, ...]
    as_of: AsOf


@dataclass(frozen=True, kw_only=True)
class Heading:
    text: str


@dataclass(frozen=True, kw_only=True)
class Paragraph:
    text: str


@dataclass(frozen=True, kw_only=True)
class Table:
    """Figures in rows."""

    caption: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    @property
    def is_whole(self) -> bool:
        """Tell whether the table is short enough to stand on one page."""
        return len(self.rows) <= UNTORN

    @property
    def weights(self) -> tuple[int, ...]:
        """How wide the columns are beside each other: as many characters as the longest text, within bounds."""
        longest = (max(map(_room_of, texts)) for texts in zip(self.heads, *self.rows, strict=True))
        return tuple(min(max(length, SLIM), BROAD) + 2 for length in longest)


@dataclass(frozen=True, kw_only=True)
class Bar:
    """One bar of a chart, and the part of it that is solved."""

    name: str
    whole: int
    part: int = 0


@dataclass(frozen=True, kw_only=True)
class Chart:
    """Bars with their numbers; legend: what the whole and what the part of a bar is."""

    caption: str
    legend: tuple[str, str]
    bars: tuple[Bar, ...]


Block = Heading | Paragraph | Table | Chart


@dataclass(frozen=True, kw_only=True)
class Briefing:
    """A paper to be set. banner: the name at the head of a briefing, "" without; mark: as of when.

    Under its banner a briefing says its number, whose it is and of which day; without one it is signed at its end.
    """

    banner: str
    number: str
    title: str
    addressee: str
    blocks: tuple[Block, ...]
    issuer: str
    made_on: date
    mark: str

    @property
    def made(self) -> str:
        """The day it was made, as papers write it."""
        return f"{self.made_on.year}年{self.made_on.month}月{self.made_on.day}日"


def facts(
    records: Records, day: date, owner: str, as_of: AsOf, *, workdays: Workdays, campaign: Campaign | None = None
) -> Facts:
    """Gather the facts of the month that `day` lies in. Raises Refused("month_not_begun")."""
    today = local(as_of.at).date()
    days, year = period.month_of(day), period.year_until(day)
    if days[0] > today:
        raise Refused("month_not_begun")
    firms = frozenset(e.id for e in records.enterprises if not e.merged_into)
    known = firms | {p.id for p in records.projects}
    return Facts(
        owner=owner,
        month=ledger.figures(records, days, today=today, workdays=workdays),
        year=ledger.figures(records, year, today=today, workdays=workdays),
        collected=indicators.collection_rate(holdings.served(records) & known, holdings.collected(records)),
        units=tuple(ledger.months(records, days, today=today, workdays=workdays)),
        attained=attained(campaign, records.progress) if campaign is not None else (),
        as_of=as_of,
    )


def compose(text: Mapping[str, Any], given: Facts) -> Briefing:
    """Fill a text file (resources/templates/<kind>_v1.json) with facts."""
    words = _words(given)
    return Briefing(
        banner=text.get("banner", ""),
        number=text.get("number", ""),
        title=text["title"].format_map(words),
        addressee=text.get("addressee", ""),
        blocks=tuple(_blocks(text["sections"], given, words)),
        issuer=given.owner,
        made_on=local(given.as_of.at).date(),
        mark=f"（数据{given.as_of.words}）",
    )


def attained(campaign: Campaign, progress: Collection[Progress]) -> tuple[Attained, ...]:
    """Return the targets of which something was reported this year, with the newest value of each area."""
    found = []
    for initiative in campaign.initiatives:
        for target in initiative.targets:
            about = (campaign.year, initiative.no, target.indicator)
            told = [p for p in progress if (p.campaign_year, p.initiative_no, p.indicator) == about]
            newest = {p.area_code: p.value for p in sorted(told, key=_when)}
            if newest:
                values = tuple(sorted(newest.values()))
                found.append(Attained(no=initiative.no, name=initiative.name, target=target, values=values))
    return tuple(found)


def _blocks(sections: Iterable[Mapping[str, Any]], given: Facts, words: Mapping[str, object]) -> Iterator[Block]:
    """Yield what each section says, its number before its heading; a section with nothing to say is left out."""
    number = 0
    for section in sections:
        found = [block for part in section["parts"] for block in _part(part, given, words)]
        if not found:
            continue
        if section.get("heading"):
            yield Heading(text=f"{'一二三四五六七八九'[number]}、{section['heading']}")
            number += 1
        yield from found


def _part(part: Mapping[str, Any], given: Facts, words: Mapping[str, object]) -> Iterator[Block]:
    """Yield one part; `when` and `unless` name numbers that must be there all, or none of them."""
    if not all(words[name] for name in part.get("when", "").split()):
        return
    if any(words[name] for name in part.get("unless", "").split()):
        return
    if "text" in part:
        yield Paragraph(text=part["text"].format_map(words))
    elif part.get("chart") == "categories" and given.month.categories:
        yield _chart(part["caption"], given.month.categories)
    elif table := _table(part.get("table", ""), part.get("caption", ""), given):
        yield table


def _chart(caption: str, shares: Sequence[Share]) -> Chart:
    bars = tuple(Bar(name=share.name, whole=share.raised, part=share.solved) for share in shares)
    return Chart(caption=caption, legend=("提出", "已解决"), bars=bars)


def _table(name: str, caption: str, given: Facts) -> Table | None:
    """Return a table of figures, None where it would be empty. Units and departments stand in the order of names."""
    made: dict[str, tuple[tuple[str, ...], list[tuple[str, ...]]]] = {
        "departments": (("承办部门", "承办", "已解决", "在办", "超期"), [_share(s) for s in given.month.departments]),
        "units": (
            ("责任单位", "走访次数", "走访家数", "覆盖率", "提出问题", "解决率"),
            [_unit(u) for u in given.units],
        ),
        "initiatives": (("专项", "指标", "全省目标", "本地报来"), [_attained(a) for a in given.attained]),
    }
    heads, rows = made.get(name, ((), []))
    return Table(caption=caption, heads=heads, rows=tuple(rows)) if rows else None


def _share(share: Share) -> tuple[str, ...]:
    return (share.name, *map(str, (share.raised, share.solved, share.in_hand, share.overdue)))


def _unit(entry: MonthEntry) -> tuple[str, ...]:
    found = entry.figures
    counts = (str(found.visits), str(found.objects), found.covered.words, str(found.raised), found.solved.words)
    return (entry.unit_name, *counts)


def _attained(found: Attained) -> tuple[str, ...]:
    target = found.target
    return (
        f"{found.no}. {found.name}",
        target.indicator,
        f"{target.value:f}{target.unit}",
        found.words,
    )


def _words(given: Facts) -> dict[str, object]:
    """Return what the sentences may name; a year's figure has year_ before its name."""
    first, until = given.month.first_on, local(given.as_of.at).date()
    return {
        "owner": given.owner,
        "year": first.year,
        "month": f"{first.year}年{first.month}月",
        "so_far": f"（截至{until.day}日）" if until < given.month.last_on else "",
        "collect_whole": given.collected.whole,
        "collect_part": given.collected.part,
        "collect_rate": given.collected.words,
        **_named(given.month),
        **{f"year_{name}": value for name, value in _named(given.year).items()},
    }


def _named(found: Figures) -> dict[str, object]:
    return {
        "visits": found.visits,
        "modes": "、".join(f"{name}{count}次" for name, count in found.modes),
        "objects": found.objects,
        "served": found.covered.whole,
        "served_visited": found.covered.part,
        "covered": found.covered.words,
        "raised": found.raised,
        "solved": found.solved.part,
        "solved_rate": found.solved.words,
        "settled": found.settled.part,
        "settled_rate": found.settled.words,
        "in_hand": found.in_hand,
        "overdue": found.overdue,
        "rated": found.satisfied.whole,
        "satisfied_rate": found.satisfied.words,
        "days": found.handling_days if found.handling_days is not None else "",
    }


def _when(progress: Progress) -> tuple[list[int], str]:
    """Return what a period is sorted by: 2018年9月 stands before 2018年10月."""
    return [int(number) for number in re.findall(r"\d+", progress.period)], progress.id


def _room_of(text: str) -> int:
    """Return how many characters' room a text takes: two figures take that of one character."""
    return -(-sum(1 if character.isascii() else 2 for character in text) // 2)
