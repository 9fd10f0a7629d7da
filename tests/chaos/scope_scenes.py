"""Scenes of rows that move between units, and of people who gain and lose them."""

from __future__ import annotations

from tests.chaos import desks, faults, office
from tests.chaos.stage import all_read, filed_issue, scene
from tests.chaos.world import Seat, World


@scene
def filed_elsewhere(world: World) -> None:
    """A visit is filed where its firm stands by now; its author loses that scope and keeps the one he thought of."""
    sun, firm = world.seat("sun"), world.firms[1].id
    _, other, north = world.units
    office.hold(world, sun, other, north)
    all_read(world, sun)
    desks.visit(world, sun, firm)
    office.give(world, firm, other, north)
    faults.disturbed(world, sun, "lose_requests", "/v1/pull", 50)
    office.hold(world, sun, other)


@scene
def left_one_of_two(world: World) -> None:
    """A firm leaves one of two scopes a desk holds; then the desk loses the other one, between two pages."""
    sun, firm = world.seat("sun"), world.firms[2].id
    dalu, other, north = world.units
    office.hold(world, sun, dalu, other)
    all_read(world, *world.seats)
    office.give(world, firm, dalu, north)
    pages = world.chance.randrange(1, 6)
    for _ in range(pages):
        sun.desk.line.only = "/v1/pull"
        _one_page(world, sun)
    office.hold(world, sun, dalu)


def _one_page(world: World, seat: Seat) -> None:
    """Read one page of one entry; the request for the next is lost."""
    asked = [0]

    def cut(path: str) -> None:
        if path == "/v1/pull":
            asked[0] += 1
            seat.desk.line.lose_requests = 1 if asked[0] > 1 else 0

    seat.desk.line.meanwhile = cut
    faults.disturbed(world, seat, "", "", 1)


@scene
def lost_one_then_the_other(world: World) -> None:
    """A desk loses one of two scopes in which a firm stands, and later the other."""
    sun = world.seat("sun")
    dalu, other, north = world.units
    office.hold(world, sun, dalu, other)
    all_read(world, *world.seats)
    office.hold(world, sun, other)
    faults.go(world, sun, 50)
    office.hold(world, sun, north)
    faults.go(world, sun, 50)


@scene
def moved_unread(world: World) -> None:
    """A visit is moved before a desk that sees it before and after has read it."""
    wang, firm = world.seat("wang"), world.firms[2].id
    dalu, _, north = world.units
    all_read(world, *world.seats)
    desks.visit(world, wang, firm)
    faults.go(world, wang, 50)
    office.give(world, firm, dalu, north)


@scene
def lost_and_regained(world: World) -> None:
    """A scope is lost and regained within one round, while an operation of its rows waits."""
    sun = world.seat("sun")
    dalu, other, _ = world.units
    office.hold(world, sun, other, dalu)
    all_read(world, *world.seats)

    def lose() -> None:
        desks.visit(world, sun, world.firms[0].id)
        office.hold(world, sun, other)
        faults.once_during(world, sun, "/v1/pull", lambda: faults.once_during(world, sun, "/v1/pull", regain))

    def regain() -> None:
        office.hold(world, sun, other, dalu)

    faults.once_during(world, sun, "/v1/pull", lose)
    faults.disturbed(world, sun, "", "", 50)


@scene
def older_than_shown(world: World) -> None:
    """A load brings a row that is newer than the news of its leaving, which the feed brings later."""
    sun, firm = world.seat("sun"), world.firms[0].id
    dalu, other, north = world.units
    office.hold(world, sun, dalu)
    all_read(world, *world.seats)
    office.give(world, firm, dalu, north)
    office.hold(world, sun, dalu, north)

    def again() -> None:
        office.give(world, firm, north, other)

    faults.once_during(world, sun, "/v1/load", lambda: faults.once_during(world, sun, "/v1/pull", again))
    faults.disturbed(world, sun, "", "", 1)


@scene
def parent_written_later(world: World) -> None:
    """A firm comes to another unit and is written once more before that unit reads."""
    dalu, other, _ = world.units
    all_read(world, *world.seats)
    office.give(world, world.firms[0].id, dalu, other)
    office.write(world, world.firms[0].id)
    faults.go(world, world.seat("zhao"), 1)


@scene
def given_to_departments(world: World) -> None:
    """Issues are dispatched to departments that never saw their firm."""
    wang, sun = world.seat("wang"), world.seat("sun")
    office.hold(world, sun, *world.departments)
    faults.go(world, sun, 50)
    for _ in range(2):
        filed_issue(world, wang, "accept", "dispatch")


@scene
def visited_while_leaving(world: World) -> None:
    """A visit is typed while the news comes in that its firm has gone."""
    wang, firm = world.seat("wang"), world.firms[0].id
    dalu, _, north = world.units
    all_read(world, *world.seats)
    office.give(world, firm, dalu, north)
    faults.once_during(world, wang, "/v1/pull", lambda: desks.visit(world, wang, firm))
    faults.disturbed(world, wang, "", "", 50)
