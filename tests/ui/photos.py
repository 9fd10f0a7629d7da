"""Photos as a phone writes them: a JPEG with orientation, place and device in its EXIF, made by hand."""

from __future__ import annotations

import struct
from pathlib import Path

from PySide6.QtCore import QBuffer, QIODevice, Qt
from PySide6.QtGui import QColor, QImage, QPainter

LATITUDE = ((37, 1), (37, 1), (1234, 100))
"""37° 37′ 12.34″"""
DEVICE = b"PHONE-SERIAL-4711\x00"
COMMENT = b"taken at the gate of the works"
UPRIGHT, TURNED = 1, 6


def photo(file: Path, width: int = 400, height: int = 300, *, orientation: int = UPRIGHT, red: bool = True) -> Path:
    """Write a photo whose left half is red, with everything a phone adds to it."""
    image = QImage(width, height, QImage.Format.Format_RGB32)
    image.fill(QColor("#3a6ea5"))
    painter = QPainter(image)
    if red:
        painter.fillRect(0, 0, width // 2, height, QColor("#c83228"))
    painter.end()
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "JPEG", 90)  # type: ignore[call-overload]
    plain = bytes(buffer.data().data())
    file.write_bytes(
        plain[:2] + _segment(0xE1, b"Exif\x00\x00" + _tiff(orientation)) + _segment(0xFE, COMMENT) + plain[2:]
    )
    return file


def is_red(image: QImage, x: float, y: float) -> bool:
    """Tell whether a picture is red at a place, given as a share of its sides."""
    colour = image.pixelColor(int(image.width() * x), int(image.height() * y))
    return colour.red() > 150 and colour.blue() < 100


def transparent(file: Path) -> Path:
    """Write a PNG with text beside its pixels, of which some are transparent."""
    image = QImage(60, 40, QImage.Format.Format_ARGB32)
    image.fill(Qt.GlobalColor.transparent)
    image.setText("Comment", COMMENT.decode())
    image.save(str(file), "PNG")
    return file


def _segment(marker: int, content: bytes) -> bytes:
    return bytes((0xFF, marker)) + struct.pack(">H", len(content) + 2) + content


def _tiff(orientation: int) -> bytes:
    """Return a TIFF head with orientation, device and a GPS directory: north, latitude, and a date."""
    main, gps = 8, 8 + 2 + 3 * 12 + 4
    values = gps + 2 + 3 * 12 + 4
    device = values + 24
    entries = _entry(0x0112, 3, 1, struct.pack("<HH", orientation, 0))
    entries += _entry(0x0131, 2, len(DEVICE), struct.pack("<I", device))
    entries += _entry(0x8825, 4, 1, struct.pack("<I", gps))
    place = _entry(0x0001, 2, 2, b"N\x00\x00\x00") + _entry(0x0002, 5, 3, struct.pack("<I", values))
    place += _entry(0x0003, 2, 2, b"E\x00\x00\x00")
    head = b"II*\x00" + struct.pack("<I", main)
    both = struct.pack("<H", 3) + entries + bytes(4) + struct.pack("<H", 3) + place + bytes(4)
    return head + both + b"".join(struct.pack("<II", *each) for each in LATITUDE) + DEVICE


def _entry(tag: int, kind: int, count: int, value: bytes) -> bytes:
    return struct.pack("<HHI", tag, kind, count) + value
