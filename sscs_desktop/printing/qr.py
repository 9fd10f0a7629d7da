"""A text as a QR code, and back."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from math import isqrt

from PySide6.QtGui import QColorConstants, QImage

_ROW = 24
"""Bytes of a row: enough for the largest code, 177 modules."""
_BITS = bytes.maketrans(b"\0\xff", b"01")
"""Black is 0 and white 1: a picture of any other two colours is written into a PDF at a byte a module."""
_RED = 2
"""Which of a pixel's four bytes is its red: after blue and green."""


@dataclass(frozen=True, kw_only=True)
class Reading:
    """What a code in a photo says. turn: degrees clockwise by which its paper lies, from -180 to 180."""

    text: str
    turn: int


@lru_cache(maxsize=8)
def picture(text: str) -> QImage:
    """Return the code without its quiet zone, one black or white bit a module; kept for the next sheet of its card."""
    import zxingcpp

    code = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode, ec_level="M")
    modules = memoryview(code.to_image(add_quiet_zones=False))  # type: ignore[arg-type]  # it has a buffer
    rows = modules.tobytes().translate(_BITS)
    side = isqrt(len(rows))
    bits = b"".join(rows[at : at + side].ljust(_ROW * 8, b"0") for at in range(0, len(rows), side))
    packed = int(bits, 2).to_bytes(len(bits) // 8, "big")
    image = QImage(packed, side, side, _ROW, QImage.Format.Format_Mono).copy()
    image.setColorTable([QColorConstants.Black.rgb(), QColorConstants.White.rgb()])
    return image


def readings(photo: QImage) -> tuple[Reading, ...]:
    """Return what the QR codes in a photo say, however they lie; one too blurred to read is not among them."""
    return _readings(_red(photo)) or _readings(photo.convertToFormat(QImage.Format.Format_Grayscale8))


def _red(photo: QImage) -> memoryview:
    """Return the red of a photo, in which a seal stamped over the code is as white as the paper."""
    image = photo.convertToFormat(QImage.Format.Format_RGB32)
    reds = image.constBits()[_RED::4]
    return memoryview(bytes(reds)).cast("B", (image.height(), image.width()))


def _readings(grey: QImage | memoryview) -> tuple[Reading, ...]:
    import zxingcpp

    formats = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)
    return tuple(
        Reading(text=each.text, turn=each.orientation) for each in zxingcpp.read_barcodes(grey, formats=formats)
    )
