"""项目: the same frame as 企业, with the stage rail, the prerequisites and the investment."""

from __future__ import annotations

from sscs_desktop.base import clock
from sscs_desktop.domain.ledger import LedgerKind
from sscs_desktop.domain.vocabulary import Stage
from sscs_desktop.paperwork.prepared import Listed
from sscs_desktop.store import projects
from sscs_desktop.store.projects import Filter, ProjectLine
from sscs_desktop.store.session import Session
from sscs_desktop.ui import phrases, words
from sscs_desktop.ui.desk import Desk
from sscs_desktop.ui.pages import project_detail, tied
from sscs_desktop.ui.pages.issue_words import IssueWords, Said
from sscs_desktop.ui.pages.subject_page import SubjectPage, Told
from sscs_desktop.ui.widgets.buttons import Button, Chip
from sscs_desktop.ui.widgets.empty import EmptyState
from sscs_desktop.ui.widgets.record_model import Row
from sscs_desktop.ui.widgets.states import State


class ProjectsPage(SubjectPage):
    key = "projects"
    kind = "project"
    watches = frozenset({"project", "assignment", "visit", "issue", "card", "note", "proposal", "conflict"})
    kinds = frozenset({"project"})
    ledger = LedgerKind.PROJECT

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, self.tr("项目"))
        self._chips()

    def is_bare(self, session: Session) -> bool:
        return not projects.listing(session, limit=1)

    def read_rows(self, session: Session, text: str, limit: int) -> tuple[list[Row], int]:
        where = self._where(text)
        said = IssueWords(session, clock.today())
        lines = projects.listing(session, where, limit=limit)
        return [self._row(line, said.nearest(line.next_due_on)) for line in lines], projects.count(session, where)

    def listed(self) -> Listed:
        where = self._where(self._filter_text)
        return lambda session: projects.ids(session, where)

    def counted(self, count: int) -> str:
        return self.tr("{count} 个").format(count=count)

    def empty_state(self) -> EmptyState:
        sync = Button(self.tr("立即同步"), "filled", "refresh-cw", on=self.desk.sync.sync_now)
        sync.setObjectName("empty_sync")
        sentence = self.tr("县里把项目分给您单位后，同步一次就自动领取。")
        return EmptyState("construction", self.tr("还没有分包项目"), sentence, (sync,))

    def _where(self, text: str) -> Filter:
        stage = self._stage.value()
        return Filter(
            text=text,
            stage=stage if isinstance(stage, Stage) else None,
            unit_id=self.desk.account.unit_id if self._mine.value() else "",
        )

    def clear_chips(self) -> None:
        for chip in (self._mine, self._stage):
            chip.set_value(None)

    def tell(self, session: Session, id: str, *, phones_shown: bool) -> Told | None:
        project = projects.get(session, id)
        if project is None:
            return None
        hanging = tied.read(session, id)
        overview = project_detail.overview(project, hanging, self, phones_shown=phones_shown)
        return Told(name=project.name, facts=project_detail.head_facts(project), overview=overview, tied=hanging)

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
