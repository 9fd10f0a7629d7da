"""上报回执清单: what the directory has from one person, line by line, with the code of each receipt; no Qt here."""

from __future__ import annotations

from sscs_desktop.base import clock
from sscs_desktop.domain.receipt import ReceiptList, ReceiptRow
from sscs_desktop.printing.filling import Filling

LAYOUT = "receipts_v1"
TITLE = "上报回执清单"


def filled(content: ReceiptList) -> Filling:
    """Return what the form of one list is filled with."""
    texts = {
        "owner": content.owner,
        "unit": content.unit,
        "account": content.account,
        "made_at": clock.written(content.made_at),
        "sum": f"共 {len(content.rows)} 条，每条都有县里的回执；制表时核对签名，有效 {content.proven} 条。",
    }
    lines = tuple(_line(index, row) for index, row in enumerate(content.rows, start=1))
    return Filling(texts=texts, rows={"lines": lines})


def _line(index: int, row: ReceiptRow) -> Filling:
    texts = {
        "index": str(index),
        "what": f"{row.what}\n（{row.result}）" if row.result else row.what,
        "subject": row.subject,
        "happened": clock.written(row.happened_at).replace(" ", "\n"),
        "received": clock.written(row.received_at).replace(" ", "\n"),
        "code": row.code,
    }
    return Filling(texts=texts)
