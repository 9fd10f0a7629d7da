"""The directory as a web service: the application, and a server that stops cleanly."""

from __future__ import annotations

import errno
import gc
import signal
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager, nullcontext
from pathlib import Path

import uvicorn
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from sscs_desktop.base.addresses import is_loopback
from sscs_desktop.base.errors import InUse, Refused, SscsError
from sscs_desktop.server import upkeep
from sscs_desktop.server.api import Api, refusal
from sscs_desktop.server.directory import Directory, file_of

GRACE_S = 10
GARBAGE_AFTER = 20_000
"""Objects made before the first look for garbage: one request of 500 operations makes as many, and they stay in use."""
PORT_MAX = 65_535


def make_app(directory: Directory) -> Starlette:
    """Return the ASGI application over a directory; the caller closes the directory."""
    return Starlette(routes=Api(directory).routes(), exception_handlers={HTTPException: _lost})


def serve(
    place: str | Path,
    host: str = "127.0.0.1",
    port: int = 8765,
    *,
    certificate: Path | None = None,
    key: Path | None = None,
    files: Path | None = None,
    started: Callable[[str], None] | None = None,
) -> None:
    """Serve the directory at `place` until SIGTERM or SIGINT; `started` is told the address once it listens.

    Port 0 takes a free one. files: the folder of what is attached; beside an SQLite file unless named.
    Raises InUse("port_taken"), Refused: plain_http (off loopback without TLS files), bad_port, port_forbidden,
    bad_host; InUse("directory_running") if another process serves the same SQLite file.
    """
    if certificate is None and not is_loopback(host):
        raise Refused("plain_http", host=host)
    with (
        closing(_listening(host, port)) as listener,
        _alone(place),
        closing(Directory.open(place, files=files)) as directory,
    ):
        upkeep.tidy(directory)
        gc.set_threshold(GARBAGE_AFTER, *gc.get_threshold()[1:])
        config = uvicorn.Config(
            make_app(directory),
            host=host,
            ssl_certfile=certificate,
            ssl_keyfile=key,
            server_header=False,
            date_header=False,
            access_log=False,
            log_config=None,
            lifespan="off",
            timeout_graceful_shutdown=GRACE_S,
        )
        if started is not None:
            scheme = "https" if certificate is not None else "http"
            named = f"[{host}]" if ":" in host else host
            started(f"{scheme}://{named}:{listener.getsockname()[1]}")
        with _signals_end_here():
            uvicorn.Server(config).run(sockets=[listener])


def _alone(place: str | Path) -> AbstractContextManager[object]:
    """Hold an SQLite file while it is served, so that nothing is put into its place."""
    file = file_of(place)
    return nullcontext() if file is None else upkeep.alone(file)


@contextmanager
def _signals_end_here() -> Iterator[None]:
    """Keep the process alive after uvicorn has stopped: it raises the signal once more, before the file is closed."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = {number: signal.signal(number, lambda *_: None) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _lost(request: Request, error: Exception) -> Response:
    """Answer an unknown address or method in the directory's own form."""
    is_method = isinstance(error, HTTPException) and error.status_code == 405
    return refusal(request, Refused("wrong_method" if is_method else "no_such_address"))


def _listening(host: str, port: int) -> socket.socket:
    """Return a socket that listens, so that a taken port is known before anything else is done."""
    if not 0 <= port <= PORT_MAX:
        raise Refused("bad_port", port=port)
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host, port))
        listener.listen(128)
    except (OSError, UnicodeError) as error:  # the latter: a name that no resolver would take
        listener.close()
        raise _no_place(error, host, port) from error
    return listener


def _no_place(error: Exception, host: str, port: int) -> SscsError:
    """Return why nothing can listen there, so that the clerk mends the right word of his command."""
    number = error.errno if isinstance(error, OSError) and not isinstance(error, socket.gaierror) else None
    if number == errno.EADDRINUSE:
        return InUse("port_taken", port=port)
    if number in (errno.EACCES, errno.EPERM):
        return Refused("port_forbidden", port=port)
    return Refused("bad_host", host=host)
