"""The directory's addresses: bytes in, bytes out, and every refusal with its status and code."""

from __future__ import annotations

import json
import logging
from dataclasses import replace
from typing import Any

import pytest
import zstandard
from sqlalchemy import text

from sscs_desktop.server import admin
from sscs_desktop.server.api import BODY_MAX
from sscs_desktop.server.service import make_app
from sscs_desktop.wire import codec, routes
from sscs_desktop.wire.messages import HelloAnswer, PullAnswer, PushAnswer, SessionAnswer
from tests.server.asgi import Reply, call
from tests.server.people import FIRM, Desk, Town
from tests.server.test_accounts import PASSWORD, invited


@pytest.fixture
def wire(small_town: Town) -> Wire:
    return Wire(small_town)


class Wire:
    """One cadre's line into the real application."""

    def __init__(self, town: Town) -> None:
        self.town = town
        self.app = make_app(town.directory)
        self.desk: Desk = town.desk("wang")
        answer = town.directory.redeem(invited(town))
        self.bearer = f"Bearer {answer.token}"

    def post(self, address: str, message: object, **headers: str) -> Reply:
        body, encoding = codec.pack(codec.encode_lean(message))
        sent = {"authorization": self.bearer, "accept_encoding": "zstd", **headers}
        if encoding:
            sent["content_encoding"] = encoding
        return call(self.app, "POST", address, body, **sent)

    def get(self, address: str, **headers: str) -> Reply:
        return call(self.app, "GET", address, authorization=self.bearer, **headers)


def unpacked(reply: Reply, kind: type[Any]) -> Any:
    return codec.decode(codec.unpack(reply.body, reply.headers.get("content-encoding")), kind)


def test_a_visit_goes_over_the_wire_and_comes_back_to_a_colleague(wire: Wire) -> None:
    visits = [wire.desk.visit(wire.town.id_of(FIRM), situation="订单充足" * 40) for _ in range(3)]
    reply = wire.post(routes.PUSH, wire.desk.request(*visits))
    answer: PushAnswer = unpacked(reply, PushAnswer)
    assert (reply.status, reply.headers["content-encoding"]) == (200, "zstd")
    assert [a.result for a in answer.answers] == ["ok"] * 3
    page: PullAnswer = unpacked(wire.post(routes.PULL, wire.desk.pulling()), PullAnswer)
    assert [e.id for e in page.entries] == [v.id for v in visits]


def test_anybody_may_ask_who_the_directory_is(wire: Wire) -> None:
    reply = call(wire.app, "GET", routes.HELLO)
    hello: HelloAnswer = unpacked(reply, HelloAnswer)
    assert (reply.status, hello.name, hello.schema_min) == (200, "宁晋县服务直通", 1)


def test_signing_in_over_the_wire(wire: Wire) -> None:
    body = codec.encode({"account": "wang", "password": PASSWORD})
    answer: SessionAnswer = unpacked(call(wire.app, "POST", routes.SESSION, body), SessionAnswer)
    assert answer.user_name == "王建国"
    refused = call(wire.app, "POST", routes.SESSION, codec.encode({"account": "wang", "password": "x" * 9}))
    assert (refused.status, refused.json["code"]) == (401, "wrong_password")


def test_a_name_that_no_column_holds_is_not_looked_up(wire: Wire) -> None:
    reply = call(wire.app, "POST", routes.SESSION, codec.encode({"account": "wa\x00ng", "password": PASSWORD}))
    assert (reply.status, reply.json["code"]) == (400, "bad_message")


def test_an_empty_round_is_under_six_hundred_bytes_both_ways(wire: Wire) -> None:
    request = replace(wire.desk.pulling(), total=2**64 - 1)
    reply = wire.post(routes.PULL, request, x_request_id="0123456789abcdef")
    head = (
        f"POST {routes.PULL} HTTP/1.1\r\nHost: directory.example.gov.cn\r\nAuthorization: {wire.bearer}\r\n"
        "Accept-Encoding: zstd\r\nContent-Length: 250\r\nX-Schema: 1\r\nX-Request-ID: 0123456789abcdef\r\n\r\n"
    )
    assert unpacked(reply, PullAnswer).status == "repair"
    assert len(head) + len(codec.encode_lean(request)) + reply.size <= 600


@pytest.mark.parametrize("header", [{}, {"authorization": "Basic abc"}, {"authorization": "Bearer made-up"}])
def test_without_a_good_token_nothing_is_said(wire: Wire, header: dict[str, str]) -> None:
    reply = call(wire.app, "POST", routes.PULL, codec.encode(wire.desk.pulling()), **header)
    assert (reply.status, reply.json["code"]) == (401, "login_needed")


@pytest.mark.parametrize(("spoken", "code"), [("0", "desk_too_old"), ("3", "directory_too_old")])
def test_schemas_that_do_not_meet_are_told(wire: Wire, spoken: str, code: str) -> None:
    reply = wire.post(routes.PULL, wire.desk.pulling(), x_schema=spoken)
    assert (reply.status, reply.json["code"]) == (426, code)


def test_refusals_have_their_status_and_code(wire: Wire) -> None:
    missing = f"/v1/issues/{'0' * 36}"
    long = wire.desk.request(*(wire.desk.visit("x") for _ in range(501)))
    found = [
        wire.get("/v1/nothing"),
        wire.get(routes.PUSH),
        wire.get(missing),
        wire.post(f"{missing}/moves", {"verb": "accept"}),
        wire.post(f"{missing}/moves", {"verb": "dance"}),
        wire.post(routes.PUSH, long),
        wire.post(routes.PUSH, {"replica": 5}),
        wire.post(routes.NUMBERS, {"replica": wire.desk.replica, "branch": "", "kinds": ["visit"]}),
        wire.get("/v1/issues?limit=many"),
    ]
    assert [(r.status, r.json["code"]) for r in found] == [
        (404, "no_such_address"),
        (405, "wrong_method"),
        (404, "not_found"),
        (404, "not_found"),
        (422, "invalid"),
        (413, "too_large"),
        (400, "bad_message"),
        (422, "invalid"),
        (400, "bad_message"),
    ]
    assert found[7].json["data"]["problems"] == {"kinds": "unknown_choice"}


