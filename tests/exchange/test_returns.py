"""Rows sent back to whoever sent them: in their own title and columns, and they read as they did."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from sscs_desktop.base.errors import Unreadable
from sscs_desktop.exchange import returns
from sscs_desktop.exchange.history_rows import HistoryRow
from sscs_desktop.exchange.outcome import Change, Line, Outcome, counted, with_problems
from sscs_desktop.exchange.roster import EVERYTHING, REASON, RosterReading, RosterRow, read_roster
from sscs_desktop.exchange.tables import write_sheet
from tests.exchange.test_ugly import FILES

WRONG = "unknown"


def refused(reading: RosterReading) -> list[Line]:
    """Every row of a reading, with something wrong."""
    rows = [*reading.rows, *reading.history]
    return [Line(sheet=r.sheet, row=r.row, name=r.name, outcome=Outcome.REFUSED, problems={"": WRONG}) for r in rows]


def told(reading: RosterReading) -> list[RosterRow | HistoryRow]:
    """What rows say, wherever they stand."""
    return [replace(row, row=0) for row in (*reading.rows, *reading.history)]


@pytest.mark.parametrize("file", FILES, ids=[file.name for file in FILES])
def test_every_row_that_is_sent_back_says_what_it_said(file: Path, tmp_path: Path) -> None:
    try:
        reading = read_roster(file, EVERYTHING)
    except Unreadable:
        return
    target = tmp_path / "待改.xlsx"
    returns.write_refused(target, reading, refused(reading), str, title="待改的行")
    back = read_roster(target, EVERYTHING)
    assert told(back) == told(reading)
    assert not [each for each in back.problems if each.code.startswith("sheet_no")]


def test_only_rows_with_something_wrong_are_sent_back_each_with_its_reason(tmp_path: Path) -> None:
    rows = [("甲厂", "2018-09-05"), ("乙厂", "何时")]
    reading = read_roster(write_sheet(tmp_path / "名单.xlsx", "名单", ["企业名称", "成立时间"], rows))
    lines = [Line(sheet=row.sheet, row=row.row, name=row.name, outcome=Outcome.NEW) for row in reading.rows]
    target = tmp_path / "待改.xlsx"
    returns.write_refused(target, reading, with_problems(lines, reading), str, title="待改的行")
    back = CalamineWorkbook.from_path(target).get_sheet_by_index(0).to_python()
    assert back[1:] == [["企业名称", "成立时间", REASON], ["乙厂", "何时", "成立时间：bad_date"]]


def test_a_row_that_is_lost_is_refused_under_its_name_and_one_with_a_bad_cell_is_taken_without_it(
    tmp_path: Path,
) -> None:
    rows = [(1, "甲厂", "2018-09-05"), (2, "乙厂", "何时"), (3, "甲厂", "2018-09-05"), (4, "", "2018-09-06")]
    reading = read_roster(write_sheet(tmp_path / "名单.xlsx", "名单", ["序号", "企业名称", "成立时间"], rows))
    lines = [Line(sheet=row.sheet, row=row.row, name=row.name, outcome=Outcome.NEW) for row in reading.rows]
    found = with_problems(lines[::-1], reading)
    said = [(3, "甲厂", True), (4, "乙厂", True), (5, "甲厂", False), (6, "", False)]
    assert [(line.row, line.name, line.is_taken) for line in found] == said
    assert counted(found) == {Outcome.NEW: 2, Outcome.CHANGED: 0, Outcome.SAME: 0, Outcome.REFUSED: 2}


def test_the_report_says_what_a_row_changes_from_what_to_what() -> None:
    changes = (Change(label="联系人", old="", new="李明"), Change(label="行业", old="C13", new="C14"))
    problems = {"": "duplicate_row", "联系电话": "odd_phone"}
    line = Line(sheet="名单", row=3, name="甲厂", outcome=Outcome.CHANGED, changes=changes, problems=problems)
    assert returns.changes_of(line) == "联系人：（空） → 李明\n行业：C13 → C14"
    assert returns.reasons_of(line, str) == "duplicate_row；联系电话：odd_phone"
