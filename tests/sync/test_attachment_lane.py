"""The second lane over the real wire: what goes and comes, full disks, damage, a county restored."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from sscs_desktop.base import clock, sealed
from sscs_desktop.base.errors import DiskTrouble, InUse, LoginNeeded, Offline, Unreadable
from sscs_desktop.domain.enterprise import Enterprise
from sscs_desktop.domain.visit import Attachment
from sscs_desktop.server import parcels, upkeep
from sscs_desktop.store import attachments, blobs, visits
from sscs_desktop.sync import parcel as by_file
from sscs_desktop.sync.attachment_lane import AttachmentLane, LaneProgress, LaneReport
from sscs_desktop.wire.blobs import PART_MIN
from tests.sync.county import County, Desk
from tests.sync.lane import attach, line, line_id, run
from tests.sync.photos import CONTENT, PHOTO, in_the_county


def test_a_picture_comes_to_the_county_and_from_there_to_a_colleague(
    county: County, open_desk: Callable[..., Desk], firm: Enterprise
) -> None:
    wang, li = open_desk("wang"), open_desk("li")
    visit_id, held = attach(wang, firm)
    assert run(wang) == LaneReport(sent=2)
    assert in_the_county(county, held.sha256) == CONTENT and line(wang, visit_id).is_stored
    li.round()
    assert run(li) == LaneReport(fetched=1)  # the thumbnail, unasked
    shown = line(li, visit_id)
    assert not shown.is_here and blobs.content(li.store, held.thumbnail) == PHOTO.thumbnail
    with li.store.write() as session:
        attachments.want(session, shown.record)
    assert run(li) == LaneReport(fetched=1)
    assert blobs.content(li.store, held.sha256) == CONTENT


def test_nothing_to_do_asks_nothing(desk: Desk, firm: Enterprise) -> None:
    attach(desk, firm)
    run(desk)
    before = len(desk.line.delivered)
    assert run(desk) == LaneReport()
    assert len(desk.line.delivered) == before


def test_cancel_stops_between_two_parts_and_the_next_run_goes_on(desk: Desk, firm: Enterprise) -> None:
    _, held = attach(desk, firm)
    begun: list[int] = []
    lane = AttachmentLane(desk.store, desk.gateway)
    report = lane.run(progress=lambda at: begun.append(at.done), cancel=lambda: len(begun) >= 2)
    assert not report.is_whole and report.waiting == 1
    assert desk.gateway.blob_state(held.sha256, line_id(desk, held)).held
    assert lane.run().sent == 1


def test_one_run_at_a_time(desk: Desk, firm: Enterprise) -> None:
    attach(desk, firm)
    lane = AttachmentLane(desk.store, desk.gateway)
    refusals: list[str] = []

    def meanwhile(_: LaneProgress) -> None:
        with pytest.raises(InUse) as found:
            lane.run()
        refusals.append(found.value.code)

    lane.run(progress=meanwhile)
    assert set(refusals) == {"round_running"}


def test_a_full_disk_stops_the_lane_and_nothing_is_half_kept(
    open_desk: Callable[..., Desk], firm: Enterprise, monkeypatch: pytest.MonkeyPatch
) -> None:
    wang, li = open_desk("wang"), open_desk("li")
    visit_id, held = attach(wang, firm)
    run(wang)
    li.round()
    run(li)
    with li.store.write() as session:
        attachments.want(session, line(li, visit_id).record)
    with monkeypatch.context() as full:
        full.setattr(blobs, "ROOM_NEEDED", 1 << 60)
        with pytest.raises(DiskTrouble, match="disk_full"):
            run(li)
    assert not line(li, visit_id).is_here
    assert run(li) == LaneReport(fetched=1)
    assert blobs.content(li.store, held.sha256) == CONTENT


def test_a_full_disk_of_the_county_keeps_the_picture_here(county: County, desk: Desk, firm: Enterprise) -> None:
    visit_id, _ = attach(desk, firm)
    county.directory.blobs._room = lambda _folder: 0
    with pytest.raises(Offline, match="busy"):
        run(desk)
    assert line(desk, visit_id).is_here and not line(desk, visit_id).is_stored


def test_a_download_goes_on_where_it_was_cut(open_desk: Callable[..., Desk], firm: Enterprise) -> None:
    wang, li = open_desk("wang"), open_desk("li")
    visit_id, held = attach(wang, firm)
    run(wang)
    li.round()
    run(li)
    with li.store.write() as session:
        attachments.want(session, line(li, visit_id).record)
    lane = AttachmentLane(li.store, li.gateway)

    def cut(at: LaneProgress) -> None:
        li.line.lose_requests = int(at.done >= 2 * PART_MIN)

    with pytest.raises(Offline):
        lane.run(progress=cut)
    begun: list[int] = []
    assert lane.run(progress=lambda at: begun.append(at.done)).fetched == 1
    assert begun[0] >= 2 * PART_MIN and blobs.content(li.store, held.sha256) == CONTENT


def test_bytes_that_are_not_what_the_record_names_are_thrown_away(
    county: County, open_desk: Callable[..., Desk], firm: Enterprise
) -> None:
    wang, li = open_desk("wang"), open_desk("li")
    visit_id, held = attach(wang, firm)
    run(wang)
    li.round()
    run(li)
    folder = county.directory.blobs.folder
    assert folder is not None
    (folder / held.sha256[:2] / held.sha256).write_bytes(CONTENT[:-1] + b"x")
    with li.store.write() as session:
        attachments.want(session, line(li, visit_id).record)
    assert run(li) == LaneReport(refused=1)
    shown = line(li, visit_id)
    assert not shown.is_here and shown.blob is not None and shown.blob.error == "attachment_damaged"
    assert not blobs.path_of(li.store, shown.blob).exists()


def test_a_record_that_came_before_its_bytes_is_asked_for_again_later(
    open_desk: Callable[..., Desk], firm: Enterprise
) -> None:
    wang, li = open_desk("wang"), open_desk("li")
    _, held = attach(wang, firm)
    li.round()
    assert run(li) == LaneReport(refused=1)
    run(wang)
    assert run(li) == LaneReport()
    clock.stand_at(clock.now() + blobs.LATER + timedelta(seconds=1))
    assert run(li) == LaneReport(fetched=1)
    assert blobs.content(li.store, held.thumbnail) == PHOTO.thumbnail


def test_a_picture_damaged_here_is_told_and_holds_nobody_up(desk: Desk, firm: Enterprise) -> None:
    visit_id, held = attach(desk, firm)
    blob = line(desk, visit_id).blob
    assert blob is not None
    blobs.path_of(desk.store, blob).write_bytes(b"x" * (sealed.CHUNK * 2))
    assert run(desk) == LaneReport(sent=1, refused=1)
    with pytest.raises(Unreadable):
        blobs.content(desk.store, held.sha256)


def test_a_directory_put_back_gets_the_pictures_again(county: County, desk: Desk, firm: Enterprise) -> None:
    desk.round()
    copy = county.back_up()
    visit_id, held = attach(desk, firm)
    run(desk)
    county.put_back(copy)
    desk.sign_in()
    desk.round()
    assert not line(desk, visit_id).is_stored
    assert run(desk) == LaneReport(sent=2)
    assert in_the_county(county, held.sha256) == CONTENT


@pytest.mark.parametrize("way", ["round", "parcel"])
def test_a_directory_put_back_that_lost_photos_alone_gets_them_again(
    county: County, desk: Desk, firm: Enterprise, way: str
) -> None:
    """The backup came between a record and its bytes: nothing but the new epoch says that it was put back."""
    desk.round()
    visit_id, held = attach(desk, firm)
    desk.round()
    copy = county.back_up()
    assert run(desk) == LaneReport(sent=2)
    county.put_back(copy)
    upkeep.mark(county.directory)
    desk.line.app = county.app
    desk.sign_in()
    if way == "parcel":
        answer = parcels.take(county.directory.lines, by_file.pack(desk.store)).answer
        assert [each.code for each in by_file.take_in(desk.store, answer).news] == ["restored"]
    else:
        desk.round()
    assert not line(desk, visit_id).is_stored
    assert run(desk) == LaneReport(sent=2)
    assert in_the_county(county, held.sha256) == CONTENT


def test_a_token_that_ended_ends_the_run(desk: Desk, firm: Enterprise) -> None:
    attach(desk, firm)
    desk.gateway.token = "nobody"
    with pytest.raises(LoginNeeded):
        run(desk)


def test_a_picture_whose_visit_went_to_another_unit_before_it_was_sent_goes_there_still(
    county: County, desk: Desk, firm: Enterprise, open_desk: Callable[..., Desk]
) -> None:
    visit_id, held = attach(desk, firm)
    county.reassign(firm, county.other)
    desk.round()
    with desk.store.read() as session:
        assert visits.get(session, visit_id) is None
    found = run(desk)
    assert (found.sent, found.refused, found.waiting) == (2 if held.thumbnail else 1, 0, 0)
    there = open_desk("zhao", county.other)
    there.round()
    (shown,) = attachments_on(there, visit_id)
    with there.store.write() as session:
        attachments.want(session, shown)
    run(there)
    assert blobs.content(there.store, held.sha256) == PHOTO.content
    assert run(desk).sent == 0


def test_a_picture_that_was_deleted_before_it_was_sent_stays_unsent(desk: Desk, firm: Enterprise) -> None:
    visit_id, _ = attach(desk, firm)
    with desk.store.write() as session:
        attachments.remove(session, line(desk, visit_id).record.id)
    desk.round()
    assert run(desk).sent == 0


def attachments_on(desk: Desk, visit_id: str) -> list[Attachment]:
    with desk.store.read() as session:
        return [each.record for each in attachments.of(session, visit_id)]
