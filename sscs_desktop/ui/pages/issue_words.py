"""What an issue's state says to the cadre: shape and word, with the department's light where it has one."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from PySide6.QtCore import QCoreApplication

from sscs_desktop.domain.issue import AT_WORK, Issue
from sscs_desktop.domain.vocabulary import EventVerb, IssueState, Light
from sscs_desktop.domain.workdays import Workdays, light_words
from sscs_desktop.store.issues import IssueLine
from sscs_desktop.store.session import Session
from sscs_desktop.store.working_days import limit_of, workdays_of
from sscs_desktop.ui import phrases, words
from sscs_desktop.ui.widgets.states import State

translate = QCoreApplication.translate

Said = tuple[State, str]

SETTLED = frozenset({IssueState.CLOSED, IssueState.ON_SPOT})
TO_TELL = frozenset({IssueState.ANSWERED, IssueState.CONFIRMING})


class IssueWords:
    """Says states on one day, by one calendar; made anew for each refresh."""

    def __init__(self, session: Session, today: date) -> None:
        self.today = today
        self.workdays: Workdays = workdays_of(session)
        self._limit = limit_of(session)

    def light(self, due_on: date | None, state: IssueState) -> Said | None:
        """Return the light on whoever has the issue now: 超 1 个工作日, 剩 3 个工作日; None while there is time."""
        return self.nearest(due_on) if state in AT_WORK else None

    def nearest(self, due_on: date | None) -> Said | None:
        """Return the light of a deadline that runs, as the lists of enterprises and projects know it."""
        if due_on is None:
            return None
        said = light_words(due_on, self.today, self._limit, self.workdays)
        if said.light is Light.RED:
            return State.RED, _overdue(said.overdue)
        if said.light is Light.YELLOW:
            return State.YELLOW, _remaining(said.remaining)
        return None

    def line(self, issue: IssueLine) -> Said:
        """Return the one state that a line of a list says."""
        return self.of(issue.state, issue.due_on, is_pending=issue.is_pending)

    def of(self, state: IssueState, due_on: date | None, *, is_pending: bool = False) -> Said:
        """Return the one state worth saying: sent back, a light, not sent yet, or where it is."""
        if state is IssueState.RETURNED and not is_pending:
            return State.SENT_BACK, words.say(state)
        if (light := self.light(due_on, state)) is not None:
            return light
        if is_pending:
            return State.WAITING, translate("issue_words", "待上报")
        return shape(state), short(state)

    def full(self, issue: Issue | IssueLine) -> Said:
        """Return the state with its day, as a detail has room for: 办理中，9月30日到期."""
        state, word = self.of(issue.state, issue.due_on)
        if state is State.WORKING and issue.due_on is not None and issue.state in AT_WORK:
            text = translate("issue_words", "{state}，{day}到期")
            word = text.format(state=word, day=phrases.day(issue.due_on, self.today))
        elif issue.state is IssueState.ANSWERED:
            word = translate("issue_words", "已答复，待告知")
        return state, word

    def due(self, due_on: date) -> str:
        """Return a deadline with what is special about the day: 9月29日（周六，调休上班）."""
        text = phrases.day(due_on, self.today)
        if not self.workdays.is_published(due_on):
            guess = translate("issue_words", "{day}（暂按周末推算）")
            return guess.format(day=text)
        if due_on.weekday() >= 5 and self.workdays.is_working(due_on):
            make_up = translate("issue_words", "{day}（{weekday}，调休上班）")
            return make_up.format(day=text, weekday=phrases.weekday(due_on))
        return text


def shape(state: IssueState) -> State:
    """Return the shape of a state without a light."""
    if state in SETTLED:
        return State.DONE
    if state in TO_TELL:
        return State.ANSWERED
    if state is IssueState.RETURNED:
        return State.SENT_BACK
    return State.PLAIN if state is IssueState.WITHDRAWN else State.WORKING


def short(state: IssueState) -> str:
    """Return the word of a state as a list says it: an answer is something to pass on."""
    if state is IssueState.ANSWERED:
        return translate("issue_words", "待告知")
    return words.say(state)


def command_word(verb: EventVerb) -> str:
    """Return the word on a command's button: what to do, where the life line says what was done."""
    return {
        EventVerb.SUPPLEMENT: translate("issue_words", "补正"),
        EventVerb.CALL_BACK: translate("issue_words", "回访"),
        EventVerb.RATE: translate("issue_words", "满意度"),
        EventVerb.URGE: translate("issue_words", "催办"),
        EventVerb.REOPEN: translate("issue_words", "重办"),
        EventVerb.NOTE: translate("issue_words", "附注"),
        EventVerb.WITHDRAW: translate("issue_words", "撤回"),
    }.get(verb) or words.say(verb)


def headline(description: str, limit: int = 40) -> str:
    """Return the first line of a description, for one line of a list."""
    first = description.strip().split("\n", 1)[0]
    return first if len(first) <= limit else first[:limit] + "…"


def names(values: Iterable[str]) -> str:
    """Return names set apart as the office does: 王建国、李慧."""
    return translate("issue_words", "、").join(values)


def _overdue(days: int) -> str:
    if days == 0:
        return translate("issue_words", "已过时限")
    return translate("issue_words", "超 {days} 个工作日").format(days=days)


def _remaining(days: int) -> str:
    if days == 0:
        return translate("issue_words", "今天到期")
    return translate("issue_words", "剩 {days} 个工作日").format(days=days)
