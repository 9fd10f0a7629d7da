"""打开: beside the words that a file was written, for whoever asks where it went."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QDir, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QWidget

from sscs_desktop.ui.widgets.buttons import Button


class OpenButton(Button):
    """Seen once something was written; its tip says where."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("", "quiet", on=self._open, parent=parent)
        self.set_words(self.tr("打开"))
        self.setObjectName("open")
        self.setVisible(False)
        self._written = Path()

    def offer(self, written: Path) -> None:
        """Offer to open a file or folder that was written a moment ago."""
        self._written = written
        self.setToolTip(QDir.toNativeSeparators(str(written)))
        self.setVisible(True)

    def _open(self) -> None:
        """Open it, or the folder it lies in where nothing on this machine shows such a file."""
        if not QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._written))):
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._written.parent)))
