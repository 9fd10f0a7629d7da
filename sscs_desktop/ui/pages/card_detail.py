"""One card: where the paper is, what it says, which issues stand on it, and every time it was printed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QHBoxLayout, QWidget

from sscs_desktop.domain.card import Card, in_fours, mark_of, scanned_print
from sscs_desktop.domain.rules import mask_phone
from sscs_desktop.domain.vocabulary import CardState
from sscs_desktop.printing.card_fields import content_hash
from sscs_desktop.store import attachments, cards, issues, rows, subjects, visits
from sscs_desktop.store.attachments import Line
from sscs_desktop.store.issues import IssueLine
from sscs_desktop.store.session import Session
from sscs_desktop.store.visits import VisitLine
from sscs_desktop.ui import phrases, words
from sscs_desktop.ui.pages import subject_tabs as parts
from sscs_desktop.ui.pages.issue_words import IssueWords, names
from sscs_desktop.ui.pages.paragraph import LabelledText, Paragraph
from sscs_desktop.ui.target import Target
from sscs_desktop.ui.widgets.area import Rule
from sscs_desktop.ui.widgets.buttons import Button
from sscs_desktop.ui.widgets.facts import Fact, Facts, SectionHead
from sscs_desktop.ui.widgets.states import State, StateGlyph, StateWord
from sscs_desktop.ui.widgets.table import Column, HeadedTable
from sscs_desktop.ui.widgets.text import Elided, Label

translate = QCoreApplication.translate

SHAPES = {CardState.PRINTED: State.WORKING, CardState.SIGNED: State.DONE, CardState.VOID: State.PLAIN}


@dataclass(frozen=True, kw_only=True)
class CardFacts:
    """What the page shows of one card. is_outdated: its records say other things now than its last print."""

    card: Card
    name: str
    visits: tuple[VisitLine, ...]
    """The one that stands on it, if it is here."""
    issues: tuple[IssueLine, ...]
    replaced_by: Card | None
    files: tuple[Line, ...]
    is_pending: bool
    is_outdated: bool
    may_write: bool


def read(session: Session, card: Card) -> CardFacts:
    """Gather what the page shows of a card."""
    told = content_hash(cards.content(session, card))
    paid = visits.listing(session, visits.Filter(subject_id=card.enterprise_id or card.project_id or ""))
    return CardFacts(
        card=card,
        name=subjects.name(session, card.enterprise_id, card.project_id),
        visits=tuple(line for line in paid if line.id == card.visit_id),
        issues=issues.lines_of(session, card.issue_ids),
        replaced_by=cards.replaced_by(session, card),
        files=attachments.of(session, card.id),
        is_pending=rows.is_pending(session, "card", card.id),
        is_outdated=bool(card.prints) and told != card.prints[-1].content_hash,
        may_write=cards.may_write(session, card),
    )


def head_facts(card: Card) -> list[str]:
    """Return the line under the name: number, day, who filled it in."""
    return [card.number, phrases.day(card.filled_on), words.say(card.filled_by)]


def said(
    told: CardFacts,
    mark: str,
    undo: Button | None,
    files: Sequence[QWidget],
    issue_words: IssueWords,
    ask: Callable[[Target], object],
) -> list[QWidget]:
    """Return the first tab; `mark` is that of a paper just scanned, `undo` takes the last step back."""
    found: list[QWidget] = [_standing(told, undo)]
    notices = (_of_paper(told, mark), _of_records(told), _of_unit(told))
    found += [_notice(state, sentence) for state, sentence in notices if sentence]
    found += [Rule(), Facts(_facts(told))]
    if told.card.state is CardState.SIGNED:
        signed = names(words.say(each) for each in told.card.signatures)
        label = translate("card_detail", "签字盖章")
        found.append(LabelledText(label, signed or translate("card_detail", "没有记签字盖章")))
    if told.card.suggestions.strip():
        found += [SectionHead(translate("card_detail", "意见建议")), Paragraph(told.card.suggestions.strip())]
    found += files
    if told.visits:
        found += [SectionHead(translate("card_detail", "卡上的走访")), *parts.visit_lines(told.visits, ask)]
    return [*found, *_issues(told, issue_words, ask)]


def print_log(card: Card) -> list[QWidget]:
    """Return the second tab: every print, the newest first, with the mark that stands on that paper."""
    columns = (
        Column(head=translate("card_detail", "第几次")),
        Column(head=translate("card_detail", "时间"), share=2),
        Column(head=translate("card_detail", "谁"), share=2),
        Column(head=translate("card_detail", "方式"), share=1),
        Column(head=translate("card_detail", "核验码"), share=3, quiet=True),
    )
    lines = [
        (str(at), phrases.moment(each.at), each.by, words.say(each.way), in_fours(mark_of(each.content_hash)))
        for at, each in enumerate(card.prints, start=1)
    ]
    note = translate("card_detail", "核验码印在卡的末尾，也在二维码里。同一个码，纸上写的就一样。")
    return [HeadedTable(columns, lines[::-1]), parts.quiet_line(note)]


def _issues(told: CardFacts, issue_words: IssueWords, ask: Callable[[Target], object]) -> list[QWidget]:
    written, away = len(told.card.issue_ids), len(told.card.issue_ids) - len(told.issues)
    head = SectionHead(translate("card_detail", "卡上的问题"), written or None)
    if not written:
        return [head, parts.quiet_line(translate("card_detail", "卡上没有写问题。"))]
    found = [head, *(parts.issue_lines(told.issues, issue_words, ask) if told.issues else ())]
    if away:
        text = translate("card_detail", "有 {count} 个已不在本机，重打时不再印出。")
        found.append(parts.quiet_line(text.format(count=away)))
    return found


def _standing(told: CardFacts, undo: Button | None) -> QWidget:
    card = told.card
    line = QWidget()
    row = QHBoxLayout(line)
    row.setContentsMargins(0, 8, 0, 4)
    row.setSpacing(12)
    state = SHAPES.get(card.state, State.PLAIN)
    word = words.say(card.state)
    row.addWidget(Label(word, "body", "bad") if state is State.PLAIN else StateWord(state, word, "body"))
    row.addWidget(Elided(_sentence(told), "body", "ink"), 1)
    if undo is not None:
        row.addWidget(undo)
    if told.is_pending:
        row.addWidget(StateWord(State.WAITING, translate("card_detail", "有待上报的内容")))
    return line


def _sentence(told: CardFacts) -> str:
    card = told.card
    if card.state is CardState.VOID:
        text = translate("card_detail", "原因：{reason}。{instead}")
        instead = told.replaced_by
        rest = (
            translate("card_detail", "由 {number} 替换").format(number=instead.number)
            if instead is not None
            else translate("card_detail", "还没有打印替换的新卡")
        )
        return text.format(reason=card.void_reason.rstrip("。"), instead=rest)
    if card.state is CardState.SIGNED and card.signed_on is not None:
        return translate("card_detail", "{day} 签回").format(day=phrases.day(card.signed_on))
    return translate("card_detail", "等企业填好、签字盖章后收回")


def _of_paper(told: CardFacts, mark: str) -> tuple[State, str]:
    """Say which print the scanned paper is."""
    if not mark:
        return State.PLAIN, ""
    if told.card.state is CardState.VOID:
        return State.RED, translate("card_detail", "手里的纸已经作废，请划掉，不要再用。")
    at, last = scanned_print(told.card, mark), len(told.card.prints)
    if at is None:
        text = translate("card_detail", "手里的纸和本机的打印记录对不上：可能在别的机器上打的。同步后再扫一次。")
        return State.YELLOW, text
    if told.card.prints[at - 1].content_hash != told.card.prints[-1].content_hash:
        text = translate("card_detail", "手里的纸是第 {at} 次打印的旧样，后来又打印过，最新是第 {last} 次。")
        return State.YELLOW, text.format(at=at, last=last)
    return State.DONE, translate("card_detail", "手里的纸是最新的一次打印（第 {at} 次）。").format(at=at)


def _of_records(told: CardFacts) -> tuple[State, str]:
    if not told.is_outdated or not told.may_write or told.card.state is not CardState.PRINTED:
        return State.PLAIN, ""
    return State.YELLOW, translate("card_detail", "打印以后企业情况或问题有变化，可以重打，卡号不变。")


def _of_unit(told: CardFacts) -> tuple[State, str]:
    """Say who may do what, where it is not the reader."""
    if told.may_write or told.card.state is CardState.VOID:
        return State.PLAIN, ""
    text = translate("card_detail", "{name}打的卡：录入签回、重打、作废由现在的责任单位办。")
    return State.PLAIN, text.format(name=told.card.author_name)


def _notice(state: State, sentence: str) -> QWidget:
    line = QWidget()
    row = QHBoxLayout(line)
    row.setContentsMargins(0, 0, 0, 4)
    row.setSpacing(6)
    row.addWidget(StateGlyph(state))
    row.addWidget(Label(sentence, "body", state.token, wrap=True), 1)
    return line


def _facts(told: CardFacts) -> list[Fact]:
    card = told.card
    times = translate("card_detail", "{count} 次").format(count=len(card.prints))
    facts = (
        (translate("card_detail", "卡号"), card.number),
        (translate("card_detail", "打印"), times),
        (translate("card_detail", "填报主体"), words.say(card.filled_by)),
        (translate("card_detail", "填表人"), card.filled_by_name),
        (translate("card_detail", "联系电话"), mask_phone(card.filled_by_phone)),
        (translate("card_detail", "谁打的"), card.author_name),
        (translate("card_detail", "替换的卡"), card.replaces),
    )
    return [Fact(label=label, value=value) for label, value in facts if value]
