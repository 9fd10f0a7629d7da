"""What waits for the office's decision: late reports and proposed corrections, listed alike."""

from __future__ import annotations

from sqlalchemy import Connection, func, select

from sscs_desktop.server import proposals
from sscs_desktop.server.accounts import Member
from sscs_desktop.server.tables import record, record_scope
from sscs_desktop.server.work import Row, read_rows
from sscs_desktop.wire.decisions import Matter, MattersAnswer

REVIEW, PROPOSAL = "review", "proposal"
OPEN = {REVIEW: "open", PROPOSAL: "pending"}
"""The state in which each waits."""
ALL = "all"
PAGE_MAX = 200


def listing(
    connection: Connection, member: Member | None, kind: str, state: str, limit: int, offset: int
) -> MattersAnswer:
    """Return matters that this member reads, oldest first; `state` is a state's code, "open" or ALL.

    None is the administrator, who reads all.
    """
    query = select(record.c.id).where(record.c.kind == kind, record.c.deleted.is_(False))
    if member is not None:
        standing = select(record_scope.c.id).where(record_scope.c.scope.in_(sorted(member.scopes)))
        query = query.where(record.c.id.in_(standing))
    if state != ALL:
        query = query.where(record.c.state == (OPEN[kind] if state == "open" else state))
    total = connection.execute(select(func.count()).select_from(query.subquery())).scalar_one()
    page = query.order_by(record.c.seq, record.c.id).limit(max(1, min(limit, PAGE_MAX))).offset(max(offset, 0))
    rows = read_rows(connection, list(connection.execute(page).scalars()))
    subjects = read_rows(connection, {row.parent for row in rows.values() if row.parent is not None})
    ordered = sorted(rows.values(), key=lambda row: (row.seq, row.id))
    return MattersAnswer(matters=tuple(_matter(row, subjects.get(row.parent or "")) for row in ordered), total=total)


def one(connection: Connection, row: Row) -> Matter:
    """Return one matter as it stands after a decision."""
    return _matter(row, read_rows(connection, [row.parent]).get(row.parent) if row.parent else None)


def _matter(row: Row, subject: Row | None) -> Matter:
    if subject is None:
        return Matter(data=dict(row.data), subject_name=str(row.data.get("subject_name", "")))
    present = proposals.present_value(subject, str(row.data.get("field", "")))
    return Matter(data=dict(row.data), subject_name=str(subject.data.get("name", "")), present=present)
