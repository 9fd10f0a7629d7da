"""Runs rounds on the sync lane: soon after a save, when the network comes up, every few minutes, and by hand."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import QObject, QTimer, Signal

from sscs_desktop.base.errors import DiskTrouble, InUse, LoginNeeded, Offline, SscsError
from sscs_desktop.store import report
from sscs_desktop.store.change import Change
from sscs_desktop.sync.engine import SyncEngine
from sscs_desktop.sync.pace import Pace
from sscs_desktop.sync.round import RoundReport
from sscs_desktop.ui.bus import Bus
from sscs_desktop.ui.jobs import Jobs, Task


class SyncRunner(QObject):
    """Lives on the GUI thread; the rounds do not. Being offline is a normal state and told quietly."""

    changed = Signal()
    ended = Signal(object)
    """A RoundReport, or the SscsError that cut the round."""
    login_needed = Signal()
    _broke = Signal()
    """A bug of ours ended the round: the crash dialog tells, and rounds go on."""

    def __init__(self, engine: SyncEngine, jobs: Jobs, bus: Bus, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._engine = engine
        self._jobs = jobs
        self._pace = Pace()
        self._task: Task | None = None
        self._is_online = False
        self._is_wanted = False
        self._is_signed_out = False
        self._is_stopped = False
        self._trouble: SscsError | None = None
        with engine.store.read() as session:
            ends = (kept.ended_at for kept in report.rounds(session) if kept.result == "ok")
            self._last_round_at: datetime | None = next(ends, None)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.sync_now)
        self._broke.connect(self._broken)
        bus.changed.connect(self._heard)

    @property
    def is_online(self) -> bool:
        """Tell whether the last request was answered."""
        return self._is_online

    @property
    def trouble(self) -> SscsError | None:
        """Return what stopped the last round, None if nothing did."""
        return self._trouble

    @property
    def is_running(self) -> bool:
        """Tell whether a round is under way."""
        return self._task is not None

    @property
    def last_round_at(self) -> datetime | None:
        """Return when the last whole round ended, aware UTC."""
        return self._last_round_at

    def start(self) -> None:
        """Begin with a round now."""
        self.sync_now()

    def stop(self) -> None:
        """Run no further rounds, and end the present one between two requests."""
        self._is_stopped = True
        self._timer.stop()
        if self._task is not None:
            self._task.cancel()

    def sync_now(self) -> None:
        """Run a round now; one asked for during a round runs right after it."""
        self._timer.stop()
        if self._is_stopped:
            return
        if self.is_running:
            self._is_wanted = True
            return
        self._is_wanted = self._is_signed_out = False
        self._task = self._jobs.start("sync", self._round, owner=self, done=self._done, failed=self._failed)
        self.changed.emit()

    def _round(self, task: Task) -> RoundReport:
        try:
            return self._engine.round(cancel=lambda: task.is_cancelled)
        except SscsError:
            raise
        except BaseException:
            self._broke.emit()
            raise

    def _broken(self) -> None:
        self._failed(SscsError("unknown"))

    def _heard(self, change: Change) -> None:
        if change.origin != "user" or "outbox" not in change.kinds or self._is_signed_out or self._is_stopped:
            return
        if self.is_running:
            self._is_wanted = True
        else:
            self._wait(self._pace.saved())

    def _done(self, found: RoundReport) -> None:
        self._is_online = True
        self._trouble = None
        if found.is_whole:
            self._last_round_at = found.ended_at
        self._end(found, self._pace.succeeded())

    def _failed(self, error: SscsError) -> None:
        if not isinstance(error, InUse):  # then another round is under way, and this one says nothing new
            self._is_online = not isinstance(error, Offline)
            is_told = self._trouble is not None and self._trouble.code == error.code
            self._trouble = error
            if isinstance(error, DiskTrouble) and not is_told:
                error.data.setdefault("reason", "round")
                self._jobs.trouble.emit(error)
        self._end(error, self._pace.failed())
        if isinstance(error, LoginNeeded):
            self._timer.stop()
            self._is_signed_out = True  # asked once: a save does not bring the dialog up again, F5 does
            self.login_needed.emit()

    def _end(self, result: RoundReport | SscsError, next_s: float) -> None:
        self._task = None
        self._wait(min(next_s, self._pace.saved()) if self._is_wanted else next_s)
        self.changed.emit()
        self.ended.emit(result)

    def _wait(self, seconds: float) -> None:
        if not self._is_stopped:  # the end of a round may still be on its way home
            self._timer.start(round(seconds * 1000))
