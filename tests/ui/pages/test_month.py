"""统计 and the export of lists: what is shown is what is counted, and what is listed is what is written."""

from __future__ import annotations

import threading
import zipfile
from collections.abc import Callable
from datetime import date
from functools import partial
from pathlib import Path

import pytest
import xlsxwriter
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QFileDialog, QWidget
from pytestqt.qtbot import QtBot
from python_calamine import CalamineWorkbook

from sscs_desktop.base.errors import Refused, SscsError
from sscs_desktop.domain.ledger import LedgerKind
from sscs_desktop.exchange import column_templates
from sscs_desktop.exchange.tables import write_sheet
from sscs_desktop.paperwork import prepared
from sscs_desktop.paperwork.prepared import Wish
from sscs_desktop.store import visits
from sscs_desktop.store.session import Session
from sscs_desktop.store.visits import Filter
from sscs_desktop.ui.desk import Desk
from sscs_desktop.ui.dialogs import saving
from sscs_desktop.ui.dialogs.export_dialog import ExportDialog
from sscs_desktop.ui.dialogs.form_choice import EVERY_FORM
from sscs_desktop.ui.dialogs.form_columns_dialog import FormColumnsDialog
from sscs_desktop.ui.dialogs.sheet_preview import SheetPreview
from sscs_desktop.ui.pages.month import MonthPage, facts
from sscs_desktop.ui.pages.records_page import RecordsPage
from sscs_desktop.ui.widgets.buttons import Button
from sscs_desktop.ui.widgets.fields import Choice
from tests.ui.clipping import clipped
from tests.ui.pages.conftest import Frame
from tests.ui.pages.world import World, at

Await = Callable[[Callable[[], object]], None]


@pytest.fixture
def at_work(desk: Desk, qtbot: QtBot) -> Await:
    """Do something that starts a job, and wait until all of the lane's are done."""

    def wait(act: Callable[[], object]) -> None:
        act()
        qtbot.waitUntil(lambda: not desk.jobs.is_busy("desk"))

    return wait


@pytest.fixture
def page(world: World, frame: Frame, at_work: Await) -> MonthPage:
    at_work(lambda: frame.page("stats"))
    found = frame.window.page("stats")
    assert isinstance(found, MonthPage)
    return found


def sheet(file: Path) -> list[list[object]]:
    return CalamineWorkbook.from_path(file).get_sheet_by_index(0).to_python()  # type: ignore[return-value]


def test_the_page_shows_the_figures_of_the_month_with_their_mark(page: MonthPage, desk: Desk) -> None:
    found = prepared.month(desk.store, date(2018, 9, 1))
    assert page.figures() == found.mine
    assert found.mine.visits > 5 and found.mine.raised > 5
    assert page.mark.text() == "截至 今天 15:20，县里数据同步至 今天 09:12，口径 2018-1"
    _head, bars = page.charts["categories"]
    assert [bar.name for bar in bars.bars()] == [share.name for share in found.mine.categories]
    assert all(share.name in bars.accessibleName() for share in found.mine.categories)
    assert facts(found.mine)[0].value == f"{found.mine.visits} 次"
    assert facts(found.mine)[1].value == f"{found.mine.objects} 家", "as the ledger counts them, served or not"


def test_ones_own_month_and_the_units_are_two(page: MonthPage) -> None:
    mine = page.figures()
    page.whose.set_value("unit")
    page.whose.chosen.emit("unit")
    assert page.figures() is not mine and page.figures() is not None


def test_a_month_without_anything_says_so(page: MonthPage, at_work: Await) -> None:
    at_work(lambda: page.month.set_value(date(2018, 2, 1)))
    found = page.figures()
    assert found is not None and (found.visits, found.raised) == (0, 0)
    assert page.isVisible() and page._none.isVisibleTo(page) and not page.charts["modes"][1].isVisibleTo(page)
    assert clipped(page) == []


def test_a_month_that_is_not_counted_yet_says_so_and_nothing_else(page: MonthPage, at_work: Await) -> None:
    def choose() -> None:
        page.month.set_value(date(2018, 8, 1))
        page.month.set_value(date(2018, 2, 1))
        assert page.mark.text() == "正在统计…" and page.figures() is None and not page.copy_button.isEnabled()
        assert not page._none.isVisibleTo(page) and not page.charts["modes"][0].isVisibleTo(page)

    at_work(choose)
    assert page.mark.text().startswith("截至") and page._none.isVisibleTo(page)
    found = page.figures()
    assert found is not None and found.first_on == date(2018, 2, 1) and page.copy_button.isEnabled()


