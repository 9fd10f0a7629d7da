"""Openings that lead a walk to where one rule of the protocol is needed.

A scene only makes a situation likely: what people type, send and read in it is judged like everything else in a walk,
and on the program as it is every scene is clean. wang and li serve 甲 and 丙 for one unit; zhao and sun 乙 and 丙 for
another.
"""

from __future__ import annotations

from collections.abc import Callable

from sscs_desktop.domain.vocabulary import EventVerb
from tests.chaos import desks, faults, office
from tests.chaos.world import Seat, World

Scene = Callable[[World], None]

SCENES: dict[str, Scene] = {}
"""Every scene by its name."""


def _scene(act: Scene) -> Scene:
    SCENES[act.__name__] = act
    return act


def _all_read(world: World, *seats: Seat) -> None:
    """Let the wire rest and everybody named read all there is."""
    for _ in range(2):
        for seat in seats:
            faults.go(world, seat, 50)


def _own_profile(world: World) -> tuple[Seat, Seat, str]:
    """Return two colleagues who both read one profile of their unit."""
    wang, li = world.seat("wang"), world.seat("li")
    id = desks.profile(world, wang, world.firms[0].id)
    _all_read(world, wang, li)
    return wang, li, id


def _type(world: World, seat: Seat, kind: str, id: str, *names: str) -> None:
    desks.save(world, seat, desks.open_on(world, seat, kind, id), *names)


def _filed_issue(world: World, seat: Seat, *moves: str) -> str:
    """Return an issue that was filed, read and moved on by the county."""
    office.set_rule(world, is_automatic=False)
    id = desks.issue(world, seat, world.firms[0].id)
    faults.go(world, seat, 50)
    for verb in moves:
        office.move(world, id, verb)
    return id


# ---- bases


@_scene
def colleague_beneath(world: World) -> None:
    """A value typed while a colleague's comes in beneath it is typed over once more."""
    wang, li, id = _own_profile(world)
    _type(world, li, "profile", id, "remark")
    faults.go(world, li, 50)
    faults.once_during(world, wang, "/v1/pull", lambda: _type(world, wang, "profile", id, "remark"))
    faults.disturbed(world, wang, "", "", 50)
    _type(world, wang, "profile", id, "remark")


@_scene
def form_over_round(world: World) -> None:
    """A form stays open while a colleague's value comes in."""
    wang, li, id = _own_profile(world)
    form = desks.open_on(world, wang, "profile", id)
    _type(world, li, "profile", id, "remark")
    faults.go(world, li, 50)
    faults.go(world, wang, 50)
    desks.save(world, wang, form, "quiet_days")
    desks.save(world, wang, form, "remark")


@_scene
def decision_left_open(world: World) -> None:
    """Before a conflict is decided, a third value comes in that stands in no dialog."""
    wang, li, id = _own_profile(world)
    form = desks.open_on(world, wang, "profile", id)
    _type(world, li, "profile", id, "remark")
    faults.go(world, li, 50)
    desks.save(world, wang, form, "remark")
    faults.go(world, wang, 50)
    waiting = desks.open_conflicts(wang)
    _type(world, li, "profile", id, "remark")
    faults.go(world, li, 50)
    faults.go(world, wang, 50)
    for one in waiting:
        desks.choose(world, wang, one, "mine")


@_scene
def both_copies_write(world: World) -> None:
    """A desk file is copied, and both copies write one field."""
    wang, _, id = _own_profile(world)
    faults.clone_desk(world, wang)
    for seat in (wang, world.seats[-1]):
        _type(world, seat, "profile", id, "remark")
    for seat in (wang, world.seats[-1]):
        faults.go(world, seat, 50)


@_scene
def above_the_fork(world: World) -> None:
    """The directory is put back, and its new numbers pass those that a desk still bases an edit on."""
    wang, li, id = _own_profile(world)
    _all_read(world, *world.seats)
    office.back_up(world, wang)
    for _ in range(3):
        _type(world, li, "profile", id, "remark")
        faults.go(world, li, 50)
    faults.go(world, wang, 50)
    _type(world, wang, "profile", id, "remark")
    office.put_back(world, wang)
    office.write(world, id)
    zhao = world.seat("zhao")
    for _ in range(4):
        desks.visit(world, zhao, world.firms[1].id)
    faults.go(world, zhao, 50)
    faults.go(world, wang, 50)


# ---- states


