"""Repair: where the sums of desk and directory differ, scopes, then buckets are compared and what errs is read anew.

Nobody's side is taken: own operations stay over whatever comes, and what the directory does not have leaves as any row.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from sscs_desktop.store import cursor, sums
from sscs_desktop.store.cursor import Cursor
from sscs_desktop.store.store import Store
from sscs_desktop.sync.gateway import Gateway
from sscs_desktop.sync.registration import replica
from sscs_desktop.sync.round import Write
from sscs_desktop.wire.messages import SCHEMA, Entry, SumsAnswer, SumsRequest
from sscs_desktop.wire.sums import NOTHING, Count, bucket_of, of_rows, plus

ROWS_AT_ONCE = 50
"""Rows in one request and one transaction: somebody may be typing."""

_log = logging.getLogger(__name__)


class _Unsure(Exception):
    """What the directory says does not fit what it said before."""


def mend(store: Store, gateway: Gateway, write: Write, go_on: Callable[[], None]) -> int:
    """Find what errs and read it anew; return how many rows did. `go_on` is called before each question.

    Gives up, for the next quiet round to begin again, when the directory has moved on meanwhile, or lists other rows
    than it has counted: a listing cut short would take away what stands.
    """
    with store.read() as session:
        at, name = cursor.load(session), replica(session)
    found = 0
    try:
        for count in _Mending(store=store, gateway=gateway, write=write, go_on=go_on, replica=name, at=at).run():
            found += count
    except _Unsure:
        _log.info("repair: begins again in the next quiet round")
    _log.info("repair: %d rows read anew", found)
    return found


@dataclass(frozen=True, kw_only=True)
class _Mending:
    store: Store
    gateway: Gateway
    write: Write
    go_on: Callable[[], None]
    replica: str
    at: Cursor

    def run(self) -> Iterator[int]:
        """Yield how many rows erred, portion by portion."""
        theirs = _counts(self._ask())
        with self.store.read() as session:
            mine = sums.by_scope(session, self.at.held)
        for scope in sorted(self.at.held):
            if mine[scope] != theirs.get(scope, NOTHING):
                yield from self._scope(scope)

    def _scope(self, scope: str) -> Iterator[int]:
        theirs = _counts(self._ask(scope))
        with self.store.read() as session:
            mine = sums.by_bucket(session, scope)
        for buckets in _portions(mine, theirs):
            entries = self._ask(scope, buckets).entries
            if _listed(entries, scope, buckets) != {each: theirs.get(each, NOTHING) for each in buckets}:
                raise _Unsure
            with self.write() as session:
                yield sums.relist(session, scope, buckets, entries, self.at.position)

    def _ask(self, scope: str | None = None, buckets: tuple[str, ...] = ()) -> SumsAnswer:
        self.go_on()
        answer = self.gateway.sums(SumsRequest(replica=self.replica, schema=SCHEMA, scope=scope, buckets=buckets))
        if answer.head != self.at.position:
            raise _Unsure
        return answer


def _counts(answer: SumsAnswer) -> dict[str, Count]:
    return {name: (total, answer.counts.get(name, 0)) for name, total in answer.sums.items()}


def _listed(entries: Iterable[Entry], scope: str, buckets: Iterable[str]) -> dict[str, Count]:
    """Return the sums of what a listing has in each bucket; ancestors before a row may stand in others."""
    found = dict.fromkeys(buckets, NOTHING)
    for entry in entries:
        bucket = bucket_of(entry.id)
        if bucket in found and scope in entry.scopes:
            found[bucket] = plus(found[bucket], of_rows(entry.kind, [(entry.id, entry.seq)]))
    return found


def _portions(mine: Mapping[str, Count], theirs: Mapping[str, Count]) -> Iterator[tuple[str, ...]]:
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
