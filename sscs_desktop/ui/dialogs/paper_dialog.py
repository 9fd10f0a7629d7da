"""One paper as it will come out of the printer; Enter prints, Ctrl+S makes a PDF."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QWidget

from sscs_desktop.base.errors import SscsError
from sscs_desktop.domain.vocabulary import PrintWay
from sscs_desktop.printing import printer
from sscs_desktop.printing.form import Pages
from sscs_desktop.printing.run import Run
from sscs_desktop.ui.desk import Desk
from sscs_desktop.ui.dialogs import ways_out
from sscs_desktop.ui.dialogs.enter_key import ENTER
from sscs_desktop.ui.dialogs.message_dialog import tell
from sscs_desktop.ui.dialogs.print_frame import PrintFrame
from sscs_desktop.ui.widgets.area import Area
from sscs_desktop.ui.widgets.buttons import Button
from sscs_desktop.ui.widgets.paper_view import PaperView


class PaperDialog(PrintFrame):
    """A subclass lays its paper out, and may have something to write down before it goes out."""

    def __init__(self, desk: Desk, parent: QWidget | None) -> None:
        super().__init__(desk, PaperView(), parent, show_key=False)
        self._pages: Pages | None = None
        self._build()

    def lay(self, *, shows_phones: bool) -> Pages:
        """Return the paper; it is called in the thread that paints, for fonts do not change threads."""
        raise NotImplementedError

    def going_out(self) -> bool:
        """Write down what must be before a printer has it; False if it may not, and that was said."""
        return True

    def pdf_writer(self, path: Path) -> Callable[[], object]:
        """Return what writes the PDF off the GUI thread; what that returns is given to `took`."""
        run = self._run()
        return lambda: printer.to_pdf(run, path)

    def took(self, written: object) -> None:
        """Take what the writer of a PDF returned."""

    def file_name(self) -> str:
        """Return what a PDF is called unless somebody says otherwise."""
        raise NotImplementedError

    def went_out(self, way: PrintWay) -> str:
        """Return what is said when it has gone out."""
        return self.tr("已打印") if way is PrintWay.PAPER else self.tr("已存成 PDF")

    def aside(self) -> str:
        """Return what is said behind the place of the sheet looked at."""
        return ""

    def accept_typed(self) -> None:
        """Choose a printer, then print (also Enter)."""
        if self._pages is not None and self.print_button.isEnabled():
            ways_out.choose_printer(self, self.print_on)

    def print_on(self, device: QPrinter) -> None:
        """Print on a printer already chosen, if that takes anything."""
        try:
            printer.check(device)
        except SscsError as error:
            tell(error, self)
            return
        if self.going_out():
            run = self._run()
            self._work(lambda: printer.to_printer(run, device), partial(self._ended, PrintWay.PAPER))

    def save_pdf(self, path: Path | None = None) -> None:
        """Write it as PDF; without a path, ask where."""
        if self._pages is None or not self.pdf_button.isEnabled():
            return
        if (path := path or ways_out.ask_pdf(self, self.file_name())) is None:
            return
        self._work(self.pdf_writer(path), partial(self._written, path))

    def show_paper(self) -> None:
        """Lay the paper out and show it."""
        self.is_told = False
        self._pages = self.lay(shows_phones=self.phones.isChecked())
        self.paper.show_pages(self._pages)

    def enable_verbs(self, on: bool) -> None:
        """Let it be printed, or not."""
        self.print_button.setEnabled(on)
        self.pdf_button.setEnabled(on)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in ENTER and not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            focused = self.focusWidget()
            if isinstance(focused, Button) and focused is not self.print_button:
                focused.click()
            else:
                self.accept_typed()
            event.accept()
        else:
            super().keyPressEvent(event)

    def _build(self) -> None:
        self.paper.moved.connect(self._tell)
        ground = Area("canvas")
        ground.column().addWidget(self.paper)
        self.body.addWidget(ground)
        self.phones.toggled.connect(lambda _on: self.show_paper() if self._pages is not None else None)

    def _run(self) -> Run:
        """Return the paper as the lane that writes it lays it out."""
        title, shows_phones = self._pages.title if self._pages else "", self.phones.isChecked()
        return Run(title=title, makers=(lambda: self.lay(shows_phones=shows_phones),))

    def _work(self, work: Callable[[], object], done: Callable[[object], object]) -> None:
        self.enable_verbs(False)
        self.say(self.tr("正在准备…"))
        self.desk.jobs.start("desk", lambda _task: work(), owner=self, done=done, failed=self.failed)

    def failed(self, error: SscsError) -> None:
        """Say what kept it from going out."""
        self.enable_verbs(True)
        self._tell()
        tell(error, self)

    def _written(self, path: Path, made: object) -> None:
        self.took(made)
        self.open_button.offer(path)
        self._ended(PrintWay.PDF)

    def _ended(self, way: PrintWay, is_waiting: object = False) -> None:
        self.enable_verbs(True)
        self.tell_end(ways_out.said_of_printer(self.went_out(way), is_waiting=is_waiting is True))

    def _tell(self) -> None:
        """Say which page is seen; that it has gone out stands until the person goes on."""
        if self.is_told or not self.paper.count() or not self.print_button.isEnabled():
            return
        place = self.tr("第 {n} 页，共 {count} 页").format(n=self.paper.sheet() + 1, count=self.paper.count())
        self.say(f"{place}　{self.aside()}".rstrip())
