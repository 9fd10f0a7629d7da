"""Pages of the directory applied: records, scopes and cursor in one transaction, never past what waits here.

A page may be applied twice, or begun and lost: each rule looks at the row's base, so nothing comes back or goes twice.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import func, or_, select, update
from sqlalchemy.exc import IntegrityError

from sscs_desktop.base.errors import Unreadable
from sscs_desktop.store import cursor, gleaning, overlay, rows, upkeep
from sscs_desktop.store.cursor import Cursor
from sscs_desktop.store.session import Session
from sscs_desktop.store.tables import RECORDS
from sscs_desktop.wire import codec
from sscs_desktop.wire.kinds import KINDS
from sscs_desktop.wire.messages import START, Entry, LoadAnswer, Operation, Position, PullAnswer, PushAnswer


def is_enough(session: Session, answer: PullAnswer) -> bool:
    """Tell whether every put that came without its data tells of a state that stands here already."""
    brief: dict[str, list[Entry]] = defaultdict(list)
    for entry in answer.entries:
        if entry.what == "put" and entry.data is None and entry.kind in KINDS:
            brief[entry.kind].append(entry)
    for kind, entries in brief.items():
        known = rows.standings(session, kind, [entry.id for entry in entries])
        if any(entry.id not in known or known[entry.id]["seq"] < entry.seq for entry in entries):
            return False
    return True


def skip_own(session: Session, asked: Position, operations: Iterable[Operation], answer: PushAnswer) -> None:
    """Move the cursor from `asked` to the head, where the feed has only these operations, if they stand here."""
    at = cursor.load(session)
    if at.entering or at.position != asked:
        return
    numbers = {each.op_id: each.seq for each in answer.answers}
    by_kind: dict[str, list[Operation]] = defaultdict(list)
    for operation in operations:
        by_kind[operation.kind].append(operation)
    for kind, some in by_kind.items():
        standing = rows.standings(session, kind, [each.id for each in some])
        if any(each.id not in standing or standing[each.id]["seq"] < numbers[each.op_id] for each in some):
            return
    cursor.save(session, replace(at, position=answer.head, head=answer.head))


def apply(session: Session, answer: PullAnswer) -> int:
    """Apply one page of the feed and move the cursor with it; return how many entries it had.

    Raises Unreadable("bad_page", "bad_record") for a page that cannot be: nothing of it is applied then.
    """
    at = cursor.load(session)
    if at.entering:
        raise ValueError("no feed page while scopes are being entered")
    _entries(session, answer.entries, at, is_load=False)
    cursor.save(session, replace(at, position=answer.cursor, head=answer.head))
    return len(answer.entries)


def apply_load(session: Session, answer: LoadAnswer) -> int:
    """Apply one page of a load and remember its place; with the last page the entered scopes are held."""
    at = cursor.load(session)
    _entries(session, answer.entries, at, is_load=True)
    position = position_after(at, answer)
    if answer.place is not None:
        at = replace(at, position=position, head=answer.head, place=answer.place)
        cursor.save(session, at)
        return len(answer.entries)
    cursor.save(session, Cursor(position=position, head=answer.head, held=at.reach))
    overlay.tidy_all(session)
    return len(answer.entries)


def position_after(at: Cursor, answer: LoadAnswer) -> Position:
    """Return where the cursor stands after a page of a load: the first load begins at the head of its start."""
    return answer.head if at.position == START and not at.held else at.position


def apply_listing(session: Session, entries: Sequence[Entry], at: Cursor) -> None:
    """Apply rows that were asked for by themselves; the cursor stays where it is."""
    _entries(session, entries, at, is_load=True)


def rescope(session: Session, present: Iterable[str], head: Position = START) -> None:
    """Take the present membership: lost scopes are struck from every row, gained ones noted as being entered."""
    at = cursor.load(session)
    now = frozenset(present)
    _strike(session, at.reach - now)
    entering = now - at.held
    place = at.place if entering == at.entering else None
    at = replace(at, held=at.held & now, entering=entering, place=place)
    if at.position == START and not at.held and at.place is None:
        at = replace(at, position=head, head=head)  # the first load: what changes from here on will be fed
    cursor.save(session, at)
    if not entering:
        overlay.tidy_all(session)


def enter_anew(session: Session, head: Position) -> None:
    """Prepare to load all held scopes again, after the feed forgot what this cursor has not read; bases are kept.

    What the load does not bring again leaves when its last operation is answered.
    """
    at = cursor.load(session)
    created = overlay.created_here(session)
    for kind, table in RECORDS.items():
        mine = [id for name, id in created if name == kind]
        statement = update(table).where(table.c.id.not_in(mine)).values(parked=True, scopes=frozenset())
        session.run(statement)
        session.touch(kind)
    cursor.forget_history(session)
    cursor.save(session, Cursor(position=head, head=head, held=frozenset(), entering=at.reach))


# ---- entries


def _entries(session: Session, entries: Sequence[Entry], at: Cursor, *, is_load: bool) -> None:
    batch: dict[tuple[str, str], Entry] = {}
    try:
        for entry in entries:
            if entry.kind not in KINDS:
                continue  # a kind of a later version: it comes with the load after the update
            key = (entry.kind, entry.id)
            if entry.what == "put" and key not in batch:
                batch[key] = entry
                continue
            _puts(session, list(batch.values()), at, is_load=is_load)
            batch = {key: entry} if entry.what == "put" else {}
            if entry.what == "move":
                _move(session, entry, at)
            elif entry.what in ("leave", "gone"):
                _leave(session, entry)
        _puts(session, list(batch.values()), at, is_load=is_load)
    except IntegrityError as error:
        raise Unreadable("bad_page") from error


def _puts(session: Session, entries: Sequence[Entry], at: Cursor, *, is_load: bool) -> None:
    """Apply puts of different rows, parents before children, in bulk where nothing of our own lies over them."""
    covered = overlay.covered(session, [(entry.kind, entry.id) for entry in entries])
    by_kind: dict[str, list[Entry]] = defaultdict(list)
    for entry in entries:
        by_kind[entry.kind].append(entry)
    for kind in sorted(by_kind, key=lambda name: KINDS[name].depth):
        known = rows.standings(session, kind, [entry.id for entry in by_kind[kind]])
        newer = []
        for entry in by_kind[kind]:
            old = known.get(entry.id)
            if old is not None and old["seq"] >= entry.seq:
                _same(session, entry, old, at)
            else:
                newer.append(entry)
        before = rows.find_many(session, kind, [entry.id for entry in newer if entry.id in known])
        fresh = []
        for entry in newer:
            old, record = before.get(entry.id), _record(session, entry)
            gleaning.glean(session, kind, old, record, entry, is_load=is_load)
            fresh.append((entry, record))
        rows.put(session, kind, [_standing(e, r, at) for e, r in fresh if (kind, e.id) not in covered])
        for entry, record in fresh:
            if (kind, entry.id) in covered:
                _put_under(session, entry, record, at)
            elif entry.id in before:
                overlay.leave(session, kind, before[entry.id], vars(record))


def _same(session: Session, entry: Entry, old: Any, at: Cursor) -> None:
    """Take from a put that brings nothing newer only where the row stands: it is here again."""
    if old["seq"] != entry.seq:
        return
    scopes = frozenset(entry.scopes) & at.reach
    if old["parked"] or old["scopes"] != scopes:
        rows.set_standing(session, entry.kind, entry.id, parked=False, scopes=scopes)


def _put_under(session: Session, entry: Entry, record: Any, at: Cursor) -> None:
    """Put the directory's state under the own operations that are not yet in it."""
    kind = entry.kind
    overlay.keep_shadow(session, kind, entry.id, entry.seq, codec.data_of(record))
    _, standing = _standing(entry, record, at)
    if rows.find(session, kind, entry.id) is None:
        rows.put(session, kind, [(record, standing)])
    else:
        rows.set_standing(session, kind, entry.id, **standing)
    overlay.show(session, kind, entry.id)
    overlay.tidy(session, kind, entry.id)


