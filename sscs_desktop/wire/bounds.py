"""The numbers and moments of the protocol, each as it can be kept and counted with; what is not is no message."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated

from msgspec import Meta

Number = Annotated[int, Meta(ge=0, le=2**63 - 1)]
"""What a column of 64 bits keeps: feed numbers, marks, operations of a chain."""
StateClock = Annotated[int, Meta(ge=-1, le=2**63 - 1)]
"""The number of a state that somebody saw, or -1 for one that has none yet."""
Small = Annotated[int, Meta(ge=0, le=2**31 - 1)]
"""Counts, limits, versions: a column of 32 bits."""
Sum = Annotated[int, Meta(ge=0)]
"""64 bits without a sign, more than a bound may say: it is compared and never kept."""
Moment = Annotated[datetime, Meta(tz=True)]
"""A moment that says where: one without belongs to whatever clock reads it."""


def is_within_reach(day: date) -> bool:
    """Tell whether a day or a moment is one that may be moved to another place's time, or by a term."""
    is_placed = not isinstance(day, datetime) or day.tzinfo is not None
    return is_placed and date.min.year < day.year < date.max.year
