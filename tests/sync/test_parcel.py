"""By file: a desk without network is filed and answered by parcels, and nothing else comes of it than by rounds."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import select, update

from sscs_desktop.base.errors import Refused, SscsError, Unreadable
from sscs_desktop.domain.enterprise import Enterprise
from sscs_desktop.server import admin, ledger, parcels
from sscs_desktop.server.tables import block, operation
from sscs_desktop.store import conflicts, cursor, enterprises, heal, issues, meta, numbers, outbox, report, visits
from sscs_desktop.store.overlay import Seen
from sscs_desktop.store.tables import RECORDS
from sscs_desktop.sync import parcel as by_file
from sscs_desktop.sync.engine import RoundReport
from sscs_desktop.wire import parcel
from sscs_desktop.wire.messages import PushAnswer, PushRequest
from tests.store.building import TODAY
from tests.sync.county import County, Desk
from tests.sync.test_rounds import (
    building_profile,
    edit_profile,
    file_issue,
    filed_visits,
    issue_on,
    names,
    save,
    visit_of,
    visit_on,
    waiting,
)

OpenDesk = Callable[..., Desk]


def carried(county: County, raw: bytes) -> bytes:
    """Bring a desk's file to the directory and return the answer's."""
    return parcels.take(county.directory.lines, raw).answer


def exchange(county: County, desk: Desk) -> RoundReport:
    return by_file.take_in(desk.store, carried(county, by_file.pack(desk.store)))


def state(desk: Desk) -> list[Any]:
    """Return all that stands on a desk and in its queue, cursor included."""
    with desk.store.read() as session:
        kept = [[dict(row) for row in session.all(select(table).order_by(table.c.id))] for table in RECORDS.values()]
        return [kept, outbox.due(session), cursor.load(session), heal.journal(session), report.sums(session)]


def seen_records(desk: Desk) -> dict[str, dict[str, Any]]:
    """Return what a person sees, by row."""
    with desk.store.read() as session:
        return {
            f"{kind} {row['id']}": {name: row[name] for name in row if name not in ("put_at",)}
            for kind, table in RECORDS.items()
            for row in session.all(select(table))
        }


def test_what_was_typed_is_filed_and_answered_without_network(county: County, desk: Desk) -> None:
    firm = county.enterprise(county.dalu)
    desk.round()
    desk.line.is_down = True
    typed = save(desk, visit_of(desk, firm))
    problem = file_issue(desk, firm, visit_id=typed.id)
    other = county.enterprise(county.dalu, "名单里新来的企业（示例）")
    found = exchange(county, desk)
    assert (found.sent, found.refused, waiting(desk)) == (2, 0, 0) and found.read > 2
    assert county.data(typed.id)["situation"] == typed.situation
    stands = issue_on(desk, problem.id)
    assert stands is not None and stands.accept_due_on is not None
    assert other.name in names(desk)
    with desk.store.read() as session:
        assert report.unproven(session) == (2, ())
        assert report.rounds(session)[0].counts["sent"] == 2
    desk.line.is_down = False
    before = seen_records(desk)
    assert desk.round().counts == {name: 0 for name in found.counts}
    assert seen_records(desk) == before
