"""What sheets of paper say that is no record of its own: records gathered by desk or directory, painted by printing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sscs_desktop.domain.indicators import AsOf
from sscs_desktop.domain.issue import Issue
from sscs_desktop.domain.ledger import EnterpriseEntry, IssueEntry, Subject, VisitEntry
from sscs_desktop.domain.livelihood import Livelihood
from sscs_desktop.domain.organisation import Assignment
from sscs_desktop.domain.period import Figures
from sscs_desktop.domain.vocabulary import Light, Word


@dataclass(frozen=True, kw_only=True)
class VisitRecord:
    """走访记录单: one visit, whom it was paid to, what it brought, and who is in charge there."""

    entry: VisitEntry
    assignment: Assignment | None = None


class OrderKind(Word):
    """A sheet that goes with an issue from the office to a department."""

    DISPATCH = "dispatch", "问题交办单"
    SUPERVISE = "supervise", "问题督办单"


@dataclass(frozen=True, kw_only=True)
class Order:
    """交办单 or 督办单. helpers: names of the 协办部门. text: what the office says with it, the reason of a 督办."""

    kind: OrderKind
    issue: Issue
    subject: Subject | None
    office_name: str
    helpers: tuple[str, ...] = ()
    issued_on: date
    dispatched_on: date | None = None
    light: Light | None = None
    text: str = ""


@dataclass(frozen=True, kw_only=True)
class MonthLedger:
    """月度台账 of one unit or one person: figures, then every visit and every issue of the month."""

    owner: str
    figures: Figures
    visits: tuple[VisitEntry, ...]
    issues: tuple[IssueEntry, ...]
    as_of: AsOf


@dataclass(frozen=True, kw_only=True)
class LivelihoodList:
    """民生微实事清单 of one township or street."""

    owner: str
    made_on: date
    matters: tuple[Livelihood, ...]


@dataclass(frozen=True, kw_only=True)
class EnterpriseLedger:
    """企业台账 of one unit."""

    owner: str
    entries: tuple[EnterpriseEntry, ...]
    as_of: AsOf
