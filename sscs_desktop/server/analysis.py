"""What ledgers and prepared figures are made from at the directory, and as of when: domain.ledger does the counting."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, select

from sscs_desktop.base import clock
from sscs_desktop.domain.indicators import AsOf
from sscs_desktop.domain.ledger import Records
from sscs_desktop.domain.workdays import Workdays
from sscs_desktop.server import dispatch
from sscs_desktop.server.directory import Directory
from sscs_desktop.server.tables import counter, record
from sscs_desktop.wire import codec


def records(directory: Directory) -> tuple[Records, AsOf, Workdays]:
    """Return everything that stands here, the mark of what is made of it, and the working days in force."""

    def work(connection: Connection) -> tuple[Records, AsOf, Workdays]:
        seq = int(connection.execute(select(counter.c.n)).scalar_one())
        return _standing(connection), AsOf(at=clock.now(), seq=seq), dispatch.rulebook(connection).workdays

    return directory.lines.read(work)


def _standing(connection: Connection) -> Records:
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
