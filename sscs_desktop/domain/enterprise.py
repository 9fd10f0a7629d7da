"""The enterprise, what its unit keeps about it, its operating figures, and proposed corrections."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from sscs_desktop.domain.vocabulary import (
    FilledBy,
    Indicator,
    Level,
    OperatingState,
    ProposalState,
    ServiceClass,
    Size,
)

UNITS: dict[Indicator, str] = {
    Indicator.REVENUE: "万元",
    Indicator.PROFIT: "万元",
    Indicator.TAX: "万元",
    Indicator.ASSETS: "万元",
    Indicator.OUTPUT: "万元",
    Indicator.EMPLOYEES: "人",
    Indicator.POWER: "万千瓦时",
    Indicator.GAS: "万立方米",
}


@dataclass(frozen=True, kw_only=True)
class Enterprise:
    """A served enterprise. Fields belong to the directory: a desk proposes corrections, it never retypes them.

    `name` is that of the seal; `credit_code` is a GB 32100-2015 code or "" for 暂无代码; `division_code` has 12
    digits (statistical division code), `industry` is a GB/T 4754 code (门类 letter + 大类 digits).
    """

    id: str
    name: str
    credit_code: str = ""
    classes: tuple[ServiceClass, ...] = ()
    tier: Level | None = None
    legal_person: str = ""
    contact_name: str = ""
    contact_title: str = ""
    contact_phone: str = ""
    registered_address: str = ""
    business_address: str = ""
    division_code: str = ""
    division_name: str = ""
    industry: str = ""
    registration_type: str = ""
    size: Size | None = None
    is_above_scale: bool | None = None
    products: str = ""
    founded_on: date | None = None
    merged_into: str | None = None


@dataclass(frozen=True, kw_only=True)
class Profile:
    """What the unit itself keeps about an enterprise: state, quiet days, promise, remarks. Three-way by field."""

    id: str
    enterprise_id: str
    unit_id: str
    operating_state: OperatingState | None = None
    quiet_days: str = ""
    preferred_contact: str = ""
    next_contact_on: date | None = None
    remark: str = ""


@dataclass(frozen=True, kw_only=True)
class Figure:
    """One operating figure with what gives it meaning; value, unit, period and who filled it are one group."""

    id: str
    enterprise_id: str
    indicator: Indicator
    value: Decimal
    unit: str
    period: str
    """As the office writes it: 2017, 2018年1—8月, 2018年9月."""
    filled_by: FilledBy
    filled_by_name: str = ""
    filled_on: date


@dataclass(frozen=True, kw_only=True)
class Proposal:
    """A correction of one directory field, proposed from the field; accepted, it comes back as the new value."""

    id: str
    enterprise_id: str | None = None
    project_id: str | None = None
    field: str
    old_value: str = ""
    new_value: str
    reason: str = ""
    state: ProposalState = ProposalState.PENDING
    author_name: str = ""
    proposed_at: datetime


@dataclass(frozen=True, kw_only=True)
class Note:
    """A remark or 意见建议 about an enterprise or project; its author's own."""

    id: str
    enterprise_id: str | None = None
    project_id: str | None = None
    text: str
    author_id: str
    author_name: str
    written_at: datetime