def test_a_change_is_counted_while_the_page_is_seen(page: MonthPage, world: World, qtbot: QtBot) -> None:
    before = page.figures()
    assert before is not None
    world.visit("恒泰电缆", at(9, 20))
    qtbot.waitUntil(lambda: page.figures() != before)
    after = page.figures()
    assert after is not None and after.visits == before.visits + 1


def test_the_month_is_copied_as_one_line_in_the_offices_words(page: MonthPage) -> None:
    page.copy_button.click()
    text = QGuiApplication.clipboard().text()
    assert text.startswith("王建国2018年9月走访") and "口径2018-1）" in text and "\n" not in text
    assert "已复制" in page.head.sentence.text()


@pytest.mark.parametrize("suffix", [".docx", ".pdf"])
def test_a_briefing_is_written_from_the_page(page: MonthPage, tmp_path: Path, at_work: Await, suffix: str) -> None:
    file = tmp_path / f"简报{suffix}"
    at_work(lambda: page.brief("briefing", file))
    assert page.head.sentence.text() == f"已写好：{file.name}" and file.stat().st_size > 5000
    assert page.brief_button.isEnabled() and page.open_button.toolTip() == str(file)
    if suffix == ".docx":
        with zipfile.ZipFile(file) as document:
            assert "大陆村镇 经发办" in document.read("word/document.xml").decode()


def test_every_list_of_the_unit_is_looked_at_on_paper(page: MonthPage, qtbot: QtBot) -> None:
    titles = ("月度台账 2018-09-01至2018-09-30", "包联企业台账", "民生微实事清单")
    for (word, show), title in zip(page.papers(), titles, strict=True):
        show()
        preview = page.findChildren(SheetPreview)[-1]
        qtbot.waitUntil(preview.print_button.isEnabled)
        assert title in preview.windowTitle() and word.partition("（")[0] in title
        assert preview.phones.isVisible() is (word == "包联企业台账")


def test_a_lists_paper_is_in_the_menu_at_its_head(world: World, frame: Frame, qtbot: QtBot) -> None:
    for key, word, title in (
        ("firms", "打印包联企业台账", "包联企业台账"),
        ("visits", "打印空白的走访记录单", "走访记录单"),
    ):
        page = frame.page(key)
        assert isinstance(page, RecordsPage)
        dict(page.list_acts())[word]()
        (preview,) = page.findChildren(SheetPreview)
        qtbot.waitUntil(preview.print_button.isEnabled)
        assert preview.windowTitle() == title


def test_a_briefing_that_cannot_be_written_is_told_and_can_be_tried_again(
    page: MonthPage, desk: Desk, tmp_path: Path, at_work: Await
) -> None:
    told: list[SscsError] = []
    desk.jobs.trouble.connect(told.append)
    at_work(lambda: page.brief("briefing", tmp_path / "没有" / "简报.docx"))
    assert [error.code for error in told] == ["not_writable"] and page.brief_button.isEnabled()
    assert page.head.sentence.text() == ""
    with pytest.raises(Refused):
        page.brief("briefing", tmp_path / "简报.txt")


@pytest.mark.parametrize("key", ["firms", "projects", "visits", "issues"])
def test_a_list_is_written_as_it_is_filtered(
    world: World, frame: Frame, desk: Desk, tmp_path: Path, at_work: Await, key: str
) -> None:
    page = frame.page(key)
    assert isinstance(page, RecordsPage)
    assert any(button.isVisibleTo(page) for button in page.findChildren(Button, "list_menu"))
    dict(page.list_acts())["把筛出的导出成台账…"]()
    dialog = page.findChild(ExportDialog)
    assert dialog is not None and dialog.filtered.isChecked()
    with desk.store.read() as session:
        shown = page.listed()(session)
    file = tmp_path / "台账.xlsx"
    at_work(lambda: dialog.write(file))
    assert len(sheet(file)) - 3 == len(shown) > 0
    assert dialog.note.text() == f"已导出 {len(shown)} 行：台账.xlsx" and dialog.open_button.isVisibleTo(dialog)


def test_the_list_is_read_where_the_file_is_written_not_in_the_thread_of_the_window(
    world: World, frame: Frame, desk: Desk, tmp_path: Path, at_work: Await
) -> None:
    readers: list[int] = []

    def listed(session: Session) -> frozenset[str]:
        readers.append(threading.get_ident())
        return visits.ids(session, Filter())

    dialog = ExportDialog(desk, LedgerKind.VISIT, listed, frame.window)
    at_work(lambda: dialog.write(tmp_path / "台账.xlsx"))
    assert len(readers) == 1 and readers != [threading.get_ident()]


