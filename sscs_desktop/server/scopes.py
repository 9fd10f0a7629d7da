"""Where records stand: children with their parent, parents read by whoever reads a child, objects by assignment.

Only "assigned" grants writing. An object stands in the scope of each assigned unit; the offices above those units
read it ("level"); a department reads what it was given ("co"), and whoever reads a record reads its ancestors
("derived", recomputed from live descendants in the transaction that changes them).
"""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Connection, select

from sscs_desktop.domain.vocabulary import Level, OrganisationKind
from sscs_desktop.server.tables import record, record_scope
from sscs_desktop.server.work import ASSIGNED, CO, DERIVED, LEVEL, OPEN, Row, Stand, Work
from sscs_desktop.wire.kinds import PUBLIC

LEVELS = tuple(Level)
_OBJECTS = ("enterprise", "project")


def unit_scope(unit_id: str) -> str:
    """Return the scope of one unit, office or department."""
    return f"unit:{unit_id}"


def for_all() -> frozenset[Stand]:
    """Return where a public record stands."""
    return frozenset({(PUBLIC, OPEN)})


def of_unit(connection: Connection, unit_id: str) -> frozenset[Stand]:
    """Return where something stands that one unit owns: its own scope, and the offices above it reading."""
    above = {(unit_scope(str(office["id"])), LEVEL) for office in offices_above(connection, unit_id)}
    return frozenset({(unit_scope(unit_id), ASSIGNED), *above})


def organisation(connection: Connection, organisation_id: str | None) -> dict[str, object] | None:
    """Return one live organisation's data."""
    query = select(record.c.data).where(
        record.c.id == organisation_id, record.c.kind == "organisation", record.c.deleted.is_(False)
    )
    found: dict[str, object] | None = connection.execute(query).scalar_one_or_none()
    return found


def offices_above(connection: Connection, organisation_id: str) -> Iterator[dict[str, object]]:
    """Yield the leading group's offices over an organisation, nearest first; an office is over itself."""
    seen: set[object] = set()
    present = organisation(connection, organisation_id)
    while present is not None and present["id"] not in seen:
        seen.add(present["id"])
        if present["kind"] == OrganisationKind.OFFICE.value:
            yield present
        parent = present.get("parent_id")
        present = organisation(connection, parent) if isinstance(parent, str) else None


def reset(work: Work, top: str) -> None:
    """Recompute where `top` and all its descendants stand, and what their ancestors are read for; feed each change.

    The family of `top` and its ancestors must be held strongly.
    """
    row = work.rows[top]
    if row.deleted:
        return
    present: dict[str, frozenset[Stand]] = {}
    _family(work, row, present)
    _settle(work, [*_ancestors(work, row), *[work.rows[i] for i in present]], present)


def close_upward(work: Work, row_id: str) -> None:
    """Recompute what the ancestors of a row are read for, after it came, moved or went; they must be held strongly."""
    _settle(work, _ancestors(work, work.rows[row_id]), {})


def _settle(work: Work, rows: list[Row], present: dict[str, frozenset[Stand]]) -> None:
    """Add to each row what its live descendants are read for, and feed whatever stands elsewhere than before."""
    for ancestor in rows:
        own = present.get(ancestor.id, ancestor.own)
        derived = _below(work, ancestor.id, present) - {scope for scope, _ in own}
        present[ancestor.id] = own | {(scope, DERIVED) for scope in derived}
    for row_id in sorted(present, key=lambda i: (work.rows[i].depth, i)):
        _move(work, work.rows[row_id], present[row_id])


def _family(work: Work, row: Row, present: dict[str, frozenset[Stand]]) -> None:
    parent = work.rows.get(row.parent) if row.parent else None
    inherited = frozenset() if parent is None else present.get(parent.id, parent.own)
    present[row.id] = _own(work, row, frozenset(s for s in inherited if s[1] != DERIVED))
    for child in work.children(row.id):
        _family(work, child, present)


def _own(work: Work, row: Row, inherited: frozenset[Stand]) -> frozenset[Stand]:
    if row.kind in _OBJECTS:
        return _assigned(work, row)
    if row.kind == "issue":
        return inherited | _given_to(row)
    return inherited if row.parent else row.own


def _assigned(work: Work, row: Row) -> frozenset[Stand]:
    units = {str(child.data["unit_id"]) for child in work.children(row.id) if child.kind == "assignment"}
    stands = {stand for unit in units for stand in of_unit(work.connection, unit)}
    return frozenset(stands or {stand for stand in row.own if stand[1] == LEVEL})


def _given_to(row: Row) -> frozenset[Stand]:
    given = (row.data.get("department_id"), *row.data.get("helpers", ()))
    return frozenset((unit_scope(each), CO) for each in given if each)


def _ancestors(work: Work, row: Row) -> list[Row]:
    chain: list[Row] = []
    while row.parent is not None:
        row = work.rows[row.parent]
        chain.append(row)
    return chain


def _below(work: Work, row_id: str, present: dict[str, frozenset[Stand]]) -> set[str]:
    """Return the scopes in which live descendants stand by themselves: those in hand, and the others as stored."""
    found: set[str] = set()
    level = {row_id}
    while level:
        held = [child for row_id in sorted(level) for child in work.children(row_id)]
        for child in held:
            found |= {scope for scope, why in present.get(child.id, child.own) if why != DERIVED}
        query = (
            select(record.c.id, record_scope.c.scope)
            .outerjoin(record_scope, (record_scope.c.id == record.c.id) & (record_scope.c.why != DERIVED))
            .where(record.c.parent.in_(sorted(level)), record.c.deleted.is_(False))
        )
        stored = [(i, scope) for i, scope in work.connection.execute(query) if i not in work.rows]
        found |= {scope for _, scope in stored if scope is not None}
        level = {i for i, _ in stored} | {child.id for child in held}
    return found


def _move(work: Work, row: Row, stands: frozenset[Stand]) -> None:
    """Give a row its new stands: `leave` to the scopes lost, a put to all who see it now, under one number."""
    lost = row.scopes - {scope for scope, _ in stands}
    is_same = row.scopes == {scope for scope, _ in stands}
    row = work.change(row.id, stands=stands)
    if is_same:
        return
    if lost:
        work.emit(row.id, lost, "leave")
    if stands:
        seq = work.touch(row.id)
        work.change(row.id, clocks={**row.clocks, "_scope": (seq, "", 0, None)})
