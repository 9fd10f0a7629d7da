"""A visit and a profile on this desk, saved and answered."""

from dataclasses import replace
from typing import Any

from sscs_desktop.domain.enterprise import Enterprise, Profile
from sscs_desktop.domain.visit import Visit
from sscs_desktop.store import enterprises, overlay, rows
from sscs_desktop.store import visits as visit_store
from sscs_desktop.store.store import Store
from sscs_desktop.wire.messages import Operation
from tests.store import building
from tests.store.building import ME, TODAY, Feed, due, pull, settle, visit


def filed(store: Store, feed: Feed, firm: Enterprise) -> Visit:
    """A visit saved and answered."""
    typed = visit(firm)
    save(store, typed)
    settle(store, feed, feed.ok(due(store)[0]))
    return typed


def save(store: Store, typed: Visit) -> None:
    with store.write() as session:
        visit_store.save(session, typed, visit_store.seen(session, typed.id), today=TODAY)


def row(store: Store, kind: str, id: str) -> Any:
    with store.read() as session:
        return rows.find(session, kind, id)


def shown(store: Store, id: str) -> Visit | None:
    with store.read() as session:
        return visit_store.get(session, id)


def profile_here(store: Store, feed: Feed, firm: Enterprise) -> Profile:
    record = Profile(
        id=building.ids.new_id(), enterprise_id=firm.id, unit_id=ME.unit_id, remark="旧", quiet_days="周五"
    )
    pull(store, feed.page(feed.put("profile", record)))
    return record


def edit_profile(store: Store, record: Profile, **fields: Any) -> Operation:
    with store.write() as session:
        seen = overlay.seen(session, "profile", record.id)
        assert seen is not None
        enterprises.save_profile(session, replace(seen.record, **fields), seen)
    return due(store)[-1]
