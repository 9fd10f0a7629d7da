"""Files by content hash: parts in any order, one seal, who may, and what a full disk or a crash leaves."""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from sscs_desktop.base import clock
from sscs_desktop.base.errors import DiskTrouble, Refused
from sscs_desktop.base.ids import new_id
from sscs_desktop.server import blobs, upkeep
from sscs_desktop.server.blobs import Blobs
from sscs_desktop.server.directory import Directory
from sscs_desktop.server.tables import blob
from sscs_desktop.wire.blobs import (
    PART_MAX,
    PART_MIN,
    THUMBNAIL_MAX,
    missing,
    parts,
)
from sscs_desktop.wire.messages import BlobAnswer
from tests.server.people import FIRM, Town
from tests.server.shelf import PHOTO, THUMB, Shelf, file_photo, name_of


def test_parts_come_and_are_sealed_on_either_database(town: Town, tmp_path: Path) -> None:
    town.directory.blobs.folder = tmp_path / "files"
    shelf = file_photo(town, town.desk("wang"))
    for first in (0, PART_MIN, 2 * PART_MIN):
        shelf.put_part(first)
    assert shelf.state() == BlobAnswer(sealed=False, held=((0, len(PHOTO)),))
    assert shelf.seal() == BlobAnswer(sealed=True)
    assert shelf.read() == PHOTO


def test_every_step_may_be_repeated(shelf: Shelf) -> None:
    for first in (0, 0, PART_MIN, 2 * PART_MIN, PART_MIN):
        shelf.put_part(first)
    assert shelf.seal() == shelf.seal() == shelf.put_part(0) == shelf.state() == BlobAnswer(sealed=True)
    assert shelf.read() == PHOTO
    assert [p.name for p in (shelf.blobs.folder or Path()).rglob("*") if p.is_file()] == [shelf.sha256]


def test_half_a_file_cannot_be_sealed_and_says_what_it_has(shelf: Shelf) -> None:
    shelf.put_part(0)
    shelf.put_part(2 * PART_MIN)
    with pytest.raises(Refused, match="parts_missing"):
        shelf.seal()
    held = shelf.state().held
    assert held == ((0, PART_MIN), (2 * PART_MIN, len(PHOTO) - 2 * PART_MIN))
    assert parts(held, len(PHOTO)) == ((PART_MIN, PART_MIN),)


def test_a_part_with_a_wrong_checksum_is_refused_and_not_kept(shelf: Shelf) -> None:
    with pytest.raises(Refused, match="part_damaged"):
        shelf.put(0, PHOTO[:PART_MIN], checksum="0" * 64)
    assert shelf.state().held == ()


@pytest.mark.parametrize(
    ("first", "size"),
    [
        (100, PART_MIN),
        (0, PART_MIN + 1),
        (0, PART_MIN - 1),
        (0, 0),
        (2 * PART_MIN, PART_MIN),
        (len(PHOTO), 5),
        (0, PART_MAX + 1),
        (-1, PART_MIN),
    ],
)
def test_a_part_of_another_size_or_beyond_the_end_is_refused(shelf: Shelf, first: int, size: int) -> None:
    with pytest.raises(Refused, match="bad_part"):
        shelf.put(first, b"x" * size)


def test_wrong_bytes_are_thrown_away_at_the_seal_and_may_come_again(shelf: Shelf) -> None:
    shelf.put(0, b"x" * PART_MIN)
    shelf.put_part(PART_MIN)
    shelf.put_part(2 * PART_MIN)
    with pytest.raises(Refused, match="blob_damaged"):
        shelf.seal()
    assert shelf.state() == BlobAnswer(sealed=False)
    for first in (0, PART_MIN, 2 * PART_MIN):
        shelf.put_part(first)
    assert shelf.seal().sealed and shelf.read() == PHOTO


def test_who_does_not_read_the_record_finds_nothing(shelf: Shelf) -> None:
    town = shelf.town
    for first in (0, PART_MIN, 2 * PART_MIN):
        shelf.put_part(first)
    shelf.seal()
    stranger = town.desk("zhao").member
    other = replace(shelf, desk=town.desk("zhao"))
    for attempt in (other.state, other.seal, other.read, lambda: other.put_part(0)):
        with pytest.raises(Refused, match="not_found"):
            attempt()
    with pytest.raises(Refused, match="not_found"):
        town.directory.blobs.state(stranger, shelf.sha256, new_id())
    colleague = replace(shelf, desk=town.desk("li"))
    assert colleague.read() == PHOTO


