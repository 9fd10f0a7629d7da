from __future__ import annotations

import re
from pathlib import Path

import pytest

from sscs_desktop.printing import fonts, printer, sheets, typeset
from sscs_desktop.printing.form import Pages
from sscs_desktop.printing.marks import Sheet, Words
from sscs_desktop.printing.run import Run
from tests.printing import conftest as given
from tests.printing.conftest import Text

pytestmark = pytest.mark.usefixtures("qapp")

NAMES = "王𬭎", "李𫖯厂𬭎", "𩽾𩾌鱼厂 A 座"
"""Characters of the national list of standard characters (通用规范汉字表, 2013) beyond the basic plane, and blanks."""


def page(text: str) -> Pages:
    """Return a paper on which nothing else stands."""
    words: list[Words] = []
    for number, line in enumerate(typeset.text_lines(text, 12, 7000)):
        words += line.words(1000, 1000 + number * line.height)
    return Pages(title="页", width_mm=210, height_mm=297, sheets=(Sheet(placed=((0, 0, tuple(words)),), rules=()),))


def test_names_beyond_the_basic_plane_are_copied_as_they_are_written(tmp_path: Path, pdf_text: Text) -> None:
    path = tmp_path / "cards.pdf"
    contents = [given.content(given.issue(description=f"{name}反映"), subject=given.enterprise(name)) for name in NAMES]
    run = Run(title="卡", makers=[lambda content=content: sheets.feedback_card(content) for content in contents])  # type: ignore[misc]
    printer.to_pdf(run, path)
    papers = pdf_text(path, is_raw=True).split("\f")
    for number, name in enumerate(NAMES):
        assert name in papers[2 * number], "as the enterprise's name"
        assert f"{name}反映" in papers[2 * number] + papers[2 * number + 1], "in a problem"


@pytest.mark.parametrize("text", ["𬭎", "一二三四五六七𬭎 𬇙", "一二三四五六七八 𬭎九𬭎"], ids="abc")
def test_wherever_in_the_fonts_map_they_stand(text: str, tmp_path: Path, pdf_text: Text) -> None:
    path = tmp_path / "page.pdf"
    printer.to_pdf(page(text), path)
    assert pdf_text(path, is_raw=True).strip("\f\n") == text


def test_a_blank_is_copied_as_a_blank_and_every_object_of_the_file_is_where_it_says(tmp_path: Path) -> None:
    path = tmp_path / "page.pdf"
    printer.to_pdf(page("一 二𬭎"), path)
    pdf = path.read_bytes()
    length, said = re.findall(rb"/Length (\d+) >>\nstream\n(/CIDInit.*?)endstream", pdf, re.DOTALL)[0]
    assert len(said) == int(length) + 1, "with the line's end"
    assert b"<0020>" in said
    assert b"<0009>" not in said
    places = [int(place) for place in re.findall(rb"^(\d{10}) 00000 n", pdf, re.MULTILINE)]
    assert all(pdf.startswith(b"%d 0 obj" % number, at) for number, at in enumerate(places, start=1))
    assert len(places) > 10
    assert pdf[int(pdf.rsplit(b"startxref\n", 1)[1].split()[0]) :].startswith(b"xref\n")


@pytest.mark.proof
def test_every_such_character_of_the_font_is_copied_as_itself(tmp_path: Path, pdf_text: Text) -> None:
    fonts.load()
    font = fonts.raw(100)
    every = [chr(code) for code in range(0x10000, 0x30000) if font.supportsCharacter(code)]
    every = [one for one in every if typeset.printable(one) == one]
    path = tmp_path / "page.pdf"
    printer.to_pdf(page("".join(every)), path)
    assert len(every) > 400
    assert pdf_text(path, is_raw=True).translate({10: None, 12: None}) == "".join(every)
