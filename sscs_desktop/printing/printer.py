"""Laid-out pages, or a run of papers, brought to a PDF file, a printer or a picture."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QBuffer, QIODevice, QMarginsF, QSize, Qt
from PySide6.QtGui import QImage, QPageLayout, QPageSize, QPainter, QPdfWriter

from sscs_desktop.base import files
from sscs_desktop.base.errors import Refused
from sscs_desktop.base.telling import Told, unheard
from sscs_desktop.printing import pdf_text, spooler
from sscs_desktop.printing.form import Pages
from sscs_desktop.printing.run import Run, one

if TYPE_CHECKING:
    from PySide6.QtPrintSupport import QPrinter

DPI = 300
_CREATOR = "双创双服工作台"
_TRAPPED = b' pdf:Trapped="False"'
"""Written by Qt, and no property of the XMP of 2004, to which PDF/A-1 keeps (ISO 19005-1, 6.7.9)."""
_Write = Callable[[bytes], object]


def to_pdf(papers: Pages | Run, path: Path, progress: Told = unheard) -> None:
    """Write one PDF of one paper or a run; whatever stood at `path` stays whole until the new file is complete.

    Raises DiskTrouble: disk_full, not_writable (no right, no folder, or open in another program), disk_error; and
    whatever a maker or `progress` raises.
    """
    with files.beside(path) as half:
        _write_pdf(_run(papers), half.write, progress)
        half.put()


def pdf_bytes(papers: Pages | Run, progress: Told = unheard) -> bytes:
    """Return the PDF of one paper or a run: PDF/A-1b, A4, 300 dpi, grey scale, the font embedded."""
    file = BytesIO()
    _write_pdf(_run(papers), file.write, progress)
    return file.getvalue()


@contextmanager
def beside(pdf: bytes, path: Path) -> Iterator[Callable[[], None]]:
    """Hold a PDF that was made before whole on the disk; calling what this yields puts it at `path`.

    Where that is not called nothing is left of it. Raises DiskTrouble as `to_pdf`, also for a file at `path` that
    could not be replaced, so that what belongs to the PDF is not begun in vain.
    """
    with files.beside(path) as half:
        half.write(pdf)
        half.hold()
        yield half.put


def to_printer(papers: Pages | Run, printer: QPrinter, progress: Told = unheard) -> bool:
    """Print one paper or a run, whole sheets; return whether they wait in a printer that stands still.

    Raises as `check` before anything is made; Refused("printing_stopped") when the printer cannot be begun, gives up or
    does not take what was painted. Then, and when a maker or `progress` raises, the sheets that wait are taken back,
    those already in the tray are not.
    """
    run = _run(papers)
    set_up(printer)
    check(printer)
    printer.setDocName(run.title)
    painter = QPainter()
    try:
        sides = 0
        for pages in run.papers(progress):
            sides += _leave_back(printer, sides)
            for index in range(pages.count):
                _turn_to_printed(printer, painter, pages)
                pages.paint(painter, index)
            sides += pages.count
    except BaseException:
        if painter.isActive():
            printer.abort()
            with spooler.cut_off():
                painter.end()
        raise
    if painter.isActive():
        painter.end()
        if _is_queue(printer) and not spooler.has_taken():
            raise Refused("printing_stopped")
    return _stands_still(printer)


def default_printer() -> QPrinter:
    """Return the system's default printer, set up for our sheets; raises Refused("no_printer") when there is none."""
    from PySide6.QtPrintSupport import QPrinter, QPrinterInfo

    info = QPrinterInfo.defaultPrinter()
    if info.isNull():
        found = QPrinterInfo.availablePrinters()
        if not found:
            raise Refused("no_printer")
        info = found[0]
    printer = QPrinter(info, QPrinter.PrinterMode.HighResolution)
    set_up(printer)
    return printer


def set_up(printer: QPrinter) -> None:
    """Give a printer the paper of our sheets: A4, whole sheet, black."""
    from PySide6.QtPrintSupport import QPrinter

    printer.setPageLayout(_a4(QPageLayout.Orientation.Portrait))
    printer.setFullPage(True)
    printer.setColorMode(QPrinter.ColorMode.GrayScale)
    printer.setCreator(_CREATOR)


