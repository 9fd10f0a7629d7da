"""Large files under a key of their own: AES-256-GCM in chunks, so that a part is read without the rest.

Each chunk has its own random nonce and is bound to its file and its place: none can be exchanged or moved unseen.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from sscs_desktop.base.errors import DiskTrouble, Unreadable
from sscs_desktop.base.files import disk_code, keep_private, write_atomically

CHUNK = 256 * 1024
"""Bytes as they were."""
NONCE, TAG = 12, 16
_SEALED = NONCE + CHUNK + TAG


def new_key() -> bytes:
    """Return a key for one file."""
    return secrets.token_bytes(32)


def write(path: Path, key: bytes, label: bytes, content: bytes) -> None:
    """Put `content` at `path`, whole or not at all. Raises DiskTrouble."""
    write_atomically(path, b"".join(_seal(key, label, 0, content)))


def append(path: Path, key: bytes, label: bytes, chunks: int, content: bytes) -> None:
    """Add to a file that holds so many whole chunks; what else stands in it was cut off and goes. Raises DiskTrouble.

    Only the last addition may end within a chunk.
    """
    keep_private(path)
    try:
        with path.open("r+b") as file:
            file.truncate(chunks * _SEALED)
            file.seek(0, os.SEEK_END)
            for sealed in _seal(key, label, chunks, content):
                file.write(sealed)
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        raise DiskTrouble(disk_code(error) or "disk_error") from error


def whole_chunks(path: Path) -> int:
    """Return how many whole chunks a file holds, 0 if there is none."""
    return path.stat().st_size // _SEALED if path.is_file() else 0


def read(path: Path, key: bytes, label: bytes, first: int = 0, size: int | None = None) -> bytes:
    """Return `size` bytes from `first` on, all that follow if None; fewer where the file ends.

    Raises Unreadable("attachment_damaged") for what is missing, cut off or changed.
    """
    found: list[bytes] = []
    last = None if size is None else (first + size - 1) // CHUNK
    at = first // CHUNK
    try:
        with path.open("rb") as file:
            file.seek(at * _SEALED)
            while (last is None or at <= last) and (sealed := file.read(_SEALED)):
                found.append(_open(key, label, at, sealed))
                at += 1
    except OSError as error:
        raise Unreadable("attachment_damaged") from error
    begin = first % CHUNK
    whole = b"".join(found)
    return whole[begin:] if size is None else whole[begin : begin + size]


def length(size: int) -> int:
    """Return how many bytes a file of `size` bytes takes once it is sealed."""
    return size + -(-size // CHUNK) * (NONCE + TAG)


def chunks(file: BinaryIO, at: int, key: bytes, label: bytes, size: int) -> Iterator[bytes]:
    """Yield what lies sealed from byte `at` of an open file on, chunk by chunk, `size` bytes in all.

    Raises Unreadable("attachment_damaged") for what is missing, cut off or changed.
    """
    for chunk in range(-(-size // CHUNK)):
        try:
            file.seek(at + chunk * _SEALED)
            found = file.read(NONCE + min(CHUNK, size - chunk * CHUNK) + TAG)
        except OSError as error:
            raise Unreadable("attachment_damaged") from error
        yield _open(key, label, chunk, found)


def _seal(key: bytes, label: bytes, chunk: int, content: bytes) -> list[bytes]:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    cipher = AESGCM(key)
    found = []
    for at in range(0, len(content), CHUNK):
        nonce = secrets.token_bytes(NONCE)
        place = label + (chunk + at // CHUNK).to_bytes(8, "big")
        found.append(nonce + cipher.encrypt(nonce, content[at : at + CHUNK], place))
    return found


def _open(key: bytes, label: bytes, chunk: int, sealed: bytes) -> bytes:
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    try:
        return AESGCM(key).decrypt(sealed[:NONCE], sealed[NONCE:], label + chunk.to_bytes(8, "big"))
    except (InvalidTag, ValueError) as error:
        raise Unreadable("attachment_damaged") from error
