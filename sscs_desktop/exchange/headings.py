"""Where the headings of a sheet stand and what they mean: guessed, said by a person, and remembered."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import zip_longest
from pathlib import Path
from types import MappingProxyType

from sscs_desktop.base.errors import Refused
from sscs_desktop.base.files import write_atomically
from sscs_desktop.exchange.cells import as_text
from sscs_desktop.exchange.columns import ENTERPRISE, ENTERPRISE_TICKS, PROJECT, PROJECT_TICKS, Bound, Column
from sscs_desktop.exchange.figure_words import Title, title_of
from sscs_desktop.exchange.heading_words import Lexicon, bind, plain_heading, split_heading
from sscs_desktop.exchange.history_columns import ISSUE, VISIT
from sscs_desktop.exchange.workbook import Grid, Rows

HEADING_WITHIN = 30
"""Headings stand within so many filled rows, or the sheet has none."""

COLUMNS: Mapping[str, tuple[Column, ...]] = MappingProxyType(
    {
        "enterprise": (*ENTERPRISE, *ENTERPRISE_TICKS),
        "project": (*PROJECT, *PROJECT_TICKS),
        "visit": VISIT,
        "issue": ISSUE,
    }
)
ROSTER = ("enterprise", "project")
EVERYTHING = tuple(COLUMNS)

Said = Mapping[str, str]
"""What a person said headings mean: heading, as plain_heading writes it -> field, "" for nothing."""

FILE_NAME = "headings.json"
"""Beside a desk's settings, and in a directory's folder: what people said the headings of spreadsheets mean."""

_NEEDED = {"visit": "visited_at", "issue": "description"}
"""What tells an old ledger from a roster, besides the name of an enterprise or project."""
_MOST_HIGH = 4
"""Rows of one heading: 经营情况 over 营业收入 over 万元."""
_UNIT_LINE = re.compile(r"单位\s*[:：]")
_REMEMBERED = 200
"""Forms of other offices that a desk may meet."""
_ALIKE = 0.75
"""Of the headings of two tables together, how many stand in both if they are taken for one form."""


@dataclass(frozen=True, kw_only=True)
class Heading:
    """Where the headings of a sheet stand and what they mean."""

    taken_for: str
    row: int
    last_row: int
    texts: tuple[str, ...]
    bound: dict[str, Bound]


class Meanings:
    """What people said headings mean, by the set of headings that stood together; kept in a small file."""

    def __init__(self, file: Path | None = None, said: Said = MappingProxyType({})) -> None:
        self._file = file
        self._said = dict(said)
        self._known = _read(file) if file is not None else {}
        self._nearest = cache(self._told_of)

    def of(self, texts: Iterable[str]) -> Said:
        """Return what was said about headings that stand together: now, or the last time that about these did."""
        return {**self._nearest(_key(texts)), **self._said}

    def saying(self, said: Said) -> Meanings:
        """Return the same memory, with something said about the file at hand."""
        fresh = Meanings(None, {**self._said, **said})
        fresh._file, fresh._known = self._file, self._known
        return fresh

    def _told_of(self, names: frozenset[str]) -> Said:
        """Return what was said of the form that has most of these headings; a county adds one from year to year."""
        alike = ((len(names & form) / len(names | form), place) for place, form in enumerate(self._known) if names)
        best = max(alike, default=(0.0, 0))
        return list(self._known.values())[best[1]] if best[0] >= _ALIKE else {}

    def keep(self, texts: Sequence[str]) -> None:
        """Remember what was said about these headings, for the next file that has them. Raises DiskTrouble."""
        names = {plain_heading(text) for text in texts}
        said = {heading: field for heading, field in self.of(texts).items() if heading in names}
        key = _key(texts)
        if self._file is None or self._known.get(key, {}) == said:
            return
        self._nearest.cache_clear()
        self._known.pop(key, None)
        self._known[key] = said
        kept = list(self._known.items())[-_REMEMBERED:]
        lines = [{"headings": sorted(key), "mean": said} for key, said in kept]
        write_atomically(self._file, json.dumps(lines, ensure_ascii=False, indent=1).encode())


def field_named(words: str) -> str | None:
    """Return the field that a person calls by one of its headings, or by its own name; None for none."""
    plain = plain_heading(words)
    known = [column for columns in COLUMNS.values() for column in columns]
    found = [c.field for c in known if plain in c.headings] or [c.field for c in known if plain == c.field]
    return found[0] if found else None


def said_in(pairs: Iterable[str]) -> Said:
    """Return what pairs like 户名=企业名称 say; nothing after the sign leaves the column out.

    Raises Refused("no_such_column") with words.
    """
    said: dict[str, str] = {}
    for pair in pairs:
        heading, sign, words = pair.rpartition("=")
        field = field_named(words) if words.strip() else ""
        if not sign or not heading.strip() or field is None:
            raise Refused("no_such_column", words=pair)
        said[plain_heading(heading)] = field
    return said


def find_heading(grid: Grid, kinds: Sequence[str] = ROSTER, meanings: Meanings | None = None) -> Heading | None:
    """Return the heading row (or rows) under the titles that means most to us; None without any."""
    meanings = meanings or Meanings()
    best: tuple[int, Heading] | None = None
    lexicons = {kind: Lexicon(COLUMNS[kind]) for kind in kinds}
    rows = grid.rows[:HEADING_WITHIN]
    above = [grid.name]
    for place, (index, cells) in enumerate(rows):
        title = title_of(above)
        above += filter(None, map(as_text, cells))
        for taken_for, lexicon in lexicons.items():
            for last_row, texts in _readings(rows[place : place + _MOST_HIGH], lexicon):
                bound = bind(texts, lexicon, meanings.of(texts), _of_kind(title, taken_for))
                score = (
                    0
                    if _goes_on(grid, last_row, bound)
                    else _score(taken_for, texts, bound, is_single=last_row == index)
                )
                if score and (best is None or score > best[0]):
                    heading = Heading(
                        taken_for=taken_for, row=index, last_row=last_row, texts=tuple(texts), bound=bound
                    )
                    best = score, heading
    return best[1] if best else None


def _readings(rows: Rows, lexicon: Lexicon) -> Iterator[tuple[int, list[str]]]:
    """Yield the first row as headings, then joined with those right below it, unless it is a title."""
    index, texts = rows[0][0], [as_text(cell) for cell in rows[0][1]]
    yield index, texts
    if sum(bool(text) and not _UNIT_LINE.search(text) for text in texts) < 2:
        return
    for below, cells in rows[1:]:
        if below != index + 1:
            return
        index, texts = below, _joined(texts, [as_text(cell) for cell in cells], lexicon)
        yield index, texts


def _goes_on(grid: Grid, last_row: int, bound: Mapping[str, Bound]) -> bool:
    """Tell whether the heading of the names is merged into the row below: then that is one of headings too."""
    if "name" not in bound:
        return False
    below = grid.merged.get((last_row + 1, bound["name"].index))
    return below is not None and plain_heading(as_text(below)) == plain_heading(bound["name"].heading)


def _score(taken_for: str, texts: list[str], bound: dict[str, Bound], *, is_single: bool) -> int:
    """Return how much headings mean: fields known, periods and units, a plain row, the word 项目; 0 for nothing."""
    if "name" not in bound or len(bound) < 2 or _NEEDED.get(taken_for, "name") not in bound:
        return 0
    figures = [found for found in bound.values() if found.column.unit]
    has_periods = any(found.period for found in figures)
    has_units = any(split_heading(found.heading)[1] for found in figures)
    score = 4 * len(bound) + 3 * has_periods + 3 * has_units + 2 * is_single
    if taken_for in _NEEDED:
        return score
    return score + ("项目" in texts[bound["name"].index])


def _of_kind(title: Title, taken_for: str) -> Title:
    """Return what a title says of such a table: 2018年 is when an old ledger's days were, no firm's founding."""
    return replace(title, year="") if taken_for in ROSTER else title


def _joined(upper: list[str], lower: list[str], lexicon: Lexicon) -> list[str]:
    """Join a heading of two rows: 分包领导 over 姓名 is 分包领导姓名, 营业收入 over 2017年 is 2017年营业收入."""
    texts, group = [], ""
    for above, below in zip_longest(upper, lower, fillvalue=""):
        group = above or (group if below else "")
        pairs = (group + below, below + group)
        if split_heading(below + group)[2]:  # a year below: told apart by it
            pairs = pairs[::-1]
        joined = (both for both in pairs if lexicon.meaning(split_heading(both)[0]))
        texts.append(next(joined, _dated(group, below) or above))
    return texts


def _dated(group: str, below: str) -> str:
    """Return a heading with the period of the one above it: 2017年经营情况 over 营业收入 is 2017年营业收入."""
    period = split_heading(group)[2] if below else ""
    return f"{period}年{below}" if period.isdigit() else f"{period}{below}"


def _key(texts: Iterable[str]) -> frozenset[str]:
    return frozenset(filter(None, map(plain_heading, texts)))


def _read(file: Path) -> dict[frozenset[str], Said]:
    """Return what the file remembers; a damaged one has nothing to say, and is written anew."""
    try:
        lines = json.loads(file.read_text("utf-8"))
        return {frozenset(line["headings"]): dict(line["mean"]) for line in lines}
    except (OSError, ValueError, TypeError, KeyError):
        return {}
