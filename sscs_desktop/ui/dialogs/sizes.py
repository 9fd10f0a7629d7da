"""How big a dialog is: as designed, larger with the text, never larger than the screen."""

from __future__ import annotations

from PySide6.QtWidgets import QDialog

from sscs_desktop.ui import theme

_TITLE_BAR = 40


def fit(dialog: QDialog, width: int, height: int) -> None:
    """Give a dialog its client size in unzoomed px; zoomed, it stops at the edges of the screen."""
    zoom = theme.zoom()
    if zoom == 1.0:
        dialog.resize(width, height)
        return
    room = dialog.screen().availableSize()
    dialog.resize(min(round(width * zoom), room.width()), min(round(height * zoom), room.height() - _TITLE_BAR))
