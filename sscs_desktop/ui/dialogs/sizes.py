"""How big a dialog is: as designed, larger with the text, never larger than the screen."""

from __future__ import annotations

from PySide6.QtWidgets import QDialog

from sscs_desktop.ui import theme
from sscs_desktop.ui.widgets.area import ScrollColumn

_TITLE_BAR = 40


def fit(dialog: QDialog, width: int, height: int) -> None:
    """Give a dialog its client size in unzoomed px; zoomed, it stops at the edges of the screen."""
    zoom = theme.zoom()
    if zoom == 1.0:
        dialog.resize(width, height)
        return
    room = dialog.screen().availableSize()
    dialog.resize(min(round(width * zoom), room.width()), min(round(height * zoom), room.height() - _TITLE_BAR))


def show_all(dialog: QDialog, column: ScrollColumn) -> None:
    """Make a dialog as high as the words of its column need; what the screen has no room for is scrolled."""
    others = dialog.minimumSizeHint().height() - column.minimumSizeHint().height()
    room = dialog.screen().availableSize().height() - _TITLE_BAR
    needed = column.column.totalHeightForWidth(dialog.width()) + others
    dialog.resize(dialog.width(), max(dialog.height(), min(needed, room)))
