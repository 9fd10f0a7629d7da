"""What every page is given, and all it is given."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import SignalInstance

from sscs_desktop.base import settings as settings_file
from sscs_desktop.base.settings import Settings
from sscs_desktop.ui.bus import Bus
from sscs_desktop.ui.jobs import Jobs

if TYPE_CHECKING:
    from sscs_desktop.base.errors import SscsError
    from sscs_desktop.store.session import Account
    from sscs_desktop.store.store import Store


class Sync(Protocol):
    """What the frame and 上报 may know of the rounds; ui/sync_runner.py is the one that runs them."""

    @property
    def changed(self) -> SignalInstance:
        """Fire without arguments when one of the facts below is another."""

    @property
    def is_online(self) -> bool:
        """Tell whether the last request was answered."""

    @property
    def trouble(self) -> SscsError | None:
        """Return what stopped the last round, None if nothing did."""

    @property
    def is_running(self) -> bool:
        """Tell whether a round is under way."""

    @property
    def last_round_at(self) -> datetime | None:
        """Return when the last whole round ended, aware UTC."""

    def sync_now(self) -> None:
        """Run a round now (F5)."""


@dataclass
class Desk:
    """The composition root makes one; pages and dialogs are handed it, nobody fetches it."""

    store: Store
    jobs: Jobs
    bus: Bus
    sync: Sync
    settings: Settings
    settings_path: Path

    @property
    def account(self) -> Account:
        """Return whose desk it is, as the directory said last: a sign-in may bring another unit or name."""
        return self.store.account

    def remember(self, settings: Settings) -> None:
        """Take other settings and write them to the file (raises DiskTrouble; then the old ones stay)."""
        settings_file.save(self.settings_path, settings)
        self.settings = settings
        self.bus.settled.emit()
