"""附照片或文件 in 记走访: kept at once, in the draft, filed with the visit, and never compulsory."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QFileDialog, QScrollArea, QWidget
from pytestqt.qtbot import QtBot

from sscs_desktop.store import attachments, blobs, drafts, visits
from sscs_desktop.ui.desk import Desk
from sscs_desktop.ui.dialogs.attachment_field import AttachmentField
from sscs_desktop.ui.dialogs.visit_dialog import VisitDialog
from sscs_desktop.ui.pages import opening
from sscs_desktop.ui.widgets.text import Label
from tests.store import building
from tests.ui import photos
from tests.ui.conftest import Look
from tests.ui.dialogs.conftest import World

Open = Callable[[Any], Any]


@pytest.fixture
def files(tmp_path: Path) -> list[Path]:
    """A photo with its place in it, and a PDF."""
    contract = tmp_path / "合同.pdf"
    contract.write_bytes(b"%PDF-1.4 the contract")
    return [photos.photo(tmp_path / "厂房大门.jpg", 400, 300), contract]


def attach(dialog: VisitDialog, qtbot: QtBot, files: list[Path]) -> AttachmentField:
    dialog.files.add(files)
    qtbot.waitUntil(lambda: not dialog.files.is_busy)
    return dialog.files


def note(field: AttachmentField) -> str:
    return " ".join(label.text() for label in field.findChildren(Label) if not label.isHidden())


def attached(desk: Desk, visit_id: str) -> list[tuple[str, str]]:
    with desk.store.read() as session:
        return [(line.record.name, line.record.media_type) for line in attachments.of(session, visit_id)]


def save(dialog: VisitDialog) -> None:
    dialog.column.none.setChecked(True)
    dialog.accept_typed()
    assert not dialog.isVisible()


def test_what_is_attached_is_filed_after_its_visit(
    desk: Desk, world: World, opened: Open, qtbot: QtBot, files: list[Path]
) -> None:
    dialog = opened(VisitDialog(desk, world.subject))
    field = attach(dialog, qtbot, files)
    assert [(line.name(), line.has_image()) for line in field.lines()] == [("厂房大门.jpg", True), ("合同.pdf", False)]
    save(dialog)
    assert attached(desk, dialog.saved_id) == [("厂房大门.jpg", "image/jpeg"), ("合同.pdf", "application/pdf")]
    assert [op.kind for op in building.due(desk.store)] == ["visit", "attachment", "attachment"]
    with desk.store.read() as session:
        (photo, _) = visits.attachments(session, dialog.saved_id)
    assert photos.DEVICE not in blobs.content(desk.store, photo.sha256)


def test_a_pdf_is_said_to_keep_what_stands_in_it(
    desk: Desk, world: World, opened: Open, qtbot: QtBot, files: list[Path]
) -> None:
    dialog = opened(VisitDialog(desk, world.subject))
    photo, contract = files
    assert "PDF" not in note(attach(dialog, qtbot, [photo]))
    assert "作者" in note(attach(dialog, qtbot, [contract]))
    dialog.files.lines()[1].removed.emit()
    assert "PDF" not in note(dialog.files)


def test_nothing_attached_is_nothing_asked(desk: Desk, world: World, opened: Open) -> None:
    dialog = opened(VisitDialog(desk, world.subject))
    save(dialog)
    assert attached(desk, dialog.saved_id) == []


def test_a_draft_keeps_the_files_and_goes_on_with_them(
    desk: Desk, world: World, opened: Open, qtbot: QtBot, files: list[Path]
) -> None:
    dialog = opened(VisitDialog(desk, world.subject))
    attach(dialog, qtbot, files)
    dialog.reject()
    for file in files:
        file.unlink()
    again = opened(VisitDialog(desk, world.subject))
    assert [line.name() for line in again.files.lines()] == ["厂房大门.jpg", "合同.pdf"]
    save(again)
    assert len(attached(desk, again.saved_id)) == 2


def test_one_taken_off_the_form_is_not_filed(
    desk: Desk, world: World, opened: Open, qtbot: QtBot, files: list[Path]
) -> None:
    dialog = opened(VisitDialog(desk, world.subject))
    field = attach(dialog, qtbot, files)
    line = field.lines()[0]
    line.setFocus()
    qtbot.keyClick(line, Qt.Key.Key_Delete)
    assert [line.name() for line in field.lines()] == ["合同.pdf"]
    save(dialog)
    assert attached(desk, dialog.saved_id) == [("合同.pdf", "application/pdf")]


def test_a_file_that_cannot_be_attached_is_told_and_the_others_stay(
    desk: Desk, world: World, opened: Open, qtbot: QtBot, files: list[Path], tmp_path: Path
) -> None:
    program = tmp_path / "setup.jpg"
    program.write_bytes(b"MZ")
    dialog = opened(VisitDialog(desk, world.subject))
    field = attach(dialog, qtbot, [files[0], program])
    assert [line.name() for line in field.lines()] == ["厂房大门.jpg"]
    assert "没有附上" in note(field)
    attach(dialog, qtbot, [files[1]])
    assert note(field).startswith("PDF 原样附上")
    save(dialog)
    assert len(attached(desk, dialog.saved_id)) == 2


def test_the_same_photo_twice_is_one(desk: Desk, world: World, opened: Open, qtbot: QtBot, files: list[Path]) -> None:
    dialog = opened(VisitDialog(desk, world.subject))
    attach(dialog, qtbot, [files[0], files[0]])
    assert len(attach(dialog, qtbot, [files[0]]).lines()) == 1
    dialog.reject()


def test_saving_waits_for_a_photo_that_is_still_made_fit(
    desk: Desk, world: World, opened: Open, qtbot: QtBot, files: list[Path]
) -> None:
    dialog = opened(VisitDialog(desk, world.subject))
    dialog.column.none.setChecked(True)
    dialog.files.add(files)
    dialog.accept_typed()
    assert dialog.isVisible() and "照片还在处理" in dialog.note.text()
    qtbot.waitUntil(lambda: not dialog.files.is_busy)
    save(dialog)
    assert len(attached(desk, dialog.saved_id)) == 2


def test_the_button_asks_for_photos_and_pdf(
    desk: Desk, world: World, opened: Open, qtbot: QtBot, files: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    def answer(parent: QWidget, title: str, folder: str, kinds: str) -> tuple[list[str], str]:
        asked.append(kinds)
        return [str(file) for file in files], kinds

    monkeypatch.setattr(QFileDialog, "getOpenFileNames", answer)
    dialog = opened(VisitDialog(desk, world.subject))
    dialog.files.add_button.click()
    qtbot.waitUntil(lambda: len(dialog.files.lines()) == 2)
    assert "*.jpg" in asked[0] and "*.pdf" in asked[0] and "*.exe" not in asked[0]
    dialog.reject()


def test_files_dropped_on_the_field_are_attached(
    desk: Desk, world: World, opened: Open, qtbot: QtBot, files: list[Path]
) -> None:
    dialog = opened(VisitDialog(desk, world.subject))
    dragged = QMimeData()
    dragged.setUrls([QUrl.fromLocalFile(str(file)) for file in files])
    copy, left, plain = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    over = QDragEnterEvent(QPoint(5, 5), copy, dragged, left, plain)
    QApplication.sendEvent(dialog.form, over)
    assert over.isAccepted()
    QApplication.sendEvent(dialog.form, QDropEvent(QPointF(5, 5), copy, dragged, left, plain))
    qtbot.waitUntil(lambda: len(dialog.files.lines()) == 2)
    dialog.reject()


def test_files_of_a_visit_that_was_refused_come_back_with_its_draft(
    desk: Desk, world: World, opened: Open, qtbot: QtBot, files: list[Path]
) -> None:
    dialog = opened(VisitDialog(desk, world.subject))
    attach(dialog, qtbot, files[:1])
    save(dialog)
    operations = building.due(desk.store)
    building.settle(desk.store, world.feed, *(world.feed.refused(op, "scope") for op in operations))
    with desk.store.read() as session:
        kept = {draft.form: draft for draft in drafts.listing(session, refused=True)}
    assert set(kept) == {"visit", "attachment"} and attached(desk, dialog.saved_id) == []
    again = opened(VisitDialog(desk, draft_key=kept["visit"].key))
    assert [line.name() for line in again.files.lines()] == ["厂房大门.jpg"]
    again.accept_typed()
    assert attached(desk, again.saved_id) == [("厂房大门.jpg", "image/jpeg")]
    with desk.store.read() as session:
        assert drafts.listing(session) == ()


def test_a_file_refused_alone_is_taken_up_again_in_the_form_of_its_visit(
    desk: Desk, world: World, opened: Open, qtbot: QtBot, files: list[Path]
) -> None:
    dialog = opened(VisitDialog(desk, world.subject))
    attach(dialog, qtbot, files[:1])
    save(dialog)
    visit, photo = building.due(desk.store)
    building.settle(desk.store, world.feed, world.feed.ok(visit), world.feed.refused(photo, "bad_record"))
    with desk.store.read() as session:
        (kept,) = drafts.listing(session, refused=True)
    page = QWidget()
    qtbot.addWidget(page)
    opening.go_on(desk, page, kept)
    again = page.findChild(VisitDialog)
    assert again is not None and [line.name() for line in again.files.lines()] == ["厂房大门.jpg"]
    again.accept_typed()
    assert attached(desk, dialog.saved_id) == [("厂房大门.jpg", "image/jpeg")]
    assert [op.kind for op in building.due(desk.store)] == ["attachment"]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_form_never_grows_wider_than_its_side(
    desk: Desk, world: World, opened: Open, qtbot: QtBot, files: list[Path], look: Look, language: str
) -> None:
    look("light", 100, language)
    dialog = opened(VisitDialog(desk, world.subject))
    attach(dialog, qtbot, files)
    QApplication.processEvents()
    for area in dialog.findChildren(QScrollArea):
        assert area.horizontalScrollBar().maximum() == 0
    lines = dialog.files.lines()
    qtbot.waitUntil(lambda: not lines[-1].visibleRegion().isEmpty())
    dialog.reject()
