from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest
from PySide6.QtGui import QColor, QGuiApplication, QImage, QPainter

from sscs_desktop.domain.card import CardContent
from sscs_desktop.printing import flow, printer, sheets, typeset
from sscs_desktop.printing.form import Pages
from sscs_desktop.printing.marks import Box, Rule, Words
from sscs_desktop.printing.template import UNITS_PER_MM
from sscs_desktop.printing.typeset import TICK
from tests.printing import conftest as given
from tests.printing.glyphs import text_of, words

pytestmark = pytest.mark.usefixtures("qapp")

LONG_NAME = "河北宁晋经济开发区倴城泃河鄚州洺水新能源特种电线电缆智能制造产业技术研究有限责任公司（示例）"


def cases() -> dict[str, CardContent]:
    long = given.LIMITED * 14
    return {
        "no issue": given.content(),
        "one": given.content(given.issue()),
        "two answered": given.content(*(given.issue(i, is_answered=True) for i in range(2))),
        "five": given.content(*(given.issue(i, is_answered=True) for i in range(5))),
        "long": given.content(
            *(given.issue(i, description=long) for i in range(2)), subject=given.enterprise(LONG_NAME)
        ),
        "endless": given.content(given.issue(description=given.LIMITED * 55)),
        "letters": given.content(given.issue(description="Z" * 500), subject=given.enterprise("A" * 120)),
        "project": given.content(given.issue(), subject=given.project()),
    }


@pytest.mark.parametrize("name", cases())
def test_no_text_leaves_its_cell_or_the_margins_or_lies_upon_another(name: str) -> None:
    pages = sheets.feedback_card(cases()[name])
    assert (pages.width_mm, pages.height_mm) == (210, 297)
    is_in_order(pages)


def is_in_order(pages: Pages) -> None:
    """Fail unless every text stands clear of rules, margins and other texts."""
    top, left, right, bottom = (28, 35, 37, 26) if pages.width_mm == 297 else (37, 28, 26, 35)
    for sheet in pages.sheets:
        assert min(rule.y1 for rule in sheet.rules) >= top * UNITS_PER_MM
        assert max(rule.y2 for rule in sheet.rules) <= (pages.height_mm - bottom) * UNITS_PER_MM + 1
        for mark in sheet.words[:-1]:
            assert left * UNITS_PER_MM <= mark.x, text_of(mark)
            assert mark.x + mark.said.width <= (pages.width_mm - right) * UNITS_PER_MM + 1, text_of(mark)
            assert not [rule for rule in sheet.rules if _crosses(rule, mark, mark.said.width)], text_of(mark)
        boxes = sorted((mark.baseline, mark.x, mark.x + mark.said.width) for mark in sheet.words)
        for (y1, _, end), (y2, start, _) in pairwise(boxes):
            assert y1 != y2 or end <= start + 1
        for box in sheet.boxes:
            assert text_of(_word_of(box, sheet.words)).strip(TICK)
        for x, y, side in (*sheet.boxes, *[code[:3] for code in sheet.codes]):
            assert left * UNITS_PER_MM <= x and x + side <= (pages.width_mm - right) * UNITS_PER_MM + 1
            assert not [mark for mark in sheet.words if _lies_upon(mark, x, y, side)]


def _word_of(box: Box, words: tuple[Words, ...]) -> Words:
    """Return the word that stands right behind a box, at its height."""
    end, middle = box.x + box.side, box.y + box.side / 2
    near = (mark for mark in words if 0 < mark.x + _steps(mark)[0] - end < 0.3 * mark.said.em)
    return next(mark for mark in near if abs(middle - mark.baseline + 0.38 * mark.said.em) < 0.05 * mark.said.em)


def _steps(mark: Words) -> list[int]:
    """Return how far the characters of a line stand from its left edge, its tick not counted."""
    steps = [step for glyphs in mark.said.glyphs for step in glyphs.steps]
    return steps[text_of(mark).startswith(TICK) :]


def _lies_upon(mark: Words, x: float, y: float, side: float) -> bool:
    across = mark.x + _steps(mark)[0] < x + side and mark.x + mark.said.width > x
    return across and mark.baseline - 0.8 * mark.said.em < y + side and mark.baseline > y


def _crosses(rule: Rule, mark: Words, width: float) -> bool:
    em = mark.said.em
    top, bottom = mark.baseline - 0.8 * em, mark.baseline + 0.05 * em
    across = rule.x2 > mark.x + 1 and rule.x1 < mark.x + width - 1
    return across and rule.y2 > top and rule.y1 < bottom


@pytest.mark.parametrize("name", cases())
def test_no_character_is_lost_or_repeated_where_a_text_goes_on(name: str) -> None:
    content = cases()[name]
    said = words(sheets.feedback_card(content))
    for character in "夏Z错":  # of the descriptions and wishes alone
        texts = (issue.description + issue.wish for issue in content.issues)
        assert said.count(character) == sum(text.count(character) for text in texts)


