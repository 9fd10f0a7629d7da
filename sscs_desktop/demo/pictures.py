"""Pictures of whole windows, dialogs where they stand over them, as a person at the laptop would see them."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QCoreApplication, QEvent, QEventLoop, QPoint, QRect, QTimer
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWidgets import QDialog, QWidget

from sscs_desktop.ui.main_window import MainWindow

SETTLE_MS = 200
"""Gathered refreshes and layouts have run by then."""
ROOM = (1093, 614)
"""Logical pixels of 1366×768 at 125 %."""


class Album:
    """Numbers and writes the pictures of one tour."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._taken = 0

    @property
    def count(self) -> int:
        """Return how many pictures were taken."""
        return self._taken

    def take(self, window: MainWindow, name: str, dialog: QDialog | None = None) -> None:
        """Take the window, with a dialog over its middle if one is open."""
        settle()
        image = _shot(window)
        if dialog is not None:
            _lay_over(image, window, dialog)
        self._taken += 1
        file = self._folder / f"{self._taken:02d}-{name}.png"
        if not image.save(str(file)):
            raise OSError(f"cannot write {file.name}")


def settle(milliseconds: int = SETTLE_MS) -> None:
    """Let the window do what it has put off."""
    loop = QEventLoop()
    QTimer.singleShot(milliseconds, loop.quit)
    loop.exec()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def _shot(widget: QWidget) -> QImage:
    return widget.grab().toImage()


def _lay_over(image: QImage, window: QWidget, dialog: QWidget) -> None:
    ratio = image.devicePixelRatio()
    image.setDevicePixelRatio(1)
    over = _shot(dialog)
    over.setDevicePixelRatio(1)
    top = QPoint((image.width() - over.width()) // 2, max(0, (image.height() - over.height()) // 2))
    painter = QPainter(image)
    painter.fillRect(image.rect(), QColor(0, 0, 0, 70))
    painter.drawImage(QRect(top, over.size()), over)
    painter.end()
    image.setDevicePixelRatio(ratio)
