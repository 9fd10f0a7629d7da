"""A sheet from its page: looked at, then printed or kept as PDF; it needs no number."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from pytestqt.qtbot import QtBot

from sscs_desktop.paperwork import sheet_paper
from sscs_desktop.store import cards
from sscs_desktop.ui.desk import Desk
from sscs_desktop.ui.dialogs.sheet_preview import SheetPreview
from tests.ui.dialogs.conftest import World

Open = Callable[[Any], Any]


def test_a_visits_record_is_looked_at_and_kept_as_a_pdf(
    desk: Desk, world: World, opened: Open, qtbot: QtBot, tmp_path: Path
) -> None:
    dialog = SheetPreview(desk, partial(sheet_paper.visit_record, visit_id=world.own.id))
    assert dialog.note.text() == "正在准备…" and not dialog.print_button.isEnabled()
    opened(dialog)
    qtbot.waitUntil(lambda: dialog.note.text().startswith("第 1 页，共 "))
    assert "走访记录单" in dialog.windowTitle() and dialog.print_button.isEnabled()
    dialog.save_pdf(tmp_path / "visit.pdf")
    qtbot.waitUntil(lambda: dialog.note.text() == "已存成 PDF")
    assert (tmp_path / "visit.pdf").read_bytes().startswith(b"%PDF")
    assert dialog.open_button.isVisible() and dialog.open_button.toolTip() == str(tmp_path / "visit.pdf")
    with desk.store.read() as session:
        assert cards.listing(session) == ()
