"""The list of receipts as a spreadsheet or as CSV, to be kept or compared elsewhere."""

from __future__ import annotations

import csv
import io
from datetime import datetime
from pathlib import Path

from sscs_desktop.base import clock
from sscs_desktop.base.errors import Refused
from sscs_desktop.base.files import write_atomically
from sscs_desktop.domain.receipt import ReceiptList
from sscs_desktop.exchange.ledgers import write_sheet

HEADINGS = ("序号", "内容", "企业或项目", "写的时间", "县里收到", "结果", "回执校验码", "操作编号")
SUFFIXES = (".xlsx", ".csv")

_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def write_list(path: Path, content: ReceiptList) -> None:
    """Write the list; the name's ending says how. Refused("bad_suffix"); DiskTrouble, the older file whole."""
    if path.suffix.lower() not in SUFFIXES:
        raise Refused("bad_suffix")
    rows = [
        (str(n), r.what, r.subject, _moment(r.happened_at), _moment(r.received_at), r.result, r.code, r.op_id)
        for n, r in enumerate(content.rows, start=1)
    ]
    if path.suffix.lower() == ".xlsx":
        title = f"上报回执清单（{content.owner}　{content.unit}　{_moment(content.made_at)}）"
        write_sheet(path, title, HEADINGS, rows, name="回执")
        return
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(HEADINGS)
    writer.writerows([_inert(cell) for cell in row] for row in rows)
    write_atomically(path, text.getvalue().encode("utf-8-sig"))  # without the mark Excel reads it as GBK


def _inert(cell: str) -> str:
    """Keep a spreadsheet from taking a text for a formula."""
    return f"'{cell}" if cell.startswith(_FORMULA) else cell


def _moment(at: datetime) -> str:
    return clock.local(at).strftime("%Y-%m-%d %H:%M")
