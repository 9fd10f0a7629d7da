"""What this machine has and lacks, said without opening anybody's data."""

from __future__ import annotations

import platform
import shutil
import sys
from collections.abc import Iterator
from importlib import metadata

from sscs_desktop import __version__
from sscs_desktop.base import clock, database, paths, secrets
from sscs_desktop.base.errors import DiskTrouble
from sscs_desktop.base.telling import Say

ROOM_MIB = 500
"""Free disk below which the desk would soon have to pause."""

Line = tuple[bool, str]
"""Whether it is as it should be, and the sentence."""


def run(say: Say) -> int:
    """Say one line for each thing looked at; return 1 if something needed is missing."""
    lines = list(look())
    for is_well, text in lines:
        say(f"{'ok' if is_well else '--'} {text}")
    return 0 if all(is_well for is_well, _ in lines) else 1


def look() -> Iterator[Line]:
    """Yield what there is: program, system, files, disk, cipher, keyring, window, scans, directory."""
    yield True, f"sscs-desktop {__version__}, Python {platform.python_version()}, {platform.platform()}"
    yield True, f"clock: {clock.written(clock.now())} Asia/Shanghai"
    yield from _files()
    yield _disk()
    yield _cipher()
    yield _keyring()
    yield _window()
    yield _scans()
    yield _directory()


def _files() -> Iterator[Line]:
    font = paths.resources("fonts", "FW-Regular.otf")
    yield font.is_file(), f"resources: {paths.resources()}"
    yield (
        any(paths.translations().glob("*.ts")) or any(paths.translations().glob("*.qm")),
        (f"translations: {paths.translations()}"),
    )


def _disk() -> Line:
    try:
        folder = paths.data_dir()
    except DiskTrouble as error:
        return False, f"data folder: cannot be made ({error.code})"
    free = shutil.disk_usage(folder).free // (1 << 20)
    return free >= ROOM_MIB, f"data folder {folder}, {free} MiB free"


def _cipher() -> Line:
    if database.cipher_available():
        return True, f"encrypted files: SQLCipher ({_version('sqlcipher3')})"
    return True, "encrypted files: not on this platform, the local file is plain and the desk says so"


def _keyring() -> Line:
    if secrets.os_keystore() is None:
        return True, "system keyring: none, the desk asks for a passphrase"
    return True, "system keyring: present"


def _window() -> Line:
    from sscs_desktop.ui import qt_check

    packages = qt_check.missing()
    if packages:
        return False, f"window: {qt_check.advice(packages)}"
    return True, f"window: Qt ({_version('PySide6-Essentials')})"


def _scans() -> Line:
    from sscs_desktop.exchange import pdf_pages

    if pdf_pages.can_draw():
        return True, f"scanned PDFs: their pages are drawn ({_version('pypdfium2')})"
    return False, "scanned PDFs: no page is drawn; the program is incomplete, or something stops its second process"


def _directory() -> Line:
    try:
        import starlette
        import uvicorn
    except ImportError:
        return True, "directory: not installed here (extra “server”), the desk does not need it"
    return True, f"directory: starlette {starlette.__version__}, uvicorn {uvicorn.__version__}"


def _version(package: str) -> str:
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return "frozen" if getattr(sys, "frozen", False) else "unknown"
