"""A conflict of the store as the pane shows it, and a verdict of the pane as the store takes it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication

from sscs_desktop.store import conflicts
from sscs_desktop.store.conflicts import Conflict
from sscs_desktop.store.report import OperationLine
from sscs_desktop.store.session import Session
from sscs_desktop.ui import field_words, phrases
from sscs_desktop.ui.pages import operation_words
from sscs_desktop.ui.pages.conflict_pane import Disagreement, Side, Verdict

translate = QCoreApplication.translate


def key(conflict: Conflict) -> str:
    """Return the name of a conflict inside its operation: the field it is merged under."""
    return conflict.sides[0].field


def title(line: OperationLine) -> str:
    """Return whose record it is: 河北冠通线缆有限公司（示例）综合情况."""
    return f"{line.subject_name}{field_words.kind_word(line.kind)}"


def sentence(found: Sequence[Conflict]) -> str:
    """Return what happened, and that nothing is lost."""
    who = _theirs(found)
    text = translate("conflict", "您和{who}都改了下面 {count} 项，请选用哪一个。没选用的会留在变更记录里。")
    return text.format(who=who, count=len(found))


def sides(line: OperationLine, found: Sequence[Conflict], me: str) -> tuple[Side, Side, Side]:
    """Return the heads of the three columns."""
    theirs_at = max((c.theirs_at for c in found if c.theirs_at is not None), default=None)
    theirs = (_theirs(found), phrases.moment(theirs_at))
    mine = (me, phrases.moment(line.happened_at), translate("conflict", "本机"))
    return (
        Side(title=translate("conflict", "原来的"), who=translate("conflict", "两人改之前")),
        Side(title=translate("conflict", "我的"), who="　".join(mine)),
        Side(
            title=translate("conflict", "对方的"),
            who="　".join(part for part in theirs if part),
        ),
    )


def fields(found: Sequence[Conflict]) -> list[Disagreement]:
    """Return the fields to decide, each with its three versions."""
    return [
        Disagreement(
            key=key(conflict),
            label=field_words.label(conflict.kind, key(conflict)),
            old=operation_words.values(conflict.kind, [(side.field, side.before) for side in conflict.sides]),
            mine=operation_words.values(conflict.kind, [(side.field, side.mine) for side in conflict.sides]),
            theirs=operation_words.values(conflict.kind, [(side.field, side.theirs) for side in conflict.sides]),
            may_type=len(conflict.sides) == 1 and field_words.is_plain_text(conflict.kind, key(conflict)),
        )
        for conflict in found
    ]


def decide(session: Session, conflict: Conflict, verdict: Verdict) -> None:
    """Carry out what was decided for one field."""
    if verdict.choice == conflicts.MINE:
        conflicts.keep_mine(session, conflict)
    elif verdict.choice == conflicts.TYPED:
        conflicts.keep_typed(session, conflict, {key(conflict): verdict.text})
    else:
        conflicts.keep_theirs(session, conflict)


def _theirs(found: Sequence[Conflict]) -> str:
    names = dict.fromkeys(conflict.theirs_by for conflict in found if conflict.theirs_by)
    return translate("conflict", "、").join(names) or translate("conflict", "同事")
