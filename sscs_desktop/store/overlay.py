"""Visible row = shadow (last directory state) + overlay of own operations not yet contained in it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy import delete, exists, select, update
from sqlalchemy.dialects.sqlite import insert

from sscs_desktop.base.bulk import among
from sscs_desktop.store import meta, rows
from sscs_desktop.store.session import Session
from sscs_desktop.store.tables import RECORDS, sync_op, sync_shadow
from sscs_desktop.wire import codec
from sscs_desktop.wire.kinds import DELETE, KINDS, NEW

UNSEEN = -1
"""The clock of a state that is my own and not yet numbered."""


@dataclass(frozen=True, kw_only=True)
class Seen:
    """What a form was opened with. Only what differs from it is sent, based on what was shown.

    field_bases: for each field that showed an own pending value, that operation's base, or its number once answered.
    after: the own operation whose state was shown. children: the live children seen, with their bases.
    """

    kind: str
    record: Any
    base: int
    field_bases: dict[str, int] = field(default_factory=dict)
    state_seq: int = 0
    after: str | None = None
    children: dict[str, int] = field(default_factory=dict)
    is_parked: bool = False
    heals: int = 0
    """How often this file had been healed when the form was opened."""


def seen(session: Session, kind: str, id: str) -> Seen | None:
    """Return what a form for this row holds, None if the row is not on the screen."""
    table = RECORDS[kind]
    row = session.one(select(table).where(table.c.id == id, rows.shown(kind)))
    if row is None:
        return None
    field_bases: dict[str, int] = {}
    state_seq, after = row["state_seq"], None
    for op in operations(session, kind, id):
        for name in op["fields"]:
            field_bases[name] = op["ack_seq"] or op["field_bases"].get(name, op["base"])
        if "state" in op["fields"] or op["verb"] == NEW:
            after, state_seq = op["op_id"], op["ack_seq"] or UNSEEN
    return Seen(
        kind=kind,
        record=rows.record_of(kind, row),
        base=row["seq"],
        field_bases=field_bases,
        state_seq=state_seq,
        after=after,
        children={child: base for _, child, base in rows.children(session, kind, id)},
        is_parked=row["parked"],
        heals=len(forks(session)),
    )


def forks(session: Session) -> list[int]:
    """Return the fork point of each heal this file went through."""
    found: list[int] = meta.get(session, meta.FORKS, [])
    return found


def lowered(bases: Mapping[str, int], fork: int) -> dict[str, int]:
    """Return bases, none above the fork point."""
    return {name: min(base, fork) for name, base in bases.items()}


def as_of_now(session: Session, seen: Seen) -> Seen:
    """Return what a form showed, on bases the directory knows, if a heal came while the form was open."""
    later = forks(session)[seen.heals :]
    if not later:
        return seen
    fork = min(later)
    return replace(
        seen,
        base=min(seen.base, fork),
        field_bases=lowered(seen.field_bases, fork),
        state_seq=UNSEEN if seen.state_seq > fork else seen.state_seq,
        children=lowered(seen.children, fork),
    )


def shadowed(session: Session) -> list[tuple[str, str]]:
    """Return (kind, id) of all rows that have a shadow."""
    return [(row["kind"], row["id"]) for row in session.all(select(sync_shadow.c.kind, sync_shadow.c.id))]


def operations(session: Session, kind: str, id: str) -> Sequence[Any]:
    """Return a row's own operations not yet in its shadow, in their order."""
    return session.all(select(sync_op).where(sync_op.c.kind == kind, sync_op.c.id == id).order_by(sync_op.c.n))


def is_hidden(session: Session, kind: str, id: str) -> bool:
    """Tell whether a row takes no more edits: gone, parked, or its own delete waits."""
    table = RECORDS[kind]
    row = session.one(select(table.c.parked).where(table.c.id == id))
    if row is None or row["parked"]:
        return True
    waits = sync_op.c.kind == kind, sync_op.c.id == id, sync_op.c.verb == DELETE
    return bool(session.scalar(select(exists().where(*waits))))


def shadow(session: Session, kind: str, id: str) -> dict[str, Any] | None:
    """Return the shadow's wire values; None where no operation is pending and the row itself is the shadow."""
    table = sync_shadow
    data: dict[str, Any] | None = session.scalar(select(table.c.data).where(table.c.kind == kind, table.c.id == id))
    return data


def keep_shadow(session: Session, kind: str, id: str, base: int, data: dict[str, Any]) -> None:
    """Store the shadow of a row with pending operations, new or not."""
    added = insert(sync_shadow).values(kind=kind, id=id, base=base, data=data)
    changed = {"base": added.excluded.base, "data": added.excluded.data}
    session.run(added.on_conflict_do_update(index_elements=["kind", "id"], set_=changed))


def cast_shadow(session: Session, kind: str, row: Any) -> None:
    """Keep a row's present state as its shadow, before the first operation covers it."""
    if shadow(session, kind, row["id"]) is None:
        keep_shadow(session, kind, row["id"], row["seq"], rows.data_of(kind, row))


