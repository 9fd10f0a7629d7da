"""Rosters and old ledgers in, without a window: tried, brought in, and taken back."""

from __future__ import annotations

import argparse
from collections.abc import Sequence

from sscs_desktop import app
from sscs_desktop.base.errors import Refused
from sscs_desktop.base.files import check_target
from sscs_desktop.base.telling import Say
from sscs_desktop.commands.desk import headless
from sscs_desktop.exchange import returns
from sscs_desktop.exchange.headings import EVERYTHING, FILE_NAME, Meanings, said_in
from sscs_desktop.exchange.outcome import Line, Outcome
from sscs_desktop.exchange.roster import RosterReading, read_roster
from sscs_desktop.exchange.roster_rows import row_numbers
from sscs_desktop.store import intake
from sscs_desktop.store.store import Store
from sscs_desktop.ui import import_words, messages, phrases

SHOWN = 200


def bring_in(arguments: argparse.Namespace, say: Say) -> int:
    """Bring in, or only try, the rows of a spreadsheet; or list the imports, or take one back."""
    for target in filter(None, (arguments.report, arguments.refused)):
        check_target(target)
    with headless() as wing:
        if arguments.undo:
            return _undo(wing.store, arguments.undo, say)
        if arguments.file is None:
            return _list(wing.store, say)
        reading, meanings = _read(arguments)
        with wing.store.read() as session:
            lines = intake.trial(session, reading)
        _say(reading, lines, say)
        _write(arguments, reading, lines, say)
        if arguments.dry_run:
            say("这是试导入，什么也没有改动。")
            return 0
        done = intake.apply(wing.store, reading, arguments.file.name)
    say(import_words.done(done))
    if done.records:
        say(f"要撤销这一次，用 import --undo {done.id}。")
    for sheet in reading.sheets:
        if sheet.taken_for in EVERYTHING:
            meanings.keep(sheet.texts)
    return 1 if done.stopped is not None else 0


def _read(arguments: argparse.Namespace) -> tuple[RosterReading, Meanings]:
    meanings = Meanings(app.settings_file().with_name(FILE_NAME), said_in(arguments.map))
    rows = row_numbers(arguments.rows) if arguments.rows else None
    reading = read_roster(arguments.file, EVERYTHING, meanings)
    return reading if rows is None else reading.only(lambda _sheet, row: row in rows), meanings


def _say(reading: RosterReading, lines: Sequence[Line], say: Say) -> None:
    for words in import_words.about(reading, EVERYTHING):
        say(words)
    told = [line for line in lines if line.outcome is not Outcome.SAME or line.problems]
    for line in told[:SHOWN]:
        row = import_words.row(line, None)
        say(f"{row.right}　{row.name}　{row.word}　{row.second}".rstrip())
    if len(told) > SHOWN:
        say(f"……还有 {len(told) - SHOWN} 行，全部在 --report 写的报告里。")
    say(import_words.summary(lines))


def _write(arguments: argparse.Namespace, reading: RosterReading, lines: Sequence[Line], say: Say) -> None:
    name = arguments.file.stem
    if arguments.report:
        returns.write_report(arguments.report, lines, messages.problem, title=f"{name} 导入报告")
        say(f"逐行的报告写到了 {arguments.report}。")
    if arguments.refused and returns.has_refused(lines):
        returns.write_refused(arguments.refused, reading, lines, messages.problem, title=f"{name} 待改的行")
        say(f"有问题的行写到了 {arguments.refused}，改好后可以直接再导入。")


def _list(store: Store, say: Say) -> int:
    with store.read() as session:
        found = intake.taken(session)
    for each in found:
        say(f"{each.id}　{phrases.moment(each.at)}　{each.name}　{each.records} 条，留着 {each.standing} 条")
    return 0


def _undo(store: Store, intake_id: str, say: Say) -> int:
    with store.read() as session:
        found = next((each for each in intake.taken(session) if each.id == intake_id), None)
    if found is None:
        raise Refused("no_such_import")
    if not found.standing:
        raise Refused("already_undone")
    done = intake.undo(store, intake_id)
    say(import_words.undone(done))
    return 1 if done.stopped is not None else 0
