"""The list of receipts on paper: whole, numbered, headed on every sheet."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from sscs_desktop.domain.receipt import ReceiptList, ReceiptRow
from sscs_desktop.printing import printer, sheets
from tests.printing.conftest import MORNING, Text

pytestmark = pytest.mark.usefixtures("qapp")

RARE = "滦南县倴城镇泃河鄚州洺水商贸有限公司（示例）"
ROW = ReceiptRow(
    what="走访",
    subject=RARE,
    happened_at=MORNING,
    received_at=MORNING + timedelta(hours=1),
    result="",
    code="3FA2 91BC 0044 17DE 8A21 CC09",
    op_id="o",
)


def listed(count: int) -> ReceiptList:
    rows = tuple(replace(ROW, what=f"走访{n}") for n in range(1, count + 1))
    return ReceiptList(
        owner="王建国", unit="大陆村镇经济发展办", account="wang", made_at=MORNING, proven=count, rows=rows
    )


def test_every_line_is_on_paper_and_every_sheet_has_its_headings(tmp_path: Path, pdf_text: Text) -> None:
    pages = sheets.receipt_list(listed(50))
    printer.to_pdf(pages, tmp_path / "list.pdf")
    text = pdf_text(tmp_path / "list.pdf", is_raw=True)
    assert pages.count == 3
    assert text.count("回执校验码") == 3 and text.count("上报回执清单") == 3 and text.count("（续）") == 2
    assert all(f"走访{n}\n" in text or f"走访{n} " in text for n in range(1, 51))
    assert text.replace("\n", "").count(RARE) == 50
    assert "2018-09-12\n10:30" in text and "共 50 条" in text


def test_an_empty_list_is_one_sheet_that_says_so(tmp_path: Path, pdf_text: Text) -> None:
    pages = sheets.receipt_list(listed(0))
    printer.to_pdf(pages, tmp_path / "list.pdf")
    assert pages.count == 1 and "共 0 条" in pdf_text(tmp_path / "list.pdf")


def test_it_is_black_alone() -> None:
    image = printer.preview(sheets.receipt_list(listed(3)), 0, 400)
    shades = {image.pixelColor(x, y).getRgb()[:3] for x in range(0, 400, 3) for y in range(0, 500, 3)}
    assert len(shades) > 2 and all(red == green == blue for red, green, blue in shades)
