"""Many cards in one go: numbers go with what is printed, and only with that."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtGui import QPageSize
from PySide6.QtPrintSupport import QPrinter, QPrinterInfo

from sscs_desktop.base.errors import DiskTrouble, Refused
from sscs_desktop.domain.vocabulary import PrintWay, ServiceClass
from sscs_desktop.paperwork import card_batch
from sscs_desktop.paperwork.card_batch import Wish
from sscs_desktop.printing import printer
from sscs_desktop.printing.card_fields import content_hash
from sscs_desktop.printing.run import Enough
from sscs_desktop.store import cards, numbers
from sscs_desktop.store.subjects import Subject
from sscs_desktop.ui.desk import Desk
from sscs_desktop.ui.jobs import Cancelled
from tests.printing.copied import copied
from tests.printing.glyphs import words
from tests.store import building
from tests.store.building import ME
from tests.ui.dialogs.conftest import World
from tests.ui.printed_card import printed_card


@pytest.fixture
def subjects(desk: Desk, world: World) -> list[Subject]:
    firms = [building.enterprise(f"示例企业{at}号", division_code="130528104000") for at in range(4)]
    building.pull(desk.store, world.feed.page(*(world.feed.put("enterprise", firm) for firm in firms)))
    return [world.subject, *(Subject("enterprise", firm.id, firm.name) for firm in firms)]


def quiet(_done: int, _all: int) -> None:
    """Hear how far it is."""


def filed(desk: Desk) -> list[str]:
    with desk.store.read() as session:
        return sorted(line.number for line in cards.listing(session))


def left(desk: Desk) -> int:
    with desk.store.read() as session:
        return numbers.left(session, "card")


def paper_printer(path: Path) -> QPrinter:
    device = QPrinter()
    device.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    device.setOutputFileName(str(path))
    return device


def test_all_cards_of_a_pdf_are_filed_with_what_they_said(desk: Desk, subjects: list[Subject], tmp_path: Path) -> None:
    made = card_batch.to_pdf(desk.store, subjects, tmp_path / "a.pdf", quiet)
    assert [card.number for card in made] == [f"FK-2018-000{at}" for at in range(1, 6)] == filed(desk)
    assert [card.enterprise_id for card in made] == [subject.id for subject in subjects]
    with desk.store.read() as session:
        for card in made:
            (only,) = card.prints
            assert only.way is PrintWay.PDF
            assert only.content_hash == content_hash(cards.content(session, card))
    assert (tmp_path / "a.pdf").read_bytes().startswith(b"%PDF")


def test_a_pdf_given_up_midway_takes_no_number_and_leaves_no_file(
    desk: Desk, subjects: list[Subject], tmp_path: Path
) -> None:
    before = left(desk)

    def stop(done: int, _all: int) -> None:
        if done == 3:
            raise Cancelled

    with pytest.raises(Cancelled):
        card_batch.to_pdf(desk.store, subjects, tmp_path / "a.pdf", stop)
    assert (filed(desk), left(desk), list(tmp_path.glob("*.p*"))) == ([], before, [])


def test_a_pdf_that_cannot_be_written_takes_no_number(desk: Desk, subjects: list[Subject], tmp_path: Path) -> None:
    before = left(desk)
    with pytest.raises(DiskTrouble) as caught:
        card_batch.to_pdf(desk.store, subjects, tmp_path / "missing" / "a.pdf", quiet)
    assert (caught.value.code, filed(desk), left(desk)) == ("not_writable", [], before)
    assert building.due(desk.store) == ()


def test_a_number_taken_meanwhile_is_never_on_two_papers(desk: Desk, subjects: list[Subject], tmp_path: Path) -> None:
    runs: list[int] = []

    def meddle(done: int, _all: int) -> None:
        runs.append(done)
        if runs.count(2) == 1 and done == 2:
            printed_card(desk.store, subjects[0], PrintWay.PAPER)

    made = card_batch.to_pdf(desk.store, subjects, tmp_path / "a.pdf", meddle)
    assert [card.number for card in made] == [f"FK-2018-000{at}" for at in range(2, 7)]
    assert filed(desk) == [f"FK-2018-000{at}" for at in range(1, 7)]


def test_too_few_numbers_print_nothing(desk: Desk, subjects: list[Subject], tmp_path: Path) -> None:
    many = subjects * 50
    with pytest.raises(Refused) as caught:
        card_batch.to_pdf(desk.store, many, tmp_path / "a.pdf", quiet)
    assert caught.value.code == "too_few_card_numbers" and filed(desk) == []


def test_a_printer_stopped_midway_has_whole_cards_and_their_numbers_alone(
    desk: Desk, subjects: list[Subject], tmp_path: Path
) -> None:
    before = left(desk)

    def stop(done: int, _all: int) -> None:
        if done == 2:
            raise Enough

    device = paper_printer(tmp_path / "paper.pdf")
    sent = card_batch.to_printer(desk.store, subjects, device, stop)
    assert sent.error is None and not sent.is_waiting
    assert [card.number for card in sent.cards] == filed(desk) == ["FK-2018-0001", "FK-2018-0002"]
    assert left(desk) == before - 2
    assert (tmp_path / "paper.pdf").stat().st_size > 10_000


def test_a_card_that_cannot_be_filed_stops_the_printer_after_the_one_before(
    desk: Desk, subjects: list[Subject], tmp_path: Path
) -> None:
    gone = [*subjects[:2], Subject("enterprise", "nobody"), *subjects[2:]]
    sent = card_batch.to_printer(desk.store, gone, paper_printer(tmp_path / "paper.pdf"), quiet)
    assert sent.error is not None and sent.error.code == "row_gone"
    assert [card.enterprise_id for card in sent.cards] == [subject.id for subject in gone[:2]]


@pytest.mark.qt_log_ignore("QPainter::begin", extend=True)
def test_a_printer_that_gives_up_leaves_told_what_was_filed_for_it(
    desk: Desk, subjects: list[Subject], tmp_path: Path
) -> None:
    device = paper_printer(tmp_path / "missing" / "paper.pdf")
    sent = card_batch.to_printer(desk.store, subjects, device, quiet)
    assert sent.error is not None and sent.error.code == "printing_stopped"
    assert [card.number for card in sent.cards] == filed(desk) == ["FK-2018-0001"]


def test_too_few_numbers_stop_a_printer_before_the_first_card(
    desk: Desk, subjects: list[Subject], tmp_path: Path
) -> None:
    with pytest.raises(Refused) as caught:
        card_batch.to_printer(desk.store, subjects * 50, paper_printer(tmp_path / "paper.pdf"), quiet)
    assert caught.value.code == "too_few_card_numbers" and filed(desk) == []


def test_a_printer_without_a4_is_told_before_a_number_is_taken(
    desk: Desk, subjects: list[Subject], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    letter = [QPageSize(QPageSize.PageSizeId.Letter)]
    monkeypatch.setattr(QPrinterInfo, "supportedPageSizes", lambda _self: letter)
    with pytest.raises(Refused) as caught:
        card_batch.to_printer(desk.store, subjects, paper_printer(tmp_path / "paper.pdf"), quiet)
    assert caught.value.code == "no_a4" and filed(desk) == []


def test_a_wish_is_narrowed_by_township_class_and_words(desk: Desk, subjects: list[Subject]) -> None:
    with desk.store.read() as session:
        assert [one.subject.id for one in card_batch.found(session, Wish(unit_id=ME.unit_id))] == [subjects[0].id]
        assert [one.subject.name for one in card_batch.found(session, Wish(text="企业3号"))] == ["示例企业3号"]
        (project,) = card_batch.found(session, Wish(is_project=True))
        classes = [Wish(service_class=one) for one in (ServiceClass.INDUSTRY, ServiceClass.TECHNOLOGY)]
        wishes = (Wish(), Wish(township="130528104"), Wish(is_project=True), Wish(text="企业3号"), *classes)
        for counted in (card_batch.count, lambda session, wish: len(card_batch.found(session, wish))):
            assert [counted(session, wish) for wish in wishes] == [5, 4, 1, 1, 5, 1]
    assert project.subject.kind == "project"


def test_phones_are_whole_on_the_papers_that_ask_for_it_and_on_no_other(
    desk: Desk, subjects: list[Subject], tmp_path: Path
) -> None:
    for is_asked, phone in ((False, "138****8000"), (True, "13800138000")):
        run = card_batch.drafts(desk.store, subjects[:1], shows_phones=is_asked)
        card_batch.to_pdf(desk.store, subjects[:1], tmp_path / "file.pdf", shows_phones=is_asked)
        device = paper_printer(tmp_path / "paper.pdf")
        card_batch.to_printer(desk.store, subjects[:1], device, shows_phones=is_asked)
        texts = [words(run.makers[0]()), *(copied(tmp_path / f"{name}.pdf") for name in ("file", "paper"))]
        assert [phone in text for text in texts] == [True] * 3


def test_blank_forms_bear_no_number_and_a_preview_lays_out_what_is_looked_at(
    desk: Desk, subjects: list[Subject]
) -> None:
    assert len(card_batch.blanks(200)) == 200
    assert len(card_batch.blanks(3, is_project=True).makers) == 3
    run = card_batch.drafts(desk.store, subjects * 40)
    assert run.makers[199]().count >= 1
    assert len(printer.pdf_bytes(card_batch.blanks(2))) > 5_000
    assert filed(desk) == []