def test_another_offices_table_is_learned_kept_and_filled(
    world: World, frame: Frame, desk: Desk, tmp_path: Path, at_work: Await
) -> None:
    dialog = ExportDialog(desk, LedgerKind.ENTERPRISE, parent=frame.window)
    file = write_sheet(tmp_path / "县府办.xlsx", "某表", ["序号", "单位名称", "领导批示"], [])
    at_work(lambda: dialog.forms.learn(file))
    assert dialog.forms.choice.currentText() == "县府办" and "领导批示" in dialog.forms.note.text()
    at_work(lambda: dialog.write(tmp_path / "填好.csv"))
    assert (tmp_path / "填好.csv").read_text("utf-8-sig").startswith("序号,单位名称,领导批示")
    again = ExportDialog(desk, LedgerKind.ENTERPRISE, parent=frame.window)
    assert "县府办" in [again.forms.choice.itemText(at) for at in range(again.forms.choice.count())]
    button = dialog.findChild(Button, "forget")
    assert button is not None and button.isVisibleTo(dialog)
    chosen = dialog.forms.choice.value()
    for other in (None, next(form for form in dialog.forms.forms if form != chosen)):
        dialog.forms.choice.set_value(other)
        assert not button.isVisibleTo(dialog), "what is shipped stays"
    dialog.forms.choice.set_value(chosen)
    button.click()
    assert (
        "县府办" not in [dialog.forms.choice.itemText(at) for at in range(dialog.forms.choice.count())]
        and file.is_file()
    )
    assert dialog.note.text() == "已去掉，对方的文件没有动" and not button.isVisibleTo(dialog)
    assert dialog.forms.choice.currentText() == "本系统的列"
    dialog.forms.undo_button.click()
    assert (
        dialog.forms.choice.value() == chosen
        and button.isVisibleTo(dialog)
        and not dialog.forms.undo_button.isVisibleTo(dialog)
    )
    assert column_templates.find("县府办", LedgerKind.ENTERPRISE, dialog.forms.folder) == chosen
    at_work(lambda: dialog.forms.learn(desk.settings_path.with_name("没有.xlsx")))
    assert "找不到这个文件" in dialog.trouble.text() and dialog.trouble.isVisibleTo(dialog)


def test_a_column_of_a_form_is_put_right_and_stays_so(
    world: World, frame: Frame, desk: Desk, tmp_path: Path, at_work: Await, qtbot: QtBot
) -> None:
    dialog = ExportDialog(desk, LedgerKind.ENTERPRISE, parent=frame.window)
    file = write_sheet(tmp_path / "县府办.xlsx", "某表", ["序号", "单位名称", "在哪个镇", "领导批示"], [])
    assert not dialog.forms.columns_button.isVisibleTo(dialog)
    at_work(lambda: dialog.forms.learn(file))
    dialog.forms.columns_button.click()
    columns = dialog.findChild(FormColumnsDialog)
    assert columns is not None and columns.fields() == ["index", "name", "", ""]
    towns = next(each for each in columns.findChildren(Choice) if "在哪个镇" in each.accessibleName())
    towns.set_value("division_name")
    assert clipped(columns) == []
    columns.accept_typed()
    assert "已记住" in dialog.note.text() and "在哪个镇" not in dialog.forms.note.text()
    at_work(lambda: dialog.write(tmp_path / "填好.xlsx"))
    assert all(row[2] for row in sheet(tmp_path / "填好.xlsx")[2:])
    again = ExportDialog(desk, LedgerKind.ENTERPRISE, parent=frame.window)
    kept = next(form for form in again.forms.forms if form.name == "县府办")
    assert [column.field for column in kept.columns] == ["index", "name", "division_name", ""]


def test_that_pictures_in_a_form_are_lost_is_said_before_it_is_filled(
    world: World, frame: Frame, desk: Desk, tmp_path: Path, at_work: Await
) -> None:
    said = []
    for name in ("有章", "没有章"):
        with xlsxwriter.Workbook(str(tmp_path / f"{name}.xlsx")) as book:
            page = book.add_worksheet()
            page.write_row(0, 0, ["单位名称", "所属乡镇"])
            if name == "有章":
                page.insert_textbox(3, 0, "（盖章）")
            else:
                chart = book.add_chart({"type": "column"})
                chart.add_series({"values": "=Sheet1!$A$2:$A$3"})
                page.insert_chart(3, 0, chart)
        dialog = ExportDialog(desk, LedgerKind.ENTERPRISE, parent=frame.window)
        at_work(partial(dialog.forms.learn, tmp_path / f"{name}.xlsx"))
        said.append("图片、文本框和宏带不过去" in dialog.forms.note.text())
    assert said == [True, False]


