"""Scenes of values, states, answers, pages and deaths; those of scopes stand in `scope_scenes`."""

from __future__ import annotations

from sscs_desktop.domain.vocabulary import EventVerb
from tests.chaos import desks, faults, office
from tests.chaos.stage import all_read, filed_issue, own_profile, scene, type_over
from tests.chaos.world import World

# ---- bases


@scene
def colleague_beneath(world: World) -> None:
    """A value typed while a colleague's comes in beneath it is typed over once more."""
    wang, li, id = own_profile(world)
    type_over(world, li, "profile", id, "remark")
    faults.go(world, li, 50)
    faults.once_during(world, wang, "/v1/pull", lambda: type_over(world, wang, "profile", id, "remark"))
    faults.disturbed(world, wang, "", "", 50)
    type_over(world, wang, "profile", id, "remark")


@scene
def form_over_round(world: World) -> None:
    """A form stays open while a colleague's value comes in."""
    wang, li, id = own_profile(world)
    form = desks.open_on(world, wang, "profile", id)
    type_over(world, li, "profile", id, "remark")
    faults.go(world, li, 50)
    faults.go(world, wang, 50)
    desks.save(world, wang, form, "quiet_days")
    desks.save(world, wang, form, "remark")


@scene
def decision_left_open(world: World) -> None:
    """Before a conflict is decided, a third value comes in that stands in no dialog."""
    wang, li, id = own_profile(world)
    form = desks.open_on(world, wang, "profile", id)
    type_over(world, li, "profile", id, "remark")
    faults.go(world, li, 50)
    desks.save(world, wang, form, "remark")
    faults.go(world, wang, 50)
    waiting = desks.open_conflicts(wang)
    type_over(world, li, "profile", id, "remark")
    faults.go(world, li, 50)
    faults.go(world, wang, 50)
    for one in waiting:
        desks.choose(world, wang, one, "mine")


@scene
def both_copies_write(world: World) -> None:
    """A desk file is copied, and both copies write one field."""
    wang, _, id = own_profile(world)
    faults.clone_desk(world, wang)
    for seat in (wang, world.seats[-1]):
        type_over(world, seat, "profile", id, "remark")
    for seat in (wang, world.seats[-1]):
        faults.go(world, seat, 50)


@scene
def above_the_fork(world: World) -> None:
    """The directory is put back, and its new numbers pass those that a desk still bases an edit on."""
    wang, li, id = own_profile(world)
    all_read(world, *world.seats)
    office.back_up(world, wang)
    for _ in range(3):
        type_over(world, li, "profile", id, "remark")
        faults.go(world, li, 50)
    faults.go(world, wang, 50)
    type_over(world, wang, "profile", id, "remark")
    office.put_back(world, wang)
    office.write(world, id)
    zhao = world.seat("zhao")
    for _ in range(4):
        desks.visit(world, zhao, world.firms[1].id)
    faults.go(world, zhao, 50)
    faults.go(world, wang, 50)


# ---- states


@scene
def answered_twice(world: World) -> None:
    """An issue is answered, sent back by a colleague and answered again, before its author rates the first answer."""
    wang, li = world.seat("wang"), world.seat("li")
    id = filed_issue(world, wang, "accept", "dispatch", "take", "answer")
    all_read(world, wang, li)
    form = desks.open_on(world, wang, "issue", id)
    desks.give(world, li, desks.open_on(world, li, "issue", id), EventVerb.REOPEN)
    faults.go(world, li, 50)
    for verb in ("take", "answer"):
        office.move(world, id, verb)
    desks.give(world, wang, form, EventVerb.RATE)
    faults.go(world, wang, 50)


@scene
def filed_and_withdrawn(world: World) -> None:
    """An issue is withdrawn before the directory has ever heard of it."""
    wang = world.seat("wang")
    office.set_rule(world, is_automatic=False)
    id = desks.issue(world, wang, world.firms[0].id)
    desks.give(world, wang, desks.open_on(world, wang, "issue", id), EventVerb.WITHDRAW)
    faults.go(world, wang, 50)


@scene
def deadline_on_filing(world: World) -> None:
    """Issues are filed: the directory sets a deadline of its own, or accepts and dispatches in the same transaction."""
    wang = world.seat("wang")
    filed_issue(world, wang)
    office.set_rule(world, is_automatic=True)
    desks.issue(world, wang, world.firms[0].id)
    faults.go(world, wang, 50)


# ---- answers, pages, deaths


