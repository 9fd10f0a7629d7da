"""What ledgers and prepared figures are made from at the directory, and as of when: domain.ledger does the counting."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, func, select

from sscs_desktop.base import clock
from sscs_desktop.base.telling import Told, unheard
from sscs_desktop.domain.campaign import Campaign
from sscs_desktop.domain.holdings import EVERY_PART, KINDS, Records
from sscs_desktop.domain.indicators import AsOf
from sscs_desktop.domain.workdays import Workdays
from sscs_desktop.server import dispatch
from sscs_desktop.server.directory import Directory
from sscs_desktop.server.tables import counter, record
from sscs_desktop.wire import codec

_TOGETHER = 1000
"""Records read between two tellings."""


@dataclass(frozen=True, kw_only=True)
class Standing:
    """Everything that stands at one moment, the mark of what is made of it, and the rules in force."""

    records: Records
    as_of: AsOf
    workdays: Workdays
    campaign: Campaign


def standing(directory: Directory, parts: Collection[str] = EVERY_PART, told: Told = unheard) -> Standing:
    """Return what stands now, in one snapshot. told: records read, records in all; may raise."""

    def work(connection: Connection) -> Standing:
        rules = dispatch.rulebook(connection)
        seq = int(connection.execute(select(counter.c.n)).scalar_one())
        return Standing(
            records=_records(connection, parts, told),
            as_of=AsOf(at=clock.now(), seq=seq),
            workdays=rules.workdays,
            campaign=rules.campaign,
        )

    return directory.lines.read(work)


def _records(connection: Connection, parts: Collection[str], told: Told) -> Records:
    wanted = {part: kind for part, kind in KINDS.items() if part in parts}
    stands = record.c.kind.in_(wanted.values()), record.c.deleted.is_(False)
    total = connection.execute(select(func.count()).select_from(record).where(*stands)).scalar_one()
    found: dict[str, list[Any]] = {}
    done = 0
    for part, kind in wanted.items():
        found[part] = []
        for some in _in_turn(connection, kind):
            found[part] += some
            done += len(some)
            told(done, total)
    return Records(**{part: tuple(each) for part, each in found.items()})


def _in_turn(connection: Connection, kind: str) -> Iterator[list[Any]]:
    query = select(record.c.data).where(record.c.kind == kind, record.c.deleted.is_(False)).order_by(record.c.id)
    for some in connection.execute(query).scalars().partitions(_TOGETHER):
        yield [codec.record_of(kind, data) for data in some]
