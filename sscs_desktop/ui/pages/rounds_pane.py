"""The last rounds in words, and the receipts: what to look at when somebody asks whether it was reported."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from sscs_desktop.store.report import Round, Sums
from sscs_desktop.ui import messages, phrases
from sscs_desktop.ui.pages import digest
from sscs_desktop.ui.pages.sheet import Sheet
from sscs_desktop.ui.pages.subject_tabs import quiet_line
from sscs_desktop.ui.widgets.area import Rule
from sscs_desktop.ui.widgets.buttons import Button
from sscs_desktop.ui.widgets.facts import IssueLine as Line
from sscs_desktop.ui.widgets.facts import SectionHead
from sscs_desktop.ui.widgets.states import State
from sscs_desktop.ui.widgets.text import Elided


class RoundsPane(Sheet):
    listed = Signal()
    """The list of receipts is asked for."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__((24, 12, 24, 16), parent)

    def show_rounds(self, rounds: Sequence[Round], sums: Sums) -> None:
        """Show what was sent in all, and the last rounds, newest first."""
        head = SectionHead(self.tr("最近的同步"), len(rounds) or None)
        explained = quiet_line(self.tr("每一条都算在左下角的总数里。左边选一条，看它到了哪里、有没有回执。"))
        lines = [self._line(each) for each in rounds]
        if not lines:
            lines = [quiet_line(self.tr("还没有同步过。联网后自动进行，也可以按“立即同步”。"))]
        whole = Elided(self._whole(sums), "record")
        self.show_widgets([whole, explained, *self._verbs(sums), Rule(), head, *lines])

    def _verbs(self, sums: Sums) -> Iterator[QWidget]:
        if sums.received:
            button = Button(self.tr("回执清单…"), "plain", "receipt-text", on=self.listed.emit)
            button.setObjectName("list_receipts")
            holder = QWidget()
            row = QHBoxLayout(holder)
            row.setContentsMargins(0, 12, 0, 12)
            row.addWidget(button)
            row.addStretch(1)
            yield holder

    def _whole(self, sums: Sums) -> str:
        if not sums.total:
            return self.tr("本机还没有要上报的内容")
        return self.tr("从本机报出 {total} 条，县里已收到 {received} 条").format(
            total=sums.total, received=sums.received
        )

    def _line(self, each: Round) -> QWidget:
        said = "，".join(line.words for line in digest.of_round(each))
        state, word = self._ending(each.result)
        return Line(phrases.moment(each.ended_at), said, "", state, word)

    def _ending(self, result: str) -> tuple[State, str]:
        if result == "ok":
            return State.DONE, self.tr("完成")
        if result in messages.AWAY:
            return State.OFFLINE, self.tr("没连上")
        return (State.WAITING, self.tr("停下了")) if result == "cancelled" else (State.YELLOW, self.tr("没做完"))
