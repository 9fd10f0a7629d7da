"""What the cadre types on these trips, into the local file."""

from __future__ import annotations

from sscs_desktop.base import clock, ids
from sscs_desktop.domain.visit import Visit
from sscs_desktop.domain.vocabulary import ServiceClass
from sscs_desktop.store import enterprises, visits
from sscs_desktop.store.session import Session
from sscs_desktop.store.store import Store


def visit_by(session: Session, situation: str) -> Visit:
    """Return a visit of this moment by the file's owner to the first industrial enterprise here."""
    where = enterprises.Filter(service_class=ServiceClass.INDUSTRY)
    firm = enterprises.listing(session, where)[0]
    me = session.account
    return Visit(
        id=ids.new_id(),
        enterprise_id=firm.id,
        visited_at=clock.now(),
        visitors=(me.user_name,),
        situation=situation,
        author_id=me.user_id,
        author_name=me.user_name,
        unit_id=me.unit_id,
        unit_name=me.unit_name,
        recorded_at=clock.now(),
    )


def type_visit(store: Store, situation: str) -> Visit:
    """Save a visit, as its dialog does."""
    with store.write() as session:
        typed = visit_by(session, situation)
        visits.save(session, typed, None, today=clock.today())
    return typed
