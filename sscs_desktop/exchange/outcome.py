"""What becomes, or would become, of each row of somebody else's spreadsheet; desk and directory say it alike."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from sscs_desktop.domain.vocabulary import Word
from sscs_desktop.exchange.cells import as_text
from sscs_desktop.exchange.headings import COLUMNS
from sscs_desktop.exchange.roster_rows import RosterReading, SheetReading


class Outcome(StrEnum):
    """What became of a row."""

    NEW = "new"
    CHANGED = "changed"
    SAME = "same"
    REFUSED = "refused"


@dataclass(frozen=True, kw_only=True)
class Change:
    """What a row says otherwise than what stands there, as text; old is "" for what was empty."""

    label: str
    """As our own spreadsheets head the column."""
    old: str
    new: str


@dataclass(frozen=True, kw_only=True)
class Line:
    """One row: what becomes of it, what it changes, and why something of it or all of it is not taken."""

    sheet: str
    row: int
    name: str
    outcome: Outcome
    changes: tuple[Change, ...] = ()
    problems: Mapping[str, str] = field(default_factory=dict)
    """Heading or field -> code; of a row that repeats another, that row's place -> code."""

    @property
    def place(self) -> tuple[str, int]:
        """Where it stands in the file."""
        return self.sheet, self.row

    @property
    def is_taken(self) -> bool:
        """Tell whether it brings anything in."""
        return self.outcome in (Outcome.NEW, Outcome.CHANGED)


def with_problems(lines: Sequence[Line], reading: RosterReading) -> tuple[Line, ...]:
    """Return the lines with what the reader found wrong with their cells, and a line for each row it lost."""
    by_place = {line.place: line for line in lines}
    read = {(each.sheet, each.row, each.code) for each in reading.problems}
    for place, line in by_place.items():  # what the reader said already, in the sheet's own words
        fresh = {name: code for name, code in line.problems.items() if (*place, code) not in read}
        if len(fresh) < len(line.problems):
            by_place[place] = replace(line, problems=fresh)
    sheets = {sheet.name: sheet for sheet in reading.sheets}
    for each in reading.problems:
        if not each.row:
            continue
        place = each.sheet, each.row
        line = by_place.get(place) or Line(
            sheet=each.sheet, row=each.row, name=_name_at(sheets[each.sheet], each.row), outcome=Outcome.REFUSED
        )
        outcome = Outcome.REFUSED if each.loses_row else line.outcome
        problems = {**line.problems, each.column or each.value: each.code}
        by_place[place] = replace(line, outcome=outcome, problems=problems)
    order = {name: place for place, name in enumerate(sheets)}
    return tuple(sorted(by_place.values(), key=lambda line: (order.get(line.sheet, 0), line.row)))


def _name_at(sheet: SheetReading, row: int) -> str:
    at = sheet.means.index("name") if "name" in sheet.means else 0
    cells = sheet.cells.get(row, ())
    return as_text(cells[at]) if at < len(cells) else ""


def counted(lines: Sequence[Line]) -> dict[Outcome, int]:
    """Return how many lines came to which outcome."""
    return {outcome: sum(line.outcome is outcome for line in lines) for outcome in Outcome}


def label(kind: str, name: str) -> str:
    """Return what our own spreadsheets call a field; the name itself for one that stands in none."""
    return next((column.headings[0] for column in COLUMNS[kind] if column.field == name), name)


def shown(value: object) -> str:
    """Return a record's value as a spreadsheet's cell says it."""
    if value is None:
        return ""
    if isinstance(value, Word):
        return value.label
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M}"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    if isinstance(value, list | tuple):
        return "、".join(map(shown, value))
    return str(value)
