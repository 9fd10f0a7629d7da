"""Codes of a later program in every field that has one: every page still opens, says so, and cuts no text."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from sqlalchemy import update

from sscs_desktop.store import visits
from sscs_desktop.store.columns import WordText
from sscs_desktop.store.tables import RECORDS
from sscs_desktop.ui.dialogs.message_dialog import MessageDialog
from sscs_desktop.ui.dialogs.visit_dialog import VisitDialog
from sscs_desktop.ui.pages import PAGES, opening
from sscs_desktop.ui.pages.visits import VisitsPage
from sscs_desktop.ui.widgets.buttons import Button
from sscs_desktop.ui.widgets.record_list import RecordList
from tests.ui.clipping import clipped
from tests.ui.pages.conftest import Frame, seen
from tests.ui.pages.test_every_page import _said
from tests.ui.pages.world import World

pytestmark = pytest.mark.proof


@pytest.fixture
def newer(world: World) -> World:
    """The same county, written by a program of next year."""
    with world.store.write() as session:
        for kind, table in RECORDS.items():
            words = [column.name for column in table.c if isinstance(column.type, WordText)]
            if words:
                session.run(update(table).values(dict.fromkeys(words, "next_year")))
            if "classes" in table.c:
                session.run(update(table).values(classes=("IND", "next_year")))
            session.touch(kind)
    return world


@pytest.mark.parametrize("key", [page.key for page in PAGES])
def test_every_page_and_every_line_of_it_opens(newer: World, frame: Frame, key: str) -> None:
    page = frame.page(key)
    for listed in seen(page, RecordList):
        for row in [each for each in listed.rows() if each.id and not each.group]:
            listed.select(row.id)
            QApplication.processEvents()
    assert clipped(page) == []
    if key in ("visits", "issues"):
        assert any("（新版本的" in words for words in _said(frame, key))


def test_an_issue_in_a_state_unknown_here_takes_no_command(newer: World, frame: Frame) -> None:
    page = frame.page("issues")
    listed = seen(page, RecordList)[0]
    listed.select(next(each.id for each in listed.rows() if each.id and not each.group))
    QApplication.processEvents()
    commands = [b for b in seen(page, Button) if b.objectName().startswith("command")]
    assert commands == []


def test_an_own_visit_of_a_newer_program_is_not_opened_to_be_mended(newer: World, frame: Frame, qtbot: QtBot) -> None:
    page = frame.page("visits")
    assert isinstance(page, VisitsPage)
    with page.desk.store.read() as session:
        mine = next(v for v in visits.listing(session) if v.author_id == page.desk.account.user_id)
    opening.visit_again(page.desk, page, mine.id)
    qtbot.waitUntil(lambda: page.findChild(MessageDialog) is not None)
    assert page.findChild(VisitDialog) is None
