"""One sheet of a roster: finding its headings, reading its rows."""

from __future__ import annotations

import re
from dataclasses import dataclass, fields
from itertools import zip_longest
from typing import Any

from sscs_desktop.domain.rules import limit_of
from sscs_desktop.exchange.cells import (
    BadCellError,
    Cell,
    as_text,
    classes_in,
    plain,
    read,
    split_person,
    stage_in,
)
from sscs_desktop.exchange.columns import ENTERPRISE, PROJECT, Bound, Column, Sort, bind, split_heading
from sscs_desktop.exchange.roster_rows import (
    AssignmentCells,
    EnterpriseRow,
    FigureCell,
    ProjectRow,
    RowProblem,
    SheetReading,
)
from sscs_desktop.exchange.workbook import Grid

HEADING_WITHIN = 30
"""Headings stand within so many filled rows, or the sheet has none."""

_KINDS = (("enterprise", ENTERPRISE), ("project", PROJECT))
_SUM = re.compile(r".{0,4}(?:合计|总计|小计|共计|汇总)[:]?")
_REMARK = re.compile(r"(?:注|备注|说明|填表人|制表人|制表|审核人|填报单位|填报人|单位负责人|联系人)[:]")
_PERSONS = (
    ("legal_person", "", ""),
    ("contact_name", "contact_title", "contact_phone"),
    ("leader_name", "leader_title", ""),
    ("worker_name", "", "worker_phone"),
)
_ASSIGNMENT_FIELDS = tuple(field.name for field in fields(AssignmentCells))


@dataclass(frozen=True, kw_only=True)
class Heading:
    """Where the headings of a sheet stand and what they mean."""

    taken_for: str
    row: int
    last_row: int
    texts: tuple[str, ...]
    bound: dict[str, Bound]


class SheetReader:
    """Reads one sheet: finds its headings, then its rows."""

    def __init__(self, grid: Grid) -> None:
        self._grid = grid
        self.rows: list[EnterpriseRow | ProjectRow] = []
        self.problems: list[RowProblem] = []
        self._classes = classes_in(grid.name)
        self._stage = stage_in(grid.name)
        self.sheet = self._read()

    def _read(self) -> SheetReading:
        grid = self._grid
        if grid.is_hidden:
            self._problem(0, "", "sheet_hidden")
            return SheetReading(name=grid.name, taken_for="hidden")
        if not grid.rows:
            return SheetReading(name=grid.name, taken_for="empty")
        heading = find_heading(grid)
        if heading is None:
            self._problem(0, "", "sheet_no_headings")
            texts = max(([as_text(c) for c in row if c != ""] for _, row in grid.rows[:HEADING_WITHIN]), key=len)
            return SheetReading(name=grid.name, taken_for="unknown", headings=tuple(texts))
        for index, cells in grid.rows:
            if index > heading.last_row:
                self._row(heading, index, cells)
        used = {bound.index for bound in heading.bound.values()}
        ignored = [t for i, t in enumerate(heading.texts) if i not in used and plain(t) not in ("", "序号", "编号")]
        return SheetReading(
            name=grid.name,
            taken_for=heading.taken_for,
            heading_row=heading.row + 1,
            rows=len(self.rows),
            headings=tuple(text for text in heading.texts if text),
            ignored=tuple(ignored),
        )

    def _row(self, heading: Heading, index: int, cells: list[Cell]) -> None:
        bound = heading.bound
        raw = {key: self._cell(index, b, cells) for key, b in bound.items()}
        if _is_trailer(cells, raw["name"]) or not any(v not in ("", None) for v in raw.values()):
            return
        if as_text(raw["name"]) == bound["name"].heading:  # headings repeated for printing
            return
        values = {key: self._value(index, bound[key], value) for key, value in raw.items()}
        if not values["name"]:
            if self._says_something(index, values, bound):
                self._problem(index, bound["name"].heading, "name_required", loses_row=True)
            return
        if heading.taken_for == "enterprise":
            self.rows.append(self._enterprise(index, values, bound))
        else:
            self.rows.append(self._project(index, values, bound))

    def _says_something(self, index: int, values: dict[str, Any], bound: dict[str, Bound]) -> bool:
        """Tell whether a row without a name holds more than what a merged cell above spreads over it."""
        merged = self._grid.merged
        return any(v is not None and (index, bound[key].index) not in merged for key, v in values.items())

    def _cell(self, index: int, bound: Bound, cells: list[Cell]) -> Cell:
        value = cells[bound.index] if bound.index < len(cells) else ""
        if value == "" and bound.column.sort is not Sort.NAME:
            return self._grid.merged.get((index, bound.index), "")
        return value

    def _value(self, index: int, bound: Bound, value: Cell) -> object:
        try:
            taken = read(value, bound)
        except BadCellError as bad:
            self._problem(index, bound.heading, bad.code, as_text(value))
            return bad.kept
        if isinstance(taken, str) and len(taken) > limit_of(bound.column.field):
            self._problem(index, bound.heading, "too_long", taken[:20])
            return None
        return taken

    def _enterprise(self, index: int, values: dict[str, Any], bound: dict[str, Bound]) -> EnterpriseRow:
        figures = tuple(
            FigureCell(indicator=found.column.indicator, value=values[key], period=found.period)
            for key, found in bound.items()
            if found.column.indicator is not None and values[key] is not None
        )
        given = _gathered(_given(values))
        given.setdefault("classes", self._classes)
        return EnterpriseRow(sheet=self._grid.name, row=index + 1, figures=figures, **given)

    def _project(self, index: int, values: dict[str, Any], bound: dict[str, Bound]) -> ProjectRow:
        given = _gathered(_given(values))
        given.setdefault("stage", self._stage)
        if given["stage"] is None:
            column = bound["stage"].heading if "stage" in bound else ""
            self._problem(index, column, "stage_required")
        return ProjectRow(sheet=self._grid.name, row=index + 1, **given)

    def _problem(self, index: int, column: str, code: str, value: str = "", loses_row: bool = False) -> None:
        row = 0 if code.startswith("sheet_") else index + 1
        self.problems.append(
            RowProblem(sheet=self._grid.name, row=row, column=column, code=code, value=value, loses_row=loses_row)
        )


