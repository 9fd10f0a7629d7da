"""A process of its own prints by the queues of a CUPS it is told of; what became of each run goes out as JSON."""

from __future__ import annotations

import json
import os
import signal
import sys
import time
from collections.abc import Callable

from PySide6.QtPrintSupport import QPrintDialog, QPrinter, QPrinterInfo
from PySide6.QtWidgets import QApplication, QDialog

from sscs_desktop.base.errors import SscsError
from sscs_desktop.base.telling import unheard
from sscs_desktop.printing import printer, sheets
from sscs_desktop.printing.run import Run
from sscs_desktop.ui.dialogs import ways_out


class Stop(Exception):
    """Somebody pressed 停下."""


def stop(done: int, _all: int) -> None:
    """Stop a run after its first paper."""
    if done:
        raise Stop


def end_service(done: int, _all: int) -> None:
    """Let the service die while a run is painted."""
    if done == 1:
        os.kill(int(sys.argv[1]), signal.SIGKILL)
        time.sleep(0.2)


def run(device: QPrinter, told: Callable[[int, int], object] = unheard) -> str:
    """Print two blank cards; return "taken", "waiting", or why not."""
    try:
        papers = Run(title="空白卡", makers=[sheets.blank_card] * 2)
        return "waiting" if printer.to_printer(papers, device, told) else "taken"
    except SscsError as error:
        return error.code
    except Stop:
        return "stopped"


def offered() -> list[str]:
    """Return what the system's own dialog lets a person choose."""
    dialog = QDialog()
    ways_out.choose_printer(dialog, lambda _device: None)
    chooser = dialog.findChild(QPrintDialog)
    assert chooser is not None
    return sorted(option.name for option in QPrintDialog.PrintDialogOption if chooser.testOption(option))


if __name__ == "__main__":
    application = QApplication([])
    office, closed, paused = (QPrinter(QPrinterInfo.printerInfo(name)) for name in ("office", "closed", "paused"))
    said: dict[str, object] = {
        "stopped": run(office, stop),
        "office": run(office),
        "closed": run(closed),
        "paused": run(paused),
    }
    said |= {"offered": offered(), "dying": run(office, end_service), "dead": run(office)}
    print(json.dumps(said))
