from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication

from sscs_desktop.base import paths
from sscs_desktop.base.errors import TooNew
from sscs_desktop.domain import vocabulary
from sscs_desktop.domain.card import LAYOUT
from sscs_desktop.printing import card_fields, template
from sscs_desktop.printing import form as laid_out
from sscs_desktop.printing.filling import Filling
from sscs_desktop.printing.template import UNITS_PER_MM, Cell, Template
from tests.printing import conftest as given
from tests.printing.glyphs import text_of, words
from tests.printing.test_form import is_in_order
from tests.printing.test_sheets import names

LISTS: dict[str, type[vocabulary.Word]] = {
    "filled_by": vocabulary.FilledBy,
    "size": vocabulary.Size,
    "classes": vocabulary.ServiceClass,
    "operating_state": vocabulary.OperatingState,
    "mode": vocabulary.VisitMode,
    "urgency": vocabulary.Urgency,
    "outcome": vocabulary.Outcome,
    "satisfaction": vocabulary.Satisfaction,
    "stage": vocabulary.Stage,
    "prerequisites": vocabulary.Prerequisite,
}


@pytest.fixture
def data() -> dict[str, Any]:
    text = paths.resources("templates", f"{LAYOUT}.json").read_text(encoding="utf-8")
    loaded: dict[str, Any] = json.loads(text)
    return loaded


@pytest.fixture
def form(data: dict[str, Any]) -> Template:
    return template.parse(data)


def cells(form: Template) -> Iterator[Cell]:
    for part in form.parts:
        for block in (part.header, *part.blocks):
            for row in block.rows:
                yield from row.cells


def test_the_paper_has_the_margins_of_gb_t_9704(form: Template) -> None:
    assert (form.width_mm, form.height_mm) == (210, 297)
    assert form.margins == template.Margins(top=37, left=28, right=26, bottom=35)
    assert form.key == LAYOUT


def test_tick_boxes_offer_the_words_of_the_code_lists(form: Template) -> None:
    seen = {cell.ticks: cell.options for cell in cells(form) if cell.ticks in LISTS}
    assert seen == {name: tuple((word.value, word.label) for word in words) for name, words in LISTS.items()}


def test_every_cell_finds_its_field_and_every_field_its_cell(form: Template) -> None:
    issue = given.issue(is_answered=True)
    wanted = {name for cell in cells(form) for name in (cell.field, cell.ticks, cell.qr) if name}
    filled = set(names(card_fields.filled(given.content(issue)))) | set(
        names(card_fields.filled(given.content(issue, subject=given.project())))
    )
    assert filled == wanted


def test_cells_that_do_not_fill_their_row_are_refused_by_name(data: dict[str, Any]) -> None:
    data["parts"][0]["blocks"][0]["rows"][0]["cells"].pop()
    with pytest.raises(ValueError, match="block enterprise, row 1"):
        template.parse(data)


@pytest.mark.parametrize("wrong", [{"aling": "left"}, {"align": "centre"}])
def test_what_is_misspelt_in_a_cell_is_refused_by_the_name_of_its_block(
    data: dict[str, Any], wrong: dict[str, str]
) -> None:
    data["parts"][0]["blocks"][0]["rows"][0]["cells"][0] |= wrong
    with pytest.raises(ValueError, match=r"block enterprise.*(aling|centre)"):
        template.parse(data)


def test_a_layout_that_this_program_does_not_have_wants_a_newer_one() -> None:
    for layout in ("feedback_card_v99", "../secret"):
        with pytest.raises(TooNew, match="desk_too_old"):
            template.named(layout)


def test_columns_wider_than_the_paper_are_refused(data: dict[str, Any]) -> None:
    data["parts"][0]["blocks"][0]["columns"][0] += 5
    with pytest.raises(ValueError, match="block enterprise"):
        template.parse(data)


def test_a_merged_cell_may_not_reach_below_its_block(form: Template) -> None:
    block = form.parts[0].header
    with pytest.raises(ValueError, match="below the last row"):
        template.starts(block.rows[:2], len(block.columns), "header")
    tall = replace(block.rows[0], cells=(Cell(span=4, rows=1),))
    assert template.starts((tall,), 4, "header") == [[0]]


@pytest.mark.parametrize("merged", ["甲" * 8, "甲" * 80, "甲" * 300])
@pytest.mark.parametrize("side", ["一、", "二、侧边的字比它旁边的行高出许多"])
def test_rows_are_as_high_as_what_is_merged_over_them_or_stands_at_their_side(
    data: dict[str, Any], qapp: QApplication, merged: str, side: str
) -> None:
    rows = [
        {"min_mm": 8, "cells": [{"field": "merged", "rows": 2}, {"label": "乙"}]},
        {"min_mm": 8, "cells": [{"label": "丙" * 40}]},
    ]
    block = {"name": "block", "columns": [36, 110], "side_mm": 10, "side": side, "rows": rows}
    part = {"name": "part", "header": data["parts"][0]["header"], "blocks": [block]}
    pages = laid_out.lay_out(template.parse({**data, "parts": [part]}), Filling(texts={"merged": merged}), "题")
    is_in_order(pages)
    said, (sheet,) = words(pages), pages.sheets
    assert max(mark.baseline for mark in sheet.words[:-1]) < max(rule.y2 for rule in sheet.rules)
    tops = {is_upright: min(r.y1 for r in sheet.rules if (r.x1 == r.x2) is is_upright) for is_upright in (True, False)}
    assert tops[True] == tops[False], "no line leaves the frame"
    thin = [rule for rule in sheet.rules if rule.thickness < 0.3 * UNITS_PER_MM]
    assert {round(rule.x1 / UNITS_PER_MM) for rule in thin if rule.x1 == rule.x2} == {38, 74, 184}
    above, below = (min(m.baseline for m in sheet.words if letter in text_of(m)) for letter in "乙丙")
    between = [rule for rule in thin if rule.y1 == rule.y2 and above < rule.y1 < below]
    assert [(round(rule.x1 / UNITS_PER_MM), round(rule.x2 / UNITS_PER_MM)) for rule in between] == [(74, 184)]
    assert said.count("甲") == len(merged) and said.count("丙") == 40
