"""Two desks of a hand-over, and the files that go between them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from sqlalchemy import func, select

from sscs_desktop.store import drafts, handing, tables
from sscs_desktop.store.handing import Handover
from sscs_desktop.sync import handover
from sscs_desktop.sync.handover import Package
from tests.sync.county import Desk

OpenDesk = Callable[..., Desk]
PASSPHRASE = "大陆村镇 九月交接"
KEPT = {"meta", "sync_journal", "sync_receipt", "sync_handover", "audit"}


def package(desk: Desk, name: str = "交接") -> bytes:
    """Write a package and return the file's bytes."""
    file = desk.path.with_name(f"{name}{handover.SUFFIX}")
    handover.give(desk.store, file, PASSPHRASE)
    return file.read_bytes()


def take(desk: Desk, raw: bytes) -> Package:
    return handover.take(desk.store, laid(desk, raw), PASSPHRASE)


def laid(desk: Desk, raw: bytes) -> Path:
    """Return a file with these bytes, as a stick brings it."""
    file = desk.path.with_name("brought.sscs-handover")
    file.write_bytes(raw)
    return file


def close(desk: Desk, receipt: bytes | None = None) -> int:
    return handover.close(desk.store, desk.path.with_name("backups"), receipt)


def handed(desk: Desk) -> Handover:
    with desk.store.read() as session:
        return handing.listing(session)[0]


def left_draft(desk: Desk, words: str = "没写完的走访", key: str = "0199-a") -> str:
    with desk.store.write() as session:
        return drafts.save(session, "visit", key, {"situation": words})


def drafts_on(desk: Desk) -> list[tuple[str, str]]:
    with desk.store.read() as session:
        return [(each.data.get("situation", ""), each.giver) for each in drafts.listing(session)]


def counts(desk: Desk) -> dict[str, int]:
    with desk.store.read() as session:
        found = {
            name: session.scalar(select(func.count()).select_from(table))
            for name, table in tables.metadata.tables.items()
        }
    return {name: number for name, number in found.items() if number}
