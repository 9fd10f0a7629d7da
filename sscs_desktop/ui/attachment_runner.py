"""Runs the second lane: after each round, and when somebody opens what is not here. Rounds never wait for it."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from sscs_desktop.base.errors import DiskTrouble, Refused, SscsError
from sscs_desktop.store.change import Change
from sscs_desktop.sync.attachment_lane import AttachmentLane, LaneReport
from sscs_desktop.sync.round import RoundReport
from sscs_desktop.ui.bus import Bus
from sscs_desktop.ui.jobs import Jobs, Task


class AttachmentRunner(QObject):
    """Lives on the GUI thread; the lane does not. No network is a normal state: the next round brings the next run."""

    ended = Signal(object)
    """A LaneReport, or the SscsError that cut the run."""

    def __init__(self, lane: AttachmentLane, jobs: Jobs, bus: Bus, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._lane = lane
        self._jobs = jobs
        self._task: Task | None = None
        self._is_wanted = False
        self._is_stopped = False
        self._told = ""
        bus.changed.connect(self._heard)

    def after_round(self, result: RoundReport | SscsError) -> None:
        """Run now if the round went well: then there is a line."""
        if isinstance(result, RoundReport) and result.is_whole:
            self.run_now()

    def run_now(self) -> None:
        """Run now; what is asked for during a run is done right after it."""
        if self._is_stopped:
            return
        if self._task is not None:
            self._is_wanted = True
            return
        self._is_wanted = False
        self._task = self._jobs.start("files", self._run, owner=self, done=self._done, failed=self._failed)

    def stop(self) -> None:
        """Run no more, and end the present run between two parts."""
        self._is_stopped = True
        if self._task is not None:
            self._task.cancel()

    def _run(self, task: Task) -> LaneReport:
        return self._lane.run(cancel=lambda: task.is_cancelled)

    def _heard(self, change: Change) -> None:
        if "file" in change.kinds:
            self.run_now()

    def _done(self, found: LaneReport) -> None:
        self._told = ""
        self._end(found)

    def _failed(self, error: SscsError) -> None:
        if isinstance(error, (DiskTrouble, Refused)) and error.code != self._told:  # said once, not at every round
            self._told = error.code
            error.data.setdefault("reason", "lane")
            self._jobs.trouble.emit(error)
        self._end(error)

    def _end(self, result: LaneReport | SscsError) -> None:
        self._task = None
        self.ended.emit(result)
        if self._is_wanted:  # also after a failure: the round that asked for it has just found the line open
            self.run_now()
