"""One round: what waits here is sent, what is new there is read, and what happened is told in one report.

It may be cut at any step, the process killed included: each request is answered by messages that are stored in one
transaction or not at all, and sent again otherwise.
"""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import asdict, replace
from functools import partial
from typing import TypeVar

from sscs_desktop.base import clock
from sscs_desktop.base.errors import Diverged, InUse, Offline, Refused, SscsError
from sscs_desktop.store import answers, cursor, doubt, handing, heal, merge, meta, outbox, report, upkeep
from sscs_desktop.store.change import Change
from sscs_desktop.store.cursor import Cursor
from sscs_desktop.store.session import Session
from sscs_desktop.store.store import Store
from sscs_desktop.store.sums import Remembered
from sscs_desktop.sync import forwarding, registration, repair
from sscs_desktop.sync.ahead import Ahead
from sscs_desktop.sync.gateway import Gateway
from sscs_desktop.sync.removals import Guard
from sscs_desktop.sync.round import Cancelled, Progress, Round, RoundReport
from sscs_desktop.wire.codec import scopes_digest
from sscs_desktop.wire.messages import (
    SCHEMA,
    START,
    HealRequest,
    LoadRequest,
    Operation,
    PullAnswer,
    PullRequest,
    PushAnswer,
    PushRequest,
)

T = TypeVar("T")

PUSH_MOST = 500
PUSH_BYTES = 1024 * 1024
SETTLE_MOST = 100
"""Answers stored in one transaction."""
PULL_PAGE = 50
PULL_PAGE_BRIEF = 500
"""Entries of a page after one that told only of what this desk has said itself: they cost next to nothing."""
LOAD_PAGE = 500
LOAD_PAGE_BESIDE = 50
"""Rows of a load page while somebody may be typing: the first load may take bigger ones."""
TYPING_MOST = 25
"""Answers or rows stored in one transaction while somebody types: a save waits for these and no more."""
TYPING_S = 60.0
"""Seconds after a save in which another is to be expected."""
AHEAD_FROM = 500
"""Operations or rows in one message from which on the next is asked for before it is stored."""
SWITCH_S = 0.0005
"""Seconds after which a round lets another thread run, a tenth of the usual."""


