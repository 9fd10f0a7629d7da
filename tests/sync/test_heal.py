"""A directory put back from a copy, a desk put back from a copy: every operation is kept, sent again, and told."""

import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from sscs_desktop.base import clock, database
from sscs_desktop.domain.vocabulary import IssueState
from sscs_desktop.server import admin, service, upkeep
from sscs_desktop.server.directory import Directory
from sscs_desktop.store import cursor, enterprises, heal, issues, meta, numbers, outbox, report, visits
from sscs_desktop.store.overlay import Seen
from sscs_desktop.store.tables import sync_receipt
from tests.sync.acts import (
    building_profile,
    edit_profile,
    file_issue,
    filed_visits,
    issue_on,
    names,
    save,
    visit_of,
    visit_on,
    waiting,
)
from tests.sync.county import County, Desk

pytestmark = pytest.mark.proof

OpenDesk = Callable[..., Desk]
LONG = timedelta(days=401)
STEP = 36
"""Minutes between two positions."""


def test_a_directory_put_back_gets_again_what_it_lacks(county: County, desk: Desk) -> None:
    firm = county.enterprise(county.dalu)
    desk.round()
    before = save(desk, visit_of(desk, firm))
    desk.round()
    copy = county.back_up()
    after = save(desk, visit_of(desk, firm, situation="副本之后"))
    problem = file_issue(desk, firm)
    desk.round()
    county.put_back(copy)
    assert not county.data(after.id)
    late = save(desk, replace(after, remark="恢复之后"))
    found = desk.round()
    assert [n.data["again"] for n in found.news if n.code == "healed"] == [2]
    assert county.data(before.id) and county.data(after.id)["remark"] == "恢复之后"
    assert county.data(problem.id)["number"] == problem.number
    assert visit_on(desk, after.id) == late and visit_on(desk, before.id) == before
    assert waiting(desk) == 0 and names(desk) == {firm.name}
    assert sorted(filed_visits(county)) == sorted([before.id, after.id])
    with desk.store.read() as session:
        assert report.sums(session).received == 4
    assert desk.round().sent == 0


def test_numbers_used_again_by_a_directory_put_back_are_noticed(county: County, open_desk: OpenDesk) -> None:
    firm = county.enterprise(county.dalu)
    wang, li = open_desk("wang"), open_desk("li")
    wang.round()
    li.round()
    copy = county.back_up()
    record = save(wang, visit_of(wang, firm))
    wang.round()
    li.round()
    county.put_back(copy)
    other = save(li, visit_of(li, firm, situation="恢复后的第一条"))
    li.round()
    assert visit_on(li, record.id) is None, "the directory no longer has it"
    wang.round()
    li.round()
    for desk in (wang, li):
        assert visit_on(desk, record.id) == record and visit_on(desk, other.id) == other


def high_above_the_fork(county: County, open_desk: OpenDesk) -> tuple[Desk, Seen]:
    """A desk that saw a colleague's fifth edit, at a directory put back to before the first, where another wrote anew.

    The new writing has a lower number than the base the desk's form shows.
    """
    firm = county.enterprise(county.dalu)
    wang, li, gone = open_desk("wang"), open_desk("li"), open_desk("sun")
    for desk in (wang, li, gone):
        desk.round()
    record = building_profile(wang, firm, remark="初")
    for desk in (wang, li, gone):
        desk.round()
    copy = county.back_up()
    for word in "甲乙丙丁戊":
        edit_profile(gone, record.id, remark=word)
    gone.round()
    li.round()
    with li.store.read() as session:
        seen = enterprises.seen(session, "profile", record.id)
    assert seen is not None and seen.record.remark == "戊"
    county.put_back(copy)
    edit_profile(wang, record.id, remark="新写的")
    wang.round()
    assert county.data(record.id)["remark"] == "新写的"
    return li, seen