def test_a_hash_is_found_only_by_the_attachment_that_names_it(shelf: Shelf) -> None:
    for odd in (name_of(b"something else"), "..", "a" * 63, "A" * 64, "../" + "a" * 61):
        with pytest.raises(Refused, match="not_found"):
            shelf.blobs.state(shelf.who, odd, shelf.of)


def test_a_thumbnail_is_a_small_file_of_its_own(shelf: Shelf) -> None:
    small = replace(shelf, sha256=name_of(THUMB))
    with pytest.raises(Refused, match="bad_part"):
        small.put(5, THUMB[5:])
    with pytest.raises(Refused, match="bad_part"):
        small.put(0, b"x" * (THUMBNAIL_MAX + 1))
    small.put(0, THUMB)
    assert small.seal().sealed and small.read() == THUMB


def test_no_more_lies_here_than_is_of_use(shelf: Shelf) -> None:
    """Whoever sends parts of every size and place would fill the disk with one photo."""
    small = replace(shelf, sha256=name_of(THUMB))
    for size in range(1, 60):
        small.put(0, b"x" * size)
    for first in (0, PART_MIN):
        shelf.put_part(first)
    shelf.put_part(0, 2 * PART_MIN)
    shelf.put_part(PART_MIN)
    folder = shelf.blobs.folder or Path()
    held = {each.name: each.stat().st_size for each in folder.glob("??/*.parts/*")}
    assert held == {"0-59": 59, f"0-{PART_MIN}": PART_MIN, f"{PART_MIN}-{PART_MIN}": PART_MIN}


def test_what_a_process_left_that_died_goes(shelf: Shelf) -> None:
    """After the file had its name and before its parts went, or while they were joined."""
    for first in (0, PART_MIN, 2 * PART_MIN):
        shelf.put_part(first)
    shelf.seal()
    place = (shelf.blobs.folder or Path()) / shelf.sha256[:2]
    parts_left, half = place / f"{shelf.sha256}.parts", place / f".{shelf.sha256}.x.tmp"
    parts_left.mkdir()
    half.write_bytes(b"half of it")
    for age, stand in ((timedelta(days=13), True), (timedelta(days=15), False)):
        _leave(parts_left, age), _leave(half, age)
        shelf.blobs.sweep()
        assert (parts_left.exists(), half.exists()) == (stand, stand)
    assert shelf.read() == PHOTO


def test_a_deleted_attachment_takes_no_more_bytes(shelf: Shelf) -> None:
    entry = shelf.desk
    seq = shelf.town.row(shelf.of).seq
    (answer,) = entry.push(entry.op("del", "attachment", shelf.of, base=seq))
    assert answer.result == "ok"
    with pytest.raises(Refused, match="not_found"):
        shelf.put_part(0)


def test_bytes_go_a_month_after_their_last_attachment_was_deleted(shelf: Shelf) -> None:
    for first in (0, PART_MIN, 2 * PART_MIN):
        shelf.put_part(first)
    shelf.seal()
    folder = shelf.blobs.folder
    assert folder is not None
    final = folder / shelf.sha256[:2] / shelf.sha256
    again = file_photo(shelf.town, shelf.desk)
    for of in (shelf.of, again.of):
        assert shelf.blobs.sweep() == 0
        shelf.desk.push(shelf.desk.op("del", "attachment", of, base=shelf.town.row(of).seq))
        clock.stand_at(clock.now() + timedelta(days=29))
    assert shelf.blobs.sweep() == 0 and final.exists()
    clock.stand_at(clock.now() + timedelta(days=2))
    assert shelf.blobs.sweep() == 2 and not final.exists()  # the thumbnail's hash too


def test_bytes_go_though_all_that_named_them_goes_at_once(shelf: Shelf) -> None:
    """Nobody tidied for so long that the deletion itself is forgotten at the same time."""
    for first in (0, PART_MIN, 2 * PART_MIN):
        shelf.put_part(first)
    shelf.seal()
    shelf.desk.push(shelf.desk.op("del", "attachment", shelf.of, base=shelf.town.row(shelf.of).seq))
    for days in (0, 401):
        clock.stand_at(clock.now() + timedelta(days=days))
        shelf.desk.push(shelf.desk.visit(shelf.town.id_of(FIRM)))
    assert upkeep.tidy(shelf.town.directory).tombstones == 1
    assert not [each for each in (shelf.blobs.folder or Path()).rglob("*") if each.is_file()]
    clock.stand_at(clock.now() - timedelta(days=401))


