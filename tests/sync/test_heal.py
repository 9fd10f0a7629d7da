"""A directory put back from a copy, a desk put back from a copy: every operation is kept, sent again, and told."""

import shutil
from collections.abc import Callable
from dataclasses import replace

from sscs_desktop.domain.vocabulary import IssueState
from sscs_desktop.store import enterprises, issues, numbers, outbox, report, visits
from sscs_desktop.store.overlay import Seen
from tests.sync.county import County, Desk
from tests.sync.test_rounds import (
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

OpenDesk = Callable[..., Desk]


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
