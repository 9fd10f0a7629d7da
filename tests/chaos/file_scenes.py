"""Scenes of parcels and hand-overs."""

from __future__ import annotations

from tests.chaos import desks, faults, handovers, parcels
from tests.chaos.scenes import answered_and_put_back
from tests.chaos.stage import all_read, scene
from tests.chaos.world import World


@scene
def lost_parcel(world: World) -> None:
    """What waits at a desk goes into a file that nobody ever reads."""
    wang = world.seat("wang")
    all_read(world, wang)
    desks.visit(world, wang, world.firms[0].id)
    parcels.pack(world, wang)


@scene
def parcel_from_before(world: World) -> None:
    """A visit is answered after a file was asked for; put back and grown past it, the directory answers the file."""
    wang, zhao = world.seat("wang"), world.seat("zhao")
    all_read(world, *world.seats)
    parcels.pack(world, wang)
    answered_and_put_back(world)
    for _ in range(4):
        desks.visit(world, zhao, world.firms[1].id)
    faults.go(world, zhao, 50)
    parcels.carry(world, wang)
    parcels.receive(world, wang)


@scene
def handed_over(world: World) -> None:
    """A desk is handed over while a visit waits; its author sends it too, clears the desk and begins again."""
    wang, li = world.seat("wang"), world.seat("li")
    all_read(world, wang, li)
    desks.visit(world, wang, world.firms[0].id)
    handovers.give(world, wang)
    handovers.take(world, li)
    faults.go(world, li, 50)
    faults.go(world, wang, 50)
    handovers.bring_back(world, li)
    handovers.retire(world, wang)
    faults.go(world, wang, 50)
    desks.visit(world, wang, world.firms[0].id)
    faults.go(world, wang, 50)
