"""项目: the same frame as 企业, with the stage rail, the prerequisites and the investment."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPoint

from sscs_desktop.base import clock
from sscs_desktop.domain.vocabulary import Stage
from sscs_desktop.store import projects
from sscs_desktop.store.projects import Filter, ProjectLine
from sscs_desktop.store.session import Session
from sscs_desktop.store.subjects import Subject
from sscs_desktop.ui import keys, phrases, words
from sscs_desktop.ui.desk import Desk
from sscs_desktop.ui.models.records import Row
from sscs_desktop.ui.page import Target
from sscs_desktop.ui.pages import opening, project_detail
from sscs_desktop.ui.pages.enterprises import more_button
from sscs_desktop.ui.pages.issue_words import IssueWords, Said
from sscs_desktop.ui.pages.records_page import Act, RecordsPage
from sscs_desktop.ui.widgets.buttons import Button, Chip
from sscs_desktop.ui.widgets.empty import EmptyState
from sscs_desktop.ui.widgets.states import State


class ProjectsPage(RecordsPage):
    key = "projects"
    watches = frozenset({"project", "assignment", "visit", "issue", "card", "note", "proposal", "conflict"})
    kinds = frozenset({"project"})

    def __init__(self, desk: Desk) -> None:
        super().__init__(
            desk,
            self.tr("项目"),
            self.tr("名称或首字母，如 hbgt"),
            self.tr("如 hbgt"),
            (self.tr("概况"), self.tr("走访"), self.tr("问题"), self.tr("反馈卡"), self.tr("变更记录")),
        )
        self._phones_shown = False
        self._chips()
        self._propose_button = self.detail.add_verb(
            Button(self.tr("提出更正"), "plain", "pencil-line", key="F2", on=self._propose)
        )
        self._propose_button.setObjectName("propose")
        self._more_button = self.detail.add_verb(more_button(self.tr("更多"), self._more))
        keys.bind(keys.MEND, self, self._propose, within=True)
        keys.bind(keys.PHONES, self, self.toggle_phones, within=True)

    def is_bare(self, session: Session) -> bool:
        return not projects.listing(session, limit=1)

    def read_rows(self, session: Session, text: str, limit: int) -> tuple[list[Row], int]:
        stage = self._stage.value()
        where = Filter(
            text=text,
            stage=stage if isinstance(stage, Stage) else None,
            unit_id=self.desk.account.unit_id if self._mine.value() else "",
        )
        said = IssueWords(session, clock.today())
        lines = projects.listing(session, where, limit=limit)
        return [self._row(line, said.nearest(line.next_due_on)) for line in lines], projects.count(session, where)

    def counted(self, count: int) -> str:
        return self.tr("{count} 个").format(count=count)

    def empty_state(self) -> EmptyState:
        sync = Button(self.tr("立即同步"), "filled", "refresh-cw", on=self.desk.sync.sync_now)
        sync.setObjectName("empty_sync")
        sentence = self.tr("县里把项目分给您单位后，同步一次就自动领取。")
        return EmptyState("construction", self.tr("还没有分包项目"), sentence, (sync,))

    def clear_chips(self) -> None:
        for chip in (self._mine, self._stage):
            chip.set_value(None)

    def show_record(self, session: Session, id: str) -> bool:
        project = projects.get(session, id)
        if project is None:
            return False
        told = project_detail.read(session, project)
        self.detail.set_head(project.name, project_detail.head_facts(project))
        for at, widgets in enumerate(project_detail.tabs(told, self, self._phones_shown)):
            self.fill(at, widgets)
        for at, count in ((1, told.visit_count), (2, told.issue_count), (3, len(told.cards))):
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
        self._propose_button.setVisible(shown)
        self._more_button.setVisible(shown)

    def acts(self, row: Row) -> Sequence[Act]:
        target = Target("project", row.id)
        return (
            (self.tr("记走访"), lambda: self.verb.emit("visit", target)),
            (self.tr("记问题"), lambda: self.verb.emit("issue", target)),
            (self.tr("打印卡"), lambda: self.verb.emit("card", target)),
            (self.tr("提出更正"), self._propose),
            (self.tr("复制成一行文字"), self._copy),
        )

    def step(self, row: Row) -> None:
        self.verb.emit("visit", Target("project", row.id))

    def _chips(self) -> None:
        self._mine = self.pane.add_chip(Chip(self.tr("我分包的")))
        self._mine.set_value(True if self.desk.account.role == "cadre" else None)
        self._stage = self.pane.add_chip(Chip(self.tr("阶段")))
        self._stage.set_choices([(None, self.tr("全部阶段")), *((s, words.say(s)) for s in Stage)])
        for name, chip in (("mine", self._mine), ("stage", self._stage)):
            chip.setObjectName(f"chip_{name}")
            chip.chosen.connect(self.refilter)

    def _row(self, line: ProjectLine, light: Said | None) -> Row:
        state, word = light or (State.PLAIN, "")
        if light is None and line.open_issues:
            state, word = State.WORKING, self.tr("办理中 {count}").format(count=line.open_issues)
        total = phrases.amount(line.total_wan, self.tr("万元"))
        others = () if line.is_mine else line.unit_names
        return Row(
            id=line.id,
            kind="project",
            name=line.name,
            second="　".join(part for part in (words.say(line.stage), total, *others) if part),
            right=phrases.since(line.last_contact_on),
            state=state,
            word=word,
        )

    def _more(self) -> None:
        row = self.pane.list.current()
        if row is not None:
            self._menu(row, self._more_button.mapToGlobal(QPoint(0, self._more_button.height() + 4)))

    def _propose(self) -> None:
        if (subject := self._subject()) is not None:
            opening.proposal(self.desk, self, subject)

    def _subject(self) -> Subject | None:
        return Subject("project", self._shown_id) if self._shown_id else None

    def forget(self) -> None:
        self._phones_shown = False
