from __future__ import annotations

import os
import re
import shutil
import stat
import subprocess
import sys
import zlib
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtGui import QColor, QImage, QPainter, QPen, QTransform
from PySide6.QtPrintSupport import QPrinter

from sscs_desktop.base.errors import DiskTrouble, Refused, TooNew
from sscs_desktop.domain.enterprise import Enterprise
from sscs_desktop.domain.project import Project
from sscs_desktop.printing import card_fields, printer, qr, sheets, template, typeset
from sscs_desktop.printing.qr import Reading
from sscs_desktop.printing.run import Run
from tests.disk import full_disk
from tests.printing import conftest as given
from tests.printing.conftest import Text

pytestmark = pytest.mark.usefixtures("qapp")

RARE = "滦南县倴城镇泃河鄚州洺水日月水火商贸有限公司（示例）"


def test_text_copied_from_the_pdf_is_exact(tmp_path: Path, pdf_text: Text) -> None:
    path = tmp_path / "card.pdf"
    content = given.content(*(given.issue(i, is_answered=True) for i in range(5)), subject=given.enterprise(RARE))
    printer.to_pdf(sheets.feedback_card(content), path)
    text = pdf_text(path, is_raw=True)
    for said in (RARE, "FK-130528-2018-000123", "91350100M000100Y43", "12,345.67", "138****0123", "2018年9月12日"):
        assert said in text
    assert text.replace("\n", "").count(given.LIMITED) == 5
    assert not re.search(r"[\u2e80-\u2fdf\uf900-\ufaff]", text), "radicals or compatibility characters"


@pytest.mark.parametrize("typed", ["橡胶、8～10人，〈通知〉／附件–", "橡㬵、8〜10人，\u2329通知\u232a∕附件\u2012"])
def test_of_characters_that_look_alike_the_common_one_is_copied(typed: str, tmp_path: Path, pdf_text: Text) -> None:
    path = tmp_path / "card.pdf"
    printer.to_pdf(sheets.feedback_card(given.content(given.issue(description=typed))), path)
    assert "橡胶、8～10人，〈通知〉／附件–" in pdf_text(path, is_raw=True).replace("\n", "")


@pytest.mark.proof
def test_every_character_of_gbk_is_copied_as_itself(tmp_path: Path, pdf_text: Text) -> None:
    codes = (bytes((first, second)) for first in range(0x81, 0xFF) for second in range(0x40, 0xFF))
    known = {code.decode("gbk", "ignore") for code in codes} - set("\u2035\u2215\u58ff")
    every = sorted(one for one in known if len(one) == 1 and one.isprintable() and not one.isspace())
    Random(1).shuffle(every)
    path = tmp_path / "card.pdf"
    printer.to_pdf(sheets.feedback_card(given.content(given.issue(description="".join(every)))), path)
    copied = set(pdf_text(path, is_raw=True))
    assert len(every) > 21_000
    assert [one for one in every if one not in copied] == []


def test_a_batch_is_one_pdf_of_a4_sheets(tmp_path: Path) -> None:
    if shutil.which("pdfinfo") is None:
        pytest.skip("pdfinfo is not installed (package poppler-utils)")
    path = tmp_path / "cards.pdf"
    makers = (
        lambda: sheets.feedback_card(given.content()),
        sheets.blank_card,
        lambda: sheets.blank_card(is_project=True),
    )
    printer.to_pdf(Run(title="企业综合情况及问题反馈卡 3 张", makers=makers), path)
    command = ["pdfinfo", str(path)]
    info = subprocess.run(command, check=True, capture_output=True, timeout=30).stdout.decode()
    assert re.search(r"Pages:\s+6\n", info)
    assert re.search(r"Page size:\s+59[45][.\d]* x 84[12][.\d]* pts \(A4\)", info)
    assert "企业综合情况及问题反馈卡 3 张" in info
    assert "凤来仪" not in info


def test_a_full_disk_leaves_the_old_file_whole(tmp_path: Path) -> None:
    path = tmp_path / "card.pdf"
    path.write_bytes(b"old")
    pages = sheets.feedback_card(given.content())
    with full_disk(4096), pytest.raises(DiskTrouble) as caught:
        printer.to_pdf(pages, path)
    assert caught.value.code == "disk_full"
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


