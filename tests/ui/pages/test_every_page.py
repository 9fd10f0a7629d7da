"""Every page, empty and full, in every dress and size: it opens, and no text is cut."""

from __future__ import annotations

import gc
import weakref
from dataclasses import replace

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QLabel

from sscs_desktop.domain.entry import mask_phone
from sscs_desktop.ui import keys
from sscs_desktop.ui.desk import Desk
from sscs_desktop.ui.pages import PAGES
from sscs_desktop.ui.widgets.agenda import AgendaLine
from sscs_desktop.ui.widgets.record_list import RecordList
from sscs_desktop.ui.widgets.record_model import Row
from sscs_desktop.ui.widgets.text import Elided, Label
from tests.ui.clipping import clipped
from tests.ui.conftest import Look
from tests.ui.pages.conftest import Frame, seen
from tests.ui.pages.world import World

KEYS = [page.key for page in PAGES]
DRESSES = [
    ("dark", 100, "zh", 1093, 535),
    ("light", 100, "en", 820, 520),
    ("light", 200, "zh", 1093, 614),
    *(
        pytest.param(*dress, marks=pytest.mark.proof)
        for dress in (
            ("light", 100, "zh", 1093, 614),
            ("contrast", 100, "zh", 1093, 614),
            ("light", 100, "en", 1093, 614),
            ("light", 100, "zh", 820, 520),
            ("light", 150, "zh", 1093, 614),
        )
    ),
]


def _said(frame: Frame, key: str) -> list[str]:
    """Return every text a page shows: labels, lines and the rows of its list."""
    page = frame.page(key)
    said = [label.text() for label in seen(page, Label)] + [line.text() for line in seen(page, Elided)]
    for line in seen(page, AgendaLine):
        said += [line.item.who, line.item.what, line.item.why, line.item.step]
    for listed in seen(page, RecordList):
        for row in listed.rows():
            said += [row.name, row.topic, row.second, row.right, row.word]
    return said


@pytest.mark.parametrize("key", KEYS)
def test_every_page_opens_on_an_empty_store_and_says_something(frame: Frame, key: str) -> None:
    page = frame.page(key)
    assert page.isVisible() and page.objectName() == f"page_{key}"
    assert any(label.text().strip() for label in page.findChildren(QLabel) if label.isVisible())
    assert clipped(frame.window) == []


@pytest.mark.parametrize(("name", "percent", "language", "width", "height"), DRESSES)
def test_no_text_is_cut_on_any_full_page(
    look: Look, world: World, frame: Frame, name: str, percent: int, language: str, width: int, height: int
) -> None:
    look(name, percent, language)
    frame.window.resize(width, height)
    faults = {}
    for key in KEYS:
        frame.page(key)
        QApplication.processEvents()
        faults[key] = clipped(frame.window.page(key))
    assert faults == {key: [] for key in KEYS}


def test_every_tab_of_a_filled_detail_shows_without_cut_text(world: World, frame: Frame) -> None:
    for key, name in (("firms", "河北冠通线缆"), ("projects", "年产"), ("visits", "河北冠通线缆"), ("issues", "二期")):
        page = frame.page(key)
        row = next(r for r in page.pane.list.rows() if r.name.startswith(name) and not r.group)
        page.pane.list.select(row.id)
        for tab in range(len(page.pages)):
            page.detail.tabs.choose(tab)
            QApplication.processEvents()
            assert page.pages[tab].widget().isVisible()
            assert clipped(page) == []


def test_no_code_no_id_and_no_whole_phone_stands_on_any_page(world: World, frame: Frame) -> None:
    ids = {firm.id for firm in world.firms.values()} | {issue.id for issue in world.issues.values()}
    codes = {"answered", "returned", "handling", "on_site", "county", "province", "illegal_move", "out_of_scope", "IND"}
    for key in KEYS:
        for text in _said(frame, key):
            assert text not in codes
            assert not any(id in text for id in ids)
            assert "13812348000" not in text
    assert any(mask_phone("13812348000") in text for text in _said(frame, "today"))


def test_a_hidden_page_reads_only_when_it_is_seen_again(world: World, frame: Frame) -> None:
    firms = frame.page("firms")
    frame.page("visits")
    before = [row.name for row in firms.pane.list.rows()]
    world.pull(("enterprise", _renamed(world)))
    QApplication.processEvents()
    assert [row.name for row in firms.pane.list.rows()] == before
    assert any(row.name == "更名后的企业（示例）" for row in _rows(frame, "firms"))


def test_no_shortcut_of_a_page_is_unknown(frame: Frame) -> None:
    for key in KEYS:
        for shortcut in frame.page(key).findChildren(QShortcut):
            assert shortcut.key().toString()
            assert "Unknown" not in shortcut.key().toString()


def _renamed(world: World) -> object:
    return replace(world.firms["恒泰电缆"], name="更名后的企业（示例）")


def _rows(frame: Frame, key: str) -> list[Row]:
    return list(frame.page(key).pane.list.rows())


def test_every_key_of_lists_and_details_works_on_some_page_and_none_is_bound_twice_on_one(frame: Frame) -> None:
    found: set[str] = set()
    for key in KEYS:
        shortcuts = frame.page(key).findChildren(QShortcut)
        here = [(shortcut.key().toString(), shortcut.parent()) for shortcut in shortcuts]
        assert len(set(here)) == len(here)
        found |= {sequence for sequence, _parent in here}
    for each in (keys.MEND, keys.APPOINT, keys.COPY, keys.NEXT_TAB, keys.PREVIOUS_TAB, keys.PHONES, keys.USE):
        assert QKeySequence(each.sequence).toString() in found
    assert {"Ctrl+S", "Space"} & found == set()


def test_a_window_that_is_gone_leaves_none_of_its_pages_behind(desk: Desk, world: World) -> None:
    frame = Frame(desk)
    held = [weakref.ref(frame.page(page.key)) for page in PAGES]
    frame.window.close()
    frame.window.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    del frame
    gc.collect()
    assert [type(page()).__name__ for page in held if page() is not None] == []
