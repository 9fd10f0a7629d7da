"""没有写成的 PDF: how many cards have numbers and no PDF, and the way to write it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from sscs_desktop.ui.widgets.area import Area
from sscs_desktop.ui.widgets.buttons import Button
from sscs_desktop.ui.widgets.states import State, StateGlyph
from sscs_desktop.ui.widgets.text import Label


class OwedBar(Area):
    """Above the choice while cards owe their PDF; there is nothing of it otherwise."""

    def __init__(self, write: Callable[[], object], parent: QWidget | None = None) -> None:
        super().__init__("surface", "b", parent=parent)
        self.sentence = Label("", wrap=True)
        self.button = Button(self.tr("接着存 PDF"), "plain", on=write)
        self.button.setObjectName("owed")
        row = self.row((16, 8, 16, 8))
        row.addWidget(StateGlyph(State.YELLOW))
        row.addWidget(self.sentence, 1)
        row.addWidget(self.button)
        self.setVisible(False)

    def show_count(self, count: int, *, is_busy: bool) -> None:
        """Show how many cards owe their PDF; 0: nothing."""
        self.setVisible(count > 0 and not is_busy)
        text = self.tr("{count} 张卡的卡号已经取了，PDF 没有写成。接着存，还是这些卡号。")
        self.sentence.setText(text.format(count=count))
