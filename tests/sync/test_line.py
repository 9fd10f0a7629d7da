"""A line that fails, a directory that breaks: rounds end well whatever is lost, doubled, cut or too large."""

from dataclasses import replace

import pytest

from sscs_desktop.base.errors import Offline
from sscs_desktop.store import drafts, report
from sscs_desktop.store.change import Change
from sscs_desktop.sync import engine
from sscs_desktop.wire import routes
from tests.sync.acts import filed_visits, names, save, visit_of, visit_on, waiting
from tests.sync.county import County, Desk


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


@pytest.mark.parametrize("fault", ["lose_requests", "lose_answers", "duplicate", "time_outs", "truncate"])
@pytest.mark.parametrize(
    "path",
    [
        routes.PUSH,
        routes.PULL,
        *(pytest.param(path, marks=pytest.mark.proof) for path in (routes.REPLICAS, routes.LOAD)),
    ],
)
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
    desk = desk.reopen()
    assert visit_on(desk, typed.id) == typed and waiting(desk) == 1
    desk.round()
    assert waiting(desk) == 0
    desk.close()


def test_a_load_that_is_cut_goes_on(county: County, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
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


def test_answers_are_stored_a_few_at_a_time_and_a_cut_between_them_loses_nothing(
    desk: Desk, county: County, monkeypatch: pytest.MonkeyPatch
) -> None:
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
