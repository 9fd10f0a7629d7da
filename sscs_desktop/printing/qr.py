"""A text as a QR code, and back."""

from __future__ import annotations

from functools import lru_cache
from math import isqrt

from PySide6.QtGui import QColorConstants, QImage

_ROW = 24
"""Bytes of a row: enough for the largest code, 177 modules."""
_BITS = bytes.maketrans(b"\0\xff", b"01")
"""Black is 0 and white 1: a picture of any other two colours is written into a PDF at a byte a module."""


@lru_cache(maxsize=8)
def picture(text: str) -> QImage:
    """Return the code without its quiet zone, one black or white bit a module; kept for the next sheet of its card."""
    import zxingcpp

    code = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode, ec_level="M")
    modules = memoryview(code.to_image(add_quiet_zones=False))  # type: ignore[arg-type]  # it has a buffer
    rows = modules.tobytes().translate(_BITS)
    side = isqrt(len(rows))
    packed = b"".join(_packed(rows[at : at + side]) for at in range(0, len(rows), side))
    image = QImage(packed, side, side, _ROW, QImage.Format.Format_Mono).copy()
    image.setColorTable([QColorConstants.Black.rgb(), QColorConstants.White.rgb()])
    return image


def texts(photo: QImage) -> tuple[str, ...]:
    """Return what the QR codes in a photo say, however they lie; one too blurred to read is not among them."""
    import zxingcpp

    grey = photo.convertToFormat(QImage.Format.Format_Grayscale8)
    formats = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)
    return tuple(found.text for found in zxingcpp.read_barcodes(grey, formats=formats))


def _packed(row: bytes) -> bytes:
    """Return modules of "0" and "1" as bits, the first one the highest."""
    return int(row.ljust(_ROW * 8, b"0"), 2).to_bytes(_ROW, "big")
