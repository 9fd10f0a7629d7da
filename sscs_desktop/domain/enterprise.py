"""The enterprise, what its unit keeps about it, its operating figures, and proposed corrections."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from uuid import UUID, uuid5

from sscs_desktop.domain.entry import clean
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


_CONTACT = ("contact_name", "contact_title", "contact_phone")
CORRECTABLE: dict[str, tuple[str, ...]] = {
    "enterprise": (
        "name",
        "credit_code",
        "legal_person",
        *_CONTACT,
        "registered_address",
        "business_address",
        "products",
    ),
    "project": ("name", "project_code", "builder", "builder_credit_code", "place", *_CONTACT, "content"),
}
"""The directory's fields that a cadre may propose to correct."""


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
    value: Decimal | None
    """None: taken back; nobody says a value for this period any more, and anybody may say one again."""
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
    answer: str = ""
    """Why the office refused it."""
    answered_by: str = ""
    answered_at: datetime | None = None


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


def says_something(kept: Profile | Figure) -> bool:
    """Tell whether a figure has a value, a profile any note: one that was emptied is kept, and counts nowhere."""
    if isinstance(kept, Figure):
        return kept.value is not None
    return any((kept.operating_state, kept.quiet_days, kept.preferred_contact, kept.next_contact_on, kept.remark))


def profile_id(unit_id: str, enterprise_id: str) -> str:
    """Return the id of the one profile a unit keeps about an enterprise: two desks that make it make the same row."""
    return str(uuid5(_KEPT_ONCE, f"profile {unit_id} {enterprise_id}"))


def figure_id(enterprise_id: str, indicator: Indicator, period: str, filled_by: FilledBy) -> str:
    """Return the id of the one figure of a period; what a department gives stands beside what is filled in here."""
    who = "department" if filled_by is FilledBy.DEPARTMENT else "unit"
    return str(uuid5(_KEPT_ONCE, f"figure {enterprise_id} {indicator.value} {plain_period(period)} {who}"))


_WHOLE_YEAR = re.compile(r"(\d{4})年?(?:度|全年)?")


@lru_cache(maxsize=1024)
def plain_period(period: str) -> str:
    """Return a period as it is compared: the dashes that people write between months are one, 2017年 is 2017."""
    text = unicodedata.normalize("NFKC", clean(period)).replace(" ", "")
    year = _WHOLE_YEAR.fullmatch(text)
    return year[1] if year else text.replace("—", "-").replace("–", "-").replace("至", "-").replace("~", "-")


_KEPT_ONCE = UUID("6e2d2c34-55c5-4d0b-8f0b-5d5c8d0f2018")
"""The name space of ids that follow from what a row is about. Changing it would double every row kept once."""
