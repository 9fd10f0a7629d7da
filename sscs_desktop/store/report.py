"""The page 上报: every operation ever made here is in exactly one group, so the sum always adds up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import exists, func, insert, select
from sqlalchemy.sql import ColumnElement

from sscs_desktop.domain.receipt import ReceiptLine
from sscs_desktop.domain.review import Review
from sscs_desktop.store import meta, rows, subjects
from sscs_desktop.store.session import Session
from sscs_desktop.store.tables import draft, sync_conflict, sync_journal, sync_op, sync_receipt, sync_round
from sscs_desktop.wire import codec, receipts
from sscs_desktop.wire.kinds import KINDS
from sscs_desktop.wire.messages import Receipt

GROUPS = ("decide", "refused", "waiting", "received", "settled")
"""需要您决定 · 未通过 · 待上报 · 县里已收到 · 未通过已处理 (its draft was filed anew or discarded)."""
ROUNDS_KEPT = 200


@dataclass(frozen=True, kw_only=True)
class Sums:
    """How many operations stand in each group; total is all ever made on this file.

    unfiled: texts kept with a reason that never became an operation, because their row was gone.
    """

    decide: int
    refused: int
    waiting: int
    received: int
    settled: int
    unfiled: int

    @property
    def total(self) -> int:
        return self.decide + self.refused + self.waiting + self.received + self.settled


@dataclass(frozen=True, kw_only=True)
class OperationLine:
    """One operation as the page says it. subject_name: the enterprise or project it is about, "" if not here.

    op_id: "" for a text that never became one. record: its row as it stands here, None if it does not.
    fields: what the operation sets.
    """

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
    record: Any | None
    fields: tuple[str, ...]

    @property
    def key(self) -> str:
        """Return what names the line in its list: the operation, else the draft."""
        return self.op_id or self.draft_id or ""


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
    unfiled = session.scalar(select(func.count()).select_from(draft).where(_UNFILED))
    return Sums(waiting=waiting or 0, unfiled=unfiled or 0, **{name: found or 0 for name, found in journal.items()})


def listing(session: Session, group: str, *, limit: int = subjects.PAGE) -> tuple[OperationLine, ...]:
    """Return one page of a group: what waits in its order, all else newest first."""
    if group == "waiting":
        statement = select(sync_op).where(sync_op.c.ack_seq.is_(None)).order_by(sync_op.c.n)
    else:
        statement = select(sync_journal).where(_group(group)).order_by(sync_journal.c.n.desc())
    found = session.all(statement.limit(limit))
    asked = draft.c.op_id.in_([row["op_id"] for row in found])
    kept = {row["op_id"]: row for row in session.all(select(draft).where(asked))}
    return _lines(session, group, [(row, kept.get(row["op_id"])) for row in found])


def unfiled(session: Session, *, limit: int = subjects.PAGE) -> tuple[OperationLine, ...]:
    """Return the texts kept with a reason that never became an operation, newest first."""
    found = session.all(select(draft).where(_UNFILED).order_by(draft.c.saved_at.desc(), draft.c.draft_id).limit(limit))
    return _lines(session, "refused", [(_as_operation(row), row) for row in found])


def receipt(session: Session, op_id: str) -> dict[str, Any] | None:
    """Return the directory's receipt for an operation, as it came."""
    table = sync_receipt
    found: dict[str, Any] | None = session.scalar(select(table.c.receipt).where(table.c.op_id == op_id))
    return found


def review(session: Session, op_id: str) -> Review | None:
    """Return what the office makes of a late report, None for an operation that is none."""
    found: Review | None = rows.get(session, "review", op_id)
    return found


def unproven(session: Session) -> tuple[int, tuple[str, ...]]:
    """Check every receipt against the directory's key and what was sent here; return how many, and those that fail."""
    keys = meta.get(session, meta.RECEIPT_KEYS, {})
    found = session.all(select(sync_receipt))
    return len(found), tuple(row["op_id"] for row in found if not _is_proof(row, keys))


