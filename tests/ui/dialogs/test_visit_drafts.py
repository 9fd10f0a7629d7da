"""记走访 is never lost: its draft, the directory's refusals, and an own visit mended later."""

from __future__ import annotations

import json
import sys
from dataclasses import replace

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from sscs_desktop.domain.vocabulary import Category
from sscs_desktop.store import today, visits
from sscs_desktop.store.working_days import workdays_of
from sscs_desktop.ui.desk import Desk
from sscs_desktop.ui.dialogs import visit_draft
from sscs_desktop.ui.dialogs.card_preview import CardPreview
from sscs_desktop.ui.dialogs.message_dialog import MessageDialog
from sscs_desktop.ui.dialogs.visit_dialog import VisitDialog
from tests.disk import full_disk
from tests.store import building
from tests.ui.dialogs.conftest import World
from tests.ui.dialogs.hands import Control, Key, Open, compose, fill_block, kept, newest, words

# --- drafts


def write_much(dialog: VisitDialog, qtbot: QtBot) -> None:
    dialog.form.situation.set_text("订单比上月多两成，\n两条线满负荷")
    compose(dialog.form.visitors.edit, "李慧")
    qtbot.keyClick(dialog.form.visitors.edit, Key.Key_Return)
    dialog.form.policies.set_tokens(["工业企业技术改造补助"])
    dialog.form.mode.setFocus()
    qtbot.keyClick(dialog.form.mode, Key.Key_Right)
    dialog.form.next_contact_on.setFocus()
    compose(dialog.form.next_contact_on, "下下")
    dialog.form.spot_answer.set_text("当场答应派技术员")
    qtbot.keyClick(dialog, Key.Key_I, Control)
    fill_block(dialog, 0, Category.TALENT, "夜班绕线工缺 12 人，")
    dialog.column.blocks()[0].wish.setText("招工会")
    dialog.print_after.setChecked(True)


def test_the_foot_says_what_is_not_kept_yet_and_that_it_is_kept(
    desk: Desk, world: World, opened: Open, qtbot: QtBot
) -> None:
    dialog = opened(VisitDialog(desk, world.subject))
    dialog.form.situation.set_text("订单比上月多两成")
    assert dialog.note.text() == "还没存，停一下就自动存"
    with qtbot.waitSignal(dialog.keeper.kept):
        pass
    assert dialog.note.text() == "草稿 15:20 已存在本机"
    qtbot.keyClick(dialog, Key.Key_S, Control)
    assert dialog.note.text() == "草稿 15:20 已存在本机"


def test_after_a_kill_the_text_is_complete_to_the_last_pause(
    desk: Desk, world: World, opened: Open, qtbot: QtBot
) -> None:
    killed = opened(VisitDialog(desk, world.subject))
    with qtbot.waitSignal(killed.keeper.kept):
        write_much(killed, qtbot)
    assert killed.note.text() == "草稿 15:20 已存在本机"
    before = killed.draft()
    killed.keeper.stop()
    (draft,) = kept(desk)
    again = opened(VisitDialog(desk, draft_key=draft.key))
    assert again.draft() == before
    assert again.form.subject.text() == world.firm.name
    assert again.form.visitors.tokens() == ("王建国", "李慧")
    assert again.form.next_contact_on.text() == "下下"
    assert again.form.spot_answer.isVisible() and again.print_after.isChecked()
    again.keeper.stop()


def test_esc_asks_nothing_and_the_same_enterprise_goes_on_with_the_draft(
    desk: Desk, world: World, opened: Open, qtbot: QtBot
) -> None:
    dialog = opened(VisitDialog(desk, world.subject))
    dialog.form.situation.set_text("写到一半")
    qtbot.keyClick(dialog, Key.Key_Escape)
    assert not dialog.isVisible() and dialog.findChild(MessageDialog) is None
    again = opened(VisitDialog(desk, world.subject))
    assert again.form.situation.text() == "写到一半"
    qtbot.keyClick(again, Key.Key_Return, Control)
    assert kept(desk) == ()


def test_a_dialog_only_looked_at_leaves_no_draft(desk: Desk, world: World, opened: Open, qtbot: QtBot) -> None:
    dialog = opened(VisitDialog(desk, world.subject))
    qtbot.keyClick(dialog, Key.Key_Escape)
    assert kept(desk) == ()


def test_ctrl_s_keeps_the_draft_at_once(desk: Desk, world: World, opened: Open, qtbot: QtBot) -> None:
    dialog = opened(VisitDialog(desk, world.subject))
    dialog.form.situation.set_text("马上存")
    qtbot.keyClick(dialog, Key.Key_S, Control)
    assert kept(desk)[0].data["situation"] == "马上存"


def test_what_the_directory_refused_opens_again_with_its_text(
    desk: Desk, world: World, opened: Open, qtbot: QtBot
) -> None:
    first = opened(VisitDialog(desk, world.subject))
    first.form.situation.set_text("订单平稳")
    qtbot.keyClick(first, Key.Key_Return, Control)
    (operation,) = building.due(desk.store)
    building.settle(desk.store, world.feed, world.feed.refused(operation, "scope"))
    (draft,) = kept(desk)
    again = opened(VisitDialog(desk, draft_key=draft.key))
    assert again.form.situation.text() == "订单平稳"
    assert again.form.subject.subject() == world.subject
    qtbot.keyClick(again, Key.Key_Return, Control)
    assert newest(desk, world.firm.id).situation == "订单平稳" and kept(desk) == ()


