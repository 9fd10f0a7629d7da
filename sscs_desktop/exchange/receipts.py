"""The list of receipts as a spreadsheet or as CSV, to be kept or compared elsewhere."""

from __future__ import annotations

from pathlib import Path

from sscs_desktop.base.clock import written
from sscs_desktop.domain.receipt import ReceiptList
from sscs_desktop.exchange.tables import check_suffix, write_csv, write_sheet

HEADINGS = ("序号", "内容", "企业或项目", "写的时间", "县里收到", "结果", "回执校验码", "操作编号")


def write_list(path: Path, content: ReceiptList) -> None:
    """Write the list; the name's ending says how. Refused("bad_suffix"); DiskTrouble, the older file whole."""
    check_suffix(path)
    rows = [
        (str(n), r.what, r.subject, written(r.happened_at), written(r.received_at), r.result, r.code, r.op_id)
        for n, r in enumerate(content.rows, start=1)
    ]
    if path.suffix.lower() == ".xlsx":
        title = f"上报回执清单（{content.owner}　{content.unit}　{written(content.made_at)}）"
        write_sheet(path, title, HEADINGS, rows, name="回执")
    else:
        write_csv(path, HEADINGS, rows)
