"""记走访: the visit at the left, the problems found at the right; saved, printed or kept as a draft."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from sscs_desktop.base import clock
from sscs_desktop.base.ids import new_id
from sscs_desktop.store import issues, visits
from sscs_desktop.store.outbox import Seen
from sscs_desktop.store.subjects import Subject
from sscs_desktop.store.working_days import workdays_of
from sscs_desktop.ui import keys, messages
from sscs_desktop.ui.desk import Desk
from sscs_desktop.ui.dialogs import filing, reading, subject_words, visit_draft
from sscs_desktop.ui.dialogs.attachment_field import AttachmentField
from sscs_desktop.ui.dialogs.card_preview import CardPreview
from sscs_desktop.ui.dialogs.draft_dialog import DraftDialog
from sscs_desktop.ui.dialogs.draft_keeper import unfinished_about
from sscs_desktop.ui.dialogs.issue_column import IssueColumn
from sscs_desktop.ui.dialogs.open_issues import OpenIssues
from sscs_desktop.ui.dialogs.sizes import fit
from sscs_desktop.ui.dialogs.visit_entry import VisitEntry, new_visit
from sscs_desktop.ui.dialogs.visit_form import VisitForm
from sscs_desktop.ui.dialogs.visit_panes import VisitPanes
from sscs_desktop.ui.widgets.fields import Tick
from sscs_desktop.ui.widgets.record_model import Row


class VisitDialog(DraftDialog):
    """New (`subject` known or not), from a draft, or the mending of an own visit (`visit_id`).

    `saved_id` is the visit's id once it is in the file.
    """

    def __init__(
        self,
        desk: Desk,
        subject: Subject | None = None,
        draft_key: str | None = None,
        parent: QWidget | None = None,
        *,
        visit_id: str | None = None,
    ) -> None:
        super().__init__(desk, parent)
        self.saved_id = ""
        self.setObjectName("visit_dialog")
        self._facts: reading.SubjectFacts | None = None
        self._open = OpenIssues(desk.store)
        self._known_issues = 0
        self._met = ""
        if draft_key is None and visit_id is None and subject is not None:
            draft_key = unfinished_about(desk.store, visit_draft.FORM, subject.id)
        key = draft_key or visit_id or new_id()
        data = self.open_draft(visit_draft.FORM, key)
        self._seen = self._opened_with(data, visit_draft.record_id(key))
        self._base = self._seen.record if self._seen else new_visit(visit_draft.record_id(key), desk.account)
        self.setWindowTitle(self.tr("改走访") if self._seen else self.tr("记走访"))
        self._build()
        self._fill(subject, data)
        self._connect()
        fit(self, 880, 512)
        self._order()
        begin: QWidget = self.form.situation.edit if self._facts else self.form.subject.edit
        begin.setFocus(Qt.FocusReason.OtherFocusReason)

    def accept_typed(self) -> None:
        """Check, save everything in one transaction, and print the card if asked."""
        self.commit_composition()
        if self.waits_for(self.files):
            return
        entry, problems = self._collected()
        if problems:
            self.show_problems(problems)
            return
        saved = self.file(lambda session: filing.file_visit(session, entry, clock.today()))
        if saved is None or saved.draft_id is not None:
            return
        self.saved_id = entry.visit.id
        if self.print_after.isChecked() and self._facts is not None:
            preview = CardPreview(self.desk, self._facts.subject, self.saved_id, parent=self.parentWidget())
            preview.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            preview.open()

    def draft(self) -> dict[str, Any]:
        data = self._entry.data() | {"print_after": self.print_after.isChecked()} | self.files.draft()
        return data if self._seen is None else data | {"seen": visit_draft.seen_data(self._seen)}

    # ---- building

    def _build(self) -> None:
        with self.desk.store.read() as session:
            calendar = workdays_of(session)
            names, offered = reading.colleagues(session), reading.policies(session)
        self.files = AttachmentField(self.desk)
        self.form = VisitForm(self._search, calendar, self.files)
        self.files.take_drops_on(self.form)
        self.form.set_offers(names, offered)
        self.column = IssueColumn(self._open.closest)
        self._entry = VisitEntry(self.form, self.column)
        self.panes = VisitPanes(self.form, self.column)
        self.body.addWidget(self.panes)
        self.print_after = Tick(self.tr("保存后打印卡"))
        self.print_after.setObjectName("print_after")
        self.foot_right.addWidget(self.print_after)
        self.foot_right.addSpacing(4)
        self._verbs = self.add_verbs(self.tr("保存"), self.tr("稍后再写"))

    def _connect(self) -> None:
        self.form.changed.connect(self.keeper.touch)
        self.files.changed.connect(self.keeper.touch)
        self.column.changed.connect(self.keeper.touch)
        self.print_after.toggled.connect(lambda _on: self.keeper.touch())
        self.column.changed.connect(self._order)
        self.form.subject.chosen.connect(self._subject_chosen)
        self.form.day.changed.connect(lambda _day: self._tell_subject())
        self.form.mode.chosen.connect(lambda _mode: self._tell_subject())
        for key, act in (
            (keys.NO_ISSUE, self.column.none.toggle),
            (keys.MORE_ISSUE, self.column.add),
            (keys.LESS_ISSUE, self.column.remove_focused),
            (keys.UNDO, self.column.undo),
        ):
            keys.bind(key, self, act)

    def _fill(self, subject: Subject | None, data: Mapping[str, Any]) -> None:
        """Show what this is about: a record or a new visit's defaults, and a draft over it."""
        self._entry.show_visit(self._base)
        named = visit_draft.subject_of(data) or visit_draft.subject_of(vars(self._base)) or subject
        if named is not None:
            self._take_subject(named)
        if data:
            if self._facts is None:
                self.form.subject.set_subject(None, str(data.get("subject_text") or ""))
            self._entry.show_draft(data, self._open.by_id())
            self.print_after.setChecked(data.get("print_after") is True)
        self.files.take_up(data, self._base.id)
        if self._seen is not None:
            self.form.subject.lock()
            with self.desk.store.read() as session:
                known = issues.of_visit(session, self._base.id)
            self._known_issues = len(known)
            self.column.show_known([subject_words.issue_line(issue) for issue in known])

    def _order(self) -> None:
        """Let Tab follow the eye: left side, right side, foot."""
        form = self.form
        chain: list[QWidget] = [form.next_contact_on, form.fold, self.files.add_button, form.spot_answer.edit]
        chain += [form.spot_answer_who, form.spot_answer_when, form.remark.edit, self.column.none]
        for block in self.column.blocks():
            chain += block.tab_chain()
        chain += [self.column.add_button, self.print_after, *self._verbs]
        for one, next_one in pairwise(chain):
            QWidget.setTabOrder(one, next_one)

    # ---- whom it is about

    def _search(self, words: str) -> list[Row]:
        with self.desk.store.read() as session:
            return reading.subjects_like(session, words)

    def _subject_chosen(self, subject: Subject | None) -> None:
        self.form.fields.clear_problem("enterprise_id")
        if subject is None:
            self._open.facts = self._facts = None
            self._tell_subject()
        else:
            self._take_subject(subject)
        self.keeper.touch()

    def _take_subject(self, subject: Subject) -> None:
        with self.desk.store.read() as session:
            self._open.facts = self._facts = facts = reading.subject_facts(session, subject)
        if facts is None:
            return
        self.form.subject.set_subject(facts.subject, facts.record.name)
        self.form.fields.set_label("enterprise_id", subject_words.kind_word(facts.subject.kind))
        self.column.set_categories(facts.categories)
        met = self.form.received_by
        if self._seen is None and met.text() in ("", self._met):
            self._met = facts.received_by
            met.setText(self._met)
            met.setCursorPosition(0)
        self._tell_subject()

    def _tell_subject(self) -> None:
        """Say under the subject what it is, or why one might rather telephone."""
        if self._facts is None:
            self.form.brake.say("")
            return
        visit, _unclear = self._entry.visit(self._base, self._facts)
        caution = subject_words.caution(visit, self._facts)
        line = caution or subject_words.subject_line(self._facts)
        self.form.brake.say(line, is_caution=bool(caution))

    def _opened_with(self, data: Mapping[str, Any], id: str) -> Seen | None:
        """Return what this form was opened with: for an unfinished edit what it showed then, not what stands now."""
        if isinstance(data.get("seen"), Mapping):
            return visit_draft.seen_of(data["seen"])
        with self.desk.store.read() as session:
            return visits.seen(session, id)

    # ---- saving

    def _collected(self) -> tuple[filing.VisitFiling, dict[str, str]]:
        """Return what 保存 would write, and the codes of everything that is wrong with it."""
        visit, problems = self._entry.visit(self._base, self._facts)
        subject = self._facts.subject if self._facts else Subject("enterprise", "")
        texts = self.column.texts()
        raised_on = clock.local(visit.visited_at).date()
        account = self.desk.account
        new = [filing.issue_record(t, subject, account, raised_on=raised_on) for t in filing.own(texts)]
        entry = filing.VisitFiling(
            visit=visit,
            seen=self._seen,
            issues=tuple(new),
            notes=filing.notes_of(texts, self._open.seen),
            files=self.files.held(),
            left_behind=self.files.left_behind,
        )
        found = filing.problems_of(entry, self._known_issues, clock.today()) | problems
        for at, text in enumerate(filing.own(texts)):
            if text.category is None:
                found[f"issues.{at}.category"] = "required"
        return entry, found

    def show_problems(self, codes: Mapping[str, str]) -> None:
        """Put words beside every field, focus the first; a problem without a field is said in the foot."""
        said = {name: messages.problem(code) for name, code in codes.items()}
        if any(name in said for name in ("spot_answer", "spot_answer_who", "spot_answer_when", "remark")):
            self.form.unfold(True)
        own = [text.id for text in filing.own(self.column.texts())]
        by_block: dict[str, dict[str, str]] = {}
        for name in [n for n in said if n.startswith("issues.")]:
            _lead, at, field = name.split(".", 2)
            by_block.setdefault(own[int(at)], {})[field] = said.pop(name)
        general = said.pop("is_no_issue", "")
        self.column.show_problems(by_block, general)
        for fields in (self.form.more, self.form.fields):
            rest = fields.show_problems(said)
            said = {name: said[name] for name in rest}
        self.say(self.tr("还有几处要改，已标在旁边") if not said else "　".join(said.values()), "info", "bad")
