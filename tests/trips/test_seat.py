"""A cadre at his desk: rounds run by themselves, troubles are told once, and leaving leaves nothing behind."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication, QDialog, QLabel, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from sscs_desktop import app
from sscs_desktop.app import Seat
from sscs_desktop.base import settings
from sscs_desktop.base.errors import DiskTrouble, Offline, SscsError
from sscs_desktop.base.settings import Settings
from sscs_desktop.server import accounts, admin
from sscs_desktop.store import drafts, enterprises, outbox
from sscs_desktop.store.store import Store
from sscs_desktop.sync import account, pace
from sscs_desktop.sync.round import RoundReport
from sscs_desktop.ui.target import Target
from sscs_desktop.wire import codec
from tests.disk import SmallDisk
from tests.trips.seating import PASSWORD, Place
from tests.trips.typing import type_visit

Sit = Callable[..., Seat]


@pytest.fixture(autouse=True)
def brisk(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the round after a save follow at once."""
    monkeypatch.setattr(pace, "AFTER_SAVE_S", 0.02)


@pytest.fixture
def seat(sit: Sit, qtbot: QtBot) -> Seat:
    """A seat whose first round has run."""
    seat = sit()
    found = ending(seat, qtbot, seat.begin)
    assert isinstance(found, RoundReport)
    return seat


def ending(seat: Seat, qtbot: QtBot, act: Callable[[], object]) -> RoundReport | SscsError:
    """Do something and return how the round that follows it ends."""
    with qtbot.waitSignal(seat.runner.ended, timeout=20_000) as blocker:
        act()
    assert blocker.args is not None
    found: RoundReport | SscsError = blocker.args[0]
    return found


def waiting(store: Store) -> int:
    with store.read() as session:
        return outbox.waiting(session)


def status(seat: Seat) -> str:
    return "　".join(word.accessibleName() for word in seat.window.status.findChildren(QWidget) if word.isVisible())


def first_firm(seat: Seat) -> str:
    with seat.wing.store.read() as session:
        return enterprises.listing(session)[0].id


def dialog(seat: Seat, name: str) -> QDialog | None:
    """Return the open dialog of that name."""
    found = [each for each in seat.window.findChildren(QDialog, name) if each.isVisible()]
    assert len(found) < 2
    return found[0] if found else None


def part(parent: QWidget | None, kind: type, name: str) -> QWidget:
    found = parent.findChild(kind, name) if parent is not None else None
    assert isinstance(found, QWidget)
    return found


# --- rounds


def test_a_save_nudges_a_round_and_the_status_follows(seat: Seat, qtbot: QtBot) -> None:
    found = ending(seat, qtbot, lambda: type_visit(seat.wing.store, "订单平稳"))
    assert isinstance(found, RoundReport) and found.sent == 1
    assert waiting(seat.wing.store) == 0
    assert "在线" in status(seat) and "没有待上报" in status(seat) and "上次同步 今天 15:20" in status(seat)


def test_being_offline_is_a_state_in_the_status_bar_and_no_dialog(seat: Seat, place: Place, qtbot: QtBot) -> None:
    place.lines["wang"].is_down = True
    found = ending(seat, qtbot, lambda: type_visit(seat.wing.store, "订单平稳"))
    assert isinstance(found, Offline) and not seat.runner.is_online
    assert "离线可用" in status(seat) and "待上报 1" in status(seat)
    assert [each for each in seat.window.findChildren(QDialog) if each.isVisible()] == []
    place.lines["wang"].is_down = False
    assert isinstance(ending(seat, qtbot, seat.runner.sync_now), RoundReport)
    assert "在线" in status(seat) and waiting(seat.wing.store) == 0


def test_a_round_that_finds_no_room_on_the_disk_is_told_once_and_stays_in_the_status_bar(
    small_disk: SmallDisk, sit: Sit, place: Place, qtbot: QtBot
) -> None:
    seat = sit()
    ending(seat, qtbot, seat.begin)
    type_visit(seat.wing.store, "订单平稳")
    with small_disk.full():
        for _ in range(2):
            found = ending(seat, qtbot, seat.runner.sync_now)
            assert isinstance(found, DiskTrouble) and found.code == "disk_full"
        told = [each for each in seat.window.findChildren(QDialog, "message_dialog") if each.isVisible()]
        assert [part(each, QLabel, "sentence").text() for each in told] == [  # type: ignore[attr-defined]
            "磁盘满了，这次没有同步完。请腾出一些空间，再按 F5。"
        ]
        assert "没有同步成" in status(seat) and "磁盘满了" in status(seat) and "在线" not in status(seat)
    assert isinstance(ending(seat, qtbot, seat.runner.sync_now), RoundReport)
    assert "在线" in status(seat) and "磁盘满了" not in status(seat)


