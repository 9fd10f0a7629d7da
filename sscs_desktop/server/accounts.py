"""Accounts: argon2 passwords, opaque tokens kept as hashes, one-time sign-up codes, a pause after wrong passwords."""

from __future__ import annotations

import hashlib
import re
import secrets
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from argon2 import PasswordHasher
from argon2.exceptions import VerificationError
from sqlalchemy import Connection, delete, insert, select, update

from sscs_desktop.base import clock
from sscs_desktop.base.errors import InUse, Invalid, LoginNeeded, Refused, SscsError
from sscs_desktop.base.ids import new_id
from sscs_desktop.domain.vocabulary import Level, OrganisationKind
from sscs_desktop.server import scopes
from sscs_desktop.server.lines import Lines
from sscs_desktop.server.tables import account, scope_member, session
from sscs_desktop.wire.kinds import PUBLIC
from sscs_desktop.wire.messages import SessionAnswer

CADRE, OFFICE, DEPARTMENT = "cadre", "office", "department"
ROLES = (CADRE, OFFICE, DEPARTMENT)
_KIND_OF = {OFFICE: OrganisationKind.OFFICE, DEPARTMENT: OrganisationKind.DEPARTMENT}
_LOGIN = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._-]{0,62}[A-Za-z0-9])?")
"""A login names a folder on each desk."""

SESSION_LIFE = timedelta(days=30)
RENEW_AFTER = timedelta(days=1)
CODE_LIFE = timedelta(days=14)
FAILURES_MAX = 5
LOCKED_FOR = timedelta(minutes=15)
PASSWORD_MIN = 8
PASSWORD_MAX = 200
HASHES_AT_ONCE = 4
PLACE_WAIT_S = 1.0
_places = threading.BoundedSemaphore(HASHES_AT_ONCE)

_HASHER = PasswordHasher()
_ABSENT = "$argon2id$v=19$m=65536,t=3,p=4$R7ebVVc2yRzuHnveNQDTgw$lvFmHVJBrKtQDGn1pHQb1NyKk9JU9MvsEmBLjFCzgH4"
"""No password has this hash: an unknown name takes as long to refuse as a wrong password."""


@dataclass(frozen=True, kw_only=True)
class Member:
    """Who asks: an account with its unit and the scopes it holds now."""

    id: str
    login: str
    name: str
    role: str
    unit_id: str
    unit_name: str
    unit_level: str
    county_code: str
    scopes: frozenset[str]

    @property
    def scope(self) -> str:
        """The scope of the member's own unit."""
        return scopes.unit_scope(self.unit_id)


def add(connection: Connection, login: str, user_name: str, role: str, unit_id: str, password: str | None) -> str:
    """Add an account of a unit and return its id. Invalid: login, user_name, role, unit_id, password."""
    problems = {}
    unit = scopes.organisation(connection, unit_id)
    if not _LOGIN.fullmatch(login):
        problems["login"] = "bad_login" if login.strip() else "required"
    elif connection.execute(select(account.c.id).where(account.c.login == login)).first():
        problems["login"] = "taken"
    if not user_name.strip():
        problems["user_name"] = "required"
    if role not in ROLES:
        problems["role"] = "unknown_choice"
    elif unit is not None and role in _KIND_OF and unit["kind"] != _KIND_OF[role].value:
        problems["role"] = "role_not_of_unit"  # every move it makes would be refused
    if unit is None:
        problems["unit_id"] = "unknown"
    if problems:
        raise Invalid(problems)
    row = {"id": new_id(), "login": login, "user_name": user_name, "role": role, "unit_id": unit_id}
    hashed = hash_password(password) if password is not None else None
    fresh = {"password_hash": hashed, "failures": 0, "is_active": True, "created_at": clock.now()}
    connection.execute(insert(account).values(**row, **fresh))
    for scope in sorted({PUBLIC, scopes.unit_scope(unit_id)}):
        connection.execute(insert(scope_member).values(account_id=row["id"], scope=scope))
    return row["id"]


