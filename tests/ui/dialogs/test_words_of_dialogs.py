"""Days, times and likeness: what the dialogs read out of typed text."""

from __future__ import annotations

from datetime import date, time

import pytest
from PySide6.QtWidgets import QApplication

from sscs_desktop.domain.vocabulary import Category
from sscs_desktop.domain.workdays import Workdays
from sscs_desktop.store import working_days
from sscs_desktop.ui.dialogs.days import long_day, parse_time, resolved_day
from sscs_desktop.ui.dialogs.likeness import closest
from tests.store import building

TODAY = date(2018, 9, 26)


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("15:20", time(15, 20)),
        ("1520", time(15, 20)),
        ("９：05", time(9, 5)),
        ("15点", time(15)),
        ("8点30分", time(8, 30)),
        ("9", time(9)),
        ("25:00", None),
        ("9:60", None),
        ("下午", None),
        ("", None),
    ],
)
def test_times_are_read_as_people_write_them(text: str, meant: time | None) -> None:
    assert parse_time(text) == meant


def test_days_are_said_with_what_the_office_does_on_them(qapp: QApplication) -> None:
    days = Workdays(working_days.shipped())
    assert long_day(TODAY, TODAY) == "今天 9月26日 周三"
    assert long_day(date(2018, 9, 20), TODAY) == "9月20日 周四"
    assert long_day(date(2017, 12, 31), TODAY) == "2017年12月31日 周日"
    said = {date(2018, 9, 28): "9月28日 周五", date(2018, 9, 30): "9月30日 周日，调休上班"}
    said |= {date(2018, 10, 1): "10月1日 周一，放假", date(2018, 10, 13): "10月13日 周六，休息"}
    assert {day: resolved_day(day, TODAY, days) for day in said} == said
    assert resolved_day(date(2035, 1, 3), TODAY, days) == "2035年1月3日 周三，暂按周末推算"


def test_a_problem_told_in_other_words_is_recognised_and_another_one_is_not() -> None:
    firm = building.enterprise()
    loan = building.issue(firm, category=Category.FUNDS, description="铜杆采购周转贷款 300 万元")
    land = building.issue(firm, description="二期用地指标未落实")
    known = [land, loan]
    assert closest("银行承兑集中到期，采购铜杆缺周转资金约 300 万元。", Category.FUNDS, known) is loan
    assert closest("二期用地指标一直没有落实", None, known) is land
    assert closest("夜班绕线工缺 12 人", Category.TALENT, known) is None
    assert closest("企业需要 300 万元", Category.FUNDS, known) is None
