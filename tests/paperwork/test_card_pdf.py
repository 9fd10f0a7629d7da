"""Cards into one PDF: numbered and filed while others save, and truthful whatever ends it in between."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from sscs_desktop.base import database
from sscs_desktop.base.errors import DiskTrouble, Refused
from sscs_desktop.domain.card import Card
from sscs_desktop.domain.enterprise import Enterprise
from sscs_desktop.domain.vocabulary import PrintWay
from sscs_desktop.paperwork import card_batch, card_paper, card_pdf
from sscs_desktop.printing.card_fields import content_hash
from sscs_desktop.store import cards, enterprises, numbers, outbox, owed_cards
from sscs_desktop.store.change import Change
from sscs_desktop.store.store import Store
from sscs_desktop.store.subjects import Subject
from tests.paperwork.printed_card import printed_card
from tests.store import building
from tests.store.building import Feed

pytestmark = pytest.mark.usefixtures("qapp")

MANY = 3 * card_pdf.CHUNK

_KILLED = """
import os, signal, sys
from pathlib import Path
from datetime import datetime
from PySide6.QtGui import QGuiApplication
from sscs_desktop.base import clock
from sscs_desktop.base.clock import SHANGHAI
from sscs_desktop.store import cards
from sscs_desktop.store.store import Store
from sscs_desktop.store.subjects import Subject
from sscs_desktop.paperwork import card_batch, card_pdf

app = QGuiApplication([])
clock.stand_at(datetime(2018, 9, 26, 15, 20, tzinfo=SHANGHAI))
store = Store.open(Path(sys.argv[1]), None)

def kill(change):
    with store.read() as session:
        if cards.count(session) >= 2 * card_pdf.CHUNK:
            os.kill(os.getpid(), signal.SIGKILL)

