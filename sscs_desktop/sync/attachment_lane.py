"""The second lane: the bytes of attachments, after a round and beside the next ones, in parts that may stop anywhere.

What is wanted comes first (somebody waits), thumbnails before originals. A part lost is one part again; a process
that died after the seal learns so by asking first.
"""

from __future__ import annotations

import hashlib
import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from sscs_desktop.base import sealed
from sscs_desktop.base.errors import InUse, Offline, Refused, Unreadable
from sscs_desktop.store import attachments, blobs
from sscs_desktop.store.attachments import Errand
from sscs_desktop.store.blobs import Blob
from sscs_desktop.store.store import Store
from sscs_desktop.sync.gateway import Gateway
from sscs_desktop.wire.blobs import PART_MAX, PART_MIN, THUMBNAIL_MAX, Range, parts

TRIES = 3
"""Times one part, or one seal, is tried within a run."""
QUICK_S, SLOW_S = 2.0, 8.0
"""A part that took less lets the next be larger; one that took more lets it be smaller."""
_OF_ONE_FILE = frozenset({"not_found", "blob_quota", "bad_part", "part_damaged", "parts_missing", "blob_damaged"})
"""Refusals that say nothing about the next file."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True)
class LaneProgress:
    """How far one file is. step: sending, fetching; done and size in bytes."""

    step: str
    sha256: str
    done: int
    size: int


@dataclass(frozen=True, kw_only=True)
class LaneReport:
    """What a run did, in files. refused: those the directory did not take; waiting: still to be sent."""

    sent: int = 0
    fetched: int = 0
    refused: int = 0
    waiting: int = 0
    is_whole: bool = True
    """False if it was cancelled."""


class _Cancelled(Exception):
    """The person pressed cancel between two parts."""


class AttachmentLane:
    """Carries files between one desk and one directory. Call `run` from a lane of its own; it blocks."""

    def __init__(self, store: Store, gateway: Gateway) -> None:
        self.store = store
        self.gateway = gateway
        self._running = threading.Lock()
        self._most = PART_MIN
        self._progress: Callable[[LaneProgress], None] = lambda _: None
        self._cancel: Callable[[], bool] = lambda: False

    def run(
        self,
        progress: Callable[[LaneProgress], None] = lambda _: None,
        cancel: Callable[[], bool] = lambda: False,
    ) -> LaneReport:
        """Fetch what is wanted, send what waits, and remove what nobody names any more.

        Raises InUse("round_running"), Offline, LoginNeeded, TooNew, Refused, DiskTrouble: what came or went up to
        then stays, the next run goes on from there.
        """
        if not self._running.acquire(blocking=False):
            raise InUse("round_running")
        self._progress, self._cancel = progress, cancel
        try:
            return self._work()
        finally:
            self._running.release()

    def _work(self) -> LaneReport:
        counts = {"sent": 0, "fetched": 0, "refused": 0}
        is_whole = True
        blobs.sweep(self.store)
        self._want_thumbnails()
        tried: set[str] = set()
        try:
            while (found := self._next(tried)) is not None:
                errand, act = found
                tried.add(errand.blob.sha256)
                counts[act(errand)] += 1
        except _Cancelled:
            is_whole = False
        with self.store.read() as session:
            return LaneReport(**counts, waiting=attachments.waiting(session), is_whole=is_whole)

    def _next(self, tried: set[str]) -> tuple[Errand, Callable[[Errand], str]] | None:
        """Return what comes next: asked anew each time, since somebody may have opened a picture meanwhile."""
        self._stop()
        with self.store.read() as session:
            for found, act in (
                (attachments.downloads(session), self._fetch),
                (attachments.uploads(session), self._send),
            ):
                for errand in found:
                    if errand.blob.sha256 not in tried:
                        return errand, act
        return None

    def _want_thumbnails(self) -> None:
        with self.store.read() as session:
            lacking = attachments.without_thumbnail(session)
        if lacking:
            with self.store.write("sync", replayable=True) as session:
                attachments.want_thumbnails(session, lacking)

    # ---- sending

    def _send(self, errand: Errand) -> str:
        try:
            size = self._send_all(errand)
        except Refused as error:
            if error.code not in _OF_ONE_FILE:
                raise
            return self._give_up(errand.blob, error.code)
        except Unreadable as error:
            return self._give_up(errand.blob, error.code)
        with self.store.write("sync") as session:
            blobs.stored(session, errand.blob, size)
        return "sent"

    def _send_all(self, errand: Errand) -> int:
        """Send what the directory lacks and have it sealed; return the size."""
        blob, of = errand.blob, errand.attachment_id
        for last in (False,) * (TRIES - 1) + (True,):
            state = self.gateway.blob_state(blob.sha256, of)
            if not state.sealed:
                self._send_missing(errand, state.held)
            try:
                if state.sealed or self.gateway.seal_blob(blob.sha256, of).sealed:
                    break
            except Refused as error:
                if last or error.code not in ("parts_missing", "blob_damaged"):
                    raise
                self._see_whole(blob)  # if what is kept here is damaged, sending it again would not help
        return blob.size

    def _send_missing(self, errand: Errand, held: tuple[Range, ...]) -> None:
        blob = errand.blob
        left = list(parts(held, blob.size, self._most))
        while left:
            self._stop()
            first, size = left[0]
            self._tell("sending", blob, first)
            began = time.monotonic()
            held = self._send_part(errand, first, blobs.part(self.store, blob, first, size))
            self._adapt(time.monotonic() - began)
            with self.store.write("sync", replayable=True) as session:
                blobs.note(session, blob.sha256, sent=sum(length for _, length in held))
            left = list(parts(held, blob.size, self._most))

    def _send_part(self, errand: Errand, first: int, content: bytes) -> tuple[Range, ...]:
        """Send one part, again if it suffered on the way; return what the directory has then."""
        for last in (False,) * (TRIES - 1) + (True,):
            try:
                answer = self.gateway.put_part(errand.blob.sha256, errand.attachment_id, first, content)
                break
            except Refused as error:
                if last or error.code != "part_damaged":
                    raise
            except Offline:
                self._most = PART_MIN
                raise
        held = ((0, errand.blob.size),) if answer.sealed else answer.held
        if not any(start <= first and first + len(content) <= start + length for start, length in held):
            raise Offline("bad_answer")  # it says it lacks what it just took
        return held

    def _see_whole(self, blob: Blob) -> None:
        content = blobs.part(self.store, blob, 0, None)
        if hashlib.sha256(content).hexdigest() != blob.sha256:
            raise Unreadable("attachment_damaged")

    def _give_up(self, blob: Blob, code: str) -> str:
        _log.info("attachment %s not sent: %s", blob.sha256[:8], code)
        with self.store.write("sync") as session:
            blobs.refused(session, blob.sha256, code)
        return "refused"

    # ---- fetching

    def _fetch(self, errand: Errand) -> str:
        try:
            size = self._fetch_all(errand)
        except Refused as error:
            if error.code not in _OF_ONE_FILE | {"bad_range"}:
                raise
            return self._not_there(errand.blob, error.code)
        except Unreadable as error:
            blobs.path_of(self.store, errand.blob).unlink(missing_ok=True)
            return self._not_there(errand.blob, error.code)
        with self.store.write("sync") as session:
            blobs.stored(session, errand.blob, size)
        return "fetched"

    def _fetch_all(self, errand: Errand) -> int:
        """Append what is missing of a file, see that its hash is right, and return its size."""
        blob, place = errand.blob, blobs.folder_for(self.store, errand.blob)
        key, label = bytes.fromhex(blob.key), blob.sha256.encode()
        chunks, total = sealed.whole_chunks(place), blob.size
        while total == 0 or chunks * sealed.CHUNK < total:
            self._stop()
            at = chunks * sealed.CHUNK
            self._tell("fetching", blob, at)
            total, content = self.gateway.blob_range(blob.sha256, errand.attachment_id, (at, self._most))
            if total != blob.size and (blob.size or total > THUMBNAIL_MAX):
                raise Unreadable("attachment_damaged")
            if at + len(content) < total:
                content = content[: len(content) - len(content) % sealed.CHUNK]
                if not content:
                    raise Offline("bad_answer")
            blobs.check_room(self.store, total - at)
            sealed.append(place, key, label, chunks, content)
            chunks += -(-len(content) // sealed.CHUNK)
        self._see_whole(blob)
        return total

    def _not_there(self, blob: Blob, code: str) -> str:
        with self.store.write("sync") as session:
            blobs.not_there(session, blob.sha256, code)
        return "refused"

    # ---- pace

    def _adapt(self, took_s: float) -> None:
        """Send larger parts on a quick line: less is asked; smaller ones on a slow line: less is lost."""
        if took_s < QUICK_S:
            self._most = min(PART_MAX, self._most * 2)
        elif took_s > SLOW_S:
            self._most = max(PART_MIN, self._most // 2)

    def _tell(self, step: str, blob: Blob, done: int) -> None:
        self._progress(LaneProgress(step=step, sha256=blob.sha256, done=done, size=blob.size))

    def _stop(self) -> None:
        if self._cancel():
            raise _Cancelled
