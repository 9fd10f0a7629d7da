"""What two at once do to a directory, each race made to happen: one is held as it is about to commit, the other comes.

Each rule that keeps a race harmless was measured without it, on real databases; here each stands on both.
"""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import closing
from dataclasses import replace
from functools import partial
from typing import Any

import pytest
from sqlalchemy import Connection, text

from sscs_desktop.base import clock
from sscs_desktop.base.errors import Refused
from sscs_desktop.base.ids import new_id
from sscs_desktop.server import admin
from sscs_desktop.server.directory import Directory
from sscs_desktop.server.tracking import take_leg
from sscs_desktop.server.work import Work, read_rows
from sscs_desktop.wire.decisions import Move
from sscs_desktop.wire.messages import Operation, OperationAnswer
from tests.server.at_once import WAITS_S, after_statement, all_at_once, beside, deadlocks_of
from tests.server.people import FIRM, NORTH, SOUTH, Desk, Town
from tests.server.test_kept_once import figure, profile

pytestmark = pytest.mark.proof


def shared(town: Town) -> tuple[Desk, Desk, Operation]:
    """Two files of one person, both showing a visit of his."""
    one, two = town.desk("wang"), town.desk("wang")
    visit = one.visit(town.id_of(FIRM), remark="原")
    one.push(visit)
    one.pull()
    two.pull()
    return one, two, visit


def both_units(town: Town) -> Desk:
    desk = town.desk("wang")
    admin.hold_scopes(town.directory, desk.member.id, [town.id_of(NORTH), town.id_of(SOUTH)])
    return desk


def dispatches(town: Town, issue_id: str) -> int:
    return sum(r.data["verb"] == "dispatch" and r.data["issue_id"] == issue_id for r in town.rows("event"))


def test_a_reader_between_two_writers_misses_neither(town: Town) -> None:
    one, two, reader = town.desk("wang"), town.desk("li"), town.desk("li")
    subject = town.id_of(FIRM)
    first, second = one.visit(subject), two.visit(subject)
    beside(town.directory.engine, lambda: one.push(first), lambda: two.push(second), lambda: reader.pull())
    reader.pull()
    assert {first.id, second.id} <= set(reader.held), "numbers are given in the order of the commits"


def test_of_two_writers_of_one_field_the_later_is_told_of_the_other(town: Town) -> None:
    one, two, visit = shared(town)
    early, late = one.edit(one.held[visit.id], remark="甲"), two.edit(two.held[visit.id], remark="乙")
    (won,), (lost,) = beside(town.directory.engine, lambda: one.push(early), lambda: two.push(late))
    assert (won.result, lost.result) == ("ok", "conflict")
    assert lost.conflicts["remark"].value == "甲"
    assert town.row(visit.id).data["remark"] == "甲"


def test_writers_of_the_same_rows_in_opposite_order_never_deadlock(town: Town) -> None:
    one, two = town.desk("wang"), town.desk("wang")
    visits = [one.visit(town.id_of(FIRM), remark="原") for _ in range(12)]
    one.push(*visits)
    two.pull()
    one.pull()
    deadlocks = deadlocks_of(town.directory.engine)
    start = threading.Barrier(2)

    def push(desk: Desk, order: list[Operation], word: str) -> set[str]:
        edits = [desk.edit(desk.held[visit.id], **{word: "改"}) for visit in order]
        start.wait()
        return {answer.result for answer in desk.push(*edits)}

    with ThreadPoolExecutor(2) as pool:
        for _ in range(4):
            forth = pool.submit(push, one, visits, "remark")
            back = pool.submit(push, two, visits[::-1], "situation")
            assert forth.result() == back.result() == {"ok"}
            one.pull()
            two.pull()
    assert deadlocks == []


def test_a_child_filed_beside_a_reassignment_goes_where_its_parent_goes(town: Town) -> None:
    desk, subject, south = both_units(town), town.id_of(FIRM), town.id_of(SOUTH)
    visit = desk.visit(subject)
    (answer,), _ = beside(
        town.directory.engine, lambda: desk.push(visit), lambda: admin.reassign(town.directory, subject, south)
    )
    assert answer.result == "ok"
    assert town.row(visit.id).stands == town.row(subject).own, "stranded in the old unit"


def test_a_child_that_waited_for_a_reassignment_is_filed_in_the_new_unit(town: Town) -> None:
    desk, subject, south = both_units(town), town.id_of(FIRM), town.id_of(SOUTH)
    visit = desk.visit(subject)
    _, (answer,) = beside(
        town.directory.engine, lambda: admin.reassign(town.directory, subject, south), lambda: desk.push(visit)
    )
    assert answer.result == "ok"
    assert answer.scopes == tuple(sorted(town.row(subject).scopes))
    assert town.row(visit.id).stands == town.row(subject).own


