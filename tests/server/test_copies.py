"""Backups hold what is attached: one folder beside them all, mended from there when a copy is put back."""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from sscs_desktop import cli
from sscs_desktop.base import files
from sscs_desktop.base.errors import DiskTrouble
from sscs_desktop.server import admin, copies, upkeep
from sscs_desktop.server.copies import Copied
from tests.server.people import Town
from tests.server.shelf import PHOTO, THUMB, Shelf, file_photo


def lay(folder: Path, content: bytes) -> Path:
    """Put a whole file where its hash says."""
    name = hashlib.sha256(content).hexdigest()
    place = folder / name[:2] / name
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_bytes(content)
    return place


def names(folder: Path) -> set[str]:
    return {each.name for each in folder.rglob("*") if each.is_file()}


@pytest.fixture
def photographed(small_town: Town) -> Shelf:
    """A photo whose bytes have all come and whose thumbnail's have not."""
    shelf = file_photo(small_town, small_town.desk("wang"))
    shelf.put(0, PHOTO)
    shelf.seal()
    shelf.blobs.put(shelf.who, hashlib.sha256(THUMB).hexdigest(), shelf.of, 0, THUMB, hashlib.sha256(THUMB).hexdigest())
    return shelf


def test_a_backup_holds_what_is_attached_and_the_next_one_only_adds(photographed: Shelf, tmp_path: Path) -> None:
    vault = tmp_path / "vault"
    vault.mkdir()
    directory = photographed.town.directory
    assert admin.backup(directory, vault / "monday.db") == Copied(fresh=1)
    assert names(vault / copies.FOLDER) == {photographed.sha256}, "parts that were never sealed are sent again"
    more = file_photo(photographed.town, photographed.desk, b"%PDF-1.4 more")
    more.put(0, b"%PDF-1.4 more")
    more.seal()
    assert admin.backup(directory, vault / "tuesday.db") == Copied(fresh=1, stood=1)
    if os.name == "posix":
        assert all(each.stat().st_mode & 0o077 == 0 for each in (vault / copies.FOLDER).rglob("*"))


def test_a_backup_that_cannot_hold_what_is_attached_is_none(photographed: Shelf, tmp_path: Path) -> None:
    vault = tmp_path / "vault"
    vault.mkdir()
    (vault / copies.FOLDER).write_bytes(b"somebody's file of that name")
    with pytest.raises(DiskTrouble):
        admin.backup(photographed.town.directory, vault / "copy.db")
    assert names(vault) == {copies.FOLDER}
    (vault / copies.FOLDER).unlink()
    assert admin.backup(photographed.town.directory, vault / "copy.db") == Copied(fresh=1)


def test_a_copy_put_back_brings_the_photos_with_it(photographed: Shelf, tmp_path: Path) -> None:
    vault = tmp_path / "vault"
    vault.mkdir()
    admin.backup(photographed.town.directory, vault / "copy.db")
    place = tmp_path / "new machine"
    place.mkdir()
    done = upkeep.restore(place / "directory.db", vault / "copy.db")
    assert done.files == Copied(fresh=1)
    restored = photographed.blobs
    restored.folder = place / "directory.files"
    assert photographed.read() == PHOTO


def test_what_stands_is_read_and_what_is_damaged_there_is_mended(tmp_path: Path) -> None:
    here, there = tmp_path / "here", tmp_path / "there"
    good, bad = lay(here, b"one"), lay(here, b"two")
    shutil.copytree(here, there)
    bad.write_bytes(b"2wo")
    assert copies.bring(there, here) == Copied(stood=2), "a daily copy looks at sizes only"
    assert copies.mend(there, here) == Copied(fresh=1, stood=1)
    assert (good.read_bytes(), bad.read_bytes()) == (b"one", b"two")


def test_a_damaged_file_is_counted_and_never_taken_for_a_copy(tmp_path: Path) -> None:
    here, there = tmp_path / "here", tmp_path / "there"
    lay(here, b"one")
    lay(here, b"two").write_bytes(b"cut")
    assert copies.bring(here, there) == Copied(fresh=1, damaged=(hashlib.sha256(b"two").hexdigest(),))
    assert names(there) == {hashlib.sha256(b"one").hexdigest()}


