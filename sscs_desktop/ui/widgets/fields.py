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
        self.inside.setContentsMargins(7, 1, 3, 1)
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
        self.document().setDocumentMargin(5)  # with 6 the second line of two does not fit into 56 px
        self.measure()

    def measure(self) -> None:
        self.setFont(theme.font("body"))
        self.setPalette(bare_palette(self.palette()))


class Choice(Restyled, QComboBox):
    """A drop-down of (value, word) pairs."""

    def __init__(
        self, choices: Sequence[tuple[object, str]] = (), *, height: int = 32, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._height = height
        self._wrong = False
        self._values: list[object] = []  # Qt would hand a StrEnum back as plain text
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
        self._values = [value for value, _word in choices]
        for _value, word in choices:
            self.addItem(word)
        self.set_value(old)
        self.blockSignals(False)
        self.updateGeometry()

    def value(self) -> object:
        """Return the value chosen as it was offered, None if none."""
        at = self.currentIndex()
        return self._values[at] if 0 <= at < len(self._values) else None

    def set_value(self, value: object) -> None:
        """Choose a value; one not offered chooses none."""
        none = -1 if value is not None else 0
        self.setCurrentIndex(self._values.index(value) if value in self._values else none)

    def insist(self, value: object, word: str) -> None:
        """Choose a value, offering it too if it is not offered."""
        if value not in self._values:
            self._values.append(value)
            self.addItem(word)
        self.set_value(value)

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
        paint_tick(painter, box, on=self.isChecked(), enabled=self.isEnabled())
        rect = QRectF(self.rect()).adjusted(side + 8, 0, 0, 0)
        painting.text(painter, rect, self.text(), token="ink" if self.isEnabled() else "disabled")


def paint_tick(painter: QPainter, box: QRectF, *, on: bool, enabled: bool = True) -> None:
    """Paint a box to tick into a square."""
    stroke = "fill" if on else "border"
    fill = "fill" if on else "surface"
    if not enabled:
        stroke, fill = "line", "disabled_bg"
    painting.outline(painter, box, 3, stroke=stroke, fill=fill)
    if on:
        icons.paint(painter, "check", box.adjusted(2, 2, -2, -2), "on_fill" if enabled else "disabled", stroke="3")


def paint_radio(painter: QPainter, box: QRectF, *, on: bool) -> None:
    """Paint a radio mark into a square box."""
    painting.outline(painter, box, box.width() / 2, stroke="accent" if on else "border", fill="surface")
    if on:
        inset = box.width() * 0.3
        dot = box.adjusted(inset, inset, -inset, -inset)
        painting.outline(painter, dot, dot.width() / 2, stroke=None, fill="accent")
