"""A ledger's lines in the columns of a form, as a file."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path

from sscs_desktop.base.telling import Told, part, unheard
from sscs_desktop.domain.indicators import AsOf
from sscs_desktop.domain.ledger import FIGURES, CollectionEntry, EnterpriseEntry, Entry, MonthEntry
from sscs_desktop.domain.vocabulary import Indicator
from sscs_desktop.exchange import filled_form
from sscs_desktop.exchange.column_templates import Template
from sscs_desktop.exchange.form_columns import Column
from sscs_desktop.exchange.ledger_columns import FIELDS, INDEX, Field, figure_of, value
from sscs_desktop.exchange.sheet_rows import Value
from sscs_desktop.exchange.tables import Heading, Sheet, check_suffix, write_book, write_csv

_MARK = "数据截至"
_MADE = 40
"""Hundredths of a spreadsheet's work that making its rows takes, about."""
_TOLD_EVERY = 500
_MOST_FIXED = 4


@dataclass(frozen=True, kw_only=True)
class Ledger:
    """What is to be written: a form, its lines, whose they are (大陆村镇经发办 2018年9月), and as of when."""

    template: Template
    entries: Sequence[Entry]
    about: str
    as_of: AsOf
    shows_phones: bool = False


def write(path: Path, ledger: Ledger, told: Told = unheard) -> Path:
    """Write a ledger as .xlsx, in the other office's own table if it is kept, or as .csv without title.

    Refused("bad_suffix"); Unreadable("bad_template"); DiskTrouble; what `told` raises.
    """
    check_suffix(path)
    if path.suffix.lower() == ".csv":
        return _write_csv(path, ledger, told)
    making, writing = part(told, 0, _MADE), part(told, _MADE, 100)
    if table := ledger.template.table:
        return filled_form.fill(path, table, sheet_of(ledger, making), writing)
    return write_book(path, [sheet_of(ledger, making)], writing)


def _write_csv(path: Path, ledger: Ledger, told: Told) -> Path:
    """Write heads and lines; figures have no mark above them here, so each line bears it in a last column."""
    sheet = sheet_of(ledger, told)
    if ledger.template.kind not in FIGURES:
        return write_csv(path, sheet.headings, sheet.rows)
    return write_csv(path, [*sheet.headings, _MARK], ((*row, sheet.mark) for row in sheet.rows))


def sheet_of(ledger: Ledger, told: Told = unheard) -> Sheet:
    """Return a ledger as a sheet, its rows made as they are asked for."""
    template = ledger.template
    fields = FIELDS[template.kind]
    return Sheet(
        name=template.kind.label,
        title=template.title or f"{ledger.about}{template.name}",
        mark=ledger.as_of.words,
        headings=[_heading(column, fields.get(column.field)) for column in template.columns],
        rows=_rows(ledger, told),
        fixed=_fixed(template),
        sums=sum(map(_is_total, ledger.entries)),
    )


def _heading(column: Column, field: Field | None) -> Heading:
    width = field.width if field is not None else 0
    return Heading(text=column.heading, format=column.format, width=width, is_label=column.field == INDEX)


def _fixed(template: Template) -> int:
    """Return how many columns stay while one scrolls sideways: those up to the name of what a line is about."""
    names = (place for place, c in enumerate(template.columns, start=1) if c.field in ("name", "unit_name"))
    return min(next(names, 1), _MOST_FIXED)


def _rows(ledger: Ledger, told: Told) -> Iterator[Sequence[Value]]:
    columns = [_cells(column, ledger) for column in ledger.template.columns]
    for done, row in enumerate(zip(*columns, strict=True)):
        if not done % _TOLD_EVERY:
            told(done, len(ledger.entries))
        yield row


def _cells(column: Column, ledger: Ledger) -> Iterable[Value]:
    """Return the cells of a column; what it says twice is put into words once."""
    if column.field == INDEX:
        return [None if _is_total(entry) else n for n, entry in enumerate(ledger.entries, start=1)]
    if not column.field:
        return [column.text or None] * len(ledger.entries)
    field = FIELDS[ledger.template.kind][column.field]
    get = _figure(field.indicator, column.period) if field.indicator and column.period else field.get

    @cache
    def in_words(found: object) -> Value:
        return _in_unit(value(field, found, shows_phones=ledger.shows_phones), column.factor)

    return map(in_words, map(get, ledger.entries))


def _is_total(entry: Entry) -> bool:
    return isinstance(entry, MonthEntry | CollectionEntry) and entry.is_total


def _figure(indicator: Indicator, period: str) -> Callable[[Entry], object]:
    return lambda entry: figure_of(entry, indicator, period) if isinstance(entry, EnterpriseEntry) else None


def _in_unit(found: Value, factor: Decimal) -> Value:
    return found / factor if isinstance(found, Decimal) and factor != 1 else found
