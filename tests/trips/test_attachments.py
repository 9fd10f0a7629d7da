"""A photo from the form to the county and on to a colleague's window, over the real lanes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QDialog
from pytestqt.qtbot import QtBot

from sscs_desktop.app import Seat
from sscs_desktop.base.errors import Offline
from sscs_desktop.store import attachments, blobs, outbox
from sscs_desktop.store.attachments import Line
from sscs_desktop.store.store import Store
from sscs_desktop.sync import pace
from sscs_desktop.ui import pictures
from sscs_desktop.ui.dialogs.message_dialog import MessageDialog
from sscs_desktop.ui.widgets.text import Label
from tests.trips.seating import Place
from tests.trips.typing import type_visit
from tests.ui import photos

Sit = Callable[..., Seat]


@pytest.fixture(autouse=True)
def brisk(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the round after a save follow at once."""
    monkeypatch.setattr(pace, "AFTER_SAVE_S", 0.02)


@pytest.fixture
def seat(sit: Sit, qtbot: QtBot) -> Seat:
    """A seat whose first round, and the lane after it, have run."""
    made = sit()
    with qtbot.waitSignals([made.runner.ended, made.files.ended], timeout=20_000):
        made.begin()
    return made


def attach(seat: Seat, folder: Path) -> str:
    """Save a visit with a photo; return the visit's id."""
    held = attachments.hold(seat.wing.store, pictures.prepare(photos.photo(folder / "厂房大门.jpg")))
    visit = type_visit(seat.wing.store, "订单平稳")
    with seat.wing.store.write() as session:
        attachments.add(session, held, visit_id=visit.id)
    return visit.id


def line(seat: Seat, visit_id: str) -> Line:
    with seat.wing.store.read() as session:
        (found,) = attachments.of(session, visit_id)
    return found


def dialogs(seat: Seat) -> list[QDialog]:
    return [each for each in seat.window.findChildren(QDialog) if each.isVisible()]


def test_a_photo_follows_its_visit_to_the_county_and_opens_at_a_colleagues_desk(
    seat: Seat, sit: Sit, place: Place, tmp_path: Path, qtbot: QtBot
) -> None:
    visit_id = attach(seat, tmp_path)
    qtbot.waitUntil(lambda: line(seat, visit_id).is_stored, timeout=20_000)
    li = sit("li")
    with qtbot.waitSignals([li.runner.ended, li.files.ended], timeout=20_000):
        li.begin()
    shown = line(li, visit_id)
    assert not shown.is_here and shown.thumbnail is not None and shown.thumbnail.is_here
    with li.wing.store.write() as session:
        attachments.want(session, shown.record)
    qtbot.waitUntil(lambda: line(li, visit_id).is_here and line(li, visit_id).is_stored, timeout=20_000)
    content = blobs.content(li.wing.store, shown.record.sha256)
    assert photos.DEVICE not in content and not pictures.from_jpeg(content).isNull()


def test_without_network_the_photo_waits_and_nobody_is_bothered(
    seat: Seat, place: Place, tmp_path: Path, qtbot: QtBot
) -> None:
    place.lines["wang"].is_down = True
    with qtbot.waitSignal(seat.runner.ended, timeout=20_000):
        visit_id = attach(seat, tmp_path)
    assert not line(seat, visit_id).is_stored and dialogs(seat) == []
    place.lines["wang"].is_down = False
    seat.runner.sync_now()
    qtbot.waitUntil(lambda: line(seat, visit_id).is_stored, timeout=20_000)


def test_a_disk_without_room_for_files_is_told_once_and_rounds_go_on(
    seat: Seat, sit: Sit, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    visit_id = attach(seat, tmp_path)
    qtbot.waitUntil(lambda: line(seat, visit_id).is_stored, timeout=20_000)
    monkeypatch.setattr(blobs, "ROOM_NEEDED", 1 << 60)
    li = sit("li")
    with qtbot.waitSignals([li.runner.ended, li.files.ended], timeout=20_000):
        li.begin()
    qtbot.waitUntil(lambda: len(dialogs(li)) == 1)
    (told,) = dialogs(li)
    assert isinstance(told, MessageDialog)
    sentence = told.findChild(Label, "sentence")
    assert sentence is not None and "照片和文件先停着，走访和问题照常上报" in sentence.text()
    told.close()
    with qtbot.waitSignals([li.runner.ended, li.files.ended], timeout=20_000):
        li.runner.sync_now()
    QApplication.processEvents()
    assert dialogs(li) == [] and li.runner.trouble is None


def test_a_run_asked_for_during_one_that_fails_still_comes(
    seat: Seat, place: Place, tmp_path: Path, qtbot: QtBot
) -> None:
    seat.runner.ended.disconnect(seat.files.after_round)
    visit_id = attach(seat, tmp_path)
    qtbot.waitUntil(lambda: seat.runner.last_round_at is not None and waiting(seat.wing.store) == 0, timeout=20_000)
    place.lines["wang"].is_down = True
    ends: list[object] = []
    seat.files.ended.connect(ends.append)
    seat.files.ended.connect(lambda _: setattr(place.lines["wang"], "is_down", False))
    seat.files.run_now()
    seat.files.run_now()
    qtbot.waitUntil(lambda: line(seat, visit_id).is_stored, timeout=20_000)
    assert isinstance(ends[0], Offline)


def waiting(store: Store) -> int:
    with store.read() as session:
        return outbox.waiting(session)
