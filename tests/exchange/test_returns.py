"""Rows sent back to whoever sent them: in their own title and columns, and they read as they did."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from sscs_desktop.base.errors import Unreadable
from sscs_desktop.exchange import returns
from sscs_desktop.exchange.history_rows import HistoryRow
from sscs_desktop.exchange.outcome import Line, Outcome
from sscs_desktop.exchange.roster import EVERYTHING, RosterReading, RosterRow, read_roster
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
