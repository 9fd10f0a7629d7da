"""A filled desk and its pages inside the real frame."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TypeVar

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication, QDialog, QWidget
from pytestqt.qtbot import QtBot

from sscs_desktop.ui.desk import Desk
from sscs_desktop.ui.main_window import MainWindow
from sscs_desktop.ui.page import Page, Target
from sscs_desktop.ui.pages import PAGES
from tests.ui.pages.world import World, fill

Part = TypeVar("Part", bound=QWidget)


def seen(holder: QWidget, kind: type[Part]) -> list[Part]:
    """Return the parts of a kind that show inside a widget: what was replaced a moment ago is not among them."""
    return [part for part in holder.findChildren(kind) if part.isVisibleTo(holder)]


@pytest.fixture
def world(desk: Desk) -> World:
    """The desk after a summer's work."""
    return fill(World(desk.store))


class Frame:
    """The window, and what was asked of its three verbs."""

    def __init__(self, desk: Desk) -> None:
        self.asked: list[tuple[str, Target | None]] = []
        verbs = {name: self._keep(name) for name in ("visit", "issue", "card")}
        self.window = MainWindow(desk, PAGES, verbs, lambda words: [])
        self.window.resize(1093, 614)
        self.window.show()

    def page(self, key: str) -> Page:
        """Go to a page and let it read."""
        self.window.go(Target(f"page:{key}"))
        QApplication.processEvents()
        return self.window.page(key)

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
