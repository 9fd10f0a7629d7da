"""What a commit says to whoever watches: which kinds changed, and news worth a sentence."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, kw_only=True)
class News:
    """One thing that happened to one row: a code, ids and data; ui makes the words.

    From the directory: answered, returned, state (to), due (due_on), closed, gained, lost, moved, notice.
    From an answer: refused (code, verb), conflict (fields), renumbered, kept_as_draft.
    """

    code: str
    kind: str = ""
    id: str = ""
    data: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Change:
    """One commit. origin: user or sync."""

    kinds: frozenset[str]
    origin: str
    news: tuple[News, ...] = ()
