"""走访记录单: a visit said in the words of its form; no Qt here."""

from __future__ import annotations

from sscs_desktop.base import clock
from sscs_desktop.domain.issue import Issue
from sscs_desktop.domain.ledger import Subject, code_of
from sscs_desktop.domain.papers import VisitRecord
from sscs_desktop.domain.visit import Visit
from sscs_desktop.printing.filling import Filling
from sscs_desktop.printing.wording import chosen, day, joined, phone

LAYOUT = "visit_record_v1"
TITLE = "走访记录单"


def filled(content: VisitRecord, *, shows_phones: bool = False) -> Filling:
    """Return what the form of one visit is filled with; phones are masked unless asked for."""
    visit, subject = content.entry.visit, content.entry.subject
    texts = {**_visit(visit), **_subject(subject, shows_phones=shows_phones)}
    if content.assignment is not None:
        texts["leader"] = joined(content.assignment.leader_name, content.assignment.leader_title)
    return Filling(
        texts=texts,
        ticks={
            "mode": chosen(visit.mode),
            "is_late": frozenset({"yes"} if visit.is_late_entry else ()),
            "no_issue": frozenset({"yes"} if visit.is_no_issue else ()),
        },
        rows={"issues": tuple(_issue(index, issue) for index, issue in enumerate(content.entry.issues, start=1))},
    )


def title(content: VisitRecord) -> str:
    """Return the sheet's title with the visit's day; it names nobody."""
    return f"{TITLE} {clock.local(content.entry.visit.visited_at).date()}"


def _visit(visit: Visit) -> dict[str, str]:
    return {
        "unit": visit.unit_name,
        "recorded_on": day(clock.local(visit.recorded_at).date()),
        "division": visit.division_name,
        "visited_at": clock.written(visit.visited_at),
        "visitors": "、".join(visit.visitors),
        "received_by": joined(visit.received_by, visit.received_title),
        "situation": visit.situation,
        "policies": "；".join(visit.policies),
        "who": visit.spot_answer_who,
        "how": visit.spot_answer,
        "when": visit.spot_answer_when,
        "next_contact_on": day(visit.next_contact_on),
        "remark": visit.remark,
    }


def _subject(subject: Subject | None, *, shows_phones: bool) -> dict[str, str]:
    if subject is None:
        return {}
    return {
        "name": subject.name,
        "code": code_of(subject),
        "contact": joined(subject.contact_name, subject.contact_title),
        "contact_phone": phone(subject.contact_phone, shows_phones=shows_phones),
    }


def _issue(index: int, issue: Issue) -> Filling:
    return Filling(
        texts={
            "index": str(index),
            "number": issue.number,
            "category": issue.category.label,
            "description": issue.description,
            "wish": issue.wish,
        },
        ticks={"urgency": chosen(issue.urgency)},
    )
