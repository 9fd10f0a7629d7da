"""The 摆渡包 on foot: out at the desk, in and out at the directory, in at the desk; by command and by button."""

from __future__ import annotations

import getpass
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from PySide6.QtWidgets import QDialog, QLabel
from pytestqt.qtbot import QtBot

from sscs_desktop import app, cli
from sscs_desktop.base import secrets, settings
from sscs_desktop.base.errors import Offline
from sscs_desktop.base.settings import Settings
from sscs_desktop.store import outbox, visits
from sscs_desktop.sync import account_files, handover
from sscs_desktop.sync.account_files import AccountFiles
from sscs_desktop.sync.wing import Wing
from sscs_desktop.ui.dialogs.handover_dialog import HandoverDialog
from sscs_desktop.ui.pages.report import ReportPage
from sscs_desktop.ui.pages.settings import SettingsPage
from sscs_desktop.ui.target import Target
from tests.trips.seating import PASSWORD, Place
from tests.trips.typing import type_visit

Say = Callable[..., tuple[int, str]]


@pytest.fixture
def say(place: Place, capsys: pytest.CaptureFixture[str]) -> Say:
    """Run one command as 王建国; return its code and what it said, either way."""
    settings.save(app.settings_file(), Settings(account="wang"))

    def run(*words: object) -> tuple[int, str]:
        code = cli.main([str(word) for word in words])
        shown = capsys.readouterr()
        return code, shown.out + shown.err

    return run


def test_a_desk_without_network_is_filed_by_two_files(
    say: Say, place: Place, directory_folder: Path, tmp_path: Path
) -> None:
    with closing(place.wing("wang")) as wing:
        typed = type_visit(wing.store, "订单平稳")
    going, coming = tmp_path / "wang.sscs-parcel", tmp_path / "答复.sscs-parcel"
    at_the_county = ("admin", "--data", directory_folder, "parcel", "in")
    assert say("parcel", "out", going) == (
        0,
        f"已带出 1 条待上报到 {going}。县里收到并带回答复以前，它们在本机仍算待上报。\n",
    )
    code, said = say(*at_the_county, going, "--out", coming)
    assert code == 0 and "王建国（wang）的摆渡包：新收 1 条，早已收过 0 条" in said and str(coming) in said
    assert "新收 0 条，早已收过 1 条" in say(*at_the_county, going, "--out", coming)[1]
    code, said = say("parcel", "in", coming)
    assert code == 0 and "县里答复 1 条" in said
    code, said = say("parcel", "in", coming)
    assert code == 1 and "已有更新的同步" in said
    with closing(place.wing("wang")) as wing, wing.store.read() as session:
        assert outbox.waiting(session) == 0 and visits.get(session, typed.id) == typed
    assert say("receipts", "verify")[1].startswith("回执 1 份，有效 1 份")


def test_a_file_that_is_none_is_told_on_both_sides(say: Say, directory_folder: Path, tmp_path: Path) -> None:
    wrong, out = tmp_path / "wrong.sscs-parcel", tmp_path / "out.sscs-parcel"
    wrong.write_bytes(b"PK\x03\x04 not a parcel")
    for act in (("parcel", "in", wrong), ("admin", "--data", directory_folder, "parcel", "in", wrong, "--out", out)):
        code, said = say(*act)
        assert code == 1 and "这个摆渡包打不开" in said and not out.exists()
    code, said = say("parcel", "out", tmp_path / "nowhere" / "x.sscs-parcel")
    assert code == 1 and "文件夹不存在" in said
    assert "拿反了" in (say("parcel", "out", out)[1] and say("parcel", "in", out)[1])


