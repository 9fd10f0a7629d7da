"""A ledger's lines in the columns of a form, as a file."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from sscs_desktop.domain.indicators import AsOf
from sscs_desktop.domain.ledger import EnterpriseEntry, Entry
from sscs_desktop.domain.vocabulary import Indicator
from sscs_desktop.exchange.column_templates import Column, Template
from sscs_desktop.exchange.ledger_columns import FIELDS, INDEX, Field, figure_of, value
from sscs_desktop.exchange.ledgers import Heading, Sheet, Value, check_suffix, write_book, write_csv

_FIGURE = "figure:"
_FIXED = 2
"""序号 and the name stay while one scrolls sideways."""


@dataclass(frozen=True, kw_only=True)
class Ledger:
    """What is to be written: a form, its lines, whose they are (大陆村镇经发办 2018年9月), and as of when."""

    template: Template
    entries: Sequence[Entry]
    about: str
    as_of: AsOf
    shows_phones: bool = False


def write(path: Path, ledger: Ledger, progress: Callable[[int, int], object] | None = None) -> Path:
    """Write a ledger as .xlsx, or as .csv without title and mark. Refused("bad_suffix"); DiskTrouble."""
    check_suffix(path)
    sheet = sheet_of(ledger)
    if path.suffix.lower() == ".csv":
        return write_csv(path, sheet.headings, sheet.rows)
    return write_book(path, [sheet], progress)


def sheet_of(ledger: Ledger) -> Sheet:
    """Return a ledger as a sheet."""
    template = ledger.template
    fields = FIELDS[template.kind]
    return Sheet(
        name=template.kind.label,
        title=template.title or f"{ledger.about}{template.name}",
        mark=ledger.as_of.words,
        headings=[_heading(column, fields.get(column.field)) for column in template.columns],
        rows=_rows(ledger),
        fixed=_FIXED,
    )


def _heading(column: Column, field: Field | None) -> Heading:
    return Heading(text=column.heading, format=column.format, width=field.width if field is not None else 0)


def _rows(ledger: Ledger) -> Iterator[list[Value]]:
    made = [_maker(column, ledger) for column in ledger.template.columns]
    for number, entry in enumerate(ledger.entries, start=1):
        yield [make(number, entry) for make in made]


def _maker(column: Column, ledger: Ledger) -> Callable[[int, Entry], Value]:
    """Return how a cell of a column is made of a line."""
    if column.field == INDEX:
        return lambda number, _entry: number
    if not column.field:
        return lambda _number, _entry: column.text or None
    field = FIELDS[ledger.template.kind][column.field]
    if column.period:
        indicator = Indicator(column.field.removeprefix(_FIGURE))
        return lambda _number, entry: _in_unit(_figure(entry, indicator, column.period), column.factor)
    return lambda _number, entry: _in_unit(value(field, entry, shows_phones=ledger.shows_phones), column.factor)


def _figure(entry: Entry, indicator: Indicator, period: str) -> Decimal | None:
    return figure_of(entry, indicator, period) if isinstance(entry, EnterpriseEntry) else None


def _in_unit(found: Value, factor: Decimal) -> Value:
    return found / factor if isinstance(found, Decimal) and factor != 1 else found
