"""What becomes of a file before it is kept: upright, smaller, and nothing but pixels."""

from __future__ import annotations

import struct
from pathlib import Path

import pytest
from PySide6.QtGui import QImage, QImageReader

from sscs_desktop.base.errors import Refused, Unreadable
from sscs_desktop.domain.visit import JPEG, PDF
from sscs_desktop.ui import pictures
from tests import scanned
from tests.ui import photos

pytestmark = pytest.mark.usefixtures("qapp")


def markers(jpeg: bytes) -> set[int]:
    """Return the segments of a JPEG up to its pixels."""
    found, at = set(), 2
    while jpeg[at] == 0xFF and jpeg[at + 1] != 0xDA:
        found.add(jpeg[at + 1])
        at += 2 + struct.unpack(">H", jpeg[at + 2 : at + 4])[0]
    return found


def test_place_device_and_comment_of_a_photo_are_gone(tmp_path: Path) -> None:
    file = photos.photo(tmp_path / "厂房.JPG")
    raw = file.read_bytes()
    latitude = b"".join(struct.pack("<II", *each) for each in photos.LATITUDE)
    assert b"Exif" in raw and latitude in raw and photos.DEVICE in raw and {0xE1, 0xFE} <= markers(raw)
    made = pictures.prepare(file)
    for content in (made.content, made.thumbnail):
        assert not any(part in content for part in (b"Exif", latitude, photos.DEVICE, photos.COMMENT))
        assert not {0xE1, 0xE2, 0xED, 0xFE} & markers(content)  # EXIF and XMP, profile, IPTC, comment
        assert not pictures.from_jpeg(content).isNull()
    assert (made.name, made.media_type) == ("厂房.jpg", JPEG)


def test_a_photo_held_sideways_stands_upright(tmp_path: Path) -> None:
    made = pictures.prepare(photos.photo(tmp_path / "a.jpg", 400, 300, orientation=photos.TURNED))
    image = pictures.from_jpeg(made.content)
    assert (image.width(), image.height()) == (300, 400)
    assert photos.is_red(image, 0.5, 0.2) and not photos.is_red(image, 0.5, 0.8)


@pytest.mark.parametrize(("orientation", "sides"), [(photos.UPRIGHT, (2048, 1024)), (photos.TURNED, (1024, 2048))])
def test_a_large_photo_is_scaled_to_its_long_side(tmp_path: Path, orientation: int, sides: tuple[int, int]) -> None:
    made = pictures.prepare(photos.photo(tmp_path / "a.jpg", 3000, 1500, orientation=orientation))
    image, small = pictures.from_jpeg(made.content), pictures.from_jpeg(made.thumbnail)
    assert (image.width(), image.height()) == sides
    assert max(small.width(), small.height()) == 240
    assert photos.is_red(image, 0.1, 0.1) and photos.is_red(small, 0.1, 0.1)


def test_of_a_picture_with_several_pages_none_is_lost_unsaid(tmp_path: Path) -> None:
    file = scanned.tiff(tmp_path / "a.tif", [QImage(30, 40, QImage.Format.Format_RGB32)] * 3)
    with pytest.raises(Refused, match="several_pages"):
        pictures.prepare(file)
    single = pictures.prepare(scanned.tiff(tmp_path / "b.tif", [QImage(30, 40, QImage.Format.Format_RGB32)]))
    assert pictures.from_jpeg(single.content).height() == 40
    file.write_bytes(file.read_bytes()[:-60])
    assert [pictures.page(file, at).isNull() for at in range(3)] == [False, False, True]


def test_a_small_picture_is_not_blown_up(tmp_path: Path) -> None:
    image = pictures.from_jpeg(pictures.prepare(photos.photo(tmp_path / "a.jpg", 40, 30)).content)
    assert (image.width(), image.height()) == (40, 30)


def test_what_was_transparent_is_white_and_its_text_is_gone(tmp_path: Path) -> None:
    made = pictures.prepare(photos.transparent(tmp_path / "图.png"))
    assert made.name == "图.jpg" and photos.COMMENT not in made.content
    assert pictures.from_jpeg(made.content).pixelColor(5, 5).lightness() > 250


def test_a_pdf_passes_as_it_is(tmp_path: Path) -> None:
    file = tmp_path / "合同.PDF"
    file.write_bytes(b"%PDF-1.4 and so on")
    made = pictures.prepare(file)
    assert (made.name, made.media_type, made.content, made.thumbnail) == (
        "合同.pdf",
        PDF,
        b"%PDF-1.4 and so on",
        b"",
    )


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.jpg", b"MZ not a picture at all"),
        ("a.jpg", b""),
        ("a.svg", b'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>'),
        ("a.jpg", b'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>'),
    ],
)
def test_what_is_no_picture_is_refused_whatever_its_name(tmp_path: Path, name: str, content: bytes) -> None:
    file = tmp_path / name
    file.write_bytes(content)
    with pytest.raises(Unreadable, match="bad_attachment"):
        pictures.prepare(file)


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(Unreadable, match="bad_attachment"):
        pictures.prepare(tmp_path / "gone.jpg")


def test_a_pdf_too_large_for_the_county_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pictures, "ATTACHMENT_MAX", 10)
    file = tmp_path / "a.pdf"
    file.write_bytes(b"%PDF-1.4 and so on")
    with pytest.raises(Refused, match="attachment_too_large"):
        pictures.prepare(file)


def test_names_are_cut_and_cleaned_but_kept(tmp_path: Path) -> None:
    file = photos.photo(tmp_path / ("长" * 70 + "\u200b.jpg"), 20, 20)
    assert pictures.prepare(file).name == "长" * 70 + ".jpg"


def test_every_format_offered_can_be_read_here() -> None:
    here = {bytes(each.data()).decode() for each in QImageReader.supportedImageFormats()}
    assert set(pictures.FORMATS) <= here
