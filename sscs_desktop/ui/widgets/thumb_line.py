"""One attached file in a line: a small picture of it or a paperclip, its name, and whether the county has it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QEnterEvent, QImage, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from sscs_desktop.ui import icons, theme
from sscs_desktop.ui.widgets import painting, states
from sscs_desktop.ui.widgets.buttons import Button
from sscs_desktop.ui.widgets.restyled import Restyled
from sscs_desktop.ui.widgets.states import State

_SIDE = 40
_HEIGHT = 48
_OPEN = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space)


class ThumbLine(Restyled, QWidget):
    """`pressed` by click, Enter or space; `removed` by its button or Delete, where `removal` names that."""

    pressed = Signal()
    removed = Signal()

    def __init__(
        self,
        name: str,
        image: QImage | None,
        state: State,
        word: str,
        *,
        tip: str = "",
        removal: str = "",
    ) -> None:
        super().__init__()
        self._name = name
        self._image = image
        self._state, self._word = state, word
        self._over = False
        self._button: Button | None = None
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("，".join(part for part in (name, word) if part))
        self.setToolTip(tip or name)
        if removal:
            self._button = Button("", "bare", "x", tip=removal, height=28, on=self.removed.emit, parent=self)
            self._button.setObjectName("remove")
        self.measure()

    def name(self) -> str:
        """Return the file's name."""
        return self._name

    def word(self) -> str:
        """Return what it says of the file's whereabouts."""
        return self._word

    def has_image(self) -> bool:
        """Tell whether a small picture is shown."""
        return self._image is not None and not self._image.isNull()

    def measure(self) -> None:
        self.setFixedHeight(theme.S(_HEIGHT))

    def sizeHint(self) -> QSize:
        return QSize(theme.S(240), theme.S(_HEIGHT))

    def enterEvent(self, event: QEnterEvent) -> None:
        self._over = True
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        self._over = False
        self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and self.rect().contains(event.position().toPoint()):
            self.pressed.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in _OPEN and not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.pressed.emit()
        elif event.key() == Qt.Key.Key_Delete and self._button is not None:
            self.removed.emit()
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        if self._button is not None:
            size = self._button.sizeHint()
            self._button.resize(size)
            self._button.move(self.width() - size.width(), (self.height() - size.height()) // 2)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        rect = QRectF(self.rect())
        if self._over:
            painting.outline(painter, rect, 4, stroke=None, fill="hover")
        side = theme.S(_SIDE)
        box = QRectF(0, (rect.height() - side) / 2, side, side)
        self._paint_image(painter, box)
        left = side + 12
        room = rect.width() - left - (self._button.width() + 8 if self._button is not None else 8)
        half = rect.height() / 2
        painting.text(painter, QRectF(left, 2, room, half - 2), self._name)
        states.paint_state(painter, QRectF(left, half, room, half - 2), self._state, self._word)

    def _paint_image(self, painter: QPainter, box: QRectF) -> None:
        if self._image is None or self._image.isNull():
            painting.outline(painter, box, 4, stroke="line", fill="raised")
            inset = box.width() * 0.3
            icons.paint(painter, "paperclip", box.adjusted(inset, inset, -inset, -inset), "ink2")
            return
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawImage(box, self._image, _middle(self._image))
        painting.outline(painter, box, 0, stroke="line")


def _middle(image: QImage) -> QRectF:
    """Return the square in the middle of a picture."""
    side = min(image.width(), image.height())
    return QRectF((image.width() - side) / 2, (image.height() - side) / 2, side, side)
