"""Search at the left, three verbs at the right that never move."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from sscs_desktop.ui import theme
from sscs_desktop.ui.widgets.area import Area
from sscs_desktop.ui.widgets.buttons import Button
from sscs_desktop.ui.widgets.search_field import SearchField

_NARROW = 880


class TopBar(Area):
    """48 high. `verb` carries "visit", "issue" or "card"."""

    verb = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("surface", "b", height=48, parent=parent)
        self.search = SearchField(
            self.tr("搜索企业、项目、走访、问题…"), short_hint=self.tr("搜索 Ctrl+K"), key_cap="Ctrl+K", glass=True
        )
        self.search.setObjectName("search")
        self.visit = Button(self.tr("记走访"), "tonal", "footprints", key="Ctrl+N", on=lambda: self.verb.emit("visit"))
        self.issue = Button(
            self.tr("记问题"),
            "plain",
            "message-circle-question-mark",
            key="Ctrl+I",
            on=lambda: self.verb.emit("issue"),
        )
        self.card = Button(self.tr("打印卡"), "plain", "printer", key="Ctrl+P", on=lambda: self.verb.emit("card"))
        row = self.row((16, 8, 16, 8))
        row.addWidget(self.search, 1000)
        row.addStretch(1)
        for name in ("visit", "issue", "card"):
            button: Button = getattr(self, name)
            button.setObjectName(f"verb_{name}")
            row.addWidget(button)
        self._fit()

    def measure(self) -> None:
        super().measure()
        if hasattr(self, "card"):
            self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        narrow = self.width() / theme.zoom() < _NARROW
        self.search.show_cap(not narrow)
        verbs = sum(b.sizeHint().width() + 8 for b in (self.visit, self.issue, self.card))
        room = self.width() - 32 - verbs - 16
        widest = (220 if narrow else 318) * theme.zoom()
        self.search.setFixedWidth(int(max(120, min(room, widest)) / 4) * 4)