def sign_out(place: Place, login: str) -> None:
    account_id = admin.account_id(place.directory, login)
    place.directory.lines.write(lambda connection: accounts.close_sessions(connection, account_id))


def test_an_expired_sign_in_asks_once_and_the_password_brings_the_round(seat: Seat, place: Place, qtbot: QtBot) -> None:
    sign_out(place, "wang")
    ending(seat, qtbot, seat.runner.sync_now)
    asked = dialog(seat, "sign_in_dialog")
    password = part(asked, QLineEdit, "password")
    assert isinstance(password, QLineEdit) and asked is not None
    password.setText("not-the-password")
    asked.accept_typed()  # type: ignore[attr-defined]
    qtbot.waitUntil(lambda: not seat.jobs.is_busy("sync"), timeout=20_000)
    assert asked.isVisible()
    password.setText(PASSWORD)
    found = ending(seat, qtbot, asked.accept_typed)  # type: ignore[attr-defined]
    assert isinstance(found, RoundReport) and dialog(seat, "sign_in_dialog") is None


def test_a_unit_renamed_by_the_directory_is_the_desks_unit_after_the_next_sign_in(seat: Seat) -> None:
    person = replace(seat.wing.store.account, unit_name="大陆村镇综合办")
    seat.wing.store.take_account(person)
    QCoreApplication.processEvents()
    assert seat.desk.account == person
    seat.runner.changed.emit()
    assert part(seat.window.nav, QLabel, "unit").text() == "大陆村镇综合办"  # type: ignore[attr-defined]


