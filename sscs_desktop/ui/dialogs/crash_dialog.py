"""Our own bug: say that nothing saved is lost, and offer a report that holds ids and places in code, never names."""

from __future__ import annotations

import platform
import traceback
from pathlib import Path

from PySide6.QtCore import qVersion
from PySide6.QtGui import QGuiApplication, QKeyEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from sscs_desktop import __version__
from sscs_desktop.base import clock
from sscs_desktop.base.errors import SscsError
from sscs_desktop.ui import theme
from sscs_desktop.ui.dialogs.enter_key import step_on
from sscs_desktop.ui.dialogs.sizes import fit
from sscs_desktop.ui.widgets.area import Area
from sscs_desktop.ui.widgets.buttons import Button
from sscs_desktop.ui.widgets.dialog_frame import DialogFrame
from sscs_desktop.ui.widgets.fields import TextField
from sscs_desktop.ui.widgets.text import Label


class CrashDialog(DialogFrame):
    """Shows `report` for copying; the program goes on."""

    def __init__(self, report: str, parent: QWidget | None = None) -> None:
        super().__init__("", parent)
        self.setWindowTitle(self.tr("程序出了差错"))
        self.setObjectName("crash_dialog")
        self.report = _Report()
        self.report.setObjectName("report")
        self.report.set_text(report)
        self.report.edit.setReadOnly(True)
        self.report.edit.setAccessibleName(self.tr("差错报告"))
        area = Area("surface")
        column: QVBoxLayout = area.column((16, 16, 16, 16), 12)
        sentence = self.tr(
            "刚才这一步没有办成。已存的内容和草稿都在本机，可以接着用。请把下面的报告复制给管理员，里面没有企业和人的名字。"
        )
        column.addWidget(Label(sentence, "body", wrap=True))
        column.addWidget(self.report, 1)
        self.body.addWidget(area)
        copy = Button(self.tr("复制报告"), "plain", "copy", on=self.copy)
        copy.setObjectName("copy")
        close = Button(self.tr("接着用"), "filled", key="Esc", on=self.accept)
        close.setObjectName("accept")
        self.foot_right.addWidget(copy)
        self.foot_right.addWidget(close)
        fit(self, 560, 360)
        close.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not step_on(self, event):
            super().keyPressEvent(event)

    def copy(self) -> None:
        """Put the report on the clipboard."""
        QGuiApplication.clipboard().setText(self.report.edit.toPlainText())
        self.say(self.tr("已复制"), "check", "ok")


class _Report(TextField):
    """Takes all the height there is."""

    def measure(self) -> None:
        self.setMinimumHeight(theme.S(120))


def report_of(error: BaseException) -> str:
    """Return what a report says: versions, the kinds of errors and where they arose; no message, no value."""
    lines = [
        f"sscs-desktop {__version__}",
        f"{clock.now():%Y-%m-%dT%H:%M:%SZ}",
        f"Python {platform.python_version()}  Qt {qVersion()}  {platform.platform()}",
    ]
    chain: BaseException | None = error
    while chain is not None:
        lines.append("")
        for frame in traceback.extract_tb(chain.__traceback__):
            lines.append(f"  {_place(frame.filename)}:{frame.lineno} {frame.name}")
        code = f" ({chain.code})" if isinstance(chain, SscsError) else ""
        lines.append(f"{type(chain).__module__}.{type(chain).__qualname__}{code}")
        chain = chain.__cause__ or (None if chain.__suppress_context__ else chain.__context__)
    return "\n".join(lines)


def _place(filename: str) -> str:
    """Return the tail of a path: folders before the package may name the user."""
    parts = Path(filename).parts
    for top in ("sscs_desktop", "site-packages"):
        if top in parts:
            return "/".join(parts[parts.index(top) :])
    return parts[-1]
