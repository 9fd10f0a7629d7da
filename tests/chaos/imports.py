"""Somebody else's spreadsheet brought in at a desk, and taken back again."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from decimal import Decimal

from sscs_desktop.base import clock
from sscs_desktop.base.errors import Refused
from sscs_desktop.domain.vocabulary import Indicator
from sscs_desktop.exchange.history_rows import VisitRow
from sscs_desktop.exchange.roster_rows import EnterpriseRow, FigureCell, RosterReading
from sscs_desktop.store import intake, overlay, rows
from sscs_desktop.store.tables import RECORDS
from sscs_desktop.wire import codec
from tests.chaos.truth import Shown
from tests.chaos.world import Seat, World

BEGAN = datetime(2018, 3, 1, 9, tzinfo=clock.SHANGHAI)


def bring_in(world: World, seat: Seat) -> None:
    """Bring in a roster's row with a figure and a remark, and an old visit."""
    name, period = world.chance.choice(world.firms).name, world.chance.choice(["2018年8月", "2018年7月"])
    cell = FigureCell(indicator=Indicator.REVENUE, value=Decimal(world.number()), period=period)
    told = EnterpriseRow(sheet="企业", row=2, name=name, remark=world.words(), figures=(cell,))
    at = BEGAN + timedelta(minutes=world.number())
    paid = VisitRow(sheet="走访", row=2, name=name, visited_at=at, situation=world.words())
    with _watched(world, seat):
        intake.apply(seat.store, RosterReading(rows=(told,), history=(paid,), problems=(), sheets=()), "名单.xlsx")


def take_back(world: World, seat: Seat) -> None:
    """Undo an import that still stands."""
    with seat.store.read() as session:
        standing = [each.id for each in intake.taken(session) if each.standing]
    if standing:
        with _watched(world, seat):
            intake.undo(seat.store, world.chance.choice(standing[:2]))


@contextmanager
def _watched(world: World, seat: Seat) -> Iterator[None]:
    """Remember what is queued meanwhile as typed by one who had before him what stood there."""
    with seat.store.read() as session:
        n, heals = world.last_n(session), len(overlay.forks(session))
        view = {}
        for kind in ("figure", "profile", "visit"):
            for row in session.all(RECORDS[kind].select().where(rows.shown(kind))):
                record = rows.record_of(kind, row)
                view[kind, record.id] = world.truth.shown(session, kind, record, codec.data_of(record), heals)
    with contextlib.suppress(Refused):
        yield
    with seat.store.read() as session:
        fresh = world.queued(session, seat, n, lambda kind, id: view.get((kind, id), Shown(heals=heals)))
    for op in fresh:
        world.truth.typed(op)
