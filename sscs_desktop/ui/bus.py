"""One signal: what a commit changed. Pages watch kinds of records; nobody calls a page."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from sscs_desktop.store.change import Change


class Bus(QObject):
    """Made on the GUI thread; `announce` may be called from any thread and is heard on the GUI thread.

    `store.on_commit(bus.announce)` joins the two.
    """

    changed = Signal(object)
    """A Change: kinds, origin, news."""

    settled = Signal()
    """The settings are others: who dresses the application does it now."""

    def announce(self, change: Change) -> None:
        """Tell everybody who watches one of the kinds."""
        self.changed.emit(change)
