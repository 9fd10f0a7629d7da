"""The one way to change anything: a row and its operation in one transaction, then the queue until it is answered."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, insert, select, update

from sscs_desktop.base import clock
from sscs_desktop.base.errors import Refused
from sscs_desktop.base.ids import new_id
from sscs_desktop.domain.issue import STATE_SEEN, may
from sscs_desktop.domain.vocabulary import EventVerb, holds_newer
from sscs_desktop.store import drafts, meta, overlay, rows
from sscs_desktop.store.overlay import Seen, seen
from sscs_desktop.store.session import Session
from sscs_desktop.store.tables import audit, sync_journal, sync_op
from sscs_desktop.wire import codec
from sscs_desktop.wire.kinds import DELETE, EDIT, HOLE, KINDS, NEW, Kind, Owner
from sscs_desktop.wire.messages import SCHEMA, Operation

__all__ = ["Saved", "Seen", "command", "delete", "due", "save_record", "seen", "set_aside", "waiting"]

TRIES = 3
"""Times an operation may make the directory fail, alone in its request, before it is set aside."""


@dataclass(frozen=True, kw_only=True)
class Saved:
    """What became of a save: queued as op_id; or nothing differed (both None); or kept as a draft, the row being
    gone, transferred or about to be deleted."""

    op_id: str | None = None
    draft_id: str | None = None


def save_record(session: Session, kind: str, record: Any, seen: Seen | None) -> Saved:
    """Write a record and queue what differs from what the form showed; `seen` None makes a new one.

    The caller has checked the rules. Raises Refused: not_author, not_editable, newer_words (it would send back
    what this program does not know).
    """
    policy = KINDS[kind]
    _permit(session, policy, record, seen)
    if seen is None:
        return _create(session, policy, record)
    seen = overlay.as_of_now(session, seen)
    data, shown = codec.data_of(record), codec.data_of(seen.record)
    changed = {name for name in policy.field_names if data[name] != shown[name]}
    if not changed:
        return Saved()
    if policy.desk_fields is not None and not changed <= policy.desk_fields:
        raise Refused("not_editable", kind=kind, fields=sorted(changed - policy.desk_fields))
    names = policy.together(changed)
    if any(holds_newer(getattr(seen.record, name)) for name in names):
        raise Refused("newer_words", kind=kind)
    fields = {name: data[name] for name in policy.field_names if name in names}
    before = {name: shown[name] for name in fields}
    return edit(session, kind, record.id, fields, seen.base, seen.field_bases, before=before)


def edit(
    session: Session,
    kind: str,
    id: str,
    fields: dict[str, Any],
    base: int,
    field_bases: Mapping[str, int],
    *,
    before: Mapping[str, Any],
) -> Saved:
    """Queue an edit of some fields (wire values, groups whole) on the bases that were shown."""
    if overlay.is_hidden(session, kind, id):
        kept = drafts.keep(session, kind, id, fields, reason="row_gone", verb=EDIT, before=before)
        session.tell("kept_as_draft", kind, id, draft_id=kept)
        return Saved(draft_id=kept)
    bases = {name: base for name, base in field_bases.items() if name in fields}
    return Saved(op_id=_cover(session, kind, id, fields, verb=EDIT, base=base, field_bases=bases, before=dict(before)))


def command(
    session: Session,
    verb: EventVerb,
    seen: Seen,
    fields: Mapping[str, Any],
    args: Mapping[str, Any],
) -> Saved:
    """Queue a cadre's command on an issue; `fields` (wire values) is what it is expected to change.

    Raises Refused("illegal_move") where the state shown does not allow it, Refused("row_gone").
    """
    seen = overlay.as_of_now(session, seen)
    issue = seen.record
    if not may(verb, issue.state):
        raise Refused("illegal_move", verb=str(verb), state=str(issue.state))
    if overlay.is_hidden(session, "issue", issue.id):
        raise Refused("row_gone", kind="issue", id=issue.id)
    shown = codec.data_of(issue)
    on_state = verb in STATE_SEEN
    op_id = _cover(
        session,
        "issue",
        issue.id,
        dict(fields),
        verb=str(verb),
        base=seen.base,
        args=dict(args),
        before={name: shown[name] for name in fields},
        state_seq=seen.state_seq if on_state else None,
        after=seen.after if on_state else None,
    )
    return Saved(op_id=op_id)


def delete(session: Session, kind: str, id: str, seen: Seen) -> Saved:
    """Queue the deletion of an own row with the children that were shown; it leaves the screen at once."""
    _permit(session, KINDS[kind], seen.record, seen)
    if KINDS[kind].owner is not Owner.AUTHOR:
        raise Refused("not_editable", kind=kind)
    if overlay.is_hidden(session, kind, id):
        raise Refused("row_gone", kind=kind, id=id)
    seen = overlay.as_of_now(session, seen)
    return Saved(op_id=_cover(session, kind, id, {}, verb=DELETE, base=seen.base, children=dict(seen.children)))


# ---- the queue


def due(session: Session, limit: int = 500, max_bytes: int = 1024 * 1024, after: int = 0) -> tuple[Operation, ...]:
    """Return the oldest unanswered operations, in their order: a prefix of the queue behind `after`, at least one."""
    found: list[Operation] = []
    size = 0
    queue = select(sync_op).where(sync_op.c.ack_seq.is_(None), sync_op.c.n > after).order_by(sync_op.c.n)
    for row in session.all(queue.limit(limit)):
        operation = operation_of(row)
        size += len(codec.encode(operation))
        if found and size > max_bytes:
            break
        found.append(operation)
    return tuple(found)


def waiting(session: Session) -> int:
    """Return how many operations are unanswered (待上报)."""
    return int(session.scalar(select(func.count()).where(sync_op.c.ack_seq.is_(None))) or 0)


def operation_of(row: Any) -> Operation:
    """Return the wire operation in a row of the queue."""
    return Operation(
        op_id=row["op_id"],
        n=row["n"],
        prev=row["prev"],
        kind=row["kind"],
        id=row["id"],
        verb=row["verb"],
        parent=row["parent"],
        scope=row["scope"],
        fields=row["fields"],
        args=row["args"],
        base=row["base"],
        field_bases=row["field_bases"],
        state_seq=row["state_seq"],
        after=row["after"],
        children=row["children"],
        root=row["root"],
        schema=row["schema"],
        happened_at=row["happened_at"],
    )


def failed(session: Session, op_id: str, error: str, *, at_once: bool = False) -> bool:
    """Count a failure of the directory over this operation alone; tell whether it was set aside for it.

    `at_once` is for what can never succeed, such as one operation too large for any request.
    """
    row = session.one(select(sync_op).where(sync_op.c.op_id == op_id, sync_op.c.ack_seq.is_(None)))
    if row is None or row["verb"] == HOLE:
        return False
    tries = row["attempts"] + 1
    session.run(update(sync_op).where(sync_op.c.op_id == op_id).values(attempts=tries, last_error=error))
    if tries < TRIES and not at_once:
        return False
    set_aside(session, row)
    return True


def set_aside(session: Session, row: Any) -> None:
    """Turn an operation into a hole of the same id and place; its content becomes a draft."""
    kind, id = row["kind"], row["id"]
    content = {**row["args"], **row["fields"]}
    known = {"op_id": row["op_id"], "before": row["before"]}
    kept = drafts.keep(session, kind, id, content, reason="set_aside", verb=row["verb"], **known)
    empty = {"verb": HOLE, "fields": {}, "args": {}, "field_bases": {}, "children": {}, "before": content}
    session.run(update(sync_op).where(sync_op.c.op_id == row["op_id"]).values(**empty))
    if row["verb"] == NEW:
        withdraw_creation(session, row)
    else:
        overlay.show(session, kind, id)
    session.tell("kept_as_draft", kind, id, draft_id=kept, reason="set_aside")


def withdraw_creation(session: Session, row: Any) -> None:
    """Take a creation that will not be filed off the screen; it stays, parked, while it has children."""
    kind, id = row["kind"], row["id"]
    present = rows.find(session, kind, id)
    if present is None or present["seq"] > 0:
        return
    if rows.has_children(session, kind, id):
        rows.set_standing(session, kind, id, parked=True)
    else:
        overlay.take_away(session, kind, id)
    above = rows.parent_of(kind, present)
    if above is not None:
        overlay.tidy(session, *above)


# ---- how an operation is made


def _permit(session: Session, policy: Kind, record: Any, seen: Seen | None) -> None:
    if policy.owner is Owner.DIRECTORY:
        raise Refused("not_editable", kind=policy.name)
    author = getattr(seen.record if seen else record, "author_id", session.account.user_id)
    if policy.owner in (Owner.AUTHOR, Owner.ISSUE) and author != session.account.user_id:
        raise Refused("not_author", kind=policy.name, id=record.id)


def _create(session: Session, policy: Kind, record: Any) -> Saved:
    fields = _own_words(policy, record)
    above = policy.parent_of(fields)
    scopes = frozenset({session.account.scope})
    if above is not None:
        parent = rows.find(session, *above)
        if parent is None or overlay.is_hidden(session, *above):
            kept = drafts.keep(session, policy.name, record.id, fields, reason="row_gone", verb=NEW)
            session.tell("kept_as_draft", policy.name, record.id, draft_id=kept)
            return Saved(draft_id=kept)
        scopes = parent["scopes"]
    rows.put(session, policy.name, [(record, {**rows.NEW_ROW, "scopes": scopes})])
    overlay.keep_shadow(session, policy.name, record.id, 0, {})
    op_id = _queue(
        session,
        policy.name,
        record.id,
        verb=NEW,
        parent=None if above is None else above[1],
        scope=session.account.scope if above is None else None,
        fields=fields,
    )
    return Saved(op_id=op_id)


def _own_words(policy: Kind, record: Any) -> dict[str, Any]:
    """Return what a new record says for itself: what the directory keeps is left to it unless it was set here."""
    data = codec.data_of(record)
    if policy.desk_fields is None:
        return data
    unset = {f.name for f in dataclasses.fields(record) if f.default == getattr(record, f.name)}
    return {name: value for name, value in data.items() if name not in unset or name in policy.desk_fields}


def _cover(session: Session, kind: str, id: str, fields: dict[str, Any], **rest: Any) -> str:
    """Lay an operation over a row that stands here."""
    row = rows.find(session, kind, id)
    if row is None:
        raise Refused("row_gone", kind=kind, id=id)
    overlay.cast_shadow(session, kind, row)
    if fields:
        record = codec.received(kind, {**rows.data_of(kind, row), **fields})
        rows.set_fields(session, kind, record, fields)
    return _queue(session, kind, id, fields=fields, **rest)


def _queue(session: Session, kind: str, id: str, **operation: Any) -> str:
    if meta.get(session, meta.RETIRED):
        raise Refused("handed_over")  # nothing would ever send it
    n, prev = _chain(session)
    op_id = new_id()
    values = {
        "parent": None,
        "scope": None,
        "fields": {},
        "args": {},
        "before": {},
        "base": 0,
        "field_bases": {},
        "state_seq": None,
        "after": None,
        "children": {},
        **operation,
    }
    now = clock.now()
    session.run(
        insert(sync_op).values(
            n=n + 1,
            op_id=op_id,
            prev=prev,
            kind=kind,
            id=id,
            root=False,
            schema=SCHEMA,
            happened_at=now,
            ack_seq=None,
            state="waiting",
            odd=False,
            attempts=0,
            last_error="",
            **values,
        )
    )
    write_audit(session, values["verb"], kind, id, op_id=op_id, fields=sorted(values["fields"]))
    session.touch(kind, "outbox")
    return op_id


def _chain(session: Session) -> tuple[int, str | None]:
    """Return number and id of the last operation made here, answered or not."""
    last: tuple[int, str | None] = (0, None)
    for table in (sync_op, sync_journal):
        row = session.one(select(table.c.n, table.c.op_id).order_by(table.c.n.desc()).limit(1))
        if row is not None and row["n"] > last[0]:
            last = row["n"], row["op_id"]
    return last


def write_audit(session: Session, what: str, kind: str, id: str, **detail: Any) -> None:
    """Add a line to this machine's append-only record of what was done."""
    session.run(insert(audit).values(at=clock.now(), what=what, kind=kind, id=id, detail=detail))
