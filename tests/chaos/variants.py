"""Easy misreadings of the protocol, each switched on from outside by replacing functions of the program."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

Put = Callable[[Any, str, Any], Any]


@dataclass(frozen=True, kw_only=True)
class Variant:
    """One misreading, and within how many walks it must be noticed."""

    says: str
    switch: Callable[[Put], None]
    runs: int = 40


VARIANTS: dict[str, Variant] = {}


@contextmanager
def broken(name: str) -> Iterator[None]:
    """Break one rule for a while; "" breaks none."""
    undo: list[Callable[[], None]] = []

    def put(owner: Any, name: str, value: Any) -> Any:
        before = owner.__dict__[name]
        undo.append(lambda: setattr(owner, name, before))
        setattr(owner, name, value)
        return before

    if name:
        VARIANTS[name].switch(put)
    try:
        yield
    finally:
        for step in reversed(undo):
            step()
