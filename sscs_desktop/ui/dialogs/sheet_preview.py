"""A sheet without a number of its own before it is printed: a visit's record, an order to a department, a list."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from sscs_desktop.base.errors import SscsError
from sscs_desktop.paperwork.sheet_paper import Sheet
from sscs_desktop.printing.form import Pages
from sscs_desktop.store.store import Store
from sscs_desktop.ui.desk import Desk
from sscs_desktop.ui.dialogs.message_dialog import tell
from sscs_desktop.ui.dialogs.paper_dialog import PaperDialog
from sscs_desktop.ui.dialogs.sizes import fit


class SheetPreview(PaperDialog):
    """`gather` reads the sheet off the GUI thread."""

    def __init__(
        self, desk: Desk, gather: Callable[[Store], Sheet], parent: QWidget | None = None, *, has_phones: bool = True
    ) -> None:
        super().__init__(desk, parent)
        self.setObjectName("sheet_preview")
        self._sheet: Sheet | None = None
        self.phones.setVisible(has_phones)
        self.enable_verbs(False)
        self.say(self.tr("正在准备…"))
        fit(self, 880, 512)
        desk.jobs.start(
            "desk", lambda _task: gather(desk.store), owner=self, done=self._gathered, failed=self._not_gathered
        )

    def lay(self, *, shows_phones: bool) -> Pages:
        assert self._sheet is not None  # nothing is shown and no verb enabled before there is
        return self._sheet(shows_phones)

    def file_name(self) -> str:
        return self._pages.title if self._pages is not None else ""

    def _gathered(self, sheet: Sheet) -> None:
        self._sheet = sheet
        self.enable_verbs(True)
        self.show_paper()
        self.setWindowTitle(self.file_name())
        self.print_button.setFocus()

    def _not_gathered(self, error: SscsError) -> None:
        """Say what kept the sheet from being made, such as a record that left this desk a moment ago."""
        self.reject()
        tell(error, self.parentWidget())
