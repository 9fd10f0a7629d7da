"""F1: what the keys do."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QHBoxLayout, QWidget

from sscs_desktop.ui import keys, nav
from sscs_desktop.ui.widgets.area import ScrollColumn
from sscs_desktop.ui.widgets.buttons import Button
from sscs_desktop.ui.widgets.dialog_frame import DialogFrame
from sscs_desktop.ui.widgets.facts import SectionHead
from sscs_desktop.ui.widgets.key_cap import KeyCap
from sscs_desktop.ui.widgets.text import Label


class KeyTable(DialogFrame):
    """All keys of frame, pages, lists and dialogs, with what they do."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(self.tr("按键表"), parent, size=(520, 480))
        self._column = ScrollColumn("surface", (24, 8, 24, 16))
        self.body.addWidget(self._column)
        pages = [keys.Key(entry.shortcut, entry.word) for entry in nav.entries(set(nav.PAGE_KEYS))]
        for title, part in keys.PARTS:
            self._part(QCoreApplication.translate("keys", title), part)
            if part is keys.FRAME:
                self._part(self.tr("换页"), pages)
        self.foot_right.addWidget(Button(self.tr("关闭"), "plain", key="Esc", on=self.reject))

    def accept_typed(self) -> None:
        self.reject()

    def _part(self, title: str, part: Sequence[keys.Key]) -> None:
        self._column.add(SectionHead(title))
        for key in part:
            row = QHBoxLayout()
            row.setContentsMargins(0, 4, 0, 4)
            row.addWidget(Label(key.said(), "body", "ink2", wrap=True), 1)
            row.addWidget(KeyCap(QKeySequence(key.sequence).toString(QKeySequence.SequenceFormat.NativeText)))
            self._column.add_layout(row)
