"""What the directory answered to operations, taken in by the rules of the protocol, one transaction for a request.

The first answer to an operation counts. An answer never deletes a row the directory sent, and never copies directory
values into the visible row: those come by the feed.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import delete, insert, select, update

from sscs_desktop.base import clock
from sscs_desktop.base.bulk import insert_many
from sscs_desktop.base.ids import new_id
from sscs_desktop.store import conflicts, cursor, drafts, folding, meta, numbers, outbox, overlay, rows
from sscs_desktop.store.cursor import Cursor
from sscs_desktop.store.session import Session
from sscs_desktop.store.tables import sync_conflict, sync_journal, sync_op, sync_receipt
from sscs_desktop.wire import receipts
from sscs_desktop.wire.kinds import DELETE, HOLE, KINDS, NEW
from sscs_desktop.wire.messages import START, OperationAnswer, Position

NOT_DONE = ("refused", "expired")


def settle(session: Session, answers: Sequence[OperationAnswer], head: Position = START, branch: str = "") -> int:
    """Take in the answers to a push; return how many were first answers."""
    at = cursor.load(session)
    asked = folding.asked(session, answers)
    plain: list[tuple[Any, OperationAnswer]] = []
    first: list[tuple[Any, OperationAnswer]] = []
    for answer in answers:
        operation = asked.operations.pop(answer.op_id, None)
        if operation is None:
            continue  # answered before, or not mine any more
        first.append((operation, answer))
        if folding.is_plain(answer, operation, asked.standing.get((operation["kind"], operation["id"])), at):
            plain.append((operation, answer))
            continue
        folding.fold(session, plain)
        plain = []
        _settle_one(session, operation, answer, at)
    folding.fold(session, plain)
    if first:
        _keep_receipts(session, first)
        cursor.raise_head(session, head)
        _take_branch(session, branch)
    return len(first)


def _settle_one(session: Session, operation: Any, answer: OperationAnswer, at: Cursor) -> None:
    if answer.result in NOT_DONE:
        _not_done(session, operation, answer)
    else:
        _done(session, operation, answer, at)
    session.touch(operation["kind"], "outbox")


def _not_done(session: Session, operation: Any, answer: OperationAnswer) -> None:
    """Take a refused operation out of the queue; its content becomes a draft with the reason."""
    kind, id, verb = operation["kind"], operation["id"], operation["verb"]
    _journal(session, operation, answer, verb=HOLE, fields={}, args={}, before={})
    session.run(delete(sync_op).where(sync_op.c.op_id == answer.op_id))
    if verb != HOLE:
        keep_content(session, operation, answer.code or answer.result)
    if verb == NEW:
        outbox.withdraw_creation(session, operation)
    if answer.result == "expired":
        overlay.set_odd(session, kind, id)
    overlay.show(session, kind, id)
    overlay.tidy(session, kind, id)


def keep_content(session: Session, operation: Any, code: str) -> None:
    """Keep what a refused operation said as a draft with the reason, and tell.

    After a heal it may be one that stood in conflict before: what waited to be decided is part of what it said.
    """
    kind, id, verb = operation["kind"], operation["id"], operation["verb"]
    undecided = conflicts.take_back(session, operation["op_id"])
    content = {**operation["args"], **operation["fields"], **undecided}  # a command's words are in its args
    known = {"op_id": operation["op_id"], "before": operation["before"]}
    kept = drafts.keep(session, kind, id, content, reason=code, verb=verb, **known)
    session.tell("refused", kind, id, code=code, verb=verb, draft_id=kept)


def _done(session: Session, operation: Any, answer: OperationAnswer, at: Cursor) -> None:
    kind, id, verb = operation["kind"], operation["id"], operation["verb"]
    fields = dict(operation["fields"])
    if verb == HOLE and answer.result == "ok":
        _filed_after_all(session, operation)
    for name, theirs in answer.conflicts.items():
        if name in fields:
            _conflict(session, operation, name, fields.pop(name), theirs)
    if answer.result == "conflict" and verb == DELETE:
        session.tell("not_deleted", kind, id, verb=verb)  # nothing to decide: it stands as somebody else left it
    elif answer.result == "conflict":
        session.tell("conflict", kind, id, fields=sorted(answer.conflicts), verb=verb)
    if verb == DELETE and answer.result == "conflict":
        ack = 0
        session.run(delete(sync_op).where(sync_op.c.op_id == answer.op_id))
        _journal(session, operation, answer, verb=HOLE)
    else:
        ack = answer.seq if fields or answer.taken or verb == DELETE else 0
        odd = operation["odd"] or sorted(answer.taken) != sorted(fields)
        values = {"ack_seq": ack, "state": "answered", "fields": fields, "odd": odd}
        session.run(update(sync_op).where(sync_op.c.op_id == answer.op_id).values(**values))
        _journal(session, operation, answer, fields=fields)
    _stand(session, kind, id, verb, {**operation, "fields": fields}, answer, ack, at)
    if answer.conflicts or verb == DELETE:
        overlay.show(session, kind, id)
    overlay.tidy(session, kind, id)


def _filed_after_all(session: Session, operation: Any) -> None:
    """Throw away the draft of what was set aside though the directory had filed it, unless it was written on since."""
    for kept in drafts.listing(session, refused=True):
        if kept.op_id == operation["op_id"] and kept.data == operation["before"]:
            drafts.discard(session, kept.draft_id)


def _stand(
    session: Session,
    kind: str,
    id: str,
    verb: str,
    operation: Any,
    answer: OperationAnswer,
    ack: int,
    at: Cursor,
) -> None:
    """Bring the row's base and scopes up to the answer, as far as the answer alone may do that."""
    row = rows.find(session, kind, id)
    if row is None:
        return
    is_passed = 0 < answer.seq <= at.position[0]  # the feed has passed this number: what it did not bring is not mine
    is_parked, base = row["parked"], row["seq"]
    if is_passed and not base and ack:
        is_parked = True
    if (
        answer.complete
        and not is_parked
        and not is_passed
        and verb != DELETE
        and answer.seq > base
        and not overlay.is_odd(session, kind, id)
        and sorted(answer.taken) == sorted(operation["fields"])
        and not _is_overtaking(session, kind, id, operation["n"])
    ):
        _fold(session, kind, id, base, answer.seq)
        base = answer.seq
    scopes = row["scopes"]
    if answer.scopes and not is_passed and answer.seq >= base:
        scopes = frozenset(answer.scopes) & at.reach
        is_parked = is_parked or not scopes
    if (scopes, is_parked) != (row["scopes"], row["parked"]):
        rows.set_standing(session, kind, id, scopes=scopes, parked=is_parked)


