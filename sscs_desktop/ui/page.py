"""What every page is: it watches kinds, refreshes when seen, and answers the frame's keys."""

from __future__ import annotations

from typing import ClassVar

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QWidget

from sscs_desktop.store.change import Change
from sscs_desktop.ui.desk import Desk
from sscs_desktop.ui.target import Target
from sscs_desktop.ui.widgets.area import Area

_GATHER_MS = 60
"""Commits of one pull come in bursts; one refresh after the burst is enough."""


class Page(Area):
    """One page of the stack. A subclass sets `key` and `watches`, builds itself in __init__ and reads in `refresh`."""

    key: ClassVar[str] = ""
    watches: ClassVar[frozenset[str]] = frozenset()
    kinds: ClassVar[frozenset[str]] = frozenset()
    """Kinds of records whose Target this page can `open`."""

    asked = Signal(object)
    """A Target to go to, on this page or another."""
    verb = Signal(str, object)
    """A verb of the frame asked from within the page: "visit", "issue", "card", with a Target or None."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__("surface", parent=parent)
        self.desk = desk
        self.setObjectName(f"page_{self.key}")
        self._stale = True
        self._gather = QTimer(self)
        self._gather.setSingleShot(True)
        self._gather.setInterval(_GATHER_MS)
        self._gather.timeout.connect(self._freshen)
        desk.bus.changed.connect(self._heard)

    def refresh(self) -> None:
        """Read one screenful from the store and show it."""
        raise NotImplementedError

    def open(self, target: Target) -> None:
        """Select and show a record of one of `kinds`."""

    def selection(self) -> Target | None:
        """Return the record that the frame's verbs take along."""
        return None

    def focus_filter(self) -> None:
        """Put the cursor into the page's filter field (Ctrl+F)."""

    def regions(self) -> list[QWidget]:
        """Return the widgets that F6 steps through, in order: list, detail."""
        return []

    def escape(self) -> bool:
        """Close the page's topmost layer (Esc); tell whether there was one."""
        return False

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._stale:
            self._freshen()

    def _heard(self, change: Change) -> None:
        if change.kinds & self.watches:
            self._stale = True
            if self.isVisible():
                self._gather.start()

    def _freshen(self) -> None:
        if self.isVisible():
            self._stale = False
            self.refresh()
