"""Quiet notices: one digest in words after a burst of news, in the status bar; nothing pops up, nothing counts."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Signal

from sscs_desktop.store.change import Change, News
from sscs_desktop.ui import messages
from sscs_desktop.ui.bus import Bus

_GATHER_MS = 400
_SHOWN_MS = 20_000


class Notifier(QObject):
    """Gathers the news of a round and tells them once; `latest` keeps them for 今日."""

    told = Signal(str)
    """A sentence, or an empty one when it has stood long enough."""

    def __init__(self, bus: Bus, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.latest: tuple[News, ...] = ()
        self._gathered: list[News] = []
        self._sent = 0
        self._gather = self._timer(_GATHER_MS, self._tell)
        self._fade = self._timer(_SHOWN_MS, lambda: self.told.emit(""))
        bus.changed.connect(self._hear)

    def stop(self) -> None:
        """Tell nothing more: the window is closing."""
        self._gather.stop()
        self._fade.stop()

    def sent(self, count: int) -> None:
        """Tell how many operations a round sent too, before its news: that is news enough for who wrote them."""
        if count:
            self._sent += count
            self._gather.start()

    def _hear(self, change: Change) -> None:
        if change.origin == "sync" and change.news:
            self._gathered.extend(change.news)
            self._gather.start()

    def _tell(self) -> None:
        self.latest = tuple(self._gathered)
        self._gathered.clear()
        words = messages.digest(self.latest, self._sent)
        self._sent = 0
        if words:
            self.told.emit(words)
            self._fade.start()

    def _timer(self, interval: int, then: object) -> QTimer:
        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.setInterval(interval)
        timer.timeout.connect(then)
        return timer
