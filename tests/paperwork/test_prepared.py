"""Ledgers on their way to a file: phones as asked, every form beside what is there, told all along."""

from __future__ import annotations

from pathlib import Path

from sscs_desktop.domain.enterprise import Enterprise
from sscs_desktop.domain.ledger import LedgerKind
from sscs_desktop.exchange import column_templates, ledger_table
from sscs_desktop.paperwork import prepared
from sscs_desktop.paperwork.prepared import Wish
from sscs_desktop.store.store import Store


def test_a_ledger_has_whole_phones_where_they_are_asked_for_and_nowhere_else(store: Store, firm: Enterprise) -> None:
    for is_asked, phone in ((False, "138****8000"), (True, firm.contact_phone)):
        found = prepared.ledger(store, Wish(kind=LedgerKind.ENTERPRISE, shows_phones=is_asked))
        (row,) = ledger_table.sheet_of(found).rows
        assert phone in row


def test_every_form_is_written_beside_what_is_there_and_the_telling_ends_at_the_whole(
    store: Store, firm: Enterprise, tmp_path: Path
) -> None:
    own = column_templates.own(LedgerKind.ENTERPRISE)
    forms = [
        column_templates.Template(name=name, kind=own.kind, columns=own.columns) for name in ("甲表", "乙表", "丙表")
    ]
    wish, told = Wish(kind=LedgerKind.ENTERPRISE), list[float]()
    prepared.write_every_form(store, tmp_path, wish, forms, lambda done, of: told.append(done / of))
    assert told == sorted(told) and told[-1] == 1 and len(set(told)) > len(forms)
    prepared.write_every_form(store, tmp_path, wish, forms)
    names = {f"{form.name}-20180926{again}.xlsx" for form in forms for again in ("", "（2）")}
    assert {file.name for file in tmp_path.glob("*.xlsx")} == names
