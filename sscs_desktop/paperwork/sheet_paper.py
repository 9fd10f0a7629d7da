"""The sheets besides the card on their way to paper: read in any thread, laid out in the one that paints."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from sscs_desktop.paperwork import sheet_content
from sscs_desktop.printing import sheets
from sscs_desktop.printing.form import Pages
from sscs_desktop.store.store import Store

Sheet = Callable[[bool], Pages]
"""Lays a sheet out, with phones whole or masked."""


def visit_record(store: Store, visit_id: str) -> Sheet:
    """Read 走访记录单. Raises Refused("row_gone")."""
    content = sheet_content.visit_record(store, visit_id)
    return lambda phones: sheets.visit_record(content, shows_phones=phones)


def order(store: Store, issue_id: str) -> Sheet:
    """Read 交办单 or 督办单. Raises Refused("row_gone")."""
    content = sheet_content.order(store, issue_id)
    return lambda phones: sheets.order(content, shows_phones=phones)


def enterprise_ledger(store: Store) -> Sheet:
    """Read the unit's 包联企业台账."""
    content = sheet_content.enterprise_ledger(store)
    return lambda phones: sheets.enterprise_ledger(content, shows_phones=phones)


def month_ledger(store: Store, month: date) -> Sheet:
    """Read the unit's 月度台账, which bears no phones."""
    content = sheet_content.month_ledger(store, month)
    return lambda _phones: sheets.month_ledger(content)


def livelihood_list(store: Store) -> Sheet:
    """Read the unit's 民生微实事清单, which bears no phones."""
    content = sheet_content.livelihood_list(store)
    return lambda _phones: sheets.livelihood_list(content)


def blank_visit_record(_store: Store) -> Sheet:
    """Return 走访记录单 for handwriting."""
    return lambda _phones: sheets.blank_visit_record()
