"""Where a paper goes from a dialog: to a printer that is chosen, or to a file that is named."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QDialog, QFileDialog

from sscs_desktop.base.errors import SscsError
from sscs_desktop.printing import printer
from sscs_desktop.ui.dialogs.message_dialog import tell

_NOT_IN_NAMES = re.compile(r'[\\/:*?"<>|]')
"""What Windows takes in no file name; the dialog would not open with it."""


def choose_printer(dialog: QDialog, chosen: Callable[[QPrinter], object]) -> None:
    """Let the person choose a printer, then go on with it; that there is none is told."""
    try:
        device = printer.default_printer()
    except SscsError as error:
        tell(error, dialog)
        return
    chooser = QPrintDialog(device, dialog)
    for way in (QPrintDialog.PrintDialogOption.PrintPageRange, QPrintDialog.PrintDialogOption.PrintToFile):
        chooser.setOption(way, False)  # a card of which one sheet came out, or none, would be on record as printed
    chooser.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    chooser.accepted.connect(lambda: chosen(device))
    QDialog.open(chooser)


def said_of_printer(words: str, *, is_waiting: bool) -> str:
    """Return what is said of what was printed; where the printer stands still, that too."""
    rest = QCoreApplication.translate("ways_out", "打印机停着（暂停、缺纸或没开），好了就出纸")
    return f"{words}。{rest}" if is_waiting else words


def ask_pdf(dialog: QDialog, name: str) -> Path | None:
    """Ask where a PDF is to lie; `name` is what it is called unless somebody says otherwise."""
    chooser = pdf_chooser(dialog, name)
    is_chosen = chooser.exec() == QDialog.DialogCode.Accepted
    chooser.deleteLater()
    return Path(chooser.selectedFiles()[0]) if is_chosen else None


def pdf_chooser(dialog: QDialog, name: str) -> QFileDialog:
    """Return what asks: it adds .pdf to a name without, and asks about a file that is there already."""
    chooser = QFileDialog(dialog, QCoreApplication.translate("ways_out", "存成 PDF"))
    chooser.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    chooser.setNameFilter("PDF (*.pdf)")
    chooser.setDefaultSuffix("pdf")
    chooser.selectFile(f"{_NOT_IN_NAMES.sub(' ', name)}.pdf")
    return chooser
