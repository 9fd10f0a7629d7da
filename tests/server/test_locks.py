"""Locks before clocks: what a database does to those who read first and lock later, and must not do here."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

from sscs_desktop.server import admin
from sscs_desktop.wire.messages import Operation, OperationAnswer
from tests.server.people import FIRM, NORTH, SOUTH, Desk, Town

ROUNDS = 6


def test_of_two_writers_of_one_field_at_once_one_is_told_of_the_other(town: Town) -> None:
    one, two = town.desk("wang"), town.desk("wang")
    start = threading.Barrier(2)
    for k in range(ROUNDS):
        visit = one.visit(town.id_of(FIRM), remark="原")
        one.push(visit)
        one.pull()
        two.pull()
        edits = [(d, d.edit(d.held[visit.id], remark=f"{word}{k}")) for d, word in ((one, "甲"), (two, "乙"))]

        def push(pair: tuple[Desk, Operation]) -> OperationAnswer:
            start.wait()
            return pair[0].push(pair[1])[0]

        with ThreadPoolExecutor(2) as pool:
            answers = list(pool.map(push, edits))
        assert sorted(a.result for a in answers) == ["conflict", "ok"]
        winner = next(e for (_, e), a in zip(edits, answers, strict=True) if a.result == "ok")
        assert town.row(visit.id).data["remark"] == winner.fields["remark"]


def test_no_child_is_stranded_in_the_old_unit_beside_a_reassignment(town: Town) -> None:
    desk = town.desk("wang")
    subject, units = town.id_of(FIRM), [town.id_of(NORTH), town.id_of(SOUTH)]
    admin.hold_scopes(town.directory, desk.member.id, units)
    start = threading.Barrier(2)

    def reassign(unit: str) -> None:
        start.wait()
        admin.reassign(town.directory, subject, unit)

    with ThreadPoolExecutor(1) as pool:
        for k in range(3 * ROUNDS):
            visit = desk.visit(subject)
            running = pool.submit(reassign, units[(k + 1) % 2])
            start.wait()
            assert desk.push(visit)[0].result == "ok"
            running.result()
            assert town.row(visit.id).stands == town.row(subject).own
