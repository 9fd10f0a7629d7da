"""Where secrets lie: the system's keyring, or a file under a passphrase; and the account file's key, wrapped twice.

The data key opens the encrypted database. `<account>.keys` beside it holds that key under two locks: a random
secret in the keystore, for every day, and the recovery code, for a lost password or a new machine.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import secrets
import unicodedata
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from sscs_desktop.base import recovery
from sscs_desktop.base.errors import Invalid, TooNew, Unreadable, WrongKey
from sscs_desktop.base.files import write_atomically

if TYPE_CHECKING:
    from keyring.backend import KeyringBackend

KEY_BYTES = 32
MIN_PASSPHRASE = 8
LONGEST_SECRET = 1280
"""Characters the Windows credential store holds."""

_SERVICE = "sscs-desktop"
_USER = "sscs-desktop"
"""One user name for every service: Windows shuffles entries when a service has two."""
_SCRYPT = {"n": 1 << 16, "r": 8, "p": 1}
_SCRYPT_MOST = {"n": 1 << 20, "r": 32, "p": 16}
"""A damaged or hostile file must not ask for gigabytes."""


class Keystore(Protocol):
    """Keeps short texts by name, out of reach of whoever only has the disk."""

    def get(self, name: str) -> str | None: ...

    def set(self, name: str, value: str) -> None: ...

    def delete(self, name: str) -> None: ...


# --- the data key ---------------------------------------------------------------------------------------------


def create_keyring_file(path: Path, keystore: Keystore) -> tuple[bytes, str]:
    """Make the key of a new account file; return it and the recovery code, which is shown once and kept nowhere.

    An existing file is never overwritten: that would lock its database for good (FileExistsError).
    """
    if path.exists():
        raise FileExistsError(path)
    key, code, file_id = secrets.token_bytes(KEY_BYTES), recovery.new_code(), secrets.token_hex(16)
    held: dict[str, object] = {"version": 1, "id": file_id, "check": _fingerprint(key, file_id)}
    held["recovery"] = _wrap(key, recovery.secret_of(code), file_id, "recovery")
    _keep_daily_lock(path, held, key, keystore)
    return key, code


def open_key(path: Path, keystore: Keystore) -> bytes:
    """Return the data key by the keystore's secret.

    Raises WrongKey("key_missing") if the keystore has no fitting secret (another machine, a cleared keyring),
    Unreadable("key_file_missing" or "key_file_damaged").
    """
    held = _read_key_file(path)
    kept = keystore.get(_slot(held))
    key = _unwrap(held, "keystore", _unpack(kept)) if kept is not None else None
    if key is None:
        raise WrongKey("key_missing")
    return key


def open_with_recovery(path: Path, code: str) -> bytes:
    """Return the data key by the recovery code.

    Raises WrongKey("wrong_recovery_code", reason="mistyped" or "other_file"), Unreadable as open_key does.
    """
    key = _unwrap(_read_key_file(path), "recovery", recovery.secret_of(code))
    if key is None:
        raise WrongKey("wrong_recovery_code", reason="other_file")
    return key


def rewrap(path: Path, key: bytes, keystore: Keystore) -> None:
    """Put the daily lock on `keystore`: after a recovery, on a new machine, from keyring to passphrase."""
    held = _read_key_file(path)
    _insist(held, key)
    old = _slot(held)
    _keep_daily_lock(path, held, key, keystore)
    keystore.delete(old)


def renew_recovery_code(path: Path, key: bytes) -> str:
    """Return a new recovery code for a lost or seen one; the old one opens nothing from now on."""
    held = _read_key_file(path)
    _insist(held, key)
    code = recovery.new_code()
    held["recovery"] = _wrap(key, recovery.secret_of(code), str(held["id"]), "recovery")
    _write_summed(path, held)
    return code


# --- one passphrase, one file ------------------------------------------------------------------------------------


def insist_long(passphrase: str) -> None:
    """Raise Invalid for a passphrase under MIN_PASSPHRASE characters."""
    if len(passphrase) < MIN_PASSPHRASE:
        raise Invalid({"passphrase": "too_short"})


def seal_under(passphrase: str, plain: bytes, label: bytes) -> dict[str, object]:
    """Return `plain` under a passphrase that two people agreed on, as values of JSON."""
    kdf = _SCRYPT | {"salt": _pack(secrets.token_bytes(16))}
    _, lock = _scrypt(passphrase, kdf)
    return {"kdf": kdf, "sealed": _pack(_encrypt(lock, plain, label))}


def open_under(passphrase: str, held: Mapping[str, object], label: bytes) -> bytes | None:
    """Undo seal_under; None if the passphrase is another or the content was altered. ValueError, KeyError: damaged."""
    _, lock = _scrypt(passphrase, held["kdf"])
    return _decrypt(lock, _unpack(held["sealed"]), label)


# --- tokens ---------------------------------------------------------------------------------------------------


def get_token(keystore: Keystore, account: str) -> str | None:
    """Return the directory's token of `account`, None if it never signed in here."""
    return keystore.get(f"token/{account}")


