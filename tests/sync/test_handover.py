"""换岗交接: a desk's work goes to the successor, and the old desk keeps its receipts, never earlier than it may."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from sqlalchemy import select, text

from sscs_desktop.base import clock
from sscs_desktop.base.errors import LoginNeeded, Refused
from sscs_desktop.base.ids import new_id
from sscs_desktop.domain.enterprise import Enterprise
from sscs_desktop.domain.livelihood import Livelihood
from sscs_desktop.server import parcels
from sscs_desktop.store import cards, drafts, handing, outbox, owed_cards, report, search, tables
from sscs_desktop.sync import handover
from sscs_desktop.sync import parcel as by_file
from tests.sync.acts import (
    building_profile,
    edit_profile,
    file_issue,
    filed_visits,
    names,
    save,
    visit_of,
    visit_on,
    waiting,
)
from tests.sync.county import County, Desk
from tests.sync.handing import (
    KEPT,
    close,
    counts,
    drafts_on,
    handed,
    left_draft,
    package,
    take,
)


def test_the_successor_takes_over_and_the_old_desk_keeps_receipts_only(
    county: County, old: Desk, new: Desk, firm: Enterprise
) -> None:
    sent = save(old, visit_of(old, firm))
    old.round()
    unsent = save(old, visit_of(old, firm, situation="还没有报上去", next_contact_on=date(2018, 10, 12)))
    problem = file_issue(old, firm, visit_id=unsent.id)
    left_draft(old)
    old.line.is_down = True
    taken = take(new, package(old))
    assert drafts_on(new) == [("没写完的走访", old.store.account.user_name)]
    assert [(each.name, each.on) for each in taken.contents.promises] == [(firm.name, date(2018, 10, 12))]
    listed = {(each.kind, each.id, each.subject) for each in taken.contents.records}
    assert listed == {("visit", v.id, firm.name) for v in (sent, unsent)} | {("issue", problem.id, firm.name)}
    new.round()
    assert county.data(unsent.id)["author_id"] == old.store.account.user_id
    assert visit_on(new, unsent.id) is not None and handed(new).settled_at is not None
    assert waiting(old) == 2  # it knows nothing of this yet
    with old.store.write() as session:
        owed_cards.begin(session, [cards.feedback_card(session, firm.id, today=clock.today()).card])
    (kept,) = handover.receipts(new.store)
    (old.path.with_name("backups")).mkdir()
    (old.path.with_name("backups") / "before-upgrade.db").write_bytes(b"all of it")
    assert close(old, kept.answer) == 3
    assert set(counts(old)) <= KEPT and names(old) == set() and not any(old.path.with_name("backups").iterdir())
    with old.store.read() as session:
        assert report.unproven(session) == (3, ()) and handing.listing(session)[0].person == "干部li"
        said = session.all(select(tables.sync_journal.c.fields, tables.sync_journal.c.args))
        assert len(said) == 3 and not any(row["fields"] or row["args"] for row in said)
        assert search.find(session, firm.name[:4]) == () and not _indexed(session)
        assert owed_cards.count(session) == 0


def _indexed(session: Any) -> bool:
    words = {"words": '"河 北"'}
    return bool(session.run(text("SELECT rowid FROM search_text WHERE search_text MATCH :words"), words).all())


def test_an_old_desk_with_network_learns_of_it_in_a_round(old: Desk, new: Desk, firm: Enterprise) -> None:
    save(old, visit_of(old, firm))
    take(new, package(old))
    old.round()
    with pytest.raises(Refused, match="handover_not_taken"):
        close(old)
    new.round()
    old.round()
    assert handed(old).person == "干部li" and close(old) == 1
    with pytest.raises(LoginNeeded, match="handed_over"):
        old.round()
    who = old.store.account
    mine = {"author_id": who.user_id, "author_name": who.user_name, "unit_id": who.unit_id}
    matter = Livelihood(id=new_id(), name="修路", **mine)
    with pytest.raises(Refused, match="handed_over"), old.store.write() as session:
        outbox.save_record(session, "livelihood", matter, None)


def test_what_was_sent_online_and_handed_over_is_filed_once(
    county: County, old: Desk, new: Desk, firm: Enterprise
) -> None:
    typed = save(old, visit_of(old, firm))
    taken = package(old)
    old.round()
    take(new, taken)
    new.round()
    old.round()
    assert filed_visits(county) == [typed.id] and close(old) == 1


def test_nothing_is_cleared_before_the_directory_vouches_for_all(old: Desk, new: Desk, firm: Enterprise) -> None:
    save(old, visit_of(old, firm))
    old.line.is_down = True
    take(new, package(old))
    new.round()
    late = save(old, visit_of(old, firm, situation="交接以后记的"))
    before = counts(old)
    with pytest.raises(Refused) as told:
        close(old, handover.receipts(new.store)[0].answer)
    assert (told.value.code, told.value.data["left"]) == ("handover_unvouched", 1)
    assert counts(old)["visit"] == before["visit"] == 2 and visit_on(old, late.id) == late
    old.line.is_down = False
    old.round()
    assert close(old) == 2


def test_a_receipt_that_proves_nothing_vouches_for_nothing(old: Desk, new: Desk, firm: Enterprise) -> None:
    save(old, visit_of(old, firm))
    take(new, package(old))
    new.round(), old.round()
    with old.store.write() as session:
        kept = session.one(select(tables.sync_receipt))
        assert kept is not None
        forged = {**kept["receipt"], "signature": "00" * 64}
        session.run(tables.sync_receipt.update().values(receipt=forged))
    with pytest.raises(Refused, match="handover_unvouched"):
        close(old)


def test_a_picture_that_is_not_yet_at_the_directory_is_not_cleared(old: Desk, new: Desk, firm: Enterprise) -> None:
    from sscs_desktop.store import blobs

    take(new, package(old))
    new.round(), old.round()
    with old.store.write() as session:
        values = dict.fromkeys(("file", "key", "error"), "")
        row = {"sha256": "a" * 64, "size": 9, "media_type": "image/jpeg", "state": blobs.WAITING, "sent": 0}
        session.run(tables.sync_blob.insert().values(**row, **values, added_at=firm_day()))
    with pytest.raises(Refused, match="handover_unvouched"):
        close(old)


def firm_day() -> Any:
    from sscs_desktop.base import clock

    return clock.now()


def test_a_draft_that_is_in_no_package_keeps_the_old_desk_as_it_is(old: Desk, new: Desk) -> None:
    left_draft(old)
    take(new, package(old))
    new.round(), old.round()
    left_draft(old, "交接以后写的", key="0199-b")
    with pytest.raises(Refused) as told:
        close(old)
    assert (told.value.code, told.value.data["left"]) == ("handover_more", 1) and len(drafts_on(old)) == 2
    take(new, package(old, "第二次"))
    new.round(), old.round()
    close(old)
    assert sorted(words for words, _ in drafts_on(new)) == sorted(["没写完的走访", "没写完的走访", "交接以后写的"])


def test_a_draft_written_on_after_the_package_counts_as_another(old: Desk, new: Desk) -> None:
    from sscs_desktop.base import clock

    left_draft(old)
    take(new, package(old))
    new.round(), old.round()
    clock.stand_at(clock.now().replace(hour=23))
    left_draft(old, "又写了一句")
    with pytest.raises(Refused, match="handover_more"):
        close(old)


def test_what_the_directory_refuses_of_the_unsent_comes_back_as_a_draft_and_is_not_lost(
    county: County, old: Desk, new: Desk, firm: Enterprise
) -> None:
    save(old, visit_of(old, firm, situation="已经转走的企业"))
    old.line.is_down = True
    take(new, package(old))
    county.reassign(firm, county.other)
    new.round()
    with pytest.raises(Refused, match="handover_more"):
        close(old, handover.receipts(new.store)[0].answer)
    with old.store.read() as session:
        assert [each.data["situation"] for each in drafts.listing(session)] == ["已经转走的企业"]


def test_an_open_conflict_is_decided_before_anything_is_handed_over(
    county: County, old: Desk, new: Desk, firm: Enterprise
) -> None:
    kept = building_profile(old, firm, remark="初")
    old.round(), new.round()
    edit_profile(new, kept.id, remark="李写的")
    edit_profile(old, kept.id, remark="王写的")
    new.round(), old.round()
    with pytest.raises(Refused, match="handover_undecided"):
        package(old)
    assert handing_count(old) == 0


def handing_count(desk: Desk) -> int:
    with desk.store.read() as session:
        return len(handing.listing(session))


def test_a_successor_without_network_carries_it_in_his_own_parcel(
    county: County, old: Desk, new: Desk, firm: Enterprise
) -> None:
    typed = save(old, visit_of(old, firm))
    old.line.is_down = new.line.is_down = True
    take(new, package(old))
    mine = save(new, visit_of(new, firm, situation="接手的人自己的"))
    found = by_file.take_in(new.store, parcels.take(county.directory.lines, by_file.pack(new.store)).answer)
    assert found.sent == 1 and sorted(filed_visits(county)) == sorted([typed.id, mine.id])
    assert close(old, handover.receipts(new.store)[0].answer) == 1


def test_a_desk_handed_over_begins_again_on_its_old_chain(
    county: County, old: Desk, new: Desk, firm: Enterprise
) -> None:
    save(old, visit_of(old, firm))
    take(new, package(old))
    new.round(), old.round()
    close(old)
    handover.begin_again(old.store)
    old.round()
    assert names(old) == {firm.name}
    again = save(old, visit_of(old, firm, situation="重新开始"))
    old.round()
    assert again.id in filed_visits(county) and waiting(old) == 0
    with old.store.read() as session:
        assert report.unproven(session) == (2, ()) and outbox.waiting(session) == 0


def test_a_handed_over_draft_goes_on_beside_the_successors_own(old: Desk, new: Desk) -> None:
    left_draft(new, "自己的")
    left_draft(old, "前任的")
    take(new, package(old))
    assert sorted(drafts_on(new)) == sorted([("自己的", ""), ("前任的", "干部wang")])
    with new.store.read() as session:
        theirs = next(each for each in drafts.listing(session) if each.giver)
    with new.store.write() as session:
        drafts.save(session, theirs.form, theirs.key, {**theirs.data, "situation": "接着写"})
    assert ("接着写", "干部wang") in drafts_on(new)
