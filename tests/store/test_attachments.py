"""Attachments on the desk: encrypted beside the file, queued in order, kept as long as they are needed."""

from __future__ import annotations

import os
from dataclasses import asdict
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from sscs_desktop.base import clock, sealed
from sscs_desktop.base.errors import DiskTrouble, Invalid, Refused, Unreadable
from sscs_desktop.domain.enterprise import Enterprise
from sscs_desktop.domain.visit import JPEG, PDF, Attachment
from sscs_desktop.store import attachments, blobs, drafts, heal, outbox, visits
from sscs_desktop.store.attachments import Held, Prepared
from sscs_desktop.store.blobs import Blob
from sscs_desktop.store.store import Store
from sscs_desktop.store.tables import RECORDS
from sscs_desktop.wire.messages import HealAnswer
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


# --- at rest --------------------------------------------------------------------------------------------------


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


# --- the queue ------------------------------------------------------------------------------------------------


def test_bytes_wait_until_the_record_is_filed_thumbnails_first(store: Store, feed: Feed, firm: Enterprise) -> None:
    visit_id = typed_visit(store, firm)
    held = attach(store, visit_id)
    assert errands(store) == []
    assert [op.kind for op in building.due(store)] == ["visit", "attachment"]
    answered(store, feed)
    assert errands(store) == [(held.thumbnail, True), (held.sha256, False)]
    assert not line(store, visit_id).is_stored and line(store, visit_id).is_here


def test_what_is_deleted_before_it_was_sent_is_never_sent(store: Store, feed: Feed, firm: Enterprise) -> None:
    visit_id = typed_visit(store, firm)
    held = attach(store, visit_id)
    answered(store, feed)
    with store.write() as session:
        attachments.remove(session, line(store, visit_id).record.id)
    assert errands(store) == []
    with store.read() as session:
        assert attachments.of(session, visit_id) == ()
    answered(store, feed)
    building.pull(store, feed.page(feed.leave("attachment", _only_attachment(store), "gone")))
    clock.stand_at(clock.now() + timedelta(days=2))
    assert blobs.sweep(store) == 2
    assert blob(store, held.sha256) is None and [f for f in store.files.iterdir() if f.is_file()] == []


def _only_attachment(store: Store) -> str:
    with store.read() as session:
        return str(session.scalar(select(RECORDS["attachment"].c.id)))


def test_a_record_the_rules_do_not_know_is_not_written(store: Store, firm: Enterprise) -> None:
    visit_id = typed_visit(store, firm)
    held = Held(sha256="a" * 64, name="setup.exe", media_type="application/x-msdownload", size=5)
    with pytest.raises(Invalid), store.write() as session:
        attachments.add(session, held, visit_id=visit_id)
    with store.read() as session:
        assert attachments.of(session, visit_id) == ()


def test_what_the_directory_did_not_take_is_offered_again_hours_later(
    store: Store, feed: Feed, firm: Enterprise
) -> None:
    visit_id = typed_visit(store, firm)
    held = attach(store, visit_id, Prepared(name="合同.pdf", media_type=PDF, content=b"%PDF-1.4"))
    answered(store, feed)
    with store.write("sync") as session:
        blobs.refused(session, held.sha256, "blob_quota")
    assert errands(store) == []
    clock.stand_at(clock.now() + blobs.AGAIN_AFTER + timedelta(minutes=1))
    assert errands(store) == [(held.sha256, False)]


def colleagues(store: Store, feed: Feed, firm: Enterprise) -> Attachment:
    """An attachment of a colleague, as the feed brings it: its bytes are not here."""
    visit = building.visit(firm, author_id="p-li", author_name="李秀英")
    photo = Attachment(
        id="t-1",
        visit_id=visit.id,
        sha256="a" * 64,
        name="车间.jpg",
        media_type=JPEG,
        size=1000,
        thumbnail="b" * 64,
        author_id="p-li",
        added_at=building.NOON,
    )
    parent = feed.put("visit", visit, parent=firm.id)
    building.pull(store, feed.page(parent, feed.put("attachment", photo, parent=visit.id)))
    return photo


