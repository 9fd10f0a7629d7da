"""What the lines between a table's rows say of those below them: 一、前期项目, （二）工业企业, 凤凰镇（3家）."""

from __future__ import annotations

import re
from collections.abc import Sequence

from sscs_desktop.domain.vocabulary import Stage
from sscs_desktop.exchange import cell_words
from sscs_desktop.exchange.cells import Cell, as_text, plain

TOWN = r"[\u4e00-\u9fff]{1,6}(?:镇|乡|街道)"
_NUMERAL = "[一二三四五六七八九十]{1,3}"
_PLACE = re.compile(rf"(?:\d{{1,2}}|{_NUMERAL}|\({_NUMERAL}\))?[、.,]?({TOWN})(?:\(.*\)|:|共?\d+[家户个].{{0,4}})?")
_NO_PLACE = re.compile("各?(?:乡镇|镇街|乡|镇|街道)")
_OF_CLASS = re.compile("工业企业|服务业|科技型")
"""规上企业 alone are of several classes."""
_NUMBERED = re.compile(rf"{_NUMERAL}(?:[、.,:]|$)|\({_NUMERAL}\)")


def place_in(text: str) -> str:
    """Return the township that a sheet or a line between rows is called by, "" for anything else."""
    found = _PLACE.fullmatch(plain(text))
    return found[1] if found and not _NO_PLACE.fullmatch(found[1]) else ""


class Sections:
    """What a row is told by its sheet's name and by the lines above it that are in force; `rows` are their numbers."""

    def __init__(self, sheet: str) -> None:
        self._sheet = plain(sheet)
        self._lines: dict[int, tuple[int, str]] = {}
        self._take()

    def hear(self, row: int, cells: Sequence[Cell]) -> None:
        """Take a line for the head of what follows, if it is one: a new one ends those of its depth and below."""
        texts = [plain(as_text(cell)) for cell in cells if isinstance(cell, str) and cell != ""]
        words = next(filter(place_in, texts), "") or "".join(texts[:2])
        is_place = len(texts) == 1 and place_in(words)
        if not texts or not (is_place or _NUMBERED.match(texts[0])):
            return
        depth = 1 if texts[0].startswith("(") else 0
        self._lines = {at: line for at, line in self._lines.items() if at < depth} | {depth: (row, words)}
        self._take()

    def _take(self) -> None:
        words = [words for _, words in reversed(self._lines.values())]
        named = (cell_words.classes(each) for each in words if _OF_CLASS.search(each))
        self.rows = tuple(row for row, _ in self._lines.values())
        self.stage: Stage | None = next(filter(None, map(cell_words.stage, (*words, self._sheet))), None)
        self.classes = next(filter(None, named), cell_words.classes(self._sheet) or ())
        self.township = next(filter(None, map(place_in, (*words, self._sheet))), "")