@scene
def late_answer(world: World) -> None:
    """An answer is lost; before it is asked for again, its row moves off and the feed forgets how."""
    wang, firm = world.seat("wang"), world.firms[0].id
    dalu, _, north = world.units
    all_read(world, *world.seats)
    desks.visit(world, wang, firm)
    faults.disturbed(world, wang, "lose_answers", "/v1/push", 50)
    office.give(world, firm, dalu, north)
    office.drop_feed(world, office.head(world))
    faults.go(world, wang, 50)


@scene
def all_entered_anew(world: World) -> None:
    """A desk has been away so long that the feed forgot what it has not read."""
    wang = world.seat("wang")
    all_read(world, *world.seats)
    office.office_edit(world, wang)
    desks.visit(world, wang, world.firms[0].id)
    office.drop_feed(world, office.head(world))
    faults.go(world, wang, 50)


@scene
def death_inside_a_page(world: World) -> None:
    """A desk dies at each of the statements that write a page."""
    wang, li = world.seat("wang"), world.seat("li")
    all_read(world, wang, li)
    for statement in range(6):
        desks.visit(world, li, world.firms[0].id)
        faults.go(world, li, 50)
        world.crash_desk = statement
        faults.disturbed(world, wang, "", "", 50)


@scene
def two_fields(world: World) -> None:
    """Two colleagues write different fields of one row at once."""
    wang, li, id = own_profile(world)
    type_over(world, li, "profile", id, "quiet_days")
    type_over(world, wang, "profile", id, "remark")
    faults.go(world, li, 50)
    faults.go(world, wang, 50)


@scene
def answered_and_put_back(world: World) -> None:
    """A visit is answered but not read back; then the directory is put back to just before it."""
    wang = world.seat("wang")
    all_read(world, *world.seats)
    office.back_up(world, wang)
    desks.visit(world, wang, world.firms[0].id)
    faults.disturbed(world, wang, "lose_requests", "/v1/pull", 50)
    office.put_back(world, wang)


@scene
def old_request(world: World) -> None:
    """A request is delivered once more after newer values and a forgotten ledger."""
    wang, _, id = own_profile(world)
    for _ in range(3):
        type_over(world, wang, "profile", id, "remark")
        faults.go(world, wang, 50)
    type_over(world, wang, "profile", id, "remark")
    faults.go(world, wang, 50)
    office.drop_ledger(world, wang, 20)
    for request in wang.desk.line.sent("/v1/push"):
        wang.desk.line.replay(request)
    world.no_violation()


@scene
def refused_creation(world: World) -> None:
    """A visit is written at a firm that has gone to another unit."""
    wang, firm = world.seat("wang"), world.firms[0].id
    dalu, _, north = world.units
    all_read(world, wang)
    office.give(world, firm, dalu, north)
    desks.attach(world, wang, desks.visit(world, wang, firm))
    faults.go(world, wang, 50)


@scene
def colleague_between(world: World) -> None:
    """A colleague files a visit between what a desk has read and what it sends next."""
    wang, li = world.seat("wang"), world.seat("li")
    all_read(world, wang, li)
    desks.visit(world, li, world.firms[0].id)
    faults.go(world, li, 50)
    for _ in range(2):
        desks.visit(world, wang, world.firms[0].id)
    faults.go(world, wang, 50)


@scene
def deleted_with_child(world: World) -> None:
    """A visit is deleted beneath which a colleague has just put a picture."""
    wang, li = world.seat("wang"), world.seat("li")
    id = desks.visit(world, wang, world.firms[0].id)
    all_read(world, wang, li)
    desks.attach(world, li, id)
    faults.go(world, li, 50)
    desks.remove(world, wang, desks.open_on(world, wang, "visit", id))
    faults.go(world, wang, 50)


@scene
def two_of_one_group(world: World) -> None:
    """Two colleagues change different fields of one figure at once."""
    wang, li = world.seat("wang"), world.seat("li")
    id = desks.figure(world, wang, world.firms[0].id)
    all_read(world, wang, li)
    type_over(world, wang, "figure", id, "value")
    type_over(world, li, "figure", id, "filled_by_name")
    faults.go(world, wang, 50)
    faults.go(world, li, 50)


@scene
def one_field_twice(world: World) -> None:
    """One field is typed twice without network; both operations travel in one request."""
    wang, _, id = own_profile(world)
    for _ in range(3):
        type_over(world, wang, "profile", id, "remark")
    faults.go(world, wang, 50, 500)
