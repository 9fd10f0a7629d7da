"""The visit 走访 and what hangs on it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time

from sscs_desktop.domain.vocabulary import VisitMode

JPEG, PDF = "image/jpeg", "application/pdf"
ATTACHMENT_TYPES = (JPEG, PDF)
"""What is kept and opened: nothing that could run."""
MORNING = time(9)
"""When a visit is said to have been of which a ledger or a paper knows only the day."""
ATTACHMENT_MAX = 20 * 1024 * 1024
"""Bytes."""


@dataclass(frozen=True, kw_only=True)
class Visit:
    """One contact with an enterprise or project; exactly one of enterprise_id and project_id is set.

    `visited_at` is when it happened, as the person says; `recorded_at` when it was typed. The division is kept
    with code *and* name of its day. `is_no_issue` is the first-class result 无新问题.
    """

    id: str
    enterprise_id: str | None = None
    project_id: str | None = None
    visited_at: datetime
    mode: VisitMode = VisitMode.ON_SITE
    visitors: tuple[str, ...]
    received_by: str = ""
    received_title: str = ""
    situation: str = ""
    policies: tuple[str, ...] = ()
    is_no_issue: bool = False
    spot_answer: str = ""
    spot_answer_who: str = ""
    spot_answer_when: str = ""
    next_contact_on: date | None = None
    is_late_entry: bool = False
    """补录: recorded on a later day than it happened; never penalised."""
    remark: str = ""
    division_code: str = ""
    division_name: str = ""
    author_id: str
    author_name: str
    unit_id: str
    unit_name: str = ""
    recorded_at: datetime


@dataclass(frozen=True, kw_only=True)
class Attachment:
    """A reference to a file by content hash; exactly one parent is set. The bytes travel by the second lane."""

    id: str
    visit_id: str | None = None
    issue_id: str | None = None
    card_id: str | None = None
    sha256: str
    name: str
    media_type: str
    size: int
    """Bytes."""
    thumbnail: str = ""
    """sha256 of a small picture of it, "" where there is none: it travels first and by itself."""
    author_id: str
    added_at: datetime
