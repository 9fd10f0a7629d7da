"""What the reader of .xlsx files does not tell: how large they unpack, formulas nobody calculated, hidden rows."""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import reduce
from io import BytesIO
from posixpath import basename
from xml.etree.ElementTree import ParseError, fromstring

from sscs_desktop.base.errors import Unreadable

LARGEST_UNPACKED = 512 * 1024 * 1024
MOST_CELLS = 50_000_000
"""The reader keeps a sheet as one full rectangle: one stray cell in XFD1048576 would ask for 512 GB and abort."""

_OTHER_PARTS = frozenset({"sharedstrings.xml", "styles.xml", "workbook.xml", "[content_types].xml"})
_FAR_CELL = re.compile(rb"r=[\"'](?:A[V-Z]|[B-Z][A-Z]|[A-Z]{3})\d")
"""Maybe a cell in the 48th column or further right: without any, no sheet of 1,048,576 rows has MOST_CELLS.

It begins with plain letters because those are looked for seven times faster.
"""
_WIDE_CELL = re.compile(rb"<(?:\w+:)?c\b[^>]*?\br=[\"']([A-Z]{2,3})\d+[\"'][^>]*(?<!/)>")
_ROW = re.compile(rb"<(?:\w+:)?row\b[^>]*?\br=[\"'](\d+)[\"']")
_HIDDEN_ROW = re.compile(rb"<(?:\w+:)?row\b[^>]*\bhidden=[\"'](?:1|true)[\"'][^>]*(?<!/)>")
_UNCALCULATED = re.compile(
    rb"<c\b(?![^>]*\bt=[\"']str)[^>]*?\br=[\"']([A-Z]+)(\d+)[\"'][^>]*>"
    rb"<f\b(?:[^>]*/>|[^>]*>[^<]*</f>)(?:<v\s*/>|<v></v>)?</c>"
)
"""A formula without a value; one that gives no text has an empty one and says that it is text."""
_SHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}sheet"
_ID = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


@dataclass(frozen=True, kw_only=True)
class Unsaid:
    """What stands in one sheet besides its values."""

    uncalculated: frozenset[tuple[int, int]] = frozenset()
    """(row, column) from 0 of formulas that no program has calculated: they read as empty cells."""
    hidden_rows: int = 0


def unsaid(content: bytes) -> Mapping[str, Unsaid]:
    """Return what is worth a word, by sheet; nothing for a file that is no .xlsx.

    Raises Unreadable("roster_unreadable") with reason too_large, before anything tries to hold it, or format.
    """
    if not zipfile.is_zipfile(BytesIO(content)):
        return {}
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            parts = archive.infolist()
            if sum(part.file_size for part in parts) > LARGEST_UNPACKED:
                raise Unreadable("roster_unreadable", reason="too_large")
            sheets = [part for part in parts if _may_be_sheet(part.filename)]
            told = {basename(part.filename): _looked_at(_read(archive, part)) for part in sheets}
            return _by_name(archive, told) if any(each != Unsaid() for each in told.values()) else {}
    except (zipfile.BadZipFile, RuntimeError, EOFError, zlib.error) as error:
        raise Unreadable("roster_unreadable", reason="format") from error


def _may_be_sheet(name: str) -> bool:
    """Tell whether a part may hold a sheet: the workbook may name any, wherever it lies."""
    return name.lower().endswith(".xml") and basename(name).lower() not in _OTHER_PARTS


def _read(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> bytes:
    """Return a part, of one that says it is smaller than it is no more than that."""
    with archive.open(part) as stream:
        return stream.read(part.file_size)


def _looked_at(sheet: bytes) -> Unsaid:
    if _extent(sheet) > MOST_CELLS:
        raise Unreadable("roster_unreadable", reason="too_large")
    hidden = len(_HIDDEN_ROW.findall(sheet)) if b"hidden=" in sheet else 0
    formulas = _UNCALCULATED.finditer(sheet) if b"<f" in sheet else ()
    cells = frozenset((int(match[2]) - 1, _column(match[1])) for match in formulas)
    return Unsaid(uncalculated=cells, hidden_rows=hidden)


def _by_name(archive: zipfile.ZipFile, told: Mapping[str, Unsaid]) -> Mapping[str, Unsaid]:
    """Return the same by the sheets' names: the workbook names them and says by which relation each is found."""
    try:
        relations = fromstring(archive.read("xl/_rels/workbook.xml.rels"))
        book = fromstring(archive.read("xl/workbook.xml"))
    except (KeyError, ParseError):
        return {}
    files = {each.get("Id"): basename(each.get("Target", "")) for each in relations}
    return {each.get("name", ""): told.get(files.get(each.get(_ID), ""), Unsaid()) for each in book.iter(_SHEET)}


def _extent(sheet: bytes) -> int:
    """Return how many cells the rectangle around a sheet's filled cells has at most; 0 within columns A to AU."""
    if not _FAR_CELL.search(sheet):
        return 0
    wide = {match[1] for match in _WIDE_CELL.finditer(sheet)}
    if not wide:
        return 0
    width = max(map(_column, wide)) + 1
    return width * max((int(match[1]) for match in _ROW.finditer(sheet)), default=0)


def _column(letters: bytes) -> int:
    return reduce(lambda number, letter: number * 26 + letter - 64, letters, 0) - 1
