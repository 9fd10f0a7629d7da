"""What ledgers and prepared figures are made from on this desk, and as of when: domain.ledger does the counting."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from sscs_desktop.domain.indicators import AsOf
from sscs_desktop.domain.ledger import Records
from sscs_desktop.store import cursor, rows
from sscs_desktop.store.session import Session
from sscs_desktop.store.tables import RECORDS, sync_round
from sscs_desktop.store.today import midnight

EVER = date(1900, 1, 1)


def records(session: Session, since: date = EVER) -> Records:
    """Return what stands on the screen; of visits and issues those from `since` on. A job's work, not a page's."""
    visited_at, raised_on = RECORDS["visit"].c.visited_at, RECORDS["issue"].c.raised_on
    return Records(
        enterprises=_all(session, "enterprise"),
        projects=_all(session, "project"),
        assignments=_all(session, "assignment"),
        profiles=_all(session, "profile"),
        figures=_all(session, "figure"),
        visits=_all(session, "visit", visited_at >= midnight(since)),
        issues=_all(session, "issue", raised_on >= since),
        cards=_all(session, "card"),
        progress=_all(session, "progress"),
    )


def as_of(session: Session, at: datetime) -> AsOf:
    """Return the mark of figures made now: the last whole round, and how far in the feed it came."""
    last = select(sync_round.c.ended_at).where(sync_round.c.result == "ok").order_by(sync_round.c.no.desc()).limit(1)
    return AsOf(at=at, heard_at=session.scalar(last), seq=cursor.load(session).position[0])


def _all(session: Session, kind: str, *conditions: Any) -> tuple[Any, ...]:
    table = RECORDS[kind]
    return rows.records(session, kind, select(table).where(rows.shown(kind), *conditions).order_by(table.c.id))
