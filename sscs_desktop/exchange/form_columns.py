"""Which of our fields fills a column of another office's form: guessed by its heading, or said by a person."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from sscs_desktop.domain.enterprise import plain_period
from sscs_desktop.domain.ledger import LedgerKind
from sscs_desktop.exchange.columns import Bound
from sscs_desktop.exchange.figure_words import Title, scale_of
from sscs_desktop.exchange.heading_words import Lexicon, bind, plain_heading, split_heading
from sscs_desktop.exchange.headings import COLUMNS
from sscs_desktop.exchange.ledger_columns import FIELDS, INDEX, Field

_FORMATS = {Decimal(10000): "#,##0.0000", Decimal("0.0001"): "#,##0"}
"""Of amounts in 亿元 and 元; the first would lose a tenth of a million in two decimals."""
_NUMBERED = ("序号", "编号", "序")


@dataclass(frozen=True, kw_only=True)
class Column:
    """One column of a form: its heading, and the field that fills it ("" leaves it to be written by hand).

    text: the same words in every line instead. format: how a spreadsheet shows numbers or days. factor: 万元 in one
    unit of the column. period: of a figure, "" the newest.
    """

    heading: str
    field: str = ""
    text: str = ""
    format: str = ""
    factor: Decimal = Decimal(1)
    period: str = ""


def known(texts: Sequence[str], kind: LedgerKind) -> int:
    """Return how many headings mean something to us: to the readers, or of a ledger nobody reads to its writer.

    序号 begins a row of heads, whatever the others mean. Of a ledger nobody reads one alone means nothing: a unit's
    name stands in every table.
    """
    if kind.value in COLUMNS:
        return len(bind(texts, Lexicon(COLUMNS[kind.value]))) + (plain_heading(texts[0]) in _NUMBERED)
    ours = _ours(kind)
    found = sum(split_heading(text)[0] in ours for text in texts)
    return found if found > 1 else 0


def guessed(texts: Sequence[str], kind: LedgerKind, title: Title) -> Iterator[Column]:
    """Yield a column for each heading that says something; title: what the lines above say, as 单位：亿元."""
    is_read, ours = kind.value in COLUMNS, _ours(kind)
    bound = bind(texts, Lexicon(COLUMNS.get(kind.value, ())), title=title)
    by_place = {found.index: found for found in bound.values()}
    for place, text in enumerate(texts):
        same = ours.get(plain_heading(text) if is_read else split_heading(text)[0])
        if text:
            yield _guessed(text, by_place.get(place), same, FIELDS[kind])


def filled_by(column: Column, field: str, kind: LedgerKind, unit: str) -> Column:
    """Return a column as a person says it: filled by a field, "" by none. unit: of amounts whose heading has none."""
    if field == column.field:
        return column
    if field in ("", INDEX):
        return Column(heading=column.heading, field=field)
    _core, own_unit, period = split_heading(column.heading)
    return _of(column.heading, FIELDS[kind][field], scale_of(own_unit or unit or "万元") / scale_of("万元"), period)


def _ours(kind: LedgerKind) -> dict[str, Field]:
    fields = (field for field in FIELDS[kind].values() if field.name != INDEX)
    return {plain_heading(words): field for field in fields for words in (field.heading, *field.also)}


def _guessed(text: str, found: Bound | None, same: Field | None, fields: Mapping[str, Field]) -> Column:
    """Return a column by our own heading first, then by what rosters and old ledgers take it for."""
    if plain_heading(text) in _NUMBERED:
        return Column(heading=text, field=INDEX)
    if same is not None:
        return Column(heading=text, field=same.name, format=same.format)
    if found is None or found.column.field not in fields:
        return Column(heading=text)
    return _of(text, fields[found.column.field], found.factor, found.period)


def _of(heading: str, field: Field, factor: Decimal, period: str) -> Column:
    factor = factor if field.is_wan else Decimal(1)
    return Column(
        heading=heading,
        field=field.name,
        format=_FORMATS.get(factor, field.format),
        factor=factor,
        period=plain_period(period) if field.indicator else "",
    )
