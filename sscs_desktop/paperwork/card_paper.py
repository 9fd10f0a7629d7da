"""A feedback card on its way to paper: looked at, given its number for good, then painted."""

from __future__ import annotations

from dataclasses import replace

from sscs_desktop.base import clock
from sscs_desktop.base.errors import Refused
from sscs_desktop.domain.card import Card, CardContent
from sscs_desktop.domain.vocabulary import PrintWay
from sscs_desktop.printing import card_fields
from sscs_desktop.store import cards
from sscs_desktop.store.session import Session
from sscs_desktop.store.store import Store
from sscs_desktop.store.subjects import Subject


def draft(store: Store, subject: Subject, visit_id: str | None) -> CardContent:
    """Return what a new card would say; it has no number yet. Raises Refused("row_gone")."""
    with store.read() as session:
        return cards.feedback_card(session, subject.id, visit_id, today=clock.today())


def reprint(store: Store, card_id: str) -> CardContent:
    """Return what a card printed before says today, under its number. Raises Refused("row_gone")."""
    with store.read() as session:
        known = cards.get(session, card_id)
        if known is None:
            raise Refused("row_gone", kind="card", id=card_id)
        return cards.content(session, known)


def replacement(store: Store, voided_id: str) -> CardContent:
    """Return what a new card would say that stands for a voided one. Raises Refused("row_gone")."""
    with store.read() as session:
        voided = cards.get(session, voided_id)
        if voided is None:
            raise Refused("row_gone", kind="card", id=voided_id)
        return cards.replacement(session, voided, today=clock.today())


def record_content(store: Store, content: CardContent, way: PrintWay) -> CardContent:
    """Record the print of what was looked at, and return it with the final number.

    Raises Refused("too_few_card_numbers", "row_gone", "card_void"), DiskTrouble.
    """
    with store.write() as session:
        numbered = replace(content, card=cards.numbered(session, content.card))
        return replace(content, card=recorded(session, numbered.card, card_fields.content_hash(numbered), way))


def title_of(count: int) -> str:
    """Return what a run of so many cards is called; it names nobody."""
    return f"反馈卡 {count} 张"


def recorded(session: Session, card: Card, said: str, way: PrintWay) -> Card:
    """Put a print into a card's log, with the hash of what it said. Raises Refused("row_gone")."""
    card, saved = cards.record_print(session, card, way, said, today=clock.today())
    if saved.draft_id is not None:
        raise Refused("row_gone", kind="card", id=card.id)
    return card
