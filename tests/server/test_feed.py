"""Pull and load: one cursor over all scopes, each page from one snapshot, parents first, nothing lost."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

from sqlalchemy import update

from sscs_desktop.base.ids import new_id
from sscs_desktop.server import admin
from sscs_desktop.server.tables import meta
from sscs_desktop.wire import codec
from sscs_desktop.wire.messages import START, HealRequest, Operation
from tests.server.people import FIRM, OTHER_FIRM, SOUTH, Desk, Town


def livelihood(desk: Desk) -> Operation:
    """A root row of the desk's own unit."""
    row_id = new_id()
    who = desk.member
    fields = {"id": row_id, "name": "修路", "author_id": who.id, "author_name": who.name, "unit_id": who.unit_id}
    return desk.op("new", "livelihood", row_id, fields=fields)


def test_a_new_desk_loads_what_its_unit_reads_and_nothing_else(small_town: Town) -> None:
    desk = small_town.desk("wang")
    kinds = {entry.kind for entry in desk.held.values()}
    assert {"organisation", "campaign", "enterprise", "assignment"} <= kinds
    assert small_town.id_of(FIRM) in desk.held
    assert small_town.id_of(OTHER_FIRM) not in desk.held
    assert desk.pull() == []


def test_a_colleague_gets_what_was_filed_and_another_unit_does_not(town: Town) -> None:
    desk, colleague, stranger = town.desk("wang"), town.desk("li"), town.desk("zhao")
    visit = desk.visit(town.id_of(FIRM), situation="好")
    desk.push(visit)
    (entry,) = colleague.pull()
    assert (entry.what, entry.id, entry.parent, entry.by) == ("put", visit.id, town.id_of(FIRM), "王建国")
    assert entry.data is not None
    assert entry.data["situation"] == "好"
    assert stranger.pull() == []


def test_pages_of_any_size_bring_the_same(town: Town) -> None:
    desk, small, large = town.desk("wang"), town.desk("li"), town.desk("li")
    visits = [desk.visit(town.id_of(FIRM)) for _ in range(9)]
    desk.push(*visits)
    desk.push(*(desk.op("edit", "visit", v.id, base=0, fields={"remark": "改"}) for v in visits[:4]))
    small.pull(limit=1)
    large.pull(limit=500)
    assert small.held == large.held
    assert small.cursor == large.cursor


def test_a_superseded_put_is_skipped_and_a_child_comes_after_its_parent(small_town: Town) -> None:
    desk, reader = small_town.desk("wang"), small_town.desk("li")
    visit = desk.visit(small_town.id_of(FIRM))
    photo = {"id": new_id(), "visit_id": visit.id, "sha256": "b" * 64, "name": "a.jpg", "media_type": "image/jpeg"}
    rest = {"size": 9, "author_id": desk.member.id, "added_at": "2018-09-26T04:00:00Z"}
    attachment = desk.op("new", "attachment", photo["id"], parent=visit.id, fields={**photo, **rest})
    desk.push(visit, attachment, desk.op("edit", "visit", visit.id, base=0, fields={"remark": "后"}))
    entries = reader.pull(limit=1)
    assert next(e.id for e in entries if e.kind == "visit") == visit.id
    assert [e.kind for e in entries] == ["visit", "attachment", "visit"]


def test_membership_that_changed_is_answered_with_the_present_scopes(small_town: Town) -> None:
    desk = small_town.desk("wang")
    south = small_town.id_of(SOUTH)
    admin.hold_scopes(small_town.directory, desk.member.id, [desk.member.unit_id, south])
    answer = small_town.directory.pull(desk.member, desk.pulling())
    assert answer.status == "scopes"
    assert f"unit:{south}" in answer.scopes
    assert small_town.directory.load(desk.member, desk.loading(None, 50)).status == "scopes"
    desk.enter()
    assert small_town.id_of(OTHER_FIRM) in desk.held


