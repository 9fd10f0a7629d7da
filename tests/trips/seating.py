"""Accounts of a real directory in this process: their files, their line, their rounds."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import uvicorn
from starlette.types import ASGIApp, Receive, Scope, Send

from sscs_desktop.base import secrets
from sscs_desktop.base.secrets import Keystore
from sscs_desktop.domain.vocabulary import OrganisationKind
from sscs_desktop.server import admin, service
from sscs_desktop.server.directory import Directory
from sscs_desktop.sync import account, account_files
from sscs_desktop.sync.account_files import AccountFiles
from sscs_desktop.sync.engine import SyncEngine
from sscs_desktop.sync.gateway import Gateway
from sscs_desktop.sync.wing import Wing
from sscs_desktop.wire.messages import Invitation
from tests.line import ADDRESS, Line

PASSWORD = "Ningjin-2018-dalu"


class Place:
    """A directory, and the desks that were set up with it."""

    def __init__(self, folder: Path) -> None:
        self.directory = Directory.open(folder)
        self.app = service.make_app(self.directory)
        self.lines: dict[str, Line] = {}

    def invitation(self, login: str, address: str = ADDRESS) -> Invitation:
        return admin.invitation(self.directory, admin.account_id(self.directory, login), address)

    def wing(self, login: str, keystore: Keystore | None = None) -> Wing:
        """Open an account, set up if this is its first day; its requests go over `lines[login]`."""
        keystore = keystore or _keyring()
        files = AccountFiles.of(login)
        line = self.lines.setdefault(login, Line(self.app))
        gateway = Gateway(ADDRESS, adapter=line)
        if not files.is_set_up:
            files.folder.mkdir(parents=True, exist_ok=True)
            secrets.create_keyring_file(files.keys, keystore)
            person = account.connect(gateway, self.invitation(login), PASSWORD, keystore)
            account_files.open_store(files, account_files.key_of(files, keystore), person).close()
        store = account_files.open_store(files, account_files.key_of(files, keystore))
        account.resume(gateway, login, keystore)
        return Wing(files=files, keystore=keystore, store=store, gateway=gateway, engine=SyncEngine(store, gateway))

    def clerk(self, login: str, role: str, unit: str) -> str:
        """Add somebody of the county's offices with PASSWORD, at the organisation whose name ends so."""
        found = next(o for o in self.directory.organisations() if str(o["name"]).endswith(unit))
        assert role != "office" or found["kind"] == OrganisationKind.OFFICE.value
        return admin.add_account(self.directory, login, login, role=role, unit_id=str(found["id"]), password=PASSWORD)

    def close(self) -> None:
        self.directory.close()


def _keyring() -> Keystore:
    found = secrets.os_keystore()
    assert found is not None
    return found


class OtherVersion:
    """A desk of another version, as the directory hears it: its requests name another schema."""

    def __init__(self, app: ASGIApp, schema: int) -> None:
        self._app = app
        self._schema = str(schema).encode()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = [(n, self._schema if n == b"x-schema" else v) for n, v in scope["headers"]]
        await self._app({**scope, "headers": headers}, receive, send)


@contextmanager
def listening(app: ASGIApp) -> Iterator[str]:
    """Let a service listen on this machine, and yield its address."""
    server = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=0, log_config=None, lifespan="off"))
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    try:
        yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join()
