"""Photos attached at a desk of these tests, and where their bytes are."""

from __future__ import annotations

import os

from sscs_desktop.domain.enterprise import Enterprise
from sscs_desktop.domain.visit import JPEG, PDF
from sscs_desktop.store import attachments, blobs
from sscs_desktop.store.attachments import Held, Line, Prepared
from tests.sync.acts import save, visit_of
from tests.sync.county import County, Desk

CONTENT = os.urandom(1000) + bytes(range(256)) * 4096
"""A mebibyte and a little: five small parts."""
PHOTO = Prepared(name="厂房.jpg", media_type=JPEG, content=CONTENT, thumbnail=b"a small one")
CONTRACT = Prepared(name="合同.pdf", media_type=PDF, content=b"%PDF-1.4 the contract")


def attach(desk: Desk, firm: Enterprise, *prepared: Prepared) -> tuple[str, list[Held]]:
    visit = save(desk, visit_of(desk, firm))
    held = [attachments.hold(desk.store, each) for each in prepared or (PHOTO,)]
    with desk.store.write() as session:
        for each in held:
            attachments.add(session, each, visit_id=visit.id)
    return visit.id, held


def lines(desk: Desk, visit_id: str) -> tuple[Line, ...]:
    with desk.store.read() as session:
        return attachments.of(session, visit_id)


def states(desk: Desk, *held: Held) -> list[str]:
    with desk.store.read() as session:
        known = blobs.get_many(session, [sha for each in held for sha in (each.sha256, each.thumbnail) if sha])
    return sorted(each.state for each in known.values())


def in_the_county(county: County, sha256: str) -> bytes:
    folder = county.directory.blobs.folder
    assert folder is not None
    return (folder / sha256[:2] / sha256).read_bytes()
