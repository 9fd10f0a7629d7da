"""A line that fails: an HTTP proxy between desks and a directory, with faults by chance, each of them counted.

It reads and writes bytes of its own and knows nothing of the program; what goes wrong here is what goes wrong on wires.
"""

from __future__ import annotations

import asyncio
import contextlib
import random
import threading
from collections import Counter
from collections.abc import Callable, Coroutine
from typing import Any, Self

FAULTS = {
    "drop_request": 3,
    "drop_answer": 4,
    "delay": 4,
    "duplicate": 4,
    "late": 3,
    "cut_request": 2,
    "truncate": 3,
    "error_before": 2,
    "error_after": 1,
    "slow": 2,
    "stall": 1,
}
"""Faults and their weights. late: the old request once more, after newer ones; duplicate: twice at once."""

LATE_S = 1.5
STALL_S = 4.0
_ERROR = b"HTTP/1.1 500 Internal Server Error\r\ncontent-length: 0\r\n\r\n"

Bytes = bytes | None
"""What the directory answered; None where it is away or hung up."""


class Proxy:
    """Listens on loopback and passes requests on to `target` (a port), one connection for each."""

    def __init__(self, target: int, seed: int, rate: float = 0.25) -> None:
        self.target = target
        self.rate = rate
        self.port = 0
        self.faults: Counter[str] = Counter()
        self.statuses: Counter[int] = Counter()
        self._chance = random.Random(seed)
        self._loop = asyncio.new_event_loop()
        self._ready = threading.Event()
        self._thread = threading.Thread(target=self._run, name="proxy")
        self._stop: asyncio.Event
        self._later: set[asyncio.Task[None]] = set()
        self._open: set[asyncio.Task[Any] | None] = set()  # nobody else holds on to a connection whose desk was killed

    def heal(self) -> None:
        """Let every request through as it is from here on; old ones still on their way arrive before this returns."""
        self.rate = 0.0
        asyncio.run_coroutine_threadsafe(self._last_of_the_late(), self._loop).result()

    def __enter__(self) -> Self:
        self._thread.start()
        self._ready.wait()
        return self

    def __exit__(self, *_: object) -> None:
        self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join()

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        self._loop.run_until_complete(self._listen())
        self._loop.close()

    async def _listen(self) -> None:
        self._stop = asyncio.Event()
        server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self.port = server.sockets[0].getsockname()[1]
        self._ready.set()
        await self._stop.wait()
        server.close()
        others = asyncio.all_tasks() - {asyncio.current_task()}
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)

    async def _last_of_the_late(self) -> None:
        await asyncio.gather(*self._later, return_exceptions=True)

    # ---- one desk's connection

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        self._open.add(task)
        with contextlib.suppress(OSError, asyncio.CancelledError):
            while (request := await _message(reader)) is not None:
                answer = await self._carry(request, writer)
                if answer is None:
                    break
                writer.write(answer)
                await writer.drain()
        writer.close()
        self._open.discard(task)

    async def _carry(self, request: bytes, writer: asyncio.StreamWriter) -> Bytes:
        """Return what goes back whole, or None where the line is cut."""
        if self._chance.random() >= self.rate:
            return await self._ask(request)
        fault = self._chance.choices([*FAULTS], [*FAULTS.values()])[0]
        self.faults[fault] += 1
        happens: Callable[[bytes, asyncio.StreamWriter], Coroutine[Any, Any, Bytes]] = getattr(self, f"_{fault}")
        return await happens(request, writer)

    async def _drop_request(self, request: bytes, writer: asyncio.StreamWriter) -> Bytes:
        return None

    async def _drop_answer(self, request: bytes, writer: asyncio.StreamWriter) -> Bytes:
        await self._ask(request)
        return None

    async def _delay(self, request: bytes, writer: asyncio.StreamWriter) -> Bytes:
        await asyncio.sleep(self._chance.uniform(0.05, 0.8))
        return await self._ask(request)

    async def _duplicate(self, request: bytes, writer: asyncio.StreamWriter) -> Bytes:
        first, second = await asyncio.gather(self._ask(request), self._ask(request))
        return self._chance.choice([first, second])

    async def _late(self, request: bytes, writer: asyncio.StreamWriter) -> Bytes:
        async def again() -> None:
            await asyncio.sleep(self._chance.uniform(0.1, LATE_S))
            await self._ask(request)

        answer = await self._ask(request)
        task = asyncio.ensure_future(again())
        self._later.add(task)
        task.add_done_callback(self._later.discard)
        return answer

    async def _cut_request(self, request: bytes, writer: asyncio.StreamWriter) -> Bytes:
        await self._ask(request[: self._chance.randrange(1, len(request))], is_whole=False)
        return None

    async def _truncate(self, request: bytes, writer: asyncio.StreamWriter) -> Bytes:
        answer = await self._ask(request)
        if answer is not None:
            writer.write(answer[: self._chance.randrange(1, len(answer))])
            await writer.drain()
        return None

    async def _error_before(self, request: bytes, writer: asyncio.StreamWriter) -> Bytes:
        return _ERROR

    async def _error_after(self, request: bytes, writer: asyncio.StreamWriter) -> Bytes:
        await self._ask(request)
        return _ERROR

    async def _slow(self, request: bytes, writer: asyncio.StreamWriter) -> Bytes:
        answer = await self._ask(request)
        if answer is None:
            return None
        step = max(1, len(answer) // 6)
        for start in range(0, len(answer), step):
            writer.write(answer[start : start + step])
            await writer.drain()
            await asyncio.sleep(self._chance.uniform(0, 0.2))
        return b""

    async def _stall(self, request: bytes, writer: asyncio.StreamWriter) -> Bytes:
        await self._ask(request)
        await asyncio.sleep(STALL_S)
        return None

    # ---- the directory's side

    async def _ask(self, request: bytes, *, is_whole: bool = True) -> Bytes:
        try:
            reader, writer = await asyncio.open_connection("127.0.0.1", self.target)
        except OSError:
            return None
        try:
            writer.write(request)
            await writer.drain()
            answer = await _message(reader) if is_whole else None
        except OSError:
            return None
        finally:
            writer.close()
        if answer is not None:
            self.statuses[int(answer.split(b" ", 2)[1])] += 1
        return answer


async def _message(reader: asyncio.StreamReader) -> Bytes:
    """Return one request or answer with its body; None where it ends too early."""
    try:
        head = await reader.readuntil(b"\r\n\r\n")
        return head + await reader.readexactly(_length(head))
    except (asyncio.IncompleteReadError, OSError):
        return None


def _length(head: bytes) -> int:
    for line in head.split(b"\r\n")[1:]:
        name, _, value = line.partition(b":")
        if name.strip().lower() == b"content-length":
            return int(value)
    return 0
