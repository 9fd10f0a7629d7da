"""Tables that stand one below the other in a sheet, each with headings of its own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

from sscs_desktop.exchange.cells import Cell
from sscs_desktop.exchange.columns import Column
from sscs_desktop.exchange.heading_words import PHONES
from sscs_desktop.exchange.workbook import Grid, Rows

_FEWEST_KNOWN = 2
"""Headings that we know in a row of headings, one of them of names."""
_APART = 3
"""Rows from the headings of one table to those of the next at least: a row of its own lies between, and a title."""
_SHORTEST_NAME = 4
"""Characters of that one: 企业 or 项目 may be a word in a column."""


def tables(grid: Grid, kinds: Sequence[tuple[Column, ...]]) -> Iterator[Grid]:
    """Yield the sheet's tables; one whose headings come again on each page is one table."""
    starts = [0, *_starts(grid.rows, kinds), len(grid.rows)]
    for place, (start, end) in enumerate(pairwise(starts), start=1):
        rows = grid.rows[start:end]
        if place == 1:
            yield replace(grid, rows=rows, merged=_within(rows, grid.merged))
        else:
            name = f"{grid.name} 表{place}"
            yield replace(grid, name=name, rows=rows, merged=_within(rows, grid.merged), hidden_rows=0)


def _within(rows: Rows, merged: Mapping[tuple[int, int], Cell]) -> dict[tuple[int, int], Cell]:
    indices = {index for index, _ in rows} if merged else set()
    return {place: value for place, value in merged.items() if place[0] in indices}


def _starts(rows: Rows, kinds: Sequence[tuple[Column, ...]]) -> Iterator[int]:
    """Yield where the second table begins, and every further one: with the lines right above its headings."""
    known = PHONES.union(heading for columns in kinds for column in columns for heading in column.headings)
    of_names = (column for columns in kinds for column in columns if column.field == "name")
    names = frozenset(each for column in of_names for each in column.headings if len(each) >= _SHORTEST_NAME)
    headings: Sequence[Cell] | None = None
    last = -_APART
    for place, (_, cells) in enumerate(rows):
        found = known.intersection(cells)
        if len(found) < _FEWEST_KNOWN or found.isdisjoint(names) or place - last < _APART:
            continue
        last = place
        if headings is not None and cells != headings:
            yield _with_titles(rows, place)
        headings = cells


def _with_titles(rows: Rows, place: int) -> int:
    while sum(cell != "" for cell in rows[place - 1][1]) == 1:
        place -= 1
    return place
