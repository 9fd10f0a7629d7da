"""What 企业 and 项目 share: five tabs about one subject, phones masked until asked, and the verbs that serve it."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from PySide6.QtWidgets import QWidget

from sscs_desktop.store.session import Session
from sscs_desktop.store.subjects import Subject
from sscs_desktop.ui import keys
from sscs_desktop.ui.desk import Desk
from sscs_desktop.ui.pages import opening, tied
from sscs_desktop.ui.pages.records_page import Act, RecordsPage
from sscs_desktop.ui.pages.tied import Tied
from sscs_desktop.ui.target import Target
from sscs_desktop.ui.widgets.buttons import Button
from sscs_desktop.ui.widgets.record_model import Row


@dataclass(frozen=True, kw_only=True)
class Told:
    """One subject as its detail shows it: the overview is the page's own, the rest hangs on it."""

    name: str
    facts: list[str]
    overview: list[QWidget]
    tied: Tied


class SubjectPage(RecordsPage):
    """A subclass says which rows there are and what stands in the overview of one."""

    kind: ClassVar[str]
    """enterprise or project."""

    def __init__(self, desk: Desk, title: str) -> None:
        tabs = (self.tr("概况"), self.tr("走访"), self.tr("问题"), self.tr("反馈卡"), self.tr("变更记录"))
        super().__init__(desk, title, self.tr("名称或首字母，如 hbgt"), self.tr("如 hbgt"), tabs)
        self._phones_shown = False
        propose = Button(self.tr("提出更正"), "plain", "pencil-line", key="F2", on=self._propose)
        propose.setObjectName("propose")
        self._verbs = [*(self.detail.add_verb(each) for each in (*self.first_verbs(), propose)), self.add_more()]
        keys.bind(keys.MEND, self, self._propose, within=True)
        keys.bind(keys.PHONES, self, self.toggle_phones, within=True)

    @abstractmethod
    def tell(self, session: Session, id: str, *, phones_shown: bool) -> Told | None:
        """Read what the detail shows of one subject."""

    def first_verbs(self) -> Sequence[Button]:
        """Return the buttons that stand before 提出更正."""
        return ()

    def own_acts(self) -> Sequence[Act]:
        """Return what else can be done with a subject of this kind, for the menu."""
        return ()

    def show_record(self, session: Session, id: str) -> bool:
        told = self.tell(session, id, phones_shown=self._phones_shown)
        if told is None:
            return False
        self.detail.set_head(told.name, told.facts)
        tabs = tied.tabs(told.tied, self.asked.emit, self.preview_card)
        for at, widgets in enumerate((told.overview, *tabs)):
            self.fill(at, widgets)
        counts = (told.tied.visit_count, told.tied.issue_count, len(told.tied.cards))
        for at, count in enumerate(counts, start=1):
            self.detail.tabs.set_count(at, count or None)
        self.show_verbs(True)
        return True

    def preview_card(self, card_id: str) -> None:
        """Show a card printed before."""
        opening.card_again(self.desk, self, card_id)

    def toggle_phones(self) -> None:
        """Show the phones whole, or mask them again (Ctrl+M)."""
        self._phones_shown = not self._phones_shown
        if self._shown_id:
            self._show(self._shown_id)

    def show_verbs(self, shown: bool) -> None:
        for button in self._verbs:
            button.setVisible(shown)

    def acts(self, row: Row) -> Sequence[Act]:
        target = Target(self.kind, row.id)
        return (
            (self.tr("记走访"), lambda: self.verb.emit("visit", target)),
            (self.tr("记问题"), lambda: self.verb.emit("issue", target)),
            (self.tr("打印卡"), lambda: self.verb.emit("card", target)),
            (self.tr("提出更正"), self._propose),
            *self.own_acts(),
            (self.tr("复制成一行文字"), self._copy),
        )

    def step(self, row: Row) -> None:
        self.verb.emit("visit", Target(self.kind, row.id))

    def forget(self) -> None:
        self._phones_shown = False

    def _propose(self) -> None:
        if self._shown_id:
            opening.proposal(self.desk, self, Subject(self.kind, self._shown_id))
