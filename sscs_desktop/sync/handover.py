"""Hand-over 换岗交接: one file under a passphrase agreed by voice takes a desk's work to the successor.

It holds the drafts, the promises, a list of the records, and what is unsent as this desk's parcel, sealed to the
directory: the successor forwards it and cannot read it. The directory's answer, sealed to the old desk, is the receipt.
Behind the package's one line lie the attached files that no directory has (wire.carried).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from pathlib import Path
from typing import BinaryIO

from sscs_desktop.base import clock, secrets
from sscs_desktop.base.errors import DiskTrouble, Refused, TooNew, Unreadable
from sscs_desktop.base.files import disk_code, write_pieces
from sscs_desktop.store import blobs, handing, meta
from sscs_desktop.store.blobs import Blob
from sscs_desktop.store.handing import Contents, Handover
from sscs_desktop.store.session import Session
from sscs_desktop.store.store import Store
from sscs_desktop.sync import parcel as by_file
from sscs_desktop.wire import carried, codec, parcel
from sscs_desktop.wire.carried import CarriedFile

FORMAT = 1
SUFFIX = ".sscs-handover"
_LABEL = b"sscs hand-over 1"


@dataclass(frozen=True, kw_only=True)
class Package:
    """What a hand-over file holds once it is open. id: of the parcel in it; key_id: the directory's."""

    id: str
    giver_id: str
    giver_name: str
    unit_name: str
    key_id: str
    made_at: datetime
    parcel: bytes
    contents: Contents
    files: tuple[CarriedFile, ...] = ()


def give(store: Store, file: Path, passphrase: str) -> Contents:
    """Write a desk's work to a file for the successor; nothing here changes but that it is noted.

    Refused: parcel_not_registered, handover_undecided; Invalid: passphrase; DiskTrouble.
    """
    secrets.insist_long(passphrase)
    raw = by_file.pack(store, is_handover=True)
    header, me = parcel.header_of(raw, parcel.UP), store.account
    with store.read() as session:
        lying = blobs.to_hand_over(session)
    lying = tuple(blob for blob in lying if _is_whole(store, blob))
    with store.write() as session:
        given = handing.contents(session)
        handing.give(session, header.id, given, [blob.sha256 for blob in lying])
    files = tuple(map(by_file.to_carry, lying))
    package = Package(
        id=header.id,
        giver_id=me.user_id,
        giver_name=me.user_name,
        unit_name=me.unit_name,
        key_id=header.key_id,
        made_at=clock.now(),
        parcel=raw,
        contents=given,
        files=files,
    )
    sealed = secrets.seal_under(passphrase, codec.encode(package), _LABEL)
    line = json.dumps({"handover": FORMAT, **sealed}).encode() + b"\n"
    paths = (blobs.path_of(store, blob) for blob in lying)
    write_pieces(file, chain((line,), carried.write(zip(files, paths, strict=True))))
    return given


def take(store: Store, file: Path, passphrase: str) -> Package:
    """Take a predecessor's work: drafts under his name now, his parcel with the next round or parcel of this desk.

    His attached files first: a hand-over is taken once, and a full disk would leave the drafts without their photos.
    Refused: handover_own, handover_again, parcel_foreign, parcel_not_registered; Unreadable: handover_unreadable,
    also for one attached file cut or damaged (nothing is taken then); TooNew; DiskTrouble.
    """
    try:
        with file.open("rb") as handle:
            package = _opened(handle.readline(parcel.LARGEST), passphrase)
            with store.read() as session:
                _check(session, package)
            _keep_files(store, handle, handle.tell(), package.files)
    except (OSError, Unreadable) as error:
        raise Unreadable("handover_unreadable") from error
    with store.write() as session:
        names = [each.sha256 for each in package.files]
        handing.take(session, package.id, package.giver_name, package.contents, package.parcel, names)
    return package


def receipts(store: Store) -> tuple[Handover, ...]:
    """Return the hand-overs taken here for which the directory has given the receipt, newest first."""
    with store.read() as session:
        known = handing.listing(session)
    return tuple(each for each in known if each.is_taken and each.settled_at is not None)


def close(store: Store, backups: Path, receipt: bytes | None = None) -> int:
    """Keep only receipts on this desk, once the successor has taken all and the directory vouches for all.

    `receipt`: the file the successor gives back; without it what the rounds brought is enough or not. Returns how many
    receipts stay. Refused as handing.retire says, and nothing is cleared then.
    """
    if receipt is not None:
        by_file.take_in(store, receipt)
    with store.write() as session:
        kept = handing.retire(session)
    _clear(backups)
    return kept


def begin_again(store: Store) -> None:
    """Let a desk that was handed over work again: its person was invited anew."""
    with store.write("sync") as session:
        handing.begin_again(session)


def _is_whole(store: Store, blob: Blob) -> bool:
    """Tell whether a file can be read here; one that cannot stays behind, and its own line says why."""
    try:
        return bool(blobs.content(store, blob.sha256))
    except (Refused, Unreadable):
        return False


def _check(session: Session, package: Package) -> None:
    """Raise Refused unless the package is another person's, of this directory, and not yet taken."""
    if package.giver_id == session.account.user_id:
        raise Refused("handover_own")
    keys = meta.get(session, meta.RECEIPT_KEYS, {})
    if package.key_id not in keys:
        raise Refused("parcel_foreign" if keys else "parcel_not_registered")
    if any(each.handover_id == package.id for each in handing.listing(session)):
        raise Refused("handover_again")


def _keep_files(store: Store, handle: BinaryIO, at: int, files: Sequence[CarriedFile]) -> None:
    """Keep each file under a key of this desk, one after another: no more than one is in memory."""
    for file, chunks in carried.read(handle, at, files):
        content = b"".join(chunks)
        if hashlib.sha256(content).hexdigest() != file.sha256:
            raise Unreadable("attachment_damaged")
        blobs.keep(store, content, file.media_type)


def _opened(raw: bytes, passphrase: str) -> Package:
    try:
        held = json.loads(raw)
        if held["handover"] != FORMAT:
            raise TooNew("parcel_too_new")
        plain = secrets.open_under(passphrase, held, _LABEL)
    except (ValueError, KeyError, TypeError) as error:
        raise Unreadable("handover_unreadable") from error
    if plain is None:
        raise Unreadable("handover_unreadable")
    return codec.decode(plain, Package)


def _clear(backups: Path) -> None:
    """Take away the copies of the file: they hold what it no longer does."""
    try:
        for copy in backups.glob("*.db*"):
            copy.unlink()
    except OSError as error:
        raise DiskTrouble(disk_code(error) or "disk_error") from error
