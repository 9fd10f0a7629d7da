"""What the directory has signed for: checked offline, and written down."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from sscs_desktop import app
from sscs_desktop.base.settings import Settings
from sscs_desktop.base.telling import Say
from sscs_desktop.commands.desk import headless, without_screen
from sscs_desktop.store import report
from sscs_desktop.ui.pages import receipt_paper


def verify(say: Say) -> int:
    """Check every receipt of the machine's account offline; return 1 if one proves nothing."""
    with headless() as wing, wing.store.read() as session:
        checked, failing = report.unproven(session)
    say(f"回执 {checked} 份，有效 {checked - len(failing)} 份。")
    for op_id in failing:
        say(f"无效 {op_id}：签名或内容对不上，请把这一行告诉县里的管理员。")
    return 1 if failing else 0


def write_down(targets: Sequence[Path], say: Say) -> int:
    """Write what the directory has from the machine's account to files, or say it line by line without any."""
    without_screen()
    _dressed = app.application(Settings())
    with headless() as wing:
        for file in targets:
            receipt_paper.write(wing.store, file)
        found = receipt_paper.content(wing.store)
    if not targets:
        for row in found.rows:
            say("　".join(part for part in (row.code, row.what, row.subject, row.result) if part))
    for file in targets:
        say(str(file))
    say(f"县里有回执 {len(found.rows)} 条，签名有效 {found.proven} 条。")
    return 0
