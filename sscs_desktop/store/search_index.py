"""The words by which records are found: full text spaced character by character, so that any piece of it is a phrase.

`unicode61` finds nothing inside running Chinese and `trigram` scans below three characters; with spaces every length
costs the same. Enterprises and projects are also found by the initials of their names.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Sequence
from functools import cache
from itertools import product
from typing import Any

from sqlalchemy import delete, func, select, text

from sscs_desktop.base.bulk import among, insert_many
from sscs_desktop.domain.card import Card
from sscs_desktop.domain.enterprise import Enterprise
from sscs_desktop.domain.issue import Issue
from sscs_desktop.domain.project import Project
from sscs_desktop.domain.visit import Visit
from sscs_desktop.store.session import Session
from sscs_desktop.store.tables import search_entry

EDGE = "ꙮ"
"""A letter nobody types: keeps a phrase from running over the end of a field."""
READINGS = 8
"""Most alternative initials kept of one name with ambiguous characters (单县, 仇家庄)."""

_USUAL = {
    "公司": "gōng sī",
    "有限": "yǒu xiàn",
    "机械": "jī xiè",
    "银行": "yín háng",
    "商行": "shāng háng",
    "车行": "chē háng",
    "汽车": "qì chē",
    "车辆": "chē liàng",
    "长城": "cháng chéng",
    "长江": "cháng jiāng",
    "重庆": "chóng qìng",
    "石家庄": "shí jiā zhuāng",
    "合作社": "hé zuò shè",
    "种植": "zhòng zhí",
    "仓储": "cāng chǔ",
    "会计": "kuài jì",
    "大厦": "dà shà",
}
"""Words of names whose characters read differently elsewhere."""


def write(session: Session, kind: str, records: Sequence[Any]) -> None:
    """Bring the index up to date with records just written; costs nothing where the words did not change."""
    words = _WORDS.get(kind)
    if words is None or not records:
        return
    old = _entries(session, kind, [record.id for record in records])
    fresh = {}
    for record in records:
        told = _indexed(words(record))
        if record.id not in old or old[record.id]["text"] != told:
            fresh[record.id] = told
    if not fresh:
        return
    _forget(session, [old[id] for id in fresh if id in old])
    first = int(session.scalar(select(func.max(search_entry.c.no))) or 0) + 1
    added = [(no, kind, id, told) for no, (id, told) in enumerate(fresh.items(), first)]
    insert_many(session.connection, search_entry, ("no", "kind", "id", "text"), added)
    fed = [(no, told) for no, _, _, told in added]
    session.connection.exec_driver_sql("INSERT INTO search_text(rowid, text) VALUES (?, ?)", fed)


def drop(session: Session, kind: str, ids: Sequence[str]) -> None:
    """Take rows out of the index."""
    if kind in _WORDS:
        _forget(session, list(_entries(session, kind, ids).values()))


def forget_all(session: Session) -> None:
    """Empty the index."""
    session.run(text("INSERT INTO search_text(search_text) VALUES ('delete-all')"))
    session.run(delete(search_entry))


def spaced(words: str) -> str:
    """Return text with its letters, digits and characters apart; punctuation parts nothing and finds nothing."""
    return " ".join(filter(str.isalnum, words.lower()))


def initials(name: str) -> tuple[str, ...]:
    """Return the initials a person may type for a name: the usual reading first, then the alternatives."""
    lazy_pinyin, pinyin, first = _reader()
    usual = "".join(lazy_pinyin(name, style=first)).lower()
    readings = [[r[:1].lower() for r in dict.fromkeys(rs)] for rs in pinyin(name, first, heteronym=True)]
    ambiguous = sum(len(set(r)) > 1 for r in readings)
    if ambiguous == 0 or ambiguous > 6:
        return (usual,)
    every = ("".join(choice) for choice in product(*(dict.fromkeys(r) for r in readings)))
    return tuple(dict.fromkeys((usual, *every)))[:READINGS]


@cache
def _reader() -> tuple[Any, Any, Any]:
    """Return the reader of names, without the 47,000 phrases that it would hold in 56 MB for our few words."""
    for without in ("PYPINYIN_NO_PHRASES", "PYPINYIN_NO_DICT_COPY"):
        os.environ.setdefault(without, "true")
    from pypinyin import Style, lazy_pinyin, load_phrases_dict, pinyin  # only where something is written

    load_phrases_dict({word: [[reading] for reading in readings.split()] for word, readings in _USUAL.items()})
    return lazy_pinyin, pinyin, Style.FIRST_LETTER


def _entries(session: Session, kind: str, ids: Sequence[str]) -> dict[str, Any]:
    table = search_entry
    rows = session.all(select(table).where(table.c.kind == kind, among(session.connection, table.c.id, ids)))
    return {row["id"]: row for row in rows}


def _forget(session: Session, entries: Sequence[Any]) -> None:
    if not entries:
        return
    session.run(
        text("INSERT INTO search_text(search_text, rowid, text) VALUES ('delete', :no, :text)"),
        [{"no": row["no"], "text": row["text"]} for row in entries],
    )
    session.run(delete(search_entry).where(search_entry.c.no.in_([row["no"] for row in entries])))


def _indexed(parts: Iterable[str]) -> str:
    return f" {EDGE} ".join(spaced(part) for part in parts if part)


def _enterprise(e: Enterprise) -> tuple[str, ...]:
    where = (e.registered_address, e.business_address, e.division_name)
    people = (e.legal_person, e.contact_name, e.contact_phone)
    return (e.name, *initials(e.name), e.credit_code, *people, *where, e.products)


def _project(p: Project) -> tuple[str, ...]:
    return (p.name, *initials(p.name), p.project_code, p.builder, p.place, p.contact_name, p.contact_phone, p.content)


def _visit(v: Visit) -> tuple[str, ...]:
    return (v.situation, v.spot_answer, v.remark, v.received_by, *v.visitors, *v.policies)


def _issue(i: Issue) -> tuple[str, ...]:
    return (i.number, i.description, i.wish, i.involved, i.department_name, i.answer_how, i.answer_who)


def _card(c: Card) -> tuple[str, ...]:
    return (c.number, c.filled_by_name, c.suggestions)


_WORDS: dict[str, Callable[[Any], tuple[str, ...]]] = {
    "enterprise": _enterprise,
    "project": _project,
    "visit": _visit,
    "issue": _issue,
    "card": _card,
}
