"""记问题 and the commands on an issue."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from sscs_desktop.domain.vocabulary import Category, EventVerb, IssueState, Satisfaction, Urgency
from sscs_desktop.store import attachments, drafts, issues
from sscs_desktop.ui.desk import Desk
from sscs_desktop.ui.dialogs.command_dialog import CommandDialog
from sscs_desktop.ui.dialogs.issue_dialog import IssueDialog
from sscs_desktop.ui.dialogs.message_dialog import MessageDialog
from sscs_desktop.ui.pages import opening
from tests.store import building
from tests.ui import photos
from tests.ui.dialogs.conftest import World
from tests.ui.dialogs.hands import words

Open = Callable[[Any], Any]
Key = Qt.Key
Control = Qt.KeyboardModifier.ControlModifier


def test_a_problem_alone_is_saved_and_its_number_is_said(desk: Desk, world: World, opened: Open, qtbot: QtBot) -> None:
    dialog = opened(IssueDialog(desk, world.subject))
    dialog.block.category.set_value(Category.SAFETY)
    dialog.block.urgency.set_value(Urgency.CRITICAL)
    dialog.block.description.set_text("消防通道被占")
    qtbot.keyClick(dialog, Key.Key_Return, Control)
    assert dialog.isVisible() and dialog.note.text() == "已存在本机，编号 冀NJ-2018-0001"
    with desk.store.read() as session:
        issue = issues.get(session, dialog.saved_id)
        assert drafts.listing(session) == ()
    assert issue is not None
    assert (issue.category, issue.urgency, issue.visit_id) == (Category.SAFETY, Urgency.CRITICAL, None)
    qtbot.keyClick(dialog, Key.Key_Return)
    assert not dialog.isVisible()
    assert len(building.due(desk.store)) == 1


def test_a_problem_without_category_or_enterprise_is_not_saved(
    desk: Desk, world: World, opened: Open, qtbot: QtBot
) -> None:
    dialog = opened(IssueDialog(desk))
    dialog.block.description.set_text("缺工")
    qtbot.keyClick(dialog, Key.Key_Return, Control)
    assert words(dialog, "problem_enterprise_id") == "请选一家企业或一个项目"
    assert words(dialog, "problem_issue") == "请填写这一项"
    assert dialog.focusWidget() is dialog.subject.edit and building.due(desk.store) == ()
    dialog.keeper.stop()


def test_a_similar_open_problem_takes_a_note_instead(desk: Desk, world: World, opened: Open, qtbot: QtBot) -> None:
    dialog = opened(IssueDialog(desk, world.subject))
    dialog.block.category.set_value(Category.FUNDS)
    dialog.block.description.set_text("采购铜杆缺周转资金")
    same = dialog.findChild(QWidget, "same")
    qtbot.waitUntil(same.isVisible)
    qtbot.mouseClick(same, Qt.MouseButton.LeftButton)
    qtbot.keyClick(dialog, Key.Key_Return, Control)
    assert dialog.note.text() == "已作为附注记到 冀NJ-2018-0420"
    (operation,) = building.due(desk.store)
    assert (operation.verb, operation.id) == ("note", world.open_issue.id)


def test_a_draft_of_a_problem_is_complete_after_a_kill(desk: Desk, world: World, opened: Open, qtbot: QtBot) -> None:
    killed = opened(IssueDialog(desk, world.subject))
    with qtbot.waitSignal(killed.keeper.kept):
        killed.block.description.set_text("写到一半")
        killed.block.category.set_value(Category.ENERGY)
    before = killed.draft()
    killed.keeper.stop()
    again = opened(IssueDialog(desk, world.subject))
    assert again.draft() == before
    again.keeper.stop()


def test_a_refused_problem_is_filed_again_under_its_number(
    desk: Desk, world: World, opened: Open, qtbot: QtBot
) -> None:
    first = opened(IssueDialog(desk, world.subject))
    first.block.category.set_value(Category.ENERGY)
    first.block.description.set_text("线路检修停电")
    qtbot.keyClick(first, Key.Key_Return, Control)
    first.accept()
    (operation,) = building.due(desk.store)
    building.settle(desk.store, world.feed, world.feed.refused(operation, "scope"))
    with desk.store.read() as session:
        (draft,) = drafts.listing(session)
    again = opened(IssueDialog(desk, draft_key=draft.key))
    assert again.block.text().description == "线路检修停电"
    qtbot.keyClick(again, Key.Key_Return, Control)
    assert again.note.text() == "已存在本机，编号 冀NJ-2018-0001"


def test_mending_an_own_problem_sends_only_what_changed(desk: Desk, world: World, opened: Open, qtbot: QtBot) -> None:
    dialog = opened(IssueDialog(desk, issue_id=world.returned.id))
    dialog.block.description.set_text("消防验收，三号厂房")
    qtbot.keyClick(dialog, Key.Key_Return, Control)
    (operation,) = building.due(desk.store)
    assert (operation.verb, operation.fields) == ("edit", {"description": "消防验收，三号厂房"})


# --- commands


def test_a_rating_goes_with_the_state_that_was_shown(desk: Desk, world: World, opened: Open, qtbot: QtBot) -> None:
    with desk.store.read() as session:
        shown = issues.seen(session, world.answered.id)
    assert shown is not None
    dialog = opened(CommandDialog(desk, world.answered.id, EventVerb.RATE))
    moved = building.changed(world.answered, answer_how="改口了")
    building.pull(desk.store, world.feed.page(world.feed.put("issue", moved, state_seq=world.feed.seq + 1)))
    qtbot.keyClick(dialog.rating, Key.Key_Right)
    dialog.text.set_text("还行")
    qtbot.keyClick(dialog, Key.Key_Return, Control)
    assert not dialog.isVisible()
    (operation,) = building.due(desk.store)
    assert operation.verb == "rate" and operation.state_seq == shown.state_seq and operation.base == shown.base
    assert operation.fields["satisfaction"] == Satisfaction.FAIRLY
    with desk.store.read() as session:
        issue = issues.get(session, world.answered.id)
    assert issue is not None and issue.satisfaction is Satisfaction.FAIRLY


@pytest.mark.parametrize(
    ("verb", "which"),
    [
        (EventVerb.SUPPLEMENT, "returned"),
        (EventVerb.NOTE, "open_issue"),
        (EventVerb.REOPEN, "answered"),
    ],
)
def test_a_command_that_needs_words_asks_for_them(
    desk: Desk, world: World, opened: Open, qtbot: QtBot, verb: EventVerb, which: str
) -> None:
    issue = getattr(world, which)
    dialog = opened(CommandDialog(desk, issue.id, verb))
    qtbot.keyClick(dialog, Key.Key_Return, Control)
    assert words(dialog, "problem_text") == "请填写这一项"
    qtbot.keyClicks(dialog.text.edit, "words")
    assert words(dialog, "problem_text") == ""
    qtbot.keyClick(dialog, Key.Key_Return, Control)
    (operation,) = building.due(desk.store)
    assert (operation.verb, operation.id, operation.args) == (str(verb), issue.id, {"text": "words"})


@pytest.mark.parametrize(
    ("verb", "which"),
    [(EventVerb.URGE, "open_issue"), (EventVerb.CALL_BACK, "answered"), (EventVerb.WITHDRAW, "open_issue")],
)
def test_a_command_may_go_without_words(
    desk: Desk, world: World, opened: Open, qtbot: QtBot, verb: EventVerb, which: str
) -> None:
    issue = getattr(world, which)
    dialog = opened(CommandDialog(desk, issue.id, verb))
    qtbot.keyClick(dialog, Key.Key_Return, Control)
    (operation,) = building.due(desk.store)
    assert (operation.verb, operation.id) == (str(verb), issue.id)


def test_a_command_not_legal_on_what_was_shown_says_so_and_keeps_the_words(
    desk: Desk, world: World, opened: Open, qtbot: QtBot
) -> None:
    assert world.open_issue.state is IssueState.FILED
    dialog = opened(CommandDialog(desk, world.open_issue.id, EventVerb.REOPEN))
    qtbot.keyClicks(dialog.text.edit, "words")
    qtbot.keyClick(dialog, Key.Key_Return, Control)
    message = dialog.findChild(MessageDialog)
    assert message is not None and "状态" in words(message, "sentence")
    message.accept()
    assert dialog.isVisible() and dialog.text.text() == "words"
    dialog.reject()
    again = opened(CommandDialog(desk, world.open_issue.id, EventVerb.REOPEN))
    assert again.text.text() == "words"


# ---- photos and files


def attached(desk: Desk, issue_id: str) -> list[str]:
    with desk.store.read() as session:
        return [line.record.name for line in attachments.of(session, issue_id)]


def test_photos_of_a_problem_are_filed_with_it(
    desk: Desk, world: World, opened: Open, qtbot: QtBot, tmp_path: Path
) -> None:
    dialog = opened(IssueDialog(desk, world.subject))
    dialog.block.category.set_value(Category.SAFETY)
    dialog.block.description.set_text("消防通道被占")
    dialog.files.add([photos.photo(tmp_path / "通道.jpg", 400, 300)])
    dialog.accept_typed()
    assert dialog.saved_id == "" and "照片还在处理" in dialog.note.text()
    qtbot.waitUntil(lambda: not dialog.files.is_busy)
    dialog.accept_typed()
    assert attached(desk, dialog.saved_id) == ["通道.jpg"]
    assert [op.kind for op in building.due(desk.store)] == ["issue", "attachment"]
    assert not dialog.files.add_button.isEnabled()


def test_a_draft_of_a_problem_keeps_its_photos(
    desk: Desk, world: World, opened: Open, qtbot: QtBot, tmp_path: Path
) -> None:
    dialog = opened(IssueDialog(desk, world.subject))
    dialog.block.description.set_text("消防通道被占")
    dialog.files.add([photos.photo(tmp_path / "通道.jpg", 400, 300)])
    qtbot.waitUntil(lambda: not dialog.files.is_busy)
    dialog.reject()
    again = opened(IssueDialog(desk, world.subject))
    assert [held.name for held in again.files.held()] == ["通道.jpg"]
    again.keeper.stop()


def test_photos_go_where_the_text_goes_when_the_problem_is_an_open_one(
    desk: Desk, world: World, opened: Open, qtbot: QtBot, tmp_path: Path
) -> None:
    dialog = opened(IssueDialog(desk, world.subject))
    dialog.block.category.set_value(Category.FUNDS)
    dialog.block.description.set_text("采购铜杆缺周转资金")
    same = dialog.findChild(QWidget, "same")
    qtbot.waitUntil(same.isVisible)
    qtbot.mouseClick(same, Qt.MouseButton.LeftButton)
    dialog.files.add([photos.photo(tmp_path / "报价单.jpg", 400, 300)])
    qtbot.waitUntil(lambda: not dialog.files.is_busy)
    dialog.accept_typed()
    assert attached(desk, world.open_issue.id) == ["报价单.jpg"]


def test_a_photo_refused_alone_is_taken_up_again_in_the_form_of_its_problem(
    desk: Desk, world: World, opened: Open, qtbot: QtBot, tmp_path: Path
) -> None:
    dialog = opened(IssueDialog(desk, world.subject))
    dialog.block.category.set_value(Category.SAFETY)
    dialog.block.description.set_text("消防通道被占")
    dialog.files.add([photos.photo(tmp_path / "通道.jpg", 400, 300)])
    qtbot.waitUntil(lambda: not dialog.files.is_busy)
    dialog.accept_typed()
    issue, photo = building.due(desk.store)
    building.settle(desk.store, world.feed, world.feed.ok(issue), world.feed.refused(photo, "bad_record"))
    with desk.store.read() as session:
        (kept,) = drafts.listing(session, refused=True)
    page = QWidget()
    qtbot.addWidget(page)
    opening.go_on(desk, page, kept)
    again = page.findChild(IssueDialog)
    assert again is not None and [held.name for held in again.files.held()] == ["通道.jpg"]
    again.accept_typed()
    assert attached(desk, dialog.saved_id) == ["通道.jpg"]
