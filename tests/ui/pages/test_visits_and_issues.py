"""走访 by day and 问题 by state, each with all that is known of one, and only the commands that are legal now."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QDialog
from pytestqt.qtbot import QtBot

from sscs_desktop.domain.vocabulary import Category, EventVerb, IssueState, VisitMode
from sscs_desktop.store import issues
from sscs_desktop.ui.pages.issues import IssuesPage
from sscs_desktop.ui.pages.visits import VisitsPage
from sscs_desktop.ui.target import Target
from sscs_desktop.ui.widgets.buttons import Button
from sscs_desktop.ui.widgets.record_model import Row
from sscs_desktop.ui.widgets.states import Pill, State
from sscs_desktop.ui.widgets.text import Elided, Label
from tests.ui.pages.conftest import Frame, seen
from tests.ui.pages.world import TODAY, World, at


def _issues(frame: Frame) -> IssuesPage:
    page = frame.page("issues")
    assert isinstance(page, IssuesPage)
    return page


def _visits(frame: Frame) -> VisitsPage:
    page = frame.page("visits")
    assert isinstance(page, VisitsPage)
    return page


def _names(page: IssuesPage | VisitsPage) -> list[str]:
    return [row.name for row in page.pane.list.rows() if not row.group]


def _select(page: IssuesPage | VisitsPage, start: str) -> Row:
    row = next(r for r in page.pane.list.rows() if r.name.startswith(start) and not r.group)
    page.pane.list.select(row.id)
    QApplication.processEvents()
    return row


def _texts(page: IssuesPage | VisitsPage, tab: int) -> list[str]:
    sheet = page.pages[tab]
    return [w.text() for w in seen(sheet, Label)] + [w.text() for w in seen(sheet, Elided)]


def test_visits_stand_under_their_day_newest_first(world: World, frame: Frame) -> None:
    page = _visits(frame)
    heads = [row.name for row in page.pane.list.rows() if row.group]
    assert heads[:2] == ["今天 9月26日 周三", "昨天 9月25日 周二"]
    assert page.pane.count.text() == "13 次"
    first = next(row for row in page.pane.list.rows() if not row.group)
    assert (first.right, first.state, first.word) == ("10:05", State.WAITING, "待上报")


def test_visits_filter_by_way_and_by_month(world: World, frame: Frame) -> None:
    page = _visits(frame)
    page._mode.set_value(VisitMode.PHONE)
    page.refilter()
    assert all(row.second.startswith("电话") for row in page.pane.list.rows() if not row.group)
    page.clear_chips()
    page._month.set_value(date(2018, 8, 1))
    page.refilter()
    assert _names(page) == ["金谷农机服务有限公司（示例）", "大陆建材有限公司（示例）", "恒泰电缆有限公司（示例）"]


def test_visits_are_found_by_what_was_written(world: World, frame: Frame) -> None:
    page = _visits(frame)
    page.pane.filter.edit.setText("铜价上涨")
    assert _names(page) == ["河北冠通线缆有限公司（示例）"]


def test_a_visit_shows_what_was_written_and_whether_it_arrived(world: World, frame: Frame) -> None:
    page = _visits(frame)
    _select(page, "河北冠通")
    texts = _texts(page, 0)
    assert "两条线满负荷，订单比上月多两成；铜价上涨，流动资金偏紧。" in texts
    assert page.selection() == Target("enterprise", world.firms["河北冠通线缆"].id)


def test_only_an_own_visit_can_be_mended(world: World, frame: Frame) -> None:
    page = _visits(frame)
    _select(page, "河北冠通")
    assert page.findChild(Button, "mend").isVisibleTo(page)
    colleague = world.visit("恒泰电缆", at(9, 24), author_id=world.me.user_id)
    world.settle()
    world.pull(("visit", replace(colleague, author_id="somebody", author_name="李慧")))
    page.open(Target("visit", colleague.id))
    page.refresh()
    assert not page.findChild(Button, "mend").isVisibleTo(page)


def test_issues_sent_back_come_first_then_answers_then_deadlines(world: World, frame: Frame) -> None:
    page = _issues(frame)
    assert _names(page)[:4] == ["夏季错峰限电", "二期厂房 12 亩用地手续", "夜班缺工 30 人", "应收账款周转贷款"]


def test_the_chips_show_one_state_and_pressing_again_shows_all_open(world: World, frame: Frame) -> None:
    page = _issues(frame)
    for chip, expected in (
        ("chip_returned", ["夏季错峰限电"]),
        ("chip_near", ["应收账款周转贷款", "排污许可换证"]),
        ("chip_told", ["二期厂房 12 亩用地手续", "夜班缺工 30 人"]),
    ):
        page.findChild(QAbstractButton, chip).click()
        assert sorted(_names(page)) == sorted(expected)
    page.findChild(QAbstractButton, "chip_told").click()
    assert page.chosen() == "open"
    page.choose("settled")
    assert _names(page) == ["安全标准化评审排期"]


def test_no_open_issue_is_a_good_day_and_leads_to_the_settled_ones(world: World, frame: Frame) -> None:
    with world.store.read() as session:
        left = [issues.get(session, line.id) for line in issues.listing(session)]
    world.pull(*(("issue", replace(each, state=IssueState.CLOSED, closed_on=TODAY)) for each in left if each))
    page = _issues(frame)
    page.refresh()
    assert _names(page) == []
    said = [label.text() for label in seen(page.pane, Label)]
    assert "没有未办结的问题" in said
    assert "没有符合的" not in said
    page.findChild(Button, "empty_settled").click()
    assert len(_names(page)) == len(left)


def test_an_issue_says_who_has_it_until_when_with_the_light(world: World, frame: Frame) -> None:
    page = _issues(frame)
    _select(page, "应收账款周转贷款")
    pill = seen(page.pages[0], Pill)[0]
    assert pill.accessibleName() == "超 1 个工作日"
    assert "县金融办办理中，时限 9月25日" in _texts(page, 0)


def test_an_answer_names_who_how_and_when(world: World, frame: Frame) -> None:
    page = _issues(frame)
    _select(page, "二期厂房")
    texts = _texts(page, 0)
    assert "已列入县 2018 年第三批次用地计划，指标 12 亩，10 月组卷上报，年底前办结批复。" in texts
    assert "县国土资源局 孙志刚 副局长" in texts
    assert "2018年12月底前" in texts


def test_the_life_line_tells_every_step_in_order(world: World, frame: Frame) -> None:
    page = _issues(frame)
    _select(page, "二期厂房")
    page.detail.tabs.choose(1)
    steps = [text for text in _texts(page, 1) if text.startswith(("受理", "交办", "签收办理", "答复"))]
    assert [step.split("　")[0] for step in steps] == ["受理", "交办", "签收办理", "答复"]
    assert "时限 9月21日" in steps[1]


def test_only_commands_legal_in_the_state_are_offered(world: World, frame: Frame) -> None:
    page = _issues(frame)
    for start, expected in (
        ("夏季错峰限电", (EventVerb.SUPPLEMENT, EventVerb.NOTE, EventVerb.WITHDRAW)),
        ("应收账款", (EventVerb.URGE, EventVerb.NOTE)),
        ("二期厂房", (EventVerb.CALL_BACK, EventVerb.RATE, EventVerb.REOPEN, EventVerb.NOTE)),
    ):
        _select(page, start)
        assert page.allowed() == expected
        shown = [verb for verb in page._commands if page._commands[verb].isVisibleTo(page)]
        assert tuple(shown) == expected[:2]


def test_control_enter_opens_the_next_step_of_an_issue(world: World, frame: Frame) -> None:
    page = _issues(frame)
    _select(page, "夏季错峰限电")
    page.pane.list.setFocus()
    QTest.keyClick(page.pane.list, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    dialog = page.findChild(QDialog, "command_dialog")
    assert dialog is not None
    assert dialog.windowTitle() == "补正"


def test_an_issue_moved_by_the_directory_refreshes_in_place(world: World, frame: Frame, qtbot: QtBot) -> None:
    page = _issues(frame)
    _select(page, "应收账款周转贷款")
    issue = world.issues["应收账款周转贷款"]
    world.move(issue, EventVerb.EXTEND, at(9, 26), due_on=date(2018, 9, 30))
    qtbot.waitUntil(lambda: "县金融办办理中，时限 9月30日（周日，调休上班）" in _texts(page, 0))
    row = page.pane.list.current()
    assert row is not None
    assert row.id == issue.id


def test_f2_opens_an_own_issue_before_dispatch_and_no_later_one(world: World, frame: Frame) -> None:
    page = _issues(frame)
    own = world.issue("凤来食品", Category.FUNDS, "原料收购缺周转资金", date(2018, 9, 26))
    page.refresh()
    at_work = world.issues["排污许可换证"]
    for issue, opens in ((own, True), (at_work, False)):
        page.pane.list.select(issue.id)
        QApplication.processEvents()
        page.pane.list.setFocus()
        QTest.keyClick(page.pane.list, Qt.Key.Key_F2)
        dialog = page.findChild(QDialog, "issue_dialog")
        assert (dialog is not None) is opens
        assert ("修改" in [word for word, _act in page.acts(page.pane.list.current())]) is opens
        if dialog is not None:
            assert dialog.block.text().description == "原料收购缺周转资金"
            dialog.close()
            QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
