"""Files by content hash: parts that come in any order and as often as they like, one seal, ranges read back.

The folder alone says what is there: a part or a file bears its name only once all of it is on the disk, so that no
crash leaves folder and database telling different things. The table counts what each account brought.

    ab/abcd….parts/262144-262144     a part: first byte, number of bytes
    ab/abcd…                         sealed: whole, and its hash was seen to be right
"""

from __future__ import annotations

import contextlib
import hashlib
import logging
import math
import os
import re
import shutil
import tempfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any, BinaryIO

from sqlalchemy import ColumnElement, Connection, delete, func, insert, select, true, update
from sqlalchemy.exc import IntegrityError

from sscs_desktop.base import clock
from sscs_desktop.base.errors import DiskTrouble, Refused, Unreadable
from sscs_desktop.base.files import disk_code, private_folder, sync_folder, write_atomically
from sscs_desktop.server import accounts
from sscs_desktop.server.accounts import Member
from sscs_desktop.server.lines import Lines
from sscs_desktop.server.tables import blob, record, record_scope
from sscs_desktop.wire import carried
from sscs_desktop.wire.blobs import PART_MAX, PART_MIN, THUMBNAIL_MAX, Range, is_hash, merged
from sscs_desktop.wire.carried import CarriedFile
from sscs_desktop.wire.messages import BlobAnswer

QUOTA = 4 * 1024**3
"""Bytes that one account may bring."""
ROOM_LEFT = 256 * 1024**2
"""Bytes of the disk that are left to the database."""

LET_GO = timedelta(days=30)
"""So long after the deletion of its last attachment a file stays."""
PARTS_KEPT = timedelta(days=14)
"""So long parts wait for the rest of their file; whoever comes later sends it from the first byte."""
_AT_ONCE = 500
_log = logging.getLogger(__name__)
_PART = re.compile(r"(\d{1,12})-(\d{1,12})")


@dataclass(frozen=True, kw_only=True)
class Grant:
    """What the attachment that names a hash allows. size: the file's; None for a thumbnail, whose is not told."""

    sha256: str
    size: int | None


@dataclass(frozen=True, kw_only=True)
class Brought:
    """What came of the files behind a parcel. held: hashes of those that are here; trouble: what ended it before."""

    held: tuple[str, ...] = ()
    trouble: str = ""


