"""A conflict says what was before, mine, theirs, whose and when; the value that lost stays readable."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from sscs_desktop.domain.enterprise import Enterprise
from sscs_desktop.store import conflicts, drafts, enterprises, report, visits
from sscs_desktop.store.conflicts import Conflict
from tests.sync.acts import building_profile, edit_profile, save, visit_of
from tests.sync.county import County, Desk
from tests.sync.test_kept_once import keep, profile_on

OpenDesk = Callable[..., Desk]


@pytest.fixture
def disagreed(county: County, open_desk: OpenDesk, firm: Enterprise) -> tuple[Desk, Desk]:
    """王 and 李 both changed a remark that both had seen; 李 came second."""
    wang, li = open_desk("wang"), open_desk("li")
    wang.round()
    keep(wang, firm, remark="初")
    wang.round()
    li.round()
    id = profile_on(li, firm).id
    edit_profile(wang, id, remark="王的")
    edit_profile(li, id, remark="李的", quiet_days="周五")
    wang.round()
    li.round()
    return wang, li


def asked(desk: Desk) -> Conflict:
    with desk.store.read() as session:
        (found,) = conflicts.listing(session)
        return found


def lost(desk: Desk, firm: Enterprise) -> list[tuple[str, tuple[tuple[str, object], ...]]]:
    with desk.store.read() as session:
        (past,) = conflicts.history(session, enterprises.hanging_on(session, firm.id))
        assert conflicts.listing(session) == () and past.decided_at is not None
        return list(past.lost)


def test_it_says_before_mine_theirs_whose_and_when(disagreed: tuple[Desk, Desk]) -> None:
    found = asked(disagreed[1])
    (side,) = found.sides
    assert (side.field, side.before, side.mine, side.theirs) == ("remark", "初", "李的", "王的")
    assert (found.theirs_by, found.kind) == ("干部wang", "profile")
    assert found.theirs_at is not None and found.theirs_at <= found.found_at
    with disagreed[1].store.read() as session:
        assert conflicts.merged(session, found.op_id) == 1  # the quiet days went through


def test_mine_stands_and_theirs_is_in_the_history(disagreed: tuple[Desk, Desk], firm: Enterprise) -> None:
    wang, li = disagreed
    with li.store.write() as session:
        conflicts.keep_mine(session, asked(li))
    li.round()
    wang.round()
    assert profile_on(wang, firm).remark == "李的"
    assert lost(li, firm) == [("theirs", (("remark", "王的"),))]


def test_theirs_stands_and_mine_is_in_the_history(disagreed: tuple[Desk, Desk], firm: Enterprise) -> None:
    _wang, li = disagreed
    with li.store.write() as session:
        conflicts.keep_theirs(session, asked(li))
    li.round()
    assert profile_on(li, firm).remark == "王的"
    assert lost(li, firm) == [("mine", (("remark", "李的"),))]


def test_a_third_text_leaves_both_in_the_history(disagreed: tuple[Desk, Desk], firm: Enterprise) -> None:
    wang, li = disagreed
    with li.store.write() as session:
        conflicts.keep_typed(session, asked(li), {"remark": "两人的"})
    li.round()
    wang.round()
    assert profile_on(wang, firm).remark == "两人的"
    assert lost(li, firm) == [("mine", (("remark", "李的"),)), ("theirs", (("remark", "王的"),))]


def test_a_delete_of_what_somebody_changed_is_told_and_asks_for_nothing(
    county: County, open_desk: OpenDesk, firm: Enterprise
) -> None:
    here, there = open_desk("wang"), open_desk("wang", file="second")
    here.round()
    typed = save(here, visit_of(here, firm))
    here.round()
    there.round()
    with there.store.write() as session:
        seen = visits.seen(session, typed.id)
        assert seen is not None
        visits.delete(session, typed.id, seen)
    save(here, replace(typed, remark="补一句"))
    here.round()
    assert [each.code for each in there.round().news] == ["not_deleted"]
    with there.store.read() as session:
        assert conflicts.count(session) == 0
        stands = visits.get(session, typed.id)
    assert stands is not None and stands.remark == "补一句"


OpenDesk = Callable[..., Desk]


def test_two_edits_of_one_field_become_a_decision(county: County, open_desk: OpenDesk) -> None:
    firm = county.enterprise(county.dalu)
    wang, li = open_desk("wang"), open_desk("li")
    wang.round()
    record = building_profile(wang, firm, remark="初")
    wang.round()
    li.round()
    edit_profile(wang, record.id, remark="王的", quiet_days="周五")
    edit_profile(li, record.id, remark="李的")
    wang.round()
    found = li.round()
    assert found.conflicts == 1
    with li.store.read() as session:
        conflict = conflicts.listing(session)[0]
        side = conflict.sides[0]
        assert (side.before, side.mine, side.theirs) == ("初", "李的", "王的")
        assert conflict.theirs_by == "干部wang"
        shown = enterprises.profile(session, firm.id)
        assert shown is not None and (shown.remark, shown.quiet_days) == ("王的", "周五")
    with li.store.write() as session:
        conflicts.keep_mine(session, conflict)
    assert li.round().conflicts == 0
    wang.round()
    assert county.data(record.id)["remark"] == "李的"
    with wang.store.read() as session:
        shown = enterprises.profile(session, firm.id)
        assert shown is not None and shown.remark == "李的"


def test_edits_of_different_fields_are_both_kept(county: County, open_desk: OpenDesk) -> None:
    firm = county.enterprise(county.dalu)
    wang, li = open_desk("wang"), open_desk("li")
    wang.round()
    record = building_profile(wang, firm, remark="初")
    wang.round()
    li.round()
    edit_profile(wang, record.id, quiet_days="周五")
    edit_profile(li, record.id, remark="李的")
    for desk in (wang, li, wang):
        assert desk.round().conflicts == 0
    for desk in (wang, li):
        with desk.store.read() as session:
            shown = enterprises.profile(session, firm.id)
            assert shown is not None and (shown.quiet_days, shown.remark) == ("周五", "李的")


def test_a_form_open_over_a_round_overwrites_nothing_it_did_not_show(county: County, open_desk: OpenDesk) -> None:
    firm = county.enterprise(county.dalu)
    wang, li = open_desk("wang"), open_desk("li")
    wang.round()
    record = building_profile(wang, firm, remark="初")
    wang.round()
    li.round()
    with li.store.read() as session:
        seen = enterprises.seen(session, "profile", record.id)
    edit_profile(wang, record.id, remark="王的")
    wang.round()
    li.round()
    assert seen is not None
    with li.store.write() as session:
        enterprises.save_profile(session, replace(seen.record, remark="李的"), seen)
    assert li.round().conflicts == 1
    assert county.data(record.id)["remark"] == "王的"


def test_a_save_in_conflict_that_is_refused_after_all_becomes_a_draft_with_all_its_words(
    county: County, open_desk: OpenDesk, firm: Enterprise
) -> None:
    """A directory put back knows of no conflict; what waits for a decision must not wait for ever, and out of sight."""
    wang, li = open_desk("wang"), open_desk("li")
    wang.round()
    keep(wang, firm, remark="初")
    wang.round()
    li.round()
    copy = county.back_up()
    id = profile_on(li, firm).id
    edit_profile(wang, id, remark="王的")
    edit_profile(li, id, remark="李的", quiet_days="周五")
    wang.round()
    li.round()
    asked(li)
    county.put_back(copy)
    county.reassign(firm, county.other)
    li.round()
    with li.store.read() as session:
        (kept,) = drafts.listing(session, refused=True)
        assert (kept.key, kept.reason) == (id, "scope")
        assert kept.data == {"remark": "李的", "quiet_days": "周五"}
        assert conflicts.count(session) == 0
        assert (report.sums(session).decide, report.sums(session).refused) == (0, 1)
