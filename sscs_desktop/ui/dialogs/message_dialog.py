"""A sentence about what happened, or several, and nothing else to decide."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from sscs_desktop.base.errors import SscsError
from sscs_desktop.ui import messages
from sscs_desktop.ui.dialogs.enter_key import step_on
from sscs_desktop.ui.dialogs.sizes import fit, show_all
from sscs_desktop.ui.widgets.area import ScrollColumn
from sscs_desktop.ui.widgets.buttons import Button
from sscs_desktop.ui.widgets.dialog_frame import DialogFrame
from sscs_desktop.ui.widgets.text import Label


class MessageDialog(DialogFrame):
    """Says what errors mean, each in a paragraph; Enter and Esc close it alike."""

    def __init__(self, error: SscsError, parent: QWidget | None = None, more: Sequence[SscsError] = ()) -> None:
        super().__init__("", parent)
        self.setWindowTitle(self.tr("双创双服"))
        self.setObjectName("message_dialog")
        sentence = Label("\n\n".join(map(messages.sentence, (error, *more))), "body", wrap=True, selectable=True)
        sentence.setObjectName("sentence")
        self._column = ScrollColumn(margins=(24, 24, 24, 24))
        self._column.add(sentence)
        self.body.addWidget(self._column)
        button = Button(self.tr("知道了"), "filled", on=self.accept)
        button.setObjectName("accept")
        self.foot_right.addWidget(button)
        button.setFocus()
        fit(self, 440, 180)
        show_all(self, self._column)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if step_on(self, event):
            return
        super().keyPressEvent(event)
        if not event.isAccepted():
            self._column.keyPressEvent(event)


def tell(error: SscsError, parent: QWidget | None, *more: SscsError) -> MessageDialog:
    """Open the sentence of an error over `parent`, and of what else went wrong with it; it goes when it is closed."""
    dialog = MessageDialog(error, parent, more)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.open()
    return dialog