def test_the_first_request_of_a_file_twice_at_once_is_filed_once_and_answered_alike(town: Town) -> None:
    desk = town.desk("wang")
    ops = [desk.visit(town.id_of(FIRM)), desk.issue(town.id_of(FIRM))]
    first, second = beside(town.directory.engine, lambda: desk.push(*ops), lambda: desk.push(*ops))
    assert [answer.result for answer in first] == ["ok", "ok"]
    assert first == second
    assert len(town.rows("visit")) == len(town.rows("issue")) == 1


HELD = ("", "INSERT INTO record ", "UPDATE counter", "INSERT INTO operation ")
"""Where the first stands while the second comes: before its commit, or right after one of these."""


@pytest.mark.parametrize("after", HELD)
@pytest.mark.parametrize("is_quick_first", [True, False])
def test_what_is_kept_once_made_in_one_stroke_and_one_by_one_loses_neither_and_never_deadlocks(
    town: Town, is_quick_first: bool, after: str
) -> None:
    """The quick way takes the counter before the row is put down, the other way after: they must not meet there."""
    firm, deadlocks = town.id_of(FIRM), deadlocks_of(town.directory.engine)
    one, two = town.desk("wang"), town.desk("li")
    quick = one.visit(firm), profile(one, firm, remark="王的"), figure(one, firm, 172)
    slow = (profile(two, firm, quiet_days="周五"),)
    acts = [lambda: one.push(*quick), lambda: two.push(*slow)]
    first, second = acts if is_quick_first else acts[::-1]
    told = beside(town.directory.engine, first, second, after=after)
    assert [answer.result for answers in told for answer in answers] == ["ok"] * 4
    (row,) = town.rows("profile")
    assert (row.data["remark"], row.data["quiet_days"]) == ("王的", "周五")
    assert deadlocks == []


def test_eight_desks_that_make_the_same_at_once_all_get_their_answers(town: Town) -> None:
    """Half of them in one stroke, half one by one; each says another thing of the same, and one is first."""
    firm, deadlocks = town.id_of(FIRM), deadlocks_of(town.directory.engine)
    desks = [town.desk("wang" if k % 2 else "li") for k in range(8)]
    said = [
        [*([desk.visit(firm)] if k < 4 else []), profile(desk, firm, remark=f"第{k}台")] for k, desk in enumerate(desks)
    ]
    told = all_at_once([partial(desk.push, *ops) for desk, ops in zip(desks, said, strict=True)])
    assert sorted(answers[-1].result for answers in told) == ["conflict"] * 7 + ["ok"]
    assert len(town.rows("visit")) == 4 and len(town.rows("profile")) == 1
    assert deadlocks == []


def taking(desk: Desk, firm: str, row_id: str) -> Operation:
    """A visit under an id that somebody else uses too; no honest desk makes one."""
    made = desk.visit(firm)
    return replace(made, id=row_id, fields={**made.fields, "id": row_id})


def test_two_who_use_one_id_for_different_things_deadlock_once_and_are_both_answered(town: Town) -> None:
    """No lock stands before such an id: the one waits for the row, the other for the counter. It is tried again."""
    firm, deadlocks = town.id_of(FIRM), deadlocks_of(town.directory.engine)
    one, two = town.desk("wang"), town.desk("li")
    slow = one.visit(firm)
    quick = two.visit(firm), taking(two, firm, slow.id)
    engine = town.directory.engine
    told = beside(engine, lambda: one.push(slow), lambda: two.push(*quick), after="INSERT INTO record ")
    assert sorted(answer.result for answers in told for answer in answers) == ["ok", "ok", "refused"]
    assert len(town.rows("visit")) == 2
    assert len(deadlocks) == (engine.dialect.name == "postgresql"), "else nothing was tried again"


def test_eight_who_use_one_id_for_different_things_are_all_answered_and_one_of_them_has_it(town: Town) -> None:
    firm, row_id = town.id_of(FIRM), new_id()
    desks = [town.desk("wang" if k % 2 else "li") for k in range(8)]
    said = [[*([desk.visit(firm)] if k < 4 else []), taking(desk, firm, row_id)] for k, desk in enumerate(desks)]
    told = all_at_once([partial(desk.push, *ops) for desk, ops in zip(desks, said, strict=True)])
    assert sorted(answers[-1].result for answers in told) == ["ok"] + ["refused"] * 7
    assert {answers[0].result for answers in told[:4]} == {"ok"}
    assert len(town.rows("visit")) == 5


def test_nobody_who_reads_waits_for_one_who_holds_the_counter(town: Town) -> None:
    desk, reader = town.desk("wang"), town.desk("li")
    visit, seen = desk.visit(town.id_of(FIRM)), []

    def read() -> None:
        town.directory.load(reader.member, reader.loading(None, 500))
        town.directory.issues(reader.member, "all", 50, 0)
        seen.append([entry.id for entry in reader.pull()])

    def look() -> None:
        deadline = time.monotonic() + 5
        while not seen and time.monotonic() < deadline:
            time.sleep(0.01)
        seen.append(["committed"])

    beside(town.directory.engine, lambda: desk.push(visit), read, look)
    assert seen == [[], ["committed"]], "a reader waited for the commit"
    assert [entry.id for entry in reader.pull()] == [visit.id]


