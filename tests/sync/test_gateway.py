"""The one door: what an answer means, whom it trusts, what it sends."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from sscs_desktop.base.errors import Diverged, Invalid, LoginNeeded, Offline, Refused, SscsError, TooNew
from sscs_desktop.sync.gateway import Gateway
from sscs_desktop.wire import codec, routes
from sscs_desktop.wire.decisions import Move
from sscs_desktop.wire.messages import ErrorAnswer, HelloAnswer, SessionRequest
from tests.sync.county import County, Desk
from tests.sync.loopback import Loopback


@pytest.fixture
def gateway(loopback: Loopback) -> Iterator[Gateway]:
    made = Gateway(loopback.address, token="t")
    yield made
    made.close()


@pytest.mark.parametrize(
    ("status", "code", "kind", "told"),
    [
        (401, "login_needed", LoginNeeded, "login_needed"),
        (401, "account_locked", LoginNeeded, "account_locked"),
        (403, "not_your_replica", Refused, "not_your_replica"),
        (404, "not_found", Refused, "not_found"),
        (409, "fork", Diverged, "fork"),
        (409, "state_moved", Refused, "state_moved"),
        (410, "floor", Diverged, "floor"),
        (413, "", Refused, "too_large"),
        (426, "directory_too_old", TooNew, "directory_too_old"),
        (500, "internal", Offline, "server_error"),
        (503, "disk_full", Offline, "busy"),
        (302, "", Offline, "bad_answer"),
        (403, "", Offline, "bad_answer"),
        (404, "", Offline, "bad_answer"),
        (401, "", Offline, "bad_answer"),
    ],
)
def test_every_status_is_a_situation(
    loopback: Loopback, gateway: Gateway, status: int, code: str, kind: type[SscsError], told: str
) -> None:
    loopback.answer = (status, codec.encode(ErrorAnswer(code=code)), {})
    with pytest.raises(kind) as caught:
        gateway.hello()
    assert caught.value.code == told


def test_a_proxy_that_knows_no_such_page_says_nothing_of_a_photo(loopback: Loopback, gateway: Gateway) -> None:
    """The answer to HEAD has no body that could name who speaks."""
    loopback.answer = (404, b"", {})
    with pytest.raises(Offline) as caught:
        gateway.blob_state("a" * 64, "t-1")
    assert caught.value.code == "bad_answer"


def test_problems_of_fields_come_back_as_such(loopback: Loopback, gateway: Gateway) -> None:
    answer = ErrorAnswer(code="invalid", data={"problems": {"password": "too_short"}})
    loopback.answer = (422, codec.encode(answer), {})
    with pytest.raises(Invalid) as caught:
        gateway.hello()
    assert caught.value.problems == {"password": "too_short"}


@pytest.mark.parametrize(
    "answer",
    [
        (200, b"<html>login of the hotel</html>", {}),
        (200, b'{"name": 5}', {}),
        (200, b"not zstd", {"Content-Encoding": "zstd"}),
        (200, b'{"na', {"Content-Length": "400"}),
    ],
)
def test_an_answer_that_is_none_is_tried_again_later(loopback: Loopback, gateway: Gateway, answer: Any) -> None:
    loopback.answer = answer
    with pytest.raises(Offline) as caught:
        gateway.hello()
    assert caught.value.code == "bad_answer"


def test_a_large_answer_comes_compressed(loopback: Loopback, gateway: Gateway) -> None:
    hello = HelloAnswer(name="宁晋县" * 500, version="1", schema_min=1, schema_max=1, epoch="e", now=codec_now())
    body, encoding = codec.pack(codec.encode(hello))
    assert encoding == "zstd"
    loopback.answer = (200, body, {"Content-Encoding": "zstd"})
    assert gateway.hello() == hello
    assert set(loopback.heard[0]) == {"host", "accept-encoding", "x-schema", "x-request-id", "authorization"}


def codec_now() -> Any:
    from sscs_desktop.base import clock

    return clock.now()


def test_nobody_there_is_offline() -> None:
    gateway = Gateway("http://127.0.0.1:9")
    with pytest.raises(Offline) as caught:
        gateway.hello()
    assert caught.value.code == "unreachable"
    gateway.close()


@pytest.mark.parametrize("address", ["http://directory.example", "http://10.0.0.1:8765", "http://127.0.0.1.example"])
def test_plain_http_goes_to_this_machine_only(address: str) -> None:
    with pytest.raises(Refused) as caught:
        Gateway(address)
    assert caught.value.code == "plain_http"


@pytest.mark.parametrize("address", ["", "ftp://x", "directory", "https://"])
def test_what_is_no_address_is_told(address: str) -> None:
    with pytest.raises(Refused) as caught:
        Gateway(address)
    assert caught.value.code == "bad_address"


def test_a_wrong_password_is_no_token(county: County, desk: Desk) -> None:
    desk.gateway.token = ""
    with pytest.raises(LoginNeeded) as caught:
        desk.gateway.session(SessionRequest(account="wang", password="falsch"))
    assert caught.value.code == "wrong_password"
    with pytest.raises(LoginNeeded):
        desk.round()


def test_an_office_moves_an_issue_through_the_same_door(county: County, open_desk: Callable[..., Desk]) -> None:
    from tests.sync.acts import file_issue

    firm = county.enterprise(county.dalu)
    cadre = open_desk("wang")
    cadre.round()
    problem = file_issue(cadre, firm)
    cadre.round()
    county.person("office", county.office, "office")
    office = open_desk("office", county.office)
    listed = office.gateway.issues()
    assert [i.issue["id"] for i in listed.issues] == [problem.id]
    moved = office.gateway.move(problem.id, Move(verb="accept", state_seq=listed.issues[0].state_seq))
    assert moved.issue["state"] == "accepted"
    assert office.gateway.issue(problem.id).events
    with pytest.raises(Refused) as caught:
        office.gateway.move(problem.id, Move(verb="take"))
    assert caught.value.code
    assert routes.MOVES
