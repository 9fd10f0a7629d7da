"""What the directory has from this person, on its way to paper or a spreadsheet."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QWidget

from sscs_desktop.base import clock
from sscs_desktop.domain.receipt import ReceiptLine, ReceiptList, ReceiptRow
from sscs_desktop.exchange import receipts as sheet
from sscs_desktop.printing import printer, sheets
from sscs_desktop.store import report
from sscs_desktop.store.session import Account
from sscs_desktop.store.store import Store
from sscs_desktop.ui.dialogs.saving import ask_file
from sscs_desktop.ui.pages import operation_words
from sscs_desktop.wire.kinds import HOLE, NEW

translate = QCoreApplication.translate


def content(store: Store) -> ReceiptList:
    """Return the list as it stands, every signature checked again."""
    with store.read() as session:
        lines = report.received(session)
    who = store.account
    return ReceiptList(
        owner=who.user_name,
        unit=who.unit_name,
        account=who.account,
        made_at=clock.now(),
        proven=sum(line.is_proven for line in lines),
        rows=tuple(_row(line) for line in lines),
    )


def ask(over: QWidget, account: Account) -> Path | None:
    """Ask where to write the list, and how; None if it is not wanted."""
    name = translate("receipts", "回执清单") + f"-{account.account}-{clock.today():%Y%m%d}.pdf"
    kinds = {"PDF (*.pdf)": ".pdf", "Excel (*.xlsx)": ".xlsx", "CSV (*.csv)": ".csv"}
    return ask_file(over, translate("receipts", "写出回执清单"), name, kinds)


def write(store: Store, file: Path) -> ReceiptList:
    """Write the list as PDF, .xlsx or .csv, whichever the name says. DiskTrouble; Refused("bad_suffix")."""
    found = content(store)
    if file.suffix.lower() == ".pdf":
        printer.to_pdf(sheets.receipt_list(found), file)
    else:
        sheet.write_list(file, found)
    return found


def _row(line: ReceiptLine) -> ReceiptRow:
    return ReceiptRow(
        what=operation_words.act(line.kind, NEW if line.verb == HOLE else line.verb),  # emptied: its kind still says
        subject=line.subject_name,
        happened_at=line.happened_at,
        received_at=line.received_at,
        result=_result(line),
        code=line.code,
        op_id=line.op_id,
    )


def _result(line: ReceiptLine) -> str:
    """Return what there is to say besides that it was received."""
    if not line.is_proven:
        return translate("receipts", "签名核对不上")
    if line.result in ("refused", "expired"):
        return translate("receipts", "没有通过")
    return translate("receipts", "有冲突") if line.result == "conflict" else ""
