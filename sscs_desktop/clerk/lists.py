"""A county's lists: rosters in."""

from __future__ import annotations

import argparse

from sscs_desktop.clerk.founding import county_office
from sscs_desktop.clerk.speech import Say
from sscs_desktop.exchange.roster import read_roster
from sscs_desktop.server import roster
from sscs_desktop.server.directory import Directory

PROBLEMS_SHOWN = 200


def import_roster(directory: Directory, arguments: argparse.Namespace, say: Say) -> int:
    """Take in a roster of enterprises and projects, and say what became of its rows."""
    from sscs_desktop.ui import messages  # late: a directory that only serves needs no Qt

    reading = read_roster(arguments.file)
    code = str(county_office(directory)["division_code"])[:6]
    report = roster.import_roster(directory, reading, code)
    for problem in reading.problems[:PROBLEMS_SHOWN]:
        row = f" 第 {problem.row} 行 {problem.column}".rstrip() if problem.row else ""
        say(f"{problem.sheet}{row}：{messages.problem(problem.code)}{f'（{problem.value}）' if problem.value else ''}")
    _rest(len(reading.problems), say)
    for refused in report.refused[:PROBLEMS_SHOWN]:
        words = "；".join(messages.problem(code) for code in dict.fromkeys(refused.problems.values()))
        say(f"{refused.sheet} 第 {refused.row} 行没有收：{words}")
    _rest(len(report.refused), say)
    say(
        f"新增 {report.new}，更新 {report.changed}，无变化 {report.unchanged}，没有收 {len(report.refused)} 行，"
        f"未写责任单位 {len(report.without_unit)} 行，新建责任单位 {len(report.units_added)} 个。"
    )
    return 0


def _rest(found: int, say: Say) -> None:
    if found > PROBLEMS_SHOWN:
        say(f"……还有 {found - PROBLEMS_SHOWN} 处，改好上面这些再导入一次就看得到。")
