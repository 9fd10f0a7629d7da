"""约下次: when the unit will next be in touch with an enterprise."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from PySide6.QtWidgets import QWidget

from sscs_desktop.base import clock
from sscs_desktop.domain.enterprise import Profile, profile_id
from sscs_desktop.store import enterprises
from sscs_desktop.store.outbox import Saved
from sscs_desktop.store.session import Session
from sscs_desktop.store.working_days import workdays_of
from sscs_desktop.ui import messages
from sscs_desktop.ui.desk import Desk
from sscs_desktop.ui.dialogs import visit_draft
from sscs_desktop.ui.dialogs.days import resolved_day
from sscs_desktop.ui.dialogs.draft_dialog import DraftDialog
from sscs_desktop.ui.dialogs.field_column import FieldColumn
from sscs_desktop.ui.dialogs.sizes import fit
from sscs_desktop.ui.dialogs.visit_form import ShortDay
from sscs_desktop.ui.widgets.area import ScrollColumn
from sscs_desktop.ui.widgets.text import Elided, Label

FORM = "appointment"


class AppointmentDialog(DraftDialog):
    """One day; an empty field takes the promise back."""

    def __init__(self, desk: Desk, enterprise_id: str, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self.setObjectName("appointment_dialog")
        self.setWindowTitle(self.tr("约下次"))
        self._enterprise_id = enterprise_id
        with desk.store.read() as session:
            firm = enterprises.get(session, enterprise_id)
            self._workdays = workdays_of(session)
            self._seen = enterprises.own_profile(session, enterprise_id)
        self._name = firm.name if firm else ""
        data = self.open_draft(FORM, enterprise_id)
        self._build()
        promised = self._seen.record.next_contact_on if self._seen else None
        self.day.set_day(visit_draft.day_of(data.get("day")) or promised)
        if data.get("typed"):
            self.day.setText(str(data["typed"]))
        self._resolve()
        self.day.textChanged.connect(lambda _text: self._changed())
        self.day.changed.connect(lambda _day: self._changed())
        fit(self, 440, 176)
        self.day.setFocus()
        self.day.selectAll()

    def accept_typed(self) -> None:
        """Save the day in what the unit keeps about the enterprise."""
        if self.day.is_unclear():
            self.show_problems({"next_contact_on": "bad_day"})
        else:
            self.file(self._write)

    def draft(self) -> dict[str, Any]:
        day = self.day.day()
        return {
            "day": day.isoformat() if day else None,
            "typed": self.day.text() if self.day.is_unclear() else "",
            "enterprise_id": self._enterprise_id,
            "title": self._name,
        }

    def show_problems(self, codes: Mapping[str, str]) -> None:
        self.fields.show_problems({name: messages.problem(code) for name, code in codes.items()})

    def _build(self) -> None:
        self.day = ShortDay(self.tr("9-30"))
        self.day.setObjectName("next_contact_on")
        self.resolved = Elided("", "caption", "ink2")
        self.resolved.setObjectName("resolved")
        self.fields = FieldColumn()
        self.fields.add("next_contact_on", self.tr("下次联系"), self.day, beside=self.resolved)
        scroll = ScrollColumn("surface", (16, 16, 16, 16), 12)
        scroll.add(Label(self._name, "record", wrap=True))
        scroll.add(self.fields)
        self.body.addWidget(scroll)
        self.add_verbs(self.tr("约定"), self.tr("稍后再定"))

    def _changed(self) -> None:
        self._resolve()
        self.keeper.touch()

    def _resolve(self) -> None:
        day = self.day.day()
        if day is not None:
            self.resolved.setText(resolved_day(day, clock.today(), self._workdays))
        elif self.day.is_unclear():
            self.resolved.setText(self.tr("写成 9-30、下周三 都可以"))
        else:
            self.resolved.setText("")

    def _write(self, session: Session) -> Saved:
        day = self.day.day()
        if self._seen is not None:
            return enterprises.save_profile(session, replace(self._seen.record, next_contact_on=day), self._seen)
        unit_id = session.account.unit_id
        profile = Profile(
            id=profile_id(unit_id, self._enterprise_id),
            enterprise_id=self._enterprise_id,
            unit_id=unit_id,
            next_contact_on=day,
        )
        return enterprises.save_profile(session, profile, None)
