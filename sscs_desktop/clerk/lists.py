"""A county's lists: rosters in, tried first, and taken back."""

from __future__ import annotations

import argparse
from pathlib import Path

from sscs_desktop.base import clock
from sscs_desktop.base.files import check_target
from sscs_desktop.base.telling import Say
from sscs_desktop.clerk.founding import county_office
from sscs_desktop.exchange import returns
from sscs_desktop.exchange.headings import FILE_NAME, ROSTER, Meanings, said_in
from sscs_desktop.exchange.outcome import Outcome
from sscs_desktop.exchange.roster import RosterReading, read_roster
from sscs_desktop.exchange.roster_rows import row_numbers
from sscs_desktop.server import imports, roster
from sscs_desktop.server.directory import Directory
from sscs_desktop.server.imports import CHANGED
from sscs_desktop.server.roster import ImportReport

PROBLEMS_SHOWN = 200


def import_roster(directory: Directory, arguments: argparse.Namespace, say: Say) -> int:
    """Take in a roster of enterprises and projects, or try it, and say what becomes of its rows; or take one back."""
    if arguments.undo:
        return _undo(directory, arguments.undo, say)
    if arguments.file is None:
        return _list(directory, say)
    for target in filter(None, (arguments.report, arguments.refused)):
        check_target(target)
    reading, meanings = _read(arguments)
    code = str(county_office(directory)["division_code"])[:6]
    is_dry = arguments.dry_run
    report = roster.import_roster(directory, reading, code, name=arguments.file.name, is_dry=is_dry)
    _say_rows(reading, report, say, is_dry)
    if is_dry:
        say("这是试导入，什么也没有改动。")
    elif report.import_id:  # said before anything else is written: that may fail, and the import stands
        say(f"已经导入。要撤销这一次，用 admin roster --undo {report.import_id}。")
    _write(arguments, reading, report, say)
    for sheet in () if is_dry else reading.sheets:
        if sheet.taken_for in ROSTER:
            meanings.keep(sheet.texts)
    return 0


def _read(arguments: argparse.Namespace) -> tuple[RosterReading, Meanings]:
    folder: Path = arguments.data
    meanings = Meanings(folder / FILE_NAME if folder.is_dir() else None, said_in(arguments.map))
    rows = row_numbers(arguments.rows) if arguments.rows else None
    reading = read_roster(arguments.file, ROSTER, meanings)
    return reading if rows is None else reading.only(lambda _sheet, row: row in rows), meanings


def _say_rows(reading: RosterReading, report: ImportReport, say: Say, is_dry: bool) -> None:
    from sscs_desktop.ui import import_words, messages  # late: a directory that only serves needs no Qt

    for words in import_words.about(reading, ROSTER):
        say(words)
    wrong = [line for line in report.lines if line.problems]
    for line in wrong[:PROBLEMS_SHOWN]:
        place = f"{line.sheet} 第 {line.row} 行 {line.name}".rstrip()
        lost = "没有收" if line.outcome is Outcome.REFUSED else ""
        say(f"{place}{lost}：{returns.reasons_of(line, messages.problem)}")
    _rest(len(wrong), say)
    changed = [line for line in report.lines if line.changes] if is_dry else []
    for line in changed[:PROBLEMS_SHOWN]:
        say(f"{line.sheet} 第 {line.row} 行 {line.name}：{returns.changes_of(line).replace(chr(10), '；')}")
    if len(changed) > PROBLEMS_SHOWN:
        say(f"……还有 {len(changed) - PROBLEMS_SHOWN} 行会更新，全部在 --report 写的报告里。")
    say(
        f"新增 {report.new}，更新 {report.changed}，无变化 {report.unchanged}，没有收 {len(report.refused)} 行，"
        f"未写责任单位 {len(report.without_unit)} 行，新建责任单位 {len(report.units_added)} 个。"
    )


def _write(arguments: argparse.Namespace, reading: RosterReading, report: ImportReport, say: Say) -> None:
    from sscs_desktop.ui import messages

    if arguments.report:
        title = f"{arguments.file.stem} 导入报告"
        returns.write_report(arguments.report, report.lines, messages.problem, title=title)
        say(f"逐行的报告写到了 {arguments.report}。")
    if arguments.refused and returns.has_refused(report.lines):
        title = f"{arguments.file.stem} 待改的行"
        returns.write_refused(arguments.refused, reading, report.lines, messages.problem, title=title)
        say(f"有问题的行写到了 {arguments.refused}，改好后可以直接再导入。")
    elif arguments.refused:
        say(f"没有要改的行，没有写 {arguments.refused}。")


def _list(directory: Directory, say: Say) -> int:
    for each in imports.listing(directory):
        state = "（已撤销）" if each.undone_at else ""
        say(f"{each.id}　{clock.written(each.at)}　{each.name}　动了 {each.rows} 条{state}")
    return 0


def _undo(directory: Directory, import_id: str, say: Say) -> int:
    done = imports.undo(directory, import_id)
    for name, why in done.stayed[:PROBLEMS_SHOWN]:
        say(f"{name}：{'后来又改过，改过的留着' if why == CHANGED else '后来有了走访等内容，留着'}。")
    say(f"已撤销：收回 {done.removed} 条，改回 {done.restored} 条，留着 {len(done.stayed)} 处。")
    return 0


def _rest(found: int, say: Say) -> None:
    if found > PROBLEMS_SHOWN:
        say(f"……还有 {found - PROBLEMS_SHOWN} 行，全部在 --report 写的报告里。")
