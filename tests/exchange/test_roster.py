from __future__ import annotations

import struct
import zipfile
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from sscs_desktop.base.errors import Unreadable
from sscs_desktop.domain.vocabulary import Indicator, Level, OperatingState, ServiceClass, Size, Stage
from sscs_desktop.exchange.roster import FigureCell, read_roster

CODE = "91440300192317458F"
OTHER_CODE = "914403001922038216"

Fill = Callable[[Worksheet], None]


def book(path: Path, **sheets: Fill) -> Path:
    workbook = xlsxwriter.Workbook(str(path))
    for name, fill in sheets.items():
        fill(workbook.add_worksheet(name))
    workbook.close()
    return path


def table(*rows: list[object], top: int = 0, left: int = 0) -> Fill:
    def fill(page: Worksheet) -> None:
        for index, row in enumerate(rows, start=top):
            page.write_row(index, left, row)

    return fill


def test_a_countys_roster_is_read_under_its_merged_title(tmp_path: Path) -> None:
    path = tmp_path / "名单.xlsx"
    workbook = xlsxwriter.Workbook(str(path))
    page = workbook.add_worksheet("企业")
    day = workbook.add_format({"num_format": "yyyy-mm-dd"})
    page.merge_range(0, 0, 0, 14, "宁晋县2018年“双创双服”帮扶企业分包名单")
    page.merge_range(1, 0, 1, 14, "填报单位：宁晋县双创双服办")
    headings = (
        "序号 企业名称 统一社会信用代码 帮扶类别 帮扶层级 联系人 职务 电话 乡镇 规模 成立时间 2017年营业收入(亿元) "
        "分包领导 职务 责任单位"
    )
    page.write_row(3, 0, headings.split())
    page.write_row(
        5, 0, [1, "示例电缆有限公司", CODE.lower(), "工业", "县级", "李四", "厂长", 13800138000, "大陆村镇", "中型"]
    )
    page.write_datetime(5, 10, date(2005, 6, 1), day)
    page.write_row(5, 11, [1.25, "张三", "副县长", "大陆村镇经济发展办"])
    page.write_row(6, 0, ["合计", "", "", "", "", "", "", "", "", "", "", 1.25])
    page.write(8, 0, "注：以上为2017年数据")
    workbook.close()

    reading = read_roster(path)

    assert reading.problems == ()
    assert [(s.taken_for, s.heading_row, s.rows, s.ignored) for s in reading.sheets] == [("enterprise", 4, 1, ())]
    (row,) = reading.enterprises
    assert (row.sheet, row.row, row.name, row.credit_code) == ("企业", 6, "示例电缆有限公司", CODE)
    assert (row.classes, row.tier, row.size) == ((ServiceClass.INDUSTRY,), Level.COUNTY, Size.MEDIUM)
    assert (row.contact_name, row.contact_title, row.contact_phone) == ("李四", "厂长", "13800138000")
    assert (row.division_name, row.founded_on) == ("大陆村镇", date(2005, 6, 1))
    assert row.figures == (FigureCell(indicator=Indicator.REVENUE, value=Decimal(12500), period="2017"),)
    assignment = row.assignment
    assert (assignment.leader_name, assignment.leader_title, assignment.unit_name) == (
        "张三",
        "副县长",
        "大陆村镇经济发展办",
    )


def test_a_code_that_excel_rounded_is_refused_and_its_row_kept(tmp_path: Path) -> None:
    rows = table(["企业名称", "信用代码"], ["甲（示例）", 911300842185946850], ["乙（示例）", CODE])
    reading = read_roster(book(tmp_path / "a.xlsx", 企业=rows))
    assert [(r.name, r.credit_code) for r in reading.enterprises] == [("甲（示例）", ""), ("乙（示例）", CODE)]
    (problem,) = reading.problems
    assert (problem.row, problem.column, problem.code, problem.loses_row) == (2, "信用代码", "rounded_number", False)


