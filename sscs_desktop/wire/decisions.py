"""What the office decides about late reports and proposed corrections, and the lists it decides from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sscs_desktop.wire.bounds import Number

NOTE, DISCARD = "note", "discard"
ACCEPT, REFUSE = "accept", "refuse"


@dataclass(frozen=True, kw_only=True)
class Decision:
    """act: note (as attached, what is usual) or discard for a late report; accept or refuse for a correction.

    text: the reason, needed for discard and refuse; the author reads it. present: the value that the office saw
    beside a correction; None: whatever stands there.
    """

    act: str
    text: str = ""
    present: str | None = None


@dataclass(frozen=True, kw_only=True)
class Matter:
    """One late report or proposed correction, with whom it is about; present: what a corrected field says now."""

    data: dict[str, Any]
    subject_name: str
    present: str = ""


@dataclass(frozen=True, kw_only=True)
class MattersAnswer:
    """One page of matters, and how many there are in all."""

    matters: tuple[Matter, ...]
    total: Number
