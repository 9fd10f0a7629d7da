from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

import pytest

from sscs_desktop.domain.vocabulary import OperatingState, ServiceClass, Size, Stage
from sscs_desktop.exchange.cell_values import reader, split_person
from sscs_desktop.exchange.cells import BadCellError, Cell
from sscs_desktop.exchange.columns import ENTERPRISE, PROJECT, Bound, Column
from sscs_desktop.exchange.history_columns import ISSUE


def column(field: str, columns: tuple[Column, ...] = ENTERPRISE) -> Column:
    return next(c for c in columns if c.field == field)


def value_of(value: Cell, field: str, columns: tuple[Column, ...] = ENTERPRISE, unit: str = "") -> object:
    return reader(Bound(index=0, heading="", column=column(field, columns), unit=unit))(value)


@pytest.mark.parametrize(
    ("value", "field", "expected"),
    [
        (13800138000.0, "contact_phone", "13800138000"),
        ("１３８００１３８０００", "contact_phone", "13800138000"),
        ("13800138000\n0319-5812366", "contact_phone", "13800138000、0319-5812366"),
        ("9144 0300-192317458f", "credit_code", "91440300192317458F"),
        ("暂无代码", "credit_code", ""),
        ("/", "credit_code", None),
        (130528107.0, "division_code", "130528107000"),
        ("大陆村镇", "division_name", "大陆村镇"),
        (datetime.fromisoformat("2018-03-01T00:00:00"), "founded_on", date(2018, 3, 1)),
        ("2018年3月", "founded_on", date(2018, 3, 1)),
        ("2018.3.5", "founded_on", date(2018, 3, 5)),
        ("1878-07-24", "founded_on", date(1878, 7, 24)),
        (201803.0, "founded_on", date(2018, 3, 1)),
        (20180305.0, "founded_on", date(2018, 3, 5)),
        (2018.3, "founded_on", date(2018, 3, 1)),
        (43160.0, "founded_on", date(2018, 3, 1)),
        ("1,234.50万元", "figure:revenue", Decimal("1234.5")),
        ("1.2亿元", "figure:revenue", Decimal("12000")),
        (0.1 + 0.2, "figure:revenue", Decimal("0.3")),
        (-35.0, "figure:profit", Decimal(-35)),
        ("120人", "figure:employees", Decimal(120)),
        ("约 120 人", "figure:employees", Decimal(120)),
        ("约1.2亿元", "figure:revenue", Decimal("12000")),
        ("（无）", "credit_code", None),
        ("工业、科技型", "classes", (ServiceClass.INDUSTRY, ServiceClass.TECHNOLOGY)),
        ("小微", "size", Size.SMALL),
        ("微型企业", "size", Size.MICRO),
        ("√", "is_above_scale", True),
        ("规下", "is_above_scale", False),
        ("微利", "operating_state", OperatingState.THIN),
        ("未盈利", "operating_state", OperatingState.TROUBLE),
        ("存续（在营、开业、在册）", "operating_state", None),
        ("示例\n有限公司", "name", "示例有限公司"),
        ("#N/A", "products", None),
        (2018.0, "remark", "2018"),
        ("9144O3OOl92317458F", "credit_code", "91440300192317458F"),
        ("13800138000 13900139000", "contact_phone", "13800138000、13900139000"),
        ("13800138000或0319-5812366", "contact_phone", "13800138000、0319-5812366"),
        ("13800138000.0", "contact_phone", "13800138000"),
        ("电话：13800138000", "contact_phone", "13800138000"),
        ("18年9月", "founded_on", date(2018, 9, 1)),
        ("18.9.5", "founded_on", date(2018, 9, 5)),
        ("180905", "founded_on", date(2018, 9, 5)),
        ("43348", "founded_on", date(2018, 9, 5)),
        ("2018/9/5 0:00", "founded_on", date(2018, 9, 5)),
        ("2018-09-05 00:00:00.0", "founded_on", date(2018, 9, 5)),
        ("2018年9月5号（周三）", "founded_on", date(2018, 9, 5)),
        ("预计2019年3月", "founded_on", date(2019, 3, 1)),
        ("12,345元", "figure:revenue", Decimal("1.2345")),
        ("3千万", "figure:revenue", Decimal(3000)),
        ("（123.4）", "figure:profit", Decimal("-123.4")),
        ("－12.5", "figure:profit", Decimal("-12.5")),
        ("\u221212.5", "figure:profit", Decimal("-12.5")),
        ("50000千瓦时", "figure:power", Decimal(5)),
        ("1.2万人", "figure:employees", Decimal(12000)),
        ("NaN", "figure:revenue", None),
        (0.0, "figure:revenue", Decimal(0)),
        (0.0, "contact_phone", None),
        ("不详", "contact_name", None),
        ("———", "registered_address", None),
        ("#DIV/0!", "figure:revenue", None),
    ],
)
def test_cells_are_read_as_people_fill_them(value: Cell, field: str, expected: object) -> None:
    assert value_of(value, field) == expected


