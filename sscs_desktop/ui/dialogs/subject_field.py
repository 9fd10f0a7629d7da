"""Whom it is about: type a name, initials or a code, Enter takes the first."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QObject, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from sscs_desktop.store.subjects import Subject
from sscs_desktop.ui import icons, theme
from sscs_desktop.ui.dialogs.offer_list import OfferList
from sscs_desktop.ui.widgets.fields import FieldBox, LineField
from sscs_desktop.ui.widgets.record_model import Row
from sscs_desktop.ui.widgets.restyled import Restyled

Search = Callable[[str], Sequence[Row]]


class SubjectField(FieldBox):
    """Offers what `search` finds for the text, composing text included; `chosen` carries a Subject or None."""

    chosen = Signal(object)

    def __init__(self, search: Search, hint: str, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._search = search
        self._subject: Subject | None = None
        self._offers: OfferList | None = None
        self._icon = _KindIcon()
        self.edit = LineField(hint, height=0, pad=4)
        self.edit.setObjectName("subject")
        self.edit.sought.connect(self._seek)
        self.edit.textEdited.connect(self._edited)
        self.inside.setContentsMargins(8, 0, 8, 0)
        self.inside.addWidget(self._icon)
        self.inside.addWidget(self.edit, 1)
        self.hold(self.edit)

    def subject(self) -> Subject | None:
        """Return what was chosen."""
        return self._subject

    def text(self) -> str:
        """Return what stands in the field."""
        return self.edit.text()

    def set_subject(self, subject: Subject | None, name: str) -> None:
        """Show a subject, or a text that is none yet, without telling anybody."""
        self._subject = subject
        self._icon.show_kind(subject.kind if subject else "")
        if self.edit.text() != name:
            blocked = self.edit.blockSignals(True)
            self.edit.setText(name)
            self.edit.blockSignals(blocked)
        self.edit.setCursorPosition(0)
        self.setToolTip(name)
        self.set_wrong()
        self._hide()

    def offers(self) -> OfferList:
        """Return the list under the field."""
        if self._offers is None:
            self._offers = OfferList(self)
            self._offers.chosen.connect(self._take)
        return self._offers

    def lock(self) -> None:
        """Let the subject be read only: a record stays with whom it was written for."""
        self.edit.setReadOnly(True)
        self.setEnabled(False)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent) and self._handled(event):
            return True
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and self._closes(event):
            event.accept()
            return True
        if event.type() == QEvent.Type.FocusOut:
            self._hide()
        return super().eventFilter(watched, event)

    def _closes(self, event: QKeyEvent) -> bool:
        """Tell whether Esc belongs to the list: then it is not the dialog's."""
        return event.key() == Qt.Key.Key_Escape and self._is_open()

    def _handled(self, event: QKeyEvent) -> bool:
        if not self._is_open() or event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            return False
        key = event.key()
        if key in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            self.offers().step(1 if key == Qt.Key.Key_Down else -1)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._take(self.offers().current())
        elif key == Qt.Key.Key_Escape:
            self._hide()
        else:
            return False
        return True

    def _edited(self, _text: str) -> None:
        if self._subject is not None:
            self._subject = None
            self._icon.show_kind("")
            self.chosen.emit(None)

    def _seek(self, text: str) -> None:
        if not self.edit.hasFocus() or self.edit.isReadOnly() or self._subject is not None:
            return
        self.offers().offer(list(self._search(text.strip())) if text.strip() else [])

    def _take(self, row: Row | None) -> None:
        if row is not None:
            if self.edit.hasFocus():
                self._drop_composition()
            self.set_subject(Subject(row.kind, row.id), row.name)
            self.chosen.emit(self._subject)

    def _drop_composition(self) -> None:
        """End a composition whose letters have done their work, so that they do not land in the name."""
        QGuiApplication.inputMethod().reset()

    def _is_open(self) -> bool:
        return self._offers is not None and self._offers.isVisible()

    def _hide(self) -> None:
        if self._offers is not None:
            self._offers.hide()


class _KindIcon(Restyled, QWidget):
    def __init__(self) -> None:
        super().__init__()
        self._name = "search"
        self.measure()

    def show_kind(self, kind: str) -> None:
        self._name = {"enterprise": "factory", "project": "construction"}.get(kind, "search")
        self.update()

    def measure(self) -> None:
        self.setFixedSize(QSize(theme.S(16) + 4, theme.S(16)))

    def paintEvent(self, event: QPaintEvent) -> None:
        side = theme.S(16)
        icons.paint(QPainter(self), self._name, QRectF(0, 0, side, side), "ink2")