def test_a_card_with_up_to_two_issues_is_one_sheet_of_paper_front_and_back() -> None:
    names = ("no issue", "one", "two answered", "project")
    assert [sheets.feedback_card(cases()[name]).count for name in names] == [2] * 4


def test_what_overflows_comes_again_under_a_continued_head() -> None:
    pages = sheets.feedback_card(cases()["long"])
    assert pages.count > 3
    assert flow.CONTINUED not in words(pages, 0) + words(pages, 1)
    for sheet in range(2, pages.count):
        assert "问题反馈及办理结果（续）" in words(pages, sheet)
        assert "卡号：FK-130528-2018-000123" in words(pages, sheet)
        assert f"第{sheet + 1}页" in words(pages, sheet).replace(" ", "")
    assert words(pages, 2).count("问题描述") == 1
    assert words(pages, 2).count(flow.CONTINUED) == 2


def test_a_row_that_goes_on_over_the_next_sheet_says_its_number_there_again() -> None:
    content = given.content(given.issue(0, description=given.LIMITED * 40))
    pages = sheets.feedback_card(content)
    texts = [words(pages, sheet) for sheet in range(pages.count)]
    going_on = [said for said in texts[1:] if "限电" in said]
    assert len(going_on) > 1
    assert all("WT-130528-2018-" in said.partition("办理结果反馈")[0] for said in going_on)
    assert content.visit is not None
    longer = replace(content, visit=replace(content.visit, situation=given.LIMITED * 40))
    pages = sheets.feedback_card(longer)
    assert "经营情况" in words(pages, 0) and "经营情况" in words(pages, 1)


def test_the_heads_of_a_table_do_not_come_again_above_a_text_that_is_no_line_of_it() -> None:
    content = given.content()
    assert content.visit is not None
    pages = sheets.feedback_card(replace(content, visit=replace(content.visit, situation=given.LIMITED * 40)))
    first, second, *_ = (words(pages, at) for at in range(pages.count))
    assert "期间、填报人" in first and "期间、填报人" not in second and "限电" in second


@pytest.mark.parametrize("lines", range(1, 12))
def test_signatures_never_stand_alone_on_a_sheet(lines: int) -> None:
    pages = sheets.feedback_card(given.content(*[given.issue(i, description=given.LIMITED * lines) for i in range(2)]))
    for sheet in range(1, pages.count):
        said = words(pages, sheet)
        assert ("回访人签字" in said) == ("满意度" in said) == ("核验码" in said)
        assert ("分包领导意见" in said) <= ("意见建议" in said)


def test_a_first_sheet_is_filled_to_the_foot_of_the_text() -> None:
    foot = (297 - 35) * UNITS_PER_MM
    front = sheets.feedback_card(cases()["one"]).sheets[0]
    assert max(rule.y2 for rule in front.rules) == pytest.approx(foot, abs=1)


def test_a_blank_card_names_nobody_and_ticks_nothing() -> None:
    pages = sheets.blank_card()
    assert pages.count == 2
    assert sum(len(sheet.boxes) for sheet in pages.sheets) > 40
    assert TICK not in words(pages)
    assert not any(sheet.codes for sheet in pages.sheets)
    assert "营业收入" in words(pages)
    assert "项目名称" in words(sheets.blank_card(is_project=True))


def test_a_blank_cell_is_as_high_as_a_filled_one() -> None:
    blank, filled = sheets.blank_card(), sheets.feedback_card(given.content())
    assert _label(blank, "企业名称") == _label(filled, "企业名称")
    assert _label(blank, "分包领导") == _label(filled, "分包领导")


def _label(pages: Pages, text: str) -> float:
    return next(mark.baseline for mark in pages.sheets[0].words if text_of(mark) == text)


def test_numbers_too_long_for_their_cell_break_after_a_hyphen() -> None:
    lines = typeset.text_lines("WT-130528-2018-000045", 9, 20 * UNITS_PER_MM)
    texts = [text_of(Words(0, 0, line.pieces[0].said)) for line in lines]
    assert texts == ["WT-130528-", "2018-000045"]


def test_boxes_stand_below_each_other_where_the_layout_says_so_and_else_as_the_room_allows() -> None:
    options = (("省", False), ("市", True), ("县", False))
    for width, is_stacked, count in ((100, True, 3), (100, False, 1), (9, False, 3)):
        lines = typeset.tick_lines("", options, 9, width * UNITS_PER_MM, is_stacked=is_stacked)
        assert len(lines) == count and all(line.width <= width * UNITS_PER_MM for line in lines)
        assert [piece.box for line in lines for piece in line.pieces] == [True] * 3
        assert "".join(text_of(Words(0, 0, p.said)) for line in lines for p in line.pieces) == f"省{TICK}市县"


