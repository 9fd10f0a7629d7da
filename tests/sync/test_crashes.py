"""What is lost between desk and directory is sent or asked for again, and what is typed meanwhile waits its turn."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any, TypeVar

import pytest
import requests
from sqlalchemy import func, select

from sscs_desktop.base.errors import Offline
from sscs_desktop.domain.visit import Visit
from sscs_desktop.server.ledger import _Batch
from sscs_desktop.server.tables import operation
from sscs_desktop.store import merge, outbox, visits
from sscs_desktop.sync import engine as engines
from sscs_desktop.wire import codec, routes
from sscs_desktop.wire.messages import Operation, PullRequest, PushRequest
from tests import line
from tests.sync.acts import save, visit_of, visit_on, waiting
from tests.sync.county import County, Desk

M = TypeVar("M")


class PowerCut(BaseException):
    """Nothing after this happens in the process it meets."""


def sent(desk: Desk) -> list[tuple[Operation, ...]]:
    """Return the operations of each push that reached the directory."""
    return [_message(request, PushRequest).operations for request in desk.line.sent(routes.PUSH)]


def _message(request: requests.PreparedRequest, kind: type[M]) -> M:
    return codec.decode(codec.unpack(line.body_of(request), request.headers.get("Content-Encoding")), kind)


def ledger(county: County) -> int:
    query = select(func.count()).select_from(operation)
    return int(county.directory.lines.read(lambda c: c.execute(query).scalar_one()))


@pytest.fixture
def firm(county: County, desk: Desk) -> Any:
    made = county.enterprise(county.dalu)
    desk.round()
    return made


@pytest.fixture
def cut_off(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Cut the power once, as a function is called for the time after `skip`: before its work, or after it."""

    def cut(owner: Any, name: str, *, after: bool = False, skip: int = 0) -> None:
        really, calls = getattr(owner, name), 0

        def dies(*args: Any, **more: Any) -> Any:
            nonlocal calls
            calls += 1
            if calls <= skip:
                return really(*args, **more)
            monkeypatch.setattr(owner, name, really)
            if after:
                really(*args, **more)
            raise PowerCut

        monkeypatch.setattr(owner, name, dies)

    return cut


def test_a_lost_request_is_sent_again_with_the_same_operations(county: County, desk: Desk, firm: Any) -> None:
    typed = save(desk, visit_of(desk, firm))
    with desk.store.read() as session:
        queued = outbox.due(session)
    desk.line.only, desk.line.lose_requests = routes.PUSH, 1
    with pytest.raises(Offline):
        desk.round()
    assert county.data(typed.id) == {} and waiting(desk) == 1
    desk.round()
    assert sent(desk) == [queued]
    assert county.data(typed.id)["situation"] == typed.situation


def test_what_is_typed_while_a_request_is_under_way_stays_queued_and_goes_next(
    county: County, desk: Desk, firm: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    typed = save(desk, visit_of(desk, firm))
    deliver = desk.line._deliver

    def type_meanwhile(request: requests.PreparedRequest) -> Any:
        if request.path_url == routes.PUSH:
            monkeypatch.setattr(desk.line, "_deliver", deliver)
            answer = deliver(request)
            save(desk, replace(typed, remark="边传边写"))
            return answer
        return deliver(request)

    monkeypatch.setattr(desk.line, "_deliver", type_meanwhile)
    desk.round()
    assert [[op.verb for op in ops] for ops in sent(desk)] == [["new"], ["edit"]]
    assert county.data(typed.id)["remark"] == "边传边写"
    shown = visit_on(desk, typed.id)
    assert shown is not None and shown.remark == "边传边写" and waiting(desk) == 0


@pytest.mark.parametrize("after", [False, True], ids=["before its work", "before its commit"])
def test_a_directory_that_dies_before_it_commits_has_nothing_and_is_sent_the_same_again(
    county: County, desk: Desk, firm: Any, cut_off: Callable[..., None], after: bool
) -> None:
    typed = save(desk, visit_of(desk, firm))
    known = ledger(county)
    cut_off(_Batch, "file", after=after)
    with pytest.raises(PowerCut):
        desk.round()
    assert county.data(typed.id) == {} and ledger(county) == known and waiting(desk) == 1
    desk.round()
    first, second = sent(desk)
    assert first == second
    assert county.data(typed.id)["situation"] == typed.situation


def test_a_desk_that_dies_before_it_stores_an_answer_gets_the_stored_one(
    county: County, desk: Desk, firm: Any, cut_off: Callable[..., None]
) -> None:
    typed = save(desk, visit_of(desk, firm))
    known = ledger(county)
    cut_off(engines.answers, "settle", after=True)
    with pytest.raises(PowerCut):
        desk.round()
    assert county.data(typed.id) and waiting(desk) == 1
    again = desk.reopen()
    assert again.round().sent == 1
    again.close()
    assert ledger(county) == known + 1


@pytest.fixture
def five(county: County, open_desk: Callable[..., Desk], monkeypatch: pytest.MonkeyPatch) -> tuple[Desk, list[Visit]]:
    """A desk that has yet to read five visits of a colleague, two on a page."""
    firm = county.enterprise(county.dalu)
    desk, colleague = open_desk(), open_desk("li")
    desk.round()
    colleague.round()
    typed = [save(colleague, visit_of(colleague, firm, situation=f"第{n}户")) for n in range(5)]
    colleague.round()
    desk.line.delivered.clear()
    monkeypatch.setattr(engines, "PULL_PAGE", 2)
    return desk, typed


def cursors(desk: Desk) -> list[int]:
    """Return from where each page was asked for."""
    return [_message(request, PullRequest).cursor[0] for request in desk.line.sent(routes.PULL)]


def read(desk: Desk) -> int:
    with desk.store.read() as session:
        return visits.count(session)


def test_a_desk_that_dies_inside_a_page_is_given_the_same_page_again(
    five: tuple[Desk, list[Visit]], cut_off: Callable[..., None]
) -> None:
    desk, typed = five
    cut_off(merge.cursor, "save")
    with pytest.raises(PowerCut):
        desk.round()
    assert read(desk) == 0, "a page is there whole or not at all"
    desk.round()
    first, again, *_ = cursors(desk)
    assert first == again
    assert all(visit_on(desk, visit.id) for visit in typed)


def test_a_desk_that_dies_between_two_pages_goes_on_after_the_first(
    five: tuple[Desk, list[Visit]], cut_off: Callable[..., None]
) -> None:
    desk, typed = five
    cut_off(merge, "apply", skip=1)
    with pytest.raises(PowerCut):
        desk.round()
    assert read(desk) == 2
    desk.round()
    first, second, again, *_ = cursors(desk)
    assert first < second == again
    assert all(visit_on(desk, visit.id) for visit in typed)
