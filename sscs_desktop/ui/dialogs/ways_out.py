"""Where a paper goes from a dialog: to a printer that is chosen, or to a file that is named."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QDialog, QFileDialog

from sscs_desktop.base.errors import SscsError
from sscs_desktop.printing import printer
from sscs_desktop.ui.dialogs.message_dialog import tell


def choose_printer(dialog: QDialog, chosen: Callable[[QPrinter], object]) -> None:
    """Let the person choose a printer, then go on with it; that there is none is told."""
    try:
        device = printer.default_printer()
    except SscsError as error:
        tell(error, dialog)
        return
    chooser = QPrintDialog(device, dialog)
    chooser.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    chooser.accepted.connect(lambda: chosen(device))
    QDialog.open(chooser)


def ask_pdf(dialog: QDialog, name: str) -> Path | None:
    """Ask where a PDF is to lie; `name` is what it is called unless somebody says otherwise."""
    title = QCoreApplication.translate("ways_out", "存成 PDF")
    chosen, _filter = QFileDialog.getSaveFileName(dialog, title, f"{name}.pdf", "PDF (*.pdf)")
    return Path(chosen) if chosen else None
