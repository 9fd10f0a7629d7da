"""The rows of a worksheet, put into a workbook that has all but them (ECMA-376 part 1, 18.3.1.73 row, 18.3.1.4 c)."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import IO
from xml.sax.saxutils import escape

from sscs_desktop.base.telling import Told
from sscs_desktop.domain.entry import clean

Value = str | int | float | Decimal | bool | date | None
Rows = Sequence[Sequence[Value]]

LONGEST_TEXT = 32_767
"""Characters a cell holds (ECMA-376 as Excel limits it)."""
_DAY_ZERO = date(1899, 12, 30).toordinal()
_FIRST_DAY = date(1900, 3, 1).toordinal()
"""From here on all programs count days alike; Excel shows none of an earlier century."""
_END = b"</sheetData>"
_MODEL = re.compile(rb'<c r="([A-Z]+)\d+" s="(\d+)"/>')
_SHEET = re.compile(r"xl/worksheets/sheet(\d+)\.xml")
_DIMENSION = re.compile(rb'<dimension ref="[^"]*"/>')
_CODED = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
"""What a reader would take for a coded character: _x0041_ is A."""
_TOLD_EVERY = 500
MOST_LINES = 27
"""A row is 409 points high at most (ECMA-376 as Excel limits it)."""


@dataclass(frozen=True, kw_only=True)
class Styles:
    """One column: its letters, and the styles of its cells by their numbers in the workbook."""

    column: str
    text: int
    day: int
    number: int


Sheet = tuple[int, Rows, Sequence[int]]
"""The index of its first row from 0, its rows, and how many lines each is high."""
LINE = 15
"""Points."""


def fill(bare: IO[bytes], file: IO[bytes], sheets: Sequence[Sheet], told: Told) -> None:
    """Copy a workbook, putting each sheet's rows in the place of three model rows: its columns as text, day, number."""
    counted = _Counted(sum(len(rows) for _, rows, _ in sheets), told)
    with zipfile.ZipFile(bare) as source, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=2) as target:
        for part in source.infolist():
            content = source.read(part)
            match = _SHEET.fullmatch(part.filename)
            with target.open(part.filename, "w") as out:
                if match is None:
                    out.write(content)
                    continue
                for piece in _with_rows(content, sheets[int(match[1]) - 1], counted):
                    out.write(piece)


def shown(value: Value) -> str:
    """Return a value as text."""
    if isinstance(value, str):
        return value
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, Decimal):
        return f"{value:f}"
    return str(value)


def is_text(value: Value) -> bool:
    """Tell whether a cell says a value in words."""
    return isinstance(value, str | bool) or (isinstance(value, date) and value.toordinal() < _FIRST_DAY)


@dataclass
class _Counted:
    """How far the rows of all sheets are."""

    total: int
    told: Told
    done: int = 0

    def add(self, rows: int) -> None:
        self.done += rows
        self.told(self.done, self.total)


def _with_rows(content: bytes, sheet: Sheet, counted: _Counted) -> Iterator[bytes]:
    first, rows, lines = sheet
    begin, end = content.index(b'<row r="%d"' % (first + 1)), content.index(_END)
    styles = _styles(content[begin:end])
    whole = f'<dimension ref="A1:{styles[-1].column}{first + len(rows)}"/>'.encode()
    yield _DIMENSION.sub(whole, content[:begin], count=1)
    yield from _written(styles, first, rows, lines, counted)
    yield content[end:]


def _styles(models: bytes) -> list[Styles]:
    found = [(column.decode(), int(number)) for column, number in _MODEL.findall(models)]
    wide = len(found) // 3
    three = zip(found[:wide], found[wide : 2 * wide], found[2 * wide :], strict=True)
    return [Styles(column=name, text=text, day=day, number=n) for (name, text), (_, day), (_, n) in three]


def _written(
    styles: Sequence[Styles], first: int, rows: Rows, lines: Sequence[int], counted: _Counted
) -> Iterator[bytes]:
    """Yield the rows; what a column says twice is made once."""
    begins = [f'<c r="{style.column}' for style in styles]
    columns = [
        map(_Cells(style).__getitem__, _plain(column)) for style, column in zip(styles, _turned(rows), strict=False)
    ]
    ends = zip(*columns, strict=True)
    for start in range(first + 1, first + len(rows) + 1, _TOLD_EVERY):
        some = list(zip(range(start, start + _TOLD_EVERY), ends, strict=False))
        high = lines[start - first - 1 :]
        made = [_row(str(n), begins, cells, count) for (n, cells), count in zip(some, high, strict=False)]
        yield "".join(made).encode("utf-8", "replace")
        counted.add(len(some))


def _row(number: str, begins: Sequence[str], cells: Sequence[str], lines: int) -> str:
    height = f' ht="{LINE * min(lines, MOST_LINES)}"' if lines > 1 else ""
    return f'<row r="{number}"{height}>{"".join([a + number + b for a, b in zip(begins, cells, strict=True)])}</row>'


def _turned(rows: Rows) -> Iterator[Sequence[Value]]:
    """Return the columns of rows."""
    return zip(*rows, strict=True)


def _plain(column: Sequence[Value]) -> Sequence[Value]:
    """Return a column whose equal values read the same: True equals 1."""
    if bool not in set(map(type, column)):
        return column
    return [shown(value) if isinstance(value, bool) else value for value in column]


class _Cells(dict[Value, str]):
    """The rest of a cell of one column after its row's number, by its value."""

    def __init__(self, styles: Styles) -> None:
        super().__init__()
        self._styles = styles

    def __missing__(self, value: Value) -> str:
        made = self[value] = self._made(value)
        return made

    def _made(self, value: Value) -> str:
        if value is None or isinstance(value, str) or is_text(value):
            return self._text(shown(value))
        if isinstance(value, date):
            return f'" s="{self._styles.day}"><v>{_serial(value)}</v></c>'
        return f'" s="{self._styles.number}"><v>{_number(value)}</v></c>'

    def _text(self, value: str) -> str:
        text = clean(value)[:LONGEST_TEXT]
        if not text:
            return f'" s="{self._styles.text}"/>'
        return f'" s="{self._styles.text}" t="inlineStr"><is><t>{_escaped(text)}</t></is></c>'


def _escaped(text: str) -> str:
    return escape(_CODED.sub("_x005F_", text) if "_x" in text else text)


def _number(value: int | float | Decimal) -> str:
    """Return a number as XML writes it; nan and infinity have no number there."""
    text = f"{value:f}" if isinstance(value, Decimal) else repr(value)
    if text.lower().lstrip("-") in ("nan", "inf", "infinity"):
        raise ValueError(text)
    return text


def _serial(value: date) -> str:
    """Return a day as spreadsheets count them, the hours as its fraction."""
    days = value.toordinal() - _DAY_ZERO
    if not isinstance(value, datetime):
        return str(days)
    return repr(days + (value.hour * 3600 + value.minute * 60 + value.second) / 86400)
