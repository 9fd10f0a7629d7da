"""Keys and tokens: daily lock, recovery code, passphrase file, and what happens when one of them is lost."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import keyring
import keyring.backend
import keyring.errors
import pytest
from keyring.backends import fail

from sscs_desktop.base import recovery, secrets
from sscs_desktop.base.errors import Invalid, TooNew, Unreadable, WrongKey
from sscs_desktop.base.secrets import OsKeystore, PassphraseKeystore

SCRYPT = secrets._SCRYPT
"""As the program has it: while a test runs it is lighter."""
PASSPHRASE = "走访之前先看台账"


@pytest.fixture
def keystore() -> OsKeystore:
    found = secrets.os_keystore()
    assert found is not None
    return found


@pytest.fixture
def key_file(tmp_path: Path) -> Path:
    return tmp_path / "luancheng.keys"


# --- the daily lock and the recovery code -------------------------------------------------------------------------


def test_the_key_opens_by_the_keyring_and_by_the_recovery_code(key_file: Path, keystore: OsKeystore) -> None:
    key, code = secrets.create_keyring_file(key_file, keystore)
    assert len(key) == 32
    assert secrets.open_key(key_file, keystore) == key
    assert secrets.open_with_recovery(key_file, code) == key


def test_neither_key_nor_code_lies_in_the_file(key_file: Path, keystore: OsKeystore) -> None:
    key, code = secrets.create_keyring_file(key_file, keystore)
    written = key_file.read_text()
    assert key.hex() not in written
    assert code not in written
    assert code.replace("-", "") not in written


def test_an_existing_key_file_is_never_overwritten(key_file: Path, keystore: OsKeystore) -> None:
    key, _ = secrets.create_keyring_file(key_file, keystore)
    with pytest.raises(FileExistsError):
        secrets.create_keyring_file(key_file, keystore)
    assert secrets.open_key(key_file, keystore) == key


def test_a_code_has_eight_groups_of_four_and_at_least_128_random_bits() -> None:
    code = recovery.new_code()
    groups = code.split("-")
    assert [len(group) for group in groups] == [4] * 8
    assert not set("ILOU") & set(code)
    assert recovery._RANDOM * 5 >= 128
    assert len({recovery.new_code() for _ in range(500)}) == 500


def test_a_code_is_read_as_people_write_it(key_file: Path, keystore: OsKeystore) -> None:
    key, code = secrets.create_keyring_file(key_file, keystore)
    wide = "".join(chr(ord(sign) + 0xFEE0) for sign in code)
    for typed in (code.lower(), code.replace("-", " "), code.replace("-", ""), f"  {code}\n", wide):
        assert secrets.open_with_recovery(key_file, typed) == key
    for shown, written in (("0", "O"), ("0", "o"), ("1", "I"), ("1", "l")):
        assert secrets.open_with_recovery(key_file, code.replace(shown, written)) == key


def test_lookalikes_are_read_in_a_code_that_surely_has_them() -> None:
    drawn = "01" * 14
    code = drawn + recovery._check(drawn)
    assert recovery.secret_of(code.replace("0", "o").replace("1", "l")) == recovery.secret_of(code)
    assert recovery.secret_of(code.replace("0", "O").replace("1", "I")) == recovery.secret_of(code)


def test_every_single_typo_and_every_swap_of_neighbours_is_noticed() -> None:
    code = recovery.new_code().replace("-", "")
    wrong = [code[:p] + sign + code[p + 1 :] for p in range(32) for sign in "0A9Z" if code[p] != sign]
    wrong += [code[:p] + code[p + 1] + code[p] + code[p + 2 :] for p in range(31) if code[p] != code[p + 1]]
    for typed in [*wrong, code[:-1], code + "0", "", "恢复码", code[:-1] + "U"]:
        with pytest.raises(WrongKey) as caught:
            recovery.secret_of(typed)
        assert (caught.value.code, caught.value.data) == ("wrong_recovery_code", {"reason": "mistyped"})


def test_the_code_of_another_file_is_told_from_a_typo(key_file: Path, keystore: OsKeystore) -> None:
    secrets.create_keyring_file(key_file, keystore)
    with pytest.raises(WrongKey) as caught:
        secrets.open_with_recovery(key_file, recovery.new_code())
    assert (caught.value.code, caught.value.data) == ("wrong_recovery_code", {"reason": "other_file"})


def test_on_a_new_machine_the_code_opens_and_the_daily_lock_is_made_anew(key_file: Path, keystore: OsKeystore) -> None:
    key, code = secrets.create_keyring_file(key_file, keystore)
    keyring.set_keyring(type(keyring.get_keyring())())  # the new machine's empty keyring
    here = secrets.os_keystore()
    assert here is not None
    with pytest.raises(WrongKey) as caught:
        secrets.open_key(key_file, here)
    assert caught.value.code == "key_missing"
    secrets.rewrap(key_file, secrets.open_with_recovery(key_file, code), here)
    assert secrets.open_key(key_file, here) == key
    assert secrets.open_with_recovery(key_file, code) == key
    with pytest.raises(WrongKey):
        secrets.open_key(key_file, keystore)


def test_a_new_daily_lock_leaves_no_old_secret_behind(key_file: Path, keystore: OsKeystore) -> None:
    key, _ = secrets.create_keyring_file(key_file, keystore)
    backend = keyring.get_keyring()
    before = set(backend.entries)  # type: ignore[attr-defined]
    secrets.rewrap(key_file, key, keystore)
    after = set(backend.entries)  # type: ignore[attr-defined]
    assert len(before) == len(after) == 1
    assert before != after


def test_a_crash_between_keystore_and_file_leaves_the_old_lock_working(
    key_file: Path, keystore: OsKeystore, monkeypatch: pytest.MonkeyPatch
) -> None:
    key, _ = secrets.create_keyring_file(key_file, keystore)

    def die(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr("os.fsync", die)
        with pytest.raises(KeyboardInterrupt):
            secrets.rewrap(key_file, key, keystore)
    assert secrets.open_key(key_file, keystore) == key


def test_a_wrong_key_is_never_wrapped(key_file: Path, keystore: OsKeystore) -> None:
    key, code = secrets.create_keyring_file(key_file, keystore)
    for attempt in (
        lambda: secrets.rewrap(key_file, b"\0" * 32, keystore),
        lambda: secrets.renew_recovery_code(key_file, b"\0" * 32),
    ):
        with pytest.raises(WrongKey) as caught:
            attempt()
        assert caught.value.code == "wrong_key"
    assert secrets.open_key(key_file, keystore) == secrets.open_with_recovery(key_file, code) == key


def test_a_renewed_code_ends_the_old_one(key_file: Path, keystore: OsKeystore) -> None:
    key, old = secrets.create_keyring_file(key_file, keystore)
    new = secrets.renew_recovery_code(key_file, key)
    assert secrets.open_with_recovery(key_file, new) == secrets.open_key(key_file, keystore) == key
    with pytest.raises(WrongKey):
        secrets.open_with_recovery(key_file, old)


def test_damage_is_never_taken_for_a_wrong_password(key_file: Path, keystore: OsKeystore) -> None:
    _, code = secrets.create_keyring_file(key_file, keystore)
    whole = key_file.read_bytes()
    wrapped = json.loads(whole)["keystore"]["wrapped"]
    flipped = whole.replace(wrapped.encode(), ("A" if wrapped[0] != "A" else "B").encode() + wrapped[1:].encode())
    for damaged in (whole[:-30], b"", b"[]", b"{}", b"\xff" + whole, flipped):
        key_file.write_bytes(damaged)
        with pytest.raises(Unreadable) as caught:
            secrets.open_key(key_file, keystore)
        assert caught.value.code == "key_file_damaged"
        with pytest.raises(Unreadable):
            secrets.open_with_recovery(key_file, code)


def test_a_missing_key_file_is_said_to_be_missing(key_file: Path, keystore: OsKeystore) -> None:
    with pytest.raises(Unreadable) as caught:
        secrets.open_key(key_file, keystore)
    assert caught.value.code == "key_file_missing"


def test_a_key_file_of_a_newer_desk_asks_for_an_update(key_file: Path, keystore: OsKeystore) -> None:
    secrets.create_keyring_file(key_file, keystore)
    held = json.loads(key_file.read_text())
    del held["sum"]
    secrets._write_summed(key_file, held | {"version": 2})
    with pytest.raises(TooNew) as caught:
        secrets.open_key(key_file, keystore)
    assert caught.value.code == "file_too_new"


# --- keystores ------------------------------------------------------------------------------------------------


def test_tokens_are_kept_per_account_and_forgotten_on_demand(keystore: OsKeystore) -> None:
    secrets.set_token(keystore, "甲", "t-1")
    secrets.set_token(keystore, "乙", "t-2")
    assert secrets.get_token(keystore, "甲") == "t-1"
    secrets.delete_token(keystore, "甲")
    secrets.delete_token(keystore, "甲")
    assert secrets.get_token(keystore, "甲") is None
    assert secrets.get_token(keystore, "乙") == "t-2"


def test_every_entry_of_the_keyring_has_the_one_user_name(key_file: Path, keystore: OsKeystore) -> None:
    secrets.create_keyring_file(key_file, keystore)
    secrets.set_token(keystore, "甲", "t")
    entries = keyring.get_keyring().entries  # type: ignore[attr-defined]
    assert {user for _, user in entries} == {"sscs-desktop"}
    assert len({service for service, _ in entries}) == 2
    assert all(len(value) <= secrets.LONGEST_SECRET for value in entries.values())


def test_a_secret_that_windows_could_not_hold_is_refused(keystore: OsKeystore) -> None:
    with pytest.raises(ValueError, match="longer"):
        secrets.set_token(keystore, "甲", "x" * 1281)


def test_without_a_keyring_there_is_no_os_keystore() -> None:
    keyring.set_keyring(fail.Keyring())
    assert secrets.os_keystore() is None


def test_a_keyring_of_plain_text_is_no_keyring() -> None:
    home = type(keyring.get_keyring())
    foreign = type("PlaintextKeyring", (home,), {"__module__": "keyrings.alt.file"})
    keyring.set_keyring(foreign())
    assert secrets.os_keystore() is None


def test_a_locked_keyring_is_a_situation_and_no_crash() -> None:
    class Locked(keyring.backend.KeyringBackend):
        priority = 1  # type: ignore[assignment]

        def get_password(self, service: str, username: str) -> str | None:
            raise keyring.errors.KeyringLocked(service)

        def set_password(self, service: str, username: str, password: str) -> None:
            raise keyring.errors.KeyringLocked(service)

    keyring.set_keyring(Locked())
    keystore = secrets.os_keystore()
    assert keystore is not None
    for attempt in (lambda: keystore.get("x"), lambda: keystore.set("x", "y")):
        with pytest.raises(WrongKey) as caught:
            attempt()
        assert caught.value.code == "keyring_locked"


def test_a_passphrase_file_stands_in_for_the_keyring(tmp_path: Path, key_file: Path) -> None:
    place = tmp_path / "secrets.json"
    key, code = secrets.create_keyring_file(key_file, PassphraseKeystore.create(place, PASSPHRASE))
    reopened = PassphraseKeystore.open(place, PASSPHRASE)
    secrets.set_token(reopened, "甲", "令牌-token")
    assert secrets.open_key(key_file, reopened) == key
    assert secrets.get_token(PassphraseKeystore.open(place, PASSPHRASE), "甲") == "令牌-token"
    assert "token" not in place.read_text().replace("kdf", "")
    assert secrets.open_with_recovery(key_file, code) == key


def test_a_wrong_passphrase_is_told_and_a_changed_one_holds(tmp_path: Path) -> None:
    place = tmp_path / "secrets.json"
    store = PassphraseKeystore.create(place, PASSPHRASE)
    store.set("a", "1")
    with pytest.raises(WrongKey) as caught:
        PassphraseKeystore.open(place, PASSPHRASE + "。")
    assert caught.value.code == "wrong_passphrase"
    store.change("another long one")
    assert PassphraseKeystore.open(place, "another long one").get("a") == "1"
    with pytest.raises(WrongKey):
        PassphraseKeystore.open(place, PASSPHRASE)


def test_a_passphrase_file_costs_in_earnest_what_it_promises(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(secrets, "_SCRYPT", SCRYPT)
    place = tmp_path / "secrets.json"
    PassphraseKeystore.create(place, PASSPHRASE)
    kdf = json.loads(place.read_text())["kdf"]
    assert (kdf["n"], kdf["r"], kdf["p"]) == (65536, 8, 1)


def test_a_short_passphrase_is_refused_and_an_existing_file_kept(tmp_path: Path) -> None:
    place = tmp_path / "secrets.json"
    with pytest.raises(Invalid) as caught:
        PassphraseKeystore.create(place, "1234567")
    assert caught.value.problems == {"passphrase": "too_short"}
    PassphraseKeystore.create(place, PASSPHRASE)
    with pytest.raises(FileExistsError):
        PassphraseKeystore.create(place, PASSPHRASE)


def test_a_damaged_or_greedy_passphrase_file_is_unreadable(tmp_path: Path) -> None:
    place = tmp_path / "secrets.json"
    PassphraseKeystore.create(place, PASSPHRASE)
    held = json.loads(place.read_text())
    place.write_text(place.read_text()[:-20])
    with pytest.raises(Unreadable):
        PassphraseKeystore.open(place, PASSPHRASE)
    del held["sum"]
    secrets._write_summed(place, held | {"kdf": held["kdf"] | {"n": 1 << 40}})
    with pytest.raises(Unreadable) as caught:
        PassphraseKeystore.open(place, PASSPHRASE)
    assert caught.value.code == "key_file_damaged"


def test_importing_secrets_imports_neither_keyring_nor_cryptography() -> None:
    code = "import sys, sscs_desktop.base.secrets; print({'keyring', 'cryptography'} & set(sys.modules))"
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert shown.stdout == "set()\n"
