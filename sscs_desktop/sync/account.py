"""Signing in: who this person is at the directory. The password crosses the wire and is kept nowhere."""

from __future__ import annotations

import socket

from sscs_desktop.base.secrets import Keystore, get_token, set_token
from sscs_desktop.store.session import Account
from sscs_desktop.store.store import Store
from sscs_desktop.sync.gateway import Gateway
from sscs_desktop.wire.messages import Invitation, RedeemRequest, SessionAnswer, SessionRequest


def connect(gateway: Gateway, invitation: Invitation, password: str, keystore: Keystore) -> Account:
    """Use an invitation's one-time code to set the password and sign in. Raises LoginNeeded, Offline, Refused."""
    request = RedeemRequest(
        account=invitation.account, code=invitation.code, password=password, device=socket.gethostname()
    )
    return _signed_in(gateway, invitation.account, gateway.redeem(request), keystore)


def sign_in(gateway: Gateway, account: str, password: str, keystore: Keystore, store: Store | None = None) -> Account:
    """Sign in, put the token into the keystore and what the directory says of the person into the file.

    Raises LoginNeeded("wrong_password", "account_locked"), Offline, Refused("other_account").
    """
    request = SessionRequest(account=account, password=password, device=socket.gethostname())
    person = _signed_in(gateway, account, gateway.session(request), keystore)
    if store is not None:
        store.take_account(person)
    return person


def resume(gateway: Gateway, account: str, keystore: Keystore) -> bool:
    """Let the gateway use the token of an earlier sign-in; tell whether there is one."""
    gateway.token = get_token(keystore, account) or ""
    return bool(gateway.token)


def account_of(answer: SessionAnswer, account: str, address: str) -> Account:
    """Return the account that a session answer describes."""
    return Account(
        user_id=answer.user_id,
        account=account,
        user_name=answer.user_name,
        unit_id=answer.unit_id,
        unit_name=answer.unit_name,
        role=answer.role,
        county_code=answer.county_code,
        address=address,
    )


def _signed_in(gateway: Gateway, account: str, answer: SessionAnswer, keystore: Keystore) -> Account:
    set_token(keystore, account, answer.token)
    return account_of(answer, account, gateway.address)
