"""Another office's own table is filled in a copy: its look and its foot stay, its file is not touched."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from zipfile import ZipFile

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.formatting.rule import FormulaRule
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from sscs_desktop.base.errors import Unreadable
from sscs_desktop.domain.indicators import AsOf
from sscs_desktop.domain.ledger import LedgerKind, ProjectEntry
from sscs_desktop.domain.project import Project
from sscs_desktop.domain.vocabulary import Stage
from sscs_desktop.exchange import column_templates, filled_form, ledger_table
from sscs_desktop.exchange.column_templates import Template
from sscs_desktop.exchange.ledger_table import Ledger
from sscs_desktop.exchange.sheet_rows import Value
from sscs_desktop.exchange.tables import Heading, Sheet, write_sheet

FRAME = Border(*[Side(style="thin")] * 4)
HEADS = ("序号", "企业名称", "企业联系人", "", "2017年经营情况", "领导批示")
LOWER = ("", "", "姓名", "联系电话", "营业收入（亿元）", "")
ROW = (1, "甲厂", "=1+1", "13800138000", Decimal("0.12345"), None)


def county_form(page: Worksheet) -> None:
    """附件, title, who fills it in, heads of two rows, three framed lines, a sum and a signature."""
    page["B1"], page["B2"], page["B3"] = "附件2", "重点企业帮扶情况统计表", "填报单位（盖章）："
    page.merge_cells("B2:G2")
    for column, (above, below) in enumerate(zip(HEADS, LOWER, strict=True), start=2):
        for row, text in ((4, above), (5, below)):
            page.cell(row, column, text or None).fill = PatternFill("solid", "DDEBF7")
    page.merge_cells("D4:E4")
    for row in range(6, 9):
        for column in range(2, 8):
            cell = page.cell(row, column)
            cell.border, cell.font, cell.alignment = FRAME, Font(name="仿宋", size=12), Alignment(horizontal="center")
    page["B9"], page["F9"] = "合计", "=SUM(F6:F8)"
    page["B10"] = "填表人：          审核人："
    page.merge_cells("B10:G10")
    page.row_dimensions[9].height, page.row_dimensions[10].height = 21, 33
    page.column_dimensions["C"].width = 20
    page.print_area = "B1:G10"


@pytest.fixture
def form(tmp_path: Path) -> Callable[[Callable[[Worksheet], None]], Template]:
    """Learn a form from a table made by a function."""

    def learn(make: Callable[[Worksheet], None]) -> Template:
        book = Workbook()
        assert isinstance(book.active, Worksheet)
        book.active.title = "汇总"
        make(book.active)
        book.create_sheet("说明")["A1"] = "请勿改动"
        book.save(tmp_path / "县府办.xlsx")
        return column_templates.learn(tmp_path / "县府办.xlsx", LedgerKind.ENTERPRISE)

    return learn


def filled(path: Path, form: Template, rows: Sequence[Sequence[Value]], sums: int = 0) -> Worksheet:
    assert form.table is not None
    heads = [Heading(text=column.heading, format=column.format) for column in form.columns]
    sheet = Sheet(name="", title="", headings=heads, rows=rows, mark="截至今天", sums=sums)
    filled_form.fill(path, form.table, sheet)
    page = load_workbook(path)["汇总"]
    assert isinstance(page, Worksheet)
    return page


Learn = Callable[[Callable[[Worksheet], None]], Template]


def test_a_form_is_learned_with_its_title_and_the_period_above_its_columns(form: Learn) -> None:
    learned = form(county_form)
    assert learned.title == "重点企业帮扶情况统计表"
    fields = [column.field for column in learned.columns]
    assert fields == ["index", "name", "contact_name", "contact_phone", "figure:revenue", ""]
    assert (learned.columns[4].period, learned.columns[4].factor) == ("2017", Decimal(10000))


def test_more_lines_than_there_is_room_for_push_the_foot_down_whole(form: Learn, tmp_path: Path) -> None:
    learned = form(county_form)
    before = (tmp_path / "县府办.xlsx").read_bytes()
    page = filled(tmp_path / "填好.xlsx", learned, [(n, *ROW[1:]) for n in range(1, 6)])
    assert [page.cell(row, 2).value for row in range(6, 13)] == [1, 2, 3, 4, 5, "合计", "填表人：          审核人："]
    assert page["F11"].value == "=SUM(F6:F10)"
    assert {str(found) for found in page.merged_cells.ranges} == {"B2:G2", "D4:E4", "B12:G12"}
    assert [page.row_dimensions[row].height for row in (10, 11, 12)] == [None, 21, 33]
    one_more = filled(tmp_path / "再填.xlsx", learned, [(n, *ROW[1:]) for n in range(1, 5)])
    assert [one_more.row_dimensions[row].height for row in (9, 10, 11)] == [None, 21, 33]
    assert page.print_area == "'汇总'!$B$1:$G$12" and page.print_title_rows == "$4:$5"
    assert (tmp_path / "县府办.xlsx").read_bytes() == before


def test_what_was_set_for_the_lines_holds_for_as_many_as_there_are(form: Learn, tmp_path: Path) -> None:
    def rich(page: Worksheet) -> None:
        county_form(page)
        for place in ("G6:G8", "G8", "B10"):
            chosen = DataValidation(type="list", formula1='"是,否"')
            chosen.add(place)
            page.add_data_validation(chosen)
        for place in ("F6:F8", "B9:G9"):
            page.conditional_formatting.add(place, FormulaRule(formula=["TRUE"]))
        page.auto_filter.ref = "B5:G8"
        page["B9"].hyperlink = "#B1"

    page = filled(tmp_path / "填好.xlsx", form(rich), [(n, *ROW[1:]) for n in range(1, 6)])
    assert [str(each.sqref) for each in page.data_validations.dataValidation] == ["G6:G10", "G8:G10", "B12"]
    assert {str(each.sqref) for each in page.conditional_formatting} == {"F6:F10", "B11:G11"}
    assert page.auto_filter.ref == "B5:G10"
    assert [cell.coordinate for row in page for cell in row if cell.hyperlink] == ["B11"]


def test_words_of_several_looks_stay_so_and_end_the_lines_like_others(form: Learn, tmp_path: Path) -> None:
    def starred(page: Worksheet) -> None:
        county_form(page)
        for place, text in (("C4", "企业名称"), ("B9", "合计")):
            page[place] = CellRichText(TextBlock(InlineFont(color="FF0000"), "*"), text)

    filled(tmp_path / "填好.xlsx", form(starred), [(n, *ROW[1:]) for n in range(1, 6)])
    page = load_workbook(tmp_path / "填好.xlsx", rich_text=True)["汇总"]
    assert [str(page[place].value) for place in ("C4", "C10", "B11")] == ["*企业名称", "甲厂", "*合计"]
    assert all(page[place].value[0].font.color.rgb == "00FF0000" for place in ("C4", "B11"))


def test_the_filled_sheet_alone_is_selected(form: Learn, tmp_path: Path) -> None:
    def elsewhere(page: Worksheet) -> None:
        county_form(page)
        assert page.parent is not None
        other = page.parent.create_sheet("字典", 0)
        other.sheet_view.tabSelected, page.parent.active = True, 0

    filled(tmp_path / "填好.xlsx", form(elsewhere), [ROW])
    book = load_workbook(tmp_path / "填好.xlsx")
    assert book.active is book["汇总"]
    assert [page.title for page in book.worksheets if page.sheet_view.tabSelected] == ["汇总"]


def test_a_table_of_one_line_sums_all_there_are(form: Learn, tmp_path: Path) -> None:
    def short(page: Worksheet) -> None:
        county_form(page)
        page.unmerge_cells("B10:G10")
        page.delete_rows(7, 2)
        page["F7"] = "=SUM(F6:F6)+$G$7*0"

    page = filled(tmp_path / "填好.xlsx", form(short), [(n, *ROW[1:]) for n in range(1, 6)])
    assert page["F11"].value == "=SUM(F6:F10)+$G$11*0"


def test_formulas_and_names_anywhere_in_the_file_reach_the_new_lines(form: Learn, tmp_path: Path) -> None:
    def reckoning(page: Worksheet) -> None:
        county_form(page)
        book = page.parent
        assert book is not None
        page["F3"], page["G9"] = '="共"&COUNTA(C6:C8)&"家C8"', "=代码!A8+F9"
        page["H6"], page["H8"] = '=IF(F6="","",F6/F$9)', '=IF(F8="","",F8/F$9)'
        other = book.create_sheet("代码")
        other["A1"], other["A2"], other["A3"] = "=SUM(汇总!$F$6:$F$8)", "=SUM(A6:A8)", "=SUM('汇总'!F6"
        book.defined_names["企业"] = DefinedName("企业", attr_text="汇总!$C$6:$C$8")

    page = filled(tmp_path / "填好.xlsx", form(reckoning), [(n, *ROW[1:]) for n in range(1, 6)])
    assert (page["F3"].value, page["G11"].value) == ('="共"&COUNTA(C6:C10)&"家C8"', "=代码!A8+F11")
    assert [page[place].value for place in ("H6", "H8", "H9", "H10")] == [
        f'=IF(F{row}="","",F{row}/F$11)' for row in (6, 8, 9, 10)
    ]
    book = page.parent
    assert book is not None
    assert [book["代码"][place].value for place in ("A1", "A2", "A3")] == [
        "=SUM(汇总!$F$6:$F$10)", "=SUM(A6:A8)", "=SUM('汇总'!F6",
    ]  # fmt: skip
    assert book.defined_names["企业"].attr_text == "汇总!$C$6:$C$10"


def test_what_a_table_reckons_in_its_lines_stays_and_goes_on(form: Learn, tmp_path: Path) -> None:
    def numbered(page: Worksheet) -> None:
        county_form(page)
        for row in range(6, 9):
            page.cell(row, 2, "=ROW()-5")
            page.cell(row, 7, f"=F{row}*2")

    page = filled(tmp_path / "填好.xlsx", form(numbered), [ROW] * 4)
    assert [page.cell(row, 2).value for row in range(6, 11)] == ["=ROW()-5"] * 4 + ["合计"]
    assert [page.cell(row, 7).value for row in range(6, 10)] == [f"=F{row}*2" for row in range(6, 10)]


def test_a_framed_row_that_only_sums_up_is_no_line(form: Learn, tmp_path: Path) -> None:
    def unnamed(page: Worksheet) -> None:
        weekly(page)
        page["C4"] = "=SUM(C2:C3)"

    page = filled(tmp_path / "填好.xlsx", form(unnamed), SUMMED[:3])
    assert [page.cell(row, 3).value for row in (2, 3, 4, 5)] == [2, 3, 1, "=SUM(C2:C4)"]


def weekly(page: Worksheet) -> None:
    for column, text in enumerate(("序号", "企业名称", "走访次数", "在办问题"), start=1):
        page.cell(1, column, text)
    for row in (2, 3, 4):
        for column in range(1, 5):
            page.cell(row, column).border = FRAME


SUMMED: list[Sequence[Value]] = [(1, "甲厂", 2, 1), (2, "乙厂", 3, 0), (3, "丙厂", 1, 1), (None, "合计", 5, 2)]


def test_our_sums_stand_in_the_row_that_a_table_has_for_them_and_are_counted_by_none(
    form: Learn, tmp_path: Path
) -> None:
    def below(page: Worksheet) -> None:
        weekly(page)
        page["A5"], page["C5"] = "合计", "=SUM(C2:C4)"
        page.merge_cells("A5:B5")

    for count in (2, 3):
        rows = [*SUMMED[:count], SUMMED[-1]]
        page = filled(tmp_path / "填好.xlsx", form(below), rows, sums=1)
        assert [page.cell(row, 2).value for row in (2, 3)] == ["甲厂", "乙厂"]
        assert [cell.value for cell in page[5]] == ["合计", None, "=SUM(C2:C4)", 2]
        assert page.max_row == 5
    page = filled(tmp_path / "无.xlsx", form(weekly), SUMMED, sums=1)
    assert [cell.value for cell in page[5]] == [None, "合计", 5, 2], "a table that sums nothing up has ours as a line"


def test_a_row_of_sums_above_the_lines_stays_there_and_sums_all_of_them(form: Learn, tmp_path: Path) -> None:
    def above(page: Worksheet) -> None:
        weekly(page)
        page["B2"], page["C2"] = "总计", "=SUM(C3:C4)"

    page = filled(tmp_path / "填好.xlsx", form(above), SUMMED, sums=1)
    assert [cell.value for cell in page[2]] == [None, "总计", "=SUM(C3:C5)", 2]
    assert [page.cell(row, 2).value for row in (3, 4, 5, 6)] == ["甲厂", "乙厂", "丙厂", None]


def test_columns_merged_in_a_line_are_parted_where_each_has_its_own(form: Learn, tmp_path: Path) -> None:
    def merged(page: Worksheet) -> None:
        weekly(page)
        page.merge_cells("C2:D2")

    page = filled(tmp_path / "填好.xlsx", form(merged), SUMMED[:1])
    assert [cell.value for cell in page[2]] == [1, "甲厂", 2, 1] and not page.merged_cells.ranges


def test_a_table_with_macros_is_filled_without_them(form: Learn, tmp_path: Path) -> None:
    form(county_form)
    macros = (tmp_path / "县府办.xlsx").rename(tmp_path / "县府办.xlsm")
    with ZipFile(macros, "a") as parts:
        parts.writestr("xl/vbaProject.bin", b"")
    assert filled_form.drops_parts(macros)
    learned = column_templates.keep(column_templates.learn(macros, LedgerKind.ENTERPRISE), tmp_path / "forms")
    assert filled(tmp_path / "填好.xlsx", learned, [ROW])["C6"].value == "甲厂"
    assert not filled_form.drops_parts(tmp_path / "填好.xlsx")


def test_of_a_table_that_cannot_be_filled_itself_the_columns_are_kept_and_that_is_known(
    form: Learn, tmp_path: Path
) -> None:
    form(county_form)
    (tmp_path / "县府办.csv").write_text("企业名称,所属乡镇,领导批示\n甲厂,甲镇,\n", "gb18030")
    for name, is_bare in (("县府办.csv", True), ("县府办.xlsx", False)):
        kept = column_templates.take(tmp_path / name, LedgerKind.ENTERPRISE, tmp_path / "forms")
        assert column_templates.find(kept.name, LedgerKind.ENTERPRISE, tmp_path / "forms") == kept
        assert kept.is_bare is is_bare


def test_a_filled_table_says_at_its_foot_as_of_when_unless_something_stands_there(form: Learn, tmp_path: Path) -> None:
    def paged(page: Worksheet) -> None:
        county_form(page)
        page.oddFooter.center.text = "第&P页"

    for make, said in ((county_form, ("截至今天", None)), (paged, (None, "第&P页"))):
        page = filled(tmp_path / "填好.xlsx", form(make), [ROW])
        assert (page.oddFooter.left.text, page.oddFooter.center.text) == said
        assert page.parent is not None and page.parent.properties.description == "截至今天"


def test_of_several_printed_areas_none_is_lost(form: Learn, tmp_path: Path) -> None:
    def in_two(page: Worksheet) -> None:
        county_form(page)
        page.print_area = "B1:G5,B9:G10"

    page = filled(tmp_path / "填好.xlsx", form(in_two), [(n, *ROW[1:]) for n in range(1, 6)])
    assert page.print_area.count("!") == 2


def test_a_line_has_the_look_of_the_form_and_the_format_of_its_column(form: Learn, tmp_path: Path) -> None:
    page = filled(tmp_path / "填好.xlsx", form(county_form), [(n, *ROW[1:]) for n in range(1, 6)])
    for row in (6, 10):
        cells = [page.cell(row, column) for column in range(2, 8)]
        assert all(
            (c.font.name, c.border.left.style, c.alignment.horizontal) == ("仿宋", "thin", "center") for c in cells
        )
        assert (cells[4].value, cells[4].number_format) == (0.12345, "#,##0.0000")
        assert (cells[0].data_type, cells[0].number_format) == ("n", "General")
    assert page["C4"].fill.fgColor.rgb == "00DDEBF7" and page.column_dimensions["C"].width == 20
    assert set(page.column_dimensions) == {"C"}, "no width is set that was not"


def test_no_text_becomes_a_formula_and_digits_stay_text(form: Learn, tmp_path: Path) -> None:
    page = filled(tmp_path / "填好.xlsx", form(county_form), [ROW])
    for place, text in (("D6", "=1+1"), ("E6", "13800138000")):
        assert (page[place].value, page[place].data_type, page[place].number_format) == (text, "s", "@")


def test_filling_tells_how_far_it_is_and_cuts_what_no_cell_holds(form: Learn, tmp_path: Path) -> None:
    table = form(county_form).table
    assert table is not None
    rows = [(n, "甲厂", "长" * 40_000 if n == 1 else "", "", None, None) for n in range(1, 252)]
    told: list[tuple[int, int]] = []
    sheet = Sheet(name="", title="", headings=[""] * 6, rows=rows)
    filled_form.fill(tmp_path / "填好.xlsx", table, sheet, lambda done, of: told.append((done, of)))
    assert told == [(0, 251), (100, 251), (200, 251)]
    assert len(load_workbook(tmp_path / "填好.xlsx")["汇总"]["D6"].value) == 32_767


def test_a_day_before_spreadsheets_count_days_is_words(form: Learn, tmp_path: Path) -> None:
    page = filled(tmp_path / "填好.xlsx", form(county_form), [(*ROW[:-1], date(1878, 7, 24))])
    assert (page["G6"].value, page["G6"].data_type) == ("1878-07-24", "s")


def test_what_is_too_long_for_its_column_can_still_be_read(form: Learn, tmp_path: Path) -> None:
    rows = [(1, "恒通机械制造有限公司", *ROW[2:]), (2, "河北恒通机械制造有限公司" * 5, *ROW[2:])]
    page = filled(tmp_path / "填好.xlsx", form(county_form), rows)
    assert page["C6"].alignment.shrink_to_fit and not page["C6"].alignment.wrap_text
    assert page["C7"].alignment.wrap_text and page.row_dimensions[7].height == 7 * 15
    assert page["C7"].alignment.horizontal == "center"
    page = filled(tmp_path / "很长.xlsx", form(county_form), [(1, "很长" * 900, *ROW[2:])])
    assert page.row_dimensions[6].height == 405, "a row is 409 points high at most"


@pytest.mark.parametrize(
    ("text", "is_kept"),
    [
        ("合 计", True),
        ("填表人：张三　审核：", True),
        ("单位负责人（签字）：", True),
        ("注：一式两份", True),
        ("人人乐超市", False),
    ],
)
def test_what_stands_below_the_lines_is_told_from_a_line_also_in_the_column_of_names(
    form: Learn, tmp_path: Path, text: str, is_kept: bool
) -> None:
    def with_foot(page: Worksheet) -> None:
        page["A1"], page["B1"], page["A3"] = "企业名称", "所属乡镇", text
        page["A2"].border = FRAME

    page = filled(tmp_path / "填好.xlsx", form(with_foot), [("甲厂", "甲镇"), ("乙厂", "乙镇")])
    assert [page.cell(row, 1).value for row in (2, 3, 4)] == ["甲厂", "乙厂", text if is_kept else None]


def test_what_is_merged_across_a_line_is_so_in_every_line_and_what_is_merged_down_is_parted(
    form: Learn, tmp_path: Path
) -> None:
    def merged(page: Worksheet) -> None:
        page["A1"], page["C1"], page["D1"] = "企业名称", "所属乡镇", "领导批示"
        for row in (2, 3):
            for column in range(1, 5):
                page.cell(row, column).border = FRAME
        for places in ("A1:B1", "A2:B2", "A3:B3", "C2:C3"):
            page.merge_cells(places)
        page["A4"] = "审核人："

    page = filled(tmp_path / "填好.xlsx", form(merged), [(f"{n}厂", f"{n}镇", None) for n in range(1, 5)])
    assert [(page.cell(row, 1).value, page.cell(row, 3).value) for row in (2, 3, 5, 6)] == [
        ("1厂", "1镇"), ("2厂", "2镇"), ("4厂", "4镇"), ("审核人：", None),
    ]  # fmt: skip
    assert {str(found) for found in page.merged_cells.ranges} == {f"A{row}:B{row}" for row in range(1, 6)}


def test_a_day_in_a_narrow_column_never_shows_as_hashes(form: Learn, tmp_path: Path) -> None:
    def narrow(page: Worksheet) -> None:
        for column, text in enumerate(("企业名称", "成立时间"), start=1):
            page.cell(1, column, text)
        page["B2"].border, page["B2"].alignment = FRAME, Alignment(wrap_text=True)
        page["A2"].border = FRAME

    page = filled(tmp_path / "填好.xlsx", form(narrow), [("甲厂", date(2018, 9, 3)), ("乙厂", None)])
    assert page["B2"].alignment.shrink_to_fit and not page["B2"].alignment.wrap_text
    assert page["B3"].alignment.wrap_text and page.row_dimensions[2].height is None


def test_fewer_lines_leave_the_rest_blank_and_lines_filled_before_are_gone(form: Learn, tmp_path: Path) -> None:
    def last_months(page: Worksheet) -> None:
        county_form(page)
        page["D8"] = " "
        for row in (6, 7):
            for column, value in enumerate((row, "旧厂", "旧人", "旧话", 9, "已阅"), start=2):
                page.cell(row, column, value)

    page = filled(tmp_path / "填好.xlsx", form(last_months), [ROW])
    assert [page.cell(row, 3).value for row in range(6, 9)] == ["甲厂", None, None]
    assert [page.cell(row, 7).value for row in (6, 7)] == [None, None], "a remark about another firm"
    assert page["B9"].value == "合计" and page["F9"].value == "=SUM(F6:F8)"
    page = filled(tmp_path / "三家.xlsx", form(last_months), [ROW] * 3)
    assert page["C8"].value == "甲厂" and page["B9"].value == "合计", "a blank is no word in a line"


def test_a_year_above_an_amount_of_a_project_is_no_figure_of_that_year(tmp_path: Path) -> None:
    book = Workbook()
    page = book.active
    assert isinstance(page, Worksheet)
    for place, text in {
        "A1": "项目名称",
        "B1": "2018年投资情况",
        "B2": "年度计划（亿元）",
        "C2": "累计完成（亿元）",
    }.items():
        page[place] = text
    book.save(tmp_path / "项目.xlsx")
    form = column_templates.learn(tmp_path / "项目.xlsx", LedgerKind.PROJECT)
    assert [(c.field, c.period) for c in form.columns] == [("name", ""), ("year_plan_wan", ""), ("", "")]
    project = Project(id="p", name="甲项目", stage=Stage.BUILD, year_plan_wan=Decimal(3500))
    made = Ledger(
        template=replace(form, columns=(form.columns[0], replace(form.columns[1], period="2018"), form.columns[2])),
        entries=(ProjectEntry(project=project, assignment=None, visits=0, last_visit_on=None, open_issues=0),),
        about="",
        as_of=AsOf(at=datetime(2018, 9, 26, tzinfo=UTC)),
    )
    ledger_table.write(tmp_path / "填好.xlsx", made)
    assert [cell.value for cell in load_workbook(tmp_path / "填好.xlsx").worksheets[0][3]] == ["甲项目", 0.35, None]


def test_the_unit_above_a_table_is_that_of_its_amounts_also_of_those_a_person_names(
    form: Learn, tmp_path: Path
) -> None:
    def in_yi(page: Worksheet) -> None:
        page["A1"], page["D1"] = "重点企业情况", "单位：亿元"
        for column, text in enumerate(("企业名称", "营业收入", "产值（万元）", "上缴国库", "谁管"), start=1):
            page.cell(2, column, text)

    learned = form(in_yi)
    said = column_templates.corrected(learned, ["name", "figure:revenue", "figure:output", "figure:tax", ""])
    kept = column_templates.keep(said, tmp_path / "forms")
    assert [(column.field, int(column.factor)) for column in kept.columns] == [
        ("name", 1), ("figure:revenue", 10_000), ("figure:output", 1), ("figure:tax", 10_000), ("", 1),
    ]  # fmt: skip
    again = column_templates.find(kept.name, LedgerKind.ENTERPRISE, tmp_path / "forms")
    assert again == kept and column_templates.corrected(again, [c.field for c in again.columns]) == again


def test_a_column_said_to_be_something_else_is_filled_by_that_and_tells_the_lines(form: Learn, tmp_path: Path) -> None:
    def unknown(page: Worksheet) -> None:
        for column, text in enumerate(("序号", "服务对象", "谁管", "2016年主营"), start=1):
            page.cell(1, column, text)
        page["B2"].border = FRAME
        page["A3"], page["B3"] = "合计", ""

    learned = form(unknown)
    assert [column.field for column in learned.columns] == ["index", "", "", ""] and learned.table is not None
    fields = ["index", "name", "leader_name", "figure:revenue"]
    said = column_templates.corrected(learned, fields)
    assert said.table is not None and said.table.name == 1
    assert [(column.field, column.period) for column in said.columns] == list(
        zip(fields, ["", "", "", "2016"], strict=True)
    )
    page = filled(tmp_path / "填好.xlsx", said, [(1, "甲厂", "王", 2), (2, "乙厂", "李", 3)])
    assert [page.cell(row, 1).value for row in (2, 3, 4)] == [1, 2, "合计"]
    assert column_templates.corrected(said, ["index", "", "", ""]).columns[1:] == learned.columns[1:]


def test_headings_of_other_offices_that_no_roster_has_are_known(tmp_path: Path) -> None:
    heads = ["企业名称", "存在问题", "完成时限", "办理单位", "企业评价", "销号时间"]
    form = column_templates.learn(write_sheet(tmp_path / "问题.xlsx", "题", heads, []), LedgerKind.ISSUE)
    fields = [column.field for column in form.columns]
    assert fields == ["name", "description", "due_on", "department_name", "satisfaction", "closed_on"]


def test_a_table_of_heads_alone_is_filled_below_them(form: Learn, tmp_path: Path) -> None:
    def bare(page: Worksheet) -> None:
        for column, text in enumerate(("企业名称", "成立时间"), start=1):
            page.cell(1, column, text).border = FRAME

    page = filled(tmp_path / "填好.xlsx", form(bare), [("甲厂", date(2018, 9, 3)), ("乙厂", None)])
    assert [page.cell(row, 1).value for row in (1, 2, 3)] == ["企业名称", "甲厂", "乙厂"]
    assert page["B2"].is_date and page["A3"].border.left.style == "thin"


def test_a_kept_form_is_filled_though_the_offices_own_file_is_gone(form: Learn, tmp_path: Path) -> None:
    kept = column_templates.keep(form(county_form), tmp_path / "forms")
    (tmp_path / "县府办.xlsx").unlink()
    assert column_templates.offered(LedgerKind.ENTERPRISE, tmp_path / "forms")[-1:] == (kept,)
    assert filled(tmp_path / "填好.xlsx", kept, [ROW])["C6"].value == "甲厂"
    assert kept.table is not None
    kept.table.file.write_bytes(b"")
    with pytest.raises(Unreadable, match="bad_template"):
        filled(tmp_path / "填好.xlsx", kept, [ROW])
    with pytest.raises(Unreadable, match="bad_template"):
        filled(tmp_path / "填好.xlsx", replace(kept, table=replace(form(county_form).table, sheet="无")), [ROW])  # type: ignore[arg-type]


@pytest.mark.parametrize("part", ["xl/styles.xml", "xl/worksheets/sheet1.xml"])
def test_a_kept_form_that_was_damaged_since_is_said_to_be_unreadable(form: Learn, tmp_path: Path, part: str) -> None:
    kept = column_templates.keep(form(county_form), tmp_path / "forms")
    assert kept.table is not None
    with ZipFile(kept.table.file) as whole:
        parts = {name: whole.read(name) for name in whole.namelist()}
    with ZipFile(kept.table.file, "w") as broken:
        for name, content in {**parts, part: b"<a><b>"}.items():
            broken.writestr(name, content)
    with pytest.raises(Unreadable, match="bad_template"):
        filled(tmp_path / "填好.xlsx", kept, [ROW])


def test_a_form_for_the_month_is_learned_by_our_words_for_its_figures(tmp_path: Path) -> None:
    heads = ["序号", "单位", "走访企业数（家）", "收集问题（件）", "已解决（件）", "典型做法"]
    file = write_sheet(tmp_path / "月报表.xlsx", "服务企业月报表", heads, [])
    form = column_templates.learn(file, LedgerKind.MONTH)
    assert [column.field for column in form.columns] == ["index", "unit_name", "objects", "raised", "solved_count", ""]
    assert form.table is not None and form.table.name == 1
    with pytest.raises(Unreadable, match="template_no_headings"):
        column_templates.learn(
            write_sheet(tmp_path / "别的.xlsx", "通讯录", ["序号", "单位名称", "手机"], []), LedgerKind.MONTH
        )
