"""Attachments on the desk: encrypted beside the file, queued in order, kept as long as they are needed."""

from __future__ import annotations

import os
from dataclasses import asdict
from datetime import timedelta

import pytest
from sqlalchemy import select

from sscs_desktop.base import clock
from sscs_desktop.base.errors import Invalid, Refused, Unreadable
from sscs_desktop.domain.enterprise import Enterprise
from sscs_desktop.domain.visit import JPEG, PDF, Attachment
from sscs_desktop.store import attachments, blobs, drafts, heal, outbox
from sscs_desktop.store.attachments import Held, Prepared
from sscs_desktop.store.blobs import Blob
from sscs_desktop.store.store import Store
from sscs_desktop.store.tables import RECORDS
from sscs_desktop.wire.messages import HealAnswer
from tests.store import building
from tests.store.building import Feed
from tests.store.photos import PHOTO, answered, attach, blob, errands, known, line, note, typed_visit

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
