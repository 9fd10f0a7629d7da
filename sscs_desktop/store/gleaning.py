"""What of a page is worth a sentence: answers, returns, deadlines, firms gained and lost."""

from __future__ import annotations

from typing import Any

from sscs_desktop.domain.enterprise import Proposal
from sscs_desktop.domain.review import Review
from sscs_desktop.domain.vocabulary import IssueState, ProposalState, ReviewState
from sscs_desktop.store.session import Session
from sscs_desktop.wire.messages import Entry

_STATES = {
    IssueState.ANSWERED: "answered",
    IssueState.RETURNED: "returned",
    IssueState.CLOSED: "closed",
}


def glean(session: Session, kind: str, old: Any | None, record: Any, entry: Entry, *, is_load: bool) -> None:
    """Collect the news in one put. A load brings what has long been so: only gained firms are told from it."""
    if kind == "issue" and old is not None:
        _issue(session, old, record, entry)
    elif kind == "assignment" and old is None and record.unit_id == session.account.unit_id:
        session.tell("gained", *_subject(record), by=entry.by)
    elif kind == "notice" and old is None and not is_load:
        session.tell("notice", kind, record.id)
    elif kind == "review":
        _review(session, old, record, is_load=is_load)
    elif kind == "proposal" and old is not None:
        _proposal(session, old, record)
    elif kind == "card" and old is not None and old["number"] != record.number:
        session.tell("renumbered", kind, record.id, old=old["number"], new=record.number)


def _review(session: Session, old: Any | None, record: Review, *, is_load: bool) -> None:
    """Tell the author what became of his late report, and everybody else that one waits."""
    is_mine = record.author_id == session.account.user_id
    if old is None and is_load:
        return
    if record.state is ReviewState.OPEN and old is None and not is_mine:
        session.tell("review_opened", "review", record.id, subject_name=record.subject_name)
    elif is_mine and record.state is ReviewState.ATTACHED and (old is None or old["state"] != record.state):
        session.tell("review_attached", "review", record.id, by=record.answered_by)
    elif is_mine and record.state is ReviewState.DISCARDED and (old is None or old["state"] != record.state):
        session.tell("review_discarded", "review", record.id, by=record.answered_by, why=record.answer)


def _proposal(session: Session, old: Any, record: Proposal) -> None:
    """Tell the author what became of his correction."""
    if record.state == old["state"] or record.author_name != session.account.user_name:
        return
    if record.state is ProposalState.ACCEPTED:
        session.tell("proposal_accepted", *_subject(record), by=record.answered_by, field=record.field)
    elif record.state is ProposalState.REFUSED:
        session.tell("proposal_refused", *_subject(record), by=record.answered_by, why=record.answer)


def lost(session: Session, kind: str, row: Any) -> None:
    """Collect the news of a row that leaves: the unit's own assignment names its firm, other rows go in silence."""
    if kind == "assignment" and row["unit_id"] == session.account.unit_id:
        subject = ("enterprise", row["enterprise_id"]) if row["enterprise_id"] else ("project", row["project_id"])
        session.tell("lost", *subject)


def _issue(session: Session, old: Any, record: Any, entry: Entry) -> None:
    if old["number"] != record.number and old["number"]:
        session.tell("renumbered", "issue", record.id, old=old["number"], new=record.number)
    if old["state"] != record.state:
        code = _STATES.get(record.state, "state")
        session.tell(code, "issue", record.id, was=str(old["state"]), now=str(record.state), by=entry.by)
    elif record.answered_at != old["answered_at"] and record.answered_at is not None:
        session.tell("answered", "issue", record.id, was=str(old["state"]), now=str(record.state), by=entry.by)
    if old["due_on"] is not None and record.due_on is not None and old["due_on"] != record.due_on:
        session.tell("due", "issue", record.id, due_on=record.due_on.isoformat(), was=old["due_on"].isoformat())


def _subject(record: Any) -> tuple[str, str]:
    return ("enterprise", record.enterprise_id) if record.enterprise_id else ("project", record.project_id)