def test_the_buttons_of_the_report_page_do_the_same(
    sit: Callable[..., app.Seat], say: Say, directory_folder: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    seat = sit()
    page = seat.window.page("outbox")
    assert isinstance(page, ReportPage)
    seat.window.go(Target("page:outbox"))
    type_visit(seat.wing.store, "订单平稳")
    going, coming = tmp_path / "wang.sscs-parcel", tmp_path / "答复.sscs-parcel"
    with qtbot.waitSignal(page.parcel.said) as told:
        page.parcel.carry_out(going)
    assert told.args is not None and told.args[0].startswith("已带出 1 条")
    assert page.head.sentence.text() == told.args[0]
    assert say("admin", "--data", directory_folder, "parcel", "in", going, "--out", coming)[0] == 0
    with qtbot.waitSignal(page.parcel.said) as told:
        page.parcel.carry_in(coming)
    assert told.args is not None and "县里答复 1 条" in told.args[0]
    with seat.wing.store.read() as session:
        assert outbox.waiting(session) == 0
    with qtbot.waitSignal(seat.jobs.trouble):
        page.parcel.carry_in(coming)
    told_in = [each for each in seat.window.findChildren(QDialog, "message_dialog") if each.isVisible()]
    sentence = told_in[0].findChild(QLabel, "sentence")
    assert isinstance(sentence, QLabel) and "已有更新的同步" in sentence.text()
    assert all(button.isEnabled() for button in page.parcel.buttons)


def test_a_desk_is_handed_over_from_hand_to_hand(
    say: Say, place: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    typed_in = iter(["大陆村镇九月交接", "大陆村镇十月交接", *["大陆村镇九月交接"] * 3])
    monkeypatch.setattr(getpass, "getpass", lambda _asked: next(typed_in))
    with closing(place.wing("wang")) as wing:
        typed = type_visit(wing.store, "订单平稳")
    file, receipt = tmp_path / "交接.sscs-handover", tmp_path / "回执.sscs-parcel"
    code, said = say("handover", "out", file)
    assert code == 1 and "口令不一样" in said and not file.exists()
    code, said = say("handover", "out", file)
    assert code == 0 and "清单 1 条" in said and "一条不清" in said
    code, said = say("handover", "close")
    assert code == 1 and "还没有收到接手人的回执" in said
    settings.save(app.settings_file(), Settings(account="li"))
    with closing(place.wing("li")) as successor:
        successor.engine.round()
    code, said = say("handover", "in", file)
    assert code == 0 and "已接收王建国的工作" in said
    assert "县里的交接回执还没有到" in say("handover", "receipt", receipt)[1]
    with closing(place.wing("li")) as successor:
        successor.engine.round()
    code, said = say("handover", "receipt", receipt)
    assert code == 0 and "王建国的交接回执" in said
    settings.save(app.settings_file(), Settings(account="wang"))
    assert say("handover", "close", receipt) == (0, "本机的记录已清，留下回执 1 份。\n")
    assert say("receipts", "verify")[1].startswith("回执 1 份，有效 1 份")
    with closing(place.wing("wang")) as wing, wing.store.read() as session:
        assert visits.get(session, typed.id) is None
    with closing(place.wing("li")) as successor, successor.store.read() as session:
        assert visits.get(session, typed.id) is not None


def test_a_desk_that_was_handed_over_begins_again_by_an_invitation(
    say: Say, sit: Callable[..., app.Seat], place: Place, tmp_path: Path
) -> None:
    raw = tmp_path / "交接.sscs-handover"
    with closing(place.wing("wang")) as wing, closing(place.wing("li")) as successor:
        handover.give(wing.store, raw, "大陆村镇九月交接")
        successor.engine.round()
        handover.take(successor.store, raw, "大陆村镇九月交接")
        successor.engine.round(), wing.engine.round()
        handover.close(wing.store, wing.files.backups)
    code, said = say("parcel", "out", tmp_path / "x.sscs-parcel")
    assert code == 1 and "已经交接" in said
    seat = sit()
    seat._use_invitation(place.invitation("wang"), PASSWORD)
    assert seat.wing.engine.round().loaded > 10


def agreed(dialog: HandoverDialog, qtbot: QtBot) -> None:
    """Type the passphrase that was agreed on."""
    for field in (dialog.password, dialog.again):
        field.setText("大陆村镇九月交接")
    with qtbot.waitSignal(dialog.accepted):
        dialog.accept_typed()


def test_the_settings_page_gives_takes_brings_the_receipt_and_clears(
    sit: Callable[..., app.Seat], tmp_path: Path, qtbot: QtBot
) -> None:
    file, receipt = tmp_path / "交接.sscs-handover", tmp_path / "回执.sscs-parcel"
    old, new = sit("wang"), sit("li")
    typed = type_visit(old.wing.store, "订单平稳")
    new.wing.engine.round()
    giving, taking = settings_page(old), settings_page(new)
    agreed(giving.handover.give(file), qtbot)
    assert giving.handover_said.text().startswith("交接包已写好") and "还没有人接收" in giving.handover.state()
    with qtbot.waitSignal(new.runner.ended):  # taking asks for a round
        agreed(taking.handover.take(file), qtbot)
    assert "接收了王建国的工作，回执已到" in taking.handover.state()
    with qtbot.waitSignal(taking.handover.said):
        taking.handover.write_receipt(receipt)
    with qtbot.waitSignal(giving.handover.said) as told:
        giving.handover.close(receipt)
    assert told.args == ["本机的记录已清，留下回执 1 份。"]
    with old.wing.store.read() as session:
        assert visits.get(session, typed.id) is None
    with new.wing.store.read() as session:
        assert visits.get(session, typed.id) is not None


def settings_page(seat: app.Seat) -> SettingsPage:
    page = seat.window.page("settings")
    assert isinstance(page, SettingsPage)
    seat.window.go(Target("page:settings"))
    return page


def test_a_computer_that_never_meets_the_network_begins_and_works_by_files(
    say: Say, directory_folder: Path, tmp_path: Path
) -> None:
    invite, going, coming = (tmp_path / name for name in ("li.sscs-invite", "1.sscs-parcel", "2.sscs-parcel"))
    at_the_county = ("admin", "--data", directory_folder)
    away = ("--account", "li", "--address", "http://localhost:9", "--out", invite)
    assert say(*at_the_county, "invite", *away)[0] == 0
    keystore = secrets.os_keystore()
    assert keystore is not None
    with pytest.raises(Offline):
        account_files.set_up(account_files.read_invitation(invite), "Ningjin-2018-li", keystore)
    assert not AccountFiles.of("li").is_set_up
    code, said = say(*at_the_county, "invite", *away, "--by-parcel")
    assert code == 0 and "没有网络也能用它启用" in said
    assert account_files.set_up(account_files.read_invitation(invite), "Ningjin-2018-li", keystore)
    settings.save(app.settings_file(), Settings(account="li"))
    typed = None
    for told in ("县里答复 0 条", "县里答复 1 条"):
        assert say("parcel", "out", going)[0] == 0
        assert say(*at_the_county, "parcel", "in", going, "--out", coming)[0] == 0
        code, said = say("parcel", "in", coming)
        assert code == 0 and told in said
        if typed is None:
            with closing(Wing.open("li", keystore)) as wing:
                typed = type_visit(wing.store, "从没联过网")
    assert say("receipts", "verify")[1].startswith("回执 1 份，有效 1 份")
