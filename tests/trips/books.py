"""Odd spreadsheets, as counties send them."""

from __future__ import annotations

from pathlib import Path

import xlsxwriter

from sscs_desktop.domain import credit_code

HEADINGS = ["企业名称", "统一社会信用代码", "帮扶类别", "帮扶层级", "责任单位"]
UNIT = "大陆村镇经济发展办"

Row = list[object]


def book(path: Path, **sheets: list[Row]) -> Path:
    """Write a workbook with these sheets, row by row."""
    workbook = xlsxwriter.Workbook(str(path), {"constant_memory": True})
    for name, rows in sheets.items():
        page = workbook.add_worksheet(name)
        for at, row in enumerate(rows):
            page.write_row(at, 0, row)
    workbook.close()
    return path


def firm(n: int) -> Row:
    """Return the row of one fictional enterprise with a valid code."""
    return [f"第{n}示例有限公司（示例）", credit_code.make(f"91130528MA0{n:06d}"), "工业", "县级", UNIT]
