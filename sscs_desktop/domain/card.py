"""The 企业综合情况及问题反馈卡 as a record, and what is on it when it is printed."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime

from sscs_desktop.domain.enterprise import Enterprise, Figure, Profile
from sscs_desktop.domain.issue import Issue
from sscs_desktop.domain.organisation import Assignment
from sscs_desktop.domain.project import Project
from sscs_desktop.domain.visit import Visit
from sscs_desktop.domain.vocabulary import CardState, FilledBy, Indicator, PrintWay, Signature

LAYOUT = "feedback_card_v1"
"""The layout file that a new card is painted with; a printed one keeps its own."""
MARK_DIGITS = 16
"""Leading hex digits of the content hash that stand on the paper: in the QR code and, in fours, under the table."""
_SCANNED = re.compile(rf"(\S+)[\s,;]+([0-9A-F]{{{MARK_DIGITS}}})")
_HALF_SCANNED = re.compile(rf"(\S+-\d+)[\s,;]+[0-9A-F]{{1,{MARK_DIGITS - 1}}}")


ON_FORM = (
    Indicator.REVENUE,
    Indicator.OUTPUT,
    Indicator.PROFIT,
    Indicator.TAX,
    Indicator.ASSETS,
    Indicator.EMPLOYEES,
    Indicator.POWER,
    Indicator.GAS,
)
"""The figures on the form, in its order."""


@dataclass(frozen=True, kw_only=True)
class Print:
    """One time a card went to paper or into a file. content_hash: of what it said then."""

    at: datetime
    by: str
    """The person's name."""
    way: PrintWay
    content_hash: str


@dataclass(frozen=True, kw_only=True)
class Card:
    """One printed card: `number` is final, out of the reserved block; reprints keep it and add to `prints`."""

    id: str
    number: str
    enterprise_id: str | None = None
    project_id: str | None = None
    visit_id: str | None = None
    """The visit that stands on it."""
    issue_ids: tuple[str, ...] = ()
    """The issues on it, in their order, kept so that a reprint names the same; their answers are those of today."""
    layout: str
    """Name and version of the layout file it was painted with."""
    filled_on: date
    filled_by: FilledBy
    filled_by_name: str = ""
    filled_by_phone: str = ""
    suggestions: str = ""
    """意见建议, kept so that a reprint says the same."""
    state: CardState = CardState.PRINTED
    signed_on: date | None = None
    """The day on the signed paper."""
    signatures: tuple[Signature, ...] = ()
    """Which of the form's signatures and seals the paper that came back bears."""
    void_reason: str = ""
    replaces: str = ""
    """Number of the voided card in whose stead this one was printed."""
    prints: tuple[Print, ...] = ()
    """Every print, oldest first: append-only."""
    author_id: str
    author_name: str
    unit_id: str
    printed_at: datetime


@dataclass(frozen=True, kw_only=True)
class CardContent:
    """All that one card says; gathered by the store, painted by printing. Exactly one subject is set."""

    card: Card
    enterprise: Enterprise | None = None
    project: Project | None = None
    profile: Profile | None = None
    assignment: Assignment | None = None
    figures: tuple[Figure, ...] = ()
    visit: Visit | None = None
    issues: tuple[Issue, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Scan:
    """What a scanner types from a card's QR code. mark: "" where somebody typed the number alone."""

    number: str
    mark: str = ""


def mark_of(content_hash: str) -> str:
    """Return what stands on the paper of a content hash."""
    return content_hash[:MARK_DIGITS].upper()


def in_fours(mark: str) -> str:
    """Return a mark as people read it: under the table of the paper, and in the print log."""
    return "-".join(mark[at : at + 4] for at in range(0, len(mark), 4))


def scan_of(text: str) -> Scan | None:
    """Return what a text says that came from a card's QR code, None if it is no such text.

    Scanners behind a Chinese input method type full-width signs, and some a comma for the blank.
    """
    found = _SCANNED.fullmatch(unicodedata.normalize("NFKC", text).strip().upper())
    return None if found is None else Scan(number=found[1], mark=found[2])


def without_half_mark(text: str) -> str:
    """Return the number alone of what a scanner has typed so far, any other text as it is."""
    half = _HALF_SCANNED.fullmatch(unicodedata.normalize("NFKC", text).strip().upper())
    return text if half is None else half[1]


def scanned_print(card: Card, mark: str) -> int | None:
    """Return which print (from 1) bears a mark, the latest if several do; None if none is known here."""
    same = [at for at, each in enumerate(card.prints, start=1) if mark_of(each.content_hash) == mark]
    return same[-1] if same else None
