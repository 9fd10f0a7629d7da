"""The form as data: parts, blocks, rows and cells of one versioned layout file."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import accumulate
from typing import Any

from sscs_desktop.base import paths
from sscs_desktop.base.errors import TooNew

UNITS_PER_MM = 1200 / 25.4
"""Layout units are 1/1200 inch: 小四 is 200, 五号 175 and 小五 150 of them exactly, and 300 dpi divides them."""
UNITS_PER_PT = 1200 / 72
_ALIGNS = frozenset({"left", "center", "right"})


@dataclass(frozen=True, kw_only=True, eq=False)
class Cell:
    """One cell: a label, a field, a label with its field, tick boxes or a QR code; `foot` stands below right."""

    span: int = 1
    rows: int = 1
    label: str = ""
    field: str = ""
    ticks: str = ""
    options: tuple[tuple[str, str], ...] = ()
    qr: str = ""
    foot: str = ""
    align: str = "left"
    is_top: bool = False
    is_stacked: bool = False
    """Tick boxes stand one below another."""
    is_continued: bool = False
    """The label takes （续） on every page but the first of its part."""
    is_again: bool = False
    """It stands again where its row goes on over the next sheet, as a label does, so that the rest has a name."""
    pt: float = 0.0
    """0: the template's own size."""


@dataclass(frozen=True, kw_only=True)
class Row:
    """One row; `repeat` names the rows of the filling it is painted for, at least `at_least` times, then blank."""

    cells: tuple[Cell, ...]
    min_mm: float
    stretch: float = 0.0
    repeat: str = ""
    at_least: int = 0
    is_head: bool = False


@dataclass(frozen=True, kw_only=True, eq=False)
class Block:
    """A run of rows on one set of columns, with a merged label at its side.

    `keep`: goes to the next sheet whole rather than break, where it can stand there whole; `joins`: takes the block
    before it along, so that signatures never stand alone.
    """

    name: str
    columns: tuple[float, ...]
    rows: tuple[Row, ...]
    side: str = ""
    side_mm: float = 0.0
    when: str = ""
    is_framed: bool = True
    keep: bool = False
    joins: bool = False

    @cached_property
    def edges(self) -> tuple[int, ...]:
        """Return where the columns begin, and where the last one ends, in layout units."""
        return tuple(round(mm * UNITS_PER_MM) for mm in accumulate(self.columns, initial=0.0))

    @cached_property
    def firsts(self) -> list[list[int]]:
        """Return the first column of every cell, row by row."""
        return starts(self.rows, len(self.columns), self.name)

    @cached_property
    def ties(self) -> list[tuple[int, int]]:
        """Return the rows that merged cells tie together: from, up to and without."""
        found: list[tuple[int, int]] = []
        reach = 0
        for index, row in enumerate(self.rows):
            if index >= reach:
                found.append((index, index))
            reach = max(reach, *(index + cell.rows for cell in row.cells))
            found[-1] = (found[-1][0], index + 1)
        return found


@dataclass(frozen=True, kw_only=True)
class Part:
    """A part begins on a page of its own; its header comes again on every page."""

    name: str
    header: Block
    blocks: tuple[Block, ...]


@dataclass(frozen=True, kw_only=True)
class Margins:
    """Millimetres; the card's are those of GB/T 9704-2012."""

    top: float
    left: float
    right: float
    bottom: float