def member(connection: Connection, account_id: str) -> Member:
    """Return who an account stands for now; LoginNeeded if it is closed."""
    found = connection.execute(select(account).where(account.c.id == account_id)).one_or_none()
    if found is None or not found.is_active:
        raise LoginNeeded("login_needed")
    held = connection.execute(select(scope_member.c.scope).where(scope_member.c.account_id == account_id)).scalars()
    unit = scopes.organisation(connection, found.unit_id) or {}
    return Member(
        id=found.id,
        login=found.login,
        name=found.user_name,
        role=found.role,
        unit_id=found.unit_id,
        unit_name=str(unit.get("name", "")),
        unit_level=str(unit.get("level", "")),
        county_code=_county_code(connection, found.unit_id, unit),
        scopes=frozenset(held),
    )


def as_now(connection: Connection, who: Member) -> Member:
    """Return a member with the scopes he holds in this snapshot; LoginNeeded if his account is closed by now."""
    if not connection.execute(select(account.c.is_active).where(account.c.id == who.id)).scalar_one_or_none():
        raise LoginNeeded("login_needed")
    held = connection.execute(select(scope_member.c.scope).where(scope_member.c.account_id == who.id)).scalars()
    return replace(who, scopes=frozenset(held))


def sign_in(lines: Lines, login: str, password: str, device: str) -> SessionAnswer:
    """Check a password and open a session. LoginNeeded: wrong_password, account_locked (until); InUse: busy."""
    found = lines.read(lambda connection: _named(connection, login))
    if found is not None and _is_locked(found):
        raise _locked(found.locked_until)
    stored = found.password_hash if found is not None and found.password_hash else _ABSENT
    try:  # outside any transaction: argon2 is slow on purpose
        with _hashing():
            is_right = bool(_HASHER.verify(stored, password))
    except VerificationError:
        is_right = False
    may_enter = is_right and found is not None and found.is_active and found.password_hash is not None
    return _settle(lines, found, LoginNeeded("wrong_password"), bool(may_enter), device, {})


def redeem(lines: Lines, login: str, code: str, password: str, device: str) -> SessionAnswer:
    """Set the password with an invitation's one-time code.

    Refused: code_wrong; LoginNeeded: account_locked; Invalid: password; InUse: busy.
    """
    check_password(password)
    found = lines.read(lambda connection: _named(connection, login))
    if found is not None and _is_locked(found):
        raise _locked(found.locked_until)
    typed = _hash(code.strip().upper().replace("-", "").replace(" ", ""))
    is_right = (
        found is not None
        and found.is_active
        and found.code_hash is not None
        and secrets.compare_digest(found.code_hash, typed)
        and found.code_expires_at > clock.now()
    )
    values: dict[str, Any] = {"code_hash": None, "code_expires_at": None}
    if is_right:  # a guess costs no hash
        values["password_hash"] = hash_password(password)
    return _settle(lines, found, Refused("code_wrong"), bool(is_right), device, values)


def open_session(connection: Connection, account_id: str, device: str = "") -> SessionAnswer:
    """Open a session without a password: for what has checked it already, and for the machine's own administrator."""
    who = member(connection, account_id)
    token = secrets.token_urlsafe(32)
    now = clock.now()
    connection.execute(delete(session).where(session.c.expires_at < now))
    row = {"token_hash": _hash(token), "account_id": who.id, "device": device[:100]}
    connection.execute(insert(session).values(**row, created_at=now, expires_at=now + SESSION_LIFE))
    return SessionAnswer(
        token=token,
        expires_at=now + SESSION_LIFE,
        user_id=who.id,
        user_name=who.name,
        role=who.role,
        unit_id=who.unit_id,
        unit_name=who.unit_name,
        county_code=who.county_code,
        scopes=tuple(sorted(who.scopes)),
    )


def find_session(connection: Connection, token: str) -> tuple[Member, bool]:
    """Return who a token stands for, and whether the session is due to be renewed; else LoginNeeded."""
    found = connection.execute(select(session).where(session.c.token_hash == _hash(token))).one_or_none()
    now = clock.now()
    if found is None or found.expires_at <= now:
        raise LoginNeeded("login_needed")
    return member(connection, found.account_id), found.expires_at < now + SESSION_LIFE - RENEW_AFTER