@_scene
def answered_twice(world: World) -> None:
    """An issue is answered, sent back by a colleague and answered again, before its author rates the first answer."""
    wang, li = world.seat("wang"), world.seat("li")
    id = _filed_issue(world, wang, "accept", "dispatch", "take", "answer")
    _all_read(world, wang, li)
    form = desks.open_on(world, wang, "issue", id)
    desks.give(world, li, desks.open_on(world, li, "issue", id), EventVerb.REOPEN)
    faults.go(world, li, 50)
    for verb in ("take", "answer"):
        office.move(world, id, verb)
    desks.give(world, wang, form, EventVerb.RATE)
    faults.go(world, wang, 50)


@_scene
def filed_and_withdrawn(world: World) -> None:
    """An issue is withdrawn before the directory has ever heard of it."""
    wang = world.seat("wang")
    office.set_rule(world, is_automatic=False)
    id = desks.issue(world, wang, world.firms[0].id)
    desks.give(world, wang, desks.open_on(world, wang, "issue", id), EventVerb.WITHDRAW)
    faults.go(world, wang, 50)


@_scene
def deadline_on_filing(world: World) -> None:
    """Issues are filed: the directory sets a deadline of its own, or accepts and dispatches in the same transaction."""
    wang = world.seat("wang")
    _filed_issue(world, wang)
    office.set_rule(world, is_automatic=True)
    desks.issue(world, wang, world.firms[0].id)
    faults.go(world, wang, 50)


# ---- scopes


@_scene
def filed_elsewhere(world: World) -> None:
    """A visit is filed where its firm stands by now; its author loses that scope and keeps the one he thought of."""
    sun, firm = world.seat("sun"), world.firms[1].id
    _, other, north = world.units
    office.hold(world, sun, other, north)
    _all_read(world, sun)
    desks.visit(world, sun, firm)
    office.give(world, firm, other, north)
    faults.disturbed(world, sun, "lose_requests", "/v1/pull", 50)
    office.hold(world, sun, other)


@_scene
def left_one_of_two(world: World) -> None:
    """A firm leaves one of two scopes a desk holds; then the desk loses the other one, between two pages."""
    sun, firm = world.seat("sun"), world.firms[2].id
    dalu, other, north = world.units
    office.hold(world, sun, dalu, other)
    _all_read(world, *world.seats)
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


@_scene
def lost_one_then_the_other(world: World) -> None:
    """A desk loses one of two scopes in which a firm stands, and later the other."""
    sun = world.seat("sun")
    dalu, other, north = world.units
    office.hold(world, sun, dalu, other)
    _all_read(world, *world.seats)
    office.hold(world, sun, other)
    faults.go(world, sun, 50)
    office.hold(world, sun, north)
    faults.go(world, sun, 50)


@_scene
def moved_unread(world: World) -> None:
    """A visit is moved before a desk that sees it before and after has read it."""
    wang, firm = world.seat("wang"), world.firms[2].id
    dalu, _, north = world.units
    _all_read(world, *world.seats)
    desks.visit(world, wang, firm)
    faults.go(world, wang, 50)
    office.give(world, firm, dalu, north)


@_scene
def lost_and_regained(world: World) -> None:
    """A scope is lost and regained within one round, while an operation of its rows waits."""
    sun = world.seat("sun")
    dalu, other, _ = world.units
    office.hold(world, sun, other, dalu)
    _all_read(world, *world.seats)

    def lose() -> None:
        desks.visit(world, sun, world.firms[0].id)
        office.hold(world, sun, other)
        faults.once_during(world, sun, "/v1/pull", lambda: faults.once_during(world, sun, "/v1/pull", regain))

    def regain() -> None:
        office.hold(world, sun, other, dalu)

    faults.once_during(world, sun, "/v1/pull", lose)
    faults.disturbed(world, sun, "", "", 50)


@_scene
def older_than_shown(world: World) -> None:
    """A load brings a row that is newer than the news of its leaving, which the feed brings later."""
    sun, firm = world.seat("sun"), world.firms[0].id
    dalu, other, north = world.units
    office.hold(world, sun, dalu)
    _all_read(world, *world.seats)
    office.give(world, firm, dalu, north)
    office.hold(world, sun, dalu, north)

    def again() -> None:
        office.give(world, firm, north, other)

    faults.once_during(world, sun, "/v1/load", lambda: faults.once_during(world, sun, "/v1/pull", again))
    faults.disturbed(world, sun, "", "", 1)


@_scene
def parent_written_later(world: World) -> None:
    """A firm comes to another unit and is written once more before that unit reads."""
    dalu, other, _ = world.units
    _all_read(world, *world.seats)
    office.give(world, world.firms[0].id, dalu, other)
    office.write(world, world.firms[0].id)
    faults.go(world, world.seat("zhao"), 1)


@_scene
def given_to_departments(world: World) -> None:
    """Issues are dispatched to departments that never saw their firm."""
    wang, sun = world.seat("wang"), world.seat("sun")
    office.hold(world, sun, *world.departments)
    faults.go(world, sun, 50)
    for _ in range(2):
        _filed_issue(world, wang, "accept", "dispatch")


