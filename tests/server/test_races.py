"""What two at once do to a directory, each race made to happen: one is held as it is about to commit, the other comes.

Each rule that keeps a race harmless was measured without it, on real databases; here each stands on both.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import closing, contextmanager
from typing import Any, TypeVar

import pytest
from sqlalchemy import Connection, Engine, event, text

from sscs_desktop.base import clock
from sscs_desktop.base.errors import Refused
from sscs_desktop.server import admin
from sscs_desktop.server.directory import Directory
from sscs_desktop.server.tracking import take_leg
from sscs_desktop.server.work import Work, read_rows
from sscs_desktop.wire.messages import Move, Operation, OperationAnswer
from tests.server.people import FIRM, NORTH, SOUTH, Desk, Town

A = TypeVar("A")
B = TypeVar("B")

pytestmark = pytest.mark.proof

WAITS_S = 0.15
"""How long the second is given to do harm while the first stands before its commit."""


def beside(
    engine: Engine, first: Callable[[], A], second: Callable[[], B], between: Callable[[], object] = lambda: None
) -> tuple[A, B]:
    """Hold `first` before its first commit, start `second`, look at `between`, let go; return what both returned."""
    held, go, whose = threading.Event(), threading.Event(), []

    def before_commit(_: Connection) -> None:
        if whose == [threading.get_ident()] and not held.is_set():
            held.set()
            go.wait(10)

    def run() -> A:
        whose.append(threading.get_ident())
        return first()

    event.listen(engine, "commit", before_commit)
    try:
        with ThreadPoolExecutor(2) as pool:
            one = pool.submit(run)
            assert held.wait(10), "the first never came to its commit"
            other = pool.submit(second)
            wait([other], timeout=WAITS_S)
            between()
            go.set()
            return one.result(), other.result()
    finally:
        go.set()
        event.remove(engine, "commit", before_commit)


@contextmanager
def after_statement(engine: Engine, number: int, act: Callable[[], object]) -> Iterator[list[str]]:
    """Let `act` happen, in a thread of its own, right after statement `number` of this one; yield its statements.

    BEGIN is none: a snapshot is taken by the first read.
    """
    seen: list[str] = []
    me = threading.get_ident()

    def executed(_: Connection, __: Any, statement: str, *___: Any) -> None:
        if threading.get_ident() == me and not statement.startswith("BEGIN"):
            seen.append(statement)
            if len(seen) == number:
                with ThreadPoolExecutor(1) as pool:
                    pool.submit(act).result()

    event.listen(engine, "after_cursor_execute", executed)
    try:
        yield seen
    finally:
        event.remove(engine, "after_cursor_execute", executed)


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
    deadlocks: list[str] = []
    event.listen(
        town.directory.engine, "handle_error", lambda context: deadlocks.append(str(context.sqlalchemy_exception))
    )
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
