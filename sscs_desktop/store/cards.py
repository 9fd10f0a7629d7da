"""Feedback cards 反馈卡: what stands on one, and the record that it was printed."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import and_, func, select
from sqlalchemy.sql import ColumnElement

from sscs_desktop.base import clock
from sscs_desktop.base.errors import Invalid, Refused
from sscs_desktop.base.ids import new_id
from sscs_desktop.domain import rules
from sscs_desktop.domain.card import LAYOUT, Card, CardContent, Print
from sscs_desktop.domain.enterprise import Figure
from sscs_desktop.domain.entry import clean
from sscs_desktop.domain.issue import Issue
from sscs_desktop.domain.organisation import Assignment
from sscs_desktop.domain.visit import Visit
from sscs_desktop.domain.vocabulary import CardState, FilledBy, PrintWay
from sscs_desktop.store import cursor, enterprises, issues, numbers, outbox, overlay, projects, rows, subjects, visits
from sscs_desktop.store.outbox import Saved, Seen
from sscs_desktop.store.session import Session, unit_scope
from sscs_desktop.store.subjects import Subject
from sscs_desktop.store.tables import RECORDS

_T = RECORDS["card"]

PROBLEM_ROWS = 20
"""Most open issues put on a card that is not about one visit."""


@dataclass(frozen=True, kw_only=True)
class CardLine:
    """One line of the list."""

    id: str
    number: str
    subject: Subject
    filled_on: date
    filled_by: FilledBy
    state: CardState
    prints: int
    signed_on: date | None
    author_id: str
    author_name: str
    is_pending: bool
    is_parked: bool


@dataclass(frozen=True, kw_only=True)
class Filter:
    """What a list of cards shows; empty means all."""

    text: str = ""
    subject_id: str = ""
    states: Collection[CardState] = ()
    author_id: str = ""
    first_on: date | None = None
    last_on: date | None = None
    """Days it was filled in, both inclusive."""


def get(session: Session, id: str) -> Card | None:
    """Return a card that stands on the screen."""
    found: Card | None = rows.get(session, "card", id)
    return found


def seen(session: Session, id: str) -> Seen | None:
    """Return what a form for this card holds."""
    return overlay.seen(session, "card", id)


def feedback_card(
    session: Session,
    subject_id: str,
    visit_id: str | None = None,
    *,
    today: date,
) -> CardContent:
    """Gather what a new card of an enterprise or project says; of a visit, its issues, else the open ones.

    The card keeps which visit and issues these are, for its reprints. It has no number yet: `record_print` takes one.
    Raises Refused("row_gone") for an unknown subject, and for one that was handed to another unit.
    """
    firm, project = enterprises.get(session, subject_id), projects.get(session, subject_id)
    kind = "enterprise" if firm is not None else "project"
    if overlay.is_hidden(session, kind, subject_id):
        raise Refused("row_gone", kind=kind, id=subject_id)
    account = session.account
    card = Card(
        id=new_id(),
        number="",
        enterprise_id=firm.id if firm else None,
        project_id=project.id if project else None,
        visit_id=visit_id,
        layout=LAYOUT,
        filled_on=today,
        filled_by=FilledBy.CADRE,
        author_id=account.user_id,
        author_name=account.user_name,
        unit_id=account.unit_id,
        printed_at=clock.now(),
    )
    found = content(session, card)
    kept = replace(
        card,
        visit_id=found.visit.id if found.visit else None,
        issue_ids=tuple(each.id for each in found.issues),
    )
    return replace(found, card=kept)


def content(session: Session, card: Card) -> CardContent:
    """Gather what stands on a card, new or printed before: a numbered one has the visit and issues it was printed with.

    What became of those issues is told as it stands today.
    """
    subject_id = _subject_id(card)
    return CardContent(
        card=card,
        enterprise=enterprises.get(session, card.enterprise_id) if card.enterprise_id else None,
        project=projects.get(session, card.project_id) if card.project_id else None,
        profile=enterprises.profile(session, subject_id),
        assignment=_assignment(session, subject_id),
        figures=_newest(enterprises.figures(session, subject_id)),
        visit=_visit(session, card, subject_id),
        issues=_issues(session, card, subject_id),
    )


def replacement(session: Session, voided: Card, *, today: date) -> CardContent:
    """Gather what a new card says that stands for a voided one: the same subject, visit and suggestions, as of today.

    Raises Refused("row_gone").
    """
    told = feedback_card(session, _subject_id(voided), voided.visit_id, today=today)
    instead = replace(told.card, filled_by=voided.filled_by, suggestions=voided.suggestions, replaces=voided.number)
    return replace(told, card=instead)


def numbered(session: Session, card: Card) -> Card:
    """Give a card its final number before it is painted; `record_print` keeps it."""
    return card if card.number else replace(card, number=numbers.take(session, "card"))


def record_print(session: Session, card: Card, way: PrintWay, content_hash: str, *, today: date) -> tuple[Card, Saved]:
    """Record that a card went out: a new one gets its final number, a known one a line more in its log.

    Raises Invalid, Refused("too_few_card_numbers"), Refused("card_void").
    """
    made = Print(at=clock.now(), by=session.account.user_name, way=way, content_hash=content_hash)
    before = seen(session, card.id)
    if before is None:
        card = replace(numbered(session, card), prints=(made,), printed_at=made.at)
    elif before.record.state is CardState.VOID:
        raise Refused("card_void", id=card.id)
    else:
        card = replace(before.record, prints=(*before.record.prints, made))
    return card, save(session, card, before, today=today)


def may_write(session: Session, card: Card) -> bool:
    """Tell whether a card is this person's to sign, void and print again: his own, or of what a unit of his has now.

    Not one that is leaving this desk: what it is about was given to another unit.
    """
    account = session.account
    if overlay.is_hidden(session, "card", card.id):
        return False
    served = {unit_scope(each.unit_id) for each in enterprises.assignments(session, _subject_id(card))}
    return card.author_id == account.user_id or not served.isdisjoint({account.scope, *cursor.load(session).held})


def sign(session: Session, card: Card, seen: Seen, *, today: date) -> Saved:
    """Save what came back on a signed paper. Raises Invalid, Refused("card_void") for one that is void by now."""
    now = get(session, card.id)
    if now is not None and now.state is CardState.VOID:
        raise Refused("card_void", id=card.id)
    return save(session, replace(card, state=CardState.SIGNED), seen, today=today)


def save(session: Session, card: Card, seen: Seen | None, *, today: date) -> Saved:
    """Save a card. Raises Invalid, Refused("not_holder") for one that is not this person's to write."""
    rules.check_card(card, today)
    if seen is not None and not may_write(session, card):
        raise Refused("not_holder", id=card.id)
    if card.signed_on is not None and card.signed_on > today:
        raise Invalid({"signed_on": "in_future"})
    return outbox.save_record(session, "card", card, seen)


