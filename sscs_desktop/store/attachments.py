"""Attachments 附件: which record names which file, what waits to be sent, what is to be fetched."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Any

from sqlalchemy import Select, func, or_, select
from sqlalchemy.sql import ColumnElement

from sscs_desktop.base import clock
from sscs_desktop.base.errors import Refused
from sscs_desktop.base.ids import new_id
from sscs_desktop.domain import rules
from sscs_desktop.domain.visit import JPEG, Attachment
from sscs_desktop.store import blobs, drafts, outbox, overlay, rows, visits
from sscs_desktop.store.blobs import REFUSED, STORED, WAITING, WANTED, Blob
from sscs_desktop.store.outbox import Saved
from sscs_desktop.store.session import Session
from sscs_desktop.store.store import Store
from sscs_desktop.store.tables import RECORDS, sync_blob, sync_journal
from sscs_desktop.wire.kinds import NEW

THUMBNAILS_MOST = 200
"""Thumbnails of the newest attachments are fetched unasked; older ones when somebody looks."""

_T = RECORDS["attachment"]


@dataclass(frozen=True, kw_only=True)
class Prepared:
    """A file fit to be attached: without EXIF, scaled, of a known type. thumbnail: a small JPEG, b"" for none."""

    name: str
    media_type: str
    content: bytes
    thumbnail: bytes = b""


@dataclass(frozen=True, kw_only=True)
class Held:
    """A file kept on this machine that a form may name: plain values, fit for a draft."""

    sha256: str
    name: str
    media_type: str
    size: int
    thumbnail: str = ""


@dataclass(frozen=True, kw_only=True)
class Line:
    """One attachment as it is shown. blob: None where nothing of it is here; may_delete: it is one's own."""

    record: Attachment
    blob: Blob | None
    thumbnail: Blob | None
    may_delete: bool

    @property
    def is_here(self) -> bool:
        """Tell whether it opens at once."""
        return self.blob is not None and self.blob.is_here

    @property
    def is_stored(self) -> bool:
        """Tell whether the directory has its bytes, as far as this desk knows: what came from there, is there."""
        return self.blob is None or self.blob.state in (STORED, WANTED)


@dataclass(frozen=True, kw_only=True)
class Errand:
    """One file to be sent or fetched, and the attachment by which the directory knows who may."""

    blob: Blob
    attachment_id: str
    is_thumbnail: bool


def hold(store: Store, prepared: Prepared) -> Held:
    """Keep a file and its thumbnail on this machine, encrypted. Raises DiskTrouble."""
    sha256 = blobs.keep(store, prepared.content, prepared.media_type)
    thumbnail = blobs.keep(store, prepared.thumbnail, JPEG) if prepared.thumbnail else ""
    size = len(prepared.content)
    return Held(sha256=sha256, name=prepared.name, media_type=prepared.media_type, size=size, thumbnail=thumbnail)


def add(
    session: Session,
    held: Held,
    *,
    visit_id: str | None = None,
    issue_id: str | None = None,
    card_id: str | None = None,
) -> Saved:
    """Attach a file that is held here to one record. Raises Invalid."""
    record = Attachment(
        id=new_id(),
        visit_id=visit_id,
        issue_id=issue_id,
        card_id=card_id,
        sha256=held.sha256,
        name=held.name,
        media_type=held.media_type,
        size=held.size,
        thumbnail=held.thumbnail,
        author_id=session.account.user_id,
        added_at=clock.now(),
    )
    rules.check_attachment(record)
    return outbox.save_record(session, "attachment", record, None)


def left_behind(session: Session, parent_id: str) -> tuple[tuple[str, Held], ...]:
    """Return the drafts of attachments that were refused with this record, and the files they name."""
    found = []
    names = tuple(f.name for f in fields(Held))
    for draft in drafts.listing(session, refused=True):
        is_of = parent_id in (draft.data.get(parent) for parent in ("visit_id", "issue_id", "card_id"))
        if draft.form == "attachment" and draft.verb == NEW and is_of:
            found.append((draft.draft_id, Held(**{name: draft.data[name] for name in names if name in draft.data})))
    return tuple(found)


def remove(session: Session, id: str) -> Saved:
    """Delete an own attachment; bytes not yet sent are never sent. Raises Refused("row_gone", "not_author")."""
    seen = overlay.seen(session, "attachment", id)
    if seen is None:
        raise Refused("row_gone", kind="attachment", id=id)
    return outbox.delete(session, "attachment", id, seen)


