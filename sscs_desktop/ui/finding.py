"""What Ctrl+K finds in the local file; a scanner's text finds the card it was read from."""

from __future__ import annotations

from dataclasses import replace

from sscs_desktop.domain.card import scan_of
from sscs_desktop.store import cards, search
from sscs_desktop.store.session import Session
from sscs_desktop.ui.pages.cards import SCANNED
from sscs_desktop.ui.widgets.record_model import Row

MOST = 30


def found(session: Session, words: str) -> list[Row]:
    """Return what contains the words, or the one card of a scan with the mark of the paper that was read."""
    scan = scan_of(words)
    if scan is None:
        return _rows(session, words)
    card = cards.by_number(session, scan.number)
    hits = (row for row in _rows(session, scan.number) if card is not None and row.id == card.id)
    return [replace(row, id=f"{row.id}{SCANNED}{scan.mark}") for row in hits]


def _rows(session: Session, words: str) -> list[Row]:
    hits = search.find(session, words, MOST)
    return [Row(id=hit.id, kind=hit.kind, name=hit.title, second=hit.line) for hit in hits]
