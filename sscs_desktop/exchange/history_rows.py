"""What old ledgers give: neutral rows of visits and issues, their object named in words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sscs_desktop.domain.vocabulary import Category, Urgency, VisitMode


@dataclass(frozen=True, kw_only=True)
class VisitRow:
    """A visit as its line tells it; fields are those of domain.visit.Visit."""

    sheet: str
    row: int
    """As the spreadsheet counts: the first is 1."""
    name: str
    """Of the enterprise or project."""
    credit_code: str = ""
    """Or the project's code."""
    visited_at: datetime
    """Of Asia/Shanghai, midnight where the ledger says only the day; without one the row is lost."""
    mode: VisitMode | None = None
    visitors: tuple[str, ...] = ()
    received_by: str = ""
    received_title: str = ""
    situation: str = ""
    policies: tuple[str, ...] = ()
    problem: str = ""
    """What the ledger says was found, in its own words."""
    spot_answer: str = ""
    next_contact_on: date | None = None
    remark: str = ""


@dataclass(frozen=True, kw_only=True)
class IssueRow:
    """A problem as its line tells it; fields are those of domain.issue.Issue."""

    sheet: str
    row: int
    name: str
    credit_code: str = ""
    description: str
    raised_on: date
    """Without either the row is lost."""
    category: Category | None = None
    wish: str = ""
    urgency: Urgency | None = None
    raised_by: str = ""
    involved: str = ""
    answer: str = ""
    """How it was handled, in the ledger's own words."""
    is_settled: bool | None = None
    settled_on: date | None = None
    remark: str = ""


HistoryRow = VisitRow | IssueRow
