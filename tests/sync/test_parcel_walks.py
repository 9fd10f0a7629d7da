"""Any interleaving of parcels and rounds ends as rounds alone do."""

from __future__ import annotations

import contextlib
import os
import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from sscs_desktop.base.errors import Refused
from sscs_desktop.server.tables import record, record_scope
from sscs_desktop.store import heal, report
from sscs_desktop.store.tables import RECORDS
from sscs_desktop.sync import parcel as by_file
from tests.sync.acts import (
    building_profile,
    edit_profile,
    save,
    visit_of,
    visit_on,
    waiting,
)
from tests.sync.county import County, Desk
from tests.sync.parcels import carried, exchange

pytestmark = pytest.mark.proof


STEPS = 10
"""Acts of a short walk."""


SEEDS = range(int(os.environ.get("SSCS_SEEDS", "1")))
"""More and longer walks by hand: SSCS_SEEDS=50."""


class Walk:
    """A seeded walk of two desks of one unit; `sync` says how each exchange goes."""

    def __init__(self, county: County, desks: list[Desk], seed: int) -> None:
        self.county, self.desks, self.chance = county, desks, random.Random(seed)
        self.firms = [county.enterprise(county.dalu, f"企业{i}（示例）") for i in range(2)]
        for desk in desks:
            desk.round()
        self.profile = building_profile(desks[0], self.firms[0], remark="初")
        desks[0].round(), desks[1].round()
        self.typed: list[tuple[int, Any]] = []
        self.count = 0

    def step(self, sync: Callable[[int], None]) -> None:
        who, kind = self.chance.randrange(2), self.chance.random()
        desk, self.count = self.desks[who], self.count + 1
        mine = [typed for author, typed in self.typed if author == who]
        if kind < 0.25:
            firm = self.chance.choice(self.firms)
            self.typed.append((who, save(desk, visit_of(desk, firm, situation=f"走访{self.count}"))))
        elif kind < 0.4 and mine:
            place = self.chance.randrange(len(mine))
            shown = visit_on(desk, mine[place].id)
            if shown is not None:
                save(desk, replace(shown, remark=f"改{self.count}"))
        elif kind < 0.55:
            field = self.chance.choice(["remark", "preferred_contact"])
            edit_profile(desk, self.profile.id, **{field: f"{who}写{self.count}"})
        elif kind < 0.6:
            self.county.enterprise(self.county.dalu, f"新企业{self.count}（示例）")
        elif kind < 0.65:
            self.county.reassign(self.firms[1], self.chance.choice([self.county.dalu, self.county.other]))
        else:
            sync(who)

    def quiet(self) -> None:
        """Let everybody finish online, and say what of all that must hold by then."""
        for desk in (*self.desks, *self.desks):
            desk.round()
        for desk in self.desks:
            assert waiting(desk) == 0 and sum(desk.round().counts.values()) == 0
            self._is_whole(desk)

    def _is_whole(self, desk: Desk) -> None:
        """Each row is here as the directory has it, each operation was answered once and is proven."""
        with desk.store.read() as session:
            checked, failing = report.unproven(session)
            assert not failing and checked == report.sums(session).total == len(heal.journal(session))
            rows = {row["id"]: row["seq"] for table in RECORDS.values() for row in session.all(select(table))}
        assert rows == stands(self.county, {f"unit:{self.county.dalu}", "public"})

    def picture(self) -> list[Any]:
        """Return what each person sees, without ids, numbers and moments."""
        seen = []
        for desk in self.desks:
            with desk.store.read() as session:
                found = {
                    "visit": ("situation", "remark"),
                    "profile": ("remark", "preferred_contact"),
                    "enterprise": ("name",),
                }
                tables = {kind: session.all(select(RECORDS[kind])) for kind in found}
                sums = report.sums(session)
            shown = {kind: sorted(tuple(str(row[f]) for f in found[kind]) for row in tables[kind]) for kind in found}
            seen.append((shown, sums))
        return seen


def stands(county: County, scopes: set[str]) -> dict[str, int]:
    """Return {id: seq} of all live rows of these scopes."""
    query = select(record.c.id, record.c.seq).join(record_scope, record_scope.c.id == record.c.id)
    query = query.where(record_scope.c.scope.in_(scopes), record.c.deleted.is_(False))
    return county.directory.lines.read(lambda c: {row.id: row.seq for row in c.execute(query)})


@contextmanager
def two_desks(folder: Path, blanks: Path) -> Iterator[tuple[County, list[Desk]]]:
    folder.mkdir(exist_ok=True)
    with contextlib.closing(County(folder, blanks)) as county, contextlib.ExitStack() as desks:
        yield county, [desks.enter_context(contextlib.closing(county.desk(n, county.dalu))) for n in ("wang", "li")]


@pytest.mark.parametrize("seed", SEEDS)
def test_by_file_ends_as_online(tmp_path: Path, blanks: Path, seed: int) -> None:
    """The same walk, its exchanges by rounds, and by round or file as it comes: what people see is the same."""
    seen = []
    for way in ("online", "either") if len(SEEDS) == 1 else ("online", "file", "either"):
        with two_desks(tmp_path / way, blanks) as (county, desks):
            walk, coin = Walk(county, desks, seed), random.Random(seed)

            def sync(who: int, way: str = way, coin: random.Random = coin, walk: Walk = walk) -> None:
                if way == "file" or (way == "either" and coin.random() < 0.7):
                    exchange(walk.county, walk.desks[who])
                else:
                    walk.desks[who].round()

            for _ in range(STEPS * min(len(SEEDS), 3)):
                walk.step(sync)
            walk.quiet()
            seen.append(walk.picture())
    assert all(each == seen[0] for each in seen)


@pytest.mark.parametrize("seed", SEEDS)
def test_parcels_lost_late_and_twice_leave_nothing_undone(tmp_path: Path, blanks: Path, seed: int) -> None:
    """Files lie about and are read when somebody finds them, in any order, some twice, some never, rounds between."""
    going: list[tuple[int, bytes]] = []
    coming: list[tuple[int, bytes]] = []
    coin = random.Random(seed)
    with two_desks(tmp_path, blanks) as (county, desks):

        def sync(who: int) -> None:
            act = coin.random()
            if act < 0.35:
                going.append((who, by_file.pack(desks[who].store)))
            elif act < 0.6 and going:
                whose, raw = coin.choice(going)
                coming.append((whose, carried(county, raw)))
            elif act < 0.85 and coming:
                read(*coin.choice(coming))
            else:
                desks[who].round()

        def read(whose: int, raw: bytes) -> None:
            with contextlib.suppress(Refused):  # overtaken
                by_file.take_in(desks[whose].store, raw)

        walk = Walk(county, desks, 100 + seed)
        for _ in range(2 * STEPS * min(len(SEEDS), 3)):
            walk.step(sync)
        assert going and coming
        walk.quiet()
        for whose, raw in coming:
            read(whose, raw)
        for _, raw in going:
            carried(county, raw)
        walk.quiet()
