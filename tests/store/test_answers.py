"""What the directory answers is taken in by the rules: nothing vanishes, nothing comes back, nothing is made up."""

from dataclasses import replace
from typing import Any

from sqlalchemy import event, select

from sscs_desktop.domain.enterprise import Enterprise, Profile
from sscs_desktop.domain.visit import Attachment, Visit
from sscs_desktop.store import conflicts, cursor, drafts, enterprises, meta, numbers, outbox, overlay, report, rows
from sscs_desktop.store import visits as visit_store
from sscs_desktop.store.store import Store
from sscs_desktop.store.tables import sync_journal, sync_op, sync_shadow
from sscs_desktop.wire.messages import Operation, Theirs
from tests.store import building
from tests.store.building import ME, NOON, OTHER, TODAY, UNIT, Feed, due, pull, settle, visit


def filed(store: Store, feed: Feed, firm: Enterprise) -> Visit:
    """A visit saved and answered."""
    typed = visit(firm)
    save(store, typed)
    settle(store, feed, feed.ok(due(store)[0]))
    return typed


def save(store: Store, typed: Visit) -> None:
    with store.write() as session:
        visit_store.save(session, typed, visit_store.seen(session, typed.id), today=TODAY)


def row(store: Store, kind: str, id: str) -> Any:
    with store.read() as session:
        return rows.find(session, kind, id)


def shown(store: Store, id: str) -> Visit | None:
    with store.read() as session:
        return visit_store.get(session, id)


def profile_here(store: Store, feed: Feed, firm: Enterprise) -> Profile:
    record = Profile(
        id=building.ids.new_id(), enterprise_id=firm.id, unit_id=ME.unit_id, remark="旧", quiet_days="周五"
    )
    pull(store, feed.page(feed.put("profile", record)))
    return record


def edit_profile(store: Store, record: Profile, **fields: Any) -> Operation:
    with store.write() as session:
        seen = overlay.seen(session, "profile", record.id)
        assert seen is not None
        enterprises.save_profile(session, replace(seen.record, **fields), seen)
    return due(store)[-1]


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


def test_a_decision_on_a_row_that_left_becomes_a_draft(store: Store, feed: Feed, firm: Enterprise) -> None:
    record = profile_here(store, feed, firm)
    operation = edit_profile(store, record, remark="我的")
    settle(store, feed, feed.conflict(operation, {"remark": Theirs(value="李的", seq=feed.next())}))
    pull(store, feed.page(feed.leave("profile", record.id)))
    with store.write() as session:
        saved = conflicts.keep_mine(session, conflicts.listing(session)[0])
        assert saved.draft_id is not None
    with store.read() as session:
        assert [d.data for d in drafts.listing(session)] == [{"remark": "我的"}]


def test_a_refused_creation_becomes_a_draft_and_leaves_the_screen(store: Store, feed: Feed, firm: Enterprise) -> None:
    typed = visit(firm)
    save(store, typed)
    settle(store, feed, feed.refused(due(store)[0], "scope"))
    assert shown(store, typed.id) is None and row(store, "visit", typed.id) is None
    with store.read() as session:
        kept = drafts.listing(session, refused=True)[0]
        assert (kept.form, kept.reason, kept.verb) == ("visit", "scope", "new")
        assert kept.data["situation"] == typed.situation
        assert report.sums(session).refused == 1
        assert report.listing(session, "refused")[0].subject_name == firm.name
    with store.write() as session:
        drafts.discard(session, kept.draft_id)
    with store.read() as session:
        sums = report.sums(session)
        assert (sums.refused, sums.settled, sums.total) == (0, 1, 1)


def test_a_refused_visit_that_is_written_on_stays_among_the_refused(store: Store, feed: Feed, firm: Enterprise) -> None:
    typed = visit(firm)
    save(store, typed)
    settle(store, feed, feed.refused(due(store)[0], "scope"))
    with store.write() as session:
        kept = drafts.listing(session)[0]
        drafts.save(session, "visit", kept.key, {**kept.data, "situation": "改了一个字"})
    with store.read() as session:
        (again,) = drafts.listing(session)
        assert again.data["situation"] == "改了一个字"
        assert (again.reason, again.verb, again.op_id) == (kept.reason, kept.verb, kept.op_id)
        assert (report.sums(session).refused, report.sums(session).settled) == (1, 0)


