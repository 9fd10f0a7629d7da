"""The calendar that this desk counts by: the directory's newest, or the one that was shipped."""

from __future__ import annotations

import json
from functools import cache

from sscs_desktop.base import paths
from sscs_desktop.domain.campaign import Calendar, limit_named
from sscs_desktop.domain.workdays import Workdays, calendar_from
from sscs_desktop.store import reference
from sscs_desktop.store.session import Session

_GENERAL = 7
"""Before the first round brings the campaign's own limits."""


def workdays_of(session: Session) -> Workdays:
    """Return the counter of working days; built once for each calendar."""
    return _counter(reference.calendar(session) or shipped())


def limit_of(session: Session) -> int:
    """Return the working days that a department has for a common issue: what its light is measured by."""
    campaign = reference.campaign(session)
    return limit_named(campaign, "general").amount if campaign else _GENERAL


@cache
def _counter(calendar: Calendar) -> Workdays:
    return Workdays(calendar)


@cache
def shipped() -> Calendar:
    """Return the calendar that came with the program, for the time before the first round."""
    newest = max(paths.resources("calendar").glob("holidays_*.json"))
    return calendar_from(json.loads(newest.read_text(encoding="utf-8")))
