"""All that is known about one project, read once and laid out tab by tab."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QGridLayout, QWidget

from sscs_desktop.base import clock
from sscs_desktop.domain import industry
from sscs_desktop.domain.issue import Issue
from sscs_desktop.domain.organisation import Assignment
from sscs_desktop.domain.project import PrerequisiteState, Project
from sscs_desktop.domain.visit import Visit
from sscs_desktop.domain.vocabulary import Prerequisite
from sscs_desktop.store import cards, enterprises, issues, visits
from sscs_desktop.store.cards import CardLine
from sscs_desktop.store.issues import IssueLine
from sscs_desktop.store.session import Session
from sscs_desktop.store.visits import VisitLine
from sscs_desktop.ui import phrases, theme, words
from sscs_desktop.ui.pages import history
from sscs_desktop.ui.pages import subject_tabs as parts
from sscs_desktop.ui.pages.enterprise_detail import MOST, Host, next_words
from sscs_desktop.ui.pages.issue_words import IssueWords
from sscs_desktop.ui.pages.stage_rail import StageRail
from sscs_desktop.ui.widgets.facts import Fact, Facts, SectionHead
from sscs_desktop.ui.widgets.restyled import Restyled
from sscs_desktop.ui.widgets.states import State, StateWord
from sscs_desktop.ui.widgets.text import Elided, Label

translate = QCoreApplication.translate


@dataclass(frozen=True, kw_only=True)
class Told:
    """One project with what hangs on it."""

    project: Project
    assignments: Sequence[Assignment]
    last: Visit | None
    open: Sequence[Issue]
    visits: Sequence[VisitLine]
    visit_count: int
    issues: Sequence[IssueLine]
    issue_count: int
    cards: Sequence[CardLine]
    history: list[QWidget]
    said: IssueWords


def read(session: Session, project: Project) -> Told:
    """Read what the detail shows."""
    recent = visits.recent(session, project.id, 1)
    of_visits, of_issues = visits.Filter(subject_id=project.id), issues.Filter(subject_id=project.id)
    return Told(
        project=project,
        assignments=enterprises.assignments(session, project.id),
        last=recent[0] if recent else None,
        open=issues.open_of(session, project.id),
        visits=visits.listing(session, of_visits, limit=MOST),
        visit_count=visits.count(session, of_visits),
        issues=issues.listing(session, of_issues, limit=MOST),
        issue_count=issues.count(session, of_issues),
        cards=cards.listing(session, cards.Filter(subject_id=project.id), limit=MOST),
        history=history.lines(session, project.id),
        said=IssueWords(session, clock.today()),
    )


def head_facts(project: Project) -> list[str]:
    """Return the line under the name: code, builder, whose key project it is."""
    key = ""
    if project.key_level is not None:
        key = translate("project_detail", "{level}重点项目").format(level=words.say(project.key_level))
    return [project.project_code, project.builder, key]


def tabs(told: Told, host: Host, phones_shown: bool) -> list[list[QWidget]]:
    """Return the widgets of each tab: 概况, 走访, 问题, 反馈卡, 变更记录."""
    ask = host.asked.emit
    return [
        _overview(told, host, phones_shown),
        parts.visit_lines(told.visits, ask),
        parts.issue_lines(told.issues, told.said, ask),
        parts.card_lines(told.cards, host.preview_card),
        told.history,
    ]


def _overview(told: Told, host: Host, phones_shown: bool) -> list[QWidget]:
    project = told.project
    return [
        StageRail(project.stage, project.stages),
        *parts.contacts(told.last, next_words(None, told.last)),
        *parts.open_issues(told.open, told.said, host.asked.emit),
        *_prerequisites(project.prerequisites),
        SectionHead(translate("project_detail", "投资进度")),
        Facts(_investment(project)),
        SectionHead(translate("project_detail", "联系与分包")),
        Facts(_people(told, phones_shown, host.toggle_phones)),
        SectionHead(translate("project_detail", "项目情况")),
        Facts(_basics(project)),
    ]


def _prerequisites(states: Sequence[PrerequisiteState]) -> list[QWidget]:
    done = sum(state.is_done for state in states)
    head = SectionHead(translate("project_detail", "前期要件"))
    if not states:
        return [head, parts.quiet_line(translate("project_detail", "县里还没有填前期要件。"))]
    text = translate("project_detail", "{whole} 项，已办 {done} 项").format(whole=len(states), done=done)
    return [head, Label(text, "caption", "ink3"), Checklist(states)]


class Checklist(Restyled, QWidget):
    """The prerequisites in two columns: held or not, since when, and what is remarked."""

    def __init__(self, states: Sequence[PrerequisiteState], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows: list[QWidget] = []
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 4, 0, 0)
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(0)
        order = {item: at for at, item in enumerate(Prerequisite)}
        listed = sorted(states, key=lambda state: order[state.item])
        down = -(-len(listed) // 2)
        for at, state in enumerate(listed):
            mark = StateWord(State.DONE if state.is_done else State.DRAFT, words.say(state.item))
            note = Elided(_held(state), "caption", "ink3")
            column = 2 * (at // down)
            grid.addWidget(mark, at % down, column)
            grid.addWidget(note, at % down, column + 1)
            grid.setColumnStretch(column + 1, 1)
        self._grid, self._down = grid, down
        self.measure()

    def measure(self) -> None:
        for row in range(self._down):
            self._grid.setRowMinimumHeight(row, theme.S(28))


def _held(state: PrerequisiteState) -> str:
    if state.is_done:
        said = translate("project_detail", "已办")
        if state.on is not None:
            said = translate("project_detail", "{day} 办结").format(day=phrases.day(state.on))
    elif state.on is not None:
        said = translate("project_detail", "计划 {day} 办结").format(day=phrases.day(state.on))
    else:
        said = translate("project_detail", "未办")
    return "　".join(part for part in (said, state.remark) if part)


def _investment(project: Project) -> list[Fact]:
    unit = translate("project_detail", "万元")
    facts = (
        (translate("project_detail", "总投资"), phrases.amount(project.total_wan, unit)),
        (translate("project_detail", "累计完成"), _share(project.done_wan, project.total_wan, unit)),
        (translate("project_detail", "年度计划"), phrases.amount(project.year_plan_wan, unit)),
        (translate("project_detail", "本月完成"), phrases.amount(project.month_wan, unit)),
    )
    return [Fact(label=label, value=value or parts.nothing()) for label, value in facts]


def _share(part: Decimal | None, whole: Decimal | None, unit: str) -> str:
    said = phrases.amount(part, unit)
    if part is None or not whole:
        return said
    percent = (100 * part / whole).quantize(Decimal("1"), ROUND_HALF_UP)
    text = translate("project_detail", "{amount}，占总投资 {percent}%")
    return text.format(amount=said, percent=percent)


def _people(told: Told, phones_shown: bool, toggle: Callable[[], object]) -> list[Fact]:
    project = told.project
    leader, units, contact, phone = parts.assigned(told.assignments)
    name = parts.person(project.contact_name, project.contact_title)
    return [
        Fact(label=translate("project_detail", "联系人"), value=name),
        parts.phone_fact(translate("project_detail", "电话"), project.contact_phone, phones_shown, toggle),
        Fact(label=translate("project_detail", "建设单位"), value=project.builder or parts.nothing()),
        Fact(label=translate("project_detail", "分包领导"), value=leader or parts.nothing()),
        Fact(label=translate("project_detail", "责任单位"), value=units or parts.nothing()),
        Fact(label=translate("project_detail", "工作联系人"), value=contact or parts.nothing()),
        parts.phone_fact(translate("project_detail", "联系电话"), phone, phones_shown, toggle),
    ]


def _basics(project: Project) -> list[Fact]:
    facts = (
        (translate("project_detail", "建设地点"), project.place or project.division_name),
        (translate("project_detail", "行业"), industry.in_words(project.industry)),
        (translate("project_detail", "建设内容"), project.content),
        (translate("project_detail", "开工日期"), phrases.day(project.started_on) if project.started_on else ""),
        (translate("project_detail", "计划竣工"), phrases.day(project.due_on) if project.due_on else ""),
        (translate("project_detail", "形象进度"), project.progress),
    )
    return [Fact(label=label, value=value or parts.nothing()) for label, value in facts]
