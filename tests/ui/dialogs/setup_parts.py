"""What the first run needs: an invitation in a file, and a keystore that has nothing."""

from __future__ import annotations

from pathlib import Path

from sscs_desktop.base.secrets import Keystore
from sscs_desktop.wire import codec
from sscs_desktop.wire.messages import Invitation

INVITATION = Invitation(
    address="https://directory.invalid",
    directory_name="宁晋县双创双服服务直通",
    account="wang",
    user_name="王建国",
    unit_name="大陆村镇经济发展办公室",
    code="once",
)


def invitation_file(folder: Path, invitation: Invitation = INVITATION) -> Path:
    file = folder / "王建国.sscs-invite"
    file.write_bytes(codec.encode(invitation))
    return file


class _Absent:
    """A keystore on which nothing is asked: dialogs that are only looked at."""

    def get(self, name: str) -> str | None:
        raise AssertionError(name)

    def set(self, name: str, value: str) -> None:
        raise AssertionError(name)

    def delete(self, name: str) -> None:
        raise AssertionError(name)


ABSENT: Keystore = _Absent()