class SyncEngine:
    """Runs rounds between one file and one directory. Call `round` from the sync lane; it blocks."""

    def __init__(self, store: Store, gateway: Gateway) -> None:
        self.store = store
        self.gateway = gateway
        self._running = threading.Lock()
        self._most = PUSH_MOST
        self._sums = Remembered()
        self._typed_at = float("-inf")
        store.on_commit(self._sums.forget)
        store.on_commit(self._notice)

    def round(
        self,
        progress: Callable[[Progress], None] = lambda _: None,
        cancel: Callable[[], bool] = lambda: False,
    ) -> RoundReport:
        """Send all, read all, and report. A cancelled round returns what it did so far.

        Raises InUse("round_running"), Offline, LoginNeeded, TooNew, Diverged, Refused, DiskTrouble: what was
        exchanged up to then stays, the rest is done by the next round.
        """
        if not self._running.acquire(blocking=False):
            raise InUse("round_running")
        ahead = Ahead(self.gateway)
        tally = Round(clock.now(), progress, cancel, Guard(self.store, self.gateway), ahead)
        try:
            try:
                with _courtesy(), closing(ahead):
                    self._exchange(tally)
            except Cancelled:
                tally.is_whole = False
            except SscsError as error:
                self._write_down(tally.report(), error.code)
                raise
            found = tally.report()
            self._write_down(found, "ok" if found.is_whole else "cancelled")
            return found
        finally:
            self._running.release()

    def _notice(self, change: Change) -> None:
        if change.origin == "user":
            self._typed_at = time.monotonic()

    def _exchange(self, tally: Round) -> None:
        try:
            self._send_and_read(tally)
        except Refused as error:
            if error.code != "not_your_replica" or tally.is_healed:
                raise
            registration.anew(self.gateway, partial(self._write, tally))
            self._heal(tally)
        if tally.is_healed:
            self._send_and_read(tally)

    def _send_and_read(self, tally: Round) -> None:
        with self.store.read() as session:
            handing.insist_open(session)
        write = partial(self._write, tally)
        registration.insist(self.store, self.gateway, write)
        registration.refill(self.store, self.gateway, write)
        while self._push(tally):
            pass
        registration.refill(self.store, self.gateway, write)  # a chain that forked has lost its numbers
        forwarding.exchange(self.store, self.gateway)
        while self._pull(tally):
            pass

    # ---- sending

    def _push(self, tally: Round) -> bool:
        """Send the oldest operations; tell whether there may be more."""
        request = tally.ahead.request or self._oldest(tally)
        if request is None:
            return False
        try:
            answer = tally.ahead.ask(self.gateway.push, request)
        except (Offline, Refused) as error:
            return self._push_failed(tally, request.operations, error)
        if answer.status not in ("ok", "gap"):
            return self._diverged(tally, answer.status, answer.head)
        if answer.status == "ok" and len(request.operations) >= AHEAD_FROM and not tally.cancel():
            self._push_ahead(tally, request, answer)
        counted = self._settle(tally, request, answer)
        tally.sent += counted
        if answer.status == "gap":
            return self._diverged(tally, "gap", answer.head)
        if not counted:
            raise Offline("bad_answer")  # it answered nothing that was asked
        self._most = min(PUSH_MOST, self._most * 2)
        return True

    def _oldest(self, tally: Round) -> PushRequest | None:
        tally.go_on()
        with self.store.read() as session:
            operations = outbox.due(session, self._most, PUSH_BYTES)
            waiting = outbox.waiting(session)
            at, replica = cursor.load(session), registration.replica(session)
        tally.progress(Progress(step="sending", done=tally.sent, waiting=waiting))
        request = PushRequest(replica=replica, cursor=at.position, head=at.head, operations=operations)
        return request if operations else None

    def _push_ahead(self, tally: Round, asked: PushRequest, answer: PushAnswer) -> None:
        """Send what follows a full request that was answered, as it will stand once the answers are stored."""
        done, waiting = len(asked.operations), asked.operations[-1].n
        with self.store.read() as session:
            operations = outbox.due(session, self._most, PUSH_BYTES, after=waiting)
            left = outbox.waiting(session) - done
        if operations:
            tally.progress(Progress(step="sending", done=tally.sent + done, waiting=left))
            cursor = answer.head if answer.is_all else asked.cursor
            tally.ahead.begin(self.gateway.push, replace(asked, cursor=cursor, head=answer.head, operations=operations))

    def _settle(self, tally: Round, request: PushRequest, answer: PushAnswer) -> int:
        """Store the answers, a few in each transaction: a save waits for one of them, not for all."""
        counted = 0
        for few in self._parts(answer.answers, SETTLE_MOST):
            with self._write(tally, replayable=True) as session:
                counted += answers.settle(session, few, answer.head, answer.branch)
                heal.note_epoch(session, answer.epoch)
        if answer.is_all:
            with self._write(tally, replayable=True) as session:
                merge.skip_own(session, request.cursor, request.operations, answer)
        return counted

    def _push_failed(self, tally: Round, operations: tuple[Operation, ...], error: SscsError) -> bool:
        """Try fewer at once where that may help; an operation that fails alone, again and again, is set aside."""
        is_too_large, is_broken = error.code == "too_large", error.code == "server_error"
        if not (is_too_large or is_broken or error.code == "timeout"):
            raise error
        if len(operations) > 1:
            self._most = max(1, len(operations) // 2)
            if error.code == "timeout":
                raise error  # the line is slow: fewer next time
            return True
        if error.code == "timeout":
            raise error
        with self._write(tally) as session:
            is_aside = outbox.failed(session, operations[0].op_id, error.code, at_once=is_too_large)
        if not is_aside:
            raise error
        return True

    # ---- reading

    def _pull(self, tally: Round) -> bool:
        """Read one page of the feed, or of a load under way; tell whether there may be more."""
        tally.go_on()
        with self.store.read() as session:
            at, replica = cursor.load(session), registration.replica(session)
            epoch = meta.get(session, meta.EPOCH)
            is_time = at.position != START and not at.entering and tally.is_quiet
            total = self._sums.total(session, at.held) if is_time else None
        if at.entering:
            return self._load(tally, at, replica)
        tally.progress(Progress(step="reading", done=tally.read))
        request = PullRequest(
            replica=replica,
            cursor=at.position,
            head=at.head,
            held=scopes_digest(at.held),
            limit=tally.page or PULL_PAGE,
            total=total,
            schema=SCHEMA,
            brief=tally.sent > 0,
        )
        answer = self._page(request)
        tally.page = PULL_PAGE_BRIEF if _is_brief(answer) else 0
        if answer.status == "scopes":
            self._rescope(tally, at, answer.scopes, answer.head)
            return True
        if answer.status not in ("ok", "repair"):
            return self._diverged(tally, answer.status, answer.head)
        is_moved = answer.cursor != at.position or answer.head != at.head or answer.epoch != epoch
        if answer.entries or answer.more or is_moved:
            pages = tally.guard.pages(request, answer)
            for page in pages:
                with self._write(tally, replayable=True) as session:
                    tally.read += merge.apply(session, page)
                    heal.note_epoch(session, page.epoch)
            return not pages or pages[-1].more or answer.status == "repair"
        if answer.status == "repair":
            tally.is_compared = True
            repair.mend(self.store, self.gateway, partial(self._write, tally, replayable=True), tally.go_on)
        return False

    def _page(self, request: PullRequest) -> PullAnswer:
        """Return the page asked for; whole where the desk has not what the directory thinks it has."""
        answer = self.gateway.pull(request)
        if not request.brief:
            return answer
        with self.store.read() as session:
            is_enough = merge.is_enough(session, answer)
        return answer if is_enough else self.gateway.pull(replace(request, brief=False, limit=PULL_PAGE))

    def _load(self, tally: Round, at: Cursor, replica: str) -> bool:
        tally.progress(Progress(step="loading", done=tally.loaded))
        request = LoadRequest(
            replica=replica,
            cursor=at.position,
            head=at.head,
            entering=tuple(sorted(at.entering)),
            held=scopes_digest(at.reach),
            place=at.place,
            limit=LOAD_PAGE_BESIDE if at.held else LOAD_PAGE,
        )
        answer = tally.ahead.ask(self.gateway.load, request)
        if answer.status == "scopes":
            self._rescope(tally, at, answer.scopes, answer.head)
            return True
        if answer.status != "ok":
            return self._diverged(tally, answer.status, answer.head)
        if answer.place is None:
            tally.guard.last_page(replica, at, answer)
        elif len(answer.entries) >= AHEAD_FROM and not tally.cancel():
            cursor = merge.position_after(at, answer)
            tally.ahead.begin(self.gateway.load, replace(request, cursor=cursor, head=answer.head, place=answer.place))
        *parts, last = self._parts(answer.entries, LOAD_PAGE)
        for few in parts:  # a cut after one of these brings the page again, which changes nothing in them
            with self._write(tally, replayable=True) as session:
                merge.apply_listing(session, few, at)
        with self._write(tally, replayable=True) as session:
            merge.apply_load(session, replace(answer, entries=last))
            heal.note_epoch(session, answer.epoch)
        tally.loaded += len(answer.entries)
        return True

    def _rescope(self, tally: Round, at: Cursor, present: tuple[str, ...], head: tuple[int, int]) -> None:
        if frozenset(present) == at.reach:
            raise Offline("bad_answer")  # it says the scopes differ, and they do not
        with self.store.read() as session:
            replica = registration.replica(session)
        tally.guard.rescope(replica, at, present)
        with self._write(tally) as session:
            merge.rescope(session, present, head)

    def _diverged(self, tally: Round, status: str, head: tuple[int, int]) -> bool:
        """Load all anew where the feed forgot what this cursor has not read; heal where the directory is another."""
        if status == "floor":
            with self._write(tally) as session:
                merge.enter_anew(session, head)
            return True
        if status not in ("fork", "gap") or tally.is_healed:
            raise Diverged(status)
        self._heal(tally)
        return True

    def _heal(self, tally: Round) -> None:
        """Ask what this directory shares with the one remembered, and begin anew from there."""
        with self.store.read() as session:
            request = HealRequest(
                replica=registration.replica(session), history=heal.history(session), journal=heal.journal(session)
            )
        answer = self.gateway.heal(request)
        with self._write(tally) as session:
            heal.apply(session, answer)
            heal.note_epoch(session, answer.epoch, is_told=True)
        tally.is_healed = True

    # ---- what was done

    def _parts(self, answered: tuple[T, ...], most: int) -> Iterator[tuple[T, ...]]:
        """Yield what is stored in one transaction, at least once: up to `most`, few while somebody types."""
        start = 0
        while start < max(len(answered), 1):
            is_typing = time.monotonic() - self._typed_at < TYPING_S
            end = start + (TYPING_MOST if is_typing else most)
            yield answered[start:end]
            start = end

    @contextmanager
    def _write(self, tally: Round, *, replayable: bool = False) -> Iterator[Session]:
        with self.store.write("sync", replayable=replayable) as session:
            yield session
        tally.news += session.news

    def _write_down(self, found: RoundReport, result: str) -> None:
        with self.store.write("sync", replayable=True) as session:
            news = [asdict(item) for item in found.news]
            upkeep.tidy(session)
            if result == "ok":
                doubt.settle(session)
            report.add_round(session, found.began_at, found.ended_at, result, found.counts, news)


def _is_brief(answer: PullAnswer) -> bool:
    """Tell whether a page brought nothing but the desk's own words."""
    return bool(answer.entries) and all(e.what == "put" and e.data is None for e in answer.entries)


@contextmanager
def _courtesy() -> Iterator[None]:
    """Hand the interpreter over at once to whoever types beside a round: a save asks for it some twenty times."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(SWITCH_S)
    try:
        yield
    finally:
        sys.setswitchinterval(before)