def test_what_hangs_on_a_refused_creation_is_refused_and_told_one_by_one(
    store: Store, feed: Feed, firm: Enterprise
) -> None:
    typed = visit(firm)
    save(store, typed)
    picture = attachment(typed)
    with store.write() as session:
        outbox.save_record(session, "attachment", picture, None)
    save(store, replace(typed, remark="后来补的"))
    first, second, third = due(store)
    settle(store, feed, feed.refused(first, "scope"))
    assert shown(store, typed.id) is None
    assert row(store, "visit", typed.id)["parked"] and row(store, "attachment", picture.id) is not None
    settle(store, feed, feed.refused(second, "gone"))
    settle(store, feed, feed.refused(third, "gone"))
    assert row(store, "visit", typed.id) is None and row(store, "attachment", picture.id) is None
    with store.read() as session:
        refused = {(d.form, d.verb): d for d in drafts.listing(session, refused=True)}
        assert refused["visit", "new"].data["remark"] == "后来补的"
        assert refused["attachment", "new"].reason == "gone"
        assert report.sums(session).total == 3
        assert outbox.waiting(session) == 0


def attachment(typed: Visit) -> Attachment:
    return Attachment(
        id=building.ids.new_id(),
        visit_id=typed.id,
        sha256="0" * 64,
        name="现场.jpg",
        media_type="image/jpeg",
        size=3,
        author_id=ME.user_id,
        added_at=NOON,
    )


def test_a_refused_edit_shows_the_directorys_value_again_and_is_kept(
    store: Store, feed: Feed, firm: Enterprise
) -> None:
    record = profile_here(store, feed, firm)
    operation = edit_profile(store, record, remark="我的")
    settle(store, feed, feed.refused(operation, "author"))
    assert row(store, "profile", record.id)["remark"] == "旧"
    with store.read() as session:
        assert drafts.listing(session, refused=True)[0].data == {"remark": "我的"}


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


def test_an_edit_of_a_row_that_left_becomes_a_draft(store: Store, feed: Feed, firm: Enterprise) -> None:
    typed = filed(store, feed, firm)
    with store.read() as session:
        seen = visit_store.seen(session, typed.id)
    pull(store, feed.page(feed.leave("visit", typed.id)))
    with store.write() as session:
        saved = visit_store.save(session, replace(typed, remark="迟了"), seen, today=TODAY)
    assert saved.draft_id is not None and due(store) == ()


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
            building.answers.settle(session, [feed.ok(due_in(session))], feed.position, name)
        with store.read() as session:
            assert meta.get(session, meta.BRANCH) == name
            assert numbers.left(session, "issue") == (200 if name == "r" else 0)


def due_in(session: Any) -> Operation:
    return outbox.due(session)[0]


def test_an_operation_that_fails_alone_three_times_becomes_a_hole_and_a_draft(
    store: Store, feed: Feed, firm: Enterprise
) -> None:
    typed = visit(firm)
    save(store, typed)
    operation = due(store)[0]
    for _ in range(3):
        with store.write("sync") as session:
            outbox.failed(session, operation.op_id, "server_error")
    hole = due(store)[0]
    assert (hole.verb, hole.op_id, hole.n, hole.prev, hole.fields) == ("hole", operation.op_id, 1, None, {})
    assert shown(store, typed.id) is None
    settle(store, feed, feed.refused(hole, "hole"))
    with store.read() as session:
        assert [(d.reason, d.data["situation"]) for d in drafts.listing(session)] == [("set_aside", typed.situation)]
        assert outbox.waiting(session) == 0 and report.sums(session).refused == 1
    assert UNIT


def test_a_text_whose_row_was_gone_is_listed_and_counted_though_it_is_no_operation(
    store: Store, feed: Feed, firm: Enterprise
) -> None:
    typed = filed(store, feed, firm)
    with store.read() as session:
        seen = visit_store.seen(session, typed.id)
    pull(store, feed.page(feed.leave("visit", typed.id)))
    with store.write() as session:
        saved = visit_store.save(session, replace(typed, remark="迟了"), seen, today=TODAY)
    with store.read() as session:
        (line,) = report.unfiled(session)
        assert (line.key, line.op_id, line.code, line.id) == (saved.draft_id, "", "row_gone", typed.id)
        sums = report.sums(session)
        assert (sums.unfiled, sums.refused, sums.total) == (1, 0, 1)


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


def test_an_edit_goes_into_the_draft_of_its_own_creation_and_into_no_other(store: Store) -> None:
    """The id of a figure says what it is about, so the row that is edited may be a colleague's."""
    with store.write() as session:
        drafts.keep(session, "figure", "f", {"value": "46", "period": "2017"}, reason="scope", verb="new")
        for value, before in (("50", "46"), ("11", "12")):
            said, stood = {"value": value, "period": "2017"}, {"value": before, "period": "2017"}
            drafts.keep(session, "figure", "f", said, reason="scope", verb="edit", before=stood)
        drafts.keep(session, "figure", "f", {"value": "7"}, reason="row_gone", verb="edit")
        kept = drafts.listing(session)
    assert sorted((each.data["value"], each.verb) for each in kept) == [("11", "edit"), ("50", "new"), ("7", "edit")]