@_scene
def visited_while_leaving(world: World) -> None:
    """A visit is typed while the news comes in that its firm has gone."""
    wang, firm = world.seat("wang"), world.firms[0].id
    dalu, _, north = world.units
    _all_read(world, *world.seats)
    office.give(world, firm, dalu, north)
    faults.once_during(world, wang, "/v1/pull", lambda: desks.visit(world, wang, firm))
    faults.disturbed(world, wang, "", "", 50)


# ---- answers, pages, deaths


@_scene
def late_answer(world: World) -> None:
    """An answer is lost; before it is asked for again, its row moves off and the feed forgets how."""
    wang, firm = world.seat("wang"), world.firms[0].id
    dalu, _, north = world.units
    _all_read(world, *world.seats)
    desks.visit(world, wang, firm)
    faults.disturbed(world, wang, "lose_answers", "/v1/push", 50)
    office.give(world, firm, dalu, north)
    office.drop_feed(world, office.head(world))
    faults.go(world, wang, 50)


@_scene
def all_entered_anew(world: World) -> None:
    """A desk has been away so long that the feed forgot what it has not read."""
    wang = world.seat("wang")
    _all_read(world, *world.seats)
    office.office_edit(world, wang)
    desks.visit(world, wang, world.firms[0].id)
    office.drop_feed(world, office.head(world))
    faults.go(world, wang, 50)


@_scene
def death_inside_a_page(world: World) -> None:
    """A desk dies at each of the statements that write a page."""
    wang, li = world.seat("wang"), world.seat("li")
    _all_read(world, wang, li)
    for statement in range(6):
        desks.visit(world, li, world.firms[0].id)
        faults.go(world, li, 50)
        world.crash_desk = statement
        faults.disturbed(world, wang, "", "", 50)


@_scene
def two_fields(world: World) -> None:
    """Two colleagues write different fields of one row at once."""
    wang, li, id = _own_profile(world)
    _type(world, li, "profile", id, "quiet_days")
    _type(world, wang, "profile", id, "remark")
    faults.go(world, li, 50)
    faults.go(world, wang, 50)


@_scene
def answered_and_put_back(world: World) -> None:
    """A visit is answered but not read back; then the directory is put back to just before it."""
    wang = world.seat("wang")
    _all_read(world, *world.seats)
    office.back_up(world, wang)
    desks.visit(world, wang, world.firms[0].id)
    faults.disturbed(world, wang, "lose_requests", "/v1/pull", 50)
    office.put_back(world, wang)


@_scene
def old_request(world: World) -> None:
    """A request is delivered once more after newer values and a forgotten ledger."""
    wang, _, id = _own_profile(world)
    for _ in range(3):
        _type(world, wang, "profile", id, "remark")
        faults.go(world, wang, 50)
    _type(world, wang, "profile", id, "remark")
    faults.go(world, wang, 50)
    office.drop_ledger(world, wang, 20)
    for request in wang.desk.line.sent("/v1/push"):
        wang.desk.line.replay(request)
    world.no_violation()


@_scene
def refused_creation(world: World) -> None:
    """A visit is written at a firm that has gone to another unit."""
    wang, firm = world.seat("wang"), world.firms[0].id
    dalu, _, north = world.units
    _all_read(world, wang)
    office.give(world, firm, dalu, north)
    desks.attach(world, wang, desks.visit(world, wang, firm))
    faults.go(world, wang, 50)


@_scene
def deleted_with_child(world: World) -> None:
    """A visit is deleted beneath which a colleague has just put a picture."""
    wang, li = world.seat("wang"), world.seat("li")
    id = desks.visit(world, wang, world.firms[0].id)
    _all_read(world, wang, li)
    desks.attach(world, li, id)
    faults.go(world, li, 50)
    desks.remove(world, wang, desks.open_on(world, wang, "visit", id))
    faults.go(world, wang, 50)


@_scene
def two_of_one_group(world: World) -> None:
    """Two colleagues change different fields of one figure at once."""
    wang, li = world.seat("wang"), world.seat("li")
    id = desks.figure(world, wang, world.firms[0].id)
    _all_read(world, wang, li)
    _type(world, wang, "figure", id, "value")
    _type(world, li, "figure", id, "filled_by_name")
    faults.go(world, wang, 50)
    faults.go(world, li, 50)


@_scene
def one_field_twice(world: World) -> None:
    """One field is typed twice without network; both operations travel in one request."""
    wang, _, id = _own_profile(world)
    for _ in range(3):
        _type(world, wang, "profile", id, "remark")
    faults.go(world, wang, 50, 500)
