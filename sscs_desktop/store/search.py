"""Find anything by any piece of its words: characters, initials, a code, a number, the tail of a phone."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select, text

from sscs_desktop.store import rows
from sscs_desktop.store.search_index import spaced
from sscs_desktop.store.session import Session
from sscs_desktop.store.tables import RECORDS

_ORDER = ("enterprise", "project", "issue", "visit", "card")


@dataclass(frozen=True, kw_only=True)
class Hit:
    """One thing found: its kind and id, its title, and a line that tells it from others."""

    kind: str
    id: str
    title: str
    line: str = ""


def find(session: Session, words: str, limit: int = 50, kinds: Iterable[str] = ()) -> tuple[Hit, ...]:
    """Return what contains `words` (characters, initials, code, number, tail of a phone), named objects first."""
    phrase = spaced(words)
    if not phrase:
        return ()
    found: list[Hit] = []
    for kind in [k for k in _ORDER if not kinds or k in kinds]:
        found += _hits(session, kind, f'"{phrase}"', limit - len(found))
        if len(found) >= limit:
            break
    return tuple(found)


def ids(session: Session, kind: str, words: str, limit: int = 20_000) -> tuple[str, ...]:
    """Return the ids of one kind that contain `words`, newest first; for filters of lists."""
    phrase = spaced(words)
    return tuple(_matching(session, kind, f'"{phrase}"', limit)) if phrase else ()


def _hits(session: Session, kind: str, phrase: str, limit: int) -> list[Hit]:
    table = RECORDS[kind]
    wanted = _matching(session, kind, phrase, limit)
    seen = {row["id"]: row for row in session.all(select(table).where(table.c.id.in_(wanted), rows.shown(kind)))}
    hits = []
    for id in wanted:
        if id in seen:
            title, line = _FACE[kind](session, seen[id])
            hits.append(Hit(kind=kind, id=id, title=title, line=line))
    return hits


def _matching(session: Session, kind: str, phrase: str, limit: int) -> list[str]:
    found = session.run(
        text(
            "SELECT e.id FROM search_text JOIN search_entry e ON e.no = search_text.rowid "
            "WHERE search_text MATCH :phrase AND e.kind = :kind ORDER BY search_text.rowid DESC LIMIT :limit"
        ),
        {"phrase": phrase, "kind": kind, "limit": limit},
    )
    return [row[0] for row in found]


def _subject_name(session: Session, row: Any) -> str:
    kind = "enterprise" if row["enterprise_id"] else "project"
    table = RECORDS[kind]
    return session.scalar(select(table.c.name).where(table.c.id == row[f"{kind}_id"])) or ""


_FACE: dict[str, Callable[[Session, Any], tuple[str, str]]] = {
    "enterprise": lambda session, row: (row["name"], row["credit_code"] or row["division_name"]),
    "project": lambda session, row: (row["name"], row["builder"]),
    "issue": lambda session, row: (row["description"], f"{row['number']} {_subject_name(session, row)}".strip()),
    "visit": lambda session, row: (_subject_name(session, row), row["situation"]),
    "card": lambda session, row: (_subject_name(session, row), row["number"]),
}