def received(session: Session) -> tuple[ReceiptLine, ...]:
    """Return everything the directory signed for, in the order it was made here, each signature checked."""
    keys = meta.get(session, meta.RECEIPT_KEYS, {})
    named = select(sync_receipt, *(sync_journal.c[n] for n in ("kind", "id", "verb", "n", "fields", "happened_at")))
    found = session.all(
        named.join(sync_journal, sync_journal.c.op_id == sync_receipt.c.op_id).order_by(sync_journal.c.n)
    )
    kept = {row["op_id"]: row for row in session.all(select(draft).where(draft.c.op_id.is_not(None)))}
    stands = _stands(session, found)
    said = [_said(stands.get((row["kind"], row["id"])), row, kept.get(row["op_id"])) for row in found]
    names = _names(session, said)
    return tuple(
        _receipt_line(row, kept.get(row["op_id"]), _name(row["kind"], words, names), _is_proof(row, keys))
        for row, words in zip(found, said, strict=True)
    )


def _receipt_line(row: Any, kept: Any, subject_name: str, is_proven: bool) -> ReceiptLine:
    signed = codec.message_of(row["receipt"], Receipt)
    root = signed.root[:24].upper()
    return ReceiptLine(
        op_id=row["op_id"],
        kind=row["kind"],
        verb=row["verb"] if kept is None else kept["verb"],
        subject_name=subject_name,
        happened_at=row["happened_at"],
        received_at=signed.received_at,
        result=row["result"],
        code=" ".join(root[at : at + 4] for at in range(0, len(root), 4)),
        is_proven=is_proven,
    )


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


_UNFILED = (draft.c.reason != "") & draft.c.op_id.is_(None)


def _as_operation(kept: Any) -> dict[str, Any]:
    """Return what a text would be as an operation; its key is id or id#draft."""
    row = {"op_id": "", "n": 0, "kind": kept["form"], "id": kept["key"].partition("#")[0], "verb": kept["verb"]}
    return {**row, "fields": kept["data"], "happened_at": kept["saved_at"], "code": kept["reason"]}


def _lines(session: Session, group: str, found: Sequence[tuple[Any, Any]]) -> tuple[OperationLine, ...]:
    """Make the lines of a group, reading what they name all at once."""
    stands = _stands(session, [row for row, _ in found])
    ids = [row["op_id"] for row, _ in found]
    proven = set(session.column(select(sync_receipt.c.op_id).where(sync_receipt.c.op_id.in_(ids))))
    said = [_said(stands.get((row["kind"], row["id"])), row, kept) for row, kept in found]
    named = _names(session, said)
    return tuple(
        _line(group, row, kept, stands.get((row["kind"], row["id"])), _name(row["kind"], words, named), proven)
        for (row, kept), words in zip(found, said, strict=True)
    )


def _line(group: str, row: Any, kept: Any, stands: Any, subject_name: str, proven: set[str]) -> OperationLine:
    same = ("op_id", "n", "kind", "id", "happened_at")
    return OperationLine(
        **{name: row[name] for name in same},
        verb=row["verb"] if kept is None else kept["verb"],
        group=group,
        subject_name=subject_name,
        answered_at=row.get("answered_at"),
        code=row.get("code", ""),
        draft_id=None if kept is None else kept["draft_id"],
        has_receipt=row["op_id"] in proven,
        last_error=row.get("last_error", ""),
        record=None if stands is None else rows.record_of(row["kind"], stands),
        fields=tuple(row["fields"]),
    )


def _stands(session: Session, found: Sequence[Any]) -> dict[tuple[str, str], Any]:
    """Return the rows that operations are about, by kind and id."""
    ids: dict[str, list[str]] = {}
    for row in found:
        ids.setdefault(row["kind"], []).append(row["id"])
    return {
        (kind, id): row for kind in ids if kind in KINDS for id, row in rows.find_many(session, kind, ids[kind]).items()
    }


def _said(stands: Any, row: Any, kept: Any) -> Any:
    """Return what tells whom an operation is about: its row, else what it said itself."""
    return stands if stands is not None else {**row["fields"], **({} if kept is None else kept["data"])}


def _names(session: Session, said: Sequence[Any]) -> dict[str, str]:
    """Return the names of the enterprises and projects that are named by id."""
    named: dict[str, str] = {}
    for kind in ("enterprise", "project"):
        ids = sorted({str(words[f"{kind}_id"]) for words in said if words.get(f"{kind}_id")})
        named |= {id: row["name"] for id, row in rows.find_many(session, kind, ids).items()}
    return named


def _name(kind: str, words: Any, named: dict[str, str]) -> str:
    if kind in ("enterprise", "project", "livelihood"):
        return str(words.get("name") or "")
    return named.get(str(words.get("enterprise_id") or words.get("project_id") or ""), "")
