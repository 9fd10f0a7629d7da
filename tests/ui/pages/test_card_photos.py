"""Photos of signed cards, as a telephone takes them: turned, small, several at once, and some of other things."""

from __future__ import annotations

from pathlib import Path
from typing import cast

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QColor, QDragEnterEvent, QDropEvent, QImage, QTransform
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from sscs_desktop.domain.card import Card
from sscs_desktop.paperwork import card_paper
from sscs_desktop.printing import printer, qr, sheets
from sscs_desktop.store import attachments
from sscs_desktop.store.subjects import Subject
from sscs_desktop.ui.dialogs.message_dialog import MessageDialog
from sscs_desktop.ui.pages.cards import CardsPage
from sscs_desktop.ui.widgets.text import Label
from tests.paperwork.printed_card import printed_card
from tests.ui.pages.conftest import Frame
from tests.ui.pages.world import World


def photo(world: World, card: Card, file: Path, *, turned: float = 0.0, width: int = 1600) -> Path:
    sheet = printer.preview(sheets.feedback_card(card_paper.reprint(world.store, card.id)), 0, width)
    assert sheet.transformed(QTransform().rotate(turned)).save(str(file), "JPEG", 70)
    return file


def attached(world: World, card: Card) -> list[str]:
    with world.store.read() as session:
        return [line.record.name for line in attachments.of(session, card.id)]


@pytest.fixture
def printed(world: World) -> list[Card]:
    return [printed_card(world.store, Subject("enterprise", firm.id)) for firm in list(world.firms.values())[:2]]


@pytest.fixture
def page(printed: list[Card], frame: Frame) -> CardsPage:
    return cast(CardsPage, frame.page("cards"))


def test_each_photo_comes_to_its_own_card_and_the_first_is_shown(
    world: World, printed: list[Card], page: CardsPage, tmp_path: Path, qtbot: QtBot
) -> None:
    first, second = printed
    files = [photo(world, first, tmp_path / "一.jpg", turned=94), photo(world, second, tmp_path / "二.jpg", width=1000)]
    page.photos.take([*files, files[0]])
    qtbot.waitUntil(lambda: page.selection() is not None and not page.desk.jobs.is_busy("desk"))
    assert attached(world, first) == ["一.jpg"] and attached(world, second) == ["二.jpg"]
    assert page.selection() is not None and page._card is not None and page._card.id == first.id


def test_what_shows_no_card_is_named_and_the_others_are_attached(
    world: World, printed: list[Card], page: CardsPage, tmp_path: Path, qtbot: QtBot
) -> None:
    blank = QImage(400, 300, QImage.Format.Format_RGB32)
    blank.fill(QColor("white"))
    blank.save(str(tmp_path / "桌子.png"))
    other = qr.picture("https://example.cn/menu").scaled(400, 400)
    other.save(str(tmp_path / "菜单.png"))
    (tmp_path / "说明.txt").write_text("不是照片")
    mime = QMimeData()
    names = ("桌子.png", "菜单.png", "说明.txt")
    files = [photo(world, printed[0], tmp_path / "卡.jpg"), *(tmp_path / name for name in names)]
    mime.setUrls([QUrl.fromLocalFile(str(file)) for file in files])
    copy, left, plain = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    over = QDragEnterEvent(QPoint(9, 9), copy, mime, left, plain)
    QApplication.sendEvent(page, over)
    assert over.isAccepted()
    QApplication.sendEvent(page, QDropEvent(QPointF(9, 9), copy, mime, left, plain))
    qtbot.waitUntil(lambda: page.findChild(MessageDialog) is not None)
    assert attached(world, printed[0]) == ["卡.jpg"]
    dialog = page.findChild(MessageDialog)
    assert dialog is not None
    sentence = dialog.findChild(Label, "sentence")
    assert sentence is not None and sentence.text().startswith("附好 1 张，3 张没有附：桌子.png、菜单.png、说明.txt。")
    dialog.accept()


def test_a_card_of_another_machine_takes_no_photo(
    world: World, printed: list[Card], page: CardsPage, tmp_path: Path, qtbot: QtBot
) -> None:
    file = tmp_path / "卡.jpg"
    strange = qr.picture("0528-9999 60A02390DB43FBD8").scaled(400, 400)
    strange.save(str(file))
    page.photos.take([file])
    qtbot.waitUntil(lambda: page.findChild(MessageDialog) is not None)
    assert attached(world, printed[0]) == []
    cast(MessageDialog, page.findChild(MessageDialog)).accept()
