"""Plain answers, many at a time: all was taken, nobody else wrote, the row stands where it stood.

Such an answer changes nothing but the row's base. Everything else goes answer by answer, by the rules in answers.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, func, insert, literal, select, update

from sscs_desktop.base import clock
from sscs_desktop.base.bulk import among, pairs
from sscs_desktop.store import rows
from sscs_desktop.store.columns import Moment
from sscs_desktop.store.cursor import Cursor
from sscs_desktop.store.session import Session
from sscs_desktop.store.tables import RECORDS, sync_journal, sync_op, sync_shadow
from sscs_desktop.wire.kinds import EDIT, NEW
from sscs_desktop.wire.messages import OperationAnswer


@dataclass(frozen=True, kw_only=True)
class Asked:
    """The unanswered operations that some answers speak of, by op_id, and those of them that lie alone on their row.

    standing: where the rows of those stand (id, seq, parked, scopes).
    """

    operations: dict[str, Any]
    standing: dict[tuple[str, str], Any]


def asked(session: Session, answers: Sequence[OperationAnswer]) -> Asked:
    """Read what is needed to tell which answers are plain."""
    named = among(session.connection, sync_op.c.op_id, {answer.op_id for answer in answers})
    found = session.all(select(sync_op).where(named, sync_op.c.ack_seq.is_(None)))
    by_kind: dict[str, list[str]] = defaultdict(list)
    for row in found:
        by_kind[row["kind"]].append(row["id"])
    standing = {
        (kind, id): row
        for kind, ids in by_kind.items()
        for id, row in rows.standings(session, kind, _alone(session, kind, ids)).items()
    }
    return Asked(operations={row["op_id"]: row for row in found}, standing=standing)


def is_plain(answer: OperationAnswer, operation: Any, row: Any, at: Cursor) -> bool:
    """Tell whether an answer to the only operation on `row` (None: there is more to it) moves its base and no more."""
    return (
        row is not None
        and answer.result == "ok"
        and answer.complete
        and not answer.conflicts
        and operation["verb"] in (NEW, EDIT)
        and not operation["odd"]
        and not row["parked"]
        and answer.seq > max(at.position[0], row["seq"])
        and bool(answer.taken)
        and sorted(answer.taken) == sorted(operation["fields"])
        and frozenset(answer.scopes or ()) & at.reach == row["scopes"] != frozenset()
    )


def fold(session: Session, plain: Sequence[tuple[Any, OperationAnswer]]) -> None:
    """Let the rows contain these operations: they leave queue and overlay, and the rows' base is the answer's."""
    if not plain:
        return
    _journal(session, plain)
    session.run(delete(sync_op).where(among(session.connection, sync_op.c.op_id, {a.op_id for _, a in plain})))
    by_kind: dict[str, list[tuple[Any, OperationAnswer]]] = defaultdict(list)
    for operation, answer in plain:
        by_kind[operation["kind"]].append((operation, answer))
    for kind, some in by_kind.items():
        _raise_bases(session, kind, some)
        covered = among(session.connection, sync_shadow.c.id, {operation["id"] for operation, _ in some})
        session.run(delete(sync_shadow).where(sync_shadow.c.kind == kind, covered))
        session.touch(kind, "outbox")


def _alone(session: Session, kind: str, ids: Iterable[str]) -> list[str]:
    """Return the ids of the rows of a kind that one operation lies on, answered ones counted."""
    mine = sync_op.c.kind == kind, among(session.connection, sync_op.c.id, set(ids))
    counted = select(sync_op.c.id).where(*mine).group_by(sync_op.c.id).having(func.count() == 1)
    return list(session.column(counted))


def _journal(session: Session, plain: Sequence[tuple[Any, OperationAnswer]]) -> None:
    answered = pairs({answer.op_id: answer.seq for _, answer in plain})
    copied = [c for c in sync_op.columns if c.name in sync_journal.columns and c.name != "ack_seq"]
    said = [answered.c.value, literal("ok"), literal(""), literal(clock.now(), Moment())]
    names = [*(c.name for c in copied), "ack_seq", "result", "code", "answered_at"]
    kept = select(*copied, *said).where(sync_op.c.op_id == answered.c.key)
    session.run(insert(sync_journal).from_select(names, kept))


def _raise_bases(session: Session, kind: str, some: Sequence[tuple[Any, OperationAnswer]]) -> None:
    table = RECORDS[kind]
    based = pairs({operation["id"]: answer.seq for operation, answer in some})
    session.run(update(table).where(table.c.id == based.c.key).values(seq=based.c.value))
    stated = {operation["id"]: answer.seq for operation, answer in some if "state" in operation["fields"]}
    if stated:
        marked = pairs(stated)
        session.run(update(table).where(table.c.id == marked.c.key).values(state_seq=marked.c.value))
