"""Attached files behind parcels: stored once, by whatever way, and never more than a chunk in memory."""

from __future__ import annotations

import argparse
import os
import tracemalloc
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from sscs_desktop.base import sealed
from sscs_desktop.base.errors import Unreadable
from sscs_desktop.clerk import keeping
from sscs_desktop.domain.enterprise import Enterprise
from sscs_desktop.domain.visit import ATTACHMENT_MAX, JPEG
from sscs_desktop.server import blobs as server_blobs
from sscs_desktop.server import parcels
from sscs_desktop.server.blobs import ROOM_LEFT, Blobs
from sscs_desktop.store import attachments, blobs
from sscs_desktop.store.blobs import STORED, WAITING
from sscs_desktop.sync import parcel as by_file
from sscs_desktop.sync.attachment_lane import AttachmentLane, LaneReport
from sscs_desktop.sync.parcel import CarriedOut
from sscs_desktop.wire import carried, parcel
from tests.sync.county import County, Desk
from tests.sync.photos import CONTENT, CONTRACT, PHOTO, attach, in_the_county, lines, states

pytestmark = pytest.mark.proof

OpenDesk = Callable[..., Desk]


def carry(desk: Desk, name: str = "带出") -> tuple[Path, CarriedOut]:
    file = desk.path.with_name(name + parcel.SUFFIX)
    return file, by_file.carry_out(desk.store, file)


def exchange(county: County, desk: Desk) -> parcels.Outcome:
    found = county.directory.take_parcel(carry(desk)[0])
    by_file.take_in(desk.store, found.answer)
    return found


def test_a_desk_without_network_brings_its_photos_with_the_parcel(
    county: County, alone: Desk, firm: Enterprise
) -> None:
    visit_id, (held,) = attach(alone, firm)
    file, out = carry(alone)
    assert (out.operations, out.files, out.left) == (2, 2, 0)
    assert CONTENT[:4096] not in file.read_bytes(), "they are as sealed as the rest"
    found = county.directory.take_parcel(file)
    assert (found.files, found.files_lacking) == (2, 0)
    assert in_the_county(county, held.sha256) == CONTENT
    assert states(alone, held) == [WAITING, WAITING], "a parcel never counts as sent"
    by_file.take_in(alone.store, found.answer)
    assert states(alone, held) == [STORED, STORED] and lines(alone, visit_id)[0].is_stored
    assert carry(alone)[1].files == 0


def test_a_parcel_read_twice_or_beside_the_network_stores_each_file_once(
    county: County, alone: Desk, firm: Enterprise
) -> None:
    _, (held,) = attach(alone, firm)
    file, _ = carry(alone)
    county.directory.take_parcel(file)
    again = county.directory.take_parcel(file)
    assert (again.known, again.files) == (2, 2)
    alone.line.is_down = False
    alone.round()
    lane = AttachmentLane(alone.store, alone.gateway)
    assert lane.run() == LaneReport(sent=2)
    assert not [request for request in alone.line.delivered if request.method == "PUT"], "the bytes were there"
    assert states(alone, held) == [STORED, STORED]


def test_the_directory_says_what_came_by_network_meanwhile(county: County, alone: Desk, firm: Enterprise) -> None:
    """Also of what was too large for the parcel."""
    _, (held,) = attach(alone, firm)
    alone.line.is_down = False
    alone.round()
    AttachmentLane(alone.store, alone.gateway).run()
    with alone.store.write("sync") as session:
        blobs.note(session, held.sha256, state=WAITING, stored_at=None)
        listed = tuple(by_file.to_carry(each.blob, each.attachment_id) for each in attachments.unsent(session))
    raw = by_file.pack(alone.store, files=tuple(replace(each, key=b"") for each in listed))
    file = alone.path.with_name("x.sscs-parcel")
    file.write_bytes(raw)
    by_file.take_in(alone.store, county.directory.take_parcel(file).answer)
    assert states(alone, held) == [STORED, STORED]


