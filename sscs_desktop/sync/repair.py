"""Repair: where the sums of desk and directory differ, scopes, then buckets are compared and what errs is read anew.

Nobody's side is taken: own operations stay over whatever comes, and what the directory does not have leaves as any row.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager

from sscs_desktop.store import cursor, meta, sums
from sscs_desktop.store.session import Session
from sscs_desktop.store.store import Store
from sscs_desktop.sync.gateway import Gateway
from sscs_desktop.wire.messages import SCHEMA, Position, SumsRequest
from sscs_desktop.wire.sums import NOTHING, Count

ROWS_AT_ONCE = 50
"""Rows in one request and one transaction: somebody may be typing."""

_log = logging.getLogger(__name__)

Write = Callable[[], AbstractContextManager[Session]]


def mend(store: Store, gateway: Gateway, write: Write) -> int:
    """Find what errs and read it anew; return how many rows did.

    Gives up, for the next quiet round to begin again, when the directory has moved on meanwhile.
    """
    with store.read() as session:
        at, replica = cursor.load(session), str(meta.get(session, meta.REPLICA, ""))
        mine = sums.by_scope(session, at.held)
    answer = gateway.sums(SumsRequest(replica=replica, schema=SCHEMA))
    if answer.head != at.position:
        return 0
    theirs = {scope: (total, answer.counts.get(scope, 0)) for scope, total in answer.sums.items()}
    found = 0
    for scope in sorted(at.held):
        if mine[scope] != theirs.get(scope, NOTHING):
            mended = _mend_scope(store, gateway, write, replica, scope, at.position)
            if mended is None:
                break
            found += mended
    _log.info("repair: %d rows read anew", found)
    return found


def _mend_scope(store: Store, gateway: Gateway, write: Write, replica: str, scope: str, head: Position) -> int | None:
    answer = gateway.sums(SumsRequest(replica=replica, schema=SCHEMA, scope=scope))
    if answer.head != head:
        return None
    theirs = {bucket: (total, answer.counts.get(bucket, 0)) for bucket, total in answer.sums.items()}
    with store.read() as session:
        mine = sums.by_bucket(session, scope)
    found = 0
    for buckets in _portions(mine, theirs):
        answer = gateway.sums(SumsRequest(replica=replica, schema=SCHEMA, scope=scope, buckets=buckets))
        if answer.head != head:
            return None
        with write() as session:
            found += sums.relist(session, scope, buckets, answer.entries, head)
    return found


def _portions(mine: dict[str, Count], theirs: dict[str, Count]) -> Iterator[tuple[str, ...]]:
    """Yield the buckets that differ, as many at once as hold ROWS_AT_ONCE rows, at least one."""
    portion: list[str] = []
    size = 0
    for bucket in sorted(mine.keys() | theirs.keys()):
        here, there = mine.get(bucket, NOTHING), theirs.get(bucket, NOTHING)
        if here == there:
            continue
        rows = max(here[1], there[1])
        if portion and size + rows > ROWS_AT_ONCE:
            yield tuple(portion)
            portion, size = [], 0
        portion.append(bucket)
        size += rows
    if portion:
        yield tuple(portion)
