"""The bytes of what is attached: encrypted files beside the local file, each under a key that only the local file has.

Not inside it: it stays small to copy and to check, and no writer waits for megabytes. A row whose file was not written
is impossible (the file comes first), a file without its row is unreadable and swept away.
"""

from __future__ import annotations

import hashlib
import secrets
import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Text, delete, exists, func, or_, select, type_coerce, update
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.sql import ColumnElement

from sscs_desktop.base import clock, sealed
from sscs_desktop.base.errors import DiskTrouble, Refused, Unreadable
from sscs_desktop.base.files import disk_code, private_folder
from sscs_desktop.store.session import Session
from sscs_desktop.store.store import Store
from sscs_desktop.store.tables import RECORDS, TAKEN, draft, sync_blob, sync_handover, sync_journal
from sscs_desktop.wire.kinds import DELETE, NEW

WAITING, STORED, WANTED, REFUSED = "waiting", "stored", "wanted", "refused"
"""Not yet at the directory · there and here · there, to be fetched · not taken, for the reason in `error`."""

KEPT_FOR = timedelta(days=90)
"""So long what the directory stored stays here too: a directory put back from a copy asks for it."""
UNCLAIMED_FOR = timedelta(days=1)
"""So long a picture picked for a form may be in no record and no draft."""
AGAIN_AFTER = timedelta(hours=6)
"""What the directory did not take is offered again."""
UNFETCHED_FOR = timedelta(days=30)
"""So long what somebody asked for, and did not get, is still fetched; what has come of it goes then."""
OWED_FOR = timedelta(days=30)
"""So long after the directory took a predecessor's work his files wait here for the records that name them."""
LATER = timedelta(minutes=10)
"""A record may arrive here before its author's desk has sent the bytes."""
ROOM_LEFT = 512 * 1024**2
"""Bytes of the disk below which copies of what the directory has are given up."""
ROOM_NEEDED = 64 * 1024**2
"""Bytes of the disk that are left to the local file."""


@dataclass(frozen=True, kw_only=True)
class Blob:
    """One file by content hash. sent: bytes the directory has, or that have been fetched. size: 0 if not yet known."""

    sha256: str
    size: int
    media_type: str
    state: str
    sent: int
    added_at: datetime
    stored_at: datetime | None
    tried_at: datetime | None
    error: str
    file: str
    key: str

    @property
    def is_here(self) -> bool:
        """Tell whether its bytes are on this machine."""
        return self.state != WANTED


def keep(store: Store, content: bytes, media_type: str) -> str:
    """Write bytes down, encrypted, and return their hash; nothing is sent before a record names it.

    Raises DiskTrouble.
    """
    sha256 = hashlib.sha256(content).hexdigest()
    with store.read() as session:
        known = get(session, sha256)
    if known is not None and path_of(store, known).is_file() and _keep_on(store, known):
        return sha256
    check_room(store, len(content))
    key, file = sealed.new_key(), secrets.token_hex(16)
    sealed.write(private_folder(store.files) / file, key, sha256.encode(), content)
    values = {
        "size": len(content),
        "media_type": media_type,
        "state": WAITING,
        "sent": 0,
        "added_at": clock.now(),
        "stored_at": None,
        "tried_at": None,
        "error": "",
        "file": file,
        "key": key.hex(),
    }
    with store.write() as session:
        added = insert(sync_blob).values(sha256=sha256, **values)
        session.run(added.on_conflict_do_update(index_elements=["sha256"], set_=values))
    return sha256


def _keep_on(store: Store, known: Blob) -> bool:
    """Keep what is here as if it had just come, and ask the directory for it anew; tell whether it is here, whole."""
    is_whole = (sync_blob.c.state != WANTED) & (sync_blob.c.error != "attachment_damaged")
    anew = {"state": WAITING, "added_at": clock.now(), "tried_at": None, "error": ""}
    with store.write() as session:
        return bool(session.run(update(sync_blob).where(_is(known), is_whole).values(**anew)).rowcount)


def _is(known: Blob) -> ColumnElement[bool]:
    """Return the condition of a file's row that nobody has touched since it was read."""
    return (sync_blob.c.sha256 == known.sha256) & (sync_blob.c.added_at == known.added_at)


def get(session: Session, sha256: str) -> Blob | None:
    """Return what is known here of a file."""
    row = session.one(select(sync_blob).where(sync_blob.c.sha256 == sha256))
    return None if row is None else _blob(row)


def get_many(session: Session, hashes: Iterable[str]) -> dict[str, Blob]:
    """Return what is known of several files, by hash."""
    rows = session.all(select(sync_blob).where(sync_blob.c.sha256.in_(sorted(set(hashes)))))
    return {row["sha256"]: _blob(row) for row in rows}


