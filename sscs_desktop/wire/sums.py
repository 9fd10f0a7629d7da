"""One number for many rows: equal on desk and directory while both hold the same rows at the same numbers.

A sum does not ask for an order, so each side may count its rows as they lie.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from hashlib import blake2b

from sscs_desktop.wire.kinds import KINDS

_MASK = (1 << 64) - 1

Count = tuple[int, int]
"""(sum, number of rows)."""

NOTHING: Count = (0, 0)


def of_rows(kind: str, rows: Iterable[tuple[str, int]]) -> Count:
    """Return the 64-bit sum of hash(kind, id, seq) over rows (id, seq) of one kind, and how many they are."""
    found = [_hash(f"{kind} {id} {seq}") for id, seq in rows]
    return sum(found) & _MASK, len(found)


def plus(one: Count, other: Count) -> Count:
    """Return the sum of two disjoint sets of rows."""
    return (one[0] + other[0]) & _MASK, one[1] + other[1]


def combined(by_scope: Mapping[str, Count]) -> int:
    """Return one number for the sums of all scopes held: a row that stands in another scope than there shows too."""
    return sum(_hash(f"{scope} {total} {count}") for scope, (total, count) in by_scope.items()) & _MASK


def bucket_of(id: str) -> str:
    """Return the bucket of a row, one of 256: what differs is looked for in a few of them."""
    return blake2b(id.encode(), digest_size=1).hexdigest()


def kinds_of(schema: int) -> frozenset[str]:
    """Return the kinds that a program of this schema knows, and counts."""
    return frozenset(name for name, kind in KINDS.items() if kind.since <= schema)


def _hash(text: str) -> int:
    return int.from_bytes(blake2b(text.encode(), digest_size=8).digest())
