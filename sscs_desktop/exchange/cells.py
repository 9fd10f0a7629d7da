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
from functools import lru_cache
from typing import TypeVar

from sscs_desktop.domain import credit_code
from sscs_desktop.domain.entry import clean, is_phone
from sscs_desktop.domain.vocabulary import Level, OperatingState, ServiceClass, Size, Stage, Word
from sscs_desktop.exchange.columns import Bound, Sort

W = TypeVar("W", bound=Word)
Cell = str | float | int | bool | date | datetime | time | timedelta | None

NOTHING = frozenset({"", "/", "-", "--", "—", "——", "无", "暂无", "None", "NULL", "#N/A", "#REF!", "#VALUE!"})
_LONGEST_NOTHING = 12
_EXACT = 10**15
"""A float holds 15 decimal digits surely; GB 32100 codes have 18."""

_SCIENTIFIC = re.compile(r"\d(?:\.\d+)?E\+?\d+", re.IGNORECASE)
_EXCEL_DAYS = (date(1899, 12, 30), 20_000, 80_000)
_MEASURE = re.compile(r"(?:人|户|家|万千瓦时|万度|万立方米|元)$")
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


def read(value: Cell, bound: Bound) -> object:
    """Return the value of a cell in that column, None for an empty one. Raises BadCellError."""
    if value is None or value == "":
        return None
    if isinstance(value, str) and len(value) <= _LONGEST_NOTHING and plain(value) in NOTHING:
        return None
    if bound.column.sort is Sort.MONEY:
        return _money(value, bound.factor)
    return _READERS[bound.column.sort](value)


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


def _one_line(value: Cell) -> str:
    return re.sub(r"\s*\n\s*", "", as_text(value))


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


def _phone(value: Cell) -> str:
    text = unicodedata.normalize("NFKC", as_text(value)).replace("\n", "、")
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
    text = plain(as_text(value))
    if re.fullmatch(r"\d{4}年?", text) or (isinstance(value, float) and re.fullmatch(r"\d{4}\.1", text)):
        raise BadCellError("unclear_date")  # a year alone; or 2018.1, which may have been 2018.10
    match = (
        re.fullmatch(r"(\d{4})[-/.年](\d{1,2})(?:[-/.月](\d{1,2})?日?)?", text)
        or re.fullmatch(r"(\d{4})(\d{2})(\d{2})?", text)
        or re.fullmatch(r"(\d{4})-(\d{1,2})-(\d{1,2})\d\d:\d\d:\d\d", text)
    )
    if not match:
        raise BadCellError("bad_date")
    try:
        return date(int(match[1]), int(match[2]), int(match[3] or 1))
    except ValueError:
        raise BadCellError("bad_date") from None


def _money(value: Cell, factor: Decimal) -> Decimal:
    if isinstance(value, str):
        text = plain(value).replace("约", "")
        for unit, in_wan in (("亿元", 10000), ("亿", 10000), ("万元", 1), ("万", 1)):
            if text.endswith(unit):
                return _number(text.removesuffix(unit)) * in_wan
    return _neat(_number(value) * factor)


def _number(value: Cell) -> Decimal:
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise BadCellError("bad_number")
    if isinstance(value, int | float) and abs(value) < _EXACT:  # also turns away nan
        return _neat(Decimal(repr(value)))
    text = plain(as_text(value)).replace(",", "")
    text = _MEASURE.sub("", text)
    try:
        number = Decimal(text)
    except InvalidOperation:
        raise BadCellError("bad_number") from None
    if not number.is_finite():
        raise BadCellError("bad_number")
    return _neat(number)


def _neat(number: Decimal) -> Decimal:
    """Round away what binary fractions left behind (0.1 + 0.2), to a millionth, without trailing zeros."""
    number = round(number, 6).normalize()
    return number.quantize(Decimal(1)) if number == number.to_integral_value() else number


@lru_cache(maxsize=256)
def _classes(value: Cell) -> tuple[ServiceClass, ...]:
    text = plain(as_text(value)).upper()
    signs = (
        (ServiceClass.INDUSTRY, r"工业|IND|规上企业|制造"),
        (ServiceClass.SERVICE, r"服务业|SVC|批发|零售|商贸"),
        (ServiceClass.TECHNOLOGY, r"科技|TEC|高新"),
        (ServiceClass.OTHER, r"其他|OTH|自选|特色产业|小微"),
    )
    found = tuple(word for word, sign in signs if re.search(sign, text))
    if not found:
        raise BadCellError("unknown_word")
    return found


def classes_in(text: str) -> tuple[ServiceClass, ...]:
    """Return the classes a sheet's name speaks of (工业企业, 科技型中小企业), () for none."""
    try:
        return _classes(text)
    except BadCellError:
        return ()


def stage_in(text: str) -> Stage | None:
    """Return the stage a sheet's name speaks of, None for none."""
    try:
        return _stage(text)
    except BadCellError:
        return None


def _word(value: Cell, signs: tuple[tuple[W, str], ...]) -> W:
    text = plain(as_text(value))
    for word, sign in signs:
        if text.lower() == str(word).lower() or re.search(sign, text):
            return word
    raise BadCellError("unknown_word")


@lru_cache(maxsize=256)
def _level(value: Cell) -> Level:
    return _word(
        value,
        ((Level.PROVINCE, "省"), (Level.CITY, "市"), (Level.COUNTY, "县|区"), (Level.TOWNSHIP, "乡|镇|街道")),
    )


@lru_cache(maxsize=256)
def _size(value: Cell) -> Size:
    return _word(value, ((Size.LARGE, "^大"), (Size.MEDIUM, "^中(?!小)"), (Size.SMALL, "^小"), (Size.MICRO, "^微")))


@lru_cache(maxsize=256)
def _stage(value: Cell) -> Stage:
    return _word(
        value,
        (
            (Stage.PREPARE, "前期|跑办|谋划"),
            (Stage.FINISH, "竣工|投产|建成"),
            (Stage.BUILD, "推进|建设|在建|续建|开工"),
        ),
    )


@lru_cache(maxsize=256)
def _operating(value: Cell) -> OperatingState:
    return _word(
        value,
        (
            (OperatingState.THIN, "微利"),
            (OperatingState.PROFIT, "盈利|正常|良好"),
            (OperatingState.TROUBLE, "困难|亏损"),
            (OperatingState.STOPPED, "停产|停业|歇业"),
            (OperatingState.LOST, "失联"),
        ),
    )


@lru_cache(maxsize=256)
def _yes_no(value: Cell) -> bool:
    text = plain(as_text(value))
    if re.fullmatch(r"是|有|√|✓|✔|Y|y|yes|1|规上.*|限上.*", text):
        return True
    if re.fullmatch(r"否|不是|×|✗|x|X|N|n|no|0|规下.*|限下.*", text):
        return False
    raise BadCellError("unknown_word")


_READERS: dict[Sort, Callable[[Cell], object]] = {
    Sort.NAME: _one_line,
    Sort.TEXT: as_text,
    Sort.CREDIT_CODE: _credit_code,
    Sort.PLAIN_CODE: _code,
    Sort.PHONE: _phone,
    Sort.PERSON: as_text,
    Sort.DATE: _date,
    Sort.NUMBER: _number,
    Sort.CLASSES: _classes,
    Sort.LEVEL: _level,
    Sort.SIZE: _size,
    Sort.YES_NO: _yes_no,
    Sort.STAGE: _stage,
    Sort.OPERATING: _operating,
    Sort.DIVISION: _division,
}