def test_parts_of_a_file_never_sealed_go_after_a_fortnight_and_may_come_again(shelf: Shelf) -> None:
    shelf.put_part(0)
    folder = (shelf.blobs.folder or Path()) / shelf.sha256[:2] / (shelf.sha256 + ".parts")
    _leave(folder, timedelta(days=13))
    assert shelf.blobs.sweep() == 0 and shelf.state().held == ((0, PART_MIN),)
    _leave(folder, timedelta(days=15))
    assert shelf.blobs.sweep() == 1 and not folder.exists()
    assert count_of(shelf) == 0, "the account is charged for it no more"
    for first in (0, PART_MIN, 2 * PART_MIN):
        shelf.put_part(first)
    assert shelf.seal().sealed and shelf.read() == PHOTO
    folder.mkdir()
    _leave(folder, timedelta(days=15))
    assert shelf.blobs.sweep() == 0 and count_of(shelf) == 1, "what is whole stays"


def _leave(folder: Path, age: timedelta) -> None:
    """Let the last part have come so long ago."""
    then = (clock.now() - age).timestamp()
    os.utime(folder, (then, then))


def count_of(shelf: Shelf) -> int:
    query = select(func.count()).select_from(blob)
    return int(shelf.town.directory.lines.read(lambda c: c.execute(query).scalar_one()))


def test_a_full_disk_keeps_room_for_the_database(shelf: Shelf) -> None:
    tight = Blobs(shelf.town.directory.lines, shelf.blobs.folder, room=lambda _folder: blobs.ROOM_LEFT + PART_MIN - 1)
    with pytest.raises(DiskTrouble, match="disk_full"):
        tight.put(shelf.who, shelf.sha256, shelf.of, 0, PHOTO[:PART_MIN], name_of(PHOTO[:PART_MIN]))
    assert shelf.state().held == ()


def test_an_account_brings_so_much_and_no_more(shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(blobs, "QUOTA", len(PHOTO) + 1)
    shelf.put_part(0)
    shelf.put_part(PART_MIN)
    more = file_photo(shelf.town, shelf.desk, b"y" * 100)
    with pytest.raises(Refused, match="blob_quota"):
        more.put(0, b"y" * 100)


def test_a_write_that_was_cut_leaves_no_part(shelf: Shelf) -> None:
    shelf.put_part(0)
    folder = (shelf.blobs.folder or Path()) / shelf.sha256[:2] / (shelf.sha256 + ".parts")
    (folder / f".{PART_MIN}-{PART_MIN}.abc.tmp").write_bytes(b"half of it")
    assert shelf.state().held == ((0, PART_MIN),)
    for first in (PART_MIN, 2 * PART_MIN):
        shelf.put_part(first)
    assert shelf.seal().sealed and not folder.exists()


def test_a_directory_on_another_database_says_when_nobody_named_a_folder(shelf: Shelf) -> None:
    homeless = Blobs(shelf.town.directory.lines, None)
    with pytest.raises(Refused, match="no_files_folder"):
        homeless.state(shelf.who, shelf.sha256, shelf.of)


def test_the_folder_lies_beside_the_file(tmp_path: Path) -> None:
    directory = Directory.open(tmp_path / "data")
    assert directory.blobs.folder == tmp_path / "data" / "directory.files"
    assert not directory.blobs.folder.exists()
    directory.close()


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(order=st.lists(st.sampled_from(range(6)), min_size=0, max_size=12), data=st.data())
def test_parts_in_any_order_and_repeated_give_the_same_hash(
    tmp_path_factory: pytest.TempPathFactory, shelf: Shelf, order: list[int], data: st.DataObject
) -> None:
    shelf.blobs.folder = tmp_path_factory.mktemp("empty")
    cuts = [(0, PART_MIN), (PART_MIN, PART_MIN), (0, 2 * PART_MIN), (2 * PART_MIN, 11), (PART_MIN, PART_MIN + 11)]
    cuts.append((0, len(PHOTO)))
    for at in order:
        shelf.put_part(*cuts[at])
    left = list(parts(shelf.state().held, len(PHOTO), data.draw(st.sampled_from((PART_MIN, PART_MAX)))))
    for first, size in data.draw(st.permutations(left)):
        shelf.put_part(first, size)
    assert missing(shelf.state().held, len(PHOTO)) == ()
    assert shelf.seal().sealed and name_of(shelf.read()) == shelf.sha256


def test_a_file_is_readable_by_the_directorys_user_alone(shelf: Shelf) -> None:
    for first in (0, PART_MIN, 2 * PART_MIN):
        shelf.put_part(first)
    shelf.seal()
    assert shelf.blobs.folder is not None
    final = shelf.blobs.folder / shelf.sha256[:2] / shelf.sha256
    if os.name == "posix":
        assert final.stat().st_mode & 0o077 == 0
