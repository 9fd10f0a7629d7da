"""交办单 and 督办单: an issue on its way to a department, said in the words of its form; no Qt here."""

from __future__ import annotations

from sscs_desktop.domain.issue import Issue
from sscs_desktop.domain.ledger import Subject
from sscs_desktop.domain.papers import Order
from sscs_desktop.printing.filling import Filling
from sscs_desktop.printing.wording import address_of, chosen, day, joined, phone

LAYOUT = "order_v1"


def filled(content: Order, *, shows_phones: bool = False) -> Filling:
    """Return what the form of one order is filled with; phones are masked unless asked for."""
    issue = content.issue
    texts = {
        **_issue(issue),
        **_subject(content.subject, shows_phones=shows_phones),
        "title": content.kind.label,
        "office": content.office_name,
        "issued_on": day(content.issued_on),
        "dispatched_on": day(content.dispatched_on),
        "department": issue.department_name,
        "helpers": "、".join(content.helpers),
        "text": content.text,
        "qr": issue.number,
    }
    ticks = {
        "urgency": chosen(issue.urgency),
        "level": chosen(issue.level),
        "light": chosen(content.light),
        "outcome": chosen(issue.outcome),
    }
    return Filling(kind=content.kind.value, texts=texts, ticks=ticks)


def title(content: Order) -> str:
    """Return the sheet's title with the issue's number; it names nobody."""
    return f"{content.kind.label} {content.issue.number}"


def _issue(issue: Issue) -> dict[str, str]:
    return {
        "number": issue.number,
        "unit": issue.unit_name,
        "raised": joined(day(issue.raised_on), issue.raised_by),
        "author": issue.author_name,
        "category": issue.category.label,
        "description": issue.description,
        "wish": issue.wish,
        "involved": issue.involved,
        "due_on": f"{day(issue.due_on)}前" if issue.due_on else "",
        "urged": f"{issue.urged} 次",
        "who": issue.answer_who,
        "how": issue.answer_how,
        "when": issue.answer_when,
    }


def _subject(subject: Subject | None, *, shows_phones: bool) -> dict[str, str]:
    if subject is None:
        return {}
    return {
        "name": subject.name,
        "division": subject.division_name,
        "address": address_of(subject),
        "contact": joined(subject.contact_name, subject.contact_title),
        "contact_phone": phone(subject.contact_phone, shows_phones=shows_phones),
    }
