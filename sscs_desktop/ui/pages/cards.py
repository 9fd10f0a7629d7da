"""反馈卡: every numbered card, printed, signed and back, or void; a scanner's text opens the one it lies under."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QTimer

from sscs_desktop.base import clock
from sscs_desktop.base.errors import SscsError
from sscs_desktop.domain.card import Card, Scan, scan_of, without_half_mark
from sscs_desktop.domain.vocabulary import CardState
from sscs_desktop.store import cards
from sscs_desktop.store.cards import CardLine, Filter
from sscs_desktop.store.outbox import Saved, Seen
from sscs_desktop.store.session import Session
from sscs_desktop.ui import keys, phrases, words
from sscs_desktop.ui.desk import Desk
from sscs_desktop.ui.dialogs.message_dialog import tell
from sscs_desktop.ui.pages import card_detail, opening
from sscs_desktop.ui.pages.card_photos import CardPhotos
from sscs_desktop.ui.pages.issue_words import IssueWords
from sscs_desktop.ui.pages.record_files import RecordFiles
from sscs_desktop.ui.pages.records_page import Act, RecordsPage
from sscs_desktop.ui.target import Target
from sscs_desktop.ui.widgets.buttons import Button, Chip
from sscs_desktop.ui.widgets.empty import EmptyState
from sscs_desktop.ui.widgets.record_model import Row
from sscs_desktop.ui.widgets.states import State

SCANNED = "#"
"""Between a card's id and the mark on the paper that was scanned, where a target carries both."""
PAUSE_MS = 120
"""A scanner types forty letters in less than a second: the list is read when it or the person pauses."""


