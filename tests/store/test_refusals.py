"""What the directory refused, or this desk set aside: a draft with its reason, told one by one, never gone."""

from dataclasses import replace

from sscs_desktop.domain.enterprise import Enterprise
from sscs_desktop.domain.visit import Attachment, Visit
from sscs_desktop.store import conflicts, drafts, outbox, report
from sscs_desktop.store import visits as visit_store
from sscs_desktop.store.store import Store
from sscs_desktop.wire.messages import Theirs
from tests.store import building
from tests.store.answering import edit_profile, filed, profile_here, row, save, shown
from tests.store.building import ME, NOON, TODAY, UNIT, Feed, due, pull, settle, visit


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


def test_an_edit_of_a_row_that_left_becomes_a_draft(store: Store, feed: Feed, firm: Enterprise) -> None:
    typed = filed(store, feed, firm)
    with store.read() as session:
        seen = visit_store.seen(session, typed.id)
    pull(store, feed.page(feed.leave("visit", typed.id)))
    with store.write() as session:
        saved = visit_store.save(session, replace(typed, remark="迟了"), seen, today=TODAY)
    assert saved.draft_id is not None and due(store) == ()


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
