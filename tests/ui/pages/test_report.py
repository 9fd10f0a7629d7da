"""上报 proves that nothing was lost: the sum adds up, refusals have reasons, conflicts are decided side by side."""

from __future__ import annotations

import sys
from dataclasses import replace
from decimal import Decimal

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QWidget
from pytestqt.qtbot import QtBot

from sscs_desktop.base import clock
from sscs_desktop.base.errors import DiskTrouble, LoginNeeded, Offline, Refused, SscsError, TooNew
from sscs_desktop.domain.visit import Visit
from sscs_desktop.domain.vocabulary import Indicator, OperatingState
from sscs_desktop.store import cards, conflicts, doubt, drafts, enterprises, report, visits
from sscs_desktop.ui.desk import Desk
from sscs_desktop.ui.pages import operation_words
from sscs_desktop.ui.pages.digest import DigestLines
from sscs_desktop.ui.pages.report import ReportPage
from sscs_desktop.ui.pages.today import TodayPage
from sscs_desktop.ui.widgets.buttons import Button
from sscs_desktop.ui.widgets.facts import IssueLine
from sscs_desktop.ui.widgets.record_model import Row
from sscs_desktop.ui.widgets.text import Elided, Label
from sscs_desktop.wire.kinds import KINDS
from sscs_desktop.wire.messages import Theirs
from tests.disk import full_disk
from tests.store import building
from tests.ui.clipping import clipped
from tests.ui.conftest import Look, StillSync
from tests.ui.pages.conftest import Frame, seen
from tests.ui.pages.world import TODAY, World, at


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


def test_a_card_that_was_voided_waits_as_void_not_as_printed(world: World, frame: Frame) -> None:
    with world.store.write() as session:
        (line,) = cards.listing(session)
        known = cards.seen(session, line.id)
        assert known is not None
        cards.void(session, known, "纸丢失了", today=TODAY)
    said = [row.second for row in _rows(_page(frame), "待上报") if row.name == "改反馈卡"]
    assert said == ["作废，卡号 0528-0001"]


def test_the_conflict_is_open_at_once_with_three_columns(world: World, frame: Frame) -> None:
    page = _page(frame)
    assert page.stack.currentWidget() is page.conflict
    rows = {row.field.label: row for row in page.conflict.rows()}
    assert set(rows) == {"备注", "经营状态"}
    assert rows["经营状态"].field.old == "盈利"
    assert (rows["经营状态"].mine.text(), rows["经营状态"].theirs.text()) == ("微利", "困难")
    assert "王建国" in " ".join(_texts(page))
    assert any("李慧" in text for text in _texts(page))


def test_a_figure_that_a_colleague_emptied_is_said_beside_mine(world: World, frame: Frame) -> None:
    with world.store.write() as session:
        for conflict in conflicts.listing(session):
            conflicts.keep_mine(session, conflict)
        told = enterprises.figures(session, world.firms["河北冠通线缆"].id)
        heads = next(each for each in told if each.indicator is Indicator.EMPLOYEES)
        shown = enterprises.seen(session, "figure", heads.id)
        enterprises.save_figure(session, replace(heads, value=Decimal(190)), shown, today=TODAY)
    group = {name: getattr(heads, name) for name in KINDS["figure"].groups[0]}
    said = {**group, "value": None, "filled_by_name": "李慧", "filled_on": TODAY.isoformat()}
    theirs = {name: Theirs(value=value, seq=world.feed.seq, by="李慧", at=at(9, 26, 9)) for name, value in said.items()}
    world.settle(conflicts={"figure": theirs})
    page = _page(frame)
    (row,) = page.conflict.rows()
    assert row.field.label == "数值" and "186 人　2018年9月" in row.field.old
    assert "190 人　2018年9月" in row.mine.text()
    assert row.theirs.text().startswith("已清空　2018年9月") and "李慧" in row.theirs.text()
    assert not clipped(page)


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
    verdict = first.verdict()
    assert verdict is not None and verdict.choice == "theirs"
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


def _gone_visit(world: World) -> Visit:
    """Mend a visit that leaves this desk while its form is open."""
    typed = world.visit("凤来食品", at(9, 26, 15), situation="新上一条包装线")
    world.settle()
    with world.store.read() as session:
        seen_then = visits.seen(session, typed.id)
    building.pull(world.store, world.feed.page(world.feed.leave("visit", typed.id)))
    with world.store.write() as session:
        visits.save(session, replace(typed, situation="新上两条包装线"), seen_then, today=TODAY)
    return typed


