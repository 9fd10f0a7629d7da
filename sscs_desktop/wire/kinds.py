"""The kinds of record on the wire: who owns them, what hangs on what, and which fields mean something only together."""

from __future__ import annotations

from dataclasses import dataclass, fields
from enum import Enum
from functools import cached_property
from typing import Any

from sscs_desktop.domain.campaign import Calendar, Campaign, Notice
from sscs_desktop.domain.card import Card
from sscs_desktop.domain.enterprise import Enterprise, Figure, Note, Profile, Proposal
from sscs_desktop.domain.issue import DESK_FIELDS, Event, Issue
from sscs_desktop.domain.livelihood import Livelihood, Progress
from sscs_desktop.domain.organisation import Assignment, Organisation
from sscs_desktop.domain.project import Project
from sscs_desktop.domain.review import Review
from sscs_desktop.domain.visit import Attachment, Visit

PUBLIC = "public"
"""The scope that everybody holds and nobody writes."""

NEW, EDIT, DELETE, HOLE = "new", "edit", "del", "hole"
"""Verbs besides the cadre's commands of domain.issue. A hole keeps the chain whole and says nothing."""


class Owner(Enum):
    """Who may write a kind from a desk."""

    DIRECTORY = "directory"
    """Desks read; they propose or command."""
    AUTHOR = "author"
    """Its author inserts, edits and deletes his own."""
    HOLDER = "holder"
    """Whoever has what it hangs on writes it, for the paper outlasts who printed it; nobody deletes it."""
    UNIT = "unit"
    """Every desk of the unit edits; merged three-way by field."""
    ISSUE = "issue"
    """The author edits DESK_FIELDS before dispatch; everything else is commanded."""


@dataclass(frozen=True, kw_only=True)
class Kind:
    """Merge policy of one kind. `parents` maps the field that names the owning parent to the parent's kind."""

    name: str
    record: type[Any]
    owner: Owner
    depth: int = 0
    parents: tuple[tuple[str, str], ...] = ()
    groups: tuple[tuple[str, ...], ...] = ()
    desk_fields: frozenset[str] | None = None
    """Fields a desk may edit; None: all of them."""
    grown: frozenset[str] = frozenset()
    """Lists that only grow: what several people add apart stands together, and nothing is taken out."""
    since: int = 1
    """The schema that brought this kind: older desks neither hold nor count it."""

    @cached_property
    def field_names(self) -> tuple[str, ...]:
        return tuple(f.name for f in fields(self.record))

    def group_of(self, field: str) -> str:
        """Return the clock a field is merged under: the first field of its group, else itself."""
        return next((group[0] for group in self.groups if field in group), field)

    def together(self, names: set[str]) -> set[str]:
        """Return `names` closed over groups: of a changed group all fields are sent."""
        return {f for f in self.field_names if self.group_of(f) in {self.group_of(n) for n in names}}

    def parent_of(self, data: dict[str, Any]) -> tuple[str, str] | None:
        """Return (kind, id) of the owning parent that `data` names, None for a root row."""
        return next(((kind, data[field]) for field, kind in self.parents if data.get(field)), None)


_SUBJECT = (("enterprise_id", "enterprise"), ("project_id", "project"))
_DIVISION = ("division_code", "division_name")
_CONTACT = ("contact_name", "contact_title", "contact_phone")


def _kind(name: str, record: type[Any], owner: Owner, **rest: Any) -> Kind:
    return Kind(name=name, record=record, owner=owner, **rest)


KINDS: dict[str, Kind] = {
    kind.name: kind
    for kind in (
        _kind("organisation", Organisation, Owner.DIRECTORY),
        _kind("campaign", Campaign, Owner.DIRECTORY),
        _kind("calendar", Calendar, Owner.DIRECTORY, groups=(("off", "work", "version"),)),
        _kind("notice", Notice, Owner.DIRECTORY),
        _kind("enterprise", Enterprise, Owner.DIRECTORY, groups=(_DIVISION, _CONTACT)),
        _kind("project", Project, Owner.DIRECTORY, groups=(_DIVISION, _CONTACT)),
        _kind("livelihood", Livelihood, Owner.AUTHOR, groups=(("state", "done_on"),)),
        _kind("progress", Progress, Owner.AUTHOR, groups=(("value", "unit", "period"),)),
        _kind(
            "assignment",
            Assignment,
            Owner.DIRECTORY,
            depth=1,
            parents=_SUBJECT,
            groups=(
                ("unit_id", "unit_name"),
                ("leader_name", "leader_title"),
                ("contact_name", "contact_phone"),
            ),
        ),
        _kind("profile", Profile, Owner.UNIT, depth=1, parents=(("enterprise_id", "enterprise"),)),
        _kind(
            "figure",
            Figure,
            Owner.UNIT,
            depth=1,
            parents=(("enterprise_id", "enterprise"),),
            groups=(("value", "unit", "period", "filled_by", "filled_by_name", "filled_on"),),
        ),
        _kind(
            "proposal",
            Proposal,
            Owner.AUTHOR,
            depth=1,
            parents=_SUBJECT,
            desk_fields=frozenset({"new_value", "reason"}),
        ),
        _kind("note", Note, Owner.AUTHOR, depth=1, parents=_SUBJECT),
        _kind("visit", Visit, Owner.AUTHOR, depth=1, parents=_SUBJECT, groups=(_DIVISION,)),
        _kind(
            "issue",
            Issue,
            Owner.ISSUE,
            depth=1,
            parents=_SUBJECT,
            groups=(
                ("department_id", "department_name"),
                ("due_on", "due_unit"),
                ("answer_how", "answer_who", "answer_when", "outcome", "answered_at"),
                ("satisfaction", "satisfaction_remark"),
            ),
            desk_fields=DESK_FIELDS,
        ),
        _kind(
            "card",
            Card,
            Owner.HOLDER,
            depth=1,
            parents=_SUBJECT,
            groups=(("state", "signed_on", "signatures", "void_reason"),),
            grown=frozenset({"prints", "issue_ids"}),
        ),
        _kind("review", Review, Owner.DIRECTORY),
        _kind("event", Event, Owner.DIRECTORY, depth=2, parents=(("issue_id", "issue"),)),
        _kind(
            "attachment",
            Attachment,
            Owner.AUTHOR,
            depth=2,
            parents=(("visit_id", "visit"), ("issue_id", "issue"), ("card_id", "card")),
        ),
    )
}
"""In an order that loads parents first."""
