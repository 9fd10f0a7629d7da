"""The card on its way to paper: its number is final before anything is painted."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from sscs_desktop.domain.vocabulary import CardState, PrintWay
from sscs_desktop.printing.card_fields import content_hash
from sscs_desktop.store import cards
from sscs_desktop.ui.desk import Desk
from sscs_desktop.ui.dialogs.card_preview import CardPreview
from sscs_desktop.ui.dialogs.message_dialog import MessageDialog
from tests.paperwork.printed_card import printed_card
from tests.store import building
from tests.ui.dialogs.conftest import World
from tests.ui.dialogs.hands import words

Open = Callable[[Any], Any]
Key = Qt.Key


def printed(desk: Desk) -> tuple[cards.CardLine, ...]:
    with desk.store.read() as session:
        return cards.listing(session)


def test_looking_takes_no_number(desk: Desk, world: World, opened: Open, qtbot: QtBot) -> None:
    dialog = opened(CardPreview(desk, world.subject))
    qtbot.waitUntil(lambda: dialog.note.text() == "第 1 页，共 2 页　卡号在打印时给定")
    qtbot.keyClick(dialog, Key.Key_PageDown)
    assert dialog.paper.sheet() == 1
    qtbot.keyClick(dialog, Key.Key_PageUp)
    assert dialog.paper.sheet() == 0
    qtbot.keyClick(dialog, Key.Key_Escape)
    assert printed(desk) == () and building.due(desk.store) == ()


def test_a_pdf_carries_the_number_that_was_recorded_with_it(
    desk: Desk, world: World, opened: Open, qtbot: QtBot, tmp_path: Path
) -> None:
    dialog = opened(CardPreview(desk, world.subject, world.own.id))
    target = tmp_path / "card.pdf"
    dialog.save_pdf(target)
    qtbot.waitUntil(lambda: dialog.note.text() == "已存成 PDF，卡号 FK-2018-0001")
    dialog.paper.moved.emit()  # as when its sheets are laid out anew
    assert dialog.note.text() == "已存成 PDF，卡号 FK-2018-0001" and target.read_bytes().startswith(b"%PDF")

    def turned() -> bool:
        qtbot.keyClick(dialog, Qt.Key.Key_PageDown)
        return bool(dialog.note.text().startswith("第 2 页，共 2 页"))

    qtbot.waitUntil(turned)
    (line,) = printed(desk)
    assert (line.number, line.prints, line.state) == ("FK-2018-0001", 1, CardState.PRINTED)
    with desk.store.read() as session:
        card = cards.get(session, line.id)
        assert card is not None
        assert card.visit_id == world.own.id
        assert card.prints[0].content_hash == content_hash(cards.content(session, card))


def test_a_pdf_that_cannot_be_written_takes_no_number_and_is_no_print(
    desk: Desk, world: World, opened: Open, qtbot: QtBot, tmp_path: Path
) -> None:
    dialog = opened(CardPreview(desk, world.subject))
    dialog.save_pdf(tmp_path / "missing" / "card.pdf")
    qtbot.waitUntil(lambda: dialog.findChild(MessageDialog) is not None)
    assert dialog.number() == "" and printed(desk) == () and building.due(desk.store) == ()
    dialog.save_pdf(tmp_path / "card.pdf")
    qtbot.waitUntil(lambda: dialog.note.text() == "已存成 PDF，卡号 FK-2018-0001")


def test_printing_again_keeps_the_number_and_counts(
    desk: Desk, world: World, opened: Open, qtbot: QtBot, tmp_path: Path
) -> None:
    dialog = opened(CardPreview(desk, world.subject))
    device = QPrinter()
    device.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    device.setOutputFileName(str(tmp_path / "printer.pdf"))
    for _ in range(2):
        dialog.say("")
        dialog.print_on(device)
        qtbot.waitUntil(lambda: dialog.note.text() == "已打印，卡号 FK-2018-0001")
    assert (tmp_path / "printer.pdf").stat().st_size > 10_000
    assert [(line.number, line.prints) for line in printed(desk)] == [("FK-2018-0001", 2)]


def test_without_a_printer_enter_says_what_to_do_instead(desk: Desk, world: World, opened: Open, qtbot: QtBot) -> None:
    dialog = opened(CardPreview(desk, world.subject))
    qtbot.keyClick(dialog, Key.Key_Return)
    message = dialog.findChild(MessageDialog)
    assert message is not None and "PDF" in words(message, "sentence")
    assert printed(desk) == ()


def test_phones_are_masked_until_asked_for(desk: Desk, world: World, opened: Open) -> None:
    dialog = opened(CardPreview(desk, world.subject))
    hidden = dialog.paper.grab().toImage()
    dialog.phones.setChecked(True)
    QApplication.processEvents()
    assert dialog.paper.grab().toImage() != hidden


def test_a_card_printed_before_opens_under_its_number(desk: Desk, world: World, opened: Open) -> None:
    card = printed_card(desk.store, world.subject, PrintWay.PDF)
    dialog = opened(CardPreview(desk, card_id=card.id))
    assert dialog.number() == card.number == "FK-2018-0001"