def content(store: Store, sha256: str) -> bytes:
    """Return a file's bytes. Raises Refused("attachment_away"), Unreadable("attachment_damaged")."""
    with store.read() as session:
        known = get(session, sha256)
    if known is None or not known.is_here:
        raise Refused("attachment_away")
    try:
        found = part(store, known, 0, None)
        if hashlib.sha256(found).hexdigest() != sha256:
            raise Unreadable("attachment_damaged")
    except Unreadable:
        with store.write("sync") as session:
            damaged(session, known)
        raise
    return found


def part(store: Store, blob: Blob, first: int, size: int | None) -> bytes:
    """Return some bytes of a file that is here. Raises Unreadable("attachment_damaged")."""
    return sealed.read(path_of(store, blob), bytes.fromhex(blob.key), blob.sha256.encode(), first, size)


def is_whole_here(store: Store, blob: Blob) -> bool:
    """Tell whether a file lies here in its full length; one that does not is given up, and its line says so."""
    path = path_of(store, blob)
    is_whole = path.is_file() and path.stat().st_size == sealed.length(blob.size)
    if not is_whole:
        with store.write("sync") as session:
            damaged(session, blob)
    return is_whole


def path_of(store: Store, blob: Blob) -> Path:
    """Return where a file's encrypted bytes lie."""
    return store.files / blob.file


def folder_for(store: Store, blob: Blob) -> Path:
    """Return where a file's encrypted bytes are to lie, its folder made."""
    return private_folder(store.files) / blob.file


def check_room(store: Store, size: int) -> None:
    """Raise DiskTrouble("disk_full") unless the disk has room for so many bytes and for the local file."""
    if _free(store) < size + ROOM_NEEDED:
        raise DiskTrouble("disk_full")


# ---- what became of a file


def want(session: Session, sha256: str, size: int, media_type: str) -> None:
    """Ask for a file that is not here, now; one that is here stays as it is."""
    values = {"sha256": sha256, "size": size, "media_type": media_type, "state": WANTED, "sent": 0}
    fresh = {"added_at": clock.now(), "error": "", "file": secrets.token_hex(16), "key": sealed.new_key().hex()}
    added = insert(sync_blob).values(**values, **fresh)
    now = {"tried_at": None, "error": "", "added_at": fresh["added_at"]}
    session.run(added.on_conflict_do_update(index_elements=["sha256"], set_=now, where=sync_blob.c.state == WANTED))
    session.touch("file")


def note(session: Session, sha256: str, **values: Any) -> None:
    """Write down what became of a file; whoever shows attachments is told."""
    session.run(update(sync_blob).where(sync_blob.c.sha256 == sha256).values(**values))
    session.touch("attachment")


def stored(session: Session, blob: Blob, size: int) -> None:
    """Note that the directory has all of it, and so have we."""
    note(session, blob.sha256, state=STORED, sent=size, size=size, stored_at=clock.now(), error="")


def stored_by_parcel(session: Session, hashes: Iterable[str]) -> int:
    """Note which files that wait here the directory has; return how many those were."""
    waiting = [b for b in get_many(session, hashes).values() if b.state in (WAITING, REFUSED)]
    for blob in waiting:
        stored(session, blob, blob.size)
    return len(waiting)


def to_hand_over(session: Session) -> tuple[Blob, ...]:
    """Return what is here alone: named by drafts, or by records whose bytes the directory lacks."""
    found = session.all(select(sync_blob).where(is_here_alone(), _named()).order_by(sync_blob.c.size))
    return tuple(_blob(row) for row in found)


def is_here_alone() -> ColumnElement[bool]:
    """Return the condition of bytes that lie here, readable, and as far as known at no directory."""
    return sync_blob.c.state.in_((WAITING, REFUSED)) & (sync_blob.c.error != "attachment_damaged")


def refused(session: Session, sha256: str, code: str) -> None:
    """Note that the directory did not take it; it is tried again some hours later."""
    note(session, sha256, state=REFUSED, error=code, tried_at=clock.now())


def not_there(session: Session, sha256: str, code: str) -> None:
    """Note that the directory could not give it; it is asked for again later."""
    note(session, sha256, error=code, tried_at=clock.now())


def damaged(session: Session, blob: Blob) -> None:
    """Give up bytes that cannot be read: what the directory has is fetched again, the rest is told."""
    if blob.state == STORED:
        note(session, blob.sha256, state=WANTED, sent=0, stored_at=None)
        session.touch("file")
    else:
        refused(session, blob.sha256, "attachment_damaged")


