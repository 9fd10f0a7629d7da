"""What the reader of .ods files does not tell: which cells are merged down a column, and that there is a password."""

from __future__ import annotations

import zipfile
from io import BytesIO
from typing import IO
from xml.etree.ElementTree import Element, ParseError, iterparse

Range = tuple[tuple[int, int], tuple[int, int]]
"""(row, column) of the first cell and of the last, from 0."""

_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_MOST_ROWS = 1_048_576
"""Of a sheet: nobody means more, but a file may say so."""
_CELLS = (f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell")


def merged_ranges(content: bytes) -> dict[str, list[Range]]:
    """Return the merged cells of each sheet; nothing for a file that is no .ods."""
    if not zipfile.is_zipfile(BytesIO(content)):
        return {}
    with zipfile.ZipFile(BytesIO(content)) as archive:
        if "content.xml" not in archive.namelist():
            return {}
        with archive.open("content.xml") as part:
            try:
                return _ranges(part)
            except (ParseError, ValueError):
                return {}  # the library has read it all the same


def is_encrypted(content: bytes) -> bool:
    """Tell whether a file is an .ods with a password: its manifest says how its parts are encrypted."""
    if not zipfile.is_zipfile(BytesIO(content)):
        return False
    with zipfile.ZipFile(BytesIO(content)) as archive:
        name = "META-INF/manifest.xml"
        return name in archive.namelist() and b"encryption-data" in archive.read(name)


def _ranges(part: IO[bytes]) -> dict[str, list[Range]]:
    found: dict[str, list[Range]] = {}
    here: list[Range] = []
    row = column = 0
    for event, element in iterparse(part, ("start", "end")):
        if event == "end":
            if element.tag == f"{_TABLE}table-row":
                row, column = row + _count(element, "number-rows-repeated"), 0
                element.clear()
        elif element.tag == f"{_TABLE}table":
            here, row, column = found.setdefault(element.get(f"{_TABLE}name", ""), []), 0, 0
        elif element.tag in _CELLS:
            tall, wide = _count(element, "number-rows-spanned"), _count(element, "number-columns-spanned")
            if tall > 1:
                here.append(((row, column), (row + tall - 1, column + wide - 1)))
            column += _count(element, "number-columns-repeated")
    return found


def _count(element: Element, name: str) -> int:
    return min(int(element.get(_TABLE + name, "1")), _MOST_ROWS)
