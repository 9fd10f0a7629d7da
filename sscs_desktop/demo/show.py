"""The demo with a window: a directory of its own, the demo cadre signed in, everything gone or kept as one folder."""

from __future__ import annotations

import os
import secrets
import shutil
from pathlib import Path

from sscs_desktop import app
from sscs_desktop.base import clock, files, logs, paths
from sscs_desktop.base.secrets import Keystore
from sscs_desktop.base.settings import Settings
from sscs_desktop.demo import county, processes
from sscs_desktop.sync import account_files
from sscs_desktop.sync.wing import Wing
from sscs_desktop.wire import codec
from sscs_desktop.wire.messages import Invitation


def run() -> int:
    """Make a new demo county, open the window on it, and stop the directory when the window closes.

    Raises InUse("file_in_use") while another demo runs: its county is not swept away beneath it.
    """
    folder = paths.data_dir() / "demo"
    with files.hold(folder):
        return _run(folder)


def _run(folder: Path) -> int:
    shutil.rmtree(folder, ignore_errors=True)
    os.environ["SSCS_HOME"] = str(folder / "home")
    clock.stand_at(county.OPENING)
    logs.start(paths.log_dir())
    county.found(folder / "directory")
    with processes.DirectoryProcess(folder / "directory", processes.free_port()) as directory:
        keystore = account_files.passphrase_keystore(secrets.token_urlsafe(16))
        wing = sign_in(folder / "directory", county.CADRE, directory.address, keystore)
        kept = Settings(account=county.CADRE, directory_address=directory.address)
        qt = app.application(kept)
        seat = app.Seat(wing, kept, app.settings_file())
        seat.begin()
        code = qt.exec()
        seat.close()
    return code


def sign_in(folder: Path, login: str, address: str, keystore: Keystore) -> Wing:
    """Connect an account by its invitation, as its cadre would on the first morning, and open it."""
    invitation = codec.decode(county.invite(folder, login, address), Invitation)
    account_files.set_up(invitation, secrets.token_urlsafe(12), keystore)
    return Wing.open(login, keystore)
