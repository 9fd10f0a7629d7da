"""Which enterprise or project a roster's row is about: by code, else by name and place."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import Connection, select

from sscs_desktop.base.ids import new_id
from sscs_desktop.exchange.roster import EnterpriseRow, RosterRow
from sscs_desktop.server.tables import record

_Code = tuple[str, str]
_Name = tuple[str, str, str]


@dataclass(frozen=True, kw_only=True)
class Object:
    """All rows of one enterprise or project: one in two classes may stand in two rows."""

    id: str
    kind: str
    rows: tuple[RosterRow, ...]
    is_new: bool


def objects(connection: Connection, rows: Iterable[RosterRow]) -> list[Object]:
    """Group rows by object and find those the directory has."""
    query = select(record.c.id, record.c.kind, record.c.data)
    query = query.where(record.c.kind.in_(("enterprise", "project")), record.c.deleted.is_(False))
    index = _Index()
    for found in connection.execute(query):
        data, fields = found.data, _FIELDS[found.kind]
        index.add(found.id, *_keys(found.kind, data["name"], *(data.get(field) for field in fields)))
    stored = set(index.ids)
    grouped: dict[str, tuple[str, list[RosterRow]]] = {}
    for row in rows:
        kind = "enterprise" if isinstance(row, EnterpriseRow) else "project"
        keys = _keys(kind, row.name, *(getattr(row, field) for field in _FIELDS[kind]))
        row_id = index.find(*keys) or new_id()
        index.add(row_id, *keys)
        grouped.setdefault(row_id, (kind, []))[1].append(row)
    return [Object(id=i, kind=kind, rows=tuple(held), is_new=i not in stored) for i, (kind, held) in grouped.items()]


class _Index:
    """Objects by credit or project code, else by name and place, where no code contradicts that."""

    def __init__(self) -> None:
        self.ids: dict[str, None] = {}
        self._by_code: dict[_Code, str] = {}
        self._by_name: dict[_Name, tuple[str, str]] = {}

    def add(self, row_id: str, code: _Code, name: _Name) -> None:
        self.ids[row_id] = None
        if code[1]:
            self._by_code.setdefault(code, row_id)
        held = self._by_name.get(name)
        if held is None or (held[0] == row_id and not held[1]):
            self._by_name[name] = row_id, code[1]

    def find(self, code: _Code, name: _Name) -> str | None:
        if code[1] and code in self._by_code:
            return self._by_code[code]
        row_id, known_code = self._by_name.get(name, (None, ""))
        return None if code[1] and known_code else row_id


_FIELDS = {"enterprise": ("credit_code", "division_code"), "project": ("project_code", "builder")}
"""The code that is an object's own, and what tells namesakes apart."""


def _keys(kind: str, name: str, code: str | None, place: str | None) -> tuple[_Code, _Name]:
    return (kind, code or ""), (kind, name, place or "")
