"""Which enterprise or project a roster's row is about: by code, else by name and place as far as both say them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy import Connection, select

from sscs_desktop.base.ids import new_id
from sscs_desktop.exchange.cells import plain
from sscs_desktop.exchange.roster import EnterpriseRow, RosterRow
from sscs_desktop.server.tables import record


@dataclass(frozen=True, kw_only=True)
class Object:
    """All rows of one enterprise or project: one in two classes may stand in two rows."""

    id: str
    kind: str
    rows: tuple[RosterRow, ...]
    is_new: bool
    is_unclear: bool = False
    """Several bear the name, and the row does not say which it means."""


def objects(connection: Connection, rows: Iterable[RosterRow], county_code: str) -> list[Object]:
    """Group rows by object and find those the directory has; a row that names no place is of that county."""
    index = _Index()
    query = select(record.c.id, record.c.kind, record.c.data)
    query = query.where(record.c.kind.in_(("enterprise", "project")), record.c.deleted.is_(False))
    for found in connection.execute(query):
        said = (found.data.get(field) or "" for field in _FIELDS[found.kind])
        index.add(found.id, _key(found.kind, found.data["name"], *said))
    stored = set(index.ids)
    grouped: dict[str, tuple[str, list[RosterRow]]] = {}
    unclear: set[str] = set()
    for row in rows:
        kind = "enterprise" if isinstance(row, EnterpriseRow) else "project"
        code, division, beside = (getattr(row, field) for field in _FIELDS[kind])
        key = _key(kind, row.name, code, division or county_code, beside)
        found_ids = index.find(key)
        row_id = found_ids[0] if len(found_ids) == 1 else new_id()
        if len(found_ids) > 1:
            unclear.add(row_id)
        else:
            index.add(row_id, key)
        grouped.setdefault(row_id, (kind, []))[1].append(row)
    return [
        Object(id=i, kind=kind, rows=tuple(held), is_new=i not in stored, is_unclear=i in unclear)
        for i, (kind, held) in grouped.items()
    ]


class _Key(NamedTuple):
    """What tells an object from others; "" for what is not said."""

    kind: str
    name: str
    code: str
    place: str
    """Six digits of the county, or nine of the township."""
    beside: str
    """An enterprise's township in words, a project's builder."""

    def agrees(self, other: _Key) -> bool:
        """Tell whether nothing that both say of one name contradicts that they are one."""
        if self.code and other.code and self.code != other.code:
            return False
        if self.place and other.place and self.place[:6] != other.place[:6]:
            return False
        if len(self.place) == len(other.place) == _TOWNSHIP:
            return self.place == other.place
        return not (self.beside and other.beside) or self.beside == other.beside

    def with_gaps_from(self, other: _Key) -> _Key:
        """Return the key with what only the other says."""
        return _Key(*(mine or theirs for mine, theirs in zip(self, other, strict=True)))


class _Index:
    """Objects by credit or project code, else by name as people compare them, and place."""

    def __init__(self) -> None:
        self.ids: dict[str, None] = {}
        self._by_code: dict[tuple[str, str], str] = {}
        self._by_name: dict[tuple[str, str], dict[str, _Key]] = {}

    def add(self, row_id: str, key: _Key) -> None:
        self.ids[row_id] = None
        if key.code:
            self._by_code.setdefault((key.kind, key.code), row_id)
        named = self._by_name.setdefault((key.kind, key.name), {})
        named[row_id] = named[row_id].with_gaps_from(key) if row_id in named else key

    def find(self, key: _Key) -> list[str]:
        """Return every object that the key may mean: several bear one name and none of them is nearer."""
        if key.code and (by_code := self._by_code.get((key.kind, key.code))):
            return [by_code]
        named = self._by_name.get((key.kind, key.name), {})
        found = [row_id for row_id, held in named.items() if held.agrees(key)]
        same = [row_id for row_id in found if named[row_id][3:] == key[3:]] if len(found) > 1 else []
        return same if len(same) == 1 else found


_TOWNSHIP = 9
_FIELDS = {
    "enterprise": ("credit_code", "division_code", "division_name"),
    "project": ("project_code", "division_code", "builder"),
}
"""The code that is an object's own, and what tells namesakes apart."""


def _key(kind: str, name: str, code: str, division: str, beside: str) -> _Key:
    county, township = division[:6], division[:_TOWNSHIP]
    is_whole = kind == "enterprise" and len(township) == _TOWNSHIP and not township.endswith("000")
    return _Key(kind, plain(name), code, township if is_whole else county, plain(beside))