def _move(session: Session, entry: Entry, at: Cursor) -> None:
    table = RECORDS[entry.kind]
    older = table.c.id == entry.id, table.c.seq < entry.seq
    scopes = frozenset(entry.scopes) & at.reach
    if session.run(update(table).where(*older).values(scopes=scopes)).rowcount:
        session.touch(entry.kind)


def _leave(session: Session, entry: Entry) -> None:
    row = rows.find(session, entry.kind, entry.id)
    if row is None or row["seq"] > entry.seq:
        return
    gleaning.lost(session, entry.kind, row)
    overlay.park(session, entry.kind, entry.id, seq=entry.seq)


def _record(session: Session, entry: Entry) -> Any:
    if entry.data is None:
        raise Unreadable("bad_page", kind=entry.kind)
    data = {**entry.data, "id": entry.id}
    try:
        return codec.record_of(entry.kind, data)
    except Unreadable:
        record = codec.received(entry.kind, data)
    upkeep.note_newer(session)
    return record


def _standing(entry: Entry, record: Any, at: Cursor) -> tuple[Any, rows.Standing]:
    return record, {
        "seq": entry.seq,
        "scopes": frozenset(entry.scopes) & at.reach,
        "parked": False,
        "state_seq": entry.state_seq,
        "put_by": entry.by,
        "put_at": entry.at,
        "unknown": rows.unknown_of(entry.kind, entry.data or {}),
    }


def _strike(session: Session, lost: frozenset[str]) -> None:
    """Strike scopes from every row; a row left with none leaves."""
    if not lost:
        return
    for kind in reversed(RECORDS):  # children before their parents, so that both can go
        table = RECORDS[kind]
        named = or_(*(func.instr(table.c.scopes, f'"{scope}"') > 0 for scope in sorted(lost)))
        for row in session.all(select(table).where(named)):
            left = row["scopes"] - lost
            rows.set_standing(session, kind, row["id"], scopes=left)
            if not left:
                gleaning.lost(session, kind, row)
                overlay.park(session, kind, row["id"])
