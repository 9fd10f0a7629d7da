"""记走访, driven by keys and names of fields over a real file."""

from __future__ import annotations

from datetime import UTC, date, datetime

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from sscs_desktop.domain.vocabulary import Category, Urgency, VisitMode
from sscs_desktop.store import issues
from sscs_desktop.store.subjects import Subject
from sscs_desktop.ui.desk import Desk
from sscs_desktop.ui.dialogs.visit_dialog import VisitDialog
from tests.store import building
from tests.ui.dialogs.conftest import World
from tests.ui.dialogs.hands import Alt, Control, Key, Open, compose, fill_block, kept, newest, words

# --- the shortest way


def test_a_visit_without_new_problems_is_initials_and_three_strokes(
    desk: Desk, world: World, opened: Open, qtbot: QtBot
) -> None:
    dialog = opened(VisitDialog(desk))
    qtbot.keyClicks(dialog.form.subject.edit, "hbgt")
    qtbot.keyClick(dialog.form.subject.edit, Key.Key_Return)
    qtbot.keyClick(dialog, Key.Key_W, Alt)
    qtbot.keyClick(dialog, Key.Key_Return, Control)
    assert not dialog.isVisible()
    visit = newest(desk, world.firm.id)
    assert visit.id == dialog.saved_id
    assert visit.is_no_issue and visit.mode is VisitMode.ON_SITE
    assert visit.visitors == ("王建国",) and visit.received_by == "李秀芬 生产厂长"
    assert visit.visited_at == datetime(2018, 9, 26, 7, 20, tzinfo=UTC)
    assert (visit.division_name, visit.unit_id, visit.is_late_entry) == ("宁晋县大陆村镇", building.ME.unit_id, False)
    assert kept(desk) == ()
    assert [op.verb for op in building.due(desk.store)] == ["new"]


def test_the_key_pad_s_enter_saves_too(desk: Desk, world: World, opened: Open, qtbot: QtBot) -> None:
    dialog = opened(VisitDialog(desk, world.subject))
    qtbot.keyClick(dialog, Key.Key_Enter, Control)
    assert dialog.saved_id


def test_initials_are_found_while_the_input_method_is_still_composing(
    desk: Desk, world: World, opened: Open, qtbot: QtBot
) -> None:
    dialog = opened(VisitDialog(desk))
    edit = dialog.form.subject.edit
    QApplication.sendEvent(edit, QInputMethodEvent("hb'gt", []))
    assert edit.text() == ""
    assert [row.name for row in dialog.form.subject.offers().rows()] == [world.firm.name]
    qtbot.keyClick(edit, Key.Key_Return)
    assert dialog.form.subject.subject() == world.subject
    assert edit.text() == world.firm.name


def test_esc_closes_the_offers_first_and_then_the_dialog(desk: Desk, world: World, opened: Open, qtbot: QtBot) -> None:
    dialog = opened(VisitDialog(desk))
    qtbot.keyClicks(dialog.form.subject.edit, "hbgt")
    assert dialog.form.subject.offers().isVisible()
    qtbot.keyClick(dialog.form.subject.edit, Key.Key_Escape)
    assert not dialog.form.subject.offers().isVisible() and dialog.isVisible()
    qtbot.keyClick(dialog.form.subject.edit, Key.Key_Escape)
    assert not dialog.isVisible()


def test_enter_steps_on_and_never_saves(desk: Desk, world: World, opened: Open, qtbot: QtBot) -> None:
    dialog = opened(VisitDialog(desk, world.subject))
    dialog.form.received_by.setFocus()
    qtbot.keyClick(dialog.form.received_by, Key.Key_Return)
    assert dialog.focusWidget() is dialog.form.situation.edit
    qtbot.keyClick(dialog.form.situation.edit, Key.Key_Return)
    assert dialog.focusWidget() is dialog.form.situation.edit and dialog.isVisible()


def test_a_project_is_visited_the_same_way(desk: Desk, world: World, opened: Open, qtbot: QtBot) -> None:
    dialog = opened(VisitDialog(desk, Subject("project", world.project.id)))
    qtbot.keyClick(dialog, Key.Key_I, Control)
    choice = dialog.column.blocks()[0].category
    assert [choice.itemText(row) for row in range(choice.count())] == ["土地", "资金", "技术", "施工干扰", "其他"]
    dialog.column.remove(dialog.column.blocks()[0])
    qtbot.keyClick(dialog, Key.Key_W, Alt)
    qtbot.keyClick(dialog, Key.Key_Return, Control)
    assert newest(desk, world.project.id).project_id == world.project.id


# --- problems found


