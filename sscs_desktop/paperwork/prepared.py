"""Ledgers and briefings made of what stands on this desk, on their way to a file."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from sscs_desktop.base import clock, paths
from sscs_desktop.base.errors import Refused
from sscs_desktop.base.files import unused
from sscs_desktop.base.telling import Told, part, unheard
from sscs_desktop.domain import briefing as briefings
from sscs_desktop.domain import holdings, period
from sscs_desktop.domain import ledger as ledgers
from sscs_desktop.domain.briefing import Briefing
from sscs_desktop.domain.indicators import AsOf
from sscs_desktop.domain.ledger import Days, LedgerKind
from sscs_desktop.domain.period import Figures
from sscs_desktop.exchange import column_templates, ledger_table
from sscs_desktop.exchange.column_templates import Template
from sscs_desktop.exchange.ledger_table import Ledger
from sscs_desktop.printing import briefing as paper
from sscs_desktop.printing import printer
from sscs_desktop.store import reference, stats
from sscs_desktop.store.session import Session
from sscs_desktop.store.store import Store
from sscs_desktop.store.working_days import workdays_of

BRIEFING_SUFFIXES = (".docx", ".pdf")
_READ = 40
"""Hundredths of an export that reading takes, about."""


Listed = Callable[[Session], frozenset[str]]
"""What reads which records a list shows; a job's work."""


@dataclass(frozen=True, kw_only=True)
class Wish:
    """What somebody wants written. month: any day of it, None for everything; only: reads which records are wanted."""

    kind: LedgerKind
    month: date | None = None
    template: Template | None = None
    only: Listed | None = None
    shows_phones: bool = False

    @property
    def days(self) -> Days:
        """The days that bound a ledger of what happened."""
        return ledgers.days_of(self.kind, self.month, clock.today())


@dataclass(frozen=True, kw_only=True)
class MyMonth:
    """One month as the page says it: one's own figures, the unit's, and the mark of both."""

    mine: Figures
    unit: Figures
    as_of: AsOf


def ledger(store: Store, wish: Wish, told: Told = unheard) -> Ledger:
    """Gather a ledger: a job's work. told: records read, records in all; may raise."""
    now = clock.now()
    since = (wish.days if wish.kind in ledgers.OF_DAYS else ledgers.EVER)[0]
    with store.read() as session:
        records = stats.records(session, since, ledgers.PARTS[wish.kind], told)
        mark, workdays = stats.as_of(session, now), workdays_of(session)
        only = None if wish.only is None else wish.only(session)
    entries = ledgers.entries(
        wish.kind, records, wish.days, today=clock.local(now).date(), workdays=workdays, only=only
    )
    return Ledger(
        template=wish.template or column_templates.own(wish.kind, entries),
        entries=entries,
        about=ledgers.about(store.account.unit_name, wish.kind, wish.days),
        as_of=mark,
        shows_phones=wish.shows_phones,
    )


def write_ledger(store: Store, file: Path, wish: Wish, told: Told = unheard) -> Ledger:
    """Write a ledger to a file, .xlsx or .csv. told: hundredths done, 100; what it raises stops the work.

    DiskTrouble; Refused("bad_suffix").
    """
    found = ledger(store, wish, part(told, 0, _READ))
    ledger_table.write(file, found, part(told, _READ, 100))
    return found


def write_every_form(store: Store, folder: Path, wish: Wish, forms: Sequence[Template], told: Told = unheard) -> Ledger:
    """Write a ledger in each of several forms into a folder, beside what is there; the records are read once.

    told: hundredths done, 100; what it raises stops the work, and leaves the files that are whole. DiskTrouble.
    """
    found = ledger(store, wish, part(told, 0, _READ))
    for number, form in enumerate(forms):
        ends = (_READ + (100 - _READ) * n // len(forms) for n in (number, number + 1))
        file = unused(folder / f"{column_templates.file_stem(form)}-{clock.today():%Y%m%d}.xlsx")
        ledger_table.write(file, replace(found, template=form), part(told, *ends))
    return found


def month(store: Store, day: date) -> MyMonth:
    """Return the figures of a month: a job's work."""
    now, days = clock.now(), period.month_of(day)
    today, me = clock.local(now).date(), store.account
    with store.read() as session:
        records = stats.records(session, days[0], ledgers.PARTS[LedgerKind.MONTH])
        own, ours = holdings.of_author(records, me.user_id, me.unit_id), stats.served(session, records)
        mark, workdays = stats.as_of(session, now), workdays_of(session)
    mine, unit = (ledgers.figures(some, days, today=today, workdays=workdays) for some in (own, ours))
    return MyMonth(mine=mine, unit=unit, as_of=mark)


def briefing(store: Store, kind: str, day: date, told: Told = unheard) -> Briefing:
    """Gather the unit's briefing or circular of a month: a job's work. told: records read, records in all."""
    now, me = clock.now(), store.account
    with store.read() as session:
        records, mark = stats.served(session, stats.records(session, told=told)), stats.as_of(session, now)
        workdays, campaign = workdays_of(session), reference.campaign(session)
    found = briefings.facts(records, day, me.unit_name, mark, workdays=workdays, campaign=campaign)
    return briefings.compose(sentences(kind), found)


def sentences(kind: str) -> dict[str, object]:
    """Return the text file of one of briefing.KINDS."""
    found: dict[str, object] = json.loads(paths.resources("templates", f"{kind}_v1.json").read_text("utf-8"))
    return found


def check_briefing(file: Path) -> None:
    """Raise Refused("bad_briefing_suffix") unless a name's ending says how to write a briefing."""
    if file.suffix.lower() not in BRIEFING_SUFFIXES:
        raise Refused("bad_briefing_suffix")


def write_briefing(file: Path, made: Briefing) -> None:
    """Write a briefing as .docx to go on with, or as PDF; needs a QGuiApplication for its fonts. DiskTrouble."""
    check_briefing(file)
    if file.suffix.lower() == ".pdf":
        printer.to_pdf(paper.lay_out(made), file)
    else:
        from sscs_desktop.exchange import briefing as document  # late: a tenth of a second

        document.write(file, made, paper.pictures(made))
