"""The page 上报: every operation ever made here is in exactly one group, so the sum always adds up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import exists, func, insert, literal, select
from sqlalchemy.sql import ColumnElement

from sscs_desktop.store import meta, rows, subjects
from sscs_desktop.store.session import Session
from sscs_desktop.store.tables import draft, sync_conflict, sync_journal, sync_op, sync_receipt, sync_round
from sscs_desktop.wire import codec, receipts
from sscs_desktop.wire.messages import Receipt

GROUPS = ("decide", "refused", "waiting", "received", "settled")
"""需要您决定 · 未通过 · 待上报 · 县里已收到 · 未通过已处理 (its draft was filed anew or discarded)."""
ROUNDS_KEPT = 200


@dataclass(frozen=True, kw_only=True)
class Sums:
    """How many operations stand in each group; total is all ever made on this file."""

    decide: int
    refused: int
    waiting: int
    received: int
    settled: int

    @property
    def total(self) -> int:
        return self.decide + self.refused + self.waiting + self.received + self.settled


@dataclass(frozen=True, kw_only=True)
class OperationLine:
    """One operation as the page says it. subject_name: the enterprise or project it is about, "" if not here."""

    op_id: str
    n: int
    kind: str
    id: str
    verb: str
    group: str
    subject_name: str
    happened_at: datetime
    answered_at: datetime | None
    code: str
    draft_id: str | None
    has_receipt: bool
    last_error: str


@dataclass(frozen=True, kw_only=True)
class Round:
    """One round as it ended. result: ok or the code of what stopped it."""

    began_at: datetime
    ended_at: datetime
    result: str
    counts: dict[str, int]
    news: tuple[dict[str, Any], ...]


def sums(session: Session) -> Sums:
    """Return the sums of the groups."""
    waiting = session.scalar(select(func.count()).select_from(sync_op).where(sync_op.c.ack_seq.is_(None)))
    journal = {
        name: session.scalar(select(func.count()).select_from(sync_journal).where(_group(name)))
        for name in GROUPS
        if name != "waiting"
    }
    return Sums(waiting=waiting or 0, **{name: found or 0 for name, found in journal.items()})


def listing(session: Session, group: str, *, offset: int = 0, limit: int = subjects.PAGE) -> tuple[OperationLine, ...]:
    """Return one page of a group: what waits in its order, all else newest first."""
    if group == "waiting":
        statement = select(sync_op).where(sync_op.c.ack_seq.is_(None)).order_by(sync_op.c.n)
    else:
        statement = select(sync_journal).where(_group(group)).order_by(sync_journal.c.n.desc())
    return tuple(_line(session, group, row) for row in session.all(statement.offset(offset).limit(limit)))


def receipt(session: Session, op_id: str) -> dict[str, Any] | None:
    """Return the directory's receipt for an operation, as it came."""
    table = sync_receipt
    found: dict[str, Any] | None = session.scalar(select(table.c.receipt).where(table.c.op_id == op_id))
    return found


def unproven(session: Session) -> tuple[int, tuple[str, ...]]:
    """Check every receipt against the directory's key and what was sent here; return how many, and those that fail."""
    keys = meta.get(session, meta.RECEIPT_KEYS, {})
    found = session.all(select(sync_receipt))
    return len(found), tuple(row["op_id"] for row in found if not _is_proof(row, keys))


def _is_proof(row: Any, keys: dict[str, str]) -> bool:
    kept = codec.message_of(row["receipt"], Receipt)
    is_signed = receipts.verify(kept, keys.get(kept.key_id, ""), row["op_id"], row["result"], row["seq"])
    return is_signed and kept.content == row["content"]


def add_round(
    session: Session,
    began_at: datetime,
    ended_at: datetime,
    result: str,
    counts: dict[str, int],
    news: Sequence[dict[str, Any]],
) -> None:
    """Write down how a round ended; the oldest beyond ROUNDS_KEPT go."""
    values = {"began_at": began_at, "ended_at": ended_at, "result": result, "counts": counts, "news": list(news)}
    added = session.run(insert(sync_round).values(**values))
    no = added.inserted_primary_key[0] if added.inserted_primary_key else 0
    session.run(sync_round.delete().where(sync_round.c.no <= no - ROUNDS_KEPT))
    session.touch("round")


def rounds(session: Session, limit: int = 20) -> tuple[Round, ...]:
    """Return the last rounds, newest first."""
    found = session.all(select(sync_round).order_by(sync_round.c.no.desc()).limit(limit))
    return tuple(
        Round(
            **{name: row[name] for name in ("began_at", "ended_at", "result", "counts")},
            news=tuple(row["news"]),
        )
        for row in found
    )


def _group(name: str) -> ColumnElement[bool]:
    """Return the condition of journal rows in a group; every row meets exactly one."""
    j = sync_journal.c
    refused = j.result.in_(("refused", "expired"))
    undecided = exists().where(sync_conflict.c.op_id == j.op_id, sync_conflict.c.decision == "")
    unfinished = exists().where(draft.c.op_id == j.op_id)
    return {
        "decide": ~refused & undecided,
        "refused": refused & unfinished,
        "received": ~refused & ~undecided,
        "settled": refused & ~unfinished,
    }[name]


def _line(session: Session, group: str, row: Any) -> OperationLine:
    kept = session.one(select(draft.c.draft_id, draft.c.data, draft.c.verb).where(draft.c.op_id == row["op_id"]))
    same = ("op_id", "n", "kind", "id", "happened_at")
    return OperationLine(
        **{name: row[name] for name in same},
        verb=row["verb"] if kept is None else kept["verb"],
        group=group,
        subject_name=_subject(session, row, {} if kept is None else kept["data"]),
        answered_at=row.get("answered_at"),
        code=row.get("code", ""),
        draft_id=None if kept is None else kept["draft_id"],
        has_receipt=bool(session.scalar(select(literal(1)).where(sync_receipt.c.op_id == row["op_id"]))),
        last_error=row.get("last_error", ""),
    )


def _subject(session: Session, row: Any, kept: dict[str, Any]) -> str:
    """Return the name of what an operation is about, from its row, else from what it said."""
    stands = rows.find(session, row["kind"], row["id"])
    said: Any = stands if stands is not None else {**row["fields"], **kept}
    if row["kind"] in ("enterprise", "project", "livelihood"):
        return str(said.get("name") or "")
    return subjects.name(session, said.get("enterprise_id"), said.get("project_id"))
