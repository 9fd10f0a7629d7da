"""One problem on its card: what kind, how urgent, what it is and what the enterprise wishes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from sscs_desktop.base.ids import new_id
from sscs_desktop.domain.vocabulary import Category, Urgency
from sscs_desktop.ui import icons, theme, words
from sscs_desktop.ui.dialogs.field_column import mark
from sscs_desktop.ui.widgets import painting
from sscs_desktop.ui.widgets.area import Area
from sscs_desktop.ui.widgets.buttons import Button
from sscs_desktop.ui.widgets.fields import Choice, LineField, TextField, Tick
from sscs_desktop.ui.widgets.restyled import Restyled
from sscs_desktop.ui.widgets.text import Elided, Label

_URGENCY = 84


@dataclass(frozen=True, kw_only=True)
class IssueText:
    """What one block says. `same_as` is the id of the open issue it turned out to be; then the text becomes a note."""

    id: str = field(default_factory=new_id)
    category: Category | None = None
    urgency: Urgency = Urgency.NORMAL
    can_solve_here: bool = False
    description: str = ""
    wish: str = ""
    same_as: str = ""

    @property
    def is_empty(self) -> bool:
        """Tell whether nothing was written that could be lost."""
        return not (self.description or self.wish)


@dataclass(frozen=True, kw_only=True)
class Similar:
    """An open issue that reads like what is being typed."""

    id: str
    number: str
    description: str


class IssueBlock(Area):
    """A card of the issue column. It asks nobody: it tells what changed and is told what is similar."""

    changed = Signal()
    described = Signal(str)
    """The description, after each change."""
    removal_asked = Signal()

    def __init__(self, text: IssueText, categories: Sequence[Category], *, may_go: bool = True) -> None:
        super().__init__(None)
        self._id = text.id
        self._same: Similar | None = None
        self._similar: Similar | None = None
        self.setObjectName("issue_block")
        self._number = _Number()
        self.category = Choice()
        self.category.setObjectName("category")
        self.category.setPlaceholderText(self.tr("类别"))
        self.urgency = _Urgency([(each, words.say(each)) for each in Urgency])
        self.urgency.setObjectName("urgency")
        self.here = Tick(self.tr("本级能解决"))
        self.here.setObjectName("can_solve_here")
        self.description = TextField(self.tr("是什么问题，企业怎么说"), height=56)
        self.description.setObjectName("description")
        self.wish = LineField(self.tr("企业希望怎么办（可不填）"))
        self.wish.setObjectName("wish")
        self._bin = Button("", "bare", "trash-2", tip=self.tr("去掉这个问题"), key="Alt+Delete", height=28)
        self._bin.setObjectName("remove")
        if not may_go:
            self._bin.hide()
        self._lay()
        self._name()
        self.set_categories(categories)
        self.show_text(text)
        self._connect()

    def text(self) -> IssueText:
        """Return what the block says."""
        category, urgency = self.category.value(), self.urgency.value()
        return IssueText(
            id=self._id,
            category=category if isinstance(category, Category) else None,
            urgency=urgency if isinstance(urgency, Urgency) else Urgency.NORMAL,
            can_solve_here=self.here.isChecked(),
            description=self.description.text(),
            wish=self.wish.text().strip(),
            same_as=self._same.id if self._same else "",
        )

    def show_text(self, text: IssueText) -> None:
        """Show what a draft or a removed block said."""
        self._id = text.id
        if text.category is not None:
            self._insist(text.category)
        self.urgency.set_value(text.urgency)
        self.here.setChecked(text.can_solve_here)
        self.description.set_text(text.description)
        self.wish.setText(text.wish)

    def set_number(self, number: int) -> None:
        """Say which problem of this visit it is; 0 for the only one."""
        self._number.setText(str(number) if number else "")
        self._number.setVisible(bool(number))

    def set_categories(self, categories: Sequence[Category]) -> None:
        """Offer the categories of this enterprise or project; one chosen before stays, even if not offered."""
        kept = self.category.value()
        self.category.set_choices([(each, words.say(each)) for each in categories])
        if isinstance(kept, Category):
            self._insist(kept)
        else:
            self.category.setCurrentIndex(-1)

    def offer(self, similar: Similar | None) -> None:
        """Show the similar open issue below the wish, or nothing."""
        self._similar = similar
        if self._same is None:
            self._tell()

    def same(self) -> Similar | None:
        """Return the open issue this is the same as."""
        return self._same

    def take_as_same(self, similar: Similar) -> None:
        """Turn the block into a note on an open issue (是同一件)."""
        self._same = similar
        self._tell()
        self.changed.emit()

    def part(self) -> None:
        """Let it be a problem of its own after all."""
        self._same = None
        self._tell()
        self.changed.emit()

    def show_problems(self, sentences: Mapping[str, str]) -> bool:
        """Put sentences beside the fields; tell whether one of them now has the focus."""
        own = [sentences[name] for name in self._fields() if sentences.get(name)]
        self._problem.setText("　".join(dict.fromkeys(own)))
        self._problem.setVisible(bool(self._problem.text()))
        first: QWidget | None = None
        for name, widget in self._fields().items():
            mark(widget, sentences.get(name, ""))
            if name in sentences and first is None:
                first = widget
        if first is not None:
            first.setFocus(Qt.FocusReason.ShortcutFocusReason)
        return first is not None

    def focus_first(self) -> None:
        """Put the cursor where one begins: the category, or the text if that stands."""
        begin: QWidget = self.category if self.category.value() is None else self.description.edit
        begin.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def tab_chain(self) -> list[QWidget]:
        """Return the fields in the order of the eye."""
        return [
            self.category,
            self.urgency,
            self.here,
            self.description.edit,
            self.wish,
            self._similar_line.verb,
            self._bin,
        ]

    def paintEvent(self, event: QPaintEvent) -> None:
        painting.outline(QPainter(self), QRectF(self.rect()), 6, stroke="line", fill="surface")

    def _fields(self) -> dict[str, Any]:
        return {"category": self.category, "description": self.description, "wish": self.wish}

    def _insist(self, category: Category) -> None:
        self.category.insist(category, words.say(category))

    def _lay(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(8)
        for widget in (self.category, self.urgency, self.here):
            top.addWidget(widget)
        top.addStretch(1)
        top.addWidget(self._bin)
        self._similar_line = _SimilarLine(self)
        self._problem = Label("", "caption", "bad", wrap=True)
        self._problem.setObjectName("problem_issue")
        self._problem.setVisible(False)
        fields = QVBoxLayout()
        fields.setSpacing(8)
        fields.addLayout(top)
        for each in (self.description, self.wish, self._similar_line, self._problem):
            fields.addWidget(each)
        row = self.row((12, 12, 12, 12))
        row.addWidget(self._number, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(fields, 1)

    def _name(self) -> None:
        self.category.setAccessibleName(self.tr("问题类别"))
        self.urgency.setAccessibleName(self.tr("紧急程度"))
        self.description.edit.setAccessibleName(self.tr("问题"))
        self.wish.setAccessibleName(self.tr("诉求"))

    def _connect(self) -> None:
        self.category.currentIndexChanged.connect(lambda _index: self.changed.emit())
        self.urgency.currentIndexChanged.connect(lambda _index: self.changed.emit())
        self.here.toggled.connect(lambda _on: self.changed.emit())
        self.description.changed.connect(self._retyped)
        self.wish.textChanged.connect(lambda _text: self.changed.emit())
        self._bin.clicked.connect(lambda: self.removal_asked.emit())
        self._similar_line.verb.clicked.connect(self._verb)

    def _retyped(self) -> None:
        self.changed.emit()
        self.described.emit(self.description.text())

    def _verb(self) -> None:
        if self._same is not None:
            self.part()
        elif self._similar is not None:
            self.take_as_same(self._similar)

    def _tell(self) -> None:
        """Show the line below the fields: what is similar, or what this has become a note on."""
        for widget in (self.category, self.urgency, self.here, self.wish):
            widget.setEnabled(self._same is None)
        shown = self._same or self._similar
        self._similar_line.setVisible(shown is not None)
        if self._same is not None:
            text = self.tr("上面的话作为附注，记到 {number}：{what}")
            self._similar_line.say(
                text.format(number=self._same.number, what=self._same.description), self.tr("分开记"), "sticky-note"
            )
        elif self._similar is not None:
            text = self.tr("相近的未办结问题：{what}")
            self._similar_line.say(text.format(what=self._similar.description), self.tr("是同一件"), "info")


class _Number(Label):
    def __init__(self) -> None:
        super().__init__("", "record", "ink3")
        self.setVisible(False)

    def measure(self) -> None:
        super().measure()
        self.setFixedSize(theme.S(16), theme.S(32))


class _Urgency(Choice):
    """Never so narrow that its word is cut: one must see at a glance what is urgent."""

    def sizeHint(self) -> QSize:
        return super().sizeHint().expandedTo(QSize(theme.S(_URGENCY), 0))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()


class _SimilarLine(Restyled, QWidget):
    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._icon = _LineIcon()
        self._words = Elided("", "caption", "ink2")
        self._words.setObjectName("similar")
        self.verb = Button("", "quiet", height=24)
        self.verb.setObjectName("same")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self._icon)
        row.addWidget(self._words, 1)
        row.addWidget(self.verb)
        self.setVisible(False)

    def say(self, text: str, verb: str, icon: str) -> None:
        self._words.setText(text)
        self.verb.set_words(verb)
        self._icon.name = icon
        self._icon.update()


class _LineIcon(Restyled, QWidget):
    def __init__(self) -> None:
        super().__init__()
        self.name = "info"
        self.measure()

    def measure(self) -> None:
        self.setFixedSize(theme.S(12), theme.S(12))

    def paintEvent(self, event: QPaintEvent) -> None:
        icons.paint(QPainter(self), self.name, QRectF(self.rect()), "info")
