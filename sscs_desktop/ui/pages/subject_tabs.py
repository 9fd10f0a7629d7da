"""The parts of a detail that enterprises and projects share: contacts, open issues, visits, issues, cards."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QCoreApplication, QRectF
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from sscs_desktop.base import clock
from sscs_desktop.domain.issue import Issue
from sscs_desktop.domain.organisation import Assignment
from sscs_desktop.domain.rules import mask_phone
from sscs_desktop.domain.visit import Visit
from sscs_desktop.store.cards import CardLine
from sscs_desktop.store.issues import IssueLine
from sscs_desktop.store.visits import VisitLine
from sscs_desktop.ui import icons, phrases, theme, words
from sscs_desktop.ui.pages.issue_words import IssueWords, headline, names
from sscs_desktop.ui.target import Target
from sscs_desktop.ui.widgets.area import Rule
from sscs_desktop.ui.widgets.facts import Fact, SectionHead
from sscs_desktop.ui.widgets.facts import IssueLine as Line
from sscs_desktop.ui.widgets.restyled import Restyled
from sscs_desktop.ui.widgets.states import State
from sscs_desktop.ui.widgets.text import Elided, Label

translate = QCoreApplication.translate

Ask = Callable[[Target], object]


class _Moment(Restyled, QWidget):
    """An icon and one line: when the last contact was, when the next will be."""

    def __init__(self, icon: str, text: str) -> None:
        super().__init__()
        self._icon = icon
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.S(16) + 8, 0, 0, 0)
        row.addWidget(Elided(text))
        self.measure()

    def measure(self) -> None:
        self.setFixedHeight(theme.S(32))

    def paintEvent(self, event: QPaintEvent) -> None:
        side = theme.S(16)
        icons.paint(QPainter(self), self._icon, QRectF(0, (self.height() - side) / 2, side, side), "ink2")


class Contacts(QWidget):
    """上次 … and 下次 …, side by side."""

    def __init__(self, last: str, following: str) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(16)
        row.addWidget(_Moment("footprints", last), 1)
        row.addWidget(_Moment("calendar-days", following), 1)


def contacts(visit: Visit | None, following: str) -> list[QWidget]:
    """Return the lines about the last contact and the next."""
    if visit is None:
        last = translate("subject_tabs", "还没走访过")
    else:
        text = translate("subject_tabs", "上次 {day} {mode}，{who}")
        on = clock.local(visit.visited_at).date()
        last = text.format(day=phrases.near(on), mode=words.say(visit.mode), who=names(visit.visitors))
    following = following or translate("subject_tabs", "下次还没约")
    return [Contacts(last, following), Rule()]


def quiet_line(text: str) -> QWidget:
    """Return a line that says why there is nothing to show."""
    return Label(text, "caption", "ink3", wrap=True)


def open_issues(issues: Sequence[Issue], said: IssueWords, ask: Ask) -> list[QWidget]:
    """Return the section of open issues: category, what, department, state."""
    head = SectionHead(translate("subject_tabs", "未办结的问题"), len(issues) or None)
    if not issues:
        return [head, quiet_line(translate("subject_tabs", "没有未办结的问题。"))]
    found: list[QWidget] = [head]
    for issue in issues:
        state, word = said.full(issue)
        who = issue.department_name
        line = Line(words.say(issue.category), headline(issue.description), who, state, word)
        line.pressed.connect(lambda id=issue.id: ask(Target("issue", id)))
        found.append(line)
    return found


def visit_lines(visits: Sequence[VisitLine], ask: Ask) -> list[QWidget]:
    """Return the visits as lines: day, what was found, who went, how many issues."""
    if not visits:
        return [quiet_line(translate("subject_tabs", "还没走访过。按 Ctrl+N 记一次走访。"))]
    found: list[QWidget] = []
    for visit in visits:
        state, word = visit_state(visit)
        day = phrases.near(clock.local(visit.visited_at).date())
        line = Line(day, visit_topic(visit), f"{words.say(visit.mode)}，{names(visit.visitors)}", state, word)
        line.pressed.connect(lambda id=visit.id: ask(Target("visit", id)))
        found.append(line)
    return found


def visit_topic(visit: VisitLine) -> str:
    """Return what a visit was about, in one line."""
    if visit.situation.strip():
        return headline(visit.situation)
    if visit.is_no_issue:
        return translate("subject_tabs", "无新问题")
    if visit.issues:
        return translate("subject_tabs", "记了 {count} 个问题").format(count=visit.issues)
    return words.say(visit.mode)


def visit_state(visit: VisitLine) -> tuple[State, str]:
    """Return what a line says of a visit's result: not sent yet, issues, or none."""
    if visit.is_pending:
        return State.WAITING, translate("subject_tabs", "待上报")
    if visit.issues:
        text = translate("subject_tabs", "问题 {count}")
        return State.PLAIN, text.format(count=visit.issues)
    if visit.is_no_issue:
        return State.PLAIN, translate("subject_tabs", "无新问题")
    return State.PLAIN, ""


def issue_lines(issues: Sequence[IssueLine], said: IssueWords, ask: Ask) -> list[QWidget]:
    """Return all issues as lines, open and settled."""
    if not issues:
        return [quiet_line(translate("subject_tabs", "还没有问题。按 Ctrl+I 记一个问题。"))]
    found: list[QWidget] = []
    for issue in issues:
        state, word = said.line(issue)
        label = words.say(issue.category)
        when = phrases.day(issue.raised_on)
        who = issue.department_name or when
        line = Line(label, headline(issue.description), who, state, word)
        line.pressed.connect(lambda id=issue.id: ask(Target("issue", id)))
        found.append(line)
    return found


def card_lines(cards: Sequence[CardLine], preview: Callable[[str], object]) -> list[QWidget]:
    """Return the printed cards as lines: number, day, how often printed, state."""
    if not cards:
        return [quiet_line(translate("subject_tabs", "还没打印过反馈卡。按 Ctrl+P 先预览再打印。"))]
    found: list[QWidget] = []
    for card in cards:
        what = translate("subject_tabs", "卡号 {number}").format(number=card.number)
        times = translate("subject_tabs", "打印 {count} 次").format(count=card.prints)
        who = f"{words.say(card.filled_by)}，{times}"
        line = Line(phrases.near(card.filled_on), what, who, State.PLAIN, words.say(card.state))
        line.pressed.connect(lambda id=card.id: preview(id))
        found.append(line)
    return found


def phone_fact(label: str, phone: str, shown: bool, toggle: Callable[[], object]) -> Fact:
    """Return a phone, masked until asked."""
    if not phone:
        return Fact(label=label, value=nothing())
    verb = translate("subject_tabs", "遮住") if shown else translate("subject_tabs", "显示")
    return Fact(label=label, value=phone if shown else mask_phone(phone), verb=verb, on=toggle)


def assigned(assignments: Sequence[Assignment]) -> tuple[str, str, str, str]:
    """Return leader, unit, working contact and his phone of the first assignment that names them."""
    if not assignments:
        return "", "", "", ""
    first = assignments[0]
    leader = f"{first.leader_name} {first.leader_title}".strip()
    units = names(dict.fromkeys(a.unit_name for a in assignments if a.unit_name))
    return leader, units, first.contact_name, first.contact_phone


def person(name: str, title: str) -> str:
    """Return a name with its title, or that it is not known."""
    return f"{name} {title}".strip() or nothing()


def nothing() -> str:
    """Return what stands where nothing is known."""
    return translate("subject_tabs", "未填")
