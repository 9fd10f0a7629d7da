"""The project: stages, prerequisites, investment."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sscs_desktop.domain.vocabulary import Level, Prerequisite, Stage


@dataclass(frozen=True, kw_only=True)
class StageChange:
    """One move of the stage rail 前期跑办→推进建设→竣工投产, with its day."""

    stage: Stage
    on: date


@dataclass(frozen=True, kw_only=True)
class PrerequisiteState:
    """One 前期要件: whether it is held, and since when or until when."""

    item: Prerequisite
    is_done: bool = False
    on: date | None = None
    remark: str = ""


@dataclass(frozen=True, kw_only=True)
class Project:
    """A served project (item 10). Money in 万元. Fields belong to the directory."""

    id: str
    name: str
    project_code: str = ""
    builder: str = ""
    builder_credit_code: str = ""
    place: str = ""
    division_code: str = ""
    division_name: str = ""
    industry: str = ""
    stage: Stage
    tier: Level | None = None
    key_level: Level | None = None
    """省/市/县重点."""
    total_wan: Decimal | None = None
    year_plan_wan: Decimal | None = None
    done_wan: Decimal | None = None
    month_wan: Decimal | None = None
    content: str = ""
    started_on: date | None = None
    due_on: date | None = None
    progress: str = ""
    prerequisites: tuple[PrerequisiteState, ...] = ()
    stages: tuple[StageChange, ...] = ()
    contact_name: str = ""
    contact_title: str = ""
    contact_phone: str = ""