def of(session: Session, parent_id: str) -> tuple[Line, ...]:
    """Return what is attached to a visit, issue or card, oldest first."""
    records = visits.attachments(session, parent_id)
    known = blobs.get_many(session, [sha for r in records for sha in (r.sha256, r.thumbnail)])
    mine = session.account.user_id
    return tuple(
        Line(record=r, blob=known.get(r.sha256), thumbnail=known.get(r.thumbnail), may_delete=r.author_id == mine)
        for r in records
    )


def want(session: Session, record: Attachment) -> None:
    """Ask for an attachment's bytes, for somebody who opens it."""
    blobs.want(session, record.sha256, record.size, record.media_type)


def want_thumbnails(session: Session, records: Sequence[Attachment]) -> int:
    """Ask for the thumbnails of these attachments that are not here; return how many."""
    wanted = {r.thumbnail for r in records if r.thumbnail}
    lacking = wanted - set(blobs.get_many(session, wanted))
    for sha256 in sorted(lacking):
        blobs.want(session, sha256, 0, JPEG)
    return len(lacking)


def without_thumbnail(session: Session) -> tuple[Attachment, ...]:
    """Return the newest attachments of the directory whose thumbnails are not here."""
    known = select(sync_blob.c.sha256)
    lacking = (_T.c.thumbnail != "") & _T.c.thumbnail.not_in(known)
    newest = select(_T.c.id).where(_filed()).order_by(_T.c.added_at.desc()).limit(THUMBNAILS_MOST)
    return rows.records(session, "attachment", select(_T).where(lacking, _T.c.id.in_(newest)))


def uploads(session: Session) -> tuple[Errand, ...]:
    """Return what the directory has records of and no bytes, thumbnails first, then the oldest.

    A record that is not filed yet, was refused or is being deleted sends nothing.
    """
    again = (sync_blob.c.state == REFUSED) & (sync_blob.c.tried_at < clock.now() - blobs.AGAIN_AFTER)
    due = (sync_blob.c.state == WAITING) | again
    found = _errands(session, due)
    named = {errand.blob.sha256 for errand in found}
    return found + tuple(errand for errand in _owed(session, due) if errand.blob.sha256 not in named)


def downloads(session: Session) -> tuple[Errand, ...]:
    """Return what somebody asked for, thumbnails first; what the directory did not have yet is asked for later."""
    is_time = sync_blob.c.tried_at.is_(None) | (sync_blob.c.tried_at < clock.now() - blobs.LATER)
    return _errands(session, (sync_blob.c.state == WANTED) & is_time)


def unsent(session: Session) -> tuple[Errand, ...]:
    """Return what the directory may lack, its records filed or not: what a parcel carries and asks about."""
    return _errands(session, blobs.is_here_alone(), rows.shown("attachment"))


def waiting(session: Session) -> int:
    """Return how many files wait to be sent (等待上传)."""
    return len({errand.blob.sha256 for errand in uploads(session)})


def _errands(
    session: Session, condition: ColumnElement[bool], named: ColumnElement[bool] | None = None
) -> tuple[Errand, ...]:
    """Return files with one attachment that names each; `named` says by which ones, otherwise those that are filed."""
    names = or_(_T.c.sha256 == sync_blob.c.sha256, _T.c.thumbnail == sync_blob.c.sha256)
    query = (
        select(sync_blob, _T.c.id.label("attachment_id"), (_T.c.thumbnail == sync_blob.c.sha256).label("is_thumbnail"))
        .join(_T, names)
        .where(condition, _filed() if named is None else named)
        .order_by((_T.c.thumbnail == sync_blob.c.sha256).desc(), sync_blob.c.added_at, _T.c.id)
    )
    return _collected(session, query)


def _owed(session: Session, due: ColumnElement[bool]) -> tuple[Errand, ...]:
    """Return files that are due to the directory though their records have left this desk."""
    is_thumbnail = func.json_extract(sync_journal.c.fields, "$.thumbnail") == sync_blob.c.sha256
    query = select(sync_blob, sync_journal.c.id.label("attachment_id"), is_thumbnail.label("is_thumbnail"))
    return _collected(session, query.where(blobs.owed(), due).order_by(sync_blob.c.added_at))


def _collected(session: Session, query: Select[Any]) -> tuple[Errand, ...]:
    found: dict[str, Errand] = {}
    for row in session.all(query):
        blob = Blob(**{name: row[name] for name in Blob.__dataclass_fields__})
        errand = Errand(blob=blob, attachment_id=row["attachment_id"], is_thumbnail=bool(row["is_thumbnail"]))
        found.setdefault(blob.sha256, errand)
    return tuple(found.values())


def _filed() -> ColumnElement[bool]:
    """Return the condition of attachments that the directory knows and this person still wants."""
    return rows.shown("attachment") & (_T.c.seq > 0) & _T.c.parked.is_(False)
