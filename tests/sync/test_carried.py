"""Attached files behind parcels and hand-overs: stored once, by whatever way, and never more than a chunk in memory."""

from __future__ import annotations

import argparse
import os
import tracemalloc
from collections.abc import Callable
from dataclasses import asdict, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from sscs_desktop.base import clock, sealed
from sscs_desktop.base.errors import Diverged, Refused, Unreadable
from sscs_desktop.clerk import keeping
from sscs_desktop.domain.enterprise import Enterprise
from sscs_desktop.domain.visit import ATTACHMENT_MAX, JPEG, PDF
from sscs_desktop.server import blobs as server_blobs
from sscs_desktop.server import parcels
from sscs_desktop.server.blobs import ROOM_LEFT, Blobs
from sscs_desktop.store import attachments, blobs, drafts
from sscs_desktop.store.attachments import Held, Line, Prepared
from sscs_desktop.store.blobs import STORED, WAITING
from sscs_desktop.sync import handover
from sscs_desktop.sync import parcel as by_file
from sscs_desktop.sync.attachment_lane import AttachmentLane, LaneReport
from sscs_desktop.sync.parcel import CarriedOut
from sscs_desktop.wire import carried, parcel
from tests.sync.acts import save, visit_of
from tests.sync.county import County, Desk

OpenDesk = Callable[..., Desk]
CONTENT = os.urandom(1000) + bytes(range(256)) * 4096
PHOTO = Prepared(name="厂房.jpg", media_type=JPEG, content=CONTENT, thumbnail=b"a small one")
CONTRACT = Prepared(name="合同.pdf", media_type=PDF, content=b"%PDF-1.4 the contract")
PASSPHRASE = "大陆村镇 九月交接"


@pytest.fixture
def firm(county: County) -> Enterprise:
    return county.enterprise(county.dalu)


@pytest.fixture
def alone(desk: Desk, firm: Enterprise) -> Desk:
    """A desk that met the network once, and does not any more."""
    desk.round()
    desk.line.is_down = True
    return desk


def attach(desk: Desk, firm: Enterprise, *prepared: Prepared) -> tuple[str, list[Held]]:
    visit = save(desk, visit_of(desk, firm))
    held = [attachments.hold(desk.store, each) for each in prepared or (PHOTO,)]
    with desk.store.write() as session:
        for each in held:
            attachments.add(session, each, visit_id=visit.id)
    return visit.id, held


def carry(desk: Desk, name: str = "带出") -> tuple[Path, CarriedOut]:
    file = desk.path.with_name(name + parcel.SUFFIX)
    return file, by_file.carry_out(desk.store, file)


def exchange(county: County, desk: Desk) -> parcels.Outcome:
    found = county.directory.take_parcel(carry(desk)[0])
    by_file.take_in(desk.store, found.answer)
    return found


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


# ---- parcels


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


@pytest.mark.parametrize("size", [-5, 0, 10**30, ATTACHMENT_MAX + 1])
def test_sizes_that_no_file_has_stop_neither_the_records_nor_the_answer(
    county: County, alone: Desk, firm: Enterprise, size: int
) -> None:
    visit_id, _ = attach(alone, firm)
    (line,) = lines(alone, visit_id)
    assert line.blob is not None
    odd = replace(by_file.to_carry(line.blob, line.record.id), size=size)
    file = alone.path.with_name("odd" + parcel.SUFFIX)
    file.write_bytes(by_file.pack(alone.store, files=(odd, odd)) + b"x" * 1000)
    found = county.directory.take_parcel(file)
    assert (found.filed, found.files) == (2, 0)


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
    named = by_file.CarriedFile(sha256=held.sha256, of=line.record.id, size=held.size, media_type=JPEG, key=key)
    file = alone.path.with_name("x" + parcel.SUFFIX)
    file.write_bytes(by_file.pack(alone.store, files=(named,)))
    found = county.directory.take_parcel(file)
    assert (found.files, found.files_lacking) == (0, 1)
    by_file.take_in(alone.store, found.answer)


@pytest.mark.proof
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


# ---- hand-overs


@pytest.fixture
def new(open_desk: OpenDesk, firm: Enterprise) -> Desk:
    """The successor's desk."""
    found = open_desk("li")
    found.round()
    return found


def give(desk: Desk) -> Path:
    file = desk.path.with_name("交接" + handover.SUFFIX)
    handover.give(desk.store, file, PASSPHRASE)
    return file


def close(desk: Desk) -> int:
    return handover.close(desk.store, desk.path.with_name("backups"))