def show(session: Session, kind: str, id: str) -> None:
    """Make the visible row anew out of shadow and overlay; without operations the shadow becomes the row."""
    under = shadow(session, kind, id)
    row = rows.find(session, kind, id)
    if under is None or row is None:
        return
    pending = operations(session, kind, id)
    if not pending:
        session.run(delete(sync_shadow).where(sync_shadow.c.kind == kind, sync_shadow.c.id == id))
    if not under and not any(op["verb"] == NEW for op in pending):
        return  # its creation was refused: it is off the screen, and only what hangs on it still waits
    merged = dict(under)
    for op in pending:
        merged.update(op["fields"])
    shown = rows.data_of(kind, row)
    if _hangs_elsewhere(session, kind, merged, shown):
        merged |= {field: shown[field] for field, _ in KINDS[kind].parents}
        set_odd(session, kind, id)
    if merged != shown:
        record = codec.received(kind, {**shown, **merged, "id": id})
        rows.set_fields(session, kind, record, [name for name in merged if hasattr(record, name)])
        leave(session, kind, shown, vars(record))
    session.touch(kind)


def _hangs_elsewhere(session: Session, kind: str, merged: dict[str, Any], shown: Mapping[str, Any]) -> bool:
    """Tell whether the parent that a row's author named does not stand here, so that it keeps the one it has."""
    above = KINDS[kind].parent_of(merged)
    return above is not None and above != rows.parent_of(kind, shown) and rows.find(session, *above) is None


def tidy(session: Session, kind: str, id: str) -> None:
    """Drop operations that the row contains by now; take a parked row away when nothing of its family waits."""
    row = rows.find(session, kind, id)
    contained = sync_op.c.ack_seq.is_not(None) & (sync_op.c.ack_seq <= (row["seq"] if row else _EVERY))
    dropped = session.run(delete(sync_op).where(sync_op.c.kind == kind, sync_op.c.id == id, contained)).rowcount
    if dropped and row is not None:
        show(session, kind, id)
    if row is None or not row["parked"]:
        return
    if _is_waiting(session, kind, id) or rows.has_children(session, kind, id):
        return
    take_away(session, kind, id)
    above = rows.parent_of(kind, row)
    if above is not None:
        tidy(session, *above)


def leave(session: Session, kind: str, before: Mapping[str, Any], now: Mapping[str, Any]) -> None:
    """Tidy the parent that a row no longer hangs on: it may have waited for this child alone."""
    above = rows.parent_of(kind, before)
    if above is not None and above != rows.parent_of(kind, now):
        tidy(session, *above)


def take_away(session: Session, kind: str, id: str) -> None:
    """Remove a row, its shadow and its answered operations; unanswered ones go on and are told one by one."""
    answered = sync_op.c.kind == kind, sync_op.c.id == id, sync_op.c.ack_seq.is_not(None)
    session.run(delete(sync_op).where(*answered))
    session.run(delete(sync_shadow).where(sync_shadow.c.kind == kind, sync_shadow.c.id == id))
    rows.remove(session, kind, id)


def tidy_all(session: Session) -> None:
    """Tidy every row that may need it: after a load is whole."""
    answered = select(sync_op.c.kind, sync_op.c.id).where(sync_op.c.ack_seq.is_not(None)).distinct()
    for row in session.all(answered):
        tidy(session, row["kind"], row["id"])
    for kind in reversed(RECORDS):  # children before their parents
        table = RECORDS[kind]
        for id in session.column(select(table.c.id).where(table.c.parked)):
            tidy(session, kind, id)


def park(session: Session, kind: str, id: str, **standing: Any) -> None:
    """Make a row read-only until its family's operations are answered, or take it away at once."""
    rows.set_standing(session, kind, id, parked=True, **standing)
    tidy(session, kind, id)


def created_here(session: Session) -> set[tuple[str, str]]:
    """Return (kind, id) of all rows whose own creation is unanswered."""
    mine = sync_op.c.verb == NEW, sync_op.c.ack_seq.is_(None)
    return {(row["kind"], row["id"]) for row in session.all(select(sync_op.c.kind, sync_op.c.id).where(*mine))}


def covered(session: Session, pairs: Sequence[tuple[str, str]]) -> set[tuple[str, str]]:
    """Return which of these (kind, id) have operations pending."""
    covering = select(sync_op.c.kind, sync_op.c.id).where(
        among(session.connection, sync_op.c.kind, {kind for kind, _ in pairs}),
        among(session.connection, sync_op.c.id, {id for _, id in pairs}),
    )
    return {(row["kind"], row["id"]) for row in session.all(covering.distinct())}


def is_odd(session: Session, kind: str, id: str) -> bool:
    """Tell whether the directory took something else of an answered operation than is held here."""
    odd = sync_op.c.kind == kind, sync_op.c.id == id, sync_op.c.odd, sync_op.c.ack_seq.is_not(None)
    return bool(session.scalar(select(exists().where(*odd))))


def set_odd(session: Session, kind: str, id: str) -> None:
    """Let a row's answered operations wait for its next put."""
    session.run(update(sync_op).where(sync_op.c.kind == kind, sync_op.c.id == id).values(odd=True))


def _is_waiting(session: Session, kind: str, id: str) -> bool:
    waits = sync_op.c.kind == kind, sync_op.c.id == id, sync_op.c.ack_seq.is_(None)
    return bool(session.scalar(select(exists().where(*waits))))


_EVERY = 2**63 - 1
