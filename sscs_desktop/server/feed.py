"""Pull, load, heal: what a desk reads, each page from one snapshot, over all scopes it holds, by one cursor."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from sqlalchemy import Connection, literal, select, tuple_

from sscs_desktop.server.accounts import Member
from sscs_desktop.server.tables import counter, feed, meta, record, record_scope
from sscs_desktop.server.work import Row, read_rows
from sscs_desktop.wire.codec import scopes_digest
from sscs_desktop.wire.messages import START, Entry, LoadAnswer, LoadRequest, Position, PullAnswer, PullRequest

PAGE_MAX = 500


def head_position(connection: Connection) -> Position:
    """Return the highest feed number of this snapshot with its mark."""
    return position_of(connection, int(connection.execute(select(counter.c.n)).scalar_one()))


def position_of(connection: Connection, seq: int) -> Position:
    """Return a feed number with the mark it has here."""
    if seq == 0:
        return START
    return seq, int(connection.execute(select(feed.c.mark).where(feed.c.seq == seq).limit(1)).scalar_one())


def is_known(connection: Connection, position: Position) -> bool:
    """Tell whether this directory gave that number that mark."""
    if position == START:
        return True
    mark = connection.execute(select(feed.c.mark).where(feed.c.seq == position[0]).limit(1)).scalar_one_or_none()
    return bool(mark == position[1])


def is_below_floor(connection: Connection, cursor: Position) -> bool:
    """Tell whether feed entries after this cursor are purged already."""
    floor = connection.execute(select(meta.c.value).where(meta.c.key == "floor")).scalar_one_or_none()
    return cursor[0] < int(floor or 0)


def pull(connection: Connection, member: Member, request: PullRequest) -> PullAnswer:
    """Return the next page after the desk's cursor."""
    common = describe(connection, member)
    if is_below_floor(connection, request.cursor):
        return PullAnswer(status="floor", **common)
    if not all(is_known(connection, p) for p in (request.cursor, request.head)):
        return PullAnswer(status="fork", **common)
    if request.held != scopes_digest(member.scopes):
        return PullAnswer(status="scopes", **common)
    cursor = request.cursor[0]
    limit = max(1, min(request.limit, PAGE_MAX))
    changes = _changes(connection, cursor, member.scopes, limit + 1)
    page, more = changes[:limit], len(changes) > limit
    entries = _entries(connection, page, cursor, member.scopes, request.replica if request.brief else "")
    end = position_of(connection, page[-1].seq) if more else common["head"]
    return PullAnswer(
        status="ok", entries=tuple(entries), cursor=end, head=common["head"], more=more, epoch=common["epoch"]
    )


def load(connection: Connection, member: Member, request: LoadRequest) -> LoadAnswer:
    """Return one keyset page of all live rows of the scopes being entered, parents first by depth, then id."""
    common = describe(connection, member)
    if request.cursor != START and is_below_floor(connection, request.cursor):
        return LoadAnswer(status="floor", **common)
    if not all(is_known(connection, p) for p in (request.cursor, request.head)):
        return LoadAnswer(status="fork", **common)
    if request.held != scopes_digest(member.scopes) or not set(request.entering) <= member.scopes:
        return LoadAnswer(status="scopes", **common)
    limit = max(1, min(request.limit, PAGE_MAX))
    found = _live_after(connection, request.entering, request.place, limit + 1)
    ids = [row_id for _, row_id in found[:limit]]
    place = found[limit - 1] if len(found) > limit else None
    return LoadAnswer(status="ok", entries=entries_of(connection, ids, member.scopes), place=place, **common)


def entries_of(connection: Connection, ids: Collection[str], held: frozenset[str]) -> tuple[Entry, ...]:
    """Return the live rows of these ids as they stand, each preceded by its ancestors."""
    rows = _with_ancestors(connection, ids)
    sent: dict[str, Entry] = {}
    for row_id in ids:
        for row in (*_ancestors(rows, row_id), rows[row_id]):
            sent.setdefault(row.id, _entry(row, row.seq, held))
    return tuple(sent.values())


def common_position(connection: Connection, history: Iterable[Position]) -> Position:
    """Return the newest position of a desk's history that this directory knows too."""
    return max((p for p in history if is_known(connection, p)), default=START)


def is_silent(connection: Connection, scopes: Collection[str], after: int, before: int) -> bool:
    """Tell whether these scopes are told of no change between two numbers."""
    told = feed.c.scope.in_(sorted(scopes)), feed.c.seq > after, feed.c.seq < before
    return connection.execute(select(feed.c.seq).where(*told).limit(1)).first() is None


