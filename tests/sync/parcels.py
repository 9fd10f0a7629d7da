"""Parcels carried between a desk and the directory, and what stands on the desk before and after."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import select

from sscs_desktop.server import parcels
from sscs_desktop.store import cursor, heal, outbox, report
from sscs_desktop.store.tables import RECORDS
from sscs_desktop.sync import parcel as by_file
from sscs_desktop.sync.round import RoundReport
from sscs_desktop.wire.messages import Entry
from tests.sync.county import County, Desk


def carried(county: County, raw: bytes) -> bytes:
    """Bring a desk's file to the directory and return the answer's."""
    return parcels.take(county.directory.lines, raw).answer


def exchange(county: County, desk: Desk) -> RoundReport:
    return by_file.take_in(desk.store, carried(county, by_file.pack(desk.store)))


def empty(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the directory's parcels say from here on that every enterprise of a desk has left it."""
    real = parcels._feed

    def all_gone(*asked: Any) -> Iterator[Any]:
        for page in real(*asked):
            with desk.store.read() as session:
                ids = session.column(select(RECORDS["enterprise"].c.id))
            leaving = [Entry(seq=page.head[0], what="leave", kind="enterprise", id=each) for each in ids]
            yield replace(page, entries=(*page.entries, *leaving))

    monkeypatch.setattr(parcels, "_feed", all_gone)


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
