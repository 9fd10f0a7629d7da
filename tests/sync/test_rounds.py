"""Rounds against the real service: filed exactly once, never silently changed, whatever the line does."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import update

from sscs_desktop.base.errors import InUse, Offline
from sscs_desktop.domain.enterprise import Enterprise
from sscs_desktop.domain.issue import Issue
from sscs_desktop.domain.visit import Visit
from sscs_desktop.domain.vocabulary import IssueState, Satisfaction
from sscs_desktop.store import conflicts, cursor, drafts, enterprises, issues, numbers, outbox, report, visits
from sscs_desktop.store.change import Change
from sscs_desktop.store.tables import sync_receipt
from sscs_desktop.sync import engine
from sscs_desktop.wire import routes
from tests.store import building
from tests.store.building import TODAY
from tests.sync.county import County, Desk

OpenDesk = Callable[..., Desk]


def visit_of(desk: Desk, firm: Enterprise, **more: Any) -> Visit:
    who = desk.store.account
    mine = {"author_id": who.user_id, "author_name": who.user_name, "unit_id": who.unit_id, "unit_name": who.unit_name}
    return building.visit(firm, **{**mine, **more})


def save(desk: Desk, typed: Visit) -> Visit:
    with desk.store.write() as session:
        visits.save(session, typed, visits.seen(session, typed.id), today=TODAY)
    return typed


def file_issue(desk: Desk, firm: Enterprise, **more: Any) -> Issue:
    who = desk.store.account
    mine = {"author_id": who.user_id, "author_name": who.user_name, "unit_id": who.unit_id, "unit_name": who.unit_name}
    record = building.issue(firm, **{**mine, **more})
    with desk.store.write() as session:
        issues.file(session, record, today=TODAY)
    found = issue_on(desk, record.id)
    assert found is not None
    return found


def issue_on(desk: Desk, id: str) -> Issue | None:
    with desk.store.read() as session:
        return issues.get(session, id)


def visit_on(desk: Desk, id: str) -> Visit | None:
    with desk.store.read() as session:
        return visits.get(session, id)


def waiting(desk: Desk) -> int:
    with desk.store.read() as session:
        return outbox.waiting(session)


def command(desk: Desk, issue_id: str, act: Callable[..., Any], *args: Any) -> None:
    with desk.store.write() as session:
        act(session, issues.seen(session, issue_id), *args)


def test_the_first_round_registers_reserves_numbers_and_loads(county: County, desk: Desk) -> None:
    firm = county.enterprise(county.dalu)
    county.enterprise(county.other, "别镇企业（示例）")
    found = desk.round()
    assert found.loaded >= 2 and found.is_whole
    with desk.store.read() as session:
        assert [line.name for line in enterprises.listing(session)] == [firm.name]
        assert enterprises.listing(session)[0].is_mine
        assert numbers.left(session, "issue") >= 200 and numbers.left(session, "card") >= 200
        assert cursor.load(session).held == {f"unit:{county.dalu}", "public"}


def test_an_empty_round_is_one_request_of_at_most_600_bytes(county: County, desk: Desk) -> None:
    county.enterprise(county.dalu)
    desk.round()
    before = len(desk.line.delivered)
    desk.line.bytes_up = desk.line.bytes_down = 0
    desk.round()
    assert len(desk.line.delivered) == before + 1
    assert desk.line.bytes_up + desk.line.bytes_down <= 600


def test_a_visit_with_an_issue_is_filed_and_followed_up(county: County, desk: Desk) -> None:
    firm = county.enterprise(county.dalu)
    desk.round()
    typed = save(desk, visit_of(desk, firm))
    problem = file_issue(desk, firm, visit_id=typed.id)
    found = desk.round()
    assert (found.sent, found.refused, waiting(desk)) == (2, 0, 0)
    assert county.data(typed.id)["situation"] == typed.situation
    assert county.data(problem.id)["number"] == problem.number
    stands = issue_on(desk, problem.id)
    assert stands is not None and stands.accept_due_on is not None
    with desk.store.read() as session:
        assert [str(event.verb) for event in issues.events(session, problem.id)] == ["file"]
        sums = report.sums(session)
        assert (sums.received, sums.total) == (2, 2)
        assert all(line.has_receipt for line in report.listing(session, "received"))


def test_a_lost_answer_files_the_visit_once(county: County, desk: Desk) -> None:
    firm = county.enterprise(county.dalu)
    desk.round()
    typed = save(desk, visit_of(desk, firm))
    desk.line.only, desk.line.lose_answers = routes.PUSH, 1
    with pytest.raises(Offline):
        desk.round()
    assert waiting(desk) == 1
    assert desk.round().sent == 1
    assert visit_on(desk, typed.id) == typed
    assert [e for e in filed_visits(county) if e == typed.id] == [typed.id]


def filed_visits(county: County) -> list[str]:
    from sqlalchemy import select

    from sscs_desktop.server.tables import operation

    query = select(operation.c.id).where(operation.c.kind == "visit", operation.c.verb == "new")
    return county.directory.lines.read(lambda c: list(c.execute(query).scalars()))


@pytest.mark.parametrize("fault", ["lose_requests", "lose_answers", "duplicate", "time_outs", "truncate"])
@pytest.mark.parametrize("path", [routes.REPLICAS, routes.PUSH, routes.PULL, routes.LOAD])
def test_every_fault_at_every_request_ends_well(county: County, desk: Desk, fault: str, path: str) -> None:
    firm = county.enterprise(county.dalu)
    setattr(desk.line, fault, 1)
    desk.line.only = path
    insist(desk)
    typed = save(desk, visit_of(desk, firm))
    setattr(desk.line, fault, 1)
    insist(desk)
    insist(desk)
    assert waiting(desk) == 0 and visit_on(desk, typed.id) == typed
    assert filed_visits(county) == [typed.id]


def insist(desk: Desk) -> None:
    """Run rounds until one goes through."""
    for _ in range(6):
        try:
            desk.round()
        except Offline:
            continue
        return
    raise AssertionError("the round never went through")


def test_an_old_request_delivered_late_has_no_effect(county: County, desk: Desk) -> None:
    firm = county.enterprise(county.dalu)
    desk.round()
    typed = save(desk, visit_of(desk, firm))
    desk.round()
    save(desk, replace(typed, remark="后来"))
    desk.round()
    assert desk.line.replay(desk.line.sent(routes.PUSH)[0]) == 200
    assert county.data(typed.id)["remark"] == "后来"


def test_a_directory_that_is_down_loses_nothing(county: County, desk: Desk) -> None:
    firm = county.enterprise(county.dalu)
    desk.round()
    desk.line.is_down = True
    typed = save(desk, visit_of(desk, firm))
    with pytest.raises(Offline) as caught:
        desk.round()
    assert caught.value.code == "unreachable"
    desk = reopened(desk)
    assert visit_on(desk, typed.id) == typed and waiting(desk) == 1
    desk.round()
    assert waiting(desk) == 0
    desk.close()


def reopened(desk: Desk) -> Desk:
    return desk.reopen()


def test_two_desks_of_a_unit_see_each_others_visits(county: County, open_desk: OpenDesk) -> None:
    firm = county.enterprise(county.dalu)
    wang, li = open_desk("wang"), open_desk("li")
    wang.round()
    li.round()
    typed = save(wang, visit_of(wang, firm))
    wang.round()
    li.round()
    assert visit_on(li, typed.id) == typed


def test_a_reassigned_enterprise_moves_with_all_that_hangs_on_it(county: County, open_desk: OpenDesk) -> None:
    firm = county.enterprise(county.dalu)
    wang, zhao = open_desk("wang"), open_desk("zhao", county.other)
    wang.round()
    zhao.round()
    typed = save(wang, visit_of(wang, firm))
    wang.round()
    late = save(wang, visit_of(wang, firm, situation="转走之前写的"))
    county.reassign(firm, county.other)
    found = wang.round()
    assert [n.data["code"] for n in found.news if n.code == "refused"] == ["scope"]
    assert [n.id for n in found.news if n.code == "lost"] == [firm.id]
    gained = zhao.round()
    assert [n.id for n in gained.news if n.code == "gained"] == [firm.id]
    assert visit_on(zhao, typed.id) == typed
    with wang.store.read() as session:
        assert enterprises.listing(session) == () and visits.count(session) == 0
        kept = drafts.listing(session, refused=True)
        assert [d.data["situation"] for d in kept] == [late.situation]
    assert waiting(wang) == 0


def test_two_edits_of_one_field_become_a_decision(county: County, open_desk: OpenDesk) -> None:
    firm = county.enterprise(county.dalu)
    wang, li = open_desk("wang"), open_desk("li")
    wang.round()
    record = building_profile(wang, firm, remark="初")
    wang.round()
    li.round()
    edit_profile(wang, record.id, remark="王的", quiet_days="周五")
    edit_profile(li, record.id, remark="李的")
    wang.round()
    found = li.round()
    assert found.conflicts == 1
    with li.store.read() as session:
        conflict = conflicts.listing(session)[0]
        side = conflict.sides[0]
        assert (side.before, side.mine, side.theirs) == ("初", "李的", "王的")
        assert conflict.theirs_by == "干部wang"
        shown = enterprises.profile(session, firm.id)
        assert shown is not None and (shown.remark, shown.quiet_days) == ("王的", "周五")
    with li.store.write() as session:
        conflicts.keep_mine(session, conflict)
    assert li.round().conflicts == 0
    wang.round()
    assert county.data(record.id)["remark"] == "李的"
    with wang.store.read() as session:
        shown = enterprises.profile(session, firm.id)
        assert shown is not None and shown.remark == "李的"


def building_profile(desk: Desk, firm: Enterprise, **more: Any) -> Any:
    from sscs_desktop.base.ids import new_id
    from sscs_desktop.domain.enterprise import Profile

    record = Profile(id=new_id(), enterprise_id=firm.id, unit_id=desk.store.account.unit_id, **more)
    with desk.store.write() as session:
        enterprises.save_profile(session, record, None)
    return record


def edit_profile(desk: Desk, id: str, **fields: Any) -> None:
    with desk.store.write() as session:
        seen = enterprises.seen(session, "profile", id)
        assert seen is not None
        enterprises.save_profile(session, replace(seen.record, **fields), seen)


def test_edits_of_different_fields_are_both_kept(county: County, open_desk: OpenDesk) -> None:
    firm = county.enterprise(county.dalu)
    wang, li = open_desk("wang"), open_desk("li")
    wang.round()
    record = building_profile(wang, firm, remark="初")
    wang.round()
    li.round()
    edit_profile(wang, record.id, quiet_days="周五")
    edit_profile(li, record.id, remark="李的")
    for desk in (wang, li, wang):
        assert desk.round().conflicts == 0
    for desk in (wang, li):
        with desk.store.read() as session:
            shown = enterprises.profile(session, firm.id)
            assert shown is not None and (shown.quiet_days, shown.remark) == ("周五", "李的")


def test_a_form_open_over_a_round_overwrites_nothing_it_did_not_show(county: County, open_desk: OpenDesk) -> None:
    firm = county.enterprise(county.dalu)
    wang, li = open_desk("wang"), open_desk("li")
    wang.round()
    record = building_profile(wang, firm, remark="初")
    wang.round()
    li.round()
    with li.store.read() as session:
        seen = enterprises.seen(session, "profile", record.id)
    edit_profile(wang, record.id, remark="王的")
    wang.round()
    li.round()
    assert seen is not None
    with li.store.write() as session:
        enterprises.save_profile(session, replace(seen.record, remark="李的"), seen)
    assert li.round().conflicts == 1
    assert county.data(record.id)["remark"] == "王的"


def answered(county: County, desk: Desk, firm: Enterprise) -> Issue:
    """An issue filed, dispatched and answered; the desk has heard of it."""
    county.person("office", county.office, "office")
    county.person("land", county.department, "department")
    problem = file_issue(desk, firm)
    desk.round()
    county.move("office", problem.id, verb="accept")
    county.move("office", problem.id, verb="dispatch", department_id=county.department)
    county.move("land", problem.id, verb="take")
    answer(county, problem.id)
    desk.round()
    found = issue_on(desk, problem.id)
    assert found is not None and found.state is IssueState.ANSWERED
    return found


def answer(county: County, id: str) -> None:
    said = {"answer_who": "县国土资源局", "answer_how": "列入第四季度供地计划", "answer_when": "12月底前"}
    county.move("land", id, verb="answer", outcome="solving", **said)


def test_an_answer_comes_back_and_the_rating_goes_up(county: County, desk: Desk) -> None:
    firm = county.enterprise(county.dalu)
    desk.round()
    problem = answered(county, desk, firm)
    assert problem.answer_how == "列入第四季度供地计划"
    command(desk, problem.id, issues.rate, Satisfaction.SATISFIED, "满意")
    predicted = issue_on(desk, problem.id)
    assert predicted is not None and predicted.state is IssueState.CONFIRMING
    found = desk.round()
    assert (found.sent, found.refused) == (1, 0)
    assert county.data(problem.id)["satisfaction"] == "satisfied"
    county.move("office", problem.id, verb="close")
    assert [n.code for n in desk.round().news] == ["closed"]


def test_a_command_on_a_state_that_moved_is_refused_and_told(county: County, desk: Desk) -> None:
    firm = county.enterprise(county.dalu)
    desk.round()
    problem = answered(county, desk, firm)
    command(desk, problem.id, issues.rate, Satisfaction.SATISFIED)
    county.move("office", problem.id, verb="close")
    found = desk.round()
    assert next(n.data["code"] for n in found.news if n.code == "refused") in ("state_moved", "illegal_move")
    stands = issue_on(desk, problem.id)
    assert stands is not None and stands.state is IssueState.CLOSED and stands.satisfaction is None
    with desk.store.read() as session:
        assert [d.verb for d in drafts.listing(session, refused=True)] == ["rate"]


def test_an_offline_chain_of_commands_is_taken_whole(county: County, desk: Desk) -> None:
    firm = county.enterprise(county.dalu)
    desk.round()
    problem = answered(county, desk, firm)
    command(desk, problem.id, issues.rate, Satisfaction.FAIRLY)
    command(desk, problem.id, issues.rate, Satisfaction.SATISFIED, "想了想")
    command(desk, problem.id, issues.reopen, "又出问题")
    found = desk.round()
    assert (found.sent, found.refused) == (3, 0)
    assert county.data(problem.id)["state"] == "redo"
    assert waiting(desk) == 0


def test_an_issue_filed_and_withdrawn_offline_is_both(county: County, desk: Desk) -> None:
    firm = county.enterprise(county.dalu)
    desk.round()
    problem = file_issue(desk, firm)
    command(desk, problem.id, issues.withdraw, "记错企业")
    found = desk.round()
    assert (found.sent, found.refused) == (2, 0)
    assert county.data(problem.id)["state"] == "withdrawn"
    stands = issue_on(desk, problem.id)
    assert stands is not None and stands.state is IssueState.WITHDRAWN


def test_a_gained_scope_is_loaded_and_a_lost_one_leaves(county: County, desk: Desk) -> None:
    from sscs_desktop.server import admin

    mine, other = county.enterprise(county.dalu), county.enterprise(county.other, "别镇企业（示例）")
    desk.round()
    admin.hold_scopes(county.directory, desk.account_id, [county.dalu, county.other])
    desk.round()
    assert names(desk) == {mine.name, other.name}
    admin.hold_scopes(county.directory, desk.account_id, [county.other])
    desk.round()
    assert names(desk) == {other.name}


def names(desk: Desk) -> set[str]:
    with desk.store.read() as session:
        return {line.name for line in enterprises.listing(session)}


def test_a_load_that_is_cut_goes_on(county: County, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    from sscs_desktop.sync import engine

    monkeypatch.setattr(engine, "LOAD_PAGE", 3)
    firms = {county.enterprise(county.dalu, f"企业{i}（示例）").name for i in range(7)}
    desk.line.only = routes.LOAD
    for _ in range(12):
        desk.line.lose_answers = 1
        try:
            desk.round()
        except Offline:
            desk.line.lose_answers = 0
            cancel_after(desk, 1)
    desk.line.lose_answers = 0
    desk.round()
    assert names(desk) == firms


def cancel_after(desk: Desk, requests: int) -> None:
    before = len(desk.line.delivered)
    assert not desk.engine.round(cancel=lambda: len(desk.line.delivered) >= before + requests).is_whole


def test_one_operation_the_directory_cannot_bear_does_not_stop_the_others(county: County, desk: Desk) -> None:
    firm = county.enterprise(county.dalu)
    desk.round()
    bad, good = save(desk, visit_of(desk, firm, situation="坏")), save(desk, visit_of(desk, firm))
    desk.line.only = routes.PUSH
    for _ in range(3):
        desk.line.statuses = [500, 500]
        with_trouble(desk)
    desk.line.statuses = []
    desk.round()
    assert county.data(good.id) and not county.data(bad.id)
    with desk.store.read() as session:
        assert [d.data["situation"] for d in drafts.listing(session)] == ["坏"]
        assert report.sums(session).total == 2


def with_trouble(desk: Desk) -> None:
    try:
        desk.round()
    except Offline as error:
        assert error.code == "server_error"


def test_a_request_that_is_too_large_is_halved(county: County, desk: Desk) -> None:
    firm = county.enterprise(county.dalu)
    desk.round()
    for _ in range(4):
        save(desk, visit_of(desk, firm))
    desk.line.only, desk.line.statuses = routes.PUSH, [413]
    assert desk.round().sent == 4
    assert len(desk.line.sent(routes.PUSH)) == 2


def test_one_round_at_a_time(county: County, desk: Desk) -> None:
    caught: list[str] = []

    def again(_: object) -> None:
        with pytest.raises(InUse) as error:
            desk.round()
        caught.append(error.value.code)

    desk.engine.round(progress=again)
    assert set(caught) == {"round_running"}


def test_each_round_leaves_its_digest(county: County, desk: Desk) -> None:
    county.enterprise(county.dalu)
    desk.round()
    desk.line.is_down = True
    with pytest.raises(Offline):
        desk.round()
    with desk.store.read() as session:
        last, first = report.rounds(session)
        assert (first.result, last.result) == ("ok", "unreachable")
        assert first.counts["loaded"] >= 2


def test_every_receipt_proves_what_was_sent_and_a_forged_one_is_found(desk: Desk, county: County) -> None:
    firm = county.enterprise(county.dalu)
    desk.round()
    for words in ("甲", "乙", "丙"):
        save(desk, visit_of(desk, firm, situation=words))
    desk.round()
    with desk.store.read() as session:
        assert report.unproven(session) == (3, ())
        op_id = report.listing(session, "received")[0].op_id
    with desk.store.write() as session:
        session.run(update(sync_receipt).where(sync_receipt.c.op_id == op_id).values(content="other"))
    with desk.store.read() as session:
        assert report.unproven(session) == (3, (op_id,))


def test_answers_are_stored_a_few_at_a_time_and_a_cut_between_them_loses_nothing(
    desk: Desk, county: County, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine, "SETTLE_MOST", 25)
    firm = county.enterprise(county.dalu)
    desk.round()
    typed = [save(desk, visit_of(desk, firm, situation=f"第{k}次")) for k in range(30)]
    left: list[int] = []

    def cut(change: Change) -> None:
        if change.origin == "sync" and "visit" in change.kinds and not left:
            left.append(waiting(desk))
            raise RuntimeError("the process dies here")

    desk.store.on_commit(cut)
    with pytest.raises(RuntimeError):
        desk.round()
    assert left == [5]
    desk.round()
    assert waiting(desk) == 0
    assert [county.data(each.id)["situation"] for each in typed] == [each.situation for each in typed]
    with desk.store.read() as session:
        assert report.sums(session).received == 30
