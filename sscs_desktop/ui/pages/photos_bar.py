"""认卡: how far the pictures of signed cards are looked at, the way to stop, and what became of them."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from sscs_desktop.ui.widgets.area import Area
from sscs_desktop.ui.widgets.buttons import Button
from sscs_desktop.ui.widgets.text import Label


class PhotosBar(Area):
    """Above list and detail while a job runs and until its end was read; there is nothing of it otherwise."""

    stopped = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("surface", "b", parent=parent)
        self._is_running = False
        self.sentence = Label("", wrap=True)
        self.button = Button("", "plain", on=self._pressed)
        self.button.setObjectName("photos_stop")
        row = self.row((16, 8, 16, 8))
        row.addWidget(self.sentence, 1)
        row.addWidget(self.button)
        self.setVisible(False)

    def show_progress(self, at: int, of: int) -> None:
        """Say which picture of how many is looked at."""
        self._is_running = True
        self._say(self.tr("正在认第 {n} 张，共 {count} 张").format(n=at, count=of), self.tr("停下"))

    def show_end(self, sentence: str) -> None:
        """Say what became of them; "": nothing that the page does not show."""
        self._is_running = False
        self._say(sentence, self.tr("知道了"))
        self.setVisible(bool(sentence))

    def _say(self, sentence: str, word: str) -> None:
        self.sentence.setText(sentence)
        self.button.set_words(word)
        self.setVisible(True)

    def _pressed(self) -> None:
        if self._is_running:
            self.stopped.emit()
        else:
            self.setVisible(False)
