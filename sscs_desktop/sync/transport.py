"""HTTP to one directory: verified, patient with a slow line, a connection kept alive for each thread.

TLS is verified always, against the system's store or a pinned authority; plain HTTP goes to this machine only.
"""

from __future__ import annotations

import contextlib
import io
import socket
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from weakref import WeakSet

from sscs_desktop.base.addresses import host_of, is_loopback
from sscs_desktop.base.errors import Offline, Unreadable
from sscs_desktop.wire import codec, routes
from sscs_desktop.wire.messages import SCHEMA

if TYPE_CHECKING:
    import ssl
    from collections.abc import Callable

    import requests
    from requests.adapters import BaseAdapter
    from urllib3.connection import HTTPConnection

    Adapter = BaseAdapter
    """What carries requests once they are made: HTTP, or a way of one's own."""

CONNECT_S = 5.0
STALL_S = 30.0
"""Seconds without a byte after which a request is given up; never a limit on the whole."""
_CHUNK = 64 * 1024
_UNSENT = 128 * 1024
"""Bytes the system may still hold when we wait for the answer: more would take a slow line longer than the stall."""


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What came back: the request's name, status, headers, and the body unpacked."""

    name: str
    status: int
    headers: Mapping[str, str]
    body: bytes


class Transport:
    """Carries requests to one address. Any thread may use it; each keeps its own connection alive.

    ca: PEM of a pinned certificate authority, "" for the system's store. adapter: another way to carry requests.
    Raises Refused("plain_http", "bad_address") for an address that is neither https nor on this machine.
    """

    def __init__(self, address: str, *, ca: str = "", adapter: Adapter | None = None) -> None:
        self.is_local = is_loopback(host_of(address))
        self.address = address.rstrip("/")
        self.adapter = adapter
        self._ca = ca
        self._local = threading.local()
        self._sessions: list[requests.Session] = []
        self._connections: WeakSet[HTTPConnection] = WeakSet()
        self._lock = threading.Lock()
        self._is_closed = False

    def ask(self, method: str, path: str, body: bytes | None, headers: dict[str, str]) -> Answer:
        """Return the answer, whatever its status.

        Raises Offline("tls_untrusted", "timeout", "unreachable", "bad_answer"), Unreadable("bad_certificate").
        """
        import requests

        try:
            return self._exchange(method, path, body, headers)
        except requests.exceptions.SSLError as error:
            raise Offline("tls_untrusted") from error
        except requests.exceptions.Timeout as error:
            raise Offline("timeout") from error
        except requests.exceptions.RequestException as error:
            raise Offline("unreachable") from error

    def close(self) -> None:
        """Carry no more; a request that waits for its answer, or still connects, ends as Offline now."""
        with self._lock:
            self._is_closed = True
            for connection in list(self._connections):
                _hang_up(connection)
            for session in self._sessions:
                session.close()
            self._sessions.clear()

    def leave(self) -> None:
        """Close this thread's own connection: it will ask no more."""
        session: requests.Session | None = self._local.__dict__.pop("session", None)
        if session is not None:
            with self._lock:
                self._sessions = [each for each in self._sessions if each is not session]
            session.close()

    def _exchange(self, method: str, path: str, body: bytes | None, headers: dict[str, str]) -> Answer:
        import urllib3

        name = headers[routes.REQUEST_ID]
        answer = self.session().request(
            method,
            self.address + path,
            data=io.BytesIO(body) if body else body,  # sent in blocks: the time-out is for each, not for the whole
            headers=headers,
            timeout=(CONNECT_S, STALL_S),
            stream=True,
            allow_redirects=False,
        )
        try:
            packed = b"" if method == "HEAD" else _read(answer)
            whole = codec.unpack(packed, answer.headers.get("Content-Encoding"))
            return Answer(name=name, status=answer.status_code, headers=answer.headers, body=whole)
        except urllib3.exceptions.ReadTimeoutError as error:
            raise Offline("timeout") from error
        except (urllib3.exceptions.HTTPError, OSError, Unreadable) as error:
            raise Offline("bad_answer", request_id=name) from error
        finally:
            answer.close()
            del answer  # an error kept somewhere would keep its frame, and with that the connection

    def session(self) -> requests.Session:
        """Return this thread's session, with the few headers a round needs: an empty one stays under 600 bytes."""
        session: requests.Session | None = getattr(self._local, "session", None)
        if session is None:
            session = self._local.session = self._make()
            with self._lock:
                self._sessions.append(session)
        if self._is_closed:
            session.close()
            raise Offline("unreachable")
        return session

    def _note(self, connection: HTTPConnection) -> None:
        with self._lock:
            self._connections.add(connection)
            if self._is_closed:
                _hang_up(connection)

    def _make(self) -> requests.Session:
        import requests
        from requests.utils import get_environ_proxies
        from urllib3.util import SKIP_HEADER

        session = requests.Session()
        session.trust_env = False  # a .netrc would replace our Authorization header
        if not self.is_local:
            session.proxies.update(get_environ_proxies(self.address))
        session.headers.clear()
        session.headers.update(
            {
                "User-Agent": SKIP_HEADER,
                "Accept-Encoding": codec.ENCODING,
                routes.SCHEMA_HEADER: str(SCHEMA),
            }
        )
        transport = self.adapter or _secure_adapter(_context(self._ca), self._note)
        session.mount("https://", transport)
        session.mount("http://", transport)
        return session


