"""照片和文件 of a visit: what is attached, where its bytes are, and opening it here or from the county."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QObject, Qt, QUrl, Slot
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QApplication, QFileDialog
from pytestqt.qtbot import QtBot
from sqlalchemy import update

from sscs_desktop.base import clock, paths, sealed
from sscs_desktop.domain.visit import Attachment
from sscs_desktop.store import attachments, blobs, issues, visits
from sscs_desktop.store.attachments import Line, Prepared
from sscs_desktop.store.tables import RECORDS
from sscs_desktop.ui import pictures
from sscs_desktop.ui.desk import Desk
from sscs_desktop.ui.dialogs import picture_dialog
from sscs_desktop.ui.dialogs.message_dialog import MessageDialog
from sscs_desktop.ui.dialogs.picture_dialog import PictureDialog
from sscs_desktop.ui.pages.issues import IssuesPage
from sscs_desktop.ui.pages.visits import VisitsPage
from sscs_desktop.ui.widgets.buttons import Button
from sscs_desktop.ui.widgets.thumb_line import ThumbLine
from tests.ui import photos
from tests.ui.pages.conftest import Frame, seen
from tests.ui.pages.world import World


@pytest.fixture
def prepared(tmp_path: Path, qapp: QApplication) -> Prepared:
    return pictures.prepare(photos.photo(tmp_path / "厂房大门.jpg", 400, 300))


@pytest.fixture
def page(world: World, frame: Frame) -> VisitsPage:
    """The page, showing the newest visit, which is one's own."""
    found = frame.page("visits")
    assert isinstance(found, VisitsPage)
    return found


def shown(page: VisitsPage) -> list[ThumbLine]:
    return seen(page.pages[0], ThumbLine)


def words(page: VisitsPage) -> list[str]:
    QApplication.processEvents()
    return [line.word() for line in shown(page)]


def visit_id(page: VisitsPage) -> str:
    row = page.pane.list.current()
    assert row is not None
    return row.id


def attach(desk: Desk, page: VisitsPage, prepared: Prepared) -> Line:
    held = attachments.hold(desk.store, prepared)
    page.files.attach(visit_id(page), [held])
    return lines(desk, page)[-1]


def lines(desk: Desk, page: VisitsPage) -> tuple[Line, ...]:
    with desk.store.read() as session:
        return attachments.of(session, visit_id(page))


def note(desk: Desk, sha256: str, **values: Any) -> None:
    with desk.store.write("sync") as session:
        blobs.note(session, sha256, **values)
    QApplication.processEvents()


