"""The desk's one door to the directory: requests over HTTP, answers as messages, failures as situations.

TLS is verified always, against the system's store or a pinned authority; plain HTTP goes to this machine only.
"""

from __future__ import annotations

import contextlib
import hashlib
import io
import logging
import re
import secrets
import socket
import threading
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import quote, urlencode
from weakref import WeakSet

from sscs_desktop.base.addresses import host_of, is_loopback
from sscs_desktop.base.errors import Diverged, Invalid, LoginNeeded, Offline, Refused, SscsError, TooNew, Unreadable
from sscs_desktop.wire import blobs, codec, routes
from sscs_desktop.wire.messages import (
    SCHEMA,
    BlobAnswer,
    ErrorAnswer,
    HealAnswer,
    HealRequest,
    HelloAnswer,
    IssueAnswer,
    IssueListAnswer,
    LoadAnswer,
    LoadRequest,
    Move,
    NumbersAnswer,
    NumbersRequest,
    PullAnswer,
    PullRequest,
    PushAnswer,
    PushRequest,
    RedeemRequest,
    ReplicaAnswer,
    SessionAnswer,
    SessionRequest,
    SumsAnswer,
    SumsRequest,
)
from sscs_desktop.wire.parcel import Acceptance, Forward, Forwarded

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import requests
    from requests.adapters import BaseAdapter
    from urllib3.connection import HTTPConnection

T = TypeVar("T")

CONNECT_S = 5.0
STALL_S = 30.0
"""Seconds without a byte after which a request is given up; never a limit on the whole."""
_CHUNK = 64 * 1024
_UNSENT = 128 * 1024
"""Bytes the system may still hold when we wait for the answer: more would take a slow line longer than the stall."""

_log = logging.getLogger(__name__)


