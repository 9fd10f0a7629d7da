"""What hangs on one enterprise or project, read once for the tabs of its detail."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtWidgets import QWidget

from sscs_desktop.base import clock
from sscs_desktop.domain.issue import Issue
from sscs_desktop.domain.organisation import Assignment
from sscs_desktop.domain.visit import Visit
from sscs_desktop.store import cards, enterprises, issues, visits
from sscs_desktop.store.cards import CardLine
from sscs_desktop.store.issues import IssueLine
from sscs_desktop.store.session import Session
from sscs_desktop.store.visits import VisitLine
from sscs_desktop.ui.pages import history
from sscs_desktop.ui.pages import subject_tabs as parts
from sscs_desktop.ui.pages.issue_words import IssueWords

MOST = 50
"""Lines of one tab; older ones are on the page of their kind."""


@dataclass(frozen=True, kw_only=True)
class Tied:
    """What hangs on one enterprise or project."""

    assignments: Sequence[Assignment]
    last: Visit | None
    open: Sequence[Issue]
    visits: Sequence[VisitLine]
    visit_count: int
    issues: Sequence[IssueLine]
    issue_count: int
    cards: Sequence[CardLine]
    history: list[QWidget]
    said: IssueWords


def read(session: Session, subject_id: str) -> Tied:
    """Read what hangs on one enterprise or project."""
    recent = visits.recent(session, subject_id, 1)
    of_visits, of_issues = visits.Filter(subject_id=subject_id), issues.Filter(subject_id=subject_id)
    return Tied(
        assignments=enterprises.assignments(session, subject_id),
        last=recent[0] if recent else None,
        open=issues.open_of(session, subject_id),
        visits=visits.listing(session, of_visits, limit=MOST),
        visit_count=visits.count(session, of_visits),
        issues=issues.listing(session, of_issues, limit=MOST),
        issue_count=issues.count(session, of_issues),
        cards=cards.listing(session, cards.Filter(subject_id=subject_id), limit=MOST),
        history=history.lines(session, subject_id),
        said=IssueWords(session, clock.today()),
    )


def tabs(tied: Tied, ask: parts.Ask, preview: Callable[[str], object]) -> list[list[QWidget]]:
    """Return the widgets of the tabs after the first: 走访, 问题, 反馈卡, 变更记录."""
    return [
        parts.visit_lines(tied.visits, ask),
        parts.issue_lines(tied.issues, tied.said, ask),
        parts.card_lines(tied.cards, preview),
        tied.history,
    ]