class CardsPage(RecordsPage):
    key = "cards"
    watches = frozenset(
        {"card", "enterprise", "project", "issue", "profile", "figure", "visit", "outbox", "attachment"}
    )
    kinds = frozenset({"card"})

    def __init__(self, desk: Desk) -> None:
        super().__init__(
            desk,
            self.tr("反馈卡"),
            self.tr("卡号、企业，或扫二维码"),
            self.tr("卡号或扫码"),
            (self.tr("概况"), self.tr("打印记录")),
        )
        self._card: Card | None = None
        self._may_write = False
        self._is_replaced = False
        self._scanned = ("", "")
        self._sought = ""
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE_MS)
        self._pause.timeout.connect(self._search)
        self._unknown = ""
        back = Button(self.tr("看全部"), "plain", on=self._unfilter)
        back.setObjectName("empty_back")
        self._not_here = EmptyState("scan-line", self.tr("本机没有这张卡"), "", (back,))
        self.pane.add_other(self._not_here)
        self.files = RecordFiles(desk, self, "card")
        self.photos = CardPhotos(desk, self, self.scan)
        self.add_bar(self.photos.bar)
        self._chips()
        self._verbs()
        self.pane.list.typed.connect(self._type_on)

    # ---- the list

    def is_bare(self, session: Session) -> bool:
        return cards.count(session) == 0

    def read_rows(self, session: Session, text: str, limit: int) -> tuple[list[Row], int]:
        where = self._where(text)
        return [self._row(line) for line in cards.listing(session, where, limit=limit)], cards.count(session, where)

    def counted(self, count: int) -> str:
        return self.tr("{count} 张").format(count=count)

    def empty_state(self) -> EmptyState:
        begin = Button(self.tr("打印卡"), "filled", "printer", on=lambda: self.verb.emit("card", None))
        begin.setObjectName("empty_card")
        sentence = self.tr("先选一家企业或一个项目再打印，卡号当场就有；签回的卡在这里扫码、录入。")
        many = Button(self.tr("批量打印"), "plain", on=self.print_many)
        many.setObjectName("empty_batch")
        return EmptyState("clipboard-list", self.tr("还没有打印过反馈卡"), sentence, (begin, many))

    def none_found(self) -> EmptyState:
        if not self._unknown:
            return super().none_found()
        sentence = self.tr(
            "扫到的卡号是 {number}。可能是别的机器打的，同步后再扫一次；企业已经交给别的单位的，把纸也交给他们。"
        )
        self._not_here.say(self.tr("本机没有这张卡"), sentence.format(number=self._unknown))
        return self._not_here

    def clear_chips(self) -> None:
        self._unknown = ""
        for chip in (self._state, self._mine):
            chip.set_value(None)

    def open(self, target: Target) -> None:
        id, _, mark = target.id.partition(SCANNED)
        self._scanned = (id, mark)
        super().open(Target(target.kind, id))
        if self._shown_id == id:
            self._show(id)  # it was there already: say what the paper in the hand is

    def scan(self, scan: Scan) -> None:
        """Open the card of a scanned paper, or say that this machine does not have it."""
        self.pane.filter.clear()
        with self.desk.store.read() as session:
            card = cards.by_number(session, scan.number)
        if card is not None:
            self.open(Target("card", f"{card.id}{SCANNED}{scan.mark}"))
            return
        self._pause.stop()
        self._unknown = scan.number
        self._filter_text = scan.number
        self.refilter()

    def _type_on(self, letter: str) -> None:
        """Let a scanner that types into the list type into the filter."""
        self.focus_filter()
        self.pane.filter.edit.insert(letter)

    def _seek(self, text: str) -> None:
        scan = scan_of(text)
        if scan is not None:
            self._pause.stop()
            self.scan(scan)
        elif text or not self._unknown:
            self._unknown = ""
            self._sought = text
            self._pause.start()

    def _search(self) -> None:
        super()._seek(without_half_mark(self._sought))

    def _where(self, text: str) -> Filter:
        state = self._state.value()
        return Filter(
            text=text,
            states={state} if isinstance(state, CardState) else (),
            author_id=self.desk.account.user_id if self._mine.value() else "",
        )

    def _chips(self) -> None:
        self._state = self.pane.add_chip(Chip(self.tr("全部")))
        self._state.set_choices([(None, self.tr("全部")), *((each, words.say(each)) for each in CardState)])
        self._mine = self.pane.add_chip(Chip(self.tr("我打的")))
        for name, chip in (("state", self._state), ("mine", self._mine)):
            chip.setObjectName(f"chip_{name}")
            chip.chosen.connect(self.refilter)

    def _row(self, line: CardLine) -> Row:
        second = [line.number, words.say(line.filled_by)]
        if line.author_id != self.desk.account.user_id:
            second.append(line.author_name)
        return Row(
            id=line.id,
            kind="card",
            name=line.subject.name,
            second="　".join(second),
            right=phrases.day(line.signed_on or line.filled_on),
            state=card_detail.SHAPES.get(line.state, State.PLAIN),
            word=words.say(line.state),
        )

    # ---- the detail

    def show_record(self, session: Session, id: str) -> bool:
        card = cards.get(session, id)
        self._card = card
        if card is None:
            return False
        told = card_detail.read(session, card)
        self._may_write = told.may_write
        self._is_replaced = told.replaced_by is not None
        self.detail.set_head(told.name, card_detail.head_facts(card))
        mark = self._scanned[1] if self._scanned[0] == id else ""
        files = self.files.show(card, told.files, may_add=told.may_write)
        issue_words = IssueWords(session, clock.today())
        self.fill(0, card_detail.said(told, mark, self._undo_button(), files, issue_words, self.asked.emit))
        self.fill(1, card_detail.print_log(card))
        self.detail.tabs.set_count(1, len(card.prints))
        self.show_verbs(True)
        return True

    def selection(self) -> Target | None:
        if self._card is None or self.pane.list.current() is None:
            return None
        kind = "enterprise" if self._card.enterprise_id else "project"
        return Target(kind, self._card.enterprise_id or self._card.project_id or "")

    def may_void(self) -> bool:
        """Tell whether the card shown is one's own or the unit's, and not void yet."""
        return self._card is not None and self._may_write and self._card.state is not CardState.VOID

    def show_verbs(self, shown: bool) -> None:
        state = self._card.state if self._card is not None and self._may_write else None
        self._enter_button.setVisible(shown and state in (CardState.PRINTED, CardState.SIGNED))
        self._again_button.setVisible(shown and state in (CardState.PRINTED, CardState.SIGNED))
        self._instead_button.setVisible(shown and state is CardState.VOID and not self._is_replaced)
        self._more_button.setVisible(shown)

    def print_many(self) -> None:
        """Print cards for many enterprises or projects, or blank ones (Ctrl+Shift+P)."""
        opening.card_batch(self.desk, self)

    def transcribe(self) -> None:
        """Type in what stands on the paper that came back."""
        if self._card is not None and self._enter_button.isVisibleTo(self):
            opening.card_entry(self.desk, self, self._card.id)

    def print_again(self) -> None:
        """Preview the card under its number."""
        if self._card is not None and self._again_button.isVisibleTo(self):
            opening.card_again(self.desk, self, self._card.id)

    def print_instead(self) -> None:
        """Preview the card that stands for a voided one."""
        if self._card is not None and self._instead_button.isVisibleTo(self):
            opening.card_instead(self.desk, self, self._card.id)

    def void(self) -> None:
        """Ask why the card is void, and declare it so; 撤销作废 stands where it was done."""
        if self._card is not None and self.may_void():
            opening.card_void(self.desk, self, self._card.id)

    def step(self, row: Row) -> None:
        if self._instead_button.isVisibleTo(self):
            self.print_instead()
        else:
            self.transcribe()

    def acts(self, row: Row) -> Sequence[Act]:
        found: list[Act] = []
        for button, act in (
            (self._enter_button, self.transcribe),
            (self._again_button, self.print_again),
            (self._instead_button, self.print_instead),
        ):
            if button.isVisibleTo(self):
                found.append((button.text(), act))
        if self.may_void():
            found.append((self.tr("作废…"), self.void))
        found.append((self.tr("打开企业或项目"), self._open_subject))
        found.append((self.tr("复制成一行文字"), self._copy))
        return found

    def _verbs(self) -> None:
        tip = self.tr("签回的卡拍了照或扫成 PDF：选文件，或拖到这一页，按二维码各附到自己的卡上")
        photos = Button("", "bare", "scan-line", tip=tip, height=28, on=self.photos.ask)
        self.pane.add_verb(photos).setObjectName("card_photos")
        many = Button(self.tr("批量打印"), "quiet", "printer", key=keys.BATCH.sequence, height=28, on=self.print_many)
        self.pane.add_tool(many).setObjectName("batch")
        keys.bind(keys.BATCH, self, self.print_many)
        add = self.detail.add_verb
        self._enter_button = add(Button(self.tr("录入签回的卡"), "plain", "pencil-line", on=self.transcribe))
        self._again_button = add(Button(self.tr("重打"), "plain", "printer", on=self.print_again))
        self._instead_button = add(Button(self.tr("打印新卡替换"), "plain", "printer", on=self.print_instead))
        self._more_button = self.add_more()
        named = (("enter", self._enter_button), ("again", self._again_button), ("instead", self._instead_button))
        for name, button in named:
            button.setObjectName(f"card_{name}")

    def _undo_button(self) -> Button | None:
        if self._card is None or not self._may_write or self._card.state is CardState.PRINTED:
            return None
        is_void = self._card.state is CardState.VOID
        if is_void and self._is_replaced:
            return None
        word = self.tr("撤销作废") if is_void else self.tr("撤销签回")
        undo = Button(
            word, "quiet", "undo", height=24, on=partial(self._undo, cards.unvoid if is_void else cards.unsign)
        )
        undo.setObjectName("undo")
        return undo

    def _undo(self, take_back: Callable[..., Saved]) -> None:
        try:
            with self.desk.store.write() as session:
                seen = self._seen(session)
                if seen is not None:
                    take_back(session, seen, today=clock.today())
        except SscsError as error:
            tell(error, self)

    def _seen(self, session: Session) -> Seen | None:
        return cards.seen(session, self._card.id) if self._card is not None else None

    def _open_subject(self) -> None:
        if (target := self.selection()) is not None:
            self.asked.emit(target)
