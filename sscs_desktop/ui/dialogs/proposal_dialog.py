"""提出更正: what the directory holds is corrected by proposal, one field at a time, never retyped."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtWidgets import QWidget

from sscs_desktop.base import clock
from sscs_desktop.base.ids import new_id
from sscs_desktop.domain import credit_code, rules
from sscs_desktop.domain.enterprise import CORRECTABLE, Proposal
from sscs_desktop.domain.entry import clean
from sscs_desktop.store import enterprises
from sscs_desktop.store.subjects import Subject
from sscs_desktop.ui import field_words, messages
from sscs_desktop.ui.desk import Desk
from sscs_desktop.ui.dialogs import reading
from sscs_desktop.ui.dialogs.draft_dialog import DraftDialog
from sscs_desktop.ui.dialogs.field_column import FieldColumn
from sscs_desktop.ui.dialogs.sizes import fit
from sscs_desktop.ui.widgets.area import ScrollColumn
from sscs_desktop.ui.widgets.fields import Choice, LineField, TextField
from sscs_desktop.ui.widgets.text import Label

FORM = "proposal"


class ProposalDialog(DraftDialog):
    """A field, its present value, the right one and why."""

    def __init__(self, desk: Desk, subject: Subject, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self.setObjectName("proposal_dialog")
        self.setWindowTitle(self.tr("提出更正"))
        self._subject = subject
        with desk.store.read() as session:
            self._facts = reading.subject_facts(session, subject)
        data = self.open_draft(FORM, subject.id)
        self._build()
        self.field.set_value(str(data.get("field") or "name"))
        self.new_value.setText(str(data.get("new_value") or ""))
        self.reason.set_text(str(data.get("reason") or ""))
        self._field_chosen()
        self.field.currentIndexChanged.connect(lambda _index: self._field_chosen())
        self.field.currentIndexChanged.connect(lambda _index: self.keeper.touch())
        self.new_value.textChanged.connect(lambda _text: self._retyped())
        self.reason.changed.connect(self.keeper.touch)
        fit(self, 480, 344)
        self.field.setFocus()

    def accept_typed(self) -> None:
        """Send the proposal; accepted, it comes back as the new value."""
        self.commit_composition()
        if not clean(self.new_value.text()):
            self.show_problems({"new_value": "required"})
            return
        proposal = Proposal(
            id=new_id(),
            enterprise_id=self._subject.enterprise_id,
            project_id=self._subject.project_id,
            field=str(self.field.value()),
            old_value=self._old_value(),
            new_value=clean(self.new_value.text()),
            reason=clean(self.reason.text()),
            author_name=self.desk.account.user_name,
            proposed_at=clock.now(),
        )
        self.file(lambda session: enterprises.propose(session, proposal))

    def draft(self) -> dict[str, Any]:
        return {
            "field": str(self.field.value()),
            "new_value": self.new_value.text(),
            "reason": self.reason.text(),
            "kind": self._subject.kind,
            "title": self._name(),
        }

    def show_problems(self, codes: Mapping[str, str]) -> None:
        said = {name: messages.problem(code) for name, code in codes.items()}
        rest = self.fields.show_problems(said)
        if rest:
            self.say("　".join(said[name] for name in rest), "info", "bad")

    def _build(self) -> None:
        kind = self._subject.kind
        self.field = Choice([(name, field_words.label(kind, name)) for name in CORRECTABLE[kind]])
        self.field.setObjectName("field")
        self.old_value = Label("", "body", "ink2", wrap=True)
        self.old_value.setObjectName("old_value")
        self.new_value = LineField(self.tr("应当是"))
        self.new_value.setObjectName("new_value")
        self.reason = TextField(self.tr("从哪里知道的（可不填）"), height=56)
        self.reason.setObjectName("reason")
        self.caution = Label("", "caption", "warn", wrap=True)
        self.caution.setObjectName("caution")
        self.fields = FieldColumn()
        self.fields.add("field", self.tr("哪一项"), self.field)
        self.fields.add("old_value", self.tr("现在是"), self.old_value)
        self.fields.add_block("new_value", self.tr("应当是"), self.new_value, self.new_value, below=self.caution)
        self.fields.add("reason", self.tr("依据"), self.reason)
        scroll = ScrollColumn("surface", (16, 16, 16, 16), 12)
        scroll.add(Label(self._name(), "record", wrap=True))
        scroll.add(self.fields)
        self.body.addWidget(scroll)
        self.add_verbs(self.tr("提出"), self.tr("稍后再写"))

    def _name(self) -> str:
        return self._facts.record.name if self._facts else ""

    def _old_value(self) -> str:
        if self._facts is None:
            return ""
        return str(getattr(self._facts.record, str(self.field.value())) or "")

    def _field_chosen(self) -> None:
        self.old_value.setText(self._old_value() or self.tr("（空）"))
        self._caution()

    def _retyped(self) -> None:
        self._caution()
        self.keeper.touch()

    def _caution(self) -> None:
        """Say what looks odd about the new value; it never stops anybody."""
        name, value = str(self.field.value()), clean(self.new_value.text())
        code: str | None = None
        if name in ("credit_code", "builder_credit_code"):
            code = credit_code.problem(value) if value else None
        elif name == "contact_phone":
            code = next(iter(rules.warnings_phone(value, name)), None)
        self.caution.setText(messages.problem(code) if code else "")
        self.caution.setVisible(bool(code))
