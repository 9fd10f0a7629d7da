"""导入: what a cadre sees of a county's spreadsheet, by keys alone: columns, rows, in, back, and rows to mend."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
import xlsxwriter
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from sscs_desktop.base.errors import DiskTrouble
from sscs_desktop.domain.vocabulary import VisitMode
from sscs_desktop.exchange.roster import EVERYTHING, read_roster
from sscs_desktop.store import enterprises, intake, visits
from sscs_desktop.ui import import_words, phrases
from sscs_desktop.ui.desk import Desk
from sscs_desktop.ui.dialogs.import_dialog import ImportDialog
from sscs_desktop.ui.widgets.states import State
from tests.store import building
from tests.ui.clipping import clipped
from tests.ui.conftest import Look
from tests.ui.dialogs.conftest import World

VISITS = ["走访企业", "走访时间", "走访方式", "走访人员", "企业情况"]

Opens = Callable[[ImportDialog], ImportDialog]


def book(path: Path, **sheets: list[list[object]]) -> Path:
    workbook = xlsxwriter.Workbook(str(path))
    for name, rows in sheets.items():
        page = workbook.add_worksheet(name)
        for at, row in enumerate(rows):
            page.write_row(at, 0, row)
    workbook.close()
    return path


@pytest.fixture
def ledger(tmp_path: Path, world: World) -> Path:
    """Three visits to the one firm, one without a date, and one to a stranger."""
    name = world.firm.name
    rows: list[list[object]] = [
        [name, "2018.5.3", "实地走访", "王建国", "订单平稳"],
        [name, "2018.5.4", "电话", "李慧", "缺工"],
        [name, "去年", "电话", "李慧", "记不清了"],
        ["没有的厂（示例）", "2018-05-20", "实地", "王建国", "—"],
    ]
    return book(tmp_path / "走访台账.xlsx", 走访=[["大陆村镇走访台账"], VISITS, *rows])


def settled(dialog: ImportDialog, qtbot: QtBot) -> None:
    """Wait until the dialog's work has come home, chained work too."""
    qtbot.waitUntil(lambda: not dialog.is_at_work, timeout=5000)