def test_reassignment_takes_the_object_with_all_descendants(town: Town) -> None:
    old, new, office = town.desk("wang"), town.desk("zhao"), town.desk("office")
    subject = town.id_of(FIRM)
    visit, issue = old.visit(subject), old.issue(subject)
    old.push(visit, issue)
    for desk in (old, new, office):
        desk.pull()
    admin.reassign(town.directory, subject, town.id_of(SOUTH))
    assert {e.what for e in old.pull()} == {"leave"}
    assert not {subject, visit.id, issue.id} & set(old.held)
    arrived = {e.id for e in new.pull() if e.what == "put"}
    assert {subject, visit.id, issue.id} <= arrived
    assert {e.what for e in office.pull()} <= {"put", "move"}
    assert {subject, visit.id, issue.id} <= set(office.held), "who still sees a row is not told that it left"
    (late,) = old.push(old.visit(subject))
    assert (late.result, late.code) == ("refused", "scope")
    (filed,) = new.push(new.visit(subject))
    assert filed.scopes == tuple(sorted(town.row(subject).scopes))


def test_a_late_child_is_filed_in_its_parents_present_scopes(small_town: Town) -> None:
    desk = small_town.desk("wang")
    south = small_town.id_of(SOUTH)
    admin.hold_scopes(small_town.directory, desk.member.id, [desk.member.unit_id, south])
    late = desk.visit(small_town.id_of(FIRM))
    admin.reassign(small_town.directory, small_town.id_of(FIRM), south)
    (answer,) = desk.push(late)
    assert answer.result == "ok"
    assert answer.scopes is not None
    assert f"unit:{south}" in answer.scopes
    assert f"unit:{desk.member.unit_id}" not in answer.scopes


def test_a_page_is_one_snapshot_whatever_is_reassigned_meanwhile(town: Town) -> None:
    desk, reader = town.desk("wang"), town.desk("li")
    subject, north, south = town.id_of(FIRM), desk.member.unit_id, town.id_of(SOUTH)
    desk.push(*(desk.visit(subject) for _ in range(20)))
    stop = threading.Event()

    def back_and_forth() -> None:
        while not stop.is_set():
            admin.reassign(town.directory, subject, south)
            admin.reassign(town.directory, subject, north)

    with ThreadPoolExecutor(1) as pool:
        running = pool.submit(back_and_forth)
        for _ in range(15):
            page = town.directory.pull(reader.member, reader.pulling(limit=500))
            own = set(reader.scopes)
            assert all(set(e.scopes) <= own and e.scopes for e in page.entries if e.what == "put")
            reader.apply(page.entries)
            reader.cursor, reader.head = page.cursor, page.head
        stop.set()
        running.result()
    reader.pull()
    assert sum(entry.kind == "visit" for entry in reader.held.values()) == 20


def test_writers_at_once_and_a_polling_reader_lose_nothing(town: Town) -> None:
    writers = [town.desk(login) for login in ("wang", "li", "wang", "li")]
    reader = town.desk("li")
    subject = town.id_of(FIRM)
    done = threading.Event()

    def write(desk: Desk) -> int:
        for _ in range(8):
            answers = desk.push(*(desk.visit(subject) for _ in range(5)))
            assert [a.result for a in answers] == ["ok"] * 5
        return 40

    def poll() -> None:
        while not done.is_set():
            reader.pull(limit=7)

    with ThreadPoolExecutor(5) as pool:
        polling = pool.submit(poll)
        assert sum(pool.map(write, writers)) == 160
        done.set()
        polling.result()
    reader.pull()
    filed = {row.id for row in town.rows("visit")}
    assert len(filed) == 160
    assert filed <= set(reader.held)


