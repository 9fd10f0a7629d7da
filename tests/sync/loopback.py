"""Real servers on this machine: one that answers what it is told to, one that never answers."""

from __future__ import annotations

import contextlib
import socket
import ssl
import threading
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

from sscs_desktop.wire.messages import HelloAnswer

HELLO = HelloAnswer(
    name="宁晋县服务直通",
    version="0",
    schema_min=1,
    schema_max=1,
    epoch="e",
    now=datetime(2018, 9, 26, tzinfo=UTC),
)


class Loopback:
    """A real HTTP server on this machine that answers what it is told to."""

    def __init__(self) -> None:
        self.answer: tuple[int, bytes, dict[str, str]] = (200, b"{}", {})
        self.heard: list[dict[str, str]] = []
        outer = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                outer.heard.append({name.lower(): value for name, value in self.headers.items()})
                status, body, headers = outer.answer
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                if "Content-Length" not in headers:
                    self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)
                self.close_connection = "Content-Length" in headers

            do_POST = do_HEAD = do_GET

            def log_message(self, format: str, *args: Any) -> None:
                """Say nothing."""

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        self.thread = threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.01})
        self.thread.start()
        self.address = f"http://127.0.0.1:{self.server.server_port}"

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()
        self.thread.join(5)


class Silent:
    """Hears one request and never answers it. With a context it is a proxy: it leads on to a directory, itself."""

    def __init__(self) -> None:
        self.context: ssl.SSLContext | None = None
        self.asked, self._over = threading.Event(), threading.Event()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._thread = threading.Thread(target=self._hear)
        self._thread.start()
        self.address = f"http://127.0.0.1:{self._listener.getsockname()[1]}"

    def _hear(self) -> None:
        with contextlib.suppress(OSError):  # nobody called
            line, _ = self._listener.accept()
            with line:
                if self.context is not None:
                    line.recv(4096)
                    line.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
                    line = self.context.wrap_socket(line, server_side=True)
                with line:
                    if line.recv(1):
                        self.asked.set()
                    self._over.wait(30)

    def close(self) -> None:
        self._over.set()
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._thread.join(5)
