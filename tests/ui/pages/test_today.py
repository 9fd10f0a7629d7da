"""今日: what needs me in its order, each row with the word that does it; what the last round brought; the week."""

from __future__ import annotations

import sys

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog
from pytestqt.qtbot import QtBot

from sscs_desktop.base.errors import DiskTrouble, SscsError
from sscs_desktop.store import today as agenda
from sscs_desktop.ui.desk import Desk
from sscs_desktop.ui.pages.digest import DigestLines
from sscs_desktop.ui.pages.today import TodayPage
from sscs_desktop.ui.pages.week import WeekStrip
from sscs_desktop.ui.target import Target
from sscs_desktop.ui.widgets.agenda import Agenda, AgendaLine
from sscs_desktop.ui.widgets.buttons import Button
from sscs_desktop.ui.widgets.text import Label
from tests.disk import full_disk
from tests.ui.pages.conftest import Frame, seen
from tests.ui.pages.world import TODAY, World


def _page(frame: Frame) -> TodayPage:
    page = frame.page("today")
    assert isinstance(page, TodayPage)
    return page


def _lines(page: TodayPage) -> list[AgendaLine]:
    return page.findChild(Agenda).lines()


def _line(page: TodayPage, group: str, who: str = "") -> AgendaLine:
    return next(line for line in _lines(page) if line.item.id.startswith(group) and who in line.item.who)


def test_the_date_is_the_title_and_the_count_is_said_once(world: World, frame: Frame) -> None:
    page = _page(frame)
    words = [label.text() for label in seen(page, Label)]
    assert "9月26日 星期三" in words
    assert f"{len(_lines(page))} 件事等您" in words


def test_the_groups_come_in_the_order_of_need_and_each_row_ends_in_one_word(world: World, frame: Frame) -> None:
    page = _page(frame)
    said = [(line.item.id.split(":")[0], line.item.step) for line in _lines(page)]
    assert list(dict.fromkeys(said)) == [
        ("answers", "告知企业"),
        ("returned", "补正"),
        ("due", "催办"),
        ("promised", "记走访"),
        ("not_contacted", "看名单"),
        ("drafts", "接着写"),
        ("drafts", "看原因"),
    ]


def test_a_row_says_why_and_until_when(world: World, frame: Frame) -> None:
    page = _page(frame)
    assert _line(page, "answers", "冠通").item.why == "县国土资源局已答复，请在 9月28日 前告知企业"
    assert _line(page, "returned").item.why == "县领导小组办公室：请补充用电容量和报装日期"
    late = _line(page, "due", "冀华").item
    assert (late.why, late.light_word) == ("县金融办办理中，时限 9月25日", "超 1 个工作日")
    assert _line(page, "promised", "冀中").item.why == "原定 昨天，李秀芬 生产厂长，138****8000"
    assert _line(page, "not_contacted").item.why == "恒泰电缆、大陆建材、金谷农机服务"


def test_control_enter_does_the_rows_word(world: World, frame: Frame) -> None:
    page = _page(frame)
    line = _line(page, "promised", "凤来")
    line.setFocus()
    QTest.keyClick(line, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert frame.asked == [("visit", Target("enterprise", world.firms["凤来食品"].id))]


def test_the_next_step_of_a_returned_issue_is_the_supplement(world: World, frame: Frame) -> None:
    page = _page(frame)
    _line(page, "returned").step.click()
    dialog = page.findChild(QDialog, "command_dialog")
    assert dialog is not None
    assert dialog.windowTitle() == "补正"


def test_an_answer_leaves_the_page_once_the_enterprise_was_told(world: World, frame: Frame, qtbot: QtBot) -> None:
    page = _page(frame)
    _line(page, "answers", "冠通").step.click()
    page.findChild(QDialog, "command_dialog").accepted.emit()
    qtbot.waitUntil(lambda: not any("冠通" in line.item.who for line in _lines(page) if "answers" in line.item.id))


@pytest.mark.skipif(sys.platform == "win32", reason="file size limits are POSIX")
def test_a_full_disk_is_told_and_the_answer_stays_to_be_passed_on(world: World, desk: Desk, frame: Frame) -> None:
    page = _page(frame)
    told: list[SscsError] = []
    desk.jobs.trouble.connect(told.append)
    _line(page, "answers", "冠通").step.click()
    with full_disk():
        page.findChild(QDialog, "command_dialog").accepted.emit()
    assert [type(error) for error in told] == [DiskTrouble]
    page.refresh()
    assert any("冠通" in line.item.who for line in _lines(page) if "answers" in line.item.id)


def test_enter_opens_the_issue_and_the_list_of_those_not_contacted(world: World, frame: Frame) -> None:
    page = _page(frame)
    _line(page, "not_contacted").step.click()
    QApplication.processEvents()
    firms = frame.window.current()
    assert firms is not None
    assert firms.key == "firms"
    assert [row.right for row in firms.pane.list.rows()] == ["38 天前", "34 天前", "31 天前"]
    page = _page(frame)
    line = _line(page, "due", "宁兴")
    QTest.keyClick(line, Qt.Key.Key_Return)
    issues = frame.window.current()
    assert issues is not None
    assert issues.key == "issues"
    assert issues.pane.list.current().name == "排污许可换证"


def test_a_draft_is_written_on_and_a_refused_one_leads_to_its_reason(world: World, frame: Frame) -> None:
    page = _page(frame)
    _line(page, "drafts", "宁兴").step.click()
    dialog = page.findChild(QDialog, "visit_dialog")
    assert dialog is not None
    dialog.close()
    _line(page, "drafts", "众鑫").step.click()
    QApplication.processEvents()
    current = frame.window.current()
    assert current is not None
    assert current.key == "outbox"


def test_the_digest_says_what_the_round_brought_and_leads_there(world: World, frame: Frame) -> None:
    page = _page(frame)
    digest = page.findChild(DigestLines)
    assert digest.words()[0] == "上报 3 条"
    assert sorted(digest.words()[1:]) == sorted(["2 条答复到达", "1 个时限改为 9月29日", "1 处修改需要您决定"])
    digest.asked.emit(Target("page:outbox"))
    current = frame.window.current()
    assert current is not None
    assert current.key == "outbox"


def test_the_week_marks_days_off_make_up_days_promises_and_quiet_days(world: World, frame: Frame) -> None:
    page = _page(frame)
    days = page.findChild(WeekStrip).days()
    assert [day.on.day for day in days] == [24, 25, 26, 27, 28, 29, 30]
    assert [day.on.day for day in days if day.is_off] == [24]
    assert [day.on.day for day in days if day.is_make_up] == [29, 30]
    assert [day.on.day for day in days if day.is_quiet] == [27]
    assert [day.on.day for day in days if day.promised] == [25, 26, 28]


def test_an_empty_day_is_a_good_day_and_offers_a_visit(desk: Desk, frame: Frame) -> None:
    page = _page(frame)
    assert "今天没有等您处理的事" in [label.text() for label in seen(page, Label) if label.isVisibleTo(page)]
    page.findChild(Button, "empty_visit").click()
    assert frame.asked == [("visit", None)]


def test_told_is_kept_on_this_machine_only(world: World, desk: Desk) -> None:
    with desk.store.write() as session:
        agenda.mark_told(session, "issue", world.issues["夜班缺工 30 人"].id, "answer", today=TODAY)
        assert not [op for op in session.kinds if op == "outbox"]