@pytest.mark.parametrize(
    ("value", "field", "code", "kept"),
    [
        (9.144030019231746e17, "credit_code", "rounded_number", None),
        ("9.14403E+17", "credit_code", "rounded_number", None),
        ("91130000190000009F", "credit_code", "credit_code_check", "91130000190000009F"),
        (911300001900.0, "credit_code", "credit_code_length", "911300001900"),
        ("138001380", "contact_phone", "odd_phone", "138001380"),
        ("1.38E+10", "contact_phone", "rounded_number", None),
        ("近期", "founded_on", "bad_date", None),
        ("9月3日", "founded_on", "unclear_date", None),
        (2018.0, "founded_on", "unclear_date", None),
        (2018.1, "founded_on", "unclear_date", None),
        ("2018-02-30", "founded_on", "bad_date", None),
        ("较好", "figure:revenue", "bad_number", None),
        ("Infinity", "figure:revenue", "bad_number", None),
        ("9e999", "figure:revenue", "bad_number", None),
        ("99999999999999亿", "figure:revenue", "bad_number", None),
        ("30余人", "figure:employees", "bad_number", None),
        ("180931", "founded_on", "bad_date", None),
        ("10.12", "founded_on", "bad_date", None),
        ("10-12", "founded_on", "bad_date", None),
        ("05/09/2018", "founded_on", "bad_date", None),
        ("18090501", "founded_on", "bad_date", None),
        (True, "figure:revenue", "bad_number", None),
        ("一般", "size", "unknown_word", None),
        ("经营不正常", "operating_state", "unknown_word", None),
    ],
)
def test_a_cell_that_cannot_be_taken_says_why(value: Cell, field: str, code: str, kept: object) -> None:
    with pytest.raises(BadCellError) as caught:
        value_of(value, field)
    assert (caught.value.code, caught.value.kept) == (code, kept)


def test_a_day_without_a_year_is_one_of_the_year_that_the_title_names() -> None:
    at = Bound(index=0, heading="", column=column("raised_on", ISSUE), year="2018")
    assert [reader(at)(text) for text in ("9月5日", "9.5", "2017.9.5")] == [
        date(2018, 9, 5),
        date(2018, 9, 5),
        date(2017, 9, 5),
    ]
    with pytest.raises(BadCellError, match="bad_date"):
        reader(at)(9.5)  # or 9.50


def test_the_unit_of_the_heading_turns_into_ten_thousand_yuan() -> None:
    assert value_of(1.5, "figure:revenue", unit="亿元") == Decimal(15000)
    assert value_of("2亿元", "figure:revenue", unit="亿元") == Decimal(20000)
    assert value_of(123456.0, "total_wan", PROJECT, unit="元") == Decimal("12.3456")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("张三", ("张三", "", "")),
        ("张三 副县长", ("张三", "副县长", "")),
        ("张三（13800138000）", ("张三", "", "13800138000")),
        ("张三、13800138000、0319-5812366", ("张三", "", "13800138000、0319-5812366")),
        ("李　明", ("李明", "", "")),
        ("John Smith 13800138000", ("John Smith", "", "13800138000")),
    ],
)
def test_a_person_cell_splits_into_name_title_and_phone(text: str, expected: tuple[str, str, str]) -> None:
    assert split_person(text) == expected


def test_stages_are_recognised_by_the_policys_words_and_the_builders() -> None:
    words = {
        "前期跑办": Stage.PREPARE,
        "在建": Stage.BUILD,
        "新开工": Stage.BUILD,
        "计划竣工": Stage.FINISH,
        "未开工": Stage.PREPARE,
    }
    assert {text: value_of(text, "stage", PROJECT) for text in words} == words


@pytest.mark.parametrize(
    ("words", "is_over"),
    [
        ("已销号", True),
        ("已解决", True),
        ("现场办结", True),
        ("是", True),
        ("未解决", False),
        ("正在解决", False),
        ("已受理", False),
        ("待企业确认", False),
        ("无法解决", False),
        ("否", False),
    ],
)
def test_only_what_is_over_counts_as_settled(words: str, is_over: bool) -> None:
    assert value_of(words, "is_settled", ISSUE) is is_over
