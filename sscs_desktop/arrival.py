"""From starting the program to an open account: keyring or passphrase, set-up, recovery."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtWidgets import QDialog

from sscs_desktop.base import secrets
from sscs_desktop.base.errors import SscsError, WrongKey
from sscs_desktop.base.secrets import Keystore
from sscs_desktop.base.settings import Settings
from sscs_desktop.sync.account_files import AccountFiles
from sscs_desktop.sync.wing import Wing
from sscs_desktop.ui.dialogs.message_dialog import MessageDialog
from sscs_desktop.ui.dialogs.setup_dialog import PassphraseDialog, RecoveryDialog, SetupDialog, accounts_here
from sscs_desktop.ui.jobs import Jobs


def arrive(kept: Settings) -> tuple[Settings, Wing] | None:
    """Return the settings as they are now and the open account, None if the person left."""
    jobs = Jobs()
    try:
        keystore = _keystore(jobs)
        return None if keystore is None else _account(kept, keystore, jobs)
    finally:
        jobs.close()


def _keystore(jobs: Jobs) -> Keystore | None:
    """Return the system's keyring, or ask for the passphrase that stands in for it."""
    keystore = secrets.os_keystore()
    if keystore is not None:
        return keystore
    dialog = PassphraseDialog(jobs)
    return dialog.keystore if _accepted(dialog) else None


def _account(kept: Settings, keystore: Keystore, jobs: Jobs) -> tuple[Settings, Wing] | None:
    login, key = kept.account or _only_account(), b""
    if not login or not AccountFiles.of(login).is_set_up:
        dialog = SetupDialog(keystore, jobs)
        if not _accepted(dialog):
            return None
        login, key = dialog.login, dialog.key
    wing = _open(login, keystore, key, jobs)
    if wing is None:
        return None
    return replace(kept, account=login, directory_address=wing.store.account.address), wing


def _only_account() -> str:
    """Return the one account whose file stands here, "" for none or several: the settings may be lost, the file not."""
    known = accounts_here()
    return known[0] if len(known) == 1 else ""


def _open(login: str, keystore: Keystore, key: bytes, jobs: Jobs) -> Wing | None:
    """Open the file; where the keystore lost its key, by the recovery code."""
    try:
        return Wing.open(login, keystore, key or None)
    except WrongKey as error:
        if error.code != "key_missing":
            MessageDialog(error).exec()
            return None
    except SscsError as error:
        MessageDialog(error).exec()
        return None
    dialog = RecoveryDialog(keystore, jobs, login=login)
    if not _accepted(dialog):
        return None
    return _open(dialog.login, keystore, dialog.key, jobs)


def _accepted(dialog: QDialog) -> bool:
    return dialog.exec() == QDialog.DialogCode.Accepted
