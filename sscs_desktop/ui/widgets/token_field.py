"""A field of tokens with ×: 走访人, 宣讲政策."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QRectF, QSize, QStringListModel, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QCompleter, QSizePolicy, QWidget

from sscs_desktop.ui import icons, theme
from sscs_desktop.ui.widgets import painting
from sscs_desktop.ui.widgets.fields import FieldBox, LineField
from sscs_desktop.ui.widgets.restyled import Restyled


class TokenField(FieldBox):
    """Type and press Enter (or leave the field) to add a token; × or Backspace in the empty edit takes one away."""

    changed = Signal()

    def __init__(self, hint: str = "", *, offers: Sequence[str] = (), parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._tokens: list[str] = []
        self._chips: list[_Token] = []
        self.edit = _TokenEdit(hint, self._drop_last)
        self.edit.editingFinished.connect(self._take)
        self.inside.setContentsMargins(4, 0, 4, 0)
        self.inside.addWidget(self.edit, 1)
        self._offers = QStringListModel(list(offers), self)
        completer = QCompleter(self._offers, self)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        completer.activated.connect(self._take_offer)
        self.edit.setCompleter(completer)
        self.hold(self.edit)

    def tokens(self) -> tuple[str, ...]:
        """Return the tokens, what stands unfinished in the edit included."""
        rest = self.edit.text().strip()
        return (*self._tokens, rest) if rest and rest not in self._tokens else tuple(self._tokens)

    def set_tokens(self, tokens: Sequence[str]) -> None:
        """Show these tokens."""
        self._tokens = list(dict.fromkeys(t.strip() for t in tokens if t.strip()))
        self._rebuild()

    def set_offers(self, offers: Sequence[str]) -> None:
        """Offer these words while one types."""
        self._offers.setStringList(list(offers))

    def _take(self) -> None:
        text = self.edit.text().strip()
        if not text:
            return
        self.edit.clear()
        if text not in self._tokens:
            self._tokens.append(text)
            self._rebuild()
            self.changed.emit()

    def _take_offer(self, text: str) -> None:
        self.edit.setText(text)
        self._take()

    def _drop_last(self) -> None:
        if self._tokens:
            self._drop(self._tokens[-1])

    def _drop(self, token: str) -> None:
        self._tokens.remove(token)
        self._rebuild()
        self.changed.emit()

    def _rebuild(self) -> None:
        for chip in self._chips:
            chip.hide()
            self.inside.removeWidget(chip)
            chip.deleteLater()
        self._chips = [_Token(token, partial(self._drop, token)) for token in self._tokens]
        for index, chip in enumerate(self._chips):
            self.inside.insertWidget(index, chip)
        self.set_wrong()


class _TokenEdit(LineField):
    def __init__(self, hint: str, drop_last: Callable[[], None]) -> None:
        super().__init__(hint, height=0, pad=8)
        self._drop_last = drop_last
        self.setMinimumWidth(48)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Backspace and not self.text():
            self._drop_last()
            return
        adds = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers()
        had = bool(self.text().strip())
        super().keyPressEvent(event)
        if adds and had:
            event.accept()  # it made a token; in an empty edit Enter leads on, as from every line


class _Token(Restyled, QWidget):
    def __init__(self, text: str, drop: Callable[[], None]) -> None:
        super().__init__()
        self._text = text
        self._drop = drop
        self.setToolTip("")
        self.setAccessibleName(text)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.measure()

    def measure(self) -> None:
        self.setFixedSize(self.sizeHint())

    def sizeHint(self) -> QSize:
        return QSize(int(painting.width_of(self._text) + theme.S(12) + 20.99), theme.S(24))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.position().x() > self.width() - theme.S(12) - 12:
            self._drop()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painting.outline(painter, QRectF(self.rect()), 3, stroke=None, fill="mute_bg")
        painting.text(painter, QRectF(self.rect()).adjusted(8, 0, 0, 0), self._text)
        side = theme.S(12)
        icons.paint(painter, "x", QRectF(self.width() - side - 6, self.height() / 2 - side / 2, side, side), "ink2")
