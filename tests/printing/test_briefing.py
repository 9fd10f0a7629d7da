"""Briefings on paper: the words, the grid, and what stays together."""

from __future__ import annotations

import struct
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import docx
import pytest
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication

from sscs_desktop.base import paths
from sscs_desktop.domain.briefing import KINDS, UNTORN, Bar, Block, Briefing, Chart, Heading, Paragraph, Table
from sscs_desktop.printing import briefing, charts, printer
from sscs_desktop.printing.form import Pages
from sscs_desktop.printing.template import UNITS_PER_MM, UNITS_PER_PT
from tests.domain.test_briefing import composed
from tests.printing.conftest import Text
from tests.printing.glyphs import text_of
from tests.printing.test_form import is_in_order

CHART = Chart(caption="各类问题（件）", legend=("提出", "已解决"), bars=(Bar(name="用地", whole=4, part=1),))
TABLE = Table(caption="表", heads=("责任单位", "走访"), rows=(("甲镇", "1"), ("乙镇", "2")))
LONG = "为深入推进双创双服活动，乡镇干部到企业和项目一线走访，了解生产经营情况，帮助解决实际问题。" * 3


def paper(*blocks: Block) -> Briefing:
    return replace(composed(), banner="", addressee="", blocks=blocks)


def baselines(pages: Pages, sheet: int) -> list[float]:
    """Return where lines of the text stand below the upper margin, in lines of the grid."""
    pitch = (297 - 37 - 35) * UNITS_PER_MM / 22
    at = {words.baseline for words in pages.sheets[sheet].words if words.said.em > 15.5 * UNITS_PER_PT}
    return sorted((y - 37 * UNITS_PER_MM) / pitch for y in at if y < (297 - 35) * UNITS_PER_MM)


def test_a_full_line_has_28_characters_and_a_full_page_22_lines(qapp: QApplication) -> None:
    pages = briefing.lay_out(paper(*(Paragraph(text=LONG) for _ in range(12))))
    widest = max(w.said.width for w in pages.sheets[1].words)
    advance = (210 - 28 - 26) * UNITS_PER_MM / 28
    assert round(widest / advance) == 28
    begins = {round((w.x - 28 * UNITS_PER_MM) / advance, 1) for w in pages.sheets[1].words[:-1]}
    assert begins == {0, 2}, "a paragraph begins two characters in"
    lines = baselines(pages, 1)
    assert len(lines) == 22
    assert all(abs(b - a - 1) < 0.01 for a, b in pairwise(lines))


def test_a_heading_never_ends_a_page_and_a_signature_never_stands_alone(qapp: QApplication) -> None:
    for count in range(14, 24):
        blocks = [Paragraph(text="一句话。")] * count
        pages = briefing.lay_out(paper(*blocks, Heading(text="一、标题"), Paragraph(text=LONG)))
        heads = [w.baseline for w in pages.sheets[0].words if round(w.said.width / (16 * UNITS_PER_PT)) == 4]
        assert heads, count
        assert pages.count == 1 or len(pages.sheets[-1].words) >= 3, count


@pytest.mark.parametrize("last", [Paragraph(text="一句话。"), Paragraph(text=LONG), TABLE, CHART])
def test_a_signature_takes_the_end_of_the_text_along(qapp: QApplication, last: Block) -> None:
    for count in range(8, 24):
        made = replace(paper(*[Paragraph(text="一句话。")] * count, last), issuer="某办公室")
        pages = briefing.lay_out(made)
        said = [text_of(mark) for mark in pages.sheets[-1].words]
        assert said[0] not in ("某办公室", "2018年9月26日"), count


def test_a_table_over_two_pages_has_its_heads_on_both(qapp: QApplication, tmp_path: Path, pdf_text: Text) -> None:
    table = Table(caption="表", heads=("责任单位", "走访"), rows=tuple((f"第{n}镇", str(n)) for n in range(90)))
    pages = briefing.lay_out(paper(table))
    is_in_order(pages)
    printer.to_pdf(pages, tmp_path / "a.pdf")
    first, second, *_ = pdf_text(tmp_path / "a.pdf", is_raw=True).split("\f")
    assert first.count("责任单位") == second.count("责任单位") == 1


def test_page_numbers_stand_outside_left_and_right_in_turn(qapp: QApplication) -> None:
    pages = briefing.lay_out(paper(*(Paragraph(text=LONG) for _ in range(12))))
    right, left = (pages.sheets[n].words[-1].x / UNITS_PER_MM for n in (0, 1))
    assert left < 45 and right > 150


def test_the_words_copied_from_the_pdf_are_those_of_the_briefing(
    qapp: QApplication, tmp_path: Path, pdf_text: Text
) -> None:
    for kind in KINDS:
        made = composed(kind=kind)
        printer.to_pdf(briefing.lay_out(made), tmp_path / "a.pdf")
        text = "".join(pdf_text(tmp_path / "a.pdf", is_raw=True).split())
        rows = [row for block in made.blocks if isinstance(block, Table) for row in (block.heads, *block.rows)]
        said = [block.caption if isinstance(block, Table | Chart) else block.text for block in made.blocks]
        said += [made.banner, made.number, *made.title.split("\n"), made.addressee, made.mark]
        for each in (*said, *("".join(row) for row in rows)):
            assert "".join(each.split()) in text, each
        assert text.count(made.issuer + made.made) == 1, "at the head, or at the end"


