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
_EDGE = 8
"""Per cent of a page at each side where holes, staples and the copier's shadows are."""
_COARSE = (128, 180)
"""Dots to which a page is averaged: dust vanishes in one of them, a stroke of a pen darkens many."""
_FAINT, _SPECKS = 32, 4
"""Shades of 256 by which a dot must be darker than the paper, and how many such dots are no writing yet."""
SUFFIXES = ("jpg", "jpeg", "png", "webp", "bmp", "gif", "tif", "tiff", "pdf")


def prepare(file: Path) -> Prepared:
    """Return what is kept and sent of a file.

    Raises Unreadable("bad_attachment"), Refused("attachment_too_large", "several_pages": only the first would be kept).
    Takes some tenths of a second for a large photo: call it from a job.
    """
    try:
        size = file.stat().st_size
    except OSError as error:
        raise Unreadable("bad_attachment") from error
    return _pdf(file, size) if is_pdf(file) else _picture(file, size)


def is_pdf(file: Path) -> bool:
    """Tell whether a file can be read and is a PDF, whatever its name."""
    try:
        with file.open("rb") as handle:
            return handle.read(5) == b"%PDF-"
    except OSError:
        return False


def page_count(file: Path) -> int:
    """Return how many pages a picture has: many copiers write a stack into one TIFF."""
    reader = _reader(file)
    return max(reader.imageCount(), 1) if reader.format() == "tiff" else 1


def page(file: Path, at: int) -> QImage:
    """Read page `at` (from 0) of a picture; a null image if that one cannot be read."""
    try:
        return _upright(file, at)
    except Unreadable:
        return QImage()


def of_page(image: QImage, file: Path, number: int) -> Prepared:
    """Return what is kept and sent of one page of a file, which is a picture of pixels alone."""
    return _prepared(image, _named(file, "jpg", f"-{number}"))


def is_blank(page: QImage) -> bool:
    """Tell whether nothing stands on a scanned page: specks, holes at the edge and what shines through are nothing."""
    edge_x, edge_y = page.width() * _EDGE // 100, page.height() * _EDGE // 100
    inner = page.copy(page.rect().adjusted(edge_x, edge_y, -edge_x, -edge_y))
    smooth = Qt.TransformationMode.SmoothTransformation
    coarse = inner.scaled(*_COARSE, Qt.AspectRatioMode.IgnoreAspectRatio, smooth)
    coarse.convertTo(QImage.Format.Format_Grayscale8)
    shades = sorted(bytes(coarse.constBits()))
    paper = shades[len(shades) // 2]
    return shades[_SPECKS] > paper - _FAINT


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
    if (count := page_count(file)) > 1:
        raise Refused("several_pages", found=count)
    return _prepared(_upright(file, 0), _named(file, "jpg"))


def _prepared(image: QImage, name: str) -> Prepared:
    content = _jpeg(image, QUALITY)
    if len(content) > ATTACHMENT_MAX:
        raise Refused("attachment_too_large")
    return Prepared(name=name, media_type=JPEG, content=content, thumbnail=_thumbnail(image))


def _reader(file: Path) -> QImageReader:
    reader = QImageReader(str(file))
    reader.setDecideFormatFromContent(True)
    reader.setAutoTransform(True)
    return reader


def _upright(file: Path, at: int) -> QImage:
    """Read a page of a picture as it is meant to be seen, no larger than LONG_SIDE."""
    reader = _reader(file)
    if bytes(reader.format().data()).decode() not in FORMATS or (at and not reader.jumpToImage(at)):
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


def _named(file: Path, suffix: str, tail: str = "") -> str:
    """Return the file's own name with the suffix of what is kept of it."""
    stem = clean(file.stem).replace("\n", " ")[: LINE_MAX - 5 - len(tail)] or "file"
    return f"{stem}{tail}.{suffix}"
