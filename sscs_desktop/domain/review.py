"""A late report: what somebody filed about an object that another unit had been given meanwhile."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sscs_desktop.domain.vocabulary import ReviewState


@dataclass(frozen=True, kw_only=True)
class Review:
    """What a late operation said, kept until the office decides; both units read it. `id` is the operation's.

    about and verb: what it would have done. text: its content in words, for people. answer: why it was left out.
    """

    id: str
    subject_id: str
    subject_name: str
    about: str
    verb: str
    text: str
    author_id: str
    author_name: str
    unit_name: str
    happened_at: datetime
    state: ReviewState = ReviewState.OPEN
    answer: str = ""
    answered_by: str = ""
    answered_at: datetime | None = None
