"""Files over HTTP: ranges, checksums, and a code for whatever is wrong."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from sscs_desktop.server import admin, service
from sscs_desktop.wire.blobs import (
    CHECKSUM,
    HELD,
    PART_MIN,
    SEALED,
    read_ranges,
)
from tests.server.asgi import Reply, call
from tests.server.shelf import PHOTO, Shelf, name_of


class Door:
    """The shelf as a desk's requests reach it."""

    def __init__(self, shelf: Shelf) -> None:
        self.app = service.make_app(shelf.town.directory)
        self.token = admin.open_session(shelf.town.directory, shelf.who.id).token
        self.address = f"/v1/blobs/{shelf.sha256}"
        self.of = shelf.of

    def ask(self, method: str, tail: str = "", body: bytes = b"", query: str = "", **headers: str) -> Reply:
        address = f"{self.address}{tail}?of={self.of}{query}"
        return call(self.app, method, address, body, authorization=f"Bearer {self.token}", **headers)


@pytest.fixture
def door(shelf: Shelf) -> Iterator[Door]:
    yield Door(shelf)


def test_the_whole_way_over_http(door: Door) -> None:
    empty = door.ask("HEAD")
    assert (empty.status, empty.headers[SEALED.lower()], empty.headers[HELD.lower()]) == (200, "0", "")
    for first in range(0, len(PHOTO), PART_MIN):
        part = PHOTO[first : first + PART_MIN]
        kept = door.ask("PUT", body=part, query=f"&first={first}", **{CHECKSUM: name_of(part)})
        assert kept.status == 200
    assert read_ranges(door.ask("HEAD").headers[HELD.lower()]) == ((0, len(PHOTO)),)
    assert door.ask("POST", "/seal").json["sealed"] is True
    assert door.ask("HEAD").headers[SEALED.lower()] == "1"
    whole = door.ask("GET")
    assert (whole.status, whole.body) == (200, PHOTO)
    some = door.ask("GET", Range="bytes=10-19")
    assert (some.status, some.body) == (206, PHOTO[10:20])
    assert some.headers["content-range"] == f"bytes 10-19/{len(PHOTO)}"
    beyond = door.ask("GET", Range=f"bytes={len(PHOTO)}-{len(PHOTO) + 5}")
    assert (beyond.status, beyond.json["code"]) == (416, "bad_range")
    assert door.ask("GET", Range="bytes=5-").status == 416


def test_what_is_wrong_has_a_code(door: Door) -> None:
    damaged = door.ask("PUT", body=PHOTO[:PART_MIN], query="&first=0", **{CHECKSUM: "0" * 64})
    assert (damaged.status, damaged.json["code"]) == (400, "part_damaged")
    assert door.ask("PUT", body=b"x", query="&first=-1").status == 400
    assert door.ask("POST", "/seal").json["code"] == "parts_missing"
    assert door.ask("GET").status == 404
    door.token = "nobody"
    assert door.ask("HEAD").status == 401
