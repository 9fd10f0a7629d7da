"""A photo attached at this desk, and what stands of it here."""

from __future__ import annotations

from typing import Any

from sscs_desktop.domain.enterprise import Enterprise
from sscs_desktop.domain.visit import JPEG
from sscs_desktop.store import attachments, blobs, visits
from sscs_desktop.store.attachments import Held, Prepared
from sscs_desktop.store.blobs import Blob
from sscs_desktop.store.store import Store
from tests.store import building
from tests.store.building import Feed

PHOTO = Prepared(name="厂房.jpg", media_type=JPEG, content=b"the whole picture " * 40_000, thumbnail=b"the small one")


def typed_visit(store: Store, firm: Enterprise) -> str:
    visit = building.visit(firm)
    with store.write() as session:
        visits.save(session, visit, None, today=building.TODAY)
    return visit.id


def attach(store: Store, visit_id: str, prepared: Prepared = PHOTO) -> Held:
    held = attachments.hold(store, prepared)
    with store.write() as session:
        attachments.add(session, held, visit_id=visit_id)
    return held


def answered(store: Store, feed: Feed) -> None:
    """Let the directory take everything and feed it back, as a round does."""
    building.settle(store, feed, *(feed.ok(op) for op in building.due(store)))


def errands(store: Store) -> list[tuple[str, bool]]:
    with store.read() as session:
        return [(e.blob.sha256, e.is_thumbnail) for e in attachments.uploads(session)]


def blob(store: Store, sha256: str) -> Blob | None:
    with store.read() as session:
        return blobs.get(session, sha256)


def known(store: Store, sha256: str) -> Blob:
    found = blob(store, sha256)
    assert found is not None
    return found


def note(store: Store, sha256: str, **values: Any) -> None:
    with store.write("sync") as session:
        blobs.note(session, sha256, **values)


def line(store: Store, visit_id: str) -> attachments.Line:
    with store.read() as session:
        (found,) = attachments.of(session, visit_id)
    return found
