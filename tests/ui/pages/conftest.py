"""A filled desk and its pages inside the real frame."""

from __future__ import annotations

import copy
import shutil
import time
from collections.abc import Callable, Iterator
from functools import cached_property
from pathlib import Path
from typing import Any, TypeVar

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QEventLoop
from PySide6.QtWidgets import QApplication, QDialog, QWidget
from pytestqt.qtbot import QtBot

from sscs_desktop.base import clock
from sscs_desktop.store.store import Store
from sscs_desktop.ui.desk import Desk
from sscs_desktop.ui.main_window import MainWindow
from sscs_desktop.ui.page import Page
from sscs_desktop.ui.pages import PAGES
from sscs_desktop.ui.target import Target
from tests.conftest import SEPTEMBER
from tests.ui.conftest import ACCOUNT
from tests.ui.pages.september import fill
from tests.ui.pages.world import World

Part = TypeVar("Part", bound=QWidget)


def seen(holder: QWidget, kind: type[Part]) -> list[Part]:
    """Return the parts of a kind that show inside a widget: what was replaced a moment ago is not among them."""
    return [part for part in holder.findChildren(kind) if part.isVisibleTo(holder)]


@pytest.fixture(scope="session")
def summer(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, Any]]:
    """A desk's file after a summer's work, made once, and what its world knows."""
    file = tmp_path_factory.mktemp("summer") / "desk.db"
    clock.stand_at(SEPTEMBER)
    store = Store.open(file, None, ACCOUNT)
    known = vars(fill(World(store)))
    store.close()
    clock.run_free()
    return file, {name: value for name, value in known.items() if name != "store"}


@pytest.fixture
def desk_file(request: pytest.FixtureRequest, blank_file: Path, tmp_path: Path) -> Path:
    """The file of this test's desk: after the summer if the test asks for its world, else empty."""
    is_filled = "world" in request.fixturenames
    source = request.getfixturevalue("summer")[0] if is_filled else blank_file
    return Path(shutil.copy(source, tmp_path / "desk.db"))


@pytest.fixture
def world(desk: Desk, summer: tuple[Path, dict[str, Any]]) -> World:
    """The desk after a summer's work."""
    made = World.__new__(World)
    vars(made).update(copy.deepcopy(summer[1]), store=desk.store)
    return made


LONGEST_S = 10.0


class Frame:
    """The window, and what was asked of its three verbs."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.asked: list[tuple[str, Target | None]] = []
        verbs = {name: self._keep(name) for name in ("visit", "issue", "card")}
        self._window = MainWindow(desk, PAGES, verbs, lambda words: [])
        self._window.resize(1093, 614)

    @cached_property
    def window(self) -> MainWindow:
        """The window, shown when it is first asked for: who goes to a page before does not wait for the first one."""
        self._window.show()
        return self._window

    def page(self, key: str) -> Page:
        """Go to a page and let it read and count, also what it counts off this thread."""
        self._window.go(Target(f"page:{key}"))
        window = self.window
        QApplication.processEvents()
        until = time.monotonic() + LONGEST_S
        while self.desk.jobs.is_busy("desk") and time.monotonic() < until:
            QApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 20)
        QApplication.processEvents()
        return window.page(key)

    def _keep(self, name: str) -> Callable[[Target | None], object]:
        return lambda target: self.asked.append((name, target))


@pytest.fixture
def frame(desk: Desk, qtbot: QtBot) -> Iterator[Frame]:
    made = Frame(desk)
    yield made
    for dialog in made.window.findChildren(QDialog):
        dialog.close()
    made.window.notifier.stop()
    made.window.close()
    made.window.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
