"""The feedback card as it will come out of the printer, which takes nothing back: there the number is given first.

A PDF is painted first. Its number is taken with it, or not at all.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from PySide6.QtWidgets import QWidget

from sscs_desktop.base.errors import SscsError
from sscs_desktop.domain.card import Card, CardContent
from sscs_desktop.domain.vocabulary import PrintWay
from sscs_desktop.paperwork import card_paper, card_pdf
from sscs_desktop.printing import sheets
from sscs_desktop.printing.form import Pages
from sscs_desktop.store import cards
from sscs_desktop.store.subjects import Subject
from sscs_desktop.ui.desk import Desk
from sscs_desktop.ui.dialogs.message_dialog import tell
from sscs_desktop.ui.dialogs.paper_dialog import PaperDialog
from sscs_desktop.ui.dialogs.sizes import fit


class CardPreview(PaperDialog):
    """One card: new, printed before (`card_id`), or new in the stead of a voided one (`replaces_id`)."""

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
        super().__init__(desk, parent)
        self.setObjectName("card_preview")
        self._content: CardContent | None = None
        try:
            self._show_content(self._read(subject, visit_id, card_id, replaces_id))
        except SscsError as error:
            self.enable_verbs(False)
            self.say("", "")
            tell(error, self)
        fit(self, 880, 512)
        self.print_button.setFocus()

    def number(self) -> str:
        """Return the card's number, "" before it is printed."""
        return self._content.card.number if self._content else ""

    def lay(self, *, shows_phones: bool) -> Pages:
        assert self._content is not None  # nothing is shown and no verb enabled before there is
        return sheets.feedback_card(self._content, shows_phones=shows_phones)

    def going_out(self) -> bool:
        """Record the print and lay the card out with its number."""
        if self._content is None:
            return False
        try:
            recorded = card_paper.record_content(self.desk.store, self._content, PrintWay.PAPER)
        except SscsError as error:
            tell(error, self)
            return False
        self._show_content(recorded)
        return True

    def pdf_writer(self, path: Path) -> Callable[[], object]:
        assert self._content is not None  # no verb is enabled before there is
        content, shows = self._content, self.phones.isChecked()
        write = card_pdf.again if content.card.number else card_pdf.new
        return lambda: write(self.desk.store, [lambda: content], path, shows_phones=shows)[0]

    def took(self, written: object) -> None:
        if self._content is not None and isinstance(written, Card):
            self._show_content(replace(self._content, card=written))

    def failed(self, error: SscsError) -> None:
        """Say so; a card that was filed before it failed keeps its number for the next try."""
        if self._content is not None:
            with self.desk.store.read() as session:
                self.took(cards.get(session, self._content.card.id))
        super().failed(error)

    def file_name(self) -> str:
        return f"{self._subject_name()} {self.tr('反馈卡')}"

    def went_out(self, way: PrintWay) -> str:
        done = self.tr("已打印，卡号 {number}") if way is PrintWay.PAPER else self.tr("已存成 PDF，卡号 {number}")
        return done.format(number=self.number())

    def aside(self) -> str:
        return self.number() or self.tr("卡号在打印时给定")

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
        self.show_paper()

    def _subject_name(self) -> str:
        if self._content is None:
            return ""
        record = self._content.enterprise or self._content.project
        return record.name if record else ""
