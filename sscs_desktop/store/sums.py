"""Sums of what stands in each scope here, for repair; and what the directory listed anew, taken in.

Made from the rows themselves, because a number adjusted with each change would vouch for the bookkeeping alone. What a
kind adds is remembered until a commit touches that kind, so an empty round reads no rows. Parked rows and rows the
directory has not numbered are not counted.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Text, select, type_coerce, update

from sscs_desktop.base import clock
from sscs_desktop.store import cursor, merge, outbox, overlay, rows
from sscs_desktop.store.change import Change
from sscs_desktop.store.session import Session
from sscs_desktop.store.tables import RECORDS
from sscs_desktop.wire import sums
from sscs_desktop.wire.kinds import KINDS
from sscs_desktop.wire.messages import Entry, Position
from sscs_desktop.wire.sums import NOTHING, Count

FRESH = timedelta(hours=1)
"""How long a remembered sum is believed: a row lost without a commit shows after that."""

Key = tuple[str, str]
"""(kind, id)."""

Stands = tuple[int, frozenset[str]]
"""(seq, scopes) of a row that counts."""

_Summed = dict[frozenset[str], Count]


class Remembered:
    """The sums of one open file, kind by kind; `forget` is told of every commit."""

    def __init__(self) -> None:
        self._known: dict[str, tuple[datetime, _Summed]] = {}
        self._changed: set[str] = set()

    def forget(self, change: Change) -> None:
        """Count the kinds of a commit anew the next time."""
        self._changed = self._changed | change.kinds

    def total(self, session: Session, held: Iterable[str]) -> int:
        """Return the combined number of the scopes held."""
        changed, self._changed = self._changed, set()
        now = clock.now()
        for kind in KINDS:
            known = self._known.get(kind)
            if known is None or kind in changed or not timedelta() <= now - known[0] < FRESH:
                self._known[kind] = now, _of_kind(session, kind)
        return sums.combined(_by_scope((found for _, found in self._known.values()), held))


def by_scope(session: Session, held: Iterable[str]) -> dict[str, Count]:
    """Return the sum of each scope held, counted now."""
    return _by_scope((_of_kind(session, kind) for kind in KINDS), held)


def by_bucket(session: Session, scope: str) -> dict[str, Count]:
    """Return the sums of one scope by bucket."""
    found: dict[str, Count] = {}
    for (kind, id), (seq, scopes) in standing(session).items():
        if scope in scopes:
            bucket = sums.bucket_of(id)
            found[bucket] = sums.plus(found.get(bucket, NOTHING), sums.of_rows(kind, [(id, seq)]))
    return found


def standing(session: Session) -> dict[Key, Stands]:
    """Return every row that counts: numbered by the directory and not parked."""
    words: dict[str, frozenset[str]] = {}
    return {
        (kind, id): (seq, words.get(text) or words.setdefault(text, _scopes(text)))
        for kind in KINDS
        for id, seq, text in _counted(session, kind)
    }


def parked(session: Session) -> set[Key]:
    """Return every row that waits to leave or to be brought again."""
    return {
        (kind, id) for kind, table in RECORDS.items() for id in session.column(select(table.c.id).where(table.c.parked))
    }


def relist(session: Session, scope: str, buckets: Iterable[str], entries: Sequence[Entry], head: Position) -> int:
    """Take in the rows that stand in some buckets of a scope, and let go of those that do not; return how many erred.

    The rows are set to base 0 first, so that the directory's state comes in whatever number was held here; own
    operations stay over it. Call only while the feed has nothing left to bring up to `head`.
    """
    at, wanted = cursor.load(session), set(buckets)
    mine = standing(session)
    listed = {(entry.kind, entry.id): entry for entry in entries if entry.kind in KINDS}
    wrong = [key for key, entry in listed.items() if mine.get(key) != (entry.seq, frozenset(entry.scopes) & at.reach)]
    extra = [
        (kind, id)
        for (kind, id), (_, scopes) in mine.items()
        if scope in scopes and sums.bucket_of(id) in wanted and (kind, id) not in listed
    ]
    for kind, id in listed:
        session.run(update(RECORDS[kind]).where(RECORDS[kind].c.id == id).values(seq=0))
    merge.apply_listing(session, list(listed.values()), at)
    for kind, id in sorted(extra, key=lambda key: -KINDS[key[0]].depth):  # children first, so that both can go
        _let_go(session, kind, id, mine[kind, id][1] - {scope}, head)
    for kind, id in [*wrong, *extra]:
        outbox.write_audit(session, "repair", kind, id)
        session.tell("repaired", kind, id)
    return len(wrong) + len(extra)


def _let_go(session: Session, kind: str, id: str, left: frozenset[str], head: Position) -> None:
    """Take a row out of a scope it does not stand in; out of the last one it leaves, like any row that left."""
    if left:
        rows.set_standing(session, kind, id, scopes=left)
    elif rows.find(session, kind, id) is not None:
        overlay.park(session, kind, id, seq=head[0], scopes=frozenset())


def _of_kind(session: Session, kind: str) -> _Summed:
    parted: dict[str, list[tuple[str, int]]] = {}
    for id, seq, text in _counted(session, kind):
        parted.setdefault(text, []).append((id, seq))
    return {_scopes(text): sums.of_rows(kind, found) for text, found in parted.items()}


def _counted(session: Session, kind: str) -> Sequence[Any]:
    """Return (id, seq, scopes as text) of the rows that count."""
    table = RECORDS[kind].c
    counted = select(table.id, table.seq, type_coerce(table.scopes, Text)).where(~table.parked, table.seq > 0)
    return session.run(counted).all()


def _scopes(text: str) -> frozenset[str]:
    return frozenset(json.loads(text))


def _by_scope(kinds: Iterable[_Summed], held: Iterable[str]) -> dict[str, Count]:
    found = dict.fromkeys(held, NOTHING)
    for summed in kinds:
        for scopes, count in summed.items():
            for scope in scopes & found.keys():
                found[scope] = sums.plus(found[scope], count)
    return found
