"""What keeps a directory: old ledger and feed rows let go, a copy put back in its place, a new epoch.

Nothing younger than KEPT goes. Of the ledger's operations a high water is left for each branch, so that one sent again
after that is answered `expired` and never applied again; the heads stay, so every living chain goes on.
"""

from __future__ import annotations

import logging
import secrets
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import Connection, delete, func, select, update
from sqlalchemy.exc import DatabaseError

from sscs_desktop.base import clock, database, migrations
from sscs_desktop.base.errors import DiskTrouble, InUse, Unreadable
from sscs_desktop.base.files import FileLock, disk_code, hold, keep_private, private_folder, sync_folder
from sscs_desktop.server import copies
from sscs_desktop.server.copies import Copied
from sscs_desktop.server.directory import FILES_SUFFIX, MIGRATIONS, Directory
from sscs_desktop.server.tables import batch, branch, feed, meta, operation, record, record_scope, review

KEPT = timedelta(days=400)
BATCHES = 100
NUMBERS = 2000
"""Batches and feed numbers let go in one transaction: desks wait for it."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True)
class Tidied:
    """What was let go: operations of the ledger, lines of the feed, records deleted long ago."""

    operations: int
    changes: int
    tombstones: int


@dataclass(frozen=True, kw_only=True)
class Restored:
    """The new epoch, the folder to which the replaced files went (None if there were none), what was attached."""

    epoch: str
    kept: Path | None
    files: Copied


# --- tidying --------------------------------------------------------------------------------------------------


def tidy(directory: Directory) -> Tidied:
    """Let go of what is older than KEPT, a little in each transaction; desks that were away longer load anew."""
    limit = directory.lines.read(_limit)
    floor = directory.lines.read(lambda c: _floor(c, limit))  # before the ledger forgets what is that old
    files = directory.blobs.sweep()  # before the records go whose deletion lets them go
    done = Tidied(
        operations=_until_done(directory, lambda c: _purge_ledger(c, limit)),
        changes=_until_done(directory, lambda c: _purge_feed(c, floor)),
        tombstones=_until_done(directory, _purge_tombstones),
    )
    _log.info("let go: %d files", files)
    _log.info("let go: %d operations, %d changes, %d tombstones", done.operations, done.changes, done.tombstones)
    return done


def _until_done(directory: Directory, some: Callable[[Connection], int]) -> int:
    total = 0
    while gone := directory.lines.write(some):
        total += gone
    return total


def _limit(connection: Connection) -> datetime:
    """Return the moment before which things go: counted from the newest batch, lest a clock gone wrong empty all."""
    newest = connection.execute(select(func.max(batch.c.received_at))).scalar_one()
    return min(clock.now(), newest or clock.now()) - KEPT


def _floor(connection: Connection, limit: datetime) -> int:
    """Return the highest feed number known to be older than `limit`: numbers are given in the order of time."""
    oldest = (
        select(func.max(operation.c.seq)).where(operation.c.received_at < limit),
        select(func.max(record.c.seq)).where(record.c.written_at < limit),
    )
    known = max(connection.execute(query).scalar_one() or 0 for query in oldest)
    return int(connection.execute(select(func.max(feed.c.seq)).where(feed.c.seq <= known)).scalar_one() or 0)


def _purge_ledger(connection: Connection, limit: datetime) -> int:
    """Let whole batches go, because a receipt's path is derived from all of its batch; those with a head stay."""
    heads = select(operation.c.batch).join(branch, branch.c.head == operation.c.op_id)
    old = select(batch.c.id).where(batch.c.received_at < limit, batch.c.id.not_in(heads))
    names = list(connection.execute(old.order_by(batch.c.received_at, batch.c.id).limit(BATCHES)).scalars())
    if not names:
        return 0
    gone = operation.c.batch.in_(names)
    highest = select(operation.c.branch, func.max(operation.c.n).label("n")).where(gone, operation.c.branch != "")
    highs = {row.branch: row.n for row in connection.execute(highest.group_by(operation.c.branch))}
    lines = select(branch.c.id, branch.c.purged_n).where(branch.c.id.in_(sorted(highs))).order_by(branch.c.id)
    for line in connection.execute(lines.with_for_update()).all():
        high = max(line.purged_n, highs[line.id])
        connection.execute(update(branch).where(branch.c.id == line.id).values(purged_n=high))
    connection.execute(delete(review).where(review.c.op_id.in_(select(operation.c.op_id).where(gone))))
    count = connection.execute(delete(operation).where(gone)).rowcount
    connection.execute(delete(batch).where(batch.c.id.in_(names)))
    return max(count, 1)