def test_two_problems_are_saved_with_the_visit_and_get_numbers(
    desk: Desk, world: World, opened: Open, qtbot: QtBot
) -> None:
    dialog = opened(VisitDialog(desk, world.subject))
    for at, (category, text) in enumerate([(Category.TALENT, "夜班绕线工缺 12 人"), (Category.ENERGY, "线路检修停电")]):
        qtbot.keyClick(dialog, Key.Key_I, Control)
        fill_block(dialog, at, category, text)
    dialog.column.blocks()[0].urgency.set_value(Urgency.URGENT)
    qtbot.keyClick(dialog, Key.Key_Return, Control)
    with desk.store.read() as session:
        found = issues.of_visit(session, dialog.saved_id)
    assert [(i.number, i.category, i.urgency) for i in found] == [
        ("冀NJ-2018-0001", Category.TALENT, Urgency.URGENT),
        ("冀NJ-2018-0002", Category.ENERGY, Urgency.NORMAL),
    ]
    assert [op.kind for op in building.due(desk.store)] == ["visit", "issue", "issue"]


def test_adding_problems_moves_nothing_at_the_left(desk: Desk, world: World, opened: Open, qtbot: QtBot) -> None:
    dialog = opened(VisitDialog(desk, world.subject))
    names = ("day", "mode", "visitors", "situation", "next_contact_on")
    fields = [dialog.findChild(QWidget, name) for name in names]
    before = [(f.mapTo(dialog, QPoint(0, 0)), f.size()) for f in fields], dialog.size()
    for _ in range(3):
        qtbot.keyClick(dialog, Key.Key_I, Control)
    QApplication.processEvents()
    assert ([(f.mapTo(dialog, QPoint(0, 0)), f.size()) for f in fields], dialog.size()) == before
    assert dialog.column.blocks()[2].isAncestorOf(dialog.focusWidget())


def test_no_new_problems_is_not_ticked_over_what_was_written(
    desk: Desk, world: World, opened: Open, qtbot: QtBot
) -> None:
    dialog = opened(VisitDialog(desk, world.subject))
    qtbot.keyClick(dialog, Key.Key_I, Control)
    fill_block(dialog, 0, Category.TALENT, "缺工")
    qtbot.keyClick(dialog, Key.Key_W, Alt)
    assert not dialog.column.none.isChecked()
    assert words(dialog, "problem_is_no_issue") == "已写了问题，不能再选“无新问题”"
    dialog.column.blocks()[0].description.set_text("")
    qtbot.keyClick(dialog, Key.Key_W, Alt)
    assert dialog.column.none.isChecked() and dialog.column.blocks() == ()
    assert not dialog.column.add_button.isEnabled()
    qtbot.keyClick(dialog, Key.Key_I, Control)
    assert dialog.column.blocks() == ()


def test_a_removed_problem_comes_back(desk: Desk, world: World, opened: Open, qtbot: QtBot) -> None:
    dialog = opened(VisitDialog(desk, world.subject))
    for at, text in enumerate(("缺工十二人", "停电")):
        qtbot.keyClick(dialog, Key.Key_I, Control)
        fill_block(dialog, at, Category.TALENT, text)
    dialog.column.blocks()[0].wish.setFocus()
    qtbot.keyClick(dialog, Key.Key_Delete, Alt)
    assert [t.description for t in dialog.column.texts()] == ["停电"]
    dialog.column.add_button.setFocus()
    qtbot.keyClick(dialog, Key.Key_Z, Control)
    assert [t.description for t in dialog.column.texts()] == ["缺工十二人", "停电"]


def test_what_is_open_already_becomes_a_note_on_it(desk: Desk, world: World, opened: Open, qtbot: QtBot) -> None:
    dialog = opened(VisitDialog(desk, world.subject))
    qtbot.keyClick(dialog, Key.Key_I, Control)
    fill_block(dialog, 0, Category.FUNDS, "采购铜杆缺周转资金约 300 万元")
    block = dialog.column.blocks()[0]
    same = block.findChild(QWidget, "same")
    qtbot.waitUntil(same.isVisible)
    qtbot.mouseClick(same, Qt.MouseButton.LeftButton)
    qtbot.keyClick(dialog, Key.Key_Return, Control)
    visit, note = building.due(desk.store)
    assert (visit.kind, note.kind, note.id, note.verb) == ("visit", "issue", world.open_issue.id, "note")
    assert note.args == {"text": "采购铜杆缺周转资金约 300 万元"}
    with desk.store.read() as session:
        assert issues.of_visit(session, dialog.saved_id) == ()


# --- reasons to think twice, and refusals


def test_another_team_s_visit_and_a_quiet_day_are_said_and_a_call_disturbs_nobody(
    desk: Desk, world: World, opened: Open, qtbot: QtBot
) -> None:
    theirs = building.visit(
        world.firm,
        unit_id="u-env",
        unit_name="县环境保护局",
        author_id="p-zhao",
        visited_at=datetime(2018, 9, 24, 2, 0, tzinfo=UTC),
    )
    building.pull(desk.store, world.feed.page(world.feed.put("visit", theirs)))
    dialog = opened(VisitDialog(desk, world.subject))
    assert dialog.form.brake.text() == "县环境保护局 9月24日刚来过，可改用电话"
    dialog.form.mode.setFocus()
    qtbot.keyClick(dialog.form.mode, Key.Key_Right)
    assert dialog.form.mode.value() is VisitMode.PHONE
    assert dialog.form.brake.text().startswith("工业、科技型　省级　宁晋县大陆村镇")
    qtbot.keyClick(dialog.form.mode, Key.Key_Left)
    dialog.form.day.setFocus()
    dialog.form.day.selectAll()
    qtbot.keyClicks(dialog.form.day, "9-27")
    assert dialog.form.brake.text() == "这天是企业安静日，可改用电话"


