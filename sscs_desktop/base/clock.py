"""The one clock. Everything asks it; tests, demo and tour set it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

SHANGHAI = timezone(timedelta(hours=8), "Asia/Shanghai")
"""China has kept UTC+8 without daylight saving since 1991; no time-zone database is needed on Windows."""

_offset = timedelta(0)


def now() -> datetime:
    """Return the present moment, aware, UTC."""
    return datetime.now(UTC) + _offset


def today() -> date:
    """Return today's date as the office counts it (Asia/Shanghai)."""
    return local(now()).date()


def local(moment: datetime) -> datetime:
    """Return an aware moment in Asia/Shanghai."""
    return moment.astimezone(SHANGHAI)


def stand_at(moment: datetime) -> None:
    """Let the clock go on from `moment` (aware): demo, tour and tests live in 2018."""
    global _offset
    _offset = moment - datetime.now(UTC)


def run_free() -> None:
    """Undo stand_at."""
    global _offset
    _offset = timedelta(0)
