"""填经营数据: one operating figure of an enterprise, as the firm told it or as the cadre filled it in for the firm."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from PySide6.QtWidgets import QHBoxLayout, QWidget

from sscs_desktop.base import clock
from sscs_desktop.base.errors import Invalid
from sscs_desktop.domain import rules
from sscs_desktop.domain.enterprise import UNITS, Figure
from sscs_desktop.domain.entry import clean
from sscs_desktop.domain.vocabulary import FilledBy, Indicator
from sscs_desktop.store import enterprises
from sscs_desktop.store.outbox import Seen
from sscs_desktop.ui import messages, phrases, words
from sscs_desktop.ui.desk import Desk
from sscs_desktop.ui.dialogs import figure_entry, visit_draft
from sscs_desktop.ui.dialogs.draft_dialog import DraftDialog
from sscs_desktop.ui.dialogs.field_column import FieldColumn
from sscs_desktop.ui.dialogs.sizes import fit
from sscs_desktop.ui.widgets.area import ScrollColumn
from sscs_desktop.ui.widgets.fields import Choice, LineField
from sscs_desktop.ui.widgets.segments import Segments
from sscs_desktop.ui.widgets.text import Label

FORM = "figure"


class FiguresDialog(DraftDialog):
    """Indicator, value, period, who filled it in. A figure of the same period that stands is shown, and changed.

    `draft_key`: go on with what a refused figure left.
    """

    def __init__(
        self, desk: Desk, enterprise_id: str, draft_key: str | None = None, parent: QWidget | None = None
    ) -> None:
        super().__init__(desk, parent)
        self.setObjectName("figures_dialog")
        self.setWindowTitle(self.tr("填经营数据"))
        self._enterprise_id = enterprise_id
        self._prefilled = ""
        with desk.store.read() as session:
            firm = enterprises.get(session, enterprise_id)
            self._standing = figure_entry.own_figures(session, enterprise_id)
        self._name = firm.name if firm else ""
        data = self.open_draft(FORM, draft_key or enterprise_id)
        if isinstance(data.get("seen"), Mapping):
            shown = visit_draft.seen_of(data["seen"])
            self._standing = {**self._standing, shown.record.id: shown}
        self._build()
        self._show(data)
        self._connect()
        fit(self, 480, 304)
        self.value.setFocus()

    def accept_typed(self) -> None:
        """Save the figure; the next card prints it. An emptied number empties the figure that stands."""
        self.commit_composition()
        value, seen, today = figure_entry.number_of(self.value.text()), self._same(), clock.today()
        if value is None and not self._is_emptied(seen):
            self.show_problems({"value": "not_a_number" if clean(self.value.text()) else "required"})
            return
        figure = self._figure(value, seen)
        try:
            rules.check_figure(figure, today)
        except Invalid as error:
            self.show_problems(error.problems)
            return
        self.file(lambda session: enterprises.save_figure(session, figure, seen, today=today))

    def draft(self) -> dict[str, Any]:
        data = {
            "enterprise_id": self._enterprise_id,
            "indicator": str(self.indicator.value()),
            "value": self.value.text(),
            "period": self.period.text(),
            "filled_by": str(self.filled_by.value()),
            "title": self._name,
        }
        seen = self._same()
        return data if seen is None else data | {"seen": visit_draft.seen_data(seen)}

    def show_problems(self, codes: Mapping[str, str]) -> None:
        said = {name: messages.problem(code) for name, code in codes.items()}
        rest = self.fields.show_problems(said)
        if rest:
            self.say("　".join(said[name] for name in rest), "info", "bad")

    def _build(self) -> None:
        self.indicator = Choice([(each, words.say(each)) for each in Indicator])
        self.indicator.setObjectName("indicator")
        self.value = LineField(self.tr("数字"))
        self.value.setObjectName("value")
        self.unit = Label("", "body", "ink2")
        self.unit.setObjectName("unit")
        self.standing = Label("", "caption", "ink3", wrap=True)
        self.standing.setObjectName("standing")
        self.period = LineField(self.tr("2018年1—8月、2018年9月"))
        self.period.setObjectName("period")
        self.filled_by = Segments([(each, words.say(each)) for each in figure_entry.BY])
        self.filled_by.setObjectName("filled_by")
        self.fields = FieldColumn()
        self.fields.add("indicator", self.tr("指标"), self.indicator)
        self.fields.add("period", self.tr("期间"), self.period)
        self.fields.add_block("value", self.tr("数值"), self.value, self._amount(), below=self.standing)
        self.fields.add("filled_by", self.tr("谁填的"), self.filled_by)
        scroll = ScrollColumn("surface", (16, 16, 16, 16), 12)
        scroll.add(Label(self._name, "record", wrap=True))
        scroll.add(self.fields)
        self.body.addWidget(scroll)
        self.add_verbs(self.tr("保存"), self.tr("稍后再写"))

    def _amount(self) -> QWidget:
        """Return the value with its unit beside it."""
        holder = QWidget()
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self.value)
        row.addWidget(self.unit, 1)
        return holder

    def _show(self, data: Mapping[str, Any]) -> None:
        """Show a draft, or a figure of this month; a period is written as the office does, whatever the language."""
        today = clock.today()
        indicator, by = str(data.get("indicator") or ""), str(data.get("filled_by") or "")
        self.indicator.set_value(Indicator(indicator) if indicator in set(Indicator) else Indicator.REVENUE)
        self.filled_by.set_value(FilledBy(by) if by in figure_entry.BY else FilledBy.CADRE)
        self.period.setText(str(data.get("period") or f"{today.year}年{today.month}月"))
        self.value.setText(str(data.get("value") or ""))
        if "value" not in data:
            self._prefill()
        self._tell()

    def _connect(self) -> None:
        for signal in (self.indicator.currentIndexChanged, self.period.textChanged):
            signal.connect(lambda _what: self._prefill())
        for signal in (self.indicator.currentIndexChanged, self.period.textChanged, self.value.textChanged):
            signal.connect(lambda _what: self._tell())
        for changed in (
            self.indicator.currentIndexChanged,
            self.period.textChanged,
            self.value.textChanged,
            self.filled_by.chosen,
        ):
            changed.connect(lambda _what: self.keeper.touch())

    def _prefill(self) -> None:
        """Show what stands for this indicator and period, unless another number was typed."""
        seen = self._same()
        if self.value.text() not in ("", self._prefilled):
            return
        self._prefilled = figure_entry.number_text(seen.record) if seen else ""
        self.value.setText(self._prefilled)
        if seen is not None and self._prefilled:
            self.filled_by.set_value(seen.record.filled_by)

    def _tell(self) -> None:
        """Say the unit, which figure of this period stands already, and what saving makes of it."""
        self.unit.setText(phrases.unit_word(UNITS[self._indicator()]))
        seen = self._same()
        is_emptied = self._is_emptied(seen)
        self.standing.set_token("warn" if is_emptied else "ink3")
        self.standing.setText("" if seen is None else self._standing_words(seen.record, is_emptied))

    def _standing_words(self, figure: Figure, is_emptied: bool) -> str:
        if figure.value is None:
            text = self.tr("这一期的数字已清空，可以再填")
        elif is_emptied:
            text = self.tr("这一期已填 {amount}（{who}），保存后清空这一项")
        elif self.value.text() == self._prefilled:
            text = self.tr("已填 {amount}（{who}），可以改，删掉数字就清空")
        else:
            text = self.tr("这一期已填 {amount}（{who}），保存后换成新的")
        said = phrases.amount(figure.value, figure.unit)
        return text.format(amount=said, who=words.say(figure.filled_by))

    def _is_emptied(self, seen: Seen | None) -> bool:
        """Tell whether the number of a figure that stands was taken out."""
        return not clean(self.value.text()) and seen is not None and seen.record.value is not None

    def _indicator(self) -> Indicator:
        chosen = self.indicator.value()
        return chosen if isinstance(chosen, Indicator) else Indicator.REVENUE

    def _same(self) -> Seen | None:
        """Return the figure that stands for this indicator and period, as it was when the form opened."""
        return figure_entry.standing(self._standing, self._indicator(), self.period.text())

    def _figure(self, value: Decimal | None, seen: Seen | None) -> Figure:
        by = self.filled_by.value()
        by = by if isinstance(by, FilledBy) and value is not None else FilledBy.CADRE
        name = self.desk.account.user_name if by is FilledBy.CADRE else ""
        return figure_entry.figure(self._enterprise_id, self._indicator(), value, self.period.text(), by, name, seen)
