from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sscs_desktop.domain.entry import clean, has_control, is_phone, mask_phone, parse_day
from sscs_desktop.domain.quiet_days import is_quiet

TODAY = date(2018, 9, 28)  # a Friday


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("企业反映\u200b用电\r\n不足  \r\n", "企业反映用电\n不足"),
        ("\ufeff张三\u00a0李四\x00", "张三 李四"),
        ("一\n\n\n\n二", "一\n\n二"),
        ("\u3000\u3000首行\u3000", "首行"),
        ("\u202e反\u202c", "反"),
        ("a\tb", "a b"),
        ("  行首缩进\n  第二行", "行首缩进\n  第二行"),
    ],
)
def test_a_paste_loses_what_nobody_sees(text: str, expected: str) -> None:
    assert clean(text) == expected


@given(st.text())
def test_cleaned_text_is_clean_and_stays_so(text: str) -> None:
    once = clean(text)
    assert not has_control(once)
    assert clean(once) == once


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("今天", date(2018, 9, 28)),
        (" 昨天 ", date(2018, 9, 27)),
        ("前天", date(2018, 9, 26)),
        ("明天", date(2018, 9, 29)),
        ("后天", date(2018, 9, 30)),
        ("9-30", date(2018, 9, 30)),
        ("0930", date(2018, 9, 30)),
        ("930", date(2018, 9, 30)),
        ("9.30", date(2018, 9, 30)),
        ("9/30", date(2018, 9, 30)),
        ("9月30日", date(2018, 9, 30)),
        ("９月３０号", date(2018, 9, 30)),
        ("30日", date(2018, 9, 30)),
        ("2日", date(2018, 10, 2)),
        ("2018-9-30", date(2018, 9, 30)),
        ("2018年9月30日", date(2018, 9, 30)),
        ("2018.09.30", date(2018, 9, 30)),
        ("20180930", date(2018, 9, 30)),
        ("180930", date(2018, 9, 30)),
        ("18.9.30", date(2018, 9, 30)),
        ("周三", date(2018, 9, 26)),
        ("上周五", date(2018, 9, 21)),
        ("下周一", date(2018, 10, 1)),
        ("星期天", date(2018, 9, 30)),
        ("1-5", date(2019, 1, 5)),
        ("2-29", None),
        ("13-40", None),
        ("2018-02-30", None),
        ("", None),
        ("近期", None),
    ],
)
def test_days_are_understood_as_the_office_writes_them(text: str, expected: date | None) -> None:
    assert parse_day(text, TODAY) == expected


def test_a_day_without_year_is_the_nearest_one() -> None:
    assert parse_day("12-30", date(2019, 1, 3)) == date(2018, 12, 30)
    assert parse_day("1-3", date(2018, 12, 30)) == date(2019, 1, 3)
    assert parse_day("31日", date(2018, 10, 2)) == date(2018, 10, 31)
    assert parse_day("2-29", date(2020, 1, 1)) == date(2020, 2, 29)


@given(st.text(max_size=20), st.dates(date(2000, 1, 1), date(2090, 1, 1)))
def test_any_text_gives_a_day_or_nothing(text: str, today: date) -> None:
    assert parse_day(text, today) is None or isinstance(parse_day(text, today), date)


@given(st.dates(date(2000, 1, 1), date(2090, 1, 1)))
def test_a_written_day_is_read_back(day: date) -> None:
    for text in (day.isoformat(), f"{day.year}年{day.month}月{day.day}日", day.strftime("%Y%m%d")):
        assert parse_day(text, date(2018, 9, 28)) == day


@pytest.mark.parametrize(
    "text",
    ["13800138000", "0319-5812366", "(0319)5812366", "5812366", "400-618-0000", "１３８００１３８０００",
     "13800138000/0319-5812366", "+86 138 0013 8000", "12345"],
)  # fmt: skip
def test_phones_are_recognised(text: str) -> None:
    assert is_phone(text)


@pytest.mark.parametrize("text", ["", "1380013800", "无", "138001380001", "张三 13800138000"])
def test_what_is_no_phone_is_told(text: str) -> None:
    assert not is_phone(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("13800138000", "138****8000"),
        ("+86 138 0013 8000", "+86 138 **** 8000"),
        ("0319-5812366", "0319-5****66"),
        ("5812366", "5****66"),
        ("李四 13800138000、13900139000", "李四 138****8000、139****9000"),
        ("120", "120"),
        ("", ""),
    ],
)
def test_phones_are_masked_in_lists(text: str, expected: str) -> None:
    assert mask_phone(text) == expected


@pytest.mark.parametrize(
    ("text", "day", "expected"),
    [
        ("每月1—20日", date(2018, 9, 20), True),
        ("每月1-20日", date(2018, 9, 21), False),
        ("每月25日至5日", date(2018, 9, 2), True),
        ("每月5日、15日", date(2018, 9, 15), True),
        ("每月5日、15日", date(2018, 9, 14), False),
        ("每周三", date(2018, 9, 26), True),
        ("每周一、三、五", date(2018, 9, 28), True),
        ("每周一至周三", date(2018, 9, 27), False),
        ("2018-09-28；每周一", date(2018, 9, 28), True),
        ("9月28日", date(2018, 9, 28), True),
        ("另行通知", date(2018, 9, 28), False),
        ("", date(2018, 9, 28), False),
    ],
)
def test_quiet_days_are_read_as_the_county_writes_them(text: str, day: date, expected: bool) -> None:
    assert is_quiet(text, day) is expected