def _fold(session: Session, kind: str, id: str, base: int, seq: int) -> None:
    """Let the shadow contain the row's own answered operations up to `seq`, in their order."""
    data = overlay.shadow(session, kind, id) or {}
    standing: dict[str, Any] = {"seq": seq}
    for operation in overlay.operations(session, kind, id):
        if operation["ack_seq"] is not None and base < operation["ack_seq"] <= seq:
            data = {**data, **operation["fields"]}
            if "state" in operation["fields"]:
                standing["state_seq"] = operation["ack_seq"]
    overlay.keep_shadow(session, kind, id, seq, data)
    rows.set_standing(session, kind, id, **standing)


def _is_overtaking(session: Session, kind: str, id: str, n: int) -> bool:
    earlier = sync_op.c.kind == kind, sync_op.c.id == id, sync_op.c.n < n, sync_op.c.ack_seq.is_(None)
    return session.scalar(select(sync_op.c.n).where(*earlier).limit(1)) is not None


def _conflict(session: Session, operation: Any, name: str, mine: Any, theirs: Any) -> None:
    session.run(
        insert(sync_conflict).values(
            conflict_id=new_id(),
            op_id=operation["op_id"],
            kind=operation["kind"],
            id=operation["id"],
            field=name,
            clock=KINDS[operation["kind"]].group_of(name),
            before=operation["before"].get(name),
            mine=mine,
            theirs=theirs.value,
            theirs_seq=theirs.seq,
            theirs_by=theirs.by,
            theirs_at=theirs.at,
            found_at=clock.now(),
            decision="",
        )
    )
    session.touch("conflict")


def _journal(session: Session, operation: Any, answer: OperationAnswer, **changed: Any) -> None:
    kept = {c.name: operation[c.name] for c in sync_journal.columns if c.name in operation}
    kept.update(changed, ack_seq=answer.seq, result=answer.result, code=answer.code, answered_at=clock.now())
    session.run(insert(sync_journal).values(**kept))


def _keep_receipts(session: Session, first: Sequence[tuple[Any, OperationAnswer]]) -> None:
    kept = [
        (answer.op_id, answer.result, answer.seq, receipts.content_of(outbox.operation_of(operation)), answer.receipt)
        for operation, answer in first
        if answer.receipt is not None
    ]
    insert_many(session.connection, sync_receipt, ("op_id", "result", "seq", "content", "receipt"), kept, "skip")


def _take_branch(session: Session, branch: str) -> None:
    """A chain that goes on under another name was copied or restored: its numbers belong to the other copy."""
    known = meta.get(session, meta.BRANCH, "")
    if not branch or branch == known:
        return
    meta.put(session, meta.BRANCH, branch)
    replica = meta.get(session, meta.REPLICA, "")
    if known or branch not in (replica, f"{replica}/0"):  # the first branch of a replica has one of these names
        numbers.forget(session)
        session.tell("forked")
