"""The second lane over the real wire: parts lost and damaged, a death after the seal, full disks, a county restored."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from sscs_desktop.base import clock, ids, sealed
from sscs_desktop.base.errors import DiskTrouble, InUse, LoginNeeded, Offline, Unreadable
from sscs_desktop.domain.enterprise import Enterprise
from sscs_desktop.domain.visit import JPEG, PDF, Attachment, Visit
from sscs_desktop.server import parcels, upkeep
from sscs_desktop.store import attachments, blobs, visits
from sscs_desktop.store.attachments import Held, Line, Prepared
from sscs_desktop.sync import parcel as by_file
from sscs_desktop.sync import transport
from sscs_desktop.sync.attachment_lane import AttachmentLane, LaneProgress, LaneReport
from sscs_desktop.sync.gateway import Gateway
from sscs_desktop.wire.blobs import PART_MIN
from tests.sync.county import County, Desk
from tests.trips.seating import listening

CONTENT = os.urandom(1000) + bytes(range(256)) * 4096
"""A mebibyte and a little: five small parts."""
PHOTO = Prepared(name="厂房.jpg", media_type=JPEG, content=CONTENT, thumbnail=b"a small one")


def attach(desk: Desk, firm: Enterprise, prepared: Prepared = PHOTO) -> tuple[str, Held]:
    """Write a visit down with a picture, and have both records filed."""
    desk.round()
    account = desk.store.account
    visit = Visit(
        id=ids.new_id(),
        enterprise_id=firm.id,
        visited_at=clock.now(),
        visitors=(account.user_name,),
        author_id=account.user_id,
        author_name=account.user_name,
        unit_id=account.unit_id,
        recorded_at=clock.now(),
    )
    held = attachments.hold(desk.store, prepared)
    with desk.store.write() as session:
        visits.save(session, visit, None, today=clock.today())
        attachments.add(session, held, visit_id=visit.id)
    desk.round()
    return visit.id, held


def run(desk: Desk) -> LaneReport:
    return AttachmentLane(desk.store, desk.gateway).run()


def line(desk: Desk, visit_id: str) -> Line:
    with desk.store.read() as session:
        (found,) = attachments.of(session, visit_id)
    return found


def puts(desk: Desk) -> int:
    return sum(request.method == "PUT" for request in desk.line.delivered)


def in_the_county(county: County, sha256: str) -> bytes:
    folder = county.directory.blobs.folder
    assert folder is not None
    return (folder / sha256[:2] / sha256).read_bytes()


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


def test_a_lost_part_is_sent_again_and_the_others_are_not(county: County, desk: Desk, firm: Enterprise) -> None:
    _, held = attach(desk, firm)
    lane = AttachmentLane(desk.store, desk.gateway)

    def cut_the_third(at: LaneProgress) -> None:
        if at.sha256 == held.sha256 and at.done > PART_MIN and not desk.line.lose_requests:
            desk.line.lose_requests = 1

    with pytest.raises(Offline):
        lane.run(progress=cut_the_third)
    kept = desk.gateway.blob_state(held.sha256, line_id(desk, held))
    assert kept.held and not kept.sealed
    before = puts(desk)
    assert run(desk).sent == 1
    again = [request for request in desk.line.delivered if request.method == "PUT"][before:]
    firsts = [int(str(request.url).rpartition("first=")[2]) for request in again]
    assert firsts and min(firsts) == sum(kept.held[0])
    assert in_the_county(county, held.sha256) == CONTENT


def line_id(desk: Desk, held: Held) -> str:
    with desk.store.read() as session:
        return next(e.attachment_id for e in attachments.uploads(session) if e.blob.sha256 == held.sha256)


def test_half_a_part_is_a_part_again(county: County, desk: Desk, firm: Enterprise) -> None:
    _, held = attach(desk, firm)
    of = line_id(desk, held)
    part = CONTENT[:PART_MIN]
    desk.line.lose_answers = 1
    with pytest.raises(Offline):
        desk.gateway.put_part(held.sha256, of, 0, part)
    desk.line.lose_requests = 1
    with pytest.raises(Offline):
        desk.gateway.put_part(held.sha256, of, PART_MIN, part)
    folder = county.directory.blobs.folder
    assert folder is not None
    parts = folder / held.sha256[:2] / f"{held.sha256}.parts"
    (parts / f".{PART_MIN}-{PART_MIN}.x.tmp").write_bytes(CONTENT[PART_MIN : PART_MIN + 999])  # killed while writing
    assert desk.gateway.blob_state(held.sha256, of).held == ((0, PART_MIN),)
    assert run(desk).sent == 2
    assert in_the_county(county, held.sha256) == CONTENT


def test_a_part_that_suffered_on_the_way_is_sent_again(
    county: County, desk: Desk, firm: Enterprise, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, held = attach(desk, firm)
    bytes_on_the_line = Suffering(monkeypatch, desk, times=2)
    assert run(desk).sent == 2
    assert bytes_on_the_line.harmed == 2 and in_the_county(county, held.sha256) == CONTENT


def test_a_line_that_harms_every_part_gives_the_file_up_for_now(
    desk: Desk, firm: Enterprise, monkeypatch: pytest.MonkeyPatch
) -> None:
    visit_id, _ = attach(desk, firm)
    Suffering(monkeypatch, desk, times=99)
    assert run(desk) == LaneReport(refused=2)
    blob = line(desk, visit_id).blob
    assert blob is not None and (blob.state, blob.error) == (blobs.REFUSED, "part_damaged")
    monkeypatch.undo()
    clock.stand_at(clock.now() + blobs.AGAIN_AFTER + timedelta(seconds=1))
    assert run(desk) == LaneReport(sent=2)


class Suffering:
    """A line that changes a byte of the next parts."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, desk: Desk, times: int) -> None:
        self.harmed = 0
        honest = desk.line.send

        def send(request: object, **how: object) -> object:
            if getattr(request, "method", "") == "PUT" and self.harmed < times:
                self.harmed += 1
                body = request.body  # type: ignore[attr-defined]
                whole = body.read()
                request.body = bytes([whole[0] ^ 1]) + whole[1:]  # type: ignore[attr-defined]
            return honest(request, **how)  # type: ignore[arg-type]

        monkeypatch.setattr(desk.line, "send", send)


