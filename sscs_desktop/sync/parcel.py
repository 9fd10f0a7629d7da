"""By file: what a round would say goes out as a parcel, and the directory's answer comes in as one.

Going out changes nothing here: a parcel never counts as sent. Coming in is a round's reading: an answer is applied only
where it was asked from, page by page; a cut leaves what a cut round leaves, and the same file goes on from there.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from itertools import chain
from pathlib import Path

from sscs_desktop.base import clock
from sscs_desktop.base.errors import Diverged, Refused
from sscs_desktop.base.files import write_pieces
from sscs_desktop.store import (
    answers,
    attachments,
    blobs,
    cursor,
    doubt,
    handing,
    heal,
    merge,
    meta,
    numbers,
    outbox,
    report,
    sums,
)
from sscs_desktop.store.blobs import Blob
from sscs_desktop.store.change import News
from sscs_desktop.store.cursor import Cursor
from sscs_desktop.store.session import Session
from sscs_desktop.store.store import Store
from sscs_desktop.sync import registration, removals
from sscs_desktop.sync.engine import SETTLE_MOST
from sscs_desktop.sync.round import Progress, RoundReport
from sscs_desktop.wire import carried, codec, parcel
from sscs_desktop.wire.carried import CarriedFile
from sscs_desktop.wire.codec import scopes_digest
from sscs_desktop.wire.messages import LoadAnswer, SumsAnswer
from sscs_desktop.wire.parcel import DeskParcel, DirectoryParcel

ALL = sys.maxsize


@dataclass(frozen=True, kw_only=True)
class CarriedOut:
    """What went into a parcel's file: operations, attached files, and those files too many for it."""

    operations: int
    files: int
    left: int


def carry_out(store: Store, target: Path) -> CarriedOut:
    """Write all that is unanswered here to a file for the directory, and behind it the attached files that wait.

    Refused: parcel_not_registered; LoginNeeded; DiskTrouble.
    """
    with store.read() as session:
        waiting, unsent = outbox.waiting(session), attachments.unsent(session)
    lying = {errand.blob.sha256: errand for errand in unsent if blobs.is_whole_here(store, errand.blob)}
    listed = carried.within(to_carry(errand.blob, errand.attachment_id) for errand in lying.values())
    raw = pack(store, files=listed)
    going = [(file, blobs.path_of(store, lying[file.sha256].blob)) for file in listed if file.key]
    write_pieces(target, chain((raw,), carried.write(going)))
    return CarriedOut(operations=waiting, files=len(going), left=len(listed) - len(going))


def to_carry(blob: Blob, of: str = "") -> CarriedFile:
    """Return what opens a file that lies here, for whoever gets the message; of: an attachment that names it."""
    key = bytes.fromhex(blob.key)
    return CarriedFile(sha256=blob.sha256, of=of, size=blob.size, media_type=blob.media_type, key=key)


def pack(store: Store, *, is_handover: bool = False, files: tuple[CarriedFile, ...] = ()) -> bytes:
    """Return all that is unanswered here as a parcel for the directory. Refused: parcel_not_registered; LoginNeeded.

    files: what lies behind it, or stayed behind.
    """
    with store.read() as session:
        handing.insist_open(session)
        keys, replica = _keys(session), registration.replica(session)
        at = cursor.load(session)
        message = DeskParcel(
            cursor=at.position,
            head=at.head,
            held=scopes_digest(at.held),
            is_entering=bool(at.entering),
            history=heal.history(session),
            journal=heal.journal(session),
            operations=outbox.due(session, ALL, ALL),
            branch=meta.get(session, meta.BRANCH, ""),
            numbers=() if is_handover else numbers.wanted(session),
            forwards=() if is_handover else handing.to_forward(session),
            files=files,
            is_handover=is_handover,
        )
    return parcel.seal_up(message, keys, replica, store.account.user_id)


def take_in(
    store: Store,
    raw: bytes,
    progress: Callable[[Progress], None] = lambda _: None,
    cancel: Callable[[], bool] = lambda: False,
) -> RoundReport:
    """Apply the directory's answer to a parcel of this desk; call it where rounds run, on the sync lane.

    Refused: parcel_not_registered, parcel_foreign, parcel_overtaken; Diverged: removal_doubted (nothing changed then);
    Unreadable: parcel_unreadable, parcel_wrong_way; TooNew; DiskTrouble.
    """
    with store.read() as session:
        handing.insist_open(session)
        keys, replica = _keys(session), registration.replica(session)
        public = meta.get(session, meta.RECEIPT_KEYS, {}).get(keys.key_id, "")
        answer = parcel.open_down(raw, keys, public, replica)
        place = _place(cursor.load(session), answer)
        leaving, held = _doubted(session, answer, place), len(sums.standing(session))
    if leaving:
        try:
            removals.insist(store, leaving, held)
        except Diverged as error:
            error.data["reason"] = "parcel"  # not even the answers were taken in, and no round will bring them
            raise
    return _Reading(store, answer, progress, cancel).read(place)


def _keys(session: Session) -> parcel.Keys:
    kept = meta.get(session, meta.PARCEL)
    if not kept:
        raise Refused("parcel_not_registered")
    return codec.message_of(kept, parcel.Keys)


