"""The one clock. Everything asks it; tests, demo and tour set it."""

from __future__ import annotations

import os
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


def written(moment: datetime) -> str:
    """Write an aware moment as tables do, by the office's clock: 2018-09-26 12:00."""
    return f"{local(moment):%Y-%m-%d %H:%M}"


def stand_at(moment: datetime) -> None:
    """Let the clock go on from `moment` (aware): demo, tour and tests live in 2018."""
    global _offset
    _offset = moment - datetime.now(UTC)


def told() -> str:
    """Return what SSCS_CLOCK must say so that another process tells the same time."""
    return str(round(_offset.total_seconds()))


def stand_as_told() -> None:
    """Shift the clock by SSCS_CLOCK seconds, as the demo tells the processes it starts."""
    global _offset
    if "SSCS_CLOCK" in os.environ:
        _offset = timedelta(seconds=int(os.environ["SSCS_CLOCK"]))


def run_free() -> None:
    """Undo stand_at and stand_as_told."""
    global _offset
    _offset = timedelta(0)
