"""The sheets of an XML spreadsheet of 2003 that is named .xls, as many offices' systems export them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from xml.etree.ElementTree import Element, ParseError, fromstring

from sscs_desktop.base.errors import Unreadable
from sscs_desktop.exchange.cells import Cell
from sscs_desktop.exchange.open_document import Range

Rows = list[tuple[int, list[Cell]]]

_OFFICE = "urn:schemas-microsoft-com:office:"
_S = f"{{{_OFFICE}spreadsheet}}"
_X = f"{{{_OFFICE}excel}}"
_MOST_ROWS = 1_048_576
_WIDEST = 16_384


def is_book(text: str) -> bool:
    """Tell whether a text is such a spreadsheet."""
    return text.lstrip("\ufeff \r\n\t").startswith("<") and f"{_OFFICE}spreadsheet" in text[:2000]


def sheets(text: str) -> Iterator[tuple[str, bool, Rows, list[Range]]]:
    """Yield each sheet: its name, whether it is hidden, its filled rows with their index, what is merged down.

    Raises Unreadable("roster_unreadable", reason="format").
    """
    try:
        book = fromstring(text)
    except ParseError as error:
        raise Unreadable("roster_unreadable", reason="format") from error
    for sheet in book.iter(f"{_S}Worksheet"):
        shown = sheet.findtext(f"{_X}WorksheetOptions/{_X}Visible", "SheetVisible")
        yield sheet.get(f"{_S}Name", ""), shown != "SheetVisible", *_rows(sheet)


def _rows(sheet: Element) -> tuple[Rows, list[Range]]:
    rows: Rows = []
    ranges: list[Range] = []
    index = -1
    for row in sheet.iterfind(f"{_S}Table/{_S}Row"):
        index = _at(row, index + 1, _MOST_ROWS)
        cells: dict[int, Cell] = {}
        column = -1
        for cell in row.iterfind(f"{_S}Cell"):
            column = _at(cell, column + 1, _WIDEST)
            if (value := _value(cell)) != "":
                cells[column] = value
            tall, wide = _count(cell, "MergeDown", _MOST_ROWS), _count(cell, "MergeAcross", _WIDEST)
            if tall:
                ranges.append(((index, column), (index + tall, column + wide)))
            column += wide
        if cells:
            rows.append((index, [cells.get(at, "") for at in range(max(cells) + 1)]))
    return rows, ranges


def _value(cell: Element) -> Cell:
    data = cell.find(f"{_S}Data")
    if data is None:
        return ""
    text, kind = "".join(data.itertext()), data.get(f"{_S}Type")
    try:
        if kind == "Number":
            return float(text)
        return datetime.fromisoformat(text) if kind == "DateTime" else text
    except ValueError:
        return text


def _at(element: Element, usual: int, most: int) -> int:
    """Return where a row or cell stands: at its own index, else after the one before."""
    return _count(element, "Index", most) - 1 if element.get(f"{_S}Index") else usual


def _count(element: Element, name: str, most: int) -> int:
    text = element.get(_S + name, "")
    return min(int(text), most) if text.isdecimal() else 0
