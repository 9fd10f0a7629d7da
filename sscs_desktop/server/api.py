"""The directory's addresses: bytes to messages, one call of Directory in a thread, messages to bytes.

Every answer that is not 2xx is an ErrorAnswer. Logs carry addresses, codes and ids, never what was sent.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Callable
from typing import Any, TypeVar

from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route

from sscs_desktop.base.errors import (
    DiskTrouble,
    Diverged,
    InUse,
    Invalid,
    LoginNeeded,
    Refused,
    SscsError,
    TooNew,
    Unreadable,
)
from sscs_desktop.base.ids import new_id
from sscs_desktop.server import blob_api, matters, office
from sscs_desktop.server.accounts import Member
from sscs_desktop.server.directory import Directory
from sscs_desktop.wire import codec, routes
from sscs_desktop.wire.decisions import Decision, Move
from sscs_desktop.wire.messages import (
    SCHEMA,
    SCHEMA_MAX,
    SCHEMA_MIN,
    ErrorAnswer,
    HealRequest,
    LoadRequest,
    NumbersRequest,
    PullRequest,
    PushRequest,
    RedeemRequest,
    SessionRequest,
    SumsRequest,
)
from sscs_desktop.wire.parcel import Forward

T = TypeVar("T")

BODY_MAX = 8 * 1024 * 1024
"""Bytes of one request, as sent and unpacked: it is read before any token is asked."""

_STATUS: dict[type[SscsError], int] = {
    LoginNeeded: 401,
    Refused: 403,
    Diverged: 409,
    Invalid: 422,
    TooNew: 426,
    Unreadable: 400,
    DiskTrouble: 503,
    InUse: 503,
}
_STATUS_OF_CODE = {
    "not_found": 404,
    "no_such_address": 404,
    "wrong_method": 405,
    "too_large": 413,
    "floor": 410,
    "bad_range": 416,
    "bad_part": 400,
    "part_damaged": 400,
    "parts_missing": 409,
    "blob_damaged": 409,
    "state_moved": 409,
    "illegal_move": 409,
    "already_decided": 409,
}
_NUL = b"\\u0000"
"""A NUL as JSON writes it."""
_REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{1,64}")

_log = logging.getLogger(__name__)


class Api:
    """The endpoints over one directory."""

    def __init__(self, directory: Directory) -> None:
        self._directory = directory

    def routes(self) -> list[Route]:
        """Return every route of wire.routes that this version serves."""
        d = self._directory
        return [
            _route(routes.HELLO, "GET", self._open(lambda request, body: d.hello())),
            _route(routes.SESSION, "POST", self._open(lambda r, body: d.sign_in(_said(body, SessionRequest)))),
            _route(routes.REDEEM, "POST", self._open(lambda r, body: d.redeem(_said(body, RedeemRequest)))),
            _route(routes.REPLICAS, "POST", self._closed(lambda r, who, body: d.register(who))),
            self._message(routes.NUMBERS, NumbersRequest, d.numbers),
            self._message(routes.PUSH, PushRequest, d.push),
            self._message(routes.PULL, PullRequest, d.pull),
            self._message(routes.LOAD, LoadRequest, d.load),
            self._message(routes.HEAL, HealRequest, d.heal),
            self._message(routes.SUMS, SumsRequest, d.sums),
            _route(routes.BLOB, "HEAD", self._closed(lambda r, who, body: blob_api.state(d.blobs, r, who))),
            _route(routes.BLOB, "PUT", self._closed(lambda r, who, body: blob_api.put(d.blobs, r, who, body))),
            _route(routes.BLOB_SEAL, "POST", self._closed(lambda r, who, body: blob_api.seal(d.blobs, r, who))),
            _route(routes.BLOB, "GET", self._closed(lambda r, who, body: blob_api.get(d.blobs, r, who))),
            _route(routes.ISSUES, "GET", self._closed(self._issues)),
            _route(routes.ISSUE, "GET", self._closed(lambda r, who, body: d.issue(who, r.path_params["id"]))),
            _route(routes.MOVES, "POST", self._closed(self._move)),
            *self._matter_routes(matters.REVIEW, routes.REVIEWS, routes.REVIEW),
            *self._matter_routes(matters.PROPOSAL, routes.PROPOSALS, routes.PROPOSAL),
            self._message(routes.PARCELS, Forward, d.forward),
            _route(routes.HANDOVER, "GET", self._closed(lambda r, who, body: d.acceptance(who, r.path_params["id"]))),
            _route(routes.ORGANISATIONS, "GET", self._closed(lambda r, who, body: d.organisations())),
        ]

    def _message(self, address: str, kind: type[T], serve: Callable[[Member, T], object]) -> Route:
        return _route(address, "POST", self._closed(lambda r, who, body: serve(who, _said(body, kind))))

    def _issues(self, request: Request, who: Member, body: bytes) -> object:
        asked = request.query_params
        limit, offset = _number(asked.get("limit"), 50), _number(asked.get("offset"), 0)
        return self._directory.issues(who, asked.get("state", office.OPEN), limit, offset)

    def _move(self, request: Request, who: Member, body: bytes) -> object:
        return self._directory.move(who, request.path_params["id"], _said(body, Move))

    def _matter_routes(self, kind: str, many: str, one: str) -> list[Route]:
        """Return the list of what waits for the office, and the address of each decision."""

        def listing(request: Request, who: Member, body: bytes) -> object:
            asked = request.query_params
            limit, offset = _number(asked.get("limit"), 50), _number(asked.get("offset"), 0)
            return self._directory.matters(who, kind, asked.get("state", office.OPEN), limit, offset)

        def decide(request: Request, who: Member, body: bytes) -> object:
            return self._directory.decide(who, kind, request.path_params["id"], _said(body, Decision))

        return [_route(many, "GET", self._closed(listing)), _route(one, "POST", self._closed(decide))]

    def _closed(self, serve: Callable[[Request, Member, bytes], object]) -> Callable[[Request, bytes], object]:
        """Ask for the token first."""

        def guarded(request: Request, body: bytes) -> object:
            _meet(request)
            kind, _, token = request.headers.get("authorization", "").partition(" ")
            if kind.lower() != "bearer" or not token:
                raise LoginNeeded("login_needed")
            return serve(request, self._directory.member(token), body)

        return guarded

    def _open(self, serve: Callable[[Request, bytes], object]) -> Callable[[Request, bytes], object]:
        """Serve without a token."""
        return serve


def refusal(request: Request, error: Exception) -> Response:
    """Answer an error with its status and code; what is no SscsError is our bug, and the log has its traceback."""
    request_id = _id_of(request)
    if not isinstance(error, SscsError):
        _log.error("request %s failed", request_id, exc_info=error)
        return _answer(request, ErrorAnswer(code="internal", request_id=request_id), 500)
    data: dict[str, Any] = dict(error.data)
    if isinstance(error, Invalid):
        data["problems"] = error.problems
    status = _STATUS_OF_CODE.get(error.code) or next((s for kind, s in _STATUS.items() if isinstance(error, kind)), 500)
    _log.info("request %s %s answered %d %s", request_id, request.url.path, status, error.code)
    return _answer(request, ErrorAnswer(code=error.code, data=data, request_id=request_id), status)


def _route(address: str, method: str, serve: Callable[[Request, bytes], object]) -> Route:
    async def endpoint(request: Request) -> Response:
        try:
            if "\x00" in request.scope["path"] or b"%00" in request.scope["query_string"]:
                raise Unreadable("bad_message")
            body = await _body(request)
            message = await run_in_threadpool(serve, request, body)
        except ClientDisconnect:
            return Response(status_code=400)  # nobody is there to read it
        except Exception as error:  # noqa: BLE001  the one place where every error becomes an answer
            return refusal(request, error)
        _log.info("request %s %s ok", _id_of(request), request.url.path)
        return message if isinstance(message, Response) else _answer(request, message, 200)

    return Route(address, endpoint, methods=[method])


async def _body(request: Request) -> bytes:
    """Read and unpack a body of bounded size."""
    parts, size = [], 0
    async for part in request.stream():
        size += len(part)
        if size > BODY_MAX:
            raise Refused("too_large")
        parts.append(part)
    return codec.unpack(b"".join(parts), request.headers.get("content-encoding"), BODY_MAX)


def _said(body: bytes, kind: type[T]) -> T:
    """Return the message in a body; one with a NUL, which no column holds, only where each operation is judged."""
    if _NUL in body and kind is not PushRequest:
        raise Unreadable("bad_message")
    return codec.decode(body, kind)


def _answer(request: Request, message: object, status: int) -> Response:
    """Pack a message; headers are few, so that an empty round stays small."""
    body, encoding = codec.encode_lean(message), None
    if codec.ENCODING in request.headers.get("accept-encoding", ""):
        body, encoding = codec.pack(body)
    request_id = _id_of(request)
    is_known = status == 200 and request.headers.get(routes.REQUEST_ID) == request_id
    headers = {} if is_known else {routes.REQUEST_ID: request_id}
    if encoding:
        headers["Content-Encoding"] = encoding
    return Response(body, status, headers, media_type="application/json")


def _meet(request: Request) -> None:
    """See whether desk and directory understand each other's operations. TooNew: desk_too_old, directory_too_old."""
    spoken = _number(request.headers.get(routes.SCHEMA_HEADER), SCHEMA)
    if spoken < SCHEMA_MIN:
        raise TooNew("desk_too_old", minimum=SCHEMA_MIN)
    if spoken > SCHEMA_MAX:
        raise TooNew("directory_too_old", maximum=SCHEMA_MAX)


def _id_of(request: Request) -> str:
    """Return the request's id from the desk, or a new one; it goes into both logs."""
    known: str | None = getattr(request.state, "request_id", None)
    if known is None:
        sent = request.headers.get(routes.REQUEST_ID, "")
        known = request.state.request_id = sent if _REQUEST_ID.fullmatch(sent) else new_id()
    return known


def _number(text: str | None, default: int) -> int:
    if text is None:
        return default
    if not re.fullmatch(r"\d{1,6}", text):
        raise Unreadable("bad_message")
    return int(text)
