"""What a person typed with a command is kept whole when it is refused or set aside, and kept once."""

from __future__ import annotations

from typing import Any

from sscs_desktop.domain.enterprise import Enterprise
from sscs_desktop.domain.issue import Issue
from sscs_desktop.store import drafts, issues, outbox, visits
from sscs_desktop.store.store import Store
from tests.store import building
from tests.store.building import TODAY, Feed, due, settle


def urged(store: Store, feed: Feed, firm: Enterprise) -> Issue:
    """An issue filed and urged: the command changes a field and says something beside it."""
    record = building.issue(firm)
    with store.write() as session:
        issues.file(session, record, today=TODAY)
    settle(store, feed, feed.ok(due(store)[0]))
    with store.write() as session:
        seen = issues.seen(session, record.id)
        assert seen is not None
        issues.urge(session, seen, "厂里等着开工")
    return record


def kept(store: Store) -> list[dict[str, Any]]:
    with store.read() as session:
        return [draft.data for draft in drafts.listing(session, refused=True)]


def set_aside(store: Store) -> None:
    with store.write("sync") as session:
        outbox.failed(session, outbox.due(session)[0].op_id, "server_error", at_once=True)


def test_the_words_of_a_refused_command_are_kept_beside_what_it_would_have_changed(
    store: Store, feed: Feed, firm: Enterprise
) -> None:
    urged(store, feed, firm)
    settle(store, feed, feed.refused(due(store)[0], "scope"))
    assert [data["text"] for data in kept(store)] == ["厂里等着开工"]


def test_the_words_of_a_command_set_aside_are_kept(store: Store, feed: Feed, firm: Enterprise) -> None:
    urged(store, feed, firm)
    set_aside(store)
    assert [data["text"] for data in kept(store)] == ["厂里等着开工"]


def test_what_was_set_aside_and_had_been_filed_all_the_same_is_no_draft(
    store: Store, feed: Feed, firm: Enterprise
) -> None:
    typed = building.visit(firm)
    with store.write() as session:
        visits.save(session, typed, None, today=TODAY)
    stored = feed.ok(due(store)[0])
    set_aside(store)
    assert [data["situation"] for data in kept(store)] == [typed.situation]
    settle(store, feed, stored)
    assert kept(store) == []


def test_a_draft_that_was_written_on_stays_whatever_the_directory_had_done(
    store: Store, feed: Feed, firm: Enterprise
) -> None:
    typed = building.visit(firm)
    with store.write() as session:
        visits.save(session, typed, None, today=TODAY)
    stored = feed.ok(due(store)[0])
    set_aside(store)
    with store.write() as session:
        draft = drafts.listing(session, refused=True)[0]
        drafts.save(session, draft.form, draft.key, {**draft.data, "situation": "又写了一句"})
    settle(store, feed, stored)
    assert [data["situation"] for data in kept(store)] == ["又写了一句"]
