"""What the directory answers is taken in by the rules: nothing vanishes, nothing comes back, nothing is made up."""

from dataclasses import replace
from typing import Any

from sqlalchemy import event, select

from sscs_desktop.domain.enterprise import Enterprise
from sscs_desktop.domain.visit import Visit
from sscs_desktop.store import conflicts, cursor, drafts, enterprises, meta, numbers, outbox, overlay, report
from sscs_desktop.store import visits as visit_store
from sscs_desktop.store.store import Store
from sscs_desktop.store.tables import sync_journal, sync_op, sync_shadow
from sscs_desktop.wire.messages import Theirs
from tests.store import building
from tests.store.answering import edit_profile, filed, profile_here, row, save, shown
from tests.store.building import OTHER, Feed, due, pull, settle, visit


def test_the_first_answer_counts_and_a_replayed_one_changes_nothing(store: Store, feed: Feed, firm: Enterprise) -> None:
    typed = visit(firm)
    save(store, typed)
    operation = due(store)[0]
    assert settle(store, feed, feed.ok(operation)) == 1
    assert settle(store, feed, feed.refused(operation, "scope")) == 0
    assert shown(store, typed.id) == typed
    with store.read() as session:
        assert report.sums(session).received == 1 and drafts.listing(session) == ()


def test_a_complete_answer_is_folded_into_the_shadow(store: Store, feed: Feed, firm: Enterprise) -> None:
    typed = filed(store, feed, firm)
    assert row(store, "visit", typed.id)["seq"] == feed.seq
    with store.read() as session:
        assert session.all(select(sync_op)) == [] and session.all(select(sync_shadow)) == []
        assert len(session.all(select(sync_journal))) == 1


def test_an_incomplete_answer_keeps_the_overlay_until_the_put_comes(store: Store, feed: Feed, firm: Enterprise) -> None:
    record = profile_here(store, feed, firm)
    operation = edit_profile(store, record, remark="新")
    settle(store, feed, feed.ok(operation, complete=False))
    assert row(store, "profile", record.id)["seq"] < feed.seq
    assert row(store, "profile", record.id)["remark"] == "新"
    merged = replace(record, remark="新", quiet_days="周六")
    pull(store, feed.page(feed.put("profile", merged)))
    assert row(store, "profile", record.id)["quiet_days"] == "周六"
    with store.read() as session:
        assert session.all(select(sync_op)) == []


def test_a_put_beneath_an_unanswered_edit_leaves_the_edit_on_top(store: Store, feed: Feed, firm: Enterprise) -> None:
    record = profile_here(store, feed, firm)
    edit_profile(store, record, remark="我的")
    pull(store, feed.page(feed.put("profile", replace(record, remark="别人的", quiet_days="周日"))))
    stands = row(store, "profile", record.id)
    assert (stands["remark"], stands["quiet_days"]) == ("我的", "周日")


def test_a_field_taken_differently_waits_for_the_feed(store: Store, feed: Feed, firm: Enterprise) -> None:
    record = profile_here(store, feed, firm)
    operation = edit_profile(store, record, remark="新", quiet_days="周日")
    settle(store, feed, feed.ok(operation, taken=("remark",)))
    assert row(store, "profile", record.id)["seq"] < feed.seq


def test_an_answer_below_the_cursor_is_not_folded(store: Store, feed: Feed, firm: Enterprise) -> None:
    record = profile_here(store, feed, firm)
    operation = edit_profile(store, record, remark="新")
    answer = feed.ok(operation)
    pull(store, feed.page())
    base = row(store, "profile", record.id)["seq"]
    settle(store, feed, answer)
    assert row(store, "profile", record.id)["seq"] == base


def test_a_creation_the_feed_has_passed_without_bringing_it_leaves(store: Store, feed: Feed, firm: Enterprise) -> None:
    typed = visit(firm)
    save(store, typed)
    answer = feed.ok(due(store)[0])
    pull(store, feed.page())
    settle(store, feed, answer)
    assert shown(store, typed.id) is None and row(store, "visit", typed.id) is None


def test_an_earlier_unanswered_edit_stops_a_later_answer_from_being_folded(
    store: Store, feed: Feed, firm: Enterprise
) -> None:
    record = profile_here(store, feed, firm)
    edit_profile(store, record, remark="一")
    second = edit_profile(store, record, quiet_days="周六")
    base = row(store, "profile", record.id)["seq"]
    settle(store, feed, feed.ok(second))
    assert row(store, "profile", record.id)["seq"] == base


def test_a_conflicting_field_leaves_the_screen_and_waits_for_a_decision(
    store: Store, feed: Feed, firm: Enterprise
) -> None:
    record = profile_here(store, feed, firm)
    operation = edit_profile(store, record, remark="我的", quiet_days="周日")
    theirs = feed.next()
    settle(store, feed, feed.conflict(operation, {"remark": Theirs(value="李的", seq=theirs, by="李")}))
    stands = row(store, "profile", record.id)
    assert (stands["remark"], stands["quiet_days"]) == ("旧", "周日")
    with store.read() as session:
        found = conflicts.listing(session)
        assert [(s.field, s.before, s.mine, s.theirs) for c in found for s in c.sides] == [
            ("remark", "旧", "我的", "李的")
        ]
        assert report.sums(session).decide == 1
    with store.write() as session:
        conflicts.keep_mine(session, found[0])
    decision = due(store)[0]
    assert decision.fields == {"remark": "我的"} and decision.field_bases == {"remark": theirs}
    with store.read() as session:
        assert conflicts.listing(session) == () and conflicts.count(session) == 0
        assert [c.decision for c in conflicts.listing(session, is_open=False)] == ["mine"]