def test_two_dispatch_workers_at_once_dispatch_once(town: Town) -> None:
    desk = town.desk("wang")
    issue = desk.issue(town.id_of(FIRM))
    desk.push(issue)
    town.move("office", issue.id, "accept")
    member = town.member("office")

    def dispatch() -> str:
        try:
            town.directory.move(member, issue.id, Move(verb="dispatch"))
        except Refused as refusal:
            return refusal.code
        return "done"

    first, second = beside(town.directory.engine, dispatch, dispatch)
    assert first == "done"
    assert second in ("illegal_move", "state_moved")
    assert dispatches(town, issue.id) == 1


def test_a_leg_of_an_issue_is_taken_once_by_workers_that_all_saw_the_same_state(town: Town) -> None:
    desk = town.desk("wang")
    issue = desk.issue(town.id_of(FIRM))
    desk.push(issue)
    seen = town.row(issue.id)  # read before either took a lock: what a worker with a stale page believes

    def take() -> str:
        try:
            town.directory.lines.write(lambda c: take_leg(Work(c, clock.now()), seen, "accept", None))
        except Refused as refusal:
            return refusal.code
        return "taken"

    assert beside(town.directory.engine, take, take) == ("taken", "state_moved")


@pytest.mark.parametrize("page", ["pull", "load"])
def test_a_page_shows_one_moment_whatever_is_committed_between_its_statements(town: Town, page: str) -> None:
    desk, reader = town.desk("wang"), town.desk("li")
    subject, units = town.id_of(FIRM), [town.id_of(SOUTH), town.id_of(NORTH)]
    desk.push(*(desk.visit(subject) for _ in range(3)))

    def ask() -> Any:
        if page == "pull":
            return town.directory.pull(reader.member, reader.pulling(limit=500))
        return town.directory.load(reader.member, reader.loading(None, 500))

    def reassign() -> None:
        units.append(units.pop(0))
        admin.reassign(town.directory, subject, units[-1])

    number, most = 1, 2
    while number < most:
        for _ in range(2):  # away, and home again
            before = ask()
            with after_statement(town.directory.engine, number, reassign) as statements:
                assert ask() == before, f"two moments in one page: {statements[number - 1]}"
            most = len(statements)
        number += 1
    assert most > 5, "a page of fewer statements proves nothing"


def test_what_the_database_refuses_undoes_its_own_operation_alone(town: Town) -> None:
    desk, reader = town.desk("wang"), town.desk("li")
    good, bad, last = (desk.visit(town.id_of(FIRM)) for _ in range(3))
    town.directory.lines.write(lambda connection: _refuse(connection, bad.id))
    answers = desk.push(good, bad, last)
    assert [answer.result for answer in answers] == ["ok", "refused", "ok"]
    assert {row.id for row in town.rows("visit")} == {good.id, last.id}
    assert [entry.id for entry in reader.pull()] == [good.id, last.id], "the feed speaks of nothing that was undone"
    assert _answers(desk, good, bad, last) == list(answers)


def test_of_two_processes_on_one_file_a_writer_that_has_read_is_not_overtaken(small_town: Town) -> None:
    """A deferred read that turns into a write fails at once on SQLite, whatever the busy time-out."""
    directory = small_town.directory
    one, two = small_town.desk("wang"), small_town.desk("li")
    with closing(Directory.open(str(directory.engine.url.database))) as other, ThreadPoolExecutor(1) as pool:
        early, late = one.visit(small_town.id_of(FIRM)), two.visit(small_town.id_of(FIRM))
        running: list[Any] = []

        def start_the_other() -> None:
            running.append(pool.submit(other.push, two.member, two.request(late)))
            wait(running, timeout=WAITS_S)

        with after_statement(directory.engine, 1, start_the_other):
            (answer,) = one.push(early)
        assert answer.result == "ok"
        assert running[0].result().answers[0].result == "ok"
        assert set(directory.lines.read(lambda c: read_rows(c, [early.id, late.id]))) == {early.id, late.id}


def _refuse(connection: Connection, row_id: str) -> None:
    """Let the database itself refuse this row, as it would a value it cannot hold."""
    if connection.dialect.name == "sqlite":
        rule = f"CREATE TRIGGER refuse BEFORE INSERT ON record WHEN NEW.id = '{row_id}'"
        connection.execute(text(f"{rule} BEGIN SELECT RAISE(ABORT, 'refused'); END"))
    else:
        connection.execute(text(f"ALTER TABLE record ADD CONSTRAINT refuse CHECK (id <> '{row_id}')"))


def _answers(desk: Desk, *operations: Operation) -> list[OperationAnswer]:
    """Ask once more: what is stored in the ledger."""
    return list(desk.push(*operations))
