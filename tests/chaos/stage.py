"""Openings that lead a walk to where one rule of the protocol is needed, and what they share.

A scene only makes a situation likely: what people type, send and read in it is judged like everything else in a walk,
and on the program as it is every scene is clean. wang and li serve 甲 and 丙 for one unit; zhao and sun 乙 and 丙 for
another.
"""

from __future__ import annotations

from collections.abc import Callable

from tests.chaos import desks, faults, office
from tests.chaos.world import Seat, World

Scene = Callable[[World], None]

SCENES: dict[str, Scene] = {}
"""Every scene by its name."""


def scene(act: Scene) -> Scene:
    SCENES[act.__name__] = act
    return act


def all_read(world: World, *seats: Seat) -> None:
    """Let the wire rest and everybody named read all there is."""
    for _ in range(2):
        for seat in seats:
            faults.go(world, seat, 50)


def own_profile(world: World) -> tuple[Seat, Seat, str]:
    """Return two colleagues who both read one profile of their unit."""
    wang, li = world.seat("wang"), world.seat("li")
    id = desks.profile(world, wang, world.firms[0].id)
    all_read(world, wang, li)
    return wang, li, id


def type_over(world: World, seat: Seat, kind: str, id: str, *names: str) -> None:
    desks.save(world, seat, desks.open_on(world, seat, kind, id), *names)


def filed_issue(world: World, seat: Seat, *moves: str) -> str:
    """Return an issue that was filed, read and moved on by the county."""
    office.set_rule(world, is_automatic=False)
    id = desks.issue(world, seat, world.firms[0].id)
    faults.go(world, seat, 50)
    for verb in moves:
        office.move(world, id, verb)
    return id
