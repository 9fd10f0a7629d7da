"""What a roster gives: neutral rows of enterprises and projects, and every problem beside them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal

from sscs_desktop.base.errors import Refused
from sscs_desktop.domain.vocabulary import Indicator, Level, OperatingState, ServiceClass, Size, Stage
from sscs_desktop.exchange.cells import Cell
from sscs_desktop.exchange.heading_words import plain_heading
from sscs_desktop.exchange.history_rows import HistoryRow, IssueRow, VisitRow

MOST_ROWS = 1_048_576
"""Rows of a sheet (ECMA-376 as Excel limits it)."""
REASON = "没有收的原因"
"""The heading of the column we add to rows that are sent back."""
UNREAD = frozenset({"", "序号", "编号", REASON})


@dataclass(frozen=True, kw_only=True)
class FigureCell:
    """One operating figure in the unit of domain.enterprise.UNITS; `period` is "" when the heading names no year."""

    indicator: Indicator
    value: Decimal
    period: str = ""


@dataclass(frozen=True, kw_only=True)
class AssignmentCells:
    """分包 as a row tells it; worker is the unit's 工作联系人."""

    unit_name: str = ""
    leader_name: str = ""
    leader_title: str = ""
    worker_name: str = ""
    worker_phone: str = ""


@dataclass(frozen=True, kw_only=True)
class EnterpriseRow:
    """An enterprise as its row tells it; fields are those of domain.enterprise.Enterprise."""

    sheet: str
    row: int
    """As the spreadsheet counts: the first is 1."""
    name: str
    credit_code: str = ""
    classes: tuple[ServiceClass, ...] = ()
    tier: Level | None = None
    legal_person: str = ""
    contact_name: str = ""
    contact_title: str = ""
    contact_phone: str = ""
    division_code: str = ""
    division_name: str = ""
    registered_address: str = ""
    business_address: str = ""
    industry: str = ""
    registration_type: str = ""
    size: Size | None = None
    is_above_scale: bool | None = None
    products: str = ""
    founded_on: date | None = None
    operating_state: OperatingState | None = None
    remark: str = ""
    figures: tuple[FigureCell, ...] = ()
    assignment: AssignmentCells = field(default_factory=AssignmentCells)


@dataclass(frozen=True, kw_only=True)
class ProjectRow:
    """A project as its row tells it; fields are those of domain.project.Project."""

    sheet: str
    row: int
    name: str
    project_code: str = ""
    builder: str = ""
    builder_credit_code: str = ""
    place: str = ""
    division_code: str = ""
    division_name: str = ""
    industry: str = ""
    stage: Stage | None = None
    """None is reported as stage_required."""
    tier: Level | None = None
    key_level: Level | None = None
    total_wan: Decimal | None = None
    year_plan_wan: Decimal | None = None
    done_wan: Decimal | None = None
    month_wan: Decimal | None = None
    content: str = ""
    started_on: date | None = None
    due_on: date | None = None
    progress: str = ""
    contact_name: str = ""
    contact_title: str = ""
    contact_phone: str = ""
    remark: str = ""
    assignment: AssignmentCells = field(default_factory=AssignmentCells)


RosterRow = EnterpriseRow | ProjectRow


@dataclass(frozen=True, kw_only=True)
class RowProblem:
    """One thing wrong with one cell, row (column "") or sheet (row 0); `loses_row` tells that it is not in rows.

    Codes: name_required, several_names, stage_required, day_required, description_required, rounded_number,
    credit_code_length, credit_code_alphabet, credit_code_check, odd_phone, bad_date, unclear_date, several_days,
    bad_number, unknown_word, several_ticked, too_long, uncalculated, duplicate_row, duplicate_code (both with sheet!row
    of the first as value); of a sheet: sheet_no_headings, sheet_hidden, sheet_hidden_rows and sheet_form_rest (value:
    how many), sheet_side_by_side.
    """

    sheet: str
    row: int
    column: str
    code: str
    value: str = ""
    loses_row: bool = False


@dataclass(frozen=True, kw_only=True)
class SheetReading:
    """What a sheet was taken for: enterprise, project, visit, issue, unknown, hidden or empty."""

    name: str
    taken_for: str
    above: tuple[str, ...] = ()
    """What stands above the headings: a unit or a year may be said only there."""
    unit: str = ""
    """Of the amounts whose heading names none, as the lines above say; "" where they do not."""
    heading_row: int = 0
    """The last one of the headings, counted from 1; 0 where none was found."""
    rows: int = 0
    texts: tuple[str, ...] = ()
    """The headings in their places; of an unknown sheet its fullest row."""
    means: tuple[str, ...] = ()
    """The field that each heading means, "" for none."""
    cells: Mapping[int, Sequence[Cell]] = field(default_factory=dict, repr=False, compare=False)
    """All that stands in it, by row: what is sent back to the county is its own."""
    under: Mapping[int, Sequence[int]] = field(default_factory=dict, repr=False, compare=False)
    """By row, the lines above it that say something of it: 二、在建项目."""

    @property
    def headings(self) -> tuple[str, ...]:
        """The headings that say something."""
        return tuple(text for text in self.texts if text)

    @property
    def ignored(self) -> tuple[str, ...]:
        """Headings that mean nothing to us."""
        pairs = zip(self.texts, self.means, strict=False)
        return tuple(text for text, meant in pairs if not meant and plain_heading(text) not in UNREAD)


@dataclass(frozen=True, kw_only=True)
class RosterReading:
    """All that a file gave: the rows to apply, and every problem beside them."""

    rows: tuple[RosterRow, ...]
    problems: tuple[RowProblem, ...]
    sheets: tuple[SheetReading, ...]
    history: tuple[HistoryRow, ...] = ()
    """Rows of old ledgers."""

    def only(self, is_wanted: Callable[[str, int], bool]) -> RosterReading:
        """Return the reading of the rows that are wanted, asked by sheet and row; the sheets stay whole."""
        return replace(
            self,
            rows=tuple(row for row in self.rows if is_wanted(row.sheet, row.row)),
            history=tuple(row for row in self.history if is_wanted(row.sheet, row.row)),
            problems=tuple(each for each in self.problems if not each.row or is_wanted(each.sheet, each.row)),
        )

    @property
    def enterprises(self) -> tuple[EnterpriseRow, ...]:
        """The rows of enterprises."""
        return tuple(row for row in self.rows if isinstance(row, EnterpriseRow))

    @property
    def projects(self) -> tuple[ProjectRow, ...]:
        """The rows of projects."""
        return tuple(row for row in self.rows if isinstance(row, ProjectRow))

    @property
    def visits(self) -> tuple[VisitRow, ...]:
        """The rows of old visits."""
        return tuple(row for row in self.history if isinstance(row, VisitRow))

    @property
    def issues(self) -> tuple[IssueRow, ...]:
        """The rows of old problems."""
        return tuple(row for row in self.history if isinstance(row, IssueRow))


def row_numbers(words: str) -> frozenset[int]:
    """Return the row numbers that 5-20,33 names. Raises Refused("bad_rows") with words."""
    found: set[int] = set()
    for part in words.replace("，", ",").split(","):
        first, sign, last = part.strip().partition("-")
        last = last if sign else first
        if not first.isdecimal() or not last.isdecimal() or not int(first) <= int(last) <= MOST_ROWS:
            raise Refused("bad_rows", words=words)
        found.update(range(int(first), int(last) + 1))
    return frozenset(found)
