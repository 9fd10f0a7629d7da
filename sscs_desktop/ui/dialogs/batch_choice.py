"""Whom a batch of cards is for: filled ones for those ticked of a filtered list, or blank ones by number."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from unicodedata import normalize

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from sscs_desktop.domain.vocabulary import ServiceClass
from sscs_desktop.paperwork.card_batch import MOST, Candidate, Wish
from sscs_desktop.store.subjects import Subject
from sscs_desktop.ui import words
from sscs_desktop.ui.dialogs.field_column import FieldColumn
from sscs_desktop.ui.widgets.buttons import Button
from sscs_desktop.ui.widgets.fields import Choice, LineField, Tick
from sscs_desktop.ui.widgets.record_list import RecordList
from sscs_desktop.ui.widgets.record_model import Row
from sscs_desktop.ui.widgets.segments import Segments
from sscs_desktop.ui.widgets.text import Label

BLANKS = 20
"""Blank forms offered at first."""


class BatchChoice(QWidget):
    """`find` returns whom a wish names, MOST at the most, and how many it names.

    unit_id: whose enterprises are offered at first, "" where all are. `changed` fires when other cards are meant,
    `looked` with the place of one.
    """

    changed = Signal()
    looked = Signal(int)

    def __init__(
        self,
        find: Callable[[Wish], tuple[Sequence[Candidate], int]],
        townships: Sequence[tuple[str, str]],
        unit_id: str,
    ) -> None:
        super().__init__()
        self._find = find
        self._unit_id = unit_id
        self._found: tuple[Candidate, ...] = ()
        self._named = 0
        self._left_out: set[str] = set()
        self.filling = Segments([(False, self.tr("填好的卡")), (True, self.tr("空白卡"))])
        self.kind = Segments([(False, self.tr("企业")), (True, self.tr("项目"))])
        self.township = Choice([("", self.tr("全部乡镇")), *townships])
        self.service_class = Choice([(None, self.tr("全部类别")), *((each, words.say(each)) for each in ServiceClass)])
        self.text = LineField(self.tr("名称或首字母"))
        self.mine = Tick(self.tr("只要我单位分包的"))
        self.mine.setChecked(bool(unit_id))
        self.mine.setVisible(bool(unit_id))
        self.count = LineField()
        self.count.setText(str(BLANKS))
        self.rows = RecordList()
        self.chosen_words = Label("", "caption", "ink2")
        self.whole = Button(self.tr("全部取消"), "quiet", height=24, on=self._toggle_all)
        self._fields = FieldColumn(label_width=40)
        self._stack = QStackedWidget()
        self._lay()
        self._name()
        self._connect()
        self.search()

    def is_blank(self) -> bool:
        """Tell whether forms for handwriting are meant."""
        return bool(self.filling.value())

    def is_project(self) -> bool:
        """Tell whether the cards are those of projects."""
        return bool(self.kind.value())

    def chosen(self) -> tuple[Subject, ...]:
        """Return those ticked, in their order."""
        return tuple(each.subject for each in self._found if each.subject.id not in self._left_out)

    def is_cut_short(self) -> bool:
        """Tell whether more are named than one list shows."""
        return not self.is_blank() and self._named > MOST

    def blanks(self) -> int:
        """Return how many blank forms are wanted, 0 for what is no number or too many."""
        typed = normalize("NFKC", self.count.text()).strip()
        wanted = int(typed) if typed.isdecimal() else 0
        return wanted if wanted <= MOST else 0

    def search(self) -> None:
        """Read whom the filters name; what was left out stays so."""
        service_class = self.service_class.value()
        wish = Wish(
            is_project=self.is_project(),
            text=self.text.text().strip(),
            township=str(self.township.value() or ""),
            service_class=service_class if isinstance(service_class, ServiceClass) else None,
            unit_id=self._unit_id if self.mine.isChecked() else "",
        )
        found, self._named = self._find(wish)
        self._found = tuple(found)
        self.service_class.setEnabled(not self.is_project())
        self._tell()

    def leave_out(self, ids: Collection[str]) -> None:
        """Take the ticks away from some: they have their cards, and a second press would print a second set."""
        self._left_out |= set(ids)
        self._tell()

    def _lay(self) -> None:
        self._fields.add("filling", self.tr("打印"), self.filling)
        self._fields.add("kind", self.tr("对象"), self.kind)
        filled = QWidget()
        column = QVBoxLayout(filled)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        narrowing = QHBoxLayout()
        narrowing.setSpacing(8)
        narrowing.addWidget(self.township, 1)
        narrowing.addWidget(self.service_class, 1)
        column.addLayout(narrowing)
        column.addWidget(self.text)
        line = QHBoxLayout()
        line.addWidget(self.mine)
        line.addStretch(1)
        line.addWidget(self.chosen_words)
        line.addWidget(self.whole)
        column.addLayout(line)
        column.addWidget(self.rows, 1)
        blank = QWidget()
        blank_column = QVBoxLayout(blank)
        blank_column.setContentsMargins(0, 0, 0, 0)
        blank_fields = FieldColumn(label_width=40)
        blank_fields.add("count", self.tr("张数"), self.count)
        blank_column.addWidget(blank_fields)
        note = self.tr("空白卡没有卡号，企业手写后带回，照着记走访、记问题。")
        blank_column.addWidget(Label(note, "caption", "ink3", wrap=True))
        blank_column.addStretch(1)
        self._stack.addWidget(filled)
        self._stack.addWidget(blank)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(16, 16, 16, 8)
        whole.setSpacing(8)
        whole.addWidget(self._fields)
        whole.addWidget(self._stack, 1)

    def _name(self) -> None:
        named = ("filling", "kind", "township", "service_class", "text", "mine", "count", "rows", "whole")
        for name in named:
            getattr(self, name).setObjectName(name)
        self.township.setAccessibleName(self.tr("乡镇"))
        self.service_class.setAccessibleName(self.tr("类别"))
        self.text.setAccessibleName(self.tr("名称或首字母"))
        self.rows.setAccessibleName(self.tr("要打印的，空格键勾选"))

    def _connect(self) -> None:
        self.filling.chosen.connect(self._fill)
        self.kind.chosen.connect(lambda _kind: self.search())
        self.township.currentIndexChanged.connect(lambda _at: self.search())
        self.service_class.currentIndexChanged.connect(lambda _at: self.search())
        self.text.sought.connect(lambda _text: self.search())
        self.mine.toggled.connect(lambda _on: self.search())
        self.count.textChanged.connect(lambda _text: self.changed.emit())
        self.rows.toggled.connect(self._toggle)
        self.rows.picked.connect(self._look)

    def _fill(self, is_blank: object) -> None:
        self._stack.setCurrentIndex(1 if is_blank else 0)
        self.changed.emit()

    def _toggle(self, row: Row) -> None:
        self._left_out ^= {row.id}
        self._tell()

    def _toggle_all(self) -> None:
        ids = {each.subject.id for each in self._found}
        self._left_out = self._left_out | ids if self.chosen() else self._left_out - ids
        self._tell()

    def _look(self, row: Row | None) -> None:
        places = [each.id for each in self.chosen()]
        if row is not None and row.id in places:
            self.looked.emit(places.index(row.id))

    def _tell(self) -> None:
        self.rows.show_rows([self._row(each) for each in self._found])
        chosen = len(self.chosen())
        self.chosen_words.setText(self.tr("选了 {count} 个").format(count=chosen))
        self.whole.set_words(self.tr("全部取消") if chosen else self.tr("全部选上"))
        self.changed.emit()

    def _row(self, each: Candidate) -> Row:
        subject = each.subject
        ticked = subject.id not in self._left_out
        return Row(id=subject.id, name=subject.name, second=each.division_name, ticked=ticked)