def test_what_is_damaged_in_both_is_set_aside_and_all_else_is_counted_whole(tmp_path: Path) -> None:
    """Also where the copy lies in the directory's own folder, and nothing is copied."""
    here, there = tmp_path / "here", tmp_path / "there"
    for folder in (here, there):
        lay(folder, b"one")
        lay(folder, b"two").write_bytes(b"2wo")
    lost = hashlib.sha256(b"two").hexdigest()
    assert copies.mend(there, here) == Copied(stood=1, damaged=(lost,))
    assert names(here) == {hashlib.sha256(b"one").hexdigest(), lost + copies.DAMAGED}
    assert copies.mend(here, here) == Copied(stood=1)
    assert lost in names(there), "a backup is never changed"


def test_a_disk_that_does_not_keep_what_is_written_is_not_taken_for_a_damaged_photo(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = tmp_path / "here"
    lay(here, b"one")
    monkeypatch.setattr(shutil, "copyfileobj", lambda original, copy, size: copy.write(b"0ne"))
    with pytest.raises(DiskTrouble, match="disk_error"):
        copies.bring(here, tmp_path / "there")


def test_a_photo_that_goes_while_the_others_are_copied_stops_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = tmp_path / "here"
    gone, sealed = lay(here, b"one"), copies._sealed
    lay(here, b"two")

    def tidied(folder: Path) -> Iterator[Path]:
        for file in sealed(folder):
            gone.unlink(missing_ok=True)
            yield file

    monkeypatch.setattr(copies, "_sealed", tidied)
    assert copies.bring(here, tmp_path / "there") == Copied(fresh=1)


def test_a_photo_found_damaged_is_mended_by_the_desk_that_attaches_it_again(
    photographed: Shelf, tmp_path: Path
) -> None:
    """Else the county would say for ever that it has it."""
    assert photographed.blobs.folder is not None
    place = photographed.blobs.folder / photographed.sha256[:2] / photographed.sha256
    place.write_bytes(b"nonsense")
    vault = tmp_path / "vault"
    vault.mkdir()
    assert admin.backup(photographed.town.directory, vault / "a.db").damaged == (photographed.sha256,)
    assert not photographed.state().sealed
    photographed.put(0, PHOTO)
    assert photographed.seal().sealed and photographed.read() == PHOTO


def test_a_photo_found_damaged_is_mended_from_an_earlier_backup(
    photographed: Shelf, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert photographed.blobs.folder is not None
    vault = tmp_path / "vault"
    vault.mkdir()
    admin.backup(photographed.town.directory, vault / "a.db")
    (photographed.blobs.folder / photographed.sha256[:2] / photographed.sha256).write_bytes(b"nonsense")
    assert cli.main(["admin", "--data", str(tmp_path), "backup", "--out", str(vault / "b.db")]) == 0
    assert "有 1 个附件内容已损坏，已用先前的备份补好" in capsys.readouterr().out
    assert photographed.read() == PHOTO
    assert admin.backup(photographed.town.directory, vault / "c.db") == Copied(stood=1)


def test_a_copy_that_was_cut_short_goes_on_where_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    here, there = tmp_path / "here", tmp_path / "there"
    for content in (b"one", b"two", b"three"):
        lay(here, content)
    synced = 0

    def full(_folder: Path) -> None:
        nonlocal synced
        synced += 1
        if synced == 2:
            raise OSError(28, "No space left on device")

    monkeypatch.setattr(copies, "sync_folder", full)
    with pytest.raises(DiskTrouble, match="disk_full"):
        copies.bring(here, there)
    monkeypatch.setattr(copies, "sync_folder", files.sync_folder)
    assert copies.bring(here, there) == Copied(fresh=1, stood=2)
    assert names(there) == names(here)


def test_the_clerk_is_told_of_the_photos(
    photographed: Shelf, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """In the words of the command, and that a copy in the directory's own folder has none of its own."""
    place, vault = tmp_path, tmp_path / "vault"
    vault.mkdir()
    command = ["admin", "--data", str(place), "backup", "--out"]
    assert cli.main([*command, str(vault / "a.db")]) == 0
    assert "附件新抄 1 个" in capsys.readouterr().out
    assert cli.main([*command, str(place / "b.db")]) == 0
    assert "没有另抄" in capsys.readouterr().out
    shutil.rmtree(place / "directory.files")
    photographed.town.directory.close()
    assert cli.main(["admin", "--data", str(place), "restore", str(vault / "a.db")]) == 0
    assert "补回 1 个" in capsys.readouterr().out
    assert photographed.read() == PHOTO
