"""A round while it runs, and what it tells when it is over."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime

from sscs_desktop.base import clock
from sscs_desktop.store.change import News
from sscs_desktop.store.session import Session
from sscs_desktop.sync.ahead import Ahead
from sscs_desktop.sync.removals import Guard

Write = Callable[[], AbstractContextManager[Session]]
"""Opens a transaction of a round, whose news the round tells."""


@dataclass(frozen=True, kw_only=True)
class Progress:
    """How far a round is. step: sending, reading, loading; done counts its operations or rows."""

    step: str
    done: int
    waiting: int = 0


@dataclass(frozen=True, kw_only=True)
class RoundReport:
    """What a round did. sent: operations answered for the first time; refused and conflicts among them are news."""

    began_at: datetime
    ended_at: datetime
    sent: int = 0
    refused: int = 0
    conflicts: int = 0
    read: int = 0
    loaded: int = 0
    is_whole: bool = True
    """False if it was cancelled."""
    news: tuple[News, ...] = ()

    @property
    def counts(self) -> dict[str, int]:
        return {name: getattr(self, name) for name in ("sent", "refused", "conflicts", "read", "loaded")}


class Cancelled(Exception):
    """The person pressed cancel between two requests."""


@dataclass
class Round:
    """What a round has done so far."""

    began_at: datetime
    progress: Callable[[Progress], None]
    cancel: Callable[[], bool]
    guard: Guard
    ahead: Ahead
    sent: int = 0
    read: int = 0
    loaded: int = 0
    is_whole: bool = True
    is_healed: bool = False
    is_compared: bool = False
    page: int = 0
    """Entries of the next page; 0: as many as usual."""
    news: list[News] = field(default_factory=list)

    @property
    def is_quiet(self) -> bool:
        """Tell whether nothing happened yet, so that it is time to compare what both sides hold."""
        return not (self.sent or self.read or self.loaded or self.is_healed or self.is_compared)

    def go_on(self) -> None:
        """Raise Cancelled if the person wants no more."""
        if self.cancel():
            raise Cancelled

    def report(self) -> RoundReport:
        """Return what is to be told."""
        codes = [item.code for item in self.news]
        return RoundReport(
            began_at=self.began_at,
            ended_at=clock.now(),
            sent=self.sent,
            refused=codes.count("refused"),
            conflicts=codes.count("conflict"),
            read=self.read,
            loaded=self.loaded,
            is_whole=self.is_whole,
            news=tuple(self.news),
        )
