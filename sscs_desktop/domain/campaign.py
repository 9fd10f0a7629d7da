"""The campaign is a record, not a constant: initiatives, targets, actions, milestones and rules of one year."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sscs_desktop.domain.vocabulary import Category, Level, ServiceClass, Stage, TimeUnit


@dataclass(frozen=True, kw_only=True)
class Target:
    """One measurable goal of an initiative, in the policy's own words (`quote`)."""

    indicator: str
    value: Decimal
    unit: str
    comparator: str
    """One of >= = > <=."""
    due_on: date
    qualifier: str = ""
    quote: str = ""
    is_stretch: bool = False
    """力争 beside 确保: both stand on one indicator, neither is mended."""
    is_implied: bool = False


@dataclass(frozen=True, kw_only=True)
class Initiative:
    """One of the 30 专项; item 14 has no numeric target."""

    no: int
    name: str
    group: str
    lead: tuple[str, ...]
    support: tuple[str, ...] = ()
    targets: tuple[Target, ...] = ()
    qualitative: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Action:
    """One of the 6 专项行动 of 三、(五)."""

    no: int
    name: str
    responsible: tuple[str, ...]
    content: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Milestone:
    """A date of the campaign; `precision` keeps the policy's wording (2月底)."""

    on: date
    precision: str
    what: str
    who: str = ""
    track: str = ""
    from_on: date | None = None
    is_stretch: bool = False


@dataclass(frozen=True, kw_only=True)
class TimeLimit:
    """A time limit with its unit. `name`: accept, general, complex, call_back."""

    name: str
    amount: int
    unit: TimeUnit = TimeUnit.WORKING_DAY


@dataclass(frozen=True, kw_only=True)
class DispatchRule:
    """Category × class × stage × level → department; the most specific matching rule wins, then the order."""

    category: Category | None = None
    service_class: ServiceClass | None = None
    stage: Stage | None = None
    level: Level = Level.COUNTY
    department_id: str
    limit: str = "general"


@dataclass(frozen=True, kw_only=True)
class Campaign:
    """One year's campaign as the directory sends it."""

    id: str
    year: int
    name: str
    document: str = ""
    initiatives: tuple[Initiative, ...] = ()
    actions: tuple[Action, ...] = ()
    milestones: tuple[Milestone, ...] = ()
    limits: tuple[TimeLimit, ...] = ()
    dispatch_rules: tuple[DispatchRule, ...] = ()
    policies: tuple[str, ...] = ()
    """Names offered under 宣讲政策."""


@dataclass(frozen=True, kw_only=True)
class Calendar:
    """Days off and make-up working days of published years; versioned, updatable from the directory."""

    id: str
    version: str
    first_year: int
    last_year: int
    off: tuple[date, ...]
    work: tuple[date, ...]


@dataclass(frozen=True, kw_only=True)
class Notice:
    """A short text from the office to all desks of a scope."""

    id: str
    title: str
    text: str
    published_on: date
    issuer: str = ""
