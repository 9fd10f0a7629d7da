"""企业: who is served, how long ago he was contacted, and whether something is open; all about one of them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from PySide6.QtCore import QCoreApplication, QPoint
from PySide6.QtWidgets import QMenu

from sscs_desktop.base import clock
from sscs_desktop.domain.ledger import LedgerKind
from sscs_desktop.domain.vocabulary import Level, OperatingState, ServiceClass
from sscs_desktop.paperwork.prepared import Listed
from sscs_desktop.store import enterprises
from sscs_desktop.store.enterprises import EnterpriseLine, Filter
from sscs_desktop.store.session import Session
from sscs_desktop.store.today import QUIET_DAYS
from sscs_desktop.ui import keys, phrases, words
from sscs_desktop.ui.desk import Desk
from sscs_desktop.ui.pages import enterprise_detail, opening, tied
from sscs_desktop.ui.pages.import_verbs import ImportVerbs
from sscs_desktop.ui.pages.issue_words import IssueWords, Said, names
from sscs_desktop.ui.pages.records_page import Act
from sscs_desktop.ui.pages.subject_page import SubjectPage, Told
from sscs_desktop.ui.target import Target
from sscs_desktop.ui.widgets.buttons import Button, Chip
from sscs_desktop.ui.widgets.empty import EmptyState
from sscs_desktop.ui.widgets.record_model import Row
from sscs_desktop.ui.widgets.states import State

translate = QCoreApplication.translate

_OPEN, _LONG = "open_issues", "long_ago"


class EnterprisesPage(SubjectPage):
    key = "firms"
    kind = "enterprise"
    watches = frozenset(
        {"enterprise", "assignment", "profile", "figure", "visit", "issue", "card", "note", "proposal", "conflict"}
    )
    kinds = frozenset({"enterprise"})
    ledger = LedgerKind.ENTERPRISE

    def __init__(self, desk: Desk) -> None:
        self._order = "last_contact"
        super().__init__(desk, self.tr("企业"))
        self._chips()
        keys.bind(keys.APPOINT, self, self._promise, within=True)

    # ---- the list

    def is_bare(self, session: Session) -> bool:
        return not enterprises.listing(session, limit=1)

    def read_rows(self, session: Session, text: str, limit: int) -> tuple[list[Row], int]:
        where = self._where(text)
        lines = enterprises.listing(session, where, order=self._order, limit=limit)
        said = IssueWords(session, clock.today())
        rows = [_row(line, said.nearest(line.next_due_on)) for line in lines]
        return rows, enterprises.count(session, where)

    def listed(self) -> Listed:
        where = self._where(self._filter_text)
        return lambda session: enterprises.ids(session, where)

    def counted(self, count: int) -> str:
        return self.tr("{count} 家").format(count=count)

    def empty_state(self) -> EmptyState:
        sync = Button(self.tr("立即同步"), "filled", "refresh-cw", on=self.desk.sync.sync_now)
        sync.setObjectName("empty_sync")
        sentence = self.tr(
            "县里把名单分给您单位后，同步一次就自动领取，不用自己录。往年的走访台账领取后可以从表格导入。"
        )
        return EmptyState("factory", self.tr("还没有分包企业"), sentence, (sync, ImportVerbs(self.desk, self).button))

    def list_papers(self) -> Sequence[Act]:
        return ((self.tr("打印包联企业台账"), lambda: opening.enterprise_ledger(self.desk, self)),)

    def clear_chips(self) -> None:
        for chip in (self._mine, self._class, self._tier, self._state):
            chip.set_value(None)

    def open(self, target: Target) -> None:
        if target.id == LONG_AGO:
            self._drop_filters()
            self._state.set_value(_LONG)
            self.refilter()
            return
        super().open(target)

    def _where(self, text: str) -> Filter:
        state = self._state.value()
        service_class, tier = self._class.value(), self._tier.value()
        is_long = state == _LONG
        return Filter(
            text=text,
            service_class=service_class if isinstance(service_class, ServiceClass) else None,
            tier=tier if isinstance(tier, Level) else None,
            unit_id=self.desk.account.unit_id if self._mine.value() else "",
            operating_state=state if isinstance(state, OperatingState) else None,
            not_contacted_since=clock.today() - timedelta(days=QUIET_DAYS) if is_long else None,
            has_open_issues=state == _OPEN,
        )

    def _chips(self) -> None:
        pane = self.pane
        self._mine = pane.add_chip(Chip(self.tr("我分包的")))
        self._mine.set_value(True if self.desk.account.role == "cadre" else None)
        self._class = pane.add_chip(Chip(self.tr("类别")))
        self._class.set_choices([(None, self.tr("全部类别")), *((c, words.say(c)) for c in ServiceClass)])
        self._tier = pane.add_chip(Chip(self.tr("层级")))
        self._tier.set_choices([(None, self.tr("全部层级")), *((t, tier_word(t)) for t in Level)])
        self._state = pane.add_chip(Chip(self.tr("状态")))
        self._state.set_choices(
            [
                (None, self.tr("全部状态")),
                (_OPEN, self.tr("有未办结问题")),
                (_LONG, self.tr("30 天没联系")),
                *((s, words.say(s)) for s in OperatingState),
            ]
        )
        for name, chip in (("mine", self._mine), ("class", self._class), ("tier", self._tier), ("state", self._state)):
            chip.setObjectName(f"chip_{name}")
            chip.chosen.connect(self.refilter)
        sort = Button("", "bare", "arrow-down-wide-narrow", tip=self.tr("久未联系的在前"), height=28, on=self._sort)
        sort.setObjectName("sort")
        self._sorter = pane.add_tool(sort)

    def _sort(self) -> None:
        menu = QMenu(self)
        for order, word in self._orders():
            act = menu.addAction(word)
            act.setCheckable(True)
            act.setChecked(order == self._order)
            act.triggered.connect(lambda _on=False, order=order: self.sort_by(order))
        menu.exec(self._sorter.mapToGlobal(QPoint(0, self._sorter.height() + 4)))
        menu.deleteLater()

    def _orders(self) -> list[tuple[str, str]]:
        return [
            ("last_contact", self.tr("久未联系的在前")),
            ("due", self.tr("时限近的在前")),
            ("open_issues", self.tr("问题多的在前")),
            ("name", self.tr("按名称")),
        ]

    def sort_by(self, order: str) -> None:
        """Show the list in another order."""
        self._order = order
        self._sorter.setToolTip(dict(self._orders())[order])
        self.refilter()

    # ---- the detail

    def tell(self, session: Session, id: str, *, phones_shown: bool) -> Told | None:
        firm = enterprises.get(session, id)
        if firm is None:
            return None
        hanging = tied.read(session, id)
        overview = enterprise_detail.overview(session, firm, hanging, self, phones_shown=phones_shown)
        return Told(name=firm.name, facts=enterprise_detail.head_facts(firm), overview=overview, tied=hanging)

    def first_verbs(self) -> Sequence[Button]:
        promise = Button(self.tr("约下次"), "plain", "calendar-plus", key="Ctrl+D", on=self._promise)
        promise.setObjectName("promise")
        return (promise,)

    def own_acts(self) -> Sequence[Act]:
        return ((self.tr("约下次"), self._promise), (self.tr("填经营数据"), self.fill_figures))

    def _promise(self) -> None:
        if self._shown_id:
            opening.appointment(self.desk, self, self._shown_id)

    def fill_figures(self) -> None:
        """Fill in an operating figure of the firm shown."""
        if self._shown_id:
            opening.figures(self.desk, self, self._shown_id)


LONG_AGO = "long_ago"
"""Instead of an id: show those not contacted for long."""


def tier_word(tier: Level) -> str:
    """Return 县级分包."""
    return translate("EnterprisesPage", "{level}级分包").format(level=words.say(tier))


def _row(line: EnterpriseLine, light: Said | None) -> Row:
    state, word = _open_word(line, light)
    said = [names(words.say(c) for c in line.classes), tier_word(line.tier) if line.tier else ""]
    said += () if line.is_mine else line.unit_names
    return Row(
        id=line.id,
        kind="enterprise",
        name=line.name,
        second="　".join(part for part in said if part),
        right=phrases.since(line.last_contact_on),
        state=state,
        word=word,
    )


def _open_word(line: EnterpriseLine, light: Said | None) -> Said:
    """Return the one open thing worth a word: sent back, a light, an answer to pass on, something in work."""
    if line.is_parked:
        return State.WAITING, translate("EnterprisesPage", "正在转出")
    if line.returned:
        return State.SENT_BACK, translate("EnterprisesPage", "退回补正")
    if light is not None:
        return light
    if line.answered:
        text = translate("EnterprisesPage", "待告知 {count}")
        return State.ANSWERED, text.format(count=line.answered)
    if line.open_issues:
        text = translate("EnterprisesPage", "办理中 {count}")
        return State.WORKING, text.format(count=line.open_issues)
    return State.PLAIN, ""
