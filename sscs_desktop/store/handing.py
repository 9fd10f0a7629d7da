"""Hand-over 换岗交接 in the file: what is given away, what was taken from a predecessor, and what is left in the end.

A file is emptied down to its receipts only when all it ever said is vouched for and all its drafts are in other hands.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import delete, func, insert, select, text, update

from sscs_desktop.base import clock
from sscs_desktop.base.errors import LoginNeeded, Refused
from sscs_desktop.store import (
    blobs,
    conflicts,
    drafts,
    enterprises,
    meta,
    outbox,
    owed_cards,
    report,
    search_index,
    subjects,
)
from sscs_desktop.store.drafts import Draft
from sscs_desktop.store.session import Session
from sscs_desktop.store.subjects import Subject
from sscs_desktop.store.tables import (
    GIVEN,
    RECORDS,
    TAKEN,
    draft,
    intake,
    intake_row,
    number_block,
    sync_blob,
    sync_conflict,
    sync_cursor,
    sync_cursor_history,
    sync_handover,
    sync_journal,
    sync_op,
    sync_receipt,
    sync_round,
    sync_shadow,
    told,
)
from sscs_desktop.wire.kinds import HOLE
from sscs_desktop.wire.parcel import Acceptance, Forward, Forwarded

_FINAL = ("handover_taken", "handover_own", "parcel_foreign", "parcel_unreadable")
"""Why a parcel is not forwarded again: the directory would say the same every time."""
_EMPTIED = (
    sync_op,
    sync_shadow,
    sync_conflict,
    sync_cursor,
    sync_cursor_history,
    sync_blob,
    number_block,
    draft,
    sync_round,
    told,
    intake_row,
    intake,
)


@dataclass(frozen=True, kw_only=True)
class Promise:
    """A next contact that somebody was promised."""

    kind: str
    id: str
    name: str
    on: date


@dataclass(frozen=True, kw_only=True)
class Line:
    """One record of the giver's, as his successor reads it in a list."""

    kind: str
    id: str
    subject: str
    on: date
    words: str


@dataclass(frozen=True, kw_only=True)
class Contents:
    """What leaves a desk besides its unanswered operations."""

    drafts: tuple[Draft, ...]
    promises: tuple[Promise, ...]
    records: tuple[Line, ...]


@dataclass(frozen=True, kw_only=True)
class Handover:
    """One hand-over. way: given or taken. person: who took it (""=nobody yet), or whose it was.

    settled_at: when the directory vouched for it. code: what stood in the way last. answer: the sealed receipt.
    """

    handover_id: str
    way: str
    person: str
    at: datetime
    answer: bytes
    code: str
    settled_at: datetime | None
    data: dict[str, Any]

    @property
    def is_taken(self) -> bool:
        """Tell whether it is a predecessor's work; otherwise it is one's own, given away."""
        return self.way == TAKEN


# ---- giving


def contents(session: Session) -> Contents:
    """Return what a successor is given. Refused: handover_undecided while a conflict is open."""
    if conflicts.count(session):
        raise Refused("handover_undecided")
    return Contents(
        drafts=drafts.listing(session), promises=tuple(_promises(session)), records=tuple(_records(session))
    )


def give(session: Session, handover_id: str, given: Contents, files: Iterable[str] = ()) -> None:
    """Note that a package was made, and which drafts and files (by hash) are in it."""
    _add(session, handover_id, GIVEN, data={"drafts": [_name(each) for each in given.drafts], "files": list(files)})


def _promises(session: Session) -> Iterable[Promise]:
    """The unit's appointments, and what this person's last visit to each promised."""
    visit = RECORDS["visit"]
    mine = visit.c.author_id == session.account.user_id, visit.c.next_contact_on.is_not(None)
    found: dict[Subject, date] = {}
    for row in session.all(subjects.joined("visit", *visit.columns).where(*mine).order_by(visit.c.visited_at)):
        found[subjects.of(row)] = row["next_contact_on"]
    found |= enterprises.appointments(session)
    for whom, on in sorted(found.items(), key=lambda pair: (pair[1], pair[0].id)):
        yield Promise(kind=whom.kind, id=whom.id, name=whom.name, on=on)


def _records(session: Session) -> Iterable[Line]:
    for kind, on, words in (("visit", "visited_at", "situation"), ("issue", "raised_on", "description")):
        table = RECORDS[kind]
        mine = subjects.joined(kind, *table.columns).where(table.c.author_id == session.account.user_id)
        for row in session.all(mine.order_by(table.c[on].desc(), table.c.id)):
            day = clock.local(row[on]).date() if isinstance(row[on], datetime) else row[on]
            yield Line(kind=kind, id=row["id"], subject=row["subject_name"] or "", on=day, words=row[words] or "")


# ---- taking


def take(
    session: Session, handover_id: str, giver: str, given: Contents, parcel: bytes, files: Iterable[str] = ()
) -> None:
    """Take a package: its drafts under the giver's name, its parcel to be forwarded, its files until they are named.

    Refused: handover_again.
    """
    if session.one(select(sync_handover).where(sync_handover.c.handover_id == handover_id)) is not None:
        raise Refused("handover_again")
    for each in given.drafts:
        drafts.receive(session, each, giver)
    lists: dict[str, Any] = {"promises": [_plain(p) for p in given.promises], "files": list(files)}
    lists["records"] = [_plain(r) for r in given.records]
    _add(session, handover_id, TAKEN, person=giver, parcel=parcel, data=lists)


