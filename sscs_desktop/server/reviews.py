"""Late reports: an operation that came after its object had been given to another unit is kept for the office.

It is a record of its own, read by the author's unit, by the unit that has the object now and by the offices above; the
office attaches it as a note, or leaves it out and says why. Either way the author is told by the feed.
"""

from __future__ import annotations

from sqlalchemy import Connection

from sscs_desktop.base import clock
from sscs_desktop.base.errors import Refused
from sscs_desktop.base.ids import new_id
from sscs_desktop.domain.enterprise import Note
from sscs_desktop.domain.review import Review
from sscs_desktop.domain.vocabulary import ReviewState
from sscs_desktop.server import checks, deciding, joining, said, scopes
from sscs_desktop.server.accounts import OFFICE, Member
from sscs_desktop.server.act import Act
from sscs_desktop.server.work import CO, LEVEL, Row, Work, read_rows
from sscs_desktop.wire import codec
from sscs_desktop.wire.decisions import DISCARD, NOTE, Decision
from sscs_desktop.wire.kinds import KINDS

LATE = "scope"
"""The code of an operation that its author may no longer make."""

_NOBODY: tuple[str, int, None] = ("", 0, None)
_ACTS = {NOTE: ReviewState.ATTACHED, DISCARD: ReviewState.DISCARDED}


def note_late(act: Act, code: str) -> None:
    """Keep a refused operation for the office if it is about an object that stands here.

    The report bears the operation's id, which the desk chose: a record of that id is nothing to write over.
    """
    subject = _subject(act) if code == LATE else None
    if subject is None or read_rows(act.work.connection, [act.op.op_id]):
        return
    op, who = act.op, act.member
    content = checks.without_nul({**op.args, **op.fields})
    late = Review(
        id=op.op_id,
        subject_id=subject.id,
        subject_name=str(subject.data.get("name", "")),
        about=op.kind,
        verb=op.verb,
        text=said.words(op.kind, content),
        author_id=who.id,
        author_name=who.name,
        unit_name=who.unit_name,
        happened_at=op.happened_at,
    )
    readers = {stand for stand in subject.own if stand[1] == LEVEL}
    others = {scope for scope, _ in subject.own} | {who.scope}
    stands = frozenset(readers | {(scope, CO) for scope in others - {scope for scope, _ in readers}})
    act.work.add("review", late.id, codec.data_of(late), _NOBODY, author=who.id, stands=stands)
    act.work.write()


def decide(connection: Connection, member: Member | None, op_id: str, decision: Decision) -> Row:
    """Attach a late report as a note, or leave it out; None is the administrator.

    Refused: not_found, not_allowed, already_decided, gone (the object is there no more). Invalid: act, text.
    """
    state = deciding.state_of(decision, _ACTS, ReviewState.DISCARDED)
    work = Work(connection, clock.now())
    known = read_rows(connection, [op_id]).get(op_id)
    if known is None or known.kind != "review" or known.deleted:
        raise Refused("not_found")
    subject_id = str(known.data["subject_id"])
    work.hold({op_id}, {subject_id, *joining.heirs(connection, {subject_id})})
    row = work.rows[op_id]
    subject = joining.heir_of(work.rows, work.rows.get(subject_id))
    _allow(member, row, subject)
    if row.data["state"] != ReviewState.OPEN.value:
        raise Refused("already_decided")
    work.by = member.name if member is not None else joining.OFFICE
    if state is ReviewState.ATTACHED:
        _attach(work, row, subject)
    return deciding.put_down(work, op_id, state, decision)


def _subject(act: Act) -> Row | None:
    """Return the live enterprise or project that an operation is about, None if it is about none."""
    rows, op = act.work.rows, act.op
    row = rows.get(op.id)
    if row is None:
        kind = KINDS.get(op.kind)
        named = kind.parent_of(op.fields) if kind else None
        row = joining.heir_of(rows, rows.get(named[1])) if named and isinstance(named[1], str) else None
    while row is not None and row.parent is not None:
        row = rows.get(row.parent)
    return row if row is not None and row.kind in ("enterprise", "project") and not row.deleted else None


def _allow(member: Member | None, row: Row, subject: Row | None) -> None:
    """Raise Refused unless this is an office over the unit that has the object now."""
    if member is None:
        return
    if not row.scopes & member.scopes:
        raise Refused("not_found")
    stands = (subject or row).stands
    if member.role != OFFICE or (scopes.unit_scope(member.unit_id), LEVEL) not in stands:
        raise Refused("not_allowed")


def _attach(work: Work, row: Row, subject: Row | None) -> None:
    """Put what the report said down as notes below the object, under its author's name."""
    if subject is None or subject.deleted:
        raise Refused("gone")
    late: Review = codec.record_of("review", dict(row.data))
    what = said.act(late.about, late.verb)
    head = f"（{late.unit_name} {late.author_name} {said.day(late.happened_at)}补报：{what}）"
    for text in said.pieces(late.text, head=head) or [head]:
        note = Note(
            id=new_id(),
            **joining.parent_fields("note", subject),
            text=text,
            author_id=late.author_id,
            author_name=late.author_name,
            written_at=late.happened_at,
        )
        data = codec.data_of(note)
        work.add("note", note.id, data, _NOBODY, author=late.author_id, stands=subject.own, parent=subject.id)
