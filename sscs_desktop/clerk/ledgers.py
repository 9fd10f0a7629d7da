"""The county's ledgers and briefings, made of what stands at the directory."""

from __future__ import annotations

import argparse
from datetime import date
from pathlib import Path

from sscs_desktop.base import clock
from sscs_desktop.base.files import check_target
from sscs_desktop.base.telling import Say, part, spoken
from sscs_desktop.clerk.founding import county_office
from sscs_desktop.domain import briefing as briefings
from sscs_desktop.domain import ledger as ledgers
from sscs_desktop.domain.ledger import LedgerKind
from sscs_desktop.exchange import column_templates, ledger_table
from sscs_desktop.exchange.ledger_table import Ledger
from sscs_desktop.server import analysis
from sscs_desktop.server.directory import Directory
from sscs_desktop.ui import form_words

_READ = 60
"""Hundredths of a ledger that reading takes, about."""


def write_ledger(directory: Directory, arguments: argparse.Namespace, say: Say) -> int:
    """Write a ledger of the whole county, in our own columns or in those of a form."""
    file: Path = arguments.file
    check_target(file)
    kind = LedgerKind(arguments.kind)
    forms = arguments.data / column_templates.FORMS
    form = column_templates.find(arguments.template, kind, forms) if arguments.template else None
    days = ledgers.days_of(kind, arguments.month, clock.today())
    told = spoken(say, "正在导出，已完成 {percent}%。")
    standing = analysis.standing(directory, ledgers.PARTS[kind], part(told, 0, _READ))
    entries = ledgers.entries(kind, standing.records, days, today=clock.today(), workdays=standing.workdays)
    ledger_table.write(
        file,
        Ledger(
            template=form or column_templates.own(kind, entries),
            entries=entries,
            about=ledgers.about(str(county_office(directory)["name"]), kind, days),
            as_of=standing.as_of,
            shows_phones=arguments.phones,
        ),
        part(told, _READ, 100),
    )
    say(f"{kind.label} {len(entries)} 行已写到 {file}，{standing.as_of.words}。")
    for words in form_words.lacks(form) if form is not None else ():
        say(words)
    return 0


def write_briefing(directory: Directory, arguments: argparse.Namespace, say: Say) -> int:
    """Write the county's briefing or circular of a month."""
    from sscs_desktop.paperwork import prepared
    from sscs_desktop.printing import windowless  # late: a directory that only serves needs no Qt

    prepared.check_briefing(arguments.file)
    check_target(arguments.file)
    day: date = arguments.month or clock.today()
    standing = analysis.standing(directory, told=spoken(say, "正在写简报，已读 {percent}%。"))
    owner = str(county_office(directory)["name"])
    found = briefings.facts(
        standing.records, day, owner, standing.as_of, workdays=standing.workdays, campaign=standing.campaign
    )
    _qt = windowless.begin()
    prepared.write_briefing(arguments.file, briefings.compose(prepared.sentences(arguments.kind), found))
    say(f"已写到 {arguments.file}，{standing.as_of.words}。")
    return 0
