"""Where to go, and what is selected: what pages, search and notices tell each other."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Target:
    """A record, or a whole page (`id` empty): what is selected, or where to go. `kind` is the wire's kind."""

    kind: str
    id: str = ""