def ask_again(session: Session) -> None:
    """Let every file that is here be asked for at the directory: it is another than the one that stored them."""
    session.run(update(sync_blob).where(sync_blob.c.state.in_((STORED, REFUSED))).values(state=WAITING, sent=0))
    session.touch("attachment")


# ---- what may go


def sweep(store: Store) -> int:
    """Remove files nobody names, copies older than 90 days or beyond what the disk holds, downloads that never ended.

    Returns how many went. What the directory has not stored stays as long as somebody names it.
    """
    now = clock.now()
    with store.read() as session:
        gone = [_blob(row) for row in session.all(select(sync_blob).where(~_named()))]
        gone = [b for b in gone if b.state != WAITING or b.added_at < now - UNCLAIMED_FOR]
        unfetched = (sync_blob.c.state == WANTED) & (sync_blob.c.added_at < now - UNFETCHED_FOR)
        gone += [_blob(row) for row in session.all(select(sync_blob).where(_named(), unfetched))]
        copies = select(sync_blob).where(_named(), ~_is_thumbnail(), sync_blob.c.state == STORED)
        kept = [_blob(row) for row in session.all(copies.order_by(sync_blob.c.stored_at))]
    lacking = ROOM_LEFT - _free(store)
    for blob in kept:
        is_old = blob.stored_at is not None and blob.stored_at < now - KEPT_FOR
        if is_old or lacking > 0:
            gone.append(blob)
            lacking -= blob.size
    if gone:
        _forget(store, gone)
    _remove_strays(store)
    return len(gone)


def _forget(store: Store, gone: list[Blob]) -> None:
    with store.write("sync") as session:
        gone = [blob for blob in gone if session.run(delete(sync_blob).where(_is(blob))).rowcount]
        session.touch("attachment")
    for blob in gone:
        path_of(store, blob).unlink(missing_ok=True)


def _remove_strays(store: Store) -> None:
    """Remove files whose row is gone: without its key nobody reads them. A file just written has no row yet."""
    if not store.files.is_dir():
        return
    with store.read() as session:
        known = set(session.column(select(sync_blob.c.file)))
    try:
        for file in store.files.iterdir():
            is_ours = len(file.name) == 32 or file.name.endswith(".tmp")
            if is_ours and file.name not in known and _age(file) > UNCLAIMED_FOR.total_seconds():
                file.unlink(missing_ok=True)
    except OSError as error:
        raise DiskTrouble(disk_code(error) or "disk_error") from error


def _age(file: Path) -> float:
    """Return seconds by the disk's own clock."""
    probe = file.parent / ".now"
    probe.touch()
    age = probe.stat().st_mtime - file.stat().st_mtime
    probe.unlink()
    return age


def _named() -> Any:
    """Return the condition of files that a record, a draft or work taken over names."""
    t = RECORDS["attachment"]
    by_record = exists().where((t.c.sha256 == sync_blob.c.sha256) | (t.c.thumbnail == sync_blob.c.sha256))
    by_draft = exists().where(type_coerce(draft.c.data, Text).contains(sync_blob.c.sha256))
    at = sync_handover.c.settled_at
    taken = (sync_handover.c.way == TAKEN) & (at.is_(None) | (at > clock.now() - OWED_FOR))
    by_handover = exists().where(taken, type_coerce(sync_handover.c.data, Text).contains(sync_blob.c.sha256))
    return by_record | by_draft | by_handover | (sync_blob.c.state != STORED) & exists().where(owed())


def owed() -> ColumnElement[bool]:
    """Return the condition of own answered operations that attached a file whose record is not here any more.

    The directory has the record, and nobody else has the bytes: they go there still, unless it was deleted here.
    """
    t, fields = sync_journal, sync_journal.c.fields
    is_filed = (t.c.kind == "attachment") & (t.c.verb == NEW) & (t.c.result == "ok")
    names = (func.json_extract(fields, "$.sha256"), func.json_extract(fields, "$.thumbnail"))
    later = sync_journal.alias()
    is_deleted = exists().where(later.c.id == t.c.id, later.c.verb == DELETE)
    is_here = exists().where(RECORDS["attachment"].c.id == t.c.id)
    return is_filed & or_(*(name == sync_blob.c.sha256 for name in names)) & ~is_deleted & ~is_here


def _is_thumbnail() -> Any:
    return exists().where(RECORDS["attachment"].c.thumbnail == sync_blob.c.sha256)


def _free(store: Store) -> int:
    return shutil.disk_usage(store.files.parent).free


def _blob(row: Any) -> Blob:
    return Blob(**{name: row[name] for name in Blob.__dataclass_fields__})
