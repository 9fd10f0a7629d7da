"""One issue: where it stands and until when, what was answered, what was asked, and its life line."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from PySide6.QtCore import QCoreApplication, QRectF
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from sscs_desktop.domain.issue import AT_WORK, Event, Issue
from sscs_desktop.domain.vocabulary import EventVerb, IssueState, Urgency
from sscs_desktop.ui import phrases, theme, words
from sscs_desktop.ui.pages import subject_tabs as parts
from sscs_desktop.ui.pages.issue_words import IssueWords
from sscs_desktop.ui.pages.paragraph import LabelledText, Paragraph
from sscs_desktop.ui.widgets import states
from sscs_desktop.ui.widgets.area import Rule
from sscs_desktop.ui.widgets.facts import Fact, Facts, SectionHead
from sscs_desktop.ui.widgets.restyled import Restyled
from sscs_desktop.ui.widgets.states import Pill, State, StateWord
from sscs_desktop.ui.widgets.text import Elided, Label

translate = QCoreApplication.translate

_LIGHTS = (State.YELLOW, State.RED, State.SENT_BACK)


def head_facts(issue: Issue, subject_name: str) -> list[str]:
    """Return the line under the headline: number, whose it is, category, how urgent."""
    urgency = words.say(issue.urgency) if issue.urgency is not Urgency.NORMAL else ""
    return [issue.number, subject_name, words.say(issue.category), urgency]


def handling(issue: Issue, said: IssueWords, *, is_pending: bool) -> list[QWidget]:
    """Return the first tab: state and deadline, what was sent back, the answer, the problem itself."""
    return [
        _Standing(issue, said, is_pending=is_pending),
        Rule(),
        *_returned(issue),
        *_answer(issue),
        SectionHead(translate("issue_detail", "问题")),
        Paragraph(issue.description.strip()),
        *_wish(issue),
        SectionHead(translate("issue_detail", "办理信息")),
        Facts(_facts(issue, said)),
    ]


class _Standing(QWidget):
    """The state as a pill where it asks for something, and one sentence: who has it, until when."""

    def __init__(self, issue: Issue, said: IssueWords, *, is_pending: bool) -> None:
        super().__init__()
        state, word = said.of(issue.state, issue.due_on)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 8, 0, 4)
        row.setSpacing(12)
        row.addWidget(Pill(state, word) if state in _LIGHTS else StateWord(state, word, "body"))
        row.addWidget(Elided(_sentence(issue, said), "body", "ink"), 1)
        if is_pending:
            row.addWidget(StateWord(State.WAITING, translate("issue_detail", "有待上报的内容")))


def _sentence(issue: Issue, said: IssueWords) -> str:
    who = issue.department_name
    if issue.state in AT_WORK and issue.due_on is not None:
        text = translate("issue_detail", "{who}{state}，时限 {day}")
        return text.format(who=who, state=words.say(issue.state), day=said.due(issue.due_on))
    if issue.state is IssueState.FILED:
        if issue.accept_due_on is None:
            return translate("issue_detail", "等县领导小组办公室受理")
        text = translate("issue_detail", "等县领导小组办公室受理，{day} 前")
        return text.format(day=said.due(issue.accept_due_on))
    if issue.state is IssueState.ANSWERED and issue.call_back_due_on is not None:
        text = translate("issue_detail", "{who}已答复，请在 {day} 前告知企业")
        return text.format(who=who, day=said.due(issue.call_back_due_on))
    if issue.closed_on is not None:
        text = translate("issue_detail", "{who} {day} 办结")
        return text.format(who=who, day=phrases.day(issue.closed_on)).strip()
    return who


def _returned(issue: Issue) -> Iterator[QWidget]:
    if issue.return_reason.strip():
        yield LabelledText(translate("issue_detail", "退回原因"), issue.return_reason.strip(), "bad")


def _answer(issue: Issue) -> Iterator[QWidget]:
    if not issue.answer_how.strip():
        return
    yield SectionHead(translate("issue_detail", "答复"))
    yield LabelledText(translate("issue_detail", "如何办"), issue.answer_how.strip())
    yield LabelledText(
        translate("issue_detail", "谁负责"), issue.answer_who or issue.department_name or parts.nothing()
    )
    yield LabelledText(translate("issue_detail", "何时解决"), issue.answer_when or parts.nothing())
    if issue.outcome is not None:
        yield LabelledText(translate("issue_detail", "结果"), words.say(issue.outcome))
    if issue.satisfaction is not None:
        said = [words.say(issue.satisfaction), issue.satisfaction_remark]
        yield LabelledText(translate("issue_detail", "满意度"), "，".join(part for part in said if part))


def _wish(issue: Issue) -> Iterator[QWidget]:
    if issue.wish.strip():
        yield LabelledText(translate("issue_detail", "诉求"), issue.wish.strip())


def _facts(issue: Issue, said: IssueWords) -> list[Fact]:
    yes, no = translate("issue_detail", "能"), translate("issue_detail", "不能")
    facts = (
        (translate("issue_detail", "承办部门"), issue.department_name),
        (translate("issue_detail", "办结时限"), said.due(issue.due_on) if issue.due_on else ""),
        (translate("issue_detail", "涉及部门"), issue.involved),
        (translate("issue_detail", "本级解决"), yes if issue.can_solve_here else no),
        (translate("issue_detail", "提出"), _raised(issue)),
        (translate("issue_detail", "责任单位"), issue.unit_name),
    )
    found = [Fact(label=label, value=value) for label, value in facts if value]
    if issue.urged:
        times = translate("issue_detail", "{count} 次").format(count=issue.urged)
        found.append(Fact(label=translate("issue_detail", "催办"), value=times))
    if issue.called_back_on is not None:
        found.append(Fact(label=translate("issue_detail", "回访"), value=phrases.day(issue.called_back_on)))
    return found


def _raised(issue: Issue) -> str:
    """Return when it was raised, by whom at the enterprise, and who wrote it down."""
    written = translate("issue_detail", "{name} 记").format(name=issue.author_name)
    return "　".join(part for part in (phrases.day(issue.raised_on), issue.raised_by, written) if part)


def life_line(issue: Issue, events: Sequence[Event], said: IssueWords) -> list[QWidget]:
    """Return the second tab: every hand-over, deadline and answer, oldest first."""
    if not events:
        return [parts.quiet_line(translate("issue_detail", "还没有进展。报到县里后，受理、交办、答复都会记在这里。"))]
    return [_Step(event, said, is_last=event is events[-1]) for event in events]


_SHAPES = {
    EventVerb.ANSWER: State.ANSWERED,
    EventVerb.RETURN: State.SENT_BACK,
    EventVerb.CLOSE: State.DONE,
    EventVerb.SUPERVISE: State.YELLOW,
    EventVerb.REOPEN: State.SENT_BACK,
}


class _Step(Restyled, QWidget):
    """One line of the life line: shape on the rail, what and who, when; below it what was said."""

    def __init__(self, event: Event, said: IssueWords, *, is_last: bool) -> None:
        super().__init__()
        self._state = _SHAPES.get(event.verb, State.WORKING if is_last else State.WAITING)
        self._is_last = is_last
        self._column = QVBoxLayout(self)
        self._column.setSpacing(0)
        line = QHBoxLayout()
        line.setSpacing(12)
        line.addWidget(Elided(_what(event, said)), 1)
        line.addWidget(Label(phrases.moment(event.happened_at), "caption", "ink3"))
        self._column.addLayout(line)
        if event.text.strip():
            self._column.addWidget(Label(event.text.strip(), "caption", "ink2", wrap=True, selectable=True))
        self.measure()

    def measure(self) -> None:
        self._column.setContentsMargins(theme.S(24), 4, 0, 12)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        side = theme.S(12)
        top = 4 + (theme.line("body") - side) / 2
        states.paint_glyph(painter, self._state, QRectF(0, top, side, side))
        if not self._is_last:
            middle = side / 2 - 0.5
            rail = QRectF(middle, top + side + 4, 1, self.height() - side)
            painter.fillRect(rail, theme.colour("line"))


def _what(event: Event, said: IssueWords) -> str:
    who = "　".join(part for part in (event.organisation_name, event.actor_name) if part)
    parts_of = [words.say(event.verb), who]
    if event.due_on is not None:
        parts_of.append(translate("issue_detail", "时限 {day}").format(day=said.due(event.due_on)))
    return "　".join(part for part in parts_of if part)
