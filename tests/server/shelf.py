"""A photo that a cadre filed, and the directory's shelf for its bytes."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from sscs_desktop.base import clock
from sscs_desktop.base.ids import new_id
from sscs_desktop.domain.visit import JPEG, Attachment
from sscs_desktop.server.accounts import Member
from sscs_desktop.server.blobs import Blobs
from sscs_desktop.wire.blobs import (
    PART_MIN,
)
from sscs_desktop.wire.messages import BlobAnswer
from tests.server.people import FIRM, Desk, Town

PHOTO = bytes(range(256)) * 2048 + b"and the end"
"""512 KiB and a little: two whole parts and a short one."""
THUMB = b"a small picture"


def name_of(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


@dataclass
class Shelf:
    """One attachment filed by a desk, and short ways to its bytes."""

    town: Town
    desk: Desk
    of: str
    sha256: str

    @property
    def blobs(self) -> Blobs:
        return self.town.directory.blobs

    @property
    def who(self) -> Member:
        return self.desk.member

    def put(self, first: int, content: bytes, checksum: str = "") -> BlobAnswer:
        return self.blobs.put(self.who, self.sha256, self.of, first, content, checksum or name_of(content))

    def put_part(self, first: int, size: int = PART_MIN) -> BlobAnswer:
        return self.put(first, PHOTO[first : first + size])

    def seal(self) -> BlobAnswer:
        return self.blobs.seal(self.who, self.sha256, self.of)

    def state(self) -> BlobAnswer:
        return self.blobs.state(self.who, self.sha256, self.of)

    def read(self) -> bytes:
        return self.blobs.read(self.who, self.sha256, self.of, None)[2]


def file_photo(town: Town, desk: Desk, content: bytes = PHOTO) -> Shelf:
    """File a visit and the attachment that names `content`; its bytes have not come."""
    visit = desk.visit(town.id_of(FIRM))
    photo = Attachment(
        id=new_id(),
        visit_id=visit.id,
        sha256=name_of(content),
        name="厂房.jpg",
        media_type=JPEG,
        size=len(content),
        thumbnail=name_of(THUMB),
        author_id=desk.member.id,
        added_at=clock.now(),
    )
    answers = desk.push(visit, desk.new("attachment", photo, visit.id))
    assert [a.result for a in answers] == ["ok", "ok"]
    return Shelf(town=town, desk=desk, of=photo.id, sha256=photo.sha256)
