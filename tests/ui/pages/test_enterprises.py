"""企业 and 项目: the list answers who, how long ago, is something open; the detail everything about one."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog
from pytestqt.qtbot import QtBot

from sscs_desktop.base import clock
from sscs_desktop.domain.vocabulary import Indicator, IssueState, Level, ServiceClass, Stage
from sscs_desktop.store import enterprises
from sscs_desktop.store.session import Session
from sscs_desktop.ui.desk import Desk
from sscs_desktop.ui.pages.enterprises import LONG_AGO, EnterprisesPage
from sscs_desktop.ui.target import Target
from sscs_desktop.ui.widgets.buttons import Button
from sscs_desktop.ui.widgets.facts import IssueLine
from sscs_desktop.ui.widgets.record_model import Row
from sscs_desktop.ui.widgets.states import State
from sscs_desktop.ui.widgets.table import HeadedTable
from sscs_desktop.ui.widgets.text import Elided, Label
from tests.ui.pages.conftest import Frame, seen
from tests.ui.pages.world import World, at


def _page(frame: Frame) -> EnterprisesPage:
    page = frame.page("firms")
    assert isinstance(page, EnterprisesPage)
    return page


def _row(page: EnterprisesPage, name: str) -> Row:
    return next(row for row in page.pane.list.rows() if row.name.startswith(name))


def _show(page: EnterprisesPage, name: str) -> None:
    page.pane.list.select(_row(page, name).id)
    QApplication.processEvents()


def test_those_not_contacted_for_longest_come_first_and_the_count_has_its_word(world: World, frame: Frame) -> None:
    page = _page(frame)
    assert [row.right for row in page.pane.list.rows()][:4] == ["38 天前", "34 天前", "31 天前", "20 天前"]
    assert page.pane.count.text() == "12 家"


def test_a_row_says_the_one_open_thing_that_matters_most(world: World, frame: Frame) -> None:
    page = _page(frame)
    said = {
        name: (_row(page, name).state, _row(page, name).word) for name in ("冀华", "宁兴", "宏远", "河北冠通", "恒泰")
    }
    assert said == {
        "冀华": (State.RED, "超 1 个工作日"),
        "宁兴": (State.YELLOW, "剩 1 个工作日"),
        "宏远": (State.SENT_BACK, "退回补正"),
        "河北冠通": (State.ANSWERED, "待告知 1"),
        "恒泰": (State.PLAIN, ""),
    }


def test_initials_find_a_firm_also_while_the_input_method_is_composing(world: World, frame: Frame) -> None:
    page = _page(frame)
    edit = page.pane.filter.edit
    edit.setFocus()
    QApplication.sendEvent(edit, QInputMethodEvent("hbgt", []))
    assert [row.name for row in page.pane.list.rows()] == ["河北冠通线缆有限公司（示例）"]
    assert edit.text() == ""


def test_a_filter_without_result_offers_the_way_out(world: World, frame: Frame) -> None:
    page = _page(frame)
    page.pane.filter.edit.setText("没有这家")
    assert page.pane.body.currentWidget() is not page.pane.list
    page.pane.body.currentWidget().findChild(Button).click()
    assert page.pane.body.currentWidget() is page.pane.list
    assert page.pane.filter.text() == ""


def test_chips_narrow_by_class_tier_and_state(world: World, frame: Frame) -> None:
    page = _page(frame)
    page._class.set_value(ServiceClass.SERVICE)
    page.refilter()
    assert page.pane.count.text() == "3 家"
    page._tier.set_value(Level.PROVINCE)
    page.refilter()
    assert page.pane.count.text() == "0 家"
    page.clear_chips()
    page.open(Target("enterprise", LONG_AGO))
    assert [row.right for row in page.pane.list.rows()] == ["38 天前", "34 天前", "31 天前"]


def test_the_selected_firm_stays_selected_over_a_refresh(world: World, frame: Frame, qtbot: QtBot) -> None:
    page = _page(frame)
    _show(page, "宁兴")
    page.detail.tabs.choose(2)
    firm = replace(world.firms["宁兴纺织"], contact_name="孙晓梅")
    world.pull(("enterprise", firm))
    qtbot.waitUntil(lambda: any(line.text() == "孙晓梅 生产厂长" for line in seen(page.pages[0], Elided)))
    row = page.pane.list.current()
    assert row is not None
    assert row.name.startswith("宁兴")
    assert page.detail.tabs.current() == 2


def test_a_firm_is_laid_out_once_when_it_is_come_to(
    world: World, frame: Frame, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown: list[str] = []
    show = EnterprisesPage.show_record

    def watched(page: EnterprisesPage, session: Session, id: str) -> bool:
        shown.append(id)
        return show(page, session, id)

    monkeypatch.setattr(EnterprisesPage, "show_record", watched)
    page = _page(frame)
    assert shown == [_row(page, "恒泰").id]
    page.open(Target("enterprise", world.firms["宁兴纺织"].id))
    assert shown[1:] == [world.firms["宁兴纺织"].id]


def test_the_detail_shows_contacts_issues_figures_and_who_gave_each(world: World, frame: Frame) -> None:
    page = _page(frame)
    _show(page, "河北冠通")
    texts = [line.text() for line in seen(page.pages[0], Elided)]
    assert "上次 9月11日 电话，王建国" in texts
    assert "下次 9月28日 周五" in texts
    assert "张海涛 副镇长" in texts
    lines = [line.accessibleName() for line in seen(page.pages[0], IssueLine)]
    assert "用地，二期厂房 12 亩用地手续，县国土资源局，已答复，待告知" in lines
    table = seen(page.pages[0], HeadedTable)[0]
    assert "缴纳税金，181 万元，2018年1—8月，县税务局　9月3日" in table.accessibleName()


def test_a_phone_is_masked_until_asked_and_masked_again_for_the_next_firm(world: World, frame: Frame) -> None:
    page = _page(frame)
    _show(page, "河北冠通")

    def phones() -> set[str]:
        return {line.text() for line in seen(page.pages[0], Elided) if line.text().startswith("138")}

    assert phones() == {"138****8000"}
    page.toggle_phones()
    assert phones() == {"13812348000"}
    _show(page, "宁兴")
    assert phones() == {"138****8000"}


def test_control_enter_in_the_list_writes_a_visit_with_that_firm(world: World, frame: Frame) -> None:
    page = _page(frame)
    _show(page, "宁兴")
    page.pane.list.setFocus()
    QTest.keyClick(page.pane.list, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert frame.asked == [("visit", Target("enterprise", world.firms["宁兴纺织"].id))]
    assert page.selection() == Target("enterprise", world.firms["宁兴纺织"].id)


def test_the_head_opens_appointment_and_correction(world: World, frame: Frame) -> None:
    page = _page(frame)
    _show(page, "宁兴")
    for name, dialog in (("promise", "appointment_dialog"), ("propose", "proposal_dialog")):
        page.findChild(Button, name).click()
        opened = page.findChild(QDialog, dialog)
        assert opened is not None
        assert opened.isVisible()
        opened.close()


def test_a_figure_is_filled_in_beside_the_figures(world: World, frame: Frame) -> None:
    page = _page(frame)
    _show(page, "恒泰")
    page.findChild(Button, "fill_figures").click()
    dialog = page.findChild(QDialog, "figures_dialog")
    assert dialog is not None
    dialog.value.setText("186")
    dialog.accept_typed()
    page.refresh()
    QApplication.processEvents()
    (table,) = seen(page.detail, HeadedTable)
    assert "186 万元，2018年9月，王建国" in table.accessibleName()


def test_an_emptied_figure_is_no_figure_but_stands_in_the_history(world: World, frame: Frame) -> None:
    firm = world.firms["河北冠通线缆"]
    with world.store.write() as session:
        revenue = next(f for f in enterprises.figures(session, firm.id) if f.indicator is Indicator.REVENUE)
        shown = enterprises.seen(session, "figure", revenue.id)
        enterprises.save_figure(session, replace(revenue, value=None), shown, today=clock.today())
    page = _page(frame)
    _show(page, "河北冠通")
    (table,) = seen(page.detail, HeadedTable)
    assert "营业收入" not in table.accessibleName() and "186 人" in table.accessibleName()
    page.detail.tabs.choose(4)
    lines = [line.accessibleName() for line in seen(page.pages[4], IssueLine)]
    assert any("营业收入 已清空（2018年1—8月）" in line for line in lines)


def test_the_history_tells_of_corrections_and_older_figures(world: World, frame: Frame) -> None:
    page = _page(frame)
    _show(page, "河北冠通")
    page.detail.tabs.choose(4)
    lines = [line.accessibleName() for line in seen(page.pages[4], IssueLine)]
    assert "9月20日，提出更正：经营地址 应为 大陆村镇 工业路 18 号，王建国，待核" in lines
    assert any("营业收入 4,820 万元（2018年1—8月）" in line for line in lines)


def test_an_open_issue_of_a_firm_leads_to_its_page(world: World, frame: Frame) -> None:
    page = _page(frame)
    _show(page, "河北冠通")
    seen(page.pages[0], IssueLine)[0].pressed.emit()
    QApplication.processEvents()
    current = frame.window.current()
    assert current is not None
    assert current.key == "issues"


def test_an_empty_list_says_where_firms_come_from_and_lets_one_fetch_them(desk: Desk, frame: Frame) -> None:
    page = _page(frame)
    button = page.findChild(Button, "empty_sync")
    assert button.isVisibleTo(page)
    button.click()
    assert desk.sync.asked == 1  # type: ignore[attr-defined]


def test_a_project_shows_its_stage_prerequisites_and_share_of_investment(world: World, frame: Frame) -> None:
    page = frame.page("projects")
    texts = [line.text() for line in seen(page.pages[0], Elided)]
    assert "7,938 万元，占总投资 63%" in texts
    assert "计划 6月15日 办结" in texts
    page._stage.set_value(Stage.FINISH)
    page.refilter()
    assert page.pane.count.text() == "0 个"


def test_an_old_deadline_lights_no_light_once_the_answer_is_there(world: World, frame: Frame) -> None:
    page = _page(frame)
    late = world.issues["应收账款周转贷款"]
    assert _row(page, "冀华").word == "超 1 个工作日"
    world.pull(("issue", replace(late, state=IssueState.ANSWERED, answered_at=at(9, 26))))
    page.refresh()
    assert (_row(page, "冀华").state, _row(page, "冀华").word) == (State.ANSWERED, "待告知 1")


def test_an_appointment_that_a_visit_kept_is_not_shown_as_the_next(world: World, frame: Frame) -> None:
    firm = world.firms["河北冠通线缆"]
    page = _page(frame)
    _show(page, "河北冠通")
    assert any("下次 " in line.text() for line in [*seen(page.detail, Label), *seen(page.detail, Elided)])
    with world.store.write() as session:
        kept = enterprises.profile(session, firm.id)
        assert kept is not None
        past = replace(kept, next_contact_on=date(2018, 9, 25))
        enterprises.save_profile(session, past, enterprises.seen(session, "profile", kept.id))
    world.visit("河北冠通线缆", at(9, 26, 8))
    page.refresh()
    QApplication.processEvents()
    assert not any("下次 " in line.text() for line in [*seen(page.detail, Label), *seen(page.detail, Elided)])