def test_a_body_that_is_too_large_or_damaged_is_refused(wire: Wire) -> None:
    huge = call(wire.app, "POST", routes.PUSH, b"x" * (9 * 1024 * 1024), authorization=wire.bearer)
    assert (huge.status, huge.json["code"]) == (413, "too_large")
    broken = call(
        wire.app, "POST", routes.PUSH, b"not zstd", authorization=wire.bearer, content_encoding=codec.ENCODING
    )
    assert (broken.status, broken.json["code"]) == (400, "bad_message")
    bomb = zstandard.compress(b"\x00" * (BODY_MAX + 1))
    for header in ({"authorization": wire.bearer}, {}):
        burst = call(wire.app, "POST", routes.PUSH, bomb, content_encoding=codec.ENCODING, **header)
        assert (burst.status, burst.json["code"]) == (413, "too_large")


def test_a_desk_that_understands_no_compression_gets_plain_json(wire: Wire) -> None:
    reply = wire.get(routes.ORGANISATIONS)
    assert "content-encoding" not in reply.headers
    assert any(each["name"] == "宁晋县国土资源局" for each in reply.json)


def test_the_request_id_goes_through_to_answer_and_log_and_the_log_holds_no_values(
    wire: Wire, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    visit = wire.desk.visit(wire.town.id_of(FIRM), situation="机密内容甲")
    reply = wire.post(routes.PUSH, wire.desk.request(visit), x_request_id="round-7.a")
    assert reply.status == 200
    refused = wire.get("/v1/issues?limit=many", x_request_id="round-7.b")
    assert (refused.headers["x-request-id"], refused.json["request_id"]) == ("round-7.b", "round-7.b")
    forged = wire.post(routes.PULL, wire.desk.pulling(), x_request_id="two\nlines")
    assert "\n" not in forged.headers["x-request-id"]
    lines = [record.getMessage() for record in caplog.records]
    assert any("round-7.a" in line for line in lines)
    assert not any(word in line for line in lines for word in ("机密", "王建国", FIRM, wire.bearer))


def test_our_own_fault_is_answered_500_with_the_id_that_stands_in_the_log(wire: Wire, quiet_log: list[str]) -> None:
    wire.town.directory.lines.write(lambda c: c.execute(text("ALTER TABLE series RENAME TO gone_series")))
    reply = wire.post(routes.REPLICAS, {}, x_request_id="r1")
    assert (reply.status, reply.json) == (500, {"code": "internal", "data": {}, "request_id": "r1"})
    assert any("r1" in line for line in quiet_log)
    quiet_log.clear()


def test_the_life_of_an_issue_over_http(wire: Wire) -> None:
    town, desk = wire.town, wire.desk
    issue = desk.issue(town.id_of(FIRM))
    desk.push(issue)
    token = admin.open_session(town.directory, town.member("office").id).token
    office = {"authorization": f"Bearer {token}"}
    listed = call(wire.app, "GET", "/v1/issues?state=filed", **office).json
    assert (listed["total"], listed["issues"][0]["issue"]["id"]) == (1, issue.id)
    seen = call(wire.app, "GET", f"/v1/issues/{issue.id}", **office).json
    body = json.dumps({"verb": "accept", "state_seq": seen["state_seq"]}).encode()
    moved = call(wire.app, "POST", f"/v1/issues/{issue.id}/moves", body, **office)
    assert (moved.status, moved.json["issue"]["state"]) == (200, "accepted")
    again = call(wire.app, "POST", f"/v1/issues/{issue.id}/moves", body, **office)
    assert (again.status, again.json["code"]) == (409, "state_moved")


ENDS = ("0001-01-01T00:00:00+08:00", "9999-12-31T23:59:59-08:00", "2018-09-26T12:00:00")
"""Two moments that have no name elsewhere, and one that does not say where it is."""


@pytest.mark.parametrize("moment", ENDS)
def test_a_moment_that_nobody_can_count_with_is_no_reason_to_fall_over(wire: Wire, moment: str) -> None:
    said = codec.data_of(wire.desk.request(wire.desk.visit(wire.town.id_of(FIRM))))
    (op,) = said["operations"]
    late = {**op, "fields": {**op["fields"], "visited_at": moment}}
    assert wire.post(routes.PUSH, {**said, "operations": [{**op, "happened_at": moment}]}).status == 400
    reply = wire.post(routes.PUSH, {**said, "operations": [late]})
    assert [(a.result, a.code) for a in unpacked(reply, PushAnswer).answers] == [("refused", "bad_record")]


@pytest.mark.parametrize("number", [2**63, 10**30])
def test_nor_is_a_number_that_no_column_holds(wire: Wire, number: int) -> None:
    said = codec.data_of(wire.desk.request(wire.desk.visit(wire.town.id_of(FIRM))))
    (op,) = said["operations"]
    for odd in ({"n": number}, {"base": number}, {"field_bases": {"remark": number}}, {"children": {"c": number}}):
        assert wire.post(routes.PUSH, {**said, "operations": [{**op, **odd}]}).status == 400
    for odd in ({"cursor": [number, 1]}, {"head": [1, number]}):
        assert wire.post(routes.PUSH, {**said, **odd}).status == 400
        assert wire.post(routes.PULL, {**codec.data_of(wire.desk.pulling()), **odd}).status == 400
