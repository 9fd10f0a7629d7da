"""A process that dies while it saves: both the visit and its operation are there or neither, and no text is lost."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from sscs_desktop.app import Seat
from sscs_desktop.base import database
from sscs_desktop.store import drafts, outbox, visits
from sscs_desktop.store.store import Store
from sscs_desktop.sync import account_files
from sscs_desktop.ui.dialogs.visit_dialog import VisitDialog

_KILLED = """
import os, signal, sys
from datetime import datetime
from pathlib import Path
from sscs_desktop.base import clock
from sscs_desktop.base.clock import SHANGHAI
from sscs_desktop.store import drafts, visits
from sscs_desktop.store.store import Store
from tests.trips.typing import visit_by

clock.stand_at(datetime(2018, 9, 26, 15, 20, tzinfo=SHANGHAI))
store = Store.open(Path(sys.argv[1]), bytes.fromhex(sys.argv[2]) or None)
with store.write() as session:
    typed = visit_by(session, "写到一半，断了电")
    drafts.save(session, "visit", typed.id, {"situation": typed.situation, "enterprise_id": typed.enterprise_id})
kill = lambda *_: os.kill(os.getpid(), signal.SIGKILL)
if sys.argv[3] == "after":
    store.on_commit(kill)
with store.write() as session:
    visits.save(session, typed, None, today=clock.today())
    drafts.discard_form(session, "visit", typed.id)
    if sys.argv[3] == "inside":
        kill()
"""


@pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL is POSIX")
@pytest.mark.parametrize("point", ["inside", "after"])
def test_killed_while_saving_both_are_there_or_neither_and_the_draft_has_the_text(
    sit: Callable[..., Seat], point: str
) -> None:
    seat = sit()
    files, keystore = seat.wing.files, seat.wing.keystore
    key = account_files.key_of(files, keystore)
    copy = files.folder / "killed.db"
    database.backup(seat.wing.store.engine, copy)
    killed = subprocess.run(
        [sys.executable, "-c", _KILLED, str(copy), (key or b"").hex(), point],
        cwd=Path(__file__).resolve().parents[2],
        capture_output=True,
        check=False,
    )
    assert killed.returncode == -9, killed.stderr.decode()
    store = Store.open(copy, key)
    with store.read() as session:
        saved = [line.situation for line in visits.listing(session)]
        kept = [(d.key, d.data["situation"]) for d in drafts.listing(session)]
        waiting = outbox.waiting(session)
    store.close()
    if point == "after":
        assert (saved, waiting, kept) == (["写到一半，断了电"], 1, [])
        return
    assert (saved, waiting) == ([], 0) and [text for _, text in kept] == ["写到一半，断了电"]
    seat.wing.close()
    shutil.copy(copy, files.database)
    again = sit()
    dialog = VisitDialog(again.desk, draft_key=kept[0][0], parent=again.window)
    assert dialog.form.situation.text() == "写到一半，断了电" and dialog.form.subject.subject() is not None
    dialog.keeper.stop()
