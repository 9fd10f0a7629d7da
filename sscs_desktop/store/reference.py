"""What the directory publishes to all desks: organisations, campaign, calendar, notices."""

from __future__ import annotations

from sqlalchemy import select

from sscs_desktop.domain.campaign import Calendar, Campaign, Notice
from sscs_desktop.domain.organisation import Organisation
from sscs_desktop.store import rows
from sscs_desktop.store.session import Session
from sscs_desktop.store.tables import RECORDS


def organisations(session: Session) -> tuple[Organisation, ...]:
    """Return all organisations known here, by level and name."""
    t = RECORDS["organisation"]
    return rows.records(session, "organisation", select(t).order_by(t.c.level, t.c.name))


def organisation(session: Session, id: str) -> Organisation | None:
    """Return one organisation."""
    found: Organisation | None = rows.get(session, "organisation", id)
    return found


def campaign(session: Session, year: int | None = None) -> Campaign | None:
    """Return the campaign of a year, or the latest; None before the first round."""
    t = RECORDS["campaign"]
    statement = select(t).order_by(t.c.year.desc()).limit(1)
    if year is not None:
        statement = statement.where(t.c.year == year)
    found = rows.records(session, "campaign", statement)
    return found[0] if found else None


def calendar(session: Session) -> Calendar | None:
    """Return the newest calendar the directory sent; None: use the shipped one."""
    t = RECORDS["calendar"]
    found = rows.records(session, "calendar", select(t).order_by(t.c.version.desc()).limit(1))
    return found[0] if found else None


def notices(session: Session, limit: int = 50) -> tuple[Notice, ...]:
    """Return the office's notices, newest first."""
    t = RECORDS["notice"]
    return rows.records(session, "notice", select(t).order_by(t.c.published_on.desc(), t.c.id.desc()).limit(limit))
