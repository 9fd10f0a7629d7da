"""Hands and eyes before a dialog: keys, an input method, what a label says, what was kept."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtWidgets import QApplication, QLabel, QWidget

from sscs_desktop.domain.visit import Visit
from sscs_desktop.domain.vocabulary import Category
from sscs_desktop.store import drafts, visits
from sscs_desktop.ui.desk import Desk
from sscs_desktop.ui.dialogs.visit_dialog import VisitDialog

Open = Callable[[Any], Any]
Key = Qt.Key
Control = Qt.KeyboardModifier.ControlModifier
Alt = Qt.KeyboardModifier.AltModifier


def newest(desk: Desk, subject_id: str) -> Visit:
    with desk.store.read() as session:
        return visits.recent(session, subject_id, 1)[0]


def kept(desk: Desk) -> tuple[drafts.Draft, ...]:
    with desk.store.read() as session:
        return drafts.listing(session)


def words(dialog: QWidget, name: str) -> str:
    label = dialog.findChild(QLabel, name)
    assert label is not None
    return "" if label.isHidden() else label.text()


def compose(edit: QWidget, text: str) -> None:
    """Type as an input method does."""
    event = QInputMethodEvent()
    event.setCommitString(text)
    QApplication.sendEvent(edit, event)


def fill_block(dialog: VisitDialog, at: int, category: Category, text: str) -> None:
    block = dialog.column.blocks()[at]
    block.category.set_value(category)
    block.description.set_text(text)