def _read(answer: requests.Response) -> bytes:
    """Return the body as it came, at most what the codec would unpack."""
    parts: list[bytes] = []
    size = 0
    while part := answer.raw.read(_CHUNK, decode_content=False):
        size += len(part)
        if size > codec.LIMIT:
            raise Unreadable("bad_message")
        parts.append(part)
    return b"".join(parts)


def _hang_up(connection: HTTPConnection) -> None:
    """Wake who reads from a connection: closing it would leave them waiting."""
    line = getattr(connection, "sock", None)
    if isinstance(line, socket.socket):
        with contextlib.suppress(OSError):  # the other end was faster
            socket.socket.shutdown(line, socket.SHUT_RDWR)


def _be_patient(connection: HTTPConnection) -> None:
    """Let each block that is sent take as long as one that is awaited: only connecting has the shorter limit."""
    line = getattr(connection, "sock", None)
    if line is not None:
        line.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, _UNSENT)
        line.settimeout(STALL_S)


def _context(ca: str) -> ssl.SSLContext:
    """Return what trusts the system's store, or the pinned authority and nobody else."""
    import ssl

    import truststore

    if not ca:
        return truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    try:
        context.load_verify_locations(cadata=ca)
    except (ssl.SSLError, ValueError) as error:
        raise Unreadable("bad_certificate") from error
    return context


def _secure_adapter(context: ssl.SSLContext, note: Callable[[HTTPConnection], None]) -> BaseAdapter:
    """Return an adapter that trusts what `context` trusts. note: is told each connection that is made."""
    from requests.adapters import HTTPAdapter
    from urllib3 import connection, connectionpool

    class Plain(connection.HTTPConnection):
        def connect(self) -> None:
            super().connect()
            note(self)

        def send(self, data: Any) -> None:
            _be_patient(self)
            super().send(data)

    class Tls(Plain, connection.HTTPSConnection):
        """The same over TLS."""

    class PlainPool(connectionpool.HTTPConnectionPool):
        ConnectionCls = Plain

    class TlsPool(connectionpool.HTTPSConnectionPool):
        ConnectionCls = Tls

    class Secure(HTTPAdapter):
        """Leaves verification to the context; requests would add its own bundle of authorities."""

        def init_poolmanager(self, *args: Any, **more: Any) -> None:
            super().init_poolmanager(*args, **more, ssl_context=context)
            self.poolmanager.pool_classes_by_scheme = {"http": PlainPool, "https": TlsPool}

        def proxy_manager_for(self, proxy: str, **more: Any) -> Any:
            manager = super().proxy_manager_for(proxy, **more, ssl_context=context)
            manager.pool_classes_by_scheme = self.poolmanager.pool_classes_by_scheme
            return manager

        def cert_verify(self, conn: Any, url: Any, verify: Any, cert: Any) -> None:
            conn.cert_reqs = "CERT_REQUIRED"

    return Secure()
