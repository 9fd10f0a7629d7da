"""Rows put in among a table's lines: what formulas, names, filters and rules say of its cells afterwards."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from openpyxl.worksheet.cell_range import MultiCellRange

_PLACE = re.compile(r"(\$?[A-Z]{1,3}\$?)(\d+)(?::(\$?[A-Z]{1,3}\$?)(\d+))?")


@dataclass(frozen=True, kw_only=True)
class PutIn:
    """So many rows put in below the lines of a sheet; a range that ends at the last line goes on to the new ones."""

    sheet: str
    lines: range
    more: int

    def formula(self, words: str, on: str) -> str:
        """Return a formula that stands on a sheet; one that cannot be read stays as it is."""
        from openpyxl.formula.tokenizer import Token, Tokenizer, TokenizerError

        try:
            read = Tokenizer(words)
        except TokenizerError:
            return words
        for each in read.items:
            if each.type == Token.OPERAND and each.subtype == Token.RANGE:
                each.value = self.named(each.value, on)
        return str(read.render())

    def named(self, words: str, on: str = "") -> str:
        """Return cells as a formula or a name says them, with their sheet unless it is the one they stand on."""
        sheet, mark, place = words.rpartition("!")
        of = sheet.strip("'").replace("''", "'") if mark else on
        return sheet + mark + self.place(place) if of == self.sheet else words

    def place(self, words: str) -> str:
        """Return a cell or a range of the sheet itself."""
        found = _PLACE.fullmatch(words)
        if found is None:
            return words
        first, last = self._ends(int(found[2]), int(found[4] or 0))
        return f"{found[1]}{first}" + (f":{found[3]}{last}" if found[4] else "")

    def places(self, ranges: MultiCellRange) -> MultiCellRange:
        """Return the cells for which a list to choose from or a colour is set."""
        ends = ((found, *self._ends(found.min_row, found.max_row)) for found in ranges.ranges)
        return type(ranges)(type(found)(None, found.min_col, first, found.max_col, last) for found, first, last in ends)

    def _ends(self, first: int, last: int) -> tuple[int, int]:
        begin = first + self.more if first >= self.lines.stop else first
        return begin, last + self.more if last >= max(self.lines.stop - 1, self.lines.start) else last
