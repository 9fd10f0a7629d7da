"""作废: why a card is void. Its number stays with it; the page offers to take the step back."""

from __future__ import annotations

from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from sscs_desktop.base import clock
from sscs_desktop.base.errors import Invalid, Refused, SscsError
from sscs_desktop.store import cards
from sscs_desktop.ui import messages
from sscs_desktop.ui.desk import Desk
from sscs_desktop.ui.dialogs.enter_key import step_on
from sscs_desktop.ui.dialogs.field_column import FieldColumn
from sscs_desktop.ui.dialogs.message_dialog import tell
from sscs_desktop.ui.dialogs.sizes import fit
from sscs_desktop.ui.widgets.area import ScrollColumn
from sscs_desktop.ui.widgets.buttons import Button
from sscs_desktop.ui.widgets.dialog_frame import DialogFrame
from sscs_desktop.ui.widgets.fields import LineField
from sscs_desktop.ui.widgets.text import Label


class CardVoidDialog(DialogFrame):
    """One reason, typed or taken from the usual ones."""

    def __init__(self, desk: Desk, card_id: str, parent: QWidget | None = None) -> None:
        super().__init__("", parent)
        self.desk = desk
        self.setObjectName("card_void_dialog")
        self.setWindowTitle(self.tr("作废反馈卡"))
        with desk.store.read() as session:
            self._seen = cards.seen(session, card_id)
        self.reason = LineField(self.tr("写一句原因，或选下面的"))
        self.reason.setObjectName("reason")
        self.fields = FieldColumn()
        self.fields.add("void_reason", self.tr("原因"), self.reason)
        for word in (self.tr("内容写错了"), self.tr("纸损坏了"), self.tr("纸丢失了"), self.tr("打错了单位")):
            self.fields.add_plain(self._usual(word))
        number = self._seen.record.number if self._seen is not None else ""
        note = self.tr("卡号 {number} 不再使用，纸上请划掉。作废后可以打印替换的新卡，也可以撤销。")
        scroll = ScrollColumn("surface", (16, 16, 16, 16), 12)
        scroll.add(Label(note.format(number=number), "body", "ink2", wrap=True))
        scroll.add(self.fields)
        self.body.addWidget(scroll)
        self.add_verbs(self.tr("作废"), self.tr("不作废"))
        fit(self, 480, 352)
        self.reason.setFocus()

    def accept_typed(self) -> None:
        """Void the card as it was seen."""
        try:
            with self.desk.store.write() as session:
                if self._seen is None:
                    raise Refused("row_gone", kind="card")
                cards.void(session, self._seen, self.reason.text(), today=clock.today())
        except Invalid as error:
            self.fields.show_problems({name: messages.problem(code) for name, code in error.problems.items()})
        except SscsError as error:
            tell(error, self)
        else:
            self.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not step_on(self, event):
            super().keyPressEvent(event)

    def _usual(self, word: str) -> Button:
        return Button(word, "quiet", height=28, on=lambda: self.reason.setText(word))
