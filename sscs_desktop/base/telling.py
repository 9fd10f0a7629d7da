"""How far long work is, told to whoever waits for it and may stop it."""

from __future__ import annotations

import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

Told = Callable[[int, int], object]
"""Told (done, all) as the work goes on; what it raises stops the work."""
Say = Callable[[str], object]
"""How a command says what happened: one line a call."""


def unheard(_done: int, _all: int) -> None:
    """Take what nobody asked to be told."""


def part(told: Told, first: int, last: int) -> Told:
    """Return what is told of a part of some work, and tells of the whole in hundredths: from `first` to `last`."""
    return lambda done, total: told(first + (last - first) * done // max(total, 1), 100)


def spoken(say: Say, words: str, every_s: float = 3.0) -> Told:
    """Return what says `words` (with {percent}) now and then; of what is soon done it says nothing."""
    last = time.monotonic()

    def told(done: int, total: int) -> None:
        nonlocal last
        if time.monotonic() - last >= every_s and done < total:
            last = time.monotonic()
            say(words.format(percent=100 * done // total))

    return told


class Stopped(KeyboardInterrupt):
    """Ctrl+C or a request to end, heard between two steps of some work."""


@contextmanager
def until_stopped(told: Told) -> Iterator[Told]:
    """Yield what tells on, and raises Stopped at the step after Ctrl+C or a request to end; a second one cuts off."""
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    is_heard = False

    def hear(_number: int, _frame: FrameType | None) -> None:
        nonlocal is_heard
        is_heard = True
        give_back()

    def give_back() -> None:
        for number, handler in before.items():
            signal.signal(number, handler)

    def step(done: int, total: int) -> None:
        if is_heard:
            raise Stopped
        told(done, total)

    for number in before:
        signal.signal(number, hear)
    try:
        yield step
    finally:
        give_back()