def test_bad_cells_never_lose_the_good_rows(tmp_path: Path) -> None:
    rows = table(
        ["企业名称", "统一社会信用代码", "电话", "规模", "营业收入（万元）"],
        ["甲（示例）", "9144OSOO192317458F", "12", "特大号", "很多"],
        ["", OTHER_CODE, "13800138000"],
        ["乙（示例）", OTHER_CODE, "13800138000", "小型", 100],
    )
    reading = read_roster(book(tmp_path / "a.xlsx", 企业=rows))
    assert [r.name for r in reading.enterprises] == ["甲（示例）", "乙（示例）"]
    found = {(p.row, p.column, p.code, p.loses_row) for p in reading.problems}
    assert found == {
        (2, "统一社会信用代码", "credit_code_alphabet", False),
        (2, "电话", "odd_phone", False),
        (2, "规模", "unknown_word", False),
        (2, "营业收入（万元）", "bad_number", False),
        (3, "企业名称", "name_required", True),
    }


def test_headings_in_two_rows_with_merged_groups_are_read(tmp_path: Path) -> None:
    def fill(page: Worksheet) -> None:
        page.merge_range(0, 0, 0, 6, "分包名单")
        for column, text in enumerate(["序号", "企业名称"]):
            page.merge_range(1, column, 2, column, text)
        page.merge_range(1, 2, 1, 4, "企业联系人")
        page.write_row(2, 2, ["姓名", "职务", "电话"])
        page.merge_range(1, 5, 1, 6, "分包领导")
        page.write_row(2, 5, ["姓名", "职务"])
        page.write_row(3, 0, [1, "甲（示例）", "李四", "厂长", "13800138000", "张三", "副县长"])

    reading = read_roster(book(tmp_path / "a.xlsx", 名单=fill))
    (row,) = reading.enterprises
    assert (row.contact_name, row.contact_title, row.contact_phone) == ("李四", "厂长", "13800138000")
    assert (row.assignment.leader_name, row.assignment.leader_title) == ("张三", "副县长")
    assert reading.problems == ()


def test_cells_merged_down_a_column_hold_for_every_row_beneath(tmp_path: Path) -> None:
    def fill(page: Worksheet) -> None:
        page.write_row(2, 1, ["企业名称", "乡镇", "责任单位"])
        for row, name in enumerate(["甲（示例）", "乙（示例）", "丙（示例）"], start=3):
            page.write(row, 1, name)
        page.merge_range(3, 2, 5, 2, "大陆村镇")
        page.merge_range(3, 3, 4, 3, "经济发展办")

    reading = read_roster(book(tmp_path / "a.xlsx", 名单=fill))
    found = [(r.row, r.division_name, r.assignment.unit_name) for r in reading.enterprises]
    assert found == [(4, "大陆村镇", "经济发展办"), (5, "大陆村镇", "经济发展办"), (6, "大陆村镇", "")]


def test_enterprise_and_project_sheets_are_told_apart_by_their_headings(tmp_path: Path) -> None:
    projects = table(
        ["项目名称", "项目代码", "建设单位", "总投资（亿元）", "项目阶段", "开工时间", "企业名称"],
        ["示例项目", "2018-130528-38-03-000123", "示例公司", 1.2, "推进建设", "2018年3月", "别名"],
    )
    path = book(
        tmp_path / "a.xlsx",
        企业=table(["单位名称", "法人"], ["甲（示例）", "王五"]),
        项目=projects,
        Sheet3=table(),
        通讯录=table(["姓名", "宿舍"], ["张三", "1-101"]),
    )
    reading = read_roster(path)
    assert [s.taken_for for s in reading.sheets] == ["enterprise", "project", "empty", "unknown"]
    assert [(p.sheet, p.row, p.code) for p in reading.problems] == [("通讯录", 0, "sheet_no_headings")]
    (row,) = reading.projects
    assert (row.stage, row.total_wan, row.started_on) == (Stage.BUILD, Decimal(12000), date(2018, 3, 1))
    assert (row.builder, row.project_code) == ("示例公司", "2018-130528-38-03-000123")
    assert reading.enterprises[0].legal_person == "王五"


