"""Two, or many, at once: one is held where it stands while the other comes, or all begin in the same moment."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import contextmanager
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine, event
from sqlalchemy.engine import ExceptionContext

A = TypeVar("A")
B = TypeVar("B")

WAITS_S = 0.15
"""How long the second is given to do harm while the first stands before its commit."""


def beside(
    engine: Engine,
    first: Callable[[], A],
    second: Callable[[], B],
    between: Callable[[], object] = lambda: None,
    after: str = "",
) -> tuple[A, B]:
    """Hold `first` before its first commit, start `second`, look at `between`, let go; return what both returned.

    after: hold it after the first statement that begins so instead.
    """
    held, go, whose = threading.Event(), threading.Event(), []

    def hold() -> None:
        if whose == [threading.get_ident()] and not held.is_set():
            held.set()
            go.wait(10)

    def before_commit(_: Connection) -> None:
        hold()

    def executed(_: Connection, __: Any, statement: str, *___: Any) -> None:
        if after and statement.startswith(after):
            hold()

    def run() -> A:
        whose.append(threading.get_ident())
        return first()

    event.listen(engine, "commit", before_commit)
    event.listen(engine, "after_cursor_execute", executed)
    try:
        with ThreadPoolExecutor(2) as pool:
            one = pool.submit(run)
            assert held.wait(10), "the first never came to its commit"
            other = pool.submit(second)
            wait([other], timeout=WAITS_S)
            between()
            go.set()
            return one.result(), other.result()
    finally:
        go.set()
        event.remove(engine, "after_cursor_execute", executed)
        event.remove(engine, "commit", before_commit)


def deadlocks_of(engine: Engine) -> list[str]:
    """Return a list in which every deadlock of this database is going to stand, those that were tried again too."""
    found: list[str] = []

    def erred(context: ExceptionContext) -> None:
        if getattr(context.original_exception, "sqlstate", None) == "40P01":
            found.append(str(context.original_exception))

    event.listen(engine, "handle_error", erred)
    return found


def all_at_once(acts: Sequence[Callable[[], A]]) -> list[A]:
    """Let everybody begin in the same moment; return what each returned."""
    start = threading.Barrier(len(acts))

    def run(act: Callable[[], A]) -> A:
        start.wait()
        return act()

    with ThreadPoolExecutor(len(acts)) as pool:
        return [one.result() for one in [pool.submit(run, act) for act in acts]]


@contextmanager
def after_statement(engine: Engine, number: int, act: Callable[[], object]) -> Iterator[list[str]]:
    """Let `act` happen, in a thread of its own, right after statement `number` of this one; yield its statements.

    BEGIN is none: a snapshot is taken by the first read.
    """
    seen: list[str] = []
    me = threading.get_ident()

    def executed(_: Connection, __: Any, statement: str, *___: Any) -> None:
        if threading.get_ident() == me and not statement.startswith("BEGIN"):
            seen.append(statement)
            if len(seen) == number:
                with ThreadPoolExecutor(1) as pool:
                    pool.submit(act).result()

    event.listen(engine, "after_cursor_execute", executed)
    try:
        yield seen
    finally:
        event.remove(engine, "after_cursor_execute", executed)
