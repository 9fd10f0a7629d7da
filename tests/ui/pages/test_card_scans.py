"""Signed cards through the feeder of a copier: one PDF, pages turned, backs empty, two cards and strangers mixed."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import cast

import pytest
from PySide6.QtGui import QColor, QImage, QPainter, QTransform
from pytestqt.qtbot import QtBot

from sscs_desktop.base.errors import Unreadable
from sscs_desktop.domain.card import Card
from sscs_desktop.domain.vocabulary import PrintWay
from sscs_desktop.paperwork import card_paper
from sscs_desktop.printing import printer, qr, sheets
from sscs_desktop.store import attachments, blobs, cards
from sscs_desktop.ui import messages, pictures
from sscs_desktop.ui.dialogs.message_dialog import MessageDialog
from sscs_desktop.ui.pages.cards import CardsPage
from sscs_desktop.ui.widgets.text import Label
from tests import scanned
from tests.ui.pages.test_card_photos import attached, page, printed
from tests.ui.pages.world import TODAY, World

__all__ = ["page", "printed"]

WIDTH = 1240
"""Dots of a sheet at 150 dpi."""
Told = Callable[[], str]


def sheet(world: World, card: Card, at: int = 0, *, turned: float = 0.0) -> QImage:
    """Return a sheet of a card as the copier sees it."""
    image = printer.preview(sheets.feedback_card(card_paper.reprint(world.store, card.id)), at, WIDTH)
    return image.transformed(QTransform().rotate(turned))


def back(words: str = "", *, hole: bool = False) -> QImage:
    """Return the back of a sheet: yellowish, dusty, with a punched hole, perhaps with something written on it."""
    image = QImage(WIDTH, 1754, QImage.Format.Format_RGB32)
    image.fill(QColor("#f4f3ea"))
    painter = QPainter(image)
    for at in range(40):
        painter.fillRect(at * 31 % WIDTH, at * 173 % 1754, 2, 2, QColor("#303030"))
    if hole:
        painter.fillRect(60, 600, 36, 36, QColor("black"))
    font = painter.font()
    font.setPixelSize(48)
    painter.setFont(font)
    painter.drawText(600, 900, words)
    painter.end()
    return image


def turns(world: World, card: Card) -> list[int]:
    """Return how the codes on what is attached to a card lie."""
    with world.store.read() as session:
        kept = [line.record.sha256 for line in attachments.of(session, card.id)]
    found = (qr.readings(pictures.from_jpeg(blobs.content(world.store, each))) for each in kept)
    return [reading.turn for readings in found for reading in readings]


@pytest.fixture
def told(page: CardsPage, qtbot: QtBot) -> Told:
    """Wait for the dialog that says what is amiss, and close it."""

    def words() -> str:
        qtbot.waitUntil(lambda: page.findChild(MessageDialog) is not None)
        dialog = cast(MessageDialog, page.findChild(MessageDialog))
        said = cast(Label, dialog.findChild(Label, "sentence")).text()
        dialog.accept()
        return said

    return words


def scan(page: CardsPage, qtbot: QtBot, files: Sequence[Path]) -> str:
    """Give the page files, and return what stands above it when all is done."""
    page.photos.take(files)
    qtbot.waitUntil(lambda: not page.desk.jobs.is_busy("desk"), timeout=20_000)
    return page.photos.bar.sentence.text()


def test_each_page_of_a_stack_comes_to_its_own_card_upright_and_once(
    world: World, printed: list[Card], page: CardsPage, tmp_path: Path, qtbot: QtBot
) -> None:
    one, two = printed
    over = sheet(world, one, turned=180)
    pages = [over, back(hole=True), sheet(world, two, turned=90), sheet(world, one, 1), over]
    file = scanned.stack(tmp_path / "扫描.pdf", pages)
    assert scan(page, qtbot, [file]) == "附好 4 张，在 2 张卡上"
    assert attached(world, one) == ["扫描-1.jpg", "扫描-4.jpg"] and attached(world, two) == ["扫描-3.jpg"]
    assert turns(world, one) == [0, 0] and turns(world, two) == [0]
    assert page._card is not None and page._card.id == one.id
    page.photos.bar.button.click()
    assert not page.photos.bar.isVisibleTo(page)


def test_a_stack_in_one_tiff_is_sorted_as_one_in_a_pdf(
    world: World, printed: list[Card], page: CardsPage, tmp_path: Path, qtbot: QtBot
) -> None:
    one, two = printed
    file = scanned.tiff(tmp_path / "扫描.tif", [sheet(world, one, turned=180), back(), sheet(world, two)])
    assert scan(page, qtbot, [file]) == "附好 2 张，在 2 张卡上"
    assert attached(world, one) == ["扫描-1.jpg"] and attached(world, two) == ["扫描-3.jpg"]
    assert turns(world, one) == [0]


def test_a_page_without_a_code_goes_with_the_one_before_and_is_named(
    world: World, printed: list[Card], page: CardsPage, tmp_path: Path, told: Told
) -> None:
    strange = sheet(world, printed[0])
    painter = QPainter(strange)
    painter.fillRect(900, 100, 340, 340, QColor("white"))
    painter.drawImage(980, 200, qr.picture("0528-9999 60A02390DB43FBD8").scaled(160, 160))
    painter.end()
    pages = [back("谁的"), sheet(world, printed[0]), back("背面写了字"), strange, back("别人的背面")]
    page.photos.take([scanned.stack(tmp_path / "扫描.pdf", pages), scanned.locked(tmp_path / "锁.pdf")])
    left, followed, locked = told().split("\n\n")
    assert left.startswith("附好 2 张，3 张没有附：扫描.pdf 第 1 页、扫描.pdf 第 4–5 页。")
    assert followed.startswith("有 1 页没有认出二维码，跟着前一页")
    assert f"：扫描.pdf 第 3 页（{printed[0].number}）。" in followed
    assert locked.startswith("锁.pdf 有密码")
    assert attached(world, printed[0]) == ["扫描-2.jpg", "扫描-3.jpg"]
    assert page.photos.bar.sentence.text() == "附好 2 张，在 1 张卡上"


def test_a_signed_paper_that_is_void_or_was_printed_again_is_named(
    world: World, printed: list[Card], page: CardsPage, tmp_path: Path, told: Told
) -> None:
    void, again = printed
    papers = [sheet(world, void), sheet(world, again)]
    with world.store.write() as session:
        seen = cards.seen(session, void.id)
        assert seen is not None
        cards.void(session, seen, "公章盖错", today=TODAY)
        card_paper.recorded(session, again, "f" * 64, PrintWay.PAPER)
    page.photos.take([scanned.stack(tmp_path / "扫描.pdf", papers)])
    names = f"扫描.pdf 第 1 页（{void.number}）、扫描.pdf 第 2 页（{again.number}）"
    assert told() == messages.sentence(Unreadable("papers_past", found=2, names=names))


def test_a_stop_keeps_what_is_attached_and_says_how_much(
    world: World, printed: list[Card], page: CardsPage, tmp_path: Path, qtbot: QtBot
) -> None:
    file = scanned.stack(tmp_path / "扫描.pdf", [sheet(world, printed[0])] * 6)
    page.photos.take([file])
    bar = page.photos.bar
    qtbot.waitUntil(lambda: bar.sentence.text() == "正在认第 2 张，共 6 张")
    bar.button.click()
    qtbot.waitUntil(lambda: bar.sentence.text().startswith("停下了：附好 "))
    assert attached(world, printed[0]) == ["扫描-1.jpg"]
    assert multiprocessing.active_children() == []


@pytest.mark.proof
def test_a_scan_copied_in_part_says_so_and_attaches_nothing(
    world: World, printed: list[Card], page: CardsPage, tmp_path: Path, told: Told
) -> None:
    file = scanned.stack(tmp_path / "扫描.pdf", [sheet(world, card) for card in printed])
    file.write_bytes(file.read_bytes()[: file.stat().st_size * 2 // 3])
    page.photos.take([file])
    assert told().startswith("扫描.pdf 打不开，可能坏了，或者没有拷完，一页也没有附。")
    assert attached(world, printed[0]) == []