def test_a_colleagues_picture_is_asked_for_when_it_is_opened(store: Store, feed: Feed, firm: Enterprise) -> None:
    photo = colleagues(store, feed, firm)
    assert photo.visit_id is not None
    shown = line(store, photo.visit_id)
    assert not shown.is_here and shown.is_stored and not shown.may_delete
    with pytest.raises(Refused, match="attachment_away"):
        blobs.content(store, photo.sha256)
    with store.read() as session:
        lacking = attachments.without_thumbnail(session)
        assert [a.id for a in lacking] == [photo.id] and attachments.downloads(session) == ()
    with store.write() as session:
        attachments.want(session, photo)
        attachments.want_thumbnails(session, lacking)
    with store.read() as session:
        wanted = [(e.blob.sha256, e.is_thumbnail) for e in attachments.downloads(session)]
    assert wanted == [(photo.thumbnail, True), (photo.sha256, False)]
    with pytest.raises(Refused, match="not_author"), store.write() as session:
        attachments.remove(session, photo.id)


def test_what_the_directory_does_not_have_yet_is_asked_for_later_or_when_opened_again(
    store: Store, feed: Feed, firm: Enterprise
) -> None:
    photo = colleagues(store, feed, firm)
    with store.write() as session:
        attachments.want(session, photo)
        blobs.not_there(session, photo.sha256, "not_found")
    with store.read() as session:
        assert attachments.downloads(session) == ()
    with store.write() as session:
        attachments.want(session, photo)
    with store.read() as session:
        assert len(attachments.downloads(session)) == 1


# --- how long they stay ---------------------------------------------------------------------------------------


def test_originals_stay_ninety_days_after_the_directory_stored_them(store: Store, feed: Feed, firm: Enterprise) -> None:
    held = attach(store, typed_visit(store, firm))
    answered(store, feed)
    assert blobs.sweep(store) == 0
    note(store, held.sha256, state=blobs.STORED, stored_at=clock.now())
    note(store, held.thumbnail, state=blobs.STORED, stored_at=clock.now())
    clock.stand_at(clock.now() + timedelta(days=89))
    assert blobs.sweep(store) == 0
    clock.stand_at(clock.now() + timedelta(days=2))
    assert blobs.sweep(store) == 1
    assert blob(store, held.sha256) is None and blobs.content(store, held.thumbnail) == PHOTO.thumbnail


def test_a_full_disk_gives_up_copies_and_never_what_is_only_here(
    store: Store, feed: Feed, firm: Enterprise, monkeypatch: pytest.MonkeyPatch
) -> None:
    visit_id = typed_visit(store, firm)
    stored, unsent = attach(store, visit_id), attach(store, visit_id, Prepared(name="b", media_type=PDF, content=b"b"))
    note(store, stored.sha256, state=blobs.STORED, stored_at=clock.now())
    monkeypatch.setattr(blobs, "ROOM_LEFT", 1 << 60)
    assert blobs.sweep(store) == 1
    assert blob(store, stored.sha256) is None and blobs.content(store, unsent.sha256) == b"b"


def test_a_picture_in_a_draft_stays_and_one_that_nobody_names_goes(store: Store) -> None:
    drafted = attachments.hold(store, PHOTO)
    dropped = attachments.hold(store, Prepared(name="b", media_type=PDF, content=b"b"))
    with store.write() as session:
        drafts.save(session, "visit", "v", {"attachments": [asdict(drafted)]})
    assert blobs.sweep(store) == 0
    clock.stand_at(clock.now() + timedelta(days=2))
    assert blobs.sweep(store) == 1
    assert blob(store, dropped.sha256) is None
    assert blobs.content(store, drafted.sha256) == PHOTO.content


def test_bytes_go_with_the_record_that_leaves(store: Store, feed: Feed, firm: Enterprise) -> None:
    photo = colleagues(store, feed, firm)
    attachments.hold(store, Prepared(name="x", media_type=JPEG, content=b"x"))
    with store.write("sync") as session:
        attachments.want(session, photo)
        blobs.note(session, photo.sha256, state=blobs.STORED, stored_at=clock.now())
    assert photo.visit_id is not None
    building.pull(store, feed.page(feed.leave("attachment", photo.id), feed.leave("visit", photo.visit_id)))
    assert blobs.sweep(store) == 1
    assert blob(store, photo.sha256) is None