def test_a_new_pdf_takes_the_old_ones_place_and_leaves_nothing_beside_it(tmp_path: Path) -> None:
    path = tmp_path / "card.pdf"
    path.write_bytes(b"old")
    printer.to_pdf(sheets.blank_card(), path)
    assert path.read_bytes().startswith(b"%PDF-")
    assert list(tmp_path.iterdir()) == [path]


def test_a_folder_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(DiskTrouble) as caught:
        printer.to_pdf(sheets.blank_card(), tmp_path / "gone" / "card.pdf")
    assert caught.value.code == "not_writable"


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_without_the_right_to_write_is_said(tmp_path: Path) -> None:
    tmp_path.chmod(stat.S_IRUSR | stat.S_IXUSR)
    with pytest.raises(DiskTrouble) as caught:
        printer.to_pdf(sheets.blank_card(), tmp_path / "card.pdf")
    tmp_path.chmod(stat.S_IRWXU)
    assert caught.value.code == "not_writable"


def test_a_printer_gets_the_same_sheets(tmp_path: Path, pdf_text: Text) -> None:
    device = QPrinter(QPrinter.PrinterMode.HighResolution)
    device.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    device.setOutputFileName(str(tmp_path / "printed.pdf"))
    printer.to_printer(sheets.feedback_card(given.content(given.issue())), device)
    text = pdf_text(tmp_path / "printed.pdf", is_raw=True)
    assert "宁晋县凤来仪线缆有限公司（示例）" in text
    assert text.count("\f") == 2


class TwoSided(QPrinter):
    """Prints on both sides; Qt lets no printer say so that writes a file."""

    def duplex(self) -> QPrinter.DuplexMode:
        return QPrinter.DuplexMode.DuplexLongSide


@pytest.mark.parametrize(("kind", "are_filled"), [(QPrinter, [True] * 4), (TwoSided, [True, False, True, True, True])])
def test_no_paper_begins_on_the_back_of_another(
    tmp_path: Path, pdf_text: Text, kind: type[QPrinter], are_filled: list[bool]
) -> None:
    device = kind(QPrinter.PrinterMode.HighResolution)
    device.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    device.setOutputFileName(str(tmp_path / "printed.pdf"))
    makers = (sheets.blank_visit_record, sheets.blank_card, sheets.blank_visit_record)
    printer.to_printer(Run(title="三份", makers=makers), device)
    *pages, _end = pdf_text(tmp_path / "printed.pdf", is_raw=True).split("\f")
    assert [bool(page.strip()) for page in pages] == are_filled


@pytest.mark.qt_log_ignore("QPainter::begin.*")
def test_a_printer_that_cannot_begin_is_refused(tmp_path: Path) -> None:
    device = QPrinter(QPrinter.PrinterMode.HighResolution)
    device.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    device.setOutputFileName(str(tmp_path / "gone" / "printed.pdf"))
    with pytest.raises(Refused) as caught:
        printer.to_printer(sheets.blank_card(), device)
    assert caught.value.code == "printing_stopped"


def test_a_system_without_printers_says_so() -> None:
    with pytest.raises(Refused) as caught:
        printer.default_printer()
    assert caught.value.code == "no_printer"


def test_a_preview_is_as_wide_as_asked_on_every_screen() -> None:
    pages = sheets.blank_card()
    image = printer.preview(pages, 0, 600, 1.25)
    assert (image.width(), image.height()) == (750, 1061)
    assert image.devicePixelRatio() == 1.25
    assert image.pixelColor(3, 3).name() == "#ffffff"


def test_the_code_on_a_preview_can_be_scanned() -> None:
    content = given.content()
    said = f"{content.card.number} {card_fields.content_hash(content)[:16].upper()}"
    sheet = printer.preview(sheets.feedback_card(content), 0, 700)
    for turn in (0, 90, 180, -90):
        lying = sheet.transformed(QTransform().rotate(turn))
        assert qr.readings(lying) == (Reading(text=said, turn=turn),)


def test_a_code_is_read_through_a_red_seal() -> None:
    sheet = printer.preview(sheets.feedback_card(given.content()), 0, 1240)
    painter = QPainter(sheet)
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Darken)
    painter.setPen(QPen(QColor("#c81e1e"), 5))
    for radius in range(10, 100, 12):
        painter.drawEllipse(QPoint(1010, 270), radius, radius)
    painter.end()
    assert len(qr.readings(sheet)) == 1
    assert qr.readings(sheet.convertToFormat(QImage.Format.Format_Grayscale8)) == ()


