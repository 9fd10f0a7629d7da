"""A county's roster of enterprises and projects, read from a spreadsheet as people really make them.

Merged titles above the headings, headings in two rows, several sheets, empty rows, sums and notes below, merged
cells down a column: all are read. A cell that cannot be taken is reported and left empty; it never loses its row,
and a bad row never loses the good ones. Who applies the rows gives them ids.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import chain
from pathlib import Path
from typing import Any

from sscs_desktop.base.errors import Unreadable
from sscs_desktop.base.memory import uncollected
from sscs_desktop.exchange.cells import plain
from sscs_desktop.exchange.headings import COLUMNS, EVERYTHING, ROSTER, Meanings
from sscs_desktop.exchange.history_rows import IssueRow, VisitRow
from sscs_desktop.exchange.roster_rows import (
    REASON,
    AssignmentCells,
    EnterpriseRow,
    FigureCell,
    ProjectRow,
    RosterReading,
    RosterRow,
    RowProblem,
    SheetReading,
)
from sscs_desktop.exchange.sheets import SheetReader
from sscs_desktop.exchange.stacked import tables
from sscs_desktop.exchange.workbook import grids

__all__ = [
    "EVERYTHING",
    "REASON",
    "ROSTER",
    "AssignmentCells",
    "EnterpriseRow",
    "FigureCell",
    "Meanings",
    "ProjectRow",
    "RosterReading",
    "RosterRow",
    "RowProblem",
    "SheetReading",
    "read_roster",
    "read_sheets",
]


def read_roster(path: Path, kinds: Sequence[str] = ROSTER, meanings: Meanings | None = None) -> RosterReading:
    """Read a roster, with `kinds` EVERYTHING old ledgers too (.xlsx, .xls, .ods, .csv, whatever its name says).

    Raises Unreadable: roster_unreadable (reason: missing, too_large, password, format) when it is no spreadsheet
    that opens; roster_no_headings (missing: the headings looked for, sheets) when no sheet has any we know.
    """
    found = read_sheets(path, kinds, meanings)
    if not any(sheet.taken_for in kinds for sheet in found.sheets):
        names = [sheet.name for sheet in found.sheets]
        raise Unreadable("roster_no_headings", missing=["企业名称", "项目名称"], sheets=names)
    return found


def read_sheets(path: Path, kinds: Sequence[str] = ROSTER, meanings: Meanings | None = None) -> RosterReading:
    """Read a file as read_roster does, even if no sheet has headings that we know: a person may say what they mean."""
    with uncollected():
        columns = [COLUMNS[kind] for kind in kinds]
        sheets = (table for grid in grids(path) for table in tables(grid, columns))
        readers = [SheetReader(sheet, kinds, meanings or Meanings()) for sheet in sheets]
    rows = [row for reader in readers for row in reader.rows]
    problems = [problem for reader in readers for problem in reader.problems]
    kept, repeated = _without_repeats(row for row in rows if isinstance(row, EnterpriseRow | ProjectRow))
    return RosterReading(
        rows=tuple(kept),
        problems=(*problems, *repeated),
        sheets=tuple(reader.sheet for reader in readers),
        history=tuple(row for row in rows if isinstance(row, VisitRow | IssueRow)),
    )


_PLACE = frozenset({"sheet", "row", "name", "classes", "figures", "assignment"})
"""What says where a row stands, and what is looked at by itself."""


def _without_repeats(rows: Iterable[RosterRow]) -> tuple[list[RosterRow], list[RowProblem]]:
    """Leave out rows that stand in the file already; a code that two names share is taken from the later one."""
    kept: list[RosterRow] = []
    problems: list[RowProblem] = []
    by_name: dict[tuple[str, str, str], dict[str, list[RosterRow]]] = {}
    by_code: dict[tuple[str, str], RosterRow] = {}
    for row in rows:
        kind = type(row).__name__
        builder = row.builder if isinstance(row, ProjectRow) else ""
        twins = by_name.setdefault((kind, plain(row.name), builder), {})
        if first := next((twin for twin in _alike(twins, _code(row)) if _is_same(row, twin)), None):
            problems.append(_repeat(row, first, "duplicate_row", loses_row=True))
            continue
        code = _code(row)
        owner = by_code.setdefault((kind, code), row) if code else row
        if plain(owner.name) != plain(row.name):
            problems.append(_repeat(row, owner, "duplicate_code"))
            row = _without_code(row)
        twins.setdefault(_code(row), []).append(row)
        kept.append(row)
    return kept, problems


def _alike(twins: dict[str, list[RosterRow]], code: str) -> Iterable[RosterRow]:
    """Return the rows of one name that this code does not tell apart."""
    groups = [twins.get(code, ()), twins.get("", ())] if code else twins.values()
    return chain.from_iterable(groups)


def _is_same(row: RosterRow, twin: RosterRow) -> bool:
    """Tell whether a row repeats one of its name: an enterprise in two classes, or told of in two sheets, has two."""
    return _is_one(row, twin) and not _adds(_said(row), _said(twin))


def _adds(said: Mapping[Any, object], before: Mapping[Any, object]) -> bool:
    """Tell whether a row says something more than the one before, and nothing else of the same."""
    return not said.keys() <= before.keys() and all(said[each] == before[each] for each in said.keys() & before.keys())


def _said(row: RosterRow) -> Mapping[Any, object]:
    """Return what a row fills, figures by what they are about."""
    said: dict[Any, object] = {**vars(row), **vars(row.assignment)}
    if isinstance(row, EnterpriseRow):
        said |= {(cell.indicator, cell.period): cell.value for cell in row.figures}
    return {about: value for about, value in said.items() if about not in _PLACE and value not in ("", None, ())}


def _is_one(row: RosterRow, twin: RosterRow) -> bool:
    """Tell whether two rows of one name, projects of one builder, are about one class."""
    if isinstance(row, EnterpriseRow) and isinstance(twin, EnterpriseRow):
        return not row.classes or not twin.classes or bool(set(row.classes) & set(twin.classes))
    return True


def _code(row: RosterRow) -> str:
    return row.credit_code if isinstance(row, EnterpriseRow) else row.project_code


def _without_code(row: RosterRow) -> RosterRow:
    return replace(row, credit_code="") if isinstance(row, EnterpriseRow) else replace(row, project_code="")


def _repeat(row: RosterRow, first: RosterRow, code: str, *, loses_row: bool = False) -> RowProblem:
    return RowProblem(
        sheet=row.sheet, row=row.row, column="", code=code, value=f"{first.sheet}!{first.row}", loses_row=loses_row
    )
