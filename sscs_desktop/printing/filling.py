"""What a form is filled with: texts, ticks and repeated rows, by the names that its template uses."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, kw_only=True)
class Filling:
    """A missing name is a blank cell, to be written by hand; `kind` picks the blocks made for it alone."""

    kind: str = ""
    texts: Mapping[str, str] = field(default_factory=dict)
    ticks: Mapping[str, frozenset[str]] = field(default_factory=dict)
    rows: Mapping[str, tuple[Filling, ...]] = field(default_factory=dict)
