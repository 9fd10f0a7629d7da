"""The 企业综合情况及问题反馈卡 as a record, and what is on it when it is printed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sscs_desktop.domain.enterprise import Enterprise, Figure, Profile
from sscs_desktop.domain.issue import Issue
from sscs_desktop.domain.organisation import Assignment
from sscs_desktop.domain.project import Project
from sscs_desktop.domain.visit import Visit
from sscs_desktop.domain.vocabulary import CardState, FilledBy


@dataclass(frozen=True, kw_only=True)
class Card:
    """One printed card: `number` is final, out of the reserved block; reprints keep it and count up."""

    id: str
    number: str
    enterprise_id: str | None = None
    project_id: str | None = None
    visit_id: str | None = None
    """The visit that stands on it."""
    issue_ids: tuple[str, ...] = ()
    """The issues on it, in their order, kept so that a reprint names the same; their answers are those of today."""
    layout: str
    """Name and version of the layout file it was painted with."""
    filled_on: date
    filled_by: FilledBy
    filled_by_name: str = ""
    filled_by_phone: str = ""
    suggestions: str = ""
    """意见建议, kept so that a reprint says the same."""
    state: CardState = CardState.PRINTED
    content_hash: str = ""
    prints: int = 1
    author_id: str
    author_name: str
    unit_id: str
    printed_at: datetime


@dataclass(frozen=True, kw_only=True)
class CardContent:
    """All that one card says; gathered by the store, painted by printing.card. Exactly one subject is set."""

    card: Card
    enterprise: Enterprise | None = None
    project: Project | None = None
    profile: Profile | None = None
    assignment: Assignment | None = None
    figures: tuple[Figure, ...] = ()
    visit: Visit | None = None
    issues: tuple[Issue, ...] = ()
