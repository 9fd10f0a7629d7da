"""Every sheet there is, from its records to its pages: whoever prints, desk or directory, asks here."""

from __future__ import annotations

from sscs_desktop.domain.card import LAYOUT, CardContent
from sscs_desktop.domain.papers import EnterpriseLedger, LivelihoodList, MonthLedger, Order, VisitRecord
from sscs_desktop.domain.receipt import ReceiptList
from sscs_desktop.printing import (
    card_fields,
    list_fields,
    month_fields,
    order_fields,
    receipt_fields,
    template,
    visit_fields,
)
from sscs_desktop.printing.filling import Filling
from sscs_desktop.printing.form import Pages, lay_out


def feedback_card(content: CardContent, *, shows_phones: bool = False) -> Pages:
    """Lay out 企业综合情况及问题反馈卡, or that of a project, in the layout its record names.

    Phones are masked unless asked for, here as below.
    """
    filling = card_fields.filled(content, shows_phones=shows_phones)
    return _pages(content.card.layout, filling, card_fields.title(content))


def blank_card(*, is_project: bool = False) -> Pages:
    """Lay out a card without number or texts, its rows at their full heights for handwriting."""
    filling = card_fields.blank(is_project=is_project)
    return _pages(LAYOUT, filling, filling.texts["title"])


def visit_record(content: VisitRecord, *, shows_phones: bool = False) -> Pages:
    """Lay out 走访记录单."""
    filling = visit_fields.filled(content, shows_phones=shows_phones)
    return _pages(visit_fields.LAYOUT, filling, visit_fields.title(content))


def blank_visit_record() -> Pages:
    """Lay out 走访记录单 for handwriting."""
    return _pages(visit_fields.LAYOUT, Filling(), visit_fields.TITLE)


def order(content: Order, *, shows_phones: bool = False) -> Pages:
    """Lay out 问题交办单 or 问题督办单."""
    filling = order_fields.filled(content, shows_phones=shows_phones)
    return _pages(order_fields.LAYOUT, filling, order_fields.title(content))


def receipt_list(content: ReceiptList) -> Pages:
    """Lay out 上报回执清单."""
    return _pages(receipt_fields.LAYOUT, receipt_fields.filled(content), receipt_fields.TITLE)


def month_ledger(content: MonthLedger) -> Pages:
    """Lay out 月度台账, on A4 held sideways."""
    return _pages(month_fields.LAYOUT, month_fields.filled(content), month_fields.title(content))


def livelihood_list(content: LivelihoodList) -> Pages:
    """Lay out 民生微实事清单, on A4 held sideways."""
    return _pages(list_fields.LIVELIHOOD_LAYOUT, list_fields.livelihood(content), list_fields.LIVELIHOOD_TITLE)


def enterprise_ledger(content: EnterpriseLedger, *, shows_phones: bool = False) -> Pages:
    """Lay out 包联企业台账, on A4 held sideways."""
    filling = list_fields.enterprises(content, shows_phones=shows_phones)
    return _pages(list_fields.ENTERPRISES_LAYOUT, filling, list_fields.ENTERPRISES_TITLE)


def _pages(layout: str, filling: Filling, title: str) -> Pages:
    return lay_out(template.named(layout), filling, title)
