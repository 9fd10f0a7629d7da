"""Ledgers and briefings of the machine's account, written without a window."""

from __future__ import annotations

from datetime import date
from pathlib import Path

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


def export(kind: str, file: Path, month: date | None, form: str, phones: bool, say: Say) -> int:
    """Write a ledger in our own columns or in those of a form."""
    what = LedgerKind(kind)
    folder = app.settings_file().with_name(column_templates.FORMS)
    template = column_templates.find(form, what, folder) if form else None
    with headless() as wing:
        wish = Wish(kind=what, month=month, template=template, shows_phones=phones)
        written = prepared.write_ledger(wing.store, file, wish, spoken(say, "正在导出，已完成 {percent}%。"))
    say(f"{what.label} {len(written.entries)} 行已写到 {file}，{written.as_of.words}。")
    for words in form_words.lacks(written.template):
        say(words)
    return 0


def brief(kind: str, file: Path, month: date | None, say: Say) -> int:
    """Write the unit's briefing or circular of a month."""
    prepared.check_briefing(file)
    without_screen()
    _dressed = app.application(Settings())
    with headless() as wing:
        made = prepared.briefing(wing.store, kind, month or clock.today(), spoken(say, "正在写简报，已读 {percent}%。"))
    prepared.write_briefing(file, made)
    title = made.title.replace("\n", "")
    say(f"{title} 已写到 {file}。")
    return 0
