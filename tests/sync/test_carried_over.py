"""Attached files behind a hand-over: they change hands with the work, and are lost in none."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, replace
from datetime import timedelta
from pathlib import Path

import pytest

from sscs_desktop.base import clock
from sscs_desktop.base.errors import Diverged, Refused, Unreadable
from sscs_desktop.domain.enterprise import Enterprise
from sscs_desktop.server import blobs as server_blobs
from sscs_desktop.store import attachments, blobs, drafts
from sscs_desktop.store.blobs import WAITING
from sscs_desktop.sync import handover
from sscs_desktop.sync.attachment_lane import AttachmentLane, LaneReport
from tests.sync.county import County, Desk
from tests.sync.handing import PASSPHRASE
from tests.sync.photos import CONTENT, CONTRACT, PHOTO, attach, in_the_county, lines, states

pytestmark = pytest.mark.proof

OpenDesk = Callable[..., Desk]


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