def test_a_sheets_name_gives_class_and_stage_when_no_column_does(tmp_path: Path) -> None:
    path = book(
        tmp_path / "a.xlsx",
        科技型中小企业=table(["企业名称", "联系人"], ["甲（示例）", "王五"]),
        前期项目=table(["项目名称", "建设单位"], ["示例项目一", "某公司"]),
        重点=table(["项目名称", "建设单位"], ["示例项目二", "某公司"]),
    )
    reading = read_roster(path)
    assert reading.enterprises[0].classes == (ServiceClass.TECHNOLOGY,)
    assert [p.stage for p in reading.projects] == [Stage.PREPARE, None]
    assert [(p.sheet, p.code) for p in reading.problems] == [("重点", "stage_required")]


def test_hidden_sheets_are_passed_over_and_said(tmp_path: Path) -> None:
    def hidden(page: Worksheet) -> None:
        table(["企业名称", "法人"], ["旧（示例）", "王五"])(page)
        page.hide()

    rows = table(["企业名称", "法人"], ["甲（示例）", "王五"])
    reading = read_roster(book(tmp_path / "a.xlsx", 企业=rows, 旧表=hidden))
    assert [r.name for r in reading.enterprises] == ["甲（示例）"]
    assert [(p.sheet, p.code) for p in reading.problems] == [("旧表", "sheet_hidden")]


def test_repeated_rows_are_reported_with_the_place_of_the_first(tmp_path: Path) -> None:
    rows = table(
        ["企业名称", "信用代码", "类别"],
        ["甲（示例）", CODE, "工业"],
        ["甲（示例）", CODE, "工业"],
        ["甲（示例）", CODE, "科技型"],
        ["乙（示例）", CODE, "工业"],
        ["丙（示例）", "", ""],
        ["丙(示例)", "", "工业"],
    )
    reading = read_roster(book(tmp_path / "a.xlsx", 企业=rows))
    assert [(r.row, r.name, r.credit_code) for r in reading.enterprises] == [
        (2, "甲（示例）", CODE),
        (4, "甲（示例）", CODE),
        (5, "乙（示例）", ""),
        (6, "丙（示例）", ""),
    ]
    assert [(p.row, p.code, p.value, p.loses_row) for p in reading.problems] == [
        (3, "duplicate_row", "企业!2", True),
        (5, "duplicate_code", "企业!2", False),
        (7, "duplicate_row", "企业!6", True),
    ]


def test_empty_rows_prepared_numbers_and_repeated_headings_are_passed_over(tmp_path: Path) -> None:
    rows = table(
        ["序号", "企业名称", "联系人"],
        [1, "甲（示例）", "李四 13800138000"],
        [],
        ["序号", "企业名称", "联系人"],
        [2, "乙（示例）", "王五"],
        [3],
        ["填表人：赵六", "", "电话：1"],
    )
    reading = read_roster(book(tmp_path / "a.xlsx", 企业=rows))
    assert [(r.row, r.name, r.contact_name) for r in reading.enterprises] == [
        (2, "甲（示例）", "李四"),
        (5, "乙（示例）", "王五"),
    ]
    assert reading.enterprises[0].contact_phone == "13800138000"
    assert reading.problems == ()


def test_a_sheet_without_the_name_of_anything_is_no_roster(tmp_path: Path) -> None:
    with pytest.raises(Unreadable) as caught:
        read_roster(book(tmp_path / "a.xlsx", 表=table(["信用代码", "联系人", "电话"], [CODE, "李四", "1"])))
    assert caught.value.code == "roster_no_headings"
    assert caught.value.data == {"missing": ["企业名称", "项目名称"], "sheets": ["表"]}