def test_who_puts_off_signing_in_is_not_asked_again_at_every_save(
    seat: Seat, place: Place, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    sign_out(place, "wang")
    ending(seat, qtbot, seat.runner.sync_now)
    asked = dialog(seat, "sign_in_dialog")
    assert asked is not None
    asked.reject()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    monkeypatch.setattr(pace, "EVERY_S", 0.03)  # the longest a save would wait for its round
    with qtbot.assertNotEmitted(seat.runner.ended, wait=300):
        type_visit(seat.wing.store, "订单平稳")
    assert waiting(seat.wing.store) == 1
    ending(seat, qtbot, seat.runner.sync_now)
    assert dialog(seat, "sign_in_dialog") is not None, "who asks for a round by hand is asked for the password"


def test_a_forgotten_password_is_set_anew_by_an_invitation_and_the_unsent_visit_arrives(
    seat: Seat, place: Place, qtbot: QtBot, tmp_path: Path
) -> None:
    sign_out(place, "wang")
    ending(seat, qtbot, lambda: type_visit(seat.wing.store, "订单平稳"))
    asked: Any = dialog(seat, "sign_in_dialog")
    other, mine = tmp_path / "li.sscs-invite", tmp_path / "wang.sscs-invite"
    other.write_bytes(codec.encode(place.invitation("li")))
    mine.write_bytes(codec.encode(place.invitation("wang")))
    asked.open_invitation(other)
    assert "另一个账号" in part(asked, QLabel, "problem_password").text()  # type: ignore[attr-defined]
    asked.open_invitation(mine)
    asked.password.setText("a-new-password")
    asked.again.setText("a-new-passwor")
    asked.accept_typed()
    assert part(asked, QLabel, "problem_again").isVisible()
    asked.again.setText("a-new-password")
    found = ending(seat, qtbot, asked.accept_typed)
    assert isinstance(found, RoundReport) and found.sent == 1 and waiting(seat.wing.store) == 0
    account.sign_in(seat.wing.gateway, "wang", "a-new-password", seat.wing.keystore, seat.wing.store)


def test_a_bug_in_one_round_is_told_and_the_next_round_runs(seat: Seat, place: Place, qtbot: QtBot) -> None:
    line = place.lines["wang"]

    async def broken_once(*_: object) -> None:
        line.app = place.app  # the next round may follow at once, without being asked
        raise ZeroDivisionError("a bug on the way")

    line.app = broken_once
    with qtbot.captureExceptions() as raised:
        assert isinstance(ending(seat, qtbot, seat.runner.sync_now), SscsError)
        qtbot.waitUntil(lambda: bool(raised))
    assert [type(each[1]) for each in raised] == [ZeroDivisionError]
    assert isinstance(ending(seat, qtbot, seat.runner.sync_now), RoundReport)


# --- beginning and leaving


def test_what_was_left_unfinished_is_announced(sit: Sit, qtbot: QtBot) -> None:
    seat = sit()
    with seat.wing.store.write() as session:
        drafts.save(session, "visit", "k", {"situation": "写到一半"})
    seat.begin()
    assert "您有 1 份没写完的，在“今日”里接着写" in status(seat)
    qtbot.waitUntil(lambda: not seat.runner.is_running, timeout=20_000)


def test_the_desk_closes_over_an_open_form_and_keeps_its_text(seat: Seat, place: Place) -> None:
    seat.window.do_verb("visit", Target("enterprise", first_firm(seat)))
    form = dialog(seat, "visit_dialog")
    assert form is not None
    form.form.situation.set_text("还没写完就关了机")  # type: ignore[attr-defined]
    seat.close()
    wing = place.wing("wang")
    with wing.store.read() as session:
        assert [draft.data["situation"] for draft in drafts.listing(session)] == ["还没写完就关了机"]
    wing.close()


def test_the_desk_closes_in_the_middle_of_a_round(sit: Sit) -> None:
    seat = sit()
    seat.begin()
    assert seat.runner.is_running
    seat.close()


# --- the three verbs


@pytest.mark.parametrize(("verb", "name"), [("visit", "visit_dialog"), ("issue", "issue_dialog")])
def test_a_verb_takes_the_selected_enterprise_along_and_does_without(seat: Seat, verb: str, name: str) -> None:
    firm = first_firm(seat)
    seat.window.go(Target("enterprise", firm))
    seat.window.do_verb(verb)
    form = dialog(seat, name)
    assert form is not None
    subject = form.findChild(QWidget, "subject")
    assert subject is not None
    with seat.wing.store.read() as session:
        record = enterprises.get(session, firm)
    assert record is not None
    assert record.name in [line.text() for line in form.findChildren(QLineEdit)]
    form.reject()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    seat.window.go(Target("page:settings"))
    seat.window.do_verb(verb)
    empty = dialog(seat, name)
    assert empty is not None
    assert record.name not in [line.text() for line in empty.findChildren(QLineEdit)]
    empty.reject()


def test_a_card_is_of_the_selected_enterprise_else_one_is_asked_for(seat: Seat) -> None:
    seat.window.go(Target("enterprise", first_firm(seat)))
    seat.window.do_verb("card")
    preview = dialog(seat, "card_preview")
    assert preview is not None
    preview.reject()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    seat.window.go(Target("page:settings"))
    seat.window.do_verb("card")
    page = seat.window.current()
    assert dialog(seat, "card_preview") is None
    assert page is not None and page.key == "firms" and "先选中一家企业或一个项目" in status(seat)


def test_search_finds_what_stands_in_the_file(seat: Seat) -> None:
    with seat.wing.store.read() as session:
        name = enterprises.listing(session)[0].name
    assert name in [row.name for row in seat._find(name[:4])]


# --- settings


def test_another_language_makes_the_window_anew_where_it_was(seat: Seat, qtbot: QtBot) -> None:
    seat.window.go(Target("page:settings"))
    chinese = seat.window
    seat.desk.remember(replace(seat.desk.settings, language="en"))
    qtbot.waitUntil(lambda: seat.window is not chinese)
    page = seat.window.current()
    assert page is not None and page.key == "settings" and seat.window.isVisible() and not chinese.isVisible()
    assert "Offline" in status(seat) or "Online" in status(seat)
    english = seat.window
    seat.desk.remember(replace(seat.desk.settings, language="zh"))
    qtbot.waitUntil(lambda: seat.window is not english)
    assert "在线" in status(seat)


def test_a_change_of_anything_else_keeps_the_window(seat: Seat) -> None:
    window = seat.window
    seat.desk.remember(replace(seat.desk.settings, quiet=True))
    QApplication.processEvents()
    assert seat.window is window


@pytest.mark.parametrize("quiet", [False, True])
def test_news_are_said_in_the_status_bar_unless_the_person_wants_quiet(
    seat: Seat, place: Place, qtbot: QtBot, quiet: bool
) -> None:
    seat.desk.remember(replace(seat.desk.settings, quiet=quiet))
    unit = next(o for o in place.directory.organisations() if o["name"] == "河渠镇经济发展办")
    admin.reassign(place.directory, first_firm(seat), str(unit["id"]))
    with qtbot.waitSignal(seat.window.notifier.told, check_params_cb=lambda words: "转出" in words):
        seat.runner.sync_now()
    assert ("1 家企业或项目转出" in status(seat)) is not quiet


def test_the_account_opened_is_remembered(sit: Sit) -> None:
    seat = sit(kept=Settings(account="wang", directory_address="http://localhost:8765", theme="light"))
    seat.remember()
    assert settings.load(app.settings_file()).account == "wang"
