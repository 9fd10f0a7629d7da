"""Work off the GUI thread: plain functions on three lanes, whose endings come home if their owner still lives."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any, Literal, TypeVar

from PySide6.QtCore import QObject, Qt, Signal
from shiboken6 import isValid

from sscs_desktop.base.errors import SscsError

Lane = Literal["sync", "files", "desk"]
LANES: tuple[Lane, ...] = ("sync", "files", "desk")
Result = TypeVar("Result")


class Cancelled(Exception):
    """Raised inside a job at its next `task.check()` after Cancel was pressed; it ends the job without a word."""


class Task:
    """What a job holds: it reports progress and learns of Cancel here. Safe from any thread."""

    def __init__(self, tell: Callable[[int, int], None]) -> None:
        self._cancelled = threading.Event()
        self._tell = tell

    @property
    def is_cancelled(self) -> bool:
        """Tell whether Cancel was pressed."""
        return self._cancelled.is_set()

    def cancel(self) -> None:
        """Ask the job to stop at its next check."""
        self._cancelled.set()

    def check(self) -> None:
        """Raise Cancelled if Cancel was pressed."""
        if self.is_cancelled:
            raise Cancelled

    def progress(self, done: int, total: int) -> None:
        """Report `done` of `total`, and stop here if Cancel was pressed."""
        self.check()
        self._tell(done, total)


@dataclass(slots=True)
class _Job:
    owner: QObject
    done: Callable[[Any], object] | None
    failed: Callable[[SscsError], object] | None
    progressed: Callable[[int, int], object] | None
    cancelled: Callable[[], object] | None
    task: Task = field(init=False)


class Jobs(QObject):
    """Lanes of one thread each, so that network work never blocks database work, nor large files the rounds."""

    trouble = Signal(object)
    """A SscsError that no `failed` took."""
    busy = Signal(str, bool)
    """A lane began or ended its last job."""
    _ended = Signal(object, object, object)
    _moved = Signal(object, int, int)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._lanes = {lane: ThreadPoolExecutor(1, thread_name_prefix=f"lane-{lane}") for lane in LANES}
        self._running: dict[Lane, list[_Job]] = {lane: [] for lane in LANES}
        self._ended.connect(self._bring_home, Qt.ConnectionType.QueuedConnection)
        self._moved.connect(self._report)

    def start(
        self,
        lane: Lane,
        work: Callable[[Task], Result],
        *,
        owner: QObject,
        done: Callable[[Result], object] | None = None,
        failed: Callable[[SscsError], object] | None = None,
        progress: Callable[[int, int], object] | None = None,
        cancelled: Callable[[], object] | None = None,
    ) -> Task:
        """Run `work(task)` on a lane; then one of done, failed, cancelled on the GUI thread if `owner` lives.

        However quick it is, that comes after the task was returned.
        """
        job = _Job(owner, done, failed, progress, cancelled)
        job.task = Task(lambda at, of: self._moved.emit(job, at, of))
        if not self._running[lane]:
            self.busy.emit(lane, True)
        self._running[lane].append(job)
        future = self._lanes[lane].submit(work, job.task)
        future.add_done_callback(lambda ended: self._ended.emit(lane, job, ended))
        return job.task

    def is_busy(self, lane: Lane) -> bool:
        """Tell whether a lane has work."""
        return bool(self._running[lane])

    def close(self) -> None:
        """Cancel what runs, wait for it, and let no ending come home any more."""
        self._ended.disconnect(self._bring_home)
        for lane in LANES:
            for job in self._running[lane]:
                job.task.cancel()
        for executor in self._lanes.values():
            executor.shutdown(wait=True, cancel_futures=True)

    def _report(self, job: _Job, at: int, of: int) -> None:
        if job.progressed is not None and isValid(job.owner):
            job.progressed(at, of)

    def _bring_home(self, lane: Lane, job: _Job, ended: Future[Any]) -> None:
        self._running[lane].remove(job)
        if not self._running[lane]:
            self.busy.emit(lane, False)
        error = Cancelled() if ended.cancelled() else ended.exception()
        if error is not None and not isinstance(error, (Cancelled, SscsError)):
            if isValid(job.owner) and job.failed is not None:
                job.failed(SscsError("our_bug"))  # the owner is free again: a dialog that waited on could not be closed
            raise error  # to the log and the crash dialog, whoever the owner was
        if isinstance(error, SscsError) and job.failed is None:
            self.trouble.emit(error)
        elif isValid(job.owner):
            self._tell_owner(job, error, ended)

    @staticmethod
    def _tell_owner(job: _Job, error: BaseException | None, ended: Future[Any]) -> None:
        if isinstance(error, SscsError):
            if job.failed is not None:
                job.failed(error)
        elif error is not None:
            if job.cancelled is not None:
                job.cancelled()
        elif job.done is not None:
            job.done(ended.result())
