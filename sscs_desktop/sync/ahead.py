"""One request under way in a thread of its own, while the answer to the one before it is stored.

What is begun here and never asked for is a lost answer, which the protocol bears: the next round asks again.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, TypeVar

from sscs_desktop.sync.gateway import Gateway

R = TypeVar("R")
A = TypeVar("A")


class Ahead:
    """At most one request of one round."""

    def __init__(self, gateway: Gateway) -> None:
        self._gateway = gateway
        self._worker: ThreadPoolExecutor | None = None
        self._begun: tuple[Any, Future[Any]] | None = None

    @property
    def request(self) -> Any:
        """The request under way, None if there is none."""
        return None if self._begun is None else self._begun[0]

    def begin(self, call: Callable[[R], A], request: R) -> None:
        """Send a request and do not wait."""
        if self._worker is None:
            self._worker = ThreadPoolExecutor(1, "ahead")
        self._begun = request, self._worker.submit(call, request)

    def ask(self, call: Callable[[R], A], request: R) -> A:
        """Return the answer to a request, begun before or not; raises what `call` raises."""
        begun, self._begun = self._begun, None
        if begun is None or begun[0] != request:
            return call(request)
        answer: A = begun[1].result()
        return answer

    def close(self) -> None:
        """Wait for what is under way, and end its connection."""
        if self._worker is not None:
            self._worker.submit(self._gateway.leave)
            self._worker.shutdown()
