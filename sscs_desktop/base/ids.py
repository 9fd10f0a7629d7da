"""Identifiers: UUIDv7 rows and operations, 64-bit marks."""

from __future__ import annotations

import re
import secrets
import threading
import time
import uuid

_CANONICAL = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_lock = threading.Lock()
_last = 0


def new_id() -> str:
    """Return a UUIDv7 (RFC 9562) as 36 lower-case characters; ids of one process sort in the order made."""
    global _last
    with _lock:
        stamp = (time.time_ns() // 1_000_000) << 12 | secrets.randbits(8)
        _last = stamp = max(stamp, _last + 1)
    value = (stamp >> 12) << 80 | 0x7 << 76 | (stamp & 0xFFF) << 64 | 0b10 << 62 | secrets.randbits(62)
    return str(uuid.UUID(int=value))


def is_id(text: str) -> bool:
    """Tell whether `text` is a UUID in canonical form."""
    return _CANONICAL.fullmatch(text) is not None


def new_mark() -> int:
    """Return 63 random bits: the mark that goes with a feed number (fits a signed SQL integer)."""
    return secrets.randbits(63)