class Blobs:
    """The files of one directory. Safe to use from several threads and processes over one folder."""

    def __init__(self, lines: Lines, folder: Path | None, room: Callable[[Path], int] | None = None) -> None:
        """folder: None where nobody said where files may lie. room: free bytes of the disk that a folder is on."""
        self._lines = lines
        self.folder = folder
        self._room = room or (lambda place: shutil.disk_usage(place).free)

    def state(self, member: Member, sha256: str, of: str) -> BlobAnswer:
        """Say what is held of the file that attachment `of` names. Refused: not_found (also what one may not read)."""
        self._grant(member, sha256, of)
        return self._state(sha256)

    def put(self, member: Member, sha256: str, of: str, first: int, content: bytes, checksum: str) -> BlobAnswer:
        """Keep one part. Refused: not_found, bad_part, part_damaged, blob_quota, no_files_folder. DiskTrouble."""
        grant = self._grant(member, sha256, of)
        _check_part(grant, first, len(content))
        if hashlib.sha256(content).hexdigest() != checksum:
            raise Refused("part_damaged")
        if not self._final(sha256).is_file():
            self._count(member, grant)
            folder = private_folder(self._parts(sha256))
            if self._room(folder) < len(content) + ROOM_LEFT:
                raise DiskTrouble("disk_full")
            self._lay(sha256, first, content)
        return self._state(sha256)

    def seal(self, member: Member, sha256: str, of: str) -> BlobAnswer:
        """Put the parts together and see that their hash is right; once sealed, sealing again changes nothing.

        Refused: not_found, parts_missing, blob_damaged (the parts are thrown away: they have to come again).
        """
        grant = self._grant(member, sha256, of)
        if not self._final(sha256).is_file():
            self._join(grant)
            self._note_sealed(sha256)
        shutil.rmtree(self._parts(sha256), ignore_errors=True)  # also what a part left that came late
        return self._state(sha256)

    def read(self, member: Member, sha256: str, of: str, wanted: Range | None) -> tuple[Range, int, bytes]:
        """Return a range, the size of the whole and the bytes; None asks for all. Refused: not_found, bad_range."""
        self._grant(member, sha256, of, is_for_reading=True)
        try:
            with self._final(sha256).open("rb") as file:
                total = os.fstat(file.fileno()).st_size
                first, size = wanted or (0, total)
                if first >= total:
                    raise Refused("bad_range", size=total)
                file.seek(first)
                content = file.read(min(size, total - first))
        except FileNotFoundError as error:
            raise Refused("not_found") from error
        return (first, len(content)), total, content

    def bring(self, parcel: Path, at: int, member: Member, files: tuple[CarriedFile, ...]) -> Brought:
        """Take in what lies behind a parcel from byte `at` on; say which of the files named are here then, whole.

        One that is damaged, too much for the account or of no attachment stays out, and the others come in. A disk
        that is full ends it: what came up to then stays, and the same parcel brings the rest once there is room.
        """
        trouble = ""
        try:
            with parcel.open("rb") as handle:
                for file, chunks in carried.read(handle, at, files):
                    self._take_in(member, file, chunks)
        except (DiskTrouble, Unreadable, OSError) as error:
            trouble = getattr(error, "code", "attachment_damaged")
            _log.info("attachments of a parcel not taken to the end: %s", trouble)
        return Brought(held=tuple(file.sha256 for file in files if self._is_here(member, file)), trouble=trouble)

    def _take_in(self, member: Member, file: CarriedFile, chunks: Iterable[bytes]) -> None:
        at = 0
        try:
            if self.state(member, file.sha256, file.of).sealed:
                return
            for chunk in chunks:
                self.put(member, file.sha256, file.of, at, chunk, hashlib.sha256(chunk).hexdigest())
                at += len(chunk)
            self.seal(member, file.sha256, file.of)
        except (Refused, Unreadable) as error:
            _log.info("attachment %s not taken out of a parcel: %s", file.sha256[:8], error.code)

    def _is_here(self, member: Member, file: CarriedFile) -> bool:
        try:
            return self.state(member, file.sha256, file.of).sealed
        except Refused:
            return False

    def sweep(self) -> int:
        """Remove what only attachments deleted a while ago name, and parts never sealed; return how many files went.

        Only a deletion lets whole bytes go, never the want of a record: a directory put back gets its records again.
        """
        if self.folder is None:
            return 0
        self._clear_leavings()
        gone, given_up = self._lines.read(_let_go), self._given_up()
        for sha256 in gone:
            self._final(sha256).unlink(missing_ok=True)
        for sha256 in (*gone, *given_up):
            shutil.rmtree(self._parts(sha256), ignore_errors=True)
        self._uncount(gone, true())
        self._uncount(given_up, blob.c.sealed_at.is_(None))
        return len(gone) + len(given_up)

    # ---- who may

    def _grant(self, member: Member, sha256: str, of: str, *, is_for_reading: bool = False) -> Grant:
        """Return what this attachment allows to whoever reads it; a hash that it does not name is not found.

        Its author may bring the bytes though he reads the record no more: his unit may have lost it meanwhile.
        """
        if not is_hash(sha256) or "\x00" in of:
            raise Refused("not_found")

        def work(connection: Connection) -> Grant:
            held = accounts.as_now(connection, member).scopes
            row = select(record.c.data, record.c.author).where(
                record.c.id == of, record.c.kind == "attachment", record.c.deleted.is_(False)
            )
            stands = select(record_scope.c.id).where(record_scope.c.id == of, record_scope.c.scope.in_(sorted(held)))
            found = connection.execute(row).first()
            is_his = found is not None and found.author == member.id and not is_for_reading
            if found is None or not (is_his or connection.execute(stands.limit(1)).first()):
                raise Refused("not_found")
            data = found.data
            if data.get("sha256") == sha256:
                return Grant(sha256=sha256, size=int(data["size"]))
            if data.get("thumbnail") == sha256:
                return Grant(sha256=sha256, size=None)
            raise Refused("not_found")

        return self._lines.read(work)

    def _count(self, member: Member, grant: Grant) -> None:
        """Put a file on the account that brings it first. Refused: blob_quota."""
        size = THUMBNAIL_MAX if grant.size is None else grant.size

        def work(connection: Connection) -> None:
            if connection.execute(select(blob.c.sha256).where(blob.c.sha256 == grant.sha256)).first() is not None:
                return
            query = select(func.coalesce(func.sum(blob.c.size), 0)).where(blob.c.account_id == member.id)
            if int(connection.execute(query).scalar_one()) + size > QUOTA:
                raise Refused("blob_quota")
            row = {"sha256": grant.sha256, "account_id": member.id, "size": size, "sealed_at": None}
            connection.execute(insert(blob).values(**row))

        with contextlib.suppress(IntegrityError):  # another desk brings the same file, and was faster
            self._lines.write(work)

    def _note_sealed(self, sha256: str) -> None:
        def work(connection: Connection) -> None:
            connection.execute(update(blob).where(blob.c.sha256 == sha256).values(sealed_at=clock.now()))

        self._lines.write(work)

    def _uncount(self, hashes: Sequence[str], condition: ColumnElement[bool]) -> None:
        for start in range(0, len(hashes), _AT_ONCE):
            some = blob.c.sha256.in_(hashes[start : start + _AT_ONCE])
            self._lines.write(partial(Connection.execute, statement=delete(blob).where(some, condition)))

    # ---- the folder

    def _clear_leavings(self) -> None:
        """Remove what a process left behind that died: a file half joined, the parts of one that was sealed."""
        for half in self._old("??/.*.tmp"):
            half.unlink(missing_ok=True)
        for parts in self._old("??/*.parts"):
            if parts.with_suffix("").is_file():
                shutil.rmtree(parts, ignore_errors=True)

    def _given_up(self) -> list[str]:
        """Return the hashes of which parts lie here that nobody added to for PARTS_KEPT, and no whole file."""
        old = [place.stem for place in self._old("??/*.parts")]
        return [sha256 for sha256 in old if is_hash(sha256) and not self._final(sha256).is_file()]

    def _old(self, pattern: str) -> list[Path]:
        newest = clock.now().timestamp() - PARTS_KEPT.total_seconds()
        return [place for place in (self.folder or Path()).glob(pattern) if _changed_at(place) < newest]

    def _state(self, sha256: str) -> BlobAnswer:
        if self._final(sha256).is_file():
            return BlobAnswer(sealed=True)
        return BlobAnswer(sealed=False, held=merged(self._pieces(sha256)))

    def _lay(self, sha256: str, first: int, content: bytes) -> None:
        """Keep a part unless all of it is here, and let go of those it covers: no more lies here than is of use."""
        held, end = self._pieces(sha256), first + len(content)
        if any(start <= first and end <= start + size for start, size in merged(held)):
            return
        write_atomically(self._parts(sha256) / f"{first}-{len(content)}", content)
        for start, size in held:
            if first <= start and start + size <= end:
                (self._parts(sha256) / f"{start}-{size}").unlink(missing_ok=True)

    def _join(self, grant: Grant) -> None:
        """Write the parts into one file, which gets its name when hash and size are right and it is on the disk."""
        chain = _chain(self._pieces(grant.sha256))
        size = sum(chain[-1]) if chain else 0
        if not size or (grant.size is not None and size != grant.size):
            raise Refused("parts_missing")
        final = self._final(grant.sha256)
        if self._room(final.parent) < size + ROOM_LEFT:
            raise DiskTrouble("disk_full")
        try:
            handle, name = tempfile.mkstemp(dir=final.parent, prefix=f".{final.name}.", suffix=".tmp")
        except OSError as error:
            raise DiskTrouble(disk_code(error) or "disk_error") from error
        try:
            with os.fdopen(handle, "wb") as file:
                found = self._copy(grant.sha256, chain, file)
                file.flush()
                os.fsync(file.fileno())
            if found != grant.sha256:
                shutil.rmtree(self._parts(grant.sha256), ignore_errors=True)
                raise Refused("blob_damaged")
            Path(name).replace(final)
            sync_folder(final.parent)
        except FileNotFoundError as error:  # another seal was faster and took the parts away
            raise Refused("parts_missing") from error
        except OSError as error:
            raise DiskTrouble(disk_code(error) or "disk_error") from error
        finally:
            Path(name).unlink(missing_ok=True)

    def _copy(self, sha256: str, chain: Iterable[Range], target: BinaryIO) -> str:
        """Append a chain of parts that may overlap; return the hash of what was written."""
        seen, at = hashlib.sha256(), 0
        for first, size in chain:
            with (self._parts(sha256) / f"{first}-{size}").open("rb") as part:
                part.seek(at - first)
                content = part.read()
            target.write(content)
            seen.update(content)
            at = first + size
        return seen.hexdigest()

    def _pieces(self, sha256: str) -> list[Range]:
        try:
            names = [entry.name for entry in self._parts(sha256).iterdir()]
        except FileNotFoundError:
            return []
        found = (_PART.fullmatch(name) for name in names)
        return [(int(each[1]), int(each[2])) for each in found if each is not None]

    def _final(self, sha256: str) -> Path:
        if self.folder is None:
            raise Refused("no_files_folder")
        return self.folder / sha256[:2] / sha256

    def _parts(self, sha256: str) -> Path:
        final = self._final(sha256)
        return final.with_name(final.name + ".parts")


