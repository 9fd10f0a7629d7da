"""One of the cadre's commands on an issue: 补正 催办 回访 满意度 附注 撤回 重办."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QVBoxLayout, QWidget

from sscs_desktop.base.errors import Refused
from sscs_desktop.domain.entry import clean
from sscs_desktop.domain.rules import PARAGRAPH_MAX
from sscs_desktop.domain.vocabulary import EventVerb, Satisfaction
from sscs_desktop.store import issues, subjects
from sscs_desktop.store.outbox import Saved, Seen
from sscs_desktop.store.session import Session
from sscs_desktop.ui import messages, words
from sscs_desktop.ui.desk import Desk
from sscs_desktop.ui.dialogs.draft_dialog import DraftDialog
from sscs_desktop.ui.dialogs.field_column import FieldColumn
from sscs_desktop.ui.dialogs.message_dialog import tell
from sscs_desktop.ui.dialogs.sizes import fit
from sscs_desktop.ui.dialogs.subject_words import state_of
from sscs_desktop.ui.widgets.area import ScrollColumn
from sscs_desktop.ui.widgets.fields import TextField
from sscs_desktop.ui.widgets.segments import Segments
from sscs_desktop.ui.widgets.states import StateWord
from sscs_desktop.ui.widgets.text import Label

FORM = "command"


@dataclass(frozen=True, kw_only=True)
class _Face:
    """How a command presents itself."""

    does: str
    label: str
    hint: str
    note: str = ""
    needs_text: bool = False


class CommandDialog(DraftDialog):
    """Opens on the issue as it stands; what is sent says that this was seen."""

    def __init__(self, desk: Desk, issue_id: str, verb: EventVerb, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self.setObjectName("command_dialog")
        self.setWindowTitle(words.say(verb))
        self._verb = verb
        self._face = _face(verb)
        with desk.store.read() as session:
            self._seen: Seen | None = issues.seen(session, issue_id)
            record = self._seen.record if self._seen else None
            self._name = subjects.name(session, record.enterprise_id, record.project_id) if record else ""
        data = self.open_draft(FORM, f"{issue_id}:{verb}")
        self._build()
        self.text.set_text(str(data.get("text") or ""))
        if data.get("rating") in set(Satisfaction):
            self.rating.set_value(Satisfaction(str(data["rating"])))
        self.text.changed.connect(self.keeper.touch)
        self.rating.chosen.connect(lambda _value: self.keeper.touch())
        fit(self, 480, 384 if verb is EventVerb.RATE else 344)
        (self.rating if verb is EventVerb.RATE else self.text).setFocus()

    def accept_typed(self) -> None:
        """Queue the command with what was seen; it takes effect at the directory on that state alone."""
        if self._seen is None:
            tell(Refused("row_gone", kind="issue"), self)
            return
        self.commit_composition()
        seen, text = self._seen, clean(self.text.text())
        if self._face.needs_text and not text:
            self.show_problems({"text": "required"})
        elif len(text) > PARAGRAPH_MAX:
            self.show_problems({"text": "too_long"})
        else:
            self.file(lambda session: self._give(session, seen, text))

    def draft(self) -> dict[str, Any]:
        return {"text": self.text.text(), "rating": str(self.rating.value()), "title": self._name}

    def show_problems(self, codes: Mapping[str, str]) -> None:
        self.fields.show_problems({name: messages.problem(code) for name, code in codes.items()})

    def _build(self) -> None:
        self.fields = FieldColumn()
        self.rating = Segments([(each, words.say(each)) for each in Satisfaction])
        self.rating.setObjectName("rating")
        self.text = TextField(self._face.hint, height=92)
        self.text.setObjectName("text")
        if self._verb is EventVerb.RATE:
            self.fields.add("rating", self.tr("满意度"), self.rating)
        else:
            self.rating.setParent(self)
            self.rating.hide()
        self.fields.add("text", self._face.label, self.text)
        scroll = ScrollColumn("surface", (16, 16, 16, 16), 12)
        scroll.add(self._head())
        scroll.add(self.fields)
        if self._face.note:
            scroll.add(Label(self._face.note, "caption", "ink3", wrap=True))
        self.body.addWidget(scroll)
        self.add_verbs(self._face.does, self.tr("稍后再办"))

    def _head(self) -> QWidget:
        """Say which issue this is about, whole: nobody commands what he cannot read."""
        head = QWidget()
        column = QVBoxLayout(head)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        if self._seen is None:
            column.addWidget(Label(messages.sentence(Refused("row_gone")), "body", "ink2", wrap=True))
            return head
        issue = self._seen.record
        column.addWidget(Label(issue.description, "body", wrap=True))
        column.addWidget(Label(f"{issue.number}　{self._name}", "caption", "ink3", wrap=True))
        column.addWidget(StateWord(state_of(issue.state), words.say(issue.state)))
        answer = "　".join(part for part in (issue.answer_how, issue.answer_who, issue.answer_when) if part)
        if answer:
            column.addWidget(Label(self.tr("答复：{answer}").format(answer=answer), "caption", "ink2", wrap=True))
        if issue.return_reason:
            reason = self.tr("退回原因：{reason}").format(reason=issue.return_reason)
            column.addWidget(Label(reason, "caption", "ink2", wrap=True))
        return head

    def _give(self, session: Session, seen: Seen, text: str) -> Saved:
        match self._verb:
            case EventVerb.URGE:
                return issues.urge(session, seen, text)
            case EventVerb.SUPPLEMENT:
                return issues.supplement(session, seen, text)
            case EventVerb.CALL_BACK:
                return issues.call_back(session, seen, text)
            case EventVerb.RATE:
                rating = self.rating.value()
                assert isinstance(rating, Satisfaction)  # the segments hold nothing else
                return issues.rate(session, seen, rating, text)
            case EventVerb.WITHDRAW:
                return issues.withdraw(session, seen, text)
            case EventVerb.REOPEN:
                return issues.reopen(session, seen, text)
            case EventVerb.NOTE:
                return issues.note(session, seen, text)
            case other:
                raise ValueError(f"no command of a cadre: {other}")


def _face(verb: EventVerb) -> _Face:
    translate = QCoreApplication.translate
    faces = {
        EventVerb.URGE: _Face(
            does=translate("CommandDialog", "催办"),
            label=translate("CommandDialog", "附言"),
            hint=translate("CommandDialog", "为什么急（可不填）"),
            note=translate("CommandDialog", "承办部门会看到催办和附言；时限不变。"),
        ),
        EventVerb.SUPPLEMENT: _Face(
            does=translate("CommandDialog", "补正"),
            label=translate("CommandDialog", "补正内容"),
            hint=translate("CommandDialog", "按退回原因补上缺的内容"),
            note=translate("CommandDialog", "问题的类别和描述可在问题页按 F2 修改。"),
            needs_text=True,
        ),
        EventVerb.CALL_BACK: _Face(
            does=translate("CommandDialog", "记下回访"),
            label=translate("CommandDialog", "回访情况"),
            hint=translate("CommandDialog", "企业怎么说（可不填）"),
        ),
        EventVerb.RATE: _Face(
            does=translate("CommandDialog", "记下满意度"),
            label=translate("CommandDialog", "企业的话"),
            hint=translate("CommandDialog", "企业怎么评价（可不填）"),
            note=translate("CommandDialog", "“不满意”会转回承办部门重办。"),
        ),
        EventVerb.NOTE: _Face(
            does=translate("CommandDialog", "记下附注"),
            label=translate("CommandDialog", "附注"),
            hint=translate("CommandDialog", "新情况、补充说明"),
            needs_text=True,
        ),
        EventVerb.WITHDRAW: _Face(
            does=translate("CommandDialog", "撤回"),
            label=translate("CommandDialog", "原因"),
            hint=translate("CommandDialog", "为什么撤回（可不填）"),
            note=translate("CommandDialog", "县里还没受理的、现场办结的可以撤回；记录留在本机和县里。"),
        ),
        EventVerb.REOPEN: _Face(
            does=translate("CommandDialog", "要求重办"),
            label=translate("CommandDialog", "原因"),
            hint=translate("CommandDialog", "哪里没有解决"),
            note=translate("CommandDialog", "会转回承办部门重新办理。"),
            needs_text=True,
        ),
    }
    return faces[verb]
