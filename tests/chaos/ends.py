"""What must hold when all is quiet: every desk and the directory are one, and each person knows what became of it."""

from __future__ import annotations

from collections import Counter
from typing import Any

from sqlalchemy import func, select

from sscs_desktop.server.tables import operation
from sscs_desktop.store import handing, meta, outbox, report, rows
from sscs_desktop.store.session import Session
from sscs_desktop.store.tables import RECORDS, draft, sync_journal, sync_op
from sscs_desktop.wire import codec
from sscs_desktop.wire.kinds import EDIT, HOLE
from tests.chaos.faults import go
from tests.chaos.held import held_by
from tests.chaos.truth import TYPED
from tests.chaos.world import Seat, World

MOST = 8
"""Rounds of all desks after which nothing may be left to say."""


def quiet(world: World) -> None:
    """Let all desks go rounds until nothing is new, then check each."""
    world.trace.append("quiet")
    for _ in range(MOST):
        found = []
        for seat in world.seats:
            world.trace.append(f"  quiet round {seat.name}")
            found.append(go(world, seat))
        if all(f is not None and not f.sent and not f.read and not f.loaded for f in found):
            break
    for seat in world.seats:
        check(world, seat)
        _handed_over(world, seat)


def check(world: World, seat: Seat) -> None:
    """Hold a desk against the directory."""
    fail = world.truth.fail
    with seat.store.read() as session:
        journal, here = _standing(world, session)
    _told(world, seat, journal, _kept(world, seat))
    _filed(world, seat, journal)
    with seat.store.read() as session:
        replica = str(meta.get(session, meta.REPLICA))
    directory = world.county.directory
    there = held_by(directory, directory.member(seat.desk.gateway.token), replica)
    if set(there) - set(here):
        raise fail(f"I4 rows in scope are missing on {seat.name}: {sorted(k for k, _ in set(there) - set(here))}")
    if set(here) - set(there):
        raise fail(f"I5 rows stand on {seat.name} that are not in scope: {sorted(set(here) - set(there))[:2]}")
    for key, data in here.items():
        if data != there[key]:
            odd = {n: (v, there[key].get(n)) for n, v in data.items() if v != there[key].get(n)}
            raise fail(f"I6 {seat.name} and the directory disagree about a {key[0]}: {odd}")
        if key[0] == "figure":
            world.truth.check_pair(data)


def _standing(world: World, session: Session) -> tuple[dict[str, Any], dict[tuple[str, str], dict[str, Any]]]:
    """Return the answered operations and all rows of a desk whose queue is empty."""
    fail = world.truth.fail
    if outbox.waiting(session):
        raise fail("I3 the outbox does not drain")
    if session.scalar(select(func.count()).select_from(sync_op)):
        raise fail("I3 answered operations stay in the queue")
    journal = {row["op_id"]: row for row in session.all(select(sync_journal))}
    here = {
        (kind, row["id"]): codec.decode(codec.encode(rows.record_of(kind, row)), dict)
        for kind, table in RECORDS.items()
        for row in session.all(select(table))
    }
    if report.sums(session).total != len(journal):
        raise fail("I2 the sums of 上报 do not add up")
    if session.connection.exec_driver_sql("PRAGMA foreign_key_check").all():
        raise fail("I15 a child stands without its parent")
    return journal, here


def _kept(world: World, seat: Seat) -> list[tuple[str, str, dict[str, Any]]]:
    """Return the drafts of a person: in other hands, too, if his desk was cleared once all of them were there."""
    found = []
    for each in world.seats if seat.has_retired else [seat]:
        with each.store.read() as session:
            found += [(row["form"], row["key"], row["data"]) for row in session.all(select(draft))]
    return found


def _handed_over(world: World, seat: Seat) -> None:
    """See that what was taken over was forwarded, unless another successor was first."""
    with seat.store.read() as session:
        taken = [each for each in handing.listing(session) if each.is_taken and each.settled_at is None]
    odd = {each.code for each in taken} - {"handover_taken"}
    if odd and not world.put_backs:
        raise world.truth.fail(f"I3 a predecessor's work stays where it was taken: {odd}")


def _told(world: World, seat: Seat, journal: dict[str, Any], kept: list[tuple[str, str, dict[str, Any]]]) -> None:
    undone = [r for r in journal.values() if r["result"] in ("refused", "expired")]
    due = Counter((r["kind"], r["id"], world.truth.ops[r["op_id"]].verb) for r in undone)
    if any(seat.told[key] < times for key, times in due.items()):
        raise world.truth.fail("I7 an operation was refused and its author not told")
    said = {}
    for row in sorted(undone, key=lambda r: r["n"]):
        op = world.truth.ops[row["op_id"]]
        typed = {name: v for name, v in op.fields.items() if name in TYPED.get(op.kind, ())}
        said |= {(op.kind, op.id, name): v for name, v in typed.items() if v or op.verb == EDIT}  # emptied by himself
    for (kind, id, name), value in said.items():
        still = [_place_of(data.get(name)) for form, key, data in kept if form == kind and key.startswith(id)]
        if max(still, default=0) < _place_of(value):
            raise world.truth.fail(f"I2 the {name} {value!r} of a refused {kind} is nowhere any more")


def _filed(world: World, seat: Seat, journal: dict[str, Any]) -> None:
    truth = world.truth
    query = select(operation.c.op_id, operation.c.result).where(operation.c.user_id == seat.desk.account_id)
    ledger = dict(world.county.directory.lines.read(lambda c: [tuple(row) for row in c.execute(query)]))
    if {op.op_id for op in truth.ops.values() if op.line == seat.line} - set(journal):
        raise truth.fail("I2 an operation vanished: what was typed here was never answered")
    if not set(journal) <= set(ledger) | truth.purged:
        raise truth.fail("I2 an operation vanished: what was made here is not known there")
    if not seat.is_copied and set(ledger) - set(journal):
        raise truth.fail("I2 the directory knows operations of this desk that it does not know itself")
    for op_id, row in journal.items():
        if op_id not in truth.purged and row["result"] != ledger[op_id]["result"]:
            raise truth.fail("I7 another answer was told than the directory gave")
        is_done = row["result"] in ("ok", "conflict")
        if is_done and row["verb"] != HOLE and not truth.applied[op_id]:
            raise truth.fail("I2 told as filed, and never applied")


def _place_of(value: Any) -> int:
    """Return when in its walk a value was typed: each bears a number."""
    return int("".join(c for c in str(value) if c.isdigit()) or 0)
