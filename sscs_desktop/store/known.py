"""Which enterprise or project of this desk the words of somebody else's spreadsheet mean."""

from __future__ import annotations

import re

from sqlalchemy import select

from sscs_desktop.base.errors import Invalid
from sscs_desktop.domain import credit_code
from sscs_desktop.exchange.cells import plain
from sscs_desktop.store import rows
from sscs_desktop.store.session import Session
from sscs_desktop.store.subjects import Subject
from sscs_desktop.store.tables import RECORDS

_PARTING = re.compile(r"[、，,；;\n/]|\s{2,}")
_CODES = {"enterprise": "credit_code", "project": "project_code"}


class Known:
    """Everything that is served here, by code and by name as people compare them."""

    def __init__(self, session: Session) -> None:
        self._by_code: dict[str, Subject] = {}
        self._by_name: dict[str, list[tuple[Subject, str]]] = {}
        for kind, field in _CODES.items():
            table = RECORDS[kind]
            query = select(table.c.id, table.c.name, table.c[field].label("code")).where(rows.shown(kind))
            if kind == "enterprise":
                query = query.where(table.c.merged_into.is_(None))
            for row in session.all(query):
                subject = Subject(kind=kind, id=row["id"], name=row["name"])
                if row["code"]:
                    self._by_code.setdefault(row["code"], subject)
                self._by_name.setdefault(plain(row["name"]), []).append((subject, row["code"]))

    def find(self, name: str, code: str, kinds: tuple[str, ...] = ("enterprise", "project")) -> Subject:
        """Return the one that bears this code, else this name, where no code contradicts that: a wrong one does not.

        Raises Invalid on `name`: not_here, several_here.
        """
        if "enterprise" in kinds and credit_code.problem(code) is not None:
            code = ""
        by_code = self._by_code.get(code) if code else None
        if by_code is not None and by_code.kind in kinds:
            return by_code
        named = [s for s, own in self._by_name.get(plain(name), ()) if s.kind in kinds and not (code and own)]
        if len(named) != 1:
            raise Invalid({"name": "several_here" if named else "not_here"})
        return named[0]

    def find_all(self, names: str, code: str) -> tuple[Subject, ...]:
        """Return the one that find would, else those whose whole names stand in one cell: 甲公司、乙公司.

        Raises Invalid on `name`, also where only some of them are here.
        """
        parts = tuple(dict.fromkeys(filter(None, map(str.strip, _PARTING.split(names)))))
        if code or len(parts) < 2 or plain(names) in self._by_name:
            return (self.find(names, code),)
        return tuple(self.find(part, "") for part in parts)