def test_a_download_that_never_ended_goes_after_a_month_unless_it_is_asked_for_again(
    store: Store, feed: Feed, firm: Enterprise
) -> None:
    photo = colleagues(store, feed, firm)
    for _ in range(2):
        with store.write() as session:
            attachments.want(session, photo)
        place = blobs.folder_for(store, known(store, photo.sha256))
        place.write_bytes(b"the first half")
        clock.stand_at(clock.now() + timedelta(days=29))
        assert blobs.sweep(store) == 0 and place.exists()
    clock.stand_at(clock.now() + timedelta(days=2))
    assert blobs.sweep(store) == 1 and not place.exists()
    assert photo.visit_id is not None and not line(store, photo.visit_id).is_here


def test_an_encrypted_file_without_its_row_is_swept_once_it_is_old(store: Store) -> None:
    attachments.hold(store, PHOTO)
    stray, fresh = store.files / ("0" * 32), store.files / ("1" * 32)
    for file in (stray, fresh):
        file.write_bytes(b"no key")
    past = stray.stat().st_mtime - 3 * 86_400
    os.utime(stray, (past, past))
    blobs.sweep(store)
    assert not stray.exists() and fresh.exists() and len(list(store.files.iterdir())) == 3


def test_after_a_heal_the_directory_is_asked_for_every_file_that_is_here(
    store: Store, feed: Feed, firm: Enterprise
) -> None:
    held = attach(store, typed_visit(store, firm))
    answered(store, feed)
    note(store, held.sha256, state=blobs.STORED, stored_at=clock.now())
    with store.write("sync") as session:
        heal.apply(session, HealAnswer(fork=(0, 0), known=(), head=(0, 0), scopes=(), epoch="e"))
    assert known(store, held.sha256).state == blobs.WAITING
    with store.read() as session:
        assert outbox.waiting(session) == 2


def test_a_picture_picked_again_stays_for_the_form_it_was_picked_for(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Yesterday's form was thrown away; whoever tidies just then has read the file's row already."""
    held = attachments.hold(store, PHOTO)
    clock.stand_at(clock.now() + timedelta(days=2))
    forget = blobs._forget

    def picked_meanwhile(store: Store, gone: list[Blob]) -> None:
        attachments.hold(store, PHOTO)
        forget(store, gone)

    monkeypatch.setattr(blobs, "_forget", picked_meanwhile)
    blobs.sweep(store)
    monkeypatch.undo()
    clock.stand_at(clock.now() + timedelta(hours=23))
    assert blobs.sweep(store) == 0
    assert (blobs.content(store, held.sha256), blobs.content(store, held.thumbnail)) == (
        PHOTO.content,
        PHOTO.thumbnail,
    )


def test_a_picture_attached_again_mends_the_damaged_one_here(store: Store) -> None:
    held = attachments.hold(store, PHOTO)
    blobs.path_of(store, known(store, held.sha256)).write_bytes(b"nonsense")
    with pytest.raises(Unreadable):
        blobs.content(store, held.sha256)
    attachments.hold(store, PHOTO)
    assert blobs.content(store, held.sha256) == PHOTO.content and known(store, held.sha256).state == blobs.WAITING


def test_a_picture_attached_again_is_asked_for_at_the_directory(store: Store, feed: Feed, firm: Enterprise) -> None:
    """It may have lost the first one, whatever it said then."""
    visit_id = typed_visit(store, firm)
    held = attach(store, visit_id)
    answered(store, feed)
    for sha256 in (held.sha256, held.thumbnail):
        note(store, sha256, state=blobs.STORED, stored_at=clock.now())
    assert errands(store) == []
    attachments.hold(store, PHOTO)
    assert {sha256 for sha256, _ in errands(store)} == {held.sha256, held.thumbnail}
