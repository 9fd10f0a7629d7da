"""The 企业综合情况及问题反馈卡 on paper: filled from a card's content, or blank for handwriting."""

from __future__ import annotations

from sscs_desktop.domain.card import LAYOUT, CardContent
from sscs_desktop.printing import card_fields, form, template
from sscs_desktop.printing.card_fields import content_hash
from sscs_desktop.printing.form import Pages

__all__ = ["blank_card", "content_hash", "paint_card", "title_of"]


def paint_card(content: CardContent, *, shows_phones: bool = False) -> Pages:
    """Lay one card out on the layout its record names; phones are masked unless asked for."""
    filling = card_fields.filled(content, shows_phones=shows_phones)
    return form.lay_out(template.named(content.card.layout), filling, card_fields.title(content))


def blank_card(layout: str = LAYOUT, *, is_project: bool = False) -> Pages:
    """Lay out a card without number or texts, its rows at their full heights for handwriting."""
    filling = card_fields.blank(is_project=is_project)
    return form.lay_out(template.named(layout), filling, filling.texts["title"])


def title_of(count: int) -> str:
    """Return what a run of so many cards is called; it names nobody."""
    return f"反馈卡 {count} 张"
