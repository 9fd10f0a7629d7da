"""The county at the hour when every walk begins: units, people, firms, desks with a first round behind them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy.util import LRUCache

from sscs_desktop.base import clock, database, secrets
from sscs_desktop.base.ids import new_id
from sscs_desktop.domain.campaign import Campaign, DispatchRule
from sscs_desktop.domain.enterprise import Enterprise
from sscs_desktop.domain.organisation import Assignment
from sscs_desktop.domain.vocabulary import Level, OrganisationKind
from sscs_desktop.server import admin, api, scopes
from sscs_desktop.server.work import Work
from sscs_desktop.wire import codec
from tests.chaos import desks
from tests.chaos.faults import crashing, go
from tests.chaos.truth import Truth
from tests.chaos.watch import watching
from tests.chaos.world import Morning, Seat, World, numbered
from tests.sync.county import BY_DIRECTORY, COUNTY, County, make_blanks


def make(folder: Path) -> Morning:
    """Set a county up below a new folder and close its files; every id in it is the same each time."""
    with numbered(0, 0):
        make_blanks(folder / "blanks")
        return _make(folder)


def _make(folder: Path) -> Morning:
    world = World(_night(folder / "night", folder / "blanks"), folder / "morning", 0)
    try:
        with watching(world.truth), crashing(world):
            for seat in world.seats:
                _settle_in(world, seat)
        world.no_violation()
    finally:
        world.close()
    same = {name: getattr(world, name) for name in ("county", "truth", "firms", "units", "departments", "homes")}
    return Morning(folder=folder / "morning", count=world.count, **same)


def _settle_in(world: World, seat: Seat) -> None:
    """Let a desk have its first round, write something of each kind, and send it."""
    go(world, seat)
    for act in (desks.visit, desks.profile, desks.figure, desks.issue):
        act(world, seat)
    go(world, seat)


def _night(folder: Path, blanks: Path) -> Morning:
    """Set up the directory, and desk files that never had a round."""
    folder.mkdir(parents=True)
    county = County(folder, blanks)
    north = admin.add_unit(county.directory, "北鱼乡经济发展办", parent_id=county.office, division_code=COUNTY)
    taxes = admin.add_unit(
        county.directory,
        "县税务局",
        kind=OrganisationKind.DEPARTMENT,
        level=Level.COUNTY,
        parent_id=county.office,
        division_code=COUNTY,
    )
    rules = (DispatchRule(department_id=taxes),)
    admin.import_campaign(county.directory, Campaign(id=new_id(), year=2018, name="活动", dispatch_rules=rules))
    county.person("office", county.office, "office")
    county.person("land", county.department, "department")
    county.person("taxes", taxes, "department")
    firms = [county.enterprise(county.dalu, "甲"), county.enterprise(county.other, "乙")]
    firms.append(county.enterprise(county.dalu, "丙"))
    _assign_too(county, firms[2], county.other)
    homes = {"wang": county.dalu, "li": county.dalu, "zhao": county.other, "sun": county.other}
    for login, unit in homes.items():
        county.desk(login, unit).close()
    admin.hold_scopes(county.directory, county.people["sun"], [county.other, county.department])
    county.close()
    return Morning(
        folder=folder,
        county=county,
        truth=Truth(),
        firms=tuple(firms),
        units=(county.dalu, county.other, north),
        departments=(county.department, taxes),
        homes=homes,
    )


def _assign_too(county: County, firm: Enterprise, unit: str) -> None:
    """Let a second unit serve a firm: its records stand in both."""
    link = Assignment(id=new_id(), enterprise_id=firm.id, unit_id=unit, unit_name=county.name_of(unit))

    def work(connection: Any) -> None:
        work = Work(connection, clock.now())
        work.hold((), (), {firm.id})
        work.add("assignment", link.id, codec.data_of(link), BY_DIRECTORY, parent=firm.id)
        scopes.reset(work, firm.id)
        work.write()
        work.number()

    county.directory.lines.write(work)


@contextmanager
def in_haste() -> Iterator[None]:
    """Let all databases of a process share what SQLAlchemy has compiled: a walk opens dozens of files.

    And take the patience out of scrypt, which guards a package against guessing.
    """
    create = database.create_engine
    dialects: dict[Any, Any] = {}
    compiled: Any = LRUCache(5000)

    def create_alike(url: Any, **more: Any) -> Any:
        engine = create(url, **more)
        engine.dialect = engine.pool._dialect = dialects.setdefault(more.get("module"), engine.dialect)
        engine._compiled_cache = compiled
        return engine

    async def at_once(work: Callable[..., Any], *args: Any) -> Any:
        return work(*args)

    patience, secrets._SCRYPT = secrets._SCRYPT, secrets._SCRYPT | {"n": 1 << 10}
    database.create_engine = create_alike  # type: ignore[attr-defined]
    threads, api.run_in_threadpool = api.run_in_threadpool, at_once  # type: ignore[attr-defined]
    try:
        yield
    finally:
        api.run_in_threadpool = threads  # type: ignore[attr-defined]
        secrets._SCRYPT = patience
        database.create_engine = create  # type: ignore[attr-defined]
