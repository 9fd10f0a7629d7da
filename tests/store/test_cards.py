"""The life of a card: its prints, its return with signatures, its void and what was printed in its stead."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from sscs_desktop.base.errors import Invalid, Refused
from sscs_desktop.domain.card import Card
from sscs_desktop.domain.enterprise import Enterprise
from sscs_desktop.domain.vocabulary import CardState, PrintWay, Signature
from sscs_desktop.store import cards, numbers, search, visits
from sscs_desktop.store.outbox import Seen
from sscs_desktop.store.session import Session
from sscs_desktop.store.store import Store
from tests.store import building
from tests.store.building import TODAY, Feed, block, due, settle


def print_one(store: Store, firm: Enterprise, content_hash: str = "a" * 64) -> Card:
    with store.write() as session:
        content = cards.feedback_card(session, firm.id, today=TODAY)
        card, _ = cards.record_print(session, content.card, PrintWay.PAPER, content_hash, today=TODAY)
    return card


def seen(session: Session, card: Card) -> Seen:
    found = cards.seen(session, card.id)
    assert found is not None
    return found


def test_every_print_is_logged_with_who_when_and_how(store: Store, firm: Enterprise) -> None:
    card = print_one(store, firm)
    with store.write() as session:
        card, _ = cards.record_print(session, card, PrintWay.PDF, "b" * 64, today=TODAY)
    assert [(each.by, each.way, each.content_hash[0]) for each in card.prints] == [
        ("王建国", PrintWay.PAPER, "a"),
        ("王建国", PrintWay.PDF, "b"),
    ]
    assert card.printed_at == card.prints[0].at
    with store.read() as session:
        assert cards.get(session, card.id) == card


def test_the_log_comes_back_from_the_directory_as_it_went(store: Store, feed: Feed, firm: Enterprise) -> None:
    card = print_one(store, firm)
    (made,) = due(store)
    settle(store, feed, feed.ok(made))
    with store.read() as session:
        assert cards.get(session, card.id) == card


def test_a_voided_card_keeps_its_number_and_is_not_printed_again(store: Store, firm: Enterprise) -> None:
    card = print_one(store, firm)
    with store.write() as session:
        cards.void(session, seen(session, card), " 单位名称写错 ", today=TODAY)
    with store.write() as session, pytest.raises(Refused) as caught:
        cards.record_print(session, card, PrintWay.PAPER, "b" * 64, today=TODAY)
    assert caught.value.code == "card_void"
    with store.read() as session:
        void = cards.get(session, card.id)
        assert void is not None
        assert (void.state, void.void_reason, void.number) == (CardState.VOID, "单位名称写错", card.number)
        assert len(void.prints) == 1


def test_a_card_is_not_voided_without_a_reason(store: Store, firm: Enterprise) -> None:
    card = print_one(store, firm)
    with store.write() as session, pytest.raises(Invalid) as caught:
        cards.void(session, seen(session, card), "　", today=TODAY)
    assert caught.value.problems == {"void_reason": "required"}


def test_what_stands_for_a_voided_card_names_it(store: Store, firm: Enterprise) -> None:
    card = print_one(store, firm)
    with store.write() as session:
        cards.void(session, seen(session, card), "破损", today=TODAY)
    with store.write() as session:
        void = cards.get(session, card.id)
        assert void is not None and cards.replaced_by(session, void) is None
        told = cards.replacement(session, void, today=TODAY)
        fresh, _ = cards.record_print(session, told.card, PrintWay.PAPER, "b" * 64, today=TODAY)
    assert (fresh.replaces, fresh.number) == ("FK-2018-0001", "FK-2018-0002")
    with store.write() as session:
        assert cards.replaced_by(session, void) == fresh
        with pytest.raises(Refused) as caught:
            cards.unvoid(session, seen(session, card), today=TODAY)
        assert (caught.value.code, caught.value.data) == ("card_replaced", {"number": fresh.number})
        cards.void(session, seen(session, fresh), "纸丢失了", today=TODAY)
        assert cards.replaced_by(session, void) is None
        cards.unvoid(session, seen(session, card), today=TODAY)


def test_a_void_can_be_taken_back_and_the_card_stands_as_it_did(store: Store, firm: Enterprise) -> None:
    card = print_one(store, firm)
    signed = replace(card, state=CardState.SIGNED, signed_on=TODAY, signatures=(Signature.SEAL, Signature.FILLER))
    with store.write() as session:
        cards.save(session, signed, seen(session, card), today=TODAY)
    with store.write() as session:
        cards.void(session, seen(session, card), "破损", today=TODAY)
    with store.write() as session:
        cards.unvoid(session, seen(session, card), today=TODAY)
    with store.write() as session:
        assert cards.get(session, card.id) == signed
        cards.unsign(session, seen(session, card), today=TODAY)
    with store.read() as session:
        assert cards.get(session, card.id) == card


def test_nobody_signs_tomorrow(store: Store, firm: Enterprise) -> None:
    card = print_one(store, firm)
    late = replace(card, state=CardState.SIGNED, signed_on=TODAY + timedelta(days=1))
    with store.write() as session, pytest.raises(Invalid) as caught:
        cards.save(session, late, seen(session, card), today=TODAY)
    assert caught.value.problems == {"signed_on": "in_future"}


def test_a_card_is_found_by_its_number_however_it_is_typed(store: Store, firm: Enterprise) -> None:
    card = print_one(store, firm)
    with store.read() as session:
        assert cards.by_number(session, " fk-2018-0001 ") == card
        assert cards.by_number(session, "FK-2018-00") is None
        (hit,) = search.find(session, "2018-0001", kinds=("card",))
        assert (hit.id, hit.title, hit.line) == (card.id, firm.name, card.number)


def test_cards_are_listed_by_state_author_and_day(store: Store, firm: Enterprise) -> None:
    first, second = print_one(store, firm), print_one(store, firm)
    with store.write() as session:
        cards.void(session, seen(session, first), "破损", today=TODAY)

    def listed(where: cards.Filter) -> list[str]:
        with store.read() as session:
            lines = cards.listing(session, where)
            assert len(lines) == cards.count(session, where)
        return [line.number for line in lines]

    assert listed(cards.Filter(states={CardState.VOID})) == [first.number]
    assert listed(cards.Filter(states={CardState.PRINTED}, author_id=first.author_id)) == [second.number]
    assert listed(cards.Filter(author_id="somebody")) == []
    assert sorted(listed(cards.Filter())) == sorted([first.number, second.number])
    assert listed(cards.Filter(first_on=date(2018, 9, 27))) == listed(cards.Filter(last_on=date(2018, 9, 25))) == []
    assert len(listed(cards.Filter(first_on=TODAY, last_on=TODAY))) == 2


def test_a_card_of_a_visit_tells_of_that_one_and_a_printed_one_of_no_later_one(store: Store, firm: Enterprise) -> None:
    card = print_one(store, firm)
    first, second = (building.visit(firm, visited_at=building.NOON - timedelta(days=days)) for days in (2, 1))
    with store.write() as session:
        for visit in (first, second):
            visits.save(session, visit, None, today=TODAY)
    with store.read() as session:
        assert cards.content(session, card).visit is None, "it stood on no paper"
        assert cards.feedback_card(session, firm.id, first.id, today=TODAY).visit == first
        assert cards.feedback_card(session, firm.id, today=TODAY).visit == second


def test_numbers_looked_at_are_those_that_are_taken_next(store: Store, firm: Enterprise) -> None:
    with store.write() as session:
        coming = numbers.coming(session, "card", 3)
        before = numbers.left(session, "card")
        assert [numbers.take(session, "card") for _ in coming] == list(coming)
        assert numbers.left(session, "card") == before - 3
        assert not numbers.take_coming(session, "card", coming)
        assert numbers.take_coming(session, "card", numbers.coming(session, "card", 4))
        assert numbers.left(session, "card") == before - 7
        with pytest.raises(Refused) as caught:
            numbers.coming(session, "card", before)
    assert (caught.value.code, caught.value.data) == ("too_few_card_numbers", {"left": before - 7})


def test_a_run_goes_on_in_the_next_block(store: Store, firm: Enterprise) -> None:
    with store.write() as session:
        left = numbers.left(session, "card")
        numbers.add(session, [block("card", "FK-2018-", 1001, 1010)])
        assert numbers.take_coming(session, "card", numbers.coming(session, "card", left + 2))
        assert numbers.take(session, "card") == "FK-2018-1003"
