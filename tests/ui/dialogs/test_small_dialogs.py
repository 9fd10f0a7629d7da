"""约下次, 提出更正, messages and crashes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from sscs_desktop.base.errors import DiskTrouble, Refused, Unreadable
from sscs_desktop.store import enterprises
from sscs_desktop.ui import messages
from sscs_desktop.ui.desk import Desk
from sscs_desktop.ui.dialogs import ways_out
from sscs_desktop.ui.dialogs.appointment_dialog import AppointmentDialog
from sscs_desktop.ui.dialogs.crash_dialog import CrashDialog, report_of
from sscs_desktop.ui.dialogs.message_dialog import MessageDialog
from sscs_desktop.ui.dialogs.proposal_dialog import ProposalDialog
from sscs_desktop.ui.widgets.area import ScrollColumn
from tests.store import building
from tests.ui.clipping import clipped
from tests.ui.dialogs.conftest import World
from tests.ui.dialogs.hands import compose, words

Open = Callable[[Any], Any]
Key = Qt.Key
Control = Qt.KeyboardModifier.ControlModifier


def test_a_promise_goes_into_the_unit_s_own_profile(desk: Desk, world: World, opened: Open, qtbot: QtBot) -> None:
    dialog = opened(AppointmentDialog(desk, world.firm.id))
    qtbot.keyClicks(dialog.day, "1001")
    assert dialog.resolved.text() == "10月1日 周一，放假"
    qtbot.keyClick(dialog, Key.Key_Return, Control)
    (operation,) = building.due(desk.store)
    assert (operation.kind, operation.verb, operation.fields) == ("profile", "edit", {"next_contact_on": "2018-10-01"})
    with desk.store.read() as session:
        profile = enterprises.profile(session, world.firm.id)
    assert profile is not None and (profile.next_contact_on, profile.quiet_days) == (date(2018, 10, 1), "每月27日")


def test_a_day_nobody_understands_is_not_promised(desk: Desk, world: World, opened: Open, qtbot: QtBot) -> None:
    dialog = opened(AppointmentDialog(desk, world.firm.id))
    compose(dialog.day, "改天")
    qtbot.keyClick(dialog, Key.Key_Return, Control)
    assert words(dialog, "problem_next_contact_on").startswith("看不懂这个日期")
    dialog.keeper.stop()


def test_a_correction_is_proposed_with_its_old_value_and_an_odd_one_only_warned_of(
    desk: Desk, world: World, opened: Open, qtbot: QtBot
) -> None:
    dialog = opened(ProposalDialog(desk, world.subject))
    dialog.field.set_value("credit_code")
    dialog.new_value.setText("91350100M000100Y4Z")
    assert words(dialog, "caution")
    qtbot.keyClick(dialog, Key.Key_Return, Control)
    with desk.store.read() as session:
        (proposal,) = enterprises.proposals(session, world.firm.id)
    assert (proposal.field, proposal.old_value) == ("credit_code", world.firm.credit_code)
    assert proposal.new_value == "91350100M000100Y4Z" and not dialog.isVisible()


def test_a_correction_to_the_same_value_is_refused_beside_the_field(
    desk: Desk, world: World, opened: Open, qtbot: QtBot
) -> None:
    dialog = opened(ProposalDialog(desk, world.subject))
    dialog.new_value.setText(world.firm.name)
    qtbot.keyClick(dialog, Key.Key_Return, Control)
    assert words(dialog, "problem_new_value") == "与原来的一样"
    dialog.keeper.stop()


def test_a_message_says_the_sentence_and_goes_with_enter(opened: Open, desk: Desk, qtbot: QtBot) -> None:
    error = DiskTrouble("disk_full")
    dialog = opened(MessageDialog(error))
    assert words(dialog, "sentence") == messages.sentence(error)
    qtbot.keyClick(dialog, Key.Key_Return)
    assert not dialog.isVisible()


def test_what_went_wrong_is_shown_whole_and_scrolls_only_where_the_screen_ends(
    opened: Open, desk: Desk, qtbot: QtBot
) -> None:
    left = Unreadable("photos_left", found=20, left=12, names="、".join(["扫描20260924.pdf 第 31 页"] * 12))
    broken = [Unreadable("scan_broken_off", name=f"{at}.pdf", page=3) for at in range(9)]
    dialog = opened(MessageDialog(left, None, broken[:2]))
    assert clipped(dialog) == [] and dialog.findChild(ScrollColumn).verticalScrollBar().maximum() == 0
    long = opened(MessageDialog(left, None, broken))
    bar = long.findChild(ScrollColumn).verticalScrollBar()
    assert clipped(long) == [] and long.height() < long.screen().availableSize().height()
    qtbot.keyClick(long.findChild(QPushButton, "accept"), Key.Key_PageDown)
    assert bar.value() == bar.maximum() > 0


def test_a_crash_report_holds_places_and_codes_and_no_names(opened: Open, desk: Desk) -> None:
    try:
        try:
            raise Refused("row_gone", name="李秀芬")
        except Refused as error:
            raise KeyError("河北冠通线缆有限公司 13800138000") from error
    except KeyError as error:
        report = report_of(error)
    assert "builtins.KeyError" in report and "Refused (row_gone)" in report
    assert "test_small_dialogs.py" in report and "/root" not in report
    assert "冠通" not in report and "13800138000" not in report and "李秀芬" not in report
    dialog = opened(CrashDialog(report))
    dialog.copy()
    assert QGuiApplication.clipboard().text() == report


def test_a_pdf_bears_its_suffix_and_a_name_that_every_system_takes(opened: Open, desk: Desk) -> None:
    chooser = ways_out.pdf_chooser(opened(MessageDialog(Refused("row_gone"))), "冀中/华宁：合作社 反馈卡")
    (offered,) = chooser.selectedFiles()
    assert Path(offered).name == "冀中 华宁：合作社 反馈卡.pdf"
    chooser.selectFile("名称")
    assert chooser.selectedFiles()[0].endswith("名称.pdf")