def check(printer: QPrinter) -> None:
    """Raise Refused for a printer that would take nothing: printer_refuses, no_a4; DiskTrouble without room for a job.

    One that does not say which papers it takes is believed to have A4.
    """
    from PySide6.QtPrintSupport import QPrinterInfo

    info = QPrinterInfo(printer)
    if _is_queue(printer):
        if info.isNull():
            raise Refused("printer_refuses")
        spooler.check(printer.printerName())
    takes = {size.id() for size in info.supportedPageSizes()}
    if takes and QPageSize.PageSizeId.A4 not in takes:
        raise Refused("no_a4")


def preview(pages: Pages, index: int, width_px: int, dpr: float = 1.0) -> QImage:
    """Return one sheet on white paper, `width_px` logical pixels wide at a device pixel ratio."""
    height_px = round(width_px * pages.height_mm / pages.width_mm)
    image = QImage(QSize(round(width_px * dpr), round(height_px * dpr)), QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(dpr)
    image.fill(Qt.GlobalColor.white)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.TextAntialiasing)
    pages.paint(painter, index, width_px)
    painter.end()
    return image


def _run(papers: Pages | Run) -> Run:
    return one(papers) if isinstance(papers, Pages) else papers


def _write_pdf(run: Run, write: _Write, progress: Told) -> None:
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    writer.setPdfVersion(QPdfWriter.PdfVersion.PdfVersion_A1b)
    writer.setResolution(DPI)
    writer.setColorModel(QPdfWriter.ColorModel.Grayscale)
    writer.setTitle(run.title)
    writer.setCreator(_CREATOR)
    painter = QPainter()
    length, rare = 0, dict[str, None]()
    try:
        for pages in run.papers(progress):
            rare.update(dict.fromkeys(pages.rare))
            for index in range(pages.count):
                writer.setPageLayout(_paper(pages))
                if not painter.isActive():
                    painter.begin(writer)
                else:
                    writer.newPage()
                pages.paint(painter, index)
            finished = _drained(buffer)
            write(finished)
            length += len(finished)
    finally:
        if painter.isActive():
            painter.end()
    write(pdf_text.exact(_drained(buffer), length, rare))


def _drained(buffer: QBuffer) -> bytes:
    """Take what the writer has finished, so that a full disk is met at once and a long run needs no room."""
    finished = bytes(buffer.data().data()[: buffer.pos()])
    buffer.seek(0)
    return finished.replace(_TRAPPED, b" " * len(_TRAPPED))


def _stands_still(printer: QPrinter) -> bool:
    """Tell whether a printer says so: paused, out of paper, switched off."""
    from PySide6.QtPrintSupport import QPrinter, QPrinterInfo

    return _is_queue(printer) and QPrinterInfo(printer).state() is QPrinter.PrinterState.Error


def _is_queue(printer: QPrinter) -> bool:
    """Tell a printer of the system from one that writes a file."""
    from PySide6.QtPrintSupport import QPrinter

    return printer.outputFormat() is QPrinter.OutputFormat.NativeFormat


def _leave_back(printer: QPrinter, sides: int) -> int:
    """Leave a back empty where a paper ended on the front: no paper begins on the back of another; return how many."""
    from PySide6.QtPrintSupport import QPrinter

    is_left = sides % 2 == 1 and printer.duplex() is not QPrinter.DuplexMode.DuplexNone
    if is_left and not printer.newPage():
        raise Refused("printing_stopped")
    return int(is_left)


def _turn_to_printed(printer: QPrinter, painter: QPainter, pages: Pages) -> None:
    printer.setPageLayout(_paper(pages))
    is_taken = printer.newPage() if painter.isActive() else painter.begin(printer)
    if not is_taken:
        raise Refused("printing_stopped")


def _paper(pages: Pages) -> QPageLayout:
    is_wide = pages.width_mm > pages.height_mm
    return _a4(QPageLayout.Orientation.Landscape if is_wide else QPageLayout.Orientation.Portrait)


@cache
def _a4(orientation: QPageLayout.Orientation) -> QPageLayout:
    size = QPageSize(QPageSize.PageSizeId.A4)
    layout = QPageLayout(size, orientation, QMarginsF(), QPageLayout.Unit.Millimeter)
    layout.setMode(QPageLayout.Mode.FullPageMode)
    return layout
