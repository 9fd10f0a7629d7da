"""Heal: the directory is not the one this desk remembers. Keep every operation, send again what it lacks, load anew.

Bases above the fork point mean nothing there any more: they are lowered to it, in queued operations, open decisions
and (when they are saved) open forms, so that nothing unseen is overwritten.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import delete, insert, select, update

from sscs_desktop.store import answers, blobs, cursor, meta, overlay, rows
from sscs_desktop.store.cursor import Cursor
from sscs_desktop.store.overlay import UNSEEN
from sscs_desktop.store.session import Session
from sscs_desktop.store.tables import RECORDS, sync_conflict, sync_journal, sync_op
from sscs_desktop.wire.messages import HealAnswer, OperationAnswer, Position


def journal(session: Session) -> tuple[str, ...]:
    """Return the op_ids of all operations of this file, in the order of their chain."""
    found: dict[int, str] = {}
    for table in (sync_journal, sync_op):
        found.update((row["n"], row["op_id"]) for row in session.all(select(table.c.n, table.c.op_id)))
    return tuple(found[n] for n in sorted(found))


def history(session: Session) -> tuple[Position, ...]:
    """Return the positions this desk has stood at, the present one first."""
    return tuple(dict.fromkeys((cursor.load(session).position, *cursor.history(session))))


def apply(session: Session, answer: HealAnswer) -> int:
    """Take in what the directory knows; return how many operations are sent again. The load follows."""
    known = {each.op_id: each for each in answer.known}
    chain = journal(session)
    purged = next((place for place, op_id in enumerate(chain) if op_id in known), 0)  # older than its ledger
    first = next((place for place, op_id in enumerate(chain) if place >= purged and op_id not in known), len(chain))
    _tell_differences(session, [known[op_id] for op_id in chain[purged:first]])
    session.run(delete(sync_op).where(sync_op.c.ack_seq.is_not(None)))
    again = _queue_again(session, chain[first:])
    _flag_root(session, known)
    _lower(session, answer.fork[0])
    meta.put(session, meta.FORKS, [*overlay.forks(session), answer.fork[0]])
    _empty(session)
    blobs.ask_again(session)
    cursor.forget_history(session)
    cursor.save(session, Cursor(position=answer.head, head=answer.head, entering=frozenset(answer.scopes)))
    session.tell("healed", again=again)
    return again


def note_epoch(session: Session, epoch: str, *, is_told: bool = False) -> None:
    """Keep the directory's name for its own life; of a restored one people are told, and files are asked for again.

    Marks alone decide about records. A copy may lack no record and yet the bytes of one: those came after it.
    """
    known = meta.get(session, meta.EPOCH)
    if not epoch or epoch == known:
        return
    meta.put(session, meta.EPOCH, epoch)
    if known and not is_told:
        session.tell("restored")
        blobs.ask_again(session)


def _tell_differences(session: Session, stored: list[OperationAnswer]) -> None:
    """Take the directory's present word for what became of operations answered before; say where it changed."""
    for given in stored:
        mine = session.one(select(sync_journal).where(sync_journal.c.op_id == given.op_id))
        if mine is None or mine["result"] == given.result:
            continue
        values = {"result": given.result, "code": given.code, "ack_seq": given.seq}
        session.run(update(sync_journal).where(sync_journal.c.op_id == given.op_id).values(**values))
        code = given.code or given.result
        if given.result in answers.NOT_DONE:
            answers.keep_content(session, mine, code)
        else:
            session.tell("state", mine["kind"], mine["id"], was=mine["result"], now=given.result)


def _queue_again(session: Session, op_ids: tuple[str, ...]) -> int:
    """Put answered operations back into the queue, as they were sent; return how many."""
    wanted = set(op_ids)
    found = [row for row in session.all(select(sync_journal).order_by(sync_journal.c.n)) if row["op_id"] in wanted]
    shared = [column.name for column in sync_op.columns if column.name in sync_journal.columns]
    for row in found:
        standing = rows.find(session, row["kind"], row["id"])
        if standing is not None:
            overlay.cast_shadow(session, row["kind"], standing)
        values = {name: row[name] for name in shared} | {"ack_seq": None}
        fresh = {"state": "waiting", "odd": False, "attempts": 0, "last_error": ""}
        session.run(insert(sync_op).values(**values, **fresh))
        session.run(delete(sync_journal).where(sync_journal.c.n == row["n"]))
    return len(found)


def _flag_root(session: Session, known: Mapping[str, Any]) -> None:
    """Let the oldest operation open a branch if what came before it is neither here nor there."""
    oldest = session.one(select(sync_op).order_by(sync_op.c.n).limit(1))
    if oldest is not None and oldest["prev"] is not None and oldest["prev"] not in known:
        session.run(update(sync_op).where(sync_op.c.n == oldest["n"]).values(root=True))


def _lower(session: Session, fork: int) -> None:
    """Lower every base above the fork point to it; a state expected above it counts as unseen."""
    for op in session.all(select(sync_op)):
        values: dict[str, Any] = {
            "base": min(op["base"], fork),
            "field_bases": overlay.lowered(op["field_bases"], fork),
            "children": overlay.lowered(op["children"], fork),
        }
        if (op["state_seq"] or 0) > fork:
            values["state_seq"] = UNSEEN
        session.run(update(sync_op).where(sync_op.c.n == op["n"]).values(**values))
    above = sync_conflict.c.theirs_seq > fork
    session.run(update(sync_conflict).where(above).values(theirs_seq=fork))


def _empty(session: Session) -> None:
    """Park every row on base 0 until the load brings it again; own creations wait with nothing beneath them."""
    created = overlay.created_here(session)
    for kind, table in RECORDS.items():
        session.run(update(table).values(seq=0, scopes=frozenset()))
        mine = [id for name, id in created if name == kind]
        session.run(update(table).where(table.c.id.not_in(mine)).values(parked=True))
        session.run(update(table).where(table.c.id.in_(mine)).values(parked=False, state_seq=0))
        session.touch(kind)
    for kind, id in created:
        if rows.find(session, kind, id) is not None:
            overlay.keep_shadow(session, kind, id, 0, {})
    for kind, id in overlay.shadowed(session):
        overlay.show(session, kind, id)
