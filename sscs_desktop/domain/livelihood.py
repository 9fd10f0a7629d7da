"""The list a township owns: 民生微实事 (三、(六)); and the progress of initiatives."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sscs_desktop.domain.vocabulary import LivelihoodState


@dataclass(frozen=True, kw_only=True)
class Livelihood:
    """One livelihood matter of a township or street."""

    id: str
    name: str
    place: str = ""
    beneficiaries: str = ""
    owner_name: str = ""
    due_on: date | None = None
    funding: str = ""
    progress: str = ""
    state: LivelihoodState = LivelihoodState.PLANNED
    done_on: date | None = None
    opinion: str = ""
    """群众评价."""
    author_id: str
    author_name: str
    unit_id: str


@dataclass(frozen=True, kw_only=True)
class Progress:
    """One reported value of an initiative's indicator; value, unit and period are one group."""

    id: str
    campaign_year: int
    initiative_no: int
    indicator: str
    area_code: str
    period: str
    value: Decimal
    unit: str
    remark: str = ""
    author_id: str
    author_name: str
    unit_id: str
