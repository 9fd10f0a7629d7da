"""Rounds that go wrong, and what happens to desk files: lost, doubled, cut and late messages, deaths, copies."""

from __future__ import annotations

import asyncio
import contextlib
import shutil
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import requests

from sscs_desktop.base.errors import Diverged, Offline, Refused, Unreadable
from sscs_desktop.server.work import Work
from sscs_desktop.store.session import Session
from sscs_desktop.sync import engine
from sscs_desktop.sync.round import RoundReport
from tests import line
from tests.chaos import desks, office
from tests.chaos.world import Crash, Endless, Seat, World

MOST = 600
"""Requests after which a round is taken to be without end."""

FAULTS = ("lose_requests", "lose_answers", "duplicate", "truncate", "time_outs")
PAGES = (1, 3, 50, 50, 50, 50)
PATHS = ("", "/v1/push", "/v1/pull", "/v1/load")

# ---- rounds


def round_(world: World, seat: Seat) -> None:
    """Go one round in which something may go wrong, while people go on working; let late requests come again."""
    fault = world.chance.choice(["", "", "", "", *FAULTS])
    dies = world.chance.random()
    world.crash_desk = world.chance.randrange(60) if dies < 0.12 else -1
    world.crash_directory = world.chance.randrange(3) if 0.12 < dies < 0.2 else -1
    seat.desk.line.meanwhile = lambda path: meanwhile(world, seat)
    world.restless = 4
    world.trace[-1:] = [f"{''.join(world.trace[-1:])} {fault} {world.crash_desk} {world.crash_directory}"]
    disturbed(world, seat, fault, world.chance.choice(PATHS) if fault else "")
    if seat.desk.line.delivered and world.chance.random() < 0.3:
        late(world, seat)


def disturbed(world: World, seat: Seat, fault: str, path: str, page: int = 0) -> None:
    """Go one round; the first request to `path` ("" for any) meets the fault, one of FAULTS or none."""
    if fault:
        setattr(seat.desk.line, fault, 1)
        seat.desk.line.only = path
    try:
        with contextlib.suppress(Offline):
            go(world, seat, page)
    except Crash:
        restart(world, seat)
    finally:
        calm(world, seat)


def go(world: World, seat: Seat, page: int = 0, most: int = 0) -> RoundReport | None:
    """Go one round, in pages and pushes of some size; None where the directory was put back twice within it."""
    seat.desk.engine._most = most or world.chance.choice([1, 3, 500])
    engine.PULL_PAGE, engine.LOAD_PAGE, engine.LOAD_PAGE_BESIDE = (page or world.chance.choice(PAGES) for _ in range(3))
    seat.desk.line.left = MOST
    try:
        return seat.desk.round()
    except Endless as error:
        raise world.truth.fail("a round does not end") from error
    except Unreadable as error:
        raise world.truth.fail(f"I15 a page could not be applied: {error!r}") from error
    except Refused as error:
        raise world.truth.fail(f"a round was refused: {error!r}") from error
    except Diverged:
        return None
    finally:
        world.no_violation()


def late(world: World, seat: Seat) -> None:
    """Deliver an old request once more, after all that came since."""
    with contextlib.suppress(requests.exceptions.ConnectionError):
        seat.desk.line.replay(world.chance.choice(seat.desk.line.delivered))
    world.no_violation()


def calm(world: World, seat: Seat) -> None:
    """Let nothing go wrong any more."""
    world.crash_desk = world.crash_directory = -1
    seat.desk.line.meanwhile = lambda path: None
    seat.desk.line.only = ""
    for each in FAULTS:
        setattr(seat.desk.line, each, 0)


def meanwhile(world: World, seat: Seat) -> None:
    """Go on typing while a request is under way; or let office and colleagues go on."""
    if world.is_busy or not world.restless or world.chance.random() > 0.12:
        return
    world.restless -= 1
    every = (desks.edit, desks.edit, desks.command, desks.visit, desks.attach, office.office, office.reassign)
    act = world.chance.choice(every)
    world.trace.append(f"  meanwhile {act.__name__}")
    with undisturbed(world):
        act(world, seat)


