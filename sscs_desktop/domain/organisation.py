"""Who does what: organisations with their years, and the assignment 分包."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sscs_desktop.domain.vocabulary import Level, OrganisationKind, ServiceClass


@dataclass(frozen=True, kw_only=True)
class Organisation:
    """An office, department or unit. Names are those of their day: a successor takes over after `valid_to`."""

    id: str
    name: str
    kind: OrganisationKind
    level: Level
    parent_id: str | None = None
    division_code: str = ""
    valid_from: date | None = None
    valid_to: date | None = None
    successor_id: str | None = None


@dataclass(frozen=True, kw_only=True)
class Assignment:
    """分包: leader, responsible unit and working contact of one enterprise or project (四、(二)); not one person.

    Exactly one of enterprise_id and project_id is set. One enterprise in two classes has two assignments.
    """

    id: str
    enterprise_id: str | None = None
    project_id: str | None = None
    service_class: ServiceClass | None = None
    tier: Level | None = None
    """帮扶层级 in this class: one enterprise in two classes may stand on two tiers."""
    unit_id: str
    unit_name: str
    leader_name: str = ""
    leader_title: str = ""
    contact_name: str = ""
    contact_phone: str = ""