@dataclass(frozen=True, kw_only=True, eq=False)
class Template:
    """One layout file; lengths in millimetres, type in points."""

    name: str
    version: int
    width_mm: float
    height_mm: float
    margins: Margins
    text_pt: float
    small_pt: float
    frame_mm: float
    rule_mm: float
    page_number: str
    """With {page} and {pages}."""
    parts: tuple[Part, ...]

    @property
    def key(self) -> str:
        """Return name and version as a card record holds them."""
        return f"{self.name}_v{self.version}"

    @property
    def text_width_mm(self) -> float:
        """Return the width between the margins."""
        return self.width_mm - self.margins.left - self.margins.right

    @property
    def text_height_mm(self) -> float:
        """Return the height between the margins."""
        return self.height_mm - self.margins.top - self.margins.bottom

    @cached_property
    def names(self) -> frozenset[str]:
        """Return the names of the texts and ticks that its cells show."""
        blocks = (block for part in self.parts for block in (part.header, *part.blocks))
        cells = (cell for block in blocks for row in block.rows for cell in row.cells)
        return frozenset(name for cell in cells for name in (cell.field, cell.ticks))


@cache
def named(layout: str) -> Template:
    """Return the layout that a record names, such as feedback_card_v1; TooNew if this program does not have it."""
    path = paths.resources("templates", f"{layout}.json")
    if not layout.isidentifier() or not path.is_file():
        raise TooNew("desk_too_old")
    return parse(json.loads(path.read_text(encoding="utf-8")))


def parse(data: Mapping[str, Any]) -> Template:
    """Build a template from the layout file's data (docs/forms.md).

    ValueError names the block with a key that there is none of, or whose cells do not fill its columns or the paper.
    """
    template = Template(
        name=data["name"],
        version=data["version"],
        width_mm=data["width_mm"],
        height_mm=data["height_mm"],
        margins=Margins(**data["margins_mm"]),
        text_pt=data["text_pt"],
        small_pt=data["small_pt"],
        frame_mm=data["frame_mm"],
        rule_mm=data["rule_mm"],
        page_number=data["page_number"],
        parts=tuple(_part(part) for part in data["parts"]),
    )
    for part in template.parts:
        for block in (part.header, *part.blocks):
            _check(block, template.text_width_mm)
    return template


def _part(data: Mapping[str, Any]) -> Part:
    return Part(
        name=data["name"], header=_block(data["header"]), blocks=tuple(_block(block) for block in data["blocks"])
    )


def _block(data: Mapping[str, Any]) -> Block:
    try:
        return Block(**{**data, "columns": tuple(data["columns"]), "rows": tuple(map(_row, data["rows"]))})
    except (TypeError, KeyError) as error:
        raise ValueError(f"block {data.get('name')}: {error}") from error


def _row(data: Mapping[str, Any]) -> Row:
    return Row(**{**data, "cells": tuple(_cell(cell) for cell in data["cells"])})


def _cell(data: Mapping[str, Any]) -> Cell:
    options = tuple((code, word) for code, word in data.get("options", ()))
    return Cell(**{**data, "options": options})


def _check(block: Block, width_mm: float) -> None:
    if abs(block.side_mm + sum(block.columns) - width_mm) > 0.01:
        raise ValueError(f"block {block.name}: columns are {block.side_mm + sum(block.columns)} mm, not {width_mm}")
    starts(block.rows, len(block.columns), block.name)
    if unknown := {cell.align for row in block.rows for cell in row.cells} - _ALIGNS:
        raise ValueError(f"block {block.name}: align {unknown}")


def starts(rows: Sequence[Row], columns: int, name: str) -> list[list[int]]:
    """Return the first column of every cell, row by row, past the cells that reach down from above."""
    free_from = [0] * columns
    found: list[list[int]] = []
    for index, row in enumerate(rows):
        firsts: list[int] = []
        for cell in row.cells:
            first = next((c for c in range(columns) if free_from[c] <= index), columns)
            if first + cell.span > columns:
                raise ValueError(f"block {name}, row {index + 1}: more cells than columns")
            free_from[first : first + cell.span] = [index + cell.rows] * cell.span
            firsts.append(first)
        if any(end <= index for end in free_from):
            raise ValueError(f"block {name}, row {index + 1}: cells do not fill the columns")
        found.append(firsts)
    if any(end > len(rows) for end in free_from):
        raise ValueError(f"block {name}: a cell reaches below the last row")
    return found