def once_during(world: World, seat: Seat, path: str, act: Callable[[], None]) -> None:
    """Let `act` happen when the next request to `path` is about to leave, in the round that follows."""

    def happen(present: str) -> None:
        if present == path and not world.is_busy:
            seat.desk.line.meanwhile = lambda path: None
            with undisturbed(world):
                act()

    seat.desk.line.meanwhile = happen


@contextmanager
def undisturbed(world: World) -> Iterator[None]:
    """Let people act whole while a round stands still."""
    world.is_busy = True
    crashes, world.crash_desk, world.crash_directory = (world.crash_desk, world.crash_directory), -1, -1
    try:
        yield
    finally:
        world.is_busy = False
        world.crash_desk, world.crash_directory = crashes


# ---- a desk file's life


def restart(world: World, seat: Seat, between: Callable[[], Any] = lambda: None) -> None:
    """Close a desk and open it again."""
    file = seat.desk.path.stem
    seat.desk.close()
    between()
    seat.sit(world.open(seat.desk.login, file))


def copy_desk(world: World, seat: Seat) -> None:
    """Keep a copy of a desk file."""

    def keep() -> None:
        copy = Path(shutil.copy(seat.desk.path, seat.desk.path.with_suffix(".copy")))
        world.copies[seat.name] = copy, seat.line, n

    with seat.store.read() as session:
        n = world.last_n(session)
    restart(world, seat, keep)


def put_desk_back(world: World, seat: Seat) -> None:
    """Put a desk file back from its copy."""
    if seat.name not in world.copies or world.restores == 2:
        return
    world.restores += 1
    copy, name, n = world.copies.pop(seat.name)
    restart(world, seat, lambda: shutil.copy(copy, seat.desk.path))
    seat.forms.clear()
    seat.line = f"{seat.name}~{world.restores}"
    world.truth.lines[seat.line] = name, n
    seat.is_copied = True


def clone_desk(world: World, seat: Seat) -> None:
    """Copy a file and go on with both."""
    if world.clones == 2:
        return
    world.clones += 1
    file = f"{seat.name}+{world.clones}"
    with seat.store.read() as session:
        n = world.last_n(session)
    restart(world, seat, lambda: shutil.copy(seat.desk.path, seat.desk.path.with_name(f"{file}.db")))
    twin = Seat(world.truth, world.open(seat.desk.login, file), file, Counter(seat.told))
    world.truth.lines[file] = seat.line, n
    seat.is_copied = twin.is_copied = True
    world.seats.append(twin)


# ---- deaths


@contextmanager
def crashing(world: World) -> Iterator[None]:
    """Let a desk die at any writing statement of a round, and the directory before or after it takes its numbers."""
    run, number, ask = Session.run, Work.number, asyncio.run
    pages = engine.PULL_PAGE, engine.LOAD_PAGE, engine.LOAD_PAGE_BESIDE

    def run_or_die(self: Session, statement: Any, *args: Any) -> Any:
        if world.crash_desk >= 0 and not statement.is_select:
            world.crash_desk -= 1
            if world.crash_desk < 0:
                raise Crash
        return run(self, statement, *args)

    def number_or_die(self: Work) -> int:
        if world.crash_directory >= 0:
            world.crash_directory -= 1
            if world.crash_directory < 0:
                if world.chance.random() < 0.5:
                    number(self)
                raise Crash
        return number(self)

    Session.run, Work.number = run_or_die, number_or_die  # type: ignore[method-assign]
    line.asyncio.run = world.loop.run_until_complete  # type: ignore[attr-defined]
    try:
        yield
    finally:
        Session.run, Work.number = run, number  # type: ignore[method-assign]
        line.asyncio.run = ask  # type: ignore[attr-defined]
        engine.PULL_PAGE, engine.LOAD_PAGE, engine.LOAD_PAGE_BESIDE = pages
