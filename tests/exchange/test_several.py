"""Cells and columns that say more than one thing: several firms, several days, one column for each word."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest
from xlsxwriter.worksheet import Worksheet

from sscs_desktop.base.clock import SHANGHAI
from sscs_desktop.domain.vocabulary import Level, ServiceClass, Size, Stage
from sscs_desktop.exchange.cell_days import moment
from sscs_desktop.exchange.cells import BadCellError
from sscs_desktop.exchange.roster import EVERYTHING, RosterReading, read_roster
from tests.exchange.test_roster import book, table


def told(reading: RosterReading) -> list[tuple[int, str, str, bool]]:
    return [(each.row, each.column, each.code, each.loses_row) for each in reading.problems]


def test_a_word_in_the_heading_and_a_tick_below_say_the_word(tmp_path: Path) -> None:
    def fill(page: Worksheet) -> None:
        for column, text in enumerate(["序号", "企业名称"]):
            page.merge_range(0, column, 1, column, text)
        page.merge_range(0, 2, 0, 4, "企业类别")
        page.merge_range(0, 5, 0, 8, "规模")
        page.write_row(1, 2, ["工业", "服务业", "科技型", "大", "中", "小", "微"])
        page.write_row(2, 0, [1, "甲公司", "√", "", "是", "", "", 1, ""])
        page.write_row(3, 0, [2, "乙公司", "", "", "否", "", "√", "√", ""])

    reading = read_roster(book(tmp_path / "a.xlsx", 名单=fill))
    first, second = reading.enterprises
    assert (first.classes, first.size) == ((ServiceClass.INDUSTRY, ServiceClass.TECHNOLOGY), Size.SMALL)
    assert (second.classes, second.size) == ((), None)
    assert told(reading) == [(4, "中", "several_ticked", False)]


def test_a_projects_stage_and_level_may_be_ticked(tmp_path: Path) -> None:
    rows = table(["项目名称", "是否省重点", "是否市重点", "前期跑办", "推进建设"], ["一期", "否", "是", "", "√"])
    (project,) = read_roster(book(tmp_path / "a.xlsx", 项目=rows)).projects
    assert (project.key_level, project.stage) == (Level.CITY, Stage.BUILD)


def test_several_firms_in_one_cell_of_a_roster_are_no_firm(tmp_path: Path) -> None:
    rows = table(
        ["企业名称", "联系人"],
        ["示例食品有限公司、示例机械厂", "李四"],
        ["示例食品有限公司\n示例机械厂", "李四"],
        ["示例纺织\n有限公司", "李四"],
        ["示例电缆（原甲、乙厂）有限公司", "李四"],
    )
    reading = read_roster(book(tmp_path / "a.xlsx", 企业=rows))
    assert [row.name for row in reading.enterprises] == ["示例纺织有限公司", "示例电缆（原甲、乙厂）有限公司"]
    assert told(reading) == [(row, "企业名称", "several_names", True) for row in (2, 3)]


def test_a_visit_to_several_firms_keeps_their_names_apart(tmp_path: Path) -> None:
    rows = table(["企业名称", "走访时间"], ["示例食品有限公司\n示例机械厂", "2018-09-05"])
    (visit,) = read_roster(book(tmp_path / "a.xlsx", 走访=rows), EVERYTHING).visits
    assert visit.name == "示例食品有限公司、示例机械厂"


@pytest.mark.parametrize(
    "words", ["2018.9.5-7", "9月5日至7日", "2018-9-5至2018-9-7", "2018.9.5—9.7", "2018年9月5日-10月2日", "18.9.5-7"]
)
def test_of_several_days_on_end_the_first_is_kept_and_it_is_said(words: str) -> None:
    with pytest.raises(BadCellError, match="several_days") as caught:
        moment(words, "2018")
    assert caught.value.kept == datetime(2018, 9, 5, tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    ("words", "code"),
    [("2018.9.7-5", "bad_date"), ("2018.9.5、9.12", "bad_date"), ("2018.9-10", "unclear_date")],
)
def test_what_is_no_span_of_days_stays_refused(words: str, code: str) -> None:
    with pytest.raises(BadCellError, match=code):
        moment(words, "2018")
