"""The file: one desk, one writer, readers beside it; a full disk leaves nothing half done."""

import threading
from dataclasses import replace
from pathlib import Path

import pytest

from sscs_desktop.base.errors import InUse, Refused, WrongKey
from sscs_desktop.domain.enterprise import Enterprise
from sscs_desktop.store import drafts, meta, numbers, outbox, visits
from sscs_desktop.store.change import Change
from sscs_desktop.store.store import Store
from tests.store import building
from tests.store.building import ME, TODAY, visit


def test_a_second_desk_on_the_same_file_is_told(store: Store, tmp_path: Path) -> None:
    with pytest.raises(InUse) as caught:
        Store.open(tmp_path / "wang.db", b"k" * 32, ME)
    assert caught.value.code == "file_in_use"


def test_a_wrong_key_opens_nothing_and_holds_nothing(store: Store, tmp_path: Path) -> None:
    store.close()
    with pytest.raises(WrongKey):
        Store.open(tmp_path / "wang.db", b"x" * 32, ME)
    Store.open(tmp_path / "wang.db", b"k" * 32).close()


def test_a_file_knows_whose_it_is(store: Store, tmp_path: Path) -> None:
    store.close()
    again = Store.open(tmp_path / "wang.db", b"k" * 32)
    assert again.account == ME
    again.close()
    with pytest.raises(Refused) as caught:
        Store.open(tmp_path / "wang.db", b"k" * 32, replace(ME, user_id="p-li"))
    assert caught.value.code == "other_account"


def test_a_new_file_without_an_account_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refused) as caught:
        Store.open(tmp_path / "new.db", b"k" * 32)
    assert caught.value.code == "no_account"


def test_a_changed_unit_is_taken_over_and_another_person_is_not(store: Store) -> None:
    store.take_account(replace(ME, unit_id="u-new", unit_name="新单位"))
    assert store.account.unit_id == "u-new"
    with pytest.raises(Refused):
        store.take_account(replace(ME, user_id="p-li"))


def test_an_error_undoes_the_whole_write_and_tells_nobody(store: Store, firm: Enterprise) -> None:
    heard: list[Change] = []
    store.on_commit(heard.append)
    with pytest.raises(ZeroDivisionError), store.write() as session:
        visits.save(session, visit(firm), None, today=TODAY)
        raise ZeroDivisionError
    with store.read() as session:
        assert outbox.waiting(session) == 0 and visits.count(session) == 0
    assert heard == []


def test_a_write_inside_a_write_is_our_bug(store: Store) -> None:
    with store.write(), pytest.raises(RuntimeError), store.write():
        pass
    with store.write() as session:
        meta.put(session, "x", 1)


def test_a_listener_may_write(store: Store, firm: Enterprise) -> None:
    def listen(change: Change) -> None:
        if change.origin == "user":
            with store.write("sync") as session:
                meta.put(session, "heard", sorted(change.kinds))

    store.on_commit(listen)
    with store.write() as session:
        visits.save(session, visit(firm), None, today=TODAY)
    with store.read() as session:
        assert meta.get(session, "heard") == ["outbox", "visit"]


def test_a_reader_sees_one_state_while_another_thread_writes(store: Store, firm: Enterprise) -> None:
    def write() -> None:
        with store.write() as session:
            visits.save(session, visit(firm), None, today=TODAY)

    with store.read() as session:
        assert visits.count(session) == 0
        thread = threading.Thread(target=write)
        thread.start()
        thread.join(10)
        assert visits.count(session) == 0
    with store.read() as session:
        assert visits.count(session) == 1


def test_writers_of_two_threads_take_turns(store: Store, firm: Enterprise) -> None:
    def write() -> None:
        for _ in range(10):
            with store.write() as session:
                visits.save(session, visit(firm), None, today=TODAY)

    threads = [threading.Thread(target=write) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    with store.read() as session:
        chain = outbox.due(session)
    assert [o.n for o in chain] == list(range(1, 21))
    assert [o.prev for o in chain[1:]] == [o.op_id for o in chain[:-1]]


def test_a_form_left_open_is_one_draft_with_its_last_text(store: Store) -> None:
    with store.write() as session:
        first = drafts.save(session, "visit_form", "new", {"situation": "打了一"})
        assert drafts.save(session, "visit_form", "new", {"situation": "打了一半"}) == first
    with store.read() as session:
        kept = drafts.find(session, "visit_form", "new")
        assert kept is not None and kept.data == {"situation": "打了一半"} and kept.reason == ""
        assert drafts.listing(session, refused=True) == ()
    with store.write() as session:
        drafts.discard_form(session, "visit_form", "new")
    with store.read() as session:
        assert drafts.listing(session) == ()


def test_numbers_run_out_with_a_code_and_warn_before(store: Store) -> None:
    heard: list[str] = []
    store.on_commit(lambda change: heard.extend(n.code for n in change.news))
    with store.write() as session:
        taken = [numbers.take(session, "card") for _ in range(200)]
    assert (taken[0], taken[-1]) == ("FK-2018-0001", "FK-2018-0200")
    assert heard == ["numbers_low"]
    with store.write() as session:
        assert numbers.wanted(session) == ("card",)
        with pytest.raises(Refused) as caught:
            numbers.take(session, "card")
        numbers.add(session, [building.block("card", "FK-2018-", 201, 400)])
        assert numbers.take(session, "card") == "FK-2018-0201"
    assert (caught.value.code, caught.value.data) == ("too_few_card_numbers", {"left": 0})


def test_a_block_given_twice_gives_its_numbers_once(store: Store) -> None:
    with store.write() as session:
        first = numbers.take(session, "issue")
        numbers.add(session, [building.block("issue", "冀NJ-2018-")])
        assert numbers.take(session, "issue") != first
