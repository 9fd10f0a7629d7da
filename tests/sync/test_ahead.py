"""One request under way while the answers to the one before it are stored; own words that are never read again."""

import time
from collections.abc import Callable
from dataclasses import replace

import pytest

from sscs_desktop.base.errors import Offline
from sscs_desktop.domain.enterprise import Enterprise
from sscs_desktop.store import cursor, drafts, enterprises, report
from sscs_desktop.store.change import Change
from sscs_desktop.sync import engine
from sscs_desktop.wire import routes
from sscs_desktop.wire.messages import Position
from tests.sync.acts import filed_visits, save, visit_of, visit_on, waiting
from tests.sync.county import County, Desk


@pytest.fixture(autouse=True)
def _small_requests(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let few operations and rows do for many."""
    monkeypatch.setattr(engine, "PUSH_MOST", 4)
    monkeypatch.setattr(engine, "LOAD_PAGE", 4)
    monkeypatch.setattr(engine, "AHEAD_FROM", 4)


@pytest.fixture
def colleague(open_desk: Callable[..., Desk]) -> Desk:
    return open_desk("li")


def typing(desk: Desk, firm: Enterprise, count: int) -> list[str]:
    desk.engine._most = 4
    return [save(desk, visit_of(desk, firm, situation=f"第{k}次")).id for k in range(count)]


def arrives(desk: Desk, path: str, count: int) -> bool:
    """Tell whether so many requests reach the directory while the thread of the round waits here."""
    for _ in range(20):
        if len(desk.line.sent(path)) >= count:
            return True
        time.sleep(0.01)
    return False


def position(desk: Desk) -> tuple[Position, Position]:
    with desk.store.read() as session:
        at = cursor.load(session)
    return at.position, at.head


def test_the_next_request_is_under_way_before_the_answers_to_the_one_before_are_stored(
    county: County, desk: Desk
) -> None:
    firm = county.enterprise(county.dalu)
    desk.round()
    typed = typing(desk, firm, 10)
    under_way: list[bool] = []

    def watch(change: Change) -> None:
        if change.origin == "sync" and "visit" in change.kinds:
            under_way.append(arrives(desk, routes.PUSH, len(under_way) + 2))

    desk.store.on_commit(watch)
    assert desk.round().sent == 10
    assert under_way == [True, True, False]
    assert sorted(filed_visits(county)) == sorted(typed) and waiting(desk) == 0
    assert len(desk.line.sent(routes.PUSH)) == 3
    with desk.store.read() as session:
        assert report.sums(session).received == 10


def test_an_answer_that_is_lost_ahead_is_asked_for_again_and_nothing_is_filed_twice(county: County, desk: Desk) -> None:
    firm = county.enterprise(county.dalu)
    desk.round()
    typed = typing(desk, firm, 10)
    desk.line.only = routes.PUSH

    def lose(change: Change) -> None:
        if change.origin == "user":
            return
        desk.line.lose_answers = 1 if waiting(desk) > 4 else 0

    desk.store.on_commit(lose)
    for _ in range(8):
        try:
            desk.round()
        except Offline:
            continue
    desk.line.lose_answers = 0
    desk.round()
    assert sorted(filed_visits(county)) == sorted(typed) and waiting(desk) == 0


def test_a_cancelled_round_stores_what_was_under_way(county: County, desk: Desk) -> None:
    firm = county.enterprise(county.dalu)
    desk.round()
    typing(desk, firm, 12)
    assert not desk.engine.round(cancel=lambda: bool(desk.line.sent(routes.PUSH))).is_whole
    assert waiting(desk) == 8 and len(filed_visits(county)) == 4
    desk.round()
    assert waiting(desk) == 0 and len(filed_visits(county)) == 12


def test_a_desk_that_dies_with_a_request_under_way_files_each_visit_once(county: County, desk: Desk) -> None:
    firm = county.enterprise(county.dalu)
    desk.round()
    typed = typing(desk, firm, 10)

    def die(change: Change) -> None:
        if change.origin == "sync":
            raise RuntimeError("the process dies here")

    desk.store.on_commit(die)
    with pytest.raises(RuntimeError):
        desk.round()
    desk = desk.reopen()
    desk.round()
    assert sorted(filed_visits(county)) == sorted(typed) and waiting(desk) == 0
    desk.close()


def test_what_nobody_else_wrote_beside_is_not_read_again(county: County, desk: Desk) -> None:
    firm = county.enterprise(county.dalu)
    desk.round()
    typing(desk, firm, 10)
    found = desk.round()
    assert (found.sent, found.read) == (10, 0)
    here, head = position(desk)
    assert here == head and len(desk.line.sent(routes.PULL)) == 3  # two of the first round


def test_what_a_colleague_wrote_before_a_push_comes_all_the_same(county: County, desk: Desk, colleague: Desk) -> None:
    firm = county.enterprise(county.dalu)
    desk.round()
    colleague.round()
    theirs = save(colleague, visit_of(colleague, firm))
    colleague.round()
    typing(desk, firm, 10)
    desk.round()
    assert visit_on(desk, theirs.id) == theirs


def test_what_a_colleague_writes_between_two_requests_of_one_push_comes_all_the_same(
    county: County, desk: Desk, colleague: Desk
) -> None:
    firm = county.enterprise(county.dalu)
    desk.round()
    colleague.round()
    typing(desk, firm, 10)
    theirs: list[str] = []

    def write(change: Change) -> None:
        if change.origin == "sync" and not theirs:
            theirs.append(save(colleague, visit_of(colleague, firm)).id)
            colleague.round()

    desk.store.on_commit(write)
    desk.round()
    assert visit_on(desk, theirs[0]) is not None


def test_pages_of_a_first_load_are_asked_for_ahead_and_all_arrive(county: County, desk: Desk) -> None:
    firms = {county.enterprise(county.dalu, f"企业{i}（示例）").id for i in range(9)}
    under_way: list[bool] = []

    def watch(change: Change) -> None:
        if "enterprise" in change.kinds:
            under_way.append(arrives(desk, routes.LOAD, len(under_way) + 2))

    desk.store.on_commit(watch)
    desk.round()
    assert under_way[:2] == [True, True]
    with desk.store.read() as session:
        assert {line.id for line in enterprises.listing(session)} == firms


def test_while_somebody_types_a_page_of_a_load_is_stored_in_parts_and_a_cut_between_them_loses_nothing(
    county: County, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine, "TYPING_MOST", 1)
    firms = {county.enterprise(county.dalu, f"企业{i}（示例）").id for i in range(5)}

    def die(change: Change) -> None:
        if "enterprise" in change.kinds:
            raise RuntimeError("the process dies here")

    desk.store.on_commit(die)
    for _ in range(3):
        with desk.store.write() as session:
            drafts.save(session, "visit", "new", {"situation": "订单"})
        with pytest.raises(RuntimeError):
            desk.round()
        desk = desk.reopen()
        desk.store.on_commit(die)
    desk = desk.reopen()
    desk.round()
    with desk.store.read() as session:
        assert {line.id for line in enterprises.listing(session)} == firms
    assert desk.round().read == 0
    desk.close()


def test_own_words_that_a_colleague_overwrote_meanwhile_are_read(county: County, desk: Desk, colleague: Desk) -> None:
    firm = county.enterprise(county.dalu)
    desk.round()
    colleague.round()
    (first, *_) = typing(desk, firm, 4)
    desk.round()
    known = visit_on(desk, first)
    assert known is not None
    save(desk, replace(known, remark="我写的"))
    typing(desk, firm, 3)
    desk.round()
    colleague.round()
    assert visit_on(colleague, first) == visit_on(desk, first)
