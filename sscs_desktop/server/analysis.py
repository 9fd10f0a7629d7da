"""What ledgers and prepared figures are made from at the directory, and as of when: domain.ledger does the counting."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, select

from sscs_desktop.base import clock
from sscs_desktop.domain.campaign import Campaign
from sscs_desktop.domain.indicators import AsOf
from sscs_desktop.domain.ledger import Records
from sscs_desktop.domain.workdays import Workdays
from sscs_desktop.server import dispatch
from sscs_desktop.server.directory import Directory
from sscs_desktop.server.tables import counter, record
from sscs_desktop.wire import codec


@dataclass(frozen=True, kw_only=True)
class Standing:
    """Everything that stands at one moment, the mark of what is made of it, and the rules in force."""

    records: Records
    as_of: AsOf
    workdays: Workdays
    campaign: Campaign


def standing(directory: Directory) -> Standing:
    """Return what stands now, in one snapshot."""

    def work(connection: Connection) -> Standing:
        rules = dispatch.rulebook(connection)
        seq = int(connection.execute(select(counter.c.n)).scalar_one())
        return Standing(
            records=_records(connection),
            as_of=AsOf(at=clock.now(), seq=seq),
            workdays=rules.workdays,
            campaign=rules.campaign,
        )

    return directory.lines.read(work)


def _records(connection: Connection) -> Records:
    return Records(
        enterprises=_all(connection, "enterprise"),
        projects=_all(connection, "project"),
        assignments=_all(connection, "assignment"),
        profiles=_all(connection, "profile"),
        figures=_all(connection, "figure"),
        visits=_all(connection, "visit"),
        issues=_all(connection, "issue"),
        cards=_all(connection, "card"),
        progress=_all(connection, "progress"),
    )


def _all(connection: Connection, kind: str) -> tuple[Any, ...]:
    query = select(record.c.data).where(record.c.kind == kind, record.c.deleted.is_(False)).order_by(record.c.id)
    return tuple(codec.record_of(kind, data) for data in connection.execute(query).scalars())