def find_heading(grid: Grid) -> Heading | None:
    """Return the heading row (or pair of rows) under the titles that means most to us; None without any."""
    best: tuple[int, Heading] | None = None
    rows = grid.rows[:HEADING_WITHIN]
    for place, (index, cells) in enumerate(rows):
        upper = [as_text(cell) for cell in cells]
        after = rows[place + 1] if place + 1 < len(rows) else None
        for taken_for, columns in _KINDS:
            readings = [(index, upper)]
            if after is not None and after[0] == index + 1:
                readings.append((after[0], _joined(upper, [as_text(cell) for cell in after[1]], columns)))
            for last_row, texts in readings:
                bound = bind(texts, columns)
                score = _score(texts, bound, last_row == index)
                if score and (best is None or score > best[0]):
                    best = (
                        score,
                        Heading(taken_for=taken_for, row=index, last_row=last_row, texts=tuple(texts), bound=bound),
                    )
    return best[1] if best else None


def _score(texts: list[str], bound: dict[str, Bound], is_single: bool) -> int:
    """Return how much a heading row means: fields known, then a plain row, then the word 项目; 0 for nothing."""
    if "name" not in bound or len(bound) < 2:
        return 0
    return 4 * len(bound) + 2 * is_single + ("项目" in texts[bound["name"].index])


def _joined(upper: list[str], lower: list[str], columns: tuple[Column, ...]) -> list[str]:
    """Join a heading of two rows: 分包领导 over 姓名 and 职务 is 分包领导姓名, 分包领导职务."""
    known = {heading for column in columns for heading in column.headings}
    texts, group = [], ""
    for above, below in zip_longest(upper, lower, fillvalue=""):
        group = above or (group if below else "")
        both = group + below
        core = split_heading(both)[0]
        texts.append(both if core in known or core.removesuffix("姓名") in known else below or above)
    return texts


def _is_trailer(cells: list[Cell], name: Cell) -> bool:
    """Tell whether a row is a sum or a note below the table."""
    filled = [cell for cell in cells if cell != ""]
    first = plain(as_text(filled[0])) if filled else ""
    if _SUM.fullmatch(first) or _SUM.fullmatch(plain(as_text(name))):
        return True
    return len(filled) <= 3 and _REMARK.match(first) is not None


def _given(values: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in values.items() if value is not None and not key.startswith("figure:")}


def _gathered(given: dict[str, Any]) -> dict[str, Any]:
    """Split cells like 张三 13800138000, and gather the assignment's fields."""
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
    return given | {"assignment": AssignmentCells(**own)}
