"""The list a township owns: 民生微实事."""

from __future__ import annotations

from sqlalchemy import select, true

from sscs_desktop.domain.livelihood import Livelihood
from sscs_desktop.store import rows
from sscs_desktop.store.session import Session
from sscs_desktop.store.tables import RECORDS

_T = RECORDS["livelihood"]


def listing(session: Session, unit_id: str) -> tuple[Livelihood, ...]:
    """Return the matters of a unit, of all units for "", what is due first at the head."""
    own = select(_T).where(_T.c.unit_id == unit_id if unit_id else true(), rows.shown("livelihood"))
    return rows.records(session, "livelihood", own.order_by(_T.c.due_on.asc().nulls_last(), _T.c.name, _T.c.id))
