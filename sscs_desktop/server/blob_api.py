"""The addresses of files: bytes in and out, ranges and checksums in headers."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from sscs_desktop.base.errors import Refused, Unreadable
from sscs_desktop.server.accounts import Member
from sscs_desktop.server.blobs import Blobs
from sscs_desktop.wire import blobs as form
from sscs_desktop.wire.messages import BlobAnswer

BYTES = "application/octet-stream"


def state(blobs: Blobs, request: Request, who: Member) -> Response:
    """Answer HEAD: what is held."""
    found = blobs.state(who, *_named(request))
    said = {form.SEALED: "1" if found.sealed else "0", form.HELD: form.write_ranges(found.held)}
    return Response(status_code=200, headers=said, media_type=BYTES)


def put(blobs: Blobs, request: Request, who: Member, body: bytes) -> BlobAnswer:
    """Answer PUT: one part, with its checksum."""
    first = request.query_params.get("first", "")
    if not first.isascii() or not first.isdigit() or len(first) > 12:
        raise Unreadable("bad_message")
    return blobs.put(who, *_named(request), int(first), body, request.headers.get(form.CHECKSUM, ""))


def seal(blobs: Blobs, request: Request, who: Member) -> BlobAnswer:
    """Answer POST …/seal."""
    return blobs.seal(who, *_named(request))


def get(blobs: Blobs, request: Request, who: Member) -> Response:
    """Answer GET: all of it, or the range that the Range header asks for."""
    asked = request.headers.get("range")
    wanted = form.read_range(asked) if asked is not None else None
    if asked is not None and wanted is None:
        raise Refused("bad_range")
    (first, size), total, content = blobs.read(who, *_named(request), wanted)
    if wanted is None:
        return Response(content, media_type=BYTES)
    said = {"Content-Range": f"bytes {first}-{first + size - 1}/{total}"}
    return Response(content, 206, said, media_type=BYTES)


def _named(request: Request) -> tuple[str, str]:
    return request.path_params["sha256"], request.query_params.get("of", "")