def test_hashing_a_card_does_not_load_qt() -> None:
    code = "import sys, sscs_desktop.printing.card_fields; sys.exit('PySide6' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], timeout=60).returncode == 0


@pytest.mark.parametrize("subject", [given.enterprise(RARE), given.project()])
def test_every_field_of_a_card_is_copied_from_the_pdf_as_the_record_says_it(
    tmp_path: Path, pdf_text: Text, subject: Enterprise | Project
) -> None:
    content = given.content(*(given.issue(i, is_answered=True) for i in range(10)), subject=subject)
    printer.to_pdf(sheets.feedback_card(content, shows_phones=True), tmp_path / "card.pdf")
    copied = re.sub(r"\s", "", pdf_text(tmp_path / "card.pdf", is_raw=True))
    filling = card_fields.filled(content, shows_phones=True)
    rows = [row for group in filling.rows.values() for row in group]
    said = {key: text for one in (filling, *rows) for key, text in one.texts.items() if key != "qr"}
    assert len(said) > 20
    for key, text in said.items():
        assert re.sub(r"\s", "", text) in copied, key
    layout = template.named(content.card.layout)
    blocks = [each for part in layout.parts for each in (part.header, *part.blocks)]
    shown = [each for each in blocks if each.when in {"", filling.kind}]
    options = {cell.ticks: dict(cell.options) for each in shown for row in each.rows for cell in row.cells}
    given_ticks = [(name, codes) for one in (filling, *rows) for name, codes in one.ticks.items() if name in options]
    assert len(given_ticks) > 20
    for name, codes in given_ticks:
        assert all(f"{typeset.TICK}{options[name][code]}" in copied for code in codes), name
    assert copied.count(typeset.TICK) == sum(len(codes) for _, codes in given_ticks)


def test_a_pdf_is_pdf_a_with_its_fonts_inside_and_no_colour(tmp_path: Path) -> None:
    if shutil.which("pdffonts") is None:
        pytest.skip("pdffonts is not installed (package poppler-utils)")
    path = tmp_path / "card.pdf"
    printer.to_pdf(sheets.feedback_card(given.content(given.issue())), path)
    fonts, meta = (
        subprocess.run([*command, str(path)], check=True, capture_output=True, timeout=30).stdout.decode()
        for command in (["pdffonts"], ["pdfinfo", "-meta"])
    )
    lines = fonts.splitlines()[2:]
    assert lines and all(re.search(r"\byes (yes|no)\s+yes\b", line) for line in lines), "embedded, with Unicode"
    assert 'pdfaid:part="1"' in meta and 'pdfaid:conformance="B"' in meta
    assert "FK-130528-2018-000123" in meta and "双创双服工作台" in meta
    assert set(re.findall(r'\bpdf:(\w+)="', meta)) == {"Producer"}, (
        "all that the XMP of 2004 knows of what is said here"
    )
    data = path.read_bytes()
    begin = int(data.rsplit(b"startxref\n", 1)[1].split()[0])
    places = [int(place) for place in re.findall(rb"(\d{10}) 00000 n", data[begin:])]
    assert len(places) > 10 and all(re.match(rb"\d+ 0 obj", data[place : place + 16]) for place in places)
    assert b"/OutputIntent" in data
    pages = b"".join(_streams(data))
    assert b" Td <" in pages
    assert not re.search(rb"^[\d.]+ [\d.]+ [\d.]+ (scn|SCN|rg|RG)$", pages, re.MULTILINE), "three numbers are a colour"


def _streams(data: bytes) -> Iterator[bytes]:
    for match in re.finditer(rb"stream\r?\n", data):
        with suppress(zlib.error):  # a font or a picture of another kind
            yield zlib.decompressobj().decompress(data[match.end() :])


def test_a_card_of_a_newer_program_asks_for_the_update() -> None:
    content = given.content()
    for layout in ("feedback_card_v99", "../calendar/holidays_2018_2026"):
        with pytest.raises(TooNew):
            sheets.feedback_card(replace(content, card=replace(content.card, layout=layout)))
