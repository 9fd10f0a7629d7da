"""The line between desk and directory, in one process: requests' own sessions into the real ASGI service.

Faults come on demand. Nothing of the program is replaced: bytes, headers and codes are those of the wire.
"""

from __future__ import annotations

import asyncio
import io
from collections.abc import Iterable
from typing import Any
from urllib.parse import urlsplit

import requests
import urllib3
from requests.adapters import BaseAdapter
from starlette.types import ASGIApp, Message
from urllib3.util import SKIP_HEADER

ADDRESS = "http://localhost:8765"


class Line(BaseAdapter):
    """Carries requests into `app`. Counters are faults to come, each used up by one request it fits.

    only: the path to which faults apply, "" for all. replay(): deliver an old request once more, its answer unread.
    """

    def __init__(self, app: ASGIApp) -> None:
        super().__init__()
        self.app = app
        self.is_down = False
        self.only = ""
        self.lose_requests = 0
        self.lose_answers = 0
        self.duplicate = 0
        self.time_outs = 0
        self.truncate = 0
        self.statuses: list[int] = []
        self.delivered: list[requests.PreparedRequest] = []
        self.bytes_up = 0
        self.bytes_down = 0

    def send(
        self,
        request: requests.PreparedRequest,
        stream: bool = False,
        timeout: Any = None,
        verify: Any = True,
        cert: Any = None,
        proxies: Any = None,
    ) -> requests.Response:
        if self.is_down or self._due("lose_requests", request):
            raise requests.exceptions.ConnectionError("the line is down")
        if self._fits(request) and self.statuses:
            return _response(request, self.statuses.pop(0), [], b"")
        status, headers, body = self._deliver(request)
        if self._due("duplicate", request):
            status, headers, body = self._deliver(request)
        if self._due("lose_answers", request):
            raise requests.exceptions.ConnectionError("the answer was lost")
        if self._due("time_outs", request):
            raise requests.exceptions.ReadTimeout("no bytes came")
        if self._due("truncate", request):
            body = body[: len(body) // 2]
        return _response(request, status, headers, body)

    def close(self) -> None:
        """Nothing is held open."""

    def replay(self, request: requests.PreparedRequest) -> int:
        """Deliver a request that was sent before; return its status."""
        return self._deliver(request)[0]

    def sent(self, path: str) -> list[requests.PreparedRequest]:
        """Return the requests to a path, in their order."""
        return [request for request in self.delivered if urlsplit(request.url or "").path == path]

    def _fits(self, request: requests.PreparedRequest) -> bool:
        return not self.only or urlsplit(request.url or "").path == self.only

    def _due(self, fault: str, request: requests.PreparedRequest) -> bool:
        left: int = getattr(self, fault)
        if left <= 0 or not self._fits(request):
            return False
        setattr(self, fault, left - 1)
        return True

    def _deliver(self, request: requests.PreparedRequest) -> tuple[int, list[tuple[str, str]], bytes]:
        self.delivered.append(request)
        status, headers, body = asyncio.run(_ask(self.app, request))
        host = [("Host", urlsplit(request.url or "").netloc)]
        sent = [(name, value) for name, value in request.headers.items() if value != SKIP_HEADER]
        self.bytes_up += len(_head(f"{request.method} {request.path_url} HTTP/1.1", host + sent))
        self.bytes_up += len(body_of(request))
        self.bytes_down += len(_head(f"HTTP/1.1 {status} OK", headers)) + len(body)
        return status, headers, body


def _head(first: str, headers: Iterable[tuple[Any, Any]]) -> str:
    lines = [first, *(f"{name}: {value}" for name, value in headers)]
    return "\r\n".join(lines) + "\r\n\r\n"


def body_of(request: requests.PreparedRequest) -> bytes:
    """Return what a request carries, as it was sent."""
    body: Any = request.body or b""
    if hasattr(body, "read"):  # sent in blocks, and again if it is replayed
        body.seek(0)
        return bytes(body.read())
    return body.encode() if isinstance(body, str) else bytes(body)


async def _ask(app: ASGIApp, request: requests.PreparedRequest) -> tuple[int, list[tuple[str, str]], bytes]:
    parts = urlsplit(request.url or "")
    waiting: list[Message] = [{"type": "http.request", "body": body_of(request), "more_body": False}]
    heard: list[Message] = []

    async def receive() -> Message:
        return waiting.pop(0) if waiting else {"type": "http.disconnect"}

    async def send(message: Message) -> None:
        heard.append(message)

    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": request.method,
        "scheme": parts.scheme,
        "path": parts.path,
        "raw_path": parts.path.encode(),
        "query_string": parts.query.encode(),
        "root_path": "",
        "headers": [(str(k).lower().encode(), str(v).encode()) for k, v in request.headers.items() if v != SKIP_HEADER],
        "client": ("127.0.0.1", 50000),
        "server": (parts.hostname, parts.port or 80),
    }
    await app(scope, receive, send)
    start = heard[0]
    headers = [(name.decode(), value.decode()) for name, value in start["headers"]]
    body = b"".join(message.get("body", b"") for message in heard[1:])
    return int(start["status"]), headers, body


def _response(
    request: requests.PreparedRequest, status: int, headers: list[tuple[str, str]], body: bytes
) -> requests.Response:
    response = requests.Response()
    response.status_code = status
    response.request = request
    response.url = request.url or ""
    response.headers.update(dict(headers))
    response.raw = urllib3.HTTPResponse(
        body=io.BytesIO(body), headers=dict(headers), status=status, preload_content=False
    )
    return response
