"""An enterprise or project in one line of words, and the reasons to think twice before calling on it."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from sscs_desktop.base import clock
from sscs_desktop.domain import rules
from sscs_desktop.domain.enterprise import Enterprise
from sscs_desktop.domain.issue import ENDED_STATES, Issue
from sscs_desktop.domain.visit import Visit
from sscs_desktop.domain.vocabulary import IssueState, VisitMode
from sscs_desktop.ui import messages, phrases, words
from sscs_desktop.ui.dialogs.reading import SubjectFacts
from sscs_desktop.ui.widgets.facts import IssueLine
from sscs_desktop.ui.widgets.states import State

_FROM_AFAR = (VisitMode.PHONE, VisitMode.WECHAT)
_BRAKES = ("quiet_day", "other_team")


def kind_word(kind: str) -> str:
    """Return 企业 or 项目."""
    if kind == "project":
        return QCoreApplication.translate("SubjectWords", "项目")
    return QCoreApplication.translate("SubjectWords", "企业")


def subject_line(facts: SubjectFacts) -> str:
    """Return what a subject is and when it was last seen: 工业　省级　大陆村镇　上次 9月4日 电话."""
    record = facts.record
    if isinstance(record, Enterprise):
        parts = ["、".join(words.say(each) for each in record.classes)]
    else:
        parts = [words.say(record.stage)]
    if record.tier is not None:
        parts.append(QCoreApplication.translate("SubjectWords", "{level}级").format(level=words.say(record.tier)))
    parts.append(record.division_name)
    if facts.recent:
        last = facts.recent[0]
        day = phrases.day(clock.local(last.visited_at).date(), clock.today())
        said = QCoreApplication.translate("SubjectWords", "上次 {day} {mode}")
        parts.append(said.format(day=day, mode=words.say(last.mode)))
    return "　".join(part for part in parts if part)


def caution(visit: Visit, facts: SubjectFacts) -> str:
    """Return one sentence against this visit, "" if nothing speaks against it; a telephone call disturbs nobody."""
    found = rules.warnings_visit(visit, clock.today(), issue_count=1, quiet_days=facts.quiet_days, others=facts.recent)
    codes = ("same_day", "long_ago") if visit.mode in _FROM_AFAR else (*_BRAKES, "same_day", "long_ago")
    first = next((found[code] for code in codes if code in found), None)
    return messages.problem(first.code, first.data) if first else ""


def issue_line(issue: Issue) -> IssueLine:
    """Return a line for an issue that is filed already."""
    return IssueLine(words.say(issue.category), issue.description, "", state_of(issue.state), words.say(issue.state))


def state_of(state: IssueState) -> State:
    """Return the shape a state is shown with."""
    if state is IssueState.RETURNED:
        return State.SENT_BACK
    if state in (IssueState.ANSWERED, IssueState.CONFIRMING):
        return State.ANSWERED
    if state in ENDED_STATES:
        return State.DONE
    return State.WAITING if state is IssueState.FILED else State.WORKING