def test_the_largest_stay_behind_and_go_with_the_next(
    county: County, alone: Desk, firm: Enterprise, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, (photo, contract) = attach(alone, firm, PHOTO, CONTRACT)
    monkeypatch.setattr(carried, "within", lambda files, within=carried.within: within(files, 1000))
    file, out = carry(alone)
    assert (out.files, out.left) == (2, 1) and file.stat().st_size < 100_000
    by_file.take_in(alone.store, county.directory.take_parcel(file).answer)
    assert states(alone, contract) == [STORED] and states(alone, photo) == [STORED, WAITING]
    monkeypatch.undo()
    assert exchange(county, alone).files == 1
    assert states(alone, photo, contract) == [STORED] * 3


def test_a_damaged_file_harms_no_other_and_no_operation(county: County, alone: Desk, firm: Enterprise) -> None:
    _, (photo, contract) = attach(alone, firm, PHOTO, CONTRACT)
    file, _ = carry(alone)
    raw = bytearray(file.read_bytes())
    raw[-5] ^= 1  # in the photo, the largest, which comes last
    file.write_bytes(raw)
    found = county.directory.take_parcel(file)
    assert (found.filed, found.files, found.files_lacking) == (3, 2, 1)
    by_file.take_in(alone.store, found.answer)
    assert states(alone, contract) == [STORED] and WAITING in states(alone, photo)
    assert exchange(county, alone).files == 1, "the next parcel brings it"


@pytest.mark.parametrize("left", [0, 30, 400_000])
def test_a_parcel_cut_short_behind_its_message_is_filed(
    county: County, alone: Desk, firm: Enterprise, left: int
) -> None:
    attach(alone, firm)
    file, _ = carry(alone)
    raw = file.read_bytes()
    file.write_bytes(raw[: len(parcel.read_file(file)) + left])
    found = county.directory.take_parcel(file)
    assert (found.filed, found.files_lacking) == (2, 1 if left >= 30 + len(PHOTO.thumbnail) else 2)


def test_a_photo_removed_while_the_parcel_is_written_leaves_its_room_empty(
    county: County, alone: Desk, firm: Enterprise, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, (photo, contract) = attach(alone, firm, PHOTO, CONTRACT)
    with alone.store.read() as session:
        gone = blobs.get(session, contract.sha256)
    assert gone is not None
    pack = by_file.pack

    def and_remove(*given: object, **more: object) -> bytes:
        raw = pack(*given, **more)  # type: ignore[arg-type]
        blobs.path_of(alone.store, gone).unlink()
        return raw

    monkeypatch.setattr(by_file, "pack", and_remove)
    found = county.directory.take_parcel(carry(alone)[0])
    assert (found.files, found.files_lacking) == (2, 1)
    assert in_the_county(county, photo.sha256) == CONTENT


def test_a_photo_that_is_gone_takes_no_room_in_a_parcel_and_says_so(alone: Desk, firm: Enterprise) -> None:
    """Else each parcel of a desk without network would carry zeros instead of it, for ever."""
    visit_id, (photo, _contract) = attach(alone, firm, PHOTO, CONTRACT)
    (line,) = [each for each in lines(alone, visit_id) if each.record.sha256 == photo.sha256]
    assert line.blob is not None
    blobs.path_of(alone.store, line.blob).unlink()
    file, out = carry(alone)
    assert (out.files, out.left) == (2, 0) and file.stat().st_size < 10_000
    (line,) = [each for each in lines(alone, visit_id) if each.record.sha256 == photo.sha256]
    assert line.blob is not None and (line.blob.state, line.blob.error) == (blobs.REFUSED, "attachment_damaged")


def test_of_a_record_that_was_refused_no_bytes_are_kept(county: County, alone: Desk, firm: Enterprise) -> None:
    _, (held,) = attach(alone, firm)
    county.reassign(firm, county.other)
    found = county.directory.take_parcel(carry(alone)[0])
    assert found.files == 0
    folder = county.directory.blobs.folder
    assert folder is not None and not (folder / held.sha256[:2] / held.sha256).exists()


def test_an_account_over_its_measure_files_its_words_all_the_same(
    county: County, alone: Desk, firm: Enterprise, monkeypatch: pytest.MonkeyPatch
) -> None:
    attach(alone, firm)
    monkeypatch.setattr(server_blobs, "QUOTA", 70_000)
    found = county.directory.take_parcel(carry(alone)[0])
    assert (found.filed, found.files, found.files_lacking) == (2, 1, 1)


def test_a_full_disk_of_the_county_is_told_and_the_same_parcel_brings_the_rest(
    county: County, alone: Desk, firm: Enterprise, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _, (held,) = attach(alone, firm)
    file, _ = carry(alone)
    shelves, words = county.directory.blobs, list[str]()
    county.directory.blobs = Blobs(county.directory.lines, shelves.folder, room=lambda _: ROOM_LEFT + 100_000)
    said = argparse.Namespace(file=file, out=tmp_path / "a")
    keeping.take_parcel(county.directory, said, words.append)
    assert "磁盘满了" in words[2] and "已收下 1 个，还没有 1 个" in words[1]
    county.directory.blobs = shelves
    keeping.take_parcel(county.directory, said, words.append)
    assert in_the_county(county, held.sha256) == CONTENT and "没有收全" not in "".join(words[4:])


@pytest.mark.parametrize("size", [0, ATTACHMENT_MAX + 1])
def test_sizes_that_no_file_has_stop_neither_the_records_nor_the_answer(
    county: County, alone: Desk, firm: Enterprise, size: int
) -> None:
    found = county.directory.take_parcel(with_odd_size(alone, firm, size))
    assert (found.filed, found.files) == (2, 0)


@pytest.mark.parametrize("size", [-5, 10**30])
def test_a_parcel_with_a_number_that_no_column_holds_is_unreadable(
    county: County, alone: Desk, firm: Enterprise, size: int
) -> None:
    with pytest.raises(Unreadable, match="parcel_unreadable"):
        county.directory.take_parcel(with_odd_size(alone, firm, size))


def with_odd_size(desk: Desk, firm: Enterprise, size: int) -> Path:
    """Return a parcel that carries one photo twice, of another size than it has."""
    visit_id, _ = attach(desk, firm)
    (line,) = lines(desk, visit_id)
    assert line.blob is not None
    odd = replace(by_file.to_carry(line.blob, line.record.id), size=size)
    file = desk.path.with_name("odd" + parcel.SUFFIX)
    file.write_bytes(by_file.pack(desk.store, files=(odd, odd)) + b"x" * 1000)
    return file


def test_a_parcel_brings_nothing_to_a_record_that_its_person_does_not_read(
    county: County, alone: Desk, open_desk: OpenDesk
) -> None:
    """Nor learns whether its bytes are there."""
    firm, theirs = county.enterprise(county.other), open_desk("zhao", county.other)
    theirs.round()
    visit_id, (held,) = attach(theirs, firm)
    theirs.round()
    AttachmentLane(theirs.store, theirs.gateway).run()
    (line,) = lines(theirs, visit_id)
    key = sealed.new_key()
    named = carried.CarriedFile(sha256=held.sha256, of=line.record.id, size=held.size, media_type=JPEG, key=key)
    file = alone.path.with_name("x" + parcel.SUFFIX)
    file.write_bytes(by_file.pack(alone.store, files=(named,)))
    found = county.directory.take_parcel(file)
    assert (found.files, found.files_lacking) == (0, 1)
    by_file.take_in(alone.store, found.answer)


def test_no_more_than_some_chunks_are_in_memory(
    county: County, alone: Desk, firm: Enterprise, monkeypatch: pytest.MonkeyPatch
) -> None:
    large = replace(PHOTO, content=os.urandom(1000) * 12_000, thumbnail=b"")
    attach(alone, firm, large)
    peaks: list[int] = []

    def measured(act: Callable[..., Any]) -> Callable[..., Any]:
        def traced(*given: Any) -> Any:
            tracemalloc.start()
            try:
                return act(*given)
            finally:
                peaks.append(tracemalloc.get_traced_memory()[1])
                tracemalloc.stop()

        return traced

    file, _ = measured(carry)(alone)
    monkeypatch.setattr(server_blobs.Blobs, "bring", measured(server_blobs.Blobs.bring))
    assert county.directory.take_parcel(file).files == 1
    assert len(large.content) == 12_000_000 and max(peaks) < 4_000_000


def test_what_is_sealed_is_as_long_as_said(tmp_path: Path) -> None:
    for size in (1, sealed.CHUNK, sealed.CHUNK + 1, 3 * sealed.CHUNK):
        key, content = sealed.new_key(), os.urandom(size)
        sealed.write(tmp_path / "f", key, b"label", content)
        assert (tmp_path / "f").stat().st_size == sealed.length(size)
        with (tmp_path / "f").open("rb") as file:
            assert b"".join(sealed.chunks(file, 0, key, b"label", size)) == content
