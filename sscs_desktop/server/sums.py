"""Sums of what stands in each scope, for repair: made from the rows themselves, kept until the scope's feed moves.

A number adjusted with each change would vouch for the bookkeeping; one made from the rows vouches for the rows. It is
cheap because every change of a row, or of where it stands, is fed to the scope: an unmoved feed means an unmoved sum.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection, select

from sscs_desktop.base.errors import Refused, Unreadable
from sscs_desktop.server import feed as pages
from sscs_desktop.server.accounts import Member
from sscs_desktop.server.tables import feed, meta, record, record_scope
from sscs_desktop.wire import sums
from sscs_desktop.wire.messages import PullAnswer, PullRequest, SumsAnswer, SumsRequest
from sscs_desktop.wire.sums import NOTHING, Count

_State = tuple[str, int, int]
"""What a scope's sum was made at: the feed's floor, the scope's last number and its mark."""


class Sums:
    """The sums of one directory, remembered in this process. Safe to use from several threads."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, int], tuple[_State, Count]] = {}

    def compare(self, connection: Connection, member: Member, request: PullRequest, answer: PullAnswer) -> PullAnswer:
        """Say `repair` to a desk that has nothing left to read and holds something else than stands here."""
        is_quiet = answer.status == "ok" and not answer.entries and not answer.more
        if request.total is None or not is_quiet:
            return answer
        present = self._of_scopes(connection, member.scopes, request.schema)
        return answer if sums.combined(present) == request.total else replace(answer, status="repair")

    def answer(self, connection: Connection, member: Member, request: SumsRequest) -> SumsAnswer:
        """Give sums and counts by scope, by bucket of one scope, or the rows of some buckets. Refused: scope."""
        head = pages.head_position(connection)
        if request.scope is None:
            return _answer(self._of_scopes(connection, member.scopes, request.schema), head=head)
        if request.scope not in member.scopes:
            raise Refused("scope")
        if request.buckets:
            ids = [id for _, id, _ in _rows(connection, request.scope, request.schema)]
            wanted = set(request.buckets)
            entries = pages.entries_of(connection, [i for i in ids if sums.bucket_of(i) in wanted], member.scopes)
            return SumsAnswer(sums={}, counts={}, head=head, entries=entries)
        return _answer(_by_bucket(_rows(connection, request.scope, request.schema)), head=head)

    def _of_scopes(self, connection: Connection, held: Iterable[str], schema: int) -> dict[str, Count]:
        floor = connection.execute(select(meta.c.value).where(meta.c.key == "floor")).scalar_one_or_none() or "0"
        return {scope: self._of_scope(connection, scope, schema, floor) for scope in sorted(held)}

    def _of_scope(self, connection: Connection, scope: str, schema: int, floor: str) -> Count:
        state = (floor, *_last(connection, scope))
        known = self._known.get((scope, schema))
        if known is not None and known[0] == state:
            return known[1]
        found = _sum(_rows(connection, scope, schema))
        self._known[scope, schema] = state, found
        return found


def _last(connection: Connection, scope: str) -> tuple[int, int]:
    query = select(feed.c.seq, feed.c.mark).where(feed.c.scope == scope).order_by(feed.c.seq.desc()).limit(1)
    found = connection.execute(query).first()
    return (0, 0) if found is None else (found.seq, found.mark)


def _rows(connection: Connection, scope: str, schema: int) -> list[tuple[str, str, int]]:
    """Return (kind, id, seq) of every live row that stands in a scope, of the kinds a desk of `schema` knows."""
    inside = record.c.id.in_(select(record_scope.c.id).where(record_scope.c.scope == scope))
    query = select(record.c.kind, record.c.id, record.c.seq).where(inside, record.c.deleted.is_(False))
    known = sums.kinds_of(schema)
    if not known:
        raise Unreadable("bad_message")  # a schema from before the first
    return [(kind, id, seq) for kind, id, seq in connection.execute(query) if kind in known]


def _sum(rows: Iterable[tuple[str, str, int]]) -> Count:
    by_kind: dict[str, list[tuple[str, int]]] = {}
    for kind, id, seq in rows:
        by_kind.setdefault(kind, []).append((id, seq))
    total = NOTHING
    for kind, found in by_kind.items():
        total = sums.plus(total, sums.of_rows(kind, found))
    return total


def _by_bucket(rows: Iterable[tuple[str, str, int]]) -> dict[str, Count]:
    parted: dict[str, list[tuple[str, str, int]]] = {}
    for row in rows:
        parted.setdefault(sums.bucket_of(row[1]), []).append(row)
    return {bucket: _sum(found) for bucket, found in parted.items()}


def _answer(found: dict[str, Count], **more: Any) -> SumsAnswer:
    totals = {name: total for name, (total, _) in found.items()}
    return SumsAnswer(sums=totals, counts={name: count for name, (_, count) in found.items()}, **more)