def press(dialog: ImportDialog, qtbot: QtBot) -> None:
    """Press Ctrl+Enter and wait for what it does."""
    QTest.keyClick(dialog, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    settled(dialog, qtbot)


def test_an_old_ledger_comes_in_and_goes_back_by_keys_alone(
    desk: Desk, world: World, ledger: Path, opened: Opens, qtbot: QtBot
) -> None:
    dialog = opened(ImportDialog(desk, ledger))
    settled(dialog, qtbot)
    assert dialog.columns.taken.text() == "按“走访台账”读，3 行"
    assert dialog.columns.field("企业情况").currentText() == "生产经营情况"
    press(dialog, qtbot)
    rows = dialog.report.rows.rows()
    assert [(row.word, row.ticked) for row in rows] == [
        ("新增", True),
        ("新增", True),
        ("没有收", None),
        ("没有收", None),
    ]
    assert rows[2].second == "走访时间：看不懂这个日期，没有采用，请写成 2018-09-30"
    assert rows[3].second == "企业名称：本机没有这一家，要请县里先导入"
    assert dialog.report.rows.hasFocus()
    dialog.report.search.edit.setText("看不懂")
    assert list(dialog.report.rows.rows()) == [rows[2]]
    dialog.report.search.clear()
    dialog.report.rows.select_first()
    QTest.keyClick(dialog.report.rows, Qt.Key.Key_Space)
    assert dialog.verb.text() == "导入 1 行"
    press(dialog, qtbot)
    with desk.store.read() as session:
        found = visits.recent(session, world.firm.id)
    assert sorted(visit.mode for visit in found if visit.is_late_entry) == [VisitMode.PHONE]
    said = (
        "已导入 1 条，待上报。有问题的 2 行可以另存出来，改好再导入，别的行不会重复。关上窗口以后，到“设置”里也能撤销。"
    )
    assert dialog.report.note.text() == said
    assert dialog.undo.isVisible()
    dialog.undo.click()
    settled(dialog, qtbot)
    with desk.store.read() as session:
        assert not any(visit.is_late_entry for visit in visits.recent(session, world.firm.id))
    assert not dialog.undo.isVisible() and dialog.report.note.text() == "已撤销 1 条。"


def test_what_an_undo_leaves_is_named(desk: Desk, world: World, tmp_path: Path, opened: Opens, qtbot: QtBot) -> None:
    headings = ["企业名称", "备注", "2017年营业收入（万元）"]
    dialog = opened(ImportDialog(desk, book(tmp_path / "表.xlsx", 表=[headings, [world.firm.name, "记一笔", "4820"]])))
    settled(dialog, qtbot)
    press(dialog, qtbot)
    press(dialog, qtbot)
    with desk.store.write() as session:
        (figure,) = enterprises.figures(session, world.firm.id)
        shown = enterprises.seen(session, "figure", figure.id)
        enterprises.save_figure(session, replace(figure, value=Decimal(5100)), shown, today=building.TODAY)
    dialog.undo.click()
    settled(dialog, qtbot)
    name = phrases.short_name(world.firm.name)
    said = f"已撤销 1 条。留着 1 条，后来又改过，或县里已经办理：{name} 经营数据（2017 营业收入）。"
    assert dialog.report.note.text() == said
    left = intake.Stayed(kind="visit", record=None, name=world.firm.name)
    many = import_words.undone(intake.Undone(taken_back=0, stayed=(left,) * 7))
    assert many == f"已撤销 0 条。留着 7 条，后来又改过，或县里已经办理：{'；'.join([f'{name} 走访'] * 5)}等。"
    cut = import_words.undone(intake.Undone(taken_back=10, stayed=(), stopped=DiskTrouble("disk_full")))
    assert cut.startswith("已撤销 10 条。没有撤完，再按“撤销”从这里接着来。磁盘满了")
    assert not clipped(dialog)


def test_the_first_sheet_shown_is_one_that_is_a_table(desk: Desk, tmp_path: Path, opened: Opens, qtbot: QtBot) -> None:
    table: list[list[object]] = [["企业名称", "法定代表人"], ["甲厂（示例）", "张三"]]
    dialog = opened(ImportDialog(desk, book(tmp_path / "表.xlsx", Sheet1=[], 封面=[["二〇一八年三月"]], 凤凰镇=table)))
    settled(dialog, qtbot)
    assert dialog.columns.sheets.value() == "凤凰镇"
    dialog.columns.sheets.set_value("封面")
    press(dialog, qtbot)
    dialog.back.click()
    assert dialog.columns.sheets.value() == "封面"


def test_a_heading_put_right_is_remembered_for_the_next_file(
    desk: Desk, world: World, tmp_path: Path, opened: Opens, qtbot: QtBot
) -> None:
    file = book(tmp_path / "表.xlsx", 表=[["户名", "谁说了算", "备用"], [world.firm.name, "张三", "x"]])
    dialog = opened(ImportDialog(desk, file))
    settled(dialog, qtbot)
    assert "没有认出标题行" in dialog.columns.taken.text()
    press(dialog, qtbot)
    assert dialog.steps.currentWidget() is dialog.columns and "企业名称" in dialog.note.text()
    dialog.columns.field("户名").set_value("name")
    dialog.columns.field("谁说了算").set_value("legal_person")
    press(dialog, qtbot)
    assert [row.second for row in dialog.report.rows.rows()] == ["法定代表人：张三"]
    press(dialog, qtbot)
    with desk.store.read() as session:
        (proposal,) = enterprises.proposals(session, world.firm.id)
    assert (proposal.field, proposal.new_value) == ("legal_person", "张三")
    again = opened(ImportDialog(desk, file))
    settled(again, qtbot)
    assert again.columns.field("谁说了算").currentText() == "法定代表人"


def test_what_was_said_of_headings_outlives_a_desk_that_was_killed_before_the_next_step(
    desk: Desk, world: World, tmp_path: Path, opened: Opens, qtbot: QtBot
) -> None:
    file = book(tmp_path / "表.xlsx", 表=[["户名", "谁说了算", "备用"], [world.firm.name, "张三", "x"]])
    for said in ("legal_person", "contact_name"):
        dialog = opened(ImportDialog(desk, file))
        settled(dialog, qtbot)
        dialog.columns.field("谁说了算").set_value(said)
        again = opened(ImportDialog(desk, file))
        settled(again, qtbot)
        assert again.columns.field("谁说了算").value() == said


def test_rows_with_something_wrong_are_written_back_in_their_own_columns(
    desk: Desk, ledger: Path, tmp_path: Path, opened: Opens, qtbot: QtBot
) -> None:
    dialog = opened(ImportDialog(desk, ledger))
    settled(dialog, qtbot)
    press(dialog, qtbot)
    target = tmp_path / "待改.xlsx"
    dialog.write_refused(target)
    settled(dialog, qtbot)
    assert dialog.open_button.isVisible() and dialog.open_button.toolTip() == str(target)
    (sheet,) = read_roster(target, EVERYTHING).sheets
    assert sheet.texts == (*VISITS, "没有收的原因")
    assert [row[1] for place, row in sheet.cells.items() if place > sheet.heading_row] == ["去年", "2018-05-20"]


def test_a_stop_in_the_middle_keeps_what_is_done_and_goes_on_from_there(
    desk: Desk, world: World, tmp_path: Path, opened: Opens, qtbot: QtBot
) -> None:
    days = [date(2018, 1, 1) + timedelta(days=n) for n in range(60)]
    rows: list[list[object]] = [[world.firm.name, day.isoformat(), "电话", "王建国", f"{day}平稳"] for day in days]
    dialog = opened(ImportDialog(desk, book(tmp_path / "走访.xlsx", 走访=[VISITS, *rows])))
    settled(dialog, qtbot)
    press(dialog, qtbot)
    dialog.accept_typed()
    qtbot.waitUntil(lambda: "/60" in dialog.note.text(), timeout=5000)
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    settled(dialog, qtbot)
    assert dialog.isVisible() and dialog.report.note.text().startswith("停下了") and dialog.undo.isVisible()
    done = sum(row.word == "无变化" for row in dialog.report.rows.rows())
    assert 0 < done < len(days)
    press(dialog, qtbot)
    assert dialog.report.note.text() == f"已导入 {len(days) - done} 条，待上报。关上窗口以后，到“设置”里也能撤销。"
    assert {row.word for row in dialog.report.rows.rows()} == {"无变化"}
    dialog.undo.click()
    settled(dialog, qtbot)
    assert dialog.report.note.text() == f"已撤销 {len(days)} 条。"


def test_a_long_trial_tells_how_far_it_is_and_may_be_stopped(
    desk: Desk, world: World, tmp_path: Path, opened: Opens, qtbot: QtBot
) -> None:
    days = [date(2016, 1, 1) + timedelta(days=n) for n in range(900)]
    rows: list[list[object]] = [[world.firm.name, day.isoformat(), "电话", "王建国", f"{day}平稳"] for day in days]
    dialog = opened(ImportDialog(desk, book(tmp_path / "走访.xlsx", 走访=[VISITS, *rows])))
    settled(dialog, qtbot)
    dialog.accept_typed()
    qtbot.waitUntil(lambda: dialog.note.text().endswith("/900…"), timeout=5000)
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    settled(dialog, qtbot)
    assert not dialog.isVisible() and dialog.steps.currentWidget() is dialog.columns


def test_filters_and_the_tick_for_all(desk: Desk, ledger: Path, opened: Opens, qtbot: QtBot) -> None:
    dialog = opened(ImportDialog(desk, ledger))
    settled(dialog, qtbot)
    press(dialog, qtbot)
    dialog.report.filter.setFocus()
    QTest.keyClick(dialog.report.filter, Qt.Key.Key_Right)
    assert [row.word for row in dialog.report.rows.rows()] == ["新增", "新增"]
    dialog.report.whole.click()
    assert not dialog.verb.isEnabled() and dialog.verb.text() == "没有要导入的"
    dialog.report.whole.click()
    assert dialog.verb.text() == "导入 2 行"


def test_a_row_that_was_left_out_stays_so_when_a_heading_is_put_right_and_when_the_others_are_in(
    desk: Desk, ledger: Path, opened: Opens, qtbot: QtBot
) -> None:
    dialog = opened(ImportDialog(desk, ledger))
    settled(dialog, qtbot)
    press(dialog, qtbot)
    QTest.keyClick(dialog.report.rows, Qt.Key.Key_Space)
    dialog.back.click()
    dialog.columns.field("企业情况").set_value("")
    press(dialog, qtbot)
    assert dialog.verb.text() == "导入 1 行"
    press(dialog, qtbot)
    assert dialog.verb.text() == "没有要导入的"
    assert [(row.word, row.ticked) for row in dialog.report.rows.rows()][:2] == [("新增", False), ("无变化", None)]
    QTest.keyClick(dialog.report.rows, Qt.Key.Key_Space)
    assert dialog.verb.text() == "导入 1 行"


def test_a_row_that_is_taken_but_for_a_cell_is_seen_and_counted_with_the_refused(
    desk: Desk, world: World, tmp_path: Path, opened: Opens, qtbot: QtBot
) -> None:
    headings = ["企业名称", "法定代表人", "2017年营业收入（万元）"]
    rows: list[list[object]] = [[world.firm.name, "张三", "很多"], ["没有的厂（示例）", "李四", "5"]]
    sound: list[list[object]] = [VISITS, [world.firm.name, "2018.5.3", "电话", "王建国", "平稳"]]
    dialog = opened(ImportDialog(desk, book(tmp_path / "表.xlsx", 表=[headings, *rows], 走访=sound)))
    settled(dialog, qtbot)
    press(dialog, qtbot)
    shown = [(row.word, row.state) for row in dialog.report.rows.rows()]
    assert shown == [("更新，有没收的", State.YELLOW), ("没有收", State.SENT_BACK), ("新增", State.DONE)]
    for _step in range(4):
        QTest.keyClick(dialog.report.filter, Qt.Key.Key_Right)
    assert [row.word for row in dialog.report.rows.rows()] == ["更新，有没收的", "没有收"]
    press(dialog, qtbot)
    assert "有问题的 2 行可以另存出来" in dialog.report.note.text()


def test_a_file_that_is_no_table_is_said_in_the_foot(desk: Desk, tmp_path: Path, opened: Opens, qtbot: QtBot) -> None:
    (tmp_path / "信.xlsx").write_bytes(b"this is a letter")
    dialog = opened(ImportDialog(desk, tmp_path / "信.xlsx"))
    settled(dialog, qtbot)
    assert "不是能读的表格" in dialog.note.text() and not dialog.verb.isEnabled()
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()


@pytest.mark.parametrize("dress", [("light", 100, "zh"), ("dark", 150, "zh"), ("light", 100, "en")])
def test_nothing_is_cut_in_any_dress(
    desk: Desk, ledger: Path, look: Look, qtbot: QtBot, dress: tuple[str, int, str]
) -> None:
    look(*dress)  # type: ignore[arg-type]
    dialog = ImportDialog(desk, ledger)
    qtbot.addWidget(dialog)
    dialog.show()
    for _step in range(3):
        settled(dialog, qtbot)
        QApplication.processEvents()
        assert clipped(dialog) == []
        dialog.accept_typed()
    settled(dialog, qtbot)