def set_token(keystore: Keystore, account: str, token: str) -> None:
    """Keep the directory's token of `account`."""
    keystore.set(f"token/{account}", token)


def delete_token(keystore: Keystore, account: str) -> None:
    """Forget the token of `account`; nothing happens if there is none."""
    keystore.delete(f"token/{account}")


# --- keystores ------------------------------------------------------------------------------------------------


def os_keystore() -> OsKeystore | None:
    """Return the system's keyring, None where there is none worth the name (then ask for a passphrase)."""
    import keyring

    backend = _trusted(keyring.get_keyring())
    return OsKeystore(backend) if backend is not None else None


class OsKeystore:
    """The system's keyring: Windows credentials, macOS Keychain, Secret Service. Raises WrongKey("keyring_locked")."""

    def __init__(self, backend: KeyringBackend) -> None:
        self._backend = backend

    def get(self, name: str) -> str | None:
        from keyring.errors import KeyringError

        try:
            return self._backend.get_password(f"{_SERVICE}/{name}", _USER)
        except KeyringError as error:
            raise WrongKey("keyring_locked") from error

    def set(self, name: str, value: str) -> None:
        from keyring.errors import KeyringError

        _insist_short(value)
        try:
            self._backend.set_password(f"{_SERVICE}/{name}", _USER, value)
        except KeyringError as error:
            raise WrongKey("keyring_locked") from error

    def delete(self, name: str) -> None:
        from keyring.errors import KeyringError, PasswordDeleteError

        try:
            self._backend.delete_password(f"{_SERVICE}/{name}", _USER)
        except PasswordDeleteError:
            return  # it was not there
        except KeyringError as error:
            raise WrongKey("keyring_locked") from error


class PassphraseKeystore:
    """One file under a passphrase (scrypt, AES-256-GCM) for machines without a keyring; made by create() or open()."""

    def __init__(self, path: Path, salt: bytes, lock: bytes, entries: Mapping[str, str]) -> None:
        self._path, self._salt, self._lock = path, salt, lock
        self._entries = dict(entries)

    @classmethod
    def create(cls, path: Path, passphrase: str) -> PassphraseKeystore:
        """Make an empty store; raise Invalid for a passphrase under 8 characters, FileExistsError if there is one."""
        if path.exists():
            raise FileExistsError(path)
        store = cls(path, b"", b"", {})
        store.change(passphrase)
        return store

    @classmethod
    def open(cls, path: Path, passphrase: str) -> PassphraseKeystore:
        """Open the store; raise WrongKey("wrong_passphrase") or Unreadable("key_file_missing", "key_file_damaged")."""
        held = _read_summed(path)
        try:
            salt, lock = _scrypt(passphrase, held["kdf"])
            sealed = _unpack(held["sealed"])
        except (KeyError, TypeError, ValueError) as error:
            raise Unreadable("key_file_damaged") from error
        plain = _decrypt(lock, sealed, b"passphrase store 1")
        if plain is None:
            raise WrongKey("wrong_passphrase")
        return cls(path, salt, lock, json.loads(plain))

    def change(self, passphrase: str) -> None:
        """Put the store under a new passphrase."""
        if len(passphrase) < MIN_PASSPHRASE:
            raise Invalid({"passphrase": "too_short"})
        salt = secrets.token_bytes(16)
        salt, lock = _scrypt(passphrase, _SCRYPT | {"salt": _pack(salt)})
        self._write(salt, lock, self._entries)

    def get(self, name: str) -> str | None:
        return self._entries.get(name)

    def set(self, name: str, value: str) -> None:
        _insist_short(value)
        self._write(self._salt, self._lock, self._entries | {name: value})

    def delete(self, name: str) -> None:
        if name in self._entries:
            self._write(self._salt, self._lock, {n: v for n, v in self._entries.items() if n != name})

    def _write(self, salt: bytes, lock: bytes, entries: dict[str, str]) -> None:
        sealed = _encrypt(lock, json.dumps(entries).encode("utf-8"), b"passphrase store 1")
        kdf = _SCRYPT | {"salt": _pack(salt)}
        _write_summed(self._path, {"version": 1, "kdf": kdf, "sealed": _pack(sealed)})
        self._salt, self._lock, self._entries = salt, lock, entries  # only once it is on the disk


def _trusted(backend: KeyringBackend) -> KeyringBackend | None:
    """Return the first backend that really protects: keyrings.alt and its like keep plain text or ask on stdin."""
    from keyring.backends import chainer, fail, null

    if isinstance(backend, chainer.ChainerBackend):
        return next((each for each in map(_trusted, backend.backends) if each is not None), None)
    is_foreign = type(backend).__module__.startswith("keyrings.")
    return None if is_foreign or isinstance(backend, (fail.Keyring, null.Keyring)) else backend


# --- locks ----------------------------------------------------------------------------------------------------


