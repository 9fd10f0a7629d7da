"""Ledgers and briefings of the machine's account, written without a window."""

from __future__ import annotations

from argparse import Namespace

from sscs_desktop import app
from sscs_desktop.base import clock
from sscs_desktop.base.settings import Settings
from sscs_desktop.base.telling import Say, spoken
from sscs_desktop.commands.desk import headless, without_screen
from sscs_desktop.domain.ledger import LedgerKind
from sscs_desktop.exchange import column_templates
from sscs_desktop.paperwork import prepared
from sscs_desktop.paperwork.prepared import Wish
from sscs_desktop.ui import form_words


def export(asked: Namespace, say: Say) -> int:
    """Write a ledger in our own columns or in those of a form."""
    kind = LedgerKind(asked.kind)
    folder = app.settings_file().with_name(column_templates.FORMS)
    form = column_templates.find(asked.template, kind, folder) if asked.template else None
    wish = Wish(kind=kind, month=asked.month, template=form, shows_phones=asked.phones)
    with headless() as wing:
        written = prepared.write_ledger(wing.store, asked.file, wish, spoken(say, "正在导出，已完成 {percent}%。"))
    say(f"{kind.label} {len(written.entries)} 行已写到 {asked.file}，{written.as_of.words}。")
    for words in form_words.lacks(written.template):
        say(words)
    return 0


def brief(asked: Namespace, say: Say) -> int:
    """Write the unit's briefing or circular of a month."""
    prepared.check_briefing(asked.file)
    without_screen()
    _dressed = app.application(Settings())
    with headless() as wing:
        day, told = asked.month or clock.today(), spoken(say, "正在写简报，已读 {percent}%。")
        made = prepared.briefing(wing.store, asked.kind, day, told)
    prepared.write_briefing(asked.file, made)
    title = made.title.replace("\n", "")
    say(f"{title} 已写到 {asked.file}。")
    return 0