def renew(connection: Connection, token: str) -> None:
    """Let the session live on for SESSION_LIFE from now."""
    query = update(session).where(session.c.token_hash == _hash(token))
    connection.execute(query.values(expires_at=clock.now() + SESSION_LIFE))


def close_sessions(connection: Connection, account_id: str) -> None:
    """End every session of an account."""
    connection.execute(delete(session).where(session.c.account_id == account_id))


def new_code(connection: Connection, account_id: str) -> str:
    """Return a fresh one-time sign-up code; the one before it stops working, and so does a pause after failures."""
    code = "".join(secrets.choice("23456789ABCDEFGHJKLMNPQRSTUVWXYZ") for _ in range(16))
    values = {"code_hash": _hash(code), "code_expires_at": clock.now() + CODE_LIFE}
    query = update(account).where(account.c.id == account_id)
    connection.execute(query.values(**values, failures=0, locked_until=None))
    return code


def hash_password(password: str) -> str:
    """Return the argon2id hash of a password that may be used. Invalid: password; InUse: busy."""
    check_password(password)
    with _hashing():
        return _HASHER.hash(password)


def check_password(password: str) -> None:
    """Raise Invalid unless the password is of a sensible length."""
    if not PASSWORD_MIN <= len(password) <= PASSWORD_MAX:
        raise Invalid({"password": "too_short" if len(password) < PASSWORD_MIN else "too_long"})


@contextmanager
def _hashing() -> Iterator[None]:
    """Take one of the few places for a hash, which costs 64 MiB and asks for no token. Raises InUse("busy")."""
    if not _places.acquire(timeout=PLACE_WAIT_S):
        raise InUse("busy")
    try:
        yield
    finally:
        _places.release()


def _settle(
    lines: Lines, found: Any, refusal: SscsError, is_right: bool, device: str, values: dict[str, Any]
) -> SessionAnswer:
    """Count a failure, or clear the count, set `values` and open a session; raise after the commit, not inside."""
    if found is None:
        raise refusal
    if is_right:
        return lines.write(lambda connection: _let_in(connection, found, device, values))
    until = lines.write(lambda connection: _count_failure(connection, found.id))
    raise refusal if until is None else _locked(until)


def _let_in(connection: Connection, found: Any, device: str, values: dict[str, Any]) -> SessionAnswer:
    changed = (
        update(account)
        .where(account.c.id == found.id, account.c.code_hash.is_not_distinct_from(found.code_hash))
        .values(failures=0, locked_until=None, **values)
    )
    if connection.execute(changed).rowcount != 1:
        raise Refused("code_wrong")  # the code was used by somebody else in between
    if values:
        close_sessions(connection, found.id)
    return open_session(connection, found.id, device)


def _count_failure(connection: Connection, account_id: str) -> datetime | None:
    """Count one failure; at FAILURES_MAX lock the account and return until when."""
    counted = (
        update(account)
        .where(account.c.id == account_id)
        .values(failures=account.c.failures + 1)
        .returning(account.c.failures)
    )
    if connection.execute(counted).scalar_one() < FAILURES_MAX:
        return None
    until = clock.now() + LOCKED_FOR
    connection.execute(update(account).where(account.c.id == account_id).values(failures=0, locked_until=until))
    return until


def _locked(until: datetime) -> LoginNeeded:
    return LoginNeeded("account_locked", until=until.isoformat())


def _named(connection: Connection, login: str) -> Any:
    return connection.execute(select(account).where(account.c.login == login)).one_or_none()


def _is_locked(found: Any) -> bool:
    return found.locked_until is not None and found.locked_until > clock.now()


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def _county_code(connection: Connection, unit_id: str, unit: dict[str, object]) -> str:
    for office in scopes.offices_above(connection, unit_id):
        if office.get("level") == Level.COUNTY.value and office.get("division_code"):
            return str(office["division_code"])[:6]
    return str(unit.get("division_code", ""))[:6]
