"""What a row of a roster says besides its plain cells, and what of it is lost or sent back."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest
from xlsxwriter.worksheet import Worksheet

from sscs_desktop.base.clock import SHANGHAI
from sscs_desktop.base.errors import Refused
from sscs_desktop.exchange import cell_days, cells, returns
from sscs_desktop.exchange.outcome import Change, Line, Outcome, with_problems
from sscs_desktop.exchange.roster import EVERYTHING, RosterReading, read_roster
from sscs_desktop.exchange.roster_rows import row_numbers
from tests.exchange.test_roster import CODE, OTHER_CODE, book, table


def roster(tmp_path: Path, *rows: list[object]) -> RosterReading:
    return read_roster(book(tmp_path / "a.xlsx", 企业=table(*rows)))


def test_a_text_too_long_for_its_field_is_said_and_the_row_is_kept(tmp_path: Path) -> None:
    reading = roster(tmp_path, ["企业名称", "法定代表人", "联系人"], ["甲公司", "张" * 300, "李四"])
    assert [(row.name, row.legal_person, row.contact_name) for row in reading.enterprises] == [("甲公司", "", "李四")]
    (problem,) = reading.problems
    assert (problem.row, problem.column, problem.code, problem.value) == (2, "法定代表人", "too_long", "张" * 20)
    assert not problem.loses_row


def test_a_person_with_title_and_phone_in_one_cell_fills_the_fields_there_are(tmp_path: Path) -> None:
    heads: list[object] = ["企业名称", "法定代表人", "联系人", "分包领导", "工作联系人"]
    people: list[object] = ["张三 董事长", "李四（厂长）13800138000", "王五 副县长", "赵六13900139000"]
    (row,) = roster(tmp_path, heads, ["甲公司", *people]).enterprises
    assert (row.legal_person, row.contact_name, row.contact_title, row.contact_phone) == (
        "张三", "李四", "厂长", "13800138000",
    )  # fmt: skip
    assert (row.assignment.leader_name, row.assignment.leader_title) == ("王五", "副县长")
    assert (row.assignment.worker_name, row.assignment.worker_phone) == ("赵六", "13900139000")


def test_who_stands_behind_the_unit_is_its_worker_also_where_the_enterprise_names_nobody(tmp_path: Path) -> None:
    (row,) = roster(tmp_path, ["企业名称", "责任单位", "联系人"], ["甲公司", "大陆村镇", "赵六"]).enterprises
    assert (row.contact_name, row.assignment.worker_name) == ("", "赵六")


@pytest.mark.parametrize("heading", ["乡镇", "区划代码"])
def test_a_township_and_its_code_are_told_apart_in_whichever_column_they_stand(tmp_path: Path, heading: str) -> None:
    rows = roster(tmp_path, ["企业名称", heading], ["甲公司", "大陆村镇"], ["乙公司", "130528107000"]).enterprises
    assert [(row.division_name, row.division_code) for row in rows] == [("大陆村镇", ""), ("", "130528107000")]


def test_a_sheet_named_after_a_township_gives_no_name_to_a_row_that_says_its_code(tmp_path: Path) -> None:
    rows = table(["企业名称", "区划代码"], ["甲公司", "130528107000"], ["乙公司", ""])
    found = read_roster(book(tmp_path / "a.xlsx", 大陆村镇=rows)).enterprises
    assert [(row.division_name, row.division_code) for row in found] == [("", "130528107000"), ("大陆村镇", "")]
    rows = table(["项目名称", "区划代码", "阶段"], ["技改", "130528107000", "在建"], ["扩建", "", "在建"])
    projects = read_roster(book(tmp_path / "b.xlsx", 大陆村镇=rows)).projects
    assert [(row.division_name, row.division_code) for row in projects] == [("", "130528107000"), ("大陆村镇", "")]


def test_projects_of_one_name_are_one_where_one_builder_builds_them(tmp_path: Path) -> None:
    heads: list[object] = ["项目名称", "建设单位", "阶段", "总投资"]
    rows = table(heads, ["技改", "甲公司", "在建", 1], ["技改", "乙公司", "在建", 2], ["技改", "甲公司", "在建", 1])
    reading = read_roster(book(tmp_path / "a.xlsx", 项目=rows))
    assert [(row.row, row.builder) for row in reading.projects] == [(2, "甲公司"), (3, "乙公司")]
    assert [(p.row, p.code, p.value, p.loses_row) for p in reading.problems] == [(4, "duplicate_row", "项目!2", True)]


def test_two_codes_are_two_enterprises_however_alike_they_are_called(tmp_path: Path) -> None:
    rows = [["甲公司", CODE, "工业"], ["甲公司", OTHER_CODE, "工业"], ["甲公司", "", "工业"]]
    reading = roster(tmp_path, ["企业名称", "信用代码", "类别"], *rows)  # type: ignore[arg-type]
    assert [row.credit_code for row in reading.enterprises] == [CODE, OTHER_CODE]
    assert [(p.row, p.code) for p in reading.problems] == [(4, "duplicate_row")]


def test_an_old_problem_without_its_day_or_its_words_is_lost_and_says_which(tmp_path: Path) -> None:
    rows = table(["企业名称", "具体问题", "收集时间"], ["甲公司", "", "2018-9-5"], ["乙公司", "用电", ""])
    reading = read_roster(book(tmp_path / "a.xlsx", 问题=rows), EVERYTHING)
    assert [(p.row, p.column, p.code, p.loses_row) for p in reading.problems] == [
        (2, "具体问题", "description_required", True), (3, "收集时间", "day_required", True),
    ]  # fmt: skip
    undated = table(["企业名称", "具体问题", "承办部门"], ["甲公司", "用电", "供电公司"])
    reading = read_roster(book(tmp_path / "b.xlsx", 问题=undated), EVERYTHING)
    assert [(p.row, p.column, p.code) for p in reading.problems] == [(2, "", "day_required")]


def test_who_received_an_old_visit_is_told_from_his_title(tmp_path: Path) -> None:
    rows = table(["企业名称", "走访时间", "接待人", "走访情况"], ["甲公司", "2018-9-5", "刘东 厂长", "正常"])
    (visit,) = read_roster(book(tmp_path / "a.xlsx", 走访=rows), EVERYTHING).visits
    assert (visit.received_by, visit.received_title) == ("刘东", "厂长")


def test_a_sum_named_after_a_firm_is_no_firm_however_much_stands_beside_it(tmp_path: Path) -> None:
    heads: list[object] = ["企业名称", "营业收入", "纳税额", "利润总额", "从业人员"]
    sums: list[list[object]] = [["冀中集团合计", 1, 2, 3, 4], ["集团公司小计", 1, 2, 3, 4]]
    rows = roster(tmp_path, heads, ["会计事务公司", 1, 2, 3, 4], *sums).enterprises
    assert [row.name for row in rows] == ["会计事务公司"]


def test_a_row_without_a_name_is_reported_by_what_stands_first_where_the_names_do(tmp_path: Path) -> None:
    reading = roster(
        tmp_path,
        ["信用代码", "联系人", "企业名称"],
        [CODE, "李四"],
        [CODE, "王五", "", "多写的"],
        ["", "赵六", "甲公司"],
    )
    lines = with_problems((), reading)
    assert [(line.row, line.name, line.outcome) for line in lines] == [
        (2, "", Outcome.REFUSED), (3, "", Outcome.REFUSED),
    ]  # fmt: skip
    target = returns.write_refused(tmp_path / "待改.xlsx", reading, lines, str, title="待改")
    again = read_roster(target)
    assert [p.code for p in again.problems] == ["name_required"] * 2
    assert again.sheets[0].texts[-1] == "没有收的原因"


def test_of_a_reading_the_rows_that_are_chosen_keep_their_problems_and_no_others(tmp_path: Path) -> None:
    bad: list[object] = ["企业名称", "电话"]
    reading = roster(tmp_path, bad, ["甲公司", "12"], ["乙公司", "13800138000"], ["丙公司", "34"])
    chosen = reading.only(lambda sheet, row: sheet == "企业" and row < 4)
    assert [row.name for row in chosen.rows] == ["甲公司", "乙公司"]
    assert [each.row for each in chosen.problems] == [2] and chosen.sheets == reading.sheets


def test_a_text_whose_rows_end_before_the_names_is_told_of_like_any_other(tmp_path: Path) -> None:
    file = tmp_path / "名单.csv"
    file.write_text(f"信用代码,联系人,企业名称\n{CODE},李四\n,王五,甲公司\n,赵六,,多写的\n", "utf-8")
    reading = read_roster(file)
    assert [row.name for row in reading.enterprises] == ["甲公司"]
    lines = with_problems((), reading)
    assert [(line.row, line.name) for line in lines] == [(2, ""), (4, "")]
    back = read_roster(returns.write_refused(tmp_path / "待改.xlsx", reading, lines, str, title="待改"))
    assert [each.code for each in back.problems] == ["name_required"] * 2


def test_a_section_has_nothing_but_figures_beside_it_and_a_firm_has_more(tmp_path: Path) -> None:
    heads: list[object] = ["企业名称", "联系人", "营业收入"]
    rows: list[list[object]] = [["一、规上企业"], ["一、瑞丰织造", "李四", 5], ["二、规下企业（2家）", "", 12]]
    rows.append(["三、凤来线缆厂", "", 7])
    assert [row.name for row in roster(tmp_path, heads, *rows).enterprises] == ["一、瑞丰织造", "三、凤来线缆厂"]


def test_a_remark_before_a_firm_makes_its_row_no_note(tmp_path: Path) -> None:
    heads: list[object] = ["备注", "企业名称", "联系人", "营业收入"]
    reading = roster(tmp_path, heads, ["备注：重点", "瑞丰织造", "李四", 5], ["备注：以上为初步名单"])
    assert [(row.name, row.remark) for row in reading.enterprises] == [("瑞丰织造", "备注：重点")]


def test_a_name_merged_over_its_problems_is_that_of_each(tmp_path: Path) -> None:
    def fill(page: Worksheet) -> None:
        table(["企业名称", "具体问题", "收集时间"], ["", "用电", "2018-9-5"], ["", "用地", "2018-9-6"])(page)
        page.merge_range(1, 0, 2, 0, "甲公司")

    issues = read_roster(book(tmp_path / "a.xlsx", 问题=fill), EVERYTHING).issues
    assert [(issue.name, issue.description) for issue in issues] == [("甲公司", "用电"), ("甲公司", "用地")]


def test_a_change_says_what_stood_there_and_where_nothing_did() -> None:
    changes = (Change(label="法人", old="", new="张三"), Change(label="电话", old="12", new="34"))
    line = Line(sheet="企业", row=2, name="甲公司", outcome=Outcome.CHANGED, changes=changes)
    assert returns.changes_of(line) == "法人：（空） → 张三\n电话：12 → 34"


def test_a_word_that_is_neither_yes_nor_no_is_said(tmp_path: Path) -> None:
    reading = roster(tmp_path, ["企业名称", "是否规上"], ["甲公司", "待核"], ["乙公司", "否"], ["丙公司", "是"])
    assert [row.is_above_scale for row in reading.enterprises] == [None, False, True]
    assert [(p.row, p.code) for p in reading.problems] == [(2, "unknown_word")]


def test_of_a_sheet_that_nobody_understands_the_fullest_row_is_offered_as_its_headings(tmp_path: Path) -> None:
    strange = table(["汇总"], ["户名", "", "地块", "亩数"], ["甲", "", "东"])
    path = book(tmp_path / "a.xlsx", 企业=table(["企业名称", "联系人"], ["甲公司", "李四"]), 地=strange)
    _, unknown = read_roster(path).sheets
    assert (unknown.taken_for, unknown.texts) == ("unknown", ("户名", "", "地块", "亩数"))
    assert [list(filter(None, row)) for row in unknown.cells.values()][2] == ["甲", "东"]


def test_rows_are_named_as_people_name_them_and_never_more_than_a_sheet_has() -> None:
    assert row_numbers("5-7，33") == {5, 6, 7, 33}
    for words in ("", "a", "3-", "-3", "7-5", "1-99999999999"):
        with pytest.raises(Refused, match="bad_rows"):
            row_numbers(words)


def test_what_is_wrong_with_a_cell_stands_beside_what_becomes_of_its_row(tmp_path: Path) -> None:
    reading = roster(tmp_path, ["企业名称", "电话"], ["甲公司", "12"], ["乙公司", "13800138000"])
    new = [Line(sheet="企业", row=row, name=name, outcome=Outcome.NEW) for row, name in ((3, "乙公司"), (2, "甲公司"))]
    lines = with_problems(new, reading)
    assert [(line.row, line.outcome, dict(line.problems)) for line in lines] == [
        (2, Outcome.NEW, {"电话": "odd_phone"}), (3, Outcome.NEW, {}),
    ]  # fmt: skip


def test_a_tick_that_a_program_stores_as_true_is_a_yes() -> None:
    assert [cells.as_text(value) for value in (True, False, 3.0, None)] == ["是", "否", "3", ""]


@pytest.mark.parametrize(
    ("text", "hour", "minute"),
    [
        ("2018年9月5日 14:30", 14, 30),
        ("2018-9-5 08:05:59", 8, 5),
        ("2018-9-5 23:59", 23, 59),
        ("2018.9.5 24:00", 0, 0),
        ("2018.9.5 9:60", 0, 0),
        ("2018.9.5", 0, 0),
    ],
)
def test_a_moment_has_the_time_that_is_written_and_none_where_there_is_no_such_time(
    text: str, hour: int, minute: int
) -> None:
    assert cell_days.moment(text) == datetime(2018, 9, 5, hour, minute, tzinfo=SHANGHAI)
