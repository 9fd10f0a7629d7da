"""What can be typed in: one outline for all, 1 px at rest, 2 px accent with the focus, so that nothing moves."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QInputMethodEvent, QPainter, QPaintEvent, QPalette, QWheelEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QListView,
    QPlainTextEdit,
    QRadioButton,
    QSizePolicy,
    QWidget,
)

from sscs_desktop.ui import icons, theme
from sscs_desktop.ui.widgets import painting
from sscs_desktop.ui.widgets.restyled import Restyled

_PAD = 12


def paint_field(painter: QPainter, widget: QWidget, *, focused: bool, wrong: bool, ground: str = "surface") -> None:
    """Paint ground and outline of a field."""
    if not widget.isEnabled():
        painting.outline(painter, QRectF(widget.rect()), 4, stroke="line", fill="disabled_bg")
    elif wrong:
        painting.outline(painter, QRectF(widget.rect()), 4, stroke="bad_shape", fill=ground, width=2)
    elif focused:
        painting.outline(painter, QRectF(widget.rect()), 4, stroke="accent", fill=ground, width=2)
    else:
        painting.outline(painter, QRectF(widget.rect()), 4, stroke="border", fill=ground)


def bare_palette(palette: QPalette) -> QPalette:
    """Return a palette for an edit that stands on a ground painted by its field."""
    result = QPalette(palette)
    result.setColor(QPalette.ColorRole.Base, Qt.GlobalColor.transparent)
    result.setColor(QPalette.ColorRole.Text, theme.colour("ink"))
    result.setColor(QPalette.ColorRole.PlaceholderText, theme.colour("hint"))
    disabled = QPalette.ColorGroup.Disabled
    result.setColor(disabled, QPalette.ColorRole.Base, Qt.GlobalColor.transparent)
    result.setColor(disabled, QPalette.ColorRole.Text, theme.colour("disabled"))
    return result


class LineField(Restyled, QLineEdit):
    """One line of text. `sought` also fires while an input method is composing, with the composing text in."""

    sought = Signal(str)

    def __init__(self, hint: str = "", *, height: int = 32, pad: int = _PAD, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._height = height
        self._wrong = False
        self.setFrame(False)
        self.setPlaceholderText(hint)
        self.setTextMargins(pad - 2, 0, pad - 2, 1)
        self.textChanged.connect(self._changed)
        self.measure()

    def set_wrong(self, sentence: str = "") -> None:
        """Mark the field as wrong, with the reason as tooltip; an empty sentence unmarks it."""
        self._wrong = bool(sentence)
        self.setToolTip(sentence)
        self.update()

    def measure(self) -> None:
        self.setFont(theme.font("body"))
        self.setPalette(bare_palette(self.palette()))
        if self._height:
            self.setFixedHeight(theme.S(self._height))

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        super().inputMethodEvent(event)
        if event.preeditString():
            at = self.cursorPosition()
            self.sought.emit(self.text()[:at] + event.preeditString() + self.text()[at:])
        elif not event.commitString():
            self.sought.emit(self.text())

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._height:
            ground = "raised" if self.isReadOnly() else "surface"
            paint_field(QPainter(self), self, focused=self.hasFocus(), wrong=self._wrong, ground=ground)
        super().paintEvent(event)

    def _changed(self, text: str) -> None:
        self._wrong = False
        self.setToolTip("")
        self.sought.emit(text)


class FieldBox(Restyled, QWidget):
    """A field made of parts: outline around whatever lies in `self.inside` (a QHBoxLayout)."""

    def __init__(self, *, height: int | None = 32, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._height = height
        self._wrong = False
        self.inside = QHBoxLayout(self)
        self.inside.setContentsMargins(8, 0, 8, 0)
        self.inside.setSpacing(4)
        self.measure()

    def hold(self, edit: QWidget) -> None:
        """Let the outline follow the focus of `edit`, and the box hand its focus to it."""
        edit.installEventFilter(self)
        self.setFocusProxy(edit)

    def set_wrong(self, sentence: str = "") -> None:
        """Mark the field as wrong, with the reason as tooltip; an empty sentence unmarks it."""
        self._wrong = bool(sentence)
        self.setToolTip(sentence)
        self.update()

    def measure(self) -> None:
        if self._height is not None:
            self.setFixedHeight(theme.S(self._height))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.FocusIn, QEvent.Type.FocusOut):
            self.update()
        return super().eventFilter(watched, event)

    def paintEvent(self, event: QPaintEvent) -> None:
        edit = self.focusProxy()
        paint_field(QPainter(self), self, focused=edit is not None and edit.hasFocus(), wrong=self._wrong)


class TextField(FieldBox):
    """Several lines of plain text; pasted text is cleaned. 56 high for a problem, 92 for 生产经营."""

    changed = Signal()

    def __init__(self, hint: str = "", *, height: int = 56, parent: QWidget | None = None) -> None:
        super().__init__(height=height, parent=parent)
        self.edit = _PlainEdit()
        self.edit.setPlaceholderText(hint)
        self.edit.textChanged.connect(self.changed)
        self.inside.setContentsMargins(6, 4, 2, 4)
        self.inside.addWidget(self.edit)
        self.hold(self.edit)
        self.changed.connect(self._unmark)

    def text(self) -> str:
        """Return what was typed, without blanks around it."""
        return self.edit.toPlainText().strip()

    def set_text(self, text: str) -> None:
        """Show a text."""
        if text != self.edit.toPlainText():
            self.edit.setPlainText(text)

    def _unmark(self) -> None:
        if self._wrong:
            self.set_wrong()


class _PlainEdit(Restyled, QPlainTextEdit):
    def __init__(self) -> None:
        super().__init__()
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setTabChangesFocus(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.viewport().setAutoFillBackground(False)
        self.document().setDocumentMargin(6)
        self.measure()

    def measure(self) -> None:
        self.setFont(theme.font("body"))
        self.setPalette(bare_palette(self.palette()))


class SearchField(FieldBox):
    """A field that searches while one types, also while the input method is still composing."""

    sought = Signal(str)
    entered = Signal()

    def __init__(
        self,
        hint: str,
        *,
        short_hint: str = "",
        key_cap: str = "",
        glass: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent=parent)
        self._hints = (hint, short_hint or hint)
        self.edit = LineField(hint, height=0, pad=4)
        self.edit.sought.connect(self.sought)
        self.edit.returnPressed.connect(self.entered)
        self._glass = _Glass() if glass else None
        self._cap = KeyCap(key_cap) if key_cap else None
        self.inside.setContentsMargins(8, 0, 8, 0)
        if self._glass is not None:
            self.inside.addWidget(self._glass)
        self.inside.addWidget(self.edit, 1)
        if self._cap is not None:
            self.inside.addWidget(self._cap)
        self.setAccessibleName(hint)
        self.edit.setAccessibleName(hint)
        self.hold(self.edit)

    def text(self) -> str:
        """Return what was typed."""
        return self.edit.text().strip()

    def clear(self) -> None:
        """Empty the field."""
        self.edit.clear()

    def shorten(self, short: bool) -> None:
        """Shorten the hint and drop the key cap when room is short."""
        self.edit.setPlaceholderText(self._hints[1 if short else 0])
        if self._cap is not None:
            self._cap.setVisible(not short)


class _Glass(Restyled, QWidget):
    def __init__(self) -> None:
        super().__init__()
        self.measure()

    def measure(self) -> None:
        self.setFixedWidth(theme.S(16) + 4)

    def paintEvent(self, event: QPaintEvent) -> None:
        side = theme.S(16)
        icons.paint(QPainter(self), "search", QRectF(0, (self.height() - side) / 2, side, side), "ink2")


class KeyCap(Restyled, QWidget):
    """A key's name on a small ground, for those who like keys."""

    def __init__(self, key: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._key = key
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.measure()

    def measure(self) -> None:
        self.setFixedSize(int(painting.width_of(self._key, "key") + 12.99), theme.S(18))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painting.outline(painter, QRectF(self.rect()), 3, stroke=None, fill="mute_bg")
        middle = painting.Align.AlignHCenter
        painting.text(painter, QRectF(self.rect()), self._key, role="key", token="ink2", align=middle)


class Choice(Restyled, QComboBox):
    """A drop-down of (value, word) pairs."""

    def __init__(
        self, choices: Sequence[tuple[object, str]] = (), *, height: int = 32, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._height = height
        self._wrong = False
        self.setView(QListView(self))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.set_choices(choices)
        self.currentIndexChanged.connect(lambda _index: self.set_wrong())
        self.measure()

    def set_choices(self, choices: Sequence[tuple[object, str]]) -> None:
        """Offer (value, word) pairs, keeping the value chosen if it is still there."""
        old = self.value()
        self.blockSignals(True)
        self.clear()
        for value, word in choices:
            self.addItem(word, value)
        self.set_value(old)
        self.blockSignals(False)
        self.updateGeometry()

    def value(self) -> object:
        """Return the value chosen, None if none."""
        return self.currentData()

    def set_value(self, value: object) -> None:
        """Choose a value; one not offered chooses none."""
        values = [self.itemData(row) for row in range(self.count())]
        self.setCurrentIndex(values.index(value) if value in values else -1 if value is not None else 0)

    def set_wrong(self, sentence: str = "") -> None:
        """Mark the field as wrong, with the reason as tooltip; an empty sentence unmarks it."""
        self._wrong = bool(sentence)
        self.setToolTip(sentence)
        self.update()

    def measure(self) -> None:
        self.setFont(theme.font("body"))
        self.view().setFont(theme.font("body"))
        self.setFixedHeight(theme.S(self._height))

    def sizeHint(self) -> QSize:
        widest = max((painting.width_of(self.itemText(row)) for row in range(self.count())), default=theme.S(56))
        return QSize(4 * -(-int(widest + _PAD + self._arrow() + 1) // 4), theme.S(self._height))

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.S(64), theme.S(self._height))

    def text_room(self) -> tuple[float, float]:
        """Return the width the text needs and the width it has, for the clipping test."""
        return painting.width_of(self.currentText()), self.width() - _PAD - self._arrow() + 1

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()  # the wheel scrolls the page; it must not change an answer unseen

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        paint_field(painter, self, focused=self.hasFocus(), wrong=self._wrong)
        rect = QRectF(self.rect()).adjusted(_PAD, 0, -self._arrow(), 0)
        text, token = self.currentText(), "ink"
        if not text:
            text, token = self.placeholderText(), "hint"
        painting.text(painter, rect, text, token=token if self.isEnabled() else "disabled")
        side = theme.S(16)
        box = QRectF(self.width() - 8 - side, self.height() / 2 - side / 2, side, side)
        icons.paint(painter, "chevron-down", box, "ink2" if self.isEnabled() else "disabled")

    def _arrow(self) -> int:
        return 8 + theme.S(16) + 4


class Tick(Restyled, QCheckBox):
    """A box to tick, with its words."""

    def __init__(self, text: str, parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.measure()

    def measure(self) -> None:
        self.setFont(theme.font("body"))
        self.setFixedHeight(theme.S(24))

    def sizeHint(self) -> QSize:
        return QSize(int(painting.width_of(self.text()) + theme.S(16) + 8.99), theme.S(24))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def text_room(self) -> tuple[float, float]:
        """Return the width the text needs and the width it has, for the clipping test."""
        return painting.width_of(self.text()), self.width() - theme.S(16) - 8 + 1

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        side = theme.S(16)
        box = QRectF(0, self.height() / 2 - side / 2, side, side)
        on = self.isChecked()
        stroke = "fill" if on else "border"
        fill = "fill" if on else "surface"
        if not self.isEnabled():
            stroke, fill = "line", "disabled_bg"
        painting.outline(painter, box, 3, stroke=stroke, fill=fill)
        if on:
            token = "on_fill" if self.isEnabled() else "disabled"
            icons.paint(painter, "check", box.adjusted(2, 2, -2, -2), token, stroke="3")
        rect = QRectF(self.rect()).adjusted(side + 8, 0, 0, 0)
        painting.text(painter, rect, self.text(), token="ink" if self.isEnabled() else "disabled")


class Radio(Restyled, QRadioButton):
    """One of several, with its words."""

    def __init__(self, text: str, parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.measure()

    def measure(self) -> None:
        self.setFont(theme.font("body"))
        self.setFixedHeight(theme.S(24))

    def sizeHint(self) -> QSize:
        return QSize(int(painting.width_of(self.text()) + theme.S(16) + 8.99), theme.S(24))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def text_room(self) -> tuple[float, float]:
        """Return the width the text needs and the width it has, for the clipping test."""
        return painting.width_of(self.text()), self.width() - theme.S(16) - 8 + 1

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        side = theme.S(16)
        paint_radio(painter, QRectF(0, self.height() / 2 - side / 2, side, side), on=self.isChecked())
        rect = QRectF(self.rect()).adjusted(side + 8, 0, 0, 0)
        painting.text(painter, rect, self.text(), token="ink" if self.isEnabled() else "disabled")


def paint_radio(painter: QPainter, box: QRectF, *, on: bool) -> None:
    """Paint a radio mark into a square box."""
    painting.outline(painter, box, box.width() / 2, stroke="accent" if on else "border", fill="surface")
    if on:
        inset = box.width() * 0.3
        dot = box.adjusted(inset, inset, -inset, -inset)
        painting.outline(painter, dot, dot.width() / 2, stroke=None, fill="accent")
