"""One cell of somebody else's spreadsheet -> one value of ours, or the reason why not.

Spreadsheets hand over every number as a float: phones arrive as 13800138000.0, and an 18-digit code typed into a
number cell has lost its last digits already. Such a cell is refused, never mended.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from decimal import Decimal, InvalidOperation
from functools import lru_cache, partial

from sscs_desktop.domain import credit_code
from sscs_desktop.domain.entry import is_phone
from sscs_desktop.exchange import cell_days
from sscs_desktop.exchange.cell_words import WORDS
from sscs_desktop.exchange.cells import BadCellError, Cell, as_text, plain
from sscs_desktop.exchange.columns import Bound, Sort
from sscs_desktop.exchange.figure_words import parted, scale_of

_NOTHING = re.compile(
    r"[-—–―_/\\.。、,*?…~]*|\(?(?:无|暂无|没有|不详|不清楚|未知|未填|待定|待补|暂缺|空)\)?|none|null|nan|n/?a"
    r"|#(?:n/a|ref!|value!|div/0!|name\?|num!|null!)",
    re.IGNORECASE,
)
_REGISTERED = re.compile(r"(?:存续|在业|在营|在册|开业|营业)(?:\(.*\)|企业|状态)?")
"""What a register says of every firm that is not struck off it, in a column of how it does."""
_ZERO_COUNTS = frozenset({Sort.MONEY, Sort.NUMBER, Sort.YES_NO})
"""Elsewhere a 0 is what a formula makes of an empty cell."""
_LONGEST_NOTHING = 8
_EXACT = 10**15
"""A float holds 15 decimal digits surely; GB 32100 codes have 18."""

_SCIENTIFIC = re.compile(r"\d(?:\.\d+)?E\+?\d+", re.IGNORECASE)
_LINE_END = re.compile(r"\s*\n\s*")
_NUMBERED = re.compile(r"^(?:\d{1,3}\s*[.．、](?!\d)|[(（]\d{1,3}[)）]|[\u2460-\u2473])\s*(?=.{4})")
"""A row's number before its name; what no registered name begins with."""
_MARKS = "*＊★☆▲△※ \u3000"
"""What a list puts to a name to say something at its foot."""
_WHOLE_NAME = re.compile(r".{4,}(?:公司|厂|合作社)(?:\(.+\)|（.+）)?[、，,;；]?")
_GROUPS = re.compile(r",(?=\d{3}(?:\D|$))")
_OWED = re.compile(r"\((\d[\d.]*)\)")
"""How book-keepers write what is below zero."""
_CODE_IN_TEXT = re.compile(r"(?<![0-9A-Za-z])[0-9A-Za-z]{18}(?![0-9A-Za-z])")
_NO_LETTERS = str.maketrans("OI", "01")
_OR = re.compile(r"(?<=\d)(?:\s+|或|和|及)(?=[\d(+])")
_AND_OTHERS = re.compile(r"等\d*[人名]?$")
_DIVISION_CODE = re.compile(r"\d{6}|\d{9}|\d{12}")
_POST = re.compile(r".{0,12}(?:长|书记|主任|经理|主席|常委|总监|主管|会计|负责人|联络员|科员|干事|干部)")
_PHONE_IN_TEXT = re.compile(r"(?:\+?86[- ]?)?(?:1[3-9]\d[- ]?\d{4}[- ]?\d{4}|0\d{2,3}[- ]?\d{7,8}|\d{7,8})")


def reader(bound: Bound) -> Callable[[Cell], object]:
    """Return what reads the cells of that column: the value, None for an empty cell. It raises BadCellError."""
    sort = bound.column.sort
    if sort in (Sort.MONEY, Sort.NUMBER):
        typed: Callable[[Cell], object] = partial(_figure, factor=bound.factor, own=scale_of(bound.column.unit))
    elif sort in _DAYS:
        typed = partial(_DAYS[sort], year=bound.year)
    elif sort in WORDS:
        typed = partial(_word, WORDS[sort])
    else:
        typed = _READERS[sort]

    def read(value: Cell) -> object:
        return None if _says_nothing(value, sort) else typed(value)

    return lru_cache(maxsize=1024, typed=True)(read)  # most columns say the same few words over and over


def _says_nothing(value: Cell, sort: Sort) -> bool:
    if value is None or value == "":
        return True
    if sort is Sort.FOUND:
        return False
    if value in (0, "0"):
        return sort not in _ZERO_COUNTS
    if sort is Sort.OPERATING and isinstance(value, str) and _REGISTERED.fullmatch(plain(value)):
        return True
    return isinstance(value, str) and len(value) <= _LONGEST_NOTHING and _NOTHING.fullmatch(plain(value)) is not None


def split_person(text: str) -> tuple[str, str, str]:
    """Return name, title and phone of a cell like 张三 副县长 13800138000; what is missing is ""."""
    if text.isalpha():
        return text, "", ""
    text = unicodedata.normalize("NFKC", text)
    phones = _PHONE_IN_TEXT.findall(text)
    rest = _PHONE_IN_TEXT.sub(" ", text)
    words = re.sub(r"[()、,;:/\n]", " ", rest).split()
    if len(words) == 2 and len(words[0]) == len(words[1]) == 1:
        words = ["".join(words)]  # 李　明: two characters spread to the width of three
    elif len(words) > 1 and rest.isascii():
        words = [" ".join(rest.split())]  # John Smith
    elif len(words) == 2 and _POST.fullmatch(words[0]) and not _POST.fullmatch(words[1]):
        words.reverse()  # 县长 张三
    return (words[0] if words else ""), " ".join(words[1:]), "、".join(phones)


