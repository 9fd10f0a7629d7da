"""A lock that whoever lets go of cannot take again past somebody who waits."""

from __future__ import annotations

import threading
from types import TracebackType


class Turnstile:
    """One at a time, as a context: who comes while another is inside is next, however soon that one comes back.

    A plain lock goes to whoever runs at the moment: beside a thread that writes page after page a save could wait for
    many of them.
    """

    def __init__(self) -> None:
        self._gate = threading.Lock()
        self._room = threading.Lock()

    def __enter__(self) -> None:
        with self._gate:
            self._room.acquire()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._room.release()
