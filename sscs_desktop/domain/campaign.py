"""The campaign is a record, not a constant: initiatives, targets, actions, milestones and rules of one year."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

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
    tier: Level | None = None
    stage: Stage | None = None
    responsible: tuple[str, ...] = ()
    """Departments of this row where it is not the initiative's lead."""
    per_unit: str = ""
    implied_total: Decimal | None = None
    subset_of: str = ""
    note: str = ""
    """Where the policy says the same thing in two ways; neither is mended."""


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
    share: Decimal | None = None
    """Per cent of the year's tasks to be done by then (10月: 80)."""


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


@dataclass(frozen=True, kw_only=True)
class DepartmentRole:
    """A department of the default rules: `code` is stable, the names are those of the campaign's year.

    The county's name goes before either: 宁晋县国土资源局, 宁晋县金融办.
    """

    code: str
    name: str
    short: str


DEFAULT_LIMITS = (
    TimeLimit(name="accept", amount=1),
    TimeLimit(name="general", amount=7),
    TimeLimit(name="complex", amount=15),
    TimeLimit(name="call_back", amount=2),
)
"""In working days; our choice where nothing public exists. A complex issue may take MAX_EXTENDED_DAYS at most."""

MAX_EXTENDED_DAYS = 30


def campaign_from(
    data: Mapping[str, Any],
    campaign_id: str,
    *,
    policies: Mapping[str, Any] | None = None,
    dispatch_rules: Iterable[DispatchRule] = (),
) -> Campaign:
    """Parse resources/campaign/<year>.json exactly; the policy's own inconsistencies stay as they are.

    `policies` is the parsed policies file of that year; `dispatch_rules` come from dispatch_rules_from.
    """
    initiatives = tuple(_initiative(row) for row in data["initiatives"])
    milestones = tuple(_milestone(row) for row in data["milestones"])
    return Campaign(
        id=campaign_id,
        year=max(milestone.on.year for milestone in milestones),
        name=str(data["source"]["title"]),
        document=str(data["source"]["doc_no"]),
        initiatives=initiatives,
        actions=tuple(_action(row) for row in data["actions"]),
        milestones=milestones,
        limits=DEFAULT_LIMITS,
        dispatch_rules=tuple(dispatch_rules),
        policies=tuple(str(row["name"]) for row in policies["policies"]) if policies else (),
    )


def department_roles(data: Mapping[str, Any]) -> tuple[DepartmentRole, ...]:
    """Return the departments that the default rules speak of, from the parsed dispatch file."""
    return tuple(
        DepartmentRole(code=str(row["code"]), name=str(row["name"]), short=str(row.get("short", row["name"])))
        for row in data["roles"]
    )


def dispatch_rules_from(data: Mapping[str, Any], department_ids: Mapping[str, str]) -> tuple[DispatchRule, ...]:
    """Return the default rules of one county; `department_ids` maps role code -> organisation id.

    A rule whose department the county does not have is left out: its issues wait at the office.
    """
    return tuple(
        DispatchRule(
            category=Category(row["category"]) if row.get("category") else None,
            service_class=ServiceClass(row["service_class"]) if row.get("service_class") else None,
            stage=Stage(row["stage"]) if row.get("stage") else None,
            level=Level(row.get("level", Level.COUNTY.value)),
            department_id=department_ids[row["role"]],
            limit=str(row.get("limit", "general")),
        )
        for row in data["rules"]
        if row["role"] in department_ids
    )


def limit_named(campaign: Campaign, name: str) -> TimeLimit:
    """Return the campaign's limit of that name, or the default where the directory sent none."""
    known = {limit.name: limit for limit in (*DEFAULT_LIMITS, *campaign.limits)}
    return known[name]


_LEVELS = {level.label: level for level in Level}


def _initiative(row: Mapping[str, Any]) -> Initiative:
    return Initiative(
        no=int(row["no"]),
        name=str(row["name"]),
        group=str(row["group"]),
        lead=tuple(row["lead"]),
        support=tuple(row["support"]),
        targets=tuple(_target(target) for target in row["targets"]),
        qualitative=tuple(row["qualitative"]),
    )


def _target(row: Mapping[str, Any]) -> Target:
    return Target(
        indicator=str(row["indicator"]),
        value=Decimal(str(row["value"])),
        unit=str(row["unit"]),
        comparator=str(row["comparator"]),
        due_on=date.fromisoformat(row["deadline"]),
        qualifier=str(row["qualifier"]),
        quote=str(row["quote"]),
        is_stretch=bool(row.get("stretch", False)),
        is_implied=bool(row.get("implied", False)),
        tier=_LEVELS[row["tier"]] if "tier" in row else None,
        stage=next((stage for stage in Stage if stage.label == row.get("stage")), None),
        responsible=tuple(row.get("responsible", ())),
        per_unit=str(row.get("per_unit", "")),
        implied_total=Decimal(row["implied_total"]) if "implied_total" in row else None,
        subset_of=str(row.get("subset_of", "")),
        note=str(row.get("note", "")),
    )


def _action(row: Mapping[str, Any]) -> Action:
    return Action(
        no=int(row["no"]),
        name=str(row["name"]),
        responsible=tuple(row["responsible"]),
        content=tuple(row["content"]),
    )


def _milestone(row: Mapping[str, Any]) -> Milestone:
    return Milestone(
        on=date.fromisoformat(row["date"]),
        precision=str(row["precision"]),
        what=str(row["what"]),
        who=str(row["who"]),
        track=str(row["track"]),
        from_on=date.fromisoformat(row["date_from"]) if "date_from" in row else None,
        is_stretch=bool(row.get("stretch", False)),
        share=Decimal(row["value"]) if row.get("unit") == "%" else None,
    )