def _purge_feed(connection: Connection, floor: int) -> int:
    """Let go of feed numbers below `floor`; its own line stays, for the mark of a desk that stands exactly there."""
    lowest = connection.execute(select(func.min(feed.c.seq))).scalar_one()
    if lowest is None or lowest >= floor:
        return 0
    present = int(connection.execute(select(meta.c.value).where(meta.c.key == "floor")).scalar_one())
    connection.execute(update(meta).where(meta.c.key == "floor").values(value=str(max(present, floor))))
    return connection.execute(delete(feed).where(feed.c.seq < min(floor, lowest + NUMBERS))).rowcount


def _purge_tombstones(connection: Connection) -> int:
    """Let go of deleted records below the floor of which the feed says nothing any more, children first."""
    floor = int(connection.execute(select(meta.c.value).where(meta.c.key == "floor")).scalar_one())
    child = record.alias()
    dead = (
        select(record.c.id)
        .where(record.c.deleted, record.c.seq < floor, record.c.id.not_in(select(feed.c.id)))
        .where(~select(child.c.id).where(child.c.parent == record.c.id).exists())
        .limit(NUMBERS)
    )
    ids = list(connection.execute(dead).scalars())
    if ids:
        connection.execute(delete(record_scope).where(record_scope.c.id.in_(ids)))
        connection.execute(delete(record).where(record.c.id.in_(ids)))
    return len(ids)


# --- putting a copy back --------------------------------------------------------------------------------------


def alone(file: Path) -> FileLock:
    """Hold an SQLite directory for as long as it is served or replaced. Raises InUse("directory_running")."""
    try:
        return hold(file)
    except InUse as error:
        raise InUse("directory_running") from error


def restore(file: Path, backup: Path) -> Restored:
    """Put a copy in the place of an SQLite directory's file, with a new epoch; what stood there is kept beside it.

    Attached files stay where they are; what is missing or damaged among them comes from the folder beside the copy.
    Raises InUse("directory_running"), Unreadable("bad_backup"), TooNew("file_too_new"), DiskTrouble: then nothing
    was replaced.
    """
    with alone(file):
        fresh = file.with_name(file.name + ".restoring")
        try:
            epoch = _prepare(backup, fresh)
            files = copies.mend(copies.beside(backup), file.with_suffix(FILES_SUFFIX))
            kept = _exchange(fresh, file)
        finally:
            for left in _files(fresh):
                left.unlink(missing_ok=True)
        sync_folder(file.parent)
        if kept is not None:
            sync_folder(kept)
    return Restored(epoch=epoch, kept=kept, files=files)


def mark(directory: Directory) -> str:
    """Give the directory a new epoch after its database was put back by other tools; return it."""
    epoch = secrets.token_hex(4)
    directory.lines.write(lambda c: c.execute(update(meta).where(meta.c.key == "epoch").values(value=epoch)))
    return epoch


def _prepare(backup: Path, fresh: Path) -> str:
    """Copy the backup, see that it is a whole directory, and give it a new epoch; return that."""
    with database.disk_trouble():
        if not backup.is_file():
            raise Unreadable("bad_backup")
        for old in _files(fresh):
            old.unlink(missing_ok=True)
        keep_private(fresh)
        shutil.copyfile(backup, fresh)
    try:
        engine = database.open_directory(fresh)
    except DiskTrouble as error:
        raise Unreadable("bad_backup") from error
    try:
        database.quick_check(engine)
        if migrations.version_of(engine) is None:
            raise Unreadable("bad_backup")
        migrations.upgrade(engine, MIGRATIONS, backup=None)
        epoch = mark(Directory(engine))
    except (DatabaseError, DiskTrouble) as error:
        if isinstance(error, DiskTrouble) and error.code != "disk_damaged":
            raise
        raise Unreadable("bad_backup") from error
    finally:
        engine.dispose()
    if any(each.exists() for each in _files(fresh)[1:]):
        raise DiskTrouble("disk_error")  # its log could not be carried in, and would stay behind
    return epoch


def _exchange(fresh: Path, file: Path) -> Path | None:
    """Put `fresh` in the place of the present files; these go to a folder of their own, which is returned.

    They are never left beside the copy, whose they are not. Raises DiskTrouble: then all is where it was.
    """
    present = [each for each in _files(file) if each.exists()]
    kept = file.with_name(f"replaced-{clock.now():%Y%m%d-%H%M%S}-{secrets.token_hex(2)}")
    if present:
        private_folder(kept)
    moved: list[Path] = []
    try:
        for each in present:
            each.replace(kept / each.name)
            moved.append(each)
        fresh.replace(file)
    except OSError as error:
        for each in moved:
            (kept / each.name).replace(each)
        if present:
            kept.rmdir()
        if isinstance(error, PermissionError):
            raise DiskTrouble("not_writable") from error
        raise DiskTrouble(disk_code(error) or "disk_error") from error
    return kept if present else None


def _files(file: Path) -> list[Path]:
    """Return an SQLite file and what may lie beside it; the file first, so that it is never left without its log."""
    return [file, *(file.with_name(file.name + end) for end in ("-wal", "-shm"))]