def test_an_empty_workbook_is_no_roster(tmp_path: Path) -> None:
    with pytest.raises(Unreadable, match="roster_no_headings"):
        read_roster(book(tmp_path / "a.xlsx", 表=table()))


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "format"),
        (b"<html><table><tr><td>\xe4</td></tr></table></html>", "format"),
        (b"PK\x03\x04 not a zip", "format"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "format"),
    ],
)
def test_what_is_no_spreadsheet_says_so(tmp_path: Path, content: bytes, reason: str) -> None:
    path = tmp_path / "名单.xls"
    path.write_bytes(content)
    with pytest.raises(Unreadable) as caught:
        read_roster(path)
    assert (caught.value.code, caught.value.data) == ("roster_unreadable", {"reason": reason})


def test_a_missing_file_and_a_folder_are_unreadable(tmp_path: Path) -> None:
    for path in (tmp_path / "没有.xlsx", tmp_path):
        with pytest.raises(Unreadable) as caught:
            read_roster(path)
        assert caught.value.data == {"reason": "missing"}


def test_a_password_is_told_from_rubbish(tmp_path: Path) -> None:
    path = tmp_path / "加密.xlsx"
    path.write_bytes(compound_file("EncryptionInfo", "EncryptedPackage"))
    with pytest.raises(Unreadable) as caught:
        read_roster(path)
    assert caught.value.data == {"reason": "password"}


