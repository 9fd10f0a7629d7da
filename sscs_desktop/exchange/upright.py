"""A form that tells of one enterprise, or a table that lies on its side, stood up: its headings over its values."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from sscs_desktop.exchange.cells import Cell, as_text
from sscs_desktop.exchange.columns import Column
from sscs_desktop.exchange.heading_words import PHONES, TITLES, Lexicon, split_heading
from sscs_desktop.exchange.workbook import Grid

_MOST_ROWS = 60
"""A form has no more."""
_FEWEST_ROWS = 3
_MOST_BESIDE_NAME = 3
"""Labels in the row of the name; a table has all of its headings there."""


@dataclass(frozen=True, kw_only=True)
class _Label:
    row: int
    column: int
    field: str
    values: Mapping[int, Cell]
    """What stands between it and the next label to its right, by column."""


def stood_up(grid: Grid, kinds: Sequence[tuple[Column, ...]]) -> Grid:
    """Return the form or the lying table as a table of one or several rows; any other grid as it is."""
    return next((found for columns in kinds if (found := _stood_up(grid, columns)) is not None), grid)


def _stood_up(grid: Grid, columns: tuple[Column, ...]) -> Grid | None:
    if len(grid.rows) > _MOST_ROWS:
        return None
    lexicon = Lexicon(columns)
    labels = [label for index, cells in grid.rows for label in _labels(index, cells, lexicon)]
    names = [label for label in labels if label.field == "name"]
    if len(names) != 1 or not names[0].values or not _is_form(labels, names[0]):
        return None
    name = names[0]
    texts = dict(grid.rows)
    head: list[Cell] = [texts[label.row][label.column] for label in labels]
    if len(name.values) == 1:
        bodies = [[next(iter(label.values.values()), "") for label in labels]]
    else:
        bodies = [[label.values.get(column, "") for label in labels] for column in name.values]
    above = [(index - 1, cells) for index, cells in grid.rows if index < name.row]
    rows = [*above, *((name.row + at, body) for at, body in enumerate([head, *bodies], start=-1))]
    read = {label.row for label in labels}
    rest = [cells for index, cells in grid.rows if index > name.row and index not in read]
    unread = sum(sum(cell != "" for cell in cells) > 1 for cells in rest)
    return replace(grid, rows=rows, merged={}, unread_rows=unread)


def _is_form(labels: Sequence[_Label], name: _Label) -> bool:
    """Tell whether labels stand down the sheet, and none of them again and again as a word in a table's column does."""
    below = [label for label in labels if label.row != name.row]
    beside = len(labels) - len(below)
    rows = {label.row for label in below}
    return (
        len(rows) >= _FEWEST_ROWS - 1
        and beside <= _MOST_BESIDE_NAME
        and len({label.field for label in below}) >= max(_FEWEST_ROWS - 1, len(below) / 2)
    )


def _labels(index: int, cells: Sequence[Cell], lexicon: Lexicon) -> Iterator[_Label]:
    cores = [split_heading(as_text(cell))[0] if isinstance(cell, str) else "" for cell in cells]
    fields = [_field(core, lexicon) for core in cores]
    places = [place for place, field in enumerate(fields) if field]
    for place, after in zip(places, [*places[1:], len(cells)], strict=False):
        values = {at: cells[at] for at in range(place + 1, after) if cells[at] != ""}
        yield _Label(row=index, column=place, field=fields[place], values=values)


def _field(core: str, lexicon: Lexicon) -> str:
    column = lexicon.meaning(core) if core else None
    return column.field if column else core if core in PHONES or core in TITLES else ""
