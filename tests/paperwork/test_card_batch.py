"""Many cards in one go: numbers go with what is printed, and only with that."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtGui import QPageSize
from PySide6.QtPrintSupport import QPrinter, QPrinterInfo

from sscs_desktop.base import ids
from sscs_desktop.base.errors import DiskTrouble, Refused
from sscs_desktop.domain.project import Project
from sscs_desktop.domain.vocabulary import PrintWay, ServiceClass, Stage
from sscs_desktop.paperwork import card_batch
from sscs_desktop.paperwork.card_batch import Wish
from sscs_desktop.printing import printer
from sscs_desktop.printing.card_fields import content_hash
from sscs_desktop.printing.run import Enough
from sscs_desktop.store import cards, numbers
from sscs_desktop.store.store import Store
from sscs_desktop.store.subjects import Subject
from tests.paperwork.printed_card import printed_card
from tests.printing.copied import copied
from tests.printing.glyphs import words
from tests.store import building
from tests.store.building import ME, Feed

pytestmark = pytest.mark.usefixtures("qapp")


@pytest.fixture
def subjects(store: Store, feed: Feed, subject: Subject) -> list[Subject]:
    firms = [building.enterprise(f"示例企业{at}号", division_code="130528104000") for at in range(4)]
    building.pull(store, feed.page(*(feed.put("enterprise", firm) for firm in firms)))
    return [subject, *(Subject("enterprise", firm.id, firm.name) for firm in firms)]


def filed(store: Store) -> list[str]:
    with store.read() as session:
        return sorted(line.number for line in cards.listing(session))


def left(store: Store) -> int:
    with store.read() as session:
        return numbers.left(session, "card")


def paper_printer(path: Path) -> QPrinter:
    device = QPrinter()
    device.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    device.setOutputFileName(str(path))
    return device


def test_all_cards_of_a_pdf_are_filed_with_what_they_said(
    store: Store, subjects: list[Subject], tmp_path: Path
) -> None:
    made = card_batch.to_pdf(store, subjects, tmp_path / "a.pdf")
    assert [card.number for card in made] == [f"FK-2018-000{at}" for at in range(1, 6)] == filed(store)
    assert [card.enterprise_id for card in made] == [subject.id for subject in subjects]
    with store.read() as session:
        for card in made:
            (only,) = card.prints
            assert only.way is PrintWay.PDF
            assert only.content_hash == content_hash(cards.content(session, card))
    assert (tmp_path / "a.pdf").read_bytes().startswith(b"%PDF")


def test_a_pdf_given_up_midway_takes_no_number_and_leaves_no_file(
    store: Store, subjects: list[Subject], tmp_path: Path
) -> None:
    before = left(store)

    def stop(done: int, _all: int) -> None:
        if done == 3:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        card_batch.to_pdf(store, subjects, tmp_path / "a.pdf", stop)
    assert (filed(store), left(store), list(tmp_path.glob(".p*")), list(tmp_path.glob("*.p*"))) == ([], before, [], [])


def test_a_pdf_that_cannot_be_written_takes_no_number(store: Store, subjects: list[Subject], tmp_path: Path) -> None:
    before = left(store)
    with pytest.raises(DiskTrouble) as caught:
        card_batch.to_pdf(store, subjects, tmp_path / "missing" / "a.pdf")
    assert (caught.value.code, filed(store), left(store)) == ("not_writable", [], before)
    assert building.due(store) == ()


def test_a_number_taken_meanwhile_is_never_on_two_papers(store: Store, subjects: list[Subject], tmp_path: Path) -> None:
    runs: list[int] = []

    def meddle(done: int, _all: int) -> None:
        runs.append(done)
        if runs.count(2) == 1 and done == 2:
            printed_card(store, subjects[0], PrintWay.PAPER)

    made = card_batch.to_pdf(store, subjects, tmp_path / "a.pdf", meddle)
    assert [card.number for card in made] == [f"FK-2018-000{at}" for at in range(2, 7)]
    assert filed(store) == [f"FK-2018-000{at}" for at in range(1, 7)]


def test_too_few_numbers_print_nothing(store: Store, subjects: list[Subject], tmp_path: Path) -> None:
    many = subjects * 50
    with pytest.raises(Refused) as caught:
        card_batch.to_pdf(store, many, tmp_path / "a.pdf")
    assert caught.value.code == "too_few_card_numbers" and filed(store) == []


def test_a_printer_stopped_midway_has_whole_cards_and_their_numbers_alone(
    store: Store, subjects: list[Subject], tmp_path: Path
) -> None:
    before = left(store)

    def stop(done: int, _all: int) -> None:
        if done == 2:
            raise Enough

    device = paper_printer(tmp_path / "paper.pdf")
    sent = card_batch.to_printer(store, subjects, device, stop)
    assert sent.error is None and not sent.is_waiting
    assert [card.number for card in sent.cards] == filed(store) == ["FK-2018-0001", "FK-2018-0002"]
    assert left(store) == before - 2
    assert (tmp_path / "paper.pdf").stat().st_size > 10_000


def test_a_card_that_cannot_be_filed_stops_the_printer_after_the_one_before(
    store: Store, subjects: list[Subject], tmp_path: Path
) -> None:
    gone = [*subjects[:2], Subject("enterprise", "nobody"), *subjects[2:]]
    sent = card_batch.to_printer(store, gone, paper_printer(tmp_path / "paper.pdf"))
    assert sent.error is not None and sent.error.code == "row_gone"
    assert [card.enterprise_id for card in sent.cards] == [subject.id for subject in gone[:2]]


@pytest.mark.qt_log_ignore("QPainter::begin", extend=True)
def test_a_printer_that_gives_up_leaves_told_what_was_filed_for_it(
    store: Store, subjects: list[Subject], tmp_path: Path
) -> None:
    device = paper_printer(tmp_path / "missing" / "paper.pdf")
    sent = card_batch.to_printer(store, subjects, device)
    assert sent.error is not None and sent.error.code == "printing_stopped"
    assert [card.number for card in sent.cards] == filed(store) == ["FK-2018-0001"]


def test_too_few_numbers_stop_a_printer_before_the_first_card(
    store: Store, subjects: list[Subject], tmp_path: Path
) -> None:
    with pytest.raises(Refused) as caught:
        card_batch.to_printer(store, subjects * 50, paper_printer(tmp_path / "paper.pdf"))
    assert caught.value.code == "too_few_card_numbers" and filed(store) == []


def test_a_printer_without_a4_is_told_before_a_number_is_taken(
    store: Store, subjects: list[Subject], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    letter = [QPageSize(QPageSize.PageSizeId.Letter)]
    monkeypatch.setattr(QPrinterInfo, "supportedPageSizes", lambda _self: letter)
    with pytest.raises(Refused) as caught:
        card_batch.to_printer(store, subjects, paper_printer(tmp_path / "paper.pdf"))
    assert caught.value.code == "no_a4" and filed(store) == []


def test_a_wish_is_narrowed_by_township_class_and_words(store: Store, feed: Feed, subjects: list[Subject]) -> None:
    park = Project(id=ids.new_id(), name="宁晋电缆产业园二期（示例）", builder="宁晋城投（示例）", stage=Stage.BUILD)
    building.pull(store, feed.page(feed.put("project", park)))
    with store.read() as session:
        assert [one.subject.id for one in card_batch.found(session, Wish(unit_id=ME.unit_id))] == [subjects[0].id]
        assert [one.subject.name for one in card_batch.found(session, Wish(text="企业3号"))] == ["示例企业3号"]
        (project,) = card_batch.found(session, Wish(is_project=True))
        classes = [Wish(service_class=one) for one in (ServiceClass.INDUSTRY, ServiceClass.TECHNOLOGY)]
        wishes = (
            Wish(),
            Wish(township="130528104"),
            Wish(is_project=True),
            Wish(text="企业3号"),
            Wish(is_project=True, text="没有"),
            *classes,
        )
        for counted in (card_batch.count, lambda session, wish: len(card_batch.found(session, wish))):
            assert [counted(session, wish) for wish in wishes] == [5, 4, 1, 1, 0, 5, 1]
    assert project.subject == Subject("project", park.id, park.name)


def test_phones_are_whole_on_the_papers_that_ask_for_it_and_on_no_other(
    store: Store, subjects: list[Subject], tmp_path: Path
) -> None:
    for is_asked, phone in ((False, "138****8000"), (True, "13800138000")):
        run = card_batch.drafts(store, subjects[:1], shows_phones=is_asked)
        card_batch.to_pdf(store, subjects[:1], tmp_path / "file.pdf", shows_phones=is_asked)
        device = paper_printer(tmp_path / "paper.pdf")
        card_batch.to_printer(store, subjects[:1], device, shows_phones=is_asked)
        texts = [words(run.makers[0]()), *(copied(tmp_path / f"{name}.pdf") for name in ("file", "paper"))]
        assert [phone in text for text in texts] == [True] * 3


def test_blank_forms_bear_no_number_and_a_preview_lays_out_what_is_looked_at(
    store: Store, subjects: list[Subject]
) -> None:
    assert len(card_batch.blanks(200)) == 200
    assert len(card_batch.blanks(3, is_project=True).makers) == 3
    run = card_batch.drafts(store, subjects * 40)
    assert run.makers[199]().count >= 1
    assert len(printer.pdf_bytes(card_batch.blanks(2))) > 5_000
    assert filed(store) == []