def test_a_page_number_stands_in_the_middle_below_the_text() -> None:
    for sheet in sheets.feedback_card(cases()["one"]).sheets:
        number = sheet.words[-1]
        assert number.x + number.said.width / 2 == pytest.approx((28 + 156 / 2) * UNITS_PER_MM, abs=2)
        assert (297 - 35 + 7) * UNITS_PER_MM < number.baseline < (297 - 35 + 12) * UNITS_PER_MM


def test_control_characters_never_reach_the_paper() -> None:
    assert typeset.printable("甲\r\n乙\x00\x07\u200b丙\t丁\n") == "甲\n乙丙 丁"


def test_a_ticked_box_is_hooked_on_the_paper_and_every_other_stands_empty() -> None:
    pages = sheets.feedback_card(given.content(given.issue()))
    image = printer.preview(pages, 0, 2000)
    scale = 2000 / (210 * UNITS_PER_MM)

    def is_inked(x: float, y: float) -> bool:
        return any(
            image.pixelColor(round(x * scale) + a, round(y * scale) + b).red() < 99
            for a in (-1, 0, 1)
            for b in (-1, 0, 1)
        )

    sheet = pages.sheets[0]
    ticked = [text_of(_word_of(box, sheet.words)).startswith(TICK) for box in sheet.boxes]
    assert {*ticked} == {True, False}
    for (x, y, side), is_ticked in zip(sheet.boxes, ticked, strict=True):
        frame = [is_inked(x + side * a, y + side * b) for a, b in ((0, 0.5), (1, 0.7), (0.5, 0), (0.3, 1))]
        hook = [is_inked(x + side * a, y + side * b) for a, b in ((0.27, 0.7), (0.36, 0.86), (0.62, 0.42))]
        assert all(frame) and hook == [is_ticked] * 3
        assert not is_inked(x + side * 0.35, y + side * 0.3)


def test_rules_are_whole_black_pixels_on_a_coarse_screen() -> None:
    pages = sheets.feedback_card(given.content())
    image = printer.preview(pages, 0, 583)
    row = _row_of(image, 0.55)
    edges = [x for x, value in enumerate(row) if value == 0]
    assert edges
    assert row[edges[0] - 1] == 255


def _row_of(image: QImage, down: float) -> list[int]:
    # A row inside the tall blank cell 经营情况 meets nothing but rules at its left.
    y = round(image.height() * down)
    return [image.pixelColor(x, y).red() for x in range(round(image.width() * 0.16))]


def test_everything_on_paper_is_black_or_a_shade_of_its_edge() -> None:
    image = printer.preview(sheets.feedback_card(given.content(given.issue())), 1, 620)
    colours = {image.pixelColor(x, y).rgb() for x in range(0, 620, 3) for y in range(0, image.height(), 3)}
    shades = [QColor(colour) for colour in colours]
    assert all(shade.red() == shade.green() == shade.blue() for shade in shades)


def test_the_caller_chooses_where_and_how_large_a_sheet_is_painted() -> None:
    pages = sheets.feedback_card(given.content())
    image = QImage(500, 300, QImage.Format.Format_RGB32)
    image.fill(0xFFFFFFFF)
    painter = QPainter(image)
    painter.translate(300, 0)
    pages.paint(painter, 0, 200)
    painter.end()
    inked = [x for x in range(500) for y in range(0, 300, 2) if image.pixelColor(x, y).red() < 128]
    assert min(inked) >= 300 + 26
    assert max(inked) <= 300 + 176


def test_two_layouts_of_one_card_are_alike() -> None:
    plain = given.content(given.issue())
    content = replace(plain, card=replace(plain.card, suggestions="同一张卡"))
    QGuiApplication.processEvents()
    first, second = sheets.feedback_card(content), sheets.feedback_card(content)
    assert printer.preview(first, 1, 400) == printer.preview(second, 1, 400)


def test_signatures_take_the_last_answer_along_when_answers_fill_their_sheet() -> None:
    taken = []
    for count in range(8, 18):
        pages = sheets.feedback_card(given.content(*(given.issue(i, is_answered=True) for i in range(count))))
        last = words(pages, pages.count - 1)
        assert "回访人签字" in last
        assert words(pages).count("新增一台630千伏安变压器。") == count
        taken.append(last.count("新增一台630千伏安变压器。"))
    assert min(taken) == 1


def test_answers_that_no_sheet_holds_begin_where_the_questions_end() -> None:
    many = sheets.feedback_card(given.content(*(given.issue(i) for i in range(10))))
    (signed,) = [said for said in (words(many, sheet) for sheet in range(many.count)) if "分包领导意见" in said]
    assert "如何办" in signed
    few = sheets.feedback_card(given.content(*(given.issue(i, description=given.LIMITED * 3) for i in range(3))))
    assert "如何办" not in words(few, 1) and words(few, 2).count("WT-130528") == 3
