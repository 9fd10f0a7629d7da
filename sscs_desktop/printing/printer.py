"""Laid-out pages brought to a PDF file, a printer or pictures."""

from __future__ import annotations

import errno
import os
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QBuffer, QIODevice, QMarginsF, QSize, Qt
from PySide6.QtGui import QImage, QPageLayout, QPageSize, QPainter, QPdfWriter

from sscs_desktop.base.errors import DiskTrouble, Refused
from sscs_desktop.printing.form import Pages

if TYPE_CHECKING:
    from PySide6.QtPrintSupport import QPrinter

DPI = 300
_CREATOR = "双创双服工作台"


def to_pdf(pages: Pages | Sequence[Pages], path: Path) -> None:
    """Write one PDF of one card or many; whatever stood at `path` stays whole until the new file is complete.

    Raises DiskTrouble: disk_full, not_writable (no right, no folder, or open in another program), disk_error.
    """
    _replace(path, pdf_bytes(pages))


def pdf_bytes(pages: Pages | Sequence[Pages]) -> bytes:
    """Return the PDF of one card or many: A4 portrait, 300 dpi, grey scale."""
    cards = _cards(pages)
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    writer.setResolution(DPI)
    writer.setPageLayout(_a4())
    writer.setColorModel(QPdfWriter.ColorModel.Grayscale)
    writer.setTitle(cards[0].title if len(cards) == 1 else f"{cards[0].title} 等 {len(cards)} 张")
    writer.setCreator(_CREATOR)
    painter = QPainter(writer)
    for is_first, card, index in _sheets(cards):
        if not is_first:
            writer.newPage()
        card.paint(painter, index)
    painter.end()
    return bytes(buffer.data().data())


def to_printer(pages: Pages | Sequence[Pages], printer: QPrinter) -> None:
    """Print one card or many, whole sheets; raises Refused("no_printer") when the printer cannot be begun."""
    set_up(printer)
    painter = QPainter()
    if not painter.begin(printer):
        raise Refused("no_printer")
    for is_first, card, index in _sheets(_cards(pages)):
        if not is_first and not printer.newPage():
            painter.end()
            raise Refused("printing_stopped")
        card.paint(painter, index)
    painter.end()


def default_printer() -> QPrinter:
    """Return the system's default printer, set up for cards; raises Refused("no_printer") when there is none."""
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
    """Give a printer the card's paper: A4 portrait, whole sheet, black."""
    from PySide6.QtPrintSupport import QPrinter

    printer.setPageLayout(_a4())
    printer.setFullPage(True)
    printer.setColorMode(QPrinter.ColorMode.GrayScale)
    printer.setCreator(_CREATOR)


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


def _cards(pages: Pages | Sequence[Pages]) -> Sequence[Pages]:
    return [pages] if isinstance(pages, Pages) else pages


def _sheets(cards: Sequence[Pages]) -> Iterator[tuple[bool, Pages, int]]:
    is_first = True
    for card in cards:
        for index in range(card.count):
            yield is_first, card, index
            is_first = False


def _a4() -> QPageLayout:
    layout = QPageLayout(
        QPageSize(QPageSize.PageSizeId.A4), QPageLayout.Orientation.Portrait, QMarginsF(), QPageLayout.Unit.Millimeter
    )
    layout.setMode(QPageLayout.Mode.FullPageMode)
    return layout


def _replace(path: Path, data: bytes) -> None:
    part: Path | None = None
    try:
        handle, name = tempfile.mkstemp(prefix=".card-", suffix=".part", dir=path.parent)
        part = Path(name)
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    except OSError as error:
        if part is not None:
            with suppress(OSError):  # a vanished disk may not let go of it either
                part.unlink()
        raise DiskTrouble(_trouble(error)) from error


def _trouble(error: OSError) -> str:
    if error.errno in {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}:
        return "disk_full"
    if isinstance(error, PermissionError | FileNotFoundError | NotADirectoryError) or error.errno == errno.EROFS:
        return "not_writable"
    return "disk_error"
