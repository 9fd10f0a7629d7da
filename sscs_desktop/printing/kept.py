"""What was laid out once is kept: a form's printed words come again on every card of a run."""

from __future__ import annotations

import threading
from collections.abc import Callable
from functools import lru_cache, wraps
from typing import Any, ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")


def kept(size: int) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Keep the last results of a function, in each thread for itself: fonts do not change threads."""

    def keep(function: Callable[P, R]) -> Callable[P, R]:
        local = _Local(function, size)

        @wraps(function)
        def call(*args: P.args, **kwargs: P.kwargs) -> R:
            result: R = local.results(*args, **kwargs)
            return result

        return call

    return keep


class _Local(threading.local):
    def __init__(self, function: Callable[..., Any], size: int) -> None:
        self.results: Callable[..., Any] = lru_cache(maxsize=size)(function)
