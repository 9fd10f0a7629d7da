"""The desk put together: store, gateway, engine, bus, jobs, desk and window, closed in reverse order."""

from __future__ import annotations

import getpass
import logging
import sys
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from sscs_desktop.base import paths, secrets, settings
from sscs_desktop.base.errors import Refused
from sscs_desktop.base.secrets import Keystore
from sscs_desktop.base.settings import Settings
from sscs_desktop.store.store import Store
from sscs_desktop.sync import account_files
from sscs_desktop.sync.account_files import AccountFiles
from sscs_desktop.sync.engine import SyncEngine
from sscs_desktop.sync.gateway import Gateway

_log = logging.getLogger(__name__)


def settings_file() -> Path:
    """Return where this machine's settings lie."""
    return paths.data_dir() / "settings.json"


@dataclass(frozen=True, kw_only=True)
class Wing:
    """An account opened: its file, its door to the directory, its rounds. No Qt in it."""

    files: AccountFiles
    keystore: Keystore
    store: Store
    gateway: Gateway
    engine: SyncEngine

    @classmethod
    def open(cls, login: str, keystore: Keystore, key: bytes | None = None) -> Self:
        """Open an account set up here; `key` where the keystore could not give it (a recovery).

        Raises InUse("file_in_use"), WrongKey, DiskTrouble, TooNew.
        """
        files = AccountFiles.of(login)
        store = account_files.open_store(files, key or account_files.key_of(files, keystore))
        try:
            gateway = account_files.open_gateway(files, store.account, keystore)
        except BaseException:
            store.close()
            raise
        return cls(files=files, keystore=keystore, store=store, gateway=gateway, engine=SyncEngine(store, gateway))

    def close(self) -> None:
        """Close the connections, then the file."""
        self.gateway.close()
        self.store.close()


def sync_once(say: Callable[[str], object]) -> int:
    """Run one round for the machine's account and say what it did."""
    from sscs_desktop.ui import messages

    with _headless() as (wing, _):
        found = wing.engine.round()
        counts = ", ".join(f"{name} {count}" for name, count in found.counts.items())
        say(messages.digest(found.news) or counts)
    return 0


def print_card(words: str, file: Path, say: Callable[[str], object]) -> int:
    """Paint the feedback card of the one enterprise that `words` find, with a number of its own, as PDF."""
    from PySide6.QtGui import QGuiApplication

    from sscs_desktop.store import search
    from sscs_desktop.ui.dialogs import card_paper
    from sscs_desktop.ui.subject import Subject

    _qt = QGuiApplication.instance() or QGuiApplication(["sscs-desktop", "-platform", "offscreen"])
    with _headless() as (wing, _):
        with wing.store.read() as session:
            hits = [hit for hit in search.find(session, words, 20) if hit.kind in ("enterprise", "project")]
        exact = [hit for hit in hits if hit.title == words] or hits
        if len(exact) != 1:
            raise Refused("not_one_subject", found=len(exact))
        card = card_paper.record(wing.store, Subject(kind=exact[0].kind, id=exact[0].id), None)
        card_paper.to_pdf(wing.store, card, file)
        say(f"{card.number} {file}")
    return 0


class _Headless(ExitStack):
    """The machine's account opened without a window."""

    def __enter__(self) -> tuple[Wing, Settings]:  # type: ignore[override]
        super().__enter__()
        kept = settings.load(settings_file())
        if not kept.account:
            raise Refused("no_account")
        keystore = secrets.os_keystore() or account_files.passphrase_keystore(getpass.getpass("口令: "))
        wing = Wing.open(kept.account, keystore)
        self.callback(wing.close)
        return wing, kept


_headless = _Headless


def run(argv: Sequence[str] | None = None) -> int:
    """Open the desk: set it up if this machine has no account, ask for a passphrase where there is no keyring."""
    from sscs_desktop.ui import opening

    return opening.run(list(argv or sys.argv[:1]), settings_file(), Wing.open)
