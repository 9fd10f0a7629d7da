"""A text as a QR code."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtGui import QColorConstants, QImage

_MASK = 3
"""All eight masks can be read; trying each for the best of them costs more than laying the card out."""


@lru_cache(maxsize=8)
def picture(text: str) -> QImage:
    """Return the code without its quiet zone, one black or white bit a module; kept for the next sheet of its card."""
    import segno

    rows = segno.make_qr(text, error="m", mask=_MASK).matrix
    side = len(rows)
    image = QImage(side, side, QImage.Format.Format_Mono)
    image.setColorTable([QColorConstants.White.rgb(), QColorConstants.Black.rgb()])
    image.fill(0)
    for y, row in enumerate(rows):
        for x, is_dark in enumerate(row):
            if is_dark:
                image.setPixel(x, y, 1)
    return image
