"""设置: the look changes live and is kept; the file's lock is said plainly; backup and diagnosis."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from sscs_desktop.base import database, paths, settings
from sscs_desktop.domain.vocabulary import Indicator
from sscs_desktop.exchange.roster_rows import EnterpriseRow, FigureCell, RosterReading
from sscs_desktop.store import enterprises, intake
from sscs_desktop.store.store import Store
from sscs_desktop.ui import theme
from sscs_desktop.ui.desk import Desk
from sscs_desktop.ui.pages.settings import SettingsPage
from sscs_desktop.ui.widgets.text import Label
from tests.ui.clipping import clipped
from tests.ui.conftest import ACCOUNT
from tests.ui.pages.conftest import Frame
from tests.ui.pages.world import TODAY, World


def _page(frame: Frame) -> SettingsPage:
    page = frame.page("settings")
    assert isinstance(page, SettingsPage)
    return page


@pytest.fixture
def locked(tmp_path: Path, desk: Desk) -> Iterator[Desk]:
    """The same desk over an encrypted file."""
    plain = desk.store
    desk.store = Store.open(tmp_path / "locked.db", b"k" * 32, ACCOUNT)
    yield desk
    desk.store.close()
    desk.store = plain


def test_theme_and_text_size_change_at_once_and_are_kept(desk: Desk, frame: Frame) -> None:
    page = _page(frame)
    page.theme.set_value("light")
    page.theme.chosen.emit("dark")
    assert theme.name() == "dark"
    page.text.set_value(150)
    assert theme.zoom() == 1.5
    kept = settings.load(desk.settings_path)
    assert (kept.theme, kept.text_percent) == ("dark", 150)


def test_what_changed_elsewhere_is_shown_here(desk: Desk, frame: Frame) -> None:
    page = _page(frame)
    desk.remember(replace(desk.settings, text_percent=130, quiet=True))
    assert page.text.value() == 130
    assert page.quiet.isChecked()


def test_language_and_quiet_notices_are_kept(desk: Desk, frame: Frame) -> None:
    page = _page(frame)
    page.language.chosen.emit("en")
    page.quiet.click()
    kept = settings.load(desk.settings_path)
    assert (kept.language, kept.quiet) == ("en", True)


def test_a_plain_file_is_said_to_be_plain(frame: Frame) -> None:
    assert _page(frame).encryption.text().startswith("没有加密")


@pytest.mark.skipif(not database.cipher_available(), reason="no SQLCipher wheel for this platform")
def test_a_locked_file_is_said_to_be_locked_and_so_is_its_backup(locked: Desk, frame: Frame, qtbot: QtBot) -> None:
    page = _page(frame)
    assert page.encryption.text().startswith("已加密")
    page.back_up()
    qtbot.waitUntil(lambda: page.backup_said.text().startswith("已备份到"))
    made = list((paths.data_dir() / "backups").glob("*.db"))
    assert len(made) == 1
    assert not made[0].read_bytes().startswith(b"SQLite format 3")
    copy = Store.open(made[0], b"k" * 32)
    assert copy.account == locked.store.account
    copy.close()


def test_a_backup_that_cannot_be_written_says_so(frame: Frame, qtbot: QtBot) -> None:
    page = _page(frame)
    (paths.data_dir() / "backups").write_text("in the way")
    page.back_up()
    qtbot.waitUntil(lambda: page.backup_button.isEnabled())
    assert "没有保存" in page.backup_said.text()


def test_the_diagnosis_holds_counts_and_no_names(world: World, frame: Frame) -> None:
    page = _page(frame)
    page.copy_diagnosis()
    text = QGuiApplication.clipboard().text()
    assert "operations 27: received 20, waiting 4, refused 2, to decide 1, settled 0" in text
    assert "rows: enterprises 12, projects 1" in text
    for name in (
        "王建国",
        "wangjianguo",
        "冠通",
        "大陆村镇",
        "13812348000",
        *[firm.id for firm in world.firms.values()],
    ):
        assert name not in text


def test_an_import_that_was_taken_back_makes_way_for_the_one_before(
    world: World, desk: Desk, frame: Frame, qtbot: QtBot
) -> None:
    firm = world.firms["河北冠通线缆"]
    for period in ("2016", "2017"):
        cell = FigureCell(indicator=Indicator.REVENUE, value=Decimal(4820), period=period)
        row = EnterpriseRow(sheet="企业", row=2, name=firm.name, figures=(cell,))
        reading = RosterReading(rows=(row,), history=(), problems=(), sheets=())
        assert intake.apply(desk.store, reading, f"{period}.xlsx").records == 1
    with desk.store.write() as session:
        figure = next(each for each in enterprises.figures(session, firm.id) if each.period == "2017")
        shown = enterprises.seen(session, "figure", figure.id)
        enterprises.save_figure(session, replace(figure, value=Decimal(5100)), shown, today=TODAY)
    page = _page(frame)
    assert "2017.xlsx" in page.imports_said.text()
    with qtbot.waitSignal(page.imports.said):
        page.imports.undo_button.click()
    page.refresh()
    said = page.imports_said.text()
    assert "河北冠通线缆 经营数据（2017 营业收入）" in said, "a round that ends meanwhile does not take it away"
    assert "2016.xlsx" in said and page.imports.undo_button.isVisibleTo(page)
    with qtbot.waitSignal(page.imports.said):
        page.imports.undo_button.click()
    page.refresh()
    assert page.imports_said.text() == "已撤销 1 条。"
    assert not page.imports.undo_button.isVisibleTo(page)
    with desk.store.read() as session:
        told = {each.period: each.value for each in enterprises.figures(session, firm.id)}
    assert "2016" not in told and told["2017"] == 5100


def test_who_i_am_and_what_is_never_sent_stand_there(frame: Frame) -> None:
    words = [label.text() for label in _page(frame).findChildren(Label)]
    assert "王建国　大陆村镇 经发办" in words
    assert any("位置" in text and "草稿" in text for text in words)


def test_the_page_still_fits_after_the_text_grew(frame: Frame) -> None:
    page = _page(frame)
    page.text.set_value(200)
    QApplication.processEvents()
    assert clipped(page) == []
