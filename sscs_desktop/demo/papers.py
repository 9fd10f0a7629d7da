"""What goes to others from the desk of the tour: ledgers, of which the first is read back, and the briefing."""

from __future__ import annotations

from pathlib import Path

from sscs_desktop.base import clock
from sscs_desktop.demo.sitting import Sitting, expect
from sscs_desktop.domain.ledger import LedgerKind
from sscs_desktop.exchange.roster import read_roster
from sscs_desktop.paperwork import prepared
from sscs_desktop.paperwork.prepared import Wish
from sscs_desktop.store import enterprises

LEDGERS = (LedgerKind.ENTERPRISE, LedgerKind.PROJECT, LedgerKind.VISIT, LedgerKind.ISSUE)
BRIEFINGS = ("briefing.docx", "briefing.pdf")


def write(desk: Sitting, folder: Path) -> dict[str, int]:
    """Write them all into `folder`; return how many of each, and the rows of the ledgers."""
    store, rows = desk.seat.wing.store, 0
    for kind in LEDGERS:
        written = prepared.write_ledger(store, folder / f"{kind.value}.xlsx", Wish(kind=kind))
        rows += len(written.entries)
    with desk.read() as session:
        mine = enterprises.count(session, enterprises.Filter())
    again = read_roster(folder / f"{LedgerKind.ENTERPRISE.value}.xlsx").enterprises
    expect(len({firm.credit_code or firm.name for firm in again}) == mine, f"{len(again)} firms read back")
    month = prepared.briefing(store, "briefing", clock.today())
    for file in BRIEFINGS:
        prepared.write_briefing(folder / file, month)
    return {"ledgers": len(LEDGERS), "rows": rows, "briefings": len(BRIEFINGS)}
