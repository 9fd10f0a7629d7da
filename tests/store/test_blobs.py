"""Bytes at rest: encrypted, in chunks bound to their place, and what was changed on the disk is never believed."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from sscs_desktop.base import clock, sealed
from sscs_desktop.base.errors import DiskTrouble, Unreadable
from sscs_desktop.store import attachments, blobs
from sscs_desktop.store.store import Store
from tests.store.photos import PHOTO, known, note


def test_bytes_lie_encrypted_and_come_back_whole(store: Store) -> None:
    held = attachments.hold(store, PHOTO)
    assert blobs.content(store, held.sha256) == PHOTO.content
    assert blobs.content(store, held.thumbnail) == PHOTO.thumbnail
    files = [file for file in store.files.iterdir() if file.is_file()]
    assert len(files) == 2
    for file in files:
        raw = file.read_bytes()
        assert b"picture" not in raw and b"small" not in raw and held.sha256 not in file.name
        if os.name == "posix":
            assert file.stat().st_mode & 0o077 == 0


def test_any_part_is_read_without_the_rest(store: Store) -> None:
    held = attachments.hold(store, PHOTO)
    found = known(store, held.sha256)
    for first, size in ((0, 10), (sealed.CHUNK - 3, 7), (sealed.CHUNK, sealed.CHUNK), (len(PHOTO.content) - 5, 50)):
        assert blobs.part(store, found, first, size) == PHOTO.content[first : first + size]


@pytest.mark.parametrize("harm", ["flip", "cut", "swap", "gone"])
def test_what_was_changed_on_the_disk_is_never_taken_for_the_picture(store: Store, harm: str) -> None:
    held = attachments.hold(store, PHOTO)
    place = blobs.path_of(store, known(store, held.sha256))
    raw = place.read_bytes()
    chunk = sealed.CHUNK + sealed.NONCE + sealed.TAG
    changed = {
        "flip": bytes([raw[20] ^ 1]).join((raw[:20], raw[21:])),
        "cut": raw[:chunk],
        "swap": raw[chunk : 2 * chunk] + raw[:chunk] + raw[2 * chunk :],
    }
    if harm == "gone":
        place.unlink()
    else:
        place.write_bytes(changed[harm])
    with pytest.raises(Unreadable, match="attachment_damaged"):
        blobs.content(store, held.sha256)
    assert (known(store, held.sha256).state, known(store, held.sha256).error) == (blobs.REFUSED, "attachment_damaged")


def test_a_damaged_copy_of_what_the_directory_has_is_fetched_again(store: Store) -> None:
    held = attachments.hold(store, PHOTO)
    note(store, held.sha256, state=blobs.STORED, stored_at=clock.now())
    blobs.path_of(store, known(store, held.sha256)).write_bytes(b"nonsense")
    with pytest.raises(Unreadable):
        blobs.content(store, held.sha256)
    assert known(store, held.sha256).state == blobs.WANTED


def test_a_cut_addition_is_cut_off_and_written_again(tmp_path: Path) -> None:
    place, key = tmp_path / "file", sealed.new_key()
    first, second = os.urandom(sealed.CHUNK), os.urandom(1000)
    sealed.append(place, key, b"x", 0, first)
    with place.open("ab") as file:
        file.write(b"half a chunk")
    assert sealed.whole_chunks(place) == 1
    sealed.append(place, key, b"x", 1, second)
    assert sealed.read(place, key, b"x") == first + second
    with pytest.raises(Unreadable):
        sealed.read(place, key, b"y")


def test_a_chunk_opens_in_its_own_file_and_at_its_own_place_alone(tmp_path: Path) -> None:
    place, key = tmp_path / "file", sealed.new_key()
    sealed.write(place, key, b"x", os.urandom(2 * sealed.CHUNK))
    raw = place.read_bytes()
    half = len(raw) // 2
    place.write_bytes(raw[half:] + raw[:half])
    for first in (0, sealed.CHUNK):
        with pytest.raises(Unreadable):
            sealed.read(place, key, b"x", first, 10)


def test_a_full_disk_keeps_nothing(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(blobs, "ROOM_NEEDED", 1 << 60)
    with pytest.raises(DiskTrouble, match="disk_full"):
        attachments.hold(store, PHOTO)
    assert not store.files.exists()


def test_the_same_picture_twice_lies_here_once(store: Store) -> None:
    assert attachments.hold(store, PHOTO) == attachments.hold(store, PHOTO)
    assert len(list(store.files.iterdir())) == 2