def test_a_desk_that_dies_after_the_seal_is_told_so_by_asking(county: County, desk: Desk, firm: Enterprise) -> None:
    _, held = attach(desk, firm)
    desk.line.only, desk.line.lose_answers = f"/v1/blobs/{held.sha256}/seal", 1
    with pytest.raises(Offline):
        run(desk)
    before = puts(desk)
    assert run(desk).sent == 1
    assert puts(desk) == before and in_the_county(county, held.sha256) == CONTENT


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


@pytest.mark.proof
def test_a_slow_line_is_given_up_for_a_stall_and_never_for_the_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(transport, "CONNECT_S", 0.2)
    monkeypatch.setattr(transport, "STALL_S", 0.4)
    large, heard = os.urandom(2 << 20), bytearray()
    listener = socket.socket()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 65_536)
    listener.bind(("127.0.0.1", 0))
    listener.listen()

    def read_slowly() -> None:
        line, _ = listener.accept()
        with line:
            while len(heard) < len(large):
                heard.extend(line.recv(65_536))
                time.sleep(0.04)
            line.sendall(b'HTTP/1.1 200 OK\r\nContent-Length: 15\r\n\r\n{"sealed":true}')

    server = threading.Thread(target=read_slowly)
    server.start()
    slow = Gateway(f"http://127.0.0.1:{listener.getsockname()[1]}", token="t")
    began = time.monotonic()
    try:
        assert slow.put_part("a" * 64, "t-1", 0, large).sealed
        assert time.monotonic() - began > 0.4
    finally:
        slow.close()
        server.join(5)
        listener.close()


_KILLED = """
import os, signal, sys
from pathlib import Path
from typing import Any
from sscs_desktop.store.store import Store
from sscs_desktop.sync.attachment_lane import AttachmentLane
from sscs_desktop.sync.gateway import Gateway
from tests.sync.county import KEY

path, address, token, point = sys.argv[1:]
store, gateway = Store.open(Path(path), KEY), Gateway(address, token=token)
die = lambda: os.kill(os.getpid(), signal.SIGKILL)
if point == "seal":
    sealed = gateway.seal_blob
    gateway.seal_blob = lambda sha256, of: sealed(sha256, of) and die()
AttachmentLane(store, gateway).run(progress=lambda at: point == "part" and at.done and die())
"""


@pytest.mark.proof
@pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL is POSIX")
@pytest.mark.parametrize(("point", "already"), [("part", 1), ("seal", 5)])
def test_a_desk_killed_on_the_way_goes_on_where_it_was(
    county: County, desk: Desk, firm: Enterprise, point: str, already: int
) -> None:
    """Killed for good after the first part of the photo, or with the answer to a seal in its hands."""
    photo = Prepared(name="合同.pdf", media_type=PDF, content=CONTENT)
    visit_id, held = attach(desk, firm, photo)
    token = desk.gateway.token
    desk.close()
    with listening(county.app) as address:
        killed = subprocess.run(
            [sys.executable, "-c", _KILLED, str(desk.path), address, token, point],
            cwd=Path(__file__).resolve().parents[2],
            capture_output=True,
            check=False,
        )
    assert killed.returncode == -signal.SIGKILL, killed.stderr.decode()
    again = Desk(county, desk.account_id, desk.login, desk.path)
    try:
        assert not line(again, visit_id).is_stored
        assert run(again) == LaneReport(sent=1)
        bodies: list[Any] = [request.body for request in again.line.delivered if request.method == "PUT"]
        assert sum(len(body.getvalue()) for body in bodies) == max(0, len(CONTENT) - already * PART_MIN)
        assert in_the_county(county, held.sha256) == CONTENT
    finally:
        again.close()


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
