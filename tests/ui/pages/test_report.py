"""上报 proves that nothing was lost: the sum adds up, refusals have reasons, conflicts are decided side by side."""

from __future__ import annotations

import sys

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog
from pytestqt.qtbot import QtBot

from sscs_desktop.base.errors import DiskTrouble, SscsError
from sscs_desktop.domain.vocabulary import OperatingState
from sscs_desktop.store import conflicts, drafts, enterprises, report
from sscs_desktop.ui.desk import Desk
from sscs_desktop.ui.models.records import Row
from sscs_desktop.ui.pages.report import ReportPage
from sscs_desktop.ui.widgets.buttons import Button
from sscs_desktop.ui.widgets.facts import IssueLine
from sscs_desktop.ui.widgets.text import Elided, Label
from tests.ui.disk import full_disk
from tests.ui.pages.conftest import Frame, seen
from tests.ui.pages.world import World, at


def _page(frame: Frame) -> ReportPage:
    page = frame.page("outbox")
    assert isinstance(page, ReportPage)
    return page


def _rows(page: ReportPage, group: str) -> list[Row]:
    found: list[Row] = []
    inside = False
    for row in page.pane.list.rows():
        if row.group:
            inside = row.name == group
        elif inside:
            found.append(row)
    return found


def _texts(page: ReportPage) -> list[str]:
    shown = page.stack.currentWidget()
    return [w.text() for w in seen(shown, Label)] + [w.text() for w in seen(shown, Elided)]


def test_the_sum_counts_every_operation_ever_made_here(world: World, desk: Desk, frame: Frame) -> None:
    page = _page(frame)
    with desk.store.read() as session:
        sums = report.sums(session)
    assert page.pane.said() == f"共 {sums.total} 条 = 收到 {sums.received} + 待报 {sums.waiting} + 未过 2 + 待定 1"
    assert sums.total == sums.received + sums.waiting + 2 + 1
    heads = {row.name: row.right for row in page.pane.list.rows() if row.group}
    assert sum(int(count) for count in heads.values()) == sums.total


def test_the_head_says_that_nothing_is_lost_while_offline(world: World, frame: Frame) -> None:
    page = _page(frame)
    assert page.head.sentence.text() == "网络未连通。没报的都已存在本机，联网后自动上报。"


def test_rows_say_what_and_about_whom_in_words(world: World, frame: Frame) -> None:
    page = _page(frame)
    assert [(row.name, row.topic, row.second) for row in _rows(page, "待上报")] == [
        ("走访", "凤来食品", "电话，无新问题"),
        ("问题", "凤来食品", "夜班缺工，补充说明"),
        ("反馈卡", "宁兴纺织", "已打印 1 份，卡号 0528-0001"),
        ("更正", "河北冠通线缆", "存在本机，联网后自动上报"),
    ]
    refused = {row.name: row.second for row in _rows(page, "未通过")}
    assert refused["走访"].startswith("这家企业或项目已不归本单位")
    assert refused["催办问题"].startswith("问题的状态已经变了")
    assert {row.second for row in _rows(page, "县里已收到")} == {"有回执"}


def test_the_conflict_is_open_at_once_with_three_columns(world: World, frame: Frame) -> None:
    page = _page(frame)
    assert page.stack.currentWidget() is page.conflict
    rows = {row.field.label: row for row in page.conflict.rows()}
    assert set(rows) == {"备注", "经营状态"}
    assert rows["经营状态"].field.old == "盈利"
    assert (rows["经营状态"].mine.text(), rows["经营状态"].theirs.text()) == ("微利", "困难")
    assert "王建国" in " ".join(_texts(page))
    assert any("李慧" in text for text in _texts(page))


def test_the_foot_counts_what_was_merged_without_asking(world: World, frame: Frame) -> None:
    page = _page(frame)
    assert any("另有 1 项没有冲突，已自动合并" in text for text in _texts(page))


def test_what_is_decided_can_be_used_while_the_rest_stays_open(
    world: World, desk: Desk, frame: Frame, qtbot: QtBot
) -> None:
    page = _page(frame)
    row = next(row for row in page.conflict.rows() if row.field.label == "经营状态")
    row.theirs.setFocus()
    assert not page.conflict.use_button.isVisibleTo(page)
    QTest.keyClick(row.theirs, Qt.Key.Key_Space)
    assert page.conflict.use_button.text() == "用定下的 1 项"
    page.conflict.use_button.click()
    qtbot.waitUntil(lambda: [r.field.label for r in page.conflict.rows()] == ["备注"])
    with desk.store.read() as session:
        assert conflicts.count(session) == 1
        kept = enterprises.profile(session, world.firms["河北冠通线缆"].id)
        assert kept is not None


def test_mine_is_set_again_on_top_of_theirs_and_waits_to_be_reported(
    world: World, desk: Desk, frame: Frame, qtbot: QtBot
) -> None:
    page = _page(frame)
    for row in page.conflict.rows():
        row.choose("mine")
    page.conflict.use()
    qtbot.waitUntil(lambda: "待定" not in page.pane.said())
    with desk.store.read() as session:
        assert conflicts.count(session) == 0
        kept = enterprises.profile(session, world.firms["河北冠通线缆"].id)
        assert kept is not None
        assert kept.operating_state is OperatingState.THIN
        assert kept.remark.startswith("订单比上月多两成")


