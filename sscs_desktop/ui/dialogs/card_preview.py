"""The feedback card as it will come out of the printer; Enter prints, Ctrl+S makes a PDF."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QDialog, QFileDialog, QWidget

from sscs_desktop.base.errors import SscsError
from sscs_desktop.domain.card import CardContent
from sscs_desktop.domain.vocabulary import PrintWay
from sscs_desktop.printing import printer
from sscs_desktop.printing.form import Pages
from sscs_desktop.store.subjects import Subject
from sscs_desktop.ui import keys
from sscs_desktop.ui.desk import Desk
from sscs_desktop.ui.dialogs import card_paper
from sscs_desktop.ui.dialogs.enter_key import ENTER
from sscs_desktop.ui.dialogs.message_dialog import tell
from sscs_desktop.ui.dialogs.sizes import fit
from sscs_desktop.ui.widgets.area import Area
from sscs_desktop.ui.widgets.buttons import Button
from sscs_desktop.ui.widgets.dialog_frame import DialogFrame
from sscs_desktop.ui.widgets.fields import Tick
from sscs_desktop.ui.widgets.paper_view import PaperView


class CardPreview(DialogFrame):
    """One card: new, printed before (`card_id`), or new in the stead of a voided one (`replaces_id`).

    Paper and PDF alike give it its number first, once.
    """

    def __init__(
        self,
        desk: Desk,
        subject: Subject | None = None,
        visit_id: str | None = None,
        parent: QWidget | None = None,
        *,
        card_id: str | None = None,
        replaces_id: str | None = None,
    ) -> None:
        super().__init__("", parent)
        self.desk = desk
        self.setObjectName("card_preview")
        self._content: CardContent | None = None
        self._pages: Pages | None = None
        self._build()
        try:
            self._show_content(self._read(subject, visit_id, card_id, replaces_id))
        except SscsError as error:
            self._verbs_enabled(False)
            self.say("", "")
            tell(error, self)
        fit(self, 880, 512)
        self.print_button.setFocus()

    def accept_typed(self) -> None:
        """Choose a printer, then print (also Enter)."""
        if self._content is None or not self.print_button.isEnabled():
            return
        try:
            device = printer.default_printer()
        except SscsError as error:
            tell(error, self)
            return
        chooser = QPrintDialog(device, self)
        chooser.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        chooser.accepted.connect(lambda: self.print_on(device))
        QDialog.open(chooser)

    def print_on(self, device: QPrinter) -> None:
        """Give the card its number and print it on a printer already chosen, if that has A4."""
        try:
            printer.check_paper(device)
        except SscsError as error:
            tell(error, self)
            return
        pages = self._numbered(PrintWay.PAPER)
        if pages is not None:
            done = self.tr("已打印，卡号 {number}")
            self._work(lambda: printer.to_printer(pages, device), done)

    def save_pdf(self, path: Path | None = None) -> None:
        """Give the card its number and write it as PDF; without a path, ask where."""
        if self._content is None or not self.pdf_button.isEnabled():
            return
        if path is None:
            name = f"{self._subject_name()} {self.tr('反馈卡')}.pdf"
            chosen, _filter = QFileDialog.getSaveFileName(self, self.tr("存成 PDF"), name, "PDF (*.pdf)")
            if not chosen:
                return
            path = Path(chosen)
        target = path
        pages = self._numbered(PrintWay.PDF)
        if pages is not None:
            done = self.tr("已存成 PDF，卡号 {number}")
            self._work(lambda: printer.to_pdf(pages, target), done)

    def number(self) -> str:
        """Return the card's number, "" before it is printed."""
        return self._content.card.number if self._content else ""

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
        self.paper = PaperView()
        self.paper.moved.connect(self._tell)
        ground = Area("canvas")
        ground.column().addWidget(self.paper)
        self.body.addWidget(ground)
        self.phones = Tick(self.tr("显示电话"))
        self.phones.setObjectName("phones")
        self.phones.toggled.connect(lambda _on: self._lay())
        self.pdf_button = Button(self.tr("存 PDF"), "plain", key="Ctrl+S", on=self.save_pdf)
        self.pdf_button.setObjectName("pdf")
        self.foot_right.addWidget(self.phones)
        self.foot_right.addSpacing(4)
        self.foot_right.addWidget(self.pdf_button)
        self.print_button, _out = self.add_verbs(self.tr("打印"), self.tr("关闭"), show_key=False)
        for key, act in (
            (keys.PDF, self.save_pdf),
            (keys.NEXT_SHEET, lambda: self.paper.turn(1)),
            (keys.PREVIOUS_SHEET, lambda: self.paper.turn(-1)),
        ):
            keys.bind(key, self, act)

    def _read(
        self, subject: Subject | None, visit_id: str | None, card_id: str | None, replaces_id: str | None
    ) -> CardContent:
        if card_id is not None:
            return card_paper.reprint(self.desk.store, card_id)
        if replaces_id is not None:
            return card_paper.replacement(self.desk.store, replaces_id)
        assert subject is not None  # one of the three is always given
        return card_paper.draft(self.desk.store, subject, visit_id)

    def _show_content(self, content: CardContent) -> None:
        self._content = content
        self.setWindowTitle(self.tr("反馈卡　{name}").format(name=self._subject_name()))
        self._lay()

    def _lay(self) -> None:
        if self._content is None:
            return
        self._pages = card_paper.pages_of(self._content, shows_phones=self.phones.isChecked())
        self.paper.show_pages(self._pages)

    def _numbered(self, way: PrintWay) -> Pages | None:
        """Record the print and lay the card out with its number; say why not, and return None."""
        if self._content is None:
            return None
        try:
            recorded = card_paper.record_content(self.desk.store, self._content, way)
        except SscsError as error:
            tell(error, self)
            return None
        self._show_content(recorded)
        return self._pages

    def _work(self, work: Callable[[], None], done: str) -> None:
        self._verbs_enabled(False)
        self.say(self.tr("正在准备…"))
        self.desk.jobs.start(
            "desk",
            lambda _task: work(),
            owner=self,
            done=lambda _result: self._ended(done.format(number=self.number())),
            failed=self._failed,
        )

    def _ended(self, sentence: str) -> None:
        self._verbs_enabled(True)
        self.say(sentence, "check", "ok")
        self.note.set_token("ink2")

    def _failed(self, error: SscsError) -> None:
        self._verbs_enabled(True)
        self._tell()
        tell(error, self)

    def _verbs_enabled(self, on: bool) -> None:
        self.print_button.setEnabled(on)
        self.pdf_button.setEnabled(on)

    def _tell(self) -> None:
        """Say which page is seen, and that the number comes with the print."""
        if not self.paper.count() or not self.print_button.isEnabled():
            return
        place = self.tr("第 {n} 页，共 {count} 页").format(n=self.paper.sheet() + 1, count=self.paper.count())
        number = self.number() or self.tr("卡号在打印时给定")
        self.say(f"{place}　{number}")

    def _subject_name(self) -> str:
        if self._content is None:
            return ""
        record = self._content.enterprise or self._content.project
        return record.name if record else ""