class Gateway:
    """Speaks to one directory. Any thread may use it; each keeps its own connection alive.

    ca: PEM of a pinned certificate authority, "" for the system's store. transport: another way to carry requests.
    Raises Refused("plain_http") for an address that is neither https nor on this machine.
    """

    def __init__(self, address: str, *, token: str = "", ca: str = "", transport: BaseAdapter | None = None) -> None:
        self.is_local = is_loopback(host_of(address))
        self.address = address.rstrip("/")
        self.token = token
        self._ca = ca
        self._transport = transport
        self._local = threading.local()
        self._sessions: list[requests.Session] = []
        self._connections: WeakSet[HTTPConnection] = WeakSet()
        self._lock = threading.Lock()

    def hello(self) -> HelloAnswer:
        """Ask who is there."""
        return self._call("GET", routes.HELLO, None, HelloAnswer)

    def session(self, request: SessionRequest) -> SessionAnswer:
        """Sign in; the token is used from here on. Raises LoginNeeded("wrong_password", "account_locked")."""
        return self._signed_in(self._call("POST", routes.SESSION, request, SessionAnswer))

    def redeem(self, request: RedeemRequest) -> SessionAnswer:
        """Connect for the first time by an invitation's code, which sets the password."""
        return self._signed_in(self._call("POST", routes.REDEEM, request, SessionAnswer))

    def replica(self) -> ReplicaAnswer:
        """Register this file as a new replica."""
        return self._call("POST", routes.REPLICAS, None, ReplicaAnswer)

    def numbers(self, request: NumbersRequest) -> NumbersAnswer:
        """Reserve numbers."""
        return self._call("POST", routes.NUMBERS, request, NumbersAnswer)

    def push(self, request: PushRequest) -> PushAnswer:
        """Send operations. Raises Refused("too_large") for a request to be halved."""
        return self._call("POST", routes.PUSH, request, PushAnswer)

    def pull(self, request: PullRequest) -> PullAnswer:
        """Read a page of the feed."""
        return self._call("POST", routes.PULL, request, PullAnswer)

    def load(self, request: LoadRequest) -> LoadAnswer:
        """Read a page of scopes being entered."""
        return self._call("POST", routes.LOAD, request, LoadAnswer)

    def heal(self, request: HealRequest) -> HealAnswer:
        """Find what this desk and a directory put back still share."""
        return self._call("POST", routes.HEAL, request, HealAnswer)

    def sums(self, request: SumsRequest) -> SumsAnswer:
        """Ask what stands there, in numbers, or for the rows of some buckets."""
        return self._call("POST", routes.SUMS, request, SumsAnswer)

    # ---- files, in parts; `of` is the attachment that names the hash

    def blob_state(self, sha256: str, of: str) -> BlobAnswer:
        """Ask what the directory has of a file. Raises Refused("not_found") where nothing here names it."""
        _, headers, _ = self._ask("HEAD", _blob(routes.BLOB, sha256, of=of))
        held = blobs.read_ranges(headers.get(blobs.HELD, ""))
        if held is None:
            raise Offline("bad_answer")
        return BlobAnswer(sealed=headers.get(blobs.SEALED) == "1", held=held)

    def put_part(self, sha256: str, of: str, first: int, content: bytes) -> BlobAnswer:
        """Send one part. Raises Refused("part_damaged") if it suffered on the way: send it again."""
        said = {blobs.CHECKSUM: hashlib.sha256(content).hexdigest()}
        return self._told(*self._ask("PUT", _blob(routes.BLOB, sha256, of=of, first=first), content, said), BlobAnswer)

    def seal_blob(self, sha256: str, of: str) -> BlobAnswer:
        """Say that all parts are there. Raises Refused("parts_missing", "blob_damaged")."""
        return self._call("POST", _blob(routes.BLOB_SEAL, sha256, of=of), None, BlobAnswer)

    def blob_range(self, sha256: str, of: str, wanted: blobs.Range) -> tuple[int, bytes]:
        """Return the size of the whole file and the bytes of a range, which ends with the file at the latest."""
        asked = {"Range": blobs.write_range(wanted)}
        name, headers, content = self._ask("GET", _blob(routes.BLOB, sha256, of=of), None, asked)
        said = re.fullmatch(r"bytes (\d{1,12})-(\d{1,12})/(\d{1,12})", headers.get("Content-Range", ""))
        first, last, total = (int(each) for each in said.groups()) if said else (0, 0, 0)
        if not content or (first, last - first + 1) != (wanted[0], len(content)) or len(content) > wanted[1]:
            raise Offline("bad_answer", request_id=name)
        return total, content

    def forward(self, brought: Forward) -> Forwarded:
        """Bring a predecessor's parcel."""
        return self._call("POST", routes.PARCELS, brought, Forwarded)

    def acceptance(self, handover_id: str) -> Acceptance:
        """Ask who took a hand-over given from here. Raises Refused("not_found") while nobody has."""
        return self._call("GET", routes.HANDOVER.format(id=quote(handover_id, safe="")), None, Acceptance)

    def issues(self, state: str = "open", limit: int = 50, offset: int = 0) -> IssueListAnswer:
        """Read issues as an office or department. state: open, all, or an IssueState's code."""
        asked = urlencode({"state": state, "limit": limit, "offset": offset})
        return self._call("GET", f"{routes.ISSUES}?{asked}", None, IssueListAnswer)

    def issue(self, id: str) -> IssueAnswer:
        """Read one issue with its events."""
        return self._call("GET", routes.ISSUE.format(id=quote(id, safe="")), None, IssueAnswer)

    def move(self, id: str, move: Move) -> IssueAnswer:
        """Move an issue as an office or department. Raises Refused("state_moved", "illegal_move", "not_found")."""
        return self._call("POST", routes.MOVES.format(id=quote(id, safe="")), move, IssueAnswer)

    def close(self) -> None:
        """Close all connections; a request that waits for its answer on one ends as Offline now."""
        with self._lock:
            for connection in list(self._connections):
                _hang_up(connection)
            for session in self._sessions:
                session.close()
            self._sessions.clear()
        self._local = threading.local()

    def leave(self) -> None:
        """Close this thread's own connection: it will ask no more."""
        session: requests.Session | None = self._local.__dict__.pop("session", None)
        if session is not None:
            with self._lock:
                self._sessions = [each for each in self._sessions if each is not session]
            session.close()

    def _signed_in(self, answer: SessionAnswer) -> SessionAnswer:
        self.token = answer.token
        return answer

    def _call(self, method: str, path: str, message: object | None, kind: type[T]) -> T:
        body: bytes | None = None
        headers: dict[str, str] = {}
        if message is not None:
            body, encoding = codec.pack(codec.encode_lean(message))
            if encoding:
                headers["Content-Encoding"] = encoding
        return self._told(*self._ask(method, path, body, headers), kind)

    @staticmethod
    def _told(name: str, headers: Mapping[str, str], body: bytes, kind: type[T]) -> T:
        try:
            return codec.decode(body, kind)
        except Unreadable as error:
            raise Offline("bad_answer", request_id=name) from error

    def _ask(
        self, method: str, path: str, body: bytes | None = None, headers: Mapping[str, str] | None = None
    ) -> tuple[str, Mapping[str, str], bytes]:
        """Return the request's name and the headers and body of an answer that is a success; raise any other."""
        import requests

        name = secrets.token_hex(4)
        try:
            status, said, answer = self._exchange(method, path, body, {routes.REQUEST_ID: name, **(headers or {})})
        except requests.exceptions.SSLError as error:
            raise Offline("tls_untrusted") from error
        except requests.exceptions.Timeout as error:
            raise Offline("timeout") from error
        except requests.exceptions.RequestException as error:
            raise Offline("unreachable") from error
        if status >= 300:
            raise _situation(status, answer, name)
        return name, said, answer

    def _exchange(
        self, method: str, path: str, body: bytes | None, headers: dict[str, str]
    ) -> tuple[int, Mapping[str, str], bytes]:
        import urllib3

        name = headers[routes.REQUEST_ID]
        if self.token:
            headers["Authorization"] = f"Bearer {self.token}"
        answer = self._session().request(
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
            return answer.status_code, answer.headers, codec.unpack(packed, answer.headers.get("Content-Encoding"))
        except urllib3.exceptions.ReadTimeoutError as error:
            raise Offline("timeout") from error
        except (urllib3.exceptions.HTTPError, OSError, Unreadable) as error:
            raise Offline("bad_answer", request_id=name) from error
        finally:
            answer.close()
            del answer  # an error kept somewhere would keep its frame, and with that the connection

    def _session(self) -> requests.Session:
        """Return this thread's session, with the few headers a round needs: an empty one stays under 600 bytes."""
        session: requests.Session | None = getattr(self._local, "session", None)
        if session is None:
            session = self._make()
            self._local.session = session
            with self._lock:
                self._sessions.append(session)
        return session

    def _note(self, connection: HTTPConnection) -> None:
        with self._lock:
            self._connections.add(connection)

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
        transport = self._transport or _secure_adapter(self._ca, self._note)
        session.mount("https://", transport)
        session.mount("http://", transport)
        return session


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


def _blob(address: str, sha256: str, **asked: object) -> str:
    return f"{address.format(sha256=quote(sha256, safe=''))}?{urlencode(asked)}"


def _secure_adapter(ca: str, note: Callable[[HTTPConnection], None]) -> BaseAdapter:
    """Return an adapter that trusts the system's store, or the pinned authority and nobody else.

    note: is told each connection that is made.
    """
    import ssl

    import truststore
    from requests.adapters import HTTPAdapter
    from urllib3 import connection, connectionpool

    context: ssl.SSLContext
    if ca:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        try:
            context.load_verify_locations(cadata=ca)
        except (ssl.SSLError, ValueError) as error:
            raise Unreadable("bad_certificate") from error
    else:
        context = truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)

    class Plain(connection.HTTPConnection):
        def connect(self) -> None:
            super().connect()
            note(self)

        def send(self, data: Any) -> None:
            _be_patient(self)
            super().send(data)

    class Tls(connection.HTTPSConnection):
        def connect(self) -> None:
            super().connect()
            note(self)

        def send(self, data: Any) -> None:
            _be_patient(self)
            super().send(data)

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
            return super().proxy_manager_for(proxy, **more, ssl_context=context)

        def cert_verify(self, conn: Any, url: Any, verify: Any, cert: Any) -> None:
            conn.cert_reqs = "CERT_REQUIRED"

    return Secure()


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


def _situation(status: int, body: bytes, name: str) -> SscsError:
    """Return what an answer that is no success means; its code and data are the directory's where it gave any."""
    try:
        said = codec.decode(body, ErrorAnswer)
    except Unreadable:
        said = ErrorAnswer(code="")
    _log.info("request %s answered %s %s", name, status, said.code)
    data = {**said.data, "request_id": name}
    match status:
        case 401:
            return LoginNeeded(said.code or "login_needed", **data)
        case 409 if said.code in ("fork", "gap"):
            return Diverged(said.code, **data)
        case 404:
            return Refused(said.code or "not_found", **data)
        case 410:
            return Diverged(said.code or "floor", **data)
        case 413:
            return Refused("too_large", **data)
        case 422 if isinstance(data.get("problems"), dict):
            return Invalid({str(name): str(code) for name, code in data["problems"].items()})
        case 426:
            return TooNew(said.code or "desk_too_old", **data)
        case 429 | 502 | 503 | 504:
            return Offline("busy", **data)
        case _ if status >= 500:
            return Offline("server_error", **data)
        case _:
            return Refused(said.code or "refused", **data)