def describe(connection: Connection, member: Member) -> dict[str, Any]:
    """Return what every answer carries: head, the scopes held now, the epoch."""
    epoch = connection.execute(select(meta.c.value).where(meta.c.key == "epoch")).scalar_one()
    return {"head": head_position(connection), "scopes": tuple(sorted(member.scopes)), "epoch": epoch}


def _changes(connection: Connection, cursor: int, scopes: Iterable[str], limit: int) -> list[Any]:
    """Return the changes after `cursor` that these scopes are told, by number; those of one number together.

    Each scope is asked for its own next ones: an index gives them however far behind the reader is.
    """
    found: dict[int, Any] = {}
    for scope in sorted(scopes):
        query = select(feed.c.seq, feed.c.id, feed.c.what).where(feed.c.scope == scope, feed.c.seq > cursor)
        found |= {row.seq: row for row in connection.execute(query.order_by(feed.c.seq).limit(limit))}
    return [found[seq] for seq in sorted(found)[:limit]]


def _entries(
    connection: Connection, page: list[Any], cursor: int, held: frozenset[str], teller: str = ""
) -> list[Entry]:
    """Return what a page says; `teller` is a replica that need not hear its own words again."""

    def put(row: Row) -> Entry:
        return _brief(row, held) if _is_only_by(row, teller, cursor) else _entry(row, row.seq, held)

    rows = _with_ancestors(connection, [change.id for change in page])
    entries: list[Entry] = []
    sent: set[str] = set()
    for change in page:
        row = rows[change.id]
        if change.what == "leave":
            entries.append(_departure(change, row, held))
        elif row.seq == change.seq and row.scopes & held:
            for above in [] if row.deleted else _ancestors(rows, row.id):
                if above.id not in sent and above.seq > cursor:
                    entries.append(put(above))
                    sent.add(above.id)
            entries.append(put(row))
            sent.add(row.id)
    return entries


def _is_only_by(row: Row, replica: str, cursor: int) -> bool:
    """Tell whether a live row's number is this replica's, and nobody else's are among those above the cursor."""
    fresh = [mark for mark in row.clocks.values() if mark[0] > cursor]
    is_own = all(mark[1].partition("/")[0] == replica for mark in fresh)
    return bool(replica) and is_own and not row.deleted and any(mark[0] == row.seq for mark in fresh)


def _brief(row: Row, held: frozenset[str]) -> Entry:
    scopes = tuple(sorted(row.scopes & held))
    return Entry(seq=row.seq, what="put", kind=row.kind, id=row.id, scopes=scopes)


def _departure(change: Any, row: Row, held: frozenset[str]) -> Entry:
    """Say that a row left; a reader who still sees it by another scope learns only where it stands now."""
    left = row.scopes & held
    what = "move" if left else "leave"
    return Entry(seq=change.seq, what=what, kind=row.kind, id=row.id, scopes=tuple(sorted(left)))


def _entry(row: Row, seq: int, held: frozenset[str]) -> Entry:
    if row.deleted:
        return Entry(seq=seq, what="gone", kind=row.kind, id=row.id)
    return Entry(
        seq=seq,
        what="put",
        kind=row.kind,
        id=row.id,
        parent=row.parent,
        scopes=tuple(sorted(row.scopes & held)),
        data=dict(row.data),
        state_seq=row.clock_of("state")[0] if row.kind == "issue" else 0,
        by=row.written_by,
        at=row.written_at,
    )


def _live_after(
    connection: Connection, scopes: Iterable[str], place: tuple[int, str] | None, limit: int
) -> list[tuple[int, str]]:
    """Return the next live rows of these scopes as (depth, id), in that order."""
    stands = record_scope.c
    found: set[tuple[int, str]] = set()
    for scope in sorted(scopes):
        query = (
            select(stands.depth, stands.id)
            .distinct()
            .join(record, record.c.id == stands.id)
            .where(stands.scope == scope, record.c.deleted.is_(False))
        )
        if place is not None:
            query = query.where(tuple_(stands.depth, stands.id) > tuple_(literal(place[0]), literal(place[1])))
        ordered = query.order_by(stands.depth, stands.id).limit(limit)
        found |= {(row.depth, row.id) for row in connection.execute(ordered)}
    return sorted(found)[:limit]


def _with_ancestors(connection: Connection, ids: Iterable[str]) -> dict[str, Row]:
    rows: dict[str, Row] = {}
    wanted = set(ids)
    while wanted:
        rows |= read_rows(connection, wanted)
        wanted = {row.parent for row in rows.values() if row.parent is not None} - set(rows)
    return rows


def _ancestors(rows: Mapping[str, Row], row_id: str) -> list[Row]:
    """Return the ancestors of a row, root first."""
    chain: list[Row] = []
    parent = rows[row_id].parent
    while parent is not None:
        chain.insert(0, rows[parent])
        parent = rows[parent].parent
    return chain
