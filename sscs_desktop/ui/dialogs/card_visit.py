"""走访情况 on a card that came back: the visit written there by hand, folded away until somebody says there is one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from sscs_desktop.base import clock
from sscs_desktop.base.ids import new_id
from sscs_desktop.domain.entry import clean
from sscs_desktop.domain.visit import MORNING, Visit
from sscs_desktop.domain.vocabulary import VisitMode
from sscs_desktop.ui import words
from sscs_desktop.ui.desk import Desk
from sscs_desktop.ui.dialogs import reading, subject_words, visit_draft
from sscs_desktop.ui.dialogs.days import moment
from sscs_desktop.ui.dialogs.field_column import FieldColumn
from sscs_desktop.ui.dialogs.reading import SubjectFacts
from sscs_desktop.ui.dialogs.visit_entry import about, new_visit
from sscs_desktop.ui.dialogs.visit_form import BrakeLine, ShortDay
from sscs_desktop.ui.widgets.area import reveal
from sscs_desktop.ui.widgets.buttons import Button
from sscs_desktop.ui.widgets.fields import LineField, TextField
from sscs_desktop.ui.widgets.segments import Segments
from sscs_desktop.ui.widgets.token_field import TokenField


def visit_of(
    desk: Desk, facts: SubjectFacts | None, day: Callable[[], date | None], printed: Visit | None
) -> CardVisit | None:
    """Return the fields of the visit on a paper that was printed with one or without; None without a subject."""
    if facts is None:
        return None
    found = CardVisit(facts, new_visit(new_id(), desk.account), day, is_printed=printed is not None)
    with desk.store.read() as session:
        found.visitors.set_offers(reading.colleagues(session))
        found.policies.set_offers(reading.policies(session))
    return found


class CardVisit(QWidget):
    """Fields in the order of the paper. `day` says which is put in when they are unfolded."""

    changed = Signal()

    def __init__(self, facts: SubjectFacts, base: Visit, day: Callable[[], date | None], *, is_printed: bool) -> None:
        super().__init__()
        self._facts, self._base, self._known_day = facts, base, day
        word = self.tr("收卡时又走访了，一起记") if is_printed else self.tr("纸上写了走访，一起记")
        self._words = (word, self.tr("不记这次走访"))
        self.fold = Button(word, "quiet", "footprints", height=28, on=self._toggle)
        self.situation = TextField(self.tr("照纸上写的录"), height=56)
        self.day = ShortDay("9-30")
        self.mode = Segments([(each, words.say(each)) for each in VisitMode])
        self.visitors = TokenField()
        self.received_by = LineField(self.tr("姓名、职务"))
        self.policies = TokenField(self.tr("再加…"))
        self.brake = BrakeLine()
        self.fields = FieldColumn(label_width=72)
        self.mode.set_value(base.mode)
        self.visitors.set_tokens(base.visitors)
        self.received_by.setText(facts.received_by)
        self._lay()
        self._connect()

    def is_open(self) -> bool:
        """Tell whether a visit is to be filed."""
        return not self.fields.isHidden()

    def typed(self, issue_count: int) -> tuple[Visit | None, dict[str, str]]:
        """Return the visit, which brought so many issues, None while folded away; and codes of what cannot be read."""
        if not self.is_open():
            return None, {}
        visit = replace(self._visit(), is_no_issue=issue_count == 0)
        return visit, {} if self.day.day() else {"visit.visited_at": "bad_day"}

    def data(self) -> dict[str, Any]:
        """Return what stands in the fields as plain JSON, folded away or not."""
        day = self.day.day()
        return {
            "is_open": self.is_open(),
            "situation": self.situation.text(),
            "day": day.isoformat() if day else None,
            "day_text": self.day.text(),
            "mode": str(self.mode.value()),
            "visitors": list(self.visitors.tokens()),
            "received_by": self.received_by.text(),
            "policies": list(self.policies.tokens()),
        }

    def show_data(self, data: Mapping[str, Any]) -> None:
        """Show what a draft holds."""
        self.situation.set_text(str(data.get("situation") or ""))
        self.day.set_day(visit_draft.day_of(data.get("day")))
        self.day.setText(str(data.get("day_text") or ""))
        self.mode.set_value(visit_draft.mode_of(data))
        self.visitors.set_tokens(visit_draft.texts_of(data.get("visitors")))
        self.received_by.setText(str(data.get("received_by") or ""))
        self.policies.set_tokens(visit_draft.texts_of(data.get("policies")))
        self._unfold(data.get("is_open") is True)

    def _visit(self) -> Visit:
        """Return what the fields say, on the day of typing while none can be read."""
        mode, day = self.mode.value(), self.day.day()
        visit = replace(
            self._base,
            situation=clean(self.situation.text()),
            visited_at=moment(day, MORNING) if day else self._base.visited_at,
            mode=mode if isinstance(mode, VisitMode) else self._base.mode,
            visitors=tuple(clean(each) for each in self.visitors.tokens()),
            received_by=clean(self.received_by.text()),
            policies=tuple(clean(each) for each in self.policies.tokens()),
            is_late_entry=day is not None and day < clock.local(self._base.recorded_at).date(),
        )
        return about(visit, self._facts)

    def _think_twice(self) -> None:
        """Say what speaks against this visit, such as one of the same day that is filed already."""
        sentence = subject_words.caution(self._visit(), self._facts) if self.day.day() else ""
        self.brake.say(sentence, is_caution=bool(sentence))

    def _toggle(self) -> None:
        self._unfold(not self.is_open())
        if self.is_open():
            self.situation.setFocus()
            QTimer.singleShot(0, self.fields, lambda: reveal(self.fields))  # once the lines have their places
        self.changed.emit()

    def _unfold(self, is_open: bool) -> None:
        if is_open and not self.day.text():
            self.day.set_day(self._known_day())
        self._think_twice()
        self.fields.setVisible(is_open)
        self.fold.set_words(self._words[is_open])

    def _lay(self) -> None:
        fields = self.fields
        fields.add("situation", self.tr("经营或现场"), self.situation)
        fields.add("visited_at", self.tr("走访日期"), self.day, beside=self.brake)
        fields.add("mode", self.tr("走访方式"), self.mode)
        fields.add("visitors", self.tr("走访人"), self.visitors)
        fields.add("received_by", self.tr("接待人"), self.received_by)
        fields.add("policies", self.tr("宣讲政策"), self.policies)
        fields.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self.fold)
        column.addWidget(fields)
        self.fold.setObjectName("visit_fold")
        for name in ("situation", "day", "visitors", "received_by", "policies"):
            getattr(self, name).setObjectName(f"visit_{name}")

    def _connect(self) -> None:
        self.situation.changed.connect(self.changed)
        self.changed.connect(self._think_twice)
        for line in (self.day, self.received_by):
            line.textChanged.connect(lambda _text: self.changed.emit())
        self.day.changed.connect(lambda _day: self.changed.emit())
        self.mode.chosen.connect(lambda _mode: self.changed.emit())
        for tokens in (self.visitors, self.policies):
            tokens.changed.connect(self.changed)
            tokens.edit.textChanged.connect(lambda _text: self.changed.emit())
