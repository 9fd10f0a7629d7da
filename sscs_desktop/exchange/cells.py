"""A cell of somebody else's spreadsheet: what it may be, its text, and that text as it is compared."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime, time, timedelta
from functools import lru_cache

from sscs_desktop.domain.entry import clean

FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""What a text begins with that a spreadsheet takes for a formula; one in a .csv of ours has an apostrophe before it."""

Cell = str | float | int | bool | date | datetime | time | timedelta | None


class BadCellError(Exception):
    """A cell that cannot be taken; `kept` is what can be kept of it all the same."""

    def __init__(self, code: str, kept: object = None) -> None:
        super().__init__(code)
        self.code = code
        self.kept = kept


def as_text(value: Cell) -> str:
    """Return the cell as text on one line or more, cleaned; whole numbers without .0."""
    if isinstance(value, str):
        return clean(value)
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime) and value.time() == time():
        return value.date().isoformat()
    return str(value)


@lru_cache(maxsize=4096)
def plain(text: str) -> str:
    """Return text half-width and without white space."""
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", clean(text)))