def test_a_text_whose_record_was_gone_is_read_copied_and_put_away_with_undo(
    world: World, frame: Frame, qtbot: QtBot
) -> None:
    _gone_visit(world)
    page = _page(frame)
    page.refresh()
    assert "未过 3" in page.pane.said()
    row = next(row for row in _rows(page, "未通过") if row.name == "改走访")
    page.pane.list.select(row.id)
    assert "新上两条包装线" in _texts(page)
    page.findChild(Button, "copy_kept").click()
    assert "新上两条包装线" in QGuiApplication.clipboard().text()
    page.findChild(Button, "discard").click()
    qtbot.waitUntil(lambda: "未过 2" in page.pane.said())
    assert "已收起" in _texts(page)
    page.findChild(Button, "undo_discard").click()
    qtbot.waitUntil(lambda: "未过 3" in page.pane.said())
    assert "新上两条包装线" in _texts(page)


def test_today_leads_to_a_text_whose_record_was_gone(world: World, frame: Frame) -> None:
    _gone_visit(world)
    today = frame.page("today")
    assert isinstance(today, TodayPage)
    today.refresh()
    (line,) = [line for line in today._agenda.lines() if "改走访" in line.item.who]
    line.step.click()
    QApplication.processEvents()
    page = frame.window.current()
    assert isinstance(page, ReportPage)
    assert "新上两条包装线" in _texts(page)


def test_received_lines_say_what_was_sent_and_a_rating_is_no_problem(world: World, frame: Frame) -> None:
    page = _page(frame)
    received = _rows(page, "县里已收到")
    assert {row.second for row in received if row.name == "问题"} >= {"夜班缺工 30 人", "排污许可换证"}
    assert operation_words.act("issue", "rate") == "问题 记满意度"


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
    assert lines[0].startswith("今天 09:12，上报 3 条，2 条答复到达")
    assert lines[1] == "今天 08:40，上次没有连上，会自动再试，没连上"


@pytest.mark.parametrize(
    ("error", "words", "ending"),
    [
        (LoginNeeded("login_needed"), "登录已过期，按 F5 登录后上报。", "没做完"),
        (TooNew("desk_too_old"), "请更新程序", "没做完"),
        (TooNew("directory_too_old"), "等县里更新后自动上报", "没做完"),
        (DiskTrouble("disk_full"), "磁盘满了，这次没有同步完。", "没做完"),
        (Refused("not_allowed"), "请找县领导小组办公室", "没做完"),
        (Offline("tls_untrusted"), "证书核对不上", "没做完"),
        (Offline("unreachable"), "网络未连通", "没连上"),
    ],
)
def test_what_stopped_a_round_is_told_wherever_somebody_looks(
    world: World, desk: Desk, frame: Frame, error: SscsError, words: str, ending: str
) -> None:
    page = _page(frame)
    is_away = error.code == "unreachable"
    with desk.store.write("sync") as session:
        report.add_round(session, clock.now(), clock.now(), error.code, {}, [])
    sync = desk.sync
    assert isinstance(sync, StillSync)
    sync.is_online, sync.trouble = not isinstance(error, Offline), error
    sync.changed.emit()
    page.refresh()
    assert words in page.head.sentence.text()
    page.show_rounds()
    first = seen(page.rounds, IssueLine)[0].accessibleName().split("，", 1)[1]
    assert first.endswith(ending) and (words in first) is not is_away
    bar = [word.accessibleName() for word in seen(frame.window.status, QWidget) if word.accessibleName()]
    assert ("离线可用" in bar) is is_away and "在线" not in bar
    assert is_away or ("没有同步成" in bar and any(words in word for word in bar))
    today = frame.page("today").findChild(DigestLines)
    assert today is not None
    assert (words in today.words()[0]) is not is_away


def test_a_round_that_was_cut_short_by_hand_is_not_called_offline(world: World, desk: Desk, frame: Frame) -> None:
    page = _page(frame)
    with desk.store.write("sync") as session:
        report.add_round(session, clock.now(), clock.now(), "cancelled", {}, [])
    page.refresh()
    page.show_rounds()
    assert seen(page.rounds, IssueLine)[0].accessibleName().endswith("上次同步中途停下了，会接着做。，停下了")


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


def test_a_doubted_removal_is_said_with_its_counts_and_decided_here(
    world: World, desk: Desk, frame: Frame, look: Look, qtbot: QtBot
) -> None:
    page, sync = _page(frame), desk.sync
    assert isinstance(sync, StillSync) and not page.doubt.isVisible()
    with desk.store.write("sync") as session:
        doubt.raise_anew(session, 22, 96)
    qtbot.waitUntil(page.doubt.isVisible)
    assert "移走 22 条（本机共 96 条）" in page.doubt.sentence.text()
    for dress in (("light", 100, "en"), ("dark", 150, "zh"), ("light", 200, "zh")):
        look(*dress)
        QApplication.processEvents()
        assert clipped(page) == []
    look()
    page.doubt.again_button.click()
    assert sync.asked == 1 and page.doubt.isVisible()
    page.doubt.let_go_button.click()
    qtbot.waitUntil(lambda: not page.doubt.isVisible())
    assert sync.asked == 2
    with desk.store.read() as session:
        kept = doubt.get(session)
    assert kept is not None and kept.is_let_go