def test_a_form_open_over_a_heal_overwrites_nothing_it_did_not_show(county: County, open_desk: OpenDesk) -> None:
    li, seen = high_above_the_fork(county, open_desk)
    li.round()
    with li.store.write() as session:
        enterprises.save_profile(session, replace(seen.record, remark="李的"), seen)
    assert li.round().conflicts == 1
    assert county.data(seen.record.id)["remark"] == "新写的"


def test_an_edit_queued_before_a_heal_overwrites_nothing_it_did_not_show(county: County, open_desk: OpenDesk) -> None:
    li, seen = high_above_the_fork(county, open_desk)
    with li.store.write() as session:
        enterprises.save_profile(session, replace(seen.record, remark="李的"), seen)
    assert li.round().conflicts == 1
    assert county.data(seen.record.id)["remark"] == "新写的"


def test_a_desk_put_back_from_a_copy_goes_on_under_a_new_branch(county: County, open_desk: OpenDesk) -> None:
    firm = county.enterprise(county.dalu)
    desk = open_desk("wang")
    desk.round()
    first = save(desk, visit_of(desk, firm, situation="一"))
    desk.round()
    desk.close()
    kept = desk.path.with_suffix(".copy")
    shutil.copy(desk.path, kept)
    lived = county.desk("wang", county.dalu)
    second = save(lived, visit_of(lived, firm, situation="二"))
    lived.round()
    lived.close()
    shutil.copy(kept, desk.path)
    restored = open_desk("wang")
    third = save(restored, visit_of(restored, firm, situation="三"))
    found = restored.round()
    assert [n.code for n in found.news if n.code == "forked"] == ["forked"]
    for typed in (first, second, third):
        assert visit_on(restored, typed.id) == typed
    with restored.store.read() as session:
        assert numbers.left(session, "issue") >= 200
    assert sorted(filed_visits(county)) == sorted([first.id, second.id, third.id])


def test_a_heal_that_is_cut_goes_on(county: County, desk: Desk) -> None:
    firm = county.enterprise(county.dalu)
    desk.round()
    copy = county.back_up()
    typed = save(desk, visit_of(desk, firm))
    desk.round()
    county.put_back(copy)
    done = len(desk.line.delivered)
    desk.line.app = county.app
    assert not desk.engine.round(cancel=lambda: len(desk.line.delivered) >= done + 2).is_whole
    with desk.store.read() as session:
        assert visits.get(session, typed.id) == typed, "own work stays on the screen meanwhile"
        assert outbox.waiting(session) == 1
        assert [line.name for line in enterprises.listing(session)] == [firm.name]
    desk = desk.reopen()
    desk.round()
    assert waiting(desk) == 0 and county.data(typed.id)
    desk.close()


def test_a_visit_whose_enterprise_was_joined_to_another_survives_that_the_joining_is_undone(
    county: County, desk: Desk
) -> None:
    """The directory put back knows nothing of the joining, and the desk no longer has the row it was typed below."""
    kept, double = county.enterprise(county.dalu), county.enterprise(county.dalu, "同一家企业（示例）")
    desk.round()
    copy = county.back_up()
    typed = save(desk, visit_of(desk, double))
    desk.round()
    admin.join(county.directory, double.id, kept.id)
    desk.round()
    county.put_back(copy)
    desk.sign_in()
    late = save(desk, visit_of(desk, kept, situation="恢复之后"))  # so that all is sent again before anything is loaded
    assert "healed" in [n.code for n in desk.round().news]
    assert names(desk) == {kept.name, double.name} and visit_on(desk, typed.id) == typed
    assert filed_visits(county) == [typed.id, late.id] and waiting(desk) == 0


