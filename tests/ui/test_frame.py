"""The window: where its keys lead, what yields when room is short, what it remembers."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from sscs_desktop.base import settings as settings_file
from sscs_desktop.store.change import Change, News
from sscs_desktop.ui import keys, nav, theme
from sscs_desktop.ui.desk import Desk
from sscs_desktop.ui.main_window import MainWindow
from sscs_desktop.ui.page import Page
from sscs_desktop.ui.target import Target
from sscs_desktop.ui.widgets.key_table import KeyTable
from sscs_desktop.ui.widgets.record_model import Row
from sscs_desktop.ui.widgets.text import Label
from tests.ui import gallery
from tests.ui.clipping import clipped
from tests.ui.conftest import Look


class Counting(Page):
    """A page that counts how often it read."""

    key = "issues"
    watches = frozenset({"issue"})
    kinds = frozenset({"issue"})

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.reads = 0
        self.opened: list[Target] = []

    def refresh(self) -> None:
        self.reads += 1

    def open(self, target: Target) -> None:
        self.opened.append(target)

    def selection(self) -> Target | None:
        return Target("issue", "7")


Asked = list[tuple[str, Target | None]]


@pytest.fixture
def asked() -> Asked:
    return []


@pytest.fixture
def window(desk: Desk, asked: Asked, qtbot: QtBot) -> Iterator[MainWindow]:
    def verb(name: str) -> Callable[[Target | None], object]:
        return lambda target: asked.append((name, target))

    verbs = {name: verb(name) for name in ("visit", "issue", "card")}
    rows = [Row(id="5", kind="issue", name="二期厂房用地手续")]
    made = MainWindow(desk, (*gallery.PAGES, Counting), verbs, lambda words: [r for r in rows if words in r.name])
    qtbot.addWidget(made)
    made.resize(1093, 614)
    made.show()
    qtbot.waitExposed(made)
    made.activateWindow()
    qtbot.waitActive(made)
    yield made
    made.notifier.stop()


def counting(window: MainWindow) -> Counting:
    page = window.page("issues")
    assert isinstance(page, Counting)
    return page


def test_no_key_of_the_frame_is_unknown_or_bound_twice(window: MainWindow) -> None:
    bound = [shortcut.key() for shortcut in window.findChildren(QShortcut) if shortcut.parent() is window]
    assert all(combination.key() != Qt.Key.Key_unknown for key in bound for combination in [key[0]])
    assert len({key.toString() for key in bound}) == len(bound)
    assert len(bound) == len(keys.FRAME) + 5


def test_every_key_in_the_table_is_one_qt_knows() -> None:
    pages = [entry.shortcut for entry in nav.entries(set(nav.PAGE_KEYS))]
    said = [key.sequence for _title, part in keys.PARTS for key in part] + pages
    unknown = [each for each in said if QKeySequence(each)[0].key() == Qt.Key.Key_unknown]
    assert unknown == []
    assert QKeySequence("Ctrl+PgDn")[0].key() == Qt.Key.Key_unknown, "Qt knows PgDown: this check could not fail"


def test_only_pages_that_are_there_stand_in_the_nav_in_the_office_s_order(window: MainWindow) -> None:
    assert [e.key for e in nav.entries({"settings", "today", "issues"})] == ["today", "issues", "settings"]
    assert {b.objectName() for b in window.nav.findChildren(QAbstractButton) if b.objectName()} == {
        f"nav_{key}" for key in ("today", "firms", "issues", "outbox", "settings")
    }


def test_the_unit_at_the_foot_of_the_nav_takes_two_lines_before_it_yields(window: MainWindow) -> None:
    unit = window.nav.findChild(QLabel, "unit")
    assert unit is not None
    window.nav.set_who("王建国", "大陆村镇经济发展办公室")
    QApplication.processEvents()
    assert (unit.text(), unit.toolTip()) == ("大陆村镇经济发展办公室", "")
    assert unit.height() >= 2 * unit.fontMetrics().height() - 2
    window.nav.set_who("王建国", "宁晋县大陆村镇人民政府经济发展和营商环境建设办公室")
    assert unit.text().endswith("…") and unit.toolTip().endswith("建设办公室")


class Flashes(QObject):
    """Notes every widget that is shown as a window."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: list[str] = []

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Show and isinstance(watched, QWidget) and watched.isWindow():
            self.seen.append(type(watched).__name__)
        return False


