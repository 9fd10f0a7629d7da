"""One cell of somebody else's spreadsheet -> one value of ours, or the reason why not.

Spreadsheets hand over every number as a float: phones arrive as 13800138000.0, and an 18-digit code typed into a
number cell has lost its last digits already. Such a cell is refused, never mended.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from decimal import Decimal, InvalidOperation
from functools import lru_cache, partial

from sscs_desktop.base.clock import SHANGHAI
from sscs_desktop.domain import credit_code
from sscs_desktop.domain.entry import clean, is_phone
from sscs_desktop.exchange.cell_words import WORDS
from sscs_desktop.exchange.columns import Bound, Sort
from sscs_desktop.exchange.figure_words import parted, scale_of

Cell = str | float | int | bool | date | datetime | time | timedelta | None

NOTHING = frozenset({"", "/", "-", "--", "—", "——", "无", "(无)", "暂无", "None", "NULL", "#N/A", "#REF!", "#VALUE!"})
_LONGEST_NOTHING = 12
_EXACT = 10**15
"""A float holds 15 decimal digits surely; GB 32100 codes have 18."""

_SCIENTIFIC = re.compile(r"\d(?:\.\d+)?E\+?\d+", re.IGNORECASE)
_EXCEL_DAYS = (date(1899, 12, 30), 20_000, 80_000)
_CLOCK = re.compile(r"[ T\u3000]+(\d{1,2})[:：](\d{2})(?:[:：]\d{2})?$")
_DAYTIME = re.compile(r"[ \u3000]*(?:上午|下午|晚上|中午|早上|全天)$")
_LINE_END = re.compile(r"\s*\n\s*")
_UNCLEAR_DAY = re.compile(r"\d{4}年?|\d{1,2}月\d{1,2}[日号]?|\d{1,2}月份?")
_OWED = re.compile(r"\((\d[\d.]*)\)")
"""How book-keepers write what is below zero."""
_DIVISION_CODE = re.compile(r"\d{6}|\d{9}|\d{12}")
_PHONE_IN_TEXT = re.compile(r"(?:\+?86[- ]?)?(?:1[3-9]\d[- ]?\d{4}[- ]?\d{4}|0\d{2,3}[- ]?\d{7,8}|\d{7,8})")


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


def reader(bound: Bound) -> Callable[[Cell], object]:
    """Return what reads the cells of that column: the value, None for an empty cell. It raises BadCellError."""
    sort = bound.column.sort
    if sort in (Sort.MONEY, Sort.NUMBER):
        typed: Callable[[Cell], object] = partial(_figure, factor=bound.factor, own=scale_of(bound.column.unit))
    elif sort in WORDS:
        typed = partial(_word, WORDS[sort])
    else:
        typed = _READERS[sort]

    says_nothing = sort is not Sort.FOUND

    def read(value: Cell) -> object:
        if value is None or value == "":
            return None
        if says_nothing and isinstance(value, str) and len(value) <= _LONGEST_NOTHING and plain(value) in NOTHING:
            return None
        return typed(value)

    return lru_cache(maxsize=1024, typed=True)(read)  # most columns say the same few words over and over


@lru_cache(maxsize=4096)
def plain(text: str) -> str:
    """Return text half-width and without white space."""
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", clean(text)))


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
    return (words[0] if words else ""), " ".join(words[1:]), "、".join(phones)


def _word(known: Callable[[str], object], value: Cell) -> object:
    word = known(plain(as_text(value)))
    if word is None:
        raise BadCellError("unknown_word")
    return word


def _one_line(value: Cell) -> str:
    text = as_text(value)
    return _LINE_END.sub("", text) if "\n" in text else text


def _credit_code(value: Cell) -> str:
    text = _code(value)
    code = credit_code.normalise(text)
    if wrong := credit_code.problem(text):
        raise BadCellError(wrong, kept=code)
    return code


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
    if not is_phone(text):
        raise BadCellError("odd_phone", kept=text)
    return text


def _division(value: Cell) -> str:
    text = plain(as_text(value))
    return text.ljust(12, "0") if _DIVISION_CODE.fullmatch(text) else text


def _date(value: Cell) -> date:
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    if isinstance(value, int | float) and not isinstance(value, bool):
        origin, first, last = _EXCEL_DAYS
        if first <= value <= last:
            return origin + timedelta(days=int(value))
    text = plain(_DAYTIME.sub("", _CLOCK.sub("", as_text(value))))
    if _UNCLEAR_DAY.fullmatch(text) or (isinstance(value, float) and re.fullmatch(r"\d{4}\.1", text)):
        raise BadCellError("unclear_date")  # part of a day; or 2018.1, which may have been 2018.10
    match = re.fullmatch(r"(\d{4})[-/.年](\d{1,2})(?:[-/.月](\d{1,2})?日?)?", text) or re.fullmatch(
        r"(\d{4})(\d{2})(\d{2})?", text
    )
    if not match:
        raise BadCellError("bad_date")
    try:
        return date(int(match[1]), int(match[2]), int(match[3] or 1))
    except ValueError:
        raise BadCellError("bad_date") from None


def _moment(value: Cell) -> datetime:
    """Return day and time of day as written; midnight, as spreadsheets write it, where only the day is said."""
    if isinstance(value, datetime):
        return value.replace(tzinfo=SHANGHAI)
    clock = _CLOCK.search(as_text(value)) if isinstance(value, str) else None
    at = time()
    if clock and int(clock[1]) < 24 and int(clock[2]) < 60:
        at = time(int(clock[1]), int(clock[2]))
    return datetime.combine(_date(value), at, SHANGHAI)


def _people(value: Cell) -> tuple[str, ...]:
    """Return the names in a cell: 张三、李四 or one a line."""
    names = re.split(r"[、,;/\n]|和|(?<=[\u4e00-\u9fff]{2})[ ]+", unicodedata.normalize("NFKC", as_text(value)))
    return tuple(dict.fromkeys(name for name in (split_person(part)[0] for part in names) if name))


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
    text = as_text(value).replace(",", "")
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
    number = round(number, 6).normalize()
    return number.quantize(Decimal(1)) if number == number.to_integral_value() else number


_READERS: dict[Sort, Callable[[Cell], object]] = {
    Sort.NAME: _one_line,
    Sort.TEXT: as_text,
    Sort.CREDIT_CODE: _credit_code,
    Sort.PLAIN_CODE: _code,
    Sort.PHONE: _phone,
    Sort.PERSON: as_text,
    Sort.DATE: _date,
    Sort.DIVISION: _division,
    Sort.MOMENT: _moment,
    Sort.PEOPLE: _people,
    Sort.LIST: _list,
    Sort.FOUND: as_text,
}
