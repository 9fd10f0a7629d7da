"""From what stands in a form to records, and the records into the local file in one transaction."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sscs_desktop.base import clock
from sscs_desktop.base.errors import Invalid
from sscs_desktop.domain import rules
from sscs_desktop.domain.entry import clean
from sscs_desktop.domain.issue import Issue
from sscs_desktop.domain.visit import Visit
from sscs_desktop.domain.vocabulary import Category
from sscs_desktop.store import attachments, drafts, visits
from sscs_desktop.store import issues as issue_store
from sscs_desktop.store.attachments import Held
from sscs_desktop.store.outbox import Saved, Seen
from sscs_desktop.store.session import Account, Session
from sscs_desktop.store.subjects import Subject
from sscs_desktop.ui.dialogs.issue_block import IssueText


@dataclass(frozen=True, kw_only=True)
class IssueNote:
    """What turned out to be an open issue: its text goes there as 附注. `seen` is the issue as it was shown."""

    seen: Seen
    text: str


@dataclass(frozen=True, kw_only=True)
class VisitFiling:
    """Everything one 保存 writes."""

    visit: Visit
    seen: Seen | None
    issues: tuple[Issue, ...]
    notes: tuple[IssueNote, ...]
    files: tuple[Held, ...] = ()
    left_behind: tuple[str, ...] = ()
    """Drafts of attachments whose visit was refused: what they hold is among `files` now."""


def file_visit(session: Session, filing: VisitFiling, today: date) -> Saved:
    """Write the visit, its issues, its attachments and the notes on known issues, all or nothing.

    Returns what became of the visit.
    """
    saved, _issues = visits.save_with_issues(session, filing.visit, filing.issues, filing.seen, today=today)
    for note in filing.notes:
        issue_store.note(session, note.seen, note.text)
    if saved.draft_id is None:
        attach(session, filing.files, filing.left_behind, visit_id=filing.visit.id)
    return saved


def attach(session: Session, files: Sequence[Held], left_behind: Sequence[str], **parent: str) -> None:
    """Attach a form's files to its record (visit_id or issue_id), those too that were refused with it before."""
    for held in files:
        attachments.add(session, held, **parent)
    for draft_id in left_behind:
        drafts.discard(session, draft_id)


def problems_of(filing: VisitFiling, known_issues: int, today: date) -> dict[str, str]:
    """Return what the rules say about a filing, named as the store names it: issues.0.description and so on."""
    problems: dict[str, str] = {}
    try:
        rules.check_visit(filing.visit, today, issue_count=known_issues + len(filing.issues))
    except Invalid as error:
        problems |= error.problems
    for at, issue in enumerate(filing.issues):
        own = {name: code for name, code in issue_problems(issue, today).items() if name != "enterprise_id"}
        problems |= {f"issues.{at}.{name}": code for name, code in own.items()}
    return problems


def issue_problems(issue: Issue, today: date) -> dict[str, str]:
    """Return what the rules say about an issue; its number is taken only when it is saved."""
    try:
        rules.check_issue(issue, today)
    except Invalid as error:
        return {name: code for name, code in error.problems.items() if name != "number"}
    return {}


def issue_record(
    text: IssueText,
    subject: Subject,
    account: Account,
    *,
    raised_on: date,
    number: str = "",
    visit_id: str | None = None,
) -> Issue:
    """Return the new issue a block describes; without a category it is 其他 until the person chooses one."""
    return Issue(
        id=text.id,
        number=number,
        visit_id=visit_id,
        enterprise_id=subject.enterprise_id,
        project_id=subject.project_id,
        category=text.category or Category.OTHER,
        description=clean(text.description),
        wish=clean(text.wish),
        urgency=text.urgency,
        can_solve_here=text.can_solve_here,
        raised_on=raised_on,
        author_id=account.user_id,
        author_name=account.user_name,
        unit_id=account.unit_id,
        unit_name=account.unit_name,
        recorded_at=clock.now(),
    )


def is_blank(text: IssueText) -> bool:
    """Tell whether a block was opened and never filled."""
    return text.is_empty and text.category is None and not text.same_as


def own(texts: Sequence[IssueText]) -> list[IssueText]:
    """Return the blocks that become issues of their own."""
    return [text for text in texts if not is_blank(text) and not text.same_as]


def notes_of(texts: Sequence[IssueText], seen: Mapping[str, Seen]) -> tuple[IssueNote, ...]:
    """Return the blocks that are notes on open issues, with those issues as they were shown."""
    found = []
    for text in texts:
        if text.same_as in seen and not text.is_empty:
            words = "；".join(part for part in (text.description, text.wish) if part)
            found.append(IssueNote(seen=seen[text.same_as], text=words))
    return tuple(found)