@pytest.mark.parametrize("kind", KINDS)
def test_no_text_of_a_briefing_leaves_its_cell_or_the_margins_or_lies_upon_another(
    qapp: QApplication, kind: str
) -> None:
    table = Table(
        caption="表",
        heads=("责任单位", "走访"),
        rows=(("大陆村镇经济发展办公室和工业园区管委会" * 3, "1"), ("乙", "2")),
    )
    made = composed(kind=kind)
    issuer = "宁晋县深入开展双创双服活动领导小组办公室综合协调组和督导考核组"
    pages = briefing.lay_out(replace(made, blocks=(*made.blocks, table), issuer=issuer))
    assert issuer in "".join(text_of(mark) for sheet in pages.sheets for mark in sheet.words)
    is_in_order(pages)
    upright = sorted({rule.x1 for sheet in pages.sheets for rule in sheet.rules if rule.x1 == rule.x2})
    assert upright[0] == 28 * UNITS_PER_MM and upright[-1] == pytest.approx((210 - 26) * UNITS_PER_MM)


def test_what_is_not_text_is_as_high_in_the_document_as_on_paper_so_that_both_break_their_pages_alike(
    qapp: QApplication,
) -> None:
    styles = docx.Document(str(paths.resources("templates", "briefing_v1.docx"))).styles

    def high(name: str) -> float:
        kept = styles[name].paragraph_format
        return float(sum(length.pt for length in (kept.space_before, kept.line_spacing, kept.space_after) if length))

    (page,) = briefing.lay_out(paper(TABLE)).sheets
    across = sorted({rule.y1 / UNITS_PER_PT for rule in page.rules if rule.y1 == rule.y2})
    assert [high("表内")] * 3 == pytest.approx([below - above for above, below in pairwise(across)])
    pitch = (297 - 37 - 35) / 22 / 25.4 * 72
    assert [high("图表题"), high("表后") * 2, high("Title") / 2] == pytest.approx([pitch] * 3, abs=0.1)


def test_a_short_table_is_never_torn_and_a_long_one_may_be(qapp: QApplication) -> None:
    for length, is_whole in ((UNTORN, True), (UNTORN + 1, False)):
        table = replace(TABLE, rows=tuple((f"第{n}镇", str(n)) for n in range(length)))
        torn = []
        for count in range(8, 22):
            pages = briefing.lay_out(paper(*[Paragraph(text="一句话。")] * count, table, Paragraph(text=LONG)))
            said = ["".join(map(text_of, sheet.words)) for sheet in pages.sheets]
            assert all(text_of(sheet.words[-2]) != "表" for sheet in pages.sheets), "a caption stands above its table"
            torn.append(len([text for text in said if "第" in text]) > 1)
        assert any(torn) is not is_whole


def test_who_issues_a_briefing_and_its_day_stand_at_both_ends_of_one_line(qapp: QApplication) -> None:
    made = replace(composed(), issuer="某办公室")
    words = {text_of(mark): mark for mark in briefing.lay_out(made).sheets[0].words}
    issuer, day = words[made.issuer], words[made.made]
    assert issuer.baseline == day.baseline and issuer.x == 28 * UNITS_PER_MM
    assert day.x + day.said.width == pytest.approx((210 - 26) * UNITS_PER_MM, abs=2)


def test_a_chart_fills_the_solved_part_of_a_bar_and_no_more(qapp: QApplication) -> None:
    picture = QImage.fromData(charts.png(CHART, 156))
    assert (picture.width(), picture.dotsPerMeterX()) == (round(156 / 25.4 * 300), 11811)
    (solid,) = (rule for rule in charts.draw(CHART, 156 * UNITS_PER_MM).rules if rule.thickness > 100 and rule.y1 > 400)
    begin, row = (solid.x1 - solid.thickness / 2) / 4, round(solid.y1 / 4)
    quarter = (solid.x2 + solid.thickness / 2) / 4 - begin
    dark = [picture.pixelColor(round(begin + quarter * at), row).lightness() < 60 for at in (0.1, 0.9, 1.1, 3.9)]
    assert dark == [True, True, False, False]


@pytest.mark.parametrize("part", [1, 3, 20, 40])
def test_a_solved_part_is_as_wide_as_its_share_however_small_and_no_number_leaves_the_chart(
    qapp: QApplication, part: int
) -> None:
    bars = (Bar(name="用地", whole=40, part=part), Bar(name="资金", whole=0))
    drawing = charts.draw(Chart(caption="", legend=("提出", "已解决"), bars=bars), 156 * UNITS_PER_MM)
    image = QImage.fromData(charts.png(Chart(caption="", legend=("提出", "已解决"), bars=bars), 156))
    middle = round(36 * UNITS_PER_PT / 4)
    dark = [at for at in range(image.width()) if image.pixelColor(at, middle).lightness() < 60]
    ends = [rule for rule in drawing.rules if rule.x1 == rule.x2 and rule.thickness < 100 and rule.y1 > 400]
    begin, end = min(rule.x1 for rule in ends) / 4, max(rule.x1 for rule in ends) / 4
    black = sum(begin + 2 < at < end - 2 for at in dark)
    assert abs(black - (end - begin) * part / 40) < 8
    assert all(words.x + words.said.width < drawing.width - 4 for words in drawing.words)


def test_a_chart_of_nothing_is_drawn(qapp: QApplication) -> None:
    for bars in ((), (Bar(name="用地", whole=0),)):
        assert charts.draw(Chart(caption="", legend=("提出", "已解决"), bars=bars), 1000.0).height > 0


def test_every_chart_of_a_briefing_becomes_a_picture_as_wide_as_the_text(qapp: QApplication) -> None:
    (picture,) = briefing.pictures(composed())
    wide, high = struct.unpack(">II", picture[16:24])
    assert wide == round(156 / 25.4 * 300) and high > 100
