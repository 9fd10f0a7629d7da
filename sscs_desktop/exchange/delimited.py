"""A .csv file as a grid: whatever encoding and delimiter the program that wrote it likes."""

from __future__ import annotations

import codecs
import csv
import io
import re
from typing import Any

from sscs_desktop.base.errors import Unreadable
from sscs_desktop.exchange.cells import FORMULA, Cell

DELIMITERS = ",\t;|"
_LOOKED_AT = 64 * 1024
"""Characters that show which delimiter it is."""
_WIDEST = 131_072
"""Characters of one cell; a quote left open would otherwise swallow the file."""
_MARKED = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),  # what Excel calls Unicode text
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_GUESSED = ("utf-16-le", "utf-16-be")
_GUARDED = re.compile(r'="([^"]*)"|\'([-=+@\d].*)', re.DOTALL)
"""How programs keep a code from becoming a number, and we a text from becoming a formula: ="9113008421", '-1."""


def text_of(content: bytes) -> str:
    """Return the text of a file: UTF-8 or UTF-16 by their mark, else UTF-8, else GB 18030; with zeros in it UTF-16.

    Raises Unreadable("roster_unreadable", reason="format") for what is no text.
    """
    plain = _GUESSED if b"\0" in content else ("utf-8", "gb18030")
    for encoding in [name for mark, name in _MARKED if content.startswith(mark)] or plain:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if text.strip() and (encoding not in _GUESSED or _is_text(text)):
            return text
    raise Unreadable("roster_unreadable", reason="format")


def _is_text(text: str) -> bool:
    """Tell text from what bytes of something else decode to: lines of characters that there are."""
    return "\n" in text and "".join(text.split()).isprintable()


def rows_of(text: str) -> list[tuple[int, list[Cell]]]:
    """Return the filled rows with their index from 0, as a spreadsheet program would count them.

    Raises Unreadable("roster_unreadable", reason="format").
    """
    csv.field_size_limit(_WIDEST)
    mark = _delimiter(text)
    try:
        found = _read(text, delimiter=mark, strict=True)
    except csv.Error:
        found = _mended(text, mark)
    if not is_table(found):
        raise Unreadable("roster_unreadable", reason="format")
    return found


def _mended(text: str, mark: str) -> list[tuple[int, list[Cell]]]:
    """Return the rows of a text with quotes in wrong places; one that is never closed would swallow all below it."""
    try:
        if text.count('"') % 2 == 0:
            return _read(text, delimiter=mark)
        return _read(text.replace('"', ""), delimiter=mark, quoting=csv.QUOTE_NONE)
    except csv.Error as error:
        raise Unreadable("roster_unreadable", reason="format") from error


def _read(text: str, **how: Any) -> list[tuple[int, list[Cell]]]:
    rows = enumerate(csv.reader(io.StringIO(text, newline=""), **how))
    return [(index, [_bare(cell) for cell in cells]) for index, cells in rows if any(cells)]


def is_table(rows: list[tuple[int, list[Cell]]]) -> bool:
    """Tell a table from a letter."""
    return sum(len(cells) > 1 for _, cells in rows) > 1


def _delimiter(text: str) -> str:
    """Return the delimiter under which most rows have as many cells as their neighbours, and more than one."""
    head = text[:_LOOKED_AT].splitlines()[:100]
    return max(DELIMITERS, key=lambda mark: _agreement(head, mark))


def _agreement(lines: list[str], mark: str) -> int:
    widths = [len(row) for row in csv.reader(lines, delimiter=mark) if any(row)]
    return sum(width for width, before in zip(widths[1:], widths, strict=False) if width == before > 1) + max(
        (width for width in widths if width > 1), default=0
    )


def _bare(cell: str) -> str:
    if cell.startswith("'") and cell.startswith(FORMULA, 1):
        return cell[1:]
    match = _GUARDED.fullmatch(cell)
    return (match[1] or match[2] or "") if match else cell
