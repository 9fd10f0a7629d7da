"""上报: what waits, what was refused and why, what is to be decided, what arrived. The sum always adds up."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QStackedWidget, QWidget

from sscs_desktop.base.errors import SscsError
from sscs_desktop.domain.receipt import ReceiptList
from sscs_desktop.store import conflicts, doubt, drafts, report
from sscs_desktop.store.conflicts import Conflict
from sscs_desktop.store.drafts import Draft
from sscs_desktop.store.report import OperationLine, Sums
from sscs_desktop.store.session import Session
from sscs_desktop.ui import messages
from sscs_desktop.ui.desk import Desk
from sscs_desktop.ui.page import Page
from sscs_desktop.ui.pages import conflict_words, opening, operation_words, receipt_paper
from sscs_desktop.ui.pages.conflict_pane import ConflictPane, Verdict
from sscs_desktop.ui.pages.doubt_bar import DoubtBar
from sscs_desktop.ui.pages.operation_pane import OperationPane
from sscs_desktop.ui.pages.parcel_verbs import ParcelVerbs
from sscs_desktop.ui.pages.rounds_pane import RoundsPane
from sscs_desktop.ui.pages.sum_foot import SumFoot
from sscs_desktop.ui.target import Target
from sscs_desktop.ui.widgets.buttons import Button
from sscs_desktop.ui.widgets.list_detail import ListDetail, ListPane, PageHead
from sscs_desktop.ui.widgets.record_model import Row

_LIST = 304
MOST = 100
"""Lines of one group; its head counts them all."""
_SHOWN = ("decide", "refused", "waiting", "received", "settled")


class ReportPage(Page):
    key = "outbox"
    watches = frozenset({"outbox", "conflict", "draft", "round", "visit", "issue", "card", "review"})
    kinds = frozenset({"operation"})

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._lines: dict[str, OperationLine] = {}
        self._conflicts: dict[str, list[Conflict]] = {}
        self._wanted = ""
        self._seen_id = ""
        self._leads_on = True
        self._discarded: Draft | None = None
        self.sync_button = Button(self.tr("立即同步"), "plain", "refresh-cw", key="F5", on=desk.sync.sync_now)
        self.sync_button.setObjectName("sync_now")
        self.rounds_button = Button(self.tr("同步记录"), "plain", "history", on=self.show_rounds)
        self.rounds_button.setObjectName("rounds")
        self.back_button = Button(self.tr("返回列表"), "plain", "chevron-left", key="Esc", on=self._go_back)
        self.back_button.setObjectName("back")
        self.parcel = ParcelVerbs(desk, self)
        self._carried = ""
        verbs = (self.back_button, *self.parcel.buttons, self.rounds_button, self.sync_button)
        self.head = PageHead(self.tr("上报"), "", verbs)
        self.doubt = DoubtBar()
        self.pane = OutboxPane()
        self.conflict = ConflictPane()
        self.operation = OperationPane()
        self.rounds = RoundsPane()
        self.stack = QStackedWidget()
        for part in (self.rounds, self.operation, self.conflict):
            self.stack.addWidget(part)
        self.frame = ListDetail(self.pane, self.stack, width=_LIST)
        column = self.column()
        column.addWidget(self.head)
        column.addWidget(self.doubt)
        column.addWidget(self.frame, 1)
        self._connect()

    # ---- what the frame asks

    def refresh(self) -> None:
        with self.desk.store.read() as session:
            sums = report.sums(session)
            rows = self._rows(session, sums)
            rounds = report.rounds(session)
            doubted = doubt.get(session)
        self.doubt.show_doubt(doubted, self.desk.sync.is_running)
        self.pane.list.show_rows(rows)
        self.pane.show_sums(sums)
        self.rounds.show_rounds(rounds, sums)
        self._say(sums)
        self._keep_selection()

    def open(self, target: Target) -> None:
        self._wanted = target.id
        if not self._stale:
            self._keep_selection()

    def regions(self) -> list[QWidget]:
        return [self.pane.list, self.conflict, self.operation]

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def escape(self) -> bool:
        if self._go_back():
            return True
        if self.stack.currentWidget() is self.rounds:
            return False
        self.show_rounds()
        return True

    def _go_back(self) -> bool:
        changed = self.frame.go_back()
        self._fit()
        return changed

    def _fit(self) -> None:
        """Where only one pane is seen, offer the way back and let the other verbs be icons."""
        is_one = self.frame.is_one_pane()
        self.back_button.setVisible(is_one and not self.pane.isVisibleTo(self))
        for button in (self.back_button, self.rounds_button, self.sync_button):
            button.fold(is_one)
        for button in self.parcel.buttons:
            button.fold(is_one or self.desk.sync.is_online)

    def show_rounds(self) -> None:
        """Let nothing be selected: the last rounds show."""
        rows = list(self.pane.list.rows())
        self._seen_id = ""
        self._discarded = None
        self.pane.list.show_rows(())
        self.pane.list.show_rows(rows)
        self.stack.setCurrentWidget(self.rounds)
        if self.frame.is_one_pane():
            self.frame.go_in()
            self._fit()

    def _postpone(self) -> None:
        if not self._go_back():
            self.show_rounds()

    # ---- the list

    def _rows(self, session: Session, sums: Sums) -> list[Row]:
        self._conflicts = {}
        for conflict in conflicts.listing(session):
            self._conflicts.setdefault(conflict.op_id, []).append(conflict)
        self._lines = {}
        rows: list[Row] = []
        for group in _SHOWN:
            count = getattr(sums, group) + (sums.unfiled if group == "refused" else 0)
            if not count:
                continue
            lines = report.listing(session, group, limit=MOST)
            if group == "refused":
                lines += report.unfiled(session, limit=MOST)
            self._lines.update((line.key, line) for line in lines)
            rows.append(Row(name=self._group_word(group), right=str(count), group=True))
            rows += [operation_words.row(line, self._conflicts.get(line.op_id, ())) for line in lines]
        return rows

    def _group_word(self, group: str) -> str:
        return {
            "decide": self.tr("需要您决定"),
            "refused": self.tr("未通过"),
            "waiting": self.tr("待上报"),
            "received": self.tr("县里已收到"),
            "settled": self.tr("未通过，已处理"),
        }[group]

    def _say(self, sums: Sums) -> None:
        sync = self.desk.sync
        self.sync_button.set_words(self.tr("正在同步") if sync.is_running else self.tr("立即同步"))
        self.sync_button.setEnabled(not sync.is_running)
        if self._carried:
            sentence = self._carried
        elif sync.is_running:
            sentence = self.tr("正在同步，可以照常记，不用等。")
        elif sync.trouble is not None and sync.trouble.code not in messages.AWAY:
            sentence = messages.of_round(sync.trouble.code)
        elif not sync.is_online and sums.waiting:
            sentence = self.tr("网络未连通。没报的都已存在本机，联网后自动上报。")
        elif not sync.is_online:
            sentence = self.tr("网络未连通。没有待上报的，照常记就行。")
        elif sums.waiting:
            sentence = self.tr("已连通，马上自动上报，不用守着。")
        else:
            sentence = self.tr("都报上去了，本机没有遗漏。")
        self.head.sentence.setText(sentence)

    # ---- the detail

    def _connect(self) -> None:
        self.pane.list.picked.connect(self._picked)
        self.pane.list.opened.connect(lambda _row: self._fit())
        self.conflict.decided.connect(self._decide)
        self.conflict.postponed.connect(self._postpone)
        self.rounds.listed.connect(self._ask_receipts)
        self.operation.asked.connect(self.asked)
        self.operation.discarded.connect(self._discard)
        self.operation.restored.connect(self._restore)
        self.operation.resumed.connect(lambda draft: opening.go_on(self.desk, self, draft))
        self.desk.sync.changed.connect(self._sync_changed)
        self.parcel.said.connect(self._say_carried)
        self.doubt.asked_again.connect(self.desk.sync.sync_now)
        self.doubt.let_go.connect(self._let_go)

    def _let_go(self) -> None:
        """Let the doubted rows go, and ask the directory again."""
        try:
            with self.desk.store.write() as session:
                doubt.let_go(session)
        except SscsError as error:
            self.desk.jobs.trouble.emit(error)
            return
        self.desk.sync.sync_now()

    def _say_carried(self, sentence: str) -> None:
        self._carried = sentence
        self.head.sentence.setText(sentence)

    def _sync_changed(self) -> None:
        self._carried = ""
        self._fit()
        with self.desk.store.read() as session:
            self._say(report.sums(session))
            self.doubt.show_doubt(doubt.get(session), self.desk.sync.is_running)

    def _keep_selection(self) -> None:
        """Stay with the operation shown; come first, and after a decision, to what is still to be decided."""
        if self._wanted:
            self.pane.list.select(self._wanted)
            self._wanted = ""
        elif self._leads_on and self._conflicts and self._seen_id not in self._conflicts:
            self.pane.list.select(next(iter(self._conflicts)))
        self._leads_on = False
        row = self.pane.list.current()
        if row is not None:
            self._show(row.id)
        elif self._discarded is None:
            self.stack.setCurrentWidget(self.rounds)

    def _picked(self, row: Row | None) -> None:
        if row is not None:
            self._discarded = None
            self._show(row.id)

    def _show(self, key: str) -> None:
        line = self._lines.get(key)
        if line is None or (self._discarded is not None and key in (self._discarded.op_id, self._discarded.draft_id)):
            return
        is_new = key != self._seen_id
        self._seen_id = key
        if line.group == "decide":
            if is_new or self.stack.currentWidget() is not self.conflict:
                self._show_conflict(line)
            return
        with self.desk.store.read() as session:
            kept = drafts.get(session, line.draft_id) if line.draft_id else None
            receipt = report.receipt(session, line.op_id)
            late = report.review(session, line.op_id)
        self.operation.show_line(line, kept, receipt, operation_words.content(line), late)
        self.stack.setCurrentWidget(self.operation)

    def _show_conflict(self, line: OperationLine) -> None:
        found = self._conflicts.get(line.op_id, [])
        with self.desk.store.read() as session:
            merged = conflicts.merged(session, line.op_id)
        self.conflict.show_conflict(
            conflict_words.title(line),
            conflict_words.sentence(found),
            conflict_words.sides(line, found, self.desk.account.user_name),
            conflict_words.fields(found),
            merged,
        )
        self.stack.setCurrentWidget(self.conflict)

    def _decide(self, verdicts: Sequence[Verdict]) -> None:
        found = {conflict_words.key(conflict): conflict for conflict in self._conflicts.get(self._seen_id, [])}
        self._seen_id = ""
        self._leads_on = True
        try:
            with self.desk.store.write() as session:
                for verdict in verdicts:
                    conflict_words.decide(session, found[verdict.key], verdict)
        except SscsError as error:
            self.desk.jobs.trouble.emit(error)

    def _ask_receipts(self) -> None:
        chosen = receipt_paper.ask(self, self.desk.account)
        if chosen is not None:
            self.list_receipts(chosen)

    def list_receipts(self, file: Path) -> None:
        """Write what the directory has from this person to a file, beside the window's work."""
        store = self.desk.store

        def done(found: ReceiptList) -> None:
            text = self.tr("已写出 {n} 条回执：{file}")
            self.head.sentence.setText(text.format(n=len(found.rows), file=file.name))

        jobs = self.desk.jobs
        jobs.start(
            "desk", lambda _task: receipt_paper.write(store, file), owner=self, done=done, failed=jobs.trouble.emit
        )

    def _discard(self, draft: Draft) -> None:
        try:
            with self.desk.store.write() as session:
                drafts.discard(session, draft.draft_id)
        except SscsError as error:
            self.desk.jobs.trouble.emit(error)
            return
        self._discarded = draft
        self.operation.show_discarded(draft)

    def _restore(self, draft: Draft) -> None:
        try:
            with self.desk.store.write() as session:
                kept = drafts.keep(
                    session, draft.form, draft.key, draft.data, reason=draft.reason, verb=draft.verb, op_id=draft.op_id
                )
        except SscsError as error:
            self.desk.jobs.trouble.emit(error)
            return
        self._discarded = None
        self._wanted = draft.op_id or kept


class OutboxPane(ListPane):
    """The list without a head of its own; at its foot the sum."""

    def __init__(self) -> None:
        super().__init__("", "")
        self._head.setVisible(False)
        self.list.setObjectName("list")
        self.foot = SumFoot()
        layout = self.layout()
        assert layout is not None
        layout.addWidget(self.foot)

    def show_sums(self, sums: Sums) -> None:
        """Write the sum: 共 131 条, 收到 126 + 待报 3 + 未过 1 + 待定 1."""
        named = (
            (self.tr("收到 {n}"), sums.received),
            (self.tr("待报 {n}"), sums.waiting),
            (self.tr("未过 {n}"), sums.refused + sums.unfiled),
            (self.tr("待定 {n}"), sums.decide),
            (self.tr("已处理 {n}"), sums.settled),
        )
        parts = [word.format(n=n) for word, n in named if n]
        self.foot.show_sum(self.tr("共 {n} 条").format(n=sums.total + sums.unfiled), parts)

    def said(self) -> str:
        """Return the sum as it is written."""
        return self.foot.said()
