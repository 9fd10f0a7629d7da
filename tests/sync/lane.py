"""A picture on its way by the second lane, from a desk of these tests, and how far it is."""

from __future__ import annotations

from sscs_desktop.domain.enterprise import Enterprise
from sscs_desktop.store import attachments
from sscs_desktop.store.attachments import Held, Line, Prepared
from sscs_desktop.sync.attachment_lane import AttachmentLane, LaneReport
from tests.sync import photos
from tests.sync.county import Desk
from tests.sync.photos import PHOTO


def attach(desk: Desk, firm: Enterprise, prepared: Prepared = PHOTO) -> tuple[str, Held]:
    """Write a visit down with a picture, and have both records filed."""
    desk.round()
    visit_id, (held,) = photos.attach(desk, firm, prepared)
    desk.round()
    return visit_id, held


def run(desk: Desk) -> LaneReport:
    return AttachmentLane(desk.store, desk.gateway).run()


def line(desk: Desk, visit_id: str) -> Line:
    with desk.store.read() as session:
        (found,) = attachments.of(session, visit_id)
    return found


def puts(desk: Desk) -> int:
    return sum(request.method == "PUT" for request in desk.line.delivered)


def line_id(desk: Desk, held: Held) -> str:
    with desk.store.read() as session:
        return next(e.attachment_id for e in attachments.uploads(session) if e.blob.sha256 == held.sha256)
