"""Between the fields of 记走访 and what is kept: a draft's JSON, a visit's record."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from sscs_desktop.base import clock
from sscs_desktop.domain.entry import clean
from sscs_desktop.domain.visit import Visit
from sscs_desktop.domain.vocabulary import VisitMode
from sscs_desktop.store.session import Account
from sscs_desktop.ui.dialogs import visit_draft
from sscs_desktop.ui.dialogs.days import moment, parse_time
from sscs_desktop.ui.dialogs.issue_block import Similar
from sscs_desktop.ui.dialogs.issue_column import IssueColumn
from sscs_desktop.ui.dialogs.reading import SubjectFacts
from sscs_desktop.ui.dialogs.visit_form import VisitForm

_LINES = ("received_by", "spot_answer_who", "spot_answer_when")
_TEXTS = ("situation", "spot_answer", "remark")
_TOKENS = ("visitors", "policies")


class VisitEntry:
    """Reads and fills the fields; knows no file and tells nobody."""

    def __init__(self, form: VisitForm, column: IssueColumn) -> None:
        self._form = form
        self._column = column

    def show_visit(self, visit: Visit) -> None:
        """Fill the fields from a record."""
        form = self._form
        at = clock.local(visit.visited_at)
        form.day.set_day(at.date())
        form.time.setText(f"{at:%H:%M}")
        form.mode.set_value(visit.mode)
        for name in (*_LINES, *_TEXTS, *_TOKENS):
            self._fill(name, getattr(visit, name))
        form.next_contact_on.set_day(visit.next_contact_on)
        self._column.none.setChecked(visit.is_no_issue)
        self._open_what_is_filled()

    def show_draft(self, data: Mapping[str, Any], same: Mapping[str, Similar]) -> None:
        """Fill the fields that a draft speaks of; the others stay as they are."""
        form = self._form
        at = visit_draft.moment_of(data.get("visited_at"))
        if at is not None:
            form.day.set_day(clock.local(at).date())
            form.time.setText(f"{clock.local(at):%H:%M}")
        for name, field in (("day_text", form.day), ("time_text", form.time)):
            if data.get(name):
                field.setText(str(data[name]))
        if "mode" in data:
            form.mode.set_value(visit_draft.mode_of(data))
        for name in (*_LINES, *_TEXTS, *_TOKENS):
            if name in data:
                self._fill(name, data[name])
        if "next_contact_on" in data:
            form.next_contact_on.set_day(visit_draft.day_of(data["next_contact_on"]))
        if data.get("next_text"):
            form.next_contact_on.setText(str(data["next_text"]))
        self._column.show_texts(visit_draft.issues_of(data.get("issues")), same)
        if "is_no_issue" in data:
            self._column.none.setChecked(data["is_no_issue"] is True)
        self._open_what_is_filled()

    def data(self) -> dict[str, Any]:
        """Return everything that stands in the fields as plain JSON, under the wire's names where it has one."""
        form = self._form
        subject, day, at = form.subject.subject(), form.day.day(), parse_time(form.time.text())
        promised, promise = form.next_contact_on, form.next_contact_on.day()
        found: dict[str, Any] = {
            "enterprise_id": subject.enterprise_id if subject else None,
            "project_id": subject.project_id if subject else None,
            "subject_text": form.subject.text(),
            "visited_at": moment(day, at).isoformat() if day and at else None,
            "day_text": form.day.text() if day is None else "",
            "time_text": form.time.text() if at is None else "",
            "mode": str(form.mode.value()),
            "next_contact_on": promise.isoformat() if promise else None,
            "next_text": promised.text() if promised.is_unclear() else "",
            "is_no_issue": self._column.none.isChecked(),
            "issues": visit_draft.issues_data(self._column.texts()),
        }
        return found | {name: self._read(name) for name in (*_LINES, *_TEXTS, *_TOKENS)}

    def visit(self, base: Visit, facts: SubjectFacts | None) -> tuple[Visit, dict[str, str]]:
        """Return the record the fields describe, based on `base`, and the codes of what cannot be read."""
        form = self._form
        problems: dict[str, str] = {}
        day, at = form.day.day(), parse_time(form.time.text())
        visited_at, known, is_late = base.visited_at, clock.local(base.visited_at), base.is_late_entry
        if day is None or at is None:
            problems["visited_at"] = "bad_day" if day is None else "bad_format"
        elif (day, at.hour, at.minute) != (known.date(), known.hour, known.minute):
            visited_at = moment(day, at)
            is_late = day < clock.local(base.recorded_at).date()
        if form.next_contact_on.is_unclear():
            problems["next_contact_on"] = "bad_day"
        mode = form.mode.value()
        typed: dict[str, Any] = {name: clean(str(self._read(name))) for name in (*_LINES, *_TEXTS)}
        typed |= {name: tuple(clean(each) for each in getattr(form, name).tokens()) for name in _TOKENS}
        visit = replace(
            base,
            **typed,
            visited_at=visited_at,
            mode=mode if isinstance(mode, VisitMode) else base.mode,
            next_contact_on=form.next_contact_on.day(),
            is_no_issue=self._column.none.isChecked(),
            is_late_entry=is_late,
        )
        return about(visit, facts), problems

    def _fill(self, name: str, value: Any) -> None:
        field = getattr(self._form, name)
        if name in _TOKENS:
            field.set_tokens(visit_draft.texts_of(value))
        elif name in _TEXTS:
            field.set_text(str(value))
        else:
            field.setText(str(value))

    def _read(self, name: str) -> Any:
        field = getattr(self._form, name)
        return list(field.tokens()) if name in _TOKENS else field.text()

    def _open_what_is_filled(self) -> None:
        folded = (*_LINES[1:], "spot_answer", "remark")
        self._form.unfold(any(self._read(name) for name in folded))
        self._form.resolve()


def new_visit(id: str, account: Account) -> Visit:
    """Return the visit of this moment by this person, to whom nobody knows yet."""
    now = clock.now()
    return Visit(
        id=id,
        visited_at=now.replace(second=0, microsecond=0),
        visitors=(account.user_name,),
        author_id=account.user_id,
        author_name=account.user_name,
        unit_id=account.unit_id,
        unit_name=account.unit_name,
        recorded_at=now,
    )


def about(visit: Visit, facts: SubjectFacts | None) -> Visit:
    """Put the subject in, with its division's code and name of today; a known visit keeps those of its day."""
    if facts is None:
        return replace(visit, enterprise_id=None, project_id=None)
    subject, record = facts.subject, facts.record
    if subject.id in (visit.enterprise_id, visit.project_id):
        return visit
    return replace(
        visit,
        enterprise_id=subject.enterprise_id,
        project_id=subject.project_id,
        division_code=record.division_code,
        division_name=record.division_name,
    )
