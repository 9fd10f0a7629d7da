"""Cards into one PDF: painted first, then numbered and filed in short transactions; the file takes its place last.

A kill, a full disk or a card that cannot be filed in between leaves cards with their numbers and no PDF; they are
remembered (store.owed_cards), told, and `owed` writes theirs.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from sscs_desktop.base.errors import Refused
from sscs_desktop.base.telling import Told, unheard
from sscs_desktop.domain.card import Card, CardContent
from sscs_desktop.domain.vocabulary import CardState, PrintWay
from sscs_desktop.paperwork.card_paper import recorded, title_of
from sscs_desktop.printing import printer, sheets
from sscs_desktop.printing.card_fields import content_hash
from sscs_desktop.printing.form import Pages
from sscs_desktop.printing.run import Maker, Run
from sscs_desktop.store import cards, numbers, overlay, owed_cards
from sscs_desktop.store.session import Session
from sscs_desktop.store.store import Store

CHUNK = 3
"""Cards of one transaction: each costs milliseconds, and somebody who saves waits for the whole of it."""

Content = Callable[[], CardContent]
"""Gathers what one card says, in the thread that paints it."""
Painted = Sequence[tuple[Card, str]]
"""The cards of a PDF, each with the hash of what it says."""


def new(
    store: Store, contents: Sequence[Content], path: Path, progress: Told = unheard, *, shows_phones: bool = False
) -> tuple[Card, ...]:
    """Write cards that have no number yet; until all are painted nothing is taken, and stopping leaves nothing.

    They are painted under the numbers that come next. Where another card took one meanwhile, all are painted again.
    Raises DiskTrouble, Refused("too_few_card_numbers", "row_gone"), and what `progress` raises.
    """
    while True:
        with store.read() as session:
            coming = numbers.coming(session, "card", len(contents))
        told = [partial(_under, content, number) for content, number in zip(contents, coming, strict=True)]
        painted, pdf = _painted(told, progress, shows_phones=shows_phones)
        with printer.beside(pdf, path) as put:
            with store.write() as session:
                is_taken = owed_cards.begin_new(session, [card for card, _said in painted])
            if is_taken:
                return _filed(store, painted, put)


def again(
    store: Store, contents: Sequence[Content], path: Path, progress: Told = unheard, *, shows_phones: bool = False
) -> tuple[Card, ...]:
    """Write cards under the numbers they have. Raises as `new`, and Refused("card_void", "not_holder")."""
    painted, pdf = _painted(contents, progress, shows_phones=shows_phones)
    with printer.beside(pdf, path) as put:
        with store.write() as session:
            _refuse_past(session, painted)
            owed_cards.begin(session, [card for card, _said in painted])
        return _filed(store, painted, put)


def owed(store: Store, path: Path, progress: Told = unheard, *, shows_phones: bool = False) -> tuple[Card, ...]:
    """Write the PDF of those cards that were left without one. Raises as `again`, Refused("nothing_to_print")."""
    with store.write() as session:
        wanted, unwanted = owed_cards.listing(session)
        owed_cards.end(session, unwanted)
        filed = owed_cards.filed(session)
    if not wanted:
        raise Refused("nothing_to_print")
    told = [partial(_today, store, card) for card in wanted]
    painted, pdf = _painted(told, progress, shows_phones=shows_phones)
    with printer.beside(pdf, path) as put:
        return _filed(store, painted, put, filed)


def _under(content: Content, number: str) -> CardContent:
    told = content()
    return replace(told, card=replace(told.card, number=number))


def _today(store: Store, card: Card) -> CardContent:
    with store.read() as session:
        return cards.content(session, card)


def _painted(contents: Sequence[Content], progress: Told, *, shows_phones: bool) -> tuple[Painted, bytes]:
    """Lay the cards out; return them and their PDF."""
    painted: list[tuple[Card, str]] = []

    def paint(content: Content) -> Pages:
        told = content()
        painted.append((told.card, content_hash(told)))
        return sheets.feedback_card(told, shows_phones=shows_phones)

    makers: list[Maker] = [partial(paint, content) for content in contents]
    pdf = printer.pdf_bytes(Run(title=title_of(len(makers)), makers=makers), progress)
    return painted, pdf


def _filed(store: Store, painted: Painted, put: Callable[[], None], logged: Collection[str] = ()) -> tuple[Card, ...]:
    """File the cards, put the PDF in its place, and forget that it was owed.

    logged: ids of cards with this print in their log; one that says something else by now is logged anew.
    """
    made: list[Card] = []
    for start in range(0, len(painted), CHUNK):
        with store.write() as session:
            for card, said in painted[start : start + CHUNK]:
                is_logged = card.id in logged and card.prints[-1].content_hash == said
                made.append(card if is_logged else recorded(session, card, said, PrintWay.PDF))
    put()
    with store.write() as session:
        owed_cards.end(session, made)
    return tuple(made)


def _refuse_past(session: Session, painted: Painted) -> None:
    for card, _said in painted:
        now = cards.get(session, card.id)
        if now is not None and now.state is CardState.VOID:
            raise Refused("card_void", id=card.id)
        if overlay.is_hidden(session, "card", card.id):
            raise Refused("row_gone", kind="card", id=card.id)
        if not cards.may_write(session, card):
            raise Refused("not_holder", id=card.id)
