"""Papers: feedback cards and other sheets, found by the words that somebody typed."""

from __future__ import annotations

from argparse import Namespace
from functools import partial

from sscs_desktop import app
from sscs_desktop.base.errors import Refused
from sscs_desktop.base.settings import Settings
from sscs_desktop.base.telling import Say, Stopped, Told, spoken, until_stopped
from sscs_desktop.commands.desk import headless, without_screen
from sscs_desktop.domain.card import Card
from sscs_desktop.domain.vocabulary import ServiceClass
from sscs_desktop.paperwork import card_batch, card_paper, card_pdf, sheet_paper
from sscs_desktop.printing import printer, sheets, visit_fields
from sscs_desktop.printing.form import Pages
from sscs_desktop.printing.run import Run
from sscs_desktop.store import cards, enterprises, issues, owed_cards, search, visits
from sscs_desktop.store.session import Session
from sscs_desktop.store.store import Store
from sscs_desktop.store.subjects import Subject

_HITS = 1000
"""Names looked through for the one that is meant; it may stand behind many that are like it."""


def print_papers(asked: Namespace, say: Say) -> int:
    """Write what was asked for as one PDF: cards under numbers of their own, blank ones, or a sheet."""
    if asked.out.suffix.lower() != ".pdf":
        raise Refused("bad_pdf_suffix")
    _refuse_idle(asked)
    without_screen()
    _dressed = app.application(Settings())
    try:
        with until_stopped(spoken(say, "正在打印，已完成 {percent}%。")) as told:
            return _printed(asked, say, told)
    except Stopped:
        say("停下了，文件没有写，没有取新的卡号。")
        raise


def _printed(asked: Namespace, say: Say, told: Told) -> int:
    if asked.blank is not None:
        return _blank(asked, say, told)
    if asked.blank_visits is not None:
        return _blank_visits(asked, say, told)
    with headless() as wing:
        if asked.visit or asked.issue or asked.month or asked.served or asked.matters:
            return _sheet(wing.store, asked, say, told)
        return _cards(wing.store, asked, say, told)


def _refuse_idle(asked: Namespace) -> None:
    """Refuse an option that would narrow nothing: who gave it believes it did. Raises Refused("idle_option")."""
    is_many = asked.all or bool(asked.township)
    if asked.service_class and (asked.projects or not is_many):
        raise Refused("idle_option", option="--class")
    if asked.projects and not is_many and asked.blank is None:
        raise Refused("idle_option", option="--projects")


def _cards(store: Store, asked: Namespace, say: Say, told: Told) -> int:
    try:
        made = _made(store, asked, told)
        many = f"反馈卡 {len(made)} 张，卡号 {made[0].number} 到 {made[-1].number} {asked.out}"
        say(many if len(made) > 1 else f"{made[0].number} {asked.out}")
    finally:  # a run that broke off after its numbers were taken left some too
        _tell_owed(store, say)
    return 0


def _made(store: Store, asked: Namespace, told: Told) -> tuple[Card, ...]:
    out, phones = asked.out, asked.phones
    if asked.owed:
        return card_pdf.owed(store, out, told, shows_phones=phones)
    if asked.card:
        again = partial(card_paper.reprint, store, _card(store, asked.card))
        return card_pdf.again(store, [again], out, told, shows_phones=phones)
    subjects = [_one(store, asked.enterprise)] if asked.enterprise else _many(store, asked)
    return card_batch.to_pdf(store, subjects, out, told, shows_phones=phones)


def _tell_owed(store: Store, say: Say) -> None:
    with store.read() as session:
        owed = owed_cards.count(session)
    if owed:
        say(f"还有 {owed} 张卡的卡号已经取了，PDF 没有写成：用 print --owed 接着存。")


def _blank(asked: Namespace, say: Say, told: Told) -> int:
    count = _some(asked.blank)
    printer.to_pdf(card_batch.blanks(count, is_project=asked.projects), asked.out, told)
    say(f"空白卡 {count} 张 {asked.out}")
    return 0


def _blank_visits(asked: Namespace, say: Say, told: Told) -> int:
    count = _some(asked.blank_visits)
    printer.to_pdf(Run(title=visit_fields.TITLE, makers=[sheets.blank_visit_record] * count), asked.out, told)
    say(f"空白{visit_fields.TITLE} {count} 张 {asked.out}")
    return 0


def _some(count: int) -> int:
    if not 1 <= count <= card_batch.MOST:
        raise Refused("nothing_to_print")
    return count


def _sheet(store: Store, asked: Namespace, say: Say, told: Told) -> int:
    pages = _laid_out(store, asked)
    printer.to_pdf(pages, asked.out, told)
    say(f"{pages.title} {asked.out}")
    return 0


def _laid_out(store: Store, asked: Namespace) -> Pages:
    if asked.visit:
        sheet = sheet_paper.visit_record(store, _last_visit(store, asked.visit))
    elif asked.issue:
        sheet = sheet_paper.order(store, _issue(store, asked.issue))
    elif asked.month:
        sheet = sheet_paper.month_ledger(store, asked.month)
    elif asked.served:
        sheet = sheet_paper.enterprise_ledger(store)
    else:
        sheet = sheet_paper.livelihood_list(store)
    return sheet(asked.phones)


def _one(store: Store, words: str) -> Subject:
    """Return the one enterprise or project that `words` find. Raises Refused("not_one_subject")."""
    with store.read() as session:
        hits = search.find(session, words, _HITS, ("enterprise", "project"))
    exact = [hit for hit in hits if hit.title == words] or hits
    if len(exact) != 1:
        raise Refused("not_one_subject", found=len(exact))
    return Subject(exact[0].kind, exact[0].id)


def _many(store: Store, asked: Namespace) -> list[Subject]:
    """Return all whom the options name. Raises Refused("not_one_township", "too_many_cards", "nothing_to_print")."""
    with store.read() as session:
        wish = card_batch.Wish(
            is_project=asked.projects,
            township=_township(session, asked.township) if asked.township else "",
            service_class=ServiceClass(asked.service_class) if asked.service_class else None,
        )
        found, count = card_batch.found(session, wish), card_batch.count(session, wish)
    if count > card_batch.MOST:
        raise Refused("too_many_cards", found=count, most=card_batch.MOST)
    if not found:
        raise Refused("nothing_to_print")
    return [each.subject for each in found]


def _township(session: Session, words: str) -> str:
    codes = [code for code, name in enterprises.townships(session) if words in name or code == words[:9]]
    if len(codes) != 1:
        raise Refused("not_one_township", found=len(codes))
    return codes[0]


def _card(store: Store, number: str) -> str:
    with store.read() as session:
        found = cards.by_number(session, number)
    if found is None:
        raise Refused("nothing_to_print")
    return found.id


def _last_visit(store: Store, words: str) -> str:
    subject = _one(store, words)
    with store.read() as session:
        recent = visits.recent(session, subject.id, 1)
    if not recent:
        raise Refused("nothing_to_print")
    return recent[0].id


def _issue(store: Store, number: str) -> str:
    with store.read() as session:
        hits = search.find(session, number, _HITS, ("issue",))
        exact = [hit.id for hit in hits if (one := issues.get(session, hit.id)) is not None and one.number == number]
    if len(exact) != 1:
        raise Refused("nothing_to_print")
    return exact[0]
