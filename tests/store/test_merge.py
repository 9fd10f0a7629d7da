"""Pages of the directory: applied whole, in any repetition, never past what waits here."""

from dataclasses import replace
from typing import Any

import pytest

from sscs_desktop.base.errors import Unreadable
from sscs_desktop.domain.enterprise import Enterprise
from sscs_desktop.domain.vocabulary import IssueState
from sscs_desktop.store import cursor, enterprises, issues, merge, rows, visits
from sscs_desktop.store.change import Change, News
from sscs_desktop.store.cursor import Cursor
from sscs_desktop.store.store import Store
from sscs_desktop.wire import codec
from sscs_desktop.wire.messages import START, Entry
from tests.store.building import OTHER, TODAY, UNIT, Feed, assignment, due, enterprise, issue, pull, settle, visit


def row(store: Store, kind: str, id: str) -> Any:
    with store.read() as session:
        return rows.find(session, kind, id)


def at(store: Store) -> Cursor:
    with store.read() as session:
        return cursor.load(session)


def heard(store: Store) -> list[News]:
    news: list[News] = []

    def listen(change: Change) -> None:
        news.extend(change.news)

    store.on_commit(listen)
    return news


def test_a_page_and_its_cursor_are_committed_together(store: Store, feed: Feed) -> None:
    before = at(store).position
    orphan = visit(enterprise())
    with pytest.raises(Unreadable) as caught:
        pull(store, feed.page(feed.put("enterprise", enterprise("甲")), feed.put("visit", orphan)))
    assert caught.value.code == "bad_page"
    assert at(store).position == before
    with store.read() as session:
        assert enterprises.count(session) == 0


def test_a_page_applied_twice_is_applied_once(store: Store, feed: Feed) -> None:
    firm = enterprise()
    page = feed.page(feed.put("enterprise", firm))
    pull(store, page)
    pull(store, page)
    assert at(store).position == feed.position
    with store.read() as session:
        assert enterprises.get(session, firm.id) == firm


def test_an_older_put_changes_nothing(store: Store, feed: Feed) -> None:
    firm = enterprise()
    old = feed.put("enterprise", firm)
    pull(store, feed.page(feed.put("enterprise", replace(firm, products="钢塔"))))
    pull(store, feed.page(old))
    assert row(store, "enterprise", firm.id)["products"] == "钢塔"


def test_fields_of_a_later_version_are_kept_and_never_sent(store: Store, feed: Feed, firm: Enterprise) -> None:
    mine = visit(firm)
    data = {**codec.data_of(mine), "weather": "晴"}
    pull(store, feed.page(feed.put_data("visit", mine.id, data)))
    assert row(store, "visit", mine.id)["unknown"] == {"weather": "晴"}
    with store.write() as session:
        visits.save(session, replace(mine, remark="改"), visits.seen(session, mine.id), today=TODAY)
    assert due(store)[0].fields == {"remark": "改"}


def test_a_kind_of_a_later_version_is_passed_over(store: Store, feed: Feed) -> None:
    pull(store, feed.page(feed.put_data("drone", "x", {"id": "x"})))
    assert at(store).position == feed.position


def test_a_row_that_leaves_is_parked_while_an_edit_waits_and_then_goes(
    store: Store, feed: Feed, firm: Enterprise
) -> None:
    mine = visit(firm)
    pull(store, feed.page(feed.put("visit", mine)))
    with store.write() as session:
        visits.save(session, replace(mine, remark="改"), visits.seen(session, mine.id), today=TODAY)
    pull(store, feed.page(feed.leave("visit", mine.id), feed.leave("enterprise", firm.id)))
    assert row(store, "visit", mine.id)["parked"] and row(store, "enterprise", firm.id)["parked"]
    with store.read() as session:
        assert visits.listing(session)[0].is_parked
    settle(store, feed, feed.refused(due(store)[0], "scope"))
    assert row(store, "visit", mine.id) is None
    assert row(store, "enterprise", firm.id)["parked"], "its assignment has not left yet"


