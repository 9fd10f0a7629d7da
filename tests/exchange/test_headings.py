"""Where the headings of a sheet stand: in one row or up to three, below titles, and what is no row of the table."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from xlsxwriter.worksheet import Worksheet

from sscs_desktop.domain.vocabulary import Indicator
from sscs_desktop.exchange.headings import FILE_NAME
from sscs_desktop.exchange.roster import EVERYTHING, EnterpriseRow, Meanings, read_roster, read_sheets
from tests.exchange.test_roster import book, table

FIRMS = [["甲公司", 1.2, 5, 30], ["乙公司", 2, 6, 40]]


def firms(path: Path, *rows: list[object], sheet: str = "企业") -> tuple[EnterpriseRow, ...]:
    return read_roster(book(path / "a.xlsx", **{sheet: table(*rows)})).enterprises


def figures(row: EnterpriseRow) -> dict[tuple[Indicator, str], Decimal]:
    return {(cell.indicator, cell.period): cell.value for cell in row.figures}


def test_units_in_a_row_below_the_headings_belong_to_them(tmp_path: Path) -> None:
    heads = [["企业名称", "2017年营业收入", "2017年纳税", "从业人员"], ["", "（亿元）", "（元）", "（人）"]]
    first, second = firms(tmp_path, *heads, *FIRMS)
    assert figures(first)[Indicator.REVENUE, "2017"] == Decimal(12000)
    assert figures(second)[Indicator.TAX, "2017"] == Decimal("0.0006")


def test_headings_may_have_three_rows(tmp_path: Path) -> None:
    heads = [
        ["序号", "企业名称", "经营情况", "", "分包情况"],
        ["", "", "营业收入", "纳税", "责任单位"],
        ["", "", "亿元", "万元", ""],
    ]
    (row,) = firms(tmp_path, *heads, [1, "甲公司", 1.2, 5, "甲办"])
    assert figures(row) == {(Indicator.REVENUE, ""): Decimal(12000), (Indicator.TAX, ""): Decimal(5)}
    assert row.assignment.unit_name == "甲办"


def test_months_below_an_indicator_are_no_figure_of_the_year(tmp_path: Path) -> None:
    def fill(page: Worksheet) -> None:
        for column, text in enumerate(["企业名称", "联系人"]):
            page.merge_range(0, column, 1, column, text)
        page.merge_range(0, 2, 0, 3, "营业收入（万元）")
        page.write_row(1, 2, ["1月", "2月"])
        page.write_row(2, 0, ["甲公司", "李四", 10, 20])

    reading = read_roster(book(tmp_path / "a.xlsx", 企业=fill))
    assert [(row.name, row.figures) for row in reading.enterprises] == [("甲公司", ())]
    assert reading.sheets[0].ignored == ("1月", "2月")


@pytest.mark.parametrize("unit", [[], ["单位：亿元"]])
def test_a_title_right_above_the_headings_is_no_part_of_them(tmp_path: Path, unit: list[object]) -> None:
    rows = [["2018年帮扶企业名单", *unit], ["企业名称", "营业收入"], ["甲公司", 2]]
    (row,) = firms(tmp_path, *rows)
    assert row.row == 3
    assert figures(row) == {(Indicator.REVENUE, ""): Decimal(20000 if unit else 2)}


def test_the_year_of_a_title_right_above_an_old_ledger_is_that_of_its_days(tmp_path: Path) -> None:
    rows = table(["2018年问题台账"], ["企业名称", "具体问题", "收集时间"], ["甲公司", "用电增容", "8.15"])
    (issue,) = read_roster(book(tmp_path / "a.xlsx", 问题=rows), EVERYTHING).issues
    assert issue.raised_on.isoformat() == "2018-08-15"


@pytest.mark.parametrize("numbers", [["甲", "乙", 1, 2], [1, 2, 3, 4], ["A", "B", "C", "D"]])
def test_the_numbers_of_columns_are_no_enterprise(tmp_path: Path, numbers: list[object]) -> None:
    found = firms(tmp_path, ["企业名称", "营业收入", "纳税", "从业人员"], numbers, *FIRMS)
    assert [row.name for row in found] == ["甲公司", "乙公司"]


def test_a_sheet_named_after_a_township_is_of_that_township(tmp_path: Path) -> None:
    rows: list[list[object]] = [["企业名称", "联系人"], ["甲公司", "李四"]]
    assert [row.division_name for row in firms(tmp_path, *rows, sheet="大陆村镇")] == ["大陆村镇"]
    assert [row.division_name for row in firms(tmp_path, *rows, sheet="企业名单")] == [""]
    named: list[list[object]] = [["企业名称", "乡镇"], ["甲公司", "凤凰镇"]]
    assert [row.division_name for row in firms(tmp_path, *named, sheet="大陆村镇")] == ["凤凰镇"]


def test_two_tables_below_each_other_are_two(tmp_path: Path) -> None:
    rows = table(
        ["一、企业"],
        ["企业名称", "联系人", "电话"],
        ["甲公司", "李四", ""],
        ["企业名称", "联系人", "电话"],
        ["乙公司", "王五", ""],
        ["二、项目（单位：亿元）"],
        ["项目名称", "建设单位（全称）", "项目阶段", "总投资"],
        ["一期", "甲公司", "在建", 1.2],
    )
    reading = read_roster(book(tmp_path / "a.xlsx", 名单=rows))
    assert [(row.sheet, row.row, row.name) for row in reading.rows] == [
        ("名单", 3, "甲公司"),
        ("名单", 5, "乙公司"),
        ("名单 表2", 8, "一期"),
    ]
    assert reading.projects[0].total_wan == Decimal(12000)
    assert reading.problems == ()


def test_what_was_said_of_a_form_holds_for_next_years_with_a_column_more_and_for_no_other(tmp_path: Path) -> None:
    heads, row = ["户名", "谁说了算", "备用", "顺序"], ["甲（示例）", "张三", "x", "一"]
    memory = tmp_path / FILE_NAME
    said = Meanings(memory, {"户名": "name", "谁说了算": "legal_person"})
    said.keep(heads)

    def read(*headings: str) -> tuple[EnterpriseRow, ...]:
        cells = dict(zip(heads, row, strict=True))
        file = book(tmp_path / "a.xlsx", 企业=table([*headings], [cells.get(each, "新") for each in headings]))
        return read_sheets(file, meanings=Meanings(memory)).enterprises

    for headings in (heads, heads[::-1], [*heads, "增加"], heads[:3]):
        assert [(firm.name, firm.legal_person) for firm in read(*headings)] == [("甲（示例）", "张三")]
    assert read("户名", "谁说了算", "甲", "乙", "丙") == ()


def test_what_may_be_headings_is_shown_though_a_column_of_numbers_has_none(tmp_path: Path) -> None:
    heads: list[object] = ["", "户名", "谁说了算"]
    file = book(tmp_path / "a.xlsx", 企业=table(["名单"], heads, [1, "甲（示例）", "张三"]))
    (sheet,) = read_sheets(file).sheets
    assert (sheet.taken_for, sheet.texts) == ("unknown", ("", "户名", "谁说了算"))
