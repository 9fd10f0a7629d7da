"""A visit typed anywhere is on the screen at once and in the queue, in one transaction."""

from dataclasses import replace

import pytest

from sscs_desktop.base.errors import Invalid, Refused
from sscs_desktop.domain.enterprise import Enterprise
from sscs_desktop.store import issues, outbox, visits
from sscs_desktop.store.change import Change
from sscs_desktop.store.store import Store
from tests.store.building import TODAY, Feed, due, enterprise, issue, settle, visit


def test_a_saved_visit_is_on_the_screen_and_in_the_queue(store: Store, firm: Enterprise) -> None:
    typed = visit(firm)
    with store.write() as session:
        visits.save(session, typed, None, today=TODAY)
    with store.read() as session:
        assert visits.get(session, typed.id) == typed
        line = visits.listing(session)[0]
        assert (line.subject.name, line.is_pending, line.issues) == (firm.name, True, 0)
        assert outbox.waiting(session) == 1
    operation = due(store)[0]
    assert (operation.verb, operation.kind, operation.parent, operation.prev) == ("new", "visit", firm.id, None)
    assert operation.fields["situation"] == typed.situation


def test_an_answered_visit_is_no_longer_pending(store: Store, firm: Enterprise, feed: Feed) -> None:
    typed = visit(firm)
    with store.write() as session:
        visits.save(session, typed, None, today=TODAY)
    settle(store, feed, feed.ok(due(store)[0]))
    with store.read() as session:
        assert not visits.listing(session)[0].is_pending
        assert visits.get(session, typed.id) == typed
        seen = visits.seen(session, typed.id)
        assert seen is not None and seen.base == feed.seq and seen.field_bases == {}


def test_a_visit_with_two_issues_is_saved_whole_and_numbered(store: Store, firm: Enterprise) -> None:
    typed = visit(firm)
    with store.write() as session:
        visits.save_with_issues(session, typed, [issue(firm), issue(firm, wish="请协调")], None, today=TODAY)
    with store.read() as session:
        found = issues.of_visit(session, typed.id)
        assert [i.number for i in found] == ["冀NJ-2018-0001", "冀NJ-2018-0002"]
        assert visits.listing(session)[0].issues == 2
    chain = due(store)
    assert [o.kind for o in chain] == ["visit", "issue", "issue"]
    assert [o.prev for o in chain] == [None, chain[0].op_id, chain[1].op_id]


def test_a_bad_issue_leaves_neither_visit_nor_number_behind(store: Store, firm: Enterprise) -> None:
    with pytest.raises(Invalid) as caught, store.write() as session:
        visits.save_with_issues(session, visit(firm), [issue(firm, description=" ")], None, today=TODAY)
    assert caught.value.problems == {"issues.0.description": "required"}
    with store.write() as session:
        assert outbox.waiting(session) == 0
        assert visits.count(session) == 0
        issues.file(session, issue(firm), today=TODAY)
    with store.read() as session:
        assert issues.listing(session)[0].number == "冀NJ-2018-0001"


def test_only_what_the_form_changed_is_sent(store: Store, firm: Enterprise, feed: Feed) -> None:
    typed = visit(firm)
    with store.write() as session:
        visits.save(session, typed, None, today=TODAY)
    settle(store, feed, feed.ok(due(store)[0]))
    with store.write() as session:
        seen = visits.seen(session, typed.id)
        assert seen is not None
        visits.save(session, replace(typed, remark="已电话确认"), seen, today=TODAY)
        assert visits.save(session, seen.record, seen, today=TODAY).op_id is None
    operation = due(store)[0]
    assert (operation.verb, operation.fields, operation.base) == ("edit", {"remark": "已电话确认"}, feed.seq)


def test_a_second_edit_stands_on_the_first_ones_base(store: Store, firm: Enterprise) -> None:
    typed = visit(firm)
    with store.write() as session:
        visits.save(session, typed, None, today=TODAY)
        seen = visits.seen(session, typed.id)
        assert seen is not None and seen.field_bases["remark"] == 0
        visits.save(session, replace(typed, remark="一"), seen, today=TODAY)
    assert [o.verb for o in due(store)] == ["new", "edit"]


def test_a_colleagues_visit_is_not_edited(store: Store, firm: Enterprise) -> None:
    with pytest.raises(Refused) as caught, store.write() as session:
        visits.save(session, visit(firm, author_id="p-li"), None, today=TODAY)
    assert caught.value.code == "not_author"


def test_a_commit_says_which_kinds_changed(store: Store, firm: Enterprise) -> None:
    heard: list[Change] = []
    store.on_commit(heard.append)
    with store.write() as session:
        visits.save(session, visit(firm), None, today=TODAY)
    assert [(c.kinds, c.origin) for c in heard] == [(frozenset({"visit", "outbox"}), "user")]


def test_an_enterprise_unknown_here_makes_a_draft_instead_of_a_visit(store: Store) -> None:
    with store.write() as session:
        saved = visits.save(session, visit(enterprise()), None, today=TODAY)
    assert saved.op_id is None and saved.draft_id is not None
    assert due(store) == ()
