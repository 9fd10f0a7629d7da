"""A card on its way to paper as the preview sends it, without the preview."""

from __future__ import annotations

from sscs_desktop.domain.card import Card
from sscs_desktop.domain.vocabulary import PrintWay
from sscs_desktop.paperwork import card_paper
from sscs_desktop.store.store import Store
from sscs_desktop.store.subjects import Subject


def printed_card(store: Store, subject: Subject, way: PrintWay = PrintWay.PAPER) -> Card:
    """Record the print of a new card and return it with its number."""
    return card_paper.record_content(store, card_paper.draft(store, subject, None), way).card
