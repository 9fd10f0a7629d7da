"""Passwords, tokens, invitations and the pause after wrong passwords."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from sscs_desktop.base import clock
from sscs_desktop.base.errors import Invalid, LoginNeeded, Refused, SscsError
from sscs_desktop.server import accounts, admin
from sscs_desktop.server.tables import account, session
from sscs_desktop.wire.messages import NumbersRequest, RedeemRequest, SessionRequest
from tests.server.people import Town

HASHER = accounts._HASHER
"""As the program has it: while a test runs it is lighter."""
PASSWORD = "走访企业2018"


def code_of(call: object, *args: object) -> str:
    with pytest.raises(SscsError) as caught:
        call(*args)  # type: ignore[operator]
    return caught.value.code


def invited(town: Town, login: str = "wang") -> RedeemRequest:
    invitation = admin.invitation(town.directory, town.member(login).id, "https://directory.example")
    return RedeemRequest(account=login, code=invitation.code, password=PASSWORD)


def wait(**span: float) -> None:
    clock.stand_at(clock.now() + timedelta(**span))


def test_an_invitation_lets_in_once_and_sets_the_password(town: Town) -> None:
    d = town.directory
    request = invited(town)
    first = d.redeem(request)
    assert (first.user_name, first.role, first.county_code) == ("王建国", "cadre", "130528")
    assert code_of(d.redeem, request) == "code_wrong"
    signed_in = d.sign_in(SessionRequest(account="wang", password=PASSWORD))
    assert d.member(signed_in.token).login == "wang"


def test_a_code_may_be_typed_in_groups_and_small_letters(small_town: Town) -> None:
    request = invited(small_town)
    typed = "-".join(request.code[k : k + 4] for k in range(0, 16, 4)).lower()
    again = RedeemRequest(account="wang", code=typed, password=PASSWORD)
    assert small_town.directory.redeem(again).user_name == "王建国"


def test_a_code_ends_after_two_weeks(small_town: Town) -> None:
    request = invited(small_town)
    wait(days=15)
    assert code_of(small_town.directory.redeem, request) == "code_wrong"


def test_a_short_password_is_refused_before_the_code_is_spent(small_town: Town) -> None:
    request = invited(small_town)
    short = RedeemRequest(account="wang", code=request.code, password="1234567")
    with pytest.raises(Invalid) as caught:
        small_town.directory.redeem(short)
    assert caught.value.problems == {"password": "too_short"}
    assert small_town.directory.redeem(request).token


def test_wrong_passwords_pause_the_account_and_the_pause_ends(small_town: Town) -> None:
    d = small_town.directory
    d.redeem(invited(small_town))
    wrong = SessionRequest(account="wang", password="wrong-password")
    codes = [code_of(d.sign_in, wrong) for _ in range(accounts.FAILURES_MAX)]
    assert codes == ["wrong_password"] * (accounts.FAILURES_MAX - 1) + ["account_locked"]
    right = SessionRequest(account="wang", password=PASSWORD)
    with pytest.raises(LoginNeeded) as caught:
        d.sign_in(right)
    assert caught.value.code == "account_locked"
    assert "until" in caught.value.data
    wait(minutes=16)
    assert d.sign_in(right).token


def test_a_new_invitation_ends_the_pause_and_sets_another_password(small_town: Town) -> None:
    d = small_town.directory
    d.redeem(invited(small_town))
    for _ in range(accounts.FAILURES_MAX):
        code_of(d.sign_in, SessionRequest(account="wang", password="forgotten-it"))
    again = replace(invited(small_town), password="另一个口令 2018")
    assert d.redeem(again).user_name == "王建国"
    assert code_of(d.sign_in, SessionRequest(account="wang", password=PASSWORD)) == "wrong_password"
    assert d.sign_in(SessionRequest(account="wang", password="另一个口令 2018")).token


def test_hashes_are_few_at_once_and_a_guessed_code_costs_none(
    small_town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    d, right = small_town.directory, invited(small_town)
    guess = replace(right, code="A" * 16)
    monkeypatch.setattr(accounts, "PLACE_WAIT_S", 0.01)
    with ExitStack() as taken:
        for _ in range(accounts.HASHES_AT_ONCE):
            taken.enter_context(accounts._hashing())
        for login in ("wang", "nobody"):
            assert code_of(d.sign_in, SessionRequest(account=login, password=PASSWORD)) == "busy"
        assert code_of(d.redeem, right) == "busy"
        assert code_of(d.redeem, guess) == "code_wrong"
    assert d.redeem(right).token, "being busy spent no code"


def test_a_password_costs_a_guess_in_earnest_64_mib_and_an_unknown_name_as_much(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(accounts, "_HASHER", HASHER)
    cost = "$argon2id$v=19$m=65536,t=3,p=4$"
    assert accounts.hash_password(PASSWORD).startswith(cost) and accounts._ABSENT.startswith(cost)


def test_unknown_names_and_accounts_without_a_password_are_wrong_passwords(small_town: Town) -> None:
    for login in ("nobody", "li"):
        request = SessionRequest(account=login, password=PASSWORD)
        assert code_of(small_town.directory.sign_in, request) == "wrong_password"


def test_neither_password_nor_token_nor_code_is_stored(small_town: Town) -> None:
    d = small_town.directory
    request = invited(small_town)
    answer = d.redeem(request)
    again = invited(small_town, "li")
    stored = d.lines.read(lambda c: str([*c.execute(select(account)).all(), *c.execute(select(session)).all()]))
    for secret in (PASSWORD, answer.token, request.code, again.code):
        assert secret not in stored
    assert "$argon2id$" in stored


def test_a_session_that_is_used_lives_on_and_one_that_is_not_ends(small_town: Town) -> None:
    d = small_town.directory
    used, idle = (admin.open_session(d, small_town.member("wang").id).token for _ in range(2))
    wait(days=20)
    d.member(used)
    wait(days=20)
    assert d.member(used).login == "wang"
    assert code_of(d.member, idle) == "login_needed"
    assert code_of(d.member, "made-up") == "login_needed"


def test_a_closed_account_is_out_at_once(small_town: Town) -> None:
    d = small_town.directory
    who = small_town.member("wang")
    token = admin.open_session(d, who.id).token
    admin.close_account(d, who.id)
    assert code_of(d.member, token) == "login_needed"
    assert code_of(d.sign_in, SessionRequest(account="wang", password=PASSWORD)) == "wrong_password"


def test_an_account_needs_a_free_name_a_role_and_a_unit(small_town: Town) -> None:
    with pytest.raises(Invalid) as caught:
        admin.add_account(small_town.directory, "wang", "重名", role="king", unit_id="nowhere")
    assert caught.value.problems == {"login": "taken", "role": "unknown_choice", "unit_id": "unknown"}


def test_numbers_never_repeat_between_desks_and_refills(town: Town) -> None:
    who = town.member("wang")
    registered = [town.directory.register(who) for _ in range(3)]
    blocks = [b for answer in registered for b in answer.blocks if b.kind == "issue"]
    more = NumbersRequest(replica=registered[0].replica, branch="", kinds=("issue",))
    blocks += town.directory.numbers(who, more).blocks
    numbers = [f"{b.prefix}{n:0{b.width}d}" for b in blocks for n in range(b.first, b.last + 1)]
    assert len(set(numbers)) == len(numbers) >= 4 * 200
    with pytest.raises(Refused):
        town.directory.numbers(town.member("li"), more)
