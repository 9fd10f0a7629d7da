"""What may be filled in on a card by hand, in the order of the paper."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from sscs_desktop.domain.card import ON_FORM
from sscs_desktop.domain.issue import Issue
from sscs_desktop.domain.vocabulary import FilledBy, OperatingState, Satisfaction, Signature
from sscs_desktop.ui import words
from sscs_desktop.ui.dialogs import subject_words
from sscs_desktop.ui.dialogs.attachment_field import AttachmentField
from sscs_desktop.ui.dialogs.card_visit import CardVisit
from sscs_desktop.ui.dialogs.field_column import FieldColumn
from sscs_desktop.ui.dialogs.figure_entry import BY
from sscs_desktop.ui.dialogs.figure_grid import FigureGrid
from sscs_desktop.ui.dialogs.issue_column import IssueColumn
from sscs_desktop.ui.dialogs.visit_form import ShortDay
from sscs_desktop.ui.widgets.facts import SectionHead
from sscs_desktop.ui.widgets.fields import Choice, LineField, TextField, Tick
from sscs_desktop.ui.widgets.segments import Segments

LABELS = 72


class CardForm(QWidget):
    """Fields only. `rated`: the issues on the card that were answered, for the 满意度 of the second sheet."""

    changed = Signal()

    def __init__(
        self,
        column: IssueColumn,
        files: AttachmentField,
        rated: Sequence[Issue],
        visit: CardVisit | None,
        *,
        is_enterprise: bool,
    ) -> None:
        super().__init__()
        self.column, self.files, self.visit = column, files, visit
        self.filled_by = Segments([(each, words.say(each)) for each in BY])
        self.figures = FigureGrid(ON_FORM)
        self.state = Choice([(None, self.tr("没有勾")), *((each, words.say(each)) for each in OperatingState)])
        self.suggestions = TextField(self.tr("照纸上写的录"), height=56)
        self.filled_by_name = LineField(self.tr("姓名"))
        self.filled_by_phone = LineField(self.tr("电话"))
        self.signed_on = ShortDay("9-30")
        self.signatures = {each: Tick(words.say(each)) for each in Signature}
        self.ratings = {issue.id: self._rating() for issue in rated}
        self.head = FieldColumn(label_width=LABELS)
        self.running = FieldColumn(label_width=LABELS)
        self.foot = FieldColumn(label_width=LABELS)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(8)
        self._lay(is_enterprise=is_enterprise)
        self._lay_answers(rated)
        self._name()
        self._connect()

    def signed(self) -> tuple[Signature, ...]:
        """Return the signatures ticked, in the form's order."""
        return tuple(each for each, tick in self.signatures.items() if tick.isChecked())

    def rated(self) -> dict[str, Satisfaction | None]:
        """Return what was chosen for each answered issue."""
        values = {id: field.value() for id, field in self.ratings.items()}
        return {id: value if isinstance(value, Satisfaction) else None for id, value in values.items()}

    def show_rated(self, given: Mapping[str, str]) -> int:
        """Show what was ticked; return how many are not offered any more, their issues being closed meanwhile."""
        for id in given.keys() & self.ratings.keys():
            self.ratings[id].set_value(Satisfaction(given[id]))
        return len(given.keys() - self.ratings.keys())

    def chosen_by(self) -> FilledBy:
        """Return who filled the card in."""
        value = self.filled_by.value()
        return value if isinstance(value, FilledBy) else FilledBy.ENTERPRISE

    def show_problems(self, sentences: Mapping[str, str]) -> list[str]:
        """Put each sentence below its field, the visit's too (visit.visitors); return the names that have no field."""
        rest = dict(sentences)
        if self.visit is not None:
            own = {name: rest.pop(name) for name in list(rest) if name.startswith("visit.")}
            self.visit.fields.show_problems({name.removeprefix("visit."): said for name, said in own.items()})
        for fields in (self.foot, self.running, self.head):
            rest = {name: rest[name] for name in fields.show_problems(rest)}
        return list(rest)

    def _lay(self, *, is_enterprise: bool) -> None:
        self.head.add("filled_by", self.tr("填报主体"), self.filled_by)
        self._column.addWidget(self.head)
        if is_enterprise:
            self._column.addWidget(SectionHead(self.tr("生产经营")))
            self._column.addWidget(self.figures)
            self.running.add("operating_state", self.tr("经营状态"), self.state)
            self._column.addWidget(self.running)
        else:
            for widget in (self.figures, self.state, self.running):
                widget.setParent(self)
                widget.hide()
        if self.visit is not None:
            self._column.addWidget(self.visit)
        self._column.addWidget(SectionHead(self.tr("问题")))
        self._column.addWidget(self.column)
        self._column.addWidget(SectionHead(self.tr("意见建议和签字")))
        self.foot.add("suggestions", self.tr("意见建议"), self.suggestions)
        self.foot.add("filled_by_name", self.tr("填表人"), self.filled_by_name)
        self.foot.add("filled_by_phone", self.tr("联系电话"), self.filled_by_phone)
        self.foot.add_block("signatures", self.tr("签字盖章"), self.signatures[Signature.FILLER], self._ticks())
        self.foot.add("signed_on", self.tr("签回日期"), self.signed_on, beside=QWidget())
        self._column.addWidget(self.foot)
        self._column.addWidget(self.files)

    def _lay_answers(self, rated: Sequence[Issue]) -> None:
        if not rated:
            return
        block = QWidget()
        column = QVBoxLayout(block)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(SectionHead(self.tr("办理结果反馈"), len(rated)))
        for issue in rated:
            rating = FieldColumn(label_width=LABELS)
            rating.add(issue.id, self.tr("满意度"), self.ratings[issue.id])
            column.addWidget(subject_words.issue_line(issue))
            column.addWidget(rating)
        self._column.insertWidget(self._column.count() - 1, block)

    def _ticks(self) -> QWidget:
        holder = QWidget()
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 4, 0, 4)
        column.setSpacing(4)
        for tick in self.signatures.values():
            column.addWidget(tick)
        return holder

    def _rating(self) -> Choice:
        return Choice([(None, self.tr("没有勾")), *((each, words.say(each)) for each in Satisfaction)])

    def _name(self) -> None:
        for name in ("filled_by", "state", "suggestions", "filled_by_name", "filled_by_phone", "signed_on"):
            getattr(self, name).setObjectName(name)
        for signature, tick in self.signatures.items():
            tick.setObjectName(f"signature_{signature}")

    def _connect(self) -> None:
        for line in (self.filled_by_name, self.filled_by_phone, self.signed_on):
            line.textChanged.connect(lambda _text: self.changed.emit())
        for tick in self.signatures.values():
            tick.toggled.connect(lambda _on: self.changed.emit())
        for choice in (self.state, *self.ratings.values()):
            choice.currentIndexChanged.connect(lambda _at: self.changed.emit())
        self.filled_by.chosen.connect(lambda _by: self.changed.emit())
        visit = () if self.visit is None else (self.visit,)
        for part in (self.suggestions, self.figures, self.column, self.files, *visit):
            part.changed.connect(self.changed)
