"""The integers of the protocol, each no larger than where it is kept; what is larger is no message at all."""

from __future__ import annotations

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
