"""Files made fit to be attached: pictures upright, scaled and painted anew, so that nothing but pixels is left of them.

What a camera writes beside the pixels (where, when, with which device) never reaches the local file.
"""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QBuffer, QIODevice, QSize, Qt
from PySide6.QtGui import QColorSpace, QImage, QImageReader, QPainter

from sscs_desktop.base.errors import Refused, Unreadable
from sscs_desktop.domain.entry import clean
from sscs_desktop.domain.rules import LINE_MAX
from sscs_desktop.domain.visit import ATTACHMENT_MAX, JPEG, PDF
from sscs_desktop.store.attachments import Prepared
from sscs_desktop.wire.blobs import THUMBNAIL_MAX

LONG_SIDE = 2048
QUALITY = 85
THUMB_SIDE = 240
THUMB_QUALITY = 75
SOURCE_MAX = 200 * 1024 * 1024
"""Bytes of a picture as the camera wrote it."""

FORMATS = ("jpeg", "png", "webp", "bmp", "gif", "tiff")
"""As the content says, whatever the name; nothing that can hold a script or point elsewhere."""
_PAPER = 0xFFFFFFFF
"""What shows through a transparent picture, in every theme: it will be printed."""
SUFFIXES = ("jpg", "jpeg", "png", "webp", "bmp", "gif", "tif", "tiff", "pdf")


def prepare(file: Path) -> Prepared:
    """Return what is kept and sent of a file. Raises Unreadable("bad_attachment"), Refused("attachment_too_large").

    Takes some tenths of a second for a large photo: call it from a job.
    """
    try:
        size = file.stat().st_size
        with file.open("rb") as handle:
            is_pdf = handle.read(5) == b"%PDF-"
    except OSError as error:
        raise Unreadable("bad_attachment") from error
    return _pdf(file, size) if is_pdf else _picture(file, size)


def from_jpeg(content: bytes) -> QImage:
    """Return a kept picture; a null image if the bytes are none."""
    return QImage.fromData(content, "JPEG")  # type: ignore[arg-type]


def _pdf(file: Path, size: int) -> Prepared:
    if size > ATTACHMENT_MAX:
        raise Refused("attachment_too_large")
    try:
        content = file.read_bytes()
    except OSError as error:
        raise Unreadable("bad_attachment") from error
    return Prepared(name=_named(file, "pdf"), media_type=PDF, content=content)


def _picture(file: Path, size: int) -> Prepared:
    if size > SOURCE_MAX:
        raise Refused("attachment_too_large")
    image = _upright(file)
    content = _jpeg(image, QUALITY)
    if len(content) > ATTACHMENT_MAX:
        raise Refused("attachment_too_large")
    return Prepared(name=_named(file, "jpg"), media_type=JPEG, content=content, thumbnail=_thumbnail(image))


def _upright(file: Path) -> QImage:
    """Read a picture as it is meant to be seen, no larger than LONG_SIDE."""
    reader = QImageReader(str(file))
    reader.setDecideFormatFromContent(True)
    reader.setAutoTransform(True)
    if bytes(reader.format().data()).decode() not in FORMATS:
        raise Unreadable("bad_attachment")
    size = reader.size()
    if max(size.width(), size.height()) > LONG_SIDE:
        reader.setScaledSize(_within(size, LONG_SIDE))
    image = reader.read()
    if image.isNull():
        raise Unreadable("bad_attachment")
    if max(image.width(), image.height()) > LONG_SIDE:  # a format that does not scale while it reads
        image = _scaled(image, LONG_SIDE)
    return _only_pixels(image)


def _only_pixels(image: QImage) -> QImage:
    """Paint a picture on a fresh ground: texts, profiles and what else came with it stay behind."""
    if image.colorSpace().isValid():
        image = image.convertedToColorSpace(QColorSpace(QColorSpace.NamedColorSpace.SRgb))
    ground = QImage(image.size(), QImage.Format.Format_RGB32)
    ground.fill(_PAPER)
    painter = QPainter(ground)
    painter.drawImage(0, 0, image)
    painter.end()
    return ground


def _thumbnail(image: QImage) -> bytes:
    small = _scaled(image, THUMB_SIDE) if max(image.width(), image.height()) > THUMB_SIDE else image
    content = _jpeg(small, THUMB_QUALITY)
    return content if len(content) <= THUMBNAIL_MAX else _jpeg(small, 30)


def _scaled(image: QImage, side: int) -> QImage:
    ratio, smooth = Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
    return image.scaled(_within(image.size(), side), ratio, smooth)


def _within(size: QSize, side: int) -> QSize:
    return size.scaled(side, side, Qt.AspectRatioMode.KeepAspectRatio).expandedTo(QSize(1, 1))


def _jpeg(image: QImage, quality: int) -> bytes:
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "JPEG", quality)  # type: ignore[call-overload]
    return bytes(buffer.data().data())


def _named(file: Path, suffix: str) -> str:
    """Return the file's own name with the suffix of what is kept of it."""
    stem = clean(file.stem).replace("\n", " ")[: LINE_MAX - 5] or "file"
    return f"{stem}.{suffix}"
