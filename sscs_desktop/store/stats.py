"""What ledgers and prepared figures are made from on this desk, and as of when: domain.ledger does the counting."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, func, select

from sscs_desktop.base.telling import Told, unheard
from sscs_desktop.domain import holdings
from sscs_desktop.domain.holdings import EVERY_PART, KINDS, Records
from sscs_desktop.domain.indicators import AsOf
from sscs_desktop.domain.ledger import EVER
from sscs_desktop.store import cursor, rows
from sscs_desktop.store.session import Session
from sscs_desktop.store.tables import RECORDS, sync_round
from sscs_desktop.store.today import midnight

_TOGETHER = 1000
"""Rows read between two tellings: some hundredths of a second."""


def records(
    session: Session, since: date = EVER[0], parts: Collection[str] = EVERY_PART, told: Told = unheard
) -> Records:
    """Return what stands on the screen; of visits and issues those from `since` on. A job's work, not a page's."""
    wanted = {part: _shown(kind, since) for part, kind in KINDS.items() if part in parts}
    total = sum(session.scalar(select(func.count()).select_from(each.subquery())) for each in wanted.values())
    found: dict[str, list[Any]] = {}
    done = 0
    for part, query in wanted.items():
        found[part] = []
        for some in _in_turn(session, KINDS[part], query):
            found[part] += some
            done += len(some)
            told(done, total)
    return Records(**{part: tuple(each) for part, each in found.items()})


def served(session: Session, found: Records) -> Records:
    """Return of some records what falls to the account's unit; to an office all of them do."""
    me = session.account
    return found if me.is_office else holdings.of_unit(found, me.unit_id)


def as_of(session: Session, at: datetime) -> AsOf:
    """Return the mark of figures made now: the last whole round, and how far in the feed it came."""
    last = select(sync_round.c.ended_at).where(sync_round.c.result == "ok").order_by(sync_round.c.no.desc()).limit(1)
    return AsOf(at=at, heard_at=session.scalar(last), seq=cursor.load(session).position[0])


def _shown(kind: str, since: date) -> Select[Any]:
    table = RECORDS[kind]
    query = select(table).where(rows.shown(kind)).order_by(table.c.id)
    if kind == "visit":
        return query.where(table.c.visited_at >= midnight(since))
    return query.where(table.c.raised_on >= since) if kind == "issue" else query


def _in_turn(session: Session, kind: str, query: Select[Any]) -> Iterator[list[Any]]:
    for some in session.run(query).mappings().partitions(_TOGETHER):
        yield [rows.record_of(kind, row) for row in some]
