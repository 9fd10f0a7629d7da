"""An account opened, without a window: its file, its door to the directory, its rounds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

from sscs_desktop.base.secrets import Keystore
from sscs_desktop.store.store import Store
from sscs_desktop.sync import account_files
from sscs_desktop.sync.account_files import AccountFiles
from sscs_desktop.sync.engine import SyncEngine
from sscs_desktop.sync.gateway import Gateway


@dataclass(frozen=True, kw_only=True)
class Wing:
    """Opened from the bottom up, closed from the top down. No Qt in it."""

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
