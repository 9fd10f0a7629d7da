"""The desk's one door to the directory: what it may be asked, answers as messages, failures as situations."""

from __future__ import annotations

import hashlib
import logging
import re
import secrets
from typing import TYPE_CHECKING, TypeVar
from urllib.parse import quote, urlencode

from sscs_desktop.base.errors import Diverged, Invalid, LoginNeeded, Offline, Refused, SscsError, TooNew, Unreadable
from sscs_desktop.sync.transport import Answer, Transport
from sscs_desktop.wire import blobs, codec, routes
from sscs_desktop.wire.decisions import IssueAnswer, IssueListAnswer, Move
from sscs_desktop.wire.messages import (
    BlobAnswer,
    ErrorAnswer,
    HealAnswer,
    HealRequest,
    HelloAnswer,
    LoadAnswer,
    LoadRequest,
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
    from collections.abc import Mapping

    from sscs_desktop.sync.transport import Adapter

T = TypeVar("T")

_log = logging.getLogger(__name__)


class Gateway:
    """Speaks to one directory; any thread may use it.

    ca: PEM of a pinned certificate authority, "" for the system's store. adapter: another way to carry requests.
    Raises Refused("plain_http", "bad_address") for an address that is neither https nor on this machine.
    """

    def __init__(self, address: str, *, token: str = "", ca: str = "", adapter: Adapter | None = None) -> None:
        self.token = token
        self.transport = Transport(address, ca=ca, adapter=adapter)

    @property
    def address(self) -> str:
        return self.transport.address

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
        answer = self._ask("HEAD", _blob(routes.BLOB, sha256, of=of))
        held = blobs.read_ranges(answer.headers.get(blobs.HELD, ""))
        if held is None:
            raise Offline("bad_answer", request_id=answer.name)
        return BlobAnswer(sealed=answer.headers.get(blobs.SEALED) == "1", held=held)

    def put_part(self, sha256: str, of: str, first: int, content: bytes) -> BlobAnswer:
        """Send one part. Raises Refused("part_damaged") if it suffered on the way: send it again."""
        said = {blobs.CHECKSUM: hashlib.sha256(content).hexdigest()}
        return _told(self._ask("PUT", _blob(routes.BLOB, sha256, of=of, first=first), content, said), BlobAnswer)

    def seal_blob(self, sha256: str, of: str) -> BlobAnswer:
        """Say that all parts are there. Raises Refused("parts_missing", "blob_damaged")."""
        return self._call("POST", _blob(routes.BLOB_SEAL, sha256, of=of), None, BlobAnswer)

    def blob_range(self, sha256: str, of: str, wanted: blobs.Range) -> tuple[int, bytes]:
        """Return the size of the whole file and the bytes of a range, which ends with the file at the latest."""
        asked = {"Range": blobs.write_range(wanted)}
        answer = self._ask("GET", _blob(routes.BLOB, sha256, of=of), None, asked)
        content = answer.body
        said = re.fullmatch(r"bytes (\d{1,12})-(\d{1,12})/(\d{1,12})", answer.headers.get("Content-Range", ""))
        first, last, total = (int(each) for each in said.groups()) if said else (0, 0, 0)
        if not content or (first, last - first + 1) != (wanted[0], len(content)) or len(content) > wanted[1]:
            raise Offline("bad_answer", request_id=answer.name)
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
        """Ask no more; a request that waits for its answer ends as Offline now."""
        self.transport.close()

    def leave(self) -> None:
        """Close this thread's own connection: it will ask no more."""
        self.transport.leave()

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
        return _told(self._ask(method, path, body, headers), kind)

    def _ask(
        self, method: str, path: str, body: bytes | None = None, headers: Mapping[str, str] | None = None
    ) -> Answer:
        """Return an answer that is a success; raise any other."""
        sent = {routes.REQUEST_ID: secrets.token_hex(4), **(headers or {})}
        if self.token:
            sent["Authorization"] = f"Bearer {self.token}"
        answer = self.transport.ask(method, path, body, sent)
        if answer.status >= 300:
            raise _situation(answer)
        return answer


def _told(answer: Answer, kind: type[T]) -> T:
    try:
        return codec.decode(answer.body, kind)
    except Unreadable as error:
        raise Offline("bad_answer", request_id=answer.name) from error


def _blob(address: str, sha256: str, **asked: object) -> str:
    return f"{address.format(sha256=quote(sha256, safe=''))}?{urlencode(asked)}"


def _situation(answer: Answer) -> SscsError:
    """Return what an answer that is no success means; its code and data are the directory's where it gave any."""
    try:
        said = codec.decode(answer.body, ErrorAnswer)
    except Unreadable:
        said = ErrorAnswer(code="")
    _log.info("request %s answered %s %s", answer.name, answer.status, said.code)
    data = {**said.data, "request_id": answer.name}
    is_another_s = not said.code and answer.headers.get(routes.REQUEST_ID) != answer.name
    match answer.status:
        case 413:
            return Refused("too_large", **data)
        case 429 | 502 | 503 | 504:
            return Offline("busy", **data)
        case status if status >= 500:
            return Offline("server_error", **data)
        case _ if is_another_s:  # a proxy, or the page on which a hotel asks for a room number
            return Offline("bad_answer", **data)
        case 401:
            return LoginNeeded(said.code or "login_needed", **data)
        case 409 if said.code in ("fork", "gap"):
            return Diverged(said.code, **data)
        case 404:
            return Refused(said.code or "not_found", **data)
        case 410:
            return Diverged(said.code or "floor", **data)
        case 422 if isinstance(data.get("problems"), dict):
            return Invalid({str(name): str(code) for name, code in data["problems"].items()})
        case 426:
            return TooNew(said.code or "desk_too_old", **data)
        case _:
            return Refused(said.code or "refused", **data)
