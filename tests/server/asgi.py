"""Call an ASGI application in process, as a web server would; count the bytes that would cross the wire."""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass
from typing import Any

from starlette.types import ASGIApp, Message


@dataclass(frozen=True, kw_only=True)
class Reply:
    status: int
    headers: dict[str, str]
    body: bytes
    size: int
    """Bytes with status line and headers."""

    @property
    def json(self) -> Any:
        return json.loads(self.body)


def call(app: ASGIApp, method: str, address: str, body: bytes = b"", **headers: str) -> Reply:
    """Send one request; header names are written with underscores."""
    named = {name.replace("_", "-").lower(): value for name, value in headers.items()}
    return asyncio.run(_call(app, method, address, body, named))


async def _call(app: ASGIApp, method: str, address: str, body: bytes, headers: dict[str, str]) -> Reply:
    path, _, query = address.partition("?")
    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": method,
        "scheme": "http",
        "path": path,
        "raw_path": path.encode(),
        "query_string": query.encode(),
        "root_path": "",
        "headers": [(name.encode(), value.encode()) for name, value in headers.items()],
        "client": ("127.0.0.1", 1),
        "server": ("127.0.0.1", 80),
    }
    sent: list[Message] = []
    inbox = [{"type": "http.request", "body": body, "more_body": False}]

    async def receive() -> Message:
        return inbox.pop(0) if inbox else {"type": "http.disconnect"}

    async def send(message: Message) -> None:
        sent.append(message)

    await app(scope, receive, send)
    start = sent[0]
    found = {name.decode(): value.decode() for name, value in start["headers"]}
    whole = b"".join(message.get("body", b"") for message in sent[1:])
    size = len(b"HTTP/1.1 200 OK\r\n\r\n") + sum(len(n) + len(v) + 4 for n, v in found.items()) + len(whole)
    return Reply(status=start["status"], headers=found, body=whole, size=size)
