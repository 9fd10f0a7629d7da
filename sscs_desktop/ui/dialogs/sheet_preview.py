"""A sheet without a number of its own before it is printed: a visit's record, an order to a department."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from sscs_desktop.printing.form import Pages
from sscs_desktop.ui.desk import Desk
from sscs_desktop.ui.dialogs.paper_dialog import PaperDialog
from sscs_desktop.ui.dialogs.sizes import fit


class SheetPreview(PaperDialog):
    """`make` lays the sheet out, with phones or without."""

    def __init__(self, desk: Desk, make: Callable[[bool], Pages], parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self.setObjectName("sheet_preview")
        self._make = make
        self.show_paper()
        self.setWindowTitle(self.file_name())
        fit(self, 880, 512)
        self.print_button.setFocus()

    def lay(self, *, shows_phones: bool) -> Pages:
        return self._make(shows_phones)

    def file_name(self) -> str:
        return self._pages.title if self._pages is not None else ""