def test_one_choice_fills_the_tables_of_every_office_beside_what_is_there(
    world: World, frame: Frame, desk: Desk, tmp_path: Path, at_work: Await
) -> None:
    dialog = ExportDialog(desk, LedgerKind.ENTERPRISE, parent=frame.window)
    names = ["县府办", "县工信局"]
    for name in names:
        file = write_sheet(tmp_path / f"{name}.xlsx", f"{name}的表", ["单位名称", "所属乡镇"], [])
        at_work(partial(dialog.forms.learn, file))
    dialog.forms.choice.set_value(EVERY_FORM)
    (tmp_path / "出").mkdir()
    for _again in (1, 2):
        at_work(lambda: dialog.write_every_form(tmp_path / "出"))
    forms = [form.name for form in dialog.forms.forms]
    assert set(names) < set(forms)
    written = sorted(file.name for file in (tmp_path / "出").iterdir())
    assert written == sorted(f"{name}-20180926{again}.xlsx" for name in forms for again in ("", "（2）"))
    tables = [sheet(tmp_path / "出" / f"{name}-20180926.xlsx") for name in names]
    assert [table[0][0] for table in tables] == ["县府办的表", "县工信局的表"]
    assert tables[0][2:] == tables[1][2:] and len(tables[0]) > 5


def test_a_full_disk_is_said_in_the_dialog_and_nothing_is_left(
    world: World, frame: Frame, desk: Desk, tmp_path: Path, at_work: Await
) -> None:
    dialog = ExportDialog(desk, LedgerKind.VISIT, parent=frame.window)
    at_work(lambda: dialog.write(tmp_path / "没有" / "台账.xlsx"))
    assert dialog.trouble.isVisibleTo(dialog) and not dialog.open_button.isVisibleTo(dialog)
    at_work(lambda: dialog.write(tmp_path / "台账.xlsx"))
    assert not dialog.trouble.isVisibleTo(dialog) and dialog.note.text().startswith("已导出")
    assert [file.name for file in tmp_path.glob("台账*")] == ["台账.xlsx"]


def test_an_export_says_how_far_it_is_while_it_reads_and_while_it_writes(
    world: World, desk: Desk, tmp_path: Path
) -> None:
    told: list[int] = []
    prepared.write_ledger(desk.store, tmp_path / "台账.xlsx", Wish(kind=LedgerKind.VISIT), lambda n, _: told.append(n))
    assert told == sorted(told) and told[0] < 40 <= told[-2] and told[-1] == 100


def test_a_briefing_says_how_much_is_read(world: World, desk: Desk) -> None:
    told: list[tuple[int, int]] = []
    prepared.briefing(desk.store, "briefing", date(2018, 9, 1), lambda *far: told.append(far))
    assert told == sorted(told) and told[-1][0] == told[-1][1] > 20


@pytest.mark.parametrize(("typed", "written"), [("台账", "台账（2）.xlsx"), ("台账.csv", "台账.csv"), ("", None)])
def test_a_name_typed_without_its_ending_replaces_no_file_that_nobody_was_asked_about(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, qapp: QApplication, typed: str, written: str | None
) -> None:
    (tmp_path / "台账.xlsx").touch()
    chosen = str(tmp_path / typed) if typed else ""
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_given: (chosen, "Excel (*.xlsx)"))
    kinds = {"Excel (*.xlsx)": ".xlsx", "CSV (*.csv)": ".csv"}
    found = saving.ask_file(QWidget(), "导出台账", "台账.xlsx", kinds)
    assert (found.name if found else None) == written


def test_leaving_while_it_writes_stops_it(
    world: World, frame: Frame, desk: Desk, tmp_path: Path, at_work: Await
) -> None:
    dialog = ExportDialog(desk, LedgerKind.VISIT, parent=frame.window)
    dialog.open()

    def leave() -> None:
        dialog.write(tmp_path / "台账.xlsx")
        dialog.reject()

    at_work(leave)
    QApplication.processEvents()
    assert not dialog.isVisible()
    assert list(tmp_path.glob(".part*")) == []
