"""What is known about one project: the line under its name, and its overview."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import ROUND_HALF_UP, Decimal

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QGridLayout, QWidget

from sscs_desktop.domain import industry
from sscs_desktop.domain.organisation import Assignment
from sscs_desktop.domain.project import PrerequisiteState, Project
from sscs_desktop.domain.vocabulary import Prerequisite
from sscs_desktop.ui import phrases, theme, words
from sscs_desktop.ui.pages import subject_tabs as parts
from sscs_desktop.ui.pages.enterprise_detail import Host, next_words
from sscs_desktop.ui.pages.stage_rail import StageRail
from sscs_desktop.ui.pages.tied import Tied
from sscs_desktop.ui.widgets.facts import Fact, Facts, SectionHead
from sscs_desktop.ui.widgets.restyled import Restyled
from sscs_desktop.ui.widgets.states import State, StateWord
from sscs_desktop.ui.widgets.text import Elided, Label

translate = QCoreApplication.translate


def head_facts(project: Project) -> list[str]:
    """Return the line under the name: code, builder, whose key project it is."""
    key = ""
    if project.key_level is not None:
        key = translate("project_detail", "{level}重点项目").format(level=words.say(project.key_level))
    return [project.project_code, project.builder, key]


def overview(project: Project, tied: Tied, host: Host, *, phones_shown: bool) -> list[QWidget]:
    """Lay out what the first tab shows of a project."""
    return [
        StageRail(project.stage, project.stages),
        *parts.contacts(tied.last, next_words(None, tied.last)),
        *parts.open_issues(tied.open, tied.said, host.asked.emit),
        *_prerequisites(project.prerequisites),
        SectionHead(translate("project_detail", "投资进度")),
        Facts(_investment(project)),
        SectionHead(translate("project_detail", "联系与分包")),
        Facts(_people(project, tied.assignments, phones_shown, host.toggle_phones)),
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


def _people(
    project: Project, assignments: Sequence[Assignment], phones_shown: bool, toggle: Callable[[], object]
) -> list[Fact]:
    leader, units, contact, phone = parts.assigned(assignments)
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
