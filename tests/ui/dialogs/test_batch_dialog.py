"""批量打印: who is ticked is printed, what is looked at is laid out, and a stop leaves nothing half-done."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtPrintSupport import QPrinter
from pytestqt.qtbot import QtBot

from sscs_desktop.domain.card import CardContent
from sscs_desktop.domain.vocabulary import PrintWay
from sscs_desktop.paperwork import card_batch
from sscs_desktop.printing import sheets
from sscs_desktop.printing.form import Pages
from sscs_desktop.store import cards, owed_cards
from sscs_desktop.ui.desk import Desk
from sscs_desktop.ui.dialogs import batch_choice
from sscs_desktop.ui.dialogs.batch_dialog import BatchDialog
from sscs_desktop.ui.dialogs.message_dialog import MessageDialog
from tests.paperwork.printed_card import printed_card
from tests.store import building
from tests.ui.dialogs.conftest import World

Open = Callable[[Any], Any]
Key = Qt.Key


@pytest.fixture
def dialog(desk: Desk, world: World, opened: Open) -> BatchDialog:
    firms = [building.enterprise(f"示例企业{at}号", division_code="130528104000") for at in range(4)]
    shown = [("enterprise", firm) for firm in firms] + [("assignment", building.assignment(firm)) for firm in firms]
    building.pull(desk.store, world.feed.page(*(world.feed.put(kind, record) for kind, record in shown)))
    made: BatchDialog = opened(BatchDialog(desk))
    return made


def numbers(desk: Desk) -> list[str]:
    with desk.store.read() as session:
        return sorted(line.number for line in cards.listing(session))


def test_whoever_is_ticked_gets_a_card(dialog: BatchDialog, desk: Desk, qtbot: QtBot, tmp_path: Path) -> None:
    dialog.choice.rows.select_first()
    qtbot.keyClick(dialog.choice.rows, Key.Key_Space)
    left_out = dialog.choice.rows.rows()[0]
    assert left_out.ticked is False and len(dialog.choice.chosen()) == 4
    dialog.save_pdf(tmp_path / "cards.pdf")
    qtbot.waitUntil(lambda: dialog.note.text() == "4 张好了，卡号 FK-2018-0001 到 FK-2018-0004")
    assert (tmp_path / "cards.pdf").read_bytes().startswith(b"%PDF") and len(numbers(desk)) == 4
    qtbot.keyClick(dialog, Key.Key_P, Qt.KeyboardModifier.ControlModifier)
    dialog.save_pdf(tmp_path / "again.pdf")
    assert dialog.choice.chosen() == () and not dialog.pdf_button.isEnabled(), "a second press prints no second set"
    assert not (tmp_path / "again.pdf").exists()
    dialog.paper.moved.emit()  # as when its sheets are laid out anew
    assert dialog.note.text().startswith("4 张好了")


def test_an_office_begins_with_everybody(desk: Desk, world: World, opened: Open) -> None:
    desk.store.take_account(replace(desk.account, unit_id="u-office", role="office"))
    dialog = opened(BatchDialog(desk))
    assert [each.id for each in dialog.choice.chosen()] == [world.firm.id] and not dialog.choice.mine.isVisible()


def test_the_list_is_narrowed_and_ticks_survive_it(dialog: BatchDialog) -> None:
    dialog.choice.rows.toggled.emit(dialog.choice.rows.rows()[0])
    dialog.choice.township.set_value("130528104")
    assert len(dialog.choice.rows.rows()) == 4
    dialog.choice.township.set_value("")
    assert len(dialog.choice.rows.rows()) == 5 and len(dialog.choice.chosen()) == 4
    dialog.choice.whole.click()
    assert dialog.choice.chosen() == () and not dialog.print_button.isEnabled() and dialog.paper.count() == 0
    dialog.choice.whole.click()
    assert len(dialog.choice.chosen()) == 5 and dialog.print_button.isEnabled()


def test_turning_past_a_cards_last_sheet_shows_the_next_card(dialog: BatchDialog, qtbot: QtBot) -> None:
    assert dialog.paper.paper() == 0
    for _ in range(dialog.paper.count()):
        dialog.paper.turn(1)
    assert dialog.paper.paper() == 1 and dialog.note.text().startswith("第 2 张卡，共 5 张")
    dialog.choice.rows.select(dialog.choice.chosen()[3].id)
    assert dialog.paper.paper() == 3


def test_a_list_longer_than_a_run_says_so(dialog: BatchDialog, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(card_batch, "MOST", 5)
    monkeypatch.setattr(batch_choice, "MOST", 5)
    dialog.choice.search()
    assert len(dialog.choice.chosen()) == 5 and "只列了前" not in dialog.note.text()
    monkeypatch.setattr(card_batch, "MOST", 3)
    monkeypatch.setattr(batch_choice, "MOST", 3)
    dialog.choice.search()
    assert len(dialog.choice.chosen()) == 3 and dialog.note.text().endswith("只列了前 3 个，请按乡镇分批")


def test_a_printer_gets_all_ticked(dialog: BatchDialog, desk: Desk, qtbot: QtBot, tmp_path: Path) -> None:
    device = QPrinter()
    device.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    device.setOutputFileName(str(tmp_path / "paper.pdf"))
    dialog.print_on(device)
    qtbot.waitUntil(lambda: dialog.note.text().startswith("5 张好了"))
    assert len(numbers(desk)) == 5 and (tmp_path / "paper.pdf").stat().st_size > 10_000


@pytest.mark.qt_log_ignore("QPainter::begin", extend=True)
def test_a_printer_that_gives_up_is_told_with_the_numbers_that_can_be_reprinted(
    dialog: BatchDialog, desk: Desk, qtbot: QtBot, tmp_path: Path
) -> None:
    device = QPrinter()
    device.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    device.setOutputFileName(str(tmp_path / "missing" / "paper.pdf"))
    dialog.print_on(device)
    qtbot.waitUntil(lambda: dialog.findChild(MessageDialog) is not None)
    assert dialog.note.text().startswith("1 张取了卡号 FK-2018-0001 到 FK-2018-0001，没出纸的在反馈卡里重打")
    assert dialog.note.text().endswith("其余 4 张没有打，也没有取号")
    assert len(dialog.choice.chosen()) == 4


def test_escape_stops_the_run_before_it_closes_the_window(
    dialog: BatchDialog, desk: Desk, qtbot: QtBot, tmp_path: Path
) -> None:
    dialog.save_pdf(tmp_path / "cards.pdf")
    assert dialog.out_button.text() == "停下" and not dialog.choice.isEnabled()
    qtbot.keyClick(dialog, Key.Key_Escape)
    qtbot.waitUntil(lambda: dialog.out_button.text() == "关闭")
    assert dialog.isVisible()
    assert numbers(desk) == [] and not list(tmp_path.glob("*cards*"))
    qtbot.keyClick(dialog, Key.Key_Escape)
    assert not dialog.isVisible()


def test_a_full_or_missing_disk_is_said_and_nothing_is_numbered(
    dialog: BatchDialog, desk: Desk, qtbot: QtBot, tmp_path: Path
) -> None:
    dialog.save_pdf(tmp_path / "missing" / "cards.pdf")
    qtbot.waitUntil(lambda: dialog.findChild(MessageDialog) is not None)
    assert numbers(desk) == [] and dialog.print_button.isEnabled()


def test_cards_whose_pdf_was_not_written_are_told_and_theirs_is_written(
    desk: Desk, world: World, opened: Open, qtbot: QtBot, tmp_path: Path
) -> None:
    card = printed_card(desk.store, world.subject, PrintWay.PDF)
    with desk.store.write() as session:
        owed_cards.begin(session, [card])
    dialog: BatchDialog = opened(BatchDialog(desk))
    assert dialog.owed.isVisible() and dialog.owed.sentence.text().startswith("1 张卡的卡号已经取了")
    dialog.save_owed(tmp_path / "owed.pdf")
    qtbot.waitUntil(lambda: dialog.note.text() == "1 张好了，卡号 FK-2018-0001 到 FK-2018-0001")
    assert not dialog.owed.isVisible() and (tmp_path / "owed.pdf").exists()


def test_blank_cards_are_counted_and_take_no_number(
    dialog: BatchDialog, desk: Desk, qtbot: QtBot, tmp_path: Path
) -> None:
    dialog.choice.filling.setFocus()
    qtbot.keyClick(dialog.choice.filling, Key.Key_Right)
    dialog.choice.count.setText("３")
    dialog.save_pdf(tmp_path / "blank.pdf")
    qtbot.waitUntil(lambda: dialog.note.text() == "空白卡 3 张好了")
    assert numbers(desk) == [] and (tmp_path / "blank.pdf").exists()
    dialog.choice.count.setText("三百零一")
    assert not dialog.pdf_button.isEnabled()


def test_of_two_hundred_cards_only_the_one_looked_at_is_laid_out(
    desk: Desk, world: World, opened: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    firms = [building.enterprise(f"示例企业{at}号") for at in range(200)]
    building.pull(desk.store, world.feed.page(*(world.feed.put("enterprise", firm) for firm in firms)))
    dialog = opened(BatchDialog(desk))
    dialog.choice.mine.setChecked(False)
    assert len(dialog.choice.chosen()) == 201
    laid_out: list[str] = []
    lay_out = sheets.feedback_card

    def watched(content: CardContent, *, shows_phones: bool = False) -> Pages:
        laid_out.append(content.card.id)
        return lay_out(content, shows_phones=shows_phones)

    monkeypatch.setattr(sheets, "feedback_card", watched)
    dialog.choice.rows.toggled.emit(dialog.choice.rows.rows()[7])
    assert len(laid_out) == 1
    assert dialog.note.text().startswith("第 1 张卡，共 200 张")
