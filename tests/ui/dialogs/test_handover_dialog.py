"""The dialogs of 换岗交接: nothing happens without a passphrase, or by a stray Enter."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog
from pytestqt.qtbot import QtBot

from sscs_desktop.base.errors import Unreadable
from sscs_desktop.ui.desk import Desk
from sscs_desktop.ui.dialogs.handover_dialog import ClearingDialog, HandoverDialog
from tests.ui.clipping import clipped
from tests.ui.conftest import Look


def shown(dialog: QDialog, qtbot: QtBot) -> QDialog:
    qtbot.addWidget(dialog)
    dialog.show()
    QApplication.processEvents()
    return dialog


@pytest.mark.parametrize("dress", [("light", 100, "zh"), ("dark", 150, "zh"), ("light", 100, "en")])
def test_nothing_is_cut_in_any_dress(desk: Desk, look: Look, qtbot: QtBot, dress: tuple[str, int, str]) -> None:
    look(*dress)  # type: ignore[arg-type]
    for gives in (True, False):
        dialog = HandoverDialog(gives=gives, act=lambda words: words, jobs=desk.jobs)
        assert clipped(shown(dialog, qtbot)) == []
    assert clipped(shown(ClearingDialog(), qtbot)) == []


def test_a_giver_types_his_passphrase_twice_and_long_enough(desk: Desk, qtbot: QtBot) -> None:
    done: list[str] = []
    dialog = HandoverDialog(gives=True, act=done.append, jobs=desk.jobs)
    shown(dialog, qtbot)
    for first, second in (("太短", "太短"), ("大陆村镇九月交接", "大陆村镇十月交接"), ("", "")):
        dialog.password.setText(first)
        dialog.again.setText(second)
        dialog.accept_typed()
        assert dialog.isVisible() and not desk.jobs.is_busy("sync")
    dialog.again.setText("大陆村镇九月交接")
    dialog.password.setText("大陆村镇九月交接")
    with qtbot.waitSignal(dialog.accepted):
        dialog.accept_typed()
    assert done == ["大陆村镇九月交接"]


def test_a_wrong_passphrase_is_said_beside_the_field_and_may_be_typed_again(desk: Desk, qtbot: QtBot) -> None:
    def act(words: str) -> str:
        if words != "大陆村镇九月交接":
            raise Unreadable("handover_unreadable")
        return "taken"

    dialog = HandoverDialog(gives=False, act=act, jobs=desk.jobs)
    shown(dialog, qtbot)
    dialog.password.setText("别的口令别的口令")
    with qtbot.waitSignal(desk.jobs.busy, check_params_cb=lambda lane, on: not on):
        dialog.accept_typed()
    assert dialog.isVisible() and dialog.result_of is None
    dialog.password.setText("大陆村镇九月交接")
    with qtbot.waitSignal(dialog.accepted):
        dialog.accept_typed()
    assert dialog.result_of == "taken"


def test_enter_does_not_clear_a_desk(desk: Desk, qtbot: QtBot) -> None:
    dialog = ClearingDialog()
    agreed: list[bool] = []
    dialog.accepted.connect(lambda: agreed.append(True))
    shown(dialog, qtbot)
    for key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space, Qt.Key.Key_Escape):
        QTest.keyClick(dialog.focusWidget() or dialog, key)
    assert agreed == [] and not dialog.isVisible()
