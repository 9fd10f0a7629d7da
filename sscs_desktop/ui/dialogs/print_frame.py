"""What papers go out from: below them phones or not, 存 PDF and 打印, with their keys and those of the sheets."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QWidget

from sscs_desktop.ui import keys
from sscs_desktop.ui.desk import Desk
from sscs_desktop.ui.widgets.buttons import Button
from sscs_desktop.ui.widgets.dialog_frame import DialogFrame
from sscs_desktop.ui.widgets.fields import Tick
from sscs_desktop.ui.widgets.open_button import OpenButton
from sscs_desktop.ui.widgets.paper_view import PaperView


class PrintFrame(DialogFrame):
    """A subclass puts `paper` into its body, prints in `accept_typed` and writes in `save_pdf`."""

    def __init__(self, desk: Desk, paper: PaperView, parent: QWidget | None, *, show_key: bool = True) -> None:
        super().__init__("", parent)
        self.desk, self.paper = desk, paper
        self.is_told = False
        self.open_button = OpenButton()
        self.phones = Tick(self.tr("显示电话"))
        self.phones.setObjectName("phones")
        self.pdf_button = Button(self.tr("存 PDF"), "plain", key="Ctrl+S", on=self.save_pdf)
        self.pdf_button.setObjectName("pdf")
        self.foot_right.addWidget(self.open_button)
        self.foot_right.addWidget(self.phones)
        self.foot_right.addSpacing(4)
        self.foot_right.addWidget(self.pdf_button)
        self.print_button, self.out_button = self.add_verbs(self.tr("打印"), self.tr("关闭"), show_key=show_key)
        for key, act in (
            (keys.PRINT_TOO, self.accept_typed),
            (keys.PDF, self.save_pdf),
            (keys.NEXT_SHEET, lambda: self.turn(1)),
            (keys.PREVIOUS_SHEET, lambda: self.turn(-1)),
        ):
            keys.bind(key, self, act)

    def save_pdf(self, path: Path | None = None) -> None:
        """Write it as PDF; without a path, ask where."""
        raise NotImplementedError

    def turn(self, by: int) -> None:
        """Look at another sheet; the place of a sheet is said again then."""
        self.is_told = False
        self.paper.turn(by)

    def tell_end(self, sentence: str) -> None:
        """Say what became of it; that stands until the person goes on (is_told)."""
        self.say(sentence, "check", "ok")
        self.note.set_token("ink2")
        self.is_told = True
