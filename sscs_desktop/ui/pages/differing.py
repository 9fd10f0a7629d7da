"""Where two texts differ, marked for people: numbers whole, gaps of two characters closed."""

from __future__ import annotations

import re
from difflib import SequenceMatcher

_TOKEN = re.compile(r"\d[\d,.]*|.", re.DOTALL)
_GAP = 2
"""An unchanged island this short between two changes reads as noise."""


def spans(old: str, new: str) -> list[tuple[int, int]]:
    """Return the (start, end) places in `new` that are not in `old`."""
    was, now = _TOKEN.findall(old), _TOKEN.findall(new)
    starts = [0]
    for token in now:
        starts.append(starts[-1] + len(token))
    found: list[tuple[int, int]] = []
    for tag, _i1, _i2, j1, j2 in SequenceMatcher(a=was, b=now, autojunk=False).get_opcodes():
        if tag == "equal" or j1 == j2:
            continue
        start, end = starts[j1], starts[j2]
        if found and start - found[-1][1] <= _GAP:
            found[-1] = (found[-1][0], end)
        else:
            found.append((start, end))
    return found
