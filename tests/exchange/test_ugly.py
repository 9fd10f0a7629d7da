"""A folder of spreadsheets as counties really send them, each beside the report that we expect of it.

`python -m tests.exchange.test_ugly` writes the reports anew; read what changed before it is kept.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields
from datetime import datetime, time
from pathlib import Path

import pytest

from sscs_desktop.base.errors import Unreadable
from sscs_desktop.exchange.history_rows import HistoryRow
from sscs_desktop.exchange.outcome import shown
from sscs_desktop.exchange.roster import EVERYTHING, AssignmentCells, FigureCell, RosterRow, read_roster

FOLDER = Path(__file__).resolve().parent / "ugly"
SUFFIXES = {".xlsx", ".xls", ".ods", ".csv"}
FILES = sorted(file for file in FOLDER.iterdir() if file.suffix in SUFFIXES)


def report_of(file: Path) -> str:
    """Return what is read of a file: its sheets, its rows field by field, and what is wrong with them."""
    try:
        reading = read_roster(file, EVERYTHING)
    except Unreadable as error:
        return f"{error.code} {error.data}\n"
    lines = []
    for sheet in reading.sheets:
        ignored = f"，没有用到 {'、'.join(sheet.ignored)}" if sheet.ignored else ""
        unit = f"，单位 {sheet.unit}" if sheet.unit else ""
        lines.append(f"【{sheet.name}】{sheet.taken_for} 标题第 {sheet.heading_row} 行，{sheet.rows} 行{unit}{ignored}")
    lines += [f"{row.sheet}!{row.row} {'；'.join(said(row))}" for row in (*reading.rows, *reading.history)]
    for each in reading.problems:
        lost = " 整行没有收" if each.loses_row else ""
        lines.append(f"✗ {each.sheet}!{each.row} {each.column} {each.code} {each.value!r}{lost}")
    return "\n".join(lines) + "\n"


def said(row: RosterRow | HistoryRow) -> Iterator[str]:
    """Yield each field that a row fills."""
    for each in fields(row):
        value = getattr(row, each.name)
        if each.name in ("sheet", "row") or value in ("", None, ()):
            continue
        if isinstance(value, AssignmentCells):
            yield from (f"{f.name}={getattr(value, f.name)}" for f in fields(value) if getattr(value, f.name))
        elif isinstance(value, tuple) and isinstance(value[0], FigureCell):
            yield from (f"{cell.indicator.value}@{cell.period}={cell.value}" for cell in value)
        elif isinstance(value, datetime) and value.time() == time():
            yield f"{each.name}={value.date()}"
        else:
            yield f"{each.name}={shown(value)}".replace("\n", "⏎")


@pytest.mark.parametrize("file", FILES, ids=[file.name for file in FILES])
def test_each_ugly_spreadsheet_reads_as_its_report_says(file: Path) -> None:
    assert report_of(file) == file.with_name(f"{file.name}.txt").read_text("utf-8")


def test_the_folder_holds_every_format_and_every_report_its_file() -> None:
    assert {file.suffix for file in FILES} == SUFFIXES and len(FILES) >= 12
    assert {file.name for file in FOLDER.glob("*.txt")} == {f"{file.name}.txt" for file in FILES}


if __name__ == "__main__":
    for file in FILES:
        file.with_name(f"{file.name}.txt").write_text(report_of(file), "utf-8")
