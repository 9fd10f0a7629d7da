"""收回存疑: how many rows the directory would take away against its own counts, and whether a person lets them go."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from sscs_desktop.base import clock
from sscs_desktop.store import meta, outbox
from sscs_desktop.store.session import Session
from sscs_desktop.wire import codec

KEY = "doubt"


@dataclass(frozen=True, kw_only=True)
class Doubt:
    """rows: that would leave; held: that stand here. is_let_go: a person said that it is right."""

    rows: int
    held: int
    at: datetime
    is_let_go: bool = False


def get(session: Session) -> Doubt | None:
    """Return the doubt that stopped a round, None if none did since the last whole one."""
    kept = meta.get(session, KEY)
    return None if kept is None else codec.message_of(kept, Doubt)


def raise_anew(session: Session, rows: int, held: int) -> None:
    """Note what is doubted now; what was let go before held for no more than it said."""
    meta.put(session, KEY, codec.message_data(Doubt(rows=rows, held=held, at=clock.now())))
    session.touch("round")


def let_go(session: Session) -> bool:
    """Let as many rows go as were doubted, once; this machine's record of what was done keeps it. False: no doubt."""
    kept = get(session)
    if kept is None:
        return False
    meta.put(session, KEY, codec.message_data(replace(kept, is_let_go=True)))
    outbox.write_audit(session, "let_go", "", "", rows=kept.rows, held=kept.held)
    session.touch("round")
    return True


def settle(session: Session) -> None:
    """Forget the doubt: a round went through."""
    if meta.get(session, KEY) is not None:
        meta.drop(session, KEY)
        session.touch("round")
