"""The rules of one sheet: each is drawn once however many cells share it, and the cards of a run share them all."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import accumulate
from typing import NamedTuple

from sscs_desktop.printing.kept import kept
from sscs_desktop.printing.marks import Rule
from sscs_desktop.printing.template import UNITS_PER_MM, Block, Template

_KEPT = 64
"""Sheets whose rules are kept: two hundred of them at most, and few cards stand as no other does."""


class Grid(NamedTuple):
    """Rows of a block that belong together: the first one's place in it, how high they are, and where they begin."""

    block: Block
    first: int
    heights: tuple[int, ...]
    left: int
    top: int


class Frame(NamedTuple):
    """What stands between a left and a right edge, from its top to its bottom."""

    left: int
    right: int
    top: int
    bottom: int


class Ruled(NamedTuple):
    """Where rules are wanted on a sheet: around cells, around labels at the side, and thick ones around all."""

    grids: tuple[Grid, ...]
    sides: tuple[Frame, ...]
    frames: tuple[Frame, ...]


@kept(_KEPT)
def rules(template: Template, ruled: Ruled) -> tuple[Rule, ...]:
    """Return the rules of a sheet; those that touch on one line are one."""
    thin, thick = (mm * UNITS_PER_MM for mm in (template.rule_mm, template.frame_mm))
    flat: dict[int, list[tuple[int, int]]] = {}
    upright: dict[int, list[tuple[int, int]]] = {}
    for left, right, top, bottom in (*ruled.sides, *_cells(ruled.grids)):
        _draw(flat, bottom, left, right)
        _draw(upright, right, top, bottom)
    found = [Rule(a, y, b, y, thin) for y, spans in flat.items() for a, b in spans]
    found += [Rule(x, a, x, b, thin) for x, spans in upright.items() for a, b in spans]
    for left, right, top, bottom in ruled.frames:
        found += [Rule(left, y, right, y, thick) for y in (top, bottom)]
        found += [Rule(x, top, x, bottom, thick) for x in (left, right)]
    return tuple(found)


def _cells(grids: tuple[Grid, ...]) -> Iterator[Frame]:
    for block, first, heights, left, begin in grids:
        tops = list(accumulate(heights, initial=begin))
        for at, top in enumerate(tops[:-1]):
            for cell, column in zip(block.rows[first + at].cells, block.firsts[first + at], strict=True):
                bottom = tops[min(at + cell.rows, len(heights))]
                yield Frame(left + block.edges[column], left + block.edges[column + cell.span], top, bottom)


def _draw(lines: dict[int, list[tuple[int, int]]], place: int, start: int, end: int) -> None:
    """Add a rule; it goes on from the last one on its line where they touch."""
    spans = lines.setdefault(place, [])
    if spans and spans[-1][0] <= start <= spans[-1][1]:
        spans[-1] = (spans[-1][0], max(end, spans[-1][1]))
    else:
        spans.append((start, end))
