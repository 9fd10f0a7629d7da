"""记问题: one problem of an enterprise or project, without a visit or after one; also the mending of an own one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, replace
from typing import Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from sscs_desktop.base import clock
from sscs_desktop.base.ids import new_id
from sscs_desktop.domain.entry import clean
from sscs_desktop.domain.issue import Issue
from sscs_desktop.store import issues
from sscs_desktop.store.outbox import Saved, Seen
from sscs_desktop.store.session import Session
from sscs_desktop.store.subjects import Subject
from sscs_desktop.ui import messages
from sscs_desktop.ui.desk import Desk
from sscs_desktop.ui.dialogs import filing, likeness, reading, subject_words, visit_draft
from sscs_desktop.ui.dialogs.attachment_field import AttachmentField
from sscs_desktop.ui.dialogs.draft_dialog import DraftDialog
from sscs_desktop.ui.dialogs.draft_keeper import unfinished_about
from sscs_desktop.ui.dialogs.field_column import FieldColumn
from sscs_desktop.ui.dialogs.issue_block import IssueBlock, IssueText, Similar
from sscs_desktop.ui.dialogs.issue_column import ENOUGH, PAUSE_MS
from sscs_desktop.ui.dialogs.sizes import fit
from sscs_desktop.ui.dialogs.subject_field import SubjectField
from sscs_desktop.ui.dialogs.visit_form import BrakeLine
from sscs_desktop.ui.widgets.area import ScrollColumn
from sscs_desktop.ui.widgets.record_model import Row


class IssueDialog(DraftDialog):
    """New (`subject`, after `visit_id` or none), from a draft, or the mending of an own issue (`issue_id`).

    After 保存 it stays and says the number, which is final: it can be written on a card at once.
    """

    def __init__(
        self,
        desk: Desk,
        subject: Subject | None = None,
        draft_key: str | None = None,
        parent: QWidget | None = None,
        *,
        issue_id: str | None = None,
    ) -> None:
        super().__init__(desk, parent)
        self.saved_id = ""
        self.setObjectName("issue_dialog")
        self._facts: reading.SubjectFacts | None = None
        self._note_on: Seen | None = None
        if draft_key is None and issue_id is None and subject is not None:
            draft_key = unfinished_about(desk.store, visit_draft.ISSUE_FORM, subject.id)
        key = draft_key or issue_id or new_id()
        data = self.open_draft(visit_draft.ISSUE_FORM, key)
        self._id = visit_draft.record_id(key)
        self._visit_id: str | None = data.get("visit_id")
        self._number = str(data.get("number") or "")
        self._seen = self._opened_with(data)
        self.setWindowTitle(self.tr("改问题") if self._seen else self.tr("记问题"))
        self._build()
        self._fill(subject, data)
        self._connect()
        fit(self, 560, 384)
        self._begin()

    def accept_typed(self) -> None:
        """Check and save; once saved, close."""
        if self.saved_id:
            self.accept()
            return
        self.commit_composition()
        if self.waits_for(self.files):
            return
        text, same = self.block.text(), self.block.same()
        problems = self._problems(text)
        if problems:
            self.show_problems(problems)
        elif same is not None and self._note_on is not None:
            noted, words = self._note_on, "；".join(part for part in (text.description, text.wish) if part)
            if self.file(lambda session: self._note(session, noted, words), closes=False):
                self._settle(same.id, self.tr("已作为附注记到 {number}").format(number=same.number))
        else:
            record = self._record(text)
            if self.file(lambda session: self._write(session, record), closes=False):
                self._settle(
                    record.id, self.tr("已存在本机，编号 {number}").format(number=self._filed_number(record.id))
                )

    def draft(self) -> dict[str, Any]:
        subject = self.subject.subject()
        data = asdict(self.block.text()) | {
            "enterprise_id": subject.enterprise_id if subject else None,
            "project_id": subject.project_id if subject else None,
            "subject_text": self.subject.text(),
            "visit_id": self._visit_id,
            "number": self._number,
            **self.files.draft(),
        }
        return data if self._seen is None else data | {"seen": visit_draft.seen_data(self._seen)}

    def hideEvent(self, event: QHideEvent) -> None:
        self._pause.stop()
        super().hideEvent(event)

    def show_problems(self, codes: Mapping[str, str]) -> None:
        said = {name: messages.problem(code) for name, code in codes.items()}
        self.block.show_problems(said)
        rest = [name for name in self.fields.show_problems(said) if name not in ("category", "description", "wish")]
        own = self.tr("还有几处要改，已标在旁边")
        self.say("　".join(said[name] for name in rest) or own, "info", "bad")

    def _build(self) -> None:
        self.subject = SubjectField(self._search, self.tr("名称或首字母"))
        self.brake = BrakeLine()
        self.fields = FieldColumn()
        label = self.tr("企业")
        self.fields.add_block("enterprise_id", label, self.subject, self.subject, below=self.brake)
        self.block = IssueBlock(IssueText(id=self._id), reading.ALL_CATEGORIES, may_go=False)
        scroll = ScrollColumn("surface", (16, 16, 16, 16), 8)
        holder = QWidget()
        inside = QVBoxLayout(holder)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(8)
        inside.addWidget(self.fields)
        inside.addWidget(self.block)
        self.files = AttachmentField(self.desk)
        self.files.take_drops_on(holder)
        inside.addWidget(self.files.add_button, 0, Qt.AlignmentFlag.AlignLeft)
        inside.addWidget(self.files)
        scroll.add(holder)
        self.body.addWidget(scroll)
        self._verbs = self.add_verbs(self.tr("保存"), self.tr("稍后再写"))
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE_MS)

    def _begin(self) -> None:
        if self._facts is None:
            self.subject.edit.setFocus()
        else:
            self.block.focus_first()

    def _connect(self) -> None:
        self.block.changed.connect(self.keeper.touch)
        self.files.changed.connect(self.keeper.touch)
        self.subject.edit.textChanged.connect(lambda _text: self.keeper.touch())
        self.subject.chosen.connect(self._subject_chosen)
        self.block.described.connect(lambda _text: self._pause.start())
        self._pause.timeout.connect(self._find_similar)

    def _fill(self, subject: Subject | None, data: Mapping[str, Any]) -> None:
        shown = asdict(self._seen.record) if self._seen else {}
        named = visit_draft.subject_of(data) or visit_draft.subject_of(shown) or subject
        if named is not None:
            self._take_subject(named)
        if data and self._facts is None:
            self.subject.set_subject(None, str(data.get("subject_text") or ""))
        text = visit_draft.issue_of({**shown, **data})
        self.block.show_text(replace(text, id=self._id, same_as=""))
        if self._seen is not None:
            self.subject.lock()
        if text.same_as:
            self._retake_same(text.same_as)
        self.files.take_up(data, self._id)

    def _opened_with(self, data: Mapping[str, Any]) -> Seen | None:
        if isinstance(data.get("seen"), Mapping):
            return visit_draft.seen_of(data["seen"])
        with self.desk.store.read() as session:
            return issues.seen(session, self._id)

    # ---- whom it is about

    def _search(self, words: str) -> list[Row]:
        with self.desk.store.read() as session:
            return reading.subjects_like(session, words)

    def _subject_chosen(self, subject: Subject | None) -> None:
        self.fields.clear_problem("enterprise_id")
        self._facts = None
        self.brake.say("")
        if subject is not None:
            self._take_subject(subject)
        self.keeper.touch()

    def _take_subject(self, subject: Subject) -> None:
        with self.desk.store.read() as session:
            self._facts = facts = reading.subject_facts(session, subject)
        if facts is not None:
            self.subject.set_subject(facts.subject, facts.record.name)
            self.fields.set_label("enterprise_id", subject_words.kind_word(facts.subject.kind))
            self.block.set_categories(facts.categories)
            self.brake.say(subject_words.subject_line(facts))

    def _find_similar(self) -> None:
        text = self.block.text()
        known = [issue for issue in self._facts.open_issues if issue.id != self._id] if self._facts else []
        is_new = self._seen is None and len(text.description) >= ENOUGH
        found = likeness.closest(text.description, text.category, known) if is_new else None
        self.block.offer(self._shown(found.id) if found else None)

    def _retake_same(self, issue_id: str) -> None:
        similar = self._shown(issue_id)
        if similar is not None:
            self.block.take_as_same(similar)

    def _shown(self, issue_id: str) -> Similar | None:
        """Return an open issue as it is shown now, and remember it as what a note would be based on."""
        with self.desk.store.read() as session:
            self._note_on = seen = issues.seen(session, issue_id)
        if seen is None:
            return None
        return Similar(id=issue_id, number=seen.record.number, description=seen.record.description)

    # ---- saving

    def _problems(self, text: IssueText) -> dict[str, str]:
        if text.same_as:
            return {} if text.description else {"description": "required"}
        problems = filing.issue_problems(self._record(text), clock.today())
        if text.category is None:
            problems["category"] = "required"
        return problems

    def _record(self, text: IssueText) -> Issue:
        if self._seen is not None:
            shown: Issue = self._seen.record
            return replace(
                shown,
                category=text.category or shown.category,
                urgency=text.urgency,
                can_solve_here=text.can_solve_here,
                description=clean(text.description),
                wish=clean(text.wish),
            )
        subject = self._facts.subject if self._facts else Subject("enterprise", "")
        today, account = clock.today(), self.desk.account
        return filing.issue_record(
            text, subject, account, raised_on=today, number=self._number, visit_id=self._visit_id
        )

    def _write(self, session: Session, record: Issue) -> Saved:
        if self._seen is None:
            saved = issues.file(session, record, today=clock.today())
        else:
            saved = issues.save(session, record, self._seen, today=clock.today())
        if saved.draft_id is None:
            filing.attach(session, self.files.held(), self.files.left_behind, issue_id=record.id)
        return saved

    def _note(self, session: Session, noted: Seen, words: str) -> Saved:
        saved = issues.note(session, noted, words)
        filing.attach(session, self.files.held(), self.files.left_behind, issue_id=noted.record.id)
        return saved

    def _filed_number(self, id: str) -> str:
        with self.desk.store.read() as session:
            filed = issues.get(session, id)
        return filed.number if filed else ""

    def _settle(self, id: str, sentence: str) -> None:
        """Stay to say the number; everything is filed, so both buttons now close."""
        if not self.isVisible():
            return
        self.saved_id = id
        for widget in (self.fields, self.block, self.files, self.files.add_button):
            widget.setEnabled(False)
        filled, out = self._verbs
        filled.set_words(self.tr("知道了"))
        out.setVisible(False)
        filled.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.say(sentence, "check", "ok")
        self.note.set_token("ink2")