def test_a_command_above_the_fork_is_decided_by_what_stands_there(county: County, desk: Desk) -> None:
    firm = county.enterprise(county.dalu)
    county.person("office", county.office, "office")
    desk.round()
    problem = file_issue(desk, firm)
    desk.round()
    copy = county.back_up()
    county.move("office", problem.id, verb="return", text="缺图")
    desk.round()
    with desk.store.write() as session:
        seen = issues.seen(session, problem.id)
        assert seen is not None
        issues.withdraw(session, seen, "撤回")
    county.put_back(copy)
    found = desk.round()
    assert [n.data["code"] for n in found.news if n.code == "refused"] == ["state_moved"]
    stands = issue_on(desk, problem.id)
    assert stands is not None and stands.state is IssueState.FILED


def copied(desk: Desk, open_desk: OpenDesk) -> Desk:
    """Open a copy of a desk's file beside it, as a cloned disk is."""
    database.backup(desk.store.engine, desk.path.with_name("copy.db"))
    return open_desk(desk.login, file="copy")


def announce(county: County, copy: Path) -> None:
    """Put the directory back by the clerk's command."""
    county.directory.close()
    upkeep.restore(county.folder / "directory" / "directory.db", copy)
    county.directory = Directory.open(county.folder / "directory")
    county.app = service.make_app(county.directory)


def test_a_restore_that_was_announced_heals_and_is_told_once(county: County, open_desk: OpenDesk) -> None:
    firm = county.enterprise(county.dalu)
    wang, li = open_desk("wang"), open_desk("li")
    for desk in (wang, li):
        desk.round()
    copy = county.back_up()
    typed = save(wang, visit_of(wang, firm))
    wang.round()
    announce(county, copy)
    assert [n.code for n in wang.round().news] == ["healed"]
    assert county.data(typed.id)
    assert [n.code for n in li.round().news] == ["restored"], "nothing of his was missing: he only hears of it"
    for desk in (wang, li):
        assert desk.round().news == () and visit_on(desk, typed.id) == typed


def test_a_restore_after_which_nobody_lacks_anything_is_told_and_sends_nothing(county: County, desk: Desk) -> None:
    firm = county.enterprise(county.dalu)
    desk.round()
    typed = save(desk, visit_of(desk, firm))
    desk.round()
    desk.round()
    announce(county, county.back_up())
    found = desk.round()
    assert [n.code for n in found.news] == ["restored"] and found.sent == 0
    assert visit_on(desk, typed.id) == typed


def test_both_copies_of_a_file_used_side_by_side_file_everything_and_each_number_once(
    county: County, open_desk: OpenDesk
) -> None:
    firm = county.enterprise(county.dalu)
    first = open_desk("wang")
    first.round()
    save(first, visit_of(first, firm, situation="共有的"))
    second = copied(first, open_desk)  # with an operation that waits: both will send it
    typed, numbered = [], []
    told: list[str] = []
    for n in range(3):
        for desk in (first, second):
            typed.append(save(desk, visit_of(desk, firm, situation=f"{desk.path.stem} {n}")))
            numbered.append(file_issue(desk, firm))
            told += [news.code for news in desk.round().news if news.code in ("forked", "renumbered", "refused")]
    for desk in (first, second, first):
        desk.round()
    assert told.count("forked") == 1 and "refused" not in told
    assert len(filed_visits(county)) == 7 and {v.id for v in typed} <= set(filed_visits(county))
    numbers_filed = [county.data(issue.id)["number"] for issue in numbered]
    assert len(set(numbers_filed)) == len(numbers_filed)
    for desk in (first, second):
        assert all(visit_on(desk, v.id) == v for v in typed)
        assert [issue_on(desk, i.id).number for i in numbered] == numbers_filed  # type: ignore[union-attr]


