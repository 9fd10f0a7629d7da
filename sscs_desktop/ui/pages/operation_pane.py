"""One operation of the outbox: where it is, why it was refused and what can be done, or the proof that it arrived."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QWidget

from sscs_desktop.domain.review import Review
from sscs_desktop.store.drafts import Draft
from sscs_desktop.store.report import OperationLine
from sscs_desktop.ui import phrases
from sscs_desktop.ui.pages import operation_words
from sscs_desktop.ui.pages.paragraph import LabelledText, Paragraph
from sscs_desktop.ui.pages.sheet import Sheet
from sscs_desktop.ui.pages.subject_tabs import quiet_line
from sscs_desktop.ui.target import Target
from sscs_desktop.ui.widgets.area import Rule
from sscs_desktop.ui.widgets.buttons import Button
from sscs_desktop.ui.widgets.facts import SectionHead
from sscs_desktop.ui.widgets.states import State, StateWord
from sscs_desktop.ui.widgets.text import Elided
from sscs_desktop.wire.kinds import NEW

_FORMS = frozenset({"visit", "issue", "figure"})
"""Kinds whose refused creation is written on in a dialog."""
_PAGES = frozenset({"visit", "issue", "enterprise", "project"})
"""Kinds of records that a page can open."""


class OperationPane(Sheet):
    asked = Signal(object)
    """A Target: open the record."""
    resumed = Signal(object)
    """A Draft to write on and file anew."""
    discarded = Signal(object)
    restored = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__((24, 12, 24, 16), parent)

    def show_line(
        self,
        line: OperationLine,
        draft: Draft | None,
        receipt: Mapping[str, Any] | None,
        content: str,
        late: Review | None = None,
    ) -> None:
        """Show one operation."""
        found: list[QWidget] = [Elided(operation_words.title_of(line), "record"), self._standing(line), Rule()]
        if content:
            found.append(Paragraph(content, "ink2"))
        if late is not None:
            found.append(Paragraph(operation_words.of_review(late)))
        if line.group == "refused" and draft is not None:
            found += self._refused(line, draft)
        else:
            found += self._facts(line, receipt)
            if line.kind in _PAGES:
                found.append(_buttons(self._open_button(line)))
        self.show_widgets(found)

    def show_discarded(self, draft: Draft) -> None:
        """Say that a refused operation was put away, and offer to take that back."""
        said = quiet_line(self.tr("这一条不再提醒，内容不会上报。按错了可以撤销。"))
        undo = Button(self.tr("撤销"), "plain", "undo", on=lambda: self.restored.emit(draft))
        undo.setObjectName("undo_discard")
        self.show_widgets([Elided(self.tr("已收起"), "record"), said, _buttons(undo)])

    def _standing(self, line: OperationLine) -> QWidget:
        word = {
            "refused": self.tr("未通过"),
            "waiting": self.tr("待上报，已存在本机"),
            "received": self.tr("县里已收到"),
            "settled": self.tr("未通过，已处理"),
        }.get(line.group, "")
        return StateWord(operation_words.SHAPES.get(line.group, State.PLAIN), word)

    def _refused(self, line: OperationLine, draft: Draft) -> Iterator[QWidget]:
        yield Paragraph(operation_words.reason(draft.reason or line.code))
        yield _buttons(*self._verbs(line, draft))
        fields = operation_words.kept_fields(draft)
        if fields:
            yield SectionHead(self.tr("写好的内容都在"))
        for label, text in fields:
            yield LabelledText(label, text)

    def _verbs(self, line: OperationLine, draft: Draft) -> Iterator[Button]:
        if draft.verb == NEW and draft.form in _FORMS:
            again = Button(self.tr("改好再报"), "filled", "pencil-line", on=lambda: self.resumed.emit(draft))
            again.setObjectName("resume")
            yield again
        elif line.kind in _PAGES and line.op_id:
            yield self._open_button(line)
        if operation_words.kept_fields(draft):
            copy = Button(self.tr("复制内容"), "plain", "copy", on=lambda: _copy(draft))
            copy.setObjectName("copy_kept")
            yield copy
        away = Button(self.tr("知道了，收起"), "plain", on=lambda: self.discarded.emit(draft))
        away.setObjectName("discard")
        yield away

    def _open_button(self, line: OperationLine) -> Button:
        button = Button(self.tr("打开这条记录"), "plain", on=lambda: self.asked.emit(Target(line.kind, line.id)))
        button.setObjectName("open_record")
        return button

    def _facts(self, line: OperationLine, receipt: Mapping[str, Any] | None) -> Iterator[QWidget]:
        yield LabelledText(self.tr("写的时间"), phrases.moment(line.happened_at))
        if line.answered_at is not None:
            yield LabelledText(self.tr("答复时间"), phrases.moment(line.answered_at))
        if line.last_error:
            yield LabelledText(self.tr("上次"), self.tr("没有报成，会自动再试。内容在本机，不会丢。"))
        if line.group == "settled":
            yield LabelledText(self.tr("结果"), operation_words.reason(line.code))
        if receipt is not None:
            yield SectionHead(self.tr("县里的回执"))
            yield LabelledText(self.tr("收到时间"), phrases.moment(datetime.fromisoformat(receipt["received_at"])))
            yield LabelledText(self.tr("回执校验码"), _grouped(str(receipt["root"])))
            yield quiet_line(self.tr("回执由县里签名，能证明这一条已收到；换机器、换岗都作数。"))


def _copy(draft: Draft) -> None:
    """Put what was kept on the clipboard, a line for each field."""
    lines = (f"{label}：{text}" for label, text in operation_words.kept_fields(draft))
    QGuiApplication.clipboard().setText("\n".join(lines))


def _buttons(*buttons: Button) -> QWidget:
    holder = QWidget()
    row = QHBoxLayout(holder)
    row.setContentsMargins(0, 12, 0, 12)
    row.setSpacing(8)
    for button in buttons:
        row.addWidget(button)
    row.addStretch(1)
    return holder


def _grouped(code: str) -> str:
    """Return the beginning of a hash in groups of four: enough to compare by eye."""
    return " ".join(code[at : at + 4].upper() for at in range(0, 24, 4))
