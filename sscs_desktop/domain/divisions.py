"""Divisions 区划 of Hebei: one tree in which problems escalate, built from shipped data.

Source: china-division 2.7.0 (MIT), statistical division codes of the National Bureau of Statistics as of
2023-06-30. The tree is the campaign's, not the code's: 定州 and 辛集 stand directly under the province and 雄县,
容城, 安新 under 雄安新区, although their codes carry other cities' prefixes. Names repeat (桥西区 twice, 河东街道
four times), so a name on screen or paper is always the full one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Self

from sscs_desktop.domain.vocabulary import Level

PROVINCE_CODE = "13"
PROVINCE_NAME = "河北省"


@dataclass(frozen=True, kw_only=True)
class Division:
    """One division in its years; `parent` is where its problems escalate to.

    `code` is as published without padding: 13, 6 digits, 9 digits, or XA (雄安新区 has no code in this data).
    """

    code: str
    name: str
    kind: str
    level: Level
    parent: str | None
    is_statutory: bool = True
    valid_from: date | None = None
    valid_to: date | None = None

    @property
    def code12(self) -> str:
        """The statistical code of 12 digits; XA stays XA."""
        return self.code.ljust(12, "0") if self.code.isdigit() else self.code

    def is_valid_on(self, day: date) -> bool:
        """Tell whether the division stood on that day; an open end is always."""
        return (self.valid_from is None or self.valid_from <= day) and (self.valid_to is None or day <= self.valid_to)


class Divisions:
    """All divisions of the province, looked up by code, place in the tree, or name."""

    def __init__(self, rows: Iterator[Division]) -> None:
        self._rows: dict[str, list[Division]] = {}
        self._children: dict[str, list[str]] = {}
        for row in rows:
            if row.code not in self._rows and row.parent is not None:
                self._children.setdefault(row.parent, []).append(row.code)
            self._rows.setdefault(row.code, []).append(row)

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        """Build from the parsed file resources/divisions/hebei.json."""
        return cls(_rows(data))

    def lookup(self, code: str, on: date | None = None) -> Division | None:
        """Return the division of a 2-, 4-, 6-, 9- or 12-digit code (a village's 12 digits give its township).

        `on` picks the row of that day; without it the latest. None when the code is not known (on that day).
        """
        rows = self._rows.get(_bare(code), [])
        if on is not None:
            rows = [row for row in rows if row.is_valid_on(on)]
        return rows[-1] if rows else None

    def ancestors(self, code: str) -> tuple[Division, ...]:
        """Return the division and where its problems go, step by step, up to the province."""
        chain = []
        row = self.lookup(code)
        while row is not None:
            chain.append(row)
            row = self.lookup(row.parent) if row.parent else None
        return tuple(chain)

    def escalation(self, code: str) -> tuple[Division, ...]:
        """Return the levels above a division in the order problems climb, none skipped.

        Source: 冀发〔2018〕7号 四、(三) 逐级提交; a township reports to its county, 定州 and 辛集 to the province.
        """
        return self.ancestors(code)[1:]

    def county_of(self, code: str) -> Division | None:
        """Return the county row of a township or county; None above it."""
        return next((row for row in self.ancestors(code) if row.level is Level.COUNTY), None)

    def campaign_unit_of(self, code: str) -> Division | None:
        """Return the one of the 14 units (11 cities, 定州, 辛集, 雄安新区) a division belongs to."""
        chain = self.ancestors(code)
        return chain[-2] if len(chain) >= 2 else None

    def full_name(self, code: str) -> str:
        """Return the name with campaign unit and county before it (邢台市宁晋县大陆村镇); "" when unknown."""
        chain = self.ancestors(code)
        below = chain[:-1] if len(chain) > 1 else chain
        return "".join(row.name for row in reversed(below))

    def with_county(self, name: str, code: str) -> str:
        """Return a township's name with its county before it (宁晋县大陆村镇), because townships' names repeat.

        `code` is its own or its county's; a name that has its county already, and one without county, stay as they are.
        """
        county = self.county_of(code)
        if not name or county is None:
            return name
        above = (row.name for row in self.ancestors(county.code))
        return name if county.name in name or name in above else county.name + name

    def children(self, code: str) -> tuple[Division, ...]:
        """Return the divisions directly below, in the order of the source."""
        found = (self.lookup(child) for child in self._children.get(_bare(code), ()))
        return tuple(row for row in found if row is not None)

    def campaign_units(self) -> tuple[Division, ...]:
        """Return the 14 units of the campaign."""
        return self.children(PROVINCE_CODE)

    def search(self, text: str, within: str | None = None, limit: int = 50) -> tuple[Division, ...]:
        """Return divisions whose full name holds every word of `text`, exact names first.

        `within` keeps to one division and what is below it.
        """
        words = text.split()
        if not words:
            return ()
        last, found = words[-1], []
        for row in self._latest():
            if within is not None and all(a.code != _bare(within) for a in self.ancestors(row.code)):
                continue
            full = self.full_name(row.code)
            if all(word in full for word in words):
                rank = 0 if row.name == last else 1 if row.name.startswith(last) else 2 + (last not in row.name)
                found.append((rank, row.code, row))
        return tuple(row for _, _, row in sorted(found, key=lambda f: f[:2])[:limit])

    def __len__(self) -> int:
        return len(self._rows)

    def _latest(self) -> Iterator[Division]:
        return (rows[-1] for rows in self._rows.values())


def _bare(code: str) -> str:
    code = code.strip()
    if re.fullmatch(r"\d{12}", code):
        code = code[:9]
    if re.fullmatch(r"\d{9}", code) and code.endswith("000"):
        code = code[:6]
    if re.fullmatch(r"\d{4}", code):
        code += "00"
    return PROVINCE_CODE if code == PROVINCE_CODE + "0000" else code


def _rows(data: Mapping[str, Any]) -> Iterator[Division]:
    yield Division(code=PROVINCE_CODE, name=PROVINCE_NAME, kind="省", level=Level.PROVINCE, parent=None)
    units = {str(unit["code"]): str(unit["kind"]) for unit in data["campaign_units"]}
    counties = {str(county["code"]) for county in data["counties"]}
    for unit in data["campaign_units"]:
        if unit["code"] not in counties:
            yield _division(unit, Level.CITY, PROVINCE_CODE, str(unit["kind"]))
    for county in data["counties"]:
        code, unit_code = str(county["code"]), str(county["campaign_unit"])
        parent = PROVINCE_CODE if code == unit_code else unit_code
        yield _division(county, Level.COUNTY, parent, units.get(code, "县级"))
    for township in data["townships"]:
        yield _division(township, Level.TOWNSHIP, str(township["county"]), str(township["kind"]))


def _division(row: Mapping[str, Any], level: Level, parent: str, kind: str) -> Division:
    return Division(
        code=str(row["code"]),
        name=str(row["name"]),
        kind=kind,
        level=level,
        parent=parent,
        is_statutory=bool(row.get("statutory", True)),
        valid_from=_day(row.get("valid_from")),
        valid_to=_day(row.get("valid_to")),
    )


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
