"""How far long work is, told to whoever waits for it and may stop it."""

from __future__ import annotations

from collections.abc import Callable

Told = Callable[[int, int], object]
"""Told (done, all) as the work goes on; what it raises stops the work."""


def unheard(_done: int, _all: int) -> None:
    """Take what nobody asked to be told."""


def part(told: Told, first: int, last: int) -> Told:
    """Return what is told of a part of some work, and tells of the whole in hundredths: from `first` to `last`."""
    return lambda done, total: told(first + (last - first) * done // max(total, 1), 100)
