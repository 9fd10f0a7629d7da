"""Signing in and keeping pace."""

import random
from collections.abc import Callable

import pytest

from sscs_desktop.base.errors import LoginNeeded, Refused
from sscs_desktop.base.secrets import get_token, os_keystore
from sscs_desktop.server import admin
from sscs_desktop.sync import account, pace
from sscs_desktop.sync.gateway import Gateway
from sscs_desktop.sync.pace import Pace
from tests.line import ADDRESS, Line
from tests.sync.county import County, Desk

PASSWORD = "Ningjin-2018-dalu"


def test_an_invitation_connects_once_and_the_password_signs_in_later(county: County) -> None:
    keystore = os_keystore()
    assert keystore is not None
    invitation = admin.invitation(county.directory, county.person("wang", county.dalu), ADDRESS)
    gateway = Gateway(ADDRESS, adapter=Line(county.app))
    person = account.connect(gateway, invitation, PASSWORD, keystore)
    assert (person.account, person.unit_name, person.scope) == ("wang", "大陆村镇经济发展办", f"unit:{county.dalu}")
    assert get_token(keystore, "wang") == gateway.token
    with pytest.raises((Refused, LoginNeeded)):
        account.connect(gateway, invitation, PASSWORD, keystore)
    gateway.token = ""
    assert account.resume(gateway, "wang", keystore)
    assert account.sign_in(gateway, "wang", PASSWORD, keystore) == person
    assert not account.resume(gateway, "nobody", keystore)
    gateway.close()


def test_another_persons_password_does_not_open_this_file(county: County, open_desk: Callable[..., Desk]) -> None:
    keystore = os_keystore()
    assert keystore is not None
    desk = open_desk("wang")
    admin.add_account(county.directory, "li", "李", role="cadre", unit_id=county.dalu, password=PASSWORD)
    with pytest.raises(Refused) as caught:
        account.sign_in(desk.gateway, "li", PASSWORD, keystore, desk.store)
    assert caught.value.code == "other_account"


def test_failures_wait_longer_and_longer_and_never_in_step() -> None:
    steady = Pace(random.Random(1))
    waits = [steady.failed() for _ in range(40)]
    assert all(0 <= wait <= min(pace.LONGEST_S, pace.FIRST_S * 2**n) for n, wait in enumerate(waits))
    assert max(waits[20:]) > pace.LONGEST_S / 2 and len(set(waits)) == 40
    assert Pace(random.Random(2)).failed() != Pace(random.Random(1)).failed()


def test_a_success_forgets_the_failures() -> None:
    steady = Pace(random.Random(1))
    steady.failed()
    assert steady.saved() > pace.AFTER_SAVE_S
    assert steady.succeeded() == pace.EVERY_S
    assert steady.saved() == pace.AFTER_SAVE_S