def test_a_password_of_the_older_formats_is_told_too(tmp_path: Path) -> None:
    head = struct.pack("<HHHHHHQ", 0x0809, 16, 0x0600, 5, 0x0DBB, 0x07CC, 0)
    stream = head + struct.pack("<HHHHH", 0x002F, 6, 1, 1, 1) + bytes(300)
    whole = compound_file("Workbook")
    (tmp_path / "旧.xls").write_bytes(whole[:-4096] + stream.ljust(4096, b"\0"))
    with zipfile.ZipFile(tmp_path / "开放.ods", "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("META-INF/manifest.xml", "<manifest:encryption-data/>")
        archive.writestr("content.xml", bytes(range(256)))
    for path in tmp_path.iterdir():
        with pytest.raises(Unreadable) as caught:
            read_roster(path)
        assert caught.value.data == {"reason": "password"}, path.name


def test_a_second_row_of_an_enterprise_that_adds_to_the_first_is_no_repeat(tmp_path: Path) -> None:
    path = book(
        tmp_path / "a.xlsx",
        基本情况=table(["企业名称", "信用代码", "联系人"], ["甲（示例）", CODE, "李四"], ["乙（示例）", "", "王五"]),
        指标=table(
            ["企业名称", "信用代码", "联系人", "2017年营业收入"],
            ["甲（示例）", CODE, "李四", 100],
            ["乙（示例）", "", "赵六", 200],
        ),
    )
    reading = read_roster(path)
    assert [(r.sheet, r.name, len(r.figures)) for r in reading.enterprises] == [
        ("基本情况", "甲（示例）", 0),
        ("基本情况", "乙（示例）", 0),
        ("指标", "甲（示例）", 1),
    ]
    assert [(p.sheet, p.row, p.code) for p in reading.problems] == [("指标", 3, "duplicate_row")]


def test_a_quote_left_open_swallows_nothing(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text('企业名称,联系人,备注\n甲,"李四,"x"\n乙,王五,\n丙,赵六,\n', "utf-8")
    assert [(r.name, r.contact_name) for r in read_roster(path).enterprises] == [
        ("甲", "李四"),
        ("乙", "王五"),
        ("丙", "赵六"),
    ]


def test_a_truncated_file_is_unreadable_and_never_half_read(tmp_path: Path) -> None:
    whole = book(tmp_path / "a.xlsx", 企业=table(["企业名称", "法人"], ["甲（示例）", "王五"])).read_bytes()
    path = tmp_path / "b.xlsx"
    path.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(Unreadable, match="roster_unreadable"):
        read_roster(path)


def test_one_stray_cell_in_the_far_corner_does_not_take_the_program_down(tmp_path: Path) -> None:
    def stray(page: Worksheet) -> None:
        table(["企业名称", "法人"], ["甲（示例）", "王五"])(page)
        page.write(1_048_575, 16_383, " ")

    with pytest.raises(Unreadable) as caught:
        read_roster(book(tmp_path / "a.xlsx", 企业=stray))
    assert caught.value.data == {"reason": "too_large"}


def test_a_stray_cell_far_below_or_far_right_is_passed_over(tmp_path: Path) -> None:
    def stray(page: Worksheet) -> None:
        table(["企业名称", "法人"], ["甲（示例）", "王五"])(page)
        page.write(3_000, 0, " ")
        page.write(0, 800, " ")

    reading = read_roster(book(tmp_path / "a.xlsx", 企业=stray))
    assert ([r.name for r in reading.rows], reading.problems) == (["甲（示例）"], ())


def test_columns_formatted_to_the_last_row_are_no_giant(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    workbook = xlsxwriter.Workbook(str(path))
    page = workbook.add_worksheet("企业")
    table(["企业名称", *[f"列{n}" for n in range(40)], "法人"], ["甲（示例）", *["x"] * 40, "王五"])(page)
    page.write_blank(1_048_575, 41, None, workbook.add_format({"bold": True}))
    workbook.close()
    assert read_roster(path).enterprises[0].legal_person == "王五"


def test_a_wrong_file_name_ending_does_not_matter(tmp_path: Path) -> None:
    path = book(tmp_path / "a.xlsx", 企业=table(["企业名称", "经营状态"], ["甲（示例）", "停产"]))
    renamed = path.rename(tmp_path / "a.xls")
    assert read_roster(renamed).enterprises[0].operating_state is OperatingState.STOPPED


@pytest.mark.proof
def test_twenty_thousand_rows_all_arrive(tmp_path: Path) -> None:
    rows = [[f"示例企业{n}", "", 13800000000 + n, "大陆村镇"] for n in range(20_000)]
    reading = read_roster(book(tmp_path / "a.xlsx", 企业=table(["企业名称", "信用代码", "电话", "乡镇"], *rows)))
    assert len(reading.rows) == 20_000
    assert reading.problems == ()
    assert (reading.enterprises[-1].row, reading.enterprises[-1].contact_phone) == (20_001, "13800019999")


def compound_file(*names: str) -> bytes:
    """Make a compound file (MS-CFB) whose streams bear these names: what an .xlsx with a password looks like."""
    free, end, sectors = 0xFFFFFFFF, 0xFFFFFFFE, 8
    fat, entries = [0xFFFFFFFD, end], _entry("Root Entry", 5, child=1, start=end)
    for place, name in enumerate(names, start=1):
        start = len(fat)
        fat += [*range(start + 1, start + sectors), end]
        right = place + 1 if place < len(names) else free
        entries += _entry(name, 2, right=right, start=start, size=512 * sectors)
    fat += [free] * (128 - len(fat))
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH6x", 0x3E, 3, 0xFFFE, 9, 6)
    head += struct.pack("<9I", 0, 1, 1, 0, 4096, end, 0, end, 0) + struct.pack("<I", 0) + b"\xff" * 432
    return head + struct.pack("<128I", *fat) + entries.ljust(512, b"\0") + bytes(512 * sectors * len(names))


def _entry(
    name: str, kind: int, right: int = 0xFFFFFFFF, child: int = 0xFFFFFFFF, start: int = 0, size: int = 0
) -> bytes:
    raw = (name + "\0").encode("utf-16-le")
    numbers = struct.pack("<HBBIII36xIQ", len(raw), kind, 1, 0xFFFFFFFF, right, child, start, size)
    return raw.ljust(64, b"\0") + numbers
