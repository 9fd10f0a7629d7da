"""What the dialogs read from the local file before one types: one subject, its open issues, names to offer."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sscs_desktop.domain.enterprise import Enterprise
from sscs_desktop.domain.issue import Issue, categories_for
from sscs_desktop.domain.project import Project
from sscs_desktop.domain.visit import Visit
from sscs_desktop.domain.vocabulary import Category
from sscs_desktop.store import enterprises, issues, projects, reference, search, visits
from sscs_desktop.store.session import Session
from sscs_desktop.store.subjects import Subject
from sscs_desktop.ui.widgets.record_model import Row

_OFFERS = 8
_COLLEAGUES_OF = 40
ALL_CATEGORIES = tuple(Category)


@dataclass(frozen=True, kw_only=True)
class SubjectFacts:
    """One enterprise or project as a form needs it. recent: the latest visits, newest first."""

    subject: Subject
    record: Enterprise | Project
    categories: tuple[Category, ...]
    quiet_days: str
    recent: tuple[Visit, ...]
    open_issues: tuple[Issue, ...]

    @property
    def received_by(self) -> str:
        """Return whom one met last time, else the contact the directory knows."""
        last = next((visit.received_by for visit in self.recent if visit.received_by), "")
        return last or f"{self.record.contact_name} {self.record.contact_title}".strip()


def subject_facts(session: Session, subject: Subject) -> SubjectFacts | None:
    """Return what is known of a subject, None if it does not stand here any more."""
    record: Enterprise | Project | None
    quiet_days = ""
    if subject.kind == "enterprise":
        record = enterprise = enterprises.get(session, subject.id)
        profile = enterprises.profile(session, subject.id)
        quiet_days = profile.quiet_days if profile else ""
        categories = categories_for(enterprise.classes) if enterprise else ()
    else:
        record = project = projects.get(session, subject.id)
        categories = categories_for(stage=project.stage) if project else ()
    if record is None:
        return None
    return SubjectFacts(
        subject=subject,
        record=record,
        categories=categories,
        quiet_days=quiet_days,
        recent=visits.recent(session, subject.id),
        open_issues=issues.open_of(session, subject.id),
    )


def subjects_like(session: Session, words: str) -> list[Row]:
    """Return enterprises and projects whose name, initials, code or phone contain `words`."""
    hits = search.find(session, words, _OFFERS, ("enterprise", "project"))
    return [Row(id=hit.id, kind=hit.kind, name=hit.title, second=hit.line) for hit in hits]


def colleagues(session: Session) -> tuple[str, ...]:
    """Return who went on the unit's latest visits, besides oneself."""
    lines = visits.listing(session, limit=_COLLEAGUES_OF)
    return _others((name for line in lines for name in line.visitors), session.account.user_name)


def policies(session: Session) -> tuple[str, ...]:
    """Return the names offered under 宣讲政策."""
    campaign = reference.campaign(session)
    return campaign.policies if campaign else ()


def _others(names: Iterable[str], me: str) -> tuple[str, ...]:
    return tuple(name for name in dict.fromkeys(names) if name != me)
