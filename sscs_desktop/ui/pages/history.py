"""变更记录: corrections proposed, decisions taken and what lost, older figures, remarks; newest first."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QWidget

from sscs_desktop.base import clock
from sscs_desktop.domain.vocabulary import ProposalState
from sscs_desktop.store import conflicts, enterprises
from sscs_desktop.store.session import Session
from sscs_desktop.ui import field_words, phrases, words
from sscs_desktop.ui.pages.subject_tabs import quiet_line
from sscs_desktop.ui.widgets.facts import IssueLine as Line
from sscs_desktop.ui.widgets.states import State

translate = QCoreApplication.translate


@dataclass(frozen=True, kw_only=True)
class Past:
    """One line of the history."""

    at: datetime
    what: str
    who: str = ""
    state: State = State.PLAIN
    word: str = ""


def lines(session: Session, subject_id: str) -> list[QWidget]:
    """Return the history of an enterprise or project as lines."""
    kept = [*_proposals(session, subject_id), *_decisions(session, subject_id)]
    kept += [*_figures(session, subject_id), *_notes(session, subject_id)]
    if not kept:
        return [quiet_line(translate("history", "还没有变更。提出的更正、冲突的取舍和历次经营数据都会记在这里。"))]
    kept.sort(key=lambda past: past.at, reverse=True)
    return [
        Line(phrases.near(clock.local(past.at).date()), past.what, past.who, past.state, past.word) for past in kept
    ]


_PROPOSED = {
    ProposalState.PENDING: State.WAITING,
    ProposalState.ACCEPTED: State.DONE,
    ProposalState.REFUSED: State.SENT_BACK,
}


def _proposals(session: Session, subject_id: str) -> Iterator[Past]:
    for proposal in enterprises.proposals(session, subject_id):
        kind = "enterprise" if proposal.enterprise_id else "project"
        text = translate("history", "提出更正：{field} 应为 {value}")
        yield Past(
            at=proposal.proposed_at,
            what=text.format(field=field_words.label(kind, proposal.field), value=proposal.new_value),
            who=proposal.author_name,
            state=_PROPOSED.get(proposal.state, State.WAITING),
            word=words.say(proposal.state),
        )


def _decisions(session: Session, subject_id: str) -> Iterator[Past]:
    for conflict in conflicts.history(session, enterprises.hanging_on(session, subject_id)):
        if conflict.decided_at is None:
            continue
        text = translate("history", "{field}：没有采用的是 {value}")
        label = field_words.label(conflict.kind, conflict.sides[0].field)
        for whose, pairs in conflict.lost:
            yield Past(
                at=conflict.decided_at,
                what=text.format(field=label, value=field_words.together(conflict.kind, pairs)),
                who=session.account.user_name if whose == conflicts.MINE else conflict.theirs_by,
            )


def _figures(session: Session, enterprise_id: str) -> Iterator[Past]:
    emptied = translate("history", "已清空")
    for figure in enterprises.figures(session, enterprise_id, also_emptied=True):
        text = translate("history", "{indicator} {value}（{period}）")
        yield Past(
            at=datetime.combine(figure.filled_on, time(), clock.SHANGHAI),
            what=text.format(
                indicator=words.say(figure.indicator),
                value=phrases.amount(figure.value, figure.unit) or emptied,
                period=figure.period,
            ),
            who=figure.filled_by_name or words.say(figure.filled_by),
        )


def _notes(session: Session, subject_id: str) -> Iterator[Past]:
    for note in enterprises.notes(session, subject_id):
        text = translate("history", "附注：{text}")
        yield Past(at=note.written_at, what=text.format(text=note.text), who=note.author_name)
