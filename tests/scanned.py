"""Stacks of paper as a copier's feeder writes them: PDFs whose pages are pictures; and some that nobody should get."""

from __future__ import annotations

import struct
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QMarginsF, QRectF
from PySide6.QtGui import QImage, QPageLayout, QPageSize, QPainter, QPdfWriter

_A4 = QPageSize(QPageSize.PageSizeId.A4)


def stack(file: Path, pictures: Sequence[QImage]) -> Path:
    """Write a PDF of one picture a page, each filling its A4, upright or sideways."""
    writer = QPdfWriter(str(file))
    writer.setResolution(150)
    writer.setPageLayout(_layout(pictures[0]))
    painter = QPainter(writer)
    for at, picture in enumerate(pictures):
        if at:
            writer.setPageLayout(_layout(picture))
            writer.newPage()
        painter.drawImage(QRectF(0, 0, writer.width(), writer.height()), picture)
    painter.end()
    return file


def tiff(file: Path, pictures: Sequence[QImage]) -> Path:
    """Write a TIFF of several pages in grey, as many copiers do; Qt reads such files and writes none."""
    made, link = bytearray(b"II*\0" + bytes(4)), 4
    for picture in pictures:
        grey = picture.convertToFormat(QImage.Format.Format_Grayscale8)
        width, height, at = grey.width(), grey.height(), len(made)
        made += b"".join(bytes(grey.constScanLine(row))[:width] for row in range(height)) + bytes(width * height % 2)
        struct.pack_into("<I", made, link, len(made))
        tags = {256: width, 257: height, 258: 8, 259: 1, 262: 1, 273: at, 277: 1, 278: height, 279: width * height}
        made += struct.pack("<H", len(tags)) + b"".join(struct.pack("<HHII", tag, 4, 1, tags[tag]) for tag in tags)
        link = len(made)
        made += bytes(4)
    file.write_bytes(made)
    return file


def bare(file: Path, *, box: str = "0 0 595 842", content: bytes = b"", kids: int = 1, count: int = 1) -> Path:
    """Write the smallest PDF: `kids` times one page of `box`, said to be `count`; its content may name itself, /I."""
    pages = b" ".join([b"3 0 R"] * kids)
    bodies = (
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[%s]/Count %d>>" % (pages, count),
        b"<</Type/Page/Parent 2 0 R/MediaBox[%s]/Contents 4 0 R/Resources 5 0 R>>" % box.encode(),
        _form(content),
        b"<</XObject<</I 4 0 R>>>>",
    )
    return _written(file, bodies, b"")


def locked(file: Path) -> Path:
    """Write a PDF whose password nobody knows."""
    bodies = (b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[]/Count 0>>")
    key = b"<%s>" % (b"5a" * 32)
    return _written(file, bodies, b"/ID[%s%s]/Encrypt<</Filter/Standard/V 1/R 2/P -4/O%s/U%s>>" % (key, key, key, key))


def _form(content: bytes) -> bytes:
    head = b"<</Type/XObject/Subtype/Form/BBox[0 0 595 842]/Resources 5 0 R/Length %d>>" % len(content)
    return head + b"stream\n" + content + b"\nendstream"


def _written(file: Path, bodies: Sequence[bytes], trailer: bytes) -> Path:
    made, places = b"%PDF-1.7\n", []
    for number, body in enumerate(bodies, start=1):
        places.append(len(made))
        made += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(bodies) + 1
    ending = b"xref\n0 %d\n0000000000 65535 f \n%strailer<</Size %d/Root 1 0 R%s>>\n" % (size, table, size, trailer)
    file.write_bytes(made + ending + b"startxref\n%d\n%%%%EOF\n" % len(made))
    return file


def _layout(picture: QImage) -> QPageLayout:
    is_wide = picture.width() > picture.height()
    orientation = QPageLayout.Orientation.Landscape if is_wide else QPageLayout.Orientation.Portrait
    layout = QPageLayout(_A4, orientation, QMarginsF())
    layout.setMode(QPageLayout.Mode.FullPageMode)
    return layout
