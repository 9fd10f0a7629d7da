"""The machine's account opened without a window, and Qt without a display."""

from __future__ import annotations

import getpass
import os
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager

from sscs_desktop import app
from sscs_desktop.base import secrets, settings
from sscs_desktop.base.errors import Refused
from sscs_desktop.sync import account_files
from sscs_desktop.sync.wing import Wing


@contextmanager
def headless() -> Iterator[Wing]:
    """Open the machine's account without a window."""
    kept = settings.load(app.settings_file())
    if not kept.account:
        raise Refused("no_account")
    keystore = secrets.os_keystore() or account_files.open_passphrase_keystore(lambda: getpass.getpass("口令: "))
    with closing(Wing.open(kept.account, keystore)) as wing:
        yield wing


def without_screen() -> None:
    """Paint without a display where there is none: Qt would end the process."""
    if sys.platform.startswith("linux") and not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
