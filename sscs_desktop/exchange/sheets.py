"""One sheet of a roster or an old ledger: its rows under the headings found."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields, replace
from typing import Any

from sscs_desktop.domain.rules import limit_of
from sscs_desktop.exchange.asides import Asides
from sscs_desktop.exchange.cell_values import reader, split_person
from sscs_desktop.exchange.cells import BadCellError, Cell, as_text
from sscs_desktop.exchange.columns import Bound
from sscs_desktop.exchange.figure_words import title_of
from sscs_desktop.exchange.headings import COLUMNS, HEADING_WITHIN, Heading, Meanings, find_heading
from sscs_desktop.exchange.history_rows import HistoryRow, IssueRow, VisitRow
from sscs_desktop.exchange.roster_rows import (
    AssignmentCells,
    EnterpriseRow,
    FigureCell,
    ProjectRow,
    RosterRow,
    RowProblem,
    SheetReading,
)
from sscs_desktop.exchange.sections import TOWN, Sections
from sscs_desktop.exchange.upright import stood_up
from sscs_desktop.exchange.workbook import Grid

_PERSONS = (
    ("legal_person", "", ""),
    ("contact_name", "contact_title", "contact_phone"),
    ("leader_name", "leader_title", ""),
    ("worker_name", "", "worker_phone"),
)
_TOWNSHIP_FIRST = re.compile(
    rf"(?:[(（【\[]({TOWN})[)）】\]]\s*|({TOWN})(?:\s*[:：]\s*|\s+))(.+(?:公司|厂|集团|合作社)(?:[(（].*)?)"
)
"""凤凰镇：示例食品有限公司: no registered name has its township apart."""
_SEVERAL = re.compile(r".{2,}(?:公司|厂|合作社)(?:(?:[(（].+[)）])?[、，,;；]+.{4,}|等\d*[家户个].*)")
_DITTOS = frozenset(
    f"{before}{sign}{behind}"
    for sign in ("〃", "″", "＂", '"', "”", "“", "同上", "同 上", "同\u3000上", "同前")
    for before in ("", " ", "\u3000")
    for behind in ("", " ", "\u3000")
)
"""What stands for the cell above."""
_ASSIGNMENT_FIELDS = tuple(field.name for field in fields(AssignmentCells))


class _ColumnReader:
    """A column found, and how its cells are read."""

    def __init__(self, bound: Bound) -> None:
        self.index = bound.index
        self.heading = bound.heading
        self.period = bound.period
        self.indicator = bound.column.indicator
        self.field = bound.column.field
        self.ticked = bound.column.ticked
        self.limit = limit_of(bound.column.field)
        self.read = reader(bound)


class SheetReader:
    """Reads one sheet: finds its headings, then its rows."""

    def __init__(self, grid: Grid, kinds: Sequence[str], meanings: Meanings) -> None:
        self._grid = grid = stood_up(grid, [COLUMNS[kind] for kind in kinds])
        self._columns: dict[str, _ColumnReader] = {}
        self._ticks: dict[str, _ColumnReader] = {}
        self._asides = Asides()
        self.rows: list[RosterRow | HistoryRow] = []
        self.problems: list[RowProblem] = []
        self._first_problem = 0
        self._sections = Sections(grid.name)
        self._under: dict[int, tuple[int, ...]] = {}
        self._before: tuple[int, Sequence[Cell]] = (0, ())
        self._cells = _whole(grid)
        self.sheet = self._read(kinds, meanings)

    def _read(self, kinds: Sequence[str], meanings: Meanings) -> SheetReading:
        grid = self._grid
        if grid.is_hidden:
            self._problem(0, "", "sheet_hidden")
            return SheetReading(name=grid.name, taken_for="hidden")
        if not grid.rows:
            return SheetReading(name=grid.name, taken_for="empty")
        heading = find_heading(grid, kinds, meanings)
        if heading is None:
            self._problem(0, "", "sheet_no_headings")
            row = max((row for _, row in grid.rows[:HEADING_WITHIN]), key=_words)
            return SheetReading(name=grid.name, taken_for="unknown", texts=tuple(map(as_text, row)), cells=self._cells)
        return self._read_table(heading)

    def _read_table(self, heading: Heading) -> SheetReading:
        """Read the rows under a heading."""
        grid, bound = self._grid, heading.bound
        self._columns = {key: _ColumnReader(each) for key, each in bound.items()}
        self._ticks = {key: column for key, column in self._columns.items() if column.ticked is not None}
        self._remark(heading)
        above = [(index, as_text(cell)) for index, row in grid.rows for cell in row if index <= heading.last_row]
        told = {each.index for key, each in bound.items() if key != "name"}
        numbers = {each.index for each in bound.values() if each.column.unit}
        self._asides = Asides(self._columns["name"].heading, (text for _, text in above), told, numbers)
        make = _MAKERS[heading.taken_for]
        for index, row in grid.rows:
            if index > heading.last_row:
                self._row(index, row, make)
        means = {each.index: each.column.field for each in bound.values()}
        titles = tuple(text for index, text in above if text and index < heading.row)
        return SheetReading(
            name=grid.name,
            taken_for=heading.taken_for,
            above=titles,
            unit=title_of((grid.name, *titles)).unit,
            heading_row=heading.last_row + 1,
            rows=len(self.rows),
            texts=heading.texts,
            means=tuple(means.get(i, "") for i in range(len(heading.texts))),
            cells=self._cells,
            under=self._under,
        )

    def _remark(self, heading: Heading) -> None:
        """Report what a sheet hides, and a second table beside the first."""
        if self._grid.hidden_rows:
            self._problem(0, "", "sheet_hidden_rows", str(self._grid.hidden_rows))
        if self._grid.unread_rows:
            self._problem(0, "", "sheet_form_rest", str(self._grid.unread_rows))
        if heading.texts.count(heading.texts[heading.bound["name"].index]) > 1:
            self._problem(0, "", "sheet_side_by_side")

    def _row(self, index: int, cells: list[Cell], make: _Maker) -> None:
        named = self._columns["name"]
        name = cells[named.index] if named.index < len(cells) else ""
        text = as_text(name)
        if not text:
            if not self._says_something(cells):
                self._sections.hear(index + 1, cells)
                return
            text = as_text(self._grid.merged.get((index, named.index), ""))
        if self._asides.has(cells, text):
            self._sections.hear(index + 1, cells)
            return
        if self._sections.rows:
            self._under[index + 1] = self._sections.rows
        if not _DITTOS.isdisjoint(cells):
            cells = self._spelled_out(cells)
            self._cells[index + 1] = self._spelled_out(self._cells[index + 1])
        self._before = index, cells
        self._first_problem = len(self.problems)
        values = self._values(index, cells)
        if "name" not in values:
            self._lose(index, named.heading, "name_required")
            return
        if self._ticks:
            self._take_ticks(index, values)
        row = make(self, index, values)
        if row is not None:
            self.rows.append(row)

    def _spelled_out(self, cells: Sequence[Cell]) -> list[Cell]:
        """Return a row with what the one above says for each 同上."""
        above, said = self._before
        merged = self._grid.merged

        def meant(column: int, cell: Cell) -> Cell:
            if cell not in _DITTOS:
                return cell
            return (said[column] if column < len(said) else "") or merged.get((above, column), "")

        return [meant(column, cell) for column, cell in enumerate(cells)]

    def _values(self, index: int, cells: list[Cell]) -> dict[str, Any]:
        """Return what a row says, by field; the cells that say nothing are not among it."""
        values: dict[str, Any] = {}
        width, merged, uncalculated = len(cells), self._grid.merged, self._grid.uncalculated
        for key, column in self._columns.items():
            value = cells[column.index] if column.index < width else ""
            if value == "" and merged:
                value = merged.get((index, column.index), "")
            if value == "":
                if (index, column.index) in uncalculated:
                    self._problem(index, column.heading, "uncalculated")
                continue
            try:
                taken = column.read(value)
            except BadCellError as bad:
                self._problem(index, column.heading, bad.code, as_text(value))
                taken = bad.kept
            if taken is None or taken == "":
                continue
            if isinstance(taken, str) and len(taken) > column.limit:
                self._problem(index, column.heading, "too_long", taken[:20])
            else:
                values[key] = taken
        return values

    def _take_ticks(self, index: int, values: dict[str, Any]) -> None:
        """Turn what is ticked, in columns of one word each, into the words of one field."""
        ticked: dict[str, list[_ColumnReader]] = {}
        for key, column in self._ticks.items():
            if values.pop(key, False):
                ticked.setdefault(column.field.partition("=")[0], []).append(column)
        for field, columns in ticked.items():
            words = tuple(column.ticked for column in columns)
            if field == "classes":
                values.setdefault(field, words)
            elif len(words) == 1:
                values.setdefault(field, words[0])
            else:
                self._problem(index, columns[0].heading, "several_ticked")

    def _says_something(self, cells: list[Cell]) -> bool:
        """Tell whether a row holds anything of its own in the columns we know, not spread over it by merged cells."""
        own = (cells[column.index] for column in self._columns.values() if column.index < len(cells))
        return any(as_text(cell) for cell in own)

    def _enterprise(self, index: int, values: dict[str, Any]) -> EnterpriseRow | None:
        if _SEVERAL.fullmatch(values["name"]):
            self._lose(index, self._columns["name"].heading, "several_names")
            return None
        figures = tuple(
            FigureCell(indicator=column.indicator, value=values.pop(key), period=column.period)
            for key, column in self._columns.items()
            if column.indicator is not None and key in values
        )
        given = _gathered(values)
        given.setdefault("classes", self._sections.classes)
        given.setdefault("division_name", "" if "division_code" in given else self._sections.township)
        return EnterpriseRow(sheet=self._grid.name, row=index + 1, figures=figures, **given)

    def _project(self, index: int, values: dict[str, Any]) -> ProjectRow:
        given = _gathered(values)
        given.setdefault("stage", self._sections.stage)
        given.setdefault("division_name", "" if "division_code" in given else self._sections.township)
        if given["stage"] is None:
            column = self._columns["stage"].heading if "stage" in self._columns else ""
            self._problem(index, column, "stage_required")
        return ProjectRow(sheet=self._grid.name, row=index + 1, **given)

    def _visit(self, index: int, given: dict[str, Any]) -> VisitRow | None:
        if "visited_at" not in given:
            self._lose(index, self._columns["visited_at"].heading, "day_required")
            return None
        if person := given.pop("received_by", ""):
            given["received_by"], title, _ = split_person(person)
            given.setdefault("received_title", title)
        return VisitRow(sheet=self._grid.name, row=index + 1, **given)

    def _issue(self, index: int, given: dict[str, Any]) -> IssueRow | None:
        for name, code in (("description", "description_required"), ("raised_on", "day_required")):
            if name not in given:
                self._lose(index, self._columns[name].heading if name in self._columns else "", code)
                return None
        given["raised_by"] = split_person(given.get("raised_by", ""))[0]
        return IssueRow(sheet=self._grid.name, row=index + 1, **given)

    def _lose(self, index: int, column: str, code: str) -> None:
        """Report that a row is lost over a cell: with what is wrong with it, else with `code`."""
        places = range(len(self.problems) - 1, self._first_problem - 1, -1)
        said = next((place for place in places if self.problems[place].column == column), None)
        if said is None:
            self._problem(index, column, code, loses_row=True)
        else:
            self.problems[said] = replace(self.problems[said], loses_row=True)

    def _problem(self, index: int, column: str, code: str, value: str = "", *, loses_row: bool = False) -> None:
        row = 0 if code.startswith("sheet_") else index + 1
        self.problems.append(
            RowProblem(sheet=self._grid.name, row=row, column=column, code=code, value=value, loses_row=loses_row)
        )


_Maker = Callable[[SheetReader, int, dict[str, Any]], RosterRow | HistoryRow | None]
_MAKERS: Mapping[str, _Maker] = {
    "enterprise": SheetReader._enterprise,
    "project": SheetReader._project,
    "visit": SheetReader._visit,
    "issue": SheetReader._issue,
}


def _words(row: Sequence[Cell]) -> int:
    """Return how many cells of a row may be headings: a number is none, though a column of them may have no heading."""
    return sum(isinstance(cell, str) and cell != "" for cell in row)


def _whole(grid: Grid) -> dict[int, Sequence[Cell]]:
    """Return all that stands in the rows, as a spreadsheet counts them, with what is merged down from above."""
    rows = {index + 1: list(row) if grid.merged else row for index, row in grid.rows}
    for (index, column), value in grid.merged.items():
        row = rows[index + 1]
        row += [""] * (column + 1 - len(row))
        row[column] = row[column] if row[column] != "" else value
    return dict(rows)


def _gathered(given: dict[str, Any]) -> dict[str, Any]:
    """Split cells like 张三 13800138000, and gather the assignment's fields; changes `given`."""
    if match := _TOWNSHIP_FIRST.fullmatch(given["name"]):
        given["name"] = match[3]
        given.setdefault("division_name", match[1] or match[2])
    for name, title, phone in _PERSONS:
        if name not in given:
            continue
        person, role, number = split_person(given[name])
        given[name] = person
        if title and role:
            given.setdefault(title, role)
        if phone and number:
            given.setdefault(phone, number)
    if given.get("division_name", "").isdigit():
        given.setdefault("division_code", given.pop("division_name"))
    elif (name := given.get("division_code", "")) and not name.isdigit():
        given.setdefault("division_name", given.pop("division_code"))
    own = {key: given.pop(key) for key in _ASSIGNMENT_FIELDS if key in given}
    if own:
        given["assignment"] = AssignmentCells(**own)
    return given