def _keep_daily_lock(path: Path, held: dict[str, object], key: bytes, keystore: Keystore) -> None:
    """Lock under a fresh secret in a fresh slot: a crash between keystore and file leaves the old pair working."""
    secret, slot = secrets.token_bytes(KEY_BYTES), secrets.token_hex(4)
    file_id = str(held["id"])
    held["keystore"] = _wrap(key, secret, file_id, "keystore") | {"slot": slot}
    keystore.set(_slot(held), _pack(secret))
    _write_summed(path, held)


def _slot(held: Mapping[str, object]) -> str:
    lock = held["keystore"]
    assert isinstance(lock, dict)  # _read_key_file saw to it
    return f"key/{held['id']}/{lock['slot']}"


def _wrap(key: bytes, secret: bytes, file_id: str, lock: str) -> dict[str, str]:
    return {"wrapped": _pack(_encrypt(_derive(secret, file_id, lock), key, f"{lock} {file_id}".encode()))}


def _unwrap(held: Mapping[str, object], lock: str, secret: bytes) -> bytes | None:
    place, file_id = held[lock], str(held["id"])
    assert isinstance(place, dict)  # _read_key_file saw to it
    return _decrypt(_derive(secret, file_id, lock), _unpack(place["wrapped"]), f"{lock} {file_id}".encode())


def _insist(held: Mapping[str, object], key: bytes) -> None:
    if not hmac.compare_digest(str(held["check"]), _fingerprint(key, str(held["id"]))):
        raise WrongKey("wrong_key")


def _insist_short(value: str) -> None:
    if len(value) > LONGEST_SECRET:
        raise ValueError("a secret longer than the Windows credential store holds")


def _fingerprint(key: bytes, file_id: str) -> str:
    return _derive(key, file_id, "check").hex()


def _derive(secret: bytes, file_id: str, purpose: str) -> bytes:
    """Return a lock from a secret that is random already (RFC 5869); guessable ones go through scrypt."""
    from cryptography.hazmat.primitives.hashes import SHA256
    from cryptography.hazmat.primitives.kdf.hkdf import HKDF

    return HKDF(SHA256(), 32, file_id.encode(), b"sscs-desktop " + purpose.encode()).derive(secret)


def _scrypt(passphrase: str, parameters: object) -> tuple[bytes, bytes]:
    from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

    if not isinstance(parameters, dict):
        raise ValueError("no scrypt parameters")
    salt = _unpack(parameters["salt"])
    typed = unicodedata.normalize("NFKC", passphrase)  # input methods differ in width and composition
    costs = {name: parameters[name] for name in _SCRYPT}
    n, r, p = (cost for name, cost in costs.items() if isinstance(cost, int) and 0 < cost <= _SCRYPT_MOST[name])
    return salt, Scrypt(salt=salt, length=32, n=n, r=r, p=p).derive(typed.encode("utf-8"))


def _encrypt(lock: bytes, plain: bytes, label: bytes) -> bytes:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    nonce = secrets.token_bytes(12)
    return nonce + AESGCM(lock).encrypt(nonce, plain, label)


def _decrypt(lock: bytes, sealed: bytes, label: bytes) -> bytes | None:
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    try:
        return AESGCM(lock).decrypt(sealed[:12], sealed[12:], label)
    except InvalidTag:
        return None


def _pack(raw: bytes) -> str:
    return base64.b64encode(raw).decode("ascii")


def _unpack(text: object) -> bytes:
    if not isinstance(text, str):
        raise ValueError("not base64 text")
    return base64.b64decode(text, validate=True)


# --- files ----------------------------------------------------------------------------------------------------


def _read_key_file(path: Path) -> dict[str, object]:
    held = _read_summed(path)
    locks = [held.get("keystore"), held.get("recovery")]
    texts = [held.get("id"), held.get("check"), *(lock.get("wrapped") for lock in locks if isinstance(lock, dict))]
    slot = locks[0].get("slot") if isinstance(locks[0], dict) else None
    if len(texts) != 4 or not all(isinstance(text, str) for text in (*texts, slot)):
        raise Unreadable("key_file_damaged")
    return held


def _read_summed(path: Path) -> dict[str, object]:
    """Read a JSON file with its own checksum, so that damage is never taken for a wrong password."""
    try:
        held = json.loads(path.read_text("utf-8"))
    except FileNotFoundError as error:
        raise Unreadable("key_file_missing") from error
    except ValueError as error:  # covers broken UTF-8 and broken JSON
        raise Unreadable("key_file_damaged") from error
    if not isinstance(held, dict) or held.pop("sum", None) != _sum(held):
        raise Unreadable("key_file_damaged")
    if held.get("version") != 1:
        raise TooNew("file_too_new")
    return held


def _write_summed(path: Path, held: dict[str, object]) -> None:
    content = json.dumps(held | {"sum": _sum(held)}, indent=2, sort_keys=True)
    write_atomically(path, content.encode("utf-8"))


def _sum(held: Mapping[str, object]) -> str:
    return hashlib.sha256(json.dumps(held, sort_keys=True).encode("utf-8")).hexdigest()