def test_a_successor_brings_the_photos_that_were_not_sent(
    county: County, alone: Desk, new: Desk, firm: Enterprise
) -> None:
    visit_id, (held,) = attach(alone, firm)
    drafted = attachments.hold(alone.store, CONTRACT)
    with alone.store.write() as session:
        drafts.save(session, "visit", "v", {"situation": "没写完", "attachments": [asdict(drafted)]})
    handover.take(new.store, give(alone), PASSPHRASE)
    assert blobs.content(new.store, drafted.sha256) == CONTRACT.content
    clock.stand_at(clock.now() + timedelta(days=3))
    blobs.sweep(new.store)
    assert states(new, held, drafted) == [WAITING] * 3, "no record names them here yet, and they stay"
    new.round()
    assert AttachmentLane(new.store, new.gateway).run() == LaneReport(sent=2)
    assert in_the_county(county, held.sha256) == CONTENT and lines(new, visit_id)[0].is_stored


def test_the_old_desk_is_emptied_only_of_files_that_somebody_took(
    county: County, alone: Desk, new: Desk, firm: Enterprise
) -> None:
    attach(alone, firm)
    file = give(alone)
    late, _ = attach(alone, firm, CONTRACT)
    handover.take(new.store, file, PASSPHRASE)
    new.round()
    alone.line.is_down = False
    alone.round()
    with pytest.raises(Refused, match="handover_unvouched") as left:
        close(alone)
    assert left.value.data["left"] == 1 and lines(alone, late)[0].record.name == "合同.pdf"
    AttachmentLane(alone.store, alone.gateway).run()
    assert close(alone) > 0


def test_what_the_directory_would_not_take_is_handed_over_and_not_cleared_before(
    county: County, alone: Desk, new: Desk, firm: Enterprise, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The giver's account is full; his successor's is not."""
    monkeypatch.setattr(server_blobs, "QUOTA", 70_000)
    _, (held,) = attach(alone, firm)
    alone.line.is_down = False
    alone.round()
    assert AttachmentLane(alone.store, alone.gateway).run() == LaneReport(sent=1, refused=1)
    file = give(alone)
    handover.take(new.store, file, PASSPHRASE)
    assert blobs.content(new.store, held.sha256) == CONTENT


def test_a_refused_file_that_is_in_no_package_keeps_the_old_desk_as_it_is(
    county: County, alone: Desk, new: Desk, firm: Enterprise
) -> None:
    handover.take(new.store, give(alone), PASSPHRASE)
    new.round()
    _, (held,) = attach(alone, firm, replace(PHOTO, thumbnail=b""))
    alone.line.is_down = False
    alone.round()
    with alone.store.write("sync") as session:
        blobs.refused(session, held.sha256, "blob_quota")
    with pytest.raises(Refused, match="handover_unvouched"):
        close(alone)


def test_a_predecessors_photos_wait_for_records_that_come_late(
    county: County, alone: Desk, new: Desk, firm: Enterprise, monkeypatch: pytest.MonkeyPatch
) -> None:
    """His work was taken, and nothing could be read since: a doubted removal stops reading, and not the second lane."""
    _, (held,) = attach(alone, firm)
    handover.take(new.store, give(alone), PASSPHRASE)
    clock.stand_at(clock.now() + timedelta(days=3))
    monkeypatch.setattr(new.gateway, "pull", diverged)
    with pytest.raises(Diverged):
        new.round()
    assert AttachmentLane(new.store, new.gateway).run().sent == 0
    monkeypatch.undo()
    new.round()
    assert AttachmentLane(new.store, new.gateway).run().sent == 2
    assert in_the_county(county, held.sha256) == CONTENT


def diverged(_request: object) -> None:
    raise Diverged("removal_doubted", rows=30, held=40)


def test_a_package_that_was_cut_is_taken_whole_or_not_at_all(alone: Desk, new: Desk, firm: Enterprise) -> None:
    attach(alone, firm)
    file = give(alone)
    whole = file.read_bytes()
    file.write_bytes(whole[:-100])
    with pytest.raises(Unreadable, match="handover_unreadable"):  # whose sentence speaks of a file copied in part
        handover.take(new.store, file, PASSPHRASE)
    file.write_bytes(whole)
    assert len(handover.take(new.store, file, PASSPHRASE).files) == 2


def test_a_file_that_is_damaged_here_does_not_keep_anybody_from_handing_over(
    alone: Desk, new: Desk, firm: Enterprise
) -> None:
    _, (photo, contract) = attach(alone, firm, PHOTO, CONTRACT)
    with alone.store.read() as session:
        known = blobs.get(session, contract.sha256)
    assert known is not None
    blobs.path_of(alone.store, known).write_bytes(b"damaged")
    taken = handover.take(new.store, give(alone), PASSPHRASE)
    assert {each.sha256 for each in taken.files} == {photo.sha256, photo.thumbnail}