def test_letting_theirs_stand_sends_nothing(store: Store, feed: Feed, firm: Enterprise) -> None:
    record = profile_here(store, feed, firm)
    operation = edit_profile(store, record, remark="我的")
    settle(store, feed, feed.conflict(operation, {"remark": Theirs(value="李的", seq=feed.next())}))
    with store.write() as session:
        conflicts.keep_theirs(session, conflicts.listing(session)[0])
    assert due(store) == ()
    with store.read() as session:
        assert report.sums(session).received == 1


def test_a_row_filed_where_nothing_is_held_leaves_when_all_is_answered(
    store: Store, feed: Feed, firm: Enterprise
) -> None:
    typed = visit(firm)
    save(store, typed)
    save(store, replace(typed, remark="再说"))
    first, second = due(store)
    settle(store, feed, feed.ok(first, scopes=(OTHER,)))
    assert row(store, "visit", typed.id)["parked"]
    settle(store, feed, feed.ok(second, scopes=(OTHER,)))
    assert row(store, "visit", typed.id) is None


def test_an_own_delete_hides_the_row_and_a_conflicting_one_brings_it_back(
    store: Store, feed: Feed, firm: Enterprise
) -> None:
    typed = filed(store, feed, firm)
    with store.write() as session:
        seen = visit_store.seen(session, typed.id)
        assert seen is not None
        visit_store.delete(session, typed.id, seen)
    assert shown(store, typed.id) is None
    operation = due(store)[0]
    assert (operation.verb, operation.base) == ("del", feed.seq)
    answer = feed.ok(operation, result="conflict", seq=feed.seq, conflicts={"__del__": Theirs(value=None, seq=0)})
    settle(store, feed, answer)
    assert shown(store, typed.id) == typed


def test_a_deleted_row_goes_with_the_feed(store: Store, feed: Feed, firm: Enterprise) -> None:
    typed = filed(store, feed, firm)
    with store.write() as session:
        seen = visit_store.seen(session, typed.id)
        assert seen is not None
        visit_store.delete(session, typed.id, seen)
    settle(store, feed, feed.ok(due(store)[0], complete=False))
    assert shown(store, typed.id) is None
    pull(store, feed.page(feed.leave("visit", typed.id, "gone")))
    assert row(store, "visit", typed.id) is None


def test_a_form_open_over_a_pull_is_sent_on_what_it_showed(store: Store, feed: Feed, firm: Enterprise) -> None:
    record = profile_here(store, feed, firm)
    opened_at = feed.seq
    with store.read() as session:
        seen = overlay.seen(session, "profile", record.id)
    assert seen is not None
    pull(store, feed.page(feed.put("profile", replace(record, remark="别人的"))))
    with store.write() as session:
        enterprises.save_profile(session, replace(seen.record, quiet_days="周日"), seen)
    operation = due(store)[0]
    assert (operation.fields, operation.base) == ({"quiet_days": "周日"}, opened_at)
    assert row(store, "profile", record.id)["remark"] == "别人的"


def test_an_edit_on_an_answered_value_stands_on_its_number(store: Store, feed: Feed, firm: Enterprise) -> None:
    record = profile_here(store, feed, firm)
    first = edit_profile(store, record, remark="一")
    answer = feed.ok(first, complete=False)
    settle(store, feed, answer)
    second = edit_profile(store, record, remark="二")
    assert second.field_bases == {"remark": answer.seq}


def test_the_head_of_an_answer_is_kept(store: Store, feed: Feed, firm: Enterprise) -> None:
    filed(store, feed, firm)
    with store.read() as session:
        at = cursor.load(session)
        assert at.head == feed.position and at.position[0] < at.head[0]


def test_a_chain_that_goes_on_under_another_name_drops_its_numbers(store: Store, feed: Feed, firm: Enterprise) -> None:
    with store.write("sync") as session:
        meta.put(session, meta.REPLICA, "r")
        building.answers.settle(session, (), branch="r")
    for name in ("r", "r/1"):
        save(store, visit(firm))
        with store.write("sync") as session:
            building.answers.settle(session, [feed.ok(outbox.due(session)[0])], feed.position, name)
        with store.read() as session:
            assert meta.get(session, meta.BRANCH) == name
            assert numbers.left(session, "issue") == (200 if name == "r" else 0)


def test_listing_a_group_asks_the_file_a_few_times_however_long_it_is(
    store: Store, feed: Feed, firm: Enterprise
) -> None:
    assert asked_for_received(store, feed, firm, 2) == asked_for_received(store, feed, firm, 20) <= 6


def asked_for_received(store: Store, feed: Feed, firm: Enterprise, more: int) -> int:
    """File some more visits; return how many statements listing what was received takes."""
    for _ in range(more):
        save(store, visit(firm))
    settle(store, feed, *(feed.ok(operation) for operation in due(store)))
    asked: list[str] = []

    def note(*given: Any) -> None:
        asked.append(given[2])

    event.listen(store.engine, "before_cursor_execute", note)
    with store.read() as session:
        lines = report.listing(session, "received")
    event.remove(store.engine, "before_cursor_execute", note)
    assert {line.subject_name for line in lines} == {firm.name}
    assert all(isinstance(line.record, Visit) for line in lines)
    return len(asked)
