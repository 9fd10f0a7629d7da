"""Industries 国民经济行业: the codes of rosters in words. Source: GB/T 4754-2017, sections 门类 and divisions 大类."""

from __future__ import annotations

import json
import re
from functools import cache

from sscs_desktop.base.paths import resources

_CODE = re.compile(r"([A-T])?(\d{2})\d{0,2}")


def in_words(industry: str) -> str:
    """Return an industry's code with its name: C18 纺织服装、服饰业; what is no known code stays as it is.

    Groups and classes 中类、小类 (three and four digits) bear the name of their division.
    """
    code = industry.strip().upper()
    sections, divisions = _names()
    if code in sections:
        return f"{code} {sections[code]}"
    match = _CODE.fullmatch(code)
    section, name = divisions.get(match[2], ("", "")) if match else ("", "")
    if match is None or not name or match[1] not in (None, section):
        return industry
    return f"{section}{code.removeprefix(section)} {name}"


@cache
def _names() -> tuple[dict[str, str], dict[str, tuple[str, str]]]:
    """Return sections by letter, and (section, name) of divisions by their two digits."""
    table = json.loads(resources("industry", "gbt4754_2017.json").read_text("utf-8"))["sections"]
    sections = {each["code"]: each["name"] for each in table}
    divisions = {code: (each["code"], name) for each in table for code, name in each["divisions"].items()}
    return sections, divisions
