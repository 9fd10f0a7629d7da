"""What a visit, issue or card is about, as a list says it: one enterprise or one project."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.sql import ColumnElement

from sscs_desktop.store import search
from sscs_desktop.store.session import Session
from sscs_desktop.store.tables import RECORDS

UNIT_MARK = "\x1f"
"""Between the names of units in one cell: no name holds it."""
PAGE = 200
"""Lines of one page of a list: what the GUI thread may read at once."""


@dataclass(frozen=True, slots=True)
class Subject:
    """Whom something is about. kind: enterprise or project; name: for the eye, two of one id are the same."""

    kind: str
    id: str
    name: str = field(default="", compare=False)

    @property
    def enterprise_id(self) -> str | None:
        """Return the id if this is an enterprise."""
        return self.id if self.kind == "enterprise" else None

    @property
    def project_id(self) -> str | None:
        """Return the id if this is a project."""
        return self.id if self.kind == "project" else None


def of(row: Any) -> Subject:
    """Return the subject in a row of a select made by `joined`."""
    kind = "enterprise" if row["enterprise_id"] else "project"
    return Subject(kind=kind, id=row[f"{kind}_id"] or "", name=row["subject_name"] or "")


def joined(kind: str, *columns: ColumnElement[Any]) -> Select[Any]:
    """Return a select over a kind's table with the name of each row's subject."""
    table, firm, project = RECORDS[kind], RECORDS["enterprise"], RECORDS["project"]
    name = func.coalesce(firm.c.name, project.c.name).label("subject_name")
    return select(*columns, name).select_from(
        table.outerjoin(firm, firm.c.id == table.c.enterprise_id).outerjoin(project, project.c.id == table.c.project_id)
    )


def about(kind: str, subject_id: str) -> ColumnElement[bool]:
    """Return the condition of rows about one enterprise or project."""
    table = RECORDS[kind]
    return (table.c.enterprise_id == subject_id) | (table.c.project_id == subject_id)


def name(session: Session, enterprise_id: str | None, project_id: str | None) -> str:
    """Return the name of an enterprise or project, "" if it does not stand here."""
    kind, id = ("enterprise", enterprise_id) if enterprise_id else ("project", project_id)
    table = RECORDS[kind]
    return session.scalar(select(table.c.name).where(table.c.id == id)) or ""


def mentions(session: Session, kind: str, words: str) -> ColumnElement[bool]:
    """Return the condition of rows that contain `words`, or whose subject does."""
    return RECORDS[kind].c.id.in_(search.ids(session, kind, words)) | of_named(session, kind, words)


def of_named(session: Session, kind: str, words: str) -> ColumnElement[bool]:
    """Return the condition of rows whose subject contains `words`."""
    table = RECORDS[kind]
    firms, projects = (search.ids(session, k, words) for k in ("enterprise", "project"))
    return table.c.enterprise_id.in_(firms) | table.c.project_id.in_(projects)


def units_of(kind: str) -> Any:
    """Return the units that serve an enterprise or project of the select it stands in, joined by UNIT_MARK."""
    t, link = RECORDS[kind], RECORDS["assignment"]
    named = select(func.group_concat(link.c.unit_name, UNIT_MARK)).where(link.c[f"{kind}_id"] == t.c.id)
    return named.correlate(t).scalar_subquery().label("units")


def unit_names(joined: str | None) -> tuple[str, ...]:
    """Return the names that units_of joined, each once."""
    return tuple(dict.fromkeys(name for name in (joined or "").split(UNIT_MARK) if name))