def test_what_is_wrong_is_said_beside_the_field_and_the_first_gets_the_focus(
    desk: Desk, world: World, opened: Open, qtbot: QtBot
) -> None:
    dialog = opened(VisitDialog(desk))
    dialog.form.day.setFocus()
    dialog.form.day.selectAll()
    compose(dialog.form.day, "大后年")
    qtbot.keyClick(dialog, Key.Key_I, Control)
    dialog.column.blocks()[0].description.set_text("缺工")
    qtbot.keyClick(dialog, Key.Key_Return, Control)
    assert dialog.isVisible()
    assert words(dialog, "problem_enterprise_id") == "请选一家企业或一个项目"
    assert words(dialog, "problem_visited_at") == "看不懂这个日期，可写 今天、9-30 或 0930"
    assert words(dialog, "problem_issue") == "请填写这一项"
    assert dialog.focusWidget() is dialog.form.subject.edit
    qtbot.keyClicks(dialog.form.subject.edit, "hbgt")
    qtbot.keyClick(dialog.form.subject.edit, Key.Key_Return)
    assert words(dialog, "problem_enterprise_id") == ""


def test_tomorrow_s_visit_is_refused(desk: Desk, world: World, opened: Open, qtbot: QtBot) -> None:
    dialog = opened(VisitDialog(desk, world.subject))
    dialog.form.day.setFocus()
    dialog.form.day.selectAll()
    compose(dialog.form.day, "明天")
    qtbot.keyClick(dialog, Key.Key_Return, Control)
    assert words(dialog, "problem_visited_at") == "不能晚于今天"


def test_yesterday_s_visit_is_a_late_entry_and_welcome(desk: Desk, world: World, opened: Open, qtbot: QtBot) -> None:
    dialog = opened(VisitDialog(desk, world.subject))
    dialog.form.day.setFocus()
    dialog.form.day.selectAll()
    compose(dialog.form.day, "昨天")
    dialog.form.time.setText("930")
    qtbot.keyClick(dialog, Key.Key_Return, Control)
    visit = newest(desk, world.firm.id)
    assert (visit.visited_at, visit.is_late_entry) == (datetime(2018, 9, 25, 1, 30, tzinfo=UTC), True)


def test_the_promised_day_is_named_with_its_make_up_work(desk: Desk, world: World, opened: Open, qtbot: QtBot) -> None:
    dialog = opened(VisitDialog(desk, world.subject))
    dialog.form.next_contact_on.setFocus()
    qtbot.keyClicks(dialog.form.next_contact_on, "9-30")
    assert dialog.form.resolved.text() == "9月30日 周日，调休上班"
    qtbot.keyClick(dialog, Key.Key_Return, Control)
    assert newest(desk, world.firm.id).next_contact_on == date(2018, 9, 30)


# --- room


def test_without_room_for_two_the_sides_stand_below_each_other(desk: Desk, world: World, opened: Open) -> None:
    dialog = opened(VisitDialog(desk, world.subject))
    assert _left(dialog.column, dialog) > _left(dialog.form, dialog)
    dialog.resize(760, 512)
    QApplication.processEvents()
    assert abs(_left(dialog.column, dialog) - _left(dialog.form, dialog)) < dialog.form.width() / 2
    top = dialog.form.mapTo(dialog, QPoint(0, 0)).y()
    assert dialog.column.none.mapTo(dialog, QPoint(0, 0)).y() > top + dialog.form.height()
    dialog.resize(880, 512)
    QApplication.processEvents()
    assert _left(dialog.column, dialog) > _left(dialog.form, dialog) and dialog.column.isVisible()


def _left(part: QWidget, dialog: QWidget) -> int:
    return part.mapTo(dialog, QPoint(0, 0)).x()


def test_tab_follows_the_eye_from_the_left_side_to_the_right(
    desk: Desk, world: World, opened: Open, qtbot: QtBot
) -> None:
    dialog = opened(VisitDialog(desk, world.subject))
    qtbot.keyClick(dialog, Key.Key_I, Control)
    dialog.form.subject.edit.setFocus()
    met: list[str] = []
    for _ in range(24):
        focused = dialog.focusWidget()
        met.append(focused.objectName() or focused.parent().objectName())
        qtbot.keyClick(focused, Key.Key_Tab)
    expected = ["subject", "day", "time", "mode", "visitors", "received_by", "situation", "policies"]
    expected += ["next_contact_on", "fold", "attach", "no_issue", "category", "urgency", "can_solve_here"]
    expected += ["description", "wish", "remove", "add_issue", "print_after", "accept", "reject"]
    assert met[: len(expected)] == expected
