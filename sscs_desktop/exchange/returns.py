"""What goes back to whoever sent a spreadsheet: the report row by row, and the rows to mend in their own columns."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import time, timedelta
from pathlib import Path

from sscs_desktop.exchange.cells import Cell, as_text
from sscs_desktop.exchange.outcome import Line, Outcome
from sscs_desktop.exchange.roster_rows import REASON, RosterReading, SheetReading
from sscs_desktop.exchange.sheet_rows import Value
from sscs_desktop.exchange.tables import Sheet, write_book

Say = Callable[[str], str]
"""A problem's code -> its words."""

WORDS = {Outcome.NEW: "新增", Outcome.CHANGED: "更新", Outcome.SAME: "无变化", Outcome.REFUSED: "没有收"}
_HEADINGS = ("工作表", "行", "名称", "结果", "改了什么（原来 → 现在）", "没有采用的和原因")


def write_report(path: Path, lines: Sequence[Line], say: Say, *, title: str) -> Path:
    """Write one line for each row of the file. Raises DiskTrouble."""
    rows = [
        (line.sheet, line.row, line.name, WORDS[line.outcome], changes_of(line), reasons_of(line, say))
        for line in lines
    ]
    return write_book(path, [Sheet(name="导入报告", title=title, headings=_HEADINGS, rows=rows)])


def write_refused(path: Path, reading: RosterReading, lines: Sequence[Line], say: Say, *, title: str) -> Path:
    """Write the rows that something is wrong with under their own title and headings, and why, to be mended and sent
    again; `title` is for those that had none.

    Raises DiskTrouble.
    """
    wrong = {line.place: reasons_of(line, say) for line in lines if line.problems}
    return write_book(path, [each for sheet in reading.sheets if (each := _returned(sheet, wrong, title)) is not None])


def has_refused(lines: Sequence[Line]) -> bool:
    """Tell whether there is anything to send back."""
    return any(line.problems for line in lines)


def changes_of(line: Line) -> str:
    """Return what a row changes, one change a line of the cell."""
    return "\n".join(f"{each.label}：{each.old or '（空）'} → {each.new}" for each in line.changes)


def reasons_of(line: Line, say: Say) -> str:
    """Return why a row, or some of its cells, were not taken."""
    return "；".join(f"{name}：{say(code)}" if name else say(code) for name, code in line.problems.items())


def _returned(sheet: SheetReading, wrong: dict[tuple[str, int], str], title: str) -> Sheet | None:
    places = [row for row in sheet.cells if (sheet.name, row) in wrong]
    if not places:
        return None
    width = len(sheet.texts)
    rows: list[Sequence[Value]] = []
    shown: Sequence[int] = ()
    for row in places:
        above = sheet.under.get(row, ())
        rows += [(*_whole(sheet.cells[line], width), "") for line in above if line not in shown]
        rows.append((*_whole(sheet.cells[row], width), wrong[sheet.name, row]))
        shown = above
    return Sheet(name=sheet.name, title="　".join(sheet.above) or title, headings=[*sheet.texts, REASON], rows=rows)


def _whole(cells: Sequence[Cell], width: int) -> list[Value]:
    """Return a row's cells as they were, as many as there are headings."""
    values: list[Value] = [as_text(cell) if isinstance(cell, time | timedelta) else cell for cell in cells[:width]]
    return values + [None] * (width - len(values))