def test_an_own_visit_takes_files_and_says_where_each_is(
    desk: Desk, page: VisitsPage, prepared: Prepared, qtbot: QtBot
) -> None:
    assert shown(page) == []
    line = attach(desk, page, prepared)
    qtbot.waitUntil(lambda: words(page) == ["等待上传"])
    assert shown(page)[0].has_image() and shown(page)[0].name() == "厂房大门.jpg"
    sha256, size = line.record.sha256, line.record.size
    note(desk, sha256, sent=size // 2)
    qtbot.waitUntil(lambda: words(page) == [f"已上传 {100 * (size // 2) // size}%"])
    note(desk, sha256, state=blobs.STORED, sent=size, stored_at=clock.now())
    qtbot.waitUntil(lambda: words(page) == ["已存到县里"])
    note(desk, sha256, state=blobs.REFUSED, error="blob_quota", tried_at=clock.now())
    qtbot.waitUntil(lambda: words(page) == ["没有传成，稍后再传"])
    assert "腾出空间" in shown(page)[0].toolTip()


def test_the_button_of_the_page_attaches_what_is_chosen(
    desk: Desk, page: VisitsPage, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = photos.photo(tmp_path / "车间.jpg")
    monkeypatch.setattr(QFileDialog, "getOpenFileNames", lambda *asked: ([str(file)], asked[-1]))
    button = next(each for each in seen(page.pages[0], Button) if each.objectName() == "attach")
    button.click()
    qtbot.waitUntil(lambda: words(page) == ["等待上传"])
    assert [line.record.name for line in lines(desk, page)] == ["车间.jpg"]


def test_a_picture_opens_in_the_window_and_is_saved_elsewhere_by_hand(
    desk: Desk, page: VisitsPage, prepared: Prepared, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    attach(desk, page, prepared)
    qtbot.waitUntil(lambda: len(shown(page)) == 1)
    qtbot.keyClick(shown(page)[0], Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: page.findChild(PictureDialog) is not None)
    dialog = page.findChild(PictureDialog)
    assert dialog is not None and dialog.windowTitle() == "厂房大门.jpg"
    target = tmp_path / "copy.jpg"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *asked: (str(target), asked[-1]))
    dialog.save_as()
    assert target.read_bytes() == prepared.content
    dialog.close()


class Opener(QObject):
    """Stands for the system's own program."""

    def __init__(self) -> None:
        super().__init__()
        self.opened: list[Path] = []

    @Slot(QUrl)
    def open(self, url: QUrl) -> None:
        self.opened.append(Path(url.toLocalFile()))


def test_a_pdf_opens_outside_and_is_removed_again_whatever_its_name(desk: Desk, page: VisitsPage, qtbot: QtBot) -> None:
    opener = Opener()
    QDesktopServices.setUrlHandler("file", opener, "open")
    try:
        attach(desk, page, Prepared(name="合同.exe", media_type="application/pdf", content=b"%PDF-1.4 x"))
        qtbot.waitUntil(lambda: len(shown(page)) == 1)
        page.files.open(lines(desk, page)[0].record.id)
        qtbot.waitUntil(lambda: opener.opened != [])
    finally:
        QDesktopServices.unsetUrlHandler("file")
    (file,) = opener.opened
    assert file.suffix == ".pdf" and file.read_bytes() == b"%PDF-1.4 x" and paths.cache_dir() in file.parents
    picture_dialog.clear_opened()
    assert not file.exists()


def test_an_own_attachment_can_be_deleted_before_it_was_sent(
    desk: Desk, page: VisitsPage, prepared: Prepared, qtbot: QtBot
) -> None:
    line = attach(desk, page, prepared)
    qtbot.waitUntil(lambda: len(shown(page)) == 1)
    page.files.remove(line.record.id)
    qtbot.waitUntil(lambda: shown(page) == [])
    with desk.store.read() as session:
        assert attachments.uploads(session) == ()


@pytest.fixture
def colleagues(desk: Desk, world: World, page: VisitsPage, prepared: Prepared, qtbot: QtBot) -> Attachment:
    """A photo a colleague attached to his visit: the record came, its bytes are in the county."""
    with desk.store.read() as session:
        own = visits.get(session, visit_id(page))
    assert own is not None
    theirs = replace(
        own, id="v-li", author_id="p-li", author_name="李慧", visited_at=own.visited_at + timedelta(hours=1)
    )
    photo = Attachment(
        id="t-li",
        visit_id=theirs.id,
        sha256=_hash(prepared.content),
        name="车间.jpg",
        media_type="image/jpeg",
        size=len(prepared.content),
        thumbnail=_hash(prepared.thumbnail),
        author_id="p-li",
        added_at=clock.now(),
    )
    world.pull(("visit", theirs), ("attachment", photo))
    qtbot.waitUntil(lambda: page.pane.list.select(theirs.id))
    qtbot.waitUntil(lambda: len(shown(page)) == 1)
    return photo


def _hash(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def wanted(desk: Desk) -> list[str]:
    with desk.store.read() as session:
        return [errand.blob.sha256 for errand in attachments.downloads(session)]


def arrive(desk: Desk, content: bytes) -> None:
    """Let bytes that were asked for come, as the lane writes them."""
    sha256 = _hash(content)
    with desk.store.read() as session:
        blob = blobs.get(session, sha256)
    assert blob is not None
    sealed.append(blobs.folder_for(desk.store, blob), bytes.fromhex(blob.key), sha256.encode(), 0, content)
    with desk.store.write("sync") as session:
        blobs.stored(session, blob, len(content))


def test_a_colleagues_photo_is_fetched_when_it_is_pressed_and_opens_when_it_has_come(
    desk: Desk, page: VisitsPage, colleagues: Attachment, prepared: Prepared, qtbot: QtBot
) -> None:
    qtbot.waitUntil(lambda: wanted(desk) == [colleagues.thumbnail])
    assert words(page) == ["在县里，点开就取"] and not shown(page)[0].has_image()
    arrive(desk, prepared.thumbnail)
    qtbot.waitUntil(lambda: shown(page)[0].has_image())
    qtbot.mouseClick(shown(page)[0], Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: words(page) == ["正在取，没有网络就等联网"])
    assert wanted(desk) == [colleagues.sha256] and page.findChild(PictureDialog) is None
    arrive(desk, prepared.content)
    qtbot.waitUntil(lambda: page.findChild(PictureDialog) is not None)
    assert words(page) == ["已存到县里"]
    assert not any(each.objectName() == "attach" for each in seen(page.pages[0], Button))


def test_bytes_the_county_does_not_have_yet_are_said_to_be_awaited(
    desk: Desk, page: VisitsPage, colleagues: Attachment, qtbot: QtBot
) -> None:
    page.files.open(colleagues.id)
    with desk.store.write("sync") as session:
        blobs.not_there(session, colleagues.sha256, "not_found")
    qtbot.waitUntil(lambda: words(page) == ["县里还没收到，等对方上传"])


def test_a_damaged_copy_is_told(desk: Desk, page: VisitsPage, prepared: Prepared, qtbot: QtBot) -> None:
    line = attach(desk, page, prepared)
    assert line.blob is not None
    blobs.path_of(desk.store, line.blob).write_bytes(b"damaged")
    qtbot.waitUntil(lambda: len(shown(page)) == 1)
    page.files.open(line.record.id)
    qtbot.waitUntil(lambda: page.findChild(MessageDialog) is not None)
    qtbot.waitUntil(lambda: words(page) == ["本机的已损坏，请重新附"])
    page.files.attach(line.record.visit_id or "", [attachments.hold(desk.store, prepared)])
    qtbot.waitUntil(lambda: words(page) == ["等待上传"] * 2)


def test_an_own_problem_takes_files_and_a_colleagues_only_shows_them(
    desk: Desk, world: World, frame: Frame, prepared: Prepared, qtbot: QtBot
) -> None:
    """The same room on the page of issues."""
    page = frame.page("issues")
    assert isinstance(page, IssuesPage)
    with desk.store.read() as session:
        lines = issues.listing(session)
    mine = next(line for line in lines if line.author_id == desk.account.user_id)
    page.pane.list.select(mine.id)
    page.files.attach(mine.id, [attachments.hold(desk.store, prepared)])
    qtbot.waitUntil(lambda: [line.word() for line in seen(page.pages[0], ThumbLine)] == ["等待上传"])
    assert offers(page)
    with desk.store.write("sync") as session:
        session.run(update(RECORDS["issue"]).where(RECORDS["issue"].c.id == mine.id).values(author_id="p-li"))
        session.touch("issue")
    qtbot.waitUntil(lambda: not offers(page))
    assert [line.name() for line in seen(page.pages[0], ThumbLine)] == ["厂房大门.jpg"]


def offers(page: IssuesPage) -> bool:
    """Tell whether files may be attached to what the page shows."""
    return any(button.objectName() == "attach" for button in seen(page.pages[0], Button))
