"""One folder per account: its encrypted file, the key under two locks, the pinned authority; made and opened here."""

from __future__ import annotations

import logging
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from sscs_desktop.base import clock, database, ids, paths, secrets
from sscs_desktop.base.errors import DiskTrouble, Offline, Unreadable, WrongKey
from sscs_desktop.base.files import private_folder, write_atomically
from sscs_desktop.base.secrets import Keystore, PassphraseKeystore
from sscs_desktop.store import handing
from sscs_desktop.store.session import Account
from sscs_desktop.store.store import Store
from sscs_desktop.sync import account, registration
from sscs_desktop.sync.gateway import Gateway
from sscs_desktop.wire import codec
from sscs_desktop.wire.messages import Invitation

_LARGEST_INVITATION = 64 * 1024

_log = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True)
class AccountFiles:
    """Where one account's files lie."""

    folder: Path

    @classmethod
    def of(cls, login: str) -> AccountFiles:
        """Return the place of an account in the user's data folder; nothing is made."""
        return cls(folder=paths.data_dir() / "accounts" / quote(login, safe=""))

    @property
    def database(self) -> Path:
        return self.folder / "desk.db"

    @property
    def keys(self) -> Path:
        return self.folder / "desk.keys"

    @property
    def spare_keys(self) -> Path:
        """A copy of `keys`: where both locks of the only key lie in one file, a bad sector would cost everything."""
        return self.backups / "desk.keys"

    @property
    def authority(self) -> Path:
        return self.folder / "authority.pem"

    @property
    def backups(self) -> Path:
        return self.folder / "backups"

    @property
    def is_set_up(self) -> bool:
        """Tell whether the account's file stands here."""
        return self.database.is_file()


def keystore_file() -> Path:
    """Return the file that keeps secrets under a passphrase where the system has no keyring."""
    return paths.data_dir() / "keystore.json"


def passphrase_keystore(passphrase: str) -> PassphraseKeystore:
    """Open the passphrase keystore, or make it with this passphrase. Raises WrongKey("wrong_passphrase"), Invalid."""
    file = keystore_file()
    return (PassphraseKeystore.open if file.exists() else PassphraseKeystore.create)(file, passphrase)


def open_passphrase_keystore(ask: Callable[[], str]) -> PassphraseKeystore:
    """Open the passphrase keystore with what `ask` returns; never make one. Raises WrongKey("keyring_away")."""
    if not keystore_file().exists():
        raise WrongKey("keyring_away")
    return PassphraseKeystore.open(keystore_file(), ask())


def read_invitation(file: Path) -> Invitation:
    """Return what an invitation file says. Raises Unreadable("bad_invitation")."""
    try:
        with file.open("rb") as handle:
            return codec.decode(handle.read(_LARGEST_INVITATION), Invitation)
    except (OSError, Unreadable) as error:
        raise Unreadable("bad_invitation") from error


def set_up(invitation: Invitation, password: str, keystore: Keystore) -> str:
    """Connect for the first time; return the recovery code, to be shown once ("" where the file cannot be encrypted).

    The key is made before the one-time code is used, so that a full disk costs no invitation. Raises Offline,
    LoginNeeded, Refused, DiskTrouble; then nothing is left behind.
    """
    files = AccountFiles.of(invitation.account)
    gateway = Gateway(invitation.address, ca=invitation.ca)
    private_folder(files.folder)
    code, is_fresh = "", not files.is_set_up
    if is_fresh and database.cipher_available():
        _put_aside(files.keys)
        _, code = secrets.create_keyring_file(files.keys, keystore)
    try:
        person = _connected(gateway, invitation, password, keystore)
    except BaseException:
        if is_fresh:
            files.keys.unlink(missing_ok=True)
        raise
    finally:
        gateway.close()
    if invitation.ca:
        write_atomically(files.authority, invitation.ca.encode())
    with closing(open_store(files, key_of(files, keystore), person)) as store, store.write("sync") as session:
        handing.begin_again(session)  # a desk that was handed over: its person is invited anew
        if invitation.place is not None and not registration.replica(session):
            registration.take(session, invitation.place.replica)
    return code


