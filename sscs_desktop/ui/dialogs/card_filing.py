"""What was written on a card that came back, into the nouns it is about: one transaction, all or nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from sscs_desktop.base.errors import Invalid
from sscs_desktop.domain import rules
from sscs_desktop.domain.card import Card
from sscs_desktop.domain.enterprise import Figure, Profile, profile_id
from sscs_desktop.domain.issue import Issue
from sscs_desktop.domain.visit import Visit
from sscs_desktop.domain.vocabulary import OperatingState, Satisfaction
from sscs_desktop.store import cards, enterprises, visits
from sscs_desktop.store import issues as issue_store
from sscs_desktop.store.attachments import Held
from sscs_desktop.store.outbox import Saved, Seen
from sscs_desktop.store.session import Session
from sscs_desktop.ui.dialogs.filing import IssueNote, attach, issue_problems


@dataclass(frozen=True, kw_only=True)
class CardFiling:
    """Everything one 保存 writes. ratings: what the enterprise ticked under 办理结果, with the issues as shown."""

    card: Card
    seen: Seen
    figures: tuple[tuple[Figure, Seen | None], ...] = ()
    profile: tuple[Profile, Seen | None] | None = None
    visit: Visit | None = None
    """What the paper says of a visit; the issues are what it brought."""
    issues: tuple[Issue, ...] = ()
    notes: tuple[IssueNote, ...] = ()
    ratings: tuple[tuple[Seen, Satisfaction], ...] = ()
    files: tuple[Held, ...] = ()
    left_behind: tuple[str, ...] = ()
    """Drafts of attachments that were refused with the card: what they hold is among `files` now."""


def file_card(session: Session, filing: CardFiling, today: date) -> Saved:
    """Write figures, state, visit, problems, ratings, the card itself and its scans; return what became of the card."""
    for figure, seen in filing.figures:
        enterprises.save_figure(session, figure, seen, today=today)
    if filing.profile is not None:
        enterprises.save_profile(session, *filing.profile)
    if filing.visit is not None:
        visits.save_with_issues(session, filing.visit, filing.issues, None, today=today)
    elif filing.issues:
        issue_store.file_all(session, filing.issues, today=today)
    for note in filing.notes:
        issue_store.note(session, note.seen, note.text)
    for shown, satisfaction in filing.ratings:
        issue_store.rate(session, shown, satisfaction)
    saved = cards.sign(session, filing.card, filing.seen, today=today)
    if saved.draft_id is None:
        attach(session, filing.files, filing.left_behind, card_id=filing.card.id)
    return saved


def problems_of(filing: CardFiling, today: date) -> dict[str, str]:
    """Return what the rules say: figures.revenue, visit.visitors, issues.0.description, a field of the card's."""
    problems: dict[str, str] = {}
    for figure, _seen in filing.figures:
        try:
            rules.check_figure(figure, today)
        except Invalid as error:
            problems[f"figures.{figure.indicator}"] = next(iter(error.problems.values()))
    if filing.visit is not None:
        problems |= {f"visit.{name}": code for name, code in _problems_of_visit(filing.visit, today).items()}
    for at, issue in enumerate(filing.issues):
        problems |= {f"issues.{at}.{name}": code for name, code in issue_problems(issue, today).items()}
    try:
        rules.check_card(filing.card, today)
    except Invalid as error:
        problems |= error.problems
    if filing.card.signed_on is not None and filing.card.signed_on > today:
        problems["signed_on"] = "in_future"
    return problems


def _problems_of_visit(visit: Visit, today: date) -> dict[str, str]:
    try:
        rules.check_visit(visit, today)
    except Invalid as error:
        return error.problems
    return {}


def profile_with(
    seen: Seen | None, state: OperatingState | None, enterprise_id: str, unit_id: str
) -> tuple[Profile, Seen | None] | None:
    """Return the unit's profile with another operating state, None where nothing differs from what was shown."""
    if seen is not None:
        known: Profile = seen.record
        return None if known.operating_state is state else (replace(known, operating_state=state), seen)
    if state is None:
        return None
    id = profile_id(unit_id, enterprise_id)
    return Profile(id=id, enterprise_id=enterprise_id, unit_id=unit_id, operating_state=state), None


def ratings_of(
    shown: Mapping[str, Seen], chosen: Mapping[str, Satisfaction | None]
) -> tuple[tuple[Seen, Satisfaction], ...]:
    """Return what was ticked, with the issues it is about."""
    return tuple((shown[id], given) for id, given in chosen.items() if given is not None)
