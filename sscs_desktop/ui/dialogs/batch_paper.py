"""The right side of 批量打印: the card looked at, or a word where nobody is ticked."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from sscs_desktop.printing.run import Preview
from sscs_desktop.ui.widgets.area import Area
from sscs_desktop.ui.widgets.paper_view import PaperView
from sscs_desktop.ui.widgets.text import Label


class BatchPaper(Area):
    """Keeps to the paper that was looked at while others are ticked."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("canvas", "l", parent=parent)
        self.view = PaperView()
        self.nothing = Label("", "body", "ink2", wrap=True)
        self.nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.nothing.setMargin(24)
        column = self.column((1, 0, 0, 0))
        for part in (self.nothing, self.view):
            column.addWidget(part, 1)

    def show_run(self, preview: Preview | None) -> None:
        """Show a run, or nothing."""
        self.view.show_run(preview, self.view.paper())
        self.view.setVisible(preview is not None)
        self.nothing.setText(self.tr("左边勾选要打印的，这里就是它的样子。"))
        self.nothing.setVisible(preview is None)

    def say_done(self) -> None:
        """Say where those are that were ticked before they went out."""
        self.nothing.setText(self.tr("打好的已经去掉了勾，在“反馈卡”里都能找到。"))