@pytest.mark.skipif(sys.platform == "win32", reason="file size limits are POSIX")
def test_a_full_disk_is_said_and_nothing_typed_is_lost(desk: Desk, world: World, opened: Open, qtbot: QtBot) -> None:
    dialog = opened(VisitDialog(desk, world.subject))
    dialog.form.situation.set_text("订单多两成")
    with full_disk():
        qtbot.keyClick(dialog, Key.Key_Return, Control)
        message = dialog.findChild(MessageDialog)
    assert message is not None and "没有保存" in words(message, "sentence")
    qtbot.keyClick(message, Key.Key_Escape)
    assert dialog.isVisible() and dialog.form.situation.text() == "订单多两成"
    qtbot.keyClick(dialog, Key.Key_Return, Control)
    assert newest(desk, world.firm.id).situation == "订单多两成"


# --- mending an own visit


def test_mending_sends_only_what_changed(desk: Desk, world: World, opened: Open, qtbot: QtBot) -> None:
    dialog = opened(VisitDialog(desk, visit_id=world.own.id))
    assert dialog.windowTitle() == "改走访" and not dialog.form.subject.isEnabled()
    dialog.form.situation.set_text("订单下滑")
    qtbot.keyClick(dialog, Key.Key_Return, Control)
    (operation,) = building.due(desk.store)
    assert (operation.verb, operation.id, operation.fields) == ("edit", world.own.id, {"situation": "订单下滑"})


def test_an_unfinished_mending_stands_on_what_was_shown_when_it_began(
    desk: Desk, world: World, opened: Open, qtbot: QtBot
) -> None:
    dialog = opened(VisitDialog(desk, visit_id=world.own.id))
    dialog.form.situation.set_text("我的说法")
    qtbot.keyClick(dialog, Key.Key_Escape)
    with desk.store.read() as session:
        shown = visits.seen(session, world.own.id)
    assert shown is not None
    theirs = building.changed(world.own, situation="县里的说法", remark="县里加的")
    building.pull(desk.store, world.feed.page(world.feed.put("visit", theirs)))
    again = opened(VisitDialog(desk, visit_id=world.own.id))
    assert again.form.situation.text() == "我的说法"
    qtbot.keyClick(again, Key.Key_Return, Control)
    (operation,) = building.due(desk.store)
    assert operation.fields == {"situation": "我的说法"} and operation.base == shown.base


def test_what_was_shown_survives_in_the_draft_whole(desk: Desk, world: World) -> None:
    with desk.store.read() as session:
        shown = visits.seen(session, world.own.id)
    assert shown is not None
    assert visit_draft.seen_of(json.loads(json.dumps(visit_draft.seen_data(shown)))) == shown
    late = replace(shown, base=7, field_bases={"remark": 9}, after="op", state_seq=3, is_parked=True)
    assert visit_draft.seen_of(json.loads(json.dumps(visit_draft.seen_data(late)))) == late


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    """What stands behind a form, and is told what became of it."""
    made = QWidget()
    qtbot.addWidget(made)
    return made


def begun(desk: Desk, world: World, opened: Open, window: QWidget) -> VisitDialog:
    dialog = opened(VisitDialog(desk, world.subject, parent=window))
    dialog.form.situation.set_text("写好了")
    return dialog


def file_after_it_left(desk: Desk, world: World, dialog: VisitDialog, qtbot: QtBot) -> None:
    building.pull(desk.store, world.feed.page(world.feed.leave("enterprise", world.firm.id)))
    qtbot.keyClick(dialog, Key.Key_Return, Control)


def test_a_visit_to_an_enterprise_that_left_becomes_a_draft_and_says_so(
    desk: Desk, world: World, opened: Open, window: QWidget, qtbot: QtBot
) -> None:
    dialog = begun(desk, world, opened, window)
    file_after_it_left(desk, world, dialog, qtbot)
    message = window.findChild(MessageDialog)
    assert message is not None and "草稿" in words(message, "sentence")
    assert [(d.form, d.reason, d.data["situation"]) for d in kept(desk)] == [("visit", "row_gone", "写好了")]


def test_a_form_that_was_kept_and_then_found_no_enterprise_is_one_draft_with_its_reason(
    desk: Desk, world: World, opened: Open, window: QWidget, qtbot: QtBot
) -> None:
    dialog = begun(desk, world, opened, window)
    dialog.keeper.touch()
    dialog.keeper.keep()
    assert [d.reason for d in kept(desk)] == [""]
    file_after_it_left(desk, world, dialog, qtbot)
    (one,) = kept(desk)
    assert (one.form, one.reason, one.data["situation"]) == ("visit", "row_gone", "写好了")
    assert one.key == one.data["id"]
    with desk.store.read() as session:
        items = today.agenda(session, building.TODAY, workdays_of(session))
    assert [item.id for item in items if item.group == "drafts"] == [one.draft_id]


def test_printing_after_saving_opens_the_card_of_this_visit(
    desk: Desk, world: World, opened: Open, qtbot: QtBot
) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    dialog = opened(VisitDialog(desk, world.subject, parent=parent))
    dialog.print_after.setChecked(True)
    qtbot.keyClick(dialog, Key.Key_Return, Control)
    preview = parent.findChild(CardPreview)
    assert preview is not None and preview.isVisible()
