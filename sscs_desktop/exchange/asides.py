"""Rows among a table's that tell of no enterprise: sums, sections, notes, and what each printed page repeats."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence

from sscs_desktop.exchange.cells import Cell, as_text, plain
from sscs_desktop.exchange.sections import place_in

_SUM = re.compile(r"(?:.{0,20}(?:合计|总计|小计)|.{0,4}(?:共计|汇总))(?:[:(,].*|\d+.{0,2})?|共\d+[家户个项].{0,4}")
_NOTE = re.compile(
    r"(?:注|备注|说明|填表人|制表人|制表|审核人?|填报单位|填报人|单位负责人|负责人|经办人|联系人|填报日期|日期)(?:\(.{0,6}\))?:"
)
_PAGE = re.compile(r"第\d+页.*|\d+/\d+")
_NUMERAL = re.compile("[(]?[一二三四五六七八九十]{1,3}[)]?[、.]?")
_SECTION = re.compile("(?:[一二三四五六七八九十]{1,3}[、.,:]|[(][一二三四五六七八九十]{1,3}[)]).+")
_ORDINAL = re.compile(r"[甲乙丙丁戊己庚辛壬癸A-Z]|\(?\d{1,2}\)?")
"""What numbers the columns below their headings: 甲 乙 1 2."""
_FIRM = re.compile("公司|厂|店|社|院|场|站|集团|中心")
_SENTENCE = re.compile(r".+[。；]")
_NOTE_CELLS = 3


class Asides:
    """Tells which rows of one sheet are asides.

    heading: of the names. repeated: all that stands down to the headings, which each printed page may repeat. told:
    the columns that are read, but the one of names; numbers: those of figures.
    """

    def __init__(
        self,
        heading: str = "",
        repeated: Iterable[str] = (),
        told: Collection[int] = (),
        numbers: Collection[int] = (),
    ) -> None:
        self._heading = plain(heading)
        self._repeated = {plain(text) for text in repeated} - {""}
        self._told = told
        self._numbers = numbers

    def has(self, cells: Sequence[Cell], name: str) -> bool:
        """Tell whether a row is one; `name` is what stands in the column of names, or is merged into it."""
        filled = [index for index, cell in enumerate(cells) if cell != ""]
        lead = cells[filled[0]]
        if len(filled) > _NOTE_CELLS and (lead == name or not isinstance(lead, str)) and _FIRM.search(name):
            may_be_sum = "计" in name or "汇" in name or "共" in name
            return may_be_sum and _SUM.fullmatch(plain(name)) is not None  # most rows: a firm, and more beside it
        first, name = plain(as_text(lead)), plain(name)
        if (name and name == self._heading) or _SUM.fullmatch(first) or _SUM.fullmatch(name):
            return True
        if name and first != name and filled[0] in self._told:
            return False  # one of several problems below a name that stands once, however it begins
        if len(filled) == 1 and (_PAGE.fullmatch(first) or _SENTENCE.fullmatch(first)):
            return True
        if _NOTE.match(first) and (len(filled) <= _NOTE_CELLS or not name):
            return True
        if (name or first) in self._repeated and all(plain(as_text(cells[i])) in self._repeated for i in filled):
            return True
        if _ORDINAL.fullmatch(name or first) and all(_ORDINAL.fullmatch(plain(as_text(cells[i]))) for i in filled):
            return True
        return self._is_section(cells, filled, name)

    def _is_section(self, cells: Sequence[Cell], filled: Sequence[int], name: str) -> bool:
        """Tell a line like 一、规上企业, 二 beside 规下企业（2家）, 凤凰镇: no firm, nothing but numbers beside."""
        first = plain(as_text(cells[filled[0]]))
        is_head = _SECTION.fullmatch(first) or _NUMERAL.fullmatch(first) or place_in(first)
        if not is_head or _FIRM.search(name):
            return False
        rest = ((index, plain(as_text(cells[index]))) for index in filled[1:])
        return all(index in self._numbers or text == name or place_in(text) for index, text in rest)