store.on_commit(kill)
subjects = [Subject("enterprise", id) for id in sys.argv[3:]]
card_batch.to_pdf(store, subjects, Path(sys.argv[2]))
"""


@pytest.fixture
def subjects(store: Store, feed: Feed) -> list[Subject]:
    firms = [building.enterprise(f"示例企业{at}号") for at in range(MANY)]
    building.pull(store, feed.page(*(feed.put("enterprise", firm) for firm in firms)))
    return [Subject("enterprise", firm.id, firm.name) for firm in firms]


def owed(store: Store) -> int:
    with store.read() as session:
        return owed_cards.count(session)


def test_whoever_saves_meanwhile_waits_for_a_few_cards(store: Store, subjects: list[Subject], tmp_path: Path) -> None:
    steps: list[int] = []

    def count(_change: Change) -> None:
        with store.read() as session:
            steps.append(outbox.waiting(session))

    store.on_commit(count)
    card_batch.to_pdf(store, subjects, tmp_path / "a.pdf")
    filed = [after - before for before, after in zip([0, *steps], steps, strict=False)]
    assert max(filed) == card_pdf.CHUNK and sum(filed) == MANY and owed(store) == 0


@pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL is POSIX")
def test_killed_between_two_transactions_every_number_is_told_and_its_pdf_can_be_written(
    store: Store, subjects: list[Subject], tmp_path: Path
) -> None:
    copy, target = tmp_path / "killed.db", tmp_path / "a.pdf"
    database.backup(store.engine, copy)
    ids = [subject.id for subject in subjects]
    killed = subprocess.run(
        [sys.executable, "-c", _KILLED, str(copy), str(target), *ids],
        cwd=Path(__file__).resolve().parents[2],
        capture_output=True,
        check=False,
    )
    assert killed.returncode == -9, killed.stderr.decode()
    assert not target.exists()
    store = Store.open(copy, None)
    try:
        with store.read() as session:
            filed = cards.count(session)
        assert (filed, owed(store)) == (2 * card_pdf.CHUNK, MANY)
        made = card_pdf.owed(store, target)
        assert [card.number for card in made] == [f"FK-2018-{at:04d}" for at in range(1, MANY + 1)]
        assert [card.enterprise_id for card in made] == ids and owed(store) == 0
        assert target.read_bytes().startswith(b"%PDF")
        with store.read() as session:
            assert all(len(card.prints) == 1 and cards.get(session, card.id) == card for card in made)
            assert numbers.coming(session, "card", 1) == (f"FK-2018-{MANY + 1:04d}",)
    finally:
        store.close()


def stick_in(store: Store, tmp_path: Path) -> Path:
    """Return a folder that is pulled out as soon as something is written down."""
    folder = tmp_path / "stick"
    folder.mkdir()

    def pull_out(_change: Change) -> None:
        if folder.exists():
            folder.rename(tmp_path / "gone")

    store.on_commit(pull_out)
    return folder


def test_a_folder_that_vanishes_after_the_numbers_leaves_them_told(
    store: Store, subjects: list[Subject], tmp_path: Path
) -> None:
    stick = stick_in(store, tmp_path)
    with pytest.raises(DiskTrouble) as caught:
        card_batch.to_pdf(store, subjects[:4], stick / "a.pdf")
    assert (caught.value.code, owed(store)) == ("not_writable", 4)
    made = card_pdf.owed(store, tmp_path / "b.pdf")
    assert len(made) == 4 and owed(store) == 0 and (tmp_path / "b.pdf").exists()
    with pytest.raises(Refused) as nothing:
        card_pdf.owed(store, tmp_path / "c.pdf")
    assert nothing.value.code == "nothing_to_print"


def test_a_reprint_that_is_cut_off_is_told_and_written_as_the_print_it_is(
    store: Store, subject: Subject, tmp_path: Path
) -> None:
    card = printed_card(store, subject, PrintWay.PAPER)
    stick = stick_in(store, tmp_path)
    with pytest.raises(DiskTrouble):
        card_pdf.again(store, [lambda: card_paper.reprint(store, card.id)], stick / "a.pdf")
    assert owed(store) == 1
    (made,) = card_pdf.owed(store, tmp_path / "b.pdf")
    assert [each.way for each in made.prints] == [PrintWay.PAPER, PrintWay.PDF] and owed(store) == 0


def test_a_reprint_cut_off_before_it_was_logged_is_logged_with_its_pdf(
    store: Store, subject: Subject, tmp_path: Path
) -> None:
    card = printed_card(store, subject, PrintWay.PAPER)
    with store.write() as session:
        owed_cards.begin(session, [card])
    (made,) = card_pdf.owed(store, tmp_path / "a.pdf")
    assert [each.way for each in made.prints] == [PrintWay.PAPER, PrintWay.PDF]
    assert made.prints[0].content_hash == made.prints[1].content_hash, "it looked like the print it owed"


def test_a_card_of_another_units_firm_is_not_printed_again_and_owes_nothing(
    store: Store, feed: Feed, firm: Enterprise, subject: Subject, tmp_path: Path
) -> None:
    card = printed_card(store, subject, PrintWay.PAPER)
    with store.read() as session:
        (ours,) = enterprises.assignments(session, firm.id)
    away = replace(ours, unit_id="elsewhere", unit_name="河渠镇")
    theirs = replace(card, id="theirs", number="FK-9", author_id="somebody")
    shown = (("assignment", away), ("card", theirs))
    building.pull(store, feed.page(*(feed.put(kind, record) for kind, record in shown)))
    with pytest.raises(Refused, match="not_holder"):
        card_pdf.again(
            store,
            [partial(card_paper.reprint, store, "theirs")],
            tmp_path / "a.pdf",
        )
    assert owed(store) == 0 and not (tmp_path / "a.pdf").exists()
    with store.write() as session:
        owed_cards.begin(session, [theirs])
        wanted, unwanted = owed_cards.listing(session)
    assert (wanted, unwanted) == ((), (theirs,))


def test_a_place_that_cannot_be_taken_is_told_before_a_number_is(
    store: Store, subjects: list[Subject], tmp_path: Path
) -> None:
    (tmp_path / "a.pdf").mkdir()
    with pytest.raises(DiskTrouble):
        card_batch.to_pdf(store, subjects[:2], tmp_path / "a.pdf")
    assert owed(store) == 0 and building.due(store) == ()
    assert list(tmp_path.glob(".part*")) == []


def test_what_is_void_or_gone_by_now_owes_nothing(store: Store, subjects: list[Subject]) -> None:
    void, stays = (printed_card(store, subject, PrintWay.PDF) for subject in subjects[:2])
    gone = replace(stays, id="numbered", enterprise_id="left")
    with store.write() as session:
        owed_cards.begin(session, [void, gone, stays])
        seen = cards.seen(session, void.id)
        assert seen is not None
        cards.void(session, seen, "纸丢失了", today=building.TODAY)
    with store.read() as session:
        wanted, unwanted = owed_cards.listing(session)
    assert [card.id for card in wanted] == [stays.id] and {card.id for card in unwanted} == {void.id, gone.id}


def test_a_card_voided_while_it_was_looked_at_is_not_written(
    store: Store, subjects: list[Subject], tmp_path: Path
) -> None:
    card: Card = printed_card(store, subjects[0])
    content = card_paper.reprint(store, card.id)
    with store.write() as session:
        seen = cards.seen(session, card.id)
        assert seen is not None
        cards.void(session, seen, "纸丢失了", today=building.TODAY)
    with pytest.raises(Refused) as caught:
        card_pdf.again(store, [lambda: content], tmp_path / "a.pdf")
    assert caught.value.code == "card_void" and owed(store) == 0 and not (tmp_path / "a.pdf").exists()


def test_who_was_handed_to_another_unit_gets_no_card_and_owes_none(
    store: Store, subjects: list[Subject], feed: Feed, tmp_path: Path
) -> None:
    printed_card(store, subjects[0])  # its filing waits, so the enterprise stays here a while
    building.pull(store, feed.page(feed.leave("enterprise", subjects[0].id)))
    with store.read() as session:
        assert subjects[0].id not in {each.subject.id for each in card_batch.found(session, card_batch.Wish())}
        left = numbers.left(session, "card")
    with pytest.raises(Refused) as caught:
        card_batch.to_pdf(store, subjects[:2], tmp_path / "a.pdf")
    assert caught.value.code == "row_gone" and owed(store) == 0
    with store.read() as session:
        assert numbers.left(session, "card") == left


def test_a_card_says_what_it_was_filed_with(store: Store, subjects: list[Subject], tmp_path: Path) -> None:
    draft = partial(card_paper.draft, store, subjects[0], None)
    (card,) = card_pdf.new(store, [draft], tmp_path / "a.pdf")
    again = card_paper.reprint(store, card.id)
    (twice,) = card_pdf.again(store, [lambda: again], tmp_path / "a.pdf")
    assert twice.number == card.number and [each.way for each in twice.prints] == [PrintWay.PDF] * 2
    assert {each.content_hash for each in twice.prints} == {content_hash(again)}
