"""The unified social credit code 统一社会信用代码 of GB 32100-2015: check digit, problems, suggestions.

The code has 18 characters of an alphabet of 31 (no I, O, S, V, Z): registering department, kind, six digits of
division, nine of organisation code, one check character. Weights are 3^(i−1) mod 31. Since 31 is a prime and 3 a
primitive root, every single wrong character and every swap among the first 17 is detected; only a swap of the
first and the last character (both of weight 1) is not.
"""

from __future__ import annotations

import re
import unicodedata
from itertools import product

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
LENGTH = 18
NO_CODE_WORDS = frozenset({"无", "暂无", "暂无代码", "无代码", "未办理", "/", "N/A", "NONE"})
"""What forms hold where an enterprise has no code yet: 暂无代码 is allowed."""

_WEIGHTS = tuple(pow(3, i, 31) for i in range(LENGTH - 1))
_VALUE = {character: value for value, character in enumerate(ALPHABET)}
_NOISE = re.compile(r"[\s\-‐-―−_·.\u200b-\u200f\u2060\ufeff'‘’`\"“”]+")
_MEANT = {"O": "0", "I": "1", "Z": "2", "S": "5", "V": "UY"}
"""For each letter outside the alphabet the characters it is usually misread from."""


def normalise(text: str) -> str:
    """Return the code as it is kept: half-width, upper case, without spaces and hyphens; "" for 暂无代码."""
    plain = text if text.isascii() else "".join(unicodedata.normalize("NFKC", character) for character in text)
    plain = _NOISE.sub("", plain.upper())
    return "" if plain in NO_CODE_WORDS else plain


def check_character(prefix: str) -> str:
    """Return the check character of 17 characters: alphabet[(31 − Σ mod 31) mod 31].

    Raises ValueError when `prefix` is not 17 characters of the alphabet.
    """
    if len(prefix) != LENGTH - 1 or any(c not in _VALUE for c in prefix):
        raise ValueError("17 characters of the alphabet are needed")
    total = sum(_VALUE[c] * weight for c, weight in zip(prefix, _WEIGHTS, strict=True))
    return ALPHABET[-total % 31]


def make(prefix17: str) -> str:
    """Return the whole code that begins with `prefix17`."""
    return prefix17 + check_character(prefix17)


def problem(code: str) -> str | None:
    """Return what is wrong with a code, or None; "" (暂无代码) is allowed.

    Codes: credit_code_length, credit_code_alphabet, credit_code_check. The text is normalised first.
    """
    code = normalise(code)
    if not code:
        return None
    if len(code) != LENGTH:
        return "credit_code_length"
    if any(c not in _VALUE for c in code):
        return "credit_code_alphabet"
    return None if check_character(code[:-1]) == code[-1] else "credit_code_check"


def suggest(text: str) -> str | None:
    """Return the code that was probably meant (0 for O, 1 for I or l …), only if exactly one candidate checks."""
    for reading in (text, text.replace("l", "1")):
        code = normalise(reading)
        choices = [_MEANT.get(c, c) for c in code]
        if len(code) != LENGTH or sum(len(choice) > 1 for choice in choices) > 4:
            continue
        found = {c for c in map("".join, product(*choices)) if problem(c) is None and c != normalise(text)}
        if len(found) == 1:
            return found.pop()
    return None
