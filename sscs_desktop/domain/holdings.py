"""The records that stand somewhere, of which ledgers and figures are made: all, those of a unit, those of a person."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, replace
from types import MappingProxyType
from typing import Any, Protocol, TypeVar

from sscs_desktop.domain.card import Card
from sscs_desktop.domain.enterprise import Enterprise, Figure, Profile, says_something
from sscs_desktop.domain.issue import Issue
from sscs_desktop.domain.livelihood import Progress
from sscs_desktop.domain.organisation import Assignment
from sscs_desktop.domain.project import Project
from sscs_desktop.domain.visit import Visit
from sscs_desktop.domain.vocabulary import CardState, IssueState


@dataclass(frozen=True, kw_only=True)
class Records:
    """The records that stand somewhere; whose they are, who hands them over decides."""

    enterprises: tuple[Enterprise, ...] = ()
    projects: tuple[Project, ...] = ()
    assignments: tuple[Assignment, ...] = ()
    profiles: tuple[Profile, ...] = ()
    figures: tuple[Figure, ...] = ()
    visits: tuple[Visit, ...] = ()
    issues: tuple[Issue, ...] = ()
    cards: tuple[Card, ...] = ()
    progress: tuple[Progress, ...] = ()


KINDS: Mapping[str, str] = MappingProxyType(
    {
        "enterprises": "enterprise",
        "projects": "project",
        "assignments": "assignment",
        "profiles": "profile",
        "figures": "figure",
        "visits": "visit",
        "issues": "issue",
        "cards": "card",
        "progress": "progress",
    }
)
"""Of what kind the records of each part are, where they are kept."""
EVERY_PART = frozenset(part.name for part in fields(Records))


class _About(Protocol):
    @property
    def enterprise_id(self) -> str | None: ...
    @property
    def project_id(self) -> str | None: ...


R = TypeVar("R", bound=_About)
K = TypeVar("K", Profile, Figure)


def served(records: Records, unit_id: str = "") -> frozenset[str]:
    """Return the ids of the enterprises and projects assigned to a unit, or to any."""
    found = (a.enterprise_id or a.project_id or "" for a in records.assignments if unit_id in ("", a.unit_id))
    return frozenset(found) - {""}


def collected(records: Records) -> frozenset[str]:
    """Return the ids of the enterprises and projects about which anything at all was collected."""
    return frozenset().union(*collected_as(records).values())


def collected_as(records: Records) -> dict[str, frozenset[str]]:
    """Return of each thing that may be collected the ids of those about whom it was."""
    return {
        "visits": frozenset(map(subject_id, records.visits)),
        "issues": frozenset(map(subject_id, _raised(records))),
        "cards": frozenset(map(subject_id, _returned(records))),
        "profiles": frozenset(by_enterprise(records.profiles)),
        "figures": frozenset(by_enterprise(records.figures)),
    }


def of_author(records: Records, author_id: str, unit_id: str) -> Records:
    """Return the records with the visits and issues of one person alone, and what his unit serves."""
    return replace(
        records,
        assignments=tuple(a for a in records.assignments if a.unit_id == unit_id),
        visits=tuple(v for v in records.visits if v.author_id == author_id),
        issues=tuple(i for i in records.issues if i.author_id == author_id),
    )


def of_unit(records: Records, unit_id: str) -> Records:
    """Return the records with the assignments, visits and issues of one unit alone."""
    return replace(
        records,
        assignments=tuple(a for a in records.assignments if a.unit_id == unit_id),
        visits=tuple(v for v in records.visits if v.unit_id == unit_id),
        issues=tuple(i for i in records.issues if i.unit_id == unit_id),
    )


def of_each_unit(records: Records) -> Mapping[str, Records]:
    """Return of each unit what of_unit would, all in one go: a province has thousands of them."""
    parts: dict[str, defaultdict[str, list[Any]]] = {}
    for name in ("assignments", "visits", "issues"):
        parts[name] = defaultdict(list)
        for record in getattr(records, name):
            parts[name][record.unit_id].append(record)
    ids = {id for found in parts.values() for id in found}
    return {id: replace(records, **{name: tuple(found[id]) for name, found in parts.items()}) for id in ids}


def subject_id(record: _About) -> str:
    """Return the id of the enterprise or project that a record is about."""
    return record.enterprise_id or record.project_id or ""


def grouped(records: Iterable[R]) -> defaultdict[str, list[R]]:
    """Return records by the enterprise or project they are about."""
    found: defaultdict[str, list[R]] = defaultdict(list)
    for record in records:
        found[subject_id(record)].append(record)
    return found


def by_enterprise(kept: Iterable[K]) -> defaultdict[str, list[K]]:
    """Return what is kept of enterprises by whom it is about; what is empty says nothing of anybody."""
    found: defaultdict[str, list[K]] = defaultdict(list)
    for each in filter(says_something, kept):
        found[each.enterprise_id].append(each)
    return found


def subjects(records: Records) -> dict[str, Enterprise | Project]:
    """Return the enterprises and projects by their ids."""
    firms: dict[str, Enterprise | Project] = {firm.id: firm for firm in records.enterprises}
    return firms | {project.id: project for project in records.projects}


def units(records: Records) -> list[tuple[str, str]]:
    """Return the units that serve somebody or did something, in the order of their names: nobody is ranked."""
    rows: tuple[Iterable[Visit | Issue | Assignment], ...] = (records.visits, records.issues, records.assignments)
    names = {record.unit_id: record.unit_name for some in rows for record in some}
    return sorted(names.items(), key=lambda pair: (pair[1], pair[0]))


def _raised(records: Records) -> tuple[Issue, ...]:
    """Return the issues that stand: one that was withdrawn says nothing."""
    return tuple(issue for issue in records.issues if issue.state is not IssueState.WITHDRAWN)


def _returned(records: Records) -> tuple[Card, ...]:
    """Return the cards that came back: one that lies at the enterprise, or is void, says nothing yet."""
    return tuple(card for card in records.cards if card.state is CardState.SIGNED)