def _word(known: Callable[[str], object], value: Cell) -> object:
    word = known(plain(as_text(value)))
    if word is None:
        raise BadCellError("unknown_word")
    return word


def _name(value: Cell) -> str:
    """Return a name without its number in the list and the list's marks."""
    return _NUMBERED.sub("", _one_line(as_text(value).strip(_MARKS)))


def _one_line(text: str) -> str:
    """Return a name as one line: of lines that are whole names each, as several names."""
    if "\n" not in text:
        return text
    between = "、" if all(map(_WHOLE_NAME.fullmatch, _LINE_END.split(text))) else ""
    return _LINE_END.sub(between, text)


def _credit_code(value: Cell) -> str:
    """Return the code; O stands for 0 and I or l for 1 where that alone makes it check: it has neither letter."""
    text = _code(value)
    code = credit_code.normalise(text)
    if (wrong := credit_code.problem(text)) is None:
        return code
    meant = text.replace("l", "1").upper().translate(_NO_LETTERS)
    if meant != text and credit_code.problem(meant) is None:
        return credit_code.normalise(meant)
    sound = {found[0].upper() for found in _CODE_IN_TEXT.finditer(text) if credit_code.problem(found[0]) is None}
    if len(sound) == 1:  # with words about it: 代码：…（三证合一）
        return sound.pop()
    raise BadCellError(wrong, kept=code if any(map(str.isdigit, code)) else None)


def _code(value: Cell) -> str:
    if isinstance(value, int | float) and abs(value) >= _EXACT:
        raise BadCellError("rounded_number")
    text = plain(as_text(value))
    if _SCIENTIFIC.fullmatch(text):
        raise BadCellError("rounded_number")
    return text


def _phone(value: Cell) -> str | None:
    text = unicodedata.normalize("NFKC", as_text(value)).replace("\n", "、")
    if "****" in text:
        return None  # masked in a list of ours: it says nothing about the phone
    if _SCIENTIFIC.fullmatch(text):
        raise BadCellError("rounded_number")
    text = text.removesuffix(".0").removeprefix("'")  # as another program made text of a number, or kept it one
    if is_phone(text):
        return text
    several = _OR.sub("、", text.removeprefix("电话:"))
    if not is_phone(several):
        raise BadCellError("odd_phone", kept=text)
    return several


def _division(value: Cell) -> str:
    text = plain(as_text(value))
    return text.ljust(12, "0") if _DIVISION_CODE.fullmatch(text) else text


def _people(value: Cell) -> tuple[str, ...]:
    """Return the names in a cell: 张三、李四 or one a line."""
    parts = re.split(r"[、,;/\n]|和|(?<=[\u4e00-\u9fff]{2})[ ]+", unicodedata.normalize("NFKC", as_text(value)))
    names = (_AND_OTHERS.sub("", split_person(part)[0]) for part in parts)
    return tuple(dict.fromkeys(filter(None, names)))


def _list(value: Cell) -> tuple[str, ...]:
    parts = re.split(r"[\n;；]|、(?=《)|(?<=》)、", as_text(value))
    return tuple(part for part in (part.strip(" ,，、") for part in parts) if part)


def _figure(value: Cell, factor: Decimal, own: Decimal) -> Decimal:
    """Return a number in our unit: by the unit in the cell, else by its column's."""
    if not isinstance(value, str):
        return _neat(_number(value) * factor)
    text, scale = parted(plain(value).removeprefix("约"))
    return _neat(_number(text) * (factor if scale is None else scale / own))


def _number(value: Cell) -> Decimal:
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise BadCellError("bad_number")
    if isinstance(value, int | float) and abs(value) < _EXACT:  # also turns away nan
        return Decimal(repr(value))
    text = _GROUPS.sub("", as_text(value)).replace("−", "-")
    if match := _OWED.fullmatch(text):
        text = f"-{match[1]}"
    try:
        number = Decimal(text)
    except InvalidOperation:
        raise BadCellError("bad_number") from None
    if not number.is_finite():
        raise BadCellError("bad_number")
    return number


def _neat(number: Decimal) -> Decimal:
    """Round away what binary fractions left behind (0.1 + 0.2), to a millionth, without trailing zeros."""
    if abs(number) >= _EXACT:
        raise BadCellError("bad_number")
    number = round(number, 6).normalize()
    return number.quantize(Decimal(1)) if number == number.to_integral_value() else number


_DAYS = {Sort.DATE: cell_days.day, Sort.MOMENT: cell_days.moment}
_READERS: dict[Sort, Callable[[Cell], object]] = {
    Sort.NAME: _name,
    Sort.TEXT: as_text,
    Sort.CREDIT_CODE: _credit_code,
    Sort.PLAIN_CODE: _code,
    Sort.PHONE: _phone,
    Sort.PERSON: as_text,
    Sort.DIVISION: _division,
    Sort.PEOPLE: _people,
    Sort.LIST: _list,
    Sort.FOUND: as_text,
}
