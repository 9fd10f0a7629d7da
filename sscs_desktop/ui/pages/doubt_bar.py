"""收回存疑: what the directory would take away although the counts differ, and the two ways on from there."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from sscs_desktop.store.doubt import Doubt
from sscs_desktop.ui.widgets.area import Area
from sscs_desktop.ui.widgets.buttons import Button
from sscs_desktop.ui.widgets.text import Label


class DoubtBar(Area):
    """Below the head of 上报 while a doubt stands; there is nothing of it otherwise."""

    let_go = Signal()
    asked_again = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("surface", "b", parent=parent)
        self.sentence = Label("", wrap=True)
        self.again_button = Button(self.tr("重新核对"), "plain", "refresh-cw", on=self.asked_again.emit)
        self.again_button.setObjectName("doubt_again")
        self.let_go_button = Button(self.tr("确认移走"), "plain", "check", on=self.let_go.emit)
        self.let_go_button.setObjectName("doubt_let_go")
        row: QHBoxLayout = self.row((16, 8, 16, 8))
        row.addWidget(self.sentence, 1)
        row.addSpacing(16)
        row.addWidget(self.again_button)
        row.addWidget(self.let_go_button)
        self.setVisible(False)

    def show_doubt(self, doubt: Doubt | None, is_busy: bool) -> None:
        """Show what is doubted; None or let go: nothing."""
        self.setVisible(doubt is not None and not doubt.is_let_go)
        for button in (self.again_button, self.let_go_button):
            button.setEnabled(not is_busy)
        if doubt is None:
            return
        text = self.tr(
            "县里要从本机移走 {rows} 条（本机共 {held} 条），可两边的条数对不上，所以一条也没有移。"
            "确知分包有大调整，按“确认移走”；拿不准就“重新核对”。没上报的都不会丢。"
        )
        self.sentence.setText(text.format(rows=doubt.rows, held=doubt.held))