def _changed_at(place: Path) -> float:
    """Return when something last came into a folder or left it; never for one that a seal has just taken away."""
    try:
        return place.stat().st_mtime
    except FileNotFoundError:
        return math.inf


def _let_go(connection: Connection) -> list[str]:
    """Return the hashes that attachments deleted before LET_GO name, and no other one."""
    query = select(record.c.data).where(record.c.kind == "attachment")
    is_old = record.c.deleted.is_(True) & (record.c.written_at < clock.now() - LET_GO)
    gone = _names(connection.execute(query.where(is_old)).scalars())
    if gone:
        gone -= _names(connection.execute(query.where(~is_old)).scalars())
    return sorted(gone)


def _names(attachments: Iterable[Mapping[str, Any]]) -> set[str]:
    found = {str(data.get(name, "")) for data in attachments for name in ("sha256", "thumbnail")}
    return {sha256 for sha256 in found if is_hash(sha256)}


def _check_part(grant: Grant, first: int, size: int) -> None:
    """Raise Refused("bad_part") unless it is a part of this file: whole multiples of PART_MIN, but at its end."""
    if grant.size is None:
        is_part = first == 0 and 0 < size <= THUMBNAIL_MAX
    else:
        end = first + size
        is_even = first >= 0 and first % PART_MIN == 0 and (size % PART_MIN == 0 or end == grant.size)
        is_part = is_even and 0 < size <= PART_MAX and end <= grant.size
    if not is_part:
        raise Refused("bad_part")


def _chain(pieces: Iterable[Range]) -> list[Range]:
    """Return parts that follow each other from the first byte on without a gap, as far as they go."""
    found: list[Range] = []
    at = 0
    for first, size in sorted(pieces, key=lambda piece: (piece[0], -piece[1])):
        if first > at:
            break
        if first + size > at:
            found.append((first, size))
            at = first + size
    return found
