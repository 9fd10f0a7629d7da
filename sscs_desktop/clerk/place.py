"""Where a directory lies, and whether what it is served with fits together."""

from __future__ import annotations

import argparse
import os
import ssl
from pathlib import Path

from sscs_desktop.base.errors import Refused, Unreadable
from sscs_desktop.server.directory import FILE_NAME, FILES_SUFFIX, check_address, is_set_up


def standing(arguments: argparse.Namespace) -> Path | str:
    """Return where the directory of `arguments` lies; a mistyped folder or database never becomes a new one.

    Refused: no_directory, bad_database, no_database.
    """
    place = place_of(arguments)
    stands = (place / FILE_NAME).is_file() if isinstance(place, Path) else is_set_up(place)
    if not stands:
        raise Refused("no_directory")
    return place


def place_of(arguments: argparse.Namespace) -> Path | str:
    """Return the folder, or the PostgreSQL address from the command or SSCS_DATABASE, which `ps` does not show."""
    address: str = arguments.database or os.environ.get("SSCS_DATABASE", "")
    folder: Path = arguments.data
    if address:
        check_address(address)
    return address or folder


def files_of(arguments: argparse.Namespace) -> Path:
    """Return the folder of what is attached to records: in DIR, whatever database stands behind it."""
    folder: Path = arguments.data
    return (folder / FILE_NAME).with_suffix(FILES_SUFFIX)


def check_certificate(certificate: Path | None, key: Path | None) -> None:
    """Say whether the server's PEM files fit together; none is fine.

    Raises Refused("key_without_certificate"), Unreadable("bad_certificate"), also for a key under a password.
    """
    if certificate is None:
        if key is not None:
            raise Refused("key_without_certificate")
        return
    try:
        ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).load_cert_chain(certificate, key, password=str)
    except OSError as error:  # ssl.SSLError is one
        raise Unreadable("bad_certificate") from error
