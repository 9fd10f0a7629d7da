"""Hand-overs: a desk's work is given to a colleague as a file, taken, vouched for, and cleared where it came from."""

from __future__ import annotations

import contextlib

from sscs_desktop.base.errors import Refused
from sscs_desktop.store import handing
from sscs_desktop.sync import handover
from tests.chaos.world import Seat, World

AGREED = "大陆村镇 九月交接"


def give(world: World, seat: Seat) -> None:
    """Put a desk's work into a package for whoever comes after."""
    file = world.county.folder / f"{world.number()}.package"
    before = _given(seat)
    with contextlib.suppress(Refused):
        handover.give(seat.store, file, AGREED)
        world.packages.append(file)
    world.givers.update(dict.fromkeys(_given(seat) - before, seat.name))


def take(world: World, seat: Seat) -> None:
    """Take any package, an own one or one that somebody took before too: the directory says whose it is."""
    if world.packages:
        with contextlib.suppress(Refused):
            handover.take(seat.store, world.chance.choice(world.packages[-3:]), AGREED)


def bring_back(world: World, seat: Seat) -> None:
    """Bring the receipts of what was taken at a desk back to those who gave it."""
    for each in handover.receipts(seat.store):
        world.incoming.append((world.givers[each.handover_id], each.answer))


def retire(world: World, seat: Seat) -> None:
    """Keep receipts alone where all has gone into other hands; its person is invited again at once."""
    if world.copy is not None:
        return  # a directory that loses work after its desk was cleared is another story
    with contextlib.suppress(Refused):
        handover.close(seat.store, world.county.folder / "backups")
        seat.has_retired = True
        seat.forms.clear()
        handover.begin_again(seat.store)


def _given(seat: Seat) -> set[str]:
    with seat.store.read() as session:
        return {each.handover_id for each in handing.listing(session) if not each.is_taken}
