"""Who answers what, and until when: the campaign's rule table and time limits, on the office's calendar."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, select

from sscs_desktop.base.paths import resources
from sscs_desktop.domain.campaign import Campaign, DispatchRule, limit_named
from sscs_desktop.domain.issue import Issue
from sscs_desktop.domain.vocabulary import ServiceClass, Stage
from sscs_desktop.domain.workdays import Workdays, calendar_from, due
from sscs_desktop.server import scopes
from sscs_desktop.server.tables import meta, record
from sscs_desktop.wire import codec


@dataclass(frozen=True, kw_only=True)
class Rulebook:
    """The rules in force: the latest campaign's limits and rule table, and the working days."""

    campaign: Campaign
    workdays: Workdays
    is_automatic: bool = False
    """The rule table accepts and dispatches by itself on filing; else the office does."""

    def due(self, limit: str, since: datetime) -> date:
        """Return the last day of a named limit that began at `since`."""
        return due(limit_named(self.campaign, limit), since, self.workdays).on


def rulebook(connection: Connection) -> Rulebook:
    """Read the rules in force; the shipped calendar serves until the directory has one of its own."""
    campaigns = [codec.record_of("campaign", data) for data in _live(connection, "campaign")]
    latest = max(campaigns, key=lambda c: (c.year, c.id), default=Campaign(id="", year=0, name=""))
    calendars = [codec.record_of("calendar", data) for data in _live(connection, "calendar")]
    workdays = Workdays(max(calendars, key=lambda c: (c.last_year, c.version))) if calendars else _shipped_workdays()
    automatic = connection.execute(select(meta.c.value).where(meta.c.key == "automatic")).scalar_one_or_none()
    return Rulebook(campaign=latest, workdays=workdays, is_automatic=automatic == "1")


def suggest(
    connection: Connection, rules: Rulebook, issue: Issue, subject: Mapping[str, Any]
) -> tuple[dict[str, object], DispatchRule] | None:
    """Return the department the rule table names for an issue at its present level, None if no rule fits.

    The most specific matching rule wins, then the table's order. Only departments under the office that handles the
    issue are asked: one table may hold the rules of many counties.
    """
    office = handling_office(connection, issue)
    fitting = [rule for rule in rules.campaign.dispatch_rules if _fits(rule, issue, subject)]
    for rule in sorted(fitting, key=_width):
        department = successor(connection, rule.department_id)
        if department is not None and office is not None and _is_under(connection, department, office):
            return department, rule
    return None


def handling_office(connection: Connection, issue: Issue) -> dict[str, object] | None:
    """Return the office that has the issue now: the one of its level above the author's unit."""
    return next((o for o in scopes.offices_above(connection, issue.unit_id) if o["level"] == issue.level.value), None)


def next_office(connection: Connection, issue: Issue) -> dict[str, object] | None:
    """Return the office one step above, None at the top: problems climb level by level, none is skipped."""
    above = [o for o in scopes.offices_above(connection, issue.unit_id)]
    levels = [str(o["level"]) for o in above]
    place = levels.index(issue.level.value) + 1 if issue.level.value in levels else 0
    return above[place] if place < len(above) else None


def successor(connection: Connection, organisation_id: str) -> dict[str, object] | None:
    """Return the organisation that does the work of this one today."""
    seen: set[str] = set()
    found = scopes.organisation(connection, organisation_id)
    while found is not None and isinstance(found.get("successor_id"), str) and organisation_id not in seen:
        seen.add(organisation_id)
        organisation_id = str(found["successor_id"])
        found = scopes.organisation(connection, organisation_id) or found
    return found


def _is_under(connection: Connection, department: Mapping[str, object], office: Mapping[str, object]) -> bool:
    nearest = next(scopes.offices_above(connection, str(department["id"])), None)
    return nearest is not None and nearest["id"] == office["id"]


def _fits(rule: DispatchRule, issue: Issue, subject: Mapping[str, Any]) -> bool:
    classes = {ServiceClass(c) for c in subject.get("classes", ())}
    stage = Stage(subject["stage"]) if subject.get("stage") else None
    return (
        rule.level is issue.level
        and rule.category in (None, issue.category)
        and (rule.service_class is None or rule.service_class in classes)
        and rule.stage in (None, stage)
    )


def _width(rule: DispatchRule) -> int:
    return sum(each is None for each in (rule.category, rule.service_class, rule.stage))


def _live(connection: Connection, kind: str) -> list[dict[str, Any]]:
    query = select(record.c.data).where(record.c.kind == kind, record.c.deleted.is_(False))
    return list(connection.execute(query).scalars())


@lru_cache(maxsize=1)
def _shipped_workdays() -> Workdays:
    place = resources("calendar", "holidays_2018_2026.json")
    return Workdays(calendar_from(json.loads(place.read_text("utf-8"))))
