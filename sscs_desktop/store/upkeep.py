"""What keeps the local file: old answers let go, fields kept for a later program taken over by it."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import delete, func, select

from sscs_desktop.base import clock
from sscs_desktop.base.errors import Unreadable
from sscs_desktop.store import meta, rows
from sscs_desktop.store.session import Session
from sscs_desktop.store.tables import RECORDS, sync_journal
from sscs_desktop.wire import codec
from sscs_desktop.wire.kinds import KINDS
from sscs_desktop.wire.messages import SCHEMA

KEPT = timedelta(days=400)
"""As long as the directory keeps its ledger: an operation older than that is asked for by nobody."""

SCHEMA_KEY, TIDIED_KEY, NEWER_KEY = "schema", "tidied_on", "newer_words"


def tidy(session: Session) -> int:
    """Let go of answered operations older than KEPT, once a day; the newest stays, as the chain goes on from it.

    Receipts stay, and what they vouch for. Returns how many went.
    """
    today = clock.today().isoformat()
    if meta.get(session, TIDIED_KEY) == today:
        return 0
    meta.put(session, TIDIED_KEY, today)
    newest = select(func.max(sync_journal.c.n)).scalar_subquery()
    old = sync_journal.c.answered_at < clock.now() - KEPT, sync_journal.c.n < newest
    return session.run(delete(sync_journal).where(*old)).rowcount


def is_new_here(session: Session) -> bool:
    """Tell whether this program's schema is another than that of the last one that opened the file."""
    return bool(meta.get(session, SCHEMA_KEY) != SCHEMA)


def note_newer(session: Session) -> None:
    """Say, once for this program's schema, that the directory uses words of a later one."""
    if meta.get(session, NEWER_KEY) != SCHEMA:
        meta.put(session, NEWER_KEY, SCHEMA)
        session.tell("newer_words")


def adopt(session: Session) -> int:
    """Take over, once after an update, the fields that an older program kept without knowing them; return how many."""
    adopted = sum(_adopt(session, kind) for kind in KINDS)
    meta.put(session, SCHEMA_KEY, SCHEMA)
    return adopted


def _adopt(session: Session, kind: str) -> int:
    table, adopted = RECORDS[kind], 0
    for row in session.all(select(table).where(table.c.unknown != {})):
        known = {name: value for name, value in row["unknown"].items() if name in KINDS[kind].field_names}
        try:
            record = codec.received(kind, {**rows.data_of(kind, row), **known})
        except Unreadable:
            continue  # it stays kept, as it came
        if known:
            rows.set_fields(session, kind, record, known)
            rows.set_standing(session, kind, row["id"], unknown=rows.unknown_of(kind, row["unknown"]))
            adopted += len(known)
    return adopted