def void(session: Session, seen: Seen, reason: str, *, today: date) -> Saved:
    """Declare a card void 作废; the number is never given again. Raises Invalid without a reason."""
    return save(session, replace(seen.record, state=CardState.VOID, void_reason=clean(reason)), seen, today=today)


def unvoid(session: Session, seen: Seen, *, today: date) -> Saved:
    """Let a voided card stand again as it did. Raises Refused("card_replaced"): of two that stand, one is too many."""
    instead = replaced_by(session, seen.record)
    if instead is not None:
        raise Refused("card_replaced", number=instead.number)
    state = CardState.PRINTED if seen.record.signed_on is None else CardState.SIGNED
    return save(session, replace(seen.record, state=state, void_reason=""), seen, today=today)


def unsign(session: Session, seen: Seen, *, today: date) -> Saved:
    """Take back that a card was signed."""
    bare = replace(seen.record, state=CardState.PRINTED, signed_on=None, signatures=())
    return save(session, bare, seen, today=today)


def by_number(session: Session, number: str) -> Card | None:
    """Return the card of a number, however it was typed."""
    condition = func.upper(_T.c.number) == number.strip().upper()
    found = rows.records(session, "card", select(_T).where(condition, rows.shown("card")).limit(1))
    return found[0] if found else None


def replaced_by(session: Session, voided: Card) -> Card | None:
    """Return the card that stands for a voided one: printed in its stead, and not void itself."""
    stands = (_T.c.replaces == voided.number) & (_T.c.state != CardState.VOID) & rows.shown("card")
    found = rows.records(session, "card", select(_T).where(stands).limit(1))
    return found[0] if found else None


def listing(session: Session, where: Filter | None = None, *, limit: int = subjects.PAGE) -> tuple[CardLine, ...]:
    """Return one page of lines, the last printed first."""
    statement = subjects.joined("card", *_T.columns, rows.pending("card").label("late"))
    statement = statement.where(_condition(session, where or Filter())).order_by(_T.c.printed_at.desc(), _T.c.id)
    return tuple(_line(row) for row in session.all(statement.limit(limit)))


def count(session: Session, where: Filter | None = None) -> int:
    """Return how many cards a filter shows."""
    return int(session.scalar(select(func.count()).select_from(_T).where(_condition(session, where or Filter()))) or 0)


def _subject_id(card: Card) -> str:
    return card.enterprise_id or card.project_id or ""


def _visit(session: Session, card: Card, subject_id: str) -> Visit | None:
    if card.visit_id or card.number:
        return visits.get(session, card.visit_id or "")
    return next(iter(visits.recent(session, subject_id, 1)), None)


def _issues(session: Session, card: Card, subject_id: str) -> tuple[Issue, ...]:
    if card.number:
        found = rows.find_many(session, "issue", card.issue_ids)
        return tuple(rows.record_of("issue", found[id]) for id in card.issue_ids if id in found)
    if card.visit_id:
        return issues.of_visit(session, card.visit_id)
    newest = issues.open_of(session, subject_id)[:PROBLEM_ROWS]
    return tuple(sorted(newest, key=lambda issue: (issue.raised_on, issue.number)))


def _assignment(session: Session, subject_id: str) -> Assignment | None:
    found = enterprises.assignments(session, subject_id)
    return found[0] if found else None


def _newest(figures: tuple[Figure, ...]) -> tuple[Figure, ...]:
    """Return one figure of each indicator: the newest (they come newest first)."""
    return tuple({figure.indicator: figure for figure in reversed(figures)}.values())[::-1]


def _condition(session: Session, where: Filter) -> ColumnElement[bool]:
    wanted: list[ColumnElement[bool]] = [rows.shown("card")]
    if where.text.strip():
        wanted.append(subjects.mentions(session, "card", where.text))
    if where.subject_id:
        wanted.append(subjects.about("card", where.subject_id))
    if where.states:
        wanted.append(_T.c.state.in_(sorted(where.states)))
    if where.author_id:
        wanted.append(_T.c.author_id == where.author_id)
    if where.first_on is not None:
        wanted.append(_T.c.filled_on >= where.first_on)
    if where.last_on is not None:
        wanted.append(_T.c.filled_on <= where.last_on)
    return and_(*wanted)


def _line(row: Any) -> CardLine:
    same = ("id", "number", "filled_on", "filled_by", "state", "signed_on", "author_id", "author_name")
    return CardLine(
        **{name: row[name] for name in same},
        prints=len(row["prints"]),
        subject=subjects.of(row),
        is_pending=bool(row["late"]),
        is_parked=row["parked"],
    )
