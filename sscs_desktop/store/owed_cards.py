"""Cards that have their numbers but not their PDF: what a run leaves that is cut off between the two."""

from __future__ import annotations

from collections.abc import Sequence

from sscs_desktop.domain.card import Card
from sscs_desktop.domain.vocabulary import CardState
from sscs_desktop.store import cards, meta, numbers, rows
from sscs_desktop.store.session import Session
from sscs_desktop.wire import codec

_KEY = "owed_cards"


def begin(session: Session, run: Sequence[Card]) -> None:
    """Remember numbered cards until their PDF is in its place, whatever happens before."""
    known = meta.get(session, _KEY, [])
    ids = {each["id"] for each in known}
    meta.put(session, _KEY, [*known, *(codec.data_of(card) for card in run if card.id not in ids)])
    session.touch("draft")


def begin_new(session: Session, run: Sequence[Card]) -> bool:
    """Take the numbers that new cards were painted with, and remember them; False where one of them is gone by now."""
    if not numbers.take_coming(session, "card", [card.number for card in run]):
        return False
    begin(session, run)
    return True


def end(session: Session, run: Sequence[Card]) -> None:
    """Forget cards whose PDF is in its place, and those that no PDF is wanted of any more."""
    ids = {card.id for card in run}
    rest = [each for each in meta.get(session, _KEY, []) if each["id"] not in ids]
    if rest:
        meta.put(session, _KEY, rest)
    else:
        meta.drop(session, _KEY)
    session.touch("draft")


def forget(session: Session) -> None:
    """Forget them all: they name people, and the file is emptied down to its receipts."""
    meta.drop(session, _KEY)


def count(session: Session) -> int:
    """Return how many cards still owe their PDF."""
    return len(meta.get(session, _KEY, []))


def listing(session: Session) -> tuple[tuple[Card, ...], tuple[Card, ...]]:
    """Return the cards that still owe their PDF, and those of which none is wanted here: void, or no longer ours."""
    now = [cards.get(session, card.id) or card for card in _kept(session)]
    wanted = tuple(card for card in now if card.state is not CardState.VOID and _is_ours(session, card))
    return wanted, tuple(card for card in now if card not in wanted)


def filed(session: Session) -> frozenset[str]:
    """Return the ids of those that stand in their print log already: the run came so far before it was cut off."""
    now = ((card, cards.get(session, card.id)) for card in _kept(session))
    return frozenset(card.id for card, known in now if known is not None and len(known.prints) > len(card.prints))


def _kept(session: Session) -> list[Card]:
    return [codec.received("card", each) for each in meta.get(session, _KEY, [])]


def _is_ours(session: Session, card: Card) -> bool:
    if rows.find(session, "card", card.id) is not None:
        return cards.may_write(session, card)
    kind, id = ("enterprise", card.enterprise_id) if card.enterprise_id else ("project", card.project_id)
    return rows.find(session, kind, id or "") is not None
