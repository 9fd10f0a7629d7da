"""Where this desk stands in the directory's feed: one cursor over all scopes held, and the head it was shown last."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, insert, select, update

from sscs_desktop.base import clock
from sscs_desktop.store.session import Session
from sscs_desktop.store.tables import sync_cursor, sync_cursor_history
from sscs_desktop.wire.messages import START, Position

NEWEST = 100
"""Positions kept whatever their age; older ones hourly for a week, then daily for KEPT_DAYS."""
KEPT_DAYS = 400


@dataclass(frozen=True, kw_only=True)
class Cursor:
    """position: what the feed has brought. head: the newest directory state any message has shown.

    entering: scopes half loaded; while there are any, no feed page is applied. place: how far that load is.
    """

    position: Position = START
    head: Position = START
    held: frozenset[str] = frozenset()
    entering: frozenset[str] = frozenset()
    place: tuple[int, str] | None = None

    @property
    def reach(self) -> frozenset[str]:
        """Return the scopes of which rows may stand here."""
        return self.held | self.entering


def load(session: Session) -> Cursor:
    """Return where this desk stands; a new file stands at the start and holds nothing."""
    row = session.one(select(sync_cursor))
    if row is None:
        return Cursor()
    return Cursor(
        position=(row["seq"], row["mark"]),
        head=(row["head_seq"], row["head_mark"]),
        held=row["scopes"],
        entering=row["entering"],
        place=None if row["place"] is None else (row["place"][0], row["place"][1]),
    )


def save(session: Session, cursor: Cursor) -> None:
    """Store where this desk stands, in the transaction of what brought it there; keep the way it came."""
    before = load(session)
    values = {
        "seq": cursor.position[0],
        "mark": cursor.position[1],
        "head_seq": cursor.head[0],
        "head_mark": cursor.head[1],
        "scopes": cursor.held,
        "entering": cursor.entering,
        "place": None if cursor.place is None else list(cursor.place),
    }
    if session.run(update(sync_cursor).values(**values)).rowcount == 0:
        session.run(insert(sync_cursor).values(one=1, **values))
    if cursor.position != before.position:
        _remember(session, cursor.position)


def raise_head(session: Session, head: Position) -> None:
    """Take the head of a message if it is newer than the one known."""
    row = session.one(select(sync_cursor.c.head_seq))
    if row is not None and head[0] > row["head_seq"]:
        session.run(update(sync_cursor).values(head_seq=head[0], head_mark=head[1]))
    elif row is None and head != START:
        save(session, Cursor(head=head))


def history(session: Session) -> tuple[Position, ...]:
    """Return the positions this desk has stood at, newest first."""
    table = sync_cursor_history
    rows = session.all(select(table.c.seq, table.c.mark).order_by(table.c.no.desc()))
    return tuple((row["seq"], row["mark"]) for row in rows)


def forget_history(session: Session) -> None:
    """Drop the way behind: after a heal the positions belong to a directory that is no more."""
    session.run(delete(sync_cursor_history))


def _remember(session: Session, position: Position) -> None:
    table = sync_cursor_history
    added = session.run(insert(table).values(seq=position[0], mark=position[1], stored_at=clock.now()))
    no = int(added.inserted_primary_key[0]) if added.inserted_primary_key else 0
    if no % NEWEST == 0:
        _thin(session, no - NEWEST)


def _thin(session: Session, up_to: int) -> None:
    """Keep of what is old one position an hour for a week, then one a day, none past KEPT_DAYS."""
    table = sync_cursor_history
    now = clock.now()
    rows = session.all(select(table.c.no, table.c.stored_at).where(table.c.no <= up_to).order_by(table.c.no))
    seen: set[str] = set()
    drop = []
    for row in rows:
        slot = _slot(row["stored_at"], now)
        if slot is None or slot in seen:
            drop.append(row["no"])
        else:
            seen.add(slot)
    if drop:
        session.run(delete(table).where(table.c.no.in_(drop)))


def _slot(moment: datetime, now: datetime) -> str | None:
    if now - moment > timedelta(days=KEPT_DAYS):
        return None
    return moment.strftime("%Y-%m-%dT%H" if now - moment <= timedelta(days=7) else "%Y-%m-%d")