def test_a_third_version_can_be_typed_where_the_field_is_a_text(world: World, desk: Desk, frame: Frame) -> None:
    page = _page(frame)
    rows = {row.field.label: row for row in page.conflict.rows()}
    assert page.findChild(Button, f"type_{rows['经营状态'].field.key}") is None
    remark = rows["备注"]
    QTest.keyClick(remark.mine, Qt.Key.Key_F2)
    remark.typed.set_text("两条线都开，流动资金偏紧。")
    page.conflict.use()
    with desk.store.read() as session:
        kept = enterprises.profile(session, world.firms["河北冠通线缆"].id)
    assert kept is not None
    assert kept.remark == "两条线都开，流动资金偏紧。"


def test_arrows_choose_a_side_and_walk_the_fields(world: World, frame: Frame) -> None:
    page = _page(frame)
    first, second = page.conflict.rows()
    first.mine.setFocus()
    QTest.keyClick(first.mine, Qt.Key.Key_Right)
    assert first.theirs.is_chosen()
    QTest.keyClick(first.theirs, Qt.Key.Key_Down)
    assert QApplication.focusWidget() is second.mine


def test_deciding_later_leaves_the_conflict_where_it_is(world: World, frame: Frame) -> None:
    page = _page(frame)
    assert page.escape()
    assert page.stack.currentWidget() is page.rounds
    page.refresh()
    assert page.stack.currentWidget() is page.rounds
    page.pane.list.select(_rows(page, "需要您决定")[0].id)
    assert page.stack.currentWidget() is page.conflict


def test_a_refused_visit_shows_its_reason_and_its_text_and_is_written_on(world: World, frame: Frame) -> None:
    page = _page(frame)
    row = next(row for row in _rows(page, "未通过") if row.name == "走访")
    page.pane.list.select(row.id)
    texts = _texts(page)
    assert any(text.startswith("这家企业或项目已不归本单位") for text in texts)
    assert "设备检修，下周恢复。" in texts
    page.findChild(Button, "resume").click()
    dialog = page.findChild(QDialog, "visit_dialog")
    assert dialog is not None
    assert dialog.isVisible()


def test_putting_a_refusal_away_can_be_undone_and_the_sum_still_adds_up(
    world: World, desk: Desk, frame: Frame, qtbot: QtBot
) -> None:
    page = _page(frame)
    row = next(row for row in _rows(page, "未通过") if row.name == "催办问题")
    page.pane.list.select(row.id)
    page.findChild(Button, "discard").click()
    qtbot.waitUntil(lambda: "已处理 1" in page.pane.said())
    assert "已收起" in _texts(page)
    page.findChild(Button, "undo_discard").click()
    qtbot.waitUntil(lambda: "未过 2" in page.pane.said())
    with desk.store.read() as session:
        assert len(drafts.listing(session, refused=True)) == 2


@pytest.mark.skipif(sys.platform == "win32", reason="file size limits are POSIX")
def test_undoing_on_a_full_disk_is_told_and_can_be_tried_again(
    world: World, desk: Desk, frame: Frame, qtbot: QtBot
) -> None:
    page = _page(frame)
    told: list[SscsError] = []
    desk.jobs.trouble.connect(told.append)
    page.pane.list.select(next(row.id for row in _rows(page, "未通过") if row.name == "催办问题"))
    page.findChild(Button, "discard").click()
    qtbot.waitUntil(lambda: "已处理 1" in page.pane.said())
    with full_disk():
        page.findChild(Button, "undo_discard").click()
    assert [type(error) for error in told] == [DiskTrouble]
    page.findChild(Button, "undo_discard").click()
    qtbot.waitUntil(lambda: "未过 2" in page.pane.said())


def test_a_received_operation_shows_the_directorys_receipt(world: World, frame: Frame) -> None:
    page = _page(frame)
    page.pane.list.select(_rows(page, "县里已收到")[0].id)
    texts = _texts(page)
    assert "8F2A 91C0 4D7E 6B35 18AA 90CF" in texts
    assert "今天 09:12" in texts


def test_the_last_rounds_are_told_in_words(world: World, frame: Frame) -> None:
    page = _page(frame)
    page.show_rounds()
    lines = [line.accessibleName() for line in seen(page.rounds, IssueLine)]
    assert lines[0].startswith("今天 09:12，2 条答复到达")
    assert lines[1] == "今天 08:40，上次没有连上，会自动再试，没连上"


def test_an_operation_made_meanwhile_is_in_the_sum_at_once(world: World, frame: Frame, qtbot: QtBot) -> None:
    page = _page(frame)
    before = page.pane.said()
    world.visit("顺达物流", at(9, 26, 14))
    qtbot.waitUntil(lambda: page.pane.said() != before)
    assert "待报 5" in page.pane.said()


def test_sync_now_asks_for_a_round(world: World, desk: Desk, frame: Frame) -> None:
    page = _page(frame)
    page.sync_button.click()
    assert desk.sync.asked == 1  # type: ignore[attr-defined]
