"""What an administrator needs to help: versions, counts and times. No names, no phones, no texts."""

from __future__ import annotations

import platform

from PySide6.QtCore import qVersion

from sscs_desktop import __version__
from sscs_desktop.base import clock, database
from sscs_desktop.store import cursor, drafts, enterprises, issues, numbers, outbox, projects, report, visits
from sscs_desktop.store.session import Session
from sscs_desktop.ui.desk import Desk

_ROUNDS = 5


def text(desk: Desk, session: Session) -> str:
    """Return the lines to be copied; in English, because they go to whoever keeps the program."""
    sums, at = report.sums(session), cursor.load(session)
    lines = [
        f"sscs-desktop {__version__}",
        f"python {platform.python_version()}, qt {qVersion()}, {platform.system()} {platform.release()}",
        f"time {clock.written(clock.now())}",
        f"encrypted {database.is_encrypted(desk.store.engine)}",
        f"theme {desk.settings.theme}, text {desk.settings.text_percent}%, language {desk.settings.language}",
        f"online {desk.sync.is_online}, running {desk.sync.is_running}",
        f"position {at.position[0]}, head {at.head[0]}, scopes {len(at.held)}, entering {len(at.entering)}",
        f"operations {sums.total}: received {sums.received}, waiting {outbox.waiting(session)}, "
        f"refused {sums.refused}, to decide {sums.decide}, settled {sums.settled}",
        f"rows: enterprises {enterprises.count(session)}, projects {projects.count(session)}, "
        f"visits {visits.count(session)}, issues {issues.count(session)}, drafts {len(drafts.listing(session))}",
        f"numbers left: issue {numbers.left(session, 'issue')}, card {numbers.left(session, 'card')}",
    ]
    for each in report.rounds(session, limit=_ROUNDS):
        counts = ", ".join(f"{name} {count}" for name, count in each.counts.items())
        lines.append(f"round {clock.written(each.ended_at)} {each.result} {counts}".rstrip())
    return "\n".join(lines)