def test_a_directory_put_back_under_two_copies_of_a_desk_gets_the_work_of_both(
    county: County, open_desk: OpenDesk
) -> None:
    firm = county.enterprise(county.dalu)
    first = open_desk("wang")
    first.round()
    copy = county.back_up()
    shared = save(first, visit_of(first, firm, situation="副本之后"))
    first.round()
    second = copied(first, open_desk)
    alone = [save(desk, visit_of(desk, firm, situation=desk.path.stem)) for desk in (first, second)]
    for desk in (first, second):
        desk.round()
    county.put_back(copy)
    for desk in (first, second, first, second):
        desk.sign_in()
        desk.round()
    assert sorted(filed_visits(county)) == sorted(v.id for v in (shared, *alone))
    for desk in (first, second):
        assert waiting(desk) == 0 and all(visit_on(desk, v.id) == v for v in (shared, *alone))


def test_what_the_directory_let_go_after_400_days_is_not_sent_again_by_a_heal(county: County, desk: Desk) -> None:
    firm = county.enterprise(county.dalu)
    desk.round()
    old = save(desk, visit_of(desk, firm, situation="去年"))
    desk.round()
    clock.stand_at(clock.now() + LONG)
    desk.sign_in()
    with desk.store.write() as session:  # as a desk that has not tidied its own journal yet
        meta.put(session, "tidied_on", clock.today().isoformat())
    recent = save(desk, visit_of(desk, firm, situation="今年"))
    desk.round()
    assert upkeep.tidy(county.directory).operations == 1
    desk.round()
    copy = county.back_up()
    lost = save(desk, visit_of(desk, firm, situation="副本之后"))
    desk.round()
    county.put_back(copy)
    desk.sign_in()
    found = desk.round()
    assert [n.data["again"] for n in found.news if n.code == "healed"] == [1] and found.refused == 0
    assert sorted(filed_visits(county)) == sorted([recent.id, lost.id]), "the ledger let go of the other one"
    assert all(county.data(v.id) and visit_on(desk, v.id) == v for v in (old, recent, lost))
    clock.stand_at(clock.now() - LONG)


def test_the_journal_lets_go_after_400_days_but_never_its_end(county: County, desk: Desk) -> None:
    firm = county.enterprise(county.dalu)
    desk.round()
    typed = [save(desk, visit_of(desk, firm, situation=f"去年{n}")) for n in range(3)]
    desk.round()
    with desk.store.read() as session:
        chain = heal.journal(session)
    clock.stand_at(clock.now() + LONG)
    desk.sign_in()
    desk.round()
    with desk.store.read() as session:
        assert heal.journal(session) == chain[-1:]
        assert len(session.all(select(sync_receipt.c.op_id))) == 3, "what proves the work stays"
    typed.append(save(desk, visit_of(desk, firm, situation="今年")))
    assert desk.round().sent == 1
    with desk.store.read() as session:
        assert len(heal.journal(session)) == 2
    assert all(county.data(v.id) for v in typed)
    clock.stand_at(clock.now() - LONG)


def test_the_way_a_desk_came_is_kept_thinner_the_older_it_is(county: County, desk: Desk) -> None:
    began = clock.now()
    with desk.store.write() as session:
        for minutes in range(0, STEP * 500, STEP):
            clock.stand_at(began + timedelta(minutes=minutes))
            at = cursor.load(session)
            cursor.save(session, replace(at, position=(at.position[0] + 1, minutes)))
        ages = [minutes - mark for _, mark in cursor.history(session)]
        clock.stand_at(began + timedelta(days=450))
        for _ in range(200):
            at = cursor.load(session)
            cursor.save(session, replace(at, position=(at.position[0] + 1, 0)))
        assert all(seq > 500 for seq, _ in cursor.history(session)), "nothing older than 400 days"
    assert ages[:100] == [STEP * n for n in range(100)], "the last hundred"
    hourly = [age for age in ages if STEP * 200 < age < 6 * 1440]
    daily = [age for age in ages if age > 8 * 1440]
    assert 0 < len(hourly) <= (6 * 1440 - STEP * 200) // 60 + 1
    assert 0 < len(daily) <= (STEP * 500 - 8 * 1440) // 1440 + 2
    clock.stand_at(began)
