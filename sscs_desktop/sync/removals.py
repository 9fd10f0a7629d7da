"""Before many rows are taken away at once, the directory is asked how many stand there, and must agree.

A wrong membership or a wrong page would empty a desk; its author's work would survive, but nobody could work on it.
Where they do not agree nothing is applied, until a person says that so many rows may go (store.doubt).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from sscs_desktop.base.errors import Diverged
from sscs_desktop.store import cursor, doubt, sums
from sscs_desktop.store.cursor import Cursor
from sscs_desktop.store.store import Store
from sscs_desktop.store.sums import Key, Stands
from sscs_desktop.sync.gateway import Gateway
from sscs_desktop.wire.kinds import KINDS
from sscs_desktop.wire.messages import SCHEMA, Entry, LoadAnswer, PullAnswer, PullRequest, SumsAnswer, SumsRequest

ROWS = 20
PERCENT = 20
"""More than both is many."""

_Rows = Mapping[Key, Stands]


class Guard:
    """Watches what one round takes away."""

    def __init__(self, store: Store, gateway: Gateway) -> None:
        self._store = store
        self._gateway = gateway
        self._leaving = 0
        self._is_vouched = False

    def pages(self, request: PullRequest, first: PullAnswer) -> tuple[PullAnswer, ...]:
        """Return the pages that may be applied: the one at hand, or all up to the head where many rows leave.

        () asks for another pull, the directory's answers having changed meanwhile. Raises Diverged("removal_doubted").
        """
        self._leaving += sum(entry.what in ("leave", "gone") for entry in first.entries)
        if self._leaving <= ROWS or self._is_vouched:
            return (first,)
        with self._store.read() as session:
            at, before = cursor.load(session), sums.standing(session)
        if not _is_many(max(self._leaving, _missing(before, _after(before, first.entries, at))), len(before)):
            return (first,)
        pages = self._up_to_the_head(request, first)
        if pages is None:
            return ()
        after = _after(before, (entry for page in pages for entry in page.entries), at)
        counts = self._ask(request.replica)
        if not _is_agreed(after, counts, at.held, counts.head[0] - pages[-1].head[0]):
            insist(self._store, _missing(before, after), len(before))
        self._is_vouched = True
        return tuple(pages)

    def rescope(self, replica: str, at: Cursor, present: Iterable[str]) -> None:
        """Let scopes go only if a second answer names the same ones. Raises Diverged("removal_doubted")."""
        kept = frozenset(present)
        if not at.reach - kept:
            return
        with self._store.read() as session:
            before = sums.standing(session)
        lost = sum(not scopes & kept for _, scopes in before.values())
        if _is_many(lost, len(before)) and self._ask(replica).sums.keys() != kept:
            insist(self._store, lost, len(before))

    def last_page(self, replica: str, at: Cursor, page: LoadAnswer) -> None:
        """Let rows go that a whole load did not bring only if the directory counts as many as came.

        Raises Diverged("removal_doubted").
        """
        with self._store.read() as session:
            held, parked = sums.standing(session), sums.parked(session)
        left = parked - {(entry.kind, entry.id) for entry in page.entries}
        if not _is_many(len(left), len(held) + len(parked)):
            return
        counts = self._ask(replica)
        if not _is_agreed(_after(held, page.entries, at), counts, at.reach, counts.head[0] - at.position[0]):
            insist(self._store, len(left), len(held) + len(parked))

    def _up_to_the_head(self, request: PullRequest, first: PullAnswer) -> list[PullAnswer] | None:
        pages = [first]
        while pages[-1].more:
            last = pages[-1]
            page = self._gateway.pull(replace(request, cursor=last.cursor, head=last.head, total=None, brief=False))
            if page.status != "ok":
                return None
            pages.append(page)
        return pages

    def _ask(self, replica: str) -> SumsAnswer:
        return self._gateway.sums(SumsRequest(replica=replica, schema=SCHEMA))


def doubted(before: _Rows, at: Cursor, entries: Iterable[Entry], counts: SumsAnswer, scopes: Iterable[str]) -> int:
    """Return how many rows a parcel would take away against what the directory counted, 0 if it may.

    at: as it will be applied, holding nothing if all is loaded.
    """
    after = _after(before if at.held else {}, entries, at)
    gone = _missing(before, after)
    return gone if _is_many(gone, len(before)) and not _is_agreed(after, counts, scopes, 0) else 0


def insist(store: Store, rows: int, held: int) -> None:
    """Let so many of the rows held go only if a person said so; else note it and raise Diverged("removal_doubted")."""
    with store.read() as session:
        kept = doubt.get(session)
    if kept is not None and kept.is_let_go and rows <= kept.rows:
        return
    with store.write("sync") as session:
        doubt.raise_anew(session, rows, held)
    raise Diverged("removal_doubted", rows=rows, held=held)


def _is_agreed(rows_left: _Rows, counts: SumsAnswer, scopes: Iterable[str], since: int) -> bool:
    """Tell whether the directory counts in each scope what would be left; `since` numbers were given meanwhile."""
    for scope in scopes:
        here = sum(scope in standing for _, standing in rows_left.values())
        if abs(counts.counts.get(scope, 0) - here) > since:
            return False
    return True


def _after(before: _Rows, entries: Iterable[Entry], at: Cursor) -> dict[Key, Stands]:
    """Return which rows would count once these entries are applied."""
    found = dict(before)
    for entry in entries:
        key = (entry.kind, entry.id)
        seq, _ = found.get(key, (0, frozenset()))
        if entry.kind not in KINDS or seq > entry.seq:
            continue
        if entry.what == "put":
            found[key] = entry.seq, frozenset(entry.scopes) & at.reach
        elif entry.what == "move":
            if key in found:
                found[key] = seq, frozenset(entry.scopes) & at.reach
        else:
            found.pop(key, None)
    return found


def _missing(before: _Rows, after: _Rows) -> int:
    return len(before.keys() - after.keys())


def _is_many(rows: int, whole: int) -> bool:
    return rows > ROWS and rows * 100 > PERCENT * whole
