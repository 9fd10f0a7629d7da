"""How sheets write days, amounts, phones and words of the code lists; no Qt here."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from sscs_desktop.domain.entry import mask_phone
from sscs_desktop.domain.indicators import Rate
from sscs_desktop.domain.ledger import Subject
from sscs_desktop.domain.project import Project
from sscs_desktop.domain.vocabulary import Word


def day(on: date | None) -> str:
    """Write a date as forms do; no date is a blank."""
    return f"{on.year}年{on.month}月{on.day}日" if on else ""


def short_day(on: date | None) -> str:
    """Write a date as tables do: 2018-09-26."""
    return on.isoformat() if on else ""


def amount(value: Decimal | None) -> str:
    """Write a figure with all its digits and no idle zeros."""
    if value is None:
        return ""
    text = f"{value:,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def wan(value: Decimal | None) -> str:
    """Write an amount of money with its unit."""
    return f"{amount(value)} 万元" if value is not None else ""


def rate(value: Rate) -> str:
    """Write a rate with its part and whole: 80.0%（4/5）; of nothing there is none."""
    return f"{value.percent}%（{value.part}/{value.whole}）" if value.whole else "—"


def phone(text: str, *, shows_phones: bool) -> str:
    """Write a phone, four of its digits hidden unless asked for."""
    return text if shows_phones else mask_phone(text)


def chosen(*words: Word | None) -> frozenset[str]:
    """Return which boxes are ticked."""
    return frozenset(word.value for word in words if word is not None)


def label(word: Word | None) -> str:
    """Write a word of a code list; none is a blank."""
    return word.label if word is not None else ""


def joined(*texts: str) -> str:
    """Write what is there, a space between."""
    return " ".join(filter(None, texts))


def stacked(texts: Iterable[str]) -> str:
    """Write what is there, each thing once and on a line of its own."""
    return "\n".join(dict.fromkeys(filter(None, texts)))


def address_of(subject: Subject) -> str:
    """Write where an enterprise works, where a project is built."""
    if isinstance(subject, Project):
        return subject.place
    return subject.business_address or subject.registered_address
