"""How an act of the clerk says what happened."""

from __future__ import annotations

from collections.abc import Callable

Say = Callable[[str], object]
