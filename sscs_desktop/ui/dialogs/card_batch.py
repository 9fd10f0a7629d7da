"""Many new cards in one go: looked at without a number, numbered only as they go out, nothing half-done."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from sscs_desktop.base import clock
from sscs_desktop.base.errors import Refused, SscsError
from sscs_desktop.domain.card import Card
from sscs_desktop.domain.vocabulary import PrintWay, ServiceClass
from sscs_desktop.printing import card as paper
from sscs_desktop.printing import printer
from sscs_desktop.printing.form import Pages
from sscs_desktop.printing.run import Enough, Maker, Progress, Run
from sscs_desktop.store import cards, enterprises, numbers, projects
from sscs_desktop.store.enterprises import EnterpriseLine
from sscs_desktop.store.projects import ProjectLine
from sscs_desktop.store.session import Session
from sscs_desktop.store.store import Store
from sscs_desktop.store.subjects import Subject
from sscs_desktop.ui.dialogs import card_paper

if TYPE_CHECKING:
    from PySide6.QtPrintSupport import QPrinter

MOST = 300
"""Cards of one run: they are filed in one transaction, 5 ms each, and what is saved meanwhile waits for it."""


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


def found(session: Session, wish: Wish) -> tuple[Candidate, ...]:
    """Return the enterprises or projects that a wish names, by name; MOST at the most."""
    if wish.is_project:
        of = projects.Filter(text=wish.text, division_code=wish.township, unit_id=wish.unit_id)
        return tuple(_candidate("project", line) for line in projects.listing(session, of, limit=MOST))
    where = enterprises.Filter(
        text=wish.text, division_code=wish.township, service_class=wish.service_class, unit_id=wish.unit_id
    )
    return tuple(_candidate("enterprise", line) for line in enterprises.listing(session, where, limit=MOST))


def drafts(store: Store, subjects: Sequence[Subject], *, shows_phones: bool = False) -> Run:
    """Return what the cards would say, to be looked at; no number is taken."""
    return _run([partial(_draft, store, subject, shows_phones) for subject in subjects])


def blanks(count: int, *, is_project: bool = False) -> Run:
    """Return forms for handwriting; they bear no number."""
    return _run([partial(paper.blank_card, is_project=is_project)] * count)


def to_pdf(
    store: Store, subjects: Sequence[Subject], path: Path, progress: Progress, *, shows_phones: bool = False
) -> tuple[Card, ...]:
    """Write all cards to one PDF and file them under their numbers: all of it, or nothing.

    They are painted under the numbers that come next, and those are taken in the very transaction that puts the file
    in its place. Where another card took one of them meanwhile, all are painted again. Raises DiskTrouble,
    Refused("numbers_exhausted", "row_gone"), and what `progress` raises.
    """
    while True:
        batch = _Batch(store, subjects, shows_phones=shows_phones)
        pdf = printer.pdf_bytes(_run(batch.makers), progress)
        if batch.file(pdf, path):
            return tuple(card for card, _hash in batch.painted)


def to_printer(
    store: Store, subjects: Sequence[Subject], device: QPrinter, progress: Progress, *, shows_phones: bool = False
) -> tuple[tuple[Card, ...], SscsError | None]:
    """Print card by card, each filed under its number before it is painted; return those sent and what stopped it.

    When `progress` raises Enough, or a card cannot be filed, the cards before it are whole and go to the tray.
    Raises Refused("no_printer", "no_a4", "printing_stopped").
    """
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
        return paper.paint_card(content, shows_phones=shows_phones)

    printer.to_printer(_run([partial(make, subject) for subject in subjects]), device, progress)
    return tuple(sent), stopped[0] if stopped else None


class _Batch:
    """Cards painted under numbers that are still free, and what they say then."""

    def __init__(self, store: Store, subjects: Sequence[Subject], *, shows_phones: bool) -> None:
        self._store = store
        self._shows_phones = shows_phones
        self.painted: list[tuple[Card, str]] = []
        with store.read() as session:
            self._numbers = numbers.coming(session, "card", len(subjects))
        self.makers: list[Maker] = [
            partial(self._paint, subject, number) for subject, number in zip(subjects, self._numbers, strict=True)
        ]

    def file(self, pdf: bytes, path: Path) -> bool:
        """Take the numbers, file the cards and put the PDF in its place; False where a number is gone by now."""
        is_written = False
        try:
            with self._store.write() as session:
                if numbers.coming(session, "card", len(self._numbers)) != self._numbers:
                    return False
                self.painted = [(self._filed(session, card, said), said) for card, said in self.painted]
                printer.save(pdf, path)
                is_written = True
        except SscsError:
            if is_written:
                path.unlink(missing_ok=True)  # the numbers on it were not kept
            raise
        return True

    def _paint(self, subject: Subject, number: str) -> Pages:
        content = card_paper.draft(self._store, subject, None)
        content = replace(content, card=replace(content.card, number=number))
        self.painted.append((content.card, paper.content_hash(content)))
        return paper.paint_card(content, shows_phones=self._shows_phones)

    @staticmethod
    def _filed(session: Session, card: Card, said: str) -> Card:
        numbers.take(session, "card")
        card, saved = cards.record_print(session, card, PrintWay.PDF, said, today=clock.today())
        if saved.draft_id is not None:
            raise Refused("row_gone", kind="card", id=card.id)
        return card


def _candidate(kind: str, line: EnterpriseLine | ProjectLine) -> Candidate:
    return Candidate(subject=Subject(kind, line.id, line.name), division_name=line.division_name)


def _draft(store: Store, subject: Subject, shows_phones: bool) -> Pages:
    return paper.paint_card(card_paper.draft(store, subject, None), shows_phones=shows_phones)


def _run(makers: Sequence[Maker]) -> Run:
    title = QCoreApplication.translate("card_batch", "反馈卡 {count} 张").format(count=len(makers))
    return Run(title=title, makers=makers)