def test_a_parent_goes_after_its_last_child(store: Store, feed: Feed) -> None:
    firm = enterprise()
    link = assignment(firm)
    pull(store, feed.page(feed.put("enterprise", firm), feed.put("assignment", link)))
    pull(store, feed.page(feed.leave("enterprise", firm.id)))
    assert row(store, "enterprise", firm.id)["parked"]
    pull(store, feed.page(feed.leave("assignment", link.id)))
    assert row(store, "enterprise", firm.id) is None


def test_a_put_with_the_same_number_brings_a_parked_row_back(store: Store, feed: Feed, firm: Enterprise) -> None:
    mine = visit(firm)
    pull(store, feed.page(feed.put("visit", mine)))
    with store.write() as session:
        visits.save(session, replace(mine, remark="改"), visits.seen(session, mine.id), today=TODAY)
    leave = feed.leave("visit", mine.id)
    pull(store, feed.page(leave))
    again = Entry(seq=leave.seq, what="put", kind="visit", id=mine.id, scopes=(UNIT,), data=codec.data_of(mine))
    pull(store, feed.page(again))
    assert not row(store, "visit", mine.id)["parked"]


def test_a_leave_below_the_rows_number_is_late_and_does_nothing(store: Store, feed: Feed, firm: Enterprise) -> None:
    late = feed.leave("enterprise", firm.id)
    pull(store, feed.page(feed.put("enterprise", firm)))
    pull(store, feed.page(late))
    assert not row(store, "enterprise", firm.id)["parked"]


def test_a_move_changes_only_where_the_row_stands(store: Store, feed: Feed, firm: Enterprise) -> None:
    entry = Entry(seq=feed.next(), what="move", kind="enterprise", id=firm.id, scopes=(UNIT, OTHER))
    pull(store, feed.page(entry))
    stands = row(store, "enterprise", firm.id)
    assert stands["scopes"] == {UNIT} and stands["seq"] < entry.seq


def test_a_lost_scope_is_struck_from_every_row_and_rows_with_none_leave(store: Store, feed: Feed) -> None:
    with store.write("sync") as session:
        merge.rescope(session, [UNIT, OTHER, "public"], feed.position)
        merge.apply_load(session, feed.load())
    both, one = enterprise("两属"), enterprise("一属")
    pull(store, feed.page(feed.put("enterprise", both, (UNIT, OTHER)), feed.put("enterprise", one, (UNIT,))))
    with store.write("sync") as session:
        merge.rescope(session, [OTHER, "public"], feed.position)
    assert row(store, "enterprise", one.id) is None
    assert row(store, "enterprise", both.id)["scopes"] == {OTHER}
    assert at(store).held == {OTHER, "public"} and not at(store).entering


def test_a_load_goes_on_where_it_was_cut_and_only_then_holds_the_scope(store: Store, feed: Feed) -> None:
    with store.write("sync") as session:
        merge.rescope(session, [UNIT, OTHER, "public"], feed.position)
    stood = at(store).position
    first, second = enterprise("甲"), enterprise("乙")
    with store.write("sync") as session:
        merge.apply_load(session, feed.load(feed.put("enterprise", first, (OTHER,)), place=(0, first.id)))
    assert at(store).entering == {OTHER} and at(store).place == (0, first.id)
    with pytest.raises(ValueError, match="entered"):
        pull(store, feed.page())
    with store.write("sync") as session:
        merge.apply_load(session, feed.load(feed.put("enterprise", second, (OTHER,))))
    assert at(store).held == {UNIT, OTHER, "public"} and at(store).place is None
    assert at(store).position == stood, "the cursor stands still while something is entered"
    assert row(store, "enterprise", first.id)["scopes"] == {OTHER}


