"""Every sheet but the card: it says what its records say, in its cells, on paper and in the PDF's text."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from sscs_desktop.domain import vocabulary
from sscs_desktop.domain.papers import OrderKind
from sscs_desktop.printing import list_fields, month_fields, order_fields, printer, sheets, template, visit_fields
from sscs_desktop.printing.filling import Filling
from sscs_desktop.printing.form import Pages
from sscs_desktop.printing.run import Run
from sscs_desktop.printing.typeset import TICK
from tests.printing import papers
from tests.printing.conftest import Text
from tests.printing.glyphs import words
from tests.printing.test_form import is_in_order

pytestmark = pytest.mark.usefixtures("qapp")

LAYOUTS: dict[str, tuple[str, Callable[[], Filling]]] = {
    "visit": (visit_fields.LAYOUT, lambda: visit_fields.filled(papers.visit_record(2))),
    "dispatch": (order_fields.LAYOUT, lambda: order_fields.filled(papers.order(OrderKind.DISPATCH))),
    "supervise": (order_fields.LAYOUT, lambda: order_fields.filled(papers.order(OrderKind.SUPERVISE))),
    "month": (month_fields.LAYOUT, lambda: month_fields.filled(papers.month(14))),
    "livelihood": (list_fields.LIVELIHOOD_LAYOUT, lambda: list_fields.livelihood(papers.livelihood(12))),
    "enterprises": (list_fields.ENTERPRISES_LAYOUT, lambda: list_fields.enterprises(papers.enterprises(20))),
}
PAGES: dict[str, Callable[[], Pages]] = {
    "visit": lambda: sheets.visit_record(papers.visit_record(2)),
    "dispatch": lambda: sheets.order(papers.order(OrderKind.DISPATCH)),
    "supervise": lambda: sheets.order(papers.order(OrderKind.SUPERVISE)),
    "month": lambda: sheets.month_ledger(papers.month(14)),
    "livelihood": lambda: sheets.livelihood_list(papers.livelihood(12)),
    "enterprises": lambda: sheets.enterprise_ledger(papers.enterprises(20)),
}
LISTS: dict[str, type[vocabulary.Word]] = {
    "mode": vocabulary.VisitMode,
    "urgency": vocabulary.Urgency,
    "outcome": vocabulary.Outcome,
}


def blocks(layout: str, kind: str) -> Iterator[template.Block]:
    for part in template.named(layout).parts:
        yield part.header
        yield from (block for block in part.blocks if block.when in ("", kind))


def texts(filling: Filling) -> Iterator[str]:
    yield from filling.texts.values()
    for rows in filling.rows.values():
        for row in rows:
            yield from texts(row)


def names(filling: Filling) -> Iterator[str]:
    yield from (*filling.texts, *filling.ticks)
    for rows in filling.rows.values():
        for row in rows:
            yield from names(row)


@pytest.mark.parametrize("name", LAYOUTS)
def test_every_field_has_its_cell_and_every_cell_its_field(name: str) -> None:
    layout, fill = LAYOUTS[name]
    filling = fill()
    cells = [cell for block in blocks(layout, filling.kind) for row in block.rows for cell in row.cells]
    wanted = {part for cell in cells for part in (cell.field, cell.ticks, cell.qr) if part}
    only_other = {"light", "urged"} if name == "dispatch" else set()
    assert set(names(filling)) - only_other == wanted
    offered = {cell.ticks: cell.options for cell in cells if cell.ticks in LISTS}
    assert offered == {key: tuple((w.value, w.label) for w in LISTS[key]) for key in offered}


@pytest.mark.parametrize("name", PAGES)
def test_what_is_copied_from_the_pdf_is_what_the_records_say(tmp_path: Path, pdf_text: Text, name: str) -> None:
    printer.to_pdf(PAGES[name](), tmp_path / "sheet.pdf")
    copied = re.sub(r"\s", "", pdf_text(tmp_path / "sheet.pdf", is_raw=True))
    filling = LAYOUTS[name][1]()
    for key, text in filling.texts.items():
        if key not in ("qr", "urged") or (name == "supervise" and key == "urged"):
            assert re.sub(r"\s", "", text) in copied, key
    for said in {text for rows in filling.rows.values() for row in rows for text in texts(row)}:
        assert re.sub(r"\s", "", said) in copied


@pytest.mark.parametrize("name", PAGES)
def test_texts_stay_in_their_cells_and_the_frame_on_the_paper(name: str) -> None:
    is_in_order(PAGES[name]())


@pytest.mark.parametrize("name", ["visit", "dispatch", "supervise"])
def test_a_usual_sheet_is_one_page(name: str) -> None:
    assert PAGES[name]().count == 1
    assert sheets.blank_visit_record().count == 1


def test_long_ledgers_repeat_their_headings_and_count_their_pages() -> None:
    pages = sheets.month_ledger(papers.month(14))
    assert pages.count > 4
    for sheet in range(1, pages.count):
        said = words(pages, sheet)
        assert "服务企业和项目月度台账（续）" in said
        assert f"第{sheet + 1}页共{pages.count}页" in re.sub(r"\s", "", said)
    issue_sheets = [words(pages, sheet) for sheet in range(pages.count) if "问题和诉求" in words(pages, sheet)]
    assert len(issue_sheets) > 1 and all("二、问题" in said for said in issue_sheets)
    assert words(pages).count("注：截至2018年9月28日") == 1


def test_a_sum_takes_the_last_line_along_and_no_line_stands_twice_or_nowhere() -> None:
    for count in range(2, 16):
        pages = sheets.livelihood_list(papers.livelihood(count))
        assert [words(pages).count(f"硬化第{at}段") for at in range(1, count + 1)] == [1] * count
        assert [words(pages, sheet).count("序号") for sheet in range(pages.count)] == [1] * pages.count
        assert "硬化第" in words(pages, pages.count - 1), "a sum stands below a line of what it sums up"


def test_ledgers_lie_sideways_in_a_run_of_upright_sheets(tmp_path: Path) -> None:
    if shutil.which("pdfinfo") is None:
        pytest.skip("pdfinfo is not installed (package poppler-utils)")
    makers = (PAGES["visit"], PAGES["livelihood"], PAGES["dispatch"])
    printer.to_pdf(Run(title="三张", makers=makers), tmp_path / "run.pdf")
    command = ["pdfinfo", "-l", "9", str(tmp_path / "run.pdf")]
    info = subprocess.run(command, check=True, capture_output=True, timeout=30).stdout.decode()
    sizes = re.findall(r"size:\s+([\d.]+) x ([\d.]+)", info)
    assert [float(width) > float(height) for width, height in sizes] == [False, True, True, False]


def test_phones_are_masked_unless_asked_for() -> None:
    made = (
        (sheets.visit_record, papers.visit_record(0)),
        (sheets.order, papers.order(OrderKind.DISPATCH)),
        (sheets.enterprise_ledger, papers.enterprises(1)),
    )
    for paint, content in made:
        assert "138****0123" in words(paint(content))  # type: ignore[operator]
        assert "13803190123" in words(paint(content, shows_phones=True))  # type: ignore[operator]


def test_a_supervision_names_its_light_and_its_reason_and_a_plain_order_neither() -> None:
    supervised, plain = words(PAGES["supervise"]()), words(PAGES["dispatch"]())
    assert "问题督办单" in supervised and "督办等级" in supervised and "2 次" in supervised
    assert "问题交办单" in plain and "督办" not in plain
    assert "请县发展改革局牵头，会同供电公司办理。" in plain


def test_no_sheet_names_anybody_in_its_title() -> None:
    titles = "".join(make().title for make in PAGES.values())
    assert papers.RARE not in titles and "李建国" not in titles and "大陆" not in titles


def test_a_blank_visit_record_names_nobody_and_ticks_nothing() -> None:
    pages = sheets.blank_visit_record()
    assert TICK not in words(pages) and any(sheet.boxes for sheet in pages.sheets)
    assert "单位名称" in words(pages) and "2018" not in words(pages)


def test_a_visit_to_an_enterprise_that_is_gone_is_still_printed() -> None:
    content = papers.visit_record(1)
    gone = replace(content, entry=replace(content.entry, subject=None), assignment=None)
    assert content.entry.visit.situation in words(sheets.visit_record(gone))


def test_an_issue_whose_enterprise_is_gone_is_still_printed() -> None:
    content = replace(papers.order(OrderKind.DISPATCH), subject=None)
    assert content.issue.number in words(sheets.order(content))


def test_who_how_and_when_stand_in_their_own_cells() -> None:
    answered = order_fields.filled(papers.order(OrderKind.SUPERVISE))
    texts_of = answered.texts
    assert (texts_of["who"], texts_of["how"], texts_of["when"]) == (
        "县供电公司 张伟",
        "新增一台630千伏安变压器。",
        "2018年10月底前",
    )
    assert (texts_of["department"], texts_of["helpers"], texts_of["due_on"]) == (
        "县发展改革局",
        "县供电公司、县财政局",
        "2018年9月25日前",
    )
    assert answered.ticks["light"] == {"red"} and answered.ticks["outcome"] == {"solving"}


def test_a_visit_says_when_it_was_and_what_it_left_open() -> None:
    filling = visit_fields.filled(papers.visit_record(2))
    assert filling.texts["visited_at"] == "2018-09-12 10:30"
    assert filling.texts["received_by"] == "赵立新 办公室主任"
    assert (filling.texts["who"], filling.texts["when"]) == ("李建国", "本周五前")
    assert not filling.ticks["no_issue"] and visit_fields.filled(papers.visit_record(0)).ticks["no_issue"] == {"yes"}
    assert [row.texts["number"] for row in filling.rows["issues"]] == ["WT-130528-2018-000045", "WT-130528-2018-000046"]


def test_a_month_says_its_figures_with_part_and_whole_and_as_of_when() -> None:
    filling = month_fields.filled(papers.month(14))
    assert filling.texts["visits"] == "14 次" and filling.texts["objects"] == "5 家"
    assert filling.texts["covered"] == "83.3%（5/6）" and filling.texts["satisfied"] == "100.0%（7/7）"
    assert filling.texts["as_of"].endswith("变动号1234，口径2018-1")
    assert [row.texts["found"] for row in filling.rows["visits"]][:2] == ["无新问题", "WT-130528-2018-000045"]


def test_an_enterprise_in_two_classes_has_two_lines_and_counts_once() -> None:
    content = papers.enterprises(3)
    twice = replace(content, entries=(*content.entries, content.entries[0]))
    firms = {entry.enterprise.id for entry in content.entries}
    filling = list_fields.enterprises(twice)
    assert (len(filling.rows["enterprises"]), filling.texts["sum"]) == (4, f"共 {len(firms)} 家。")


def test_livelihood_matters_are_counted_by_what_became_of_them() -> None:
    assert list_fields.livelihood(papers.livelihood(12)).texts["sum"] == "共 12 件，已完成 4 件，推进中 4 件。"
    assert list_fields.livelihood(papers.livelihood(0)).texts["sum"].startswith("共 0 件")
