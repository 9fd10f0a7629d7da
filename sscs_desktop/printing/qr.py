"""A text as a QR code, and back."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtGui import QColorConstants, QImage

_MASK = 3
"""All eight masks can be read; trying each for the best of them costs more than laying the card out."""
_ROW = 24
"""Bytes of a row: enough for the largest code, 177 modules."""
_DIGITS = bytes.maketrans(b"\0\1", b"10")
"""Black is 0 and white 1: a picture of any other two colours is written into a PDF at a byte a module."""


@lru_cache(maxsize=8)
def picture(text: str) -> QImage:
    """Return the code without its quiet zone, one black or white bit a module; kept for the next sheet of its card."""
    import segno

    rows = segno.make_qr(text, error="m", mask=_MASK).matrix
    side = len(rows)
    image = QImage(b"".join(map(_packed, rows)), side, side, _ROW, QImage.Format.Format_Mono).copy()
    image.setColorTable([QColorConstants.Black.rgb(), QColorConstants.White.rgb()])
    return image


def _packed(row: bytearray) -> bytes:
    """Return modules of 0 and 1 as bits, the first one the highest."""
    return int(row.translate(_DIGITS).ljust(_ROW * 8, b"0"), 2).to_bytes(_ROW, "big")


def texts(photo: QImage) -> tuple[str, ...]:
    """Return what the QR codes in a photo say, however they lie; one too blurred to read is not among them."""
    import zxingcpp

    grey = photo.convertToFormat(QImage.Format.Format_Grayscale8)
    formats = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)
    return tuple(found.text for found in zxingcpp.read_barcodes(grey, formats=formats))
