"""Many new cards in one go: looked at without a number, numbered only as they go out, nothing half-done."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from sscs_desktop.base.errors import SscsError
from sscs_desktop.base.telling import Told, unheard
from sscs_desktop.domain.card import Card
from sscs_desktop.domain.vocabulary import PrintWay, ServiceClass
from sscs_desktop.paperwork import card_paper, card_pdf
from sscs_desktop.printing import printer, sheets
from sscs_desktop.printing.form import Pages
from sscs_desktop.printing.run import Enough, Maker, Run
from sscs_desktop.store import enterprises, numbers, projects
from sscs_desktop.store.enterprises import EnterpriseLine
from sscs_desktop.store.projects import ProjectLine
from sscs_desktop.store.session import Session
from sscs_desktop.store.store import Store
from sscs_desktop.store.subjects import Subject

if TYPE_CHECKING:
    from PySide6.QtPrintSupport import QPrinter

MOST = numbers.ENOUGH["card"]
"""Cards of one run: as many as a desk has numbers after each round."""


@dataclass(frozen=True, kw_only=True)
class Wish:
    """Whom the cards are for. township: nine digits of a division code, "" for all; unit_id: "" for everybody's."""

    is_project: bool = False
    text: str = ""
    township: str = ""
    service_class: ServiceClass | None = None
    unit_id: str = ""


@dataclass(frozen=True, kw_only=True)
class Candidate:
    """One enterprise or project that a wish names, and where it lies."""

    subject: Subject
    division_name: str


@dataclass(frozen=True, kw_only=True)
class Sent:
    """What went to a printer: the cards filed for it, what stopped the run, whether they wait while it stands still."""

    cards: tuple[Card, ...]
    error: SscsError | None
    is_waiting: bool


def found(session: Session, wish: Wish) -> tuple[Candidate, ...]:
    """Return the enterprises or projects that a wish names, by name; MOST at the most.

    Those handed to another unit, which stay here until all about them is answered, get no new card.
    """
    lines: Sequence[EnterpriseLine | ProjectLine]
    if wish.is_project:
        lines = projects.listing(session, _of_projects(wish), limit=MOST)
    else:
        lines = enterprises.listing(session, _of_enterprises(wish), limit=MOST)
    kind = "project" if wish.is_project else "enterprise"
    return tuple(_candidate(kind, line) for line in lines if not line.is_parked)


def count(session: Session, wish: Wish) -> int:
    """Return how many a wish names, more than MOST or not."""
    if wish.is_project:
        return projects.count(session, _of_projects(wish))
    return enterprises.count(session, _of_enterprises(wish))


def drafts(store: Store, subjects: Sequence[Subject], *, shows_phones: bool = False) -> Run:
    """Return what the cards would say, to be looked at; no number is taken."""
    return _run([partial(_draft, store, subject, shows_phones) for subject in subjects])


def blanks(count: int, *, is_project: bool = False) -> Run:
    """Return forms for handwriting; they bear no number."""
    return _run([partial(sheets.blank_card, is_project=is_project)] * count)


def to_pdf(
    store: Store, subjects: Sequence[Subject], path: Path, progress: Told = unheard, *, shows_phones: bool = False
) -> tuple[Card, ...]:
    """Write a new card for each to one PDF. Raises as card_pdf.new."""
    contents = [partial(card_paper.draft, store, subject, None) for subject in subjects]
    return card_pdf.new(store, contents, path, progress, shows_phones=shows_phones)


def to_printer(
    store: Store, subjects: Sequence[Subject], device: QPrinter, progress: Told = unheard, *, shows_phones: bool = False
) -> Sent:
    """Print card by card, each filed under its number before it is painted.

    When `progress` raises Enough, or a card cannot be filed, the cards before it are whole and go to the tray. When
    the printer gives up, what waited does not come out, but what was filed stays so: it can be printed again.
    Raises as printer.check, and Refused("too_few_card_numbers", "printing_stopped"), before anything was filed.
    """
    with store.read() as session:
        numbers.coming(session, "card", len(subjects))
    sent: list[Card] = []
    stopped: list[SscsError] = []

    def make(subject: Subject) -> Pages:
        try:
            draft = card_paper.draft(store, subject, None)
            content = card_paper.record_content(store, draft, PrintWay.PAPER)
        except SscsError as error:
            stopped.append(error)
            raise Enough from error
        sent.append(content.card)
        return sheets.feedback_card(content, shows_phones=shows_phones)

    is_waiting = False
    try:
        is_waiting = printer.to_printer(_run([partial(make, subject) for subject in subjects]), device, progress)
    except SscsError as error:
        if not sent:
            raise
        stopped.append(error)
    return Sent(cards=tuple(sent), error=stopped[0] if stopped else None, is_waiting=is_waiting)


def _of_projects(wish: Wish) -> projects.Filter:
    return projects.Filter(text=wish.text, division_code=wish.township, unit_id=wish.unit_id)


def _of_enterprises(wish: Wish) -> enterprises.Filter:
    return enterprises.Filter(
        text=wish.text, division_code=wish.township, service_class=wish.service_class, unit_id=wish.unit_id
    )


def _candidate(kind: str, line: EnterpriseLine | ProjectLine) -> Candidate:
    return Candidate(subject=Subject(kind, line.id, line.name), division_name=line.division_name)


def _draft(store: Store, subject: Subject, shows_phones: bool) -> Pages:
    return sheets.feedback_card(card_paper.draft(store, subject, None), shows_phones=shows_phones)


def _run(makers: Sequence[Maker]) -> Run:
    return Run(title=card_paper.title_of(len(makers)), makers=makers)