# ---- where an answer may be applied


def _place(at: Cursor, answer: DirectoryParcel) -> int:
    """Return the page to begin with, -1 for what comes before the first. Refused: parcel_overtaken."""
    if answer.status == "answers":
        return -1
    is_asked_from = at.head in (answer.asked_head, answer.head) and scopes_digest(at.held) == answer.held
    if answer.status == "feed":
        starts = [answer.cursor, *(page.cursor for page in answer.pages[:-1])]
        if is_asked_from and not at.entering and at.position in starts and answer.head[0] >= at.head[0]:
            return starts.index(at.position)
    elif is_asked_from and at.position == answer.cursor and (answer.heal or answer.head[0] >= at.head[0]):
        return -1
    elif at.position == at.head == answer.head and at.entering == frozenset(answer.scopes):
        places = [None, *(page.place for page in answer.loads[:-1])]
        if at.place in places:
            return places.index(at.place)
    raise Refused("parcel_overtaken")


def _doubted(session: Session, answer: DirectoryParcel, place: int) -> int:
    """Return how many rows the parcel would take away by mistake, as it seems; 0 for none."""
    at, before = cursor.load(session), sums.standing(session)
    counted = SumsAnswer(sums={}, counts=answer.counts, head=answer.head)
    if answer.status == "feed":
        entries = [entry for page in answer.pages[place:] for entry in page.entries]
        return removals.doubted(before, at, entries, counted, at.held)
    if place < 0 and answer.status != "answers":
        loaded = Cursor(position=answer.head, head=answer.head, entering=frozenset(answer.scopes))
        entries = [entry for page in answer.loads for entry in page.entries]
        return removals.doubted(before, loaded, entries, counted, answer.scopes)
    return 0


@dataclass
class _Reading:
    """One parcel coming in."""

    store: Store
    answer: DirectoryParcel
    progress: Callable[[Progress], None]
    cancel: Callable[[], bool]
    sent: int = 0
    read_in: int = 0
    loaded: int = 0
    news: list[News] = field(default_factory=list)

    def read(self, place: int) -> RoundReport:
        began_at = clock.now()
        is_whole = self._settle() and self._apply(place)
        if is_whole and self.answer.status != "answers":  # those alone vouch for no row
            with self._write(replayable=True) as session:
                doubt.settle(session)
        codes = [item.code for item in self.news]
        found = RoundReport(
            began_at=began_at,
            ended_at=clock.now(),
            sent=self.sent,
            refused=codes.count("refused"),
            conflicts=codes.count("conflict"),
            read=self.read_in,
            loaded=self.loaded,
            is_whole=is_whole,
            news=tuple(self.news),
        )
        if any(found.counts.values()) or found.news:
            self._write_down(found)
        return found

    def _settle(self) -> bool:
        """Store the answers, a few in each transaction, then the numbers; False if cancelled."""
        given, answer = self.answer.answers, self.answer
        for start in range(0, len(given), SETTLE_MOST):
            if self.cancel():
                return False
            self.progress(Progress(step="sending", done=start, waiting=len(given)))
            with self._write() as session:
                self.sent += answers.settle(session, given[start : start + SETTLE_MOST], answer.head, answer.branch)
        with self._write() as session:
            numbers.add(session, answer.blocks)
            heal.note_epoch(session, answer.epoch, is_told=answer.heal is not None)
            if answer.failed:
                outbox.failed(session, answer.failed, "server_error")
            handing.settle(session, answer.forwarded, answer.acceptance)
            blobs.stored_by_parcel(session, answer.files)
        return True

    def _apply(self, place: int) -> bool:
        if self.answer.status == "feed":
            return self._feed(place)
        if self.answer.status == "answers":
            return True
        if place < 0:
            self._enter()
        return self._load(self.answer.loads[max(place, 0) :])

    def _feed(self, place: int) -> bool:
        for page in self.answer.pages[place:]:
            if self.cancel():
                return False
            self.progress(Progress(step="reading", done=self.read_in))
            with self._write(replayable=True) as session:
                self.read_in += merge.apply(session, page)
        return True

    def _enter(self) -> None:
        """Begin the load that the parcel brings whole: of a healed desk, or as after too old a cursor."""
        with self._write() as session:
            if self.answer.heal is not None:
                heal.apply(session, self.answer.heal)
            else:
                merge.enter_anew(session, self.answer.head)
                merge.rescope(session, self.answer.scopes, self.answer.head)

    def _load(self, pages: Sequence[LoadAnswer]) -> bool:
        for page in pages:
            if self.cancel():
                return False
            self.progress(Progress(step="loading", done=self.loaded))
            with self._write(replayable=True) as session:
                self.loaded += merge.apply_load(session, page)
        return True

    @contextmanager
    def _write(self, *, replayable: bool = False) -> Iterator[Session]:
        with self.store.write("sync", replayable=replayable) as session:
            yield session
        self.news += session.news

    def _write_down(self, found: RoundReport) -> None:
        result = "ok" if found.is_whole else "cancelled"
        with self.store.write("sync", replayable=True) as session:
            news = [asdict(item) for item in found.news]
            report.add_round(session, found.began_at, found.ended_at, result, found.counts, news)