def test_a_cursor_below_the_floor_is_told_to_pull_and_push_before_marks_are_compared(small_town: Town) -> None:
    desk = small_town.desk("wang")
    desk.cursor = (1, 1)
    small_town.directory.lines.write(lambda c: c.execute(update(meta).where(meta.c.key == "floor").values(value="5")))
    assert small_town.directory.pull(desk.member, desk.pulling()).status == "floor"
    assert desk.send(desk.visit(small_town.id_of(FIRM))).status == "floor"
    assert small_town.directory.load(desk.member, desk.loading(None, 5)).status == "floor"


def test_a_desk_with_more_operations_than_a_statement_takes_is_healed(town: Town) -> None:
    desk = town.desk("wang")
    (answer,) = desk.push(desk.visit(town.id_of(FIRM)))
    many = tuple(new_id() for _ in range(66_000))
    request = HealRequest(replica=desk.replica, history=(desk.head,), journal=(*many, answer.op_id))
    assert town.directory.heal(desk.member, request).known == (answer,)


def test_heal_names_the_fork_and_what_stands_here(town: Town) -> None:
    desk = town.desk("wang")
    known = desk.visit(town.id_of(FIRM))
    (answer,) = desk.push(known)
    unknown = desk.visit(town.id_of(FIRM))
    history = ((desk.head[0] + 5, 77), desk.head, (1, 1), START)
    request = HealRequest(replica=desk.replica, history=history, journal=(known.op_id, unknown.op_id))
    healed = town.directory.heal(desk.member, request)
    assert healed.fork == desk.head
    assert healed.known == (answer,)
    assert healed.scopes == desk.scopes


def test_a_root_row_stands_in_its_units_scope_and_the_offices_above_read_it(small_town: Town) -> None:
    desk, office, stranger = small_town.desk("wang"), small_town.desk("office"), small_town.desk("zhao")
    (answer,) = desk.push(livelihood(desk))
    assert answer.result == "ok"
    assert [e.kind for e in office.pull()] == ["livelihood"]
    assert stranger.pull() == []


def test_an_empty_pull_is_small(small_town: Town) -> None:
    desk = small_town.desk("wang")
    request = desk.pulling()
    answer = small_town.directory.pull(desk.member, request)
    assert len(codec.encode(request)) + len(codec.encode(answer)) < 420


def test_load_pages_repeat_ancestors_so_that_each_page_can_be_applied(town: Town) -> None:
    desk = town.desk("wang")
    desk.push(*(desk.visit(town.id_of(FIRM)) for _ in range(4)))
    fresh = town.desk("li")
    fresh.held.clear()
    fresh.enter(limit=3)  # asserts that parents come first
    place = (1, "")
    page = town.directory.load(fresh.member, fresh.loading(place, 1))
    assert page.entries[0].kind == "enterprise"
    assert len(page.entries) == 2


def test_who_still_sees_a_row_by_another_scope_learns_only_where_it_stands(small_town: Town) -> None:
    desk = small_town.desk("wang")
    south = small_town.id_of(SOUTH)
    visit = desk.visit(small_town.id_of(FIRM))
    desk.push(visit)
    admin.hold_scopes(small_town.directory, desk.member.id, [desk.member.unit_id, south])
    desk.enter()
    admin.reassign(small_town.directory, small_town.id_of(FIRM), south)
    told = [(e.what, e.scopes) for e in desk.pull() if e.id == visit.id]
    assert told == [("move", (f"unit:{south}",)), ("put", (f"unit:{south}",))]


def test_a_change_of_scopes_counts_as_somebody_elses_write(small_town: Town) -> None:
    desk = small_town.desk("wang")
    south = small_town.id_of(SOUTH)
    visit = desk.visit(small_town.id_of(FIRM))
    desk.push(visit)
    admin.hold_scopes(small_town.directory, desk.member.id, [desk.member.unit_id, south])
    admin.reassign(small_town.directory, small_town.id_of(FIRM), south)
    (answer,) = desk.push(desk.op("edit", "visit", visit.id, base=0, fields={"remark": "改"}))
    assert answer.result == "ok"
    assert not answer.complete, "the row moved meanwhile: only the feed may say where it stands"
