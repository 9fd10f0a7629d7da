"""Files that travel beside the line: packed at a desk, carried to the directory, brought back some day or twice."""

from __future__ import annotations

import contextlib

from sscs_desktop.base.errors import Diverged, LoginNeeded, Refused, Unreadable
from sscs_desktop.server import parcels
from sscs_desktop.sync import parcel
from tests.chaos.faults import calm, restart
from tests.chaos.world import Crash, Seat, World

USELESS = ("parcel_overtaken", "parcel_foreign", "parcel_not_registered")
"""What a desk may say to a file that is too old for it, or of a life it no longer leads."""


def pack(world: World, seat: Seat) -> None:
    """Put all that is unanswered at a desk into a file."""
    with contextlib.suppress(LoginNeeded, Refused):
        world.outgoing.append((seat.name, parcel.pack(seat.store)))


def carry(world: World, seat: Seat) -> None:
    """Bring any file to the directory, one that was there before too, and take its answer along."""
    if world.outgoing:
        bring(world, *world.chance.choice(world.outgoing[-4:]))


def bring(world: World, name: str, raw: bytes) -> None:
    try:
        world.incoming.append((name, parcels.take(world.county.directory.lines, raw).answer))
    except (Refused, Unreadable) as error:
        if not world.put_backs:  # put back to before a desk was registered, it does not know its files
            raise world.truth.fail(f"a parcel was refused: {error!r}") from error


def receive(world: World, seat: Seat) -> None:
    """Take an answer in at the desk that asked, an old one too; the desk may die over it."""
    mine = [raw for name, raw in world.incoming if name == seat.name]
    if mine:
        world.crash_desk = world.chance.randrange(30) if world.chance.random() < 0.2 else -1
        take_in(world, seat, world.chance.choice(mine[-3:]))


def take_in(world: World, seat: Seat, raw: bytes) -> None:
    try:
        with contextlib.suppress(Diverged):
            parcel.take_in(seat.store, raw)
    except Refused as error:
        if error.code not in USELESS:
            raise
    except Unreadable as error:
        raise world.truth.fail(f"I15 a parcel could not be applied: {error!r}") from error
    except Crash:
        restart(world, seat)
    finally:
        calm(world, seat)
