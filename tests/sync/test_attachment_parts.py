"""A file goes in parts: lost, damaged or cut ones come again, slow lines and killed desks go on where they were."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from sscs_desktop.base import clock
from sscs_desktop.base.errors import Offline
from sscs_desktop.domain.enterprise import Enterprise
from sscs_desktop.domain.visit import PDF
from sscs_desktop.store import blobs
from sscs_desktop.store.attachments import Prepared
from sscs_desktop.sync import transport
from sscs_desktop.sync.attachment_lane import AttachmentLane, LaneProgress, LaneReport
from sscs_desktop.sync.gateway import Gateway
from sscs_desktop.wire.blobs import PART_MIN
from tests.sync.county import County, Desk
from tests.sync.lane import attach, line, line_id, puts, run
from tests.sync.photos import CONTENT, in_the_county
from tests.trips.seating import listening


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
