"""Every setting stands on the page of settings."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from sscs_desktop import app
from sscs_desktop.base.settings import Settings
from sscs_desktop.store.session import Account
from sscs_desktop.store.store import Store
from sscs_desktop.ui.bus import Bus
from sscs_desktop.ui.desk import Desk
from sscs_desktop.ui.jobs import Jobs
from sscs_desktop.ui.pages import PAGES
from tests.ui.conftest import StillSync

ME = Account(
    user_id="p-wang",
    account="wangjianguo",
    user_name="王建国",
    unit_id="u-dalu",
    unit_name="大陆村镇",
    address="https://directory.invalid",
)
SAID = {"account": ME.account, "directory_address": ME.address}
"""Settings that come with signing in: the page says them, nobody types them."""
NOT_CHOSEN = {"unknown"}


@pytest.fixture
def desk(qapp: QApplication, tmp_path: Path) -> Iterator[Desk]:
    app.application(Settings(theme="light"))
    store = Store.open(tmp_path / "desk.db", None, ME)
    jobs = Jobs()
    yield Desk(store, jobs, Bus(), StillSync(), Settings(theme="light"), tmp_path / "settings.json")
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    jobs.close()
    store.close()


def test_every_setting_stands_on_its_page(desk: Desk, qtbot: QtBot) -> None:
    page = next(kind for kind in PAGES if kind.key == "settings")(desk)
    qtbot.addWidget(page)
    page.show()
    words = {label.text() for label in page.findChildren(QLabel)}
    chosen = {field.name for field in fields(Settings)} - set(SAID) - NOT_CHOSEN
    assert [name for name in sorted(chosen) if page.findChild(QWidget, name) is None] == []
    assert set(SAID.values()) <= words
