"""Qt for painting alone, where nobody sees a window: a server, a command."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QGuiApplication


def begin() -> QCoreApplication:
    """Return the application that fonts and painters need, made without a display; hold it while you paint."""
    return QCoreApplication.instance() or QGuiApplication(["sscs-desktop", "-platform", "offscreen"])
