"""The left side of 记走访: the visit itself, one field a line."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from sscs_desktop.base import clock
from sscs_desktop.domain.vocabulary import VisitMode
from sscs_desktop.domain.workdays import Workdays
from sscs_desktop.ui import theme, words
from sscs_desktop.ui.dialogs.attachment_field import AttachmentField
from sscs_desktop.ui.dialogs.days import WhenField, parse_time, resolved_day
from sscs_desktop.ui.dialogs.field_column import FieldColumn
from sscs_desktop.ui.dialogs.subject_field import Search, SubjectField
from sscs_desktop.ui.widgets.buttons import Button
from sscs_desktop.ui.widgets.day_field import DayField
from sscs_desktop.ui.widgets.fields import LineField, TextField
from sscs_desktop.ui.widgets.restyled import Restyled
from sscs_desktop.ui.widgets.segments import Segments
from sscs_desktop.ui.widgets.states import State, StateGlyph
from sscs_desktop.ui.widgets.text import Elided
from sscs_desktop.ui.widgets.token_field import TokenField


class VisitForm(QWidget):
    """Fields only: it reads and writes no record. `changed` fires for every change by the person."""

    changed = Signal()

    def __init__(
        self, search: Search, workdays: Workdays, files: AttachmentField, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._workdays = workdays
        self._files = files
        self.subject = SubjectField(search, self.tr("名称或首字母"))
        self.day = WhenField()
        self.time = TimeField(self.tr("时:分"))
        self.mode = Segments([(each, words.say(each)) for each in VisitMode])
        self.visitors = TokenField()
        self.received_by = LineField(self.tr("姓名、职务"))
        self.situation = TextField(self.tr("订单、产能、用工、资金……"), height=92)
        self.policies = TokenField(self.tr("再加…"))
        self.next_contact_on = ShortDay(self.tr("9-30"))
        self.resolved = Elided("", "caption", "ink2")
        self.fold = Button(self.tr("现场答复、备注"), "quiet", "chevron-right", height=28)
        self.spot_answer = TextField(self.tr("怎么答复的"), height=56)
        self.spot_answer_who = LineField(self.tr("谁负责"))
        self.spot_answer_when = LineField(self.tr("何时解决"))
        self.remark = TextField(height=56)
        self.brake = BrakeLine()
        self.fields = FieldColumn()
        self.more = FieldColumn()
        self._lay()
        self._name()
        self._connect()

    def unfold(self, open: bool) -> None:
        """Show or hide 现场答复 and 备注."""
        self.more.setVisible(open)
        self.fold.set_icon("chevron-down" if open else "chevron-right")

    def resolve(self) -> None:
        """Say which day 下次联系 means."""
        day = self.next_contact_on.day()
        if day is not None:
            self.resolved.setText(resolved_day(day, clock.today(), self._workdays))
        elif self.next_contact_on.is_unclear():
            self.resolved.setText(self.tr("写成 9-30、下周三 都可以"))
        else:
            self.resolved.setText("")

    def set_offers(self, colleagues: Sequence[str], policies: Sequence[str]) -> None:
        """Offer names and policies while one types."""
        self.visitors.set_offers(colleagues)
        self.policies.set_offers(policies)

    def _lay(self) -> None:
        when = QWidget()
        row = QHBoxLayout(when)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self.day, 1)
        row.addWidget(self.time)
        fields = self.fields
        fields.add_block("enterprise_id", self.tr("企业"), self.subject, self.subject, below=self.brake)
        fields.add_block("visited_at", self.tr("时间"), self.day, when)
        fields.add("mode", self.tr("方式"), self.mode)
        fields.add("visitors", self.tr("走访人"), self.visitors)
        fields.add("received_by", self.tr("接待人"), self.received_by)
        fields.add("situation", self.tr("生产经营"), self.situation)
        fields.add("policies", self.tr("宣讲政策"), self.policies)
        fields.add("next_contact_on", self.tr("下次联系"), self.next_contact_on, beside=self.resolved)
        fields.add_plain(self._folded())
        self.more.add("spot_answer", self.tr("现场答复"), self.spot_answer)
        self.more.add("spot_answer_who", self.tr("谁负责"), self.spot_answer_who)
        self.more.add("spot_answer_when", self.tr("何时解决"), self.spot_answer_when)
        self.more.add("remark", self.tr("备注"), self.remark)
        self.more.setVisible(False)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self.fields)
        column.addWidget(self.more)
        column.addWidget(self._files)

    def _folded(self) -> QWidget:
        """Return what is not asked of everybody, side by side: more fields, and files."""
        line = QWidget()
        row = QHBoxLayout(line)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        row.addWidget(self.fold)
        row.addWidget(self._files.add_button)
        return line

    def _name(self) -> None:
        self.time.setAccessibleName(self.tr("几点"))
        named = ("day", "time", "mode", "visitors", "received_by", "situation", "policies", "next_contact_on", "fold")
        for name in (*named, "spot_answer", "spot_answer_who", "spot_answer_when", "remark"):
            getattr(self, name).setObjectName(name)

    def _connect(self) -> None:
        for line in (self.received_by, self.time, self.spot_answer_who, self.spot_answer_when):
            line.textChanged.connect(lambda _text: self.changed.emit())
        for text in (self.situation, self.spot_answer, self.remark):
            text.changed.connect(self.changed)
        for tokens in (self.visitors, self.policies):
            tokens.changed.connect(self.changed)
            tokens.edit.textChanged.connect(lambda _text: self.changed.emit())
        self.mode.chosen.connect(lambda _mode: self.changed.emit())
        self.day.changed.connect(lambda _day: self.changed.emit())
        self.next_contact_on.textChanged.connect(self._next_changed)
        self.next_contact_on.changed.connect(self._next_changed)
        self.subject.edit.textChanged.connect(lambda _text: self.changed.emit())
        self.fold.clicked.connect(lambda: self.unfold(not self.more.isVisible()))

    def _next_changed(self, _what: object) -> None:
        self.resolve()
        self.changed.emit()


class TimeField(LineField):
    """A time of day: 15:20, 1520, 15点."""

    def __init__(self, hint: str = "") -> None:
        super().__init__(hint)
        self.editingFinished.connect(self._settle)

    def measure(self) -> None:
        super().measure()
        self.setFixedWidth(theme.S(72))

    def _settle(self) -> None:
        at = parse_time(self.text())
        if at is not None:
            self.setText(f"{at:%H:%M}")


class ShortDay(DayField):
    """A day as 9-30, as wide as that."""

    def measure(self) -> None:
        super().measure()
        self.setFixedWidth(theme.S(72))


class BrakeLine(Restyled, QWidget):
    """One caption under the subject: what it is, or a reason to think twice. Always there, so that nothing moves."""

    def __init__(self) -> None:
        super().__init__()
        self._glyph = StateGlyph(State.YELLOW)
        self._words = Elided("", "caption", "ink2")
        self._words.setObjectName("brake")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        row.addWidget(self._glyph)
        row.addWidget(self._words, 1)
        self.say("")
        self.measure()

    def say(self, sentence: str, *, is_caution: bool = False) -> None:
        """Say a fact, or with a triangle a caution."""
        self._words.setText(sentence)
        self._glyph.setVisible(is_caution)

    def text(self) -> str:
        """Return what it says."""
        return self._words.text()

    def measure(self) -> None:
        self.setFixedHeight(theme.S(20))
