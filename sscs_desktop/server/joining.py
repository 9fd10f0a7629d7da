"""Records brought where they belong: a visit to the right enterprise or project, two rows of one made into one.

Acts of the directory, each one transaction: the new parent is put, then the children, and what is left over goes
last. What a desk creates later below a row that was joined to another is filed below that other.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import Connection, select

from sscs_desktop.base import clock
from sscs_desktop.base.errors import Refused
from sscs_desktop.base.ids import new_id
from sscs_desktop.domain.enterprise import Note, figure_id, plain_period, profile_id
from sscs_desktop.domain.vocabulary import FilledBy, Indicator
from sscs_desktop.server import said, scopes
from sscs_desktop.server.act import follow
from sscs_desktop.server.lines import Lines
from sscs_desktop.server.tables import record
from sscs_desktop.server.work import Row, Work, read_rows, select_among
from sscs_desktop.wire import codec
from sscs_desktop.wire.kinds import KINDS

MERGED_INTO = "merged_into"
OFFICE = "领导小组办公室"
"""Who signs a note that nobody typed."""
_SUBJECTS = ("enterprise", "project")
_NOBODY: tuple[str, int, None] = ("", 0, None)
_EMPTY: tuple[object, ...] = (None, "", [], ())


def join(lines: Lines, double_id: str, kept_id: str) -> None:
    """Make two rows of one enterprise or project into one: all that hangs on the double hangs on the kept one then.

    Nothing is dropped: what both say differently is kept as a note. Refused: not_found, same_object.
    """

    def act(connection: Connection) -> None:
        work = Work(connection, clock.now())
        work.hold((), (), {double_id, kept_id})
        double, kept = _subject(work, double_id), _subject(work, kept_id)
        if double_id == kept_id or double.kind != kept.kind:
            raise Refused("same_object")
        _put_parent(work, double, kept)
        for child in work.children(double_id):
            _bring(work, child, work.rows[kept_id])
        scopes.reset(work, kept_id)
        work.change(double_id, deleted=True, data={**double.data, MERGED_INTO: kept_id})
        work.touch(double_id)
        work.write()
        work.number()

    lines.write(act)


def move_visit(lines: Lines, visit_id: str, subject_id: str) -> None:
    """Bring a visit, with the issues and cards of that visit, to another enterprise or project.

    Where it stands there already nothing is done. Refused: not_found, state_moved (it was moved meanwhile).
    """

    def act(connection: Connection) -> None:
        known = read_rows(connection, [visit_id]).get(visit_id)
        if known is None or known.parent is None or known.kind != "visit":
            raise Refused("not_found")
        work = Work(connection, clock.now())
        work.hold((), (), {known.parent, subject_id})
        visit, new = work.rows.get(visit_id), _subject(work, subject_id)
        if visit is None or visit.parent != known.parent:
            raise Refused("state_moved")
        if visit.deleted:
            raise Refused("not_found")
        if visit.parent == subject_id:
            return
        work.touch(new.id)
        of_visit = [c for c in work.children(known.parent) if c.data.get("visit_id") == visit_id]
        for row in (visit, *of_visit):
            _rehang(work, row, new)
        for top in sorted({known.parent, subject_id}):
            scopes.reset(work, top)
        work.write()
        work.number()

    lines.write(act)


def heirs(connection: Connection, ids: Collection[str]) -> set[str]:
    """Return the rows that stand for those of `ids` that were joined to others, to be held with them."""
    found: set[str] = set()
    query = select(record.c.id, record.c.data).where(record.c.deleted.is_(True))
    level = set(ids)
    while level:
        gone = select_among(connection, query, record.c.id, level)
        level = {str(row.data[MERGED_INTO]) for row in gone if row.data.get(MERGED_INTO)} - found
        found |= level
    return found


def heir_of(rows: Mapping[str, Row], row: Row | None) -> Row | None:
    """Return the row that stands for this one now, itself unless it was joined to another."""
    while row is not None and row.deleted and row.data.get(MERGED_INTO):
        row = rows.get(str(row.data[MERGED_INTO]))
    return row


def parent_fields(kind: str, parent: Row) -> dict[str, str | None]:
    """Return the fields of a child that name its parent, as they are below `parent`."""
    return {name: parent.id if above == parent.kind else None for name, above in KINDS[kind].parents}


def _subject(work: Work, row_id: str) -> Row:
    row = work.rows.get(row_id)
    if row is None or row.deleted or row.kind not in _SUBJECTS:
        raise Refused("not_found")
    return row


def _put_parent(work: Work, double: Row, kept: Row) -> None:
    """Feed the row that stays first, with what only its double knew of it; what they say differently is a note."""
    kind = KINDS[kept.kind]
    said = {n: v for n in kind.field_names if n not in ("id", "classes") and (v := double.data.get(n)) not in _EMPTY}
    taken = {n: v for n, v in said.items() if _is_silent(kept, kind.together({n}))}
    if "classes" in kind.field_names:
        taken["classes"] = list(dict.fromkeys([*kept.data.get("classes", ()), *double.data.get("classes", ())]))
    follow(work, kept.id, taken, None)
    _keep(work, kept, double.kind, {n: v for n, v in said.items() if v != work.rows[kept.id].data.get(n)})


def _is_silent(row: Row, group: Collection[str]) -> bool:
    """Tell whether a row says nothing of fields that mean something only together."""
    return all(row.data.get(name) in _EMPTY for name in group)


def _bring(work: Work, child: Row, new: Row) -> None:
    if child.kind == "assignment":
        held = {_assigned(c) for c in work.children(new.id) if c.kind == "assignment"}
        if _assigned(child) in held:
            _drop(work, child)
            return
    if child.kind in ("profile", "figure"):
        _bring_once(work, child, new)
        return
    _rehang(work, child, new)


def _bring_once(work: Work, child: Row, new: Row) -> None:
    """Bring what is kept once: its id says about what, so it goes on under the id it has below the new parent."""
    same = [c for c in work.children(new.id) if c.kind == child.kind and _key(c) == _key(child)]
    if same:
        _fold(work, child, same[0], new)
    else:
        fresh = _id_below(child, new)
        row_id = new_id() if fresh in work.rows else fresh
        data = {**child.data, **parent_fields(child.kind, new), "id": row_id}
        work.add(child.kind, row_id, data, _NOBODY, author=child.author, stands=new.own, parent=new.id)
    _drop(work, child)


def _fold(work: Work, child: Row, kept: Row, new: Row) -> None:
    kind = KINDS[child.kind]
    if child.kind == "figure" and None in (child.data["value"], kept.data["value"]):
        _fill_in(work, child, kept)
        return
    names = [n for n in kind.field_names if n not in {"id", "unit_id", *(name for name, _ in kind.parents)}]
    free = {n for n in names if _is_silent(kept, kind.together({n}))}
    values = {n: child.data[n] for n in free if child.data.get(n) not in _EMPTY}
    if values:
        follow(work, kept.id, values, None)
    differs = {n for n in names if n not in free and child.data.get(n) not in (*_EMPTY, kept.data.get(n))}
    told = kind.together(differs) | ({"indicator"} if child.kind == "figure" and differs else set())
    _keep(work, new, child.kind, {n: child.data.get(n) for n in names if n in told})


def _fill_in(work: Work, child: Row, kept: Row) -> None:
    """Let the figure that says a value stand: one that was emptied says nothing, whoever emptied it."""
    if kept.data["value"] is None and child.data["value"] is not None:
        follow(work, kept.id, {name: child.data[name] for name in KINDS["figure"].together({"value"})}, None)


def _keep(work: Work, new: Row, kind: str, values: Mapping[str, Any]) -> None:
    """Keep what has no place of its own any more as a note below the new parent."""
    for text in said.pieces(said.words(kind, values), head="合并前另一份记录："):
        about = parent_fields("note", new)
        note = Note(id=new_id(), **about, text=text, author_id="", author_name=work.by or OFFICE, written_at=work.at)
        work.add("note", note.id, codec.data_of(note), _NOBODY, stands=new.own, parent=new.id)


def _rehang(work: Work, row: Row, new: Row) -> None:
    work.rehang(row.id, new.id)
    follow(work, row.id, dict(parent_fields(row.kind, new)), None)


def _drop(work: Work, row: Row) -> None:
    work.change(row.id, deleted=True)
    work.touch(row.id)


def _assigned(row: Row) -> tuple[object, object]:
    return row.data["unit_id"], row.data.get("service_class")


def _key(row: Row) -> tuple[object, ...]:
    if row.kind == "profile":
        return (row.data["unit_id"],)
    is_given = row.data["filled_by"] == FilledBy.DEPARTMENT.value
    return row.data["indicator"], plain_period(str(row.data["period"])), is_given


def _id_below(row: Row, new: Row) -> str:
    if row.kind == "profile":
        return profile_id(str(row.data["unit_id"]), new.id)
    d = row.data
    return figure_id(new.id, Indicator(d["indicator"]), str(d["period"]), FilledBy(d["filled_by"]))