def _connected(gateway: Gateway, invitation: Invitation, password: str, keystore: Keystore) -> Account:
    """Connect; without network an invitation for parcels says itself who this is."""
    try:
        return account.connect(gateway, invitation, password, keystore)
    except Offline:
        place = invitation.place
        if place is None:
            raise
        return Account(
            user_id=place.user_id,
            account=invitation.account,
            user_name=invitation.user_name,
            unit_id=place.unit_id,
            unit_name=invitation.unit_name,
            role=place.role,
            county_code=place.county_code,
            address=gateway.address,
        )


def key_of(files: AccountFiles, keystore: Keystore) -> bytes | None:
    """Return the file's key, None where files are not encrypted. Raises WrongKey("key_missing"), Unreadable."""
    if not database.cipher_available():
        return None
    key = _opened(files, lambda keys: secrets.open_key(keys, keystore))
    _spare_keys(files)
    return key


def recover(files: AccountFiles, code: str, keystore: Keystore) -> bytes:
    """Open the file's key by the recovery code and lock it anew with `keystore`. Raises WrongKey."""
    key = _opened(files, lambda keys: secrets.open_with_recovery(keys, code))
    secrets.rewrap(files.keys, key, keystore)
    _spare_keys(files)
    return key


def replace_keystore(files: AccountFiles, code: str, passphrase: str) -> tuple[Keystore, bytes | None]:
    """Begin a keystore with a new passphrase where the old one is forgotten; return it and the account's key.

    The old file is put aside, never deleted, and only once the recovery code has opened the key: until then nothing
    has changed. Other accounts here then ask for their own codes. Raises WrongKey, Unreadable, Invalid, DiskTrouble.
    """
    key = None
    if database.cipher_available():
        key = _opened(files, lambda keys: secrets.open_with_recovery(keys, code))
    aside = _put_aside(keystore_file())
    try:
        keystore = PassphraseKeystore.create(keystore_file(), passphrase)
    except BaseException:
        if aside is not None:
            aside.rename(keystore_file())
        raise
    if key is not None:
        secrets.rewrap(files.keys, key, keystore)
        _spare_keys(files)
    return keystore, key


def open_store(files: AccountFiles, key: bytes | None, person: Account | None = None) -> Store:
    """Open the account's file, with a backup first where its version is old."""
    private_folder(files.backups)
    return Store.open(files.database, key, person, backup=files.backups / "before-upgrade.db")


def open_gateway(files: AccountFiles, person: Account, keystore: Keystore) -> Gateway:
    """Return the door to the account's directory, with the token of the last sign-in."""
    ca = files.authority.read_text("utf-8") if files.authority.is_file() else ""
    gateway = Gateway(person.address, ca=ca)
    account.resume(gateway, person.account, keystore)
    return gateway


def _put_aside(file: Path) -> Path | None:
    """Keep keys that a new file will stand in for, under a name of their own: what they open may turn up again."""
    if not file.exists():
        return None
    aside = file.with_name(f"{file.name}.{clock.now():%Y%m%d%H%M%S}-{ids.new_id()[-4:]}")
    return file.rename(aside)


def _opened(files: AccountFiles, unlock: Callable[[Path], bytes]) -> bytes:
    """Open the key file, or its spare where it is missing or damaged; a spare that opens takes its place."""
    try:
        return unlock(files.keys)
    except Unreadable:
        if not files.spare_keys.is_file():
            raise
        key = unlock(files.spare_keys)
        write_atomically(files.keys, files.spare_keys.read_bytes())
        return key


def _spare_keys(files: AccountFiles) -> None:
    """Keep the spare like the key file that has just opened; without room for it the desk opens all the same."""
    content = files.keys.read_bytes()
    if files.spare_keys.is_file() and files.spare_keys.read_bytes() == content:
        return
    try:
        private_folder(files.backups)
        write_atomically(files.spare_keys, content)
    except (OSError, DiskTrouble) as error:
        _log.info("no spare of the key file: %s", error)
