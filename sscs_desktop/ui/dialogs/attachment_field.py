"""附照片或文件 in a form: never compulsory, kept on this machine at once, filed with the record."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import QEvent, QObject, QTimer, Signal
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget

from sscs_desktop.base.errors import SscsError
from sscs_desktop.domain.visit import PDF
from sscs_desktop.store import attachments
from sscs_desktop.store.attachments import Held
from sscs_desktop.ui import attaching, messages
from sscs_desktop.ui.desk import Desk
from sscs_desktop.ui.dialogs import visit_draft
from sscs_desktop.ui.widgets.buttons import Button
from sscs_desktop.ui.widgets.states import State
from sscs_desktop.ui.widgets.text import Label
from sscs_desktop.ui.widgets.thumb_line import ThumbLine


class AttachmentField(QWidget):
    """The files of a form, one a line; there is nothing to see of it while there are none.

    Its `add_button` stands where the form wants it. `changed` fires when a file came or went; `is_busy` while one is
    being made fit.
    """

    changed = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._held: list[Held] = []
        self.left_behind: tuple[str, ...] = ()
        """Drafts of attachments that were refused with the record: what they hold is among the files now."""
        self._jobs = 0
        self.add_button = Button(self.tr("附照片或文件"), "quiet", "paperclip", height=28, on=self.ask)
        self.add_button.setObjectName("attach")
        self._note = Label("", "caption", "ink2", wrap=True)
        self._note.setVisible(False)
        self._pdf_note = Label(
            self.tr("PDF 原样附上：里面写着的作者、日期、软件会一起上报。"), "caption", "ink3", wrap=True
        )
        self._lines = QVBoxLayout()
        self._lines.setSpacing(4)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addLayout(self._lines)
        column.addWidget(self._pdf_note)
        column.addWidget(self._note)
        self.setVisible(False)

    @property
    def is_busy(self) -> bool:
        """Tell whether a file is still being made fit."""
        return self._jobs > 0

    def held(self) -> tuple[Held, ...]:
        """Return the files to be filed."""
        return tuple(self._held)

    def take_up(self, data: Mapping[str, Any], record_id: str) -> None:
        """Show the files a draft names, and those that were refused with this very record."""
        with self._desk.store.read() as session:
            left = attachments.left_behind(session, record_id)
        self.left_behind = tuple(draft_id for draft_id, _ in left)
        self.set_held((*visit_draft.held_of(data.get("attachments")), *(held for _, held in left)))

    def set_held(self, held: Iterable[Held]) -> None:
        """Show these files."""
        self._held = list(dict.fromkeys(held))
        self._show()

    def draft(self) -> dict[str, Any]:
        """Return what a draft keeps of the files: nothing where there are none."""
        return {"attachments": visit_draft.held_data(self._held)} if self._held else {}

    def lines(self) -> list[ThumbLine]:
        """Return the lines shown."""
        items = (self._lines.itemAt(at) for at in range(self._lines.count()))
        found = (item.widget() for item in items if item is not None)
        return [widget for widget in found if isinstance(widget, ThumbLine)]

    def ask(self) -> None:
        """Let the person choose files."""
        self.add(attaching.choose(self))

    def add(self, files: Sequence[Path]) -> None:
        """Make files fit and keep them."""
        if not files:
            return
        self._jobs += 1
        self._say(self.tr("正在处理…"), "ink2")
        attaching.start(self._desk, files, self, self._kept, self._failed)

    def take_drops_on(self, form: QWidget) -> None:
        """Attach what is dropped anywhere on a form."""
        form.setAcceptDrops(True)
        form.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QDropEvent) and event.type() in (QEvent.Type.DragEnter, QEvent.Type.Drop):
            files = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
            if files:
                event.acceptProposedAction()
            if event.type() == QEvent.Type.Drop:
                self.add(files)
            return True
        return super().eventFilter(watched, event)

    def _kept(self, held: list[Held]) -> None:
        self._jobs -= 1
        self._say("", "ink2")
        known = {each.sha256 for each in self._held}
        self._held += [each for each in dict.fromkeys(held) if each.sha256 not in known]
        self._show()
        QTimer.singleShot(0, self, self._come_into_view)  # once the new lines have their places
        self.changed.emit()

    def _come_into_view(self) -> None:
        area = self.parentWidget()
        while area is not None and not isinstance(area, QScrollArea):
            area = area.parentWidget()
        if isinstance(area, QScrollArea) and (inside := area.widget()) is not None:
            area.ensureVisible(0, self.mapTo(inside, self.rect().bottomLeft()).y(), 0, 8)

    def _failed(self, error: SscsError) -> None:
        self._say(messages.sentence(error), "bad")

    def _remove(self, held: Held) -> None:
        self._held.remove(held)
        self._show()
        self.add_button.setFocus()
        self.changed.emit()

    def _show(self) -> None:
        for line in self.lines():
            self._lines.removeWidget(line)
            line.hide()
            line.deleteLater()
        for held in self._held:
            image = attaching.small_picture(self._desk.store, held.thumbnail)
            word = self.tr("保存后上报")
            line = ThumbLine(held.name, image, State.DRAFT, word, removal=self.tr("去掉这个附件"))
            line.removed.connect(lambda held=held: self._remove(held))
            self._lines.addWidget(line)
        self._stand()

    def _say(self, sentence: str, token: str) -> None:
        self._note.setText(sentence)
        self._note.set_token(token)
        self._note.setVisible(bool(sentence))
        self._stand()

    def _stand(self) -> None:
        self._pdf_note.setVisible(any(held.media_type == PDF for held in self._held))
        self.setVisible(bool(self._held) or bool(self._note.text()))
