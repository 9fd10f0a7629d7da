"""A signed card comes back to whoever is there: a colleague, or the unit that has the enterprise now, writes it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from sscs_desktop.base import clock
from sscs_desktop.base.errors import Refused
from sscs_desktop.domain.card import Card
from sscs_desktop.domain.enterprise import Enterprise
from sscs_desktop.domain.vocabulary import CardState, PrintWay, Signature
from sscs_desktop.server import admin
from sscs_desktop.store import attachments, cards, conflicts, outbox
from sscs_desktop.store.attachments import Prepared
from sscs_desktop.store.outbox import Seen
from tests.sync.county import County, Desk

OpenDesk = Callable[..., Desk]


@pytest.fixture
def firm(county: County) -> Enterprise:
    return county.enterprise(county.dalu)


@pytest.fixture
def wang(open_desk: OpenDesk, firm: Enterprise) -> Desk:
    desk = open_desk("wang")
    desk.round()
    return desk


@pytest.fixture
def card(wang: Desk, firm: Enterprise) -> Card:
    with wang.store.write() as session:
        draft = cards.feedback_card(session, firm.id, today=clock.today()).card
        made, _saved = cards.record_print(session, draft, PrintWay.PAPER, "a" * 64, today=clock.today())
    wang.round()
    return made


def synced(*desks: Desk) -> None:
    """Let each desk send, then each receive."""
    for desk in (*desks, *desks):
        told = desk.round()
        assert (told.refused, told.conflicts) == (0, 0)


def shown(desk: Desk, card: Card) -> Seen:
    with desk.store.read() as session:
        found = cards.seen(session, card.id)
    assert found is not None
    return found


def printed_again(desk: Desk, card: Card, content_hash: str) -> None:
    with desk.store.write() as session:
        cards.record_print(session, card, PrintWay.PAPER, content_hash, today=clock.today())


def signed(desk: Desk, card: Card, **also: tuple[str, ...]) -> None:
    known = shown(desk, card)
    with desk.store.write() as session:
        back = replace(known.record, signed_on=clock.today(), signatures=(Signature.SEAL,), **also)
        cards.sign(session, back, known, today=clock.today())


def test_a_colleague_signs_a_card_and_attaches_its_scan(wang: Desk, card: Card, open_desk: OpenDesk) -> None:
    li = open_desk("li")
    li.round()
    signed(li, card)
    held = attachments.hold(li.store, Prepared(name="签回.pdf", media_type="application/pdf", content=b"%PDF-1.4 x"))
    with li.store.write() as session:
        attachments.add(session, held, card_id=card.id)
    synced(li, wang)
    with wang.store.read() as session:
        (line,) = attachments.of(session, card.id)
    assert (line.record.name, line.may_delete) == ("签回.pdf", False)
    assert shown(wang, card).record.state is CardState.SIGNED


def test_the_unit_that_has_the_firm_now_signs_voids_and_prints_its_cards(
    county: County, wang: Desk, card: Card, firm: Enterprise, open_desk: OpenDesk
) -> None:
    county.reassign(firm, county.other)
    zhao = open_desk("zhao", county.other)
    synced(wang, zhao)
    signed(zhao, card)
    printed_again(zhao, card, "b" * 64)
    with zhao.store.write() as session:
        known = cards.seen(session, card.id)
        assert known is not None
        cards.void(session, known, "纸丢失了", today=clock.today())
    synced(zhao)
    held = county.data(card.id)
    assert (held["state"], held["void_reason"], held["author_id"]) == ("void", "纸丢失了", card.author_id)
    assert [each["by"] for each in held["prints"]] == ["干部wang", "干部zhao"]


def test_an_office_that_reads_a_card_changes_nothing(
    county: County, wang: Desk, card: Card, open_desk: OpenDesk
) -> None:
    chief = open_desk("chief", county.office)
    synced(chief)
    known = shown(chief, card)
    with chief.store.write() as session, pytest.raises(Refused) as caught:
        cards.void(session, known, "纸丢失了", today=clock.today())
    assert caught.value.code == "not_holder"


def test_who_stands_in_for_another_unit_voids_its_cards(
    county: County, wang: Desk, card: Card, open_desk: OpenDesk
) -> None:
    zhao = open_desk("zhao", county.other)
    admin.hold_scopes(county.directory, zhao.account_id, [county.other, county.dalu])
    synced(zhao)
    known = shown(zhao, card)
    with zhao.store.write() as session:
        cards.void(session, known, "纸丢失了", today=clock.today())
    synced(zhao, wang)
    assert shown(wang, card).record.void_reason == "纸丢失了"


def test_a_card_that_left_while_it_was_looked_at_is_not_voided_in_silence(
    county: County, wang: Desk, card: Card, firm: Enterprise
) -> None:
    known = shown(wang, card)
    county.reassign(firm, county.other)
    wang.round()
    with wang.store.write() as session, pytest.raises(Refused) as caught:
        cards.void(session, known, "纸丢失了", today=clock.today())
    assert caught.value.code == "not_holder"


def test_what_two_people_add_to_one_card_apart_stands_together(wang: Desk, card: Card, open_desk: OpenDesk) -> None:
    li = open_desk("li")
    li.round()
    printed_again(wang, card, "b" * 64)
    printed_again(li, card, "c" * 64)
    printed_again(wang, card, "d" * 64)
    synced(wang, li)
    logs = [[(each.by, each.content_hash[0]) for each in shown(desk, card).record.prints] for desk in (wang, li)]
    assert logs[0] == logs[1] == [("干部wang", "a"), ("干部wang", "b"), ("干部wang", "d"), ("干部li", "c")]


def test_two_who_type_one_card_in_apart_lose_no_problem_and_are_asked_about_the_rest(
    wang: Desk, card: Card, open_desk: OpenDesk
) -> None:
    li = open_desk("li")
    li.round()
    signed(wang, card, issue_ids=("i-wang",))
    known = shown(li, card)
    with li.store.write() as session:
        cards.void(session, known, "纸丢失了", today=clock.today())
    with li.store.write() as session:
        back = shown(li, card)
        cards.save(session, replace(back.record, issue_ids=("i-li",)), back, today=clock.today())
    wang.round()
    assert li.round().conflicts == 1
    wang.round()
    assert set(shown(wang, card).record.issue_ids) == {"i-wang", "i-li"}
    with li.store.read() as session:
        (asked,) = conflicts.listing(session)
    assert {side.field for side in asked.sides} == {"state", "signed_on", "signatures", "void_reason"}


def test_no_desk_deletes_a_card(wang: Desk, card: Card) -> None:
    known = shown(wang, card)
    with wang.store.write() as session, pytest.raises(Refused) as caught:
        outbox.delete(session, "card", card.id, known)
    assert caught.value.code == "not_editable"
