"""What an office or department does at its seat: moves of issues, decisions about late reports and corrections."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sscs_desktop.wire.bounds import Number, Small, StateClock

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


@dataclass(frozen=True, kw_only=True)
class Move:
    """A move of an issue by office or department. `verb` is an EventVerb; only what the verb needs is set.

    state_seq: the state's clock as the office saw it; None: on legality alone.
    """

    verb: str
    text: str = ""
    department_id: str | None = None
    helpers: tuple[str, ...] = ()
    answer_who: str = ""
    answer_how: str = ""
    answer_when: str = ""
    outcome: str | None = None
    days: Small | None = None
    state_seq: StateClock | None = None


@dataclass(frozen=True, kw_only=True)
class IssueAnswer:
    """One issue as the directory holds it, with its subject's name and its progress lines."""

    issue: dict[str, Any]
    subject_name: str
    state_seq: Number
    events: tuple[dict[str, Any], ...] = ()


@dataclass(frozen=True, kw_only=True)
class IssueListAnswer:
    issues: tuple[IssueAnswer, ...]
    total: Number