def to_forward(session: Session) -> tuple[Forward, ...]:
    """Return the predecessors' parcels that the directory has not vouched for."""
    open_ones = sync_handover.c.way == TAKEN, sync_handover.c.settled_at.is_(None), sync_handover.c.code.not_in(_FINAL)
    found = session.all(select(sync_handover).where(*open_ones).order_by(sync_handover.c.at))
    return tuple(Forward(handover=row["handover_id"], parcel=row["parcel"]) for row in found)


def to_ask_for(session: Session) -> tuple[str, ...]:
    """Return the hand-overs given away that nobody is known to have taken."""
    open_ones = sync_handover.c.way == GIVEN, sync_handover.c.settled_at.is_(None)
    return tuple(session.column(select(sync_handover.c.handover_id).where(*open_ones)))


def settle(session: Session, forwarded: Sequence[Forwarded], accepted: Acceptance | None) -> None:
    """Take in what the directory says of hand-overs: of those forwarded, and of an own one that was taken."""
    for each in forwarded:
        theirs = sync_handover.c.handover_id == each.handover, sync_handover.c.way == TAKEN
        now = clock.now() if each.is_whole else None
        values = {"code": each.code, "answer": each.answer, "settled_at": now}
        if session.run(update(sync_handover).where(*theirs, sync_handover.c.settled_at.is_(None)).values(**values)):
            session.touch("handover")
    if accepted is not None:
        mine = sync_handover.c.handover_id == accepted.handover, sync_handover.c.way == GIVEN
        values = {"person": accepted.by_name, "settled_at": accepted.at}
        session.run(update(sync_handover).where(*mine, sync_handover.c.settled_at.is_(None)).values(**values))
        session.touch("handover")


def listing(session: Session) -> tuple[Handover, ...]:
    """Return all hand-overs of this file, newest first."""
    names = Handover.__dataclass_fields__
    found = session.all(select(sync_handover).order_by(sync_handover.c.at.desc(), sync_handover.c.handover_id))
    return tuple(Handover(**{name: row[name] for name in names}) for row in found)


# ---- keeping receipts only


def insist_open(session: Session) -> None:
    """Raise LoginNeeded("handed_over") for a file that keeps receipts only: an invitation alone opens it again."""
    if meta.get(session, meta.RETIRED):
        raise LoginNeeded("handed_over")


def begin_again(session: Session) -> None:
    """Let the file work again. Its chain goes on; of what was cleared a heal could send no more than holes."""
    if meta.get(session, meta.RETIRED):
        meta.drop(session, meta.RETIRED)
        session.run(update(sync_journal).values(verb=HOLE))


def retire(session: Session) -> int:
    """Empty the file down to its receipts; return how many those are.

    Refused: handover_not_taken (nobody took it yet), handover_unvouched (left: what the directory has not vouched
    for), handover_more (left: drafts that are in no package taken), handover_undecided.
    """
    taken = [each for each in listing(session) if not each.is_taken and each.settled_at is not None]
    if not taken:
        raise Refused("handover_not_taken")
    if left := _unvouched(session, {sha256 for each in taken for sha256 in each.data.get("files", ())}):
        raise Refused("handover_unvouched", left=left)
    if conflicts.count(session):
        raise Refused("handover_undecided")
    handed = {tuple(name) for each in taken for name in each.data["drafts"]}
    if left := sum(tuple(_name(each)) not in handed for each in drafts.listing(session)):
        raise Refused("handover_more", left=left)
    _empty(session)
    meta.put(session, meta.RETIRED, True)
    return int(session.scalar(select(func.count()).select_from(sync_receipt)) or 0)


def _unvouched(session: Session, handed: set[str]) -> int:
    """Return how many operations lack the directory's word that proves them, and how many files nobody else has."""
    vouched = select(sync_receipt.c.op_id)
    without = select(func.count()).select_from(sync_journal).where(sync_journal.c.op_id.not_in(vouched))
    unsent = session.column(select(sync_blob.c.sha256).where(blobs.is_here_alone()))
    missing = int(session.scalar(without) or 0) + len(set(unsent) - handed)
    return outbox.waiting(session) + missing + len(report.unproven(session)[1])


def _empty(session: Session) -> None:
    session.run(text("PRAGMA secure_delete = ON"))  # what is deleted is overwritten, on an unencrypted file too
    for table in _EMPTIED:
        session.run(delete(table))
    for kind in reversed(RECORDS):
        session.run(delete(RECORDS[kind]))
        session.touch(kind)
    search_index.forget_all(session)
    owed_cards.forget(session)
    said: dict[str, Any] = {"fields": {}, "args": {}, "before": {}, "field_bases": {}, "children": {}}
    session.run(update(sync_journal).values(**said))
    session.run(update(sync_handover).values(parcel=b"", answer=b"", data={}))
    session.touch("outbox", "draft", "conflict", "round", "handover")


def _add(session: Session, handover_id: str, way: str, **values: Any) -> None:
    row = {"person": "", "parcel": b"", "answer": b"", "code": "", "settled_at": None, **values}
    session.run(insert(sync_handover).values(handover_id=handover_id, way=way, at=clock.now(), **row))
    session.touch("handover")


def _name(each: Draft) -> list[str]:
    return [each.form, each.key, each.saved_at.isoformat()]


def _plain(each: Promise | Line) -> dict[str, Any]:
    return {**asdict(each), "on": each.on.isoformat()}