def test_the_first_load_begins_at_the_head_of_its_start(tmp_path: Any, feed: Feed) -> None:
    from tests.store.building import ME

    fresh = Store.open(tmp_path / "fresh.db", b"n" * 32, ME)
    firm = enterprise()
    entry = feed.put("enterprise", firm)
    start = feed.position
    with fresh.write("sync") as session:
        assert cursor.load(session).position == START
        merge.rescope(session, [UNIT, "public"], start)
        feed.next()
        merge.apply_load(session, feed.load(entry))
    assert at(fresh).position == start and at(fresh).head == feed.position
    fresh.close()


def test_after_the_floor_what_the_load_does_not_bring_again_leaves(store: Store, feed: Feed, firm: Enterprise) -> None:
    gone = enterprise("已注销")
    pull(store, feed.page(feed.put("enterprise", gone)))
    mine = visit(firm)
    with store.write() as session:
        visits.save(session, mine, None, today=TODAY)
    seq = row(store, "enterprise", firm.id)["seq"]
    with store.write("sync") as session:
        merge.enter_anew(session, feed.position)
    assert not row(store, "visit", mine.id)["parked"], "an own creation waits in peace"
    again = Entry(seq=seq, what="put", kind="enterprise", id=firm.id, scopes=(UNIT,), data=codec.data_of(firm))
    with store.write("sync") as session:
        merge.apply_load(session, feed.load(again))
    assert row(store, "enterprise", gone.id) is None
    assert not row(store, "enterprise", firm.id)["parked"]
    assert row(store, "visit", mine.id) is not None


def test_news_says_what_a_cadre_wants_to_hear(store: Store, feed: Feed, firm: Enterprise) -> None:
    problem = issue(firm, number="冀NJ-2018-0001")
    pull(store, feed.page(feed.put("issue", problem)))
    news = heard(store)
    answered = replace(problem, state=IssueState.ANSWERED, answer_how="下月供地", department_name="县国土局")
    returned = replace(problem, state=IssueState.RETURNED, return_reason="缺图纸")
    firm2 = enterprise("乙")
    pull(store, feed.page(feed.put("issue", answered, by="县国土局")))
    pull(store, feed.page(feed.put("issue", returned)))
    pull(store, feed.page(feed.put("enterprise", firm2), feed.put("assignment", assignment(firm2))))
    assert [(n.code, n.kind, n.id) for n in news] == [
        ("answered", "issue", problem.id),
        ("returned", "issue", problem.id),
        ("gained", "enterprise", firm2.id),
    ]
    assert news[0].data == {"was": "filed", "now": "answered", "by": "县国土局"}


def test_a_changed_deadline_is_news(store: Store, feed: Feed, firm: Enterprise) -> None:
    problem = issue(firm, number="冀NJ-2018-0001", due_on=TODAY)
    pull(store, feed.page(feed.put("issue", problem)))
    news = heard(store)
    pull(store, feed.page(feed.put("issue", replace(problem, due_on=TODAY.replace(day=30)))))
    assert [(n.code, n.data["due_on"]) for n in news] == [("due", "2018-09-30")]


def test_an_enterprise_lost_is_news(store: Store, feed: Feed) -> None:
    firm = enterprise()
    link = assignment(firm)
    pull(store, feed.page(feed.put("enterprise", firm), feed.put("assignment", link)))
    news = heard(store)
    pull(store, feed.page(feed.leave("assignment", link.id), feed.leave("enterprise", firm.id)))
    assert [(n.code, n.id) for n in news] == [("lost", firm.id)]


def test_a_bad_record_stops_its_page_and_nothing_else(store: Store, feed: Feed) -> None:
    with pytest.raises(Unreadable) as caught:
        pull(store, feed.page(feed.put_data("enterprise", "x", {"name": 5})))
    assert caught.value.code == "bad_record"


def test_the_state_clock_of_an_issue_comes_with_its_put(store: Store, feed: Feed, firm: Enterprise) -> None:
    problem = issue(firm, number="冀NJ-2018-0001", state=IssueState.ANSWERED)
    pull(store, feed.page(feed.put("issue", problem, state_seq=77)))
    with store.read() as session:
        seen = issues.seen(session, problem.id)
    assert seen is not None and (seen.state_seq, seen.after) == (77, None)