def test_no_part_of_a_page_flashes_up_as_a_window_of_its_own(window: MainWindow, qapp: QApplication) -> None:
    flashes = Flashes()
    qapp.installEventFilter(flashes)
    for page in (*gallery.PAGES, Counting):
        window.go(Target(f"page:{page.key}"))
        gallery.settle()
    box = gallery.dialog(window)
    stray = QWidget()
    stray.show()
    qapp.removeEventFilter(flashes)
    assert flashes.seen == ["QWidget"], "only the stray one, which shows that the filter sees"
    for each in (box, stray):
        each.deleteLater()


def test_alt_and_a_digit_go_to_a_page(window: MainWindow) -> None:
    QTest.keyClick(window, Qt.Key.Key_5, Qt.KeyboardModifier.AltModifier)
    assert window.current() is window.page("issues")


def test_the_verbs_take_the_selected_record_along(window: MainWindow, asked: Asked) -> None:
    window.go(Target("page:issues"))
    QTest.keyClick(window, Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    window.top.card.click()
    assert asked == [("visit", Target("issue", "7")), ("card", Target("issue", "7"))]


def test_the_verbs_work_while_the_cursor_is_in_the_search_field(window: MainWindow, asked: Asked) -> None:
    window.top.search.edit.setFocus()
    QTest.keyClick(window.top.search.edit, Qt.Key.Key_I, Qt.KeyboardModifier.ControlModifier)
    assert [name for name, _target in asked] == ["issue"]


def test_a_page_reads_when_seen_and_only_for_kinds_it_watches(window: MainWindow, desk: Desk, qtbot: QtBot) -> None:
    page = counting(window)
    assert page.reads == 0
    window.go(Target("page:issues"))
    assert page.reads == 1
    desk.bus.announce(Change(kinds=frozenset({"visit"}), origin="user"))
    for _ in range(3):
        desk.bus.announce(Change(kinds=frozenset({"issue"}), origin="sync"))
    qtbot.waitUntil(lambda: page.reads == 2)
    window.go(Target("page:today"))
    desk.bus.announce(Change(kinds=frozenset({"issue"}), origin="sync"))
    assert page.reads == 2
    window.go(Target("page:issues"))
    assert page.reads == 3


def test_a_record_opens_on_the_page_of_its_kind_and_the_way_back_is_kept(window: MainWindow) -> None:
    window.go(Target("issue", "5"))
    page = counting(window)
    assert window.current() is page
    assert page.opened == [Target("issue", "5")]
    QTest.keyClick(window, Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)
    assert window.current() is window.page("today")
    QTest.keyClick(window, Qt.Key.Key_Right, Qt.KeyboardModifier.AltModifier)
    assert window.current() is page


def test_ctrl_k_finds_a_record_and_enter_goes_there(window: MainWindow, qtbot: QtBot) -> None:
    QTest.keyClick(window, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    assert window.top.search.edit.hasFocus()
    window.top.search.edit.setText("厂房")
    qtbot.waitUntil(window.popup.isVisible)
    QTest.keyClick(window.top.search.edit, Qt.Key.Key_Return)
    assert counting(window).opened == [Target("issue", "5")]
    assert not window.popup.isVisible()


def test_search_knows_pages_and_verbs_and_says_when_nothing_is_found(window: MainWindow, asked: Asked) -> None:
    window.top.search.edit.setText("走访")
    QTest.keyClick(window.top.search.edit, Qt.Key.Key_Return)
    assert asked == [("visit", None)]
    window.top.search.edit.setText("没有这个")
    window.popup.search()
    assert window.popup.isVisible()
    assert window.popup.list.current() is None
    window.popup.end()


def test_f5_asks_for_a_round_and_f6_walks_the_regions(window: MainWindow, desk: Desk) -> None:
    QTest.keyClick(window, Qt.Key.Key_F5)
    assert desk.sync.asked == 1
    window.go(Target("page:firms"))
    gallery.settle()
    window.nav.first_button().setFocus()
    seen = []
    for _ in range(6):
        QTest.keyClick(window, Qt.Key.Key_F6)
        focus = QApplication.focusWidget()
        seen.append(type(focus).__name__ if focus else "")
    assert seen == ["LineField", "RecordList", "TabRow", "_Word", "_NavButton", "LineField"]


def test_the_nav_folds_to_a_rail_when_the_window_is_narrow_or_the_text_large(window: MainWindow, look: Look) -> None:
    assert window.nav.width() == 128
    window.resize(820, 520)
    assert window.nav.width() == 56
    window.resize(1093, 614)
    assert window.nav.width() == 128
    look("light", 130)
    assert window.nav.width() == 56


def test_text_size_grows_by_key_and_is_remembered(window: MainWindow, desk: Desk) -> None:
    QTest.keyClick(window, Qt.Key.Key_Equal, Qt.KeyboardModifier.ControlModifier)
    assert theme.zoom() == 1.15
    assert settings_file.load(desk.settings_path).text_percent == 115
    QTest.keyClick(window, Qt.Key.Key_Minus, Qt.KeyboardModifier.ControlModifier)
    assert theme.zoom() == 1.0


def test_a_theme_chosen_in_settings_is_worn_at_once(window: MainWindow, desk: Desk) -> None:
    desk.remember(replace(desk.settings, theme="dark"))
    assert theme.name() == "dark"


def test_news_of_a_round_stand_in_the_status_bar_as_one_sentence(window: MainWindow, desk: Desk, qtbot: QtBot) -> None:
    with qtbot.waitSignal(window.notifier.told) as told:
        for _ in range(2):
            news = (News(code="answered", kind="issue"),)
            desk.bus.announce(Change(kinds=frozenset({"issue"}), origin="sync", news=news))
    assert told.args == ["2 条答复到达"]
    assert "2 条答复到达" in [b.text() for b in window.status.findChildren(type(window.status.first_word()))]


def test_the_window_opens_where_it_was_closed(window: MainWindow, desk: Desk, qtbot: QtBot) -> None:
    window.resize(820, 560)
    window.close()
    again = MainWindow(desk, (Counting,), {}, lambda words: [])
    qtbot.addWidget(again)
    assert (again.width(), again.height()) == (820, 560)


def test_the_ring_is_seen_after_tab_and_not_after_a_click(window: MainWindow) -> None:
    ring = window._ring
    window.nav.first_button().setFocus(Qt.FocusReason.MouseFocusReason)
    assert not ring.isVisible()
    window.top.visit.setFocus(Qt.FocusReason.OtherFocusReason)
    QTest.keyClick(window.top.visit, Qt.Key.Key_Tab)
    assert ring.isVisible()
    assert ring.target() is QApplication.focusWidget()
    assert not isinstance(ring.target(), QLineEdit)


def test_no_key_is_bound_past_the_table_that_f1_shows() -> None:
    room = Path(keys.__file__).parent
    binding = sorted(
        str(path.relative_to(room)) for path in room.rglob("*.py") if "QShortcut" in path.read_text("utf-8")
    )
    assert binding == ["keys.py"]
    named = {name for name, value in vars(keys).items() if isinstance(value, keys.Key)}
    shown = {key for _title, part in keys.PARTS for key in part}
    assert {name for name in named if getattr(keys, name) not in shown} == set()


def test_f1_shows_every_key_with_what_it_does(window: MainWindow, qtbot: QtBot) -> None:
    table = KeyTable(window)
    qtbot.addWidget(table)
    table.show()
    said = {label.text() for label in table.findChildren(Label)}
    for _title, part in keys.PARTS:
        assert {key.said() for key in part} <= said
    assert "另写" in said
    assert not any("导出" in words or "勾选" in words for words in said)
    assert clipped(table) == []
